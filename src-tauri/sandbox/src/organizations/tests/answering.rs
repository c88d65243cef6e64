//! Answering invitations.

use serde_json::json;

use super::invitations::{account, answer, email, invite, world};
use crate::{
    builder::ACCESS_ROLE,
    testing::{World, told},
};

const DAY: i64 = 24 * 3600;

#[test]
fn an_accepted_invitation_makes_the_account_a_member_with_its_tags() {
    let (mut world, guest) = world();
    let arguments = json!({
        "Target": {"Type": "ACCOUNT", "Id": guest.account_id},
        "Notes": "Welcome",
        "Tags": [{"Key": "team", "Value": "shop"}],
    });
    let sent = invite(&mut world, &arguments);
    assert_eq!(
        (&sent["Action"], &sent["State"]),
        (&json!("INVITE"), &json!("OPEN"))
    );
    let lasts = sent["ExpirationTimestamp"].as_f64().unwrap()
        - sent["RequestedTimestamp"].as_f64().unwrap();
    assert!(
        (lasts - 15.0 * 86400.0).abs() < 1.0,
        "it is open for 15 days"
    );
    let notes = json!({"Type": "NOTES", "Value": "Welcome"});
    assert!(sent["Resources"].as_array().unwrap().contains(&notes));
    let accepted = answer(&mut world, &guest, "AcceptHandshake", &sent);
    assert_eq!(accepted, Ok(json!("ACCEPTED")));
    let id = json!({"AccountId": guest.account_id});
    let joined = world.call("DescribeAccount", &id).unwrap()["Account"].clone();
    assert_eq!(joined["JoinedMethod"], "INVITED");
    let path = joined["Paths"][0].as_str().unwrap();
    assert_eq!(
        path,
        format!(
            "{}/{}/{}/",
            world.organization, world.root, guest.account_id
        ),
        "it stands in the root"
    );
    let target = json!({"ResourceId": guest.account_id});
    let tags = world.call("ListTagsForResource", &target).unwrap();
    assert_eq!(tags["Tags"], arguments["Tags"]);
    let target = json!({"TargetId": guest.account_id, "Filter": "SERVICE_CONTROL_POLICY"});
    let attached = world.call("ListPoliciesForTarget", &target).unwrap();
    assert_eq!(attached["Policies"][0]["Name"], "FullAWSAccess");
    let roles = &world.state.accounts[&guest.account_id].iam.roles;
    assert!(roles.contains_key("AWSServiceRoleForOrganizations"));
    assert!(
        !roles.contains_key(ACCESS_ROLE),
        "only created accounts have it"
    );
    assert_eq!(
        answer(&mut world, &guest, "AcceptHandshake", &sent),
        Err("HandshakeAlreadyInStateException".to_owned())
    );
    assert_eq!(
        answer(&mut world, &guest, "DeclineHandshake", &sent),
        Err("InvalidHandshakeTransitionException".to_owned())
    );
}

#[test]
fn an_invitation_by_email_is_for_the_account_with_that_address() {
    let (mut world, guest) = world();
    let sent = invite(&mut world, &email("Out@Example.com"));
    assert_eq!(sent["Parties"][1]["Type"], "EMAIL");
    let listed = world
        .call_as(&guest, "ListHandshakesForAccount", &json!({}))
        .unwrap();
    assert_eq!(listed["Handshakes"][0]["Id"], sent["Id"]);
    let accepted = answer(&mut world, &guest, "AcceptHandshake", &sent);
    assert_eq!(accepted, Ok(json!("ACCEPTED")));
    assert!(world.state.accounts[&guest.account_id].is_member_of(&world.organization));
}

#[test]
fn a_declined_or_cancelled_invitation_cannot_be_accepted() {
    let (mut world, guest) = world();
    let admin = world.admin();
    let first = invite(&mut world, &account(&guest.account_id));
    assert_eq!(
        answer(&mut world, &guest, "DeclineHandshake", &first),
        Ok(json!("DECLINED"))
    );
    assert_eq!(
        answer(&mut world, &guest, "DeclineHandshake", &first),
        Err("HandshakeAlreadyInStateException".to_owned())
    );
    let second = invite(&mut world, &account(&guest.account_id));
    assert_eq!(
        answer(&mut world, &admin, "CancelHandshake", &second),
        Ok(json!("CANCELED"))
    );
    assert_eq!(
        answer(&mut world, &admin, "CancelHandshake", &second),
        Err("HandshakeAlreadyInStateException".to_owned())
    );
    for handshake in [first, second] {
        assert_eq!(
            answer(&mut world, &guest, "AcceptHandshake", &handshake),
            Err("InvalidHandshakeTransitionException".to_owned())
        );
    }
}

#[test]
fn only_the_recipient_answers_and_only_the_sender_cancels() {
    let (mut world, guest) = world();
    let (admin, stranger) = (world.admin(), world.dev());
    let sent = invite(&mut world, &account(&guest.account_id));
    let denied = Err("AccessDeniedException".to_owned());
    for operation in ["AcceptHandshake", "DeclineHandshake"] {
        assert_eq!(answer(&mut world, &admin, operation, &sent), denied);
    }
    assert_eq!(answer(&mut world, &guest, "CancelHandshake", &sent), denied);
    for operation in ["AcceptHandshake", "DeclineHandshake", "CancelHandshake"] {
        assert_eq!(
            answer(&mut world, &stranger, operation, &sent),
            Err("HandshakeNotFoundException".to_owned()),
            "{operation} of what is none of one's business"
        );
    }
}

#[test]
fn an_invitation_expires_after_15_days_and_is_seen_for_30_more() {
    let (mut world, guest) = world();
    let sent = invite(&mut world, &account(&guest.account_id));
    world.state.clock.advance(15 * DAY - 60);
    let id = json!({"HandshakeId": sent["Id"]});
    let state = |world: &mut World| {
        let found = world.call("DescribeHandshake", &id);
        found.map(|found| found["Handshake"]["State"].clone())
    };
    assert_eq!(state(&mut world).unwrap(), "OPEN");
    world.state.clock.advance(61);
    assert_eq!(state(&mut world).unwrap(), "EXPIRED");
    for operation in ["AcceptHandshake", "DeclineHandshake"] {
        assert_eq!(
            answer(&mut world, &guest, operation, &sent),
            Err("InvalidHandshakeTransitionException".to_owned())
        );
    }
    world.state.clock.advance(30 * DAY);
    assert_eq!(
        told(&state(&mut world).unwrap_err()),
        "HandshakeNotFoundException"
    );
}

#[test]
fn an_answered_invitation_is_seen_for_30_days() {
    let (mut world, guest) = world();
    let sent = invite(&mut world, &account(&guest.account_id));
    answer(&mut world, &guest, "DeclineHandshake", &sent).unwrap();
    world.state.clock.advance(30 * DAY - 60);
    let listed = world.call("ListHandshakesForOrganization", &json!({}));
    assert_eq!(listed.unwrap()["Handshakes"][0]["State"], "DECLINED");
    world.state.clock.advance(61);
    let listed = world.call("ListHandshakesForOrganization", &json!({}));
    assert_eq!(listed.unwrap()["Handshakes"], json!([]));
}

#[test]
fn accepting_needs_leave_to_create_the_service_linked_role() {
    let (mut world, guest) = world();
    let sent = invite(&mut world, &account(&guest.account_id));
    let arn = sent["Arn"].as_str().unwrap();
    let only = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "organizations:AcceptHandshake", "Resource": arn}});
    let limited = world.user(&guest.account_id, "limited", &only);
    assert_eq!(
        answer(&mut world, &limited, "AcceptHandshake", &sent),
        Err(
            "AccessDeniedForDependencyException ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE"
                .to_owned()
        )
    );
    assert!(world.state.accounts[&guest.account_id].membership.is_none());
}

#[test]
fn an_account_that_cannot_pay_does_not_join() {
    let (mut world, guest) = world();
    let sent = invite(&mut world, &account(&guest.account_id));
    let account = world.state.accounts.get_mut(&guest.account_id).unwrap();
    account.payment_instrument = Some(false);
    assert_eq!(
        answer(&mut world, &guest, "AcceptHandshake", &sent),
        Err("HandshakeConstraintViolationException PAYMENT_INSTRUMENT_REQUIRED".to_owned())
    );
}

#[test]
fn a_second_invitation_of_the_same_organization_is_too_late() {
    let (mut world, guest) = world();
    let by_id = invite(&mut world, &account(&guest.account_id));
    let mut again = world.state.handshakes[by_id["Id"].as_str().unwrap()].clone();
    "h-again12345".clone_into(&mut again.id);
    world.state.handshakes.insert(again.id.clone(), again);
    answer(&mut world, &guest, "AcceptHandshake", &by_id).unwrap();
    assert_eq!(
        answer(
            &mut world,
            &guest,
            "AcceptHandshake",
            &json!({"Id": "h-again12345"})
        ),
        Err("HandshakeConstraintViolationException ALREADY_IN_AN_ORGANIZATION".to_owned())
    );
}
