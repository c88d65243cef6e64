//! Primary and alternate contacts.

use serde_json::{Value, json};

use super::{about, refusal, trusting};

fn alternate() -> Value {
    json!({
        "AlternateContactType": "SECURITY", "Name": "Sam", "Title": "CISO",
        "EmailAddress": "sam@example.com", "PhoneNumber": "+1 (555) 0100",
    })
}

fn primary() -> Value {
    json!({
        "FullName": "Sam", "AddressLine1": "1 Main Street", "City": "Springfield",
        "PostalCode": "12345", "CountryCode": "US", "PhoneNumber": "+1 555 0100",
    })
}

#[test]
fn an_alternate_contact_is_put_read_and_deleted() {
    let mut world = trusting();
    let admin = world.admin();
    let kind = about(&world, &json!({"AlternateContactType": "SECURITY"}));
    for operation in ["GetAlternateContact", "DeleteAlternateContact"] {
        assert_eq!(
            refusal(&mut world, &admin, operation, &kind),
            "ResourceNotFoundException"
        );
    }
    let arguments = about(&world, &alternate());
    world
        .account(&admin, "PutAlternateContact", &arguments)
        .unwrap();
    let found = world.account(&admin, "GetAlternateContact", &kind).unwrap();
    assert_eq!(found["AlternateContact"], alternate());
    let other = about(&world, &json!({"AlternateContactType": "BILLING"}));
    assert_eq!(
        refusal(&mut world, &admin, "GetAlternateContact", &other),
        "ResourceNotFoundException",
        "each type has its own"
    );
    world
        .account(&admin, "DeleteAlternateContact", &kind)
        .unwrap();
    assert_eq!(
        refusal(&mut world, &admin, "GetAlternateContact", &kind),
        "ResourceNotFoundException"
    );
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let mut world = trusting();
    let admin = world.admin();
    let arguments = json!({
        "AlternateContactType": "BOSS", "Name": "", "Title": "T",
        "EmailAddress": "nowhere", "PhoneNumber": "call me",
    });
    let refused = world
        .account(&admin, "PutAlternateContact", &arguments)
        .unwrap_err();
    let mut fields: Vec<&str> = refused
        .fields
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "alternateContactType",
            "emailAddress",
            "name",
            "phoneNumber"
        ]
    );
    assert!(
        refused
            .message
            .starts_with("4 validation errors detected: ")
    );
}

#[test]
fn a_primary_contact_needs_its_address() {
    let mut world = trusting();
    let admin = world.admin();
    let member = about(&world, &json!({}));
    assert_eq!(
        refusal(&mut world, &admin, "GetContactInformation", &member),
        "ResourceNotFoundException"
    );
    for name in ["FullName", "City", "CountryCode", "PhoneNumber"] {
        let mut contact = primary();
        contact.as_object_mut().unwrap().remove(name);
        let refused = world
            .account(
                &admin,
                "PutContactInformation",
                &json!({"ContactInformation": contact}),
            )
            .unwrap_err();
        assert!(refused.fields[0].0.starts_with("contactInformation."));
    }
    let put = json!({"ContactInformation": primary()});
    world
        .account(&admin, "PutContactInformation", &put)
        .unwrap();
    let found = world
        .account(&admin, "GetContactInformation", &json!({}))
        .unwrap();
    assert_eq!(found["ContactInformation"], primary());
    let found = world
        .account(&admin, "GetContactInformation", &member)
        .unwrap();
    assert_eq!(
        found["ContactInformation"],
        primary(),
        "a created account begins with the management account's"
    );
    let mut own = primary();
    own["CompanyName"] = "Ours".into();
    let put = about(&world, &json!({"ContactInformation": own}));
    world
        .account(&admin, "PutContactInformation", &put)
        .unwrap();
    let found = world
        .account(&admin, "GetContactInformation", &member)
        .unwrap();
    assert_eq!(found["ContactInformation"]["CompanyName"], "Ours");
    assert_eq!(
        refusal(&mut world, &admin, "PutContactInformation", &json!({})),
        "ValidationException fieldValidationFailed"
    );
}
