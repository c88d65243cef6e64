//! Roles in member accounts, as read from IAM.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use crate::trust::in_words as trusted;

use crate::ids::NodeId;

/// A policy attached to a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AttachedPolicy {
    /// `AdministratorAccess`
    pub name: String,
    /// Its ARN.
    pub arn: String,
}

/// A role and who may assume it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Role {
    /// Its name without path.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Its path, `/` mostly.
    pub path: String,
    /// What someone wrote about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The longest session, in seconds.
    pub max_session_seconds: i32,
    /// The trust policy, as JSON text.
    pub trust_policy: String,
    /// Who may assume it, in words: `the AWS service ec2`. See [`crate::trust::in_words`].
    pub trusted: Vec<String>,
    /// Managed policies attached to it.
    pub attached_policies: Vec<AttachedPolicy>,
    /// Names of the policies written into it.
    pub inline_policies: Vec<String>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[specta(type = Option<String>)]
    pub created_at: Option<Timestamp>,
}

/// The roots and organizational units that a policy names by their ids, in conditions on paths mostly.
pub fn named_parents(policy: &str) -> Vec<NodeId> {
    let is_part = |it: char| it.is_ascii_alphanumeric() || it == '-';
    let words = policy.split(|it: char| !is_part(it));
    let ids = words.filter_map(|word| word.parse::<NodeId>().ok());
    ids.filter(|id| id.parent().is_some()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_that_a_policy_names_are_found() {
        let policy = r#"{"Condition":{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":["o-7k2m9x4q1b/r-4xk2/ou-4xk2-prod0000/*"]}}}"#;
        let named: Vec<String> = named_parents(policy)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(named, ["r-4xk2", "ou-4xk2-prod0000"]);
    }
}
