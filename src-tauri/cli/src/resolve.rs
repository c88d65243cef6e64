//! From what a person types to changes.

use canopy_core::{Change, Failure, NodeId, NodeKind, OuId, Tree, contact::Contact, search};

use crate::arguments::{AccountCommand, Accounts, Apply, Contacts, OuCommand, TagNodes};

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
        OuCommand::Move { ou, parent, .. } => Change::MoveOu {
            ou: unit(tree, &ou)?,
            to: search::parent(tree, &parent)?,
        },
        OuCommand::Tag(asked) => {
            return tags(&asked, |text| Ok((&search::parent(tree, text)?).into()));
        }
    }])
}

/// What `canopy account …` asks for. An account that is named twice is meant once.
pub(crate) fn account_changes(
    tree: &Tree,
    command: AccountCommand,
) -> Result<Vec<Change>, Failure> {
    let account = |text: &str| search::account(tree, text);
    match command {
        AccountCommand::Move { accounts, to, .. } => {
            let to = search::parent(tree, &to)?;
            each(&accounts, |text| {
                Ok(Change::MoveAccount {
                    account: account(text)?,
                    to: to.clone(),
                })
            })
        }
        AccountCommand::Create(asked) => {
            let to = asked.to.map(|to| search::parent(tree, &to)).transpose()?;
            Ok(vec![Change::CreateAccount {
                name: asked.name.unwrap_or_default(),
                email: asked.email.unwrap_or_default(),
                to,
                role_name: asked.role,
                tags: asked.tags,
                hide_billing: asked.deny_billing,
            }])
        }
        AccountCommand::Rename {
            account: text,
            name,
            ..
        } => Ok(vec![Change::RenameAccount {
            account: account(&text)?,
            name,
        }]),
        AccountCommand::Close(Accounts { accounts, .. }) => each(&accounts, |text| {
            Ok(Change::CloseAccount {
                account: account(text)?,
            })
        }),
        AccountCommand::Remove(Accounts { accounts, .. }) => each(&accounts, |text| {
            Ok(Change::RemoveAccount {
                account: account(text)?,
            })
        }),
        AccountCommand::Tag(asked) => tags(&asked, |text| Ok((&account(text)?).into())),
        AccountCommand::Email {
            account: text,
            to: email,
            code,
            ..
        } => {
            let account = account(&text)?;
            Ok(vec![if code.is_some() {
                Change::ConfirmEmailChange { account, email }
            } else {
                Change::StartEmailChange { account, email }
            }])
        }
        AccountCommand::Contacts(asked) => contact(tree, asked),
        AccountCommand::Regions {
            account: text,
            enable,
            disable,
            ..
        } => {
            let account = account(&text)?;
            let switch = |region: &str, enabled| {
                Ok(Change::SetRegion {
                    account: account.clone(),
                    region: region.to_owned(),
                    enabled,
                })
            };
            let mut changes = each(&enable, |region| switch(region, true))?;
            changes.extend(each(&disable, |region| switch(region, false))?);
            Ok(changes)
        }
    }
}

fn each(
    texts: &[String],
    change: impl Fn(&str) -> Result<Change, Failure>,
) -> Result<Vec<Change>, Failure> {
    let mut changes = Vec::with_capacity(texts.len());
    for text in texts {
        let change = change(text)?;
        if !changes.contains(&change) {
            changes.push(change);
        }
    }
    Ok(changes)
}

fn tags(
    asked: &TagNodes,
    node: impl Fn(&str) -> Result<NodeId, Failure>,
) -> Result<Vec<Change>, Failure> {
    each(&asked.nodes, |text| {
        Ok(Change::Tag {
            node: node(text)?,
            set: asked.tags.clone(),
            remove: asked.remove.clone(),
        })
    })
}

fn contact(tree: &Tree, asked: Contacts) -> Result<Vec<Change>, Failure> {
    let account = search::account(tree, &asked.account)?;
    let kind = asked
        .kind
        .ok_or_else(|| Failure::invalid("`--kind` says which contact to change"))?;
    let contact = match (
        asked.remove,
        asked.name,
        asked.title,
        asked.email,
        asked.phone,
    ) {
        (true, ..) => None,
        (false, Some(name), Some(title), Some(email), Some(phone)) => Some(Contact {
            name,
            title,
            email,
            phone,
        }),
        _ => {
            return Err(Failure::invalid("it is not said what the contact is to be")
                .hint("Give `--name`, `--title`, `--email` and `--phone`, or `--remove`."));
        }
    };
    Ok(vec![Change::SetContact {
        account,
        kind: kind.into(),
        contact,
    }])
}

impl OuCommand {
    /// How to go about it.
    pub(crate) fn apply(&self) -> Apply {
        match self {
            Self::Create { apply, .. }
            | Self::Rename { apply, .. }
            | Self::Delete { apply, .. }
            | Self::Move { apply, .. } => *apply,
            Self::Tag(asked) => asked.apply,
        }
    }
}

impl AccountCommand {
    /// How to go about it.
    pub(crate) fn apply(&self) -> Apply {
        match self {
            Self::Move { apply, .. }
            | Self::Rename { apply, .. }
            | Self::Email { apply, .. }
            | Self::Regions { apply, .. } => *apply,
            Self::Create(asked) => asked.apply,
            Self::Close(asked) | Self::Remove(asked) => asked.apply,
            Self::Tag(asked) => asked.apply,
            Self::Contacts(asked) => asked.apply,
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
