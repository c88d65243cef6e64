//! What somebody changed meanwhile: the plan shows it, all of it and nothing else, and mends it.

use proptest::prelude::*;

use super::*;

/// Something that somebody changes outside of Canopy, and how the plan tells of it.
type Drift = (&'static str, fn(&mut IdentityState));

fn developers(state: &mut IdentityState) -> &mut GroupFound {
    state.groups.get_mut("Developers").expect("a group")
}

fn ada(state: &mut IdentityState) -> &mut UserFound {
    state.users.get_mut("ada").expect("a user")
}

fn read_only<'a>(state: &'a mut IdentityState, account: &str) -> &'a mut RoleFound {
    roles(state, account)
        .remove("Org-ReadOnly")
        .expect("the role")
}

const DRIFTS: [Drift; 18] = [
    (
        "Name the account northwind-people on its sign-in page in people",
        |state| state.alias = Some("mallory".into()),
    ),
    (
        "Ask for passwords of at least 15 characters in people",
        |state| state.password_policy = None,
    ),
    ("Change the policy CanopySelfService in people", |state| {
        let policies = state.policies.values_mut();
        policies.for_each(|it| *it = "{}".into());
    }),
    (
        "Write CanopySwitchRoles into Developers in people",
        |state| {
            developers(state)
                .inline
                .insert(GROUP_POLICY.into(), "{}".into());
        },
    ),
    ("Take everything out of Developers in people", |state| {
        developers(state)
            .inline
            .insert("everything".into(), "{}".into());
    }),
    (
        "Attach CanopySelfService to Developers in people",
        |state| {
            let attached = &mut developers(state).attached;
            attached.retain(|arn| !arn.ends_with("CanopySelfService"));
        },
    ),
    (
        "Detach AdministratorAccess from Developers in people",
        |state| {
            let arn = "arn:aws:iam::aws:policy/AdministratorAccess".to_owned();
            developers(state).attached.insert(arn);
        },
    ),
    ("Put ada into Developers in people", |state| {
        developers(state).members.remove("ada");
    }),
    ("Take mallory out of Developers in people", |state| {
        developers(state).members.insert("mallory".into());
    }),
    ("Detach AdministratorAccess from ada in people", |state| {
        let arn = "arn:aws:iam::aws:policy/AdministratorAccess".to_owned();
        ada(state).attached.insert(arn);
    }),
    ("Give ada a password in people", |state| {
        ada(state).has_password = false;
    }),
    (
        "Delete the user eve with password, MFA and access keys in people",
        |state| {
            let path = PATH.to_owned();
            let eve = UserFound {
                path,
                ..UserFound::default()
            };
            state.users.insert("eve".into(), eve);
        },
    ),
    ("Edit who may assume Org-ReadOnly in ledger", |state| {
        read_only(state, LEDGER).trust_policy = ELSEWHERE.into();
    }),
    ("Change the sessions of Org-ReadOnly in events", |state| {
        read_only(state, EVENTS).max_session_seconds = 43_200;
    }),
    (
        "Detach AdministratorAccess from Org-ReadOnly in ledger",
        |state| {
            let arn = "arn:aws:iam::aws:policy/AdministratorAccess".to_owned();
            read_only(state, LEDGER).attached.insert(arn);
        },
    ),
    ("Write logs into Org-ReadOnly in events", |state| {
        read_only(state, EVENTS).inline.clear();
    }),
    (
        "Mark Org-ReadOnly in events as made by Canopy again",
        |state| read_only(state, EVENTS).tags.clear(),
    ),
    (
        "Edit who may assume OrganizationAccountAccessRole in ledger",
        |state| {
            let mut all = roles(state, LEDGER);
            let role = all
                .get_mut("OrganizationAccountAccessRole")
                .expect("a role");
            role.trust_policy = ELSEWHERE.into();
        },
    ),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_plan_shows_exactly_what_drifted_and_mends_it(drifted in proptest::sample::subsequence((0..DRIFTS.len()).collect::<Vec<_>>(), 0..=DRIFTS.len())) {
        let wanted = IdentitySpec { remove_others: true, ..spec() };
        let made = after(&bare(), &set_up(&bare(), &wanted));
        let mut state = made.clone();
        let mut expected: Vec<&str> = Vec::new();
        for nth in &drifted {
            let (words, change) = DRIFTS[*nth];
            change(&mut state);
            expected.push(words);
        }
        let plan = set_up(&state, &wanted);
        let mut told = summaries(&plan);
        told.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(told, expected);
        let mended = after(&state, &plan);
        let again = set_up(&mended, &wanted);
        prop_assert_eq!(summaries(&again), Vec::<&str>::new());
    }
}

#[test]
fn what_others_put_in_is_told_and_left_unless_the_document_says_that_it_goes() {
    let mut state = after(&bare(), &set_up(&bare(), &spec()));
    let administrator = "arn:aws:iam::aws:policy/AdministratorAccess".to_owned();
    let group = developers(&mut state);
    group.inline.insert("everything".into(), "{}".into());
    group.attached.insert(administrator.clone());
    group.members.insert("mallory".into());
    ada(&mut state).attached.insert(administrator);
    let plan = set_up(&state, &spec());
    assert_eq!(summaries(&plan), Vec::<&str>::new());
    assert_eq!(
        plan.warnings,
        [
            "Left, for Canopy did not make it: everything on Developers; AdministratorAccess on Developers; AdministratorAccess on ada; mallory in Developers. With \"removeOthers\": true the document takes it out."
        ]
    );
    let wanted = IdentitySpec {
        remove_others: true,
        ..spec()
    };
    let plan = set_up(&state, &wanted);
    assert_eq!(
        summaries(&plan),
        [
            "Take everything out of Developers in people",
            "Detach AdministratorAccess from Developers in people",
            "Detach AdministratorAccess from ada in people",
            "Take mallory out of Developers in people",
        ]
    );
    assert_eq!(plan.warnings, Vec::<String>::new());
}

#[test]
fn a_role_that_lost_its_tag_and_its_level_is_left_unless_the_document_says_that_it_goes() {
    let mut state = after(&bare(), &set_up(&bare(), &spec()));
    read_only(&mut state, EVENTS).tags.clear();
    let mut wanted = spec();
    wanted.levels.remove(0);
    wanted.groups.retain(|group| group.name != "Developers");
    for group in &mut wanted.groups {
        group.levels.retain(|it| it.level != "Read-only");
    }
    wanted.people.clear();
    let deleted = "Delete the role Org-ReadOnly in events";
    let plan = set_up(&state, &wanted);
    assert!(!summaries(&plan).contains(&deleted));
    let left = "Left, for Canopy did not make it: Org-ReadOnly in events, which lost its tag.";
    assert!(
        plan.warnings.iter().any(|it| it.starts_with(left)),
        "{:?}",
        plan.warnings
    );
    wanted.remove_others = true;
    let plan = set_up(&state, &wanted);
    assert!(
        summaries(&plan).contains(&deleted),
        "{:?}",
        summaries(&plan)
    );
}

#[test]
fn who_leaves_loses_access_and_who_joins_gets_it() {
    let made = after(&bare(), &set_up(&bare(), &spec()));
    let mut wanted = spec();
    wanted.people.remove(0);
    wanted.people[1].groups = vec!["Developers".into()];
    wanted.people.push(person("barbara", &["Developers"]));
    let plan = set_up(&made, &wanted);
    assert_eq!(
        summaries(&plan),
        [
            "Take alan out of Administrators in people",
            "Create the user barbara in people",
            "Put barbara into Developers in people",
            "Give barbara a password in people",
            "Delete the user ada with password, MFA and access keys in people",
        ]
    );
    assert_eq!(
        plan.impact,
        [
            "barbara can sign in to people, with a password that must be changed at once.",
            "ada cannot sign in any more, and sessions that are open lose their rights.",
        ]
    );
    assert_eq!(
        plan.without_return,
        ["A deleted user comes back only as a new one, with a new password and new MFA."]
    );
}

#[test]
fn levels_and_groups_that_go_leave_nothing_behind() {
    let made = after(&bare(), &set_up(&bare(), &spec()));
    let mut wanted = spec();
    wanted.levels.remove(1);
    wanted.groups.remove(1);
    for person in &mut wanted.people {
        person.groups = vec!["Developers".into()];
    }
    let plan = set_up(&made, &wanted);
    assert_eq!(
        summaries(&plan),
        [
            "Edit who may assume OrganizationAccountAccessRole in ledger",
            "Edit who may assume OrganizationAccountAccessRole in events",
            "Put grace into Developers in people",
            "Take alan out of Administrators in people",
            "Take grace out of Administrators in people",
            "Take CanopySwitchRoles out of Administrators in people",
            "Detach CanopySelfService from Administrators in people",
            "Delete the group Administrators in people",
        ]
    );
    let left = after(&made, &plan);
    assert_eq!(summaries(&set_up(&left, &wanted)), Vec::<&str>::new());
}

#[test]
fn a_new_account_joins_and_one_that_moved_away_loses_its_role() {
    let made = after(&bare(), &set_up(&bare(), &spec()));
    let mut state = made.clone();
    let fresh = "444455558888";
    state.roles.insert(id(fresh), Ok(Vec::new()));
    let tree = tree(vec![
        member(IDENTITY, "people", "r-4xk2", "CREATED"),
        member(LEDGER, "ledger", "r-4xk2", "CREATED"),
        member(EVENTS, "events", "ou-4xk2-prod0000", "INVITED"),
        member(fresh, "fresh", "ou-4xk2-prod0000", "CREATED"),
    ]);
    let mut wanted = spec();
    wanted.levels.remove(1);
    wanted.groups.remove(1);
    wanted.people.truncate(1);
    let change = Change::SetUpIdentity {
        spec: Box::new(wanted),
    };
    let plan = plan(&known(tree, state), &[change], now());
    let told = summaries(&plan);
    assert_eq!(
        told[..9],
        [
            "Write CanopySwitchRoles into Developers in people",
            "Edit who may assume OrganizationAccountAccessRole in ledger",
            "Detach ReadOnlyAccess from Org-ReadOnly in ledger",
            "Take logs out of Org-ReadOnly in ledger",
            "Delete the role Org-ReadOnly in ledger",
            "Edit who may assume OrganizationAccountAccessRole in events",
            "Create the role Org-ReadOnly in fresh",
            "Attach ReadOnlyAccess to Org-ReadOnly in fresh",
            "Write logs into Org-ReadOnly in fresh",
        ]
    );
}
