//! Accounts that are made.

use canopy_core::{AccountId, Change, Code, JobState, ParentId, StepState, step::Tag};
use serde_json::json;

use crate::{
    books::organization,
    desk::{Desk, apply, holder, place, plan, states, undo},
};

pub(crate) fn create(name: &str, email: &str, to: Option<ParentId>) -> Change {
    Change::CreateAccount {
        name: name.to_owned(),
        email: email.to_owned(),
        to,
        role_name: None,
        tags: Vec::new(),
        hide_billing: false,
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_is_made_with_its_tags_and_ends_where_it_belongs() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let prod = place(&session.tree().expect("a tree"), "prod");
    let tag = |key: &str, value: &str| Tag {
        key: key.to_owned(),
        value: value.to_owned(),
    };
    let change = Change::CreateAccount {
        name: "Ledger".to_owned(),
        email: "aws+ledger@northwind.example.com".to_owned(),
        to: Some(prod.clone()),
        role_name: Some("Admin".parse().expect("a role name")),
        tags: vec![tag("team", "payments"), tag("stage", "prod")],
        hide_billing: false,
    };
    let done = apply(&session, &[change]).await;
    assert_eq!(done.state, JobState::Done);
    assert_eq!(states(&done), [StepState::Done; 3]);

    let accounts = books
        .accounts_with("aws+ledger@northwind.example.com")
        .await;
    assert_eq!(accounts.len(), 1);
    let id: AccountId = accounts[0]["id"]
        .as_str()
        .expect("an id")
        .parse()
        .expect("an id");
    assert_eq!(accounts[0]["membership"]["parentId"], prod.as_str());
    assert_eq!(
        accounts[0]["membership"]["tags"],
        json!({"team": "payments", "stage": "prod"})
    );
    assert!(
        accounts[0]["iam"]["roles"]["Admin"].is_object(),
        "the role has the name that was asked for"
    );
    for step in &done.steps {
        let receipt = step.receipt.as_ref().expect("a receipt");
        assert_eq!(
            receipt.made.account_id.as_ref(),
            Some(&id),
            "all receipts name the account"
        );
    }
    for written in &done.steps[..2] {
        let receipt = written.receipt.as_ref().expect("a receipt");
        assert!(receipt.request_id.is_some());
    }
    assert!(
        done.steps[0]
            .request
            .as_ref()
            .is_some_and(|request| request.starts_with("car-")),
        "AWS's handle is kept"
    );
    assert_eq!(
        holder(&session.tree().expect("a tree"), "Ledger"),
        prod,
        "the tree shows it without a load"
    );

    let undone = undo(&session, &done).await;
    assert_eq!(undone.steps.len(), 1, "only the move has a way back");
    let root = session.tree().expect("a tree").root_id();
    assert_eq!(books.parent_of(&id).await, root.as_str());
}

#[tokio::test(start_paused = true)]
async fn a_plan_says_that_an_account_cannot_be_unmade() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let plan = plan(
        &session,
        &[create("Ledger", "aws+ledger@northwind.example.com", None)],
    );
    assert_eq!(
        plan.without_return,
        ["A created account cannot be uncreated, only closed."]
    );
}

#[tokio::test(start_paused = true)]
async fn an_address_that_another_account_of_aws_has_fails_the_job_and_leaves_no_move() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let prod = place(&session.tree().expect("a tree"), "prod");
    // Litware is outside the organization, so only AWS can know.
    let done = apply(
        &session,
        &[create("Ledger", "aws@litware.example.com", Some(prod))],
    )
    .await;
    assert_eq!(done.state, JobState::Failed);
    assert_eq!(
        states(&done),
        [StepState::Conflict, StepState::Skipped, StepState::Skipped]
    );
    let failure = done.steps[0].error.as_ref().expect("why");
    assert_eq!(failure.code, Code::Conflict);
    assert!(
        failure.message.contains("EMAIL_ALREADY_EXISTS"),
        "{failure}"
    );
    assert!(
        failure
            .hint
            .as_ref()
            .is_some_and(|hint| hint.contains("plus sign")),
        "it says what helps"
    );
    assert_eq!(desk.books().calls("MoveAccount").await, 0);
}

#[tokio::test(start_paused = true)]
async fn a_full_organization_gets_no_account() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    books
        .meddle(|state| {
            let id = organization(state)["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            state["organizations"][&id]["accountQuota"] = 10.into();
        })
        .await;
    let done = apply(
        &session,
        &[create("Ledger", "aws+ledger@northwind.example.com", None)],
    )
    .await;
    assert_eq!(states(&done), [StepState::Failed, StepState::Skipped]);
    assert_eq!(done.steps[0].error.as_ref().expect("why").code, Code::Quota);
    assert!(
        books
            .accounts_with("aws+ledger@northwind.example.com")
            .await
            .is_empty()
    );
}

#[tokio::test(start_paused = true)]
async fn an_address_in_the_organization_is_a_blocker() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let plan = plan(
        &session,
        &[create(
            "Ledger",
            "AWS+payments-prod@northwind.example.com",
            None,
        )],
    );
    assert_eq!(
        plan.blockers.first().map(|blocker| blocker.code),
        Some(Code::Conflict),
        "whatever its case"
    );
}
