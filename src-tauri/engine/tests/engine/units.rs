//! Organizational units: made, renamed, deleted, and back.

use canopy_core::{Change, Code, JobState, StepState};
use canopy_engine::job;

use crate::desk::{Desk, apply, named, ou, place, plan, states, undo};

#[tokio::test(start_paused = true)]
async fn a_unit_is_made_renamed_and_deleted_and_each_can_be_taken_back() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let tree = || session.tree().expect("a tree");

    let parent = place(&tree(), "Workloads");
    let made = apply(
        &session,
        &[Change::CreateOu {
            parent: parent.clone(),
            name: "qa".to_owned(),
        }],
    )
    .await;
    assert_eq!(states(&made), [StepState::Done]);
    let receipt = made.steps[0].receipt.clone().expect("a receipt");
    let id = receipt.made.ou_id.expect("the new unit's id");
    assert!(receipt.request_id.is_some());
    let units = books.units_named("qa").await;
    assert_eq!(units.len(), 1);
    assert_eq!(
        (&units[0]["id"], &units[0]["parentId"]),
        (&id.as_str().into(), &parent.as_str().into())
    );
    assert_eq!(
        ou(&tree(), "qa"),
        id,
        "the tree knows its id without a load"
    );

    let renamed = apply(
        &session,
        &[Change::RenameOu {
            ou: id.clone(),
            name: "quality".to_owned(),
        }],
    )
    .await;
    assert_eq!(states(&renamed), [StepState::Done]);
    assert_eq!(books.units_named("quality").await[0]["id"], id.as_str());
    undo(&session, &renamed).await;
    assert_eq!(
        books.units_named("qa").await[0]["id"],
        id.as_str(),
        "it has its name back"
    );
    assert_eq!(ou(&tree(), "qa"), id);

    let deleted = apply(&session, &[Change::DeleteOu { ou: id.clone() }]).await;
    assert_eq!(states(&deleted), [StepState::Done]);
    assert!(books.units_named("qa").await.is_empty());
    assert!(tree().get(&id.clone().into()).is_none());
    let back = undo(&session, &deleted).await;
    assert_eq!(back.state, JobState::Done);
    let again = books.units_named("qa").await;
    assert_eq!(again.len(), 1, "it is there again");
    assert_ne!(
        again[0]["id"],
        id.as_str(),
        "with another id, for AWS gives none twice"
    );
    assert_eq!(named(&tree(), "qa").id.as_str(), again[0]["id"]);
}

#[tokio::test(start_paused = true)]
async fn undoing_a_creation_deletes_the_unit() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let root = session.tree().expect("a tree").root_id();
    let made = apply(
        &session,
        &[Change::CreateOu {
            parent: root,
            name: "Labs".to_owned(),
        }],
    )
    .await;
    assert_eq!(desk.books().units_named("Labs").await.len(), 1);
    let undone = undo(&session, &made).await;
    assert_eq!(undone.state, JobState::Done);
    assert!(desk.books().units_named("Labs").await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_name_that_somebody_took_meanwhile_is_a_conflict() {
    let desk = Desk::open();
    let other = desk.loaded().await;
    let root = other.tree().expect("a tree").root_id();
    let change = Change::CreateOu {
        parent: root,
        name: "Labs".to_owned(),
    };
    let plan = plan(&other, std::slice::from_ref(&change));
    apply(&other, &[change]).await;
    let ended = job::run(&other, plan, None, |_| {})
        .await
        .expect("the job is carried through");
    assert_eq!(states(&ended), [StepState::Conflict]);
    assert_eq!(
        ended.steps[0].error.as_ref().expect("why").message,
        "/ holds an organizational unit named Labs already"
    );
    assert_eq!(desk.books().units_named("Labs").await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_unit_that_somebody_renamed_meanwhile_is_a_conflict() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let tree = session.tree().expect("a tree");
    let sandbox = ou(&tree, "Sandbox");
    let plan = plan(
        &session,
        &[Change::RenameOu {
            ou: sandbox.clone(),
            name: "Playground".to_owned(),
        }],
    );
    let organization = tree.organization.id.as_str();
    books
        .meddle(|state| {
            state["organizations"][organization]["ous"][sandbox.as_str()]["name"] = "Toys".into();
        })
        .await;
    let ended = job::run(&session, plan, None, |_| {})
        .await
        .expect("the job is carried through");
    assert_eq!(states(&ended), [StepState::Conflict]);
    let failure = ended.steps[0].error.as_ref().expect("why");
    assert_eq!(
        (failure.code, failure.message.as_str()),
        (
            Code::Conflict,
            "it was expected to be named Sandbox and is named Toys"
        )
    );
    assert_eq!(
        books.units_named("Toys").await.len(),
        1,
        "it keeps the name somebody gave it"
    );
}

#[tokio::test(start_paused = true)]
async fn a_unit_that_somebody_filled_meanwhile_is_not_deleted() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let root = session.tree().expect("a tree").root_id();
    apply(
        &session,
        &[Change::CreateOu {
            parent: root,
            name: "Labs".to_owned(),
        }],
    )
    .await;
    let tree = session.tree().expect("a tree");
    let labs = ou(&tree, "Labs");
    let plan = plan(&session, &[Change::DeleteOu { ou: labs.clone() }]);
    books
        .move_away(&crate::desk::account(&tree, "DNS"), labs.as_str())
        .await;
    let ended = job::run(&session, plan, None, |_| {})
        .await
        .expect("the job is carried through");
    assert_eq!(states(&ended), [StepState::Conflict]);
    assert_eq!(
        ended.steps[0].error.as_ref().expect("why").message,
        "Labs was expected to be empty and holds accounts"
    );
    assert_eq!(books.calls("DeleteOrganizationalUnit").await, 0);
}
