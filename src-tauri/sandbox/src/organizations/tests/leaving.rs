//! Accounts that leave, or are removed.

use serde_json::json;

use crate::{
    state::JoinedMethod,
    testing::{World, told},
};

const DAY: i64 = 24 * 3600;

/// Makes the member able to pay its own bill.
fn pay(world: &mut World) {
    let member = world.state.accounts.get_mut(&world.member).unwrap();
    member.payment_instrument = Some(true);
}

fn removal(world: &mut World) -> String {
    let account = json!({"AccountId": world.member});
    world.refusal("RemoveAccountFromOrganization", &account)
}

#[test]
fn an_account_that_can_pay_leaves_and_keeps_its_roles() {
    let mut world = World::new();
    pay(&mut world);
    let dev = world.dev();
    world
        .call_as(&dev, "LeaveOrganization", &json!({}))
        .unwrap();
    let account = &world.state.accounts[&world.member];
    assert!(account.membership.is_none());
    assert!(
        account.iam.roles.contains_key(crate::builder::ACCESS_ROLE),
        "nobody deletes the access role"
    );
    let member = json!({"AccountId": world.member});
    assert_eq!(
        world.refusal("DescribeAccount", &member),
        "AccountNotFoundException"
    );
    let parent = json!({"ParentId": world.workloads});
    let left = world.call("ListAccountsForParent", &parent).unwrap();
    assert_eq!(left["Accounts"], json!([]));
    let refused = world
        .call_as(&dev, "LeaveOrganization", &json!({}))
        .unwrap_err();
    assert_eq!(told(&refused), "AWSOrganizationsNotInUseException");
}

#[test]
fn a_removed_account_loses_its_tags() {
    let mut world = World::new();
    pay(&mut world);
    let tags = json!({"ResourceId": world.member, "Tags": [{"Key": "team", "Value": "shop"}]});
    world.call("TagResource", &tags).unwrap();
    let account = json!({"AccountId": world.member});
    let answer = world.call("RemoveAccountFromOrganization", &account);
    assert_eq!(answer.unwrap(), json!({}));
    assert_eq!(
        world.refusal("ListTagsForResource", &json!({"ResourceId": world.member})),
        "TargetNotFoundException"
    );
    assert_eq!(removal(&mut world), "AccountNotFoundException");
}

#[test]
fn the_management_account_stays() {
    let mut world = World::new();
    assert_eq!(
        world.refusal("LeaveOrganization", &json!({})),
        "MasterCannotLeaveOrganizationException"
    );
    let management = json!({"AccountId": world.management});
    assert_eq!(
        world.refusal("RemoveAccountFromOrganization", &management),
        "MasterCannotLeaveOrganizationException"
    );
    let refused = world
        .call_as(&world.dev(), "RemoveAccountFromOrganization", &management)
        .unwrap_err();
    assert_eq!(told(&refused), "AccessDeniedException");
}

#[test]
fn a_created_account_waits_four_days_and_an_invited_one_does_not() {
    let mut world = World::new();
    pay(&mut world);
    let now = world.state.now();
    let member = world.state.accounts.get_mut(&world.member).unwrap();
    member.membership.as_mut().unwrap().joined_at = now;
    let waiting = "ConstraintViolationException WAIT_PERIOD_ACTIVE";
    assert_eq!(removal(&mut world), waiting);
    world.state.clock.advance(4 * DAY - 60);
    assert_eq!(removal(&mut world), waiting);
    let dev = world.dev();
    let refused = world
        .call_as(&dev, "LeaveOrganization", &json!({}))
        .unwrap_err();
    assert_eq!(told(&refused), waiting);
    let member = world.state.accounts.get_mut(&world.member).unwrap();
    member.membership.as_mut().unwrap().joined_method = JoinedMethod::Invited;
    let account = json!({"AccountId": world.member});
    let mut other = World {
        state: world.state.clone(),
        ..World::new()
    };
    assert!(
        other
            .call("RemoveAccountFromOrganization", &account)
            .is_ok(),
        "it was invited"
    );
    let member = world.state.accounts.get_mut(&world.member).unwrap();
    member.membership.as_mut().unwrap().joined_method = JoinedMethod::Created;
    world.state.clock.advance(61);
    assert!(
        world
            .call("RemoveAccountFromOrganization", &account)
            .is_ok(),
        "four days have passed"
    );
}

#[test]
fn an_account_that_cannot_pay_stays() {
    let mut world = World::new();
    let reason = "ConstraintViolationException MEMBER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED";
    assert_eq!(removal(&mut world), reason);
    let dev = world.dev();
    let refused = world
        .call_as(&dev, "LeaveOrganization", &json!({}))
        .unwrap_err();
    assert_eq!(told(&refused), reason);
}

#[test]
fn a_delegated_administrator_stays_until_it_is_none() {
    let mut world = World::new();
    pay(&mut world);
    let service = json!({"ServicePrincipal": "guardduty.amazonaws.com"});
    world.call("EnableAWSServiceAccess", &service).unwrap();
    let delegation =
        json!({"AccountId": world.member, "ServicePrincipal": "guardduty.amazonaws.com"});
    world
        .call("RegisterDelegatedAdministrator", &delegation)
        .unwrap();
    assert_eq!(
        removal(&mut world),
        "ConstraintViolationException CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG"
    );
    world
        .call("DeregisterDelegatedAdministrator", &delegation)
        .unwrap();
    let account = json!({"AccountId": world.member});
    assert!(
        world
            .call("RemoveAccountFromOrganization", &account)
            .is_ok()
    );
}

#[test]
fn an_account_that_is_not_active_stays() {
    for state in ["SUSPENDED", "PENDING_CLOSURE", "CLOSED"] {
        let mut world = World::new();
        pay(&mut world);
        let member = world.state.accounts.get_mut(&world.member).unwrap();
        state.clone_into(&mut member.state);
        assert_eq!(
            removal(&mut world),
            "ConstraintViolationException ACCOUNT_CANNOT_LEAVE_ORGANIZATION",
            "{state}"
        );
    }
}

#[test]
fn a_service_control_policy_can_keep_an_account_from_leaving() {
    let deny = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"*"}}"#;
    let mut world = World::with(|builder| {
        let root = builder.root_id.clone();
        builder.scp(&root, "Stay", "Nobody leaves", deny);
    });
    pay(&mut world);
    let dev = world.dev();
    let refused = world
        .call_as(&dev, "LeaveOrganization", &json!({}))
        .unwrap_err();
    assert!(
        refused.message.contains("service control policy"),
        "{refused:?}"
    );
    let account = json!({"AccountId": world.member});
    assert!(
        world
            .call("RemoveAccountFromOrganization", &account)
            .is_ok(),
        "the management account can still remove it"
    );
}
