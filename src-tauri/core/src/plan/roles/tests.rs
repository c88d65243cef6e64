use std::sync::Arc;

use jiff::Timestamp;

use super::*;
use crate::{
    change::Change,
    job::{JobRecord, JobState, StepState},
    known::Known,
    partition::Partition,
    plan::{Plan, plan, plan_undo},
    role::AttachedPolicy,
    step::{Before, Receipt},
    tree::{AccountState, Node, NodeKind, Organization, Tree},
};

const MANAGEMENT: &str = "111122223333";
const LEDGER: &str = "444455556666";
const EVENTS: &str = "444455557777";
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}"#;
const READ_ONLY: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";

fn now() -> Timestamp {
    "2026-11-25T09:00:00Z".parse().expect("a time")
}

fn id(account: &str) -> AccountId {
    account.parse().expect("an account")
}

fn name(role: &str) -> RoleName {
    role.parse().expect("a role")
}

/// Two accounts with no role `Ops`.
fn known() -> Known {
    let account = |id: &str, name: &str, joined: &str| Node {
        id: id.parse().expect("an id"),
        name: name.into(),
        parent_id: Some("r-4xk2".parse().expect("a root")),
        arn: None,
        kind: NodeKind::Account {
            email: format!("{name}@example.com"),
            state: AccountState::Active,
            joined_method: joined.into(),
            joined_at: None,
        },
    };
    let root = Node {
        parent_id: None,
        kind: NodeKind::Root,
        id: "r-4xk2".parse().expect("a root"),
        name: "Root".into(),
        arn: None,
    };
    let nodes = vec![
        account(MANAGEMENT, "Management", "CREATED"),
        root,
        account(LEDGER, "ledger", "CREATED"),
        account(EVENTS, "events", "INVITED"),
    ];
    let organization = Organization {
        id: "o-7k2m9x4q1b".parse().expect("an id"),
        management_account_id: id(MANAGEMENT),
        feature_set: "ALL".into(),
    };
    let tree = Tree::new(organization, now(), true, nodes).expect("a tree");
    let mut known = Known::of(Arc::new(tree));
    known.default_role = Some(name("OrganizationAccountAccessRole"));
    for account in [LEDGER, EVENTS] {
        known.roles.insert((id(account), name("Ops")), Ok(None));
    }
    known
}

fn ops() -> NewRole {
    NewRole {
        name: name("Ops"),
        path: "/".into(),
        description: String::new(),
        trust_policy: TRUST.into(),
        policies: vec![READ_ONLY.into()],
        inline: Vec::new(),
        max_session_seconds: 3600,
    }
}

fn create(account: &str) -> Change {
    Change::CreateRole {
        account: id(account),
        role: ops(),
    }
}

fn there(attached: &[&str]) -> Role {
    Role {
        name: "Ops".into(),
        arn: format!("arn:aws:iam::{LEDGER}:role/Ops"),
        path: "/".into(),
        description: None,
        max_session_seconds: 3600,
        trust_policy: TRUST.into(),
        trusted: Vec::new(),
        attached_policies: attached
            .iter()
            .map(|arn| AttachedPolicy {
                name: policy_name(arn).into(),
                arn: (*arn).into(),
            })
            .collect(),
        inline_policies: Vec::new(),
        created_at: None,
        service_linked: false,
        tags: Vec::new(),
        permissions_boundary: None,
    }
}

fn actions(plan: &Plan) -> Vec<&str> {
    plan.steps.iter().map(|it| it.action.as_str()).collect()
}

#[test]
fn accounts_go_side_by_side_and_one_that_comes_up_again_waits() {
    let mut known = known();
    known.roles.insert((id(LEDGER), name("Late")), Ok(None));
    let late = Change::CreateRole {
        account: id(LEDGER),
        role: NewRole {
            name: name("Late"),
            ..ops()
        },
    };
    let plan = plan(&known, &[create(LEDGER), create(EVENTS), late], now());
    let lanes: Vec<Option<u32>> = plan.steps.iter().map(|it| it.lane.map(|it| it.0)).collect();
    assert_eq!(lanes, [Some(1), Some(1), Some(3), Some(3), None, None]);
}

#[test]
fn a_change_sees_what_earlier_ones_of_the_same_plan_do() {
    let longer = Change::SetRoleSession {
        account: id(LEDGER),
        role: name("Ops"),
        seconds: 7200,
    };
    let delete = Change::DeleteRole {
        account: id(LEDGER),
        role: name("Ops"),
    };
    let plan = plan(&known(), &[create(LEDGER), longer, delete], now());
    assert_eq!(plan.blockers, []);
    assert_eq!(
        actions(&plan),
        [
            "CreateRole",
            "AttachRolePolicy",
            "UpdateRole",
            "DetachRolePolicy",
            "DeleteRole"
        ]
    );
}

#[test]
fn steps_are_taken_as_the_default_role_with_lent_credentials_or_as_oneself() {
    let mut known = known();
    known.roles.insert((id(MANAGEMENT), name("Ops")), Ok(None));
    known.lent.insert(id(EVENTS));
    let plan = plan(
        &known,
        &[create(LEDGER), create(EVENTS), create(MANAGEMENT)],
        now(),
    );
    let via = |nth: usize| {
        plan.steps[nth]
            .step
            .of_role()
            .and_then(|it| it.via.cloned())
    };
    assert_eq!(via(0), Some(name("OrganizationAccountAccessRole")));
    assert_eq!(via(2), None, "with lent credentials");
    assert_eq!(via(4), None, "at home");
}

#[test]
fn an_account_that_is_out_of_reach_says_why_and_an_invited_one_how_to_get_in() {
    let refused = Failure::new(Code::Denied, "nobody may assume it").hint("Ask.");
    let mut known = known();
    for account in [LEDGER, EVENTS] {
        let key = (id(account), name("Ops"));
        known.roles.insert(key, Err(refused.clone()));
    }
    let plan = plan(&known, &[create(LEDGER), create(EVENTS)], now());
    let told: Vec<(&str, &str)> = plan
        .blockers
        .iter()
        .map(|it| (it.message.as_str(), it.hint.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        told[0],
        ("ledger cannot be looked into: nobody may assume it", "Ask.")
    );
    assert_eq!(
        told[1].0,
        "events cannot be looked into: nobody may assume it"
    );
    assert!(told[1].1.contains("bootstrap"), "{told:?}");
}

#[test]
fn policies_are_those_of_the_accounts_partition() {
    let mut known = known();
    known.partition = Partition::AwsUsGov;
    let wrong = plan(&known, &[create(LEDGER)], now());
    assert!(
        wrong.blockers[0].message.contains("in aws-us-gov"),
        "{:?}",
        wrong.blockers
    );
    let role = NewRole {
        trust_policy: TRUST.replace("arn:aws:", "arn:aws-us-gov:"),
        policies: vec!["arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess".into()],
        ..ops()
    };
    let right = Change::CreateRole {
        account: id(LEDGER),
        role,
    };
    assert_eq!(plan(&known, &[right], now()).blockers, []);
}

#[test]
fn what_was_attached_to_a_new_role_since_goes_with_it_when_it_is_taken_back() {
    let mut known = known();
    let done = plan(&known, &[create(LEDGER)], now());
    let mut job = JobRecord::new(
        "job-0123456789ab".parse().expect("a job"),
        "sandbox".parse().expect("a connection"),
        None,
        &done,
        now(),
    );
    job.state = JobState::Done;
    for step in &mut job.steps {
        step.state = StepState::Done;
        step.receipt = Some(Receipt::default());
        step.before = Some(Before::default());
    }
    let audit = "arn:aws:iam::aws:policy/SecurityAudit";
    known.roles.insert(
        (id(LEDGER), name("Ops")),
        Ok(Some(there(&[READ_ONLY, audit]))),
    );
    let undone = plan_undo(&known, &job, now());
    assert_eq!(undone.blockers, []);
    let summaries: Vec<&str> = undone.steps.iter().map(|it| it.summary.as_str()).collect();
    assert_eq!(
        summaries,
        [
            "Detach ReadOnlyAccess from Ops in ledger",
            "Detach SecurityAudit from Ops in ledger",
            "Delete the role Ops in ledger"
        ]
    );
    let lanes: Vec<_> = undone.steps.iter().map(|it| it.lane).collect();
    assert!(lanes.iter().all(|lane| *lane == lanes[0] && lane.is_some()));
    known.roles.insert((id(LEDGER), name("Ops")), Ok(None));
    let gone = plan_undo(&known, &job, now());
    assert_eq!(gone.blockers[0].code, Code::NotFound, "someone deleted it");
}

#[test]
fn impact_is_told_once_for_accounts_alike() {
    let plan = plan(&known(), &[create(LEDGER), create(EVENTS)], now());
    assert_eq!(
        plan.impact,
        [format!(
            "ledger and events: Ops can be assumed by: everyone in account {MANAGEMENT} whom that account allows."
        )]
    );
    assert_eq!(plan.title, "Create Ops in 2 accounts");
}
