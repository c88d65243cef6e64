//! From consolidated billing to all features.

use serde_json::{Value, json};

use crate::{
    authorize::Caller,
    state::JoinedMethod,
    testing::{World, told, user},
};

const DAY: i64 = 24 * 3600;

/// A world with consolidated billing only, and two invited members.
fn world() -> (World, [Caller; 2]) {
    let mut ids = Vec::new();
    let mut world = World::with(|builder| {
        let root = builder.root_id.clone();
        for email in ["one@example.com", "two@example.com"] {
            let id = builder.account(&root, "Invited", email, JoinedMethod::Invited);
            builder.add_user(&id, "admin", &[crate::builder::ADMINISTRATOR]);
            ids.push(id);
        }
        builder.outside("Outside", "out@example.com");
    });
    let organization = world.state.organizations.get_mut(&world.organization);
    let organization = organization.unwrap();
    "CONSOLIDATED_BILLING".clone_into(&mut organization.feature_set);
    organization.root.policy_types.clear();
    let callers = [user(&ids[0], "admin"), user(&ids[1], "admin")];
    (world, callers)
}

fn begin(world: &mut World) -> Value {
    let begun = world.call("EnableAllFeatures", &json!({})).unwrap();
    begun["Handshake"].clone()
}

/// The only handshake that an account is asked to answer.
fn approval(world: &mut World, caller: &Caller) -> Value {
    let listed = world
        .call_as(caller, "ListHandshakesForAccount", &json!({}))
        .unwrap();
    listed["Handshakes"][0].clone()
}

fn answer(
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

fn state(world: &mut World, handshake: &Value) -> Value {
    let id = json!({"HandshakeId": handshake["Id"]});
    let found = world.call("DescribeHandshake", &id).unwrap();
    found["Handshake"]["State"].clone()
}

fn feature_set(world: &mut World) -> Value {
    let found = world.call("DescribeOrganization", &json!({})).unwrap();
    found["Organization"]["FeatureSet"].clone()
}

#[test]
fn all_features_are_on_when_everyone_invited_has_approved_and_the_last_word_is_said() {
    let (mut world, members) = world();
    let admin = world.admin();
    let request = begin(&mut world);
    assert_eq!(request["Action"], "ENABLE_ALL_FEATURES");
    assert_eq!(request["State"], "REQUESTED");
    assert_eq!(request["Parties"].as_array().unwrap().len(), 1);
    let lasts = request["ExpirationTimestamp"].as_f64().unwrap()
        - request["RequestedTimestamp"].as_f64().unwrap();
    assert!((lasts - 90.0 * 86400.0).abs() < 1.0, "for 90 days");
    let filter = json!({"Filter": {"ParentHandshakeId": request["Id"]}});
    let asked = world
        .call("ListHandshakesForOrganization", &filter)
        .unwrap();
    assert_eq!(
        asked["Handshakes"].as_array().unwrap().len(),
        2,
        "created members are not asked"
    );
    for member in &members {
        assert_eq!(
            answer(&mut world, &admin, "AcceptHandshake", &request),
            Err("InvalidHandshakeTransitionException".to_owned()),
            "someone has not approved yet"
        );
        let approval = approval(&mut world, member);
        assert_eq!(approval["Action"], "APPROVE_ALL_FEATURES");
        let parent = request["Id"].as_str().unwrap().trim_start_matches("h-");
        assert_eq!(
            approval["Resources"][0],
            json!({"Type": "PARENT_HANDSHAKE", "Value": parent})
        );
        assert_eq!(
            answer(&mut world, member, "AcceptHandshake", &approval),
            Ok(json!("ACCEPTED"))
        );
    }
    assert_eq!(state(&mut world, &request), "OPEN");
    assert_eq!(feature_set(&mut world), "CONSOLIDATED_BILLING");
    assert_eq!(
        answer(&mut world, &admin, "AcceptHandshake", &request),
        Ok(json!("ACCEPTED"))
    );
    assert_eq!(feature_set(&mut world), "ALL");
    assert_eq!(
        world.refusal("EnableAllFeatures", &json!({})),
        "HandshakeConstraintViolationException ORGANIZATION_ALREADY_HAS_ALL_FEATURES"
    );
}

#[test]
fn without_invited_members_the_last_word_can_be_said_at_once() {
    let mut world = World::new();
    let organization = world.state.organizations.get_mut(&world.organization);
    "CONSOLIDATED_BILLING".clone_into(&mut organization.unwrap().feature_set);
    let (admin, request) = (world.admin(), begin(&mut world));
    assert_eq!(request["State"], "OPEN");
    answer(&mut world, &admin, "AcceptHandshake", &request).unwrap();
    assert_eq!(feature_set(&mut world), "ALL");
}

#[test]
fn invitations_are_cancelled_when_it_begins_and_none_is_sent_meanwhile() {
    let (mut world, _) = world();
    let target = json!({"Target": {"Type": "EMAIL", "Id": "out@example.com"}});
    let sent = world.call("InviteAccountToOrganization", &target).unwrap();
    begin(&mut world);
    assert_eq!(state(&mut world, &sent["Handshake"]), "CANCELED");
    assert_eq!(
        world.refusal("InviteAccountToOrganization", &target),
        "HandshakeConstraintViolationException INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES"
    );
    assert_eq!(
        world.refusal("EnableAllFeatures", &json!({})),
        "HandshakeConstraintViolationException ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION"
    );
}

#[test]
fn after_90_days_it_has_expired_and_can_begin_again() {
    let (mut world, members) = world();
    let request = begin(&mut world);
    let asked = approval(&mut world, &members[0]);
    world.state.clock.advance(90 * DAY + 1);
    assert_eq!(state(&mut world, &request), "EXPIRED");
    assert_eq!(
        answer(&mut world, &members[0], "AcceptHandshake", &asked),
        Err("InvalidHandshakeTransitionException".to_owned())
    );
    begin(&mut world);
}

#[test]
fn whoever_declines_must_leave_or_be_asked_again() {
    let (mut world, [first, second]) = world();
    let admin = world.admin();
    let request = begin(&mut world);
    let asked = approval(&mut world, &first);
    answer(&mut world, &first, "AcceptHandshake", &asked).unwrap();
    let asked = approval(&mut world, &second);
    answer(&mut world, &second, "DeclineHandshake", &asked).unwrap();
    assert_eq!(state(&mut world, &request), "REQUESTED");
    let account = json!({"AccountId": second.account_id});
    world
        .call("RemoveAccountFromOrganization", &account)
        .unwrap();
    assert_eq!(
        state(&mut world, &request),
        "OPEN",
        "nobody is left who has not approved"
    );
    assert_eq!(
        answer(&mut world, &second, "AcceptHandshake", &asked),
        Err("AWSOrganizationsNotInUseException".to_owned())
    );
    answer(&mut world, &admin, "AcceptHandshake", &request).unwrap();
}

#[test]
fn whoever_leaves_is_not_waited_for() {
    let (mut world, [first, second]) = world();
    let request = begin(&mut world);
    let asked = approval(&mut world, &first);
    answer(&mut world, &first, "AcceptHandshake", &asked).unwrap();
    let asked = approval(&mut world, &second);
    world
        .call_as(&second, "LeaveOrganization", &json!({}))
        .unwrap();
    assert_eq!(state(&mut world, &request), "OPEN");
    assert_eq!(state(&mut world, &asked), "CANCELED");
}

#[test]
fn cancelling_it_withdraws_what_members_were_asked() {
    let (mut world, members) = world();
    let admin = world.admin();
    let request = begin(&mut world);
    let asked = approval(&mut world, &members[0]);
    assert_eq!(
        answer(&mut world, &admin, "CancelHandshake", &request),
        Ok(json!("CANCELED"))
    );
    assert_eq!(state(&mut world, &asked), "CANCELED");
    begin(&mut world);
}

#[test]
fn more_than_5000_accounts_are_migrated_by_aws() {
    let mut world = World::with(|builder| {
        let root = builder.root_id.clone();
        for number in 0..5000 {
            let email = format!("a{number}@example.com");
            builder.account(&root, "One of many", &email, JoinedMethod::Created);
        }
    });
    let organization = world.state.organizations.get_mut(&world.organization);
    "CONSOLIDATED_BILLING".clone_into(&mut organization.unwrap().feature_set);
    assert_eq!(
        world.refusal("EnableAllFeatures", &json!({})),
        "ConstraintViolationException ALL_FEATURES_MIGRATION_ORGANIZATION_SIZE_LIMIT_EXCEEDED"
    );
}
