//! Lines of the bill and what they are told of, the same for a table, a picture and a file.

use serde::{Deserialize, Serialize};

use super::{Amount, ChargeClass};
use crate::ids::{OuId, ParentId};

/// What the bill is laid out by.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum Grouping {
    /// Organizational units, as the tree is now.
    #[default]
    Ou,
    /// Accounts.
    Account,
    /// Services.
    Service,
    /// Kinds of charges.
    Charge,
    /// The companies that sell: each sends a bill of its own.
    Seller,
}

/// What a line is about.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(tag = "of", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum BillKey {
    /// The whole organization.
    Organization,
    /// An organizational unit with all that is below it.
    Ou {
        /// Which.
        id: OuId,
    },
    /// The accounts that stand directly in the root or an organizational unit.
    Direct {
        /// In which.
        parent: ParentId,
    },
    /// Accounts that are in the organization no more.
    Departed,
    /// An account.
    Account {
        /// Its id, as AWS tells it.
        id: String,
    },
    /// A service.
    Service {
        /// Its name.
        name: String,
    },
    /// A kind of charges.
    Charge {
        /// Which.
        class: ChargeClass,
    },
    /// One record type.
    RecordType {
        /// AWS's name of it.
        name: String,
    },
    /// A company that sells.
    Seller {
        /// Its legal name.
        name: String,
    },
    /// All the others of a picture.
    Others,
}

/// How an amount changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CostDifference {
    /// What it was.
    pub before: Amount,
    /// How much more it is now.
    pub amount: Amount,
    /// The same in hundredths of a per cent of what it was; none where it was nothing.
    pub basis_points: Option<i32>,
}

impl CostDifference {
    /// From `before` to `now`.
    pub fn between(before: Amount, now: Amount) -> Self {
        let amount = now - before;
        Self {
            before,
            amount,
            basis_points: amount
                .basis_points_of(before)
                .map(|points| points.clamp(i32::MIN.into(), i32::MAX.into()))
                .and_then(|points| i32::try_from(points).ok()),
        }
    }
}

/// A line of the bill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct BillLine {
    /// What it is about.
    pub key: BillKey,
    /// Its name.
    pub name: String,
    /// Where it stands, or what it is: a path, a sentence.
    pub detail: Option<String>,
    /// How deep it stands; lines below a line are part of it.
    pub depth: u8,
    /// What it cost in the month.
    pub amount: Amount,
    /// Against the month before; none where that is not known.
    pub change: Option<CostDifference>,
    /// Against the same month last year.
    pub last_year: Option<CostDifference>,
    /// Its part of the whole, from -1 to 1, for drawing.
    pub share: f64,
    /// The colour of its layer in the pictures; none among the others.
    pub colour: Option<u8>,
    /// How many accounts it holds, where it holds accounts.
    pub accounts: Option<u32>,
}

/// What something cost, and what that is compared with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Figures {
    /// The month, as far as it is known.
    pub(super) amount: Amount,
    /// What of it is compared: all of a closed month, the whole days of the current one.
    pub(super) compared: Amount,
    /// The same of the month before.
    pub(super) before: Amount,
    /// The same of the same month last year.
    pub(super) last_year: Amount,
}

impl std::ops::AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.amount += other.amount;
        self.compared += other.compared;
        self.before += other.before;
        self.last_year += other.last_year;
    }
}

impl std::iter::Sum for Figures {
    fn sum<I: Iterator<Item = Self>>(figures: I) -> Self {
        figures.fold(Self::default(), |mut sum, it| {
            sum += it;
            sum
        })
    }
}

/// Which of the [`Figures`] are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Comparable {
    /// Whether the month before is.
    pub(super) before: bool,
    /// Whether the same month last year is.
    pub(super) last_year: bool,
}

impl Figures {
    /// What AWS tells by month only, as it does tax, has no days to compare.
    fn has_days(&self, other: Amount) -> bool {
        !self.compared.is_zero() || !other.is_zero() || self.amount.is_zero()
    }

    pub(super) fn change(&self, known: Comparable) -> Option<CostDifference> {
        (known.before && self.has_days(self.before))
            .then(|| CostDifference::between(self.before, self.compared))
    }

    pub(super) fn last_year(&self, known: Comparable) -> Option<CostDifference> {
        (known.last_year && self.has_days(self.last_year))
            .then(|| CostDifference::between(self.last_year, self.compared))
    }

    /// Whether there is nothing to tell.
    pub(super) fn are_nothing(&self) -> bool {
        *self == Self::default()
    }
}
