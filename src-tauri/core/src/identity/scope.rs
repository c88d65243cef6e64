//! Which accounts a document means: scopes looked up in the tree.

use std::collections::BTreeSet;

use super::spec::{AccessLevel, IdentitySpec, PeopleGroup, Place, Scope};
use crate::{
    ids::{AccountId, NodeId, ParentId},
    search,
    tree::{AccountState, Node, NodeKind, Tree},
};

/// The accounts of a scope, and how they were chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// All of them.
    pub accounts: BTreeSet<AccountId>,
    /// Whether all members were chosen.
    pub all: bool,
    /// The organizational units that were chosen, or the root.
    pub ous: BTreeSet<ParentId>,
    /// The accounts that were chosen by themselves.
    pub named: BTreeSet<AccountId>,
}

/// An access level that a group has, with where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted<'a> {
    /// The level.
    pub level: &'a AccessLevel,
    /// Where its people may switch to it.
    pub reach: Reach,
}

/// The account that holds the people, where it is there already: a new one is told by its address.
pub(crate) fn identity_account(spec: &IdentitySpec, tree: &Tree) -> Option<AccountId> {
    match spec.place.as_ref()? {
        Place::Account(text) => search::account(tree, text).ok(),
        Place::New(new) => {
            let has_address = |node: &&Node| matches!(&node.kind, NodeKind::Account { email, .. } if email.eq_ignore_ascii_case(&new.email));
            tree.accounts().find(has_address)?.id.account()
        }
    }
}

/// The accounts of `scope`. What it names and is not there is left out: [`super::check`] says so. Accounts
/// that are closed or suspended are nobody's.
pub fn reach(scope: &Scope, tree: &Tree, identity: Option<&AccountId>) -> Reach {
    let own =
        |id: &AccountId| identity == Some(id) || tree.organization.management_account_id == *id;
    let mut found = Reach {
        all: scope.all,
        ..Reach::default()
    };
    for text in &scope.ous {
        if let Ok(parent) = search::parent(tree, text) {
            found.ous.insert(parent);
        }
    }
    if scope.all {
        let members = tree.accounts().filter(|node| is_usable(node));
        let members = members.filter_map(|node| node.id.account());
        found.accounts.extend(members.filter(|id| !own(id)));
    } else {
        for parent in &found.ous {
            below(tree, parent, &mut found.accounts);
        }
        found.accounts.retain(|id| !own(id));
    }
    for text in &scope.accounts {
        let Ok(id) = search::account(tree, text) else {
            continue;
        };
        if tree.get(&(&id).into()).is_some_and(is_usable) {
            found.accounts.insert(id.clone());
            found.named.insert(id);
        }
    }
    found
}

fn below(tree: &Tree, parent: &ParentId, found: &mut BTreeSet<AccountId>) {
    for node in tree.children(parent) {
        match node.id.parent() {
            Some(unit) => below(tree, &unit, found),
            None if is_usable(node) => found.extend(node.id.account()),
            None => {}
        }
    }
}

fn is_usable(node: &Node) -> bool {
    !matches!(
        &node.kind,
        NodeKind::Account {
            state: AccountState::Closed | AccountState::Suspended | AccountState::PendingActivation,
            ..
        }
    )
}

/// What a group may switch to: its levels where both the level and the group's own scope reach.
pub(crate) fn granted<'a>(
    spec: &'a IdentitySpec,
    group: &PeopleGroup,
    tree: &Tree,
    identity: Option<&AccountId>,
) -> Vec<Granted<'a>> {
    let grants = group.levels.iter().filter_map(|grant| {
        let level = spec.levels.iter().find(|it| it.name == grant.level)?;
        let whole = reach(&level.scope, tree, identity);
        let narrowed = match &grant.scope {
            // Roles are only where the level reaches: a wider scope changes nothing.
            None | Some(Scope { all: true, .. }) => whole,
            Some(scope) => {
                let own = reach(scope, tree, identity);
                Reach {
                    accounts: own
                        .accounts
                        .intersection(&whole.accounts)
                        .cloned()
                        .collect(),
                    named: own.named.intersection(&whole.accounts).cloned().collect(),
                    ..own
                }
            }
        };
        Some(Granted {
            level,
            reach: narrowed,
        })
    });
    grants.collect()
}

/// Where a unit stands, as AWS writes it in conditions: `o-x/r-y/ou-z/`.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceorgpaths>
pub(crate) fn organization_path(tree: &Tree, parent: &ParentId) -> String {
    let lineage = tree.lineage(&NodeId::from(parent));
    let ids = lineage.iter().map(|node| node.id.as_str());
    let path: Vec<&str> = std::iter::once(tree.organization.id.as_str())
        .chain(ids)
        .collect();
    format!("{}/", path.join("/"))
}
