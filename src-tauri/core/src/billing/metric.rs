//! The ways in which AWS counts one and the same bill.
//! <https://docs.aws.amazon.com/cost-management/latest/userguide/ce-advanced.html>

use serde::{Deserialize, Serialize};

/// How costs are counted.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum Metric {
    /// As the invoice has it.
    #[default]
    Unblended,
    /// The same after discounts.
    NetUnblended,
    /// Commitments spread over the time that they are for.
    Amortized,
    /// The same after discounts.
    NetAmortized,
    /// At the organization's average rate.
    Blended,
}

impl Metric {
    /// All of them. Each request asks for all, so that another one costs nothing.
    pub const ALL: [Self; 5] = [
        Self::Unblended,
        Self::NetUnblended,
        Self::Amortized,
        Self::NetAmortized,
        Self::Blended,
    ];

    /// As `GetCostAndUsage` calls it.
    pub fn aws_name(self) -> &'static str {
        match self {
            Self::Unblended => "UnblendedCost",
            Self::NetUnblended => "NetUnblendedCost",
            Self::Amortized => "AmortizedCost",
            Self::NetAmortized => "NetAmortizedCost",
            Self::Blended => "BlendedCost",
        }
    }

    /// As `GetCostForecast` calls it.
    pub fn forecast_name(self) -> &'static str {
        match self {
            Self::Unblended => "UNBLENDED_COST",
            Self::NetUnblended => "NET_UNBLENDED_COST",
            Self::Amortized => "AMORTIZED_COST",
            Self::NetAmortized => "NET_AMORTIZED_COST",
            Self::Blended => "BLENDED_COST",
        }
    }

    /// A word or two: `Net unblended cost`.
    pub fn title(self) -> &'static str {
        match self {
            Self::Unblended => "Unblended cost",
            Self::NetUnblended => "Net unblended cost",
            Self::Amortized => "Amortized cost",
            Self::NetAmortized => "Net amortized cost",
            Self::Blended => "Blended cost",
        }
    }

    /// What it is, a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unblended => {
                "What the invoice follows: each charge on the day and in the account where it arose, commitments on the day they were paid."
            }
            Self::NetUnblended => {
                "Unblended cost after the discounts that were agreed with AWS, each charge on the day it arose."
            }
            Self::Amortized => {
                "A fair share: what was paid for reservations and savings plans is spread over the days and accounts that used them."
            }
            Self::NetAmortized => {
                "Amortized cost after the discounts that were agreed with AWS: a fair share of what is really paid."
            }
            Self::Blended => {
                "Usage at the organization's average rate. No invoice follows it, and AWS keeps it for older reports."
            }
        }
    }

    pub(super) fn place(self) -> usize {
        match self {
            Self::Unblended => 0,
            Self::NetUnblended => 1,
            Self::Amortized => 2,
            Self::NetAmortized => 3,
            Self::Blended => 4,
        }
    }
}
