//! What changed in an organization between two looks at it.

use canopy_core::{Node, NodeId, NodeKind, Tree};
use serde::{Deserialize, Serialize};

/// How something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum DifferenceKind {
    /// It was not there before.
    Added,
    /// It is not there any more.
    Removed,
    /// It stands below another parent.
    Moved,
    /// It has another name.
    Renamed,
    /// The account is in another state.
    State,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// How it changed.
    pub kind: DifferenceKind,
    /// What changed.
    pub node: NodeId,
    /// Its name, now or last.
    pub name: String,
    /// Path, name or state before.
    pub from: Option<String>,
    /// Path, name or state now.
    pub to: Option<String>,
}

/// What is different in `now`, in its order; what is gone comes last.
pub fn differences(before: &Tree, now: &Tree) -> Vec<Difference> {
    let mut found = Vec::new();
    for node in now.nodes() {
        let mut note = |kind, from: Option<String>, to: Option<String>| {
            found.push(Difference {
                kind,
                node: node.id.clone(),
                name: node.name.clone(),
                from,
                to,
            });
        };
        let Some(old) = before.get(&node.id) else {
            note(DifferenceKind::Added, None, Some(holder(now, node)));
            continue;
        };
        if old.parent_id != node.parent_id {
            note(
                DifferenceKind::Moved,
                Some(holder(before, old)),
                Some(holder(now, node)),
            );
        }
        if old.name != node.name {
            note(
                DifferenceKind::Renamed,
                Some(old.name.clone()),
                Some(node.name.clone()),
            );
        }
        if let (NodeKind::Account { state: was, .. }, NodeKind::Account { state: is, .. }) =
            (&old.kind, &node.kind)
            && was != is
        {
            note(
                DifferenceKind::State,
                Some(in_words(*was)),
                Some(in_words(*is)),
            );
        }
    }
    for gone in before
        .nodes()
        .iter()
        .filter(|node| now.get(&node.id).is_none())
    {
        let (node, name) = (gone.id.clone(), gone.name.clone());
        found.push(Difference {
            kind: DifferenceKind::Removed,
            node,
            name,
            from: Some(holder(before, gone)),
            to: None,
        });
    }
    found
}

/// The path of what holds a node.
fn holder(tree: &Tree, node: &Node) -> String {
    node.parent_id
        .as_ref()
        .map_or_else(|| "/".to_owned(), |parent| tree.path(&parent.into()))
}

/// A state as AWS writes it.
fn in_words(state: canopy_core::tree::AccountState) -> String {
    serde_json::to_value(state)
        .ok()
        .and_then(|value| value.as_str().map(ToOwned::to_owned))
        .unwrap_or_default()
}
