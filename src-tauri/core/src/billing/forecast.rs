//! What the month will have cost at its end, as AWS reckons.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Amount, Metric, Month};

/// How sure AWS is to be of the interval, in per cent.
pub const LEVEL: u8 = 80;

/// AWS's forecast of the rest of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Forecast {
    /// Of which month.
    pub month: Month,
    /// How costs are counted in it.
    pub metric: Metric,
    /// When it was read.
    pub read_at: Timestamp,
    /// The first day that it is for; it ends with the month.
    pub from: Date,
    /// What these days will cost; none where AWS knows too little of the past.
    pub rest: Option<Rest>,
}

/// A figure and the interval that it lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rest {
    /// Most likely.
    pub mean: Amount,
    /// Hardly less.
    pub low: Amount,
    /// Hardly more.
    pub high: Amount,
}

/// What the whole month will have cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct MonthForecast {
    /// Most likely.
    pub total: Amount,
    /// Hardly less.
    pub low: Amount,
    /// Hardly more.
    pub high: Amount,
    /// In so many of a hundred cases it lies between them.
    pub level: u8,
    /// What of it is still to come.
    pub rest: Amount,
}

impl Rest {
    /// With what was spent before its first day.
    pub(super) fn with(self, spent: Amount) -> MonthForecast {
        MonthForecast {
            total: spent + self.mean,
            low: spent + self.low,
            high: spent + self.high,
            level: LEVEL,
            rest: self.mean,
        }
    }
}
