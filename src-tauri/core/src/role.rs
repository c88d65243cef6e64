//! Roles in member accounts, as read from IAM.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use crate::trust::in_words as trusted;

use crate::{
    ids::{NodeId, RoleName},
    step::Tag,
};

/// What the path of every role that belongs to a service of AWS begins with.
const SERVICE_LINKED: &str = "/aws-service-role/";
/// Where Identity Center keeps the roles that it makes.
const RESERVED: &str = "/aws-reserved/";
/// The longest session of a role where nothing else is said, in seconds.
pub const ONE_HOUR: i32 = 3600;

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
    /// Whether it belongs to a service of AWS, which alone may change it.
    #[serde(default)]
    pub service_linked: bool,
    /// Its tags, where it was read by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// The ARN of the policy that it can never do more than, where it was read by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions_boundary: Option<String>,
}

impl Role {
    /// What goes with the role when it is deleted, but for its policies.
    pub fn kept(&self) -> KeptRole {
        KeptRole {
            path: self.path.clone(),
            description: self.description.clone().unwrap_or_default(),
            trust_policy: self.trust_policy.clone(),
            max_session_seconds: self.max_session_seconds,
            tags: self.tags.clone(),
            permissions_boundary: self.permissions_boundary.clone(),
        }
    }
}

/// Whether a role with this path belongs to a service of AWS.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html>
pub fn is_service_linked(path: &str) -> bool {
    path.starts_with(SERVICE_LINKED)
}

/// Whether only AWS makes and changes roles with this path.
pub fn is_reserved(path: &str) -> bool {
    is_service_linked(path) || path.starts_with(RESERVED)
}

/// A policy written into a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct InlinePolicy {
    /// Its name, unique in the role.
    pub name: String,
    /// What it allows, JSON.
    pub document: String,
}

/// A role to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct NewRole {
    /// Its name.
    pub name: RoleName,
    /// Its path: it begins and ends with `/`.
    #[serde(default = "root_path")]
    pub path: String,
    /// What to write about it, at most 1,000 characters.
    #[serde(default)]
    pub description: String,
    /// Who may assume it, JSON.
    pub trust_policy: String,
    /// ARNs of managed policies to attach, at most 20.
    #[serde(default)]
    pub policies: Vec<String>,
    /// Policies to write into it.
    #[serde(default)]
    pub inline: Vec<InlinePolicy>,
    /// The longest session, 3,600 to 43,200 seconds.
    #[serde(default = "one_hour")]
    pub max_session_seconds: i32,
}

/// A role as it was before it was deleted: what makes one alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct KeptRole {
    /// Its path.
    pub path: String,
    /// What someone wrote about it.
    pub description: String,
    /// Who might assume it, JSON.
    pub trust_policy: String,
    /// The longest session, in seconds.
    pub max_session_seconds: i32,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// The ARN of the policy that it could never do more than.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions_boundary: Option<String>,
}

fn root_path() -> String {
    "/".to_owned()
}

fn one_hour() -> i32 {
    ONE_HOUR
}

/// Whether two policies say the same: they are compared as JSON, for AWS keeps neither white space nor order.
pub fn same_policy(one: &str, other: &str) -> bool {
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    match (read(one), read(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
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
    fn policies_are_compared_by_what_they_say() {
        assert!(same_policy(r#"{"a": 1, "b": [2]}"#, r#"{"b":[2],"a":1}"#));
        assert!(!same_policy(r#"{"a":1}"#, r#"{"a":2}"#));
        assert!(same_policy("no JSON", "no JSON"), "byte by byte");
        assert!(!same_policy("no JSON", "{}"));
    }

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
