//! The closing of an account: asked for by its organization, done a little later, and 90 days after
//! that the account is gone.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One account's closing. It counts towards the organization's quota of closures for 30 days.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Closure {
    pub(crate) organization_id: String,
    pub(crate) requested_at: Timestamp,
    /// How often the account has been described while it was closing.
    #[serde(default)]
    pub(crate) polls: u32,
}
