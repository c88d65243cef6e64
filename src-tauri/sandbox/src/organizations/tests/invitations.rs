//! Sending invitations.

use serde_json::{Value, json};

use crate::{
    authorize::Caller,
    testing::{World, told, user},
};

const DAY: i64 = 24 * 3600;

/// A world with an account outside, and its administrator.
pub(super) fn world() -> (World, Caller) {
    let mut outside = String::new();
    let world = World::with(|builder| outside = builder.outside("Outside", "out@example.com"));
    (world, user(&outside, "admin"))
}

pub(super) fn account(id: &str) -> Value {
    json!({"Target": {"Type": "ACCOUNT", "Id": id}})
}

pub(super) fn email(address: &str) -> Value {
    json!({"Target": {"Type": "EMAIL", "Id": address}})
}

pub(super) fn invite(world: &mut World, arguments: &Value) -> Value {
    world
        .call("InviteAccountToOrganization", arguments)
        .unwrap()["Handshake"]
        .clone()
}

fn refused(world: &mut World, arguments: &Value) -> String {
    world.refusal("InviteAccountToOrganization", arguments)
}

pub(super) fn answer(
    world: &mut World,
    caller: &Caller,
    operation: &str,
    handshake: &Value,
) -> Result<Value, String> {
    let id = json!({"HandshakeId": handshake["Id"]});
    let answer = world.call_as(caller, operation, &id);
    answer
        .map(|answer| answer["Handshake"]["State"].clone())
        .map_err(|refusal| told(&refusal))
}

fn organization(world: &mut World) -> &mut crate::state::Organization {
    let id = world.organization.clone();
    world.state.organizations.get_mut(&id).unwrap()
}

#[test]
fn a_target_is_an_account_or_an_email_address() {
    let (mut world, guest) = world();
    let cases = [
        (json!({}), "INPUT_REQUIRED"),
        (
            json!({"Target": {"Id": guest.account_id}}),
            "INPUT_REQUIRED",
        ),
        (json!({"Target": {"Type": "ACCOUNT"}}), "INPUT_REQUIRED"),
        (account("12345"), "INVALID_PATTERN"),
        (email("nobody"), "INVALID_EMAIL_ADDRESS_TARGET"),
        (
            json!({"Target": {"Type": "ORGANIZATION", "Id": "o-1234567890"}}),
            "INVALID_PARTY_TYPE_TARGET",
        ),
        (
            json!({"Target": {"Type": "PERSON", "Id": "Ann"}}),
            "INVALID_ENUM",
        ),
        (email(&"x".repeat(65)), "MAX_LENGTH_EXCEEDED"),
        (
            json!({"Target": {"Type": "ACCOUNT", "Id": guest.account_id}, "Notes": "x".repeat(1025)}),
            "MAX_LENGTH_EXCEEDED",
        ),
    ];
    for (arguments, reason) in cases {
        assert_eq!(
            refused(&mut world, &arguments),
            format!("InvalidInputException {reason}"),
            "{arguments}"
        );
    }
}

#[test]
fn one_account_is_invited_once_at_a_time() {
    let (mut world, guest) = world();
    let sent = invite(&mut world, &email("out@example.com"));
    for target in [account(&guest.account_id), email("OUT@example.com")] {
        assert_eq!(refused(&mut world, &target), "DuplicateHandshakeException");
    }
    let admin = world.admin();
    answer(&mut world, &admin, "CancelHandshake", &sent).unwrap();
    invite(&mut world, &account(&guest.account_id));
}

#[test]
fn a_member_is_not_invited_again() {
    let (mut world, _) = world();
    let reason = "HandshakeConstraintViolationException ALREADY_IN_AN_ORGANIZATION";
    for id in [world.member.clone(), world.management.clone()] {
        assert_eq!(refused(&mut world, &account(&id)), reason);
    }
    assert_eq!(refused(&mut world, &email("member@example.com")), reason);
}

#[test]
fn the_management_account_must_have_verified_its_address() {
    let (mut world, guest) = world();
    let management = world.state.accounts.get_mut(&world.management).unwrap();
    management.email_verified = false;
    assert_eq!(
        refused(&mut world, &account(&guest.account_id)),
        "AccountOwnerNotVerifiedException"
    );
}

#[test]
fn open_invitations_count_towards_the_quota_of_accounts() {
    let (mut world, guest) = world();
    organization(&mut world).account_quota = 3;
    let sent = invite(&mut world, &email("one@example.com"));
    let full = "HandshakeConstraintViolationException ACCOUNT_NUMBER_LIMIT_EXCEEDED";
    assert_eq!(refused(&mut world, &account(&guest.account_id)), full);
    let admin = world.admin();
    answer(&mut world, &admin, "CancelHandshake", &sent).unwrap();
    let sent = invite(&mut world, &account(&guest.account_id));
    organization(&mut world).account_quota = 2;
    assert_eq!(
        answer(&mut world, &guest, "AcceptHandshake", &sent),
        Err(full.to_owned()),
        "the quota has shrunk since"
    );
}

#[test]
fn twenty_invitations_a_day_are_tried_and_accepted_ones_are_free() {
    let (mut world, guest) = world();
    let admin = world.admin();
    let limit = "HandshakeConstraintViolationException HANDSHAKE_RATE_LIMIT_EXCEEDED";
    let sent = invite(&mut world, &account(&guest.account_id));
    answer(&mut world, &guest, "AcceptHandshake", &sent).unwrap();
    for number in 0..20 {
        let sent = invite(&mut world, &email(&format!("guest{number}@example.com")));
        answer(&mut world, &admin, "CancelHandshake", &sent).unwrap();
    }
    let next = email("one.more@example.com");
    assert_eq!(refused(&mut world, &next), limit);
    world.state.clock.advance(DAY + 1);
    invite(&mut world, &next);
}

#[test]
fn a_large_organization_may_try_as_often_as_it_may_have_accounts() {
    let (mut world, _) = world();
    let admin = world.admin();
    organization(&mut world).account_quota = 30;
    for number in 0..30 {
        let sent = invite(&mut world, &email(&format!("guest{number}@example.com")));
        answer(&mut world, &admin, "CancelHandshake", &sent).unwrap();
    }
    assert_eq!(
        refused(&mut world, &email("one.more@example.com")),
        "HandshakeConstraintViolationException HANDSHAKE_RATE_LIMIT_EXCEEDED"
    );
}

#[test]
fn tags_of_an_invitation_need_leave_to_tag() {
    let (mut world, guest) = world();
    let only = crate::testing::allow("organizations:InviteAccountToOrganization");
    let (limited, mut tagged) = (
        world.user(&world.management.clone(), "limited", &only),
        account(&guest.account_id),
    );
    tagged["Tags"] = json!([{"Key": "team", "Value": "shop"}]);
    let operation = "InviteAccountToOrganization";
    let refused = world.call_as(&limited, operation, &tagged).unwrap_err();
    assert!(
        refused.message.contains("organizations:TagResource"),
        "{refused:?}"
    );
    let plain = account(&guest.account_id);
    assert!(world.call_as(&limited, operation, &plain).is_ok());
}
