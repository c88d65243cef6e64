//! Trust policies: what they ask of a caller that they name.

use serde_json::json;

use super::{ASSUME, assume, role, trusts};
use crate::testing::{World, allow, leaf, user};

#[test]
fn an_external_id_must_be_the_right_one() {
    let mut world = World::new();
    let (management, admin) = (world.management.clone(), world.admin());
    let target = role(
        &mut world,
        &management,
        &json!(ASSUME),
        &json!({"StringEquals": {"sts:ExternalId": "blue"}}),
    );
    assert!(assume(&mut world, &admin, &target, &[]).is_err());
    assert!(assume(&mut world, &admin, &target, &[("ExternalId", "green")]).is_err());
    assert!(assume(&mut world, &admin, &target, &[("ExternalId", "blue")]).is_ok());
}

#[test]
fn a_source_identity_needs_its_own_permission_and_can_be_required() {
    let mut world = World::new();
    let (management, admin) = (world.management.clone(), world.admin());
    let plain = role(&mut world, &management, &json!(ASSUME), &json!({}));
    let refused = assume(&mut world, &admin, &plain, &[("SourceIdentity", "admin")]).unwrap_err();
    assert!(
        refused.message.contains("sts:SetSourceIdentity"),
        "{}",
        refused.message
    );
    let both = json!([ASSUME, "sts:SetSourceIdentity"]);
    let own_name = json!({"StringEquals": {"sts:SourceIdentity": "${aws:username}"}});
    let target = role(&mut world, &management, &both, &own_name);
    assert!(assume(&mut world, &admin, &target, &[]).is_err());
    assert!(assume(&mut world, &admin, &target, &[("SourceIdentity", "amara")]).is_err());
    let answer = assume(&mut world, &admin, &target, &[("SourceIdentity", "admin")]).unwrap();
    assert_eq!(leaf(&answer, "SourceIdentity"), "admin");
}

#[test]
fn a_source_identity_goes_along_the_chain_and_does_not_change() {
    let mut world = World::new();
    let (management, admin) = (world.management.clone(), world.admin());
    let both = json!([ASSUME, "sts:SetSourceIdentity"]);
    let hub = world.role(
        &management,
        "Hub",
        &trusts(&management, &both, &json!({})),
        &allow("*"),
    );
    let answer = assume(&mut world, &admin, &hub, &[("SourceIdentity", "amara")]).unwrap();
    let session = world.session(&answer);
    let target = role(&mut world, &hub, &both, &json!({}));
    let answer = assume(&mut world, &session, &target, &[]).unwrap();
    assert_eq!(leaf(&answer, "SourceIdentity"), "amara");
    assert!(
        assume(
            &mut world,
            &session,
            &target,
            &[("SourceIdentity", "amara")]
        )
        .is_ok()
    );
    let changed = assume(
        &mut world,
        &session,
        &target,
        &[("SourceIdentity", "bruno")],
    )
    .unwrap_err();
    assert_eq!(changed.code, "AccessDenied");
    let closed = role(&mut world, &hub, &json!(ASSUME), &json!({}));
    assert!(
        assume(&mut world, &session, &closed, &[]).is_err(),
        "a role that lets none be set takes no session that has one"
    );
}

#[test]
fn mfa_needs_the_callers_own_device_and_a_right_code() {
    let mut world = World::new();
    let (management, admin) = (world.management.clone(), world.admin());
    let target = role(
        &mut world,
        &management,
        &json!(ASSUME),
        &json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
    );
    let serial = world.device(&management, "admin");
    let (code, old, late) = (
        world.code(&serial, 0),
        world.code(&serial, -3),
        world.code(&serial, 1),
    );
    let mut ask = |more: &[(&str, &str)]| assume(&mut world, &admin, &target, more);
    assert!(ask(&[]).is_err(), "long-term keys alone have no MFA");
    assert!(ask(&[("SerialNumber", &serial), ("TokenCode", &code)]).is_ok());
    assert!(
        ask(&[("SerialNumber", &serial), ("TokenCode", &code)]).is_err(),
        "a code is good once"
    );
    assert!(
        ask(&[("SerialNumber", &serial), ("TokenCode", &late)]).is_ok(),
        "a clock may be off by one step"
    );
    let wrong = ask(&[("SerialNumber", &serial), ("TokenCode", &old)]).unwrap_err();
    assert_eq!(
        wrong.message.trim(),
        "MultiFactorAuthentication failed with invalid MFA one time pass code."
    );
    for more in [
        [("SerialNumber", serial.as_str()), ("TokenCode", "12345")],
        [
            ("SerialNumber", "arn:aws:iam::1:mfa/other"),
            ("TokenCode", "123456"),
        ],
    ] {
        assert!(ask(&more).is_err(), "{more:?}");
    }
    assert!(
        ask(&[("SerialNumber", &serial)])
            .unwrap_err()
            .message
            .contains("must provide both")
    );
}

#[test]
fn the_organization_can_be_the_condition() {
    let mut outside = String::new();
    let mut world = World::with(|builder| outside = builder.outside("Outside", "out@example.com"));
    let condition = json!({"StringEquals": {"aws:PrincipalOrgID": world.organization}});
    let target = role(&mut world, "*", &json!(ASSUME), &condition);
    let (admin, stranger) = (world.admin(), user(&outside, "admin"));
    assert!(
        assume(&mut world, &admin, &target, &[]).is_ok(),
        "the management account is in it too"
    );
    assert!(assume(&mut world, &stranger, &target, &[]).is_err());
}
