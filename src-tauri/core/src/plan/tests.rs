use std::sync::Arc;

use super::*;
use crate::{
    ids::{AccountId, OuId, ParentId},
    job::{JobRecord, JobState, StepState},
    policies::{Policies, Policy},
    step::{Before, Made, Receipt, Ref},
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
    Known::of(Arc::new(
        Tree::new(organization, now(), true, nodes).expect("a tree"),
    ))
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
            tags: vec![],
            hide_billing: false
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
        hide_billing: false,
    };
    let plan = plan(&known(), &[change], now());
    let actions: Vec<&str> = plan.steps.iter().map(|it| it.action.as_str()).collect();
    assert_eq!(
        actions,
        ["CreateAccount", "MoveAccount", "AssumeRole"],
        "it lands in the root, moves, and is done when it is usable"
    );
    assert_eq!(plan.steps[1].target, "the account of step 1");
    assert_eq!(
        plan.without_return,
        ["A created account cannot be uncreated, only closed."]
    );
}

/// The job of a plan whose every step was taken, and the tree it leaves. `begin` is the number of the
/// first organizational unit that is made.
fn taken(known: &Known, plan: &Plan, begin: u32) -> (JobRecord, Tree) {
    let tree = known.tree.as_ref().expect("a tree");
    let mut job = JobRecord::new(
        "job-00000001".parse().expect("an id"),
        "sandbox".parse().expect("an id"),
        Some(tree.organization.id.clone()),
        plan,
        now(),
    );
    let mut tree = (**tree).clone();
    job.state = JobState::Done;
    for place in 0..job.steps.len() {
        let step = job.steps[place].step.resolved(|step| job.made(step));
        assert!(step.makers().is_empty(), "{step:?} has all it needs");
        let number = begin + u32::try_from(place).expect("few steps");
        let before = Before {
            tags: known
                .tags
                .get(
                    &step
                        .node()
                        .unwrap_or_else(|| "r-4xk2".parse().expect("an id")),
                )
                .cloned()
                .unwrap_or_default(),
            ..Before::default()
        };
        let receipt = Receipt {
            made: Made {
                ou_id: matches!(step, Step::CreateOu { .. })
                    .then(|| format!("ou-4xk2-made{number:04}").parse().expect("an id")),
                ..Made::default()
            },
            request_id: Some("r".into()),
        };
        tree = tree.after(&step, &receipt, now());
        let record = &mut job.steps[place];
        (record.step, record.before) = (step, Some(before));
        record.state = StepState::Done;
        record.receipt = Some(receipt);
    }
    (job, tree)
}

/// The tree as people see it: paths of names, with what stands there.
fn shape(tree: &Tree) -> Vec<(String, bool)> {
    let mut shape: Vec<(String, bool)> = tree
        .nodes()
        .iter()
        .map(|node| (tree.path(&node.id), node.is_account()))
        .collect();
    shape.sort();
    shape
}

#[test]
fn undoing_a_job_moves_everything_back_last_first() {
    let known = known();
    let done = plan(
        &known,
        &[to_prod("444455556666"), to_prod("444455557777")],
        now(),
    );
    let (job, tree) = taken(&known, &done, 0);
    assert!(job.can_be_undone());
    let after = Known::of(Arc::new(tree));
    let undo = plan_undo(&after, &job, now());
    assert_eq!(undo.title, "Undo: Move 2 accounts to prod");
    assert_eq!(
        undo.steps[0].summary,
        "Move ledger-events from prod to staging"
    );
    let (_, back) = taken(&after, &undo, 100);
    assert_eq!(
        &back,
        &**known.tree.as_ref().expect("a tree"),
        "undone, the organization is as before"
    );
}

#[test]
fn a_moved_unit_is_made_anew_emptied_and_deleted() {
    let known = known();
    let change = Change::MoveOu {
        ou: "ou-4xk2-stag0000".parse().expect("an id"),
        to: parent("ou-4xk2-prod0000"),
    };
    let moved = plan(&known, &[change], now());
    assert!(moved.can_be_applied(), "{:?}", moved.blockers);
    let steps: Vec<String> = moved
        .steps
        .iter()
        .map(|it| format!("{}: {}", it.action, it.summary))
        .collect();
    assert_eq!(
        steps,
        [
            "CreateOrganizationalUnit: Create staging in prod",
            "MoveAccount: Move ledger from staging to the new staging",
            "MoveAccount: Move ledger-events from staging to the new staging",
            "DeleteOrganizationalUnit: Delete staging from Root",
        ]
    );
    let (job, tree) = taken(&known, &moved, 0);
    assert!(
        shape(&tree).contains(&("/prod/staging/ledger".to_owned(), true)),
        "{:?}",
        shape(&tree)
    );
    let after = Known::of(Arc::new(tree));
    let undo = plan_undo(&after, &job, now());
    assert!(undo.can_be_applied(), "{:?}", undo.blockers);
    let (_, back) = taken(&after, &undo, 100);
    assert_eq!(
        shape(&back),
        shape(known.tree.as_ref().expect("a tree")),
        "undone, everything stands where it stood, with another id for the unit"
    );
}

#[test]
fn a_unit_cannot_be_moved_into_itself_nor_too_deep() {
    let blocked = |ou: &str, to: &str| {
        let change = Change::MoveOu {
            ou: ou.parse().expect("an id"),
            to: parent(to),
        };
        plan(&known(), &[change], now()).blockers[0].message.clone()
    };
    assert_eq!(
        blocked("ou-4xk2-prod0000", "ou-4xk2-empty000"),
        "prod cannot be moved into itself"
    );
    assert_eq!(
        blocked("ou-4xk2-prod0000", "r-4xk2"),
        "prod stands in Root already"
    );
}

#[test]
fn two_new_accounts_cannot_share_an_address() {
    let new = |name: &str| Change::CreateAccount {
        name: name.into(),
        email: "new@example.com".into(),
        to: None,
        role_name: None,
        tags: vec![],
        hide_billing: false,
    };
    let plan = plan(&known(), &[new("one"), new("two")], now());
    assert_eq!(
        plan.blockers[0].message,
        "two of the new accounts have the email new@example.com"
    );
}

#[test]
fn closings_beyond_the_quota_wait_and_the_plan_says_until_when() {
    let mut known = known();
    let day_before = now() - jiff::SignedDuration::from_hours(24);
    known.closings = vec![day_before; closing_quota(3)];
    let change = Change::CloseAccount {
        account: "444455556666".parse().expect("an id"),
    };
    let plan = plan(&known, &[change], now());
    assert!(
        plan.can_be_applied(),
        "it waits instead: {:?}",
        plan.blockers
    );
    assert_eq!(
        plan.warnings,
        [
            "1 closing must wait until the quota has room again, all of them by 22 December 2026. Canopy goes on by itself whenever it is open."
        ]
    );
    assert_eq!(closing_quota(40), 250, "at least 250");
    assert_eq!(closing_quota(2_000), 400, "a fifth");
    assert_eq!(closing_quota(10_000), 1_000, "at most 1,000");
}

#[test]
fn an_account_younger_than_four_days_cannot_be_removed() {
    let known = known();
    let tree = known.tree.as_ref().expect("a tree");
    let mut nodes = tree.nodes().to_vec();
    for node in &mut nodes {
        if let NodeKind::Account { joined_at, .. } = &mut node.kind {
            *joined_at = Some(now());
        }
    }
    let tree = Tree::new(tree.organization.clone(), now(), true, nodes).expect("a tree");
    let change = Change::RemoveAccount {
        account: "444455556666".parse().expect("an id"),
    };
    let plan = plan(&Known::of(Arc::new(tree)), &[change], now());
    assert_eq!(
        plan.blockers[0].message,
        "ledger was created less than 4 days ago"
    );
    assert_eq!(
        plan.blockers[0].hint.as_deref(),
        Some("AWS lets it leave from 27 November 2026 09:00 UTC on.")
    );
}

#[test]
fn an_invitation_with_a_destination_moves_the_account_once_it_has_joined() {
    let invite = Change::Invite {
        invitee: crate::invitation::Invitee::Account("999988887777".parse().expect("an id")),
        to: Some(parent("ou-4xk2-prod0000")),
        notes: String::new(),
        tags: vec![],
    };
    let plan = plan(&known(), std::slice::from_ref(&invite), now());
    let summaries: Vec<&str> = plan.steps.iter().map(|it| it.summary.as_str()).collect();
    assert_eq!(
        summaries,
        [
            "Invite 999988887777",
            "Move 999988887777 to prod once it has joined"
        ]
    );
    assert_eq!(plan.steps[1].step.makers(), [StepId(1)]);
    let twice = super::plan(&known(), &[invite.clone(), invite], now());
    assert_eq!(
        twice.blockers[0].message,
        "999988887777 is invited twice in this plan"
    );
}

fn with_policies() -> Known {
    let policy = |id: &str, name: &str, content: &str| Policy {
        id: id.parse().expect("an id"),
        name: name.into(),
        description: String::new(),
        kind: crate::policies::SERVICE_CONTROL_POLICY.into(),
        aws_managed: false,
        content: Some(content.into()),
    };
    let at = |node: &str, policies: &[&str]| {
        let policies = policies
            .iter()
            .map(|id| id.parse().expect("an id"))
            .collect();
        (node.parse().expect("an id"), policies)
    };
    let policies = Policies {
        as_of: now(),
        enabled: vec![crate::policies::SERVICE_CONTROL_POLICY.into()],
        policies: vec![
            policy("p-leaving0", "DenyLeavingRegion", "{}"),
            policy(
                "p-protect0",
                "ProtectLogs",
                r#"{"Condition": "ou-4xk2-stag0000"}"#,
            ),
            policy("p-everywhere", "Everywhere", "{}"),
        ],
        attached: [
            at("r-4xk2", &["p-everywhere"]),
            at("ou-4xk2-stag0000", &["p-leaving0"]),
            at("ou-4xk2-prod0000", &["p-protect0", "p-everywhere"]),
        ]
        .into(),
    };
    Known {
        policies: Some(Arc::new(policies)),
        ..known()
    }
}

#[test]
fn moving_an_account_lists_the_policies_it_loses_and_gains() {
    let known = with_policies();
    let one = plan(&known, &[to_prod("444455556666")], now());
    assert_eq!(
        one.impact,
        ["ledger loses DenyLeavingRegion, gains ProtectLogs."],
        "what stands on both ways is neither"
    );
    assert_eq!(
        one.policy_changes[0].change.gained[0].from.as_str(),
        "ou-4xk2-prod0000"
    );
    let two = plan(
        &known,
        &[to_prod("444455556666"), to_prod("444455557777")],
        now(),
    );
    assert_eq!(
        two.impact,
        ["ledger, ledger-events: each loses DenyLeavingRegion, gains ProtectLogs."]
    );
}

#[test]
fn attachments_move_on_with_every_step() {
    let known = with_policies();
    let policies = known.policies.as_ref().expect("policies");
    let policy = || "p-leaving0".parse().expect("an id");
    let target = || Ref::Id("ou-4xk2-prod0000".parse().expect("an id"));
    let attach = Step::AttachPolicy {
        policy: policy(),
        target: target(),
    };
    let attached = policies.after(&attach);
    assert_eq!(
        attached.attached[&"ou-4xk2-prod0000".parse().expect("an id")].len(),
        3
    );
    assert_eq!(attached.after(&attach), attached, "it is attached once");
    let detach = Step::DetachPolicy {
        policy: policy(),
        target: target(),
    };
    assert_eq!(&attached.after(&detach), &**policies, "and off again");
    let full_access = Step::AttachPolicy {
        policy: "p-FullAWSAccess".parse().expect("an id"),
        target: target(),
    };
    assert_eq!(
        &policies.after(&full_access),
        &**policies,
        "AWS's own are left out"
    );
}

#[test]
fn moving_a_unit_lists_what_names_its_id() {
    let known = with_policies();
    let change = Change::MoveOu {
        ou: "ou-4xk2-stag0000".parse().expect("an id"),
        to: parent("ou-4xk2-prod0000"),
    };
    let plan = plan(&known, &[change], now());
    assert!(
        plan.warnings.contains(
            &"The policy ProtectLogs names staging by its id ou-4xk2-stag0000.".to_owned()
        ),
        "{:?}",
        plan.warnings
    );
}

#[test]
fn an_account_in_no_organization_can_create_one_and_nothing_else() {
    let outside = Known {
        caller: Some("111122223333".parse().expect("an id")),
        ..Known::default()
    };
    let made = plan(
        &outside,
        &[Change::CreateOrganization {
            billing_only: false,
        }],
        now(),
    );
    assert!(made.can_be_applied(), "{:?}", made.blockers);
    let moved = plan(&outside, &[to_prod("444455556666")], now());
    assert_eq!(
        moved.blockers[0].message,
        "this account is in no organization"
    );
    let again = plan(
        &known(),
        &[Change::CreateOrganization { billing_only: true }],
        now(),
    );
    assert!(!again.can_be_applied(), "a member cannot create another");
}

#[test]
fn a_member_that_may_not_read_its_organization_can_leave_it_and_cannot_create_another() {
    let tree = known().tree.expect("a tree");
    let member = Known {
        caller: Some("444455556666".parse().expect("an id")),
        organization: Some(tree.organization.clone()),
        ..Known::default()
    };
    let left = plan(&member, &[Change::LeaveOrganization], now());
    assert!(left.can_be_applied(), "{:?}", left.blockers);
    assert!(
        left.steps[0]
            .summary
            .contains(tree.organization.id.as_str()),
        "the plan names what is left: {}",
        left.steps[0].summary
    );
    let made = plan(
        &member,
        &[Change::CreateOrganization {
            billing_only: false,
        }],
        now(),
    );
    assert!(!made.can_be_applied(), "an account is in one organization");
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    const OUS: [&str; 4] = [
        "r-4xk2",
        "ou-4xk2-prod0000",
        "ou-4xk2-stag0000",
        "ou-4xk2-empty000",
    ];
    const ACCOUNTS: [&str; 2] = ["444455556666", "444455557777"];

    fn change() -> impl Strategy<Value = Change> {
        let place = || (0..OUS.len()).prop_map(|nth| parent(OUS[nth]));
        let ou = || (1..OUS.len()).prop_map(|nth| OUS[nth].parse::<OuId>().expect("an id"));
        let account = || {
            (0..ACCOUNTS.len()).prop_map(|nth| ACCOUNTS[nth].parse::<AccountId>().expect("an id"))
        };
        prop_oneof![
            (place(), "[a-c]{1,2}").prop_map(|(parent, name)| Change::CreateOu { parent, name }),
            (ou(), "[a-c]{1,2}").prop_map(|(ou, name)| Change::RenameOu { ou, name }),
            ou().prop_map(|ou| Change::DeleteOu { ou }),
            (ou(), place()).prop_map(|(ou, to)| Change::MoveOu { ou, to }),
            (account(), place()).prop_map(|(account, to)| Change::MoveAccount { account, to }),
            (account(), "[a-c]{1,3}")
                .prop_map(|(account, name)| Change::RenameAccount { account, name }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn what_was_done_and_undone_is_as_before(changes in prop::collection::vec(change(), 1..8)) {
            let known = known();
            // What is impossible is left out, as a person would leave it.
            let mut wanted: Vec<Change> = Vec::new();
            for change in changes {
                wanted.push(change);
                if !plan(&known, &wanted, now()).blockers.is_empty() {
                    wanted.pop();
                }
            }
            prop_assume!(!wanted.is_empty());
            let (job, tree) = taken(&known, &plan(&known, &wanted, now()), 0);
            let after = Known::of(Arc::new(tree));
            let undo = plan_undo(&after, &job, now());
            prop_assert!(undo.blockers.is_empty(), "{:?}\nof {:?}", undo.blockers, wanted);
            let (_, back) = taken(&after, &undo, 100);
            prop_assert_eq!(shape(&back), shape(known.tree.as_ref().expect("a tree")));
        }
    }
}
