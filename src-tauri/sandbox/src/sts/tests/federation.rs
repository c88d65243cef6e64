//! `GetFederationToken`: who may call it, what it takes, and what its sessions are good for.

use serde_json::{Value, json};

use super::{ASSUME, trusts};
use crate::{
    authorize::Caller,
    iam,
    testing::{World, allow, form, leaf, told},
    wire::Refusal,
};

const GET: &str = "GetFederationToken";

fn ask(world: &mut World, caller: &Caller, more: &[(&str, &str)]) -> Result<String, Refusal> {
    let arguments: Vec<_> = std::iter::once(("Name", "ada"))
        .chain(more.iter().copied())
        .collect();
    world.sts(caller, GET, &arguments)
}

/// A user of the management account with these permissions.
fn user(world: &mut World, permissions: &Value) -> Caller {
    let management = world.management.clone();
    world.user(&management, "grace", permissions)
}

fn lasts(world: &World, answer: &str) -> i64 {
    let session = &world.state.sessions[&leaf(answer, "AccessKeyId")];
    session.expires_at.as_second() - session.issued_at.as_second()
}

#[test]
fn the_session_has_the_name_that_was_given_and_lasts_half_a_day_or_as_asked() {
    let mut world = World::new();
    let (admin, management) = (world.admin(), world.management.clone());
    let answer = ask(&mut world, &admin, &[]).unwrap();
    let arn = format!("arn:aws:sts::{management}:federated-user/ada");
    assert_eq!(
        leaf(&answer, "FederatedUserId"),
        format!("{management}:ada")
    );
    assert_eq!(leaf(&answer, "Arn"), arn);
    assert_eq!(lasts(&world, &answer), 43_200);
    let longest = ask(&mut world, &admin, &[("DurationSeconds", "129600")]).unwrap();
    assert_eq!(lasts(&world, &longest), 129_600);
    let session = world.session(&answer);
    let seen = world.sts(&session, "GetCallerIdentity", &[]).unwrap();
    assert_eq!(
        (
            leaf(&seen, "Arn"),
            leaf(&seen, "UserId"),
            leaf(&seen, "Account")
        ),
        (arn, format!("{management}:ada"), management)
    );
}

#[test]
fn what_aws_does_not_take_is_refused_by_name() {
    let mut world = World::new();
    let admin = world.admin();
    let mut refused = |arguments: &[(&str, &str)]| {
        let refusal = world.sts(&admin, GET, arguments).unwrap_err();
        format!("{}: {}", told(&refusal), refusal.message)
    };
    let wrong = |what: &str| format!("ValidationError: 1 validation error detected: {what}");
    assert_eq!(
        refused(&[]),
        wrong("Value null at 'name' failed to satisfy constraint: Member must not be null")
    );
    assert_eq!(
        refused(&[("Name", "a")]),
        wrong(
            "Value 'a' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 2"
        )
    );
    let long = "a".repeat(33);
    assert_eq!(
        refused(&[("Name", &long)]),
        wrong(&format!(
            "Value '{long}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 32"
        ))
    );
    assert_eq!(
        refused(&[("Name", "a b")]),
        wrong(
            "Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*"
        )
    );
    for seconds in ["899", "129601"] {
        assert_eq!(
            refused(&[("Name", "ada"), ("DurationSeconds", seconds)]),
            wrong(&format!(
                "Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value between 900 and 129600"
            ))
        );
    }
    assert!(refused(&[("Name", "ada"), ("Policy", "{")]).starts_with("MalformedPolicyDocument: "));
    let statements = vec![json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}); 50];
    let big = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    assert_eq!(
        refused(&[("Name", "ada"), ("Policy", &big)]),
        "PackedPolicyTooLarge: Packed size of session tags consumes more than allowed"
    );
}

#[test]
fn only_long_term_keys_of_a_user_who_may_get_one() {
    let mut world = World::new();
    let nobody = user(&mut world, &allow("s3:*"));
    let management = world.management.clone();
    let refused = ask(&mut world, &nobody, &[]).unwrap_err();
    assert_eq!(
        refused.message,
        format!(
            "User: arn:aws:iam::{management}:user/grace is not authorized to perform: sts:GetFederationToken on resource: arn:aws:sts::{management}:federated-user/ada because no identity-based policy allows the sts:GetFederationToken action"
        )
    );
    let admin = world.admin();
    let short = world.sts(&admin, "GetSessionToken", &[]).unwrap();
    let trust = trusts(&management, &json!(ASSUME), &json!({}));
    let arn = world.role(&management, "Hub", &trust, &allow("*"));
    let assumed = world
        .sts(
            &admin,
            ASSUME.trim_start_matches("sts:"),
            &[("RoleArn", &arn), ("RoleSessionName", "tests")],
        )
        .unwrap();
    for answer in [short, assumed] {
        let session = world.session(&answer);
        let refused = ask(&mut world, &session, &[]).unwrap_err();
        assert_eq!(
            (told(&refused).as_str(), refused.message.as_str()),
            (
                "AccessDenied",
                "Cannot call GetFederationToken with session credentials"
            )
        );
    }
}

#[test]
fn its_session_may_do_what_the_user_and_the_policy_allow_together() {
    let mut world = World::new();
    let both = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["sts:GetFederationToken", "organizations:ListRoots", "organizations:ListAccounts"], "Resource": "*"},
    ]});
    let grace = user(&mut world, &both);
    let narrow = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["organizations:ListRoots", "organizations:DescribeOrganization"], "Resource": "*"},
    ]})
    .to_string();
    let answer = ask(&mut world, &grace, &[("Policy", &narrow)]).unwrap();
    let session = world.session(&answer);
    let mut may = |operation: &str| world.call_as(&session, operation, &json!({})).is_ok();
    assert!(may("ListRoots"), "both allow it");
    assert!(
        !may("ListAccounts"),
        "the session's policy does not allow it"
    );
    assert!(!may("DescribeOrganization"), "the user may not");

    let without = ask(&mut world, &grace, &[]).unwrap();
    let session = world.session(&without);
    assert!(
        world.call_as(&session, "ListRoots", &json!({})).is_err(),
        "without a policy it may do nothing"
    );
}

#[test]
fn its_session_calls_neither_iam_nor_more_of_sts_than_who_it_is() {
    let mut world = World::new();
    let (admin, management) = (world.admin(), world.management.clone());
    let all = allow("*").to_string();
    let answer = ask(&mut world, &admin, &[("Policy", &all)]).unwrap();
    let session = world.session(&answer);
    let refused = iam::answer(&mut world.state, &session, "ListRoles", &form(&[])).unwrap_err();
    assert_eq!(told(&refused), "InvalidClientTokenId");
    let trust = trusts("*", &json!(ASSUME), &json!({}));
    let arn = world.role(&management, "Open", &trust, &allow("*"));
    for (operation, arguments) in [
        (
            "AssumeRole",
            vec![("RoleArn", arn.as_str()), ("RoleSessionName", "tests")],
        ),
        ("GetSessionToken", vec![]),
        (GET, vec![("Name", "again")]),
    ] {
        let refused = world.sts(&session, operation, &arguments).unwrap_err();
        assert_eq!(told(&refused), "AccessDenied", "{operation}");
    }
}
