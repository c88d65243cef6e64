//! Whether bills are right: whatever one adds up, it comes to the same.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::{
    builder::Builder,
    generate,
    state::{Closure, Departed, JoinedMethod, Rule},
    testing::World,
};

/// Noon of a day in November 2026.
const NOON: &str = "2026-11-15T12:00:00Z";

fn noon() -> Timestamp {
    NOON.parse().unwrap()
}

fn month(year: i16, month: i8) -> Month {
    Month::of(date(year, month, 1))
}

/// A world whose bills have everything.
fn rich() -> World {
    let mut world = World::with(|builder: &mut Builder| {
        let root = builder.root_id.clone();
        for number in 0..24 {
            let (name, email) = (
                format!("More {number}"),
                format!("more{number}@example.com"),
            );
            builder.account(&root, &name, &email, JoinedMethod::Created);
        }
    });
    *world.payer() = Payer {
        every_charge: true,
        discount_basis_points: 700,
        savings_plan: Some(SavingsPlan {
            upfront_per_month: Amount::whole(100),
            paid_in: 6,
        }),
        ..Payer::default()
    };
    world
}

/// The lines of everything in some days of a month.
fn lines<'a>(ledger: &Ledger<'a>, month: Month, days: Range<i8>, with_tax: bool) -> Vec<Line<'a>> {
    let book = ledger.book(month);
    let mut lines = Vec::new();
    for bill in &ledger.bills {
        ledger.charges(bill, &book, &days, with_tax, &mut |line| lines.push(line));
    }
    lines
}

fn sum<'a>(lines: impl IntoIterator<Item = &'a Line<'a>>) -> Amounts {
    let mut sum = Amounts::default();
    lines.into_iter().for_each(|line| sum += line.amounts);
    sum
}

fn of_type<'a>(
    lines: &'a [Line<'a>],
    record_type: RecordType,
) -> impl Iterator<Item = &'a Line<'a>> {
    lines
        .iter()
        .filter(move |line| line.record_type == record_type)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_parts_of_a_month_add_up_to_it(
        seed in 0_u64..1000,
        accounts in 1_usize..12,
        back in 0_i64..13,
        cuts in proptest::collection::btree_set(2_i8..28, 0..6),
    ) {
        let state = generate::generate(accounts, 2, seed);
        let ledger = Ledger::of(&state, &state.management_account_id, noon());
        let month = month(2026, 11).plus(-back);
        let end = month.days() + 1;
        let whole = sum(&lines(&ledger, month, 1..end, false));
        let starts: Vec<i8> = std::iter::once(1).chain(cuts).collect();
        let ends = starts.iter().skip(1).copied().chain([end]);
        let mut parts = Amounts::default();
        for (start, end) in starts.iter().copied().zip(ends) {
            parts += sum(&lines(&ledger, month, start..end, false));
        }
        prop_assert_eq!(parts, whole);
    }

    #[test]
    fn every_account_adds_to_the_whole_what_it_sees_of_itself(
        seed in 0_u64..1000,
        accounts in 1_usize..12,
        back in 0_i64..13,
    ) {
        let state = generate::generate(accounts, 2, seed);
        let month = month(2026, 11).plus(-back);
        let ledger = Ledger::of(&state, &state.management_account_id, noon());
        let whole = lines(&ledger, month, 1..32, true);
        let mut seen = Amounts::default();
        for bill in &ledger.bills {
            let own = Ledger::of(&state, bill.account_id, noon());
            if bill.account_id == state.management_account_id {
                seen += sum(whole.iter().filter(|line| line.account_id == bill.account_id));
            } else {
                prop_assert_eq!(own.bills.len(), 1);
                seen += sum(&lines(&own, month, 1..32, true));
            }
        }
        prop_assert_eq!(seen, sum(&whole));
    }
}

#[test]
fn a_bill_is_the_same_whenever_it_is_read() {
    let world = rich();
    let at = |now: &str| {
        let ledger = Ledger::of(&world.state, &world.management, now.parse().unwrap());
        sum(&lines(&ledger, month(2026, 3), 1..32, true))
    };
    assert_eq!(at(NOON), at(NOON));
    assert_eq!(
        at(NOON),
        at("2027-04-01T00:00:00Z"),
        "a closed month stays as it is"
    );
}

#[test]
fn over_a_year_commitments_cost_the_same_paid_or_amortized() {
    let world = rich();
    let ledger = Ledger::of(&world.state, &world.management, noon());
    let commitments = [
        RecordType::DiscountedUsage,
        RecordType::Recurring,
        RecordType::Upfront,
        RecordType::SavingsPlanCoveredUsage,
        RecordType::SavingsPlanNegation,
        RecordType::SavingsPlanRecurringFee,
        RecordType::SavingsPlanUpfrontFee,
    ];
    let mut year = Amounts::default();
    for back in 1..=12 {
        let lines = lines(&ledger, month(2026, 11).plus(-back), 1..32, true);
        for record_type in commitments {
            assert!(
                record_type == RecordType::Upfront
                    || record_type == RecordType::SavingsPlanUpfrontFee
                    || of_type(&lines, record_type).count() > 0,
                "there are lines of {record_type:?}"
            );
            year += sum(of_type(&lines, record_type));
        }
    }
    assert!(
        year.unblended > Amount::whole(1200),
        "with what is paid up front"
    );
    assert_eq!(year.amortized, year.unblended);
    assert_eq!(year.net_amortized, year.net_unblended);
    assert_eq!(year.blended, year.unblended);
}

#[test]
fn a_savings_plan_negates_what_it_covers_and_is_never_used_beyond_its_commitment() {
    let world = rich();
    let ledger = Ledger::of(&world.state, &world.management, noon());
    let mut upfront = Amount::ZERO;
    for day in 1..31 {
        let lines = lines(&ledger, month(2026, 9), day..day + 1, false);
        let covered = sum(of_type(&lines, RecordType::SavingsPlanCoveredUsage));
        let negated = sum(of_type(&lines, RecordType::SavingsPlanNegation));
        assert_eq!(covered.unblended + negated.unblended, Amount::ZERO);
        assert_eq!(negated.amortized, Amount::ZERO);
        assert!(covered.amortized < covered.unblended, "it is cheaper");
        let fee = sum(of_type(&lines, RecordType::SavingsPlanRecurringFee));
        assert!(fee.amortized > Amount::ZERO, "some of it is not used");
        upfront += covered.amortized + fee.amortized - fee.unblended;
    }
    assert_eq!(
        upfront,
        Amount::whole(100),
        "a twelfth of what was paid up front"
    );
}

#[test]
fn a_discount_lowers_net_costs_of_usage_only() {
    let world = rich();
    let ledger = Ledger::of(&world.state, &world.management, noon());
    let lines = lines(&ledger, month(2026, 9), 1..31, true);
    for line in &lines {
        let Amounts {
            unblended,
            net_unblended,
            ..
        } = line.amounts;
        let is_discounted = line.record_type == RecordType::Usage && !line.seller.is_marketplace;
        if is_discounted {
            assert!(net_unblended < unblended, "{line:?}");
            assert!(
                unblended.share(93, 100) - net_unblended < Amount::cents(1),
                "seven percent"
            );
        } else {
            assert_eq!(net_unblended, unblended, "{line:?}");
        }
    }
}

#[test]
fn tax_is_told_by_the_month_only_and_follows_from_what_is_taxed() {
    let world = rich();
    let ledger = Ledger::of(&world.state, &world.management, noon());
    let without = lines(&ledger, month(2026, 9), 1..31, false);
    assert_eq!(of_type(&without, RecordType::Tax).count(), 0);
    let with = lines(&ledger, month(2026, 9), 1..31, true);
    for bill in &ledger.bills {
        let own: Vec<Line<'_>> = with
            .iter()
            .filter(|line| line.account_id == bill.account_id)
            .copied()
            .collect();
        let untaxed = [
            RecordType::Tax,
            RecordType::Credit,
            RecordType::Refund,
            RecordType::Upfront,
            RecordType::SavingsPlanUpfrontFee,
        ];
        let taxed = own
            .iter()
            .filter(|line| !untaxed.contains(&line.record_type) && !line.seller.is_marketplace);
        let taxed = sum(taxed).net_unblended;
        let tax = sum(of_type(&own, RecordType::Tax)).unblended;
        assert_eq!(tax, taxed.share(bill.tax_percent, 100).whole_cents());
    }
    let later = lines(&ledger, month(2026, 9), 2..31, true);
    assert_eq!(
        of_type(&later, RecordType::Tax).count(),
        0,
        "it is dated on the first"
    );
}

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
