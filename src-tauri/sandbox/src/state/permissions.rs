//! What a user, a group or a role may do, as the policies that hang on it say.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Policies of one holder.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Permissions {
    /// ARNs of the managed policies attached, in the order of attaching.
    #[serde(default)]
    pub(crate) attached: Vec<String>,
    /// Documents written into the holder, word for word, by name.
    #[serde(default)]
    pub(crate) inline: BTreeMap<String, String>,
    /// ARN of the managed policy beyond which the holder may do nothing. Groups have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) boundary: Option<String>,
}

impl Permissions {
    /// The managed policies with these ARNs, and no more.
    pub(crate) fn of(attached: &[&str]) -> Self {
        Self {
            attached: attached.iter().map(|&arn| arn.to_owned()).collect(),
            ..Self::default()
        }
    }

    /// Whether a managed policy stands here as a permission or as the boundary.
    pub(crate) fn uses(&self, arn: &str) -> bool {
        self.attached.iter().any(|attached| attached == arn)
            || self.boundary.as_deref() == Some(arn)
    }
}
