//! Pages, periods, and what is not final yet.

use super::*;
use crate::{generate, state::State};

/// Two hundred accounts with thirty services: more than one page.
fn crowd() -> (State, crate::authorize::Caller) {
    let mut state = generate::generate(200, 5, 3);
    let now = state.now().as_second();
    let wanted: jiff::Timestamp = NOW.parse().unwrap();
    state.clock.advance(wanted.as_second() - now);
    let admin = crate::testing::user(&state.management_account_id, "admin");
    (state, admin)
}

fn page(
    state: &mut State,
    admin: &crate::authorize::Caller,
    asked: &Value,
) -> Result<Value, crate::wire::Refusal> {
    crate::cost_explorer::answer(state, admin, "GetCostAndUsage", asked)
}

fn all(state: &mut State, admin: &crate::authorize::Caller, mut asked: Value) -> Vec<Value> {
    let mut pages = Vec::new();
    loop {
        let answer = page(state, admin, &asked).unwrap();
        let token = answer["NextPageToken"].clone();
        pages.push(answer);
        if token.is_null() {
            return pages;
        }
        asked["NextPageToken"] = token;
        assert!(pages.len() < 20, "the token leads nowhere");
    }
}

#[test]
fn pages_hold_five_thousand_rows_and_together_everything_once() {
    let (mut state, admin) = crowd();
    for keys in [["LINKED_ACCOUNT", "SERVICE"], ["SERVICE", "LINKED_ACCOUNT"]] {
        let asked = months("2031-02-01", "2031-04-01", json!({ "GroupBy": by(&keys) }));
        let pages = all(&mut state, &admin, asked);
        assert!(pages.len() > 2);
        let (last, full) = pages.split_last().unwrap();
        assert!(
            full.iter().all(|page| rows(page).len() == 5000),
            "full but for the last"
        );
        assert!(last["NextPageToken"].is_null());
        let results = pages
            .iter()
            .flat_map(|page| page["ResultsByTime"].as_array().unwrap());
        let mut found: Vec<(String, Vec<String>)> = Vec::new();
        let mut sum = Amount::ZERO;
        for result in results {
            let start = result["TimePeriod"]["Start"].to_string();
            for group in result["Groups"].as_array().unwrap() {
                let keys = serde_json::from_value(group["Keys"].clone()).unwrap();
                found.push((start.clone(), keys));
                sum += amount(&group["Metrics"]["UnblendedCost"]["Amount"]);
            }
        }
        let count = found.len();
        found.sort();
        found.dedup();
        assert_eq!(found.len(), count, "no row comes twice");
        let plain = months("2031-02-01", "2031-04-01", json!({}));
        let totals = page(&mut state, &admin, &plain).unwrap();
        let totals = totals["ResultsByTime"].as_array().unwrap().iter();
        let whole = totals.map(|month| amount(&month["Total"]["UnblendedCost"]["Amount"]));
        assert_eq!(sum, whole.sum());
    }
}

#[test]
fn a_token_is_good_for_its_own_request_only() {
    let (mut state, admin) = crowd();
    let groups = by(&["LINKED_ACCOUNT", "SERVICE"]);
    let mut asked = months("2031-02-01", "2031-04-01", json!({ "GroupBy": groups }));
    let first = page(&mut state, &admin, &asked).unwrap();
    asked["NextPageToken"] = first["NextPageToken"].clone();
    asked["Metrics"] = json!(["AmortizedCost"]);
    let refusal = page(&mut state, &admin, &asked).unwrap_err();
    assert_eq!(refusal.code, "RequestChangedException");
    for wrong in ["", "x", "zz", "00", "aabb"] {
        asked["NextPageToken"] = wrong.into();
        let refusal = page(&mut state, &admin, &asked).unwrap_err();
        assert_eq!(refusal.code, "InvalidNextTokenException", "{wrong}");
    }
}

#[test]
fn data_can_change_between_two_pages() {
    let (mut state, admin) = crowd();
    let id = state.management_account_id.clone();
    let entry = json!({
        "date": "2031-02-10", "accountId": "000000000001", "service": "AWS Glue", "recordType": "Usage",
        "unblended": "1000",
    });
    let payer = state.payers.get_mut(&id).unwrap();
    payer
        .between_pages
        .push(serde_json::from_value(entry).unwrap());
    let groups = by(&["LINKED_ACCOUNT", "SERVICE"]);
    let asked = months("2031-02-01", "2031-03-01", json!({ "GroupBy": groups }));
    let pages = all(&mut state, &admin, asked);
    let sum: Amount = pages.iter().flat_map(rows).map(|(_, cost)| cost).sum();
    let plain = months("2031-02-01", "2031-03-01", json!({}));
    let after = total(&page(&mut state, &admin, &plain).unwrap());
    assert_eq!(
        after - sum,
        Amount::whole(1000),
        "the pages missed what came in behind them"
    );
    assert!(
        state.payers[&id].between_pages.is_empty(),
        "it came in once"
    );
}

#[test]
fn a_period_is_cut_into_months_and_its_end_is_not_included() {
    let mut world = world();
    let answer = costs(&mut world, &months("2031-02-10", "2031-04-02", json!({})));
    let periods: Vec<&Value> = answer["ResultsByTime"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| &result["TimePeriod"])
        .collect();
    assert_eq!(
        json!(periods),
        json!([
            {"Start": "2031-02-10", "End": "2031-03-01"},
            {"Start": "2031-03-01", "End": "2031-04-01"},
            {"Start": "2031-04-01", "End": "2031-04-02"},
        ])
    );
    let one = |world: &mut World, start, end| total(&costs(world, &months(start, end, json!({}))));
    let first = one(&mut world, "2031-04-02", "2031-04-03");
    let both = one(&mut world, "2031-04-02", "2031-04-04");
    assert!(Amount::ZERO < first && first < both);
}

#[test]
fn the_current_month_is_estimated_and_the_last_one_until_its_bill_is_final() {
    let mut world = world();
    let estimated = |world: &mut World, start: &str, end: &str| -> Vec<bool> {
        let answer = costs(world, &months(start, end, json!({})));
        let results = answer["ResultsByTime"].as_array().unwrap().iter();
        results
            .map(|result| result["Estimated"].as_bool().unwrap())
            .collect()
    };
    assert_eq!(
        estimated(&mut world, "2031-03-01", "2031-06-01"),
        [false, false, true]
    );
    world.wait_for("2031-06-03T00:00:00Z");
    assert_eq!(
        estimated(&mut world, "2031-04-01", "2031-07-01"),
        [false, true, true]
    );
    world.wait_for("2031-06-06T00:00:00Z");
    assert_eq!(
        estimated(&mut world, "2031-05-01", "2031-07-01"),
        [false, true]
    );
}

#[test]
fn nothing_is_known_of_today_and_a_period_without_data_has_a_total_of_zero() {
    let mut world = world();
    for groups in [json!([]), by(&["SERVICE"])] {
        let asked = months("2031-05-15", "2031-06-01", json!({ "GroupBy": groups }));
        let answer = costs(&mut world, &asked);
        assert_eq!(
            answer["ResultsByTime"],
            json!([{
                "TimePeriod": {"Start": "2031-05-15", "End": "2031-06-01"},
                "Total": {"UnblendedCost": {"Amount": "0", "Unit": "USD"}},
                "Groups": [],
                "Estimated": true,
            }])
        );
    }
}
