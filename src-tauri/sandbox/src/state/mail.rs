//! Email that AWS would send: codes that prove that an address is someone's own. It goes nowhere but
//! into a list that tests and people can read.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One email.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Mail {
    pub(crate) to: String,
    pub(crate) subject: String,
    /// The one-time code in it.
    pub(crate) code: String,
    pub(crate) at: Timestamp,
}
