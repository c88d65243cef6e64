//! Writes whose answer was lost: what AWS did is found by looking, and is not done twice.

use canopy_core::{Change, JobState, StepState};

use crate::{
    accounts::create,
    desk::{Desk, apply, named, ou, place, states},
};

const LEDGER: &str = "aws+ledger@northwind.example.com";

#[tokio::test(start_paused = true)]
async fn a_unit_whose_answer_was_lost_is_found_by_looking() {
    for code in ["LostReply", "Timeout", "InternalError"] {
        let desk = Desk::open();
        let session = desk.loaded().await;
        let books = desk.books();
        let tree = session.tree().expect("a tree");
        books.fault("CreateOrganizationalUnit", code).await;
        let done = apply(
            &session,
            &[Change::CreateOu {
                parent: place(&tree, "Workloads"),
                name: "qa".to_owned(),
            }],
        )
        .await;
        assert_eq!(
            done.state,
            JobState::Done,
            "{code}: {:?}",
            done.steps[0].error
        );
        let units = books.units_named("qa").await;
        assert_eq!(units.len(), 1, "{code}: one unit, not two and not none");
        let made = done.steps[0]
            .receipt
            .as_ref()
            .expect("a receipt")
            .made
            .ou_id
            .clone()
            .expect("its id");
        assert_eq!(
            units[0]["id"],
            made.as_str(),
            "{code}: the receipt knows its id"
        );
        assert_eq!(
            named(&session.tree().expect("a tree"), "qa").id,
            made.into()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_renaming_and_a_deletion_whose_answer_was_lost_are_found_by_looking() {
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
    let labs = ou(&session.tree().expect("a tree"), "Labs");
    books.fault("UpdateOrganizationalUnit", "LostReply").await;
    let renamed = apply(
        &session,
        &[Change::RenameOu {
            ou: labs.clone(),
            name: "Lab".to_owned(),
        }],
    )
    .await;
    assert_eq!(states(&renamed), [StepState::Done]);
    assert_eq!(books.units_named("Lab").await.len(), 1);
    books.fault("DeleteOrganizationalUnit", "LostReply").await;
    let deleted = apply(&session, &[Change::DeleteOu { ou: labs }]).await;
    assert_eq!(
        states(&deleted),
        [StepState::Done],
        "that it is gone is what was wanted"
    );
    assert!(books.units_named("Lab").await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_account_whose_answer_was_lost_is_made_once() {
    for code in ["LostReply", "Timeout", "InternalError", "Throttle"] {
        let desk = Desk::open();
        let session = desk.loaded().await;
        let books = desk.books();
        let staging = place(&session.tree().expect("a tree"), "staging");
        books.fault("CreateAccount", code).await;
        let done = apply(&session, &[create("Ledger", LEDGER, Some(staging.clone()))]).await;
        assert_eq!(
            done.state,
            JobState::Done,
            "{code}: {:?}",
            done.steps[0].error
        );
        let accounts = books.accounts_with(LEDGER).await;
        assert_eq!(
            accounts.len(),
            1,
            "{code}: one account, not two and not none"
        );
        assert_eq!(
            accounts[0]["membership"]["parentId"],
            staging.as_str(),
            "{code}"
        );
        assert_eq!(books.calls("CreateAccount").await, 1, "{code}: one request");
        let made = done.steps[0]
            .receipt
            .as_ref()
            .expect("a receipt")
            .made
            .account_id
            .clone()
            .expect("its id");
        assert_eq!(accounts[0]["id"], made.as_str(), "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn of_two_accounts_of_one_name_both_are_made_though_an_answer_was_lost() {
    for code in ["LostReply", "Timeout"] {
        let desk = Desk::open();
        let session = desk.loaded().await;
        let books = desk.books();
        books.faults("CreateAccount", code, 1, 1).await;
        let emails = [
            "aws+one@northwind.example.com",
            "aws+two@northwind.example.com",
        ];
        let done = apply(&session, &emails.map(|email| create("Twin", email, None))).await;
        assert_eq!(done.state, JobState::Done, "{code}");
        let created = done
            .steps
            .iter()
            .filter(|it| it.step.action() == "CreateAccount");
        assert_eq!(created.clone().count(), emails.len());
        for (step, email) in created.zip(emails) {
            let accounts = books.accounts_with(email).await;
            assert_eq!(accounts.len(), 1, "{code}: {email} is there once");
            let made = step
                .receipt
                .as_ref()
                .expect("a receipt")
                .made
                .account_id
                .clone()
                .expect("its id");
            assert_eq!(
                accounts[0]["id"],
                made.as_str(),
                "{code}: the receipt names the account of its own address"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_that_takes_its_time_survives_a_bad_poll() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    books
        .faults("DescribeCreateAccountStatus", "InternalError", 2, 1)
        .await;
    let done = apply(&session, &[create("Ledger", LEDGER, None)]).await;
    assert_eq!(done.state, JobState::Done);
    assert_eq!(books.accounts_with(LEDGER).await.len(), 1);
}
