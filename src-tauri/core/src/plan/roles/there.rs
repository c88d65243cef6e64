//! Roles as they are there, and as the steps of a plan leave them.

use super::{At, checks, policy_name};
use crate::{
    failure::{Code, Failure},
    ids::{AccountId, RoleName},
    plan::planner::{Planner, unknown},
    role::{AttachedPolicy, Role, is_reserved, is_service_linked},
    step::{AccountRef, Step, Tag},
    tree::{AccountState, NodeKind},
    trust,
};

impl Planner<'_> {
    pub(super) fn of<'b>(
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
    pub(super) fn role_now(&self, at: At<'_>) -> Result<Option<&Role>, Failure> {
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
    pub(super) fn role_there(&self, at: At<'_>) -> Result<&Role, Failure> {
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

    pub(in crate::plan) fn must_be_usable(&self, account: &AccountId) -> Result<(), Failure> {
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
    pub(in crate::plan) fn out_of_reach(&self, account: &AccountId, failure: &Failure) -> Failure {
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

    pub(super) fn warn_of_trust(&mut self, policy: &str) {
        for warning in checks::doubts(policy) {
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
    }

    /// The role that steps in this account are taken as; none with credentials of its own.
    pub(in crate::plan) fn via(&self, account: &AccountId) -> Option<RoleName> {
        let is_own = self.known.caller.as_ref() == Some(account);
        if is_own || self.known.lent.contains(account) {
            return None;
        }
        self.known.default_role.clone()
    }

    pub(in crate::plan) fn account_name(&self, account: &AccountId) -> String {
        let tree = self.tree.as_ref();
        let node = tree.and_then(|tree| tree.get(&account.into()));
        node.map_or_else(|| account.to_string(), |node| node.name.clone())
    }

    /// Steps of one account follow each other, accounts go side by side. Where an account comes up again
    /// after others, its steps wait for all before them.
    pub(super) fn take_role_lane(&mut self, account: &AccountId) {
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
    pub(super) fn role_step(&mut self, step: Step, summary: String) {
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
        Step::SetRoleTag { key, to, .. } => {
            role.tags.retain(|tag| tag.key != *key);
            role.tags.extend(to.clone().map(|value| Tag {
                key: key.clone(),
                value,
            }));
        }
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
