//! The calendar of bills: months in UTC, and the dates of instants.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// One month of one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Month {
    year: i16,
    month: i8,
}

impl Month {
    pub(crate) fn of(date: Date) -> Self {
        Self {
            year: date.year(),
            month: date.month(),
        }
    }

    /// Months since the year 0, so that months can be counted.
    pub(crate) fn number(self) -> i64 {
        i64::from(self.year) * 12 + i64::from(self.month) - 1
    }

    /// The month `count` months later, or earlier.
    pub(crate) fn plus(self, count: i64) -> Self {
        let number = self.number() + count;
        let year = i16::try_from(number.div_euclid(12)).unwrap_or(self.year);
        let month = i8::try_from(number.rem_euclid(12) + 1).unwrap_or(self.month);
        Self { year, month }
    }

    pub(crate) fn first(self) -> Date {
        // Every month has a first day.
        Date::new(self.year, self.month, 1).unwrap_or(Date::MIN)
    }

    /// 1 for January.
    pub(crate) fn of_year(self) -> i8 {
        self.month
    }

    pub(crate) fn days(self) -> i8 {
        self.first().days_in_month()
    }
}

/// The date in UTC: bills know no other time.
pub(crate) fn date(instant: Timestamp) -> Date {
    instant.to_zoned_datetime(TimeZone::UTC).date()
}

/// The date so many days later, or earlier, or as near to it as there is one.
pub(crate) fn days_after(date: Date, days: i64) -> Date {
    date.saturating_add(jiff::Span::new().try_days(days).unwrap_or_default())
}

/// The first instant of a date.
pub(crate) fn start_of(date: Date) -> Timestamp {
    let zoned = date.to_zoned_datetime(TimeZone::UTC);
    zoned.map_or(Timestamp::MIN, |zoned| zoned.timestamp())
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:04}-{:02}", self.year, self.month))
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let first: Result<Date, _> = format!("{text}-01").parse();
        first
            .map(Self::of)
            .map_err(|_| D::Error::custom(format!("`{text}` is not a month such as 2026-11")))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as civil;

    use super::*;

    #[test]
    fn months_are_counted_over_the_turn_of_the_year() {
        let january = Month::of(civil(2026, 1, 31));
        assert_eq!(january.plus(-1).first(), civil(2025, 12, 1));
        assert_eq!(january.plus(13).first(), civil(2027, 2, 1));
        assert_eq!(january.plus(1).days(), 28);
        assert_eq!(january.plus(25).days(), 29, "2028 is a leap year");
        assert_eq!(january.plus(-13).number(), january.number() - 13);
    }

    #[test]
    fn a_month_is_written_as_people_write_it() {
        let month = Month::of(civil(2026, 3, 5));
        assert_eq!(serde_json::to_value(month).unwrap(), "2026-03");
        assert_eq!(
            serde_json::from_value::<Month>("2026-03".into()).unwrap(),
            month
        );
        assert!(serde_json::from_value::<Month>("2026-13".into()).is_err());
    }

    #[test]
    fn an_instant_has_its_date_in_utc() {
        let instant: Timestamp = "2026-11-29T23:30:00-05:00".parse().unwrap();
        assert_eq!(date(instant), civil(2026, 11, 30));
        assert_eq!(
            start_of(civil(2026, 11, 30)).to_string(),
            "2026-11-30T00:00:00Z"
        );
        assert_eq!(days_after(civil(2026, 2, 27), 3), civil(2026, 3, 2));
    }
}
