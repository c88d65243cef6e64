//! A step in AWS's words and in plain ones.

use super::{Ref, Step};
use crate::ids::NodeId;

impl Step {
    /// The write as AWS names it: `MoveAccount`.
    pub fn action(&self) -> &'static str {
        match self {
            Self::CreateOu { .. } => "CreateOrganizationalUnit",
            Self::RenameOu { .. } => "UpdateOrganizationalUnit",
            Self::DeleteOu { .. } => "DeleteOrganizationalUnit",
            Self::MoveAccount { .. } => "MoveAccount",
            Self::CreateAccount { .. } => "CreateAccount",
            Self::AwaitRole { .. } => "AssumeRole",
            Self::RenameAccount { .. } => "PutAccountName",
            Self::Tag { .. } => "TagResource",
            Self::Untag { .. } => "UntagResource",
            Self::StartEmailChange { .. } => "StartPrimaryEmailUpdate",
            Self::ConfirmEmailChange { .. } => "AcceptPrimaryEmailUpdate",
            Self::PutContact { .. } => "PutAlternateContact",
            Self::DeleteContact { .. } => "DeleteAlternateContact",
            Self::EnableRegion { .. } => "EnableRegion",
            Self::DisableRegion { .. } => "DisableRegion",
            Self::RemoveAccount { .. } => "RemoveAccountFromOrganization",
            Self::CloseAccount { .. } => "CloseAccount",
            Self::InviteAccount { .. } => "InviteAccountToOrganization",
            Self::CancelHandshake { .. } => "CancelHandshake",
            Self::AcceptHandshake { .. } => "AcceptHandshake",
            Self::DeclineHandshake { .. } => "DeclineHandshake",
            Self::AttachPolicy { .. } => "AttachPolicy",
            Self::DetachPolicy { .. } => "DetachPolicy",
            Self::CreateRole { .. } => "CreateRole",
            Self::DeleteRole { .. } => "DeleteRole",
            Self::SetTrust { .. } => "UpdateAssumeRolePolicy",
            Self::SetRoleSession { .. } => "UpdateRole",
            Self::SetRoleTag { to: Some(_), .. } => "TagRole",
            Self::SetRoleTag { to: None, .. } => "UntagRole",
            Self::AttachRolePolicy { .. } => "AttachRolePolicy",
            Self::DetachRolePolicy { .. } => "DetachRolePolicy",
            Self::PutRolePolicy { .. } => "PutRolePolicy",
            Self::DeleteRolePolicy { .. } => "DeleteRolePolicy",
            Self::Identity { write, .. } => write.action(),
            Self::CreateOrganization { .. } => "CreateOrganization",
            Self::EnableAllFeatures => "EnableAllFeatures",
            Self::LeaveOrganization => "LeaveOrganization",
            Self::DeleteOrganization => "DeleteOrganization",
        }
    }

    /// What it acts on: an id, or the name of what it makes.
    pub fn target(&self) -> String {
        match self {
            Self::CreateOu { name, .. } | Self::CreateAccount { name, .. } => name.clone(),
            Self::RenameOu { ou, .. } | Self::DeleteOu { ou, .. } => {
                of(ou, "the organizational unit")
            }
            Self::MoveAccount { account, .. } | Self::AwaitRole { account, .. } => {
                of(account, "the account")
            }
            Self::RenameAccount { account, .. }
            | Self::StartEmailChange { account, .. }
            | Self::ConfirmEmailChange { account, .. }
            | Self::PutContact { account, .. }
            | Self::DeleteContact { account, .. }
            | Self::EnableRegion { account, .. }
            | Self::DisableRegion { account, .. }
            | Self::RemoveAccount { account }
            | Self::CloseAccount { account } => account.to_string(),
            Self::InviteAccount { invitee, .. } => invitee.to_string(),
            Self::CancelHandshake { handshake } | Self::DeclineHandshake { handshake } => {
                handshake.to_string()
            }
            Self::AcceptHandshake { handshake } => of(handshake, "the handshake"),
            Self::Tag { node: target, .. }
            | Self::Untag { node: target, .. }
            | Self::AttachPolicy { target, .. }
            | Self::DetachPolicy { target, .. } => of(target, "the organizational unit"),
            Self::CreateRole { .. }
            | Self::DeleteRole { .. }
            | Self::SetTrust { .. }
            | Self::SetRoleSession { .. }
            | Self::SetRoleTag { .. }
            | Self::AttachRolePolicy { .. }
            | Self::DetachRolePolicy { .. }
            | Self::PutRolePolicy { .. }
            | Self::DeleteRolePolicy { .. } => {
                let parts = self.of_role().expect("a step on a role");
                format!("{} in {}", parts.role, of(parts.account, "the account"))
            }
            Self::Identity { write, .. } => write.target(),
            Self::CreateOrganization { .. }
            | Self::EnableAllFeatures
            | Self::LeaveOrganization
            | Self::DeleteOrganization => "the organization".to_owned(),
        }
    }

    /// The node it acts on, where it is there already.
    pub fn node(&self) -> Option<NodeId> {
        match self {
            Self::RenameOu { ou, .. } | Self::DeleteOu { ou, .. } => ou.known().map(NodeId::from),
            Self::MoveAccount { account, .. } | Self::AwaitRole { account, .. } => {
                account.known().map(NodeId::from)
            }
            Self::RenameAccount { account, .. }
            | Self::StartEmailChange { account, .. }
            | Self::ConfirmEmailChange { account, .. }
            | Self::PutContact { account, .. }
            | Self::DeleteContact { account, .. }
            | Self::EnableRegion { account, .. }
            | Self::DisableRegion { account, .. }
            | Self::RemoveAccount { account }
            | Self::CloseAccount { account } => Some(account.into()),
            Self::Tag { node: target, .. }
            | Self::Untag { node: target, .. }
            | Self::AttachPolicy { target, .. }
            | Self::DetachPolicy { target, .. } => target.known().cloned(),
            role => role.of_role()?.account.known().map(NodeId::from),
        }
    }

    /// What must hold before it, a sentence; it is read from AWS right before the call.
    pub fn needs(&self) -> String {
        match self {
            Self::CreateOu { name, .. } => {
                format!("No organizational unit there is named {name}.")
            }
            Self::RenameOu { from, .. } | Self::RenameAccount { from, .. } => {
                format!("It is named {from}.")
            }
            Self::DeleteOu { .. } => "It is empty.".to_owned(),
            Self::MoveAccount { account, from, .. } => match account {
                Ref::Id(_) => format!("It stands in {}.", of(from, "the organizational unit")),
                Ref::MadeBy { made_by } => {
                    format!("Step {made_by} is done, and the account has joined.")
                }
            },
            Self::CreateAccount { email, .. } => {
                format!("No account of the organization has the address {email}.")
            }
            Self::AwaitRole { role, .. } => {
                format!("Nothing; it waits until {role} can be assumed.")
            }
            Self::Tag { .. } | Self::Untag { .. } => {
                "It exists; what the keys hold now is written down.".to_owned()
            }
            Self::StartEmailChange { from, .. } | Self::ConfirmEmailChange { from, .. } => {
                format!("Its address is {from}.")
            }
            Self::PutContact { .. } | Self::DeleteContact { .. } => {
                "It exists; the contact of now is written down.".to_owned()
            }
            Self::EnableRegion { region, .. } => format!("{region} is off."),
            Self::DisableRegion { region, .. } => format!("{region} is on."),
            Self::RemoveAccount { .. } => "It is a member.".to_owned(),
            Self::CloseAccount { .. } => "It is not closed, nor being closed.".to_owned(),
            Self::InviteAccount { .. } => "No invitation to it is open.".to_owned(),
            Self::CancelHandshake { .. }
            | Self::AcceptHandshake { .. }
            | Self::DeclineHandshake { .. } => "It is still open.".to_owned(),
            Self::AttachPolicy { .. } => "It is not attached there.".to_owned(),
            Self::DetachPolicy { .. } => "It is attached there.".to_owned(),
            Self::CreateRole { name, .. } => format!("No role there is named {name}."),
            Self::DeleteRole { .. } => {
                "Nothing is attached to it or written into it; it is written down as it is."
                    .to_owned()
            }
            Self::SetTrust { .. } => "Its trust policy is as shown.".to_owned(),
            Self::SetRoleSession { from, .. } => format!("Its longest session is {from} seconds."),
            Self::SetRoleTag {
                key,
                from: Some(from),
                ..
            } => format!("Its tag {key} holds {from}."),
            Self::SetRoleTag { key, .. } => format!("It has no tag {key}."),
            Self::AttachRolePolicy { .. } => "It is not attached.".to_owned(),
            Self::DetachRolePolicy { .. } => "It is attached.".to_owned(),
            Self::PutRolePolicy { name, .. } => {
                format!("The role exists; a policy {name} of now is written down.")
            }
            Self::DeleteRolePolicy { name, .. } => {
                format!("The role holds a policy {name}; it is written down.")
            }
            Self::Identity { write, .. } => write.needs(),
            Self::CreateOrganization { .. } => "The account is in no organization.".to_owned(),
            Self::EnableAllFeatures => "The organization has consolidated billing only.".to_owned(),
            Self::LeaveOrganization => {
                "The account is a member, and not the management account.".to_owned()
            }
            Self::DeleteOrganization => "Its only member is the management account.".to_owned(),
        }
    }
}

fn of<T: std::fmt::Display>(reference: &Ref<T>, what: &str) -> String {
    match reference {
        Ref::Id(id) => id.to_string(),
        Ref::MadeBy { made_by } => format!("{what} of step {made_by}"),
    }
}
