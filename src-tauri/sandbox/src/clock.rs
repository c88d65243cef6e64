//! The sandbox's clock: the real one, moved forward by as much as a test or a person asks.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How far the sandbox lives in the future.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Clock {
    #[serde(default)]
    advanced_seconds: i64,
}

impl Clock {
    /// The time in the sandbox. Beyond the last instant there is no more time to pass.
    pub(crate) fn now(self) -> Timestamp {
        after(Timestamp::now(), self.advanced_seconds)
    }

    pub(crate) fn advance(&mut self, seconds: i64) {
        self.advanced_seconds = self.advanced_seconds.saturating_add(seconds);
    }
}

/// The instant `seconds` after `start`, or as near to it as can be told.
pub(crate) fn after(start: Timestamp, seconds: i64) -> Timestamp {
    start
        .saturating_add(SignedDuration::from_secs(seconds))
        .unwrap_or(start)
}

/// Whole seconds since 1970 with milliseconds, as AWS's JSON protocol writes an instant.
#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds since 1970 fit in 53 bits until the year 287396"
)]
pub(crate) fn epoch(instant: Timestamp) -> f64 {
    instant.as_millisecond() as f64 / 1000.0
}

/// `2026-11-23T10:00:00Z`, as AWS's query protocol writes an instant.
pub(crate) fn iso(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
