//! Tags, alternate contacts and regions.

use serde_json::Value;

use crate::canopy::Canopy;

#[test]
fn accounts_and_units_are_tagged_and_untagged() {
    let canopy = Canopy::sandbox();
    let set = [
        "account",
        "tag",
        "Payments",
        "Orders",
        "--tag",
        "tier=gold",
        "--tag",
        "on-call=yes",
        "--yes",
    ];
    let tagged = canopy.done(&set);
    assert_eq!(
        tagged["steps"].as_array().map(Vec::len),
        Some(2),
        "one call each: {tagged:#}"
    );
    assert_eq!(tag(&canopy, "Payments", "tier"), Some("gold".into()));
    let gone = canopy.done(&["account", "tag", "Payments", "--remove", "tier", "--yes"]);
    assert_eq!(gone["steps"][0]["action"], "UntagResource");
    assert_eq!(tag(&canopy, "Payments", "tier"), None);
    canopy.done(&["undo", "--yes"]);
    assert_eq!(
        tag(&canopy, "Payments", "tier"),
        Some("gold".into()),
        "undo knows what was there"
    );

    let unit = canopy.done(&[
        "ou",
        "tag",
        "/Workloads/prod",
        "--tag",
        "stage=prod",
        "--dry-run",
    ]);
    assert_eq!(unit["steps"][0]["action"], "TagResource");
    let shown = canopy.done(&["account", "tag", "Payments"]);
    assert!(
        shown["nodes"][0]["tags"]
            .as_array()
            .expect("tags")
            .contains(&serde_json::json!({"key": "tier", "value": "gold"})),
        "without a change it shows them: {shown:#}"
    );
    let told = canopy.run(&["account", "tag", "Payments"]);
    assert!(told.out.contains("  tier=gold"), "{told:?}");
    assert_eq!(
        canopy.done(&["ou", "tag", "/"])["nodes"][0]["path"],
        "/",
        "the root may have tags too"
    );
    canopy.refused(
        &["account", "tag", "Payments", "--tag", "novalue", "--yes"],
        2,
        "invalid",
        "KEY=VALUE",
    );
    let both = [
        "account", "tag", "Payments", "--tag", "a=b", "--remove", "a", "--yes",
    ];
    canopy.refused(&both, 2, "invalid", "at once");
}

#[test]
fn contacts_are_shown_set_and_removed() {
    let canopy = Canopy::sandbox();
    let nobody = contact(&canopy, "BILLING");
    assert_eq!(nobody, Value::Null);
    let set = [
        "account",
        "contacts",
        "Payments",
        "--kind",
        "billing",
        "--name",
        "Ada",
        "--title",
        "Owner",
        "--email",
        "ada@example.com",
        "--phone",
        "+44 20 7946 0000",
    ];
    let plan = canopy.done(&[&set[..], &["--dry-run"]].concat());
    assert_eq!(plan["steps"][0]["action"], "PutAlternateContact");
    canopy.done(&[&set[..], &["--yes"]].concat());
    assert_eq!(contact(&canopy, "BILLING")["email"], "ada@example.com");
    let told = canopy.run(&["account", "contacts", "Payments"]);
    assert!(
        told.out.contains("Ada, Owner <ada@example.com>"),
        "{told:?}"
    );

    canopy.done(&[
        "account", "contacts", "Payments", "--kind", "billing", "--remove", "--yes",
    ]);
    assert_eq!(contact(&canopy, "BILLING"), Value::Null);
    canopy.done(&["undo", "--yes"]);
    assert_eq!(
        contact(&canopy, "BILLING")["name"],
        "Ada",
        "undo knows who it was"
    );

    let without = [
        "account", "contacts", "Payments", "--kind", "billing", "--yes",
    ];
    canopy.refused(&without, 2, "invalid", "not said what the contact is to be");
    let without = ["account", "contacts", "Payments", "--name", "Ada", "--yes"];
    canopy.refused(&without, 2, "invalid", "required");
    let mut bad = set;
    bad[12] = "call me";
    canopy.refused(
        &[&bad[..], &["--yes"]].concat(),
        2,
        "invalid",
        "phone number",
    );
}

#[test]
fn regions_are_shown_and_turned_on_and_off() {
    let canopy = Canopy::sandbox();
    assert_eq!(region(&canopy, "ap-east-1"), "DISABLED");
    let plan = canopy.done(&[
        "account",
        "regions",
        "Payments",
        "--enable",
        "ap-east-1",
        "af-south-1",
        "--dry-run",
    ]);
    assert_eq!(plan["steps"].as_array().map(Vec::len), Some(2), "{plan:#}");
    let on = canopy.done(&[
        "account",
        "regions",
        "Payments",
        "--enable",
        "ap-east-1",
        "--yes",
    ]);
    assert_eq!(on["steps"][0]["action"], "EnableRegion");
    assert!(
        region(&canopy, "ap-east-1").starts_with("ENABL"),
        "{}",
        region(&canopy, "ap-east-1")
    );
    canopy.refused(
        &[
            "account", "regions", "Payments", "--enable", "nowhere", "--yes",
        ],
        2,
        "invalid",
        "not a region",
    );
    let (status, job) = canopy.json(&[
        "account",
        "regions",
        "Payments",
        "--disable",
        "us-east-1",
        "--yes",
    ]);
    assert!(status != 0, "it is always on: {job:#}");
    let told = canopy.run(&["account", "regions", "Payments"]);
    assert!(told.out.contains("eu-west-1"), "{told:?}");
}

fn contact(canopy: &Canopy, kind: &str) -> Value {
    let shown = canopy.done(&["account", "contacts", "Payments"]);
    let contacts = shown["contacts"].as_array().expect("contacts");
    assert_eq!(contacts.len(), 3, "all three are told");
    let found = contacts
        .iter()
        .find(|it| it["kind"] == kind)
        .expect("it is told");
    found["contact"].clone()
}

fn region(canopy: &Canopy, name: &str) -> String {
    let shown = canopy.done(&["account", "regions", "Payments"]);
    let regions = shown["regions"].as_array().expect("regions");
    let found = regions
        .iter()
        .find(|it| it["name"] == name)
        .expect("it is told");
    found["state"].as_str().expect("a state").to_owned()
}

/// A tag of an account, as the sandbox itself keeps it.
fn tag(canopy: &Canopy, name: &str, key: &str) -> Option<String> {
    let state = canopy.done(&["sandbox", "export"]);
    let accounts = state["accounts"].as_object().expect("accounts");
    let account = accounts
        .values()
        .find(|it| it["name"] == name)
        .expect("it is there");
    account["membership"]["tags"][key]
        .as_str()
        .map(ToOwned::to_owned)
}
