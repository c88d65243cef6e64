//! Closing accounts: three at once, so many in 30 days, and a queue that survives the end of Canopy.

use canopy_core::{AccountId, Change, JobRecord, JobState, StepState};
use canopy_engine::job;

use crate::{
    books::{Books, organization},
    desk::{Desk, account, carry, journal, learned, states, words},
};

const DAY: i64 = 24 * 3600;

fn close(account: &AccountId) -> Change {
    Change::CloseAccount {
        account: account.clone(),
    }
}

async fn closed(books: &Books, account: &AccountId) -> bool {
    let state = books.account(account).await["state"].clone();
    state == "CLOSED" || state == "PENDING_CLOSURE"
}

/// As many closings in the last days as AWS allows in 30.
async fn use_up_the_quota(books: &Books, days_ago: i64) {
    let ago = jiff::Timestamp::now().as_second() - days_ago * DAY;
    let at = jiff::Timestamp::from_second(ago)
        .expect("a time")
        .to_string();
    books
        .meddle(|state| {
            let id = organization(state)["id"].clone();
            for nth in 0..250 {
                let closure =
                    serde_json::json!({"organizationId": id, "requestedAt": at, "polls": 9});
                state["closures"][format!("9999{nth:08}")] = closure;
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn four_closings_wait_for_the_three_that_aws_does_at_once_and_go_on() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let books = desk.books();
    let names = [
        "Sandbox Amara",
        "Sandbox Bruno",
        "Sandbox Chiara",
        "Sandbox Daniel",
    ];
    let accounts = names.map(|name| account(&tree, name));
    let job = carry(&session, &accounts.each_ref().map(close)).await;
    assert_eq!(job.state, JobState::Waiting, "{:?}", job.steps);
    assert_eq!(
        states(&job),
        [
            StepState::Done,
            StepState::Done,
            StepState::Done,
            StepState::Pending
        ]
    );
    let waits_for = job.waits_for.as_deref().expect("it says for what");
    assert!(
        waits_for.contains("as many as AWS closes at once"),
        "{waits_for}"
    );
    assert!(job.due_at.expect("it says when") > jiff::Timestamp::now());
    assert_eq!(
        job::tend(&session).await.expect("it looks"),
        0,
        "before that it is left alone"
    );
    books
        .meddle(|state| {
            for account in state["accounts"]
                .as_object_mut()
                .expect("accounts")
                .values_mut()
            {
                if account["state"] == "PENDING_CLOSURE" {
                    account["state"] = "CLOSED".into();
                }
            }
        })
        .await;
    let ended = job::resume(&session, &job.id).await.expect("it goes on");
    assert_eq!(states(&ended), [StepState::Done; 4]);
    assert_eq!(ended.state, JobState::Done);
    assert!(ended.waits_for.is_none() && ended.due_at.is_none());
    for account in &accounts {
        assert!(closed(&books, account).await);
    }
}

async fn waiting_for_the_quota(desk: &Desk, days_ago: i64) -> (AccountId, JobRecord) {
    let session = desk.loaded().await;
    let amara = account(&session.tree().expect("a tree"), "Sandbox Amara");
    use_up_the_quota(&desk.books(), days_ago).await;
    let job = carry(&session, &[close(&amara)]).await;
    assert_eq!(job.state, JobState::Waiting, "{:?}", job.steps);
    assert_eq!(states(&job), [StepState::Pending], "it has not begun");
    let waits_for = job.waits_for.as_deref().expect("it says for what");
    assert!(waits_for.contains("30 days"), "{waits_for}");
    (amara, job)
}

#[tokio::test(start_paused = true)]
async fn a_closing_beyond_the_quota_waits_survives_a_restart_and_goes_on() {
    let desk = Desk::open();
    let (amara, job) = waiting_for_the_quota(&desk, 0).await;
    let desk = desk.reopen().await;
    let session = desk.session().await;
    assert_eq!(
        journal(&session, &job).state,
        JobState::Waiting,
        "the queue survives"
    );
    let still = job::resume(&session, &job.id).await.expect("it looks");
    assert_eq!(still.state, JobState::Waiting, "the quota has no room yet");
    let books = desk.books();
    assert!(!closed(&books, &amara).await);
    books.advance(31 * DAY).await;
    let ended = job::resume(&session, &job.id).await.expect("it goes on");
    assert_eq!(ended.state, JobState::Done, "{:?}", ended.steps);
    assert!(closed(&books, &amara).await);
}

#[tokio::test(start_paused = true)]
async fn what_waits_holds_no_lease_and_can_be_cancelled() {
    let desk = Desk::open();
    let (amara, job) = waiting_for_the_quota(&desk, 0).await;
    let session = desk.session().await;
    let tree = session.tree().expect("a tree");
    let moved = carry(&session, &[crate::desk::to(&tree, "Payments", "staging")]).await;
    assert_eq!(moved.state, JobState::Done, "others may work meanwhile");
    job::cancel(desk.engine(), &job.id).expect("it is at rest");
    let cancelled = journal(&session, &job);
    assert_eq!(cancelled.state, JobState::Cancelled);
    assert_eq!(states(&cancelled), [StepState::Skipped]);
    desk.books().advance(31 * DAY).await;
    assert_eq!(job::tend(&session).await.expect("it looks"), 0);
    assert!(!closed(&desk.books(), &amara).await);
}

#[tokio::test(start_paused = true)]
async fn the_plan_says_how_many_closings_there_were_and_what_closing_means() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let amara = account(&session.tree().expect("a tree"), "Sandbox Amara");
    let before = learned(&session, &[close(&amara)]).await;
    let told = before.impact.join(" ");
    assert!(
        told.contains("250 accounts in 30 days") && told.contains("3 at once"),
        "{told}"
    );
    assert!(told.contains("closed 0 in the last 30 days"), "{told}");
    assert!(told.contains("90 days"), "{told}");
    carry(&session, &[close(&amara)]).await;
    let bruno = account(&session.tree().expect("a tree"), "Sandbox Bruno");
    let after = learned(&session, &[close(&bruno)]).await;
    let told = after.impact.join(" ");
    assert!(told.contains("closed 1 in the last 30 days"), "{told}");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_closed_is_a_blocker() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    for (name, why) in [
        ("Northwind", "the management account cannot be closed"),
        ("Old Webshop", "is closed or being closed already"),
        ("Sandbox Elif", "is closed or being closed already"),
    ] {
        let plan = learned(&session, &[close(&account(&tree, name))]).await;
        let blocker = plan.blockers.first().expect("a blocker");
        assert!(words(blocker).contains(why), "{name}: {blocker}");
    }
}
