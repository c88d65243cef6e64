//! The tree as the bill is rolled up over it: each organizational unit with the accounts that cost something,
//! and a group of its own for those that are not in the organization any more.

use std::{
    collections::{BTreeSet, HashMap},
    ops::AddAssign,
};

use super::BillKey;
use crate::{
    ids::{AccountId, NodeId, ParentId},
    tree::{NodeKind, Tree},
};

/// The root, an organizational unit, or the accounts that are gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) key: BillKey,
    pub(super) name: String,
    pub(super) path: Option<String>,
    /// The root's is 0.
    pub(super) depth: u8,
    /// None for the whole.
    pub(super) parent: Option<usize>,
    /// The accounts that stand directly in it.
    pub(super) accounts: Vec<String>,
}

/// The whole first, parents before their children, in the tree's order; what is gone last.
#[derive(Debug, Clone)]
pub(super) struct Groups {
    pub(super) all: Vec<Group>,
    /// What stands directly below each.
    children: Vec<Vec<usize>>,
    /// The root's id, where there is a tree.
    pub(super) root: Option<ParentId>,
    /// Where an account stands.
    places: HashMap<String, usize>,
}

impl Groups {
    /// Lays `accounts` out over the tree. Without a tree they all stand directly in the whole.
    pub(super) fn of(tree: Option<&Tree>, accounts: &BTreeSet<&str>) -> Self {
        let mut all = vec![whole(tree)];
        let mut nodes: HashMap<NodeId, usize> = HashMap::new();
        if let Some(tree) = tree {
            nodes.insert(tree.root().id.clone(), 0);
            let units = tree.nodes().iter().filter(|it| it.kind == NodeKind::Ou);
            for node in units {
                let parent = node.parent_id.as_ref().map(NodeId::from);
                let parent = parent.and_then(|id| nodes.get(&id).copied()).unwrap_or(0);
                let Some(id) = node.id.ou() else { continue };
                nodes.insert(node.id.clone(), all.len());
                all.push(Group {
                    key: BillKey::Ou { id },
                    name: node.name.clone(),
                    path: Some(tree.path(&node.id)),
                    depth: all[parent].depth + 1,
                    parent: Some(parent),
                    accounts: Vec::new(),
                });
            }
        }
        let gone = all.len();
        let mut places = HashMap::with_capacity(accounts.len());
        for account in accounts {
            let place = match tree {
                None => 0,
                Some(tree) => stands_in(tree, account)
                    .and_then(|parent| nodes.get(&parent).copied())
                    .unwrap_or(gone),
            };
            if place == all.len() {
                all.push(departed(tree.is_none_or(|tree| tree.complete)));
            }
            all[place].accounts.push((*account).to_owned());
            places.insert((*account).to_owned(), place);
        }
        let mut children = vec![Vec::new(); all.len()];
        for (place, group) in all.iter().enumerate() {
            if let Some(parent) = group.parent {
                children[parent].push(place);
            }
        }
        Self {
            all,
            children,
            root: tree.map(Tree::root_id),
            places,
        }
    }

    /// The group that an account stands in.
    pub(super) fn place(&self, account: &str) -> Option<usize> {
        self.places.get(account).copied()
    }

    /// What each group has directly, and what it has with all that is below it.
    pub(super) fn roll_up<T>(&self, figure: impl Fn(&str) -> T) -> (Vec<T>, Vec<T>)
    where
        T: AddAssign + Default + Clone,
    {
        let mut own = vec![T::default(); self.all.len()];
        for (sum, group) in own.iter_mut().zip(&self.all) {
            for account in &group.accounts {
                *sum += figure(account);
            }
        }
        let mut all = own.clone();
        for (place, group) in self.all.iter().enumerate().rev() {
            if let Some(parent) = group.parent {
                let sum = all[place].clone();
                all[parent] += sum;
            }
        }
        (own, all)
    }

    /// Whether what stands directly in the group at `place` is part of `key`.
    pub(super) fn holds(&self, place: usize, key: &BillKey) -> bool {
        if let BillKey::Direct { parent } = key {
            return match &self.all[place].key {
                BillKey::Ou { id } => ParentId::from(id) == *parent,
                BillKey::Organization => self.root.as_ref() == Some(parent),
                _ => false,
            };
        }
        let mut at = Some(place);
        while let Some(place) = at {
            if self.all[place].key == *key {
                return true;
            }
            at = self.all[place].parent;
        }
        false
    }

    /// The groups directly below one.
    pub(super) fn children(&self, of: usize) -> &[usize] {
        &self.children[of]
    }
}

fn whole(tree: Option<&Tree>) -> Group {
    Group {
        key: BillKey::Organization,
        name: "Organization".to_owned(),
        path: tree.map(|_| "/".to_owned()),
        depth: 0,
        parent: None,
        accounts: Vec::new(),
    }
}

fn departed(tree_is_complete: bool) -> Group {
    let name = if tree_is_complete {
        "No longer in the organization"
    } else {
        "Not in the tree yet"
    };
    Group {
        key: BillKey::Departed,
        name: name.to_owned(),
        path: None,
        depth: 1,
        parent: Some(0),
        accounts: Vec::new(),
    }
}

fn stands_in(tree: &Tree, account: &str) -> Option<NodeId> {
    let id: AccountId = account.parse().ok()?;
    let node = tree.get(&(&id).into())?;
    node.parent_id.as_ref().map(NodeId::from)
}

/// An account's name and path, where the tree knows them.
pub(super) fn name_of(tree: Option<&Tree>, account: &str) -> (String, Option<String>) {
    let known = tree.and_then(|tree| {
        let id: AccountId = account.parse().ok()?;
        let node = tree.get(&(&id).into())?;
        Some((node.name.clone(), Some(tree.path(&node.id))))
    });
    known.unwrap_or_else(|| (account.to_owned(), None))
}
