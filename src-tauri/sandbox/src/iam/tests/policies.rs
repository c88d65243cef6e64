//! Managed and inline policies of a role.

use serde_json::json;

use super::create;
use crate::{
    authorize::managed,
    testing::{World, allow, leaf},
    wire::form::decode,
};

const ROLE: (&str, &str) = ("RoleName", "Deploy");

fn world() -> World {
    let mut world = World::new();
    create(&mut world, "Deploy");
    world
}

fn attach(world: &mut World, arn: &str) -> Result<String, crate::wire::Refusal> {
    world.iam("AttachRolePolicy", &[ROLE, ("PolicyArn", arn)])
}

#[test]
fn managed_policies_are_attached_listed_and_detached() {
    let mut world = world();
    let arn = "arn:aws:iam::aws:policy/job-function/Billing";
    attach(&mut world, arn).unwrap();
    attach(&mut world, arn).unwrap();
    let listed = world.iam("ListAttachedRolePolicies", &[ROLE]).unwrap();
    assert_eq!(
        (leaf(&listed, "PolicyName"), leaf(&listed, "PolicyArn")),
        ("Billing".into(), arn.into())
    );
    assert_eq!(listed.matches("<member>").count(), 1, "twice is once");
    world
        .iam("DetachRolePolicy", &[ROLE, ("PolicyArn", arn)])
        .unwrap();
    assert_eq!(
        world
            .iam("DetachRolePolicy", &[ROLE, ("PolicyArn", arn)])
            .unwrap_err()
            .code,
        "NoSuchEntity"
    );
}

#[test]
fn a_policy_that_does_not_exist_or_belongs_to_a_service_is_not_attached() {
    let mut world = world();
    assert_eq!(
        attach(&mut world, "arn:aws:iam::aws:policy/Nothing")
            .unwrap_err()
            .code,
        "NoSuchEntity"
    );
    let service = "arn:aws:iam::aws:policy/aws-service-role/AWSOrganizationsServiceTrustPolicy";
    assert!(managed::find(service).is_some());
    assert_eq!(
        attach(&mut world, service).unwrap_err().code,
        "PolicyNotAttachable"
    );
}

#[test]
fn a_role_has_twenty_managed_policies_at_most() {
    let mut world = world();
    let roles = &mut world
        .state
        .accounts
        .get_mut(&world.member)
        .unwrap()
        .iam
        .roles;
    roles.get_mut("Deploy").unwrap().permissions.attached =
        (0..20).map(|number| format!("arn:{number}")).collect();
    let refused = attach(&mut world, "arn:aws:iam::aws:policy/ReadOnlyAccess").unwrap_err();
    assert_eq!(refused.code, "LimitExceeded");
}

#[test]
fn an_inline_policy_is_read_as_it_was_written() {
    let mut world = world();
    let document = allow("s3:*").to_string();
    let named = ("PolicyName", "own");
    world
        .iam(
            "PutRolePolicy",
            &[ROLE, named, ("PolicyDocument", &document)],
        )
        .unwrap();
    let read = world.iam("GetRolePolicy", &[ROLE, named]).unwrap();
    assert_eq!(decode(leaf(&read, "PolicyDocument").as_bytes()), document);
    assert_eq!(
        leaf(&world.iam("ListRolePolicies", &[ROLE]).unwrap(), "member"),
        "own"
    );
    world.iam("DeleteRolePolicy", &[ROLE, named]).unwrap();
    assert_eq!(
        world.iam("GetRolePolicy", &[ROLE, named]).unwrap_err().code,
        "NoSuchEntity"
    );
}

#[test]
fn a_permissions_policy_names_resources_and_no_principal() {
    let mut world = world();
    let mut put = |statement: serde_json::Value| {
        let document = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
        world
            .iam(
                "PutRolePolicy",
                &[ROLE, ("PolicyName", "own"), ("PolicyDocument", &document)],
            )
            .unwrap_err()
    };
    let without = put(json!({"Effect": "Allow", "Action": "s3:*"}));
    assert_eq!(
        (without.code, without.message.as_str()),
        (
            "MalformedPolicyDocument",
            "Policy statement must contain resources."
        )
    );
    let principal =
        put(json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Principal": "*"}));
    assert_eq!(
        principal.message,
        "Policy document should not specify a principal."
    );
    let vendor = put(json!({"Effect": "Allow", "Action": "GetObject", "Resource": "*"}));
    assert_eq!(vendor.code, "MalformedPolicyDocument");
}

#[test]
fn inline_policies_share_ten_thousand_characters() {
    let mut world = world();
    let document = |actions: usize| {
        let actions: Vec<String> = (0..actions)
            .map(|number| format!("s3:Action{number:05}"))
            .collect();
        json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": actions, "Resource": "*"}}).to_string()
    };
    let (large, small) = (document(500), document(100));
    assert!(large.len() < 10_240 && large.len() + small.len() > 10_240);
    let mut put = |name, document: &str| {
        world.iam(
            "PutRolePolicy",
            &[ROLE, ("PolicyName", name), ("PolicyDocument", document)],
        )
    };
    put("large", &large).unwrap();
    assert_eq!(put("small", &small).unwrap_err().code, "LimitExceeded");
    put("large", &large).unwrap();
    put("large", &small).unwrap();
    assert!(
        put("small", &small).is_ok(),
        "what was replaced does not count"
    );
}

#[test]
fn a_managed_policy_shows_its_document() {
    let mut world = World::new();
    let arn = "arn:aws:iam::aws:policy/job-function/Billing";
    let policy = world.iam("GetPolicy", &[("PolicyArn", arn)]).unwrap();
    assert_eq!(
        (leaf(&policy, "PolicyName"), leaf(&policy, "Path")),
        ("Billing".to_owned(), "/job-function/".to_owned())
    );
    let version = leaf(&policy, "DefaultVersionId");
    let shown = world
        .iam(
            "GetPolicyVersion",
            &[("PolicyArn", arn), ("VersionId", &version)],
        )
        .unwrap();
    let document = decode(leaf(&shown, "Document").as_bytes());
    assert_eq!(document, managed::find(arn).unwrap().document);
    let unknown = world
        .iam(
            "GetPolicy",
            &[("PolicyArn", "arn:aws:iam::aws:policy/None")],
        )
        .unwrap_err();
    assert_eq!(unknown.code, "NoSuchEntity");
}

#[test]
fn what_a_principal_may_do_can_be_asked() {
    let mut world = world();
    let billing = "arn:aws:iam::aws:policy/job-function/Billing";
    attach(&mut world, billing).unwrap();
    let arn = leaf(&world.iam("GetRole", &[ROLE]).unwrap(), "Arn");
    let answer = world
        .iam(
            "SimulatePrincipalPolicy",
            &[
                ("PolicySourceArn", &arn),
                ("ActionNames.member.1", "ce:GetCostAndUsage"),
                ("ActionNames.member.2", "organizations:MoveAccount"),
            ],
        )
        .unwrap();
    let decisions: Vec<&str> = answer
        .split("<EvalDecision>")
        .skip(1)
        .filter_map(|rest| rest.split('<').next())
        .collect();
    assert_eq!(decisions, ["allowed", "implicitDeny"]);
    let unknown = world
        .iam(
            "SimulatePrincipalPolicy",
            &[
                ("PolicySourceArn", "arn:aws:iam::111122223333:role/None"),
                ("ActionNames.member.1", "ce:GetCostAndUsage"),
            ],
        )
        .unwrap_err();
    assert_eq!(unknown.code, "NoSuchEntity");
}
