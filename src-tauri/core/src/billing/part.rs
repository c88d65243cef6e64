//! The cuts in which a month is asked for.

use serde::{Deserialize, Serialize};

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

    /// What days are asked for by. They are checked against each other.
    pub const DAILY: [Self; 2] = [Self::AccountDay, Self::ChargeDay];

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
    pub(super) fn rows_of(self, accounts: u64) -> u64 {
        match self {
            Self::AccountService => accounts * 12,
            Self::AccountCharge => accounts * 3,
            Self::SellerCharge => 12,
            Self::AccountDay => accounts * 31,
            Self::ChargeDay => 40 * 31,
        }
    }
}
