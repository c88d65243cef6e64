use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;

use super::*;
use crate::{
    change::Change,
    identity::{
        AccessLevel, GROUP_POLICY, Grant, GroupFound, NewPlace, PATH, PasswordPolicy, PeopleGroup,
        Person, ROLE_TAG, RoleFound, Scope, UserFound, presets,
    },
    ids::StepId,
    known::Known,
    partition::Partition,
    plan::{Plan, plan},
    role::InlinePolicy,
    step::{Holder, Made, Tag},
    tree::{AccountState, Node, NodeKind, Organization, Tree},
};

mod drift;
mod large;

const MANAGEMENT: &str = "111122223333";
const IDENTITY: &str = "999900001111";
const LEDGER: &str = "444455556666";
const EVENTS: &str = "444455557777";
const ELSEWHERE: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}"#;

fn now() -> Timestamp {
    "2026-11-25T09:00:00Z".parse().expect("a time")
}

fn id(account: &str) -> AccountId {
    account.parse().expect("an account")
}

fn node(id: &str, name: &str, parent: Option<&str>, kind: NodeKind) -> Node {
    Node {
        id: id.parse().expect("an id"),
        name: name.into(),
        parent_id: parent.map(|id| id.parse().expect("an id")),
        arn: None,
        kind,
    }
}

fn member(id: &str, name: &str, parent: &str, joined: &str) -> Node {
    let kind = NodeKind::Account {
        email: format!("{}@example.com", name.to_lowercase()),
        state: AccountState::Active,
        joined_method: joined.into(),
        joined_at: None,
    };
    node(id, name, Some(parent), kind)
}

fn tree(members: Vec<Node>) -> Tree {
    let organization = Organization {
        id: "o-7k2m9x4q1b".parse().expect("an id"),
        management_account_id: id(MANAGEMENT),
        feature_set: "ALL".into(),
    };
    let mut nodes = vec![
        node("r-4xk2", "Root", None, NodeKind::Root),
        node("ou-4xk2-prod0000", "prod", Some("r-4xk2"), NodeKind::Ou),
        member(MANAGEMENT, "Management", "r-4xk2", "CREATED"),
    ];
    nodes.extend(members);
    Tree::new(organization, now(), true, nodes).expect("a tree")
}

fn small_tree() -> Tree {
    tree(vec![
        member(IDENTITY, "people", "r-4xk2", "CREATED"),
        member(LEDGER, "ledger", "ou-4xk2-prod0000", "CREATED"),
        member(EVENTS, "events", "ou-4xk2-prod0000", "INVITED"),
    ])
}

fn person(name: &str, groups: &[&str]) -> Person {
    Person {
        name: name.into(),
        groups: groups.iter().map(|it| (*it).to_owned()).collect(),
        email: None,
    }
}

fn grant(level: &str) -> Grant {
    Grant {
        level: level.into(),
        scope: None,
    }
}

/// Two levels in the production accounts, two groups, three people.
fn spec() -> IdentitySpec {
    let scope = Scope {
        ous: vec!["/prod".into()],
        ..Scope::default()
    };
    let preset = |nth: usize| AccessLevel {
        scope: scope.clone(),
        ..presets(Partition::Aws)[nth].level.clone()
    };
    let mut read_only = preset(0);
    read_only.inline = vec![InlinePolicy {
        name: "logs".into(),
        document: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:Get*","Resource":"*"}]}"#.into(),
    }];
    IdentitySpec {
        place: Some(Place::Account(IDENTITY.into())),
        alias: Some("northwind-people".into()),
        password_policy: Some(PasswordPolicy::careful()),
        levels: vec![read_only, preset(2)],
        groups: vec![
            PeopleGroup {
                name: "Developers".into(),
                levels: vec![grant("Read-only")],
            },
            PeopleGroup {
                name: "Administrators".into(),
                levels: vec![grant("Read-only"), grant("Administrator")],
            },
        ],
        people: vec![
            person("ada", &["Developers"]),
            person("grace", &["Administrators"]),
            person("alan", &["Developers", "Administrators"]),
        ],
        ..IdentitySpec::default()
    }
}

/// What there is before: every created account has AWS's own role.
fn bare() -> IdentityState {
    let own = RoleFound {
        name: "OrganizationAccountAccessRole".into(),
        path: "/".into(),
        trust_policy: ELSEWHERE.into(),
        max_session_seconds: 3600,
        attached: BTreeSet::from(["arn:aws:iam::aws:policy/AdministratorAccess".to_owned()]),
        ..RoleFound::default()
    };
    IdentityState {
        account: Some(id(IDENTITY)),
        roles: [LEDGER, EVENTS]
            .iter()
            .map(|account| (id(account), Ok(vec![own.clone()])))
            .collect(),
        ..IdentityState::default()
    }
}

fn known(tree: Tree, state: IdentityState) -> Known {
    let mut known = Known::of(Arc::new(tree));
    known.default_role = Some("OrganizationAccountAccessRole".parse().expect("a role"));
    known.identity = Some(Ok(state));
    known
}

fn planned(state: &IdentityState, change: Change) -> Plan {
    plan(&known(small_tree(), state.clone()), &[change], now())
}

fn set_up(state: &IdentityState, spec: &IdentitySpec) -> Plan {
    let spec = Box::new(spec.clone());
    planned(state, Change::SetUpIdentity { spec })
}

fn summaries(plan: &Plan) -> Vec<&str> {
    plan.steps.iter().map(|it| it.summary.as_str()).collect()
}

/// What the steps of a plan leave, as IAM would.
fn after(state: &IdentityState, plan: &Plan) -> IdentityState {
    assert_eq!(plan.blockers, [], "the test's own plan is possible");
    let mut state = state.clone();
    for planned in &plan.steps {
        match &planned.step {
            Step::Identity { write, .. } => written(&mut state, write),
            role if role.of_role().is_some() => on_role(&mut state, role),
            other => panic!("{other:?} is no step of the set-up"),
        }
    }
    state
}

fn written(state: &mut IdentityState, write: &IdentityWrite) {
    match write.clone() {
        IdentityWrite::CreateGroup { group } => {
            let made = GroupFound {
                path: PATH.into(),
                ..GroupFound::default()
            };
            assert_eq!(state.groups.insert(group, made), None, "no such group");
        }
        IdentityWrite::DeleteGroup { group } => {
            let gone = state.groups.remove(&group).expect("a group");
            assert!(
                gone.members.is_empty() && gone.inline.is_empty() && gone.attached.is_empty(),
                "IAM deletes empty groups only: {gone:?}"
            );
        }
        IdentityWrite::PutPolicy {
            holder,
            name,
            document,
        } => {
            let Holder::Group(group) = holder else {
                panic!("nothing is written into users")
            };
            let group = state.groups.get_mut(&group).expect("a group");
            group.inline.insert(name, document);
        }
        IdentityWrite::DeleteInlinePolicy { holder, name } => match holder {
            Holder::Group(group) => {
                let group = state.groups.get_mut(&group).expect("a group");
                assert!(group.inline.remove(&name).is_some());
            }
            Holder::User(user) => {
                let user = state.users.get_mut(&user).expect("a user");
                assert!(user.inline.remove(&name));
            }
        },
        IdentityWrite::AttachPolicy { holder, policy_arn } => {
            let Holder::Group(group) = holder else {
                panic!("nothing is attached to users")
            };
            assert!(
                state.policies.contains_key(&policy_arn),
                "it is there first"
            );
            let group = state.groups.get_mut(&group).expect("a group");
            assert!(group.attached.insert(policy_arn));
        }
        IdentityWrite::DetachPolicy { holder, policy_arn } => {
            let attached = match &holder {
                Holder::Group(group) => &mut state.groups.get_mut(group).expect("a group").attached,
                Holder::User(user) => &mut state.users.get_mut(user).expect("a user").attached,
            };
            assert!(attached.remove(&policy_arn));
        }
        IdentityWrite::CreatePolicy {
            policy_arn,
            document,
        } => assert_eq!(state.policies.insert(policy_arn, document), None),
        IdentityWrite::SetPolicy {
            policy_arn,
            document,
        } => assert!(state.policies.insert(policy_arn, document).is_some()),
        IdentityWrite::DeletePolicy { policy_arn } => {
            let mut groups = state.groups.values();
            assert!(
                groups.all(|it| !it.attached.contains(&policy_arn)),
                "IAM deletes only what is attached nowhere"
            );
            assert!(state.policies.remove(&policy_arn).is_some());
        }
        IdentityWrite::CreateUser { user, path } => {
            let made = UserFound {
                path,
                ..UserFound::default()
            };
            assert_eq!(state.users.insert(user, made), None, "no such user");
        }
        IdentityWrite::DeleteUser { user } => {
            assert!(state.users.remove(&user).is_some());
            for group in state.groups.values_mut() {
                group.members.remove(&user);
            }
        }
        IdentityWrite::SetPassword { user, anew } => {
            let user = state.users.get_mut(&user).expect("a user");
            assert_eq!(user.has_password, anew);
            user.has_password = true;
        }
        IdentityWrite::AddToGroup { user, group } => {
            assert!(state.users.contains_key(&user), "the user is made first");
            let group = state.groups.get_mut(&group).expect("a group");
            assert!(group.members.insert(user));
        }
        IdentityWrite::RemoveFromGroup { user, group } => {
            let group = state.groups.get_mut(&group).expect("a group");
            assert!(group.members.remove(&user));
        }
        IdentityWrite::SetAlias { from, to } => {
            assert_eq!(state.alias, from);
            state.alias = to;
        }
        IdentityWrite::SetPasswordPolicy { from, to } => {
            assert_eq!(state.password_policy, from);
            state.password_policy = to;
        }
        IdentityWrite::Prove { .. } => {}
    }
}

fn on_role(state: &mut IdentityState, step: &Step) {
    let parts = step.of_role().expect("a step on a role");
    let account = parts.account.known().expect("an account").clone();
    let roles = state.roles.get_mut(&account).expect("it was looked into");
    let roles = roles.as_mut().expect("it was seen");
    if let Step::CreateRole {
        name,
        path,
        trust_policy,
        max_session_seconds,
        tags,
        ..
    } = step
    {
        assert!(roles.iter().all(|it| it.name != name.as_str()));
        roles.push(RoleFound {
            name: name.to_string(),
            path: path.clone(),
            trust_policy: trust_policy.clone(),
            max_session_seconds: *max_session_seconds,
            tags: tags.clone(),
            ..RoleFound::default()
        });
        return;
    }
    let place = roles
        .iter()
        .position(|it| it.name == parts.role.as_str())
        .expect("a role");
    if let Step::DeleteRole { .. } = step {
        let gone = roles.remove(place);
        assert!(
            gone.attached.is_empty() && gone.inline.is_empty(),
            "{gone:?}"
        );
        return;
    }
    let role = &mut roles[place];
    match step.clone() {
        Step::SetTrust { from, to, .. } => {
            assert!(crate::role::same_policy(&role.trust_policy, &from));
            role.trust_policy = to;
        }
        Step::SetRoleSession { from, to, .. } => {
            assert_eq!(role.max_session_seconds, from);
            role.max_session_seconds = to;
        }
        Step::SetRoleTag { key, from, to, .. } => {
            let before = role.tags.iter().find(|tag| tag.key == key);
            assert_eq!(before.map(|tag| tag.value.clone()), from);
            role.tags.retain(|tag| tag.key != key);
            role.tags.extend(to.map(|value| Tag { key, value }));
        }
        Step::AttachRolePolicy { policy_arn, .. } => assert!(role.attached.insert(policy_arn)),
        Step::DetachRolePolicy { policy_arn, .. } => assert!(role.attached.remove(&policy_arn)),
        Step::PutRolePolicy { name, document, .. } => {
            role.inline.insert(name, document);
        }
        Step::DeleteRolePolicy { name, .. } => assert!(role.inline.remove(&name).is_some()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_document_becomes_everything_in_the_order_that_it_needs() {
    let plan = set_up(&bare(), &spec());
    assert_eq!(plan.blockers, []);
    assert_eq!(plan.title, "Set up the identity account");
    assert_eq!(
        summaries(&plan),
        [
            "Name the account northwind-people on its sign-in page in people",
            "Ask for passwords of at least 15 characters in people",
            "Create the policy CanopySelfService in people",
            "Create the group Developers in people",
            "Write CanopySwitchRoles into Developers in people",
            "Attach CanopySelfService to Developers in people",
            "Create the group Administrators in people",
            "Write CanopySwitchRoles into Administrators in people",
            "Attach CanopySelfService to Administrators in people",
            "Create the role Org-ReadOnly in ledger",
            "Attach ReadOnlyAccess to Org-ReadOnly in ledger",
            "Write logs into Org-ReadOnly in ledger",
            "Edit who may assume OrganizationAccountAccessRole in ledger",
            "Create the role Org-ReadOnly in events",
            "Attach ReadOnlyAccess to Org-ReadOnly in events",
            "Write logs into Org-ReadOnly in events",
            "Edit who may assume OrganizationAccountAccessRole in events",
            "Create the user ada in people",
            "Put ada into Developers in people",
            "Give ada a password in people",
            "Create the user grace in people",
            "Put grace into Administrators in people",
            "Give grace a password in people",
            "Create the user alan in people",
            "Put alan into Developers in people",
            "Put alan into Administrators in people",
            "Give alan a password in people",
        ]
    );
    let lanes: Vec<Option<u32>> = plan.steps.iter().map(|it| it.lane.map(|it| it.0)).collect();
    let expected: Vec<Option<u32>> = [None; 9]
        .into_iter()
        .chain([Some(10); 4])
        .chain([Some(14); 4])
        .chain([Some(18); 3])
        .chain([Some(21); 3])
        .chain([Some(24); 4])
        .collect();
    assert_eq!(lanes, expected, "accounts and people go side by side");
    assert_eq!(
        plan.impact,
        [
            "Lets Developers switch to its 2 roles and to no other: the list has 247 of the 5120 characters that a group may have.",
            "Lets Administrators switch to its 4 roles and to no other: the list has 373 of the 5120 characters that a group may have.",
            "ada, grace and alan can sign in to people, with a password that must be changed at once.",
            "ledger and events: Org-ReadOnly is made, and lets in everyone in account 999900001111 whom that account allows, with MFA, only from organization o-7k2m9x4q1b.",
            "ledger and events: OrganizationAccountAccessRole: everyone in account 999900001111 whom that account allows gains access, with MFA, only from organization o-7k2m9x4q1b.",
        ]
    );
    assert_eq!(plan.warnings, Vec::<String>::new());
}

#[test]
fn applied_twice_it_plans_nothing() {
    let made = after(&bare(), &set_up(&bare(), &spec()));
    let again = set_up(&made, &spec());
    assert_eq!(summaries(&again), Vec::<&str>::new());
    assert_eq!(again.blockers, []);
    assert_eq!(again.impact, ["Everything is as the document says."]);
}

#[test]
fn removed_it_leaves_everything_as_it_was() {
    let made = after(&bare(), &set_up(&bare(), &spec()));
    let spec = Box::new(spec());
    let removal = planned(&made, Change::RemoveIdentity { spec: spec.clone() });
    let left = after(&made, &removal);
    assert_eq!(left, bare());
    let again = planned(&left, Change::RemoveIdentity { spec });
    assert_eq!(summaries(&again), Vec::<&str>::new());
    assert_eq!(again.blockers, []);
}

#[test]
fn an_alias_and_passwords_of_before_come_back() {
    let before = IdentityState {
        alias: Some("northwind".into()),
        password_policy: Some(PasswordPolicy {
            minimum_length: 8,
            ..PasswordPolicy::careful()
        }),
        ..bare()
    };
    let plan = set_up(&before, &spec());
    assert_eq!(
        plan.warnings,
        ["people is called northwind on its sign-in page now: links with that name stop working."]
    );
    let mut made = after(&before, &plan);
    // As the engine reads it from the journal.
    made.alias_before.clone_from(&before.alias);
    made.password_policy_before
        .clone_from(&before.password_policy);
    let spec = Box::new(spec());
    let left = after(&made, &planned(&made, Change::RemoveIdentity { spec }));
    assert_eq!(
        (left.alias, left.password_policy),
        (before.alias, before.password_policy)
    );
}

#[test]
fn a_new_account_is_made_first_and_its_id_filled_in_later() {
    let tree = tree(vec![member(
        LEDGER,
        "ledger",
        "ou-4xk2-prod0000",
        "CREATED",
    )]);
    let mut state = bare();
    state.account = None;
    state.roles.remove(&id(EVENTS));
    let wanted = IdentitySpec {
        place: Some(Place::New(NewPlace {
            name: "identity".into(),
            email: "aws+identity@example.com".into(),
            ou: Some("/prod".into()),
        })),
        ..spec()
    };
    let change = Change::SetUpIdentity {
        spec: Box::new(wanted),
    };
    let plan = plan(&known(tree, state), &[change], now());
    assert_eq!(plan.blockers, []);
    assert_eq!(
        summaries(&plan)[..4],
        [
            "Create identity with aws+identity@example.com",
            "Move identity from Root to prod",
            "Wait until OrganizationAccountAccessRole can be assumed in identity",
            "Name the account northwind-people on its sign-in page in identity",
        ]
    );
    let account = id(IDENTITY);
    let made = Made {
        account_id: Some(account.clone()),
        ..Made::default()
    };
    let role = plan
        .steps
        .iter()
        .find(|it| it.action == "CreateRole")
        .expect("a role");
    assert_eq!(role.step.makers(), [StepId(1)]);
    let resolved = role
        .step
        .resolved(|step| (step == StepId(1)).then_some(&made));
    let Step::CreateRole {
        trust_policy, tags, ..
    } = resolved
    else {
        panic!("a role")
    };
    assert!(
        trust_policy.contains("arn:aws:iam::999900001111:root"),
        "{trust_policy}"
    );
    assert_eq!(
        tags,
        [Tag {
            key: ROLE_TAG.into(),
            value: IDENTITY.into()
        }]
    );
    let attach = plan
        .steps
        .iter()
        .find(|it| it.action == "AttachGroupPolicy")
        .expect("the policy is attached");
    assert!(
        matches!(
            attach.step.resolved(|_| Some(&made)),
            Step::Identity { account: Ref::Id(it), write: IdentityWrite::AttachPolicy { policy_arn, .. }, .. }
                if it == account && policy_arn == "arn:aws:iam::999900001111:policy/canopy/CanopySelfService"
        ),
        "{attach:?}"
    );
}

#[test]
fn an_account_that_nobody_gets_into_is_left_out_and_said_so() {
    let mut state = bare();
    let refused = Failure::new(Code::Denied, "not allowed to assume the role");
    state.roles.insert(id(EVENTS), Err(refused));
    let plan = set_up(&state, &spec());
    assert_eq!(plan.blockers, []);
    assert_eq!(
        plan.warnings,
        [
            "Left out, for Canopy cannot get in: events. events was invited, so AWS made no role in it: make the first one by its bootstrap (a template, a line for CloudShell, or one-time credentials), then try again. Then plan again: what is missing is added."
        ]
    );
    assert!(!summaries(&plan).iter().any(|it| it.contains("in events")));
}

#[test]
fn names_that_others_have_are_not_touched() {
    let mut state = bare();
    state.users.insert(
        "Ada".into(),
        UserFound {
            path: "/".into(),
            ..UserFound::default()
        },
    );
    state.groups.insert(
        "Developers".into(),
        GroupFound {
            path: "/".into(),
            ..GroupFound::default()
        },
    );
    let plan = set_up(&state, &spec());
    let words: Vec<&str> = plan.blockers.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(
        words,
        [
            "people has a group Developers that Canopy did not make",
            "people has a user ada that Canopy did not make",
        ]
    );
}

#[test]
fn bad_input_is_a_blocker_with_its_place_and_no_step_is_planned() {
    let mut wanted = spec();
    wanted.people[0].groups.clear();
    wanted.levels[0].scope.ous = vec!["/nowhere".into()];
    let plan = set_up(&bare(), &wanted);
    let mut words: Vec<&str> = plan.blockers.iter().map(|it| it.message.as_str()).collect();
    words.sort_unstable();
    assert_eq!(
        words,
        [
            "ada is in no group (/people/0/groups)",
            "nothing fits `/nowhere` (/levels/0/for/ous/0)",
        ]
    );
    assert_eq!(plan.steps, []);
}

#[test]
fn a_proof_is_a_probe_for_each_group_that_goes_again() {
    let mut made = after(&bare(), &set_up(&bare(), &spec()));
    let spec = Box::new(spec());
    made.users.insert(
        "canopy-probe-1".into(),
        UserFound {
            path: "/canopy/probe/".into(),
            ..UserFound::default()
        },
    );
    let proof = planned(&made, Change::ProveIdentity { spec });
    assert_eq!(
        summaries(&proof),
        [
            "Delete the user canopy-probe-1 with password, MFA and access keys in people",
            "Create the user canopy-probe-1 in people",
            "Put canopy-probe-1 into Developers in people",
            "Try 8 ways into roles as a member of Developers in people",
            "Delete the user canopy-probe-1 with password, MFA and access keys in people",
            "Create the user canopy-probe-2 in people",
            "Put canopy-probe-2 into Administrators in people",
            "Try 12 ways into roles as a member of Administrators in people",
            "Delete the user canopy-probe-2 with password, MFA and access keys in people",
        ]
    );
    let checks = |nth: usize| match &proof.steps[nth].step {
        Step::Identity {
            write: IdentityWrite::Prove { checks, .. },
            ..
        } => checks
            .iter()
            .map(|it| {
                let (name, word) = (&it.role, if it.allowed { "allowed" } else { "refused" });
                let mfa = if it.mfa { "with" } else { "without" };
                format!("{name} in {} {mfa} MFA {word}", it.account)
            })
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        checks(3),
        [
            "Org-ReadOnly in 444455556666 with MFA allowed",
            "Org-ReadOnly in 444455557777 with MFA allowed",
            "Org-ReadOnly in 444455556666 without MFA refused",
            "Org-ReadOnly in 444455557777 without MFA refused",
            "OrganizationAccountAccessRole in 444455556666 with MFA refused",
            "OrganizationAccountAccessRole in 444455557777 with MFA refused",
            "OrganizationAccountAccessRole in 444455556666 without MFA refused",
            "OrganizationAccountAccessRole in 444455557777 without MFA refused",
        ]
    );
    assert_eq!(
        checks(7)[8..],
        [
            "OrganizationAccountAccessRole in 999900001111 with MFA refused",
            "OrganizationAccountAccessRole in 111122223333 with MFA refused",
            "OrganizationAccountAccessRole in 999900001111 without MFA refused",
            "OrganizationAccountAccessRole in 111122223333 without MFA refused",
        ]
    );
}

#[test]
fn a_proof_needs_what_it_proves() {
    let plan = planned(
        &bare(),
        Change::ProveIdentity {
            spec: Box::new(spec()),
        },
    );
    let words: Vec<&str> = plan.blockers.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(
        words,
        [
            "people has no group Developers yet",
            "people has no group Administrators yet",
        ]
    );
}

#[test]
fn new_passwords_are_for_people_that_canopy_made() {
    let made = after(&bare(), &set_up(&bare(), &spec()));
    let change = |people: &[&str]| Change::NewPasswords {
        spec: Box::new(spec()),
        people: people.iter().map(|it| (*it).to_owned()).collect(),
    };
    let plan = planned(&made, change(&["ada", "alan"]));
    assert_eq!(plan.title, "Give 2 people new passwords");
    assert_eq!(
        summaries(&plan),
        [
            "Give ada a new password in people",
            "Give alan a new password in people",
        ]
    );
    assert_eq!(
        plan.without_return,
        ["A password that is replaced cannot be had back."]
    );
    let refused = planned(&made, change(&["mallory"]));
    assert_eq!(
        refused.blockers[0].message,
        "people has no user mallory yet"
    );
}

#[test]
fn lines_for_the_aws_cli_hold_no_password() {
    let plan = set_up(&bare(), &spec());
    let line = |action: &str| {
        let step = plan.steps.iter().find(|it| it.action == action);
        step.map(|it| it.command.as_str()).expect("a step")
    };
    assert_eq!(
        line("CreateLoginProfile"),
        "aws iam create-login-profile --user-name ada --password '<a new password>' --password-reset-required --profile '<OrganizationAccountAccessRole in 999900001111>'"
    );
    assert_eq!(
        line("UpdateAccountPasswordPolicy"),
        "aws iam update-account-password-policy --minimum-password-length 15 --require-numbers --require-uppercase-characters --require-lowercase-characters --password-reuse-prevention 5 --profile '<OrganizationAccountAccessRole in 999900001111>'"
    );
}

#[test]
fn every_write_that_has_a_way_back_is_taken_back_by_it() {
    let made = after(&bare(), &set_up(&bare(), &spec()));
    let group = |state: &IdentityState| state.groups.get("Developers").cloned();
    for write in [
        IdentityWrite::RemoveFromGroup {
            user: "ada".into(),
            group: "Developers".into(),
        },
        IdentityWrite::DeleteInlinePolicy {
            holder: Holder::Group("Developers".into()),
            name: GROUP_POLICY.into(),
        },
        IdentityWrite::SetAlias {
            from: Some("northwind-people".into()),
            to: None,
        },
    ] {
        let step = Step::Identity {
            account: Ref::Id(id(IDENTITY)),
            via: None,
            write: write.clone(),
        };
        let before = crate::step::Before {
            document: group(&made).and_then(|it| it.inline.get(GROUP_POLICY).cloned()),
            ..crate::step::Before::default()
        };
        let inverse = step.inverse(&crate::Receipt::default(), &before);
        let inverse = inverse.expect("a way back").steps.remove(0);
        let mut state = made.clone();
        written(&mut state, &write);
        assert_ne!(state, made);
        let back = planned(
            &state,
            Change::Undo {
                step: inverse,
                replaces: None,
            },
        );
        assert_eq!(after(&state, &back), made, "{write:?}");
    }
    let forever = IdentityWrite::DeleteUser { user: "ada".into() };
    let step = Step::Identity {
        account: Ref::Id(id(IDENTITY)),
        via: None,
        write: forever,
    };
    assert_eq!(
        step.inverse(&crate::Receipt::default(), &crate::step::Before::default()),
        None
    );
}

/// Roles of an account by name.
fn roles<'a>(state: &'a mut IdentityState, account: &str) -> BTreeMap<String, &'a mut RoleFound> {
    let found = state.roles.get_mut(&id(account)).expect("it was read");
    let found = found.as_mut().expect("it was seen");
    found.iter_mut().map(|it| (it.name.clone(), it)).collect()
}
