//! What a plan means for the accounts in it: policies gained and lost, with where they come from.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::PlannedStep;
use crate::{
    ids::{AccountId, ParentId},
    known::Known,
    policies::PolicyChange,
    step::{Ref, Step},
    tree::Tree,
};

/// How many accounts a sentence names before it counts them.
const NAMED: usize = 3;

/// Accounts for which a plan changes the same policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountImpact {
    /// The accounts.
    pub accounts: Vec<AccountId>,
    /// What they gain and lose.
    pub change: PolicyChange,
}

/// The policies that the moves among `steps` change, accounts with the same change together.
pub(super) fn of(known: &Known, steps: &[PlannedStep]) -> Vec<AccountImpact> {
    let (Some(tree), Some(policies)) = (&known.tree, &known.policies) else {
        return Vec::new();
    };
    let mut found: Vec<AccountImpact> = Vec::new();
    let mut seen: BTreeSet<&AccountId> = BTreeSet::new();
    for planned in steps {
        let Step::MoveAccount {
            account: Ref::Id(account),
            to,
            ..
        } = &planned.step
        else {
            continue;
        };
        // Of several moves of one account the last decides; a move within a moved unit counts as one.
        if !seen.insert(account) {
            continue;
        }
        let last = steps.iter().rev().find_map(|it| match &it.step {
            Step::MoveAccount {
                account: Ref::Id(other),
                to,
                ..
            } if other == account => Some(to),
            _ => None,
        });
        let from = tree
            .get(&account.into())
            .and_then(|node| node.parent_id.clone());
        let (Some(from), Some(to)) = (from, place(tree, steps, last.unwrap_or(to))) else {
            continue;
        };
        let change = policies.change(tree, &from, &to);
        if change.is_empty() {
            continue;
        }
        match found.iter_mut().find(|it| it.change == change) {
            Some(alike) => alike.accounts.push(account.clone()),
            None => found.push(AccountImpact {
                accounts: vec![account.clone()],
                change,
            }),
        }
    }
    found
}

/// Where an account goes, as a place of the tree of now: a unit that is made anew for a moved one has
/// its own policies, so what decides is where that unit is made.
fn place(tree: &Tree, steps: &[PlannedStep], to: &Ref<ParentId>) -> Option<ParentId> {
    let mut to = to.clone();
    for _ in 0..=crate::tree::DEEPEST_OU {
        match to {
            Ref::Id(id) => return tree.get(&(&id).into()).map(|_| id),
            Ref::MadeBy { made_by } => {
                let maker = steps.iter().find(|it| it.id == made_by)?;
                let Step::CreateOu { parent, .. } = &maker.step else {
                    return None;
                };
                to = parent.clone();
            }
        }
    }
    None
}

/// The same in sentences: `ledger loses DenyLeavingRegion, gains ProtectLogs.`
pub(super) fn sentences(
    known: &Known,
    steps: &[PlannedStep],
    impacts: &[AccountImpact],
) -> Vec<String> {
    let moves = |it: &PlannedStep| {
        matches!(
            it.step,
            Step::MoveAccount {
                account: Ref::Id(_),
                ..
            }
        )
    };
    if known.policies.is_none() && steps.iter().any(moves) {
        return vec!["The organization's policies are not known, so what the accounts gain and lose is not told.".to_owned()];
    }
    let name = |account: &AccountId| {
        let node = known
            .tree
            .as_ref()
            .and_then(|tree| tree.get(&account.into()));
        node.map_or_else(|| account.to_string(), |node| node.name.clone())
    };
    let sentence = |impact: &AccountImpact| {
        let names: Vec<String> = impact.accounts.iter().take(NAMED).map(name).collect();
        let more = impact.accounts.len().saturating_sub(NAMED);
        let words = impact.change.words();
        match (names.as_slice(), more) {
            ([one], 0) => format!("{one} {words}."),
            (_, 0) => format!("{}: each {words}.", names.join(", ")),
            (_, more) => format!("{} and {more} more: each {words}.", names.join(", ")),
        }
    };
    impacts.iter().map(sentence).collect()
}
