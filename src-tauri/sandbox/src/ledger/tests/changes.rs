//! What changes a bill: its becoming final, rules, entries, and another one who pays it.

use super::*;
use crate::state::Rule;

#[test]
fn a_refund_comes_with_the_final_bill_and_changes_what_was_estimated() {
    let world = rich();
    let refunded = |now: &str, back: i64| {
        let now: Timestamp = now.parse().unwrap();
        let ledger = Ledger::of(&world.state, &world.management, now);
        let month = Month::of(date_of(now)).plus(-back);
        let lines = lines(&ledger, month, 1..32, true);
        of_type(&lines, RecordType::Refund).count()
    };
    let found: usize = (1..=24)
        .map(|back| refunded("2027-11-15T00:00:00Z", back))
        .sum();
    assert!(found > 0, "someone is paid back in two years");
    for month in 1..=12 {
        let third = format!("2027-{month:02}-03T00:00:00Z");
        assert_eq!(refunded(&third, 1), 0, "not while the bill is estimated");
    }
}

fn date_of(instant: Timestamp) -> Date {
    crate::month::date(instant)
}

#[test]
fn a_rule_changes_one_service_from_its_month_on() {
    let mut world = World::new();
    let (member, storage) = (world.member.clone(), SERVICES[2].name);
    let used = |world: &World, month: Month| {
        let ledger = Ledger::of(&world.state, &world.management, noon());
        let lines = lines(&ledger, month, 1..32, false);
        let of_storage = |line: &&Line<'_>| line.account_id == member && line.service == storage;
        sum(lines.iter().filter(of_storage)).unblended
    };
    let (september, october) = (month(2026, 9), month(2026, 10));
    let before = (used(&world, september), used(&world, october));
    assert!(before.0 > Amount::ZERO);
    world.payer().rules.push(Rule {
        account_id: member.clone(),
        service: Some(storage.to_owned()),
        from: october,
        percent: 300,
    });
    assert_eq!(used(&world, september), before.0);
    assert_eq!(used(&world, october), before.1.times(3));
}

#[test]
fn an_entry_adds_itself_once_it_is_known_and_nothing_else() {
    let mut world = World::new();
    let total = |world: &World, now: &str| {
        let ledger = Ledger::of(&world.state, &world.management, now.parse().unwrap());
        sum(&lines(&ledger, month(2026, 10), 1..32, true)).unblended
    };
    let before = total(&world, NOON);
    let entry = serde_json::json!({
        "date": "2026-10-31", "accountId": "999900001111", "service": "AWS Glue", "recordType": "Credit",
        "unblended": "-12.345", "knownOn": "2026-11-03",
    });
    world
        .payer()
        .entries
        .push(serde_json::from_value(entry).unwrap());
    assert_eq!(total(&world, NOON), before + "-12.345".parse().unwrap());
    let early = World::new();
    let second = "2026-11-02T12:00:00Z";
    assert_eq!(
        total(&world, second),
        total(&early, second),
        "on the second nobody knew"
    );
}

#[test]
fn whose_bill_another_organization_pays_sees_list_prices_since_then() {
    let mut world = rich();
    let transfer = serde_json::json!({
        "id": "rt-aaaabbbb", "name": "Reseller", "status": "ACCEPTED", "startsAt": "2026-10-01T00:00:00Z",
        "source": {"accountId": world.management, "email": "a@example.com"},
        "target": {"accountId": "999900001111", "email": "b@example.com"},
    });
    let listed = {
        let ledger = Ledger::of(&world.state, &world.management, noon());
        let lines = lines(&ledger, month(2026, 10), 1..32, true);
        let compute = |line: &&Line<'_>| {
            matches!(
                line.record_type,
                RecordType::Usage | RecordType::SavingsPlanCoveredUsage
            ) && line.service == SERVICES[0].name
        };
        sum(lines.iter().filter(compute)).unblended
    };
    let transfer = serde_json::from_value(transfer).unwrap();
    world
        .state
        .transfers
        .insert("rt-aaaabbbb".to_owned(), transfer);
    let ledger = Ledger::of(&world.state, &world.management, noon());
    assert_eq!(
        lines(&ledger, month(2026, 9), 1..32, true),
        [],
        "what was before is gone"
    );
    let october = lines(&ledger, month(2026, 10), 1..32, true);
    let mut types: Vec<RecordType> = october.iter().map(|line| line.record_type).collect();
    types.sort();
    types.dedup();
    assert_eq!(types, [RecordType::Usage, RecordType::Tax]);
    let compute = |line: &&Line<'_>| line.service == SERVICES[0].name;
    let compute = sum(october.iter().filter(compute));
    assert_eq!(
        compute.unblended, listed,
        "what was covered is listed in full"
    );
    assert_eq!(compute.net_unblended, listed, "without the discount");
}
