//! An AWS account: who it is, where it stands, and its own IAM.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Iam, Profile};

/// How an account became a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum JoinedMethod {
    Invited,
    Created,
}

impl JoinedMethod {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "INVITED",
            Self::Created => "CREATED",
        }
    }
}

/// An account's place in an organization. It goes when the account leaves, and its tags with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Membership {
    pub(crate) organization_id: String,
    pub(crate) parent_id: String,
    pub(crate) joined_method: JoinedMethod,
    pub(crate) joined_at: Timestamp,
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
    /// Ids of the policies attached to the account itself.
    #[serde(default)]
    pub(crate) policies: Vec<String>,
}

/// One account, in an organization or outside of any.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    /// `ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE`, `CLOSED` or `PENDING_ACTIVATION`.
    pub(crate) state: String,
    #[serde(default)]
    pub(crate) membership: Option<Membership>,
    /// Whether it could pay its own bill, as an account outside of any organization must. A state from
    /// before this was asked does not say; then created accounts cannot and all others can.
    #[serde(default)]
    pub(crate) payment_instrument: Option<bool>,
    /// Whether its owner has proved that the email address is theirs.
    #[serde(default = "verified")]
    pub(crate) email_verified: bool,
    #[serde(default)]
    pub(crate) iam: Iam,
    /// What Account Management knows beyond name and address.
    #[serde(default)]
    pub(crate) profile: Profile,
}

fn verified() -> bool {
    true
}

impl Account {
    pub(crate) fn new(id: String, name: &str, email: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            email: email.to_owned(),
            state: "ACTIVE".to_owned(),
            membership: None,
            payment_instrument: None,
            email_verified: true,
            iam: Iam::default(),
            profile: Profile::default(),
        }
    }

    pub(crate) fn is_member_of(&self, organization_id: &str) -> bool {
        self.membership
            .as_ref()
            .is_some_and(|membership| membership.organization_id == organization_id)
    }

    /// Whether it was created in its organization, and not invited.
    pub(crate) fn is_created(&self) -> bool {
        self.membership
            .as_ref()
            .is_some_and(|membership| membership.joined_method == JoinedMethod::Created)
    }

    /// Whether it could pay its own bill.
    pub(crate) fn can_pay(&self) -> bool {
        self.payment_instrument
            .unwrap_or_else(|| !self.is_created())
    }

    /// Whether anyone can still work in it. An account about to close is usable until it has.
    pub(crate) fn is_usable(&self) -> bool {
        matches!(self.state.as_str(), "ACTIVE" | "PENDING_CLOSURE")
    }
}
