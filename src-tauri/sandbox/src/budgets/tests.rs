//! Budgets and what is spent of them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::{
    money::Amount,
    testing::{World, allow, user},
};

/// Two budgets: one for everything, one for the member, of which more is spent than was meant.
fn world() -> World {
    let mut world = World::new();
    world.wait_for("2031-05-15T12:00:00Z");
    let (member, created_at) = (
        world.member.clone(),
        "2031-02-10T00:00:00Z".parse().unwrap(),
    );
    let notification = |kind: &str| Notification {
        kind: kind.to_owned(),
        threshold: 80,
        email: "a@example.com".to_owned(),
    };
    let budget = |name: &str, limit, filters, notifications| Budget {
        name: name.to_owned(),
        limit,
        filters,
        created_at,
        notifications,
    };
    let of_member = BTreeMap::from([("LinkedAccount".to_owned(), vec![member])]);
    world.payer().budgets = vec![
        budget(
            "Everything",
            Amount::whole(1_000_000),
            BTreeMap::new(),
            Vec::new(),
        ),
        budget(
            "Member",
            Amount::cents(1),
            of_member,
            vec![notification("ACTUAL"), notification("FORECASTED")],
        ),
    ];
    world
}

fn ask(world: &World, operation: &str, more: Value) -> Result<Value, Refusal> {
    let mut asked = json!({ "AccountId": world.management });
    if let (Some(asked), Value::Object(more)) = (asked.as_object_mut(), more) {
        asked.extend(more);
    }
    answer(&world.state, &world.admin(), operation, &asked)
}

/// What Cost Explorer says was spent.
fn spent(world: &mut World, start: &str, end: &str) -> Amount {
    let filter = json!({"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": [world.member]}});
    let asked = json!({
        "TimePeriod": {"Start": start, "End": end}, "Granularity": "MONTHLY", "Metrics": ["UnblendedCost"],
        "Filter": filter,
    });
    let admin = world.admin();
    let answer = world.costs(&admin, "GetCostAndUsage", &asked).unwrap();
    let total = &answer["ResultsByTime"][0]["Total"]["UnblendedCost"]["Amount"];
    total.as_str().unwrap().parse().unwrap()
}

#[test]
fn a_budget_tells_what_cost_explorer_tells() {
    let mut world = world();
    let answer = ask(
        &world,
        "DescribeBudgets",
        json!({"ShowFilterExpression": true}),
    )
    .unwrap();
    let budget = &answer["Budgets"][1];
    let actual = spent(&mut world, "2031-05-01", "2031-06-01");
    assert_eq!(
        budget["CalculatedSpend"]["ActualSpend"],
        json!({"Amount": actual.rounded().to_string(), "Unit": "USD"})
    );
    let forecast: Amount = budget["CalculatedSpend"]["ForecastedSpend"]["Amount"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let april = spent(&mut world, "2031-04-01", "2031-05-01");
    assert_eq!(forecast, (actual + april.share(17, 30)).rounded());
    assert_eq!(
        budget["BudgetLimit"],
        json!({"Amount": "0.01", "Unit": "USD"})
    );
    assert_eq!(
        budget["CostFilters"],
        json!({"LinkedAccount": [world.member]})
    );
    let dimensions = json!({"Key": "LINKED_ACCOUNT", "Values": [world.member]});
    assert_eq!(
        budget["FilterExpression"],
        json!({ "Dimensions": dimensions })
    );
    let start: jiff::Timestamp = "2031-02-01T00:00:00Z".parse().unwrap();
    assert_eq!(budget["TimePeriod"]["Start"], epoch(start));
    let named = ask(&world, "DescribeBudget", json!({"BudgetName": "Member"})).unwrap();
    assert_eq!(
        named["Budget"]["CalculatedSpend"],
        budget["CalculatedSpend"]
    );
    assert_eq!(
        named["Budget"].get("FilterExpression"),
        None,
        "it was not asked for"
    );
}

#[test]
fn a_notification_is_in_alarm_once_its_threshold_is_passed() {
    let mut world = world();
    let states = |world: &World| -> Vec<(String, String)> {
        let answer = ask(
            world,
            "DescribeNotificationsForBudget",
            json!({"BudgetName": "Member"}),
        );
        let answer = answer.unwrap();
        let notifications = answer["Notifications"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        notifications
            .map(|it| {
                (
                    text(&it["NotificationType"]),
                    text(&it["NotificationState"]),
                )
            })
            .collect()
    };
    let pair = |kind: &str, state: &str| (kind.to_owned(), state.to_owned());
    assert_eq!(
        states(&world),
        [pair("ACTUAL", "ALARM"), pair("FORECASTED", "ALARM")]
    );
    let actual = spent(&mut world, "2031-05-01", "2031-06-01");
    world.payer().budgets[1].limit = actual.share(130, 100);
    assert_eq!(
        states(&world),
        [pair("ACTUAL", "OK"), pair("FORECASTED", "ALARM")]
    );
    let all = ask(&world, "DescribeBudgetNotificationsForAccount", json!({})).unwrap();
    let all = all["BudgetNotificationsForAccount"].as_array().unwrap();
    assert_eq!(all.len(), 1, "those of budgets that have any");
    assert_eq!(all[0]["BudgetName"], "Member");
}

#[test]
fn history_goes_back_to_the_month_in_which_the_budget_was_made() {
    let mut world = world();
    let asked = json!({"BudgetName": "Member"});
    let answer = ask(&world, "DescribeBudgetPerformanceHistory", asked).unwrap();
    let history = &answer["BudgetPerformanceHistory"];
    let amounts = history["BudgetedAndActualAmountsList"].as_array().unwrap();
    assert_eq!(amounts.len(), 4, "May, April, March and February");
    let april = spent(&mut world, "2031-04-01", "2031-05-01");
    assert_eq!(
        amounts[1]["ActualAmount"]["Amount"],
        april.rounded().to_string()
    );
    let period = json!({"Start": 1_930_089_600, "End": 1_932_768_000});
    let asked = json!({"BudgetName": "Member", "TimePeriod": period});
    let answer = ask(&world, "DescribeBudgetPerformanceHistory", asked).unwrap();
    let amounts = &answer["BudgetPerformanceHistory"]["BudgetedAndActualAmountsList"];
    assert_eq!(amounts.as_array().unwrap().len(), 1, "March 2031");
}

#[test]
fn tokens_belong_to_their_list_and_expire() {
    let mut world = world();
    let first = ask(&world, "DescribeBudgets", json!({"MaxResults": 1})).unwrap();
    let more = json!({"MaxResults": 1, "NextToken": first["NextToken"]});
    let second = ask(&world, "DescribeBudgets", more.clone()).unwrap();
    assert_eq!(second["Budgets"][0]["BudgetName"], "Member");
    assert_eq!(second.get("NextToken"), None);
    let refusal = ask(
        &world,
        "DescribeBudgetNotificationsForAccount",
        more.clone(),
    )
    .unwrap_err();
    assert_eq!(refusal.code, "InvalidNextTokenException");
    world.state.clock.advance(3601);
    let refusal = ask(&world, "DescribeBudgets", more).unwrap_err();
    assert_eq!(refusal.code, "ExpiredNextTokenException");
}

#[test]
fn what_there_is_not_or_belongs_to_others_is_refused() {
    let mut world = world();
    let code =
        |world: &World, operation: &str, more: Value| ask(world, operation, more).unwrap_err().code;
    let nothing = json!({"BudgetName": "Nothing"});
    assert_eq!(code(&world, "DescribeBudget", nothing), "NotFoundException");
    for wrong in [
        json!({}),
        json!({"BudgetName": "a:b"}),
        json!({"BudgetName": "x".repeat(101)}),
    ] {
        assert_eq!(
            code(&world, "DescribeBudget", wrong),
            "InvalidParameterException"
        );
    }
    for wrong in [
        json!({"AccountId": "1"}),
        json!({"MaxResults": 0}),
        json!({"MaxResults": 1001}),
    ] {
        assert_eq!(
            code(&world, "DescribeBudgets", wrong),
            "InvalidParameterException"
        );
    }
    let other = json!({"AccountId": world.member});
    assert_eq!(
        code(&world, "DescribeBudgets", other),
        "AccessDeniedException"
    );
    let management = world.management.clone();
    world.user(&management, "reader", &allow("ce:*"));
    let asked = json!({"AccountId": management, "BudgetName": "Member"});
    let reader = user(&management, "reader");
    let refusal = answer(&world.state, &reader, "DescribeBudget", &asked).unwrap_err();
    let message = format!(
        "User: arn:aws:iam::{management}:user/reader is not authorized to perform: budgets:ViewBudget on resource: arn:aws:budgets::{management}:budget/Member because no identity-based policy allows the budgets:ViewBudget action"
    );
    assert_eq!(
        (refusal.code, refusal.message),
        ("AccessDeniedException", message)
    );
}
