//! Roles in member accounts: made, edited and deleted in several by one plan, and taken back.

use canopy_core::{
    AccountId, Change, Code, RoleName, Step, Tree,
    role::{InlinePolicy, NewRole, same_policy},
    step::Ref,
};
use canopy_engine::{job, session::Session};
use serde_json::Value;

use crate::{
    books::Books,
    crash::all_done,
    desk::{Desk, account, carry, learned, undo},
};

pub(crate) const READ_ONLY: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const AUDIT: &str = "arn:aws:iam::aws:policy/SecurityAudit";
pub(crate) const LOGS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:Get*","Resource":"*"}]}"#;
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

pub(crate) fn places(tree: &Tree) -> Vec<AccountId> {
    PLACES.iter().map(|place| account(tree, place)).collect()
}

/// A role in the sandbox's own books.
pub(crate) async fn role_of(books: &Books, account: &AccountId, role: &str) -> Value {
    books.account(account).await["iam"]["roles"][role].clone()
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
    let simple = NewRole {
        inline: Vec::new(),
        ..new_role(&session, "Ops")
    };
    carry(&session, &[create(accounts[0].clone(), simple.clone())]).await;
    let changes: Vec<Change> = accounts
        .iter()
        .map(|account| create(account.clone(), simple.clone()))
        .collect();
    let plan = learned(&session, &changes).await;
    assert_eq!(plan.blockers, []);
    assert_eq!(plan.warnings, ["Payments has such a role Ops already."]);
    assert_eq!(plan.steps.len(), 6, "the other two accounts get theirs");
    let other = NewRole {
        max_session_seconds: 3600,
        ..simple
    };
    let plan = learned(&session, &[create(accounts[0].clone(), other)]).await;
    assert_eq!(plan.blockers[0].code, Code::Conflict);
    assert_eq!(
        plan.blockers[0].message,
        "Payments has another role Ops already"
    );
}
