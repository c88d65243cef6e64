//! Loading the organization behind what is shown: one load at a time, which can be joined and stopped.

use std::sync::Arc;

use canopy_core::{Code, Failure, Topic, Tree};
use jiff::Timestamp;
use tokio::sync::watch;

use super::{Difference, Session, Standing, differences};
use crate::{
    events::{Event, LoadProgress},
    loader, lock,
};

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

#[derive(Debug, Clone)]
pub(super) struct LoadUnderWay {
    cancel: Arc<watch::Sender<bool>>,
    done: watch::Receiver<Option<Result<Loaded, Failure>>>,
}

impl Session {
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

    /// Loads again from the start: what a load under way has read so far may be from before a change.
    pub(super) fn reload(self: &Arc<Self>) {
        self.cancel_loading();
        lock(&self.knowledge).policy_types = None;
        self.start_loading();
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
