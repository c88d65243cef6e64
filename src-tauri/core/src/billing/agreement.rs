//! Whether AWS's answers agree. A month is asked for by service, by charge and by seller, and each answer has
//! pages; what changes at AWS in between shows as sums that differ. Such a month is never shown.

use std::collections::BTreeMap;

use super::{
    Amount, CHARGE_SEPARATOR, ChargeClass, Column, Metric, SheetBuilder, Totals,
    sheet::{Amounts, Sum},
};

/// Two answers about one thing that do not agree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} costs {one} in one answer of AWS and {other} in another")]
pub struct Disagreement {
    /// An account, record type or day.
    pub what: String,
    /// What the first answer says, in the first metric that differs.
    pub one: Amount,
    /// What the other one says.
    pub other: Amount,
}

/// Checks a month: each account must cost the same by service as by charge, each record type the same over
/// accounts as over sellers.
pub fn month_agrees(
    services: &SheetBuilder,
    charges: &SheetBuilder,
    sellers: &SheetBuilder,
) -> Result<(), Disagreement> {
    agree(services.by_first().map(all), charges.by_first().map(all))?;
    agree(charges.by_second().map(all), sellers.by_second().map(all))
}

/// Checks days: each must cost the same over accounts as over charges.
pub fn days_agree(accounts: &SheetBuilder, charges: &SheetBuilder) -> Result<(), Disagreement> {
    agree(accounts.by_second().map(all), charges.by_first().map(all))
}

/// Checks days by account against those by charge that were kept before, in unblended cost.
pub fn days_agree_with(accounts: &SheetBuilder, kept: &Column) -> Result<(), Disagreement> {
    let mut days: BTreeMap<&str, Sum> = BTreeMap::new();
    for (day, _, amount) in kept.rows() {
        let sum = days.entry(day).or_default();
        sum.amounts[0] += amount;
        sum.rows += 1;
    }
    agree(accounts.by_second().map(only_unblended), days.into_iter())
}

/// Checks days by charge against their month: each record type must cost the same in both, but for tax, which AWS
/// tells by month only. `month` is in unblended cost.
pub fn days_make_month(charges: &SheetBuilder, month: &Totals) -> Result<(), Disagreement> {
    let mut by_days: BTreeMap<&str, Sum> = BTreeMap::new();
    for (name, sum) in charges.by_second() {
        let (_, record_type) = name.split_once(CHARGE_SEPARATOR).unwrap_or(("", name));
        let all = by_days.entry(record_type).or_default();
        all.amounts[0] += sum.amounts[0];
        all.rows += sum.rows;
    }
    let mut by_month: BTreeMap<&str, Sum> = BTreeMap::new();
    for (record_type, amount) in &month.charges {
        let sum = by_month.entry(record_type).or_default();
        sum.amounts[0] = *amount;
        sum.rows = 1;
    }
    for sums in [&mut by_days, &mut by_month] {
        sums.retain(|record_type, _| ChargeClass::of(record_type) != ChargeClass::Tax);
    }
    agree(by_days.into_iter(), by_month.into_iter())
}

fn all<'a>((name, sum): (&'a str, &Sum)) -> (&'a str, Sum) {
    (name, *sum)
}

fn only_unblended<'a>((name, sum): (&'a str, &Sum)) -> (&'a str, Sum) {
    let mut only = Sum {
        rows: sum.rows,
        ..Sum::default()
    };
    only.amounts[0] = sum.amounts[0];
    (name, only)
}

fn agree<'a>(
    one: impl Iterator<Item = (&'a str, Sum)>,
    other: impl Iterator<Item = (&'a str, Sum)>,
) -> Result<(), Disagreement> {
    let mut both: BTreeMap<&str, (Sum, Sum)> = BTreeMap::new();
    for (name, sum) in one {
        both.entry(name).or_default().0 = sum;
    }
    for (name, sum) in other {
        both.entry(name).or_default().1 = sum;
    }
    for (name, (one, other)) in both {
        // AWS rounds each row by itself.
        let rounding = Amount::LEAST_OF_AWS.times(u64::from(one.rows + other.rows));
        if let Some((one, other)) = apart(&one.amounts, &other.amounts, rounding) {
            return Err(Disagreement {
                what: name.to_owned(),
                one,
                other,
            });
        }
    }
    Ok(())
}

fn apart(one: &Amounts, other: &Amounts, rounding: Amount) -> Option<(Amount, Amount)> {
    Metric::ALL
        .into_iter()
        .map(|metric| (one[metric.place()], other[metric.place()]))
        .find(|(one, other)| (*one - *other).abs() > rounding)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[(&str, &str, &str)]) -> SheetBuilder {
        let mut sheet = SheetBuilder::default();
        for (first, second, amount) in rows {
            let amount: Amount = amount.parse().expect("an amount");
            sheet.add(first, second, &[amount; 5]);
        }
        sheet
    }

    fn amount(text: &str) -> Amount {
        text.parse().expect("an amount")
    }

    #[test]
    fn answers_that_tell_one_bill_agree_also_where_aws_rounded() {
        let services = sheet(&[
            ("1", "EC2", "10.0000000001"),
            ("1", "Tax", "2"),
            ("2", "S3", "5"),
        ]);
        let charges = sheet(&[("1", "Usage", "10"), ("1", "Tax", "2"), ("2", "Usage", "5")]);
        let sellers = sheet(&[("AWS Inc", "Usage", "15"), ("AWS Inc", "Tax", "2")]);
        assert_eq!(month_agrees(&services, &charges, &sellers), Ok(()));
    }

    #[test]
    fn a_figure_that_changed_between_two_answers_is_found() {
        let services = sheet(&[("1", "EC2", "10"), ("2", "S3", "5")]);
        let charges = sheet(&[("1", "Usage", "10"), ("2", "Usage", "5.01")]);
        let sellers = sheet(&[("AWS Inc", "Usage", "15.01")]);
        let disagreement = Disagreement {
            what: "2".to_owned(),
            one: amount("5"),
            other: amount("5.01"),
        };
        assert_eq!(
            month_agrees(&services, &charges, &sellers),
            Err(disagreement)
        );
        let sellers = sheet(&[("AWS Inc", "Usage", "15")]);
        let missing = sheet(&[("1", "Usage", "10")]);
        assert_eq!(
            month_agrees(&services, &missing, &sellers).map_err(|it| (it.one, it.other)),
            Err((amount("5"), Amount::ZERO)),
            "an account that is in one answer only"
        );
    }

    #[test]
    fn a_day_costs_the_same_over_accounts_as_over_charges() {
        let accounts = sheet(&[("1", "2026-11-01", "3"), ("2", "2026-11-01", "4")]);
        assert_eq!(
            days_agree(&accounts, &sheet(&[("2026-11-01", "EC2 Usage", "7")])),
            Ok(())
        );
        let disagreement = Disagreement {
            what: "2026-11-01".to_owned(),
            one: amount("7"),
            other: amount("8"),
        };
        assert_eq!(
            days_agree(&accounts, &sheet(&[("2026-11-01", "EC2 Usage", "8")])),
            Err(disagreement)
        );
    }
}
