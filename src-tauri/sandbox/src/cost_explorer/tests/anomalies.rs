//! Surprises, and who is told of them.

use super::*;
use crate::{clock, state::Monitor};

/// A world in which someone forgot three machines for two days.
fn surprised() -> World {
    let mut world = world();
    let (member, created_at) = (
        world.member.clone(),
        clock::after(world.state.now(), -86_400),
    );
    let payer = world.payer();
    // None but the one that is entered.
    payer.every_charge = false;
    for (day, cost) in [(9, "120.50"), (10, "80")] {
        let entry = json!({
            "date": format!("2031-05-{day:02}"), "accountId": member, "service": "AWS Glue", "recordType": "Usage",
            "unblended": cost, "region": "eu-west-1", "surprise": {"usageType": "ETL-DPU-Hour", "feedback": "YES"},
        });
        payer.entries.push(serde_json::from_value(entry).unwrap());
    }
    let monitor = |id: &str, accounts| Monitor {
        id: id.to_owned(),
        name: id.to_owned(),
        accounts,
        created_at,
    };
    payer.monitors = vec![
        monitor("services", None),
        monitor("member", Some(vec![member])),
        monitor("nobody", Some(vec!["000000000000".to_owned()])),
    ];
    world
}

fn anomalies(world: &mut World, more: Value) -> Value {
    let mut asked = json!({ "DateInterval": { "StartDate": "2031-05-01" } });
    if let (Some(asked), Value::Object(more)) = (asked.as_object_mut(), more) {
        asked.extend(more);
    }
    let admin = world.admin();
    let answer = world.costs(&admin, "GetAnomalies", &asked).unwrap();
    answer["Anomalies"].clone()
}

#[test]
fn what_nobody_expected_is_told_by_each_monitor_that_looks() {
    let mut world = surprised();
    let found = anomalies(&mut world, json!({}));
    let monitors: Vec<&str> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|found| {
            found["MonitorArn"]
                .as_str()
                .unwrap()
                .rsplit('/')
                .next()
                .unwrap()
        })
        .collect();
    assert_eq!(monitors, ["services", "member"]);
    let first = &found[0];
    assert_eq!(first["AnomalyStartDate"], "2031-05-09");
    assert_eq!(first["AnomalyEndDate"], "2031-05-10");
    assert_eq!(first["DimensionValue"], "AWS Glue");
    assert_eq!(first["Feedback"], "YES");
    assert_eq!(
        first["RootCauses"],
        json!([{
            "Service": "AWS Glue", "Region": "eu-west-1", "LinkedAccount": world.member,
            "LinkedAccountName": "Member", "UsageType": "ETL-DPU-Hour", "Impact": {"Contribution": 200.5},
        }])
    );
    let impact = &first["Impact"];
    assert_eq!(
        (&impact["MaxImpact"], &impact["TotalImpact"]),
        (&json!(120.5), &json!(200.5))
    );
}

#[test]
fn what_is_said_to_be_spent_is_on_the_bill() {
    let mut world = surprised();
    let found = anomalies(&mut world, json!({}));
    let filter = json!({ "And": [
        {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": [world.member]}},
        {"Dimensions": {"Key": "SERVICE", "Values": ["AWS Glue"]}},
        {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Usage"]}},
    ]});
    let more = json!({ "Filter": filter, "Metrics": ["NetUnblendedCost"] });
    let answer = costs(&mut world, &months("2031-05-09", "2031-05-11", more));
    let spent = amount(&answer["ResultsByTime"][0]["Total"]["NetUnblendedCost"]["Amount"]);
    assert_eq!(found[0]["Impact"]["TotalActualSpend"], spent.to_f64());
    let expected = spent - "200.5".parse().unwrap();
    assert_eq!(found[0]["Impact"]["TotalExpectedSpend"], expected.to_f64());
}

#[test]
fn anomalies_are_chosen_by_date_feedback_impact_and_monitor() {
    let mut world = surprised();
    let impact = |operator: &str, least: u32| json!({"TotalImpact": {"NumericOperator": operator, "StartValue": least}});
    let arn = format!("arn:aws:ce::{}:anomalymonitor/member", world.management);
    for (more, count) in [
        (
            json!({"DateInterval": {"StartDate": "2031-05-10", "EndDate": "2031-05-10"}}),
            2,
        ),
        (json!({"DateInterval": {"StartDate": "2031-05-11"}}), 0),
        (
            json!({"DateInterval": {"StartDate": "2031-05-01", "EndDate": "2031-05-09"}}),
            0,
        ),
        (json!({"Feedback": "YES"}), 2),
        (json!({"Feedback": "NO"}), 0),
        (impact("GREATER_THAN", 200), 2),
        (impact("GREATER_THAN_OR_EQUAL", 201), 0),
        (impact("LESS_THAN", 201), 2),
        (impact("LESS_THAN_OR_EQUAL", 200), 0),
        (impact("EQUAL", 200), 0),
        (
            json!({"TotalImpact": {"NumericOperator": "BETWEEN", "StartValue": 1, "EndValue": 300}}),
            2,
        ),
        (json!({"MonitorArn": arn}), 1),
    ] {
        let found = anomalies(&mut world, more.clone());
        assert_eq!(found.as_array().unwrap().len(), count, "{more}");
    }
}

#[test]
fn monitors_and_subscriptions_are_those_of_the_caller() {
    let mut world = surprised();
    let (admin, dev) = (world.admin(), world.dev());
    let monitors = world
        .costs(&admin, "GetAnomalyMonitors", &json!({}))
        .unwrap();
    assert_eq!(monitors["AnomalyMonitors"].as_array().unwrap().len(), 3);
    let first = &monitors["AnomalyMonitors"][0];
    assert_eq!(
        (&first["MonitorType"], &first["MonitorDimension"]),
        (&json!("DIMENSIONAL"), &json!("SERVICE"))
    );
    let own = world.costs(&dev, "GetAnomalyMonitors", &json!({})).unwrap();
    assert_eq!(own, json!({"AnomalyMonitors": []}));
    let asked = json!({"DateInterval": {"StartDate": "2031-05-01"}});
    let own = world.costs(&dev, "GetAnomalies", &asked).unwrap();
    assert_eq!(own, json!({"Anomalies": []}));
    let (code, _) = refused(
        &mut world,
        "GetAnomalyMonitors",
        &json!({"MonitorArnList": ["arn:aws:ce::1:x"]}),
    );
    assert_eq!(code, "UnknownMonitorException");
    let (code, _) = refused(
        &mut world,
        "GetAnomalySubscriptions",
        &json!({"SubscriptionArnList": ["x"]}),
    );
    assert_eq!(code, "UnknownSubscriptionException");
}

#[test]
fn drawn_surprises_are_told_and_are_on_the_bill() {
    let mut state = crate::generate::generate(400, 5, 1);
    let seconds = NOW.parse::<jiff::Timestamp>().unwrap().as_second() - state.now().as_second();
    state.clock.advance(seconds);
    let admin = crate::testing::user(&state.management_account_id, "admin");
    let asked = json!({"DateInterval": {"StartDate": "2031-02-15"}});
    let found = super::super::answer(&mut state, &admin, "GetAnomalies", &asked).unwrap();
    let found = found["Anomalies"].as_array().unwrap();
    assert!(
        !found.is_empty(),
        "four hundred accounts do not go three months without"
    );
    for anomaly in found {
        let impact = &anomaly["Impact"];
        let number = |name: &str| impact[name].as_f64().unwrap();
        assert!(number("TotalImpact") > 0.0);
        assert!(number("TotalExpectedSpend") >= 0.0, "{anomaly}");
        assert!(number("TotalActualSpend") >= number("TotalImpact"));
    }
}
