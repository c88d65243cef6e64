//! A job that is held, goes on, and is given up while it rests.

use canopy_core::{JobRecord, JobState, StepState};
use canopy_engine::job;

use crate::desk::{Desk, journal, learned, states, to};

/// A job of three moves, held after the first.
async fn held(desk: &Desk) -> JobRecord {
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let changes = ["Payments", "Orders", "Search"].map(|name| to(&tree, name, "staging"));
    let plan = learned(&session, &changes).await;
    let engine = desk.engine().clone();
    let hold = |job: &JobRecord| {
        if states(job) == [StepState::Done, StepState::Pending, StepState::Pending] {
            job::pause(&engine, &job.id).expect("it runs here");
        }
    };
    let job = job::run(&session, plan, None, hold).await;
    let job = job.expect("it is carried through");
    assert_eq!(job.state, JobState::Paused);
    assert!(job.ended_at.is_none());
    assert_eq!(desk.books().calls("MoveAccount").await, 1);
    job
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_held_goes_on_where_it_was_also_after_a_restart() {
    let desk = Desk::open();
    let job = held(&desk).await;
    let desk = desk.reopen().await;
    let session = desk.session().await;
    assert_eq!(
        job::tend(&session).await.expect("it looks"),
        0,
        "what a person holds goes on when the person says so"
    );
    let ended = job::resume(&session, &job.id).await.expect("it goes on");
    assert_eq!(states(&ended), [StepState::Done; 3]);
    assert_eq!(ended.state, JobState::Done);
    assert_eq!(
        desk.books().calls("MoveAccount").await,
        2,
        "the first move was not made again"
    );
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_held_can_be_given_up_and_what_was_done_taken_back() {
    let desk = Desk::open();
    let job = held(&desk).await;
    job::cancel(desk.engine(), &job.id).expect("it is at rest");
    let session = desk.session().await;
    let given_up = journal(&session, &job);
    assert_eq!(given_up.state, JobState::Cancelled);
    assert_eq!(
        states(&given_up),
        [StepState::Done, StepState::Skipped, StepState::Skipped]
    );
    let undone = crate::desk::undo(&session, &given_up).await;
    assert_eq!(states(&undone), [StepState::Done]);
}
