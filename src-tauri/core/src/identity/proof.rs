//! The proof: what a member of each group must be able to do, and what not, tried by somebody who is one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    scope::{granted, identity_account, reach},
    spec::{IdentitySpec, PeopleGroup},
};
use crate::{
    ids::{AccountId, RoleName},
    tree::Tree,
};

/// How many roles are tried that a group must be refused.
const REFUSED: usize = 2;

/// A role to be assumed, and what is expected.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// In which account.
    pub account: AccountId,
    /// Its name.
    pub role: RoleName,
    /// Whether the probe has signed in with MFA.
    pub mfa: bool,
    /// Whether it must be let in.
    pub allowed: bool,
}

/// What a probe met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// It was let in.
    Allowed,
    /// It was refused.
    Refused,
    /// It could not be tried.
    Failed,
}

/// A check that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// The group that the probe was in.
    pub group: String,
    /// What was tried, and expected.
    #[serde(flatten)]
    pub check: Check,
    /// What happened.
    pub outcome: Outcome,
    /// Whether that is as expected.
    pub passed: bool,
    /// Why it could not be tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

impl Checked {
    /// The check with what happened.
    pub fn new(group: &str, check: &Check, outcome: Outcome, problem: Option<String>) -> Self {
        let passed = match outcome {
            Outcome::Allowed => check.allowed,
            Outcome::Refused => !check.allowed,
            Outcome::Failed => false,
        };
        Self {
            group: group.to_owned(),
            check: check.clone(),
            outcome,
            passed,
            problem,
        }
    }
}

/// What a member of `group` tries: each of its roles with MFA, then without, then two roles that are not its
/// own. `default_role` is the one that Canopy itself assumes: nobody's, unless it is granted.
pub fn checks(
    spec: &IdentitySpec,
    group: &PeopleGroup,
    tree: &Tree,
    default_role: &RoleName,
) -> Vec<Check> {
    let identity = identity_account(spec, tree);
    let grants = granted(spec, group, tree, identity.as_ref());
    let mut own: BTreeSet<(AccountId, String)> = BTreeSet::new();
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for grant in &grants {
        let Ok(role) = grant.level.role_name.parse::<RoleName>() else {
            continue;
        };
        for account in &grant.reach.accounts {
            own.insert((account.clone(), grant.level.role_name.to_lowercase()));
            let check = |mfa: bool, allowed: bool| Check {
                account: account.clone(),
                role: role.clone(),
                mfa,
                allowed,
            };
            with.push(check(true, true));
            without.push(check(false, !grant.level.mfa));
        }
    }
    with.sort();
    without.sort();
    // Roles of other groups tell most; then Canopy's own, where nobody is to get.
    let others = spec.levels.iter().flat_map(|level| {
        let accounts = reach(&level.scope, tree, identity.as_ref()).accounts;
        accounts
            .into_iter()
            .map(|account| (account, level.role_name.clone()))
    });
    let management = tree.organization.management_account_id.clone();
    let last = identity
        .iter()
        .cloned()
        .chain([management])
        .chain(tree.accounts().filter_map(|node| node.id.account()))
        .map(|account| (account, default_role.to_string()));
    let mut refused: Vec<Check> = Vec::new();
    for (account, role) in others.chain(last) {
        if refused.len() == REFUSED {
            break;
        }
        let is_own = own.contains(&(account.clone(), role.to_lowercase()));
        let Ok(role) = role.parse::<RoleName>() else {
            continue;
        };
        let is_tried = refused
            .iter()
            .any(|it| it.account == account && it.role == role);
        // Two of one level would tell less than one of each of two levels.
        let is_alike = refused.iter().any(|it| it.role == role) && role != *default_role;
        if !is_own && !is_tried && !is_alike {
            refused.push(Check {
                account,
                role,
                mfa: true,
                allowed: false,
            });
        }
    }
    let again = refused.iter().map(|check| Check {
        mfa: false,
        ..check.clone()
    });
    let again: Vec<Check> = again.collect();
    with.into_iter()
        .chain(without)
        .chain(refused)
        .chain(again)
        .collect()
}
