//! Another address for an account's root user: a code goes to it, and who gives the code has it.

use canopy_core::{AccountId, Change, Code, JobState, StepState};
use canopy_engine::job;

use crate::desk::{Desk, account, carry, learned, states, words};

const NEW: &str = "aws+payments-eu@northwind.example.com";

fn start(account: &AccountId) -> Change {
    Change::StartEmailChange {
        account: account.clone(),
        email: NEW.to_owned(),
    }
}

fn confirm(account: &AccountId) -> Change {
    Change::ConfirmEmailChange {
        account: account.clone(),
        email: NEW.to_owned(),
    }
}

#[tokio::test(start_paused = true)]
async fn the_code_from_the_mailbox_changes_the_address() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let books = desk.books();
    let started = carry(&session, &[start(&payments)]).await;
    assert_eq!(
        started.state,
        JobState::Done,
        "{:?}",
        started.steps[0].error
    );
    let old = books.account(&payments).await["email"].clone();
    assert_ne!(old, NEW, "nothing has changed yet");

    let plan = learned(&session, &[confirm(&payments)]).await;
    let without = job::start(&session, plan.clone(), None).expect_err("it needs the code");
    assert_eq!(without.code, Code::Invalid);
    assert!(words(&without).contains("one-time code"), "{without}");

    let code = books.code(NEW).await;
    let done = job::run(&session, plan, Some(code.clone()), |_| {})
        .await
        .expect("it is carried through");
    assert_eq!(done.state, JobState::Done, "{:?}", done.steps[0].error);
    assert_eq!(books.account(&payments).await["email"], NEW);
    let written = serde_json::to_string(&done).expect("JSON");
    assert!(
        !written.contains(&code),
        "the code is a secret and in no journal"
    );
    assert!(
        !done.can_be_undone(),
        "the old address would need a code, too"
    );
}

#[tokio::test(start_paused = true)]
async fn a_wrong_code_is_told_apart_from_other_mistakes() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let plan = learned(&session, &[confirm(&payments)]).await;
    let none = job::run(&session, plan.clone(), Some("123456".to_owned()), |_| {})
        .await
        .expect("it is carried through");
    let failure = none.steps[0].error.as_ref().expect("why");
    assert!(
        failure
            .message
            .contains("no change to this address is under way"),
        "{failure}"
    );
    carry(&session, &[start(&payments)]).await;
    let code = desk.books().code(NEW).await;
    let wrong = if code == "123456" { "654321" } else { "123456" };
    let refused = job::run(&session, plan, Some(wrong.to_owned()), |_| {})
        .await
        .expect("it is carried through");
    assert_eq!(states(&refused), [StepState::Failed]);
    let failure = refused.steps[0].error.as_ref().expect("why");
    assert_eq!(failure.code, Code::Invalid);
    assert!(
        words(failure).contains("does not accept this one-time code"),
        "{failure}"
    );
    assert!(words(failure).contains("24 hours"), "{failure}");
}

#[tokio::test(start_paused = true)]
async fn an_address_of_somebody_elses_is_refused_in_words() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let change = Change::StartEmailChange {
        account: payments,
        email: "aws@litware.example.com".to_owned(),
    };
    let refused = carry(&session, &[change]).await;
    let failure = refused.steps[0].error.as_ref().expect("why");
    assert_eq!(failure.code, Code::Conflict);
    assert!(words(failure).contains("another AWS account has that email address"));
}

#[tokio::test(start_paused = true)]
async fn whether_a_code_was_sent_cannot_be_seen_and_is_not_tried_again() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let books = desk.books();
    books.fault("StartPrimaryEmailUpdate", "LostReply").await;
    let ended = carry(&session, &[start(&payments)]).await;
    assert_eq!(states(&ended), [StepState::Failed]);
    let failure = ended.steps[0].error.as_ref().expect("why");
    assert_eq!(failure.code, Code::Unreachable);
    assert!(
        failure.message.contains("whether AWS sent a code to"),
        "{failure}"
    );
    let hint = failure.hint.as_deref().expect("what helps");
    assert!(
        hint.contains("Look into that mailbox") && hint.contains("confirm the address with it"),
        "{hint}"
    );
    assert_eq!(
        books.calls("StartPrimaryEmailUpdate").await,
        1,
        "a second code would make the first one worthless"
    );
    // What it says is so: the code that came can be used.
    let plan = learned(&session, &[confirm(&payments)]).await;
    let code = books.code(NEW).await;
    let done = job::run(&session, plan, Some(code), |_| {})
        .await
        .expect("it is carried through");
    assert_eq!(done.state, JobState::Done);
}
