//! Steps in the identity account: its groups, users, policies, its alias and what passwords must be like.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html>

use serde::{Deserialize, Serialize};

use super::{
    AccountRef, Before, Made, Step,
    command::{APART, FLAG, line, of},
};
use crate::{
    identity::{Check, PATH, PasswordPolicy},
    ids::{RoleName, StepId},
};

/// One write to the IAM of the identity account. Names and ARNs may hold the [`made_text`] of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "write",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum IdentityWrite {
    /// Needs: no group of that name. Inverse: delete it.
    CreateGroup {
        /// Its name.
        group: String,
    },
    /// Needs: it is empty. Inverse: create it.
    DeleteGroup {
        /// Which.
        group: String,
    },
    /// Writes a policy into a group or user. Inverse: the policy of that name before, or none.
    PutPolicy {
        /// Into which.
        holder: Holder,
        /// The policy's name.
        name: String,
        /// JSON.
        document: String,
    },
    /// Takes a policy out of a group or user. Inverse: write it into it again.
    DeleteInlinePolicy {
        /// Out of which.
        holder: Holder,
        /// The policy's name.
        name: String,
    },
    /// Needs: it is not attached. Inverse: detach it.
    AttachPolicy {
        /// To which.
        holder: Holder,
        /// The managed policy.
        policy_arn: String,
    },
    /// Needs: it is attached. Inverse: attach it.
    DetachPolicy {
        /// From which.
        holder: Holder,
        /// The managed policy.
        policy_arn: String,
    },
    /// Needs: no policy of that name. Inverse: delete it.
    CreatePolicy {
        /// The ARN that it will have; the last part is its name.
        policy_arn: String,
        /// JSON.
        document: String,
    },
    /// Another default version of a policy; the oldest goes where IAM keeps five. Inverse: the document
    /// before, as a version again.
    SetPolicy {
        /// Which.
        policy_arn: String,
        /// JSON.
        document: String,
    },
    /// Needs: it is attached nowhere. Its versions go with it. Inverse: create it as it was.
    DeletePolicy {
        /// Which.
        policy_arn: String,
    },
    /// Needs: no user of that name. Inverse: delete it.
    CreateUser {
        /// Its name.
        user: String,
        /// Its path.
        path: String,
    },
    /// Deletes a user with all that hangs on it: password, MFA devices, access keys, groups, policies. No inverse.
    DeleteUser {
        /// Which.
        user: String,
    },
    /// A new password, made right before the call and written nowhere; it must be changed at the first
    /// sign-in. After a lost answer it is made anew. No inverse.
    SetPassword {
        /// Whose.
        user: String,
        /// Whether it replaces one that somebody may have.
        anew: bool,
    },
    /// Inverse: take the user out.
    AddToGroup {
        /// Who.
        user: String,
        /// Where.
        group: String,
    },
    /// Inverse: put the user in.
    RemoveFromGroup {
        /// Who.
        user: String,
        /// Where.
        group: String,
    },
    /// Needs: the alias is `from`. Inverse: that again.
    SetAlias {
        /// The alias before.
        from: Option<String>,
        /// The alias after.
        to: Option<String>,
    },
    /// Needs: the password policy is `from`. Inverse: that again.
    SetPasswordPolicy {
        /// What passwords had to be like before; AWS's default where there was none.
        from: Option<PasswordPolicy>,
        /// What they must be like after.
        to: Option<PasswordPolicy>,
    },
    /// Gives a probe an access key and MFA, in memory only, and tries its roles. Leaves nothing that deleting
    /// the user does not take away, and needs no inverse.
    Prove {
        /// The probe.
        user: String,
        /// The group that it stands for.
        group: String,
        /// What to try, and what is expected.
        checks: Vec<Check>,
    },
}

/// Whom a policy gives rights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Holder {
    /// Everybody in a group.
    Group(String),
    /// One user.
    User(String),
}

impl Holder {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Group(name) | Self::User(name) => name,
        }
    }

    /// One of two words, for a group or a user.
    fn pick<T>(&self, group: T, user: T) -> T {
        match self {
            Self::Group(_) => group,
            Self::User(_) => user,
        }
    }

    fn option(&self) -> (&'static str, String) {
        (self.pick("group-name", "user-name"), self.name().to_owned())
    }
}

/// A write in the identity account, with where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfIdentity<'a> {
    /// The identity account.
    pub account: &'a AccountRef,
    /// The role that Canopy takes the step as; none where it has credentials of that account itself.
    pub via: Option<&'a RoleName>,
    /// What is written.
    pub write: &'a IdentityWrite,
}

/// What stands in a policy for the id of the account that `step` makes, until it is made.
pub fn made_text(step: StepId) -> String {
    format!("<account made by step {step}>")
}

/// The step whose account a text waits for.
pub(super) fn maker_in(text: &str) -> Option<StepId> {
    let (_, rest) = text.split_once("<account made by step ")?;
    rest.split_once('>')?.0.parse().ok().map(StepId)
}

/// Puts the account's id in the place of what stands for it, once it is made.
pub(super) fn fill_text<'a>(text: &mut String, made: &impl Fn(StepId) -> Option<&'a Made>) {
    if let Some(step) = maker_in(text)
        && let Some(account) = made(step).and_then(|made| made.account_id.as_ref())
    {
        *text = text.replace(&made_text(step), account.as_str());
    }
}

impl Step {
    /// What it writes, where it is a step in the identity account.
    pub fn of_identity(&self) -> Option<OfIdentity<'_>> {
        match self {
            Self::Identity {
                account,
                via,
                write,
            } => Some(OfIdentity {
                account,
                via: via.as_ref(),
                write,
            }),
            _ => None,
        }
    }

    /// Texts that may wait for an account's id.
    pub(super) fn texts(&self) -> Vec<&str> {
        match self {
            Self::CreateRole {
                trust_policy, tags, ..
            } => std::iter::once(trust_policy)
                .chain(tags.iter().map(|tag| &tag.value))
                .map(String::as_str)
                .collect(),
            Self::SetTrust { to, .. } => vec![to],
            Self::Identity {
                write:
                    IdentityWrite::AttachPolicy { policy_arn, .. }
                    | IdentityWrite::DetachPolicy { policy_arn, .. }
                    | IdentityWrite::SetPolicy { policy_arn, .. }
                    | IdentityWrite::CreatePolicy { policy_arn, .. }
                    | IdentityWrite::DeletePolicy { policy_arn },
                ..
            } => vec![policy_arn],
            _ => Vec::new(),
        }
    }

    /// The same, to be filled in.
    pub(super) fn texts_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::CreateRole {
                trust_policy, tags, ..
            } => std::iter::once(trust_policy)
                .chain(tags.iter_mut().map(|tag| &mut tag.value))
                .collect(),
            Self::SetTrust { to, .. } => vec![to],
            Self::Identity {
                write:
                    IdentityWrite::AttachPolicy { policy_arn, .. }
                    | IdentityWrite::DetachPolicy { policy_arn, .. }
                    | IdentityWrite::SetPolicy { policy_arn, .. }
                    | IdentityWrite::CreatePolicy { policy_arn, .. }
                    | IdentityWrite::DeletePolicy { policy_arn },
                ..
            } => vec![policy_arn],
            _ => Vec::new(),
        }
    }
}

impl IdentityWrite {
    /// The write as AWS names it.
    pub fn action(&self) -> &'static str {
        match self {
            Self::CreateGroup { .. } => "CreateGroup",
            Self::DeleteGroup { .. } => "DeleteGroup",
            Self::PutPolicy { holder, .. } => holder.pick("PutGroupPolicy", "PutUserPolicy"),
            Self::DeleteInlinePolicy { holder, .. } => {
                holder.pick("DeleteGroupPolicy", "DeleteUserPolicy")
            }
            Self::AttachPolicy { holder, .. } => {
                holder.pick("AttachGroupPolicy", "AttachUserPolicy")
            }
            Self::DetachPolicy { holder, .. } => {
                holder.pick("DetachGroupPolicy", "DetachUserPolicy")
            }
            Self::CreatePolicy { .. } => "CreatePolicy",
            Self::SetPolicy { .. } => "CreatePolicyVersion",
            Self::DeletePolicy { .. } => "DeletePolicy",
            Self::CreateUser { .. } => "CreateUser",
            Self::DeleteUser { .. } => "DeleteUser",
            Self::SetPassword { anew: false, .. } => "CreateLoginProfile",
            Self::SetPassword { anew: true, .. } => "UpdateLoginProfile",
            Self::AddToGroup { .. } => "AddUserToGroup",
            Self::RemoveFromGroup { .. } => "RemoveUserFromGroup",
            Self::SetAlias { to: Some(_), .. } => "CreateAccountAlias",
            Self::SetAlias { to: None, .. } => "DeleteAccountAlias",
            Self::SetPasswordPolicy { to: Some(_), .. } => "UpdateAccountPasswordPolicy",
            Self::SetPasswordPolicy { to: None, .. } => "DeleteAccountPasswordPolicy",
            Self::Prove { .. } => "AssumeRole",
        }
    }

    /// What it does, in words: `Put ada into Developers`.
    pub fn summary(&self) -> String {
        match self {
            Self::CreateGroup { group } => format!("Create the group {group}"),
            Self::DeleteGroup { group } => format!("Delete the group {group}"),
            Self::PutPolicy { holder, name, .. } => format!("Write {name} into {}", holder.name()),
            Self::DeleteInlinePolicy { holder, name } => {
                format!("Take {name} out of {}", holder.name())
            }
            Self::AttachPolicy { holder, policy_arn } => {
                format!("Attach {} to {}", policy_name(policy_arn), holder.name())
            }
            Self::DetachPolicy { holder, policy_arn } => {
                format!("Detach {} from {}", policy_name(policy_arn), holder.name())
            }
            Self::CreatePolicy { policy_arn, .. } => {
                format!("Create the policy {}", policy_name(policy_arn))
            }
            Self::SetPolicy { policy_arn, .. } => {
                format!("Change the policy {}", policy_name(policy_arn))
            }
            Self::DeletePolicy { policy_arn } => {
                format!("Delete the policy {}", policy_name(policy_arn))
            }
            Self::CreateUser { user, .. } => format!("Create the user {user}"),
            Self::DeleteUser { user } => {
                format!("Delete the user {user} with password, MFA and access keys")
            }
            Self::SetPassword { user, anew: false } => format!("Give {user} a password"),
            Self::SetPassword { user, anew: true } => format!("Give {user} a new password"),
            Self::AddToGroup { user, group } => format!("Put {user} into {group}"),
            Self::RemoveFromGroup { user, group } => format!("Take {user} out of {group}"),
            Self::SetAlias { to: Some(to), .. } => {
                format!("Name the account {to} on its sign-in page")
            }
            Self::SetAlias { from, to: None } => format!(
                "Take the alias {} from the account",
                from.as_deref().unwrap_or_default()
            ),
            Self::SetPasswordPolicy { to: Some(to), .. } => format!(
                "Ask for passwords of at least {} characters",
                to.minimum_length
            ),
            Self::SetPasswordPolicy { to: None, .. } => {
                "Ask for passwords as AWS does by default".to_owned()
            }
            Self::Prove { group, checks, .. } => format!(
                "Try {} ways into roles as a member of {group}",
                checks.len()
            ),
        }
    }

    /// What it acts on.
    pub(super) fn target(&self) -> String {
        match self {
            Self::CreateGroup { group } | Self::DeleteGroup { group } => group.clone(),
            Self::PutPolicy { holder, .. }
            | Self::DeleteInlinePolicy { holder, .. }
            | Self::AttachPolicy { holder, .. }
            | Self::DetachPolicy { holder, .. } => holder.name().to_owned(),
            Self::CreatePolicy { policy_arn, .. }
            | Self::SetPolicy { policy_arn, .. }
            | Self::DeletePolicy { policy_arn } => policy_name(policy_arn).to_owned(),
            Self::CreateUser { user, .. }
            | Self::DeleteUser { user }
            | Self::SetPassword { user, .. }
            | Self::AddToGroup { user, .. }
            | Self::RemoveFromGroup { user, .. }
            | Self::Prove { user, .. } => user.clone(),
            Self::SetAlias { from, to } => to.clone().or_else(|| from.clone()).unwrap_or_default(),
            Self::SetPasswordPolicy { .. } => "the password policy".to_owned(),
        }
    }

    /// What must hold right before it, a sentence.
    pub(super) fn needs(&self) -> String {
        match self {
            Self::CreateGroup { group } => format!("No group there is named {group}."),
            Self::DeleteGroup { .. } => "Nobody is in it, and it holds no policy.".to_owned(),
            Self::PutPolicy { holder, name, .. } => format!(
                "{} exists; a policy {name} of now is written down.",
                holder.name()
            ),
            Self::DeleteInlinePolicy { holder, name } => format!(
                "{} holds a policy {name}; it is written down.",
                holder.name()
            ),
            Self::AttachPolicy { .. } => "It is not attached.".to_owned(),
            Self::DetachPolicy { .. } => "It is attached.".to_owned(),
            Self::CreatePolicy { policy_arn, .. } => {
                format!("No policy there is named {}.", policy_name(policy_arn))
            }
            Self::SetPolicy { .. } => "It exists; what it says now is written down.".to_owned(),
            Self::DeletePolicy { .. } => {
                "It is attached nowhere; what it says now is written down.".to_owned()
            }
            Self::CreateUser { user, .. } => format!("No user there is named {user}."),
            Self::DeleteUser { .. } => "Nothing; what hangs on the user goes with it.".to_owned(),
            Self::SetPassword { anew: false, .. } => "The user has no password.".to_owned(),
            Self::SetPassword { anew: true, .. } => "The user exists.".to_owned(),
            Self::AddToGroup { group, .. } => format!("The user is not in {group}."),
            Self::RemoveFromGroup { group, .. } => format!("The user is in {group}."),
            Self::SetAlias {
                from: Some(from), ..
            } => format!("The alias is {from}."),
            Self::SetAlias { from: None, .. } => "The account has no alias.".to_owned(),
            Self::SetPasswordPolicy { .. } => "The password policy is as last seen.".to_owned(),
            Self::Prove { .. } => "The probe exists.".to_owned(),
        }
    }

    /// What takes it back; none where AWS has no way back, or what it replaced was not written down.
    pub(super) fn inverse(&self, before: &Before) -> Option<Self> {
        Some(match self.clone() {
            Self::CreateGroup { group } => Self::DeleteGroup { group },
            Self::DeleteGroup { group } => Self::CreateGroup { group },
            Self::PutPolicy { holder, name, .. } => match before.document.clone() {
                Some(document) => Self::PutPolicy {
                    holder,
                    name,
                    document,
                },
                None => Self::DeleteInlinePolicy { holder, name },
            },
            Self::DeleteInlinePolicy { holder, name } => Self::PutPolicy {
                holder,
                name,
                document: before.document.clone()?,
            },
            Self::AttachPolicy { holder, policy_arn } => Self::DetachPolicy { holder, policy_arn },
            Self::DetachPolicy { holder, policy_arn } => Self::AttachPolicy { holder, policy_arn },
            Self::CreatePolicy { policy_arn, .. } => Self::DeletePolicy { policy_arn },
            Self::SetPolicy { policy_arn, .. } => Self::SetPolicy {
                policy_arn,
                document: before.document.clone()?,
            },
            Self::DeletePolicy { policy_arn } => Self::CreatePolicy {
                policy_arn,
                document: before.document.clone()?,
            },
            Self::CreateUser { user, .. } => Self::DeleteUser { user },
            Self::AddToGroup { user, group } => Self::RemoveFromGroup { user, group },
            Self::RemoveFromGroup { user, group } => Self::AddToGroup { user, group },
            Self::SetAlias { from, to } => Self::SetAlias { from: to, to: from },
            Self::SetPasswordPolicy { from, to } => Self::SetPasswordPolicy { from: to, to: from },
            Self::DeleteUser { .. } | Self::SetPassword { .. } | Self::Prove { .. } => return None,
        })
    }

    /// Why it cannot be taken back wholly, if so.
    pub(super) fn without_return(&self) -> Option<&'static str> {
        match self {
            Self::DeleteUser { .. } => Some(
                "A deleted user comes back only as a new one, with a new password and new MFA.",
            ),
            Self::SetPassword { anew: true, .. } => {
                Some("A password that is replaced cannot be had back.")
            }
            _ => None,
        }
    }

    /// The line for the AWS CLI.
    pub(super) fn aws_cli(&self, account: &AccountRef, via: Option<&RoleName>) -> String {
        let (service, call, mut options) = self.call();
        for (_, value) in &mut options {
            value.retain(|it| it != APART);
        }
        match via {
            Some(via) => {
                options.push(("profile", format!("<{via} in {}>", of(account))));
                line(service, call, &options)
            }
            None => format!("{}  # in {}", line(service, call, &options), of(account)),
        }
    }

    fn call(&self) -> (&'static str, &'static str, Vec<(&'static str, String)>) {
        let group_name = |it: &String| ("group-name", it.clone());
        let user_name = |it: &String| ("user-name", it.clone());
        let (call, options) = match self {
            Self::CreateGroup { group } => (
                "create-group",
                vec![group_name(group), ("path", PATH.to_owned())],
            ),
            Self::DeleteGroup { group } => ("delete-group", vec![group_name(group)]),
            Self::PutPolicy {
                holder,
                name,
                document,
            } => (
                holder.pick("put-group-policy", "put-user-policy"),
                vec![
                    holder.option(),
                    ("policy-name", name.clone()),
                    ("policy-document", document.clone()),
                ],
            ),
            Self::DeleteInlinePolicy { holder, name } => (
                holder.pick("delete-group-policy", "delete-user-policy"),
                vec![holder.option(), ("policy-name", name.clone())],
            ),
            Self::AttachPolicy { holder, policy_arn } => (
                holder.pick("attach-group-policy", "attach-user-policy"),
                vec![holder.option(), ("policy-arn", policy_arn.clone())],
            ),
            Self::DetachPolicy { holder, policy_arn } => (
                holder.pick("detach-group-policy", "detach-user-policy"),
                vec![holder.option(), ("policy-arn", policy_arn.clone())],
            ),
            Self::CreatePolicy {
                policy_arn,
                document,
            } => (
                "create-policy",
                vec![
                    ("policy-name", policy_name(policy_arn).to_owned()),
                    ("path", PATH.to_owned()),
                    ("policy-document", document.clone()),
                ],
            ),
            Self::SetPolicy {
                policy_arn,
                document,
            } => (
                "create-policy-version",
                vec![
                    ("policy-arn", policy_arn.clone()),
                    ("policy-document", document.clone()),
                    ("set-as-default", FLAG.to_owned()),
                ],
            ),
            Self::DeletePolicy { policy_arn } => {
                ("delete-policy", vec![("policy-arn", policy_arn.clone())])
            }
            Self::CreateUser { user, path } => {
                ("create-user", vec![user_name(user), ("path", path.clone())])
            }
            Self::DeleteUser { user } => ("delete-user", vec![user_name(user)]),
            Self::SetPassword { user, anew } => (
                if *anew {
                    "update-login-profile"
                } else {
                    "create-login-profile"
                },
                vec![
                    user_name(user),
                    ("password", "<a new password>".to_owned()),
                    ("password-reset-required", FLAG.to_owned()),
                ],
            ),
            Self::AddToGroup { user, group } => (
                "add-user-to-group",
                vec![user_name(user), group_name(group)],
            ),
            Self::RemoveFromGroup { user, group } => (
                "remove-user-from-group",
                vec![user_name(user), group_name(group)],
            ),
            Self::SetAlias { to: Some(to), .. } => {
                ("create-account-alias", vec![("account-alias", to.clone())])
            }
            Self::SetAlias { from, to: None } => (
                "delete-account-alias",
                vec![("account-alias", from.clone().unwrap_or_default())],
            ),
            Self::SetPasswordPolicy { to: Some(to), .. } => {
                ("update-account-password-policy", password_options(to))
            }
            Self::SetPasswordPolicy { to: None, .. } => {
                ("delete-account-password-policy", Vec::new())
            }
            Self::Prove { user, .. } => {
                return (
                    "sts",
                    "assume-role",
                    vec![
                        ("role-arn", "<each role of the list>".to_owned()),
                        ("role-session-name", user.clone()),
                    ],
                );
            }
        };
        ("iam", call, options)
    }
}

/// The last part of a policy's ARN.
pub fn policy_name(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

fn password_options(policy: &PasswordPolicy) -> Vec<(&'static str, String)> {
    let mut options = vec![("minimum-password-length", policy.minimum_length.to_string())];
    let flags = [
        ("require-symbols", policy.symbols),
        ("require-numbers", policy.numbers),
        ("require-uppercase-characters", policy.uppercase),
        ("require-lowercase-characters", policy.lowercase),
        ("allow-users-to-change-password", policy.users_may_change),
        ("hard-expiry", policy.hard_expiry),
    ];
    let set = flags.into_iter().filter(|(_, set)| *set);
    options.extend(set.map(|(name, _)| (name, FLAG.to_owned())));
    let days = policy.maximum_age_days;
    options.extend(days.map(|days| ("max-password-age", days.to_string())));
    let last = policy.not_the_last;
    options.extend(last.map(|last| ("password-reuse-prevention", last.to_string())));
    options
}
