//! A journal that cannot be written: nothing is done that it does not know of.

use canopy_core::{Code, JobState, StepState};
use canopy_engine::job;

use crate::desk::{Desk, account, place, plan, to};

#[tokio::test(start_paused = true)]
async fn without_a_journal_nothing_is_done() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    desk.database()
        .execute_batch(
            "CREATE TRIGGER full BEFORE UPDATE ON step BEGIN SELECT RAISE(ABORT, 'no space'); END",
        )
        .expect("a database that refuses");
    let failure = job::run(
        &session,
        plan(&session, &[to(&tree, "Payments", "staging")]),
        None,
        |_| {},
    )
    .await
    .expect_err("it cannot go on");
    assert_eq!(failure.code, Code::Unexpected);
    assert_eq!(
        desk.books().calls("MoveAccount").await,
        0,
        "a step that is not written down is not begun"
    );
    desk.database()
        .execute_batch("DROP TRIGGER full")
        .expect("it is good again");
    let done = job::resume_all(&session).await.expect("it goes on");
    assert_eq!(
        done.iter().map(|job| job.state).collect::<Vec<_>>(),
        [JobState::Done]
    );
}

#[tokio::test(start_paused = true)]
async fn a_step_whose_end_could_not_be_written_down_is_not_done_twice() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    desk.database()
        .execute_batch(
            "CREATE TRIGGER full BEFORE UPDATE ON step WHEN new.content LIKE '%\"state\":\"done\"%'
             BEGIN SELECT RAISE(ABORT, 'no space'); END",
        )
        .expect("a database that refuses");
    job::run(
        &session,
        plan(&session, &[to(&tree, "Payments", "staging")]),
        None,
        |_| {},
    )
    .await
    .expect_err("it cannot go on");
    let books = desk.books();
    assert_eq!(
        books.parent_of(&account(&tree, "Payments")).await,
        place(&tree, "staging").as_str(),
        "AWS acted"
    );
    let left = desk
        .engine()
        .store()
        .unfinished_jobs(session.id())
        .expect("the store");
    assert_eq!(
        left[0].steps[0].state,
        StepState::Started,
        "the journal knows that it began"
    );
    desk.database()
        .execute_batch("DROP TRIGGER full")
        .expect("it is good again");
    let done = job::resume_all(&session).await.expect("it goes on");
    assert_eq!(done[0].state, JobState::Done);
    assert_eq!(books.calls("MoveAccount").await, 1);
}
