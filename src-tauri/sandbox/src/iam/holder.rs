//! What policies hang on: users, groups and roles, which IAM treats alike under different names.

use super::{Context, rules};
use crate::{
    state::{Iam, Permissions},
    wire::Refusal,
};

/// A kind of holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    User,
    Group,
    Role,
}

impl Holder {
    /// Characters that are not white space in all inline policies of one of them.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
    pub(super) fn inline_characters(self) -> usize {
        match self {
            Self::User => 2048,
            Self::Group => 5120,
            Self::Role => 10_240,
        }
    }

    /// Managed policies of one of them, by default, and the name of that quota.
    pub(super) fn attached(self) -> (&'static str, usize) {
        match self {
            Self::User => ("PoliciesPerUser", 10),
            Self::Group => ("PoliciesPerGroup", 10),
            Self::Role => ("PoliciesPerRole", 20),
        }
    }

    /// As messages call it.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
        }
    }

    /// The argument that names one of them.
    pub(super) fn argument(self) -> &'static str {
        match self {
            Self::User => "UserName",
            Self::Group => "GroupName",
            Self::Role => "RoleName",
        }
    }

    fn permissions<'a>(self, iam: &'a mut Iam, name: &str) -> Option<&'a mut Permissions> {
        Some(match self {
            Self::User => &mut iam.users.get_mut(name)?.permissions,
            Self::Group => &mut iam.groups.get_mut(name)?.permissions,
            Self::Role => &mut iam.roles.get_mut(name)?.permissions,
        })
    }
}

impl<'a> Context<'a> {
    /// The name of the holder that a call is about.
    pub(super) fn holder(&self, holder: Holder) -> Result<&'a str, Refusal> {
        match holder {
            Holder::User => rules::user_name(self.form),
            Holder::Group => rules::group_name(self.form),
            Holder::Role => rules::role_name(self.form),
        }
    }

    /// What hangs on the holder that a call is about.
    pub(super) fn permissions(&self, holder: Holder) -> Result<&Permissions, Refusal> {
        Ok(match holder {
            Holder::User => &self.user()?.permissions,
            Holder::Group => &self.group()?.permissions,
            Holder::Role => &self.role()?.permissions,
        })
    }

    /// The same, to be written to.
    pub(super) fn permissions_mut(&mut self, holder: Holder) -> Result<&mut Permissions, Refusal> {
        let name = self.holder(holder)?;
        if holder == Holder::Role {
            self.role_mut()?;
        }
        self.state.touch();
        let iam = &mut self.account_mut()?.iam;
        let found = holder.permissions(iam, name);
        found.ok_or_else(|| rules::no_such(holder.noun(), name))
    }
}
