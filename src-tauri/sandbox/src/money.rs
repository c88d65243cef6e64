//! Exact amounts of money. Cost Explorer writes up to ten decimals, so an amount is a whole number of
//! ten-billionths of a US dollar; nothing here is ever rounded twice.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Neg, Sub},
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Decimals that an amount has at most.
const DECIMALS: usize = 10;
const ONE: i128 = 10_i128.pow(10);
/// The most digits before the point that are read: a trillion dollars is no bill.
const MOST_DIGITS: usize = 12;

/// An amount in ten-billionths of a dollar, or of a unit of usage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Amount(i128);

impl Amount {
    pub(crate) const ZERO: Self = Self(0);

    pub(crate) fn whole(units: u64) -> Self {
        Self(i128::from(units) * ONE)
    }

    pub(crate) fn cents(cents: u64) -> Self {
        Self(i128::from(cents) * (ONE / 100))
    }

    /// `part` of `whole` of it, rounded down. Shares that grow step by step add up to all of it, for
    /// what one step lacks the next one has.
    pub(crate) fn share(self, part: i64, whole: i64) -> Self {
        Self((self.0 * i128::from(part)).div_euclid(i128::from(whole)))
    }

    pub(crate) fn times(self, count: i64) -> Self {
        Self(self.0 * i128::from(count))
    }

    /// The next lower multiple of a cent: fees have no fractions of it.
    pub(crate) fn whole_cents(self) -> Self {
        Self(self.0.div_euclid(ONE / 100) * (ONE / 100))
    }

    /// As the number with the fewest digits that means it: for AWS's few fields that are no text.
    pub(crate) fn to_f64(self) -> f64 {
        // Every text that `Display` writes is a number.
        self.to_string().parse().unwrap_or(0.0)
    }

    /// Rounded to cents, half away from zero, as AWS Budgets writes amounts.
    pub(crate) fn rounded(self) -> Self {
        let cent = ONE / 100;
        let half = if self.0 < 0 { -cent / 2 } else { cent / 2 };
        Self((self.0 + half) / cent * cent)
    }
}

impl fmt::Display for Amount {
    /// As Cost Explorer writes it: `12.3`, `0`, `-0.0000000001`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (units, rest) = (self.0.abs() / ONE, self.0.abs() % ONE);
        write!(formatter, "{sign}{units}")?;
        if rest == 0 {
            return Ok(());
        }
        let decimals = format!("{rest:0DECIMALS$}");
        write!(formatter, ".{}", decimals.trim_end_matches('0'))
    }
}

/// A text that is no amount.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an amount such as 12.50")]
pub(crate) struct ParseAmountError(String);

impl FromStr for Amount {
    type Err = ParseAmountError;

    fn from_str(text: &str) -> Result<Self, ParseAmountError> {
        let wrong = || ParseAmountError(text.to_owned());
        let (negative, number) = text
            .strip_prefix('-')
            .map_or((false, text), |rest| (true, rest));
        let (units, decimals) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(units, MOST_DIGITS) || !digits(decimals, DECIMALS) {
            return Err(wrong());
        }
        let whole: i128 = units.parse().map_err(|_| wrong())?;
        let rest: i128 = format!("{decimals:0<DECIMALS$}")
            .parse()
            .map_err(|_| wrong())?;
        let value = whole * ONE + rest;
        Ok(Self(if negative { -value } else { value }))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
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

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_written_without_zeros_at_its_end_and_read_back() {
        for text in ["0", "12.3", "-0.0000000001", "604.8", "193.55", "100"] {
            let amount: Amount = text.parse().unwrap();
            assert_eq!(amount.to_string(), text);
        }
        assert_eq!("12.50".parse(), Ok(Amount::cents(1250)));
        assert_eq!("7".parse(), Ok(Amount::whole(7)));
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", "1.", ".5", "1,5", "1e3", "--1", "1.00000000001", "+1"] {
            let refused: Result<Amount, _> = text.parse();
            assert_eq!(refused, Err(ParseAmountError(text.to_owned())));
        }
    }

    #[test]
    fn shares_that_grow_to_the_whole_add_up_to_it() {
        for text in ["10", "-10", "0.0000000007"] {
            let amount: Amount = text.parse().unwrap();
            let steps = (1..=3).map(|day| amount.share(day, 3) - amount.share(day - 1, 3));
            assert_eq!(steps.sum::<Amount>(), amount);
        }
    }

    #[test]
    fn rounding_to_cents_goes_away_from_zero_at_the_half() {
        let rounded = |text: &str| text.parse::<Amount>().unwrap().rounded().to_string();
        assert_eq!(rounded("1.005"), "1.01");
        assert_eq!(rounded("-1.005"), "-1.01");
        assert_eq!(rounded("1.0049999999"), "1");
    }
}
