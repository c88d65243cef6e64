//! Who sees what.

use super::*;
use crate::{
    state::CostExplorer,
    testing::{allow, user},
};

fn ask_as(
    world: &mut World,
    caller: &crate::authorize::Caller,
) -> Result<Value, (&'static str, String)> {
    let asked = months(
        "2031-03-01",
        "2031-04-01",
        json!({ "GroupBy": by(&["LINKED_ACCOUNT"]) }),
    );
    world
        .costs(caller, "GetCostAndUsage", &asked)
        .map_err(|refusal| (refusal.code, refusal.message))
}

#[test]
fn a_member_sees_its_own_costs_as_its_organization_sees_them() {
    let mut world = world();
    let (admin, dev) = (world.admin(), world.dev());
    let all = ask_as(&mut world, &admin).unwrap();
    let own = ask_as(&mut world, &dev).unwrap();
    let member = world.member.clone();
    let of_member: Vec<_> = rows(&all)
        .into_iter()
        .filter(|(keys, _)| keys[0] == member)
        .collect();
    assert_eq!(rows(&own), of_member);
    assert_eq!(rows(&all).len(), 2);
}

#[test]
fn a_member_is_refused_where_its_organization_shows_it_nothing() {
    let mut world = world();
    world.payer().member_access = false;
    let (admin, dev) = (world.admin(), world.dev());
    assert!(ask_as(&mut world, &admin).is_ok());
    assert_eq!(
        ask_as(&mut world, &dev),
        Err((
            "AccessDeniedException",
            "Linked account doesn't have access to cost explorer.".to_owned()
        ))
    );
}

#[test]
fn cost_explorer_that_is_off_answers_nobody() {
    let mut world = world();
    world.payer().cost_explorer = CostExplorer::Off;
    for caller in [world.admin(), world.dev()] {
        assert_eq!(
            ask_as(&mut world, &caller),
            Err((
                "AccessDeniedException",
                "User not enabled for cost explorer access".to_owned()
            ))
        );
    }
    world.payer().cost_explorer = CostExplorer::Preparing;
    let admin = world.admin();
    let (code, _) = ask_as(&mut world, &admin).unwrap_err();
    assert_eq!(code, "DataUnavailableException", "it has been opened today");
}

#[test]
fn whoever_lacks_the_action_is_told_which_on_what() {
    let mut world = world();
    let management = world.management.clone();
    world.user(&management, "reader", &allow("ce:GetCostForecast"));
    let reader = user(&management, "reader");
    let message = format!(
        "User: arn:aws:iam::{management}:user/reader is not authorized to perform: ce:GetCostAndUsage on resource: arn:aws:ce:us-east-1:{management}:/GetCostAndUsage because no identity-based policy allows the ce:GetCostAndUsage action"
    );
    assert_eq!(
        ask_as(&mut world, &reader),
        Err(("AccessDeniedException", message))
    );
}

#[test]
fn only_the_own_view_exists() {
    let mut world = world();
    let own = format!("arn:aws:billing::{}:billingview/primary", world.management);
    let asked = |view: &str| {
        months(
            "2031-03-01",
            "2031-04-01",
            json!({ "BillingViewArn": view }),
        )
    };
    assert!(total(&costs(&mut world, &asked(&own))) > Amount::ZERO);
    let other = "arn:aws:billing::111122223333:billingview/custom-a1b2";
    let (code, _) = refused(&mut world, "GetCostAndUsage", &asked(other));
    assert_eq!(code, "ResourceNotFoundException");
    let (code, _) = refused(
        &mut world,
        "GetCostAndUsage",
        &asked("not-an-arn-of-a-billing-view"),
    );
    assert_eq!(code, "ValidationException");
}

#[test]
fn whose_bill_is_transferred_has_no_history() {
    let mut world = world();
    let transfer = json!({
        "id": "rt-aaaabbbb", "name": "Reseller", "status": "ACCEPTED", "startsAt": "2031-04-01T00:00:00Z",
        "source": {"accountId": world.management, "email": "a@example.com"},
        "target": {"accountId": "999900001111", "email": "b@example.com"},
    });
    let transfer = serde_json::from_value(transfer).unwrap();
    world
        .state
        .transfers
        .insert("rt-aaaabbbb".to_owned(), transfer);
    let march = months("2031-03-01", "2031-04-01", json!({}));
    let (code, _) = refused(&mut world, "GetCostAndUsage", &march);
    assert_eq!(code, "BillExpirationException");
    let since = months(
        "2031-03-01",
        "2031-05-01",
        json!({ "GroupBy": by(&["RECORD_TYPE"]) }),
    );
    let answer = costs(&mut world, &since);
    assert_eq!(answer["ResultsByTime"][0]["Groups"], json!([]));
    let kinds: Vec<String> = rows(&answer)
        .into_iter()
        .map(|(keys, _)| keys[0].clone())
        .collect();
    assert_eq!(
        kinds,
        ["Tax", "Usage"],
        "what is granted to the one that pays is not shown"
    );
}
