//! An exact amount of money. AWS tells costs as decimals with ten places; as whole numbers of a millionth of
//! a millionth they are added without ever being rounded, which no decimal of a fixed number of digits
//! promises. The unit (`USD`) stands beside the figures, not in each of them.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Neg, Sub, SubAssign},
    str::FromStr,
};

use serde::{Deserialize, Serialize};

/// Decimal places that are kept. Cost Explorer tells ten.
const PLACES: usize = 12;
/// One, in the least part that is kept.
const ONE: i128 = 1_000_000_000_000;
/// More than any bill: below it, no sum of any number of rows can overflow.
const MOST: i128 = 1_000_000_000_000_000 * ONE;

/// An amount of money, negative for what is given back. As a text it has no needless zeros: `-12.5`.
#[derive(
    Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(try_from = "String", into = "String")]
#[specta(type = String)]
pub struct Amount(i128);

/// A text that is no amount of money, or one that is finer or larger than Canopy keeps.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an amount of money")]
pub struct InvalidAmount(pub String);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// What AWS rounds a figure of Cost Explorer to.
    pub const LEAST_OF_AWS: Self = Self(100);

    /// So many hundredths: of a dollar, cents.
    pub const fn hundredths(number: i64) -> Self {
        // Widened: `From` is not const.
        Self(number as i128 * (ONE / 100))
    }

    /// The amount, counted in the least part that is kept.
    pub(super) const fn units(self) -> i128 {
        self.0
    }

    /// The amount that is so many of the least part; none where it is larger than any bill.
    pub(super) fn of_units(units: i128) -> Option<Self> {
        (units.unsigned_abs() <= MOST.unsigned_abs()).then_some(Self(units))
    }

    /// Without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// So many times as much.
    #[must_use]
    pub fn times(self, number: u64) -> Self {
        Self(self.0 * i128::from(number))
    }

    /// A part of it: `numerator` of `denominator`, rounded towards zero in the last place that is kept.
    #[must_use]
    pub fn part(self, numerator: i64, denominator: i64) -> Self {
        Self(self.0 * i128::from(numerator) / i128::from(denominator.max(1)))
    }

    /// The same with two decimal places, halves away from zero: as an invoice shows it.
    #[must_use]
    pub fn to_hundredths(self) -> Self {
        let cent = ONE / 100;
        let half = if self.0 < 0 { -cent / 2 } else { cent / 2 };
        Self((self.0 + half) / cent * cent)
    }

    /// With two decimal places always, as prices are written: `0.10`.
    pub fn in_cents(self) -> String {
        let text = self.to_hundredths().to_string();
        let places = text.find('.').map_or(0, |point| text.len() - point - 1);
        match places {
            0 => format!("{text}.00"),
            1 => format!("{text}0"),
            _ => text,
        }
    }

    /// An estimate of AWS's, whose digits beyond those that are kept mean nothing.
    pub fn of_estimate(text: &str) -> Option<Self> {
        let places = text
            .find('.')
            .map_or(text.len(), |point| point + 1 + PLACES);
        let has_exponent = text.contains(['E', 'e']);
        let kept = text.get(..places).filter(|_| !has_exponent);
        kept.unwrap_or(text).parse().ok()
    }

    /// What a figure that AWS tells as a floating-point number stands for, to the millionth.
    pub fn of_float(number: f64) -> Option<Self> {
        format!("{number:.6}").parse().ok()
    }

    /// For drawing only: how large it is against `whole`, from -1 to 1. Nothing of nothing is nothing.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a picture has fewer points than a float has digits"
    )]
    pub fn fraction_of(self, whole: Self) -> f64 {
        if whole.0 == 0 {
            return 0.0;
        }
        (self.0 as f64 / whole.0.unsigned_abs() as f64).clamp(-1.0, 1.0)
    }

    /// How many hundredths of a per cent it is of `whole`, rounded; none where `whole` is nothing.
    pub fn basis_points_of(self, whole: Self) -> Option<i64> {
        let whole = whole.0.abs();
        if whole == 0 {
            return None;
        }
        let twice = self.0 * 20_000 / whole;
        // Halves away from zero.
        i64::try_from(i128::midpoint(twice, twice.signum())).ok()
    }
}

impl FromStr for Amount {
    type Err = InvalidAmount;

    /// Reads a decimal as AWS writes it: `12.3456789012`, `-0.5`, `1.2E-7`.
    fn from_str(text: &str) -> Result<Self, InvalidAmount> {
        read(text).ok_or_else(|| InvalidAmount(text.to_owned()))
    }
}

fn read(text: &str) -> Option<Amount> {
    let (text, exponent) = match text.split_once(['E', 'e']) {
        None => (text, 0),
        Some((text, exponent)) => (text, exponent.parse::<i32>().ok()?),
    };
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let digits = format!("{whole}{fraction}");
    if digits.len() > 36 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i128 = digits.parse().ok()?;
    let places = i32::try_from(PLACES).ok()? + exponent - i32::try_from(fraction.len()).ok()?;
    let units = if number == 0 {
        0
    } else if places >= 0 {
        number.checked_mul(10_i128.checked_pow(u32::try_from(places).ok()?)?)?
    } else {
        // What is finer than is kept must be nothing, or the sum would not be exact.
        let divisor = 10_i128.checked_pow(places.unsigned_abs())?;
        (number % divisor == 0).then_some(number / divisor)?
    };
    Amount::of_units(if is_negative { -units } else { units })
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0.abs() / ONE, self.0.abs() % ONE);
        let sign = if self.0 < 0 { "-" } else { "" };
        if rest == 0 {
            return write!(formatter, "{sign}{whole}");
        }
        let rest = format!("{rest:012}");
        write!(formatter, "{sign}{whole}.{}", rest.trim_end_matches('0'))
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl TryFrom<String> for Amount {
    type Error = InvalidAmount;

    fn try_from(text: String) -> Result<Self, InvalidAmount> {
        text.parse()
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> Self {
        amount.to_string()
    }
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Amount {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Amount {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Amount {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        text.parse().expect("an amount")
    }

    #[test]
    fn amounts_are_read_as_aws_writes_them_and_written_without_needless_zeros() {
        for (text, written) in [
            ("0", "0"),
            ("12.3456789012", "12.3456789012"),
            ("-0.5000", "-0.5"),
            ("1.2E-7", "0.00000012"),
            ("0E-10", "0"),
            ("3e2", "300"),
            ("+7", "7"),
            (".25", "0.25"),
            ("0.0000000000000000", "0"),
            ("-0", "0"),
        ] {
            assert_eq!(amount(text).to_string(), written, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_kept_exactly_is_no_amount() {
        for text in [
            "",
            "-",
            ".",
            "1,5",
            "NaN",
            "0.0000000000001",
            "1E-13",
            "1E99",
            "9999999999999999",
            "1.2.3",
            "0x10",
            "1E",
        ] {
            assert_eq!(
                text.parse::<Amount>(),
                Err(InvalidAmount(text.to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn an_estimates_needless_digits_are_left_out() {
        assert_eq!(
            Amount::of_estimate("37.12345678901234567"),
            Some(amount("37.123456789012"))
        );
        assert_eq!(Amount::of_estimate("37"), Some(amount("37")));
        assert_eq!(Amount::of_estimate("many"), None);
        assert_eq!(Amount::of_float(12.5), Some(amount("12.5")));
        assert_eq!(Amount::of_float(f64::NAN), None);
    }

    #[test]
    fn a_cent_a_thousand_times_is_ten_dollars() {
        let sum: Amount = std::iter::repeat_n(amount("0.01"), 1000).sum();
        assert_eq!(sum, amount("10"));
        assert_eq!(Amount::hundredths(1).times(1000), sum);
    }

    #[test]
    fn per_cents_and_invoices_round_halves_away_from_zero() {
        assert_eq!(amount("2.345").to_hundredths(), amount("2.35"));
        assert_eq!(amount("-2.345").to_hundredths(), amount("-2.35"));
        assert_eq!(amount("2.3449").to_hundredths(), amount("2.34"));
        assert_eq!(
            ["0.1", "3", "-2.345"].map(|text| amount(text).in_cents()),
            ["0.10", "3.00", "-2.35"]
        );
        assert_eq!(
            amount("1").basis_points_of(amount("3")),
            Some(3333),
            "33.33 per cent"
        );
        assert_eq!(
            amount("-2").basis_points_of(amount("3")),
            Some(-6667),
            "-66.67 per cent"
        );
        assert_eq!(
            amount("1").basis_points_of(amount("-4")),
            Some(2500),
            "against its size"
        );
        assert_eq!(amount("1").basis_points_of(Amount::ZERO), None);
    }
}
