//! Founding an organization and deleting it.

use serde_json::{Value, json};

use crate::{
    authorize::Caller,
    testing::{World, told, user},
};

fn world() -> (World, Caller) {
    let mut outside = String::new();
    let world = World::with(|builder| outside = builder.outside("Outside", "out@example.com"));
    (world, user(&outside, "admin"))
}

fn found(world: &mut World, founder: &Caller, arguments: &Value) -> Value {
    world
        .call_as(founder, "CreateOrganization", arguments)
        .unwrap()["Organization"]
        .clone()
}

#[test]
fn whoever_founds_an_organization_manages_it_with_all_features() {
    let (mut world, founder) = world();
    let made = found(&mut world, &founder, &json!({}));
    assert_eq!(made["FeatureSet"], "ALL");
    assert_eq!(made["MasterAccountId"], founder.account_id.as_str());
    assert_eq!(
        made["AvailablePolicyTypes"],
        json!([{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}])
    );
    let described = world
        .call_as(&founder, "DescribeOrganization", &json!({}))
        .unwrap();
    assert_eq!(described["Organization"], made);
    let accounts = world.call_as(&founder, "ListAccounts", &json!({})).unwrap();
    assert_eq!(accounts["Accounts"].as_array().unwrap().len(), 1);
    assert_eq!(accounts["Accounts"][0]["JoinedMethod"], "INVITED");
    let roots = world.call_as(&founder, "ListRoots", &json!({})).unwrap();
    let target = json!({"TargetId": roots["Roots"][0]["Id"], "Filter": "SERVICE_CONTROL_POLICY"});
    let attached = world
        .call_as(&founder, "ListPoliciesForTarget", &target)
        .unwrap();
    assert_eq!(attached["Policies"][0]["Name"], "FullAWSAccess");
    let roles = &world.state.accounts[&founder.account_id].iam.roles;
    assert!(roles["AWSServiceRoleForOrganizations"].is_service_linked());
}

#[test]
fn with_consolidated_billing_only_no_policy_type_is_enabled() {
    let (mut world, founder) = world();
    let made = found(
        &mut world,
        &founder,
        &json!({"FeatureSet": "CONSOLIDATED_BILLING"}),
    );
    assert_eq!(made["FeatureSet"], "CONSOLIDATED_BILLING");
    assert_eq!(made["AvailablePolicyTypes"], json!([]));
    let refused = world
        .call_as(
            &world.dev(),
            "CreateOrganization",
            &json!({"FeatureSet": "SOME"}),
        )
        .unwrap_err();
    assert_eq!(told(&refused), "InvalidInputException INVALID_ENUM");
}

#[test]
fn an_account_founds_no_second_organization() {
    let (mut world, founder) = world();
    found(&mut world, &founder, &json!({}));
    for member in [founder, world.dev()] {
        let refused = world
            .call_as(&member, "CreateOrganization", &json!({}))
            .unwrap_err();
        assert_eq!(told(&refused), "AlreadyInOrganizationException");
    }
}

#[test]
fn a_new_organization_is_set_up_for_a_while_before_accounts_come() {
    let (mut world, founder) = world();
    found(&mut world, &founder, &json!({}));
    let account = json!({"Email": "new@example.com", "AccountName": "New"});
    let invitation = json!({"Target": {"Type": "ACCOUNT", "Id": "999999999999"}});
    for (operation, arguments) in [
        ("CreateAccount", &account),
        ("InviteAccountToOrganization", &invitation),
    ] {
        let refused = world.call_as(&founder, operation, arguments).unwrap_err();
        assert_eq!(told(&refused), "FinalizingOrganizationException");
    }
    world.state.clock.advance(10);
    assert!(world.call_as(&founder, "CreateAccount", &account).is_ok());
    let operation = "InviteAccountToOrganization";
    assert!(world.call_as(&founder, operation, &invitation).is_ok());
}

#[test]
fn a_founder_needs_a_payment_method_an_active_account_and_the_service_linked_role() {
    let (mut world, founder) = world();
    let refusal = |world: &mut World, caller: &Caller| {
        told(
            &world
                .call_as(caller, "CreateOrganization", &json!({}))
                .unwrap_err(),
        )
    };
    let only = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "organizations:*", "Resource": "*"}});
    let limited = world.user(&founder.account_id, "limited", &only);
    assert_eq!(
        refusal(&mut world, &limited),
        "AccessDeniedForDependencyException ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE"
    );
    assert!(world.state.organizations.len() == 1, "nothing was founded");
    let account = world.state.accounts.get_mut(&founder.account_id).unwrap();
    account.payment_instrument = Some(false);
    assert_eq!(
        refusal(&mut world, &founder),
        "ConstraintViolationException MASTER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED"
    );
    let account = world.state.accounts.get_mut(&founder.account_id).unwrap();
    "PENDING_ACTIVATION".clone_into(&mut account.state);
    assert_eq!(
        refusal(&mut world, &founder),
        "ConstraintViolationException ACCOUNT_CREATION_NOT_COMPLETE"
    );
}

#[test]
fn an_organization_with_members_is_not_deleted() {
    let (mut world, _) = world();
    assert_eq!(
        world.refusal("DeleteOrganization", &json!({})),
        "OrganizationNotEmptyException"
    );
    let refused = world
        .call_as(&world.dev(), "DeleteOrganization", &json!({}))
        .unwrap_err();
    assert_eq!(told(&refused), "AccessDeniedException");
}

#[test]
fn an_account_on_its_way_keeps_the_organization_alive() {
    let (mut world, founder) = world();
    found(&mut world, &founder, &json!({}));
    world.state.clock.advance(10);
    let account = json!({"Email": "new@example.com", "AccountName": "New"});
    world.call_as(&founder, "CreateAccount", &account).unwrap();
    let refused = world
        .call_as(&founder, "DeleteOrganization", &json!({}))
        .unwrap_err();
    assert_eq!(told(&refused), "OrganizationNotEmptyException");
}

#[test]
fn deleting_takes_ous_policies_and_open_invitations_along() {
    let (mut world, founder) = world();
    let made = found(&mut world, &founder, &json!({}));
    world.state.clock.advance(10);
    let root = world.call_as(&founder, "ListRoots", &json!({})).unwrap()["Roots"][0]["Id"].clone();
    let ou = json!({"ParentId": root, "Name": "Workloads"});
    world
        .call_as(&founder, "CreateOrganizationalUnit", &ou)
        .unwrap();
    let invitation = json!({"Target": {"Type": "ACCOUNT", "Id": world.member}});
    let sent = world
        .call_as(&founder, "InviteAccountToOrganization", &invitation)
        .unwrap();
    world
        .call_as(&founder, "DeleteOrganization", &json!({}))
        .unwrap();
    let refused = world
        .call_as(&founder, "DescribeOrganization", &json!({}))
        .unwrap_err();
    assert_eq!(told(&refused), "AWSOrganizationsNotInUseException");
    let handshake = world
        .call_as(
            &world.dev(),
            "DescribeHandshake",
            &json!({"HandshakeId": sent["Handshake"]["Id"]}),
        )
        .unwrap();
    assert_eq!(handshake["Handshake"]["State"], "CANCELED");
    let state = serde_json::to_value(&world.state).unwrap();
    assert!(
        crate::state::State::read(state).is_ok(),
        "what is left fits together"
    );
    let again = found(&mut world, &founder, &json!({}));
    assert_ne!(
        again["Id"], made["Id"],
        "the account is free to found another"
    );
}
