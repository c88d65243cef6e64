//! What is kept of a month, and how long it is good for: closed months for good once AWS is done with them, the
//! current one for some hours.

use jiff::{SignedDuration, Timestamp, ToSpan};

use super::{Month, Part, month::day_of};

/// How long the current month's figures are good for. AWS makes new ones up to three times a day.
/// <https://docs.aws.amazon.com/cost-management/latest/userguide/ce-api-best-practices.html>
pub(super) const CURRENT_IS_FRESH: SignedDuration = SignedDuration::from_hours(8);
/// How long those of a closed month are that AWS may still change.
const CLOSED_IS_FRESH: SignedDuration = SignedDuration::from_hours(24);
/// When AWS is done with a month, after its end: about two weeks.
/// <https://docs.aws.amazon.com/cur/latest/userguide/dataexports-export-delivery.html>
const FINAL_AFTER_DAYS: i64 = 15;
/// Closed months that AWS may still change.
const MAY_CHANGE: u8 = 2;

/// What is kept of one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Which month.
    pub month: Month,
    /// What of it. Those of [`Part::MONTHLY`] are read and kept together.
    pub part: Part,
    /// When it was read.
    pub read_at: Timestamp,
    /// Whether AWS said that it may still change.
    pub estimated: bool,
    /// How many rows the part has.
    pub rows: u32,
}

impl Kept {
    /// Whether AWS is done with it, so that it is never asked for again.
    pub fn is_final(&self) -> bool {
        let read = day_of(self.read_at);
        if self.month < Month::of(read).before(MAY_CHANGE) {
            return true;
        }
        let done = self.month.end().saturating_add(FINAL_AFTER_DAYS.days());
        !self.estimated && read >= done
    }

    /// Whether it is good enough to be shown without asking.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        let current = Month::of(day_of(now));
        if self.is_final() {
            return true;
        }
        if self.month < current && day_of(self.read_at) < self.month.end() {
            return false;
        }
        let fresh = if self.month < current {
            CLOSED_IS_FRESH
        } else {
            CURRENT_IS_FRESH
        };
        now.duration_since(self.read_at) < fresh
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().expect("a month")
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    /// A part of a month, as it was read at some time.
    fn kept(name: &str, read_at: &str, estimated: bool) -> Kept {
        Kept {
            month: month(name),
            part: Part::AccountService,
            read_at: at(read_at),
            estimated,
            rows: 7_000,
        }
    }

    #[test]
    fn a_month_is_final_when_aws_has_had_its_two_weeks() {
        let is_final =
            |name: &str, read_at: &str, estimated| kept(name, read_at, estimated).is_final();
        assert!(
            !is_final("2026-11", "2026-11-23T12:00:00Z", true),
            "under way"
        );
        assert!(
            !is_final("2026-10", "2026-11-15T12:00:00Z", false),
            "too early"
        );
        assert!(is_final("2026-10", "2026-11-16T12:00:00Z", false));
        assert!(
            !is_final("2026-10", "2026-11-23T12:00:00Z", true),
            "AWS says so"
        );
        assert!(
            !is_final("2026-09", "2026-11-01T12:00:00Z", true),
            "the second last"
        );
        assert!(
            is_final("2026-08", "2026-11-01T12:00:00Z", true),
            "only two may change"
        );
    }

    #[test]
    fn a_month_that_was_under_way_when_it_was_read_is_stale_once_it_is_over() {
        let kept = kept("2026-10", "2026-10-31T23:00:00Z", true);
        assert!(kept.is_fresh(at("2026-10-31T23:30:00Z")));
        assert!(!kept.is_fresh(at("2026-11-01T00:30:00Z")));
    }
}
