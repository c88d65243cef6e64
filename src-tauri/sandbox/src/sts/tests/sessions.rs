//! How long credentials last and what narrows them.

use serde_json::{Value, json};

use super::trusts;
use crate::{
    authorize::Caller,
    testing::{World, allow, leaf, told},
    wire::Refusal,
};

fn assume(
    world: &mut World,
    caller: &Caller,
    role: &str,
    seconds: &str,
) -> Result<String, Refusal> {
    world.sts(
        caller,
        "AssumeRole",
        &[
            ("RoleArn", role),
            ("RoleSessionName", "canopy"),
            ("DurationSeconds", seconds),
        ],
    )
}

/// A role of the management account that trusts it, and lasts two hours at most.
fn hub(world: &mut World) -> String {
    let management = world.management.clone();
    let hub = world.role(
        &management,
        "Hub",
        &trusts(&management, &json!("sts:AssumeRole"), &json!({})),
        &allow("*"),
    );
    let iam = &mut world.state.accounts.get_mut(&management).unwrap().iam;
    iam.roles
        .get_mut("Hub")
        .unwrap()
        .max_session_duration_seconds = 7200;
    hub
}

fn lasts(world: &World, answer: &str) -> i64 {
    let session = &world.state.sessions[&leaf(answer, "AccessKeyId")];
    session.expires_at.as_second() - session.issued_at.as_second()
}

#[test]
fn a_session_lasts_as_asked_up_to_the_roles_maximum_and_else_an_hour() {
    let mut world = World::new();
    let (hub, admin) = (hub(&mut world), world.admin());
    let answer = assume(&mut world, &admin, &hub, "7200").unwrap();
    assert_eq!(lasts(&world, &answer), 7200);
    let answer = world
        .sts(
            &admin,
            "AssumeRole",
            &[("RoleArn", &hub), ("RoleSessionName", "canopy")],
        )
        .unwrap();
    assert_eq!(lasts(&world, &answer), 3600);
    let long = assume(&mut world, &admin, &hub, "7201").unwrap_err();
    assert_eq!(
        long.message,
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    );
    for wrong in ["899", "43201", "long"] {
        assert_eq!(
            told(&assume(&mut world, &admin, &hub, wrong).unwrap_err()),
            "ValidationError",
            "{wrong}"
        );
    }
}

#[test]
fn a_chained_session_lasts_an_hour_at_most() {
    let mut world = World::new();
    let (hub, admin) = (hub(&mut world), world.admin());
    let answer = assume(&mut world, &admin, &hub, "900").unwrap();
    let session = world.session(&answer);
    let again = assume(&mut world, &session, &hub, "3601").unwrap_err();
    assert!(again.message.contains("role chaining"), "{}", again.message);
    assert!(assume(&mut world, &session, &hub, "3600").is_ok());
}

#[test]
fn a_users_own_session_is_no_chain() {
    let mut world = World::new();
    let (hub, admin) = (hub(&mut world), world.admin());
    let answer = world.sts(&admin, "GetSessionToken", &[]).unwrap();
    assert_eq!(lasts(&world, &answer), 43_200);
    let session = world.session(&answer);
    assert!(assume(&mut world, &session, &hub, "7200").is_ok());
    let again = world.sts(&session, "GetSessionToken", &[]).unwrap_err();
    assert_eq!(
        again.code, "AccessDenied",
        "session credentials give no session"
    );
}

#[test]
fn a_users_session_with_mfa_carries_it_into_the_trust_policy() {
    let mut world = World::new();
    let (management, member, admin) = (
        world.management.clone(),
        world.member.clone(),
        world.admin(),
    );
    let mfa = json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}});
    let target = world.role(
        &member,
        "Target",
        &trusts(&management, &json!("sts:AssumeRole"), &mfa),
        &Value::Null,
    );
    let serial = world.device(&management, "admin");
    world.next_code();
    let code = world.code(&serial, 0);
    let with = world
        .sts(
            &admin,
            "GetSessionToken",
            &[("SerialNumber", &serial), ("TokenCode", &code)],
        )
        .unwrap();
    let without = world.sts(&admin, "GetSessionToken", &[]).unwrap();
    let (with, without) = (world.session(&with), world.session(&without));
    assert!(assume(&mut world, &with, &target, "900").is_ok());
    assert!(assume(&mut world, &without, &target, "900").is_err());
}

#[test]
fn session_policies_narrow_what_the_credentials_do() {
    let mut world = World::new();
    let (hub, admin) = (hub(&mut world), world.admin());
    let base = [("RoleArn", hub.as_str()), ("RoleSessionName", "canopy")];
    let policy = allow("organizations:List*").to_string();
    let inline = world
        .sts(
            &admin,
            "AssumeRole",
            &[&base[..], &[("Policy", &policy)]].concat(),
        )
        .unwrap();
    let read = "arn:aws:iam::aws:policy/AWSOrganizationsReadOnlyAccess";
    let managed = world
        .sts(
            &admin,
            "AssumeRole",
            &[&base[..], &[("PolicyArns.member.1.arn", read)]].concat(),
        )
        .unwrap();
    let (inline, managed) = (world.session(&inline), world.session(&managed));
    for session in [&inline, &managed] {
        assert!(world.call_as(session, "ListRoots", &json!({})).is_ok());
        let parent = json!({"ParentId": world.root, "Name": "New"});
        let refused = world
            .call_as(session, "CreateOrganizationalUnit", &parent)
            .unwrap_err();
        assert!(
            refused.message.contains("because no session policy allows"),
            "{}",
            refused.message
        );
    }
    assert!(
        world
            .call_as(&inline, "DescribeOrganization", &json!({}))
            .is_err()
    );
    for (name, value, code) in [
        ("Policy", "{", "MalformedPolicyDocument"),
        (
            "PolicyArns.member.1.arn",
            "arn:aws:iam::aws:policy/None",
            "MalformedPolicyDocument",
        ),
        (
            "Policy",
            &format!("{policy}{}", " ".repeat(2048)),
            "PackedPolicyTooLarge",
        ),
    ] {
        let refused = world
            .sts(
                &admin,
                "AssumeRole",
                &[&base[..], &[(name, value)]].concat(),
            )
            .unwrap_err();
        assert_eq!(refused.code, code);
    }
}

#[test]
fn names_have_their_form() {
    let mut world = World::new();
    let (hub, admin) = (hub(&mut world), world.admin());
    let long = "n".repeat(65);
    for name in ["a", "two words", long.as_str()] {
        let refused = world
            .sts(
                &admin,
                "AssumeRole",
                &[("RoleArn", &hub), ("RoleSessionName", name)],
            )
            .unwrap_err();
        assert_eq!(refused.code, "ValidationError", "{name}");
    }
    let refused = world
        .sts(&admin, "AssumeRole", &[("RoleArn", &hub)])
        .unwrap_err();
    assert!(
        refused.message.contains("roleSessionName"),
        "{}",
        refused.message
    );
    let refused = world
        .sts(
            &admin,
            "AssumeRole",
            &[("RoleArn", "Hub"), ("RoleSessionName", "canopy")],
        )
        .unwrap_err();
    assert_eq!(refused.code, "ValidationError");
}
