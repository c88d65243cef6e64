//! Turns changes into steps, one change at a time, against a tree that each step already moved on.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use jiff::Timestamp;

use super::{Plan, PlannedStep, bucket, impact, roles::Told, row, title::title};
use crate::{
    change::Change,
    failure::{Code, Failure},
    ids::{AccountId, NodeId, OuId, ParentId, PlanId, RoleName, StepId},
    job::JobRecord,
    known::Known,
    role::Role,
    step::{Made, Receipt, Ref, Step},
    tree::{Node, Tree},
};

pub(super) struct Planner<'a> {
    pub(super) known: &'a Known,
    /// The tree as the steps so far leave it; organizational units that they make stand in it under
    /// ids of their own ([`planned_ou`]).
    pub(super) tree: Option<Arc<Tree>>,
    pub(super) now: Timestamp,
    pub(super) steps: Vec<PlannedStep>,
    pub(super) impact: Vec<String>,
    pub(super) warnings: Vec<String>,
    blockers: Vec<Failure>,
    /// Deleted organizational units, and those that stand in for them.
    replaced: HashMap<OuId, OuId>,
    /// The lane that further steps belong to.
    pub(super) lane: Option<StepId>,
    /// Roles as the steps so far leave them.
    pub(super) roles: BTreeMap<(AccountId, RoleName), Result<Option<Role>, Failure>>,
    /// What changes to roles mean.
    pub(super) told: Told,
    /// Whether having nothing to do is what was wanted: what there is, is as it is to be.
    pub(super) settled: bool,
}

/// The id under which an organizational unit that `step` makes stands in the planner's tree.
fn planned_ou(step: StepId) -> OuId {
    format!("ou-canopyplan-{:08}", step.0)
        .parse()
        .expect("an organizational unit id")
}

/// The step that makes the organizational unit with this id, where one does.
fn maker(id: &str) -> Option<StepId> {
    let number = id.strip_prefix("ou-canopyplan-")?;
    number.parse().ok().map(StepId)
}

impl<'a> Planner<'a> {
    pub(super) fn new(known: &'a Known, now: Timestamp) -> Self {
        Self {
            known,
            tree: known.tree.clone(),
            now,
            steps: Vec::new(),
            impact: Vec::new(),
            warnings: Vec::new(),
            blockers: Vec::new(),
            replaced: HashMap::new(),
            lane: None,
            roles: known.roles.clone(),
            told: Told::default(),
            settled: false,
        }
    }

    pub(super) fn plan(mut self, changes: &[Change], undone: Option<&JobRecord>) -> Plan {
        let title = undone.map_or_else(
            || title(self.tree.as_deref(), changes),
            |job| format!("Undo: {}", job.title),
        );
        for change in changes {
            self.lane = None;
            if let Err(blocker) = self.change(change)
                && !self.blockers.contains(&blocker)
            {
                self.blockers.push(blocker);
            }
        }
        if self.settled && self.steps.is_empty() && self.blockers.is_empty() {
            self.impact = vec!["Everything is as the document says.".to_owned()];
        } else if self.steps.is_empty() && self.blockers.is_empty() {
            self.blockers
                .push(Failure::invalid("there is nothing to do"));
        }
        if let Err(blocker) = self.check_closings() {
            self.blockers.push(blocker);
        }
        let policy_changes = impact::of(self.known, &self.steps);
        let mut sentences = impact::sentences(self.known, &self.steps, &policy_changes);
        sentences.append(&mut self.impact);
        sentences.extend(self.told.sentences(|account| self.account_name(account)));
        sentences.dedup();
        let mut without_return: Vec<String> = Vec::new();
        for sentence in self.steps.iter().filter_map(|it| it.step.without_return()) {
            if !without_return.iter().any(|known| known == sentence) {
                without_return.push(sentence.to_owned());
            }
        }
        let organization = self.tree.as_ref().map(|tree| &tree.organization.id);
        let content = serde_json::to_vec(&(organization, &self.steps, undone.map(|job| &job.id)))
            .expect("steps are plain data");
        self.warnings.dedup();
        Plan {
            plan_id: PlanId::of(&content),
            title,
            seconds: seconds(&self.steps),
            steps: self.steps,
            impact: sentences,
            policy_changes,
            warnings: self.warnings,
            blockers: self.blockers,
            without_return,
            undoes: undone.map(|job| job.id.clone()),
        }
    }

    fn change(&mut self, change: &Change) -> Result<(), Failure> {
        match change {
            Change::CreateOu { parent, name } => self.create_ou(parent, name, &[], None),
            Change::RenameOu { ou, name } => self.rename_ou(ou, name),
            Change::DeleteOu { ou } => self.delete_ou(ou),
            Change::MoveOu { ou, to } => self.move_ou(ou, to),
            Change::MoveAccount { account, to } => self.move_account(account, to),
            Change::CreateAccount {
                name,
                email,
                to,
                role_name,
                tags,
                hide_billing,
            } => self.create_account(
                name,
                email,
                to.as_ref(),
                role_name.as_ref(),
                tags,
                *hide_billing,
            ),
            Change::RenameAccount { account, name } => self.rename_account(account, name),
            Change::Tag { node, set, remove } => self.tag(node, set, remove),
            Change::StartEmailChange { account, email } => self.start_email_change(account, email),
            Change::ConfirmEmailChange { account, email } => {
                self.confirm_email_change(account, email)
            }
            Change::SetContact {
                account,
                kind,
                contact,
            } => self.set_contact(account, *kind, contact.as_ref()),
            Change::SetRegion {
                account,
                region,
                enabled,
            } => self.set_region(account, region, *enabled),
            Change::RemoveAccount { account } => self.remove_account(account),
            Change::CloseAccount { account } => self.close_account(account),
            Change::Invite {
                invitee,
                to,
                notes,
                tags,
            } => self.invite(invitee, to.as_ref(), notes, tags),
            Change::CancelInvitation { handshake } => self.cancel_invitation(handshake),
            Change::AcceptInvitation { handshake } => self.answer_invitation(handshake, true),
            Change::DeclineInvitation { handshake } => self.answer_invitation(handshake, false),
            Change::CreateOrganization { billing_only } => self.create_organization(*billing_only),
            Change::EnableAllFeatures => self.enable_all_features(),
            Change::LeaveOrganization => self.leave_organization(),
            Change::DeleteOrganization => self.delete_organization(),
            Change::CreateRole { account, role } => self.create_role(account, role),
            Change::EditTrust {
                account,
                role,
                trust_policy,
            } => self.edit_trust(account, role, trust_policy),
            Change::SetRoleSession {
                account,
                role,
                seconds,
            } => self.set_role_session(account, role, *seconds),
            Change::DeleteRole { account, role } => self.delete_role(account, role),
            Change::SetUpIdentity { spec } => self.set_up_identity(spec),
            Change::RemoveIdentity { spec } => self.remove_identity(spec),
            Change::ProveIdentity { spec } => self.prove_identity(spec),
            Change::NewPasswords { spec, people } => self.new_passwords(spec, people),
            Change::Undo { step, replaces } => self.undo(step, replaces.as_ref()),
        }
    }

    fn undo(&mut self, step: &Step, replaces: Option<&OuId>) -> Result<(), Failure> {
        match step {
            Step::CreateOu { parent, name, tags } => {
                let parent = self.now_called(known(parent)?);
                self.create_ou(&parent, name, tags, replaces)
            }
            Step::RenameOu { ou, to, .. } => {
                let ou = self.ou_now_called(known(ou)?);
                self.rename_ou(&ou, to)
            }
            Step::DeleteOu { ou, .. } => {
                let ou = self.ou_now_called(known(ou)?);
                self.delete_ou(&ou)
            }
            Step::MoveAccount { account, to, .. } => {
                let to = self.now_called(known(to)?);
                self.move_account(known(account)?, &to)
            }
            Step::RenameAccount { account, to, .. } => self.rename_account(account, to),
            Step::Tag { node, tags } => {
                let node = self.node_now_called(known(node)?);
                self.tag(&node, tags, &[])
            }
            Step::Untag { node, keys } => {
                let node = self.node_now_called(known(node)?);
                self.tag(&node, &[], keys)
            }
            Step::PutContact {
                account,
                kind,
                contact,
            } => self.set_contact(account, *kind, Some(contact)),
            Step::DeleteContact { account, kind } => self.set_contact(account, *kind, None),
            Step::EnableRegion { account, region } => self.set_region(account, region, true),
            Step::DisableRegion { account, region } => self.set_region(account, region, false),
            Step::CancelHandshake { handshake } => self.cancel_invitation(handshake),
            Step::AttachPolicy { policy, target } => self.attach(policy, known(target)?, true),
            Step::DetachPolicy { policy, target } => self.attach(policy, known(target)?, false),
            Step::DeleteOrganization => self.delete_organization(),
            identity if identity.of_identity().is_some() => self.undo_identity(identity),
            role if role.of_role().is_some() => self.undo_role(role),
            other => Err(Failure::invalid(format!(
                "`{}` cannot be taken back",
                other.action()
            ))),
        }
    }

    /// The tree. Errors: `notFound` where the account is in no organization.
    pub(super) fn tree(&self) -> Result<&Tree, Failure> {
        self.tree.as_deref().ok_or_else(|| {
            Failure::not_found("this account is in no organization")
                .hint("Create one first, or answer an invitation.")
        })
    }

    /// The node with this id. Errors: `notFound`.
    pub(super) fn node(&self, id: &NodeId) -> Result<&Node, Failure> {
        self.tree()?.get(id).ok_or_else(|| unknown(id.as_str()))
    }

    /// An account of the organization. Errors: `notFound`.
    pub(super) fn account(&self, id: &AccountId) -> Result<&Node, Failure> {
        self.node(&id.into())
    }

    /// Whether this account manages the organization.
    pub(super) fn manages(&self, account: &AccountId) -> bool {
        self.tree
            .as_ref()
            .is_some_and(|tree| tree.organization.management_account_id == *account)
    }

    /// The id of the step that comes next.
    pub(super) fn next(&self) -> StepId {
        StepId(u32::try_from(self.steps.len()).unwrap_or(u32::MAX) + 1)
    }

    /// Adds a step and moves the tree on. The step names what earlier ones will have made by the ids
    /// of the planner's tree; the plan refers to those steps instead.
    pub(super) fn step(&mut self, step: Step, summary: String) {
        let id = self.next();
        let makes_ou = matches!(step, Step::CreateOu { .. });
        let receipt = Receipt {
            made: Made {
                ou_id: makes_ou.then(|| planned_ou(id)),
                ..Made::default()
            },
            request_id: None,
        };
        match (&mut self.tree, &step) {
            (
                Some(tree),
                Step::MoveAccount {
                    account: Ref::Id(account),
                    to: Ref::Id(to),
                    ..
                },
            ) => Arc::make_mut(tree).place(&account.into(), to),
            // Neither roles nor the identity account's insides stand in the tree, and there may be thousands.
            (_, step) if step.of_role().is_some() || step.of_identity().is_some() => {}
            (Some(tree), step) => {
                *tree = Arc::new(tree.after(step, &receipt, self.now));
            }
            (None, _) => {}
        }
        let step = referring(step);
        self.steps.push(PlannedStep {
            id,
            action: step.action().to_owned(),
            target: step.target(),
            summary,
            needs: step.needs(),
            command: step.aws_cli(),
            step,
            lane: self.lane,
        });
    }

    /// Notes one more reason why the plan cannot be applied; the rest is planned all the same.
    pub(super) fn also_blocked(&mut self, blocker: Failure) {
        if !self.blockers.contains(&blocker) {
            self.blockers.push(blocker);
        }
    }

    /// Notes that `new`, which the latest step makes, stands in for `old`, which is deleted.
    pub(super) fn stands_in(&mut self, old: OuId) -> OuId {
        let id = StepId(u32::try_from(self.steps.len()).unwrap_or(u32::MAX));
        let new = planned_ou(id);
        self.replaced.insert(old, new.clone());
        new
    }

    /// The id that `parent` has now: another one where it was deleted and is made again.
    pub(super) fn now_called(&self, parent: &ParentId) -> ParentId {
        let ou = NodeId::from(parent).ou();
        ou.and_then(|ou| self.replaced.get(&ou))
            .map_or_else(|| parent.clone(), Into::into)
    }

    fn ou_now_called(&self, ou: &OuId) -> OuId {
        self.replaced.get(ou).unwrap_or(ou).clone()
    }

    pub(super) fn node_now_called(&self, node: &NodeId) -> NodeId {
        let new = node.ou().and_then(|ou| self.replaced.get(&ou));
        new.map_or_else(|| node.clone(), Into::into)
    }

    pub(super) fn must_be_there(&self, parent: &ParentId) -> Result<(), Failure> {
        self.node(&parent.into()).map(|_| ())
    }

    pub(super) fn must_be_free(
        &self,
        parent: &ParentId,
        name: &str,
        except: Option<&OuId>,
    ) -> Result<(), Failure> {
        match self.tree()?.ou_named(parent, name) {
            Some(other) if Some(&other) != except => Err(Failure::new(
                Code::Conflict,
                format!(
                    "{} holds an organizational unit named {name} already",
                    self.name(parent)
                ),
            )
            .hint("Names are unique among siblings: choose another.")),
            _ => Ok(()),
        }
    }

    /// What a root or organizational unit is called; one that the plan makes is told from one it stands
    /// in for.
    pub(super) fn name(&self, parent: &ParentId) -> String {
        let node = self.tree.as_ref().and_then(|tree| tree.get(&parent.into()));
        match node {
            None => parent.to_string(),
            Some(node) if maker(parent.as_str()).is_some() => format!("the new {}", node.name),
            Some(node) => node.name.clone(),
        }
    }
}

/// How long `steps` take at AWS's pace: each row of AWS's table by itself, one after the other.
fn seconds(steps: &[PlannedStep]) -> f64 {
    let mut calls: BTreeMap<&str, usize> = BTreeMap::new();
    for planned in steps {
        *calls.entry(row(planned.step.action())).or_default() += 1;
    }
    calls
        .iter()
        .map(|(operation, count)| bucket(operation).seconds(*count))
        // A sum of nothing would be minus zero.
        .fold(0.0, |all, seconds| all + seconds)
}

/// The step with references in the place of the planner's own ids.
fn referring(mut step: Step) -> Step {
    fn refer<T: std::fmt::Display>(reference: &mut Ref<T>) {
        if let Some(step) = reference.known().and_then(|id| maker(&id.to_string())) {
            *reference = Ref::made_by(step);
        }
    }
    match &mut step {
        Step::CreateOu { parent, .. } => refer(parent),
        Step::RenameOu { ou, .. } => refer(ou),
        Step::DeleteOu { ou, parent, .. } => {
            refer(ou);
            refer(parent);
        }
        Step::MoveAccount { from, to, .. } => {
            refer(from);
            refer(to);
        }
        Step::Tag { node: target, .. }
        | Step::Untag { node: target, .. }
        | Step::AttachPolicy { target, .. }
        | Step::DetachPolicy { target, .. } => refer(target),
        _ => {}
    }
    step
}

/// What a reference of an inverse names: inverses refer to what is there.
fn known<T>(reference: &Ref<T>) -> Result<&T, Failure> {
    reference
        .known()
        .ok_or_else(|| Failure::unexpected("an inverse refers to what is not made yet"))
}

pub(super) fn unknown(id: &str) -> Failure {
    Failure::not_found(format!("`{id}` is not in the organization as last seen"))
        .hint("Refresh, and try again.")
}

pub(super) fn count(number: usize, thing: &str) -> Option<String> {
    match number {
        0 => None,
        1 => Some(format!("1 {thing}")),
        _ => Some(format!("{number} {thing}s")),
    }
}
