//! A handshake: an agreement under way between accounts, such as an invitation.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock;

/// One side of a handshake: an organization, an account or an email address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Party {
    pub(crate) id: String,
    /// `ORGANIZATION`, `ACCOUNT` or `EMAIL`.
    pub(crate) kind: String,
}

/// How long a finished handshake can still be seen.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const SEEN_SECONDS: i64 = 30 * 24 * 3600;

/// An invitation to an organization, or a step on the way to all features.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Handshake {
    pub(crate) id: String,
    pub(crate) organization_id: String,
    /// `INVITE` and its kin.
    pub(crate) action: String,
    /// `REQUESTED`, `OPEN`, `CANCELED`, `ACCEPTED`, `DECLINED` or `EXPIRED`.
    pub(crate) state: String,
    pub(crate) parties: Vec<Party>,
    pub(crate) requested_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    #[serde(default)]
    pub(crate) notes: Option<String>,
    /// Tags that the invited account gets when it joins.
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
    /// The handshake that this one is a part of: a member's approval of all features.
    #[serde(default)]
    pub(crate) parent_id: Option<String>,
    /// When it was accepted, declined or cancelled.
    #[serde(default)]
    pub(crate) answered_at: Option<Timestamp>,
}

impl Handshake {
    /// The state at `now`: one that nobody answered in time has expired.
    pub(crate) fn state_at(&self, now: Timestamp) -> &str {
        if matches!(self.state.as_str(), "OPEN" | "REQUESTED") && now >= self.expires_at {
            "EXPIRED"
        } else {
            &self.state
        }
    }

    /// Whether someone still has to answer it.
    pub(crate) fn is_open(&self, now: Timestamp) -> bool {
        matches!(self.state_at(now), "OPEN" | "REQUESTED")
    }

    /// Whether it can still be seen: for 30 days after its end.
    pub(crate) fn is_seen(&self, now: Timestamp) -> bool {
        clock::after(self.answered_at.unwrap_or(self.expires_at), SEEN_SECONDS) > now
    }

    /// Ends it in one of the states that are final.
    pub(crate) fn answer(&mut self, state: &str, now: Timestamp) {
        state.clone_into(&mut self.state);
        self.answered_at = Some(now);
    }

    /// The account or the email address it was sent to; none for one that only the organization sees.
    pub(crate) fn recipient(&self) -> Option<&Party> {
        self.parties
            .iter()
            .find(|party| party.kind != "ORGANIZATION")
    }
}
