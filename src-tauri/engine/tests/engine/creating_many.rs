//! Twenty accounts by one plan: five at a time, each in a lane of its own that ends by itself.

use canopy_core::{Change, Code, JobState, StepState};
use canopy_engine::job;

use crate::{
    accounts::create,
    desk::{Desk, learned, place},
};

fn twenty(session: &canopy_engine::session::Session) -> Vec<Change> {
    let staging = place(&session.tree().expect("a tree"), "staging");
    (0..20)
        .map(|nth| {
            let email = format!("aws+team{nth}@northwind.example.com");
            create(&format!("Team {nth}"), &email, Some(staging.clone()))
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn twenty_accounts_are_made_five_at_a_time() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let staging = place(&session.tree().expect("a tree"), "staging");
    let plan = learned(&session, &twenty(&session)).await;
    let most = std::sync::atomic::AtomicUsize::new(0);
    let watch = |job: &canopy_core::JobRecord| {
        let begun = job.steps.iter().filter(|it| it.state == StepState::Started);
        most.fetch_max(begun.count(), std::sync::atomic::Ordering::Relaxed);
    };
    let done = job::run(&session, plan, None, watch)
        .await
        .expect("it is carried through");
    assert_eq!(done.state, JobState::Done, "{:#?}", done.steps);
    let most = most.into_inner();
    assert!((2..=5).contains(&most), "{most} at once");
    for nth in 0..20 {
        let email = format!("aws+team{nth}@northwind.example.com");
        let accounts = books.accounts_with(&email).await;
        assert_eq!(accounts.len(), 1, "{email}");
        assert_eq!(accounts[0]["membership"]["parentId"], staging.as_str());
    }
    assert_eq!(
        books.calls("CreateAccount").await,
        20,
        "AWS never said that more than five are under way"
    );
}

#[tokio::test(start_paused = true)]
async fn an_address_that_is_taken_ends_its_own_row_only() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let mut changes = twenty(&session);
    // Litware is outside the organization, so only AWS can know.
    changes[3] = create("Litware Copy", "aws@litware.example.com", None);
    let plan = learned(&session, &changes).await;
    let ended = job::run(&session, plan, None, |_| {})
        .await
        .expect("it is carried through");
    assert_eq!(ended.state, JobState::Failed);
    let failed: Vec<_> = ended.steps.iter().filter(|it| it.error.is_some()).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].error.as_ref().expect("why").code, Code::Conflict);
    let skipped = ended
        .steps
        .iter()
        .filter(|it| it.state == StepState::Skipped);
    assert_eq!(skipped.count(), 1, "its role is not awaited");
    let done = ended.steps.iter().filter(|it| it.state == StepState::Done);
    assert_eq!(
        done.count(),
        19 * 3,
        "all the others are made, moved and usable"
    );
}

#[tokio::test(start_paused = true)]
async fn accounts_that_somebody_else_makes_as_well_are_waited_for() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    books
        .meddle(|state| {
            let id = crate::books::organization(state)["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            let later = "2099-01-01T00:00:00Z";
            for nth in 0..5 {
                let request = format!("car-{nth:032}");
                state["organizations"][&id]["createRequests"][&request] = serde_json::json!({
                    "id": request, "accountName": "Theirs", "email": format!("t{nth}@example.com"),
                    "roleName": "Admin", "state": "IN_PROGRESS", "requestedAt": later,
                });
            }
        })
        .await;
    let change = create("Ledger", "aws+ledger@northwind.example.com", None);
    let job = crate::desk::carry(&session, &[change]).await;
    assert_eq!(job.state, JobState::Waiting, "{:?}", job.steps);
    let waits_for = job.waits_for.as_deref().expect("it says for what");
    assert!(
        waits_for.contains("as many as AWS creates at once"),
        "{waits_for}"
    );
    books
        .meddle(|state| {
            let id = crate::books::organization(state)["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            state["organizations"][&id]["createRequests"] = serde_json::json!({});
        })
        .await;
    let ended = job::resume(&session, &job.id).await.expect("it goes on");
    assert_eq!(ended.state, JobState::Done, "{:?}", ended.steps);
}
