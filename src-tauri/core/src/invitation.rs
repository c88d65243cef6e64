//! Handshakes: invitations and the agreement to all features, with their states and their end.
//! <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Handshake.html>

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, HandshakeId, OrganizationId, ParentId};

/// Longest notes of an invitation.
pub const NOTES_MAX: usize = 1024;
const DAY_SECONDS: i64 = 24 * 3600;

/// Who is invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Invitee {
    /// An account by its id.
    Account(AccountId),
    /// The account whose root user has this address.
    Email(String),
}

impl std::fmt::Display for Invitee {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Account(id) => id.fmt(formatter),
            Self::Email(email) => email.fmt(formatter),
        }
    }
}

/// How far a handshake is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HandshakeState {
    /// Waiting for some of several parties.
    Requested,
    /// Waiting for an answer.
    Open,
    /// Withdrawn.
    Canceled,
    /// Agreed to.
    Accepted,
    /// Turned down.
    Declined,
    /// Nobody answered in time.
    Expired,
    /// A state this version does not know.
    Unknown,
}

impl HandshakeState {
    /// Whether it can still be answered.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Requested | Self::Open)
    }
}

/// One handshake as last read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Handshake {
    /// `h-…`
    pub id: HandshakeId,
    /// `INVITE`, `ENABLE_ALL_FEATURES`, `APPROVE_ALL_FEATURES` or another of AWS's.
    pub action: String,
    /// How far it is.
    pub state: HandshakeState,
    /// The organization it comes from.
    pub organization_id: Option<OrganizationId>,
    /// That organization's management account, by name and address, where AWS tells.
    pub from: Option<String>,
    /// The invited account, where it is known.
    pub account_id: Option<AccountId>,
    /// The invited address, where it was invited by it.
    pub email: Option<String>,
    /// When it was sent.
    #[specta(type = Option<String>)]
    pub requested_at: Option<Timestamp>,
    /// When it ends unanswered.
    #[specta(type = Option<String>)]
    pub expires_at: Option<Timestamp>,
    /// What it says.
    pub notes: Option<String>,
    /// Where Canopy moves the account once it has joined.
    pub destination: Option<ParentId>,
}

impl Handshake {
    /// Whole days until it ends unanswered; none where it is over.
    pub fn days_left(&self, now: Timestamp) -> Option<i64> {
        let end = self.expires_at.filter(|_| self.state.is_open())?;
        Some((end.as_second() - now.as_second()).max(0) / DAY_SECONDS)
    }

    /// Whether it invites `invitee`.
    pub fn is_for(&self, invitee: &Invitee) -> bool {
        match invitee {
            Invitee::Account(id) => self.account_id.as_ref() == Some(id),
            Invitee::Email(email) => self
                .email
                .as_deref()
                .is_some_and(|other| other.eq_ignore_ascii_case(email)),
        }
    }

    /// Whom it invites, as one would say it.
    pub fn invitee(&self) -> String {
        let id = self.account_id.as_ref().map(ToString::to_string);
        self.email
            .clone()
            .or(id)
            .unwrap_or_else(|| self.id.to_string())
    }
}
