//! Jobs whose calls go wrong: what AWS did not do is done again, what it did is not done twice.

use canopy_core::{Code, JobState, StepState};
use canopy_engine::job;

use crate::desk::{Desk, account, apply, place, plan, states, to};

#[tokio::test(start_paused = true)]
async fn a_write_that_fails_in_passing_happens_once() {
    for code in ["Throttle", "InternalError", "Timeout", "LostReply"] {
        for count in 1..=2 {
            let desk = Desk::open();
            let session = desk.loaded().await;
            let books = desk.books();
            let tree = session.tree().expect("a tree");
            let id = account(&tree, "Payments");
            books.faults("MoveAccount", code, count, 0).await;
            let done = apply(&session, &[to(&tree, "Payments", "staging")]).await;
            assert_eq!(
                done.state,
                JobState::Done,
                "{code} {count} times passes by: {:?}",
                done.steps[0].error
            );
            assert_eq!(
                books.parent_of(&id).await,
                place(&tree, "staging").as_str(),
                "{code}"
            );
            assert_eq!(
                books.calls("MoveAccount").await,
                1,
                "{code}: AWS acted once"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_that_fails_in_passing_is_made_again() {
    for code in ["Throttle", "InternalError", "Timeout", "LostReply"] {
        let desk = Desk::open();
        let session = desk.loaded().await;
        let books = desk.books();
        let tree = session.tree().expect("a tree");
        books.faults("ListParents", code, 2, 0).await;
        let done = apply(&session, &[to(&tree, "Payments", "staging")]).await;
        assert_eq!(
            done.state,
            JobState::Done,
            "{code}: {:?}",
            done.steps[0].error
        );
        assert_eq!(books.calls("MoveAccount").await, 1, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_aws_refuses_stops_the_job_with_what_helps() {
    for (code, expected) in [
        ("AccessDenied", Code::Denied),
        ("ExpiredToken", Code::SignedOut),
    ] {
        for operation in ["MoveAccount", "ListParents"] {
            let desk = Desk::open();
            let session = desk.loaded().await;
            let books = desk.books();
            let tree = session.tree().expect("a tree");
            let changes = [
                to(&tree, "Payments", "staging"),
                to(&tree, "Orders", "staging"),
                to(&tree, "Search", "staging"),
            ];
            books.faults(operation, code, 1, 1).await;
            let ended = apply(&session, &changes).await;
            assert_eq!(ended.state, JobState::Failed, "{operation} {code}");
            assert_eq!(
                states(&ended),
                [StepState::Done, StepState::Failed, StepState::Skipped],
                "{operation} {code}"
            );
            let failure = ended.steps[1].error.as_ref().expect("why");
            assert_eq!(failure.code, expected);
            let helps = if expected == Code::Denied {
                format!("`organizations:{operation}`")
            } else {
                "Sign in again".to_owned()
            };
            assert!(
                failure
                    .hint
                    .as_ref()
                    .is_some_and(|hint| hint.contains(&helps)),
                "{operation} {code}: {failure:?}"
            );
            assert!(
                failure.request_id.is_some(),
                "AWS answered, so there is an id to tell support"
            );
            assert_eq!(
                books.parent_of(&account(&tree, "Search")).await,
                place(&tree, "prod").as_str(),
                "the rest was not begun"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_keeps_failing_fails_the_job_and_nothing_happened() {
    for (code, expected) in [
        ("Timeout", Code::Unreachable),
        ("InternalError", Code::Unreachable),
        ("Throttle", Code::Throttled),
    ] {
        let desk = Desk::open();
        let session = desk.loaded().await;
        let books = desk.books();
        let tree = session.tree().expect("a tree");
        books.faults("MoveAccount", code, 6, 0).await;
        let ended = apply(&session, &[to(&tree, "Payments", "staging")]).await;
        assert_eq!(ended.state, JobState::Failed, "{code}");
        assert_eq!(ended.steps[0].error.as_ref().expect("why").code, expected);
        assert_eq!(
            books.parent_of(&account(&tree, "Payments")).await,
            place(&tree, "prod").as_str()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_step_whose_end_nobody_knows_waits_for_a_look_and_is_not_taken_twice() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let tree = session.tree().expect("a tree");
    books.fault("MoveAccount", "LostReply").await;
    // The precondition is read, the look after the lost answer is not.
    books.faults("ListParents", "AccessDenied", 1, 1).await;
    let changes = [
        to(&tree, "Payments", "staging"),
        to(&tree, "Orders", "staging"),
    ];
    let paused = job::run(&session, plan(&session, &changes), None, |_| {})
        .await
        .expect("the job is carried through");
    assert_eq!(paused.state, JobState::Paused);
    assert_eq!(
        states(&paused),
        [StepState::Started, StepState::Pending],
        "it neither failed nor is it done"
    );
    let failure = paused.steps[0].error.as_ref().expect("why");
    assert!(
        failure.message.contains("whether AWS acted is not known"),
        "{failure}"
    );
    assert!(
        failure
            .hint
            .as_ref()
            .is_some_and(|hint| hint.contains("Resume")),
        "{failure:?}"
    );

    let done = job::resume(&session, &paused.id).await.expect("it goes on");
    assert_eq!(done.state, JobState::Done);
    assert_eq!(states(&done), [StepState::Done, StepState::Done]);
    assert_eq!(done.steps[0].error, None, "what was unknown is known now");
    assert_eq!(
        books.calls("MoveAccount").await,
        2,
        "each account was moved once"
    );
}
