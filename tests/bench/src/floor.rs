//! The least time in which AWS lets an organization be loaded, from the organization and AWS's table of
//! token buckets alone: `ListAccounts` with paths beside the search for organizational units, whose
//! leaf checks are split over `ListOrganizationalUnitsForParent` and `ListChildren`.

use std::collections::HashMap;

use canopy_core::{Node, NodeKind, Tree, plan::bucket, tree::DEEPEST_OU};

/// Most that AWS gives per page.
const PAGE: usize = 20;

/// The floor, in seconds.
pub(crate) fn seconds(tree: &Tree) -> f64 {
    let accounts = bucket("ListAccounts").seconds(tree.accounts().count().div_ceil(PAGE));
    accounts.max(units(tree))
}

fn units(tree: &Tree) -> f64 {
    let is_parent = |node: &&Node| matches!(node.kind, NodeKind::Root | NodeKind::Ou);
    let mut children: HashMap<&str, usize> = HashMap::new();
    for node in tree.nodes().iter().filter(|node| node.kind == NodeKind::Ou) {
        if let Some(parent) = &node.parent_id {
            *children.entry(parent.as_str()).or_default() += 1;
        }
    }
    let (mut names, mut leaves) = (0, 0);
    for parent in tree.nodes().iter().filter(is_parent) {
        let below = children.get(parent.id.as_str()).copied().unwrap_or(0);
        let can_have_children = parent
            .id
            .parent()
            .is_some_and(|id| tree.depth(&id) < DEEPEST_OU);
        match below {
            0 if can_have_children => leaves += 1,
            0 => {}
            below => names += below.div_ceil(PAGE),
        }
    }
    // Leaf checks can go either way: the best split is where both ways end together.
    (0..=leaves)
        .map(|by_list| {
            let lists = bucket("ListOrganizationalUnitsForParent").seconds(names + by_list);
            lists.max(bucket("ListChildren").seconds(leaves - by_list))
        })
        .fold(f64::INFINITY, f64::min)
}
