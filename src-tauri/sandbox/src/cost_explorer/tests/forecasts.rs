//! Forecasts.

use super::*;

fn forecast(world: &mut World, more: Value) -> Result<Value, (&'static str, String)> {
    let mut asked = json!({
        "TimePeriod": { "Start": "2031-05-15", "End": "2031-06-01" },
        "Granularity": "MONTHLY",
        "Metric": "UNBLENDED_COST",
    });
    if let (Some(asked), Value::Object(more)) = (asked.as_object_mut(), more) {
        asked.extend(more);
    }
    let admin = world.admin();
    world
        .costs(&admin, "GetCostForecast", &asked)
        .map_err(|refusal| (refusal.code, refusal.message))
}

#[test]
fn what_is_expected_goes_on_as_last_month_did() {
    let mut world = world();
    let answer = forecast(&mut world, json!({})).unwrap();
    let expected = amount(&answer["Total"]["Amount"]);
    let april = months(
        "2031-04-01",
        "2031-05-01",
        json!({ "GroupBy": by(&["RECORD_TYPE"]) }),
    );
    let april: Amount = rows(&costs(&mut world, &april))
        .into_iter()
        .filter(|(keys, _)| !["Credit", "Refund", "Upfront"].contains(&keys[0].as_str()))
        .map(|(_, cost)| cost)
        .sum();
    assert_eq!(
        expected,
        april.share(17, 30),
        "17 of the days of a month of 30"
    );
    assert_eq!(
        answer["ForecastResultsByTime"],
        json!([{
            "TimePeriod": {"Start": "2031-05-15", "End": "2031-06-01"},
            "MeanValue": expected.to_string(),
        }]),
        "without a level the mean stands alone"
    );
    let daily = forecast(&mut world, json!({"Granularity": "DAILY"})).unwrap();
    assert_eq!(daily["ForecastResultsByTime"].as_array().unwrap().len(), 17);
}

#[test]
fn a_higher_level_and_a_farther_time_make_a_wider_interval() {
    let mut world = world();
    let mut width = |level: u32, end: &str| {
        let more = json!({
            "PredictionIntervalLevel": level,
            "TimePeriod": { "Start": "2031-05-15", "End": end },
        });
        let answer = forecast(&mut world, more).unwrap();
        let last = answer["ForecastResultsByTime"]
            .as_array()
            .unwrap()
            .last()
            .unwrap();
        let lower = amount(&last["PredictionIntervalLowerBound"]);
        let upper = amount(&last["PredictionIntervalUpperBound"]);
        let mean = amount(&last["MeanValue"]);
        assert!(lower < mean && mean < upper);
        upper - lower
    };
    let (narrow, usual) = (width(51, "2031-06-01"), width(80, "2031-06-01"));
    assert!(narrow < usual && usual < width(99, "2031-06-01"));
    assert!(usual < width(80, "2031-07-01"));
}

#[test]
fn a_forecast_that_cannot_be_made_is_refused() {
    let mut world = world();
    let period = |start: &str, end: &str| json!({"TimePeriod": {"Start": start, "End": end}});
    assert!(
        forecast(&mut world, period("2031-05-14", "2031-06-01")).is_ok(),
        "since yesterday"
    );
    assert!(forecast(&mut world, period("2031-05-15", "2032-12-01")).is_ok());
    let invalid = "ValidationException";
    let nothing = json!({"Filter": {"Dimensions": {"Key": "SERVICE", "Values": ["AWS Nothing"]}}});
    for (wrong, code) in [
        (period("2031-05-13", "2031-06-01"), invalid),
        (period("2031-05-15", "2032-12-02"), invalid),
        (json!({"PredictionIntervalLevel": 50}), invalid),
        (json!({"PredictionIntervalLevel": 100}), invalid),
        (json!({"Metric": "USAGE_QUANTITY"}), invalid),
        (json!({"Metric": "UnblendedCost"}), invalid),
        (json!({"Granularity": "HOURLY"}), invalid),
        (nothing, "DataUnavailableException"),
    ] {
        let (found, _) = forecast(&mut world, wrong.clone()).unwrap_err();
        assert_eq!(found, code, "{wrong}");
    }
}
