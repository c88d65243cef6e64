//! What IAM does not do: documents, conflicts, protected roles, permissions.

use serde_json::json;

use super::{SERVICE_LINKED, create, trust, with_service_linked_role};
use crate::testing::World;

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
