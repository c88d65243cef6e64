//! Kinds of charges: why there is a figure at all. AWS has some twenty record types; nine classes of them
//! answer what people ask, and whatever is new stays visible as it is called.
//! <https://docs.aws.amazon.com/cost-management/latest/userguide/ce-filtering.html>

use serde::{Deserialize, Serialize};

/// A class of record types.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum ChargeClass {
    /// What was used, reservations' usage with it.
    Usage,
    /// What savings plans cover, at the price without them.
    SavingsPlanCovered,
    /// The same taken away again.
    SavingsPlanNegation,
    /// Reservations and savings plans, paid month by month.
    CommitmentRecurring,
    /// Reservations and savings plans, paid at once.
    CommitmentUpfront,
    /// Support plans.
    Support,
    /// Tax.
    Tax,
    /// Discounts that were agreed with AWS or a partner.
    Discount,
    /// Credits.
    Credit,
    /// Refunds.
    Refund,
    /// What has another name.
    Other,
    /// What AWS's own rounding leaves between two of its answers.
    Rounding,
}

impl ChargeClass {
    /// The class of a record type, as Cost Explorer names it.
    pub fn of(record_type: &str) -> Self {
        match record_type {
            "Usage" | "DiscountedUsage" => Self::Usage,
            "SavingsPlanCoveredUsage" => Self::SavingsPlanCovered,
            "SavingsPlanNegation" => Self::SavingsPlanNegation,
            "Recurring" | "RIFee" | "SavingsPlanRecurringFee" => Self::CommitmentRecurring,
            "Upfront" | "SavingsPlanUpfrontFee" => Self::CommitmentUpfront,
            "Support" => Self::Support,
            "Tax" => Self::Tax,
            "Credit" => Self::Credit,
            "Refund" => Self::Refund,
            other if other.ends_with("Discount") => Self::Discount,
            _ => Self::Other,
        }
    }

    /// In words: `Savings plans, covered usage`.
    pub fn title(self) -> &'static str {
        match self {
            Self::Usage => "Usage",
            Self::SavingsPlanCovered => "Savings plans, covered usage",
            Self::SavingsPlanNegation => "Savings plans, negation",
            Self::CommitmentRecurring => "Commitments, recurring",
            Self::CommitmentUpfront => "Commitments, up-front",
            Self::Support => "Support",
            Self::Tax => "Tax",
            Self::Discount => "Discounts",
            Self::Credit => "Credits",
            Self::Refund => "Refunds",
            Self::Other => "Other charges",
            Self::Rounding => "Rounding by AWS",
        }
    }

    /// What it is, a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Usage => "What was used, at its price or covered by a reservation.",
            Self::SavingsPlanCovered => {
                "Usage that savings plans pay for, at the price without them; the negation takes it away again."
            }
            Self::SavingsPlanNegation => {
                "Takes away what savings plans cover: what is paid for them stands under commitments."
            }
            Self::CommitmentRecurring => "What reservations and savings plans cost month by month.",
            Self::CommitmentUpfront => {
                "What was paid at once for reservations and savings plans, on the day it was paid."
            }
            Self::Support => "The support plans of the accounts.",
            Self::Tax => "Tax, which AWS tells by month and not by day.",
            Self::Discount => "Discounts that were agreed with AWS or a partner.",
            Self::Credit => "Credits that AWS granted.",
            Self::Refund => "Money that AWS gave back.",
            Self::Other => "Charges that fit nowhere else, such as those outside of the cycle.",
            Self::Rounding => "What is left where AWS rounds one figure in several of its answers.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_type_has_its_class_and_a_new_one_is_not_lost() {
        for (record_type, class) in [
            ("Usage", ChargeClass::Usage),
            ("DiscountedUsage", ChargeClass::Usage),
            ("SavingsPlanCoveredUsage", ChargeClass::SavingsPlanCovered),
            ("SavingsPlanNegation", ChargeClass::SavingsPlanNegation),
            ("SavingsPlanRecurringFee", ChargeClass::CommitmentRecurring),
            ("Recurring", ChargeClass::CommitmentRecurring),
            ("SavingsPlanUpfrontFee", ChargeClass::CommitmentUpfront),
            ("Upfront", ChargeClass::CommitmentUpfront),
            ("Tax", ChargeClass::Tax),
            (
                "Enterprise Discount Program Discount",
                ChargeClass::Discount,
            ),
            ("PrivateRateDiscount", ChargeClass::Discount),
            ("Credit", ChargeClass::Credit),
            ("Refund", ChargeClass::Refund),
            ("Fee of tomorrow", ChargeClass::Other),
        ] {
            assert_eq!(ChargeClass::of(record_type), class, "{record_type}");
        }
    }
}
