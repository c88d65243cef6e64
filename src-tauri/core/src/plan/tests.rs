use std::sync::Arc;

use super::*;
use crate::{
    ids::{AccountId, OuId, ParentId},
    job::{JobRecord, JobState, StepState},
    step::{Made, Receipt},
    tree::{AccountState, Node, NodeKind, Organization, Tree},
};

fn now() -> Timestamp {
    "2026-11-23T09:00:00Z".parse().expect("a time")
}

fn known() -> Known {
    let ou = |id: &str, name: &str, parent: &str| Node {
        id: id.parse().expect("an id"),
        name: name.into(),
        parent_id: Some(parent.parse().expect("a parent")),
        arn: None,
        kind: NodeKind::Ou,
    };
    let account = |id: &str, name: &str, parent: &str| Node {
        kind: NodeKind::Account {
            email: format!("{name}@example.com"),
            state: AccountState::Active,
            joined_method: "CREATED".into(),
            joined_at: None,
        },
        ..ou(id, name, parent)
    };
    let root = Node {
        parent_id: None,
        kind: NodeKind::Root,
        ..ou("r-4xk2", "Root", "r-4xk2")
    };
    let nodes = vec![
        account("111122223333", "Management", "r-4xk2"),
        root,
        ou("ou-4xk2-prod0000", "prod", "r-4xk2"),
        ou("ou-4xk2-stag0000", "staging", "r-4xk2"),
        account("444455556666", "ledger", "ou-4xk2-stag0000"),
        account("444455557777", "ledger-events", "ou-4xk2-stag0000"),
        ou("ou-4xk2-empty000", "empty", "ou-4xk2-prod0000"),
    ];
    let organization = Organization {
        id: "o-7k2m9x4q1b".parse().expect("an id"),
        management_account_id: "111122223333".parse().expect("an id"),
        feature_set: "ALL".into(),
    };
    Known {
        tree: Arc::new(Tree::new(organization, now(), true, nodes).expect("a tree")),
    }
}

fn parent(text: &str) -> ParentId {
    text.parse().expect("a parent")
}

fn to_prod(account: &str) -> Change {
    Change::MoveAccount {
        account: account.parse::<AccountId>().expect("an id"),
        to: parent("ou-4xk2-prod0000"),
    }
}

#[test]
fn two_moves_become_two_steps_with_their_source_parents() {
    let plan = plan(
        &known(),
        &[to_prod("444455556666"), to_prod("444455557777")],
        now(),
    );
    assert_eq!(plan.title, "Move 2 accounts to prod");
    let summaries: Vec<&str> = plan
        .steps
        .iter()
        .map(|step| step.summary.as_str())
        .collect();
    assert_eq!(
        summaries,
        [
            "Move ledger from staging to prod",
            "Move ledger-events from staging to prod"
        ]
    );
    assert!(plan.can_be_applied(), "{:?}", plan.blockers);
    assert!(plan.without_return.is_empty(), "a move can be undone");
}

#[test]
fn the_same_changes_give_the_same_plan_and_others_another() {
    let one = plan(&known(), &[to_prod("444455556666")], now());
    assert_eq!(
        one,
        plan(&known(), &[to_prod("444455556666")], now()),
        "planning has no other input"
    );
    assert_ne!(
        one.plan_id,
        plan(&known(), &[to_prod("444455557777")], now()).plan_id
    );
}

#[test]
fn what_is_impossible_becomes_a_blocker() {
    let blocked = |change: Change| {
        let plan = plan(&known(), &[change], now());
        assert!(!plan.can_be_applied(), "{plan:?}");
        plan.blockers[0].message.clone()
    };
    let ou = |id: &str| id.parse::<OuId>().expect("an id");
    assert_eq!(
        blocked(Change::MoveAccount {
            account: "444455556666".parse().expect("id"),
            to: parent("ou-4xk2-stag0000")
        }),
        "ledger stands in staging already"
    );
    assert_eq!(
        blocked(Change::DeleteOu {
            ou: ou("ou-4xk2-stag0000")
        }),
        "staging is not empty: it holds 2 accounts"
    );
    assert_eq!(
        blocked(Change::CreateOu {
            parent: parent("r-4xk2"),
            name: "prod".into()
        }),
        "Root holds an organizational unit named prod already"
    );
    assert_eq!(
        blocked(Change::RenameOu {
            ou: ou("ou-4xk2-prod0000"),
            name: "prod".into()
        }),
        "it is named prod already"
    );
    assert_eq!(
        blocked(Change::CreateAccount {
            name: "x".into(),
            email: "ledger@example.com".into(),
            to: None,
            role_name: None,
            tags: vec![]
        }),
        "ledger (444455556666) has the email ledger@example.com already"
    );
    assert_eq!(
        blocked(to_prod("999999999999")),
        "`999999999999` is not in the organization as last seen"
    );
}

#[test]
fn deleting_after_emptying_in_one_plan_is_possible() {
    let changes = [
        to_prod("444455556666"),
        to_prod("444455557777"),
        Change::DeleteOu {
            ou: "ou-4xk2-stag0000".parse().expect("an id"),
        },
    ];
    let plan = plan(&known(), &changes, now());
    assert!(
        plan.can_be_applied(),
        "each change sees what the earlier ones do: {:?}",
        plan.blockers
    );
    assert_eq!(
        plan.without_return.len(),
        1,
        "the OU comes back with another id, and the plan says so"
    );
}

#[test]
fn a_created_account_is_moved_by_the_step_that_made_it() {
    let change = Change::CreateAccount {
        name: "payments".into(),
        email: "payments@example.com".into(),
        to: Some(parent("ou-4xk2-prod0000")),
        role_name: None,
        tags: vec![],
    };
    let plan = plan(&known(), &[change], now());
    assert_eq!(plan.steps.len(), 2, "it lands in the root, then moves");
    assert_eq!(plan.steps[1].target, "the account of step 1");
    assert_eq!(
        plan.without_return,
        ["A created account cannot be uncreated, only closed."]
    );
}

#[test]
fn undoing_a_job_moves_everything_back_last_first() {
    let known = known();
    let done = plan(
        &known,
        &[to_prod("444455556666"), to_prod("444455557777")],
        now(),
    );
    let mut job = JobRecord::new(
        "job-00000001".parse().expect("id"),
        "sandbox".parse().expect("id"),
        known.tree.organization.id.clone(),
        &done,
        now(),
    );
    let mut tree = (*known.tree).clone();
    job.state = JobState::Done;
    for record in &mut job.steps {
        let receipt = Receipt {
            made: Made::default(),
            request_id: Some("r".into()),
        };
        tree = tree.after(&record.step, &receipt, now());
        record.state = StepState::Done;
        record.receipt = Some(receipt);
    }
    assert!(job.can_be_undone());
    let after = Known {
        tree: Arc::new(tree.clone()),
    };
    let undo = plan_undo(&after, &job, now());
    assert_eq!(undo.title, "Undo: Move 2 accounts to prod");
    assert_eq!(
        undo.steps[0].summary,
        "Move ledger-events from prod to staging"
    );
    let back = undo.steps.iter().fold(tree, |tree, planned| {
        tree.after(&planned.step, &Receipt::default(), now())
    });
    assert_eq!(back, *known.tree, "undone, the organization is as before");
}
