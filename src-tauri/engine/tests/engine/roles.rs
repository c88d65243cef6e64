//! Roles in member accounts: made, edited and deleted in several by one plan, and taken back.

use std::sync::Arc;

use canopy_core::{
    AccountId, Change, Code, JobState, RoleName, Step, StepState, Tree,
    role::{InlinePolicy, NewRole, same_policy},
    step::Ref,
};
use canopy_engine::{connection::Kind, job, member::OneTimeCredentials, session::Session};
use serde_json::Value;

use crate::{
    books::Books,
    crash::{all_done, desk_behind_a_gate, killed, resume},
    desk::{Desk, account, carry, learned, states, undo},
    gate::Side,
};

pub(crate) const READ_ONLY: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const AUDIT: &str = "arn:aws:iam::aws:policy/SecurityAudit";
const LOGS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:Get*","Resource":"*"}]}"#;
const OTHER_LOGS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:Describe*","Resource":"*"}]}"#;
/// Where several roles are made, by account.
const PLACES: [&str; 3] = ["Payments", "Storefront", "Sandbox Amara"];

pub(crate) fn name(role: &str) -> RoleName {
    role.parse().expect("a role name")
}

pub(crate) fn trusting(account: &AccountId) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{account}:root"}},"Action":"sts:AssumeRole"}}]}}"#
    )
}

fn trusting_with_mfa(account: &AccountId) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{account}:root"}},"Action":"sts:AssumeRole","Condition":{{"Bool":{{"aws:MultiFactorAuthPresent":"true"}}}}}}]}}"#
    )
}

pub(crate) fn new_role(session: &Session, role: &str) -> NewRole {
    NewRole {
        name: name(role),
        path: "/".to_owned(),
        description: "For people on call".to_owned(),
        trust_policy: trusting(&session.caller().account_id),
        policies: vec![READ_ONLY.to_owned(), AUDIT.to_owned()],
        inline: vec![InlinePolicy {
            name: "logs".to_owned(),
            document: LOGS.to_owned(),
        }],
        max_session_seconds: 7200,
    }
}

pub(crate) fn create(account: AccountId, role: NewRole) -> Change {
    Change::CreateRole { account, role }
}

fn places(tree: &Tree) -> Vec<AccountId> {
    PLACES.iter().map(|place| account(tree, place)).collect()
}

/// A role in the sandbox's own books.
pub(crate) async fn role_of(books: &Books, account: &AccountId, role: &str) -> Value {
    books.account(account).await["iam"]["roles"][role].clone()
}

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

#[tokio::test(start_paused = true)]
async fn a_role_is_made_in_several_accounts_by_one_plan_and_taken_back() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let accounts = places(&session.tree().expect("a tree"));
    let before = books.state().await;
    let changes: Vec<Change> = accounts
        .iter()
        .map(|account| create(account.clone(), new_role(&session, "Ops")))
        .collect();
    let plan = learned(&session, &changes).await;
    assert_eq!(plan.title, "Create Ops in 3 accounts");
    assert_eq!(plan.blockers, []);
    let lanes: Vec<_> = plan.steps.iter().map(|step| step.lane).collect();
    assert_eq!(
        lanes.len(),
        12,
        "a role, two policies, one written into it, three times"
    );
    assert!(
        lanes
            .chunks(4)
            .all(|lane| lane.iter().all(|it| *it == lane[0]))
            && lanes[0] != lanes[4],
        "each account has a lane of its own: {lanes:?}"
    );
    assert!(
        plan.steps[0]
            .command
            .contains("--profile '<OrganizationAccountAccessRole in "),
        "the role that it is taken as is named: {}",
        plan.steps[0].command
    );
    assert_eq!(plan.impact.len(), 1, "told once for all: {:?}", plan.impact);
    assert!(
        plan.impact[0].starts_with(
            "Payments, Storefront and Sandbox Amara: Ops can be assumed by: everyone in account"
        ),
        "{:?}",
        plan.impact
    );
    let done = job::run(&session, plan, None, |_| {})
        .await
        .expect("it is carried through");
    all_done(&done);
    for account in &accounts {
        let role = role_of(&books, account, "Ops").await;
        assert_eq!(role["attached"], serde_json::json!([READ_ONLY, AUDIT]));
        assert_eq!(role["maxSessionDurationSeconds"], 7200);
        assert_eq!(role["description"], "For people on call");
        assert!(same_policy(
            role["inline"]["logs"].as_str().expect("a policy"),
            LOGS
        ));
        let made = done.steps.iter().find(
            |it| matches!(&it.step, Step::CreateRole { account: Ref::Id(id), .. } if id == account),
        );
        let arn = made.and_then(|it| it.receipt.clone()?.made.role_arn);
        assert_eq!(arn, Some(format!("arn:aws:iam::{account}:role/Ops")));
    }
    let back = undo(&session, &done).await;
    all_done(&back);
    let after = books.state().await;
    for account in &accounts {
        assert_eq!(
            after["accounts"][account.as_str()]["iam"]["roles"]
                .as_object()
                .map(serde_json::Map::len),
            before["accounts"][account.as_str()]["iam"]["roles"]
                .as_object()
                .map(serde_json::Map::len),
        );
        assert!(role_of(&books, account, "Ops").await.is_null());
    }
}

#[tokio::test(start_paused = true)]
async fn a_deleted_role_comes_back_as_it_was() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let accounts = places(&session.tree().expect("a tree"));
    let role = NewRole {
        path: "/ops/".to_owned(),
        ..new_role(&session, "Ops")
    };
    let created: Vec<Change> = accounts
        .iter()
        .map(|account| create(account.clone(), role.clone()))
        .collect();
    carry(&session, &created).await;
    for account in &accounts {
        books
            .set(
                account,
                "iam/roles/Ops/tags",
                serde_json::json!({"team": "ops"}),
            )
            .await;
    }
    let mut before = Vec::new();
    for account in &accounts {
        before.push(role_of(&books, account, "Ops").await);
    }
    let deleted: Vec<Change> = accounts
        .iter()
        .map(|account| Change::DeleteRole {
            account: account.clone(),
            role: name("Ops"),
        })
        .collect();
    let plan = learned(&session, &deleted).await;
    assert_eq!(plan.title, "Delete Ops in 3 accounts");
    assert!(
        plan.without_return
            .iter()
            .any(|it| it.contains("another unique id")),
        "{:?}",
        plan.without_return
    );
    let done = job::run(&session, plan, None, |_| {})
        .await
        .expect("it is carried through");
    all_done(&done);
    for account in &accounts {
        assert!(role_of(&books, account, "Ops").await.is_null());
    }
    all_done(&undo(&session, &done).await);
    for (account, mut was) in accounts.iter().zip(before) {
        let mut now = role_of(&books, account, "Ops").await;
        assert_ne!(now["id"], was["id"], "AWS gives it another unique id");
        for it in [&mut now, &mut was] {
            for changing in ["id", "createdAt", "lastUsedAt"] {
                it[changing] = Value::Null;
            }
            let attached = it["attached"].as_array_mut().expect("policies");
            attached.sort_by_key(Value::to_string);
        }
        assert_eq!(now, was, "all else is as it was");
    }
}

#[tokio::test(start_paused = true)]
async fn an_edited_trust_and_session_are_told_and_go_back() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let tree = session.tree().expect("a tree");
    let accounts = places(&tree);
    let audit = account(&tree, "Security Audit");
    let created: Vec<Change> = accounts
        .iter()
        .map(|account| create(account.clone(), new_role(&session, "Ops")))
        .collect();
    carry(&session, &created).await;
    let caller = session.caller().account_id.clone();
    let changes: Vec<Change> = accounts
        .iter()
        .flat_map(|account| {
            let trust = Change::EditTrust {
                account: account.clone(),
                role: name("Ops"),
                trust_policy: trusting(&audit),
            };
            let sessions = Change::SetRoleSession {
                account: account.clone(),
                role: name("Ops"),
                seconds: 3600,
            };
            [trust, sessions]
        })
        .collect();
    let plan = learned(&session, &changes).await;
    let impact = plan.impact.join("\n");
    assert!(
        impact.contains(&format!(
            "account {caller} whom that account allows loses access"
        )) && impact.contains(&format!(
            "account {audit} whom that account allows gains access"
        )),
        "{impact}"
    );
    let done = job::run(&session, plan, None, |_| {})
        .await
        .expect("it is carried through");
    all_done(&done);
    for account in &accounts {
        let role = role_of(&books, account, "Ops").await;
        assert!(same_policy(
            role["trust"].as_str().expect("a policy"),
            &trusting(&audit)
        ));
        assert_eq!(role["maxSessionDurationSeconds"], 3600);
    }
    all_done(&undo(&session, &done).await);
    for account in &accounts {
        let role = role_of(&books, account, "Ops").await;
        assert!(same_policy(
            role["trust"].as_str().expect("a policy"),
            &trusting(&caller)
        ));
        assert_eq!(role["maxSessionDurationSeconds"], 7200);
    }
    let again: Vec<Change> = accounts
        .iter()
        .map(|account| Change::EditTrust {
            account: account.clone(),
            role: name("Ops"),
            trust_policy: trusting(&caller),
        })
        .collect();
    let plan = learned(&session, &again).await;
    assert_eq!(plan.steps, [], "it is so already");
    assert!(
        plan.warnings[0].contains("Ops in Payments trusts exactly these already"),
        "{:?}",
        plan.warnings
    );
    assert_eq!(plan.blockers[0].message, "there is nothing to do");
}

#[tokio::test(start_paused = true)]
async fn a_role_that_is_there_already_is_left_and_one_that_differs_is_in_the_way() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let accounts = places(&session.tree().expect("a tree"));
    let plain = NewRole {
        inline: Vec::new(),
        ..new_role(&session, "Ops")
    };
    carry(&session, &[create(accounts[0].clone(), plain.clone())]).await;
    let changes: Vec<Change> = accounts
        .iter()
        .map(|account| create(account.clone(), plain.clone()))
        .collect();
    let plan = learned(&session, &changes).await;
    assert_eq!(plan.blockers, []);
    assert_eq!(plan.warnings, ["Payments has such a role Ops already."]);
    assert_eq!(plan.steps.len(), 6, "the other two accounts get theirs");
    let other = NewRole {
        max_session_seconds: 3600,
        ..plain
    };
    let plan = learned(&session, &[create(accounts[0].clone(), other)]).await;
    assert_eq!(plan.blockers[0].code, Code::Conflict);
    assert_eq!(
        plan.blockers[0].message,
        "Payments has another role Ops already"
    );
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

#[tokio::test(start_paused = true)]
async fn credentials_that_run_out_on_the_way_are_assumed_anew_once() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let plan = learned(
        &session,
        &[create(payments.clone(), new_role(&session, "Ops"))],
    )
    .await;
    let before = books.calls("AssumeRole").await;
    books.fault("CreateRole", "ExpiredToken").await;
    books.fault("GetRole", "ExpiredToken").await;
    let done = job::run(&session, plan, None, |_| {})
        .await
        .expect("it is carried through");
    all_done(&done);
    assert_eq!(
        books.calls("AssumeRole").await,
        before + 2,
        "once for each that ran out"
    );
    books.faults("GetRole", "ExpiredToken", 2, 0).await;
    let plan = learned(
        &session,
        &[Change::DeleteRole {
            account: payments,
            role: name("Ops"),
        }],
    )
    .await;
    assert_eq!(
        plan.blockers[0].code,
        Code::SignedOut,
        "anew once, not for ever"
    );
}

#[tokio::test]
async fn fifty_who_ask_at_once_make_one_call_and_all_get_its_answer() {
    for (place, is_open) in [("Payments", true), ("Fabrikam Logistics", false)] {
        let (desk, gate) = desk_behind_a_gate().await;
        let session = desk.loaded().await;
        let place = account(&session.tree().expect("a tree"), place);
        gate.hold("AssumeRole", Side::After);
        let callers: Vec<_> = (0..50)
            .map(|_| {
                let (session, place) = (session.clone(), place.clone());
                tokio::spawn(async move { session.roles(&place).await.map(|roles| roles.len()) })
            })
            .collect();
        gate.arrived().await;
        gate.let_go();
        let mut answers = Vec::new();
        for caller in callers {
            answers.push(caller.await.expect("it ends"));
        }
        assert!(
            answers.iter().all(|answer| *answer == answers[0]),
            "{answers:?}"
        );
        assert_eq!(answers[0].is_ok(), is_open, "{answers:?}");
        assert_eq!(desk.books().calls("AssumeRole").await, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_without_a_role_gets_one_with_lent_credentials_that_are_dropped_then() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let tree = session.tree().expect("a tree");
    let fabrikam = account(&tree, "Fabrikam Logistics");
    let wish = create(
        fabrikam.clone(),
        new_role(&session, "OrganizationAccountAccessRole"),
    );
    let plan = learned(&session, std::slice::from_ref(&wish)).await;
    let blocker = &plan.blockers[0];
    assert_eq!(blocker.code, Code::Denied);
    assert!(
        blocker
            .message
            .starts_with("Fabrikam Logistics cannot be looked into")
            && blocker
                .hint
                .as_deref()
                .is_some_and(|hint| hint.contains("bootstrap")),
        "{blocker:?}"
    );
    let secret = "lent/secret+0123456789abcdefghijklmnopqrs";
    let key = user_in(&books, &fabrikam, secret).await;
    let lent = || OneTimeCredentials {
        access_key_id: key.clone(),
        secret_access_key: secret.to_owned(),
        session_token: None,
    };
    let payments = account(&tree, "Payments");
    let wrong = session
        .lend_credentials(&payments, lent())
        .await
        .expect_err("another account's");
    assert_eq!(wrong.code, Code::Invalid);
    assert!(
        wrong
            .message
            .contains(&format!("belong to account {fabrikam}")),
        "{wrong}"
    );
    session
        .lend_credentials(&fabrikam, lent())
        .await
        .expect("they are good");
    assert!(session.is_lent(&fabrikam));
    let plan = learned(&session, std::slice::from_ref(&wish)).await;
    assert_eq!(plan.blockers, []);
    let done = job::run(&session, plan, None, |_| {})
        .await
        .expect("it is carried through");
    all_done(&done);
    assert!(!session.is_lent(&fabrikam), "they were for one job");
    let roles = session
        .roles(&fabrikam)
        .await
        .expect("the new role opens the door");
    assert!(
        roles
            .iter()
            .any(|role| role.name == "OrganizationAccountAccessRole")
    );
    for file in ["canopy.sqlite3", "canopy.sqlite3-wal"] {
        let kept = std::fs::read(desk.folder().join(file)).unwrap_or_default();
        for text in [secret, key.as_str()] {
            let is_there = kept.windows(text.len()).any(|it| it == text.as_bytes());
            assert!(!is_there, "{file} holds what was lent");
        }
    }
    let shown = format!("{:?} {:?}", lent(), *session);
    assert!(
        !shown.contains(secret) && !shown.contains(&key),
        "no secret is shown"
    );
}

#[tokio::test(start_paused = true)]
async fn lent_credentials_are_gone_after_an_hour_and_a_job_that_needs_them_says_so() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let fabrikam = account(&session.tree().expect("a tree"), "Fabrikam Logistics");
    let secret = "lent/secret+0123456789abcdefghijklmnopqrs";
    let key = user_in(&books, &fabrikam, secret).await;
    let lent = OneTimeCredentials {
        access_key_id: key,
        secret_access_key: secret.to_owned(),
        session_token: None,
    };
    session
        .lend_credentials(&fabrikam, lent)
        .await
        .expect("they are good");
    let plan = learned(
        &session,
        &[create(fabrikam.clone(), new_role(&session, "Ops"))],
    )
    .await;
    assert_eq!(plan.blockers, []);
    tokio::time::advance(std::time::Duration::from_secs(3601)).await;
    assert!(!session.is_lent(&fabrikam));
    let ended = job::run(&session, plan, None, |_| {})
        .await
        .expect("it ends");
    assert_eq!(ended.state, JobState::Failed);
    let failure = ended.steps[0].error.as_ref().expect("why");
    assert!(
        failure.message.contains("one-time credentials") && failure.message.contains("gone"),
        "{failure}"
    );
    let refused = OneTimeCredentials {
        access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        secret_access_key: "nonsense".to_owned(),
        session_token: None,
    };
    let refused = session
        .lend_credentials(&fabrikam, refused)
        .await
        .expect_err("nobody's");
    assert_eq!(refused.code, Code::SignedOut);
    assert_eq!(refused.message, "AWS does not take these credentials");
}

/// A user with all rights in an account, as its owner would make one; its access key's id.
async fn user_in(books: &Books, account: &AccountId, secret: &str) -> String {
    let key = "AKIALENTLENTLENTLEN0";
    books
        .meddle(|state| {
            state["accounts"][account.as_str()]["iam"]["users"]["owner"] = serde_json::json!({
                "name": "owner", "path": "/", "id": "AIDALENTLENTLENTLENT0",
                "createdAt": "2025-01-01T00:00:00Z",
                "attached": ["arn:aws:iam::aws:policy/AdministratorAccess"],
                "accessKeys": [{"id": key, "secret": secret}],
            });
        })
        .await;
    key.to_owned()
}

#[tokio::test(start_paused = true)]
async fn roles_tell_who_may_assume_them_and_their_policies_can_be_read() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    carry(
        &session,
        &[create(payments.clone(), new_role(&session, "Ops"))],
    )
    .await;
    let roles = session.roles(&payments).await.expect("roles");
    let ops = roles
        .iter()
        .find(|role| role.name == "Ops")
        .expect("the new one");
    let caller = &session.caller().account_id;
    assert_eq!(
        ops.trusted,
        [format!(
            "everyone in account {caller} whom that account allows"
        )]
    );
    assert!(!ops.service_linked);
    let of_aws = roles
        .iter()
        .find(|role| role.service_linked)
        .expect("AWS's own");
    assert_eq!(of_aws.name, "AWSServiceRoleForOrganizations");
    let text = session
        .role_policy(&payments, &name("Ops"), "logs")
        .await
        .expect("a policy");
    assert!(
        same_policy(&text, LOGS) && text.contains("\n"),
        "for people to read: {text}"
    );
    let gone = session
        .role_policy(&payments, &name("Ops"), "nothing")
        .await
        .expect_err("none");
    assert_eq!(gone.code, Code::NotFound);
}

#[tokio::test(start_paused = true)]
async fn roles_of_the_callers_own_account_need_no_other_role() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let own = session.caller().account_id.clone();
    let done = carry(&session, &[create(own.clone(), new_role(&session, "Ops"))]).await;
    all_done(&done);
    assert!(
        done.steps[0].command.ends_with(&format!("# in {own}")),
        "{}",
        done.steps[0].command
    );
    assert_eq!(books.calls("AssumeRole").await, 0);
    all_done(&undo(&session, &done).await);
    assert!(role_of(&books, &own, "Ops").await.is_null());
}

#[tokio::test(start_paused = true)]
async fn an_account_that_is_in_no_organization_has_roles_too() {
    let desk = Desk::open();
    desk.session().await;
    let outsider = desk.outsider(1).await;
    assert!(Kind::outsider_ids().any(|id| &id == outsider.id()));
    let own = outsider.caller().account_id.clone();
    let done = carry(
        &outsider,
        &[create(own.clone(), new_role(&outsider, "Ops"))],
    )
    .await;
    all_done(&done);
    assert!(role_of(&desk.books(), &own, "Ops").await.is_object());
}

#[tokio::test(start_paused = true)]
async fn a_role_that_asks_for_mfa_is_told_from_others_once_its_trust_was_read() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let caller = session.caller().account_id.clone();
    let careful = NewRole {
        trust_policy: trusting_with_mfa(&caller),
        ..new_role(&session, "Careful")
    };
    carry(&session, &[create(payments.clone(), careful)]).await;
    let refused = session
        .console_link(&payments, &name("Careful"), None)
        .await
        .expect_err("there was no MFA");
    assert_eq!(refused.code, Code::Denied);
    assert!(
        refused
            .hint
            .as_deref()
            .is_some_and(|hint| hint.contains("MFA, say")),
        "AWS does not tell, so MFA is one of the reasons: {refused:?}"
    );
    session.roles(&payments).await.expect("roles");
    let refused = session
        .console_link(&payments, &name("Careful"), None)
        .await
        .expect_err("there was no MFA");
    assert_eq!(
        refused.message,
        "Careful in Payments asks for multi-factor authentication"
    );
}
