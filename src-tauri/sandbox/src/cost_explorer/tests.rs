//! Cost Explorer's answers.

mod access;
mod anomalies;
mod forecasts;
mod groups;
mod pages;

use serde_json::{Value, json};

use crate::{
    money::Amount,
    state::{Payer, SavingsPlan},
    testing::World,
};

/// The sandbox's time in these tests.
const NOW: &str = "2031-05-15T12:00:00Z";

/// Two accounts with everything that a bill can have.
fn world() -> World {
    let mut world = World::new();
    *world.payer() = Payer {
        every_service: true,
        every_charge: true,
        discount_basis_points: 500,
        savings_plan: Some(SavingsPlan {
            upfront_per_month: Amount::whole(10),
            paid_in: 2,
        }),
        ..Payer::default()
    };
    world.wait_for(NOW);
    world
}

/// A request for a period by month.
fn months(start: &str, end: &str, more: Value) -> Value {
    let mut asked = json!({
        "TimePeriod": { "Start": start, "End": end },
        "Granularity": "MONTHLY",
        "Metrics": ["UnblendedCost"],
    });
    if let (Some(asked), Value::Object(more)) = (asked.as_object_mut(), more) {
        asked.extend(more);
    }
    asked
}

fn by(keys: &[&str]) -> Value {
    keys.iter()
        .map(|key| json!({ "Type": "DIMENSION", "Key": key }))
        .collect()
}

fn costs(world: &mut World, asked: &Value) -> Value {
    let admin = world.admin();
    world.costs(&admin, "GetCostAndUsage", asked).unwrap()
}

fn refused(world: &mut World, operation: &str, asked: &Value) -> (&'static str, String) {
    let admin = world.admin();
    let refusal = world.costs(&admin, operation, asked).unwrap_err();
    (refusal.code, refusal.message)
}

fn amount(value: &Value) -> Amount {
    value.as_str().unwrap().parse().unwrap()
}

/// The rows of an answer: the keys and the unblended cost of each.
fn rows(answer: &Value) -> Vec<(Vec<String>, Amount)> {
    let results = answer["ResultsByTime"].as_array().unwrap().iter();
    let groups = results.flat_map(|result| result["Groups"].as_array().unwrap());
    groups
        .map(|group| {
            let keys = serde_json::from_value(group["Keys"].clone()).unwrap();
            (keys, amount(&group["Metrics"]["UnblendedCost"]["Amount"]))
        })
        .collect()
}

/// The total of the only period of an answer without groups.
fn total(answer: &Value) -> Amount {
    amount(&answer["ResultsByTime"][0]["Total"]["UnblendedCost"]["Amount"])
}
