//! Accounts are on the bill for as long as they were there.

use super::*;
use crate::state::{Closure, Departed};

#[test]
fn an_account_is_on_the_bill_from_the_day_it_joined_to_the_day_it_left() {
    let mut world = World::new();
    let member = world.member.clone();
    world.payer().departed.push(Departed {
        account_id: "111122223333".to_owned(),
        joined_at: "2026-09-10T08:00:00Z".parse().unwrap(),
        left_at: "2026-10-05T20:00:00Z".parse().unwrap(),
    });
    let joined: Timestamp = "2026-10-20T23:00:00Z".parse().unwrap();
    let account = world.state.accounts.get_mut(&member).unwrap();
    account.membership.as_mut().unwrap().joined_at = joined;
    let ledger = Ledger::of(&world.state, &world.management, noon());
    let days = |account_id: &str, of: Month| -> Vec<i8> {
        let has_line = |day: &i8| {
            let lines = lines(&ledger, of, *day..*day + 1, false);
            lines.iter().any(|line| line.account_id == account_id)
        };
        (1..=of.days()).filter(has_line).collect()
    };
    let (september, october) = (month(2026, 9), month(2026, 10));
    assert_eq!(
        days("111122223333", september),
        (10..=30).collect::<Vec<i8>>()
    );
    assert_eq!(days("111122223333", october), (1..=5).collect::<Vec<i8>>());
    assert_eq!(days(&member, october), (20..=31).collect::<Vec<i8>>());
    assert_eq!(
        days(&world.management, september).len(),
        30,
        "it has always paid for itself"
    );
    assert_eq!(days(&member, month(2026, 11)).len(), 14, "up to yesterday");
}

#[test]
fn leaving_leaves_the_costs_behind() {
    let mut world = World::new();
    let member = world.member.clone();
    world.wait_for("2030-05-15T12:00:00Z");
    let now = world.state.now();
    let may = month(2030, 5);
    let of_member = |state: &State, viewer: &str, now: Timestamp| {
        let ledger = Ledger::of(state, viewer, now);
        let lines = lines(&ledger, may, 1..32, true);
        sum(lines.iter().filter(|line| line.account_id == member)).unblended
    };
    let before = of_member(&world.state, &world.management, now);
    assert!(before > Amount::ZERO);
    world.state.leave(&member);
    assert_eq!(of_member(&world.state, &world.management, now), before);
    let june: Timestamp = "2030-06-20T00:00:00Z".parse().unwrap();
    let kept = of_member(&world.state, &world.management, june);
    let own = of_member(&world.state, &member, june);
    assert!(
        kept > before,
        "the day on which it left is on the organization's bill"
    );
    assert!(own > Amount::ZERO, "the rest of the month on its own");
    let ledger = Ledger::of(&world.state, &world.management, june);
    let june = lines(&ledger, month(2030, 6), 1..31, true);
    assert!(june.iter().all(|line| line.account_id != member));
}

#[test]
fn a_closed_account_uses_nothing_any_more() {
    let mut world = World::new();
    let member = world.member.clone();
    let closure = Closure {
        organization_id: world.organization.clone(),
        requested_at: "2026-10-05T20:00:00Z".parse().unwrap(),
        polls: 0,
    };
    world.state.closures.insert(member.clone(), closure);
    let ledger = Ledger::of(&world.state, &world.management, noon());
    let used = |days| {
        let lines = lines(&ledger, month(2026, 10), days, false);
        lines.iter().any(|line| line.account_id == member)
    };
    assert!(used(5..6));
    assert!(!used(6..32));
}
