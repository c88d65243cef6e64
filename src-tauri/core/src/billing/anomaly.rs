//! What AWS Cost Anomaly Detection found. Its figures are estimates, told as floating-point numbers.
//! <https://docs.aws.amazon.com/cost-management/latest/userguide/manage-ad.html>

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Amount;

/// What AWS holds for a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AnomalyCause {
    /// The account's id.
    pub account: Option<String>,
    /// Its name, as AWS tells it.
    pub account_name: Option<String>,
    /// The service.
    pub service: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// What was used.
    pub usage_type: Option<String>,
    /// What it contributed.
    pub contribution: Option<Amount>,
}

/// Costs that AWS did not expect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Anomaly {
    /// AWS's id of it.
    pub id: String,
    /// The first day.
    #[specta(type = Option<String>)]
    pub from: Option<Date>,
    /// The last day so far.
    #[specta(type = Option<String>)]
    pub to: Option<Date>,
    /// The monitor that found it, by its name where that is known.
    pub monitor: String,
    /// How much more was spent than expected.
    pub impact: Amount,
    /// What was spent.
    pub actual: Option<Amount>,
    /// What was expected.
    pub expected: Option<Amount>,
    /// What AWS holds for its causes, the largest first.
    pub causes: Vec<AnomalyCause>,
    /// What people said of it: `YES`, `NO`, `PLANNED_ACTIVITY`.
    pub feedback: Option<String>,
}
