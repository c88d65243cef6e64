//! Groups: what several users may do. Who is in one stands with the users.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Permissions;

/// A group of users of one account.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) created_at: Timestamp,
    #[serde(flatten)]
    pub(crate) permissions: Permissions,
}

impl Group {
    pub(crate) fn arn(&self, account_id: &str) -> String {
        format!("arn:aws:iam::{account_id}:group{}{}", self.path, self.name)
    }
}
