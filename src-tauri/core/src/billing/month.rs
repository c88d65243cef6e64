//! A month of the bill, in UTC as AWS counts it, and its days.

use std::{fmt, str::FromStr};

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, date},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

/// A calendar month: `2026-11`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(try_from = "String", into = "String")]
#[specta(type = String)]
pub struct Month {
    year: i16,
    month: i8,
}

/// A text that is no month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a month (`2026-11`)")]
pub struct InvalidMonth(pub String);

const NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The day that it is in UTC: AWS's bills begin and end there.
pub fn day_of(now: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(now).date()
}

impl Month {
    /// The month that a day is in.
    pub fn of(day: Date) -> Self {
        Self {
            year: day.year(),
            month: day.month(),
        }
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        date(self.year, self.month, 1)
    }

    /// The first day that is not in it any more; AWS's periods end there.
    pub fn end(self) -> Date {
        self.next().first_day()
    }

    /// How many days it has.
    pub fn length(self) -> i8 {
        self.first_day().days_in_month()
    }

    /// All its days.
    pub fn days(self) -> impl Iterator<Item = Date> {
        self.first_day()
            .series(1.day())
            .take_while(move |day| Self::of(*day) == self)
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        self.moved(1)
    }

    /// The one `count` months before it.
    #[must_use]
    pub fn before(self, count: u8) -> Self {
        self.moved(-i32::from(count))
    }

    /// The months from this one to `last`, both with it.
    pub fn to(self, last: Self) -> impl DoubleEndedIterator<Item = Self> + Clone {
        (self.number()..=last.number()).map(Self::of_number)
    }

    /// In words: `November 2026`.
    pub fn title(self) -> String {
        format!("{} {}", self.name(), self.year)
    }

    /// Its name without the year: `November`.
    pub fn name(self) -> &'static str {
        let place = usize::try_from(self.month - 1).unwrap_or_default();
        NAMES.get(place).copied().unwrap_or_default()
    }

    fn moved(self, by: i32) -> Self {
        Self::of_number(self.number() + by)
    }

    fn number(self) -> i32 {
        i32::from(self.year) * 12 + i32::from(self.month) - 1
    }

    fn of_number(number: i32) -> Self {
        let year = number.div_euclid(12).clamp(1, 9999);
        let month = number.rem_euclid(12) + 1;
        Self {
            year: i16::try_from(year).unwrap_or(1),
            month: i8::try_from(month).unwrap_or(1),
        }
    }
}

impl FromStr for Month {
    type Err = InvalidMonth;

    fn from_str(text: &str) -> Result<Self, InvalidMonth> {
        let read = || {
            let (year, month) = text.split_once('-')?;
            let is_number = |text: &str, length| {
                text.len() == length && text.bytes().all(|it| it.is_ascii_digit())
            };
            if !is_number(year, 4) || !is_number(month, 2) {
                return None;
            }
            let (year, month) = (year.parse().ok()?, month.parse().ok()?);
            ((1..=9999).contains(&year) && (1..=12).contains(&month))
                .then_some(Self { year, month })
        };
        read().ok_or_else(|| InvalidMonth(text.to_owned()))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year, self.month)
    }
}

impl TryFrom<String> for Month {
    type Error = InvalidMonth;

    fn try_from(text: String) -> Result<Self, InvalidMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().expect("a month")
    }

    #[test]
    fn months_follow_each_other_across_the_years() {
        assert_eq!(month("2026-12").next(), month("2027-01"));
        assert_eq!(month("2026-11").before(13), month("2025-10"));
        let all: Vec<String> = month("2025-11")
            .to(month("2026-02"))
            .map(|month| month.to_string())
            .collect();
        assert_eq!(all, ["2025-11", "2025-12", "2026-01", "2026-02"]);
        assert_eq!(month("2026-02").to(month("2026-01")).count(), 0);
    }

    #[test]
    fn a_month_has_its_days_and_ends_where_the_next_begins() {
        assert_eq!(month("2028-02").length(), 29);
        assert_eq!(month("2028-02").days().count(), 29);
        assert_eq!(month("2026-12").end(), date(2027, 1, 1));
        assert_eq!(month("2026-11").title(), "November 2026");
    }

    #[test]
    fn the_day_is_utcs() {
        let late = "2026-11-30T23:30:00-05:00".parse().expect("an instant");
        assert_eq!(Month::of(day_of(late)), month("2026-12"));
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for text in [
            "2026",
            "2026-13",
            "2026-00",
            "26-11",
            "2026-1",
            "2026-11-01",
            "abcd-ef",
            "+026-11",
        ] {
            assert_eq!(text.parse::<Month>(), Err(InvalidMonth(text.to_owned())));
        }
    }
}
