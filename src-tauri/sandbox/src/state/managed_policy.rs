//! Managed policies that a customer wrote: documents in versions, one of which is in force.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A customer's managed policy.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ManagedPolicy {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) description: Option<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    /// By number: `v3` is 3. Never empty.
    pub(crate) versions: BTreeMap<u32, PolicyVersion>,
    /// The number of the version in force.
    pub(crate) default_version: u32,
    /// The highest number given so far. None is given twice.
    pub(crate) last_version: u32,
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
}

/// One version of a managed policy.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PolicyVersion {
    /// The document, word for word.
    pub(crate) document: String,
    pub(crate) created_at: Timestamp,
}

impl ManagedPolicy {
    pub(crate) fn arn(&self, account_id: &str) -> String {
        format!("arn:aws:iam::{account_id}:policy{}{}", self.path, self.name)
    }

    /// The document in force.
    pub(crate) fn document(&self) -> Option<&str> {
        self.versions
            .get(&self.default_version)
            .map(|version| version.document.as_str())
    }
}
