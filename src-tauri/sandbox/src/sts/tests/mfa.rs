//! One-time codes, and what a call tells of them.

use serde_json::{Value, json};

use super::{ASSUME, assume, role, trusts};
use crate::{
    authorize::Caller,
    testing::{World, allow, told},
    wire::Refusal,
};

/// A role of the member that the management account may assume under a condition.
fn target(world: &mut World, condition: &Value) -> String {
    let management = world.management.clone();
    role(world, &management, &json!(ASSUME), condition)
}

fn with_mfa() -> Value {
    json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}})
}

fn user_session(world: &mut World, mfa: Option<(&str, &str)>) -> Caller {
    let admin = world.admin();
    let given: Vec<_> = mfa
        .into_iter()
        .flat_map(|(serial, code)| [("SerialNumber", serial), ("TokenCode", code)])
        .collect();
    let answer = world.sts(&admin, "GetSessionToken", &given).unwrap();
    world.session(&answer)
}

#[test]
fn mfa_needs_the_callers_own_device_and_a_right_code() {
    let mut world = World::new();
    let (management, admin) = (world.management.clone(), world.admin());
    let target = target(&mut world, &with_mfa());
    let serial = world.device(&management, "admin");
    world.user(&management, "other", &allow("*"));
    let others = world.device(&management, "other");
    let ask = |world: &mut World, more: &[(&str, &str)]| assume(world, &admin, &target, more);
    assert!(
        ask(&mut world, &[]).is_err(),
        "long-term keys alone have no MFA"
    );
    let code = world.code(&serial, 0);
    let right = [("SerialNumber", serial.as_str()), ("TokenCode", &code)];
    assert!(ask(&mut world, &right).is_ok());
    let invalid = "MultiFactorAuthentication failed with invalid MFA one time pass code.";
    let message = |refused: Refusal| refused.message.trim().to_owned();
    let again = ask(&mut world, &right).unwrap_err();
    assert_eq!(message(again), invalid, "a code is good once");
    world.next_code();
    let theirs = world.code(&others, 0);
    let wrong = if world.code(&serial, 0) == "123456" {
        "654321"
    } else {
        "123456"
    };
    for (serial, code) in [
        (&serial, wrong),
        (&others, &theirs),
        (&"arn:aws:iam::1:mfa/none".to_owned(), wrong),
    ] {
        let refused = ask(&mut world, &[("SerialNumber", serial), ("TokenCode", code)]);
        assert_eq!(message(refused.unwrap_err()), invalid, "{serial}");
    }
    let short = [("SerialNumber", serial.as_str()), ("TokenCode", "12345")];
    assert_eq!(
        told(&ask(&mut world, &short).unwrap_err()),
        "ValidationError"
    );
    let alone = ask(&mut world, &[("SerialNumber", &serial)]).unwrap_err();
    assert!(alone.message.contains("must provide both"));
}

#[test]
fn a_users_session_keeps_its_mfa_and_tells_its_age() {
    let mut world = World::new();
    let management = world.management.clone();
    let recent = json!({
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "NumericLessThan": {"aws:MultiFactorAuthAge": "60"},
    });
    let target = target(&mut world, &recent);
    let serial = world.device(&management, "admin");
    let code = world.code(&serial, 0);
    let with = user_session(&mut world, Some((&serial, &code)));
    let without = user_session(&mut world, None);
    assert!(assume(&mut world, &with, &target, &[]).is_ok());
    assert!(assume(&mut world, &without, &target, &[]).is_err());
    world.state.clock.advance(61);
    assert!(
        assume(&mut world, &with, &target, &[]).is_err(),
        "a minute later it is too long ago"
    );
    let (admin, code) = (world.admin(), world.code(&serial, 0));
    let now = [("SerialNumber", serial.as_str()), ("TokenCode", &code)];
    assert!(
        assume(&mut world, &admin, &target, &now).is_ok(),
        "a code given with the call is of now"
    );
}

#[test]
fn if_exists_lets_long_term_keys_through() {
    let mut world = World::new();
    let lax = json!({"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}});
    let (target, admin) = (target(&mut world, &lax), world.admin());
    assert!(assume(&mut world, &admin, &target, &[]).is_ok());
    let session = user_session(&mut world, None);
    assert!(
        assume(&mut world, &session, &target, &[]).is_err(),
        "temporary credentials say that there was none"
    );
}

#[test]
fn a_roles_session_tells_nothing_of_the_code_that_it_was_made_with() {
    let mut world = World::new();
    let (management, admin) = (world.management.clone(), world.admin());
    let hub = world.role(
        &management,
        "Hub",
        &trusts(&management, &json!(ASSUME), &with_mfa()),
        &allow("*"),
    );
    let target = target(&mut world, &with_mfa());
    let serial = world.device(&management, "admin");
    let code = world.code(&serial, 0);
    let given = [("SerialNumber", serial.as_str()), ("TokenCode", &code)];
    let answer = assume(&mut world, &admin, &hub, &given).unwrap();
    let session = world.session(&answer);
    assert!(assume(&mut world, &session, &target, &[]).is_err());
    world.next_code();
    let code = world.code(&serial, 0);
    let given = [("SerialNumber", serial.as_str()), ("TokenCode", &code)];
    assert!(
        assume(&mut world, &session, &target, &given).is_err(),
        "a role has no device"
    );
}

#[test]
fn a_state_with_serial_numbers_alone_is_read_and_no_code_of_theirs_is_right() {
    let world = World::new();
    let mut saved = serde_json::to_value(&world.state).unwrap();
    let serial = format!("arn:aws:iam::{}:mfa/admin", world.management);
    saved["accounts"][&world.management]["iam"]["users"]["admin"]["mfaSerials"] = json!([serial]);
    let state = crate::state::State::read(saved).unwrap();
    let mut world = World { state, ..world };
    let admin = world.admin();
    let given = [("SerialNumber", serial.as_str()), ("TokenCode", "123456")];
    let refused = world.sts(&admin, "GetSessionToken", &given).unwrap_err();
    assert_eq!(refused.code, "AccessDenied");
    let listed = crate::iam::answer(
        &mut world.state,
        &admin,
        "ListMFADevices",
        &crate::wire::Form::default(),
    );
    assert!(
        listed.unwrap().contains(&serial),
        "the device is still there"
    );
}
