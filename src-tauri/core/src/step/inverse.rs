//! What takes a step back.

use super::{Before, Receipt, Ref, Step, Tag, TargetRef};
use crate::{
    ids::{OuId, PolicyId},
    policies::FULL_AWS_ACCESS,
};

/// What takes a step back: steps in order, and the organizational unit that the first one stands in for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inverse {
    /// The steps, which refer to what is there now.
    pub steps: Vec<Step>,
    /// The deleted organizational unit that the first step creates again, with another id: what refers
    /// to this one means the new one.
    pub replaces: Option<OuId>,
}

impl Inverse {
    fn one(step: Step) -> Self {
        Self {
            steps: vec![step],
            replaces: None,
        }
    }
}

impl Step {
    /// What takes this step back, given what it left and what it replaced; none where AWS has no way back.
    pub fn inverse(&self, receipt: &Receipt, before: &Before) -> Option<Inverse> {
        Some(match self {
            Self::CreateOu { parent, name, .. } => Inverse::one(Self::DeleteOu {
                ou: Ref::Id(receipt.made.ou_id.clone()?),
                parent: parent.clone(),
                name: name.clone(),
            }),
            Self::RenameOu { ou, from, to } => Inverse::one(Self::RenameOu {
                ou: ou.clone(),
                from: to.clone(),
                to: from.clone(),
            }),
            Self::DeleteOu { ou, parent, name } => {
                let ou = ou.known()?;
                let again = Self::CreateOu {
                    parent: parent.clone(),
                    name: name.clone(),
                    tags: before.tags.clone(),
                };
                let attach = before.policies.iter().map(|policy| Self::AttachPolicy {
                    policy: policy.clone(),
                    target: Ref::Id(ou.into()),
                });
                // AWS attaches its own to whatever is made; what had lost it must lose it again. At least
                // one policy must stay, so that comes last.
                let full_access: PolicyId = FULL_AWS_ACCESS.parse().expect("a policy id");
                let lost = !before.policies.is_empty() && !before.policies.contains(&full_access);
                let detach = lost.then(|| Self::DetachPolicy {
                    policy: full_access,
                    target: Ref::Id(ou.into()),
                });
                Inverse {
                    steps: std::iter::once(again).chain(attach).chain(detach).collect(),
                    replaces: Some(ou.clone()),
                }
            }
            Self::MoveAccount { account, from, to } => {
                let account = account
                    .known()
                    .or(receipt.made.account_id.as_ref())?
                    .clone();
                Inverse::one(Self::MoveAccount {
                    account: Ref::Id(account),
                    from: to.clone(),
                    to: from.clone(),
                })
            }
            Self::RenameAccount { account, from, to } => Inverse::one(Self::RenameAccount {
                account: account.clone(),
                from: to.clone(),
                to: from.clone(),
            }),
            Self::Tag { node, tags } => {
                let keys: Vec<&str> = tags.iter().map(|tag| tag.key.as_str()).collect();
                tags_as_before(node, &keys, &before.tags)?
            }
            Self::Untag { node, keys } => {
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                tags_as_before(node, &keys, &before.tags)?
            }
            Self::PutContact { account, kind, .. } | Self::DeleteContact { account, kind } => {
                let (account, kind) = (account.clone(), *kind);
                match &before.contact {
                    Some(contact) => Inverse::one(Self::PutContact {
                        account,
                        kind,
                        contact: contact.clone(),
                    }),
                    None if matches!(self, Self::PutContact { .. }) => {
                        Inverse::one(Self::DeleteContact { account, kind })
                    }
                    None => return None,
                }
            }
            Self::EnableRegion { account, region } => Inverse::one(Self::DisableRegion {
                account: account.clone(),
                region: region.clone(),
            }),
            Self::DisableRegion { account, region } => Inverse::one(Self::EnableRegion {
                account: account.clone(),
                region: region.clone(),
            }),
            Self::InviteAccount { .. } => Inverse::one(Self::CancelHandshake {
                handshake: receipt.made.handshake_id.clone()?,
            }),
            Self::AttachPolicy { policy, target } => Inverse::one(Self::DetachPolicy {
                policy: policy.clone(),
                target: Ref::Id(target.known()?.clone()),
            }),
            Self::DetachPolicy { policy, target } => Inverse::one(Self::AttachPolicy {
                policy: policy.clone(),
                target: Ref::Id(target.known()?.clone()),
            }),
            Self::CreateRole { .. }
            | Self::DeleteRole { .. }
            | Self::SetTrust { .. }
            | Self::SetRoleSession { .. }
            | Self::SetRoleTag { .. }
            | Self::AttachRolePolicy { .. }
            | Self::DetachRolePolicy { .. }
            | Self::PutRolePolicy { .. }
            | Self::DeleteRolePolicy { .. } => Inverse::one(self.role_inverse(before)?),
            Self::Identity {
                account,
                via,
                write,
            } => Inverse::one(Self::Identity {
                account: account.clone(),
                via: via.clone(),
                write: write.inverse(before)?,
            }),
            Self::CreateOrganization { .. } => Inverse::one(Self::DeleteOrganization),
            Self::CreateAccount { .. }
            | Self::AwaitRole { .. }
            | Self::StartEmailChange { .. }
            | Self::ConfirmEmailChange { .. }
            | Self::RemoveAccount { .. }
            | Self::CloseAccount { .. }
            | Self::CancelHandshake { .. }
            | Self::AcceptHandshake { .. }
            | Self::DeclineHandshake { .. }
            | Self::EnableAllFeatures
            | Self::LeaveOrganization
            | Self::DeleteOrganization => return None,
        })
    }

    /// Why it cannot be taken back wholly, if so.
    pub fn without_return(&self) -> Option<&'static str> {
        Some(match self {
            Self::CreateAccount { .. } => "A created account cannot be uncreated, only closed.",
            Self::DeleteOu { .. } => "An organizational unit that is created again has another id.",
            Self::DeleteRole { .. } => {
                "A role that is made again has another unique id: what names it elsewhere trusts it only once it is saved again."
            }
            Self::Identity { write, .. } => return write.without_return(),
            Self::ConfirmEmailChange { .. } => {
                "The old address can be had back only by the same way, with a code sent to it."
            }
            Self::RemoveAccount { .. } => {
                "An account that was removed loses its tags and policies, and must be invited to come back."
            }
            Self::CloseAccount { .. } => {
                "Only AWS Support can reopen a closed account, for 90 days; then it is gone."
            }
            Self::InviteAccount { .. } => {
                "An invitation can be cancelled until it is accepted, not after."
            }
            Self::CancelHandshake { .. } => {
                "A cancelled invitation cannot be opened again, only sent anew."
            }
            Self::AcceptHandshake { .. } => "What was accepted cannot be unaccepted.",
            Self::DeclineHandshake { .. } => {
                "A declined invitation cannot be accepted any more; it would have to be sent anew."
            }
            Self::EnableAllFeatures => "All features cannot be turned off again.",
            Self::LeaveOrganization => {
                "An account that left loses its tags and policies, and must be invited to come back."
            }
            Self::DeleteOrganization => {
                "A deleted organization is gone, with its organizational units, policies and tags."
            }
            _ => return None,
        })
    }
}

/// Steps that give `keys` of `node` what they held; none where there is nothing to do.
fn tags_as_before(node: &TargetRef, keys: &[&str], before: &[Tag]) -> Option<Inverse> {
    let held: Vec<Tag> = before
        .iter()
        .filter(|tag| keys.contains(&tag.key.as_str()))
        .cloned()
        .collect();
    let new: Vec<String> = keys
        .iter()
        .filter(|key| !held.iter().any(|tag| tag.key == **key))
        .map(|key| (*key).to_owned())
        .collect();
    let mut steps = Vec::new();
    if !new.is_empty() {
        steps.push(Step::Untag {
            node: node.clone(),
            keys: new,
        });
    }
    if !held.is_empty() {
        steps.push(Step::Tag {
            node: node.clone(),
            tags: held,
        });
    }
    (!steps.is_empty()).then_some(Inverse {
        steps,
        replaces: None,
    })
}
