//! The document as the wizard has it: left and come back to, it is as it was.

use canopy_core::{JobId, identity::IdentitySpec};
use serde::{Deserialize, Serialize};

/// A document that somebody is writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct IdentityDraft {
    /// The document so far.
    pub spec: IdentitySpec,
    /// The page of the wizard that it was left on.
    #[serde(default)]
    pub page: String,
    /// The job that last set it up, or removed it.
    #[serde(default)]
    pub run: Option<JobId>,
}
