//! What the sample's story is about.

use serde_json::json;

use super::*;
use crate::{builder::ACCESS_ROLE, state::Account, testing::World};

fn northwind() -> State {
    sample(Timestamp::now())
}

fn members(state: &State) -> Vec<&Account> {
    state
        .accounts
        .values()
        .filter(|account| account.membership.is_some())
        .collect()
}

#[test]
fn northwind_has_some_forty_accounts_in_its_ous() {
    let state = northwind();
    assert!(
        (38..=45).contains(&members(&state).len()),
        "{}",
        members(&state).len()
    );
    let organization = state.organizations.values().next().unwrap();
    let names: Vec<&str> = organization
        .ous
        .values()
        .map(|ou| ou.name.as_str())
        .collect();
    for name in [
        "Security",
        "Infrastructure",
        "Workloads",
        "prod",
        "staging",
        "dev",
        "Sandbox",
        "Suspended",
    ] {
        assert!(names.contains(&name), "{name}");
    }
    for wanted in ["ACTIVE", "PENDING_CLOSURE", "SUSPENDED", "CLOSED"] {
        assert!(
            members(&state)
                .iter()
                .any(|account| account.state == wanted),
            "{wanted}"
        );
    }
}

#[test]
fn three_accounts_outside_can_be_invited_and_one_is() {
    let state = northwind();
    assert_eq!(state.others.len(), 3);
    assert!(
        state
            .others
            .iter()
            .all(|id| state.accounts[id].membership.is_none())
    );
    let open: Vec<&Handshake> = state
        .handshakes
        .values()
        .filter(|it| it.state_at(state.now()) == "OPEN")
        .collect();
    assert_eq!(open.len(), 1);
    let invited = &open[0].parties[1].id;
    assert!(state.accounts.contains_key(invited) && !state.others.contains(invited));
}

#[test]
fn created_accounts_have_the_access_role_and_invited_ones_have_not() {
    let state = northwind();
    let mut invited = 0;
    for account in members(&state) {
        let created = account
            .membership
            .as_ref()
            .is_some_and(|it| it.joined_method == JoinedMethod::Created);
        assert_eq!(
            account.iam.roles.contains_key(ACCESS_ROLE),
            created,
            "{}",
            account.name
        );
        invited += usize::from(!created);
    }
    assert_eq!(
        invited, 3,
        "the management account and the two companies that were bought"
    );
    assert!(
        state.accounts.contains_key("004217730915"),
        "an id keeps its leading zeros"
    );
}

#[test]
fn the_sample_is_the_same_for_everyone_and_can_be_saved() {
    let now = Timestamp::now();
    let value = serde_json::to_value(sample(now)).unwrap();
    assert_eq!(serde_json::to_value(sample(now)).unwrap(), value);
    assert_eq!(
        serde_json::to_value(State::read(value.clone()).unwrap()).unwrap(),
        value
    );
}

#[test]
fn northwind_has_a_policy_of_each_kind_and_its_old_ids() {
    let state = northwind();
    let organization = state.organizations.values().next().unwrap();
    assert_eq!(
        organization.root.policy_types,
        [
            "SERVICE_CONTROL_POLICY",
            "RESOURCE_CONTROL_POLICY",
            "TAG_POLICY"
        ]
    );
    let workloads = organization.ous.values().find(|ou| ou.name == "Workloads");
    let attached: Vec<&str> = workloads
        .unwrap()
        .policies
        .iter()
        .map(|id| organization.policies[id].name.as_str())
        .collect();
    assert_eq!(
        attached,
        [
            "FullAWSAccess",
            "DenyLeavingRegion",
            "RCPFullAWSAccess",
            "OnlyOurOrganization",
            "CostTags"
        ]
    );
    let mut world = World::new();
    let own = organization.policies.values();
    for policy in own.filter(|policy| !policy.aws_managed) {
        let arguments = json!({
            "Name": policy.name, "Description": policy.description,
            "Type": policy.kind, "Content": policy.content,
        });
        assert!(
            world.call("CreatePolicy", &arguments).is_ok(),
            "{} could have been created",
            policy.name
        );
    }
    assert!(organization.trusts("account.amazonaws.com"));
}

#[test]
fn services_are_trusted_and_one_member_administers_two_of_them() {
    let state = northwind();
    let organization = state.organizations.values().next().unwrap();
    assert_eq!(organization.trusted_services.len(), services::TRUSTED.len());
    let administrators = &organization.delegated_administrators;
    assert_eq!(administrators.len(), 1);
    let (id, services) = administrators.first_key_value().unwrap();
    assert_eq!(state.accounts[id].name, "Security Audit");
    assert!(
        services
            .iter()
            .all(|(service, since)| organization.trusted_services[service] <= *since),
        "trusted before delegated"
    );
}

#[test]
fn created_accounts_could_leave_if_only_they_could_pay() {
    let state = northwind();
    let now = state.now();
    for account in members(&state) {
        assert_eq!(account.can_pay(), !account.is_created(), "{}", account.name);
        let joined = account.membership.as_ref().unwrap().joined_at;
        assert!(
            clock::after(joined, 4 * DAY) < now,
            "{} has waited long enough",
            account.name
        );
    }
}
