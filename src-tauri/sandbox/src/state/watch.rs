//! What watches over costs: budgets, and the monitors of Cost Anomaly Detection.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::money::Amount;

/// When a budget sends word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Notification {
    /// `ACTUAL` or `FORECASTED`.
    pub(crate) kind: String,
    /// In percent of the limit.
    pub(crate) threshold: u32,
    pub(crate) email: String,
}

/// A monthly budget of costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Budget {
    pub(crate) name: String,
    pub(crate) limit: Amount,
    /// `LinkedAccount` or `Service`, with the values that count.
    #[serde(default)]
    pub(crate) filters: BTreeMap<String, Vec<String>>,
    pub(crate) created_at: Timestamp,
    #[serde(default)]
    pub(crate) notifications: Vec<Notification>,
}

/// What Cost Anomaly Detection looks at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Monitor {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Each service on its own; else these accounts together.
    #[serde(default)]
    pub(crate) accounts: Option<Vec<String>>,
    pub(crate) created_at: Timestamp,
}

/// Who hears of anomalies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Subscription {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) monitors: Vec<String>,
    pub(crate) email: String,
    /// `DAILY` or `WEEKLY`.
    pub(crate) frequency: String,
    /// Smaller ones are not worth a message.
    pub(crate) least: Amount,
}
