//! A billing transfer: the management account of one organization pays for another one.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_transfer_billing.html>

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One management account of a transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Participant {
    pub(crate) account_id: String,
    pub(crate) email: String,
}

/// A transfer, or the invitation to one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Transfer {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Whose bill it is.
    pub(crate) source: Participant,
    /// Who pays it.
    pub(crate) target: Participant,
    /// `REQUESTED`, `ACCEPTED`, `WITHDRAWN` and the like.
    pub(crate) status: String,
    pub(crate) starts_at: Timestamp,
    #[serde(default)]
    pub(crate) ends_at: Option<Timestamp>,
}

impl Transfer {
    /// Whether the target pays at this time.
    pub(crate) fn is_in_force(&self, now: Timestamp) -> bool {
        self.status == "ACCEPTED"
            && self.starts_at <= now
            && self.ends_at.is_none_or(|end| now < end)
    }
}
