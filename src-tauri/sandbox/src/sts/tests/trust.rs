//! Trust policies: whom they name.

use serde_json::{Value, json};

use super::{ASSUME, assume, role, trusts};
use crate::testing::{World, allow, form, leaf, user};

#[test]
fn a_trusted_account_lets_in_whom_its_own_policies_allow() {
    let mut world = World::new();
    let management = world.management.clone();
    let target = role(&mut world, &management, &json!(ASSUME), &json!({}));
    let admin = world.admin();
    let answer = assume(&mut world, &admin, &target, &[]).unwrap();
    let arn = format!("arn:aws:sts::{}:assumed-role/Target/canopy", world.member);
    assert_eq!(leaf(&answer, "Arn"), arn);
    assert!(leaf(&answer, "AccessKeyId").starts_with("ASIA"));
    let session = world.session(&answer);
    let identity = world.sts(&session, "GetCallerIdentity", &[]).unwrap();
    assert_eq!(
        (leaf(&identity, "Arn"), leaf(&identity, "Account")),
        (arn, world.member.clone())
    );
    assert!(
        world.state.accounts[&world.member].iam.roles["Target"]
            .last_used_at
            .is_some()
    );
    let reader = world.user(&management, "reader", &allow("iam:Get*"));
    let refused = assume(&mut world, &reader, &target, &[]).unwrap_err();
    assert_eq!((refused.code, refused.status), ("AccessDenied", 403));
    assert!(
        refused
            .message
            .ends_with("because no identity-based policy allows the sts:AssumeRole action")
    );
    let other = world.dev();
    assert_eq!(
        assume(&mut world, &other, &target, &[]).unwrap_err().code,
        "AccessDenied",
        "another account is not trusted"
    );
}

#[test]
fn a_trusted_role_lets_in_its_sessions_only() {
    let mut world = World::new();
    let (management, admin) = (world.management.clone(), world.admin());
    let hub = world.role(
        &management,
        "Hub",
        &trusts(&management, &json!(ASSUME), &json!({})),
        &allow("*"),
    );
    let target = role(&mut world, &hub, &json!(ASSUME), &json!({}));
    assert!(
        assume(&mut world, &admin, &target, &[]).is_err(),
        "the administrator is not the role"
    );
    let answer = assume(&mut world, &admin, &hub, &[]).unwrap();
    let session = world.session(&answer);
    assert!(assume(&mut world, &session, &target, &[]).is_ok());
}

#[test]
fn within_one_account_to_be_named_suffices_and_the_account_does_not() {
    let mut world = World::new();
    let member = world.member.clone();
    let nobody = world.user(&member, "nobody", &Value::Null);
    let named = role(
        &mut world,
        &format!("arn:aws:iam::{member}:user/nobody"),
        &json!(ASSUME),
        &json!({}),
    );
    assert!(assume(&mut world, &nobody, &named, &[]).is_ok());
    let denied = json!({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "sts:*", "Resource": "*"}});
    let nobody = world.user(&member, "nobody", &denied);
    assert!(
        assume(&mut world, &nobody, &named, &[]).is_err(),
        "a deny of one's own still counts"
    );
    let nobody = world.user(&member, "nobody", &Value::Null);
    let account = role(&mut world, &member, &json!(ASSUME), &json!({}));
    assert!(assume(&mut world, &nobody, &account, &[]).is_err());
}

#[test]
fn to_be_named_does_not_lead_around_scps_and_session_policies() {
    let mut world = World::new();
    let member = world.member.clone();
    let nobody = world.user(&member, "nobody", &Value::Null);
    let named = role(
        &mut world,
        &format!("arn:aws:iam::{member}:user/nobody"),
        &json!(ASSUME),
        &json!({}),
    );
    world
        .state
        .accounts
        .get_mut(&member)
        .unwrap()
        .membership
        .as_mut()
        .unwrap()
        .policies
        .clear();
    assert!(
        assume(&mut world, &nobody, &named, &[]).is_err(),
        "no SCP of the account allows it"
    );

    let mut world = World::new();
    let dev = world.dev();
    let hub = world.role(
        &member,
        "Hub",
        &trusts(&member, &json!(ASSUME), &json!({})),
        &Value::Null,
    );
    let target = role(&mut world, &hub, &json!(ASSUME), &json!({}));
    let narrow = allow("s3:*").to_string();
    let answer = assume(&mut world, &dev, &hub, &[("Policy", &narrow)]).unwrap();
    let session = world.session(&answer);
    assert!(
        assume(&mut world, &session, &target, &[]).is_err(),
        "the session's policy does not allow it"
    );
    let answer = assume(&mut world, &dev, &hub, &[]).unwrap();
    let session = world.session(&answer);
    assert!(assume(&mut world, &session, &target, &[]).is_ok());
}

#[test]
fn a_missing_role_and_a_refusing_one_look_the_same() {
    let mut world = World::new();
    let (management, member) = (world.management.clone(), world.member.clone());
    let refusing = role(&mut world, &member, &json!(ASSUME), &json!({}));
    let weak = world.user(&management, "weak", &allow("iam:*"));
    for caller in [world.admin(), weak] {
        let there = assume(&mut world, &caller, &refusing, &[]).unwrap_err();
        let missing = assume(
            &mut world,
            &caller,
            &refusing.replace("Target", "Absent"),
            &[],
        )
        .unwrap_err();
        assert_eq!((there.code, there.status), (missing.code, missing.status));
        assert_eq!(there.message.replace("Target", "Absent"), missing.message);
        let elsewhere = assume(
            &mut world,
            &caller,
            "arn:aws:iam::999999999999:role/Target",
            &[],
        )
        .unwrap_err();
        assert_eq!(
            elsewhere.message.replace("999999999999", &member),
            there.message,
            "nor does an account show"
        );
    }
}

#[test]
fn a_closed_account_lets_nobody_in() {
    let mut world = World::new();
    let (management, admin) = (world.management.clone(), world.admin());
    let target = role(&mut world, &management, &json!(ASSUME), &json!({}));
    for (state, open) in [
        ("PENDING_CLOSURE", true),
        ("SUSPENDED", false),
        ("CLOSED", false),
    ] {
        state.clone_into(&mut world.state.accounts.get_mut(&world.member).unwrap().state);
        assert_eq!(
            assume(&mut world, &admin, &target, &[]).is_ok(),
            open,
            "{state}"
        );
    }
}

#[test]
fn who_is_gone_is_not_trusted_again_under_the_old_name() {
    let mut world = World::new();
    let (management, member) = (world.management.clone(), world.member.clone());
    let ada = world.user(&management, "ada", &allow("sts:*"));
    let arn = format!("arn:aws:iam::{management}:user/ada");
    let trust = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"AWS": arn}, "Action": "sts:AssumeRole"}});
    let role = world.role(&member, "Personal", &trust, &allow("*"));
    let enter = [("RoleArn", role.as_str()), ("RoleSessionName", "ada")];
    world.sts(&ada, "AssumeRole", &enter).unwrap();
    let admin = world.admin();
    let iam = |world: &mut World, operation: &str, arguments: &[(&str, &str)]| {
        crate::iam::answer(&mut world.state, &admin, operation, &form(arguments)).unwrap()
    };
    iam(
        &mut world,
        "UpdateUser",
        &[("UserName", "ada"), ("NewUserName", "grace")],
    );
    let grace = user(&management, "grace");
    world.sts(&grace, "AssumeRole", &enter).unwrap();
    let shown = |world: &World| {
        world.state.accounts[&member].iam.roles["Personal"]
            .trust
            .clone()
    };
    assert_eq!(
        shown(&world),
        trust.to_string().replace("user/ada", "user/grace")
    );

    let id = world.state.accounts[&management].iam.users["grace"]
        .id
        .clone();
    for (operation, more) in [
        ("DeleteAccessKey", Some("AccessKeyId")),
        ("DeleteUserPolicy", Some("PolicyName")),
        ("DeleteUser", None),
    ] {
        let user = &world.state.accounts[&management].iam.users["grace"];
        let value = match more {
            Some("AccessKeyId") => user.access_keys[0].id.clone(),
            _ => "inline".to_owned(),
        };
        let mut arguments = vec![("UserName", "grace")];
        arguments.extend(more.map(|name| (name, value.as_str())));
        iam(&mut world, operation, &arguments);
    }
    assert_eq!(shown(&world), trust.to_string().replace(&arn, &id));
    let again = world.user(&management, "ada", &allow("sts:*"));
    let refused = world.sts(&again, "AssumeRole", &enter).unwrap_err();
    assert_eq!(refused.code, "AccessDenied");
}
