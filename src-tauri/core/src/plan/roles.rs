//! Roles in accounts: made, changed and deleted, each account by itself.

mod checks;
mod told;

use super::planner::{Planner, unknown};
use crate::{
    failure::{Code, Failure},
    ids::{AccountId, RoleName},
    role::{AttachedPolicy, NewRole, Role, is_reserved, is_service_linked, same_policy},
    step::{AccountRef, Ref, Step},
    tree::{AccountState, NodeKind},
    trust,
};

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
        checks::new_role(new)?;
        checks::policies_of(new, account, self.known.partition)?;
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

    /// Takes a step on a role back. What is so already needs no step.
    pub(super) fn undo_role(&mut self, step: &Step) -> Result<(), Failure> {
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

    fn create_role_again(&mut self, at: At<'_>, step: &Step) -> Result<(), Failure> {
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

    fn attach_role_policy(
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

    fn detach_role_policy(
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

    fn put_role_policy(
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

    fn delete_role_policy(
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

    fn of<'b>(
        &self,
        account: &'b AccountRef,
        role: &'b RoleName,
    ) -> Result<(At<'b>, String), Failure> {
        let account = account
            .known()
            .ok_or_else(|| Failure::unexpected("a step refers to what is not made yet"))?;
        Ok((At { account, role }, self.account_name(account)))
    }

    /// The role as the steps so far leave it.
    ///
    /// Errors: why nobody could look into that account.
    fn role_now(&self, at: At<'_>) -> Result<Option<&Role>, Failure> {
        let key = (at.account.clone(), at.role.clone());
        match self.roles.get(&key) {
            Some(Ok(role)) => Ok(role.as_ref()),
            Some(Err(failure)) => Err(self.out_of_reach(at.account, failure)),
            None => Err(Failure::not_found(format!(
                "nobody has looked for {} in {} yet",
                at.role,
                self.account_name(at.account)
            ))
            .hint("Make the change again.")),
        }
    }

    /// A role that is there and may be changed.
    fn role_there(&self, at: At<'_>) -> Result<&Role, Failure> {
        self.must_be_usable(at.account)?;
        let place = self.account_name(at.account);
        let role = self.role_now(at)?.ok_or_else(|| {
            Failure::not_found(format!("{place} has no role {}", at.role))
                .hint("Refresh the account's roles, and look what it is called.")
        })?;
        if role.service_linked || is_service_linked(&role.path) {
            return Err(Failure::invalid(format!(
                "{} in {place} belongs to a service of AWS, which alone changes it",
                at.role
            ))
            .hint("Turn that service off, and it takes its role away."));
        }
        if is_reserved(&role.path) {
            return Err(Failure::invalid(format!(
                "{} in {place} belongs to Identity Center, which alone changes it",
                at.role
            ))
            .hint("Change the permission set or its assignment instead."));
        }
        Ok(role)
    }

    fn must_be_usable(&self, account: &AccountId) -> Result<(), Failure> {
        let is_own = self.known.caller.as_ref() == Some(account);
        let node = self
            .tree
            .as_ref()
            .and_then(|tree| tree.get(&account.into()));
        let Some(node) = node else {
            let is_reachable = is_own || self.known.lent.contains(account);
            return if is_reachable {
                Ok(())
            } else {
                Err(unknown(account.as_str()))
            };
        };
        let NodeKind::Account { state, .. } = &node.kind else {
            return Err(unknown(account.as_str()));
        };
        let why = match state {
            AccountState::Closed => "is closed",
            AccountState::Suspended => "is suspended by AWS",
            AccountState::PendingActivation => "is not activated yet",
            AccountState::Active | AccountState::PendingClosure | AccountState::Unknown => {
                return Ok(());
            }
        };
        Err(Failure::invalid(format!("{} {why}", node.name))
            .hint("Its roles cannot be changed: leave it out."))
    }

    /// Why an account cannot be changed, and how to get in.
    fn out_of_reach(&self, account: &AccountId, failure: &Failure) -> Failure {
        let place = self.account_name(account);
        let node = self
            .tree
            .as_ref()
            .and_then(|tree| tree.get(&account.into()));
        let invited = node.is_some_and(|node| {
            matches!(&node.kind, NodeKind::Account { joined_method, .. } if joined_method == "INVITED")
        });
        let mut told = Failure {
            message: format!("{place} cannot be looked into: {}", failure.message),
            ..failure.clone()
        };
        if invited && matches!(failure.code, Code::Denied | Code::NotFound) {
            told.hint = Some(format!(
                "{place} was invited, so AWS made no role in it: make the first one by its bootstrap (a template, a line for CloudShell, or one-time credentials), then try again."
            ));
        }
        told
    }

    fn warn_of_trust(&mut self, policy: &str) {
        for warning in checks::doubts(policy) {
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
    }

    /// The role that steps in this account are taken as; none with credentials of its own.
    fn via(&self, account: &AccountId) -> Option<RoleName> {
        let is_own = self.known.caller.as_ref() == Some(account);
        if is_own || self.known.lent.contains(account) {
            return None;
        }
        self.known.default_role.clone()
    }

    pub(super) fn account_name(&self, account: &AccountId) -> String {
        let tree = self.tree.as_ref();
        let node = tree.and_then(|tree| tree.get(&account.into()));
        node.map_or_else(|| account.to_string(), |node| node.name.clone())
    }

    /// Steps of one account follow each other, accounts go side by side. Where an account comes up again
    /// after others, its steps wait for all before them.
    fn take_role_lane(&mut self, account: &AccountId) {
        let is_of = |step: &Step| {
            let parts = step.of_role();
            parts.is_some_and(|parts| parts.account.known() == Some(account))
        };
        let last = self.steps.last().filter(|last| is_of(&last.step));
        self.lane = match last {
            Some(last) => last.lane,
            None if self.steps.iter().any(|it| is_of(&it.step)) => None,
            None => Some(self.next()),
        };
    }

    /// Adds a step on a role, and moves the planner's picture of the role on.
    fn role_step(&mut self, step: Step, summary: String) {
        if let Some(parts) = step.of_role()
            && let Some(account) = parts.account.known()
        {
            let key = (account.clone(), parts.role.clone());
            let before = self.roles.remove(&key).and_then(Result::ok).flatten();
            self.roles.insert(key, Ok(after(before, &step)));
        }
        self.step(step, summary);
    }
}

/// The role as `step` leaves it.
fn after(before: Option<Role>, step: &Step) -> Option<Role> {
    if let Step::CreateRole {
        name,
        path,
        trust_policy,
        max_session_seconds,
        ..
    } = step
    {
        return Some(Role {
            name: name.to_string(),
            arn: String::new(),
            path: path.clone(),
            description: None,
            max_session_seconds: *max_session_seconds,
            trusted: trust::in_words(trust_policy),
            trust_policy: trust_policy.clone(),
            attached_policies: Vec::new(),
            inline_policies: Vec::new(),
            created_at: None,
            service_linked: false,
            tags: Vec::new(),
            permissions_boundary: None,
        });
    }
    let mut role = before?;
    match step {
        Step::DeleteRole { .. } => return None,
        Step::SetTrust { to, .. } => role.trust_policy.clone_from(to),
        Step::SetRoleSession { to, .. } => role.max_session_seconds = *to,
        Step::AttachRolePolicy { policy_arn, .. } => role.attached_policies.push(AttachedPolicy {
            name: policy_name(policy_arn).to_owned(),
            arn: policy_arn.clone(),
        }),
        Step::DetachRolePolicy { policy_arn, .. } => {
            role.attached_policies.retain(|it| it.arn != *policy_arn);
        }
        Step::PutRolePolicy { name, .. } if !role.inline_policies.contains(name) => {
            role.inline_policies.push(name.clone());
        }
        Step::DeleteRolePolicy { name, .. } => role.inline_policies.retain(|it| it != name),
        _ => {}
    }
    Some(role)
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
