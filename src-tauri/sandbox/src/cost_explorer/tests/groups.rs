//! Groups, filters and metrics.

use super::*;

const MARCH: (&str, &str) = ("2031-03-01", "2031-04-01");

fn march(world: &mut World, more: Value) -> Value {
    costs(world, &months(MARCH.0, MARCH.1, more))
}

#[test]
fn by_whatever_one_groups_the_rows_add_up_to_the_total() {
    let mut world = world();
    let whole = total(&march(&mut world, json!({})));
    assert!(whole > Amount::ZERO);
    let dimensions = [
        "LINKED_ACCOUNT",
        "SERVICE",
        "RECORD_TYPE",
        "LEGAL_ENTITY_NAME",
        "INVOICING_ENTITY",
        "REGION",
        "USAGE_TYPE",
    ];
    for first in dimensions {
        let answer = march(&mut world, json!({ "GroupBy": by(&[first]) }));
        let sum = rows(&answer).into_iter().map(|(_, cost)| cost).sum();
        assert_eq!(whole, sum, "by {first}");
        for second in dimensions {
            let answer = march(&mut world, json!({ "GroupBy": by(&[first, second]) }));
            let rows = rows(&answer);
            let sum = rows.iter().map(|(_, cost)| *cost).sum();
            assert_eq!(whole, sum, "by {first} and {second}");
            let mut keys: Vec<_> = rows.iter().map(|(keys, _)| keys).collect();
            keys.sort();
            keys.dedup();
            assert_eq!(keys.len(), rows.len(), "no group comes twice");
        }
    }
}

#[test]
fn days_add_up_to_their_month_but_for_tax() {
    let mut world = world();
    let mut daily = months(MARCH.0, MARCH.1, json!({}));
    daily["Granularity"] = "DAILY".into();
    let answer = costs(&mut world, &daily);
    let days = answer["ResultsByTime"].as_array().unwrap();
    assert_eq!(days.len(), 31);
    let sum: Amount = days
        .iter()
        .map(|day| amount(&day["Total"]["UnblendedCost"]["Amount"]))
        .sum();
    let tax = json!({"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Tax"]}});
    let tax = total(&march(&mut world, json!({ "Filter": tax })));
    assert!(tax > Amount::ZERO);
    assert_eq!(sum + tax, total(&march(&mut world, json!({}))));
}

#[test]
fn an_account_is_described_by_its_name() {
    let mut world = world();
    let answer = march(&mut world, json!({ "GroupBy": by(&["LINKED_ACCOUNT"]) }));
    let mut described = json!([
        {"Value": world.management, "Attributes": {"description": "Management"}},
        {"Value": world.member, "Attributes": {"description": "Member"}},
    ]);
    let by_id = |value: &Value| value["Value"].to_string();
    described.as_array_mut().unwrap().sort_by_key(by_id);
    assert_eq!(answer["DimensionValueAttributes"], described);
    assert_eq!(answer["GroupDefinitions"], by(&["LINKED_ACCOUNT"]));
}

#[test]
fn what_has_no_tags_is_one_group_without_a_value() {
    let mut world = world();
    let whole = total(&march(&mut world, json!({})));
    for (kind, key) in [("TAG", "team"), ("COST_CATEGORY", "Team")] {
        let groups = json!([{ "Type": kind, "Key": key }]);
        let answer = march(&mut world, json!({ "GroupBy": groups }));
        assert_eq!(rows(&answer), [(vec![format!("{key}$")], whole)]);
    }
}

#[test]
fn filters_divide_the_bill() {
    let mut world = world();
    let whole = total(&march(&mut world, json!({})));
    let of = |world: &mut World, filter: Value| total(&march(world, json!({ "Filter": filter })));
    let member = json!({"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": [world.member]}});
    let usage = json!({"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Usage"]}});
    let (own, used) = (
        of(&mut world, member.clone()),
        of(&mut world, usage.clone()),
    );
    let both = of(&mut world, json!({ "And": [member, usage] }));
    let either = of(&mut world, json!({ "Or": [member, usage] }));
    let others = of(&mut world, json!({ "Not": member }));
    assert!(Amount::ZERO < both && both < own && own < either && either < whole);
    assert_eq!(own + others, whole);
    assert_eq!(own + used, either + both);
    let nobody = json!({"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": ["000000000000"]}});
    assert_eq!(of(&mut world, nobody), Amount::ZERO);
}

#[test]
fn tax_drops_out_where_one_filters_by_anything_but_accounts() {
    let mut world = world();
    let tax_of = |world: &mut World, filter: Value| {
        let asked = json!({ "Filter": filter, "GroupBy": by(&["RECORD_TYPE"]) });
        let rows = rows(&march(world, asked));
        rows.iter().any(|(keys, _)| keys[0] == "Tax")
    };
    let dimension =
        |key: &str, values: &[&str]| json!({"Dimensions": {"Key": key, "Values": values}});
    let member = world.member.clone();
    assert!(tax_of(&mut world, dimension("LINKED_ACCOUNT", &[&member])));
    assert!(tax_of(
        &mut world,
        dimension("SERVICE", &["Tax", "AWS Glue"])
    ));
    let not_glue = json!({ "Not": dimension("SERVICE", &["AWS Glue"]) });
    assert!(!tax_of(&mut world, not_glue));
    let european = dimension("LEGAL_ENTITY_NAME", &["Amazon Web Services EMEA SARL"]);
    assert!(!tax_of(&mut world, european));
}

#[test]
fn each_metric_is_told_under_its_name_with_its_unit() {
    let mut world = world();
    let names = [
        ("AmortizedCost", "USD"),
        ("BlendedCost", "USD"),
        ("NetAmortizedCost", "USD"),
        ("NetUnblendedCost", "USD"),
        ("NormalizedUsageAmount", "N/A"),
        ("UnblendedCost", "USD"),
        ("UsageQuantity", "N/A"),
    ];
    let asked: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    let answer = march(&mut world, json!({ "Metrics": asked }));
    let told = answer["ResultsByTime"][0]["Total"].as_object().unwrap();
    let units: Vec<(&str, &str)> = told
        .iter()
        .map(|(name, value)| (name.as_str(), value["Unit"].as_str().unwrap()))
        .collect();
    assert_eq!(units, names);
    let mut amounts: Vec<Amount> = told
        .values()
        .map(|value| amount(&value["Amount"]))
        .collect();
    amounts.sort();
    amounts.dedup();
    assert!(
        amounts.len() >= 6,
        "they differ, so that none is taken for another"
    );
    let upper = march(&mut world, json!({ "Metrics": ["UNBLENDED_COST"] }));
    assert_eq!(total(&upper), amount(&told["UnblendedCost"]["Amount"]));
}

#[test]
fn a_request_that_makes_no_sense_is_refused() {
    let mut world = world();
    let dimension = json!({"Dimensions": {"Key": "SERVICE", "Values": ["AWS Glue"]}});
    let wrong = [
        json!({"Granularity": "HOURLY"}),
        json!({"Granularity": "WEEKLY"}),
        json!({"Metrics": []}),
        json!({"Metrics": ["Cost"]}),
        json!({"GroupBy": by(&["SERVICE", "REGION", "AZ"])}),
        json!({"GroupBy": by(&["RESOURCE_ID"])}),
        json!({"GroupBy": [{"Type": "COLOUR", "Key": "red"}]}),
        json!({"Filter": {}}),
        json!({"Filter": {"And": []}}),
        json!({"Filter": {"Not": dimension, "Dimensions": dimension["Dimensions"]}}),
        json!({"Filter": {"Dimensions": {"Key": "COLOUR", "Values": ["red"]}}}),
        json!({"Filter": {"Dimensions": {"Key": "SERVICE", "Values": []}}}),
        json!({"Filter": {"Dimensions": {"Key": "SERVICE", "Values": ["A"], "MatchOptions": ["CONTAINS"]}}}),
        json!({"Filter": {"Or": vec![dimension; 101]}}),
        json!({"TimePeriod": {"Start": "2031-04-01", "End": "2031-04-01"}}),
        json!({"TimePeriod": {"Start": "2031-04-01", "End": "2031-06-02"}}),
        json!({"TimePeriod": {"Start": "2030-03-31", "End": "2031-04-01"}}),
        json!({"TimePeriod": {"Start": "2031-4-1", "End": "2031-05-01"}}),
        json!({"TimePeriod": null}),
    ];
    for more in wrong {
        let asked = months(MARCH.0, MARCH.1, more.clone());
        let (code, _) = refused(&mut world, "GetCostAndUsage", &asked);
        assert_eq!(code, "ValidationException", "{more}");
    }
}

#[test]
fn values_to_filter_by_are_told_and_searched() {
    let mut world = world();
    let admin = world.admin();
    let mut values = |more: Value| {
        let mut asked = months(MARCH.0, MARCH.1, more);
        for unknown in ["Metrics", "Granularity"] {
            asked.as_object_mut().unwrap().remove(unknown);
        }
        world.costs(&admin, "GetDimensionValues", &asked)
    };
    let names = |answer: &Value| -> Vec<String> {
        let values = answer["DimensionValues"].as_array().unwrap().iter();
        values
            .map(|value| value["Value"].as_str().unwrap().to_owned())
            .collect()
    };
    let services = values(json!({"Dimension": "SERVICE"})).unwrap();
    assert!(names(&services).contains(&"Tax".to_owned()));
    assert_eq!(services["ReturnSize"], services["TotalSize"]);
    let found = values(json!({"Dimension": "SERVICE", "SearchString": "glue"})).unwrap();
    assert_eq!(names(&found), ["AWS Glue"]);
    let found = values(json!({"Dimension": "LINKED_ACCOUNT", "SearchString": "memb"})).unwrap();
    assert_eq!(
        found["DimensionValues"][0]["Attributes"]["description"],
        "Member"
    );
    let sort = json!([{"Key": "UnblendedCost", "SortOrder": "DESCENDING"}]);
    let sorted = values(json!({"Dimension": "SERVICE", "SortBy": sort, "MaxResults": 2})).unwrap();
    assert_eq!(sorted["ReturnSize"], 2);
    assert_eq!(names(&sorted)[0], "Amazon Elastic Compute Cloud - Compute");
    let plan = values(json!({"Dimension": "RECORD_TYPE", "Context": "SAVINGS_PLANS"})).unwrap();
    assert!(
        names(&plan)
            .iter()
            .all(|name| name.starts_with("SavingsPlan"))
    );
    assert!(!names(&plan).is_empty());
    for wrong in [
        json!({"Dimension": "SERVICE", "MaxResults": 2}),
        json!({"Dimension": "SERVICE", "SortBy": sort, "SearchString": "glue"}),
        json!({"Dimension": "SERVICE", "SortBy": sort, "MaxResults": 1001}),
        json!({"Dimension": "SERVICE", "Context": "ELSEWHERE"}),
        json!({"Dimension": "COLOUR"}),
        json!({}),
    ] {
        let refusal = values(wrong.clone()).unwrap_err();
        assert_eq!(refusal.code, "ValidationException", "{wrong}");
    }
}
