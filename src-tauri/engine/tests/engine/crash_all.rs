//! The process is killed at every kind of write, before AWS acted and after: resumed, the world is the same
//! as where nobody was killed.

use canopy_core::{Change, Code, JobState, StepState};

use crate::{
    crash::{all_done, desk_behind_a_gate, killed, killed_at_the_gate, resume},
    desk::account,
    gate::Side,
    kinds::{WRITES, case},
    lost_replies_all::expected,
    world::{differences, digest},
};

async fn killed_at_every_write(side: Side) {
    for operation in WRITES {
        // Its code is gone with the process, see below.
        if operation == "AcceptPrimaryEmailUpdate" && side == Side::Before {
            continue;
        }
        let (desk, gate) = desk_behind_a_gate().await;
        let prepared = case(&desk, operation).await;
        let session = desk.engine().session(&prepared.connection).await;
        drop(session.expect("it signs in").load().await);
        gate.hold(operation, side);
        let (desk, job) = killed_at_the_gate(desk, &gate, prepared).await;
        let begun = job.steps.iter().find(|it| it.state == StepState::Started);
        let begun = begun.expect("it was written down before its call");
        assert_eq!(begun.step.action(), operation);
        let ended = resume(&desk, &job.id).await;
        assert_eq!(
            ended.state,
            JobState::Done,
            "{operation}: {:?}",
            ended.steps
        );
        let world = digest(&desk.books().state().await);
        let found = differences(&world, &expected(operation).await);
        assert!(found.is_empty(), "{operation} {side:?}: {found:#?}");
    }
}

#[tokio::test]
async fn whatever_was_done_when_the_process_died_is_not_done_twice() {
    killed_at_every_write(Side::After).await;
}

#[tokio::test]
async fn whatever_was_not_done_when_the_process_died_is_done_on_resuming() {
    killed_at_every_write(Side::Before).await;
}

#[tokio::test]
async fn a_one_time_code_is_gone_with_its_process_and_the_person_is_told_so() {
    let (desk, gate) = desk_behind_a_gate().await;
    let prepared = case(&desk, "AcceptPrimaryEmailUpdate").await;
    gate.hold("AcceptPrimaryEmailUpdate", Side::Before);
    let (desk, job) = killed_at_the_gate(desk, &gate, prepared).await;
    let ended = resume(&desk, &job.id).await;
    assert_eq!(ended.state, JobState::Failed);
    let failure = ended.steps[0].error.as_ref().expect("why");
    assert_eq!(failure.code, Code::Invalid);
    assert!(
        failure.message.contains("one-time code is gone"),
        "{failure}"
    );
    let hint = failure.hint.as_deref().expect("what helps");
    assert!(hint.contains("with the same code"), "{hint}");
}

#[tokio::test]
async fn a_code_that_was_asked_for_when_the_process_died_is_not_asked_for_again() {
    for (side, sent) in [(Side::After, 1), (Side::Before, 0)] {
        let (desk, gate) = desk_behind_a_gate().await;
        let payments = account(&desk.loaded().await.tree().expect("a tree"), "Payments");
        let change = Change::StartEmailChange {
            account: payments,
            email: "aws+payments-eu@northwind.example.com".to_owned(),
        };
        let (desk, job) = killed(desk, &gate, &[change], "StartPrimaryEmailUpdate", side).await;
        let ended = resume(&desk, &job.id).await;
        assert_eq!(ended.state, JobState::Failed);
        let failure = ended.steps[0].error.as_ref().expect("why");
        assert!(failure.message.contains("cannot be seen"), "{failure}");
        assert!(
            failure
                .hint
                .as_deref()
                .is_some_and(|hint| hint.contains("Look into that mailbox")),
            "{failure}"
        );
        let mail = desk.books().state().await["mail"]
            .as_array()
            .map_or(0, Vec::len);
        assert_eq!(mail, sent, "{side:?}");
    }
}

#[tokio::test]
async fn an_account_whose_role_was_awaited_when_the_process_died_is_usable_in_the_end() {
    for side in [Side::Before, Side::After] {
        let (desk, gate) = desk_behind_a_gate().await;
        let change = crate::accounts::create("Ledger", "aws+ledger@northwind.example.com", None);
        let (desk, job) = killed(desk, &gate, &[change], "AssumeRole", side).await;
        all_done(&resume(&desk, &job.id).await);
        assert_eq!(desk.books().calls("CreateAccount").await, 1, "{side:?}");
    }
}
