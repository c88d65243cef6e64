//! Single charges on a bill, and rules for what accounts use: what makes one bill different from
//! another with the same accounts.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{money::Amount, month::Month};

/// The kind of a charge, by the name it has in Cost Explorer's dimension `RECORD_TYPE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum RecordType {
    Usage,
    Tax,
    Credit,
    Refund,
    Support,
    /// The monthly fee of a reservation.
    Recurring,
    /// What is paid for a reservation at once.
    Upfront,
    /// Usage that a reservation covers.
    DiscountedUsage,
    SavingsPlanCoveredUsage,
    SavingsPlanNegation,
    SavingsPlanRecurringFee,
    SavingsPlanUpfrontFee,
    /// Charges outside of the monthly cycle.
    Other,
}

impl RecordType {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "Usage",
            Self::Tax => "Tax",
            Self::Credit => "Credit",
            Self::Refund => "Refund",
            Self::Support => "Support",
            Self::Recurring => "Recurring",
            Self::Upfront => "Upfront",
            Self::DiscountedUsage => "DiscountedUsage",
            Self::SavingsPlanCoveredUsage => "SavingsPlanCoveredUsage",
            Self::SavingsPlanNegation => "SavingsPlanNegation",
            Self::SavingsPlanRecurringFee => "SavingsPlanRecurringFee",
            Self::SavingsPlanUpfrontFee => "SavingsPlanUpfrontFee",
            Self::Other => "Other",
        }
    }
}

/// That Cost Anomaly Detection noticed a charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Surprise {
    pub(crate) usage_type: String,
    /// `YES`, `NO` or `PLANNED_ACTIVITY`, if anyone has said.
    #[serde(default)]
    pub(crate) feedback: Option<String>,
}

/// One charge besides those that follow from the accounts. Costs that are not given are the unblended
/// one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Entry {
    pub(crate) date: Date,
    pub(crate) account_id: String,
    pub(crate) service: String,
    pub(crate) record_type: RecordType,
    pub(crate) unblended: Amount,
    #[serde(default)]
    pub(crate) blended: Option<Amount>,
    #[serde(default)]
    pub(crate) net_unblended: Option<Amount>,
    #[serde(default)]
    pub(crate) amortized: Option<Amount>,
    #[serde(default)]
    pub(crate) net_amortized: Option<Amount>,
    #[serde(default)]
    pub(crate) usage_quantity: Amount,
    /// Who sells it; else the account's usual seller.
    #[serde(default)]
    pub(crate) legal_entity: Option<String>,
    /// Who sends the invoice; else the account's usual seller.
    #[serde(default)]
    pub(crate) invoicing_entity: Option<String>,
    #[serde(default)]
    pub(crate) region: Option<String>,
    /// The day it came into the books, if not the day after its date.
    #[serde(default)]
    pub(crate) known_on: Option<Date>,
    #[serde(default)]
    pub(crate) surprise: Option<Surprise>,
}

/// What an account uses is more, or less, from one month on. It uses a service that a rule names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) account_id: String,
    /// One service; else all of them.
    #[serde(default)]
    pub(crate) service: Option<String>,
    pub(crate) from: Month,
    pub(crate) percent: u32,
}
