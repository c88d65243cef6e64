//! Creating, reading, changing and deleting roles.

use serde_json::json;

use super::{create, trust};
use crate::{
    testing::{World, leaf},
    wire::form::decode,
};

const SERVICE_LINKED: &str = "AWSServiceRoleForOrganizations";

fn with_service_linked_role() -> World {
    let mut world = World::new();
    let now = world.state.now();
    let role = crate::builder::service_linked_role(&mut world.state.random, now);
    world
        .state
        .accounts
        .get_mut(&world.member)
        .unwrap()
        .iam
        .add_role(role);
    world
}

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
fn a_trust_policy_that_cannot_be_is_malformed() {
    let mut world = World::new();
    create(&mut world, "Deploy");
    let statement = |more: serde_json::Value| {
        let mut statement = json!({"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"});
        statement
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({"Version": "2012-10-17", "Statement": statement}).to_string()
    };
    let absent = format!("arn:aws:iam::{}:role/Absent", world.member);
    let there = format!("arn:aws:iam::{}:role/Deploy", world.member);
    let mut update = |document: &str| {
        world.iam(
            "UpdateAssumeRolePolicy",
            &[("RoleName", "Deploy"), ("PolicyDocument", document)],
        )
    };
    for document in [
        "{".to_owned(),
        statement(json!({"Resource": "*"})),
        statement(json!({"Action": "s3:GetObject"})),
        statement(json!({"Principal": {"AWS": absent}})),
        statement(json!({"Principal": {"AWS": "me"}})),
        json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole"}}).to_string(),
    ] {
        assert_eq!(update(&document).unwrap_err().code, "MalformedPolicyDocument", "{document}");
    }
    assert!(
        update(&statement(json!({"Principal": {"AWS": there}}))).is_ok(),
        "a principal that exists"
    );
    let ids: Vec<String> = (0..300).map(|number| format!("{number:012}")).collect();
    assert_eq!(
        update(&statement(json!({"Principal": {"AWS": ids}})))
            .unwrap_err()
            .code,
        "LimitExceeded",
        "over 2,048 characters"
    );
}

#[test]
fn a_role_is_deleted_once_its_policies_are_gone() {
    let mut world = World::new();
    create(&mut world, "Deploy");
    let role = ("RoleName", "Deploy");
    let attached = [
        role,
        ("PolicyArn", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ];
    let document = crate::testing::allow("s3:*").to_string();
    let inline = [
        role,
        ("PolicyName", "own"),
        ("PolicyDocument", document.as_str()),
    ];
    world.iam("AttachRolePolicy", &attached).unwrap();
    world.iam("PutRolePolicy", &inline).unwrap();
    assert_eq!(
        world.iam("DeleteRole", &[role]).unwrap_err().code,
        "DeleteConflict"
    );
    world.iam("DetachRolePolicy", &attached).unwrap();
    assert_eq!(
        world.iam("DeleteRole", &[role]).unwrap_err().code,
        "DeleteConflict"
    );
    world.iam("DeleteRolePolicy", &inline[..2]).unwrap();
    world.iam("DeleteRole", &[role]).unwrap();
    assert_eq!(
        world.iam("GetRole", &[role]).unwrap_err().code,
        "NoSuchEntity"
    );
}

#[test]
fn nobody_changes_a_service_linked_role() {
    let mut world = with_service_linked_role();
    let trust = trust(&world);
    let document = crate::testing::allow("s3:*").to_string();
    let more: &[(&str, &[(&str, &str)])] = &[
        ("DeleteRole", &[]),
        ("UpdateRole", &[("Description", "mine")]),
        ("UpdateAssumeRolePolicy", &[("PolicyDocument", &trust)]),
        (
            "AttachRolePolicy",
            &[("PolicyArn", "arn:aws:iam::aws:policy/ReadOnlyAccess")],
        ),
        (
            "PutRolePolicy",
            &[("PolicyName", "own"), ("PolicyDocument", &document)],
        ),
    ];
    for (operation, arguments) in more {
        let arguments = [&[("RoleName", SERVICE_LINKED)], *arguments].concat();
        assert_eq!(
            world.iam(operation, &arguments).unwrap_err().code,
            "UnmodifiableEntity",
            "{operation}"
        );
    }
    assert!(
        world
            .iam("GetRole", &[("RoleName", SERVICE_LINKED)])
            .is_ok()
    );
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

#[test]
fn a_call_that_is_not_allowed_says_on_which_role() {
    let mut world = World::new();
    let member = world.member.clone();
    let reader = world.user(&member, "reader", &crate::testing::allow("iam:List*"));
    let form = crate::testing::form(&[("RoleName", "Deploy")]);
    let refused = super::super::answer(&mut world.state, &reader, "GetRole", &form).unwrap_err();
    assert_eq!((refused.code, refused.status), ("AccessDenied", 403));
    assert!(refused.message.contains(&format!(
        "iam:GetRole on resource: arn:aws:iam::{member}:role/Deploy"
    )));
}
