//! Roles in accounts: made, changed and deleted, each account by itself.

mod checks;
mod there;
mod told;
mod undo;

use super::planner::Planner;
use crate::{
    failure::{Code, Failure},
    ids::{AccountId, RoleName},
    role::{NewRole, Role, same_policy},
    step::{Ref, Step},
    trust,
};

pub use checks::{check_new_role, policy_arn, session};
pub(super) use told::Told;

/// Where a role is.
#[derive(Clone, Copy)]
struct At<'a> {
    account: &'a AccountId,
    role: &'a RoleName,
}

impl Planner<'_> {
    pub(super) fn create_role(
        &mut self,
        account: &AccountId,
        new: &NewRole,
    ) -> Result<(), Failure> {
        let at = At {
            account,
            role: &new.name,
        };
        check_new_role(new, account, self.known.partition)?;
        self.must_be_usable(account)?;
        let place = self.account_name(account);
        if let Some(there) = self.role_now(at)? {
            if is_alike(there, new) {
                let warning = format!("{place} has such a role {} already.", new.name);
                self.warnings.push(warning);
                return Ok(());
            }
            return Err(Failure::new(
                Code::Conflict,
                format!("{place} has another role {} already", new.name),
            )
            .hint("Edit that one, or choose another name."));
        }
        self.warn_of_trust(&new.trust_policy);
        let (via, account_ref) = (self.via(account), Ref::Id(account.clone()));
        self.take_role_lane(account);
        let (role, trust_policy) = (new.name.clone(), checks::compact(&new.trust_policy));
        self.role_step(
            Step::CreateRole {
                account: account_ref.clone(),
                via: via.clone(),
                name: role.clone(),
                path: new.path.clone(),
                description: new.description.clone(),
                trust_policy,
                max_session_seconds: new.max_session_seconds,
                tags: Vec::new(),
                permissions_boundary: None,
            },
            format!("Create the role {role} in {place}"),
        );
        for arn in &new.policies {
            self.role_step(
                Step::AttachRolePolicy {
                    account: account_ref.clone(),
                    via: via.clone(),
                    role: role.clone(),
                    policy_arn: arn.clone(),
                },
                format!("Attach {} to {role} in {place}", policy_name(arn)),
            );
        }
        for policy in &new.inline {
            self.role_step(
                Step::PutRolePolicy {
                    account: account_ref.clone(),
                    via: via.clone(),
                    role: role.clone(),
                    name: policy.name.clone(),
                    document: checks::compact(&policy.document),
                },
                format!("Write {} into {role} in {place}", policy.name),
            );
        }
        let who = trust::in_words(&new.trust_policy).join("; ");
        self.told
            .tell(account, format!("{role} can be assumed by: {who}"));
        Ok(())
    }

    pub(super) fn edit_trust(
        &mut self,
        account: &AccountId,
        role: &RoleName,
        to: &str,
    ) -> Result<(), Failure> {
        checks::trust(to)?;
        self.set_trust(At { account, role }, checks::compact(to))
    }

    fn set_trust(&mut self, at: At<'_>, to: String) -> Result<(), Failure> {
        let there = self.role_there(at)?;
        let (from, place) = (there.trust_policy.clone(), self.account_name(at.account));
        if same_policy(&from, &to) {
            self.warnings.push(format!(
                "{} in {place} trusts exactly these already.",
                at.role
            ));
            return Ok(());
        }
        self.warn_of_trust(&to);
        let via = self.via(at.account);
        let keeps_caller = self
            .known
            .caller
            .as_ref()
            .is_some_and(|caller| trust::names_account(&to, caller));
        if self.known.default_role.as_ref() == Some(at.role)
            && self.known.caller.as_ref() != Some(at.account)
            && !keeps_caller
        {
            self.warnings.push(format!(
                "Canopy gets into {place} with {}, which will not trust your account by name any more: Canopy may be locked out there, and could not take this back.",
                at.role
            ));
        }
        let words = trust::change_in_words(&from, &to).join("; ");
        self.told.tell(at.account, format!("{}: {words}", at.role));
        self.take_role_lane(at.account);
        self.role_step(
            Step::SetTrust {
                account: Ref::Id(at.account.clone()),
                role: at.role.clone(),
                via,
                from,
                to,
            },
            format!("Edit who may assume {} in {place}", at.role),
        );
        Ok(())
    }

    pub(super) fn set_role_session(
        &mut self,
        account: &AccountId,
        role: &RoleName,
        seconds: i32,
    ) -> Result<(), Failure> {
        checks::session(seconds)?;
        let from = self.role_there(At { account, role })?.max_session_seconds;
        let place = self.account_name(account);
        if from == seconds {
            let warning = format!("Sessions of {role} in {place} last up to {seconds} s already.");
            self.warnings.push(warning);
            return Ok(());
        }
        let via = self.via(account);
        self.take_role_lane(account);
        self.role_step(
            Step::SetRoleSession {
                account: Ref::Id(account.clone()),
                role: role.clone(),
                via,
                from,
                to: seconds,
            },
            format!(
                "Let sessions of {role} in {place} last up to {}",
                checks::duration(seconds)
            ),
        );
        Ok(())
    }

    pub(super) fn delete_role(
        &mut self,
        account: &AccountId,
        role: &RoleName,
    ) -> Result<(), Failure> {
        let at = At { account, role };
        let there = self.role_there(at)?;
        let attached: Vec<String> = there
            .attached_policies
            .iter()
            .map(|policy| policy.arn.clone())
            .collect();
        let inline = there.inline_policies.clone();
        let (place, via) = (self.account_name(account), self.via(account));
        if via.as_ref() == Some(role) {
            return Err(Failure::new(
                Code::Conflict,
                format!("Canopy itself gets into {place} with {role}, and cannot delete it while it stands on it"),
            )
            .hint("Create another role there and make it the default role in the settings, then delete this one; or lend one-time credentials of that account."));
        }
        if self.known.default_role.as_ref() == Some(role)
            && self.known.caller.as_ref() != Some(account)
        {
            self.warnings.push(format!(
                "Canopy gets into {place} with {role}; without it, it cannot any more."
            ));
        }
        self.told.tell(
            account,
            format!(
                "nobody can assume {role} any more, and sessions that are open lose all rights"
            ),
        );
        self.take_role_lane(account);
        let account_ref = Ref::Id(account.clone());
        for policy_arn in attached {
            self.detach_role_policy(&account_ref, role, &policy_arn)?;
        }
        for name in inline {
            self.delete_role_policy(&account_ref, role, &name)?;
        }
        self.role_step(
            Step::DeleteRole {
                account: account_ref,
                role: role.clone(),
                via,
            },
            format!("Delete the role {role} in {place}"),
        );
        Ok(())
    }
}

/// Whether a role is what the new one would be. What is written into policies is not known, so a role
/// that holds any is not alike.
fn is_alike(there: &Role, new: &NewRole) -> bool {
    let mut attached: Vec<&str> = there
        .attached_policies
        .iter()
        .map(|it| it.arn.as_str())
        .collect();
    let mut wanted: Vec<&str> = new.policies.iter().map(String::as_str).collect();
    attached.sort_unstable();
    wanted.sort_unstable();
    same_policy(&there.trust_policy, &new.trust_policy)
        && there.path == new.path
        && there.max_session_seconds == new.max_session_seconds
        && there.inline_policies.is_empty()
        && new.inline.is_empty()
        && attached == wanted
}

/// The last part of a policy's ARN.
fn policy_name(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

#[cfg(test)]
mod tests;
