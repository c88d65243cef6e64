//! Billing transfers.

use serde_json::{Value, json};

use crate::{clock::epoch, testing::World};

/// A world that pays for one organization, and is paid for by another one.
fn world() -> World {
    let mut world = World::new();
    let ours = json!({"accountId": world.management, "email": "management@example.com"});
    let theirs = |id: &str| json!({"accountId": id, "email": "them@example.com"});
    for (id, source, target) in [
        ("rt-aaaabbbb", theirs("111122223333"), ours.clone()),
        ("rt-ccccdddd", ours, theirs("444455556666")),
        (
            "rt-eeeeffff",
            theirs("111122223333"),
            theirs("444455556666"),
        ),
    ] {
        let transfer = json!({
            "id": id, "name": "Reseller", "source": source, "target": target, "status": "ACCEPTED",
            "startsAt": "2026-01-01T00:00:00Z", "endsAt": "2030-01-01T00:00:00Z",
        });
        let transfer = serde_json::from_value(transfer).unwrap();
        world.state.transfers.insert(id.to_owned(), transfer);
    }
    world
}

fn shown(world: &World, id: &str, direction: &str, source: &str, target: &str) -> Value {
    let email = |id: &str| {
        if id == world.management {
            "management@example.com"
        } else {
            "them@example.com"
        }
    };
    let end = |id: &str| json!({"ManagementAccountId": id, "ManagementAccountEmail": email(id)});
    let arn = format!(
        "arn:aws:organizations::{}:transfer/{}/billing/{direction}/{id}",
        world.management, world.organization
    );
    json!({
        "Arn": arn, "Id": id, "Name": "Reseller", "Type": "BILLING", "Status": "ACCEPTED",
        "Source": end(source), "Target": end(target),
        "StartTimestamp": epoch("2026-01-01T00:00:00Z".parse().unwrap()),
        "EndTimestamp": epoch("2030-01-01T00:00:00Z".parse().unwrap()),
    })
}

#[test]
fn transfers_are_listed_by_their_direction() {
    let mut world = world();
    let us = world.management.clone();
    let asked = json!({"Type": "BILLING"});
    let inbound = world
        .call("ListInboundResponsibilityTransfers", &asked)
        .unwrap();
    let expected = shown(&world, "rt-aaaabbbb", "inbound", "111122223333", &us);
    assert_eq!(inbound, json!({"ResponsibilityTransfers": [expected]}));
    let outbound = world
        .call("ListOutboundResponsibilityTransfers", &asked)
        .unwrap();
    let expected = shown(&world, "rt-ccccdddd", "outbound", &us, "444455556666");
    assert_eq!(outbound, json!({"ResponsibilityTransfers": [expected]}));
}

#[test]
fn one_inbound_transfer_can_be_asked_for() {
    let mut world = world();
    let inbound = "ListInboundResponsibilityTransfers";
    let found = world
        .call(inbound, &json!({"Type": "BILLING", "Id": "rt-aaaabbbb"}))
        .unwrap();
    assert_eq!(
        found["ResponsibilityTransfers"].as_array().unwrap().len(),
        1
    );
    let outbound = json!({"Type": "BILLING", "Id": "rt-ccccdddd"});
    assert_eq!(
        world.refusal(inbound, &outbound),
        "ResponsibilityTransferNotFoundException"
    );
    let wrong = json!({"Type": "BILLING", "Id": "x"});
    assert_eq!(
        world.refusal(inbound, &wrong),
        "InvalidInputException INVALID_PATTERN"
    );
    let kind = json!({"Type": "SECURITY"});
    assert_eq!(
        world.refusal(inbound, &kind),
        "InvalidInputException INVALID_ENUM"
    );
    assert_eq!(
        world.refusal(inbound, &json!({})),
        "InvalidInputException INPUT_REQUIRED"
    );
}

#[test]
fn only_the_management_account_is_told() {
    let mut world = world();
    let dev = world.dev();
    let asked = json!({"Type": "BILLING"});
    let refused = world
        .call_as(&dev, "ListOutboundResponsibilityTransfers", &asked)
        .unwrap_err();
    assert_eq!(refused.code, "AccessDeniedException");
}
