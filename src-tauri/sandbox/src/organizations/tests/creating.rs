//! Creating accounts, from asking to the account or the reason why not.

use serde_json::{Value, json};

use crate::{
    clock,
    state::{Handshake, Party},
    testing::World,
};

fn create(world: &mut World, email: &str) -> Value {
    let status = world
        .call(
            "CreateAccount",
            &json!({"Email": email, "AccountName": "New"}),
        )
        .unwrap();
    status["CreateAccountStatus"].clone()
}

/// How a request ended, once AWS has had the time for it.
fn outcome(world: &mut World, request: &Value) -> Value {
    world.state.clock.advance(10);
    let id = &request["Id"];
    world
        .call(
            "DescribeCreateAccountStatus",
            &json!({"CreateAccountRequestId": id}),
        )
        .unwrap()["CreateAccountStatus"]
        .clone()
}

#[test]
fn a_created_account_lands_in_the_root_with_the_access_role() {
    let mut world = World::new();
    let arguments = json!({"Email": "new@example.com", "AccountName": "New", "RoleName": "Access", "Tags": [{"Key": "team", "Value": "shop"}]});
    let request = world.call("CreateAccount", &arguments).unwrap()["CreateAccountStatus"].clone();
    assert_eq!(request["State"], "IN_PROGRESS");
    assert!(
        request.get("AccountId").is_none(),
        "there is no account yet"
    );
    let done = outcome(&mut world, &request);
    assert_eq!(done["State"], "SUCCEEDED");
    assert!(done["CompletedTimestamp"].is_number());
    let id = done["AccountId"].as_str().unwrap().to_owned();
    let parents = world.call("ListParents", &json!({"ChildId": id})).unwrap();
    assert_eq!(parents["Parents"][0]["Type"], "ROOT");
    let tags = world
        .call("ListTagsForResource", &json!({"ResourceId": id}))
        .unwrap();
    assert_eq!(tags["Tags"], json!([{"Key": "team", "Value": "shop"}]));
    let roles = &world.state.accounts[&id].iam.roles;
    assert!(
        roles["Access"].trust.contains(&world.management),
        "it trusts the management account"
    );
    assert!(roles["AWSServiceRoleForOrganizations"].is_service_linked());
}

#[test]
fn asking_often_enough_finishes_a_creation_without_the_clock() {
    let mut world = World::new();
    let request = create(&mut world, "new@example.com");
    let arguments = json!({"CreateAccountRequestId": request["Id"]});
    let mut seen = Vec::new();
    for _ in 0..4 {
        let status = world
            .call("DescribeCreateAccountStatus", &arguments)
            .unwrap();
        seen.push(
            status["CreateAccountStatus"]["State"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    assert_eq!(
        seen,
        ["IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS", "SUCCEEDED"]
    );
}

#[test]
fn an_email_address_is_used_once_in_all_of_aws() {
    let mut world = World::with(|builder| _ = builder.outside("Outside", "taken@example.com"));
    let request = create(&mut world, "Taken@Example.com");
    let done = outcome(&mut world, &request);
    assert_eq!(
        (&done["State"], &done["FailureReason"]),
        (&json!("FAILED"), &json!("EMAIL_ALREADY_EXISTS"))
    );
    assert!(done.get("AccountId").is_none());
    let (first, second) = (
        create(&mut world, "same@example.com"),
        create(&mut world, "same@example.com"),
    );
    let outcomes = [outcome(&mut world, &first), outcome(&mut world, &second)];
    let succeeded = outcomes
        .iter()
        .filter(|done| done["State"] == "SUCCEEDED")
        .count();
    assert_eq!(succeeded, 1, "of two at once, one gets the address");
}

#[test]
fn an_address_that_is_none_fails_later_or_at_once() {
    let mut world = World::new();
    let request = create(&mut world, ".dotted@example.com");
    assert_eq!(
        outcome(&mut world, &request)["FailureReason"],
        "INVALID_EMAIL"
    );
    let refused = world.refusal(
        "CreateAccount",
        &json!({"Email": "no address", "AccountName": "New"}),
    );
    assert_eq!(refused, "InvalidInputException INVALID_PATTERN");
    let refused = world.refusal(
        "CreateAccount",
        &json!({"Email": "a@b.c", "AccountName": "New"}),
    );
    assert_eq!(refused, "InvalidInputException MIN_LENGTH_EXCEEDED");
}

#[test]
fn five_accounts_are_created_at_once_and_no_more() {
    let mut world = World::new();
    for number in 0..5 {
        create(&mut world, &format!("new{number}@example.com"));
    }
    let sixth = json!({"Email": "new5@example.com", "AccountName": "New"});
    assert_eq!(
        world.refusal("CreateAccount", &sixth),
        "ConstraintViolationException ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED"
    );
    world.state.clock.advance(10);
    assert!(
        world.call("CreateAccount", &sixth).is_ok(),
        "once the others are done there is room"
    );
}

#[test]
fn the_account_quota_is_checked_on_asking_and_again_on_creating() {
    let mut world = World::new();
    world
        .state
        .organizations
        .get_mut(&world.organization)
        .unwrap()
        .account_quota = 3;
    let (first, second) = (
        create(&mut world, "one@example.com"),
        create(&mut world, "two@example.com"),
    );
    let outcomes = [outcome(&mut world, &first), outcome(&mut world, &second)];
    let failed: Vec<_> = outcomes
        .iter()
        .filter_map(|done| done.get("FailureReason"))
        .collect();
    assert_eq!(failed, ["ACCOUNT_LIMIT_EXCEEDED"]);
    let refused = world.refusal(
        "CreateAccount",
        &json!({"Email": "three@example.com", "AccountName": "New"}),
    );
    assert_eq!(
        refused,
        "ConstraintViolationException ACCOUNT_NUMBER_LIMIT_EXCEEDED"
    );
}

#[test]
fn closed_accounts_and_open_invitations_count_towards_the_quota() {
    let mut world = World::new();
    world
        .state
        .organizations
        .get_mut(&world.organization)
        .unwrap()
        .account_quota = 3;
    "CLOSED".clone_into(&mut world.state.accounts.get_mut(&world.member).unwrap().state);
    let now = world.state.now();
    let handshake = Handshake {
        id: "h-12345678".into(),
        organization_id: world.organization.clone(),
        action: "INVITE".into(),
        state: "OPEN".into(),
        parties: vec![Party {
            id: "999999999999".into(),
            kind: "ACCOUNT".into(),
        }],
        requested_at: now,
        expires_at: clock::after(now, 3600),
        ..Handshake::default()
    };
    world
        .state
        .handshakes
        .insert(handshake.id.clone(), handshake);
    let arguments = json!({"Email": "new@example.com", "AccountName": "New"});
    assert_eq!(
        world.refusal("CreateAccount", &arguments),
        "ConstraintViolationException ACCOUNT_NUMBER_LIMIT_EXCEEDED"
    );
    world.state.clock.advance(3600);
    assert!(
        world.call("CreateAccount", &arguments).is_ok(),
        "an invitation that expired does not count"
    );
}

#[test]
fn an_organization_that_is_still_being_made_creates_no_accounts() {
    let mut world = World::new();
    let until = clock::after(world.state.now(), 3600);
    world
        .state
        .organizations
        .get_mut(&world.organization)
        .unwrap()
        .finalizing_until = Some(until);
    let arguments = json!({"Email": "new@example.com", "AccountName": "New"});
    assert_eq!(
        world.refusal("CreateAccount", &arguments),
        "FinalizingOrganizationException"
    );
}

#[test]
fn an_unknown_request_is_not_found() {
    let id = format!("car-{}", "0".repeat(32));
    let refused = World::new().refusal(
        "DescribeCreateAccountStatus",
        &json!({"CreateAccountRequestId": id}),
    );
    assert_eq!(refused, "CreateAccountStatusNotFoundException");
}
