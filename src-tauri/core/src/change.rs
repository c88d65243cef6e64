//! What the user wants. A gesture (a drag, a menu, a command line) becomes a list of changes; nothing
//! else leads to AWS.

use serde::{Deserialize, Serialize};

use crate::{
    contact::{Contact, ContactKind},
    identity::IdentitySpec,
    ids::{AccountId, HandshakeId, NodeId, OuId, ParentId, RoleName},
    invitation::Invitee,
    role::NewRole,
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
    /// An organizational unit with all that is in it in another place. AWS has no such call: it is made
    /// anew there, its accounts are moved, and what is empty then is deleted.
    MoveOu {
        /// Which.
        ou: OuId,
        /// Where to.
        to: ParentId,
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
        /// Whether its users cannot see its bill, whatever their permissions.
        #[serde(default)]
        hide_billing: bool,
    },
    /// Another name for an account.
    RenameAccount {
        /// Which.
        account: AccountId,
        /// 1 to 50 printable ASCII characters.
        name: String,
    },
    /// Other tags on a root, organizational unit or account.
    Tag {
        /// Which.
        node: NodeId,
        /// Tags to set.
        #[serde(default)]
        set: Vec<Tag>,
        /// Keys to take away.
        #[serde(default)]
        remove: Vec<String>,
    },
    /// Another address for an account's root user, first half: AWS sends a one-time code to it.
    StartEmailChange {
        /// Which.
        account: AccountId,
        /// The new address.
        email: String,
    },
    /// Second half: the code that arrived there is given apart, for it is a secret.
    ConfirmEmailChange {
        /// Which.
        account: AccountId,
        /// The new address.
        email: String,
    },
    /// Another alternate contact, or none.
    SetContact {
        /// Whose.
        account: AccountId,
        /// Which of the three.
        kind: ContactKind,
        /// As it is to be; none takes it away.
        contact: Option<Contact>,
    },
    /// A region on or off.
    SetRegion {
        /// Where.
        account: AccountId,
        /// `ap-east-1`
        region: String,
        /// On.
        enabled: bool,
    },
    /// An account out of the organization.
    RemoveAccount {
        /// Which.
        account: AccountId,
    },
    /// An account closed.
    CloseAccount {
        /// Which.
        account: AccountId,
    },
    /// An account of someone else's invited.
    Invite {
        /// Whom.
        invitee: Invitee,
        /// Where Canopy moves it once it has joined; the root where nothing is said.
        #[serde(default)]
        to: Option<ParentId>,
        /// What the invitation says.
        #[serde(default)]
        notes: String,
        /// Tags it gets when it joins.
        #[serde(default)]
        tags: Vec<Tag>,
    },
    /// An invitation withdrawn.
    CancelInvitation {
        /// Which.
        handshake: HandshakeId,
    },
    /// An invitation, or all features, agreed to.
    AcceptInvitation {
        /// Which.
        handshake: HandshakeId,
    },
    /// An invitation turned down.
    DeclineInvitation {
        /// Which.
        handshake: HandshakeId,
    },
    /// An organization of its own for an account that is in none.
    CreateOrganization {
        /// Consolidated billing only, instead of all features.
        #[serde(default)]
        billing_only: bool,
    },
    /// All features instead of consolidated billing only.
    EnableAllFeatures,
    /// The caller's account out of its organization.
    LeaveOrganization,
    /// The organization gone.
    DeleteOrganization,
    /// A new role in an account.
    CreateRole {
        /// Where.
        account: AccountId,
        /// As it is to be.
        role: NewRole,
    },
    /// Another trust policy for a role: other people may assume it.
    EditTrust {
        /// Where.
        account: AccountId,
        /// Which.
        role: RoleName,
        /// As it is to be, JSON.
        trust_policy: String,
    },
    /// Longer or shorter sessions of a role.
    SetRoleSession {
        /// Where.
        account: AccountId,
        /// Which.
        role: RoleName,
        /// The longest session, 3,600 to 43,200 seconds.
        seconds: i32,
    },
    /// A role gone, with what is attached to it and written into it.
    DeleteRole {
        /// Where.
        account: AccountId,
        /// Which.
        role: RoleName,
    },
    /// The identity account and the access of its people, as a document says.
    SetUpIdentity {
        /// The document.
        spec: Box<IdentitySpec>,
    },
    /// All of that gone; the identity account itself stays.
    RemoveIdentity {
        /// The document.
        spec: Box<IdentitySpec>,
    },
    /// The set-up tried by users that exist for it only.
    ProveIdentity {
        /// The document.
        spec: Box<IdentitySpec>,
    },
    /// New passwords for some people, which must be changed at the next sign-in.
    NewPasswords {
        /// The document.
        spec: Box<IdentitySpec>,
        /// Who.
        people: Vec<String>,
    },
    /// A step of an earlier job taken back.
    Undo {
        /// What takes it back.
        step: Step,
        /// The deleted organizational unit that the step creates again.
        #[serde(default)]
        replaces: Option<OuId>,
    },
}
