//! Moving accounts, and what happens when somebody else moves them too.

use canopy_core::{Change, Code, JobState, StepState};
use canopy_engine::job;

use crate::desk::{Desk, account, apply, holder, place, plan, states, to, undo};

#[tokio::test(start_paused = true)]
async fn an_account_moves_and_undo_moves_it_back() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let tree = session.tree().expect("a tree");
    let id = account(&tree, "Payments Staging");
    let (staging, prod) = (place(&tree, "staging"), place(&tree, "prod"));

    let done = apply(&session, &[to(&tree, "Payments Staging", "prod")]).await;
    assert_eq!(
        (done.state, states(&done)),
        (JobState::Done, vec![StepState::Done])
    );
    assert_eq!(books.parent_of(&id).await, prod.as_str(), "AWS moved it");
    assert_eq!(
        holder(&session.tree().expect("a tree"), "Payments Staging"),
        prod,
        "and so did the tree, without a load"
    );
    let receipt = done.steps[0].receipt.as_ref().expect("a receipt");
    assert!(receipt.request_id.is_some(), "AWS's request id is kept");
    let kept = desk
        .engine()
        .store()
        .job(&done.id)
        .expect("the store")
        .expect("the job");
    assert_eq!(kept, done, "what is returned is what is written down");

    let undone = undo(&session, &done).await;
    assert_eq!(undone.state, JobState::Done);
    assert_eq!(undone.undoes.as_ref(), Some(&done.id));
    assert_eq!(
        books.parent_of(&id).await,
        staging.as_str(),
        "AWS moved it back"
    );
    assert_eq!(
        holder(&session.tree().expect("a tree"), "Payments Staging"),
        staging
    );
    let kept = desk
        .engine()
        .store()
        .job(&done.id)
        .expect("the store")
        .expect("the job");
    assert_eq!(
        kept.undone_by.as_ref(),
        Some(&undone.id),
        "the first knows who took it back"
    );
    let twice = job::plan_undo(&session, &done.id).await.expect("a plan");
    assert!(!twice.blockers.is_empty(), "nothing is undone twice");
    assert_eq!(books.calls("MoveAccount").await, 2);
}

#[tokio::test(start_paused = true)]
async fn several_accounts_move_in_order_and_go_back_together() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let tree = session.tree().expect("a tree");
    let names = ["Storefront Dev", "Payments Dev", "Network", "Forensics"];
    let changes: Vec<Change> = names
        .iter()
        .map(|name| to(&tree, name, "Sandbox"))
        .collect();
    let done = apply(&session, &changes).await;
    assert_eq!(states(&done), vec![StepState::Done; 4]);
    let sandbox = place(&tree, "Sandbox");
    for name in names {
        assert_eq!(
            books.parent_of(&account(&tree, name)).await,
            sandbox.as_str(),
            "{name}"
        );
    }
    let undone = undo(&session, &done).await;
    assert_eq!(states(&undone), vec![StepState::Done; 4]);
    for name in names {
        assert_eq!(
            books.parent_of(&account(&tree, name)).await,
            holder(&tree, name).as_str(),
            "{name} stands where it stood"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_that_somebody_moved_meanwhile_stops_the_job_as_a_conflict() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let tree = session.tree().expect("a tree");
    let changes = [
        to(&tree, "Payments", "staging"),
        to(&tree, "Orders", "staging"),
        to(&tree, "Search", "staging"),
    ];
    let plan = plan(&session, &changes);
    let (payments, orders, search) = (
        account(&tree, "Payments"),
        account(&tree, "Orders"),
        account(&tree, "Search"),
    );
    books
        .move_away(&orders, place(&tree, "Sandbox").as_str())
        .await;
    let before = books.state().await;

    let ended = job::run(&session, plan, None, |_| {})
        .await
        .expect("the job is carried through");
    assert_eq!(ended.state, JobState::Failed);
    assert_eq!(
        states(&ended),
        [StepState::Done, StepState::Conflict, StepState::Skipped]
    );
    let failure = ended.steps[1].error.as_ref().expect("why");
    assert_eq!(failure.code, Code::Conflict);
    assert_eq!(
        failure.message, "it was expected in /Workloads/prod and stands in /Sandbox",
        "it says what was expected and found"
    );
    assert!(failure.hint.is_some(), "and what to do");

    assert_eq!(
        books.parent_of(&payments).await,
        place(&tree, "staging").as_str(),
        "what was before it is done"
    );
    assert_eq!(
        books.parent_of(&orders).await,
        place(&tree, "Sandbox").as_str(),
        "it stays where somebody put it"
    );
    assert_eq!(
        books.parent_of(&search).await,
        place(&tree, "prod").as_str(),
        "what came after was not begun"
    );
    let mut expected = before;
    expected["accounts"][payments.as_str()]["membership"]["parentId"] =
        place(&tree, "staging").as_str().into();
    let mut now = books.state().await;
    for state in [&mut expected, &mut now] {
        state["random"] = serde_json::Value::Null;
        // Looking uses the keys, too.
        let management = session.caller().account_id.as_str();
        let keys = &mut state["accounts"][management]["iam"]["users"]["admin"]["accessKeys"];
        for key in keys.as_array_mut().expect("the administrator's keys") {
            key["lastUsed"] = serde_json::Value::Null;
        }
    }
    assert_eq!(now, expected, "nothing else changed");

    session.load().await.expect("it loads");
    assert_eq!(
        holder(&session.tree().expect("a tree"), "Orders"),
        place(&tree, "Sandbox"),
        "a look shows where it is"
    );
    let undone = crate::desk::undo(&session, &ended).await;
    assert_eq!(undone.steps.len(), 1, "only what was done is taken back");
    assert_eq!(
        books.parent_of(&payments).await,
        place(&tree, "prod").as_str()
    );
}

#[tokio::test(start_paused = true)]
async fn an_account_that_somebody_moved_to_the_same_place_is_done_without_a_call() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let tree = session.tree().expect("a tree");
    let plan = plan(&session, &[to(&tree, "Payments", "staging")]);
    books
        .move_away(
            &account(&tree, "Payments"),
            place(&tree, "staging").as_str(),
        )
        .await;
    let ended = job::run(&session, plan, None, |_| {})
        .await
        .expect("the job is carried through");
    assert_eq!(states(&ended), [StepState::Done]);
    assert_eq!(books.calls("MoveAccount").await, 0);
    let receipt = ended.steps[0].receipt.as_ref().expect("a receipt");
    assert_eq!(receipt.request_id, None, "no call, no request id");
}

#[tokio::test(start_paused = true)]
async fn an_account_that_left_meanwhile_is_a_conflict() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let tree = session.tree().expect("a tree");
    let plan = plan(&session, &[to(&tree, "Payments", "staging")]);
    let id = account(&tree, "Payments");
    books
        .meddle(|state| state["accounts"][id.as_str()]["membership"] = serde_json::Value::Null)
        .await;
    let ended = job::run(&session, plan, None, |_| {})
        .await
        .expect("the job is carried through");
    assert_eq!(states(&ended), [StepState::Conflict]);
    let failure = ended.steps[0].error.as_ref().expect("why");
    assert!(
        failure.message.contains("not in the organization any more"),
        "{failure}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_stopped_between_steps_leaves_the_rest_alone() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let tree = session.tree().expect("a tree");
    let changes = [
        to(&tree, "Payments", "staging"),
        to(&tree, "Orders", "staging"),
        to(&tree, "Search", "staging"),
    ];
    let engine = desk.engine().clone();
    let stop = |job: &canopy_core::JobRecord| {
        if states(job) == [StepState::Done, StepState::Pending, StepState::Pending] {
            job::cancel(&engine, &job.id).expect("it runs here");
        }
    };
    let ended = job::run(&session, plan(&session, &changes), None, stop)
        .await
        .expect("the job is carried through");
    assert_eq!(ended.state, JobState::Cancelled);
    assert_eq!(
        states(&ended),
        [StepState::Done, StepState::Skipped, StepState::Skipped]
    );
    assert!(ended.ended_at.is_some());
    assert_eq!(
        books.calls("MoveAccount").await,
        1,
        "AWS was not asked for the rest"
    );
    assert_eq!(
        books.parent_of(&account(&tree, "Orders")).await,
        place(&tree, "prod").as_str()
    );
    let again = job::resume(&session, &ended.id)
        .await
        .expect_err("it is over");
    assert_eq!(again.code, Code::Invalid);
    let late = job::cancel(&engine, &ended.id).expect_err("it is over");
    assert_eq!(late.code, Code::Invalid);
    let next = apply(&session, &[to(&tree, "Orders", "staging")]).await;
    assert_eq!(next.state, JobState::Done, "the lease was given back");
}
