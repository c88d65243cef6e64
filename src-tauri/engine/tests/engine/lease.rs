//! One job at a time writes to an organization, whoever started it.

use canopy_core::{Code, JobState, StepState};
use canopy_engine::job;
use canopy_sandbox::Sandbox;
use jiff::Timestamp;

use crate::{
    desk::{Desk, account, apply, place, plan, states, to, until},
    gate::{Gate, Side},
};

/// A process that lives and is not this one: the system's first.
const SOMEBODY: &str = "Move 2 accounts to prod (job-0123456789ab, process 1)";

#[tokio::test]
async fn a_second_canopy_waits_until_the_first_is_done() {
    let desk = Desk::open();
    let gate = Gate::serve(
        desk.folder(),
        Sandbox::sample(canopy_sandbox::Options::default()),
    )
    .await;
    let other = desk.beside();
    let (first, second) = (desk.loaded().await, other.loaded().await);
    let tree = first.tree().expect("a tree");
    let books = desk.books();
    gate.hold("MoveAccount", Side::After);
    let one = job::start(
        &first,
        plan(&first, &[to(&tree, "Payments", "staging")]),
        None,
    )
    .expect("it starts");
    gate.arrived().await;
    let two = job::start(
        &second,
        plan(&second, &[to(&tree, "Orders", "staging")]),
        None,
    )
    .expect("it starts");
    let state_of = |id: &canopy_core::JobId| {
        desk.engine()
            .store()
            .job(id)
            .expect("the store")
            .expect("the job")
            .state
    };
    until("the second waits", async || {
        state_of(&two.id) == JobState::Waiting
    })
    .await;
    assert_eq!(
        books.parent_of(&account(&tree, "Orders")).await,
        place(&tree, "prod").as_str(),
        "it touched nothing"
    );
    assert_eq!(state_of(&one.id), JobState::Running);
    gate.let_go();
    until("the second is done", async || {
        state_of(&two.id) == JobState::Done
    })
    .await;
    assert_eq!(state_of(&one.id), JobState::Done);
    assert_eq!(
        books.parent_of(&account(&tree, "Orders")).await,
        place(&tree, "staging").as_str()
    );
}

#[tokio::test]
async fn a_job_that_waits_can_be_stopped_and_does_nothing() {
    let desk = Desk::open();
    let gate = Gate::serve(
        desk.folder(),
        Sandbox::sample(canopy_sandbox::Options::default()),
    )
    .await;
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    gate.hold("MoveAccount", Side::After);
    let one = job::start(
        &session,
        plan(&session, &[to(&tree, "Payments", "staging")]),
        None,
    )
    .expect("it starts");
    gate.arrived().await;
    let two = job::start(
        &session,
        plan(&session, &[to(&tree, "Orders", "staging")]),
        None,
    )
    .expect("it starts");
    let job_of = |id: &canopy_core::JobId| {
        desk.engine()
            .store()
            .job(id)
            .expect("the store")
            .expect("the job")
    };
    until("the second waits", async || {
        job_of(&two.id).state == JobState::Waiting
    })
    .await;
    job::cancel(desk.engine(), &two.id).expect("it runs here");
    until("the second ends", async || job_of(&two.id).state.is_over()).await;
    let stopped = job_of(&two.id);
    assert_eq!(
        (stopped.state, states(&stopped)),
        (JobState::Cancelled, vec![StepState::Skipped])
    );
    gate.let_go();
    until("the first is done", async || {
        job_of(&one.id).state == JobState::Done
    })
    .await;
    assert_eq!(
        desk.books().parent_of(&account(&tree, "Orders")).await,
        place(&tree, "prod").as_str()
    );
}

#[tokio::test(start_paused = true)]
async fn who_is_at_work_elsewhere_is_said_and_nothing_is_written_down() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let (store, organization) = (desk.engine().store(), tree.organization.id.clone());
    store
        .take_lease(organization.as_str(), SOMEBODY, Timestamp::now(), 60)
        .expect("it is free");
    let changes = [to(&tree, "Payments", "staging")];
    let failure =
        job::start(&session, plan(&session, &changes), None).expect_err("somebody is at work");
    assert_eq!(failure.code, Code::Conflict);
    assert!(failure.message.contains(SOMEBODY), "{failure}");
    assert!(failure.hint.is_some());
    assert!(
        store.jobs(session.id(), 10).expect("the store").is_empty(),
        "a job that did not start is no history"
    );
    assert_eq!(desk.books().calls("MoveAccount").await, 0);
    store
        .release_lease(organization.as_str(), SOMEBODY)
        .expect("it is given back");
    assert_eq!(apply(&session, &changes).await.state, JobState::Done);
}

#[tokio::test(start_paused = true)]
async fn a_lease_that_ran_out_is_taken_over() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let (store, organization) = (desk.engine().store(), tree.organization.id.clone());
    let long_ago = Timestamp::now()
        .checked_sub(jiff::SignedDuration::from_mins(5))
        .expect("a time");
    store
        .take_lease(organization.as_str(), SOMEBODY, long_ago, 60)
        .expect("it is free");
    let done = apply(&session, &[to(&tree, "Payments", "staging")]).await;
    assert_eq!(done.state, JobState::Done);
    assert_eq!(
        store
            .lease_owner(organization.as_str(), Timestamp::now())
            .expect("the store"),
        None,
        "given back at the end"
    );
}

#[cfg(target_os = "linux")]
#[tokio::test(start_paused = true)]
async fn the_lease_of_a_process_that_is_gone_does_not_hold_anyone_up() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let dead = SOMEBODY.replace("process 1)", "process 4194305)");
    desk.engine()
        .store()
        .take_lease(tree.organization.id.as_str(), &dead, Timestamp::now(), 3600)
        .expect("it is free");
    let done = apply(&session, &[to(&tree, "Payments", "staging")]).await;
    assert_eq!(done.state, JobState::Done, "it did not wait an hour");
}
