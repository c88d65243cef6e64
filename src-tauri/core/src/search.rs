//! Finding a node by what a person types: an id, or a name, email or path that fits one thing only.

use crate::{
    failure::{Code, Failure},
    ids::{AccountId, NodeId, ParentId},
    tree::{Node, NodeKind, Tree},
};

/// The node that `text` names. An id always fits; a name, email or path must fit one node only.
pub fn find<'a>(
    tree: &'a Tree,
    text: &str,
    wanted: impl Fn(&Node) -> bool,
    what: &str,
) -> Result<&'a Node, Failure> {
    if let Some(node) = text.parse::<NodeId>().ok().and_then(|id| tree.get(&id)) {
        return if wanted(node) {
            Ok(node)
        } else {
            Err(Failure::invalid(format!("`{text}` is not {what}")))
        };
    }
    let fits = |node: &&Node| {
        wanted(node)
            && (node.name.eq_ignore_ascii_case(text)
                || matches!(&node.kind, NodeKind::Account { email, .. } if email.eq_ignore_ascii_case(text))
                || (text.starts_with('/') && tree.path(&node.id) == text))
    };
    let found: Vec<&Node> = tree.nodes().iter().filter(fits).collect();
    match found[..] {
        [one] => Ok(one),
        [] => Err(
            Failure::not_found(format!("nothing fits `{text}`")).hint(format!(
                "Give {what} by id, name, email or path; `canopy tree` lists them."
            )),
        ),
        [..] => {
            let names: Vec<String> = found
                .iter()
                .take(5)
                .map(|node| format!("{} ({})", tree.path(&node.id), node.id))
                .collect();
            Err(Failure::new(
                Code::Invalid,
                format!("`{text}` fits {} things: {}", found.len(), names.join(", ")),
            )
            .hint("Give the id or the whole path."))
        }
    }
}

/// The account that `text` names.
pub fn account(tree: &Tree, text: &str) -> Result<AccountId, Failure> {
    find(tree, text, Node::is_account, "an account")
        .map(|node| node.id.account().expect("an account"))
}

/// The root or organizational unit that `text` names.
pub fn parent(tree: &Tree, text: &str) -> Result<ParentId, Failure> {
    find(
        tree,
        text,
        |node| !node.is_account(),
        "an organizational unit or the root",
    )
    .map(|node| node.id.parent().expect("a parent"))
}
