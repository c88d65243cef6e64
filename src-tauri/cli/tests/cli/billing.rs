//! `canopy billing`, `canopy budgets`, `canopy anomalies` and `canopy sharing`.

use serde_json::{Value, json};

use crate::canopy::Canopy;

fn amounts(rows: &Value, level: u64) -> Vec<String> {
    let rows = rows.as_array().expect("rows").iter();
    rows.filter(|row| row["level"] == level)
        .map(|row| {
            row["cost"]["amount"]
                .as_str()
                .expect("an amount")
                .to_owned()
        })
        .collect()
}

#[test]
fn the_bill_is_read_once_with_its_price_and_told_from_what_is_kept() {
    let canopy = Canopy::sandbox();
    let first = canopy.run(&["billing"]);
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(
        first.err.starts_with("Refreshing costs about $0."),
        "the price is said before: {}",
        first.err
    );
    let again = canopy.run(&["billing"]);
    assert_eq!(again.out, first.out);
    assert!(
        !again.err.contains("Refreshing costs"),
        "nothing is asked: {}",
        again.err
    );
    let document = canopy.done(&["billing", "--by", "service"]);
    assert_eq!(document["requests"]["now"], 0);
    assert_eq!(document["by"], "service");
    assert_eq!(document["metric"], "unblended");
    assert_eq!(document["total"]["unit"], "USD");
    assert!(document["total"]["amount"].is_string(), "{document:#}");
    assert!(!amounts(&document["rows"], 0).is_empty());
    let fresh = canopy.run(&["billing", "--refresh"]);
    assert_eq!(fresh.out, first.out, "what is fresh is not asked for again");
}

#[test]
fn a_month_alone_is_cheaper_and_an_unknown_one_is_refused() {
    let canopy = Canopy::sandbox();
    let alone = canopy.done(&["billing", "--only-month"]);
    let all = canopy.done(&["billing"]);
    assert!(alone["requests"]["now"].as_u64() < all["requests"]["thisMonth"].as_u64());
    assert_eq!(alone["total"], all["total"]);
    let (code, refused) = canopy.json(&["billing", "--month", "2001-01"]);
    assert_eq!(code, 2);
    assert_eq!(
        refused["error"]["message"],
        "Cost Explorer does not tell January 2001"
    );
    let (code, refused) = canopy.json(&["billing", "--month", "November"]);
    assert_eq!((code, &refused["error"]["code"]), (2, &json!("invalid")));
}

#[test]
fn what_stands_beside_the_bill_is_told() {
    let canopy = Canopy::sandbox();
    let budgets = canopy.done(&["budgets"]);
    let names: Vec<&str> = budgets["budgets"]
        .as_array()
        .expect("budgets")
        .iter()
        .filter_map(|budget| budget["name"].as_str())
        .collect();
    assert_eq!(names, ["Data Platform", "Northwind", "Sandboxes"]);
    let anomalies = canopy.done(&["anomalies"]);
    assert!(
        anomalies["anomalies"][0]["impact"].is_string(),
        "{anomalies:#}"
    );
    let last = canopy.done(&["anomalies", "--last"]);
    assert_eq!(last["anomalies"], anomalies["anomalies"], "asked once");
    let sharing = canopy.done(&["sharing"]);
    assert_eq!(sharing["sharing"][0]["shared"], "commitments");
    assert_eq!(sharing["sharing"][1]["shared"], "credits");
}
