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
    /// It was refused, and Canopy cannot get into the account either: the set-up left it out.
    NotSetUp,
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
    /// Whether that is as expected; of an account that the set-up left out, nothing is.
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
            Outcome::NotSetUp => true,
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

/// Marks what was refused in `accounts`, which Canopy cannot get into, as not set up. Roles that are nobody's
/// stay as they were: there, a refusal is the proof.
pub fn mark_not_set_up(checks: &mut [Checked], accounts: &BTreeSet<AccountId>) {
    let granted: BTreeSet<(AccountId, RoleName)> = checks
        .iter()
        .filter(|it| it.check.allowed)
        .map(|it| (it.check.account.clone(), it.check.role.clone()))
        .collect();
    for it in checks {
        let is_granted = granted.contains(&(it.check.account.clone(), it.check.role.clone()));
        if it.outcome == Outcome::Refused && is_granted && accounts.contains(&it.check.account) {
            *it = Checked::new(&it.group, &it.check, Outcome::NotSetUp, None);
        }
    }
}

/// The accounts that the set-up left out, by what the probes met.
pub fn not_set_up(checks: &[Checked]) -> BTreeSet<AccountId> {
    let left_out = checks.iter().filter(|it| it.outcome == Outcome::NotSetUp);
    left_out.map(|it| it.check.account.clone()).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    const LEDGER: &str = "444455556666";
    const EVENTS: &str = "444455557777";

    fn met(account: &str, role: &str, mfa: bool, allowed: bool, outcome: Outcome) -> Checked {
        let check = Check {
            account: account.parse().expect("an account"),
            role: role.parse().expect("a role"),
            mfa,
            allowed,
        };
        Checked::new("Developers", &check, outcome, None)
    }

    #[test]
    fn what_is_refused_where_canopy_does_not_get_in_is_not_set_up_and_no_surprise() {
        let mut checks = vec![
            met(LEDGER, "Org-ReadOnly", true, true, Outcome::Refused),
            met(LEDGER, "Org-ReadOnly", false, false, Outcome::Refused),
            met(LEDGER, "Org-Admin", true, false, Outcome::Refused),
            met(EVENTS, "Org-ReadOnly", true, true, Outcome::Refused),
            met(EVENTS, "Org-ReadOnly", false, false, Outcome::Allowed),
        ];
        let ledger: AccountId = LEDGER.parse().expect("an account");
        mark_not_set_up(&mut checks, &BTreeSet::from([ledger.clone()]));
        let told: Vec<(Outcome, bool)> = checks.iter().map(|it| (it.outcome, it.passed)).collect();
        assert_eq!(
            told,
            [
                (Outcome::NotSetUp, true),
                (Outcome::NotSetUp, true),
                (Outcome::Refused, true),
                (Outcome::Refused, false),
                (Outcome::Allowed, false),
            ]
        );
        assert_eq!(not_set_up(&checks), BTreeSet::from([ledger]));
    }

    #[test]
    fn a_role_that_lets_in_without_mfa_is_wrong_wherever_it_stands() {
        let mut checks = vec![
            met(LEDGER, "Org-ReadOnly", true, true, Outcome::Refused),
            met(LEDGER, "Org-ReadOnly", false, false, Outcome::Allowed),
        ];
        let ledger: AccountId = LEDGER.parse().expect("an account");
        mark_not_set_up(&mut checks, &BTreeSet::from([ledger]));
        assert!(!checks[1].passed);
    }
}
