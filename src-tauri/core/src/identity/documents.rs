//! The policies of the set-up: who is let into the roles, what groups may switch to, and what people may do
//! for themselves. Each with a sentence that says what it does.

mod group;
mod own;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    GROUP_POLICY, SELF_SERVICE_POLICY, STATEMENT,
    scope::{identity_account, reach},
    spec::{AccessLevel, IdentitySpec},
};
use crate::{
    ids::OrganizationId,
    partition::Partition,
    policy_document::{
        INLINE_SIZE, MANAGED_SIZE, TRUST_SIZE, characters_counted,
        json::{self, Json, Located},
        pretty,
    },
    tree::Tree,
    trust,
};

pub use group::{GroupPolicy, group_policy};
pub use own::self_service_policy;

/// What stands for the identity account's id while nobody knows it.
const UNKNOWN: &str = "<the identity account>";

/// What a document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum DocumentPurpose {
    /// It says who may assume a role.
    Trust,
    /// It says what a role may do.
    Permissions,
    /// It says what a group may switch to.
    Group,
    /// It says what people may do for themselves.
    SelfService,
}

/// A policy of the set-up, to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct IdentityDocument {
    /// What it is for.
    pub purpose: DocumentPurpose,
    /// Whose it is: `Org-ReadOnly`, `Developers`.
    pub of: String,
    /// Where it stands: `12 accounts`.
    pub place: String,
    /// JSON, a line for each thing.
    pub text: String,
    /// Its characters as IAM counts them, without white space.
    pub size: u32,
    /// The most that IAM takes.
    pub most: u32,
    /// What it does, a sentence or two.
    pub explanation: String,
}

/// The statement of a role's trust policy that lets people of the account `identity` in.
/// `aws:PrincipalOrgID` keeps out an account of that number once it has left the organization; `Bool`, not
/// `BoolIfExists`, keeps out access keys alone.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
pub fn trust_statement(
    level: &AccessLevel,
    identity: &str,
    organization: &OrganizationId,
    partition: Partition,
) -> Value {
    let mut condition = serde_json::json!({
        "StringEquals": {"aws:PrincipalOrgID": organization.as_str()},
    });
    if level.mfa {
        condition["Bool"] = serde_json::json!({"aws:MultiFactorAuthPresent": "true"});
    }
    serde_json::json!({
        "Sid": STATEMENT,
        "Effect": "Allow",
        "Principal": {"AWS": partition.arn("iam", "", identity, "root")},
        "Action": "sts:AssumeRole",
        "Condition": condition,
    })
}

/// The whole trust policy of a role that Canopy makes.
pub(crate) fn trust_policy(statement: &Value) -> String {
    serde_json::json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

/// A trust policy with other statements; the rest stays as somebody wrote it. None where it cannot be read,
/// or nothing changes.
fn changed(
    policy: &str,
    change: impl FnOnce(Vec<Located>) -> Option<Vec<Located>>,
) -> Option<String> {
    let mut document = json::parse(policy).ok()?;
    let Json::Object(members) = &mut document.json else {
        return None;
    };
    let member = members.iter_mut().find(|it| it.key == "Statement")?;
    let all = member.value.each().to_vec();
    member.value.json = Json::List(change(all)?);
    Some(json::write(&document, None))
}

fn is_ours(statement: &Located) -> bool {
    let id = statement.get("Sid");
    id.and_then(|id| id.value.text()) == Some(STATEMENT)
}

/// A trust policy that lets people in, too; none where it does so already, or cannot be read.
pub(crate) fn with_statement(policy: &str, statement: &Value) -> Option<String> {
    changed(policy, |mut all| {
        let ours = all.iter().filter(|it| is_ours(it));
        let ours = ours.map(|it| serde_json::from_str::<Value>(&json::write(it, None)).ok());
        if ours.eq([Some(statement.clone())]) {
            return None;
        }
        all.retain(|it| !is_ours(it));
        all.push(json::parse(&statement.to_string()).ok()?);
        Some(all)
    })
}

/// Whether Canopy's statement is all that a trust policy holds.
pub(crate) fn is_only_statement(policy: &str) -> bool {
    let Ok(document) = json::parse(policy) else {
        return false;
    };
    let statement = document.get("Statement");
    statement.is_some_and(|it| {
        let all = it.value.each();
        !all.is_empty() && all.iter().all(is_ours)
    })
}

/// A trust policy that does not let people in any more; none where it never did, or would let in nobody.
pub(crate) fn without_statement(policy: &str) -> Option<String> {
    changed(policy, |mut all| {
        let before = all.len();
        all.retain(|it| !is_ours(it));
        (all.len() < before && !all.is_empty()).then_some(all)
    })
}

/// All policies of the set-up. Of what is wrong with the document, [`super::check`] says what.
pub fn documents(spec: &IdentitySpec, tree: &Tree, partition: Partition) -> Vec<IdentityDocument> {
    let identity = identity_account(spec, tree);
    let identity_id = identity.as_ref().map_or(UNKNOWN, |id| id.as_str());
    let organization = &tree.organization.id;
    let mut found = Vec::new();
    for level in &spec.levels {
        let accounts = reach(&level.scope, tree, identity.as_ref()).accounts;
        let place = match accounts.len() {
            1 => "1 account".to_owned(),
            number => format!("{number} accounts"),
        };
        let statement = trust_statement(level, identity_id, organization, partition);
        let text = trust_policy(&statement);
        let who = trust::in_words(&text).join("; ");
        found.push(document(
            DocumentPurpose::Trust,
            &level.role_name,
            &place,
            &text,
            TRUST_SIZE.0,
            format!(
                "{} lets in {who}. Which of them, their groups say. A role of that name that Canopy did not make gets this statement beside its own.",
                level.role_name
            ),
        ));
        for policy in &level.inline {
            found.push(document(
                DocumentPurpose::Permissions,
                &format!("{} in {}", policy.name, level.role_name),
                &place,
                &policy.document,
                INLINE_SIZE,
                format!("What {} may do beside its managed policies.", level.name),
            ));
        }
    }
    for group in &spec.groups {
        if let Ok(Some(policy)) = group_policy(spec, group, tree, partition) {
            found.push(document(
                DocumentPurpose::Group,
                &format!("{GROUP_POLICY} of {}", group.name),
                "the identity account",
                &policy.document,
                group::SIZE,
                policy.words,
            ));
        }
    }
    found.push(document(
        DocumentPurpose::SelfService,
        SELF_SERVICE_POLICY,
        "the identity account",
        &self_service_policy(spec, partition),
        MANAGED_SIZE,
        own::words(spec),
    ));
    found
}

fn document(
    purpose: DocumentPurpose,
    of: &str,
    place: &str,
    text: &str,
    most: usize,
    explanation: String,
) -> IdentityDocument {
    let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
    IdentityDocument {
        purpose,
        of: of.to_owned(),
        place: place.to_owned(),
        // A text that is not JSON is shown as it is.
        text: pretty(text).unwrap_or_else(|_| text.to_owned()),
        size: number(characters_counted(text)),
        most: number(most),
        explanation,
    }
}

#[cfg(test)]
mod tests;
