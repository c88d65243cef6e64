//! For every kind of write the reply is cut after AWS has acted: what was done is found by looking, and the
//! world is the same as where no reply was lost.

use canopy_core::{JobRecord, JobState};
use canopy_engine::job;
use serde_json::Value;

use crate::{
    desk::Desk,
    kinds::{Case, WRITES, case},
    world::{differences, digest},
};

async fn applied(desk: &Desk, case: Case) -> JobRecord {
    let session = desk.engine().session(&case.connection).await;
    let session = session.expect("it signs in");
    drop(session.load().await);
    let plan = session.plan(&case.changes).await.expect("a plan");
    assert_eq!(plan.blockers, [], "the test's own plan is possible");
    let done = job::run(&session, plan, case.code, |_| {})
        .await
        .expect("it is carried through");
    session.cancel_loading();
    done
}

/// The world after a change, where nothing went wrong.
pub(crate) async fn expected(operation: &str) -> Value {
    let desk = Desk::open();
    let prepared = case(&desk, operation).await;
    let done = applied(&desk, prepared).await;
    assert_eq!(done.state, JobState::Done, "{operation}: {:?}", done.steps);
    digest(&desk.books().state().await)
}

#[tokio::test(start_paused = true)]
async fn whatever_reply_is_lost_the_change_is_made_once() {
    for operation in WRITES {
        let desk = Desk::open();
        let prepared = case(&desk, operation).await;
        let books = desk.books();
        let before = books.calls(operation).await;
        books.fault(operation, "LostReply").await;
        let done = applied(&desk, prepared).await;
        assert_eq!(done.state, JobState::Done, "{operation}: {:?}", done.steps);
        let calls = books.calls(operation).await - before;
        let wanted = done.steps.iter().filter(|it| it.step.action() == operation);
        assert_eq!(
            calls,
            wanted.count() as u64,
            "{operation}: AWS was asked no second time"
        );
        let world = digest(&books.state().await);
        let found = differences(&world, &expected(operation).await);
        assert!(found.is_empty(), "{operation}: {found:#?}");
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_call_fails_before_aws_acts_it_is_made_again() {
    for operation in WRITES {
        for code in ["Timeout", "InternalError", "Throttle"] {
            let desk = Desk::open();
            let prepared = case(&desk, operation).await;
            let books = desk.books();
            books.fault(operation, code).await;
            let done = applied(&desk, prepared).await;
            assert_eq!(
                done.state,
                JobState::Done,
                "{operation} {code}: {:?}",
                done.steps
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_ends_the_step_with_the_permission_that_is_missing() {
    for operation in WRITES {
        let desk = Desk::open();
        let prepared = case(&desk, operation).await;
        desk.books().fault(operation, "AccessDenied").await;
        let ended = applied(&desk, prepared).await;
        assert_eq!(ended.state, JobState::Failed, "{operation}");
        let failure = ended.steps.iter().find_map(|it| it.error.as_ref());
        let failure = failure.expect("why");
        assert_eq!(failure.code, canopy_core::Code::Denied, "{operation}");
        let hint = failure.hint.as_deref().unwrap_or_default();
        assert!(
            hint.contains(&format!(":{operation}`")),
            "{operation}: the hint names the permission: {hint}"
        );
        assert!(
            failure.request_id.is_some(),
            "{operation}: to ask AWS about"
        );
    }
}
