//! `canopy tree`: the organization, indented or as JSON.

use std::collections::HashMap;

use canopy_core::{Failure, NodeId, NodeKind, Tree, tree::AccountState};
use canopy_engine::session::Loaded;
use serde_json::{Value, json};

use crate::{
    context::Context,
    output::{Exit, count, print, print_json, say},
};

/// Loads the organization and shows it.
pub(crate) async fn tree(context: &Context) -> Result<Exit, Failure> {
    let (_, loaded) = context.loaded().await?;
    if context.json {
        print_json(&document(&loaded))?;
    } else {
        print(&in_words(&loaded.tree))?;
        say(&last_line(&loaded));
    }
    Ok(Exit::Done)
}

fn document(loaded: &Loaded) -> Value {
    let tree = &loaded.tree;
    let nodes: Vec<Value> = tree
        .nodes()
        .iter()
        .map(|node| {
            let mut one = json!({
                "id": node.id,
                "kind": "root",
                "name": node.name,
                "parentId": node.parent_id,
                "path": tree.path(&node.id),
            });
            match &node.kind {
                NodeKind::Root => {}
                NodeKind::Ou => one["kind"] = json!("ou"),
                NodeKind::Account {
                    email,
                    state,
                    joined_method,
                    ..
                } => {
                    one["kind"] = json!("account");
                    one["email"] = json!(email);
                    one["state"] = json!(state);
                    one["joinedMethod"] = json!(joined_method);
                }
            }
            one
        })
        .collect();
    json!({
        "organization": tree.organization,
        "asOf": tree.as_of,
        "complete": tree.complete,
        "nodes": nodes,
        "load": {"calls": loaded.calls, "seconds": loaded.seconds, "throttled": loaded.throttled},
    })
}

/// One line a node, two spaces a level.
fn in_words(tree: &Tree) -> String {
    let mut levels: HashMap<&NodeId, usize> = HashMap::new();
    let below = accounts_below(tree);
    let mut lines = Vec::with_capacity(tree.nodes().len());
    // Parents stand before their children.
    for node in tree.nodes() {
        let parent = node.parent_id.as_ref().map(NodeId::from);
        let level = parent
            .and_then(|parent| levels.get(&parent))
            .map_or(0, |level| level + 1);
        levels.insert(&node.id, level);
        let rest = match &node.kind {
            NodeKind::Account {
                state: AccountState::Active,
                ..
            } => String::new(),
            NodeKind::Account { state, .. } => format!("  {}", state_in_words(*state)),
            NodeKind::Root | NodeKind::Ou => format!(
                "  ({})",
                count(below.get(&node.id).copied().unwrap_or(0), "account")
            ),
        };
        lines.push(format!(
            "{}{}  {}{rest}",
            "  ".repeat(level),
            node.name,
            node.id
        ));
    }
    lines.join("\n")
}

/// How many accounts stand somewhere below each root or unit.
fn accounts_below(tree: &Tree) -> HashMap<NodeId, usize> {
    let mut below: HashMap<NodeId, usize> = HashMap::new();
    // Children stand after their parents, so from the end each count is whole before it is passed on.
    for node in tree.nodes().iter().rev() {
        let own = if node.is_account() {
            1
        } else {
            below.get(&node.id).copied().unwrap_or(0)
        };
        if let Some(parent) = &node.parent_id {
            *below.entry(parent.into()).or_default() += own;
        }
    }
    below
}

fn state_in_words(state: AccountState) -> &'static str {
    match state {
        AccountState::PendingActivation => "PENDING_ACTIVATION",
        AccountState::Active => "ACTIVE",
        AccountState::Suspended => "SUSPENDED",
        AccountState::PendingClosure => "PENDING_CLOSURE",
        AccountState::Closed => "CLOSED",
        AccountState::Unknown => "UNKNOWN",
    }
}

fn last_line(loaded: &Loaded) -> String {
    let accounts = loaded.tree.accounts().count();
    let units = loaded
        .tree
        .nodes()
        .iter()
        .filter(|node| node.kind == NodeKind::Ou)
        .count();
    let throttled = if loaded.throttled == 0 {
        String::new()
    } else {
        format!(", {} throttled", loaded.throttled)
    };
    format!(
        "{}, {}; {}{throttled} in {:.1} s",
        count(accounts, "account"),
        count(units, "organizational unit"),
        count(loaded.calls as usize, "call"),
        loaded.seconds
    )
}
