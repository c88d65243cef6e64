//! What Account Management answers, and what it refuses.

mod access;
mod contacts;
mod email;
mod regions;

use serde_json::{Value, json};

use crate::{
    authorize::Caller,
    testing::{World, told},
};

/// A world whose organization trusts Account Management.
fn trusting() -> World {
    let mut world = World::new();
    world.trust_service(super::PRINCIPAL);
    world
}

/// Arguments about the member.
fn about(world: &World, arguments: &Value) -> Value {
    let mut arguments = arguments.clone();
    arguments["AccountId"] = world.member.as_str().into();
    arguments
}

fn refusal(world: &mut World, caller: &Caller, operation: &str, arguments: &Value) -> String {
    told(&world.account(caller, operation, arguments).unwrap_err())
}

#[test]
fn a_new_name_shows_in_the_organization() {
    let mut world = trusting();
    let admin = world.admin();
    let renamed = about(&world, &json!({"AccountName": "Renamed"}));
    let answer = world.account(&admin, "PutAccountName", &renamed).unwrap();
    assert_eq!(answer, Value::Null, "there is nothing to answer");
    let member = json!({"AccountId": world.member});
    let found = world.call("DescribeAccount", &member).unwrap();
    assert_eq!(found["Account"]["Name"], "Renamed");
    let told = world
        .account(&admin, "GetAccountInformation", &member)
        .unwrap();
    assert_eq!(told["AccountName"], "Renamed");
    assert_eq!(told["AccountId"], member["AccountId"]);
    assert_eq!(told["AccountState"], "ACTIVE");
    assert!(
        told["AccountCreatedDate"]
            .as_str()
            .unwrap()
            .starts_with("2023-11-")
    );
}

#[test]
fn a_name_has_one_to_fifty_printable_characters() {
    let mut world = World::new();
    let admin = world.admin();
    for (name, wrong) in [
        ("", true),
        ("x", false),
        (&"x".repeat(50), false),
        (&"x".repeat(51), true),
        ("<b>", true),
        ("Zürich", true),
        ("A & B (test)", false),
    ] {
        let given = world.account(&admin, "PutAccountName", &json!({"AccountName": name}));
        assert_eq!(given.is_err(), wrong, "{name}");
        if let Err(refusal) = given {
            assert_eq!(told(&refusal), "ValidationException fieldValidationFailed");
            assert_eq!(refusal.fields[0].0, "accountName");
        }
    }
    let refused = world
        .account(&admin, "PutAccountName", &json!({}))
        .unwrap_err();
    assert_eq!(
        refused.message,
        "1 validation error detected: Value at 'accountName' failed to satisfy constraint: Member must not be null"
    );
    assert_eq!(
        refusal(
            &mut world,
            &admin,
            "PutAccountName",
            &json!({"AccountName": 1})
        ),
        "SerializationException"
    );
}
