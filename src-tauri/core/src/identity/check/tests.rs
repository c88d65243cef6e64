use jiff::Timestamp;

use super::*;
use crate::{
    identity::spec::{AccessLevel, Grant, HandOut, NewPlace, PeopleGroup, Person},
    role::InlinePolicy,
    tree::{Node, Organization},
};

fn tree() -> Tree {
    let node = |id: &str, name: &str, parent: Option<&str>, kind| Node {
        id: id.parse().expect("an id"),
        name: name.into(),
        parent_id: parent.map(|id| id.parse().expect("an id")),
        arn: None,
        kind,
    };
    let account = |id: &str, name: &str, parent, state| {
        let kind = NodeKind::Account {
            email: format!("{}@example.com", name.to_lowercase()),
            state,
            joined_method: "CREATED".into(),
            joined_at: None,
        };
        node(id, name, Some(parent), kind)
    };
    let organization = Organization {
        id: "o-7k2m9x4q1b".parse().expect("an id"),
        management_account_id: "111122223333".parse().expect("an id"),
        feature_set: "ALL".into(),
    };
    let nodes = vec![
        node("r-4xk2", "Root", None, NodeKind::Root),
        node("ou-4xk2-prod0000", "prod", Some("r-4xk2"), NodeKind::Ou),
        account("111122223333", "Management", "r-4xk2", AccountState::Active),
        account(
            "444455556666",
            "ledger",
            "ou-4xk2-prod0000",
            AccountState::Active,
        ),
        account("444455557777", "old", "r-4xk2", AccountState::Closed),
    ];
    Tree::new(organization, Timestamp::UNIX_EPOCH, true, nodes).expect("a tree")
}

fn good() -> IdentitySpec {
    IdentitySpec {
        place: Some(Place::New(NewPlace {
            name: "identity".into(),
            email: "aws+identity@example.com".into(),
            ou: Some("/prod".into()),
        })),
        alias: Some("northwind-people".into()),
        password_policy: Some(PasswordPolicy::careful()),
        levels: vec![level()],
        groups: vec![PeopleGroup {
            name: "Developers".into(),
            levels: vec![Grant {
                level: "Read only".into(),
                scope: None,
            }],
        }],
        people: vec![person("ada")],
        ..IdentitySpec::default()
    }
}

fn level() -> AccessLevel {
    AccessLevel {
        name: "Read only".into(),
        role_name: "Org-ReadOnly".into(),
        policies: vec!["arn:aws:iam::aws:policy/ReadOnlyAccess".into()],
        inline: Vec::new(),
        session_seconds: 3600,
        mfa: true,
        scope: Scope {
            all: true,
            ..Scope::default()
        },
        color: None,
    }
}

fn person(name: &str) -> Person {
    Person {
        name: name.into(),
        groups: vec!["Developers".into()],
        email: None,
    }
}

/// What is told of a document that was changed: pointer, words, and whether it blocks.
fn told(change: impl FnOnce(&mut IdentitySpec)) -> Vec<(String, String, bool)> {
    let mut spec = good();
    change(&mut spec);
    let problems = check(&spec, Some(&tree()), Partition::Aws);
    let told = problems
        .into_iter()
        .map(|it| (it.pointer, it.message, it.blocking));
    told.collect()
}

/// The one thing that keeps a changed document from being planned.
#[track_caller]
fn blocked(pointer: &str, message: &str, change: impl FnOnce(&mut IdentitySpec)) {
    assert_eq!(
        told(change),
        [(pointer.to_owned(), message.to_owned(), true)]
    );
}

#[track_caller]
fn doubted(pointer: &str, message: &str, change: impl FnOnce(&mut IdentitySpec)) {
    assert_eq!(
        told(change),
        [(pointer.to_owned(), message.to_owned(), false)]
    );
}

#[test]
fn a_good_document_has_no_problem() {
    assert_eq!(told(|_| {}), []);
}

#[test]
fn the_account_of_the_people_must_be_one_that_works() {
    let account = |text: &str| Some(Place::Account(text.into()));
    blocked("/where", "no account is chosen for the people", |spec| {
        spec.place = None;
    });
    blocked("/where/account", "nothing fits `nobody`", |spec| {
        spec.place = account("nobody");
    });
    blocked("/where/account", "old is closed", |spec| {
        spec.place = account("old");
    });
    doubted(
        "/where/account",
        "the people would live in the management account",
        |spec| spec.place = account("111122223333"),
    );
    let new = |name: &str, email: &str, ou: &str| {
        Some(Place::New(NewPlace {
            name: name.into(),
            email: email.into(),
            ou: Some(ou.into()),
        }))
    };
    blocked("/where/new/name", "an account needs a name", |spec| {
        spec.place = new(" ", "a@example.com", "/prod");
    });
    blocked("/where/new/email", "the email address has no @", |spec| {
        spec.place = new("identity", "nobody", "/prod");
    });
    blocked("/where/new/ou", "nothing fits `/nowhere`", |spec| {
        spec.place = new("identity", "a@example.com", "/nowhere");
    });
}

#[test]
fn an_alias_and_passwords_are_as_aws_takes_them() {
    for alias in [
        "ab",
        "Acme",
        "-acme",
        "acme-",
        "ac--me",
        "a.b",
        "123456789012",
    ] {
        blocked(
            "/alias",
            &format!("`{alias}` is no alias of an account"),
            |spec| spec.alias = Some(alias.into()),
        );
    }
    let passwords = |change: fn(&mut PasswordPolicy)| {
        move |spec: &mut IdentitySpec| {
            change(spec.password_policy.as_mut().expect("a policy"));
        }
    };
    blocked(
        "/passwordPolicy/minimumLength",
        "AWS takes 6 to 128 here",
        passwords(|it| it.minimum_length = 5),
    );
    blocked(
        "/passwordPolicy/maximumAgeDays",
        "AWS takes 1 to 1095 here",
        passwords(|it| it.maximum_age_days = Some(0)),
    );
    blocked(
        "/passwordPolicy/notTheLast",
        "AWS takes 1 to 24 here",
        passwords(|it| it.not_the_last = Some(25)),
    );
    doubted(
        "/passwordPolicy/hardExpiry",
        "passwords that never get too old need no end",
        passwords(|it| it.hard_expiry = true),
    );
}

#[test]
fn a_level_is_a_role_that_aws_would_take() {
    let first =
        |change: fn(&mut AccessLevel)| move |spec: &mut IdentitySpec| change(&mut spec.levels[0]);
    blocked(
        "/levels/0/roleName",
        "`Org Admin` is not a role name (letters, digits and `+=,.@-_`, at most 64)",
        first(|it| it.role_name = "Org Admin".into()),
    );
    blocked(
        "/levels/0/roleName",
        "`AWSReservedSSO_x` begins like a role that AWS makes itself",
        first(|it| it.role_name = "AWSReservedSSO_x".into()),
    );
    blocked(
        "/levels/0/sessionSeconds",
        "sessions of a role cannot last up to 15 minutes",
        first(|it| it.session_seconds = 900),
    );
    blocked(
        "/levels/0/policies/1",
        "`arn:aws:iam::444455556666:policy/Own` is a policy of one account only",
        first(|it| {
            it.policies
                .push("arn:aws:iam::444455556666:policy/Own".into());
        }),
    );
    blocked(
        "/levels/0/policies/1",
        "`arn:aws:iam::aws:policy/ReadOnlyAccess` is named twice",
        first(|it| it.policies.push(it.policies[0].clone())),
    );
    blocked(
        "/levels/0/inline/0/document",
        "this is not JSON: trailing comma (its line 1, column 10)",
        first(|it| {
            it.inline = vec![InlinePolicy {
                name: "logs".into(),
                document: "{\"a\": 1, }".into(),
            }];
        }),
    );
    blocked(
        "/levels/0/for/accounts/0",
        "nothing fits `nobody`",
        first(|it| it.scope.accounts = vec!["nobody".into()]),
    );
    blocked(
        "/levels/0/for/ous/0",
        "nothing fits `/Workloads`",
        first(|it| it.scope.ous = vec!["/Workloads".into()]),
    );
    blocked(
        "/levels/0/color",
        "`red` is not a colour",
        first(|it| it.color = Some("red".into())),
    );
    doubted(
        "/levels/0/mfa",
        "Read only can be reached without MFA",
        first(|it| it.mfa = false),
    );
    doubted(
        "/levels/0/for",
        "Read only is for no account",
        first(|it| it.scope = Scope::default()),
    );
    doubted(
        "/levels/0/policies",
        "Read only allows nothing",
        first(|it| it.policies.clear()),
    );
    blocked(
        "/levels/1/roleName",
        "two access levels use the role org-readonly",
        |spec| {
            spec.levels.push(AccessLevel {
                name: "Other".into(),
                role_name: "org-readonly".into(),
                ..level()
            });
        },
    );
}

#[test]
fn groups_and_people_fit_together() {
    blocked("/people/1/name", "person 1 has the same name", |spec| {
        spec.people.push(person("ADA"));
    });
    blocked("/people/1/name", "`ada b` is no name of a user", |spec| {
        spec.people.push(person("ada b"));
    });
    blocked("/people/0/groups/1", "there is no group Ops", |spec| {
        spec.people[0].groups.push("Ops".into());
    });
    blocked("/people/0/groups", "ada is in no group", |spec| {
        spec.people[0].groups.clear();
    });
    blocked("/people/0/email", "the email address has no @", |spec| {
        spec.people[0].email = Some("nobody".into());
    });
    blocked("/groups/1/name", "group 1 has the same name", |spec| {
        let mut group = spec.groups[0].clone();
        group.name = "developers".into();
        spec.groups.push(group);
    });
    blocked(
        "/groups/0/levels/1/level",
        "there is no access level Admin",
        |spec| {
            spec.groups[0].levels.push(Grant {
                level: "Admin".into(),
                scope: None,
            });
        },
    );
    blocked(
        "/groups/0/levels/0/for/accounts/0",
        "old is closed",
        |spec| {
            spec.groups[0].levels[0].scope = Some(Scope {
                accounts: vec!["old".into()],
                ..Scope::default()
            });
        },
    );
    doubted(
        "/groups/0/levels",
        "Developers may switch nowhere",
        |spec| {
            spec.groups[0].levels.clear();
        },
    );
    doubted("/people", "there are no people", |spec| spec.people.clear());
}

#[test]
fn a_sheet_has_a_real_region_and_a_short_note() {
    blocked("/handOut/region", "`Frankfurt` is no region", |spec| {
        spec.hand_out.region = Some("Frankfurt".into());
    });
    blocked(
        "/handOut/note",
        "the note has 1001 characters; a sheet has room for 1000",
        |spec| {
            spec.hand_out = HandOut {
                note: Some("x".repeat(1_001)),
                ..HandOut::default()
            };
        },
    );
}

#[test]
fn a_blocker_names_its_place() {
    let mut spec = good();
    spec.people[0].groups.clear();
    let problem = &check(&spec, None, Partition::Aws)[0];
    assert_eq!(
        problem.failure().message,
        "ada is in no group (/people/0/groups)"
    );
    let located = SpecProblem {
        line: Some(3),
        column: Some(7),
        ..problem.clone()
    };
    assert_eq!(
        located.failure().message,
        "ada is in no group (line 3, column 7)"
    );
}
