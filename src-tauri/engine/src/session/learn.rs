//! What a plan needs to know beyond the tree is read before it is made: as little as its changes ask for.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use canopy_core::{
    AccountId, Change, Code, Failure, JobRecord, Known, NodeId, Plan, RoleName, Step, StepState,
    identity::{IdentitySpec, Place},
    role::named_parents,
    tree::{AccountState, NodeKind},
};
use jiff::{SignedDuration, Timestamp};

use super::Session;
use crate::{fault::there, identity::reading::Parts};

/// How long a plan waits for the policies.
const POLICIES_PATIENCE: Duration = Duration::from_secs(2);
/// Closings older than this no longer count against AWS's quota.
const CLOSING_WINDOW_HOURS: i64 = 30 * 24;
/// How many accounts are looked into at once.
const ACCOUNTS_AT_ONCE: usize = 8;

/// What changes ask for.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own"
)]
struct Questions {
    tags: BTreeSet<NodeId>,
    attached: BTreeSet<NodeId>,
    delegated: BTreeSet<AccountId>,
    handshakes: bool,
    received: bool,
    quota: bool,
    closings: bool,
    trusts: bool,
    policies: bool,
    identity: Option<(IdentitySpec, Parts)>,
    roles: BTreeSet<(AccountId, RoleName)>,
}

impl Session {
    /// Plans `changes` and keeps the plan. Reads from AWS what they need and is not known.
    pub async fn plan(&self, changes: &[Change]) -> Result<Plan, Failure> {
        Ok(self.plan_knowing(changes).await?.0)
    }

    /// The same, with what was read for it.
    pub(crate) async fn plan_knowing(&self, changes: &[Change]) -> Result<(Plan, Known), Failure> {
        let mut questions = Questions::default();
        for change in changes {
            self.ask(change, &mut questions);
        }
        let known = self.learn(&questions).await?;
        let plan = self.keep(canopy_core::plan(&known, changes, Timestamp::now()));
        Ok((plan, known))
    }

    /// What undoing a job needs to know: that what it did is still undone, steps find out themselves.
    pub(crate) async fn known_for_undo(&self, job: &JobRecord) -> Result<Known, Failure> {
        let invited = job
            .steps
            .iter()
            .any(|record| matches!(record.step, Step::InviteAccount { .. }));
        self.learn(&Questions {
            handshakes: invited,
            roles: job
                .steps
                .iter()
                .filter_map(|it| role_of(&it.step))
                .collect(),
            ..Questions::default()
        })
        .await
    }

    fn ask(&self, change: &Change, questions: &mut Questions) {
        match change {
            Change::MoveAccount { .. } => questions.policies = true,
            Change::MoveOu { ou, .. } => {
                questions.trusts = true;
                questions.policies = true;
                let Some(tree) = self.tree() else { return };
                let is_ou = |node: &&canopy_core::Node| node.kind == NodeKind::Ou;
                let mut units = vec![NodeId::from(ou)];
                while let Some(unit) = units.pop() {
                    if let Some(parent) = unit.parent() {
                        units.extend(tree.children(&parent).filter(is_ou).map(|it| it.id.clone()));
                    }
                    questions.tags.insert(unit.clone());
                    questions.attached.insert(unit);
                }
            }
            Change::Tag { node, .. } => {
                questions.tags.insert(node.clone());
            }
            Change::CreateAccount { .. } => {
                questions.quota = true;
            }
            Change::RemoveAccount { account } => {
                questions.delegated.insert(account.clone());
            }
            Change::CloseAccount { account } => {
                questions.delegated.insert(account.clone());
                questions.closings = true;
            }
            Change::Invite { .. } => {
                questions.quota = true;
                questions.handshakes = true;
            }
            Change::CancelInvitation { .. } => questions.handshakes = true,
            Change::CreateRole { account, role } => {
                questions.roles.insert((account.clone(), role.name.clone()));
            }
            Change::EditTrust { account, role, .. }
            | Change::SetRoleSession { account, role, .. }
            | Change::DeleteRole { account, role } => {
                questions.roles.insert((account.clone(), role.clone()));
            }
            Change::SetUpIdentity { spec } | Change::RemoveIdentity { spec } => {
                questions.identity = Some(((**spec).clone(), Parts::All));
                questions.quota |= matches!(spec.place, Some(Place::New(_)));
            }
            Change::ProveIdentity { spec } | Change::NewPasswords { spec, .. } => {
                questions.identity = Some(((**spec).clone(), Parts::Home));
            }
            Change::Undo { step, .. } => questions.roles.extend(role_of(step)),
            Change::AcceptInvitation { .. } | Change::DeclineInvitation { .. } => {
                questions.received = true;
            }
            _ => {}
        }
    }

    async fn learn(&self, questions: &Questions) -> Result<Known, Failure> {
        if questions.policies {
            self.await_policies().await;
        }
        let mut known = self.known()?;
        for node in &questions.tags {
            if let Some(tags) = there(self.tags(node).await)? {
                known.tags.insert(node.clone(), tags);
            }
        }
        for node in &questions.attached {
            if let Some(attached) = there(self.attached_policies(node).await)? {
                known.attached.insert(node.clone(), attached);
            }
        }
        known.delegated = self.delegations(&questions.delegated).await?;
        if questions.handshakes {
            known.handshakes = allowed(self.handshakes_sent().await)?;
        }
        if questions.received {
            let mut handshakes = self.handshakes_received().await?;
            if known.tree.is_some() {
                handshakes.extend(allowed(self.handshakes_sent().await)?.unwrap_or_default());
            }
            known.handshakes = Some(handshakes);
        }
        if questions.quota {
            known.account_quota = self.account_quota().await;
        }
        self.learn_roles(&questions.roles, &mut known).await?;
        if let Some((spec, parts)) = &questions.identity {
            known.lent = self.lent_accounts();
            known.partition = self.own_partition()?;
            known.identity = Some(Box::pin(self.identity_state(spec, *parts)).await);
        }
        if questions.closings {
            known.closings = self.recent_closings()?;
        }
        if questions.trusts
            && let Some(tree) = known.tree.clone()
            && tree.organization.management_account_id == self.caller().account_id
            && let Some(roles) = allowed(self.roles(&self.caller().account_id).await)?
        {
            for role in roles {
                for id in named_parents(&role.trust_policy) {
                    if tree.get(&id).is_some() {
                        known
                            .trusts
                            .entry(id)
                            .or_default()
                            .insert(role.name.clone());
                    }
                }
            }
        }
        Ok(known)
    }

    /// The services that each of `accounts` administers for the organization. One account is asked about
    /// by itself; of many, the list of all administrators tells with fewer calls, of which AWS allows one
    /// a second.
    async fn delegations(
        &self,
        accounts: &BTreeSet<AccountId>,
    ) -> Result<BTreeMap<AccountId, Vec<String>>, Failure> {
        let mut found = BTreeMap::new();
        // Only an organization with all features has any; AWS refuses to look in another one.
        let tree = self.tree();
        if tree.is_some_and(|tree| tree.organization.feature_set != "ALL") {
            return Ok(found);
        }
        if let (Some(account), 1) = (accounts.first(), accounts.len()) {
            let services = allowed(self.delegated_services(account).await)?;
            found.insert(account.clone(), services.unwrap_or_default());
        } else if !accounts.is_empty() {
            let all = allowed(self.delegated_administrators().await)?;
            let all = all.unwrap_or_default().into_iter();
            found.extend(all.map(|it| (it.account_id, it.services)));
        }
        Ok(found)
    }

    /// Looks for each role that is to be made or changed. An account that nobody can look into is told by
    /// the plan, and keeps no other account from being planned.
    async fn learn_roles(
        &self,
        roles: &BTreeSet<(AccountId, RoleName)>,
        known: &mut Known,
    ) -> Result<(), Failure> {
        known.default_role = Some(self.default_role()?);
        if roles.is_empty() {
            return Ok(());
        }
        known.lent = self.lent_accounts();
        known.partition = self.own_partition()?;
        let wanted: Vec<(AccountId, RoleName)> = roles
            .iter()
            .filter(|(account, _)| may_have_roles(known, account))
            .cloned()
            .collect();
        for some in wanted.chunks(ACCOUNTS_AT_ONCE) {
            let looks: Vec<_> = some
                .iter()
                .map(|(account, role)| self.role_named(account, role))
                .collect();
            let found = futures_util::future::join_all(looks).await;
            known.roles.extend(some.iter().cloned().zip(found));
        }
        Ok(())
    }

    /// Gives the policies a moment to be read, where they are not known: a plan says more with them, but
    /// nobody should have to wait for it.
    async fn await_policies(&self) {
        if self.known().is_ok_and(|known| known.policies.is_some()) {
            return;
        }
        match tokio::time::timeout(POLICIES_PATIENCE, self.read_policies()).await {
            Ok(Ok(())) => {}
            Ok(Err(failure)) => tracing::debug!(%failure, "the policies could not be read"),
            Err(_) => tracing::debug!("the policies are still being read"),
        }
    }

    /// When Canopy closed accounts of this organization in the last 30 days.
    fn recent_closings(&self) -> Result<Vec<Timestamp>, Failure> {
        let window = SignedDuration::from_hours(CLOSING_WINDOW_HOURS);
        let since = Timestamp::now()
            .saturating_sub(window)
            .unwrap_or(Timestamp::MIN);
        let jobs = self.engine().store().jobs_since(self.id(), since)?;
        let closed = jobs.iter().flat_map(|job| &job.steps).filter(|record| {
            record.state == StepState::Done && matches!(record.step, Step::CloseAccount { .. })
        });
        Ok(closed.filter_map(|record| record.ended_at).collect())
    }
}

/// The role that a step is about.
fn role_of(step: &Step) -> Option<(AccountId, RoleName)> {
    let parts = step.of_role()?;
    Some((parts.account.known()?.clone(), parts.role.clone()))
}

/// Whether an account can be looked into at all: one that is closed or suspended cannot.
fn may_have_roles(known: &Known, account: &AccountId) -> bool {
    let node = known
        .tree
        .as_ref()
        .and_then(|tree| tree.get(&account.into()));
    !matches!(
        node.map(|node| &node.kind),
        Some(NodeKind::Account {
            state: AccountState::Closed | AccountState::Suspended | AccountState::PendingActivation,
            ..
        })
    )
}

/// What was read; none where the caller may not: the plan says less, and AWS decides.
fn allowed<T>(read: Result<T, Failure>) -> Result<Option<T>, Failure> {
    match read {
        Ok(found) => Ok(Some(found)),
        Err(failure) if failure.code == Code::Denied => Ok(None),
        Err(failure) => Err(failure),
    }
}
