//! How discounts are shared.

use serde_json::json;

use super::*;
use crate::testing::{World, allow, user};

fn preferences(world: &World, caller: &Caller, asked: &Value) -> Result<Value, Refusal> {
    answer(&world.state, caller, "GetBillingPreferences", asked)
}

#[test]
fn sharing_is_told_for_the_family_and_for_each_account() {
    let mut world = World::new();
    let member = world.member.clone();
    world
        .payer()
        .sharing
        .reservations_not_for
        .push(member.clone());
    let found = preferences(&world, &world.admin(), &json!({"features": ["RI_SHARING"]})).unwrap();
    let mut accounts = [
        (&world.management, "Management", "ENABLED"),
        (&member, "Member", "DISABLED"),
    ];
    accounts.sort();
    let mut expected =
        vec![json!({"feature": "RI_SHARING", "key": "open-sharing", "value": "ENABLED"})];
    expected.extend(accounts.map(|(id, name, value)| {
        json!({
            "feature": "RI_SHARING", "key": id, "value": value, "accountId": id, "accountName": name,
        })
    }));
    assert_eq!(found, json!({ "billingPreferences": expected }));
    world.payer().sharing.credits = false;
    let only = json!([{"name": "PREFERENCE_KEY", "value": ["open-sharing"]}]);
    let asked = json!({"features": ["CREDIT_SHARING"], "filters": only});
    let found = preferences(&world, &world.admin(), &asked).unwrap();
    let expected =
        json!([{"feature": "CREDIT_SHARING", "key": "open-sharing", "value": "DISABLED"}]);
    assert_eq!(found["billingPreferences"], expected);
}

#[test]
fn history_tells_of_the_last_closed_month() {
    let mut world = World::new();
    world.wait_for("2031-01-15T12:00:00Z");
    let asked = json!({"features": ["CREDIT_SHARING_HISTORY"]});
    let found = preferences(&world, &world.admin(), &asked).unwrap();
    let period = &found["billingPreferences"][0]["billingPeriod"];
    assert_eq!(period, &json!({"year": 2030, "month": 12}));
}

#[test]
fn preferences_come_in_pages() {
    let world = World::new();
    let mut asked = json!({"features": ["RI_SHARING"], "maxResults": 2});
    let first = preferences(&world, &world.admin(), &asked).unwrap();
    assert_eq!(first["billingPreferences"].as_array().unwrap().len(), 2);
    asked["nextToken"] = first["nextToken"].clone();
    let last = preferences(&world, &world.admin(), &asked).unwrap();
    assert_eq!(last["billingPreferences"].as_array().unwrap().len(), 1);
    assert_eq!(last.get("nextToken"), None);
    asked["features"] = json!(["CREDIT_SHARING"]);
    let refusal = preferences(&world, &world.admin(), &asked).unwrap_err();
    assert_eq!(refusal.fields[0].0, "nextToken");
}

#[test]
fn requests_that_make_no_sense_name_the_field() {
    let world = World::new();
    let key = |value: Value| json!([{"name": "PREFERENCE_KEY", "value": value}]);
    for (asked, field) in [
        (json!({}), "features"),
        (
            json!({"features": ["RI_SHARING", "CREDIT_SHARING"]}),
            "features",
        ),
        (json!({"features": ["COLOURS"]}), "features"),
        (
            json!({"features": ["RI_SHARING"], "maxResults": 51}),
            "maxResults",
        ),
        (
            json!({"features": ["RI_SHARING"], "filters": [{"name": "COLOUR", "value": ["a"]}]}),
            "filters",
        ),
        (
            json!({"features": ["RI_SHARING"], "filters": key(json!(["a b"]))}),
            "filters",
        ),
        (
            json!({"features": ["RI_SHARING"], "filters": key(json!([]))}),
            "filters",
        ),
        (json!({"features": ["BENEFIT_LEVEL_SHARING"]}), "filters"),
        (
            json!({"features": ["BENEFIT_LEVEL_SHARING"], "filters": key(json!(["benefit/x/1"]))}),
            "filters",
        ),
    ] {
        let refusal = preferences(&world, &world.admin(), &asked).unwrap_err();
        assert_eq!(
            (refusal.code, refusal.fields[0].0.as_str()),
            ("ValidationException", field),
            "{asked}"
        );
    }
    let benefit =
        json!({"features": ["BENEFIT_LEVEL_SHARING"], "filters": key(json!(["benefit/sp/1"]))});
    let found = preferences(&world, &world.admin(), &benefit).unwrap();
    assert_eq!(found, json!({"billingPreferences": []}));
}

#[test]
fn members_and_those_without_the_action_are_refused() {
    let mut world = World::new();
    let asked = json!({"features": ["RI_SHARING"]});
    let refusal = preferences(&world, &world.dev(), &asked).unwrap_err();
    assert_eq!(refusal.code, "AccessDeniedException");
    let management = world.management.clone();
    world.user(&management, "reader", &allow("ce:*"));
    let refusal = preferences(&world, &user(&management, "reader"), &asked).unwrap_err();
    assert!(
        refusal.message.contains("billing:GetBillingPreferences"),
        "{}",
        refusal.message
    );
}
