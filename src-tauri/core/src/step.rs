//! A step is one write to AWS with what must hold before it and, where there is one, what takes it back.
//! Done, it leaves a [`Receipt`]: what it made, and AWS's request id.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, NodeId, OuId, ParentId, RoleName, StepId};

/// An account that is there, or the one an earlier step of the same plan will have made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum AccountRef {
    /// An account that is there.
    Id(AccountId),
    /// The account made by that step.
    MadeBy(StepId),
}

impl AccountRef {
    /// The account, where it is there already.
    pub fn known(&self) -> Option<&AccountId> {
        match self {
            Self::Id(id) => Some(id),
            Self::MadeBy(_) => None,
        }
    }
}

/// A tag: a key of up to 128 characters, a value of up to 256.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
pub struct Tag {
    /// What it is called.
    pub key: String,
    /// What it says.
    pub value: String,
}

/// One write to AWS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "action",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Step {
    /// Needs: `parent` holds no organizational unit of that name. Inverse: delete it.
    CreateOu {
        /// Where.
        parent: ParentId,
        /// Its name.
        name: String,
    },
    /// Needs: it is named `from`. Inverse: rename it back.
    RenameOu {
        /// Which.
        ou: OuId,
        /// Its name before.
        from: String,
        /// Its name after.
        to: String,
    },
    /// Needs: it is empty. Inverse: create one of that name, which gets another id.
    DeleteOu {
        /// Which.
        ou: OuId,
        /// What holds it.
        parent: ParentId,
        /// Its name.
        name: String,
    },
    /// Needs: it stands in `from`. Inverse: move it back.
    MoveAccount {
        /// Which.
        account: AccountRef,
        /// What holds it.
        from: ParentId,
        /// What is to hold it.
        to: ParentId,
    },
    /// Needs: no account of the organization has `email`. No inverse: an account can only be closed.
    CreateAccount {
        /// 1 to 50 printable ASCII characters.
        name: String,
        /// Its root user's address.
        email: String,
        /// The role that the management account may assume in it.
        role_name: RoleName,
        /// Whether IAM users with the permission see its bill.
        iam_user_access_to_billing: bool,
        /// Tags it gets.
        tags: Vec<Tag>,
    },
}

impl Step {
    /// The write as AWS names it: `MoveAccount`.
    pub fn action(&self) -> &'static str {
        match self {
            Self::CreateOu { .. } => "CreateOrganizationalUnit",
            Self::RenameOu { .. } => "UpdateOrganizationalUnit",
            Self::DeleteOu { .. } => "DeleteOrganizationalUnit",
            Self::MoveAccount { .. } => "MoveAccount",
            Self::CreateAccount { .. } => "CreateAccount",
        }
    }

    /// What it acts on: an id, or the name of what it makes.
    pub fn target(&self) -> String {
        match self {
            Self::CreateOu { name, .. } | Self::CreateAccount { name, .. } => name.clone(),
            Self::RenameOu { ou, .. } | Self::DeleteOu { ou, .. } => ou.to_string(),
            Self::MoveAccount {
                account: AccountRef::Id(id),
                ..
            } => id.to_string(),
            Self::MoveAccount {
                account: AccountRef::MadeBy(step),
                ..
            } => format!("the account of step {step}"),
        }
    }

    /// The node it acts on, where it is there already.
    pub fn node(&self) -> Option<NodeId> {
        match self {
            Self::CreateOu { .. } | Self::CreateAccount { .. } => None,
            Self::RenameOu { ou, .. } | Self::DeleteOu { ou, .. } => Some(ou.into()),
            Self::MoveAccount { account, .. } => account.known().map(NodeId::from),
        }
    }

    /// The step that takes this one back, given what it left; none where AWS has no way back.
    pub fn inverse(&self, receipt: &Receipt) -> Option<Self> {
        match self {
            Self::CreateOu { parent, name } => {
                let ou = receipt.made.ou_id.clone()?;
                Some(Self::DeleteOu {
                    ou,
                    parent: parent.clone(),
                    name: name.clone(),
                })
            }
            Self::RenameOu { ou, from, to } => Some(Self::RenameOu {
                ou: ou.clone(),
                from: to.clone(),
                to: from.clone(),
            }),
            Self::DeleteOu { parent, name, .. } => Some(Self::CreateOu {
                parent: parent.clone(),
                name: name.clone(),
            }),
            Self::MoveAccount { account, from, to } => {
                let account = account
                    .known()
                    .or(receipt.made.account_id.as_ref())?
                    .clone();
                Some(Self::MoveAccount {
                    account: AccountRef::Id(account),
                    from: to.clone(),
                    to: from.clone(),
                })
            }
            Self::CreateAccount { .. } => None,
        }
    }

    /// Why it cannot be taken back wholly, if so.
    pub fn without_return(&self) -> Option<&'static str> {
        match self {
            Self::CreateAccount { .. } => {
                Some("A created account cannot be uncreated, only closed.")
            }
            Self::DeleteOu { .. } => {
                Some("An organizational unit that is created again has another id.")
            }
            _ => None,
        }
    }
}

/// What a step made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Made {
    /// The account it made, or moved where the plan did not know it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<AccountId>,
    /// The organizational unit it made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ou_id: Option<OuId>,
}

impl Made {
    /// Whether nothing was made.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a step that is done left behind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// What it made.
    #[serde(default, skip_serializing_if = "Made::is_empty")]
    pub made: Made,
    /// AWS's request id of the call; none where the step turned out to be done already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}
