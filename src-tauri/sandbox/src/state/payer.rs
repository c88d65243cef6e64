//! What is kept of billing, by the account that pays: a management account for its organization, any
//! other account for itself. Costs are not kept: they follow from the accounts, and from the rules and
//! entries here.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::date};
use serde::{Deserialize, Serialize};

use super::{Budget, Entry, Monitor, Rule, Subscription};
use crate::{money::Amount, month::Month};

/// Whether Cost Explorer answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum CostExplorer {
    #[default]
    On,
    /// Nobody has opened it yet.
    Off,
    /// It was opened within the last day and has no data yet.
    Preparing,
}

/// A time that an account was a member, and left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Departed {
    pub(crate) account_id: String,
    pub(crate) joined_at: Timestamp,
    pub(crate) left_at: Timestamp,
}

/// A Savings Plan for compute that is paid in part up front, once a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SavingsPlan {
    /// A twelfth of what is paid up front.
    pub(crate) upfront_per_month: Amount,
    /// The month in which it is paid, 1 for January.
    pub(crate) paid_in: i8,
}

/// How discounts are shared in the organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Sharing {
    /// Whether reservations and Savings Plans serve all accounts.
    pub(crate) reservations: bool,
    /// Whether credits serve all accounts.
    pub(crate) credits: bool,
    /// Accounts that neither share their reservations nor profit from others'.
    pub(crate) reservations_not_for: Vec<String>,
    /// Accounts that share no credits.
    pub(crate) credits_not_for: Vec<String>,
}

impl Default for Sharing {
    fn default() -> Self {
        Self {
            reservations: true,
            credits: true,
            reservations_not_for: Vec::new(),
            credits_not_for: Vec::new(),
        }
    }
}

/// One payer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Payer {
    pub(crate) cost_explorer: CostExplorer,
    /// Whether member accounts may see their own costs.
    pub(crate) member_access: bool,
    /// Whether each account uses every service, not only those that such an account usually uses.
    pub(crate) every_service: bool,
    /// Whether there are commitments, credits, refunds, support and sellers besides AWS, not only usage
    /// and tax.
    pub(crate) every_charge: bool,
    /// A negotiated discount on usage, in hundredths of a percent.
    pub(crate) discount_basis_points: u16,
    pub(crate) savings_plan: Option<SavingsPlan>,
    /// About how many dollars an account uses a month; for others that follows from their id.
    pub(crate) sizes: BTreeMap<String, u32>,
    /// The month in which accounts had their size; since then each grew or shrank.
    pub(crate) sized_in: Month,
    pub(crate) rules: Vec<Rule>,
    pub(crate) entries: Vec<Entry>,
    /// What comes into the books after the next answer that has further pages.
    pub(crate) between_pages: Vec<Entry>,
    pub(crate) departed: Vec<Departed>,
    pub(crate) budgets: Vec<Budget>,
    pub(crate) monitors: Vec<Monitor>,
    pub(crate) subscriptions: Vec<Subscription>,
    pub(crate) sharing: Sharing,
}

impl Default for Payer {
    fn default() -> Self {
        Self {
            cost_explorer: CostExplorer::On,
            member_access: true,
            every_service: false,
            every_charge: false,
            discount_basis_points: 0,
            savings_plan: None,
            sizes: BTreeMap::new(),
            sized_in: Month::of(date(2026, 1, 1)),
            rules: Vec::new(),
            entries: Vec::new(),
            between_pages: Vec::new(),
            departed: Vec::new(),
            budgets: Vec::new(),
            monitors: Vec::new(),
            subscriptions: Vec::new(),
            sharing: Sharing::default(),
        }
    }
}
