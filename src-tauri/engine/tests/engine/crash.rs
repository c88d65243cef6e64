//! A process that is killed between a call and its journal entry. The next one finds the step begun, looks,
//! and goes on: nothing is lost and nothing is done twice.

use std::sync::Arc;

use canopy_core::{Change, Code, Failure, JobId, JobRecord, JobState, Plan, StepState};
use canopy_engine::{connection::Kind, job, session::Session};
use canopy_sandbox::Sandbox;
use tokio::task::JoinHandle;

use crate::{
    desk::{Desk, account, learned, place, to},
    gate::{Gate, Side},
    kinds::Case,
};

/// One more than the highest process id of Linux.
const NO_PROCESS: u32 = 4_194_305;

pub(crate) async fn desk_behind_a_gate() -> (Desk, Arc<Gate>) {
    let desk = Desk::open();
    let gate = Gate::serve(
        desk.folder(),
        Sandbox::sample(canopy_sandbox::Options::default()),
    )
    .await;
    (desk, gate)
}

/// Kills the process that applies `changes` while a call of `operation` is under way, and starts anew.
pub(crate) async fn killed(
    desk: Desk,
    gate: &Gate,
    changes: &[Change],
    operation: &str,
    side: Side,
) -> (Desk, JobRecord) {
    desk.loaded().await;
    let case = Case {
        connection: Kind::sandbox_id(),
        changes: changes.to_vec(),
        code: None,
    };
    gate.hold(operation, side);
    killed_at_the_gate(desk, gate, case).await
}

/// Kills the process that makes the case's changes at the call that the gate holds back.
pub(crate) async fn killed_at_the_gate(desk: Desk, gate: &Gate, case: Case) -> (Desk, JobRecord) {
    let session = desk.engine().session(&case.connection).await;
    let session = session.expect("it signs in");
    let plan = learned(&session, &case.changes).await;
    assert_eq!(plan.blockers, [], "the test's own plan is possible");
    kill_at_the_gate(desk, gate, session, plan, case.code).await
}

/// Kills the process that applies `plan` at the call that the gate holds back.
pub(crate) async fn kill_at_the_gate(
    desk: Desk,
    gate: &Gate,
    session: Arc<Session>,
    plan: Plan,
    code: Option<String>,
) -> (Desk, JobRecord) {
    let applied = session.clone();
    let process = tokio::spawn(async move { job::run(&applied, plan, code, |_| {}).await });
    dead(desk, gate, session, process).await
}

/// Kills the process that goes on with a job at the call that the gate holds back.
pub(crate) async fn kill_while_resuming(
    desk: Desk,
    gate: &Gate,
    session: Arc<Session>,
    job: &JobId,
) -> (Desk, JobRecord) {
    let (resumed, id) = (session.clone(), job.clone());
    let process = tokio::spawn(async move { job::resume(&resumed, &id).await });
    dead(desk, gate, session, process).await
}

async fn dead(
    desk: Desk,
    gate: &Gate,
    session: Arc<Session>,
    process: JoinHandle<Result<JobRecord, Failure>>,
) -> (Desk, JobRecord) {
    let connection = session.id().clone();
    gate.arrived().await;
    process.abort();
    assert!(
        process.await.is_err(),
        "it was killed, and did not end by itself"
    );
    drop(session);
    // The lease names the process, which in this test lives on.
    let owner = format!("process {}", std::process::id());
    let dead = format!("process {NO_PROCESS}");
    let leases = desk.database().execute(
        "UPDATE lease SET owner = replace(owner, ?1, ?2)",
        [owner, dead],
    );
    assert_eq!(leases, Ok(1), "a killed process leaves its lease behind");
    let desk = desk.reopen().await;
    let store = desk.engine().store();
    let left = store.unfinished_jobs(&connection).expect("the store");
    let [job] = left.as_slice() else {
        panic!("one job is left unfinished, not {}", left.len())
    };
    assert_eq!(
        job.state,
        JobState::Running,
        "the journal says what was known"
    );
    let job = job.clone();
    (desk, job)
}

pub(crate) async fn resume(desk: &Desk, id: &JobId) -> JobRecord {
    let store = desk.engine().store();
    let connection = store
        .job(id)
        .expect("the store")
        .expect("the job")
        .connection;
    let session = desk.engine().session(&connection).await;
    let session = session.expect("it signs in");
    let ended = job::resume(&session, id).await.expect("it goes on");
    let kept = store.job(id).expect("the store").expect("the job");
    assert_eq!(kept, ended, "the journal says what is so");
    assert!(ended.ended_at.is_some(), "{:?}", ended.steps);
    let left = store.unfinished_jobs(session.id()).expect("the store");
    assert!(left.is_empty(), "nothing is left to resume");
    ended
}

pub(crate) fn all_done(job: &JobRecord) {
    assert_eq!(job.state, JobState::Done, "{:?}", job.steps);
    for step in &job.steps {
        assert_eq!(step.state, StepState::Done, "{}", step.summary);
        assert!(
            step.receipt.is_some() && step.error.is_none(),
            "{}",
            step.summary
        );
    }
}

async fn a_killed_move(side: Side) {
    let (desk, gate) = desk_behind_a_gate().await;
    let tree = desk.loaded().await.tree().expect("a tree");
    let (payments, orders) = (account(&tree, "Payments"), account(&tree, "Orders"));
    let (prod, staging) = (place(&tree, "prod"), place(&tree, "staging"));
    let changes = [
        to(&tree, "Payments", "staging"),
        to(&tree, "Orders", "staging"),
    ];
    let (desk, job) = killed(desk, &gate, &changes, "MoveAccount", side).await;
    assert_eq!(
        crate::desk::states(&job),
        [StepState::Started, StepState::Pending]
    );
    assert!(job.steps[0].started_at.is_some() && job.steps[0].receipt.is_none());
    let books = desk.books();
    let expected = if side == Side::After { &staging } else { &prod };
    assert_eq!(
        books.parent_of(&payments).await,
        expected.as_str(),
        "{side:?}: that is how AWS was left"
    );

    let ended = resume(&desk, &job.id).await;
    all_done(&ended);
    assert_eq!(books.parent_of(&payments).await, staging.as_str());
    assert_eq!(
        books.parent_of(&orders).await,
        staging.as_str(),
        "the rest was done too"
    );
    assert_eq!(
        books.calls("MoveAccount").await,
        2,
        "{side:?}: each account was moved once"
    );
    let tree = desk.session().await.tree().expect("a tree");
    assert_eq!(
        crate::desk::holder(&tree, "Payments"),
        staging,
        "the tree learned of it"
    );
}

#[tokio::test]
async fn a_move_that_was_done_when_the_process_died_is_not_done_twice() {
    a_killed_move(Side::After).await;
}

#[tokio::test]
async fn a_move_that_was_not_done_when_the_process_died_is_done_on_resuming() {
    a_killed_move(Side::Before).await;
}

#[tokio::test]
async fn a_move_that_somebody_else_made_elsewhere_after_the_process_died_is_a_conflict() {
    let (desk, gate) = desk_behind_a_gate().await;
    let tree = desk.loaded().await.tree().expect("a tree");
    let changes = [
        to(&tree, "Payments", "staging"),
        to(&tree, "Orders", "staging"),
    ];
    let (desk, job) = killed(desk, &gate, &changes, "MoveAccount", Side::Before).await;
    desk.books()
        .move_away(
            &account(&tree, "Payments"),
            place(&tree, "Sandbox").as_str(),
        )
        .await;
    let ended = resume(&desk, &job.id).await;
    assert_eq!(ended.state, JobState::Failed);
    assert_eq!(
        crate::desk::states(&ended),
        [StepState::Conflict, StepState::Skipped]
    );
    assert_eq!(
        ended.steps[0].error.as_ref().expect("why").code,
        Code::Conflict
    );
    assert_eq!(
        desk.books().calls("MoveAccount").await,
        0,
        "it stays where somebody put it"
    );
}

#[tokio::test]
async fn all_that_was_left_unfinished_is_resumed_in_one_go() {
    let (desk, gate) = desk_behind_a_gate().await;
    let tree = desk.loaded().await.tree().expect("a tree");
    let (desk, job) = killed(
        desk,
        &gate,
        &[to(&tree, "Payments", "staging")],
        "MoveAccount",
        Side::After,
    )
    .await;
    let session = desk.session().await;
    let ended = job::resume_all(&session).await.expect("all go on");
    assert_eq!(ended.iter().map(|it| &it.id).collect::<Vec<_>>(), [&job.id]);
    all_done(&ended[0]);
    assert!(
        job::resume_all(&session)
            .await
            .expect("none is left")
            .is_empty()
    );
}
