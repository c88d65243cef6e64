//! Accounts that leave one organization for another by accepting its invitation.

use serde_json::{Value, json};

use super::invitations::{account, answer, invite, world};
use crate::{authorize::Caller, testing::World};

const DAY: i64 = 24 * 3600;

/// An organization of the guest's, which invites the member of the first.
fn rivals() -> (World, Caller, Value) {
    let (mut world, guest) = world();
    world
        .call_as(&guest, "CreateOrganization", &json!({}))
        .unwrap();
    world.state.clock.advance(10);
    let target = account(&world.member);
    let operation = "InviteAccountToOrganization";
    let sent = world.call_as(&guest, operation, &target).unwrap();
    (world, guest, sent["Handshake"].clone())
}

#[test]
fn a_member_moves_over_without_standing_alone_in_between() {
    let (mut world, guest, sent) = rivals();
    let dev = world.dev();
    assert_eq!(
        answer(&mut world, &dev, "AcceptHandshake", &sent),
        Ok(json!("ACCEPTED")),
        "though it could not pay its own bill"
    );
    let id = json!({"AccountId": world.member});
    assert_eq!(
        world.refusal("DescribeAccount", &id),
        "AccountNotFoundException"
    );
    let found = world.call_as(&guest, "DescribeAccount", &id).unwrap();
    assert_eq!(found["Account"]["JoinedMethod"], "INVITED");
    assert_eq!(
        answer(&mut world, &dev, "AcceptHandshake", &sent),
        Err("HandshakeAlreadyInStateException".to_owned())
    );
}

#[test]
fn what_keeps_it_from_leaving_keeps_it_from_moving_over() {
    let (mut world, _, sent) = rivals();
    let (now, dev) = (world.state.now(), world.dev());
    let member = world.state.accounts.get_mut(&world.member).unwrap();
    member.membership.as_mut().unwrap().joined_at = now;
    assert_eq!(
        answer(&mut world, &dev, "AcceptHandshake", &sent),
        Err("ConstraintViolationException WAIT_PERIOD_ACTIVE".to_owned())
    );
    world.state.clock.advance(5 * DAY);
    let accept = crate::testing::allow("organizations:AcceptHandshake");
    let limited = world.user(&world.member.clone(), "limited", &accept);
    assert_eq!(
        answer(&mut world, &limited, "AcceptHandshake", &sent),
        Err("AccessDeniedException".to_owned()),
        "it must be allowed to leave, too"
    );
}

#[test]
fn a_management_account_neither_sees_nor_accepts_it() {
    let (mut world, guest) = world();
    let sent = invite(&mut world, &account(&guest.account_id));
    world
        .call_as(&guest, "CreateOrganization", &json!({}))
        .unwrap();
    let listed = world.call_as(&guest, "ListHandshakesForAccount", &json!({}));
    assert_eq!(listed.unwrap()["Handshakes"], json!([]));
    assert_eq!(
        answer(&mut world, &guest, "AcceptHandshake", &sent),
        Err("MasterCannotLeaveOrganizationException".to_owned())
    );
    world
        .call_as(&guest, "DeleteOrganization", &json!({}))
        .unwrap();
    assert_eq!(
        answer(&mut world, &guest, "AcceptHandshake", &sent),
        Ok(json!("ACCEPTED")),
        "once its organization is deleted it may"
    );
}
