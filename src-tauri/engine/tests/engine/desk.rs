//! An engine on a data folder of its own, with the sample organization, and what tests do with it.

use std::{path::Path, sync::Arc};

use canopy_core::{
    AccountId, Change, Failure, JobRecord, Node, OuId, ParentId, Plan, StepState, Tree,
    console::ConsoleOptions, step::Tag,
};
use canopy_engine::{Engine, Options, connection::Kind, job, session::Session};
use jiff::Timestamp;
use tempfile::TempDir;

use crate::books::Books;

/// Short polls that a test waits for something, before it gives up.
const POLLS: u32 = 400;
const POLL: std::time::Duration = std::time::Duration::from_millis(25);

/// Somebody's Canopy.
pub(crate) struct Desk {
    engine: Arc<Engine>,
    folder: Arc<TempDir>,
}

impl Desk {
    /// On a new data folder.
    pub(crate) fn open() -> Self {
        Self::on(Arc::new(tempfile::tempdir().expect("a folder")))
    }

    /// On a data folder that is there.
    pub(crate) fn on(folder: Arc<TempDir>) -> Self {
        let options = Options {
            data_folder: Some(folder.path().to_owned()),
        };
        Self {
            engine: Engine::open(options).expect("the engine opens"),
            folder,
        }
    }

    /// Another Canopy on the same data folder, at the same time.
    pub(crate) fn beside(&self) -> Self {
        Self::on(self.folder.clone())
    }

    /// Quits, and opens on the same data folder again.
    pub(crate) async fn reopen(self) -> Self {
        let Self { engine, folder } = self;
        engine.flush();
        engine.close(&Kind::sandbox_id());
        for outsider in Kind::outsider_ids() {
            engine.close(&outsider);
        }
        let gone = Arc::downgrade(&engine);
        drop(engine);
        until("the engine is gone", async || gone.strong_count() == 0).await;
        Self::on(folder)
    }

    pub(crate) fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The session with the sandbox, with what was saved of it.
    pub(crate) async fn session(&self) -> Arc<Session> {
        self.engine
            .session(&Kind::sandbox_id())
            .await
            .expect("the sandbox signs in")
    }

    /// The session, once the organization is loaded.
    pub(crate) async fn loaded(&self) -> Arc<Session> {
        let session = self.session().await;
        session.load().await.expect("the organization loads");
        session
    }

    /// The session of one of the sandbox's accounts outside, from 1, once it is known how it stands.
    pub(crate) async fn outsider(&self, number: usize) -> Arc<Session> {
        let id = Kind::outsider_ids()
            .nth(number - 1)
            .expect("there are three");
        let session = self.engine.session(&id).await.expect("it signs in");
        // It may be in no organization; that is learned, too.
        drop(session.load().await);
        session
    }

    /// The sandbox's books. There are some once a session is open.
    pub(crate) fn books(&self) -> Books {
        Books::of(self.folder())
    }

    /// The database, as another program sees it.
    pub(crate) fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder().join("canopy.sqlite3")).expect("the database")
    }
}

/// Waits until something is so.
pub(crate) async fn until(what: &str, so: impl AsyncFn() -> bool) {
    for _ in 0..POLLS {
        if so().await {
            return;
        }
        tokio::time::sleep(POLL).await;
    }
    panic!("waited in vain: {what}");
}

/// The plan of `changes`.
pub(crate) fn plan(session: &Session, changes: &[Change]) -> Plan {
    canopy_core::plan(&session.known().expect("a tree"), changes, Timestamp::now())
}

/// Applies `changes`, which must be possible, and waits for the end.
pub(crate) async fn apply(session: &Arc<Session>, changes: &[Change]) -> JobRecord {
    let plan = plan(session, changes);
    assert_eq!(plan.blockers, [], "the test's own plan is possible");
    job::run(session, plan, None, |_| {})
        .await
        .expect("the job is carried through")
}

/// The plan of `changes` with all that a session reads for it.
pub(crate) async fn learned(session: &Session, changes: &[Change]) -> Plan {
    session.plan(changes).await.expect("a plan")
}

/// Applies `changes` as the window does, and waits for the end.
pub(crate) async fn carry(session: &Arc<Session>, changes: &[Change]) -> JobRecord {
    let plan = learned(session, changes).await;
    assert_eq!(plan.blockers, [], "the test's own plan is possible");
    job::run(session, plan, None, |_| {})
        .await
        .expect("the job is carried through")
}

/// The job as the journal has it.
pub(crate) fn journal(session: &Session, job: &JobRecord) -> JobRecord {
    let kept = session.engine().store().job(&job.id).expect("the store");
    kept.expect("the job is written down")
}

pub(crate) fn tag(key: &str, value: &str) -> Tag {
    Tag {
        key: key.to_owned(),
        value: value.to_owned(),
    }
}

/// What a step was refused with, in words: message and hint.
pub(crate) fn words(failure: &Failure) -> String {
    format!(
        "{} | {}",
        failure.message,
        failure.hint.as_deref().unwrap_or_default()
    )
}

/// Takes a job back and waits for the end.
pub(crate) async fn undo(session: &Arc<Session>, job: &JobRecord) -> JobRecord {
    let plan = job::plan_undo(session, &job.id).await.expect("a plan");
    assert_eq!(plan.blockers, [], "what was done can be taken back");
    job::run(session, plan, None, |_| {})
        .await
        .expect("the job is carried through")
}

/// How the steps of a job ended.
pub(crate) fn states(job: &JobRecord) -> Vec<StepState> {
    job.steps.iter().map(|step| step.state).collect()
}

/// The node of that name.
pub(crate) fn named<'a>(tree: &'a Tree, name: &str) -> &'a Node {
    let mut nodes = tree.nodes().iter().filter(|node| node.name == name);
    let node = nodes
        .next()
        .unwrap_or_else(|| panic!("no node is named {name}"));
    assert!(nodes.next().is_none(), "two nodes are named {name}");
    node
}

pub(crate) fn account(tree: &Tree, name: &str) -> AccountId {
    named(tree, name).id.account().expect("an account")
}

pub(crate) fn ou(tree: &Tree, name: &str) -> OuId {
    named(tree, name).id.ou().expect("an organizational unit")
}

/// A root or organizational unit, as a place to be in.
pub(crate) fn place(tree: &Tree, name: &str) -> ParentId {
    named(tree, name)
        .id
        .parent()
        .expect("a root or an organizational unit")
}

/// What holds a node.
pub(crate) fn holder(tree: &Tree, name: &str) -> ParentId {
    named(tree, name).parent_id.clone().expect("not the root")
}

/// A move of the account of that name to the unit of that name.
pub(crate) fn to(tree: &Tree, name: &str, destination: &str) -> Change {
    Change::MoveAccount {
        account: account(tree, name),
        to: place(tree, destination),
    }
}

/// A console as that role, and as usual in all else.
pub(crate) fn as_role(role: &str) -> ConsoleOptions {
    ConsoleOptions {
        role: Some(role.parse().expect("a role")),
        ..ConsoleOptions::default()
    }
}
