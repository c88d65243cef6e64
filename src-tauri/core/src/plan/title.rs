//! A plan in a few words: `Move 2 accounts to prod`.

use std::collections::BTreeSet;

use crate::{change::Change, ids::NodeId, tree::Tree};

/// What `changes` amount to.
pub(super) fn title(tree: Option<&Tree>, changes: &[Change]) -> String {
    let name = |id: &NodeId| {
        let node = tree.and_then(|tree| tree.get(id));
        node.map_or_else(|| id.to_string(), |node| node.name.clone())
    };
    let [first, rest @ ..] = changes else {
        return "Nothing".to_owned();
    };
    if rest.is_empty() {
        return one(&name, first);
    }
    let alike = |other: &Change| std::mem::discriminant(other) == std::mem::discriminant(first);
    if !rest.iter().all(alike) {
        return format!("{} changes", changes.len());
    }
    let number = changes.len();
    match first {
        Change::MoveAccount { to, .. } => {
            let together = rest.iter().all(
                |change| matches!(change, Change::MoveAccount { to: other, .. } if other == to),
            );
            if together {
                format!("Move {number} accounts to {}", name(&to.into()))
            } else {
                format!("Move {number} accounts")
            }
        }
        Change::CreateAccount { .. } => format!("Create {number} accounts"),
        Change::CloseAccount { .. } => format!("Close {number} accounts"),
        Change::RemoveAccount { .. } => format!("Remove {number} accounts"),
        Change::RenameAccount { .. } => format!("Rename {number} accounts"),
        Change::Tag { .. } if changes.iter().all(tags_an_account) => {
            format!("Change the tags of {number} accounts")
        }
        Change::Tag { .. } => format!("Change the tags of {number} places"),
        Change::MoveOu { .. } => format!("Move {number} organizational units"),
        Change::SetRegion { .. } => format!("Change {number} regions"),
        Change::Invite { .. } => format!("Invite {number} accounts"),
        Change::CancelInvitation { .. } => format!("Cancel {number} invitations"),
        Change::CreateOu { .. } => format!("Create {number} organizational units"),
        Change::DeleteOu { .. } => format!("Delete {number} organizational units"),
        Change::CreateRole { .. }
        | Change::EditTrust { .. }
        | Change::SetRoleSession { .. }
        | Change::DeleteRole { .. } => roles(&name, changes),
        _ => format!("{number} changes"),
    }
}

fn tags_an_account(change: &Change) -> bool {
    matches!(change, Change::Tag { node, .. } if node.account().is_some())
}

/// Changes of one kind to several roles: one role in several accounts, mostly.
fn roles(name: &dyn Fn(&NodeId) -> String, changes: &[Change]) -> String {
    let each = changes.iter().filter_map(|change| match change {
        Change::CreateRole { account, role } => Some((account, &role.name)),
        Change::EditTrust { account, role, .. }
        | Change::SetRoleSession { account, role, .. }
        | Change::DeleteRole { account, role } => Some((account, role)),
        _ => None,
    });
    let (accounts, names): (BTreeSet<_>, BTreeSet<_>) = each.unzip();
    let what = match (names.first(), names.len()) {
        (Some(name), 1) => (*name).to_string(),
        _ => format!("{} roles", names.len()),
    };
    let place = match (accounts.first(), accounts.len()) {
        (Some(account), 1) => name(&(*account).into()),
        (_, number) => format!("{number} accounts"),
    };
    match &changes[0] {
        Change::CreateRole { .. } => format!("Create {what} in {place}"),
        Change::EditTrust { .. } => format!("Edit who may assume {what} in {place}"),
        Change::SetRoleSession { .. } => format!("Change the sessions of {what} in {place}"),
        _ => format!("Delete {what} in {place}"),
    }
}

fn one(name: &dyn Fn(&NodeId) -> String, change: &Change) -> String {
    match change {
        Change::CreateOu { name, .. } => format!("Create {name}"),
        Change::RenameOu { ou, name: new } => format!("Rename {} to {new}", name(&ou.into())),
        Change::DeleteOu { ou } => format!("Delete {}", name(&ou.into())),
        Change::MoveOu { ou, to } => format!("Move {} to {}", name(&ou.into()), name(&to.into())),
        Change::MoveAccount { account, to } => {
            format!("Move {} to {}", name(&account.into()), name(&to.into()))
        }
        Change::CreateAccount { name, .. } => format!("Create account {name}"),
        Change::RenameAccount { account, name: new } => {
            format!("Rename {} to {new}", name(&account.into()))
        }
        Change::Tag { node, .. } => format!("Change the tags of {}", name(node)),
        Change::StartEmailChange { account, email } => {
            format!(
                "Ask for a code to change the address of {} to {email}",
                name(&account.into())
            )
        }
        Change::ConfirmEmailChange { account, email } => {
            format!("Change the address of {} to {email}", name(&account.into()))
        }
        Change::SetContact { account, kind, .. } => {
            format!(
                "Change the {} contact of {}",
                kind.word(),
                name(&account.into())
            )
        }
        Change::SetRegion {
            account,
            region,
            enabled,
        } => {
            let state = if *enabled { "on" } else { "off" };
            format!("Turn {region} {state} in {}", name(&account.into()))
        }
        Change::RemoveAccount { account } => {
            format!("Remove {} from the organization", name(&account.into()))
        }
        Change::CloseAccount { account } => format!("Close {}", name(&account.into())),
        Change::Invite { invitee, .. } => format!("Invite {invitee}"),
        Change::CancelInvitation { .. } => "Cancel an invitation".to_owned(),
        Change::AcceptInvitation { .. } => "Accept an invitation".to_owned(),
        Change::DeclineInvitation { .. } => "Decline an invitation".to_owned(),
        Change::CreateOrganization { .. } => "Create an organization".to_owned(),
        Change::EnableAllFeatures => "Turn on all features".to_owned(),
        Change::LeaveOrganization => "Leave the organization".to_owned(),
        Change::DeleteOrganization => "Delete the organization".to_owned(),
        Change::CreateRole { account, role } => {
            format!("Create the role {} in {}", role.name, name(&account.into()))
        }
        Change::EditTrust { account, role, .. } => {
            format!("Edit who may assume {role} in {}", name(&account.into()))
        }
        Change::SetRoleSession { account, role, .. } => {
            format!("Change the sessions of {role} in {}", name(&account.into()))
        }
        Change::DeleteRole { account, role } => {
            format!("Delete the role {role} in {}", name(&account.into()))
        }
        Change::SetUpIdentity { .. } => "Set up the identity account".to_owned(),
        Change::RemoveIdentity { .. } => "Remove the identity account's set-up".to_owned(),
        Change::ProveIdentity { .. } => "Prove the identity account's set-up".to_owned(),
        Change::NewPasswords { people, .. } => match &people[..] {
            [one] => format!("Give {one} a new password"),
            people => format!("Give {} people new passwords", people.len()),
        },
        Change::Undo { .. } => "Undo".to_owned(),
    }
}
