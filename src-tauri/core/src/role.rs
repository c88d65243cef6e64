//! Roles in member accounts, as read from IAM.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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
    /// Who may assume it, in words: `account 111122223333`, `service ec2.amazonaws.com`.
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

/// Who a trust policy lets in, in words. A policy that cannot be read says so.
pub fn trusted(policy: &str) -> Vec<String> {
    let Ok(document) = serde_json::from_str::<serde_json::Value>(policy) else {
        return vec!["a trust policy that is not JSON".to_owned()];
    };
    let statements = match &document["Statement"] {
        serde_json::Value::Array(list) => list.clone(),
        one => vec![one.clone()],
    };
    let mut who = Vec::new();
    for statement in statements
        .iter()
        .filter(|statement| statement["Effect"] == "Allow")
    {
        let condition = if statement["Condition"]
            .as_object()
            .is_some_and(|it| !it.is_empty())
        {
            ", under conditions"
        } else {
            ""
        };
        for principal in principals(&statement["Principal"]) {
            who.push(format!("{principal}{condition}"));
        }
    }
    who
}

/// The roots and organizational units that a policy names by their ids, in conditions on paths mostly.
pub fn named_parents(policy: &str) -> Vec<NodeId> {
    let is_part = |it: char| it.is_ascii_alphanumeric() || it == '-';
    let words = policy.split(|it: char| !is_part(it));
    let ids = words.filter_map(|word| word.parse::<NodeId>().ok());
    ids.filter(|id| id.parent().is_some()).collect()
}

fn principals(principal: &serde_json::Value) -> Vec<String> {
    let texts = |value: &serde_json::Value| match value {
        serde_json::Value::Array(list) => list
            .iter()
            .filter_map(|it| it.as_str().map(str::to_owned))
            .collect(),
        serde_json::Value::String(one) => vec![one.clone()],
        _ => Vec::new(),
    };
    match principal {
        serde_json::Value::String(all) if all == "*" => vec!["anyone".to_owned()],
        serde_json::Value::Object(kinds) => kinds
            .iter()
            .flat_map(|(kind, value)| {
                texts(value)
                    .into_iter()
                    .map(move |text| in_words(kind, &text))
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn in_words(kind: &str, text: &str) -> String {
    match kind {
        "Service" => format!("service {text}"),
        "Federated" => format!("identity provider {text}"),
        "AWS" if text == "*" => "anyone".to_owned(),
        "AWS" => match text.split(':').collect::<Vec<_>>()[..] {
            [account] | [_, _, _, _, account, "root"] => format!("account {account}"),
            [_, _, _, _, account, name] => format!("{name} of account {account}"),
            _ => text.to_owned(),
        },
        _ => text.to_owned(),
    }
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

    #[test]
    fn a_trust_policy_is_told_in_words() {
        let policy = r#"{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"},
            {"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com"]},"Condition":{"Bool":{"x":"true"}}},
            {"Effect":"Deny","Principal":"*"}]}"#;
        assert_eq!(
            trusted(policy),
            [
                "account 111122223333",
                "service ec2.amazonaws.com, under conditions"
            ]
        );
        assert_eq!(trusted("nonsense"), ["a trust policy that is not JSON"]);
    }
}
