//! From what a person types to changes.

use canopy_core::{Change, Failure, NodeKind, OuId, Tree, search};

use crate::arguments::{AccountCommand, Apply, OuCommand};

/// What `canopy ou …` asks for.
pub(crate) fn ou_changes(tree: &Tree, command: OuCommand) -> Result<Vec<Change>, Failure> {
    Ok(vec![match command {
        OuCommand::Create { parent, name, .. } => Change::CreateOu {
            parent: search::parent(tree, &parent)?,
            name,
        },
        OuCommand::Rename { ou, name, .. } => Change::RenameOu {
            ou: unit(tree, &ou)?,
            name,
        },
        OuCommand::Delete { ou, .. } => Change::DeleteOu {
            ou: unit(tree, &ou)?,
        },
    }])
}

/// What `canopy account …` asks for. An account that is named twice is moved once.
pub(crate) fn account_changes(
    tree: &Tree,
    command: AccountCommand,
) -> Result<Vec<Change>, Failure> {
    match command {
        AccountCommand::Move { accounts, to, .. } => {
            let to = search::parent(tree, &to)?;
            let mut changes = Vec::with_capacity(accounts.len());
            for text in accounts {
                let change = Change::MoveAccount {
                    account: search::account(tree, &text)?,
                    to: to.clone(),
                };
                if !changes.contains(&change) {
                    changes.push(change);
                }
            }
            Ok(changes)
        }
        AccountCommand::Create {
            name,
            email,
            to,
            tags,
            ..
        } => {
            let to = to.map(|to| search::parent(tree, &to)).transpose()?;
            Ok(vec![Change::CreateAccount {
                name,
                email,
                to,
                role_name: None,
                tags,
                hide_billing: false,
            }])
        }
    }
}

impl OuCommand {
    /// How to go about it.
    pub(crate) fn apply(&self) -> Apply {
        match self {
            Self::Create { apply, .. }
            | Self::Rename { apply, .. }
            | Self::Delete { apply, .. } => *apply,
        }
    }
}

impl AccountCommand {
    /// How to go about it.
    pub(crate) fn apply(&self) -> Apply {
        match self {
            Self::Move { apply, .. } | Self::Create { apply, .. } => *apply,
        }
    }
}

fn unit(tree: &Tree, text: &str) -> Result<OuId, Failure> {
    let what = "an organizational unit";
    let node = search::find(tree, text, |node| node.kind == NodeKind::Ou, what)?;
    node.id
        .ou()
        .ok_or_else(|| Failure::invalid(format!("`{text}` is not {what}")))
}
