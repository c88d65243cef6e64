//! What the user wants. A gesture (a drag, a menu, a command line) becomes a list of changes; nothing
//! else leads to AWS.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, OuId, ParentId, RoleName},
    step::{Step, Tag},
};

/// One thing the user wants changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "change",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Change {
    /// A new organizational unit.
    CreateOu {
        /// Where.
        parent: ParentId,
        /// 1 to 128 characters, unique among its siblings.
        name: String,
    },
    /// Another name for an organizational unit.
    RenameOu {
        /// Which.
        ou: OuId,
        /// Its new name.
        name: String,
    },
    /// An empty organizational unit gone.
    DeleteOu {
        /// Which.
        ou: OuId,
    },
    /// An account in another place.
    MoveAccount {
        /// Which.
        account: AccountId,
        /// Where to.
        to: ParentId,
    },
    /// A new account.
    CreateAccount {
        /// 1 to 50 printable ASCII characters.
        name: String,
        /// Its root user's address, unique across AWS.
        email: String,
        /// Where it is to stand; the root where nothing is said.
        #[serde(default)]
        to: Option<ParentId>,
        /// The role the management account may assume in it; `OrganizationAccountAccessRole` where nothing is said.
        #[serde(default)]
        role_name: Option<RoleName>,
        /// Tags it gets.
        #[serde(default)]
        tags: Vec<Tag>,
    },
    /// A step of an earlier job taken back.
    Undo {
        /// The inverse of what was done.
        inverse: Step,
    },
}
