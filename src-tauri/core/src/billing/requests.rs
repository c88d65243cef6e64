//! What must be asked of Cost Explorer, and what that costs. Each request costs money, so nothing is asked that
//! is known: closed months are kept for good once AWS is done with them, the current one for some hours.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Amount, Month, month::day_of};

/// What AWS takes for each request to Cost Explorer, each page being one.
/// <https://aws.amazon.com/aws-cost-management/aws-cost-explorer/pricing/>
pub const PRICE: Amount = Amount::hundredths(1);
/// Closed months that Cost Explorer tells, beside the current one.
/// <https://docs.aws.amazon.com/cost-management/latest/userguide/ce-what-is.html>
pub const CLOSED_MONTHS: u8 = 13;
/// How long the current month's figures are good for. AWS makes new ones up to three times a day.
/// <https://docs.aws.amazon.com/cost-management/latest/userguide/ce-api-best-practices.html>
const CURRENT_IS_FRESH: SignedDuration = SignedDuration::from_hours(8);
/// How long those of a closed month are that AWS may still change.
const CLOSED_IS_FRESH: SignedDuration = SignedDuration::from_hours(24);
/// When AWS is done with a month, after its end: about two weeks.
/// <https://docs.aws.amazon.com/cur/latest/userguide/dataexports-export-delivery.html>
const FINAL_AFTER_DAYS: i64 = 15;
/// Closed months that AWS may still change.
const MAY_CHANGE: u8 = 2;
/// Rows of a page, as far as one can tell: AWS does not say.
const PAGE: u64 = 5_000;

/// What one request groups by.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum Part {
    /// Months by account and service.
    AccountService,
    /// Months by account and record type.
    AccountCharge,
    /// Months by legal entity and record type.
    SellerCharge,
    /// Days by account.
    AccountDay,
    /// Days by service and record type.
    ChargeDay,
}

impl Part {
    /// What a month is asked for by. They are read together, for one is checked against the other.
    pub const MONTHLY: [Self; 3] = [
        Self::AccountService,
        Self::AccountCharge,
        Self::SellerCharge,
    ];

    /// In words, for what is under way: `services by account`.
    pub fn words(self) -> &'static str {
        match self {
            Self::AccountService => "services by account",
            Self::AccountCharge => "charge types by account",
            Self::SellerCharge => "charge types by seller",
            Self::AccountDay => "days by account",
            Self::ChargeDay => "days by service and charge type",
        }
    }

    /// Rows of a month, where nothing is known of them.
    fn rows_of(self, accounts: u64) -> u64 {
        match self {
            Self::AccountService => accounts * 12,
            Self::AccountCharge => accounts * 3,
            Self::SellerCharge => 12,
            Self::AccountDay => accounts * 31,
            Self::ChargeDay => 40 * 31,
        }
    }
}

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

/// How much of the past is asked for.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum BillScope {
    /// All that Cost Explorer tells: 13 closed months and the current one.
    #[default]
    Year,
    /// The month that is shown and the one before it.
    Month,
}

/// One question to `GetCostAndUsage`, which may have several pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// What it groups by.
    pub part: Part,
    /// The first month.
    pub first: Month,
    /// The last month.
    pub last: Month,
}

impl Request {
    /// Where its period ends, a day that is not in it: not beyond tomorrow, for AWS tells no future.
    pub fn end(&self, now: Timestamp) -> Date {
        let tomorrow = day_of(now).tomorrow().unwrap_or(Date::MAX);
        self.last.end().min(tomorrow)
    }
}

/// What is to be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The questions to `GetCostAndUsage`.
    pub requests: Vec<Request>,
    /// Whether the forecast is asked for.
    pub forecast: bool,
}

/// What asking costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ReadingCost {
    /// Questions.
    pub requests: u32,
    /// Pages in all, about; at least one for each question. AWS takes its price for each.
    pub pages: u32,
    /// What AWS takes for the pages, in US dollars.
    pub amount: Amount,
}

/// The months that Cost Explorer tells at `now`.
pub fn months(now: Timestamp) -> impl DoubleEndedIterator<Item = Month> + Clone {
    let current = Month::of(day_of(now));
    current.before(CLOSED_MONTHS).to(current)
}

/// What is to be asked so that `shown` can be seen. `forecast_at` is when the forecast was read.
pub fn reading(
    kept: &[Kept],
    shown: Month,
    scope: BillScope,
    forecast_at: Option<Timestamp>,
    now: Timestamp,
) -> Reading {
    let current = Month::of(day_of(now));
    let told = |month: &Month| (current.before(CLOSED_MONTHS)..=current).contains(month);
    let pair = || shown.before(1).to(shown).filter(told);
    let wide: Vec<Month> = match scope {
        BillScope::Year => months(now).collect(),
        BillScope::Month => pair().collect(),
    };
    let is_due = |month: &Month, part: Part| {
        let known = kept.iter().find(|it| it.month == *month && it.part == part);
        known.is_none_or(|it| !it.is_fresh(now))
    };
    let due = |months: &[Month], part: Part| {
        let due = months.iter().copied().filter(|month| is_due(month, part));
        runs(due)
    };
    let mut requests = Vec::new();
    for (first, last) in due(&wide, Part::AccountService) {
        requests.extend(Part::MONTHLY.map(|part| Request { part, first, last }));
    }
    // A closed month is compared by whole months; the one under way needs the days of the one before it.
    let days: Vec<Month> = pair()
        .filter(|month| *month == shown || shown == current)
        .collect();
    for (months, part) in [(&days, Part::AccountDay), (&wide, Part::ChargeDay)] {
        let due = due(months, part).into_iter();
        requests.extend(due.map(|(first, last)| Request { part, first, last }));
    }
    let is_known = forecast_at.is_some_and(|at| now.duration_since(at) < CURRENT_IS_FRESH);
    Reading {
        requests,
        forecast: shown == current && !is_known,
    }
}

/// Months that follow each other, from each first to its last.
fn runs(months: impl Iterator<Item = Month>) -> Vec<(Month, Month)> {
    let mut runs: Vec<(Month, Month)> = Vec::new();
    for month in months {
        match runs.last_mut() {
            Some((_, last)) if last.next() == month => *last = month,
            _ => runs.push((month, month)),
        }
    }
    runs
}

impl Reading {
    /// Whether there is nothing to ask.
    pub fn is_nothing(&self) -> bool {
        self.requests.is_empty() && !self.forecast
    }

    /// What it costs, about: pages follow from what was read before, else from the number of accounts.
    pub fn cost(&self, kept: &[Kept], accounts: usize) -> ReadingCost {
        let questions = self.requests.len() + usize::from(self.forecast);
        let mut pages = u64::from(self.forecast);
        for request in &self.requests {
            let of_part = kept.iter().filter(|it| it.part == request.part);
            let newest = of_part.max_by_key(|it| it.month);
            let rows_of_month = newest.map_or_else(
                || request.part.rows_of(accounts as u64),
                |it| u64::from(it.rows),
            );
            let months = request.first.to(request.last).count() as u64;
            let rows = rows_of_month * months;
            pages += rows.div_ceil(PAGE).max(1);
        }
        ReadingCost {
            requests: u32::try_from(questions).unwrap_or(u32::MAX),
            pages: u32::try_from(pages).unwrap_or(u32::MAX),
            amount: PRICE.times(pages),
        }
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

    const NOW: &str = "2026-11-23T12:00:00Z";

    /// All of a month, as it was read at some time.
    fn kept(name: &str, read_at: &str, estimated: bool) -> Vec<Kept> {
        let parts = Part::MONTHLY
            .into_iter()
            .chain([Part::AccountDay, Part::ChargeDay]);
        parts
            .map(|part| Kept {
                month: month(name),
                part,
                read_at: at(read_at),
                estimated,
                rows: 7_000,
            })
            .collect()
    }

    fn asked(part: Part, first: &str, last: &str) -> Request {
        Request {
            part,
            first: month(first),
            last: month(last),
        }
    }

    #[test]
    fn a_cold_view_asks_six_questions_and_ends_with_today() {
        let reading = reading(&[], month("2026-11"), BillScope::Year, None, at(NOW));
        let year = ("2025-10", "2026-11");
        let expected = [
            asked(Part::AccountService, year.0, year.1),
            asked(Part::AccountCharge, year.0, year.1),
            asked(Part::SellerCharge, year.0, year.1),
            asked(Part::AccountDay, "2026-10", "2026-11"),
            asked(Part::ChargeDay, year.0, year.1),
        ];
        assert_eq!(
            (reading.requests.as_slice(), reading.forecast),
            (&expected[..], true)
        );
        assert_eq!(
            reading.requests[0].end(at(NOW)).to_string(),
            "2026-11-24",
            "an end is not in its period"
        );
        let cost = reading.cost(&[], 40);
        assert_eq!((cost.requests, cost.pages), (6, 10));
        assert_eq!(cost.amount, Amount::hundredths(10));
    }

    #[test]
    fn a_month_alone_asks_for_it_and_the_one_before() {
        let reading = reading(&[], month("2026-08"), BillScope::Month, None, at(NOW));
        let pair = ("2026-07", "2026-08");
        let expected = [
            asked(Part::AccountService, pair.0, pair.1),
            asked(Part::AccountCharge, pair.0, pair.1),
            asked(Part::SellerCharge, pair.0, pair.1),
            asked(Part::AccountDay, "2026-08", "2026-08"),
            asked(Part::ChargeDay, pair.0, pair.1),
        ];
        assert_eq!(reading.requests, expected);
        assert!(!reading.forecast, "what is over has no forecast");
    }

    #[test]
    fn what_is_fresh_is_not_asked_for() {
        let mut all: Vec<Kept> = months(at(NOW))
            .flat_map(|month| kept(&month.to_string(), "2026-11-23T08:00:00Z", false))
            .collect();
        let forecast = Some(at("2026-11-23T08:00:00Z"));
        let look = |kept: &[Kept], now: &str| {
            reading(kept, month("2026-11"), BillScope::Year, forecast, at(now))
        };
        assert!(look(&all, NOW).is_nothing());
        // After eight hours only the current month is.
        let later = look(&all, "2026-11-23T16:00:01Z");
        let months: Vec<_> = later
            .requests
            .iter()
            .map(|it| (it.first, it.last))
            .collect();
        assert_eq!(months, [(month("2026-11"), month("2026-11")); 5]);
        assert!(later.forecast);
        // What AWS may still change is asked for after a day, what it is done with never.
        for it in all.iter_mut().filter(|it| it.month == month("2026-10")) {
            it.estimated = true;
        }
        let next_day = look(&all, "2026-11-24T09:00:00Z");
        let months: Vec<_> = next_day
            .requests
            .iter()
            .map(|it| (it.first, it.last))
            .collect();
        assert_eq!(months, [(month("2026-10"), month("2026-11")); 5]);
        assert_eq!(next_day.cost(&all, 40).pages, 5 * 3 + 1, "14,000 rows each");
    }

    #[test]
    fn a_month_is_final_when_aws_has_had_its_two_weeks() {
        let is_final =
            |name: &str, read_at: &str, estimated| kept(name, read_at, estimated)[0].is_final();
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
        let kept = &kept("2026-10", "2026-10-31T23:00:00Z", true)[0];
        assert!(kept.is_fresh(at("2026-10-31T23:30:00Z")));
        assert!(!kept.is_fresh(at("2026-11-01T00:30:00Z")));
    }
}
