//! Saving and reading back.

use serde_json::{Value, json};

use super::{State, StateError};
use crate::testing::World;

fn saved() -> (World, Value) {
    let world = World::with(|builder| _ = builder.outside("Outside", "out@example.com"));
    let value = serde_json::to_value(&world.state).unwrap();
    (world, value)
}

fn broken(change: impl FnOnce(&World, &mut Value)) -> String {
    let (world, mut value) = saved();
    change(&world, &mut value);
    let error = State::read(value).unwrap_err();
    assert!(matches!(error, StateError::Broken(_)), "{error}");
    error.to_string()
}

#[test]
fn what_was_saved_is_read_back_the_same() {
    let (_, value) = saved();
    let read = State::read(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
}

#[test]
fn random_numbers_go_on_where_they_were() {
    let (world, value) = saved();
    let (mut kept, mut read) = (world.state, State::read(value).unwrap());
    assert_eq!(read.new_account_id(), kept.new_account_id());
}

#[test]
fn indexes_are_rebuilt_on_reading() {
    let (world, value) = saved();
    let state = State::read(value).unwrap();
    let members: Vec<&String> = state.index.members(&world.organization).iter().collect();
    assert_eq!(members.len(), 2, "without the account outside");
    assert!(
        state
            .index
            .children(&world.workloads)
            .accounts
            .contains(&world.member)
    );
    assert!(
        state
            .index
            .children(&world.root)
            .ous
            .contains(&world.workloads)
    );
    assert_eq!(
        state.index.email_owner("Member@Example.com"),
        Some(world.member.as_str())
    );
    let key = &world.state.accounts[&world.member].iam.users["dev"].access_keys[0];
    assert_eq!(
        state.index.key_owner(&key.id),
        Some((world.member.as_str(), "dev"))
    );
}

#[test]
fn a_newer_state_is_refused_whatever_its_form() {
    let (_, mut value) = saved();
    value["version"] = 2.into();
    for newer in [value, json!({"version": 2, "worlds": []})] {
        let error = State::read(newer).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the sandbox state has version 2, newer than this program's 1"
        );
    }
}

#[test]
fn what_is_no_state_is_refused() {
    let (_, mut value) = saved();
    value["accounts"] = "many".into();
    for wrong in [
        json!(null),
        json!([]),
        json!({}),
        json!({"version": "1"}),
        json!({"version": 1}),
        value,
    ] {
        let error = State::read(wrong).unwrap_err();
        assert_eq!(error.to_string(), "not a sandbox state");
    }
}

#[test]
fn a_state_that_contradicts_itself_is_refused_with_what_is_wrong() {
    let refused = broken(|world, value| {
        value["accounts"][&world.member]["membership"]["parentId"] = "ou-none-12345678".into();
    });
    assert!(refused.ends_with("does not exist"), "{refused}");
    let refused = broken(|world, value| {
        value["accounts"][&world.member]["membership"]["organizationId"] = "o-none".into();
    });
    assert!(refused.contains("no known organization"), "{refused}");
    let refused = broken(|_, value| value["managementAccountId"] = "999999999999".into());
    assert!(
        refused.contains("there is no management account 999999999999"),
        "{refused}"
    );
    let refused = broken(|world, value| {
        value["organizations"][&world.organization]["managementAccountId"] = "999999999999".into();
    });
    assert!(refused.contains("999999999999"), "{refused}");
    let refused = broken(|world, value| {
        value["organizations"][&world.organization]["ous"][&world.workloads]["parentId"] =
            world.workloads.as_str().into();
    });
    assert!(
        refused.contains("too deep"),
        "a circle has no top: {refused}"
    );
}

#[test]
fn a_state_from_before_optional_fields_is_read() {
    let (world, mut value) = saved();
    for field in [
        "clock",
        "others",
        "handshakes",
        "closures",
        "sessions",
        "signinTokens",
        "consoleSessions",
        "mail",
    ] {
        value.as_object_mut().unwrap().remove(field);
    }
    let organization = &mut value["organizations"][&world.organization];
    for field in [
        "trustedServices",
        "policiesChangedAt",
        "delegatedAdministrators",
    ] {
        organization.as_object_mut().unwrap().remove(field);
    }
    for account in value["accounts"].as_object_mut().unwrap().values_mut() {
        for field in ["paymentInstrument", "emailVerified", "profile"] {
            account.as_object_mut().unwrap().remove(field);
        }
    }
    let state = State::read(value).unwrap();
    assert!(state.accounts[&world.management].email_verified);
    assert!(state.accounts[&world.management].can_pay());
    assert!(
        !state.accounts[&world.member].can_pay(),
        "a created account has no payment method of its own"
    );
}
