//! A step is one write to AWS with what must hold before it and, where there is one, what takes it back.
//! Done, it leaves a [`Receipt`]: what it made, and AWS's request id.

mod command;
mod identity;
mod inverse;
mod roles;
mod words;

use serde::{Deserialize, Serialize};

use crate::{
    contact::{Contact, ContactKind},
    identity::Checked,
    ids::{
        AccountId, HandshakeId, NodeId, OrganizationId, OuId, ParentId, PolicyId, RoleName, StepId,
    },
    invitation::Invitee,
    role::KeptRole,
};

pub use identity::{Holder, IdentityWrite, OfIdentity, made_text, policy_name};
pub use inverse::Inverse;
pub use roles::OfRole;

/// Something that is there, or what an earlier step of the same plan will have made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum Ref<T> {
    /// It is there.
    Id(T),
    /// That step makes it.
    MadeBy {
        /// The step.
        made_by: StepId,
    },
}

impl<T> Ref<T> {
    /// It, where it is there already.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Id(id) => Some(id),
            Self::MadeBy { .. } => None,
        }
    }

    /// What `step` makes.
    pub fn made_by(step: StepId) -> Self {
        Self::MadeBy { made_by: step }
    }

    /// The step that makes it.
    pub fn maker(&self) -> Option<StepId> {
        match self {
            Self::Id(_) => None,
            Self::MadeBy { made_by } => Some(*made_by),
        }
    }
}

impl<T> From<T> for Ref<T> {
    fn from(id: T) -> Self {
        Self::Id(id)
    }
}

/// An account; where a step makes it, the one that is created or that accepts the invitation.
pub type AccountRef = Ref<AccountId>;
/// An organizational unit.
pub type OuRef = Ref<OuId>;
/// A root or organizational unit.
pub type ParentRef = Ref<ParentId>;
/// What a policy is attached to.
pub type TargetRef = Ref<NodeId>;
/// A handshake.
pub type HandshakeRef = Ref<HandshakeId>;

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
        parent: ParentRef,
        /// Its name.
        name: String,
        /// Tags it gets.
        #[serde(default)]
        tags: Vec<Tag>,
    },
    /// Needs: it is named `from`. Inverse: rename it back.
    RenameOu {
        /// Which.
        ou: OuRef,
        /// Its name before.
        from: String,
        /// Its name after.
        to: String,
    },
    /// Needs: it is empty. Inverse: create one of that name with its tags and policies, which gets another id.
    DeleteOu {
        /// Which.
        ou: OuRef,
        /// What holds it.
        parent: ParentRef,
        /// Its name.
        name: String,
    },
    /// Needs: it stands in `from`. Inverse: move it back.
    MoveAccount {
        /// Which.
        account: AccountRef,
        /// What holds it.
        from: ParentRef,
        /// What is to hold it.
        to: ParentRef,
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
    /// Waits until `role` can be assumed in a new account: only then it is usable. Changes nothing.
    AwaitRole {
        /// Which.
        account: AccountRef,
        /// The role that AWS makes in it.
        role: RoleName,
    },
    /// Needs: it is named `from`. Inverse: rename it back.
    RenameAccount {
        /// Which.
        account: AccountId,
        /// Its name before.
        from: String,
        /// Its name after, 1 to 50 characters.
        to: String,
    },
    /// Sets tags. Inverse: what these keys held before.
    Tag {
        /// A root, organizational unit or account.
        node: TargetRef,
        /// The tags as they are to be.
        tags: Vec<Tag>,
    },
    /// Takes tags away. Inverse: what these keys held before.
    Untag {
        /// A root, organizational unit or account.
        node: TargetRef,
        /// Their keys.
        keys: Vec<String>,
    },
    /// Asks AWS to send a one-time code to a new address. Changes nothing yet, and needs no inverse.
    StartEmailChange {
        /// Which.
        account: AccountId,
        /// The address before.
        from: String,
        /// The address after.
        to: String,
    },
    /// Needs: the one-time code, which is in no plan and no journal. Inverse: none, the old address would need a code too.
    ConfirmEmailChange {
        /// Which.
        account: AccountId,
        /// The address before.
        from: String,
        /// The address after.
        to: String,
    },
    /// Sets an alternate contact. Inverse: the contact before, or none.
    PutContact {
        /// Whose.
        account: AccountId,
        /// Which of the three.
        kind: ContactKind,
        /// As it is to be.
        contact: Contact,
    },
    /// Takes an alternate contact away. Inverse: the contact before.
    DeleteContact {
        /// Whose.
        account: AccountId,
        /// Which of the three.
        kind: ContactKind,
    },
    /// Turns a region on. Inverse: off.
    EnableRegion {
        /// Where.
        account: AccountId,
        /// `ap-east-1`
        region: String,
    },
    /// Turns a region off. Inverse: on.
    DisableRegion {
        /// Where.
        account: AccountId,
        /// `ap-east-1`
        region: String,
    },
    /// Takes an account out of the organization. No inverse: it would have to be invited.
    RemoveAccount {
        /// Which.
        account: AccountId,
    },
    /// Closes an account. No inverse: AWS Support can reopen it for 90 days.
    CloseAccount {
        /// Which.
        account: AccountId,
    },
    /// Invites an account. Needs: no open invitation to it. Inverse: cancel the invitation.
    InviteAccount {
        /// Whom.
        invitee: Invitee,
        /// What the invitation says, at most 1,024 characters.
        notes: String,
        /// Tags the account gets when it joins.
        tags: Vec<Tag>,
    },
    /// Withdraws an invitation. No inverse: it can be sent again.
    CancelHandshake {
        /// Which.
        handshake: HandshakeId,
    },
    /// Agrees to an invitation, or to all features. Needs: the handshake is open. No inverse.
    AcceptHandshake {
        /// Which.
        handshake: HandshakeRef,
    },
    /// Turns an invitation down. No inverse.
    DeclineHandshake {
        /// Which.
        handshake: HandshakeId,
    },
    /// Needs: it is not attached there. Inverse: detach it.
    AttachPolicy {
        /// Which.
        policy: PolicyId,
        /// To what.
        target: TargetRef,
    },
    /// Needs: it is attached there. Inverse: attach it.
    DetachPolicy {
        /// Which.
        policy: PolicyId,
        /// From what.
        target: TargetRef,
    },
    /// Makes a role that nobody has rights through yet. Needs: none of that name there. Inverse: delete it.
    CreateRole {
        /// Where.
        account: AccountRef,
        /// The role that Canopy takes the step as; none where it has credentials of that account itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        via: Option<RoleName>,
        /// Its name.
        name: RoleName,
        /// Its path, `/` mostly.
        path: String,
        /// What someone wrote about it.
        description: String,
        /// Who may assume it, JSON.
        trust_policy: String,
        /// The longest session, in seconds.
        max_session_seconds: i32,
        /// Tags it gets.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tags: Vec<Tag>,
        /// The ARN of the policy that it can never do more than.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        permissions_boundary: Option<String>,
    },
    /// Needs: nothing is attached to it or written into it. Inverse: make one alike, which gets another unique id.
    DeleteRole {
        /// Where.
        account: AccountRef,
        /// The role that Canopy takes the step as; none where it has credentials of that account itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        via: Option<RoleName>,
        /// Which role.
        role: RoleName,
    },
    /// Needs: its trust policy is `from`. Inverse: set that again.
    SetTrust {
        /// Where.
        account: AccountRef,
        /// The role that Canopy takes the step as; none where it has credentials of that account itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        via: Option<RoleName>,
        /// Which role.
        role: RoleName,
        /// Its trust policy before, JSON.
        from: String,
        /// Its trust policy after, JSON.
        to: String,
    },
    /// Needs: its longest session is `from`. Inverse: set that again.
    SetRoleSession {
        /// Where.
        account: AccountRef,
        /// The role that Canopy takes the step as; none where it has credentials of that account itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        via: Option<RoleName>,
        /// Which role.
        role: RoleName,
        /// Seconds before.
        from: i32,
        /// Seconds after.
        to: i32,
    },
    /// Needs: its tag holds `from`. Inverse: that again.
    SetRoleTag {
        /// Where.
        account: AccountRef,
        /// The role that Canopy takes the step as; none where it has credentials of that account itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        via: Option<RoleName>,
        /// Which role.
        role: RoleName,
        /// The tag's key.
        key: String,
        /// Its value before; none where there was no such tag.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        /// Its value after; none takes the tag away.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
    /// Needs: it is not attached. Inverse: detach it.
    AttachRolePolicy {
        /// Where.
        account: AccountRef,
        /// The role that Canopy takes the step as; none where it has credentials of that account itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        via: Option<RoleName>,
        /// Which role.
        role: RoleName,
        /// The managed policy.
        policy_arn: String,
    },
    /// Needs: it is attached. Inverse: attach it.
    DetachRolePolicy {
        /// Where.
        account: AccountRef,
        /// The role that Canopy takes the step as; none where it has credentials of that account itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        via: Option<RoleName>,
        /// Which role.
        role: RoleName,
        /// The managed policy.
        policy_arn: String,
    },
    /// Writes a policy into a role. Inverse: the policy of that name before, or none.
    PutRolePolicy {
        /// Where.
        account: AccountRef,
        /// The role that Canopy takes the step as; none where it has credentials of that account itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        via: Option<RoleName>,
        /// Which role.
        role: RoleName,
        /// The policy's name.
        name: String,
        /// The policy, JSON.
        document: String,
    },
    /// Takes a policy out of a role. Inverse: write it into it again.
    DeleteRolePolicy {
        /// Where.
        account: AccountRef,
        /// The role that Canopy takes the step as; none where it has credentials of that account itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        via: Option<RoleName>,
        /// Which role.
        role: RoleName,
        /// The policy's name.
        name: String,
    },
    /// A write to the IAM of the identity account: see there what it needs and what takes it back.
    Identity {
        /// The identity account.
        account: AccountRef,
        /// The role that Canopy takes the step as; none where it has credentials of that account itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        via: Option<RoleName>,
        /// What is written.
        write: IdentityWrite,
    },
    /// Needs: the account is in no organization. Inverse: delete it.
    CreateOrganization {
        /// `ALL` or `CONSOLIDATED_BILLING`.
        feature_set: String,
    },
    /// Begins to turn all features on. One-way.
    EnableAllFeatures,
    /// The caller's account leaves its organization. No inverse.
    LeaveOrganization,
    /// Needs: it has no member but the management account. No inverse.
    DeleteOrganization,
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
    /// The invitation it made, or the handshake that turns all features on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handshake_id: Option<HandshakeId>,
    /// The organization it made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<OrganizationId>,
    /// The ARN of the role it made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    /// What a probe found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Checked>,
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

/// What a step is about to replace, read and written down before its call: its way back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Before {
    /// Tags that it changes or that go with what it deletes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// Policies attached to what it deletes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<PolicyId>,
    /// The contact that it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// The role that it deletes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<KeptRole>,
    /// The policy in a role that it replaces or takes out, JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

impl Before {
    /// Whether it replaces nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Step {
    /// The steps that must have made what this one needs.
    pub fn makers(&self) -> Vec<StepId> {
        let makers = match self {
            Self::CreateOu { parent, .. } => vec![parent.maker()],
            Self::RenameOu { ou, .. } => vec![ou.maker()],
            Self::DeleteOu { ou, parent, .. } => vec![ou.maker(), parent.maker()],
            Self::MoveAccount { account, from, to } => {
                vec![account.maker(), from.maker(), to.maker()]
            }
            Self::AwaitRole { account, .. } | Self::Identity { account, .. } => {
                vec![account.maker()]
            }
            Self::Tag { node: target, .. }
            | Self::Untag { node: target, .. }
            | Self::AttachPolicy { target, .. }
            | Self::DetachPolicy { target, .. } => vec![target.maker()],
            Self::AcceptHandshake { handshake } => vec![handshake.maker()],
            role => vec![role.of_role().and_then(|it| it.account.maker())],
        };
        let mut makers: Vec<StepId> = makers.into_iter().flatten().collect();
        for maker in self.texts().into_iter().filter_map(identity::maker_in) {
            if !makers.contains(&maker) {
                makers.push(maker);
            }
        }
        makers
    }

    /// The step with what earlier steps made in the place of references to them. What is not made yet stays.
    #[must_use]
    pub fn resolved<'a>(&self, made: impl Fn(StepId) -> Option<&'a Made>) -> Self {
        let ou = |step| made(step).and_then(|made| made.ou_id.clone());
        let mut step = self.clone();
        match &mut step {
            Self::CreateOu { parent, .. } => fill(parent, |step| ou(step).map(Into::into)),
            Self::RenameOu { ou: it, .. } => fill(it, ou),
            Self::DeleteOu { ou: it, parent, .. } => {
                fill(it, ou);
                fill(parent, |step| ou(step).map(Into::into));
            }
            Self::MoveAccount { account, from, to } => {
                fill(account, |step| made(step)?.account_id.clone());
                fill(from, |step| ou(step).map(Into::into));
                fill(to, |step| ou(step).map(Into::into));
            }
            Self::AwaitRole { account, .. } | Self::Identity { account, .. } => {
                fill(account, |step| made(step)?.account_id.clone());
            }
            Self::Tag { node: target, .. }
            | Self::Untag { node: target, .. }
            | Self::AttachPolicy { target, .. }
            | Self::DetachPolicy { target, .. } => {
                fill(target, |step| ou(step).map(Into::into));
            }
            Self::AcceptHandshake { handshake } => {
                fill(handshake, |step| made(step)?.handshake_id.clone());
            }
            role => {
                if let Some(account) = role.role_account_mut() {
                    fill(account, |step| made(step)?.account_id.clone());
                }
            }
        }
        for text in step.texts_mut() {
            identity::fill_text(text, &made);
        }
        step
    }

    /// Whether the tree must be read again after it: what it changes is not told by its receipt.
    pub fn outdates_tree(&self) -> bool {
        matches!(
            self,
            Self::AcceptHandshake { .. }
                | Self::CreateOrganization { .. }
                | Self::EnableAllFeatures
                | Self::LeaveOrganization
                | Self::DeleteOrganization
        )
    }

    /// Whether it reads or writes invitations.
    pub fn concerns_invitations(&self) -> bool {
        matches!(
            self,
            Self::InviteAccount { .. }
                | Self::CancelHandshake { .. }
                | Self::AcceptHandshake { .. }
                | Self::DeclineHandshake { .. }
                | Self::EnableAllFeatures
        )
    }
}

fn fill<T>(reference: &mut Ref<T>, made: impl Fn(StepId) -> Option<T>) {
    if let Some(id) = reference.maker().and_then(made) {
        *reference = Ref::Id(id);
    }
}
