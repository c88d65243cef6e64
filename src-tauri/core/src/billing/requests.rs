//! Questions to Cost Explorer, and what they cost: AWS takes its price for each page of an answer.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Amount, Kept, Month, Part, month::day_of};

/// What AWS takes for each request to Cost Explorer, each page being one.
/// <https://aws.amazon.com/aws-cost-management/aws-cost-explorer/pricing/>
pub const PRICE: Amount = Amount::hundredths(1);
/// Closed months that Cost Explorer tells, beside the current one.
/// <https://docs.aws.amazon.com/cost-management/latest/userguide/ce-what-is.html>
pub const CLOSED_MONTHS: u8 = 13;
/// Rows of a page, as far as one can tell: AWS does not say.
pub(super) const PAGE: u64 = 5_000;

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
