//! A handshake: an agreement under way between accounts, such as an invitation.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One side of a handshake: an organization, an account or an email address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Party {
    pub(crate) id: String,
    /// `ORGANIZATION`, `ACCOUNT` or `EMAIL`.
    pub(crate) kind: String,
}

/// An invitation to an organization.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
}
