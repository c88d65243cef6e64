//! Steps on roles taken back, and what a deletion takes away: each a step only where it is not so already.

use super::{At, policy_name};
use crate::{
    failure::{Code, Failure},
    ids::RoleName,
    plan::planner::Planner,
    step::{AccountRef, Step},
};

impl Planner<'_> {
    /// Takes a step on a role back. What is so already needs no step.
    pub(in crate::plan) fn undo_role(&mut self, step: &Step) -> Result<(), Failure> {
        let parts = step
            .of_role()
            .ok_or_else(|| Failure::unexpected("this is no step on a role"))?;
        let account = parts
            .account
            .known()
            .ok_or_else(|| Failure::unexpected("an inverse refers to what is not made yet"))?;
        self.must_be_usable(account)?;
        self.take_role_lane(account);
        let at = At {
            account,
            role: parts.role,
        };
        match step {
            Step::CreateRole { .. } => self.create_role_again(at, step),
            Step::DeleteRole {
                account: _, role, ..
            } => self.delete_role(account, role),
            Step::SetTrust { to, .. } => self.set_trust(at, to.clone()),
            Step::SetRoleSession { role, to, .. } => self.set_role_session(account, role, *to),
            Step::SetRoleTag { key, to, .. } => self.set_role_tag(at, key, to.clone()),
            Step::AttachRolePolicy {
                account,
                role,
                policy_arn,
                ..
            } => self.attach_role_policy(account, role, policy_arn),
            Step::DetachRolePolicy {
                account,
                role,
                policy_arn,
                ..
            } => self.detach_role_policy(account, role, policy_arn),
            Step::PutRolePolicy {
                account,
                role,
                name,
                document,
                ..
            } => self.put_role_policy(account, role, name, document),
            Step::DeleteRolePolicy {
                account,
                role,
                name,
                ..
            } => self.delete_role_policy(account, role, name),
            other => Err(Failure::unexpected(format!(
                "{} is no step on a role",
                other.action()
            ))),
        }
    }

    pub(super) fn create_role_again(&mut self, at: At<'_>, step: &Step) -> Result<(), Failure> {
        let place = self.account_name(at.account);
        if self.role_now(at)?.is_some() {
            return Err(Failure::new(
                Code::Conflict,
                format!("{place} has a role {} again", at.role),
            )
            .hint("Someone made it meanwhile: look at that one."));
        }
        let mut step = step.clone();
        if let Some(via) = step.role_via_mut() {
            *via = self.via(at.account);
        }
        self.role_step(
            step,
            format!("Create the role {} in {place} again", at.role),
        );
        Ok(())
    }

    fn set_role_tag(&mut self, at: At<'_>, key: &str, to: Option<String>) -> Result<(), Failure> {
        let tags = &self.role_there(at)?.tags;
        let from = tags.iter().find(|tag| tag.key == key);
        let from = from.map(|tag| tag.value.clone());
        if from == to {
            return Ok(());
        }
        let (place, via) = (self.account_name(at.account), self.via(at.account));
        self.role_step(
            Step::SetRoleTag {
                account: AccountRef::Id(at.account.clone()),
                role: at.role.clone(),
                via,
                key: key.to_owned(),
                from,
                to,
            },
            format!("Set the tag {key} of {} in {place} as it was", at.role),
        );
        Ok(())
    }

    pub(super) fn attach_role_policy(
        &mut self,
        account: &AccountRef,
        role: &RoleName,
        policy_arn: &str,
    ) -> Result<(), Failure> {
        let (at, place) = self.of(account, role)?;
        let there = self.role_there(at)?;
        if there
            .attached_policies
            .iter()
            .any(|it| it.arn == policy_arn)
        {
            return Ok(());
        }
        let via = self.via(at.account);
        self.role_step(
            Step::AttachRolePolicy {
                account: account.clone(),
                role: role.clone(),
                via,
                policy_arn: policy_arn.to_owned(),
            },
            format!("Attach {} to {role} in {place}", policy_name(policy_arn)),
        );
        Ok(())
    }

    pub(super) fn detach_role_policy(
        &mut self,
        account: &AccountRef,
        role: &RoleName,
        policy_arn: &str,
    ) -> Result<(), Failure> {
        let (at, place) = self.of(account, role)?;
        let there = self.role_there(at)?;
        if !there
            .attached_policies
            .iter()
            .any(|it| it.arn == policy_arn)
        {
            return Ok(());
        }
        let via = self.via(at.account);
        self.role_step(
            Step::DetachRolePolicy {
                account: account.clone(),
                role: role.clone(),
                via,
                policy_arn: policy_arn.to_owned(),
            },
            format!("Detach {} from {role} in {place}", policy_name(policy_arn)),
        );
        Ok(())
    }

    pub(super) fn put_role_policy(
        &mut self,
        account: &AccountRef,
        role: &RoleName,
        name: &str,
        document: &str,
    ) -> Result<(), Failure> {
        let (at, place) = self.of(account, role)?;
        self.role_there(at)?;
        let via = self.via(at.account);
        self.role_step(
            Step::PutRolePolicy {
                account: account.clone(),
                role: role.clone(),
                via,
                name: name.to_owned(),
                document: document.to_owned(),
            },
            format!("Write {name} into {role} in {place}"),
        );
        Ok(())
    }

    pub(super) fn delete_role_policy(
        &mut self,
        account: &AccountRef,
        role: &RoleName,
        name: &str,
    ) -> Result<(), Failure> {
        let (at, place) = self.of(account, role)?;
        let there = self.role_there(at)?;
        if !there.inline_policies.iter().any(|it| it == name) {
            return Ok(());
        }
        let via = self.via(at.account);
        self.role_step(
            Step::DeleteRolePolicy {
                account: account.clone(),
                role: role.clone(),
                via,
                name: name.to_owned(),
            },
            format!("Take {name} out of {role} in {place}"),
        );
        Ok(())
    }
}
