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
    /// The leaf that a name is of.
    fn of(self, name: &str) -> &str {
        let charge = || name.split_once(CHARGE_SEPARATOR).unwrap_or((name, ""));
        match self {
            Self::Account => name,
            Self::Service => charge().0,
            Self::RecordType => charge().1,
        }
    }
}

/// The rows of days as they are summed. A column has far more rows than names, so names are looked at once, and rows
/// only by the places of theirs.
struct Sides<'a> {
    leaves: &'a [String],
    days: &'a [String],
    is_leaf_first: bool,
}

impl Sides<'_> {
    /// The places of the leaf and of the day.
    fn places(&self, first: u32, second: u32) -> (usize, usize) {
        let (first, second) = (first as usize, second as usize);
        if self.is_leaf_first {
            (first, second)
        } else {
            (second, first)
        }
    }
}

impl Days {
    fn sides(&self, leaf: Leaf) -> Sides<'_> {
        let (firsts, seconds) = (&self.column.firsts, &self.column.seconds);
        let is_leaf_first = leaf == Leaf::Account;
        let (leaves, days) = if is_leaf_first {
            (firsts, seconds)
        } else {
            (seconds, firsts)
        };
        Sides {
            leaves,
            days,
            is_leaf_first,
        }
    }

    /// What each leaf cost over the days that are in the period.
    pub(super) fn sum(&self, leaf: Leaf, period: Period) -> ByName {
        let sides = self.sides(leaf);
        let is_in: Vec<bool> = (sides.days.iter())
            .map(|day| in_period(day, period))
            .collect();
        let mut sums: Vec<Option<Amount>> = vec![None; sides.leaves.len()];
        for (first, second, amount) in &self.column.cells {
            let (leaf, day) = sides.places(*first, *second);
            if is_in[day] {
                *sums[leaf].get_or_insert_default() += *amount;
            }
        }
        let mut by_name = ByName::new();
        for (name, sum) in sides.leaves.iter().zip(sums) {
            if let Some(sum) = sum {
                *by_name.entry(leaf.of(name).to_owned()).or_default() += sum;
            }
        }
        by_name
    }

    /// What each day cost, by what `group` makes of its leaves.
    pub(super) fn by_day(
        &self,
        leaf: Leaf,
        group: impl Fn(&str) -> Option<usize>,
    ) -> BTreeMap<&str, BTreeMap<Option<usize>, Amount>> {
        let sides = self.sides(leaf);
        let groups: Vec<Option<usize>> = (sides.leaves.iter())
            .map(|name| group(leaf.of(name)))
            .collect();
        let mut sums = vec![BTreeMap::new(); sides.days.len()];
        for (first, second, amount) in &self.column.cells {
            let (leaf, day) = sides.places(*first, *second);
            *sums[day].entry(groups[leaf]).or_default() += *amount;
        }
        let days = sides.days.iter().map(String::as_str);
        days.zip(sums).collect()
    }

    /// What was spent from `day` on.
    pub(super) fn from(&self, day: Date, leaf: Leaf) -> Amount {
        let sides = self.sides(leaf);
        let is_after: Vec<bool> = (sides.days.iter())
            .map(|at| at.parse::<Date>().is_ok_and(|at| at >= day))
            .collect();
        let cells = self.column.cells.iter();
        cells
            .filter(|(first, second, _)| is_after[sides.places(*first, *second).1])
            .map(|(_, _, amount)| *amount)
            .sum()
    }
}

fn in_period(day: &str, period: Period) -> bool {
    day.parse().is_ok_and(|day| period.has(day))
}
