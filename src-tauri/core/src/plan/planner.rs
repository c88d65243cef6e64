//! Turns changes into steps, one change at a time, against a tree that each step already moved on.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Plan, PlannedStep, bucket};
use crate::{
    change::Change,
    failure::{Code, Failure},
    ids::{AccountId, NodeId, OuId, ParentId, PlanId, RoleName, StepId},
    job::JobRecord,
    known::Known,
    step::{AccountRef, Made, Receipt, Step, Tag},
    tree::{AccountState, DEEPEST_OU, NodeKind, Tree},
    validate,
};

/// The role AWS makes in created accounts when it is given no other name.
pub(crate) const DEFAULT_ROLE: &str = "OrganizationAccountAccessRole";

pub(super) struct Planner {
    tree: Tree,
    now: Timestamp,
    steps: Vec<PlannedStep>,
    warnings: Vec<String>,
    blockers: Vec<Failure>,
}

impl Planner {
    pub(super) fn new(known: &Known, now: Timestamp) -> Self {
        let tree = (*known.tree).clone();
        Self {
            tree,
            now,
            steps: Vec::new(),
            warnings: Vec::new(),
            blockers: Vec::new(),
        }
    }

    pub(super) fn plan(mut self, changes: &[Change], undone: Option<&JobRecord>) -> Plan {
        let title =
            undone.map_or_else(|| self.title(changes), |job| format!("Undo: {}", job.title));
        for change in changes {
            if let Err(blocker) = self.change(change)
                && !self.blockers.contains(&blocker)
            {
                self.blockers.push(blocker);
            }
        }
        if self.steps.is_empty() && self.blockers.is_empty() {
            self.blockers
                .push(Failure::invalid("there is nothing to do"));
        }
        let mut calls: BTreeMap<&str, usize> = BTreeMap::new();
        for planned in &self.steps {
            *calls.entry(planned.step.action()).or_default() += 1;
        }
        let seconds = calls
            .iter()
            .map(|(operation, count)| bucket(operation).seconds(*count))
            .sum();
        let mut without_return: Vec<String> = self
            .steps
            .iter()
            .filter_map(|planned| planned.step.without_return())
            .map(str::to_owned)
            .collect();
        without_return.dedup();
        let content = serde_json::to_vec(&(
            &self.tree.organization.id,
            &self.steps,
            undone.map(|job| &job.id),
        ))
        .expect("steps are plain data");
        Plan {
            plan_id: PlanId::of(&content),
            title,
            steps: self.steps,
            impact: Vec::new(),
            warnings: self.warnings,
            blockers: self.blockers,
            seconds,
            without_return,
            undoes: undone.map(|job| job.id.clone()),
        }
    }

    fn change(&mut self, change: &Change) -> Result<(), Failure> {
        match change {
            Change::CreateOu { parent, name } => self.create_ou(parent, name),
            Change::RenameOu { ou, name } => self.rename_ou(ou, name),
            Change::DeleteOu { ou } => self.delete_ou(ou),
            Change::MoveAccount { account, to } => self.move_account(account, to),
            Change::CreateAccount {
                name,
                email,
                to,
                role_name,
                tags,
            } => self.create_account(name, email, to.as_ref(), role_name.as_ref(), tags),
            Change::Undo { inverse } => match inverse {
                Step::CreateOu { parent, name } => self.create_ou(parent, name),
                Step::RenameOu { ou, to, .. } => self.rename_ou(ou, to),
                Step::DeleteOu { ou, .. } => self.delete_ou(ou),
                Step::MoveAccount {
                    account: AccountRef::Id(account),
                    to,
                    ..
                } => self.move_account(account, to),
                Step::MoveAccount { .. } | Step::CreateAccount { .. } => Err(Failure::invalid(
                    format!("`{}` cannot be taken back", inverse.action()),
                )),
            },
        }
    }

    fn create_ou(&mut self, parent: &ParentId, name: &str) -> Result<(), Failure> {
        validate::ou_name(name).map_err(Failure::invalid)?;
        self.must_be_there(parent)?;
        self.must_be_free(parent, name, None)?;
        if self.tree.depth(parent) >= DEEPEST_OU {
            return Err(Failure::new(
                Code::Quota,
                format!("organizational units nest {DEEPEST_OU} deep at most"),
            ));
        }
        let summary = format!("Create {name} in {}", self.name(parent));
        self.step(
            Step::CreateOu {
                parent: parent.clone(),
                name: name.to_owned(),
            },
            summary,
        );
        Ok(())
    }

    fn rename_ou(&mut self, ou: &OuId, name: &str) -> Result<(), Failure> {
        validate::ou_name(name).map_err(Failure::invalid)?;
        let node = self
            .tree
            .get(&ou.into())
            .ok_or_else(|| unknown(ou.as_str()))?;
        let (from, parent) = (node.name.clone(), node.parent_id.clone());
        if from == name {
            return Err(Failure::invalid(format!("it is named {name} already")));
        }
        if let Some(parent) = parent {
            self.must_be_free(&parent, name, Some(ou))?;
        }
        let summary = format!("Rename {from} to {name}");
        self.step(
            Step::RenameOu {
                ou: ou.clone(),
                from,
                to: name.to_owned(),
            },
            summary,
        );
        Ok(())
    }

    fn delete_ou(&mut self, ou: &OuId) -> Result<(), Failure> {
        let node = self
            .tree
            .get(&ou.into())
            .ok_or_else(|| unknown(ou.as_str()))?;
        let name = node.name.clone();
        let parent = node
            .parent_id
            .clone()
            .ok_or_else(|| Failure::invalid("the root cannot be deleted"))?;
        let (accounts, ous): (Vec<_>, Vec<_>) = self
            .tree
            .children(&ou.into())
            .partition(|child| child.is_account());
        if !accounts.is_empty() || !ous.is_empty() {
            let inside = [
                count(accounts.len(), "account"),
                count(ous.len(), "organizational unit"),
            ];
            let inside = inside
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" and ");
            return Err(Failure::new(
                Code::Conflict,
                format!("{name} is not empty: it holds {inside}"),
            )
            .hint("Move what is inside first; AWS deletes empty organizational units only."));
        }
        let summary = format!("Delete {name} from {}", self.name(&parent));
        self.step(
            Step::DeleteOu {
                ou: ou.clone(),
                parent,
                name,
            },
            summary,
        );
        Ok(())
    }

    fn move_account(&mut self, account: &AccountId, to: &ParentId) -> Result<(), Failure> {
        let node = self
            .tree
            .get(&account.into())
            .ok_or_else(|| unknown(account.as_str()))?;
        let name = node.name.clone();
        let from = node
            .parent_id
            .clone()
            .ok_or_else(|| unknown(account.as_str()))?;
        let closed = matches!(
            node.kind,
            NodeKind::Account {
                state: AccountState::Closed | AccountState::PendingClosure,
                ..
            }
        );
        self.must_be_there(to)?;
        if &from == to {
            return Err(Failure::invalid(format!(
                "{name} stands in {} already",
                self.name(to)
            )));
        }
        if closed {
            self.warnings.push(format!(
                "{name} is closed or being closed; AWS may refuse to move it."
            ));
        }
        let summary = format!("Move {name} from {} to {}", self.name(&from), self.name(to));
        let account = AccountRef::Id(account.clone());
        self.step(
            Step::MoveAccount {
                account,
                from,
                to: to.clone(),
            },
            summary,
        );
        Ok(())
    }

    fn create_account(
        &mut self,
        name: &str,
        email: &str,
        to: Option<&ParentId>,
        role_name: Option<&RoleName>,
        tags: &[Tag],
    ) -> Result<(), Failure> {
        validate::account_name(name).map_err(Failure::invalid)?;
        validate::email(email).map_err(Failure::invalid)?;
        validate::tags(tags).map_err(Failure::invalid)?;
        let uses = |node: &&crate::tree::Node| matches!(&node.kind, NodeKind::Account { email: used, .. } if used.eq_ignore_ascii_case(email));
        if let Some(other) = self.tree.accounts().find(uses) {
            let message = format!(
                "{} ({}) has the email {email} already",
                other.name, other.id
            );
            return Err(Failure::new(Code::Conflict, message)
                .hint("Every account needs an address of its own, unique across AWS."));
        }
        if self.tree.accounts().any(|node| node.name == name) {
            self.warnings
                .push(format!("Another account is named {name} too."));
        }
        let root = self.tree.root_id();
        let made_by = StepId(u32::try_from(self.steps.len()).unwrap_or(u32::MAX) + 1);
        let role_name = role_name
            .cloned()
            .unwrap_or_else(|| DEFAULT_ROLE.parse().expect("a role name"));
        self.step(
            Step::CreateAccount {
                name: name.to_owned(),
                email: email.to_owned(),
                role_name,
                iam_user_access_to_billing: true,
                tags: tags.to_vec(),
            },
            format!("Create {name} with {email}"),
        );
        if let Some(to) = to.filter(|to| **to != root) {
            self.must_be_there(to)?;
            let summary = format!("Move {name} from {} to {}", self.name(&root), self.name(to));
            self.step(
                Step::MoveAccount {
                    account: AccountRef::MadeBy(made_by),
                    from: root,
                    to: to.clone(),
                },
                summary,
            );
        }
        Ok(())
    }

    /// Adds the step and moves the tree on. What a step will make has no id yet and is left out:
    /// a change that needs it refers to the step.
    fn step(&mut self, step: Step, summary: String) {
        let id = StepId(u32::try_from(self.steps.len()).unwrap_or(u32::MAX) + 1);
        self.tree = self.tree.after(
            &step,
            &Receipt {
                made: Made::default(),
                request_id: None,
            },
            self.now,
        );
        self.steps.push(PlannedStep {
            id,
            action: step.action().to_owned(),
            target: step.target(),
            summary,
            step,
        });
    }

    fn must_be_there(&self, parent: &ParentId) -> Result<(), Failure> {
        self.tree
            .get(&parent.into())
            .map(|_| ())
            .ok_or_else(|| unknown(parent.as_str()))
    }

    fn must_be_free(
        &self,
        parent: &ParentId,
        name: &str,
        except: Option<&OuId>,
    ) -> Result<(), Failure> {
        let planned = self.steps.iter().any(|planned| matches!(&planned.step, Step::CreateOu { parent: other, name: taken } if other == parent && taken == name));
        match self.tree.ou_named(parent, name) {
            Some(other) if Some(&other) != except => {}
            _ if planned => {}
            _ => return Ok(()),
        }
        Err(Failure::new(
            Code::Conflict,
            format!(
                "{} holds an organizational unit named {name} already",
                self.name(parent)
            ),
        )
        .hint("Names are unique among siblings: choose another."))
    }

    fn name(&self, parent: &ParentId) -> String {
        self.tree
            .get(&NodeId::from(parent))
            .map_or_else(|| parent.to_string(), |node| node.name.clone())
    }

    fn title(&self, changes: &[Change]) -> String {
        let destination = |change: &Change| match change {
            Change::MoveAccount { to, .. } => Some(to.clone()),
            _ => None,
        };
        match changes {
            [] => "Nothing".to_owned(),
            [Change::CreateOu { name, .. }] => format!("Create {name}"),
            [Change::RenameOu { ou, name }] => {
                let from = self
                    .tree
                    .get(&ou.into())
                    .map_or_else(|| ou.to_string(), |node| node.name.clone());
                format!("Rename {from} to {name}")
            }
            [Change::DeleteOu { ou }] => {
                format!(
                    "Delete {}",
                    self.tree
                        .get(&ou.into())
                        .map_or_else(|| ou.to_string(), |node| node.name.clone())
                )
            }
            [Change::MoveAccount { account, to }] => {
                let name = self
                    .tree
                    .get(&account.into())
                    .map_or_else(|| account.to_string(), |node| node.name.clone());
                format!("Move {name} to {}", self.name(to))
            }
            [Change::CreateAccount { name, .. }] => format!("Create account {name}"),
            [first, rest @ ..] => match destination(first) {
                Some(to)
                    if rest
                        .iter()
                        .all(|change| destination(change).as_ref() == Some(&to)) =>
                {
                    format!("Move {} accounts to {}", changes.len(), self.name(&to))
                }
                _ if changes
                    .iter()
                    .all(|change| matches!(change, Change::CreateAccount { .. })) =>
                {
                    format!("Create {} accounts", changes.len())
                }
                _ => format!("{} changes", changes.len()),
            },
        }
    }
}

fn unknown(id: &str) -> Failure {
    Failure::not_found(format!("`{id}` is not in the organization as last seen"))
        .hint("Refresh, and try again.")
}

fn count(number: usize, thing: &str) -> Option<String> {
    match number {
        0 => None,
        1 => Some(format!("1 {thing}")),
        _ => Some(format!("{number} {thing}s")),
    }
}
