//! Sums: whatever one adds up, it comes to the same.

use proptest::prelude::*;

use super::*;
use crate::generate;

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
