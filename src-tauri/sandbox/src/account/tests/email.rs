//! Changing the root user's address.

use serde_json::{Value, json};

use super::{about, refusal, trusting};
use crate::testing::{World, told};

const NEW: &str = "new@example.com";

fn start(world: &mut World) -> String {
    let admin = world.admin();
    let arguments = about(world, &json!({"PrimaryEmail": NEW}));
    let answer = world
        .account(&admin, "StartPrimaryEmailUpdate", &arguments)
        .unwrap();
    assert_eq!(answer["Status"], "PENDING");
    let mail = world.state.mail.last().unwrap();
    assert_eq!(mail.to, NEW, "the code goes to the new address");
    mail.code.clone()
}

fn accept(world: &mut World, email: &str, code: &str) -> Result<Value, String> {
    let admin = world.admin();
    let arguments = about(world, &json!({"PrimaryEmail": email, "Otp": code}));
    world
        .account(&admin, "AcceptPrimaryEmailUpdate", &arguments)
        .map_err(|refusal| told(&refusal))
}

fn status(world: &mut World) -> Value {
    let admin = world.admin();
    let member = about(world, &json!({}));
    world
        .account(&admin, "GetPrimaryEmailUpdateStatus", &member)
        .unwrap()["Status"]
        .clone()
}

#[test]
fn the_code_from_the_new_address_sets_it() {
    let mut world = trusting();
    let admin = world.admin();
    let code = start(&mut world);
    assert_eq!(status(&mut world), "PENDING");
    let member = about(&world, &json!({}));
    let found = world.account(&admin, "GetPrimaryEmail", &member).unwrap();
    assert_eq!(found["PrimaryEmail"], "member@example.com", "not yet");
    assert_eq!(
        accept(&mut world, NEW, &code).unwrap(),
        json!({"Status": "ACCEPTED"})
    );
    assert_eq!(status(&mut world), "COMPLETED");
    let found = world.account(&admin, "GetPrimaryEmail", &member).unwrap();
    assert_eq!(found["PrimaryEmail"], NEW);
    let found = world.call("DescribeAccount", &member).unwrap();
    assert_eq!(
        found["Account"]["Email"], NEW,
        "Organizations knows it, too"
    );
    assert_eq!(
        world.state.index.email_owner("NEW@example.com"),
        Some(world.member.as_str())
    );
    assert_eq!(
        world.state.index.email_owner("member@example.com"),
        None,
        "the old one is free"
    );
    assert_eq!(
        accept(&mut world, NEW, &code).unwrap_err(),
        "ResourceNotFoundException",
        "a code is good once"
    );
}

#[test]
fn a_wrong_code_and_one_of_yesterday_are_refused() {
    let mut world = trusting();
    assert_eq!(
        accept(&mut world, NEW, "123456").unwrap_err(),
        "ResourceNotFoundException",
        "nothing was started"
    );
    let code = start(&mut world);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for bad in [wrong, "12345", "12-456"] {
        assert_eq!(
            accept(&mut world, NEW, bad).unwrap_err(),
            "ValidationException fieldValidationFailed"
        );
    }
    assert_eq!(
        accept(&mut world, "other@example.com", &code).unwrap_err(),
        "ResourceNotFoundException",
        "it was sent to another address"
    );
    world.state.clock.advance(24 * 3600);
    assert_eq!(
        accept(&mut world, NEW, &code).unwrap_err(),
        "ValidationException fieldValidationFailed"
    );
    assert_eq!(status(&mut world), "FAILED");
    let code = start(&mut world);
    assert!(accept(&mut world, NEW, &code).is_ok(), "a new code is good");
}

#[test]
fn an_address_belongs_to_one_account() {
    let mut world = trusting();
    let admin = world.admin();
    let taken = about(&world, &json!({"PrimaryEmail": "Management@Example.com"}));
    assert_eq!(
        refusal(&mut world, &admin, "StartPrimaryEmailUpdate", &taken),
        "ConflictException"
    );
    let code = start(&mut world);
    let other = json!({"AccountName": "Quicker", "Email": NEW});
    world.call("CreateAccount", &other).unwrap();
    world.state.clock.advance(10);
    world.call("ListRoots", &json!({})).unwrap();
    assert_eq!(
        accept(&mut world, NEW, &code).unwrap_err(),
        "ConflictException",
        "someone was quicker"
    );
}

#[test]
fn only_members_have_an_address_that_can_be_changed_from_here() {
    let mut world = trusting();
    let (admin, dev) = (world.admin(), world.dev());
    let alone = json!({"PrimaryEmail": NEW});
    assert_eq!(
        refusal(&mut world, &admin, "StartPrimaryEmailUpdate", &alone),
        "ValidationException fieldValidationFailed",
        "AccountId is required"
    );
    let own = about(&world, &alone);
    assert_eq!(
        refusal(&mut world, &dev, "StartPrimaryEmailUpdate", &own),
        "AccessDeniedException"
    );
    for wrong in [
        "",
        "a@b",
        "no address",
        &format!("{}@example.com", "x".repeat(60)),
    ] {
        let wrong = about(&world, &json!({"PrimaryEmail": wrong}));
        assert_eq!(
            refusal(&mut world, &admin, "StartPrimaryEmailUpdate", &wrong),
            "ValidationException fieldValidationFailed"
        );
    }
}
