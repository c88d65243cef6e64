//! Steps on roles that are lost half-way: the process dies, or one account refuses.

use std::sync::Arc;

use canopy_core::{
    Change, JobState, Step, StepState,
    role::{NewRole, same_policy},
    step::Ref,
};
use canopy_engine::{job, session::Session};

use crate::{
    crash::{all_done, desk_behind_a_gate, killed, resume},
    desk::{Desk, account, carry, learned, states, undo},
    gate::Side,
    roles::{LOGS, READ_ONLY, create, name, new_role, places, role_of, trusting},
};

const OTHER_LOGS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:Describe*","Resource":"*"}]}"#;

/// A change whose first write is `operation`, with the role prepared for it: see `kinds.rs`.
pub(crate) async fn change(session: &Arc<Session>, operation: &str) -> Change {
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let create = create(payments.clone(), new_role(session, "Ops"));
    if operation == "CreateRole" {
        return create;
    }
    let bare = NewRole {
        policies: Vec::new(),
        inline: Vec::new(),
        ..new_role(session, "Bare")
    };
    carry(
        session,
        &[
            create,
            Change::CreateRole {
                account: payments.clone(),
                role: bare,
            },
        ],
    )
    .await;
    let (account, role, via) = (Ref::Id(payments.clone()), name("Ops"), None);
    let step = match operation {
        "DeleteRole" => {
            return Change::DeleteRole {
                account: payments,
                role: name("Bare"),
            };
        }
        "UpdateAssumeRolePolicy" => {
            return Change::EditTrust {
                account: payments.clone(),
                role,
                trust_policy: trusting(&payments),
            };
        }
        "UpdateRole" => {
            return Change::SetRoleSession {
                account: payments,
                role,
                seconds: 43_200,
            };
        }
        "TagRole" => Step::SetRoleTag {
            account,
            role,
            via,
            key: "canopy:identity".to_owned(),
            from: None,
            to: Some("111122223333".to_owned()),
        },
        "AttachRolePolicy" => Step::AttachRolePolicy {
            account,
            role: name("Bare"),
            via,
            policy_arn: READ_ONLY.to_owned(),
        },
        "DetachRolePolicy" => Step::DetachRolePolicy {
            account,
            role,
            via,
            policy_arn: READ_ONLY.to_owned(),
        },
        "PutRolePolicy" => Step::PutRolePolicy {
            account,
            role,
            via,
            name: "logs".to_owned(),
            document: OTHER_LOGS.to_owned(),
        },
        "DeleteRolePolicy" => Step::DeleteRolePolicy {
            account,
            role,
            via,
            name: "logs".to_owned(),
        },
        other => panic!("no case for {other}"),
    };
    Change::Undo {
        step,
        replaces: None,
    }
}

#[tokio::test]
async fn a_role_is_made_once_and_whole_wherever_the_process_dies() {
    for operation in ["CreateRole", "AttachRolePolicy", "PutRolePolicy"] {
        for side in [Side::Before, Side::After] {
            let (desk, gate) = desk_behind_a_gate().await;
            let session = desk.loaded().await;
            let accounts = places(&session.tree().expect("a tree"));
            let changes: Vec<Change> = accounts
                .iter()
                .map(|account| create(account.clone(), new_role(&session, "Ops")))
                .collect();
            drop(session);
            let (desk, job) = killed(desk, &gate, &changes, operation, side).await;
            all_done(&resume(&desk, &job.id).await);
            let books = desk.books();
            for account in &accounts {
                let role = role_of(&books, account, "Ops").await;
                assert_eq!(
                    role["attached"].as_array().map(Vec::len),
                    Some(2),
                    "{operation} {side:?}"
                );
                assert!(role["inline"]["logs"].is_string(), "{operation} {side:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_role_is_deleted_whole_wherever_the_process_dies_and_comes_back() {
    for operation in ["DetachRolePolicy", "DeleteRolePolicy", "DeleteRole"] {
        for side in [Side::Before, Side::After] {
            let (desk, gate) = desk_behind_a_gate().await;
            let session = desk.loaded().await;
            let payments = account(&session.tree().expect("a tree"), "Payments");
            carry(
                &session,
                &[create(payments.clone(), new_role(&session, "Ops"))],
            )
            .await;
            drop(session);
            let changes = [Change::DeleteRole {
                account: payments.clone(),
                role: name("Ops"),
            }];
            let (desk, job) = killed(desk, &gate, &changes, operation, side).await;
            let ended = resume(&desk, &job.id).await;
            all_done(&ended);
            let books = desk.books();
            assert!(
                role_of(&books, &payments, "Ops").await.is_null(),
                "{operation} {side:?}"
            );
            all_done(&undo(&desk.loaded().await, &ended).await);
            let role = role_of(&books, &payments, "Ops").await;
            assert_eq!(
                role["attached"].as_array().map(Vec::len),
                Some(2),
                "{operation} {side:?}"
            );
            assert!(
                same_policy(role["inline"]["logs"].as_str().unwrap_or_default(), LOGS),
                "{operation} {side:?}: what was taken out was written down before"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn one_account_that_refuses_keeps_no_other_from_its_role() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let accounts = places(&session.tree().expect("a tree"));
    let changes: Vec<Change> = accounts
        .iter()
        .map(|account| create(account.clone(), new_role(&session, "Ops")))
        .collect();
    let plan = learned(&session, &changes).await;
    books.fault("AttachRolePolicy", "AccessDenied").await;
    let ended = job::run(&session, plan, None, |_| {})
        .await
        .expect("it is carried through");
    assert_eq!(ended.state, JobState::Failed);
    let failed = states(&ended)
        .iter()
        .filter(|it| **it == StepState::Failed)
        .count();
    let done = states(&ended)
        .iter()
        .filter(|it| **it == StepState::Done)
        .count();
    assert_eq!((failed, done), (1, 9), "{:?}", states(&ended));
    all_done(&undo(&session, &ended).await);
    for account in &accounts {
        assert!(
            role_of(&books, account, "Ops").await.is_null(),
            "half a role goes, too"
        );
    }
}
