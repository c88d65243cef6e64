//! Creating, reading, changing and deleting roles.

use serde_json::json;

use super::{SERVICE_LINKED, create, trust, with_service_linked_role};
use crate::{
    testing::{World, leaf},
    wire::form::decode,
};

#[test]
fn a_role_is_read_as_it_was_made() {
    let mut world = World::new();
    let trust = trust(&world);
    let arguments = [
        ("RoleName", "Deploy"),
        ("Path", "/ops/"),
        ("AssumeRolePolicyDocument", trust.as_str()),
        ("Description", "Ships <things> & more"),
        ("MaxSessionDuration", "7200"),
        ("Tags.member.1.Key", "team"),
        ("Tags.member.1.Value", "shop"),
    ];
    world.iam("CreateRole", &arguments).unwrap();
    let role = world.iam("GetRole", &[("RoleName", "Deploy")]).unwrap();
    assert_eq!(
        leaf(&role, "Arn"),
        format!("arn:aws:iam::{}:role/ops/Deploy", world.member)
    );
    assert_eq!(
        decode(leaf(&role, "AssumeRolePolicyDocument").as_bytes()),
        trust,
        "percent-encoded, word for word"
    );
    assert_eq!(
        leaf(&role, "Description"),
        "Ships &lt;things&gt; &amp; more"
    );
    assert_eq!(leaf(&role, "MaxSessionDuration"), "7200");
    assert_eq!(
        (leaf(&role, "Key"), leaf(&role, "Value")),
        ("team".into(), "shop".into())
    );
    let again = [
        ("RoleName", "DEPLOY"),
        ("AssumeRolePolicyDocument", trust.as_str()),
    ];
    assert_eq!(
        world.iam("CreateRole", &again).unwrap_err().code,
        "EntityAlreadyExists",
        "names differ in more than case"
    );
    let missing = world.iam("GetRole", &[("RoleName", "None")]).unwrap_err();
    assert_eq!((missing.code, missing.status), ("NoSuchEntity", 404));
}

#[test]
fn names_paths_and_durations_have_their_limits() {
    let mut world = World::new();
    let trust = trust(&world);
    let long = "r".repeat(65);
    for (field, value) in [
        ("RoleName", long.as_str()),
        ("RoleName", "two words"),
        ("RoleName", ""),
        ("Path", "ops/"),
        ("Path", "/ops"),
        ("MaxSessionDuration", "3599"),
        ("MaxSessionDuration", "43201"),
    ] {
        let mut arguments = vec![(field, value), ("AssumeRolePolicyDocument", trust.as_str())];
        if field != "RoleName" {
            arguments.push(("RoleName", "Deploy"));
        }
        assert_eq!(
            world.iam("CreateRole", &arguments).unwrap_err().code,
            "ValidationError",
            "{field} {value}"
        );
    }
}

#[test]
fn an_account_has_a_thousand_roles_at_most() {
    let mut world = World::new();
    let member = world.member.clone();
    let have = world.state.accounts[&member].iam.roles.len();
    for number in have..1000 {
        world.role(&member, &format!("Role{number}"), &json!({}), &json!(null));
    }
    let trust = trust(&world);
    let refused = world
        .iam(
            "CreateRole",
            &[("RoleName", "Last"), ("AssumeRolePolicyDocument", &trust)],
        )
        .unwrap_err();
    assert_eq!((refused.code, refused.status), ("LimitExceeded", 409));
}

#[test]
fn updating_a_role_changes_only_what_is_given() {
    let mut world = World::new();
    create(&mut world, "Deploy");
    world
        .iam(
            "UpdateRole",
            &[("RoleName", "Deploy"), ("Description", "Ships")],
        )
        .unwrap();
    world
        .iam(
            "UpdateRole",
            &[("RoleName", "Deploy"), ("MaxSessionDuration", "43200")],
        )
        .unwrap();
    let role = world.iam("GetRole", &[("RoleName", "Deploy")]).unwrap();
    assert_eq!(
        (
            leaf(&role, "Description"),
            leaf(&role, "MaxSessionDuration")
        ),
        ("Ships".into(), "43200".into())
    );
}

#[test]
fn roles_are_listed_by_path_and_page_after_page() {
    let mut world = with_service_linked_role();
    for name in ["A", "B", "C"] {
        create(&mut world, name);
    }
    let linked = world
        .iam("ListRoles", &[("PathPrefix", "/aws-service-role/")])
        .unwrap();
    assert_eq!(linked.matches("<RoleName>").count(), 1);
    assert_eq!(leaf(&linked, "RoleName"), SERVICE_LINKED);
    let mut names = Vec::new();
    let mut marker = None::<String>;
    loop {
        let mut arguments = vec![("MaxItems", "2")];
        arguments.extend(marker.as_deref().map(|marker| ("Marker", marker)));
        let page = world.iam("ListRoles", &arguments).unwrap();
        names.extend(
            page.split("<RoleName>")
                .skip(1)
                .map(|rest| rest.split('<').next().unwrap().to_owned()),
        );
        if leaf(&page, "IsTruncated") == "false" {
            break;
        }
        marker = Some(leaf(&page, "Marker"));
    }
    assert_eq!(
        names,
        [
            "A",
            SERVICE_LINKED,
            "B",
            "C",
            "OrganizationAccountAccessRole"
        ],
        "each once, in order"
    );
    for most in ["0", "1001", "x"] {
        assert_eq!(
            world
                .iam("ListRoles", &[("MaxItems", most)])
                .unwrap_err()
                .code,
            "ValidationError"
        );
    }
}

#[test]
fn an_account_without_an_alias_has_none() {
    let mut world = World::new();
    let none = world.iam("ListAccountAliases", &[]).unwrap();
    assert!(!none.contains("<member>"));
    world
        .state
        .accounts
        .get_mut(&world.member)
        .unwrap()
        .iam
        .alias = Some("northwind".into());
    assert_eq!(
        leaf(&world.iam("ListAccountAliases", &[]).unwrap(), "member"),
        "northwind"
    );
}
