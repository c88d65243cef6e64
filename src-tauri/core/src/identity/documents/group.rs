//! What a group may switch to. Its roles are listed one by one where the list fits; else the organization,
//! or its units, are named by conditions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::{
    failure::{Code, Failure},
    identity::{
        scope::{Granted, granted, identity_account, organization_path},
        spec::{IdentitySpec, PeopleGroup},
    },
    partition::Partition,
    policy_document::characters_counted,
    tree::Tree,
};

/// Characters of all policies written into one group.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
pub(super) const SIZE: usize = 5_120;

/// What a group may switch to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupPolicy {
    /// JSON.
    pub document: String,
    /// Whether each role is listed; else the organization is a condition.
    pub lists_roles: bool,
    /// What it does and why so, a sentence or two.
    pub words: String,
}

/// The policy of `group`; none where it may switch nowhere.
///
/// Errors: `quota` where even the conditions do not fit.
pub fn group_policy(
    spec: &IdentitySpec,
    group: &PeopleGroup,
    tree: &Tree,
    partition: Partition,
) -> Result<Option<GroupPolicy>, Failure> {
    let identity = identity_account(spec, tree);
    let mut grants = granted(spec, group, tree, identity.as_ref());
    grants.retain(|grant| !grant.reach.accounts.is_empty());
    if grants.is_empty() {
        return Ok(None);
    }
    let roles: usize = grants.iter().map(|it| it.reach.accounts.len()).sum();
    let listed = policy(&listed(&grants, partition));
    let size = characters_counted(&listed);
    if size <= SIZE {
        let what = if roles == 1 {
            "its one role".to_owned()
        } else {
            format!("its {roles} roles")
        };
        return Ok(Some(GroupPolicy {
            document: listed,
            lists_roles: true,
            words: format!(
                "Lets {} switch to {what} and to no other: the list has {size} of the {SIZE} characters that a group may have.",
                group.name
            ),
        }));
    }
    let document = policy(&conditional(&grants, tree, partition));
    let conditional_size = characters_counted(&document);
    if conditional_size > SIZE {
        return Err(Failure::new(
            Code::Quota,
            format!(
                "the policy of {} would have {conditional_size} characters, and a group may have {SIZE}",
                group.name
            ),
        )
        .hint("Choose organizational units in the place of single accounts, or divide the group."));
    }
    Ok(Some(GroupPolicy {
        document,
        lists_roles: false,
        words: format!(
            "Lets {} switch to roles of these names in the organization's accounts, by a condition on where they stand (aws:ResourceOrgID, aws:ResourceOrgPaths): a list of {roles} roles would have {size} characters, and a group may have {SIZE}. The roles themselves decide where else: only those that Canopy sets up trust the identity account.",
            group.name
        ),
    }))
}

fn policy(statements: &[Value]) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

fn with_mfa(mfa: bool, mut condition: Value) -> Option<Value> {
    if mfa {
        condition["Bool"] = json!({"aws:MultiFactorAuthPresent": "true"});
    }
    let is_empty = condition.as_object().is_none_or(serde_json::Map::is_empty);
    (!is_empty).then_some(condition)
}

fn statement(resources: &BTreeSet<String>, condition: Option<Value>) -> Value {
    let mut statement = json!({
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Resource": resources,
    });
    if let Some(condition) = condition {
        statement["Condition"] = condition;
    }
    statement
}

/// Every role by its ARN.
fn listed(grants: &[Granted<'_>], partition: Partition) -> Vec<Value> {
    let mut by_mfa: BTreeMap<bool, BTreeSet<String>> = BTreeMap::new();
    for grant in grants {
        let role = &grant.level.role_name;
        let arns = grant.reach.accounts.iter();
        by_mfa
            .entry(grant.level.mfa)
            .or_default()
            .extend(arns.map(|account| partition.role_arn(account, role)));
    }
    let all = by_mfa.into_iter().rev();
    all.map(|(mfa, arns)| statement(&arns, with_mfa(mfa, json!({}))))
        .collect()
}

/// How roles are chosen by where they stand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Where {
    Organization,
    Units(Vec<String>),
    Named,
}

/// Roles by their names and by where they stand. Accounts that were chosen by themselves are listed.
fn conditional(grants: &[Granted<'_>], tree: &Tree, partition: Partition) -> Vec<Value> {
    let mut found: BTreeMap<(bool, Where), BTreeSet<String>> = BTreeMap::new();
    for grant in grants {
        let (role, mfa) = (&grant.level.role_name, grant.level.mfa);
        let anywhere = partition.arn("iam", "", "*", &format!("role/{role}"));
        let reach = &grant.reach;
        if reach.all {
            let place = (mfa, Where::Organization);
            found.entry(place).or_default().insert(anywhere);
        } else if !reach.ous.is_empty() {
            let units = reach.ous.iter();
            let units = units.map(|unit| format!("{}*", organization_path(tree, unit)));
            let place = (mfa, Where::Units(units.collect()));
            found.entry(place).or_default().insert(anywhere);
        }
        let named = reach.named.iter();
        let named = named.map(|account| partition.role_arn(account, role));
        found.entry((mfa, Where::Named)).or_default().extend(named);
    }
    found.retain(|_, resources| !resources.is_empty());
    let statements = found.into_iter().map(|((mfa, place), resources)| {
        let condition = match place {
            Where::Organization => {
                json!({"StringEquals": {"aws:ResourceOrgID": tree.organization.id.as_str()}})
            }
            Where::Units(paths) => {
                json!({"ForAnyValue:StringLike": {"aws:ResourceOrgPaths": paths}})
            }
            Where::Named => json!({}),
        };
        statement(&resources, with_mfa(mfa, condition))
    });
    statements.collect()
}
