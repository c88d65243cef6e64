//! What is compared with what. A closed month stands against whole months. The current one is under way: its
//! whole days stand against the same days, which AWS tells without tax.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use super::{
    Amount, Column, Month,
    month::day_of,
    rows::{Comparable, Figures},
    totals::ByName,
};

/// The days of one month, as they were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    /// When.
    pub read_at: Timestamp,
    /// The rows: accounts and days, or days and charges.
    pub column: Column,
}

/// Between a service and a record type in the name of a day's charge: neither has one.
pub const CHARGE_SEPARATOR: char = '\u{1f}';

/// What a month is compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) month: Month,
    /// The last day of the month that is compared; none where whole months are.
    pub(super) through: Option<i8>,
}

impl Period {
    /// The period of `month` as it was read at `read_at`.
    pub(super) fn of(month: Month, read_at: Timestamp) -> Self {
        let read = day_of(read_at);
        if Month::of(read) != month {
            return Self {
                month,
                through: None,
            };
        }
        // Of the day of reading AWS knows only a part, and shorter months have no more days.
        let shortest = month.before(1).length().min(month.before(12).length());
        Self {
            month,
            through: Some((read.day() - 1).min(shortest)),
        }
    }

    /// Whether there is anything to compare: on the first day there is not.
    pub(super) fn is_empty(self) -> bool {
        self.through == Some(0)
    }

    pub(super) fn has(self, day: Date) -> bool {
        self.through.is_none_or(|through| day.day() <= through)
    }
}

/// What one kind of leaf cost in the three months that are compared.
pub(super) struct Compared<'a> {
    pub(super) now: &'a ByName,
    pub(super) before: Option<&'a ByName>,
    pub(super) last_year: Option<&'a ByName>,
}

/// The figures of each leaf from whole months.
pub(super) fn of_months(months: &Compared<'_>) -> (BTreeMap<String, Figures>, Comparable) {
    let mut figures: BTreeMap<String, Figures> = BTreeMap::new();
    for (name, amount) in months.now {
        let it = figures.entry(name.clone()).or_default();
        it.amount = *amount;
        it.compared = *amount;
    }
    for (name, amount) in months.before.into_iter().flatten() {
        figures.entry(name.clone()).or_default().before = *amount;
    }
    for (name, amount) in months.last_year.into_iter().flatten() {
        figures.entry(name.clone()).or_default().last_year = *amount;
    }
    let known = Comparable {
        before: months.before.is_some(),
        last_year: months.last_year.is_some(),
    };
    (figures, known)
}

/// The figures of each leaf from the month as it is and the days of the three months, summed over the period.
pub(super) fn of_days(
    month: &ByName,
    days: [Option<ByName>; 3],
) -> (BTreeMap<String, Figures>, Comparable) {
    let [now, before, last_year] = days;
    let mut figures: BTreeMap<String, Figures> = BTreeMap::new();
    for (name, amount) in month {
        figures.entry(name.clone()).or_default().amount = *amount;
    }
    let known = Comparable {
        before: now.is_some() && before.is_some(),
        last_year: now.is_some() && last_year.is_some(),
    };
    for (name, amount) in now.into_iter().flatten() {
        figures.entry(name).or_default().compared = amount;
    }
    for (name, amount) in before.into_iter().flatten() {
        figures.entry(name).or_default().before = amount;
    }
    for (name, amount) in last_year.into_iter().flatten() {
        figures.entry(name).or_default().last_year = amount;
    }
    (figures, known)
}

/// Which side of a row of days names the leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaf {
    Account,
    Service,
    RecordType,
}

impl Leaf {
    /// The leaf and day of a row.
    pub(super) fn of<'a>(self, first: &'a str, second: &'a str) -> (&'a str, &'a str) {
        let charge = || second.split_once(CHARGE_SEPARATOR).unwrap_or((second, ""));
        match self {
            Self::Account => (first, second),
            Self::Service => (charge().0, first),
            Self::RecordType => (charge().1, first),
        }
    }
}

impl Days {
    /// What each leaf cost over the days that are in the period.
    pub(super) fn sum(&self, leaf: Leaf, period: Period) -> ByName {
        let mut sums = ByName::new();
        let is_in: Vec<bool> = self
            .day_names(leaf)
            .iter()
            .map(|day| in_period(day, period))
            .collect();
        for (first, second, amount) in &self.column.cells {
            let day = if leaf == Leaf::Account {
                *second
            } else {
                *first
            };
            if !is_in[day as usize] {
                continue;
            }
            let names = (
                self.column.firsts[*first as usize].as_str(),
                self.column.seconds[*second as usize].as_str(),
            );
            let (name, _) = leaf.of(names.0, names.1);
            match sums.get_mut(name) {
                Some(sum) => *sum += *amount,
                None => {
                    sums.insert(name.to_owned(), *amount);
                }
            }
        }
        sums
    }

    fn day_names(&self, leaf: Leaf) -> &[String] {
        if leaf == Leaf::Account {
            &self.column.seconds
        } else {
            &self.column.firsts
        }
    }

    /// What was spent from `day` on.
    pub(super) fn from(&self, day: Date, leaf: Leaf) -> Amount {
        let rows = self.column.rows();
        rows.filter(|(first, second, _)| {
            let (_, at) = leaf.of(first, second);
            at.parse::<Date>().is_ok_and(|at| at >= day)
        })
        .map(|(_, _, amount)| amount)
        .sum()
    }
}

fn in_period(day: &str, period: Period) -> bool {
    day.parse().is_ok_and(|day| period.has(day))
}
