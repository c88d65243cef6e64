//! One line of a bill, with each of the amounts that Cost Explorer can show.

use std::ops::AddAssign;

use crate::{money::Amount, state::RecordType};

/// Who sells to an account, and who sends it the invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seller<'a> {
    pub(crate) legal_entity: &'a str,
    pub(crate) invoicing_entity: &'a str,
    /// Whether AWS Marketplace stands between them.
    pub(crate) is_marketplace: bool,
}

/// The metrics of one or more lines. What each cost means:
/// <https://docs.aws.amazon.com/cost-management/latest/userguide/ce-advanced.html>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amounts {
    /// As on the invoice, on the day it is charged.
    pub(crate) unblended: Amount,
    /// At the average rate of the organization.
    pub(crate) blended: Amount,
    /// The unblended cost after discounts.
    pub(crate) net_unblended: Amount,
    /// With commitments spread over the time that they are for.
    pub(crate) amortized: Amount,
    /// The amortized cost after discounts.
    pub(crate) net_amortized: Amount,
    pub(crate) usage_quantity: Amount,
    pub(crate) normalized_usage: Amount,
}

impl Amounts {
    /// The same by every measure.
    pub(super) fn plain(cost: Amount) -> Self {
        Self {
            unblended: cost,
            blended: cost,
            net_unblended: cost,
            amortized: cost,
            net_amortized: cost,
            ..Self::default()
        }
    }

    /// Charged at once, and amortized elsewhere.
    pub(super) fn paid(cost: Amount) -> Self {
        Self {
            amortized: Amount::ZERO,
            net_amortized: Amount::ZERO,
            ..Self::plain(cost)
        }
    }

    pub(super) fn with_amortized(self, amortized: Amount) -> Self {
        Self {
            amortized,
            net_amortized: amortized,
            ..self
        }
    }
}

impl AddAssign for Amounts {
    fn add_assign(&mut self, other: Self) {
        self.unblended += other.unblended;
        self.blended += other.blended;
        self.net_unblended += other.net_unblended;
        self.amortized += other.amortized;
        self.net_amortized += other.net_amortized;
        self.usage_quantity += other.usage_quantity;
        self.normalized_usage += other.normalized_usage;
    }
}

/// What one account is charged for one service in some days, in one way and by one seller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    pub(crate) account_id: &'a str,
    pub(crate) service: &'a str,
    pub(crate) record_type: RecordType,
    pub(crate) seller: Seller<'a>,
    /// Empty for what belongs to no Region.
    pub(crate) region: &'a str,
    pub(crate) amounts: Amounts,
}
