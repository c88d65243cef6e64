//! Somebody else writes under a running plan: what they did stays, and the step says what it expected and
//! what it found.

use canopy_core::{Change, Code, Failure, JobRecord, JobState, StepState};
use canopy_engine::job;
use serde_json::Value;

use crate::{
    books::{Books, organization},
    desk::{Desk, account, learned, ou, place, states, to, words},
};

/// Plans, lets somebody else change the organization, and applies.
async fn under_a_plan(
    desk: &Desk,
    changes: &[Change],
    meddle: impl FnOnce(&mut Value),
) -> JobRecord {
    let session = desk.session().await;
    let plan = learned(&session, changes).await;
    assert_eq!(plan.blockers, []);
    desk.books().meddle(meddle).await;
    job::run(&session, plan, None, |_| {})
        .await
        .expect("it is carried through")
}

fn conflict(job: &JobRecord) -> &Failure {
    assert_eq!(job.state, JobState::Failed, "{:#?}", job.steps);
    let record = job.steps.iter().find(|it| it.state == StepState::Conflict);
    let failure = record.expect("a conflict").error.as_ref().expect("why");
    assert_eq!(failure.code, Code::Conflict);
    failure
}

fn units(state: &mut Value) -> &mut Value {
    let id = organization(state)["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    &mut state["organizations"][&id]["ous"]
}

async fn name_of(books: &Books, unit: &canopy_core::OuId) -> Value {
    let state = books.state().await;
    organization(&state)["ous"][unit.as_str()]["name"].clone()
}

#[tokio::test(start_paused = true)]
async fn an_account_that_somebody_moved_stays_there_and_the_rest_is_not_begun() {
    let desk = Desk::open();
    let tree = desk.loaded().await.tree().expect("a tree");
    let payments = account(&tree, "Payments");
    let elsewhere = place(&tree, "Suspended");
    let changes = [
        to(&tree, "Payments", "staging"),
        to(&tree, "Orders", "staging"),
    ];
    let pointer = format!("/accounts/{payments}/membership/parentId");
    let job = under_a_plan(&desk, &changes, |state| {
        *state.pointer_mut(&pointer).expect("a member") = elsewhere.as_str().into();
    })
    .await;
    let failure = conflict(&job);
    assert_eq!(
        failure.message,
        "it was expected in /Workloads/prod and stands in /Suspended"
    );
    assert!(
        words(failure).contains("leave it there, or refresh"),
        "{failure}"
    );
    assert_eq!(states(&job), [StepState::Conflict, StepState::Skipped]);
    assert_eq!(desk.books().parent_of(&payments).await, elsewhere.as_str());
}

#[tokio::test(start_paused = true)]
async fn a_unit_that_somebody_renamed_keeps_their_name() {
    let desk = Desk::open();
    let tree = desk.loaded().await.tree().expect("a tree");
    let staging = ou(&tree, "staging");
    let change = Change::RenameOu {
        ou: staging.clone(),
        name: "stage".to_owned(),
    };
    let job = under_a_plan(&desk, &[change], |state| {
        units(state)[staging.as_str()]["name"] = "preview".into();
    })
    .await;
    assert_eq!(
        conflict(&job).message,
        "it was expected to be named staging and is named preview"
    );
    assert_eq!(name_of(&desk.books(), &staging).await, "preview");
}

#[tokio::test(start_paused = true)]
async fn a_name_that_somebody_else_wrote_into_an_account_stays() {
    let desk = Desk::open();
    let tree = desk.loaded().await.tree().expect("a tree");
    let payments = account(&tree, "Payments");
    let change = Change::RenameAccount {
        account: payments.clone(),
        name: "Payments EU".to_owned(),
    };
    let job = under_a_plan(&desk, &[change], |state| {
        state["accounts"][payments.as_str()]["name"] = "Payments Global".into();
    })
    .await;
    assert!(conflict(&job).message.contains("is named Payments Global"));
    assert_eq!(
        desk.books().account(&payments).await["name"],
        "Payments Global"
    );
}

#[tokio::test(start_paused = true)]
async fn a_destination_or_an_account_that_is_gone_is_named() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let root = session.tree().expect("a tree").root_id();
    let made = Change::CreateOu {
        parent: root,
        name: "Labs".to_owned(),
    };
    crate::desk::carry(&session, &[made]).await;
    let tree = session.tree().expect("a tree");
    let labs = ou(&tree, "Labs");
    let job = under_a_plan(&desk, &[to(&tree, "Payments", "Labs")], |state| {
        units(state)
            .as_object_mut()
            .expect("units")
            .remove(labs.as_str());
    })
    .await;
    assert_eq!(job.state, JobState::Failed);
    let failure = job.steps[0].error.as_ref().expect("why");
    assert_eq!(failure.code, Code::NotFound, "{failure}");

    let amara = account(&tree, "Sandbox Amara");
    let job = under_a_plan(&desk, &[to(&tree, "Sandbox Amara", "staging")], |state| {
        state["accounts"][amara.as_str()]["membership"] = Value::Null;
    })
    .await;
    assert!(
        conflict(&job)
            .message
            .contains("is not in the organization any more")
    );
}

#[tokio::test(start_paused = true)]
async fn a_unit_that_was_moved_under_is_neither_deleted_nor_made_twice() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    crate::world::enrich(&desk.books()).await;
    session.load().await.expect("it loads");
    let tree = session.tree().expect("a tree");
    let (epsilon, payments) = (ou(&tree, "epsilon"), account(&tree, "Payments"));
    let pointer = format!("/accounts/{payments}/membership/parentId");
    let job = under_a_plan(
        &desk,
        &[Change::DeleteOu {
            ou: epsilon.clone(),
        }],
        |state| {
            *state.pointer_mut(&pointer).expect("a member") = epsilon.as_str().into();
        },
    )
    .await;
    assert!(
        conflict(&job)
            .message
            .contains("was expected to be empty and holds accounts")
    );
    assert_eq!(name_of(&desk.books(), &epsilon).await, "epsilon");

    let workloads = place(&tree, "Workloads");
    let change = Change::CreateOu {
        parent: workloads.clone(),
        name: "qa".to_owned(),
    };
    let job = under_a_plan(&desk, &[change], |state| {
        units(state)["ou-x8ed-theirs00"] = serde_json::json!({
            "id": "ou-x8ed-theirs00", "name": "qa", "parentId": workloads.as_str(),
        });
    })
    .await;
    assert!(
        conflict(&job)
            .message
            .contains("holds an organizational unit named qa already")
    );
    assert_eq!(desk.books().units_named("qa").await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_somebody_did_already_counts_as_done() {
    let desk = Desk::open();
    let tree = desk.loaded().await.tree().expect("a tree");
    let payments = account(&tree, "Payments");
    let staging = place(&tree, "staging");
    let pointer = format!("/accounts/{payments}/membership/parentId");
    let job = under_a_plan(&desk, &[to(&tree, "Payments", "staging")], |state| {
        *state.pointer_mut(&pointer).expect("a member") = staging.as_str().into();
    })
    .await;
    assert_eq!(job.state, JobState::Done);
    assert_eq!(
        desk.books().calls("MoveAccount").await,
        0,
        "there was nothing left to do"
    );
}

#[tokio::test(start_paused = true)]
async fn undo_leaves_alone_what_somebody_changed_since() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let payments = account(&tree, "Payments");
    let elsewhere = place(&tree, "Suspended");
    let done = crate::desk::carry(&session, &[to(&tree, "Payments", "staging")]).await;
    desk.books().move_away(&payments, elsewhere.as_str()).await;
    let undone = crate::desk::undo(&session, &done).await;
    assert!(conflict(&undone).message.contains("stands in /Suspended"));
    assert_eq!(desk.books().parent_of(&payments).await, elsewhere.as_str());
    let kept = crate::desk::journal(&session, &done);
    assert!(kept.undone_by.is_none(), "it was not taken back");
}
