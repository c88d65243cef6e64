//! A session is one signed-in connection: its clients, what is known of its organization, and the
//! plans that were shown.

mod difference;
mod learn;

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use aws_sdk_organizations::types::Tag as AwsTag;
use canopy_core::{
    AccountId, Code, ConnectionId, Failure, Known, NodeId, Organization, Plan, PlanId, Receipt,
    RoleName, Step, Topic, Tree, policies::Policies, step::Tag,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::{OnceCell, watch};

pub use difference::{Difference, DifferenceKind, differences};

use crate::{
    Engine,
    aws::Aws,
    connection::Connection,
    events::{Event, LoadProgress},
    loader, lock,
    member::Members,
    sandbox_host::SandboxHost,
    sign_in::{SignedIn, sign_in},
};

/// How many plans are kept for someone who may still apply them.
const PLANS_KEPT: usize = 64;

/// How often waiting jobs are looked at: each says itself when it is worth it.
const TEND_EVERY: Duration = Duration::from_secs(10);

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Caller {
    /// `arn:aws:iam::111122223333:user/ada`
    pub arn: String,
    /// The account the credentials belong to.
    pub account_id: AccountId,
    /// AWS's unique id of the identity.
    pub user_id: String,
}

/// An organization as it was loaded.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// All of it.
    pub tree: Arc<Tree>,
    /// Calls that were made.
    pub calls: u32,
    /// Seconds it took.
    pub seconds: f64,
    /// Calls that AWS turned away as too many.
    pub throttled: u32,
    /// Milliseconds until the first page was in the tree.
    pub first_rows_ms: Option<f64>,
}

/// How the caller's account stands to an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "standing",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Standing {
    /// It may read the organization.
    Reads,
    /// It is a member that may not read the organization.
    Member {
        /// Which.
        organization: Organization,
    },
    /// It is in no organization.
    Outside,
}

/// What is known of the organization, and how the knowing goes.
#[derive(Debug, Default)]
struct Knowledge {
    tree: Option<Arc<Tree>>,
    saved: bool,
    progress: Option<LoadProgress>,
    failure: Option<Failure>,
    differences: Vec<Difference>,
    /// Steps done since the load began: pages read before them do not show them.
    since_load: Vec<(Step, Receipt)>,
    plans: VecDeque<Plan>,
    standing: Option<Standing>,
    policies: Option<Arc<Policies>>,
    policy_types: Option<Vec<String>>,
}

/// One signed-in connection.
#[derive(Debug)]
pub struct Session {
    engine: Arc<Engine>,
    connection: Connection,
    caller: Caller,
    aws: Aws,
    sandbox: Option<Arc<SandboxHost>>,
    long_term: bool,
    pub(crate) members: Members,
    knowledge: Mutex<Knowledge>,
    quota: OnceCell<Option<usize>>,
    /// Whether someone looks after its waiting jobs.
    tended: AtomicBool,
    /// The result of the load under way; a new one replaces it.
    load: Mutex<Option<LoadUnderWay>>,
}

#[derive(Debug, Clone)]
struct LoadUnderWay {
    cancel: Arc<watch::Sender<bool>>,
    done: watch::Receiver<Option<Result<Loaded, Failure>>>,
}

impl Session {
    /// Signs in: asks STS who is calling, and takes the tree that was saved last.
    pub(crate) async fn open(
        engine: &Arc<Engine>,
        connection: Connection,
    ) -> Result<Self, Failure> {
        let SignedIn {
            aws,
            sandbox,
            long_term,
        } = sign_in(engine, &connection).await?;
        let identity = aws
            .read("sts:GetCallerIdentity", || {
                aws.sts.get_caller_identity().send()
            })
            .await?;
        let caller = Caller {
            arn: identity.arn().unwrap_or_default().to_owned(),
            account_id: identity.account().unwrap_or_default().parse()?,
            user_id: identity.user_id().unwrap_or_default().to_owned(),
        };
        let tree = engine.store().saved_tree(&connection.id)?.map(Arc::new);
        let policies = engine.store().saved_policies(&connection.id)?;
        let knowledge = Knowledge {
            saved: tree.is_some(),
            tree,
            policies: policies.map(Arc::new),
            ..Knowledge::default()
        };
        Ok(Self {
            engine: engine.clone(),
            connection,
            caller,
            aws,
            sandbox,
            long_term,
            members: Members::default(),
            knowledge: Mutex::new(knowledge),
            quota: OnceCell::new(),
            tended: AtomicBool::new(false),
            load: Mutex::new(None),
        })
    }

    /// Which connection this is.
    pub fn id(&self) -> &ConnectionId {
        &self.connection.id
    }

    /// The connection.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Who is signed in.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The engine it belongs to.
    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// Its clients.
    pub fn aws(&self) -> &Aws {
        &self.aws
    }

    /// The sandbox behind it, where it is one.
    pub(crate) fn sandbox(&self) -> Option<&Arc<SandboxHost>> {
        self.sandbox.as_ref()
    }

    /// Whether it is signed in with a user's long-term keys.
    pub(crate) fn has_long_term_keys(&self) -> bool {
        self.long_term
    }

    /// The organization as last known: loaded, else as saved.
    pub fn tree(&self) -> Option<Arc<Tree>> {
        lock(&self.knowledge).tree.clone()
    }

    /// Whether the tree is the saved one, not confirmed with AWS yet.
    pub fn is_saved(&self) -> bool {
        lock(&self.knowledge).saved
    }

    /// How the caller's account stands to an organization, as the last load found; none before it.
    pub fn standing(&self) -> Option<Standing> {
        lock(&self.knowledge).standing.clone()
    }

    /// What planning may read without asking AWS. Errors: `notFound` where nothing is known yet.
    pub fn known(&self) -> Result<Known, Failure> {
        let knowledge = lock(&self.knowledge);
        if knowledge.tree.is_none() && knowledge.standing.is_none() {
            return Err(Failure::not_found("the organization is not loaded yet")
                .hint("Wait for the first page, or refresh."));
        }
        let organization = match &knowledge.standing {
            Some(Standing::Member { organization }) => Some(organization.clone()),
            _ => None,
        };
        Ok(Known {
            caller: Some(self.caller.account_id.clone()),
            tree: knowledge.tree.clone(),
            organization,
            policies: knowledge.policies.clone(),
            ..Known::default()
        })
    }

    pub(crate) fn knows_policies(&self, policies: Policies) {
        let mut knowledge = lock(&self.knowledge);
        knowledge.policy_types = Some(policies.enabled.clone());
        knowledge.policies = Some(Arc::new(policies));
    }

    pub(crate) fn known_policy_types(&self) -> Option<Vec<String>> {
        lock(&self.knowledge).policy_types.clone()
    }

    pub(crate) fn knows_policy_types(&self, types: Vec<String>) {
        lock(&self.knowledge).policy_types = Some(types);
    }

    /// The quota for accounts, once it was asked for.
    pub(crate) fn quota(&self) -> &OnceCell<Option<usize>> {
        &self.quota
    }

    /// Moves the tree on by a step that was done, keeps it and says so. What a step's receipt does not
    /// tell is read again.
    pub fn advance(self: &Arc<Self>, step: &Step, receipt: &Receipt) {
        let is_known = |id: &AccountId| {
            let tree = self.tree();
            tree.is_some_and(|tree| tree.get(&id.into()).is_some())
        };
        let moves_a_stranger = match step {
            Step::MoveAccount { account, .. } => account.known().is_some_and(|id| !is_known(id)),
            _ => false,
        };
        if matches!(step, Step::AttachPolicy { .. } | Step::DetachPolicy { .. }) {
            self.read_policies_behind();
        }
        if step.outdates_tree() || moves_a_stranger {
            self.reload();
        } else {
            let next = {
                let mut knowledge = lock(&self.knowledge);
                knowledge.since_load.push((step.clone(), receipt.clone()));
                let next = knowledge
                    .tree
                    .as_ref()
                    .map(|tree| Arc::new(tree.after(step, receipt, Timestamp::now())));
                knowledge.tree.clone_from(&next);
                next.filter(|tree| tree.complete)
            };
            if let Some(tree) = next {
                self.keep_tree(&tree);
            }
        }
        let topics: &[Topic] =
            if step.outdates_tree() || step.concerns_invitations() || moves_a_stranger {
                &[Topic::Organization, Topic::Invitations]
            } else {
                // Reading invitations calls AWS: a hundred moves must not ask for them a hundred times.
                &[Topic::Organization]
            };
        self.engine.announce(Some(self.id()), topics);
    }

    /// Reads the policies again, with nobody waiting.
    fn read_policies_behind(self: &Arc<Self>) {
        let session = self.clone();
        tokio::spawn(async move {
            if let Err(failure) = session.read_policies().await {
                // A caller who may not read them gets plans without them.
                tracing::debug!(%failure, "the policies could not be read");
            }
        });
    }

    /// Goes on with jobs that wait for the world, now and whenever they fall due, until the session is
    /// closed.
    pub fn start_tending(self: &Arc<Self>) {
        if self.tended.swap(true, Ordering::Relaxed) {
            return;
        }
        let session = Arc::downgrade(self);
        tokio::spawn(async move {
            loop {
                let Some(session) = session.upgrade() else {
                    return;
                };
                if let Err(failure) = Box::pin(crate::job::tend(&session)).await {
                    tracing::warn!(%failure, "jobs that wait could not be looked after");
                }
                drop(session);
                tokio::time::sleep(TEND_EVERY).await;
            }
        });
    }

    /// Loads again from the start: what a load under way has read so far may be from before a change.
    fn reload(self: &Arc<Self>) {
        self.cancel_loading();
        lock(&self.knowledge).policy_types = None;
        self.start_loading();
    }

    fn keep_tree(&self, tree: &Tree) {
        // The tree on screen is right all the same; the next start shows an older one.
        if let Err(failure) = self.engine.store().save_tree(self.id(), tree) {
            tracing::warn!(%failure, "the tree could not be kept");
        }
    }

    /// Keeps a plan for as long as someone may apply it, and hands it back.
    pub fn keep(&self, plan: Plan) -> Plan {
        let mut knowledge = lock(&self.knowledge);
        knowledge.plans.retain(|kept| kept.plan_id != plan.plan_id);
        knowledge.plans.push_back(plan.clone());
        if knowledge.plans.len() > PLANS_KEPT {
            knowledge.plans.pop_front();
        }
        plan
    }

    /// A plan that was kept.
    pub fn kept(&self, id: &PlanId) -> Option<Plan> {
        lock(&self.knowledge)
            .plans
            .iter()
            .find(|plan| plan.plan_id == *id)
            .cloned()
    }

    /// How far the load is that is under way.
    pub fn progress(&self) -> Option<LoadProgress> {
        lock(&self.knowledge).progress
    }

    /// Why the last load did not end well.
    pub fn load_failure(&self) -> Option<Failure> {
        lock(&self.knowledge).failure.clone()
    }

    /// What the last load found changed against the tree known before.
    pub fn differences(&self) -> Vec<Difference> {
        lock(&self.knowledge).differences.clone()
    }

    /// The tags of a root, organizational unit or account, read from AWS now, by key.
    pub async fn tags(&self, node: &NodeId) -> Result<Vec<Tag>, Failure> {
        let mut tags = Vec::new();
        let mut next = None;
        loop {
            let call = || {
                let request = self.aws.organizations.list_tags_for_resource();
                request
                    .resource_id(node.as_str())
                    .set_next_token(next.clone())
                    .send()
            };
            let page = self.aws.read("ListTagsForResource", call).await?;
            tags.extend(page.tags().iter().map(|tag: &AwsTag| Tag {
                key: tag.key.clone(),
                value: tag.value.clone(),
            }));
            next = page.next_token;
            if next.is_none() {
                tags.sort();
                return Ok(tags);
            }
        }
    }

    /// The role that consoles are opened with where none is named.
    pub fn default_role(&self) -> Result<RoleName, Failure> {
        Ok(self.engine.store().settings()?.default_role)
    }

    /// Loads the organization and waits for it; joins a load that is under way.
    pub async fn load(self: &Arc<Self>) -> Result<Loaded, Failure> {
        let mut done = self.loading().done;
        let ended = done.wait_for(Option::is_some).await;
        let ended = ended.map_err(|_| Failure::unexpected("the load ended without a result"))?;
        ended
            .clone()
            .unwrap_or_else(|| Err(Failure::unexpected("the load ended without a result")))
    }

    /// Begins to load, behind what is shown, unless a load is under way.
    pub fn start_loading(self: &Arc<Self>) {
        self.loading();
    }

    /// Stops the load that is under way; what was known stays.
    pub fn cancel_loading(&self) {
        if let Some(load) = &*lock(&self.load) {
            load.cancel.send_replace(true);
        }
    }

    fn loading(self: &Arc<Self>) -> LoadUnderWay {
        let mut load = lock(&self.load);
        if let Some(under_way) = &*load
            && under_way.done.borrow().is_none()
            && !*under_way.cancel.borrow()
        {
            return under_way.clone();
        }
        let (cancel, cancelled) = watch::channel(false);
        let (finished, done) = watch::channel(None);
        let under_way = LoadUnderWay {
            cancel: Arc::new(cancel),
            done,
        };
        *load = Some(under_way.clone());
        drop(load);
        {
            let mut knowledge = lock(&self.knowledge);
            knowledge.progress = Some(LoadProgress::default());
            knowledge.failure = None;
            knowledge.since_load.clear();
        }
        let session = self.clone();
        tokio::spawn(async move {
            let result = Box::pin(session.run_load(cancelled)).await;
            finished.send_replace(Some(result));
        });
        under_way
    }

    async fn run_load(
        self: &Arc<Self>,
        mut cancelled: watch::Receiver<bool>,
    ) -> Result<Loaded, Failure> {
        let before = self.tree().filter(|tree| tree.complete);
        let shows_old = before.is_some();
        let expected = before
            .as_ref()
            .and_then(|tree| u32::try_from(tree.accounts().count()).ok());
        let publish = |tree: Tree, progress: LoadProgress| self.publish(tree, progress, shows_old);
        let report = |progress: LoadProgress| self.report(progress);
        let result = tokio::select! {
            result = loader::load(&self.aws, expected, &publish, &report) => result,
            _ = cancelled.wait_for(|cancelled| *cancelled) => Err(Failure::new(canopy_core::Code::Cancelled, "the load was stopped")),
        };
        let ended = match result {
            Ok((tree, progress)) => {
                let tree = Arc::new(self.caught_up(tree));
                let found = before
                    .map(|before| differences(&before, &tree))
                    .unwrap_or_default();
                {
                    let mut knowledge = lock(&self.knowledge);
                    knowledge.tree = Some(tree.clone());
                    knowledge.saved = false;
                    knowledge.progress = None;
                    knowledge.differences = found;
                    knowledge.standing = Some(Standing::Reads);
                    knowledge.policy_types = None;
                }
                self.keep_tree(&tree);
                self.read_policies_behind();
                Ok(Loaded {
                    tree,
                    calls: progress.calls,
                    seconds: progress.seconds,
                    throttled: progress.throttled,
                    first_rows_ms: progress.first_rows_ms,
                })
            }
            Err(failure) => {
                let standing = self.standing_after(&failure).await;
                let mut knowledge = lock(&self.knowledge);
                knowledge.progress = None;
                if let Some(standing) = standing {
                    // What was known was of an organization that this account has left, or cannot read.
                    knowledge.tree = None;
                    knowledge.saved = false;
                    knowledge.standing = Some(standing);
                } else {
                    knowledge.failure = Some(failure.clone());
                }
                Err(failure)
            }
        };
        self.engine
            .announce(Some(self.id()), &[Topic::Organization, Topic::Invitations]);
        ended
    }

    /// How the account stands to an organization where a load was refused; none where that is no matter
    /// of standing.
    async fn standing_after(&self, failure: &Failure) -> Option<Standing> {
        if !matches!(failure.code, Code::NotFound | Code::Denied) {
            return None;
        }
        match self.described_organization().await {
            Err(failure) if failure.code == Code::NotFound => Some(Standing::Outside),
            Ok(organization) if organization.management_account_id != self.caller.account_id => {
                Some(Standing::Member { organization })
            }
            _ => None,
        }
    }

    /// The loaded tree with the steps that were done while it was read.
    fn caught_up(&self, tree: Tree) -> Tree {
        let steps = lock(&self.knowledge).since_load.clone();
        let now = Timestamp::now();
        steps
            .iter()
            .fold(tree, |tree, (step, receipt)| tree.after(step, receipt, now))
    }

    /// Shows a tree that is not complete yet, unless an older complete one is on screen.
    fn publish(&self, tree: Tree, progress: LoadProgress, shows_old: bool) {
        if !shows_old {
            let tree = Arc::new(self.caught_up(tree));
            let mut knowledge = lock(&self.knowledge);
            knowledge.tree = Some(tree);
            knowledge.saved = false;
            drop(knowledge);
            self.engine
                .announce(Some(self.id()), &[Topic::Organization]);
        }
        self.report(progress);
    }

    fn report(&self, progress: LoadProgress) {
        lock(&self.knowledge).progress = Some(progress);
        self.engine.send(Event::Loading {
            connection: self.id().clone(),
            progress,
        });
    }
}
