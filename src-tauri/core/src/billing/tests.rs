//! Random organizations, ledgers and moves: whatever the bill shows must equal sums that are made here in another way,
//! from the ledger's rows alone and with another kind of numbers.

mod speed;
mod world;

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use world::{KnownMonths, RECORD_TYPES, Row, World, amount, current, expected, world};

const GROUPINGS: [Grouping; 5] = [
    Grouping::Ou,
    Grouping::Account,
    Grouping::Service,
    Grouping::Charge,
    Grouping::Seller,
];

/// Whether a line is compared with the month before and the same month last year as its rows have it.
fn check_compared(world: &World, metric: Metric, back: u8, line: &BillLine) {
    let through = (back == 0).then_some(28);
    let of = |back: u8| amount(expected(world, metric, back, &line.key, through));
    for (months, found) in [(1, line.change), (12, line.last_year)] {
        let (before, compared) = (of(back + months), of(back));
        // Of what AWS tells by month only, the month under way has no days.
        let has_days = !compared.is_zero() || !before.is_zero() || line.amount.is_zero();
        let is_known = back + months < 14;
        let difference = CostDifference::between(before, compared);
        let difference = (is_known && has_days).then_some(difference);
        assert_eq!(found, difference, "{:?} {months} months before", line.key);
    }
}

fn check_bill(world: &World, metric: Metric, back: u8, known: &KnownMonths) {
    let tree = world.tree();
    let through = (back == 0).then_some(28);
    for by in GROUPINGS {
        let month = current().before(back);
        let bill = known.bill(&tree, BillQuery { month, metric, by });
        let total = world.sum(metric, |row| row.back == back);
        assert_eq!(bill.total, amount(total));
        let top = bill.lines.iter().filter(|line| line.depth == 0);
        assert_eq!(
            top.map(|line| line.amount).sum::<Amount>(),
            bill.total,
            "{by:?}"
        );
        let keys: BTreeSet<&BillKey> = bill.lines.iter().map(|line| &line.key).collect();
        assert_eq!(keys.len(), bill.lines.len(), "no line stands twice");
        for line in bill.lines.iter().chain(&bill.movers) {
            let of = |back, through| amount(expected(world, metric, back, &line.key, through));
            assert_eq!(line.amount, of(back, None), "{:?}", line.key);
            if by != Grouping::Seller || through.is_none() {
                check_compared(world, metric, back, line);
            } else {
                assert_eq!((line.change, line.last_year), (None, None));
            }
        }
        let change = bill.change.map(|change| change.before + change.amount);
        let told = |row: &&Row| through.is_none() || RECORD_TYPES[row.record_type] != "Tax";
        let compared = world.sum(metric, |row| row.back == back && told(&row));
        if back < 13 {
            let is_told = compared != 0 || bill.change.is_some();
            assert!(
                !is_told || change == Some(amount(compared)),
                "{by:?} {change:?}"
            );
        }
        for (place, bar) in bill.months.bars.iter().enumerate() {
            let back = 13 - u8::try_from(place).expect("14 months");
            assert_eq!(bar.total, amount(world.sum(metric, |row| row.back == back)));
            let layers = bill.months.layers.iter().map(|layer| layer.amounts[place]);
            assert_eq!(
                layers.sum::<Amount>(),
                bar.total,
                "{by:?}: layers make the bar"
            );
        }
        let days: Amount = bill.days.bars.iter().map(|bar| bar.total).sum();
        if by != Grouping::Seller {
            let told = |row: &Row| row.back == back && RECORD_TYPES[row.record_type] != "Tax";
            assert_eq!(days, amount(world.sum(metric, told)));
        }
    }
}

fn check_insides(world: &World, metric: Metric, back: u8, known: &KnownMonths) {
    let tree = world.tree();
    let month = current().before(back);
    let columns = &known.columns[&month];
    let rows = |part: Part| -> Result<Rows, ()> {
        let place = Part::MONTHLY.iter().position(|it| *it == part).ok_or(())?;
        let of = |back: u8| {
            let columns = known.columns.get(&month.before(back));
            columns.map(|columns| columns[place].clone())
        };
        Ok(Rows {
            now: columns[place].clone(),
            before: of(1),
            last_year: of(12),
        })
    };
    for by in GROUPINGS {
        let query = BillQuery { month, metric, by };
        let bill = known.bill(&tree, query);
        let total = bill.total;
        for line in bill.lines {
            let parts = if line.key.holds_accounts() {
                let make = |sources: &Sources<'_>| accounts_inside(sources, query, &line.key);
                let accounts = known.with(&tree, make).expect("the month is known");
                for account in &accounts.lines {
                    check_compared(world, metric, back, account);
                }
                vec![accounts]
            } else {
                inside(Some(&tree), rows, total, &line.key).expect("a monthly part")
            };
            for part in parts {
                for line in &part.lines {
                    let share = line.amount.fraction_of(total);
                    assert!(
                        (line.share - share).abs() < 1e-9,
                        "a share of the whole month"
                    );
                }
                let top = part.lines.iter().filter(|line| line.depth == 0);
                assert_eq!(
                    top.clone().map(|line| line.amount).sum::<Amount>(),
                    line.amount,
                    "{:?} by {}",
                    line.key,
                    part.title
                );
                if let Some(change) = line.change.filter(|_| back > 0) {
                    let before = top.filter_map(|line| Some(line.change?.before));
                    assert_eq!(before.sum::<Amount>(), change.before, "{:?}", line.key);
                }
            }
        }
    }
    let map = treemap(Some(&tree), &known.months, &columns[0]);
    assert_eq!(map.drawn + map.left_out, known.months[&month].total());
    let costs = nodes(&tree, &known.months, month, metric).expect("the month is known");
    for node in &costs.nodes {
        let key = match (node.id.ou(), node.id.account()) {
            (Some(id), _) => BillKey::Ou { id },
            (_, Some(id)) => BillKey::Account { id: id.to_string() },
            // The root holds all but those that left.
            _ => {
                let gone = amount(expected(world, metric, back, &BillKey::Departed, None));
                assert_eq!(costs.departed, gone);
                let all = known.months[&month].total();
                assert_eq!(node.amount + gone, all);
                continue;
            }
        };
        assert_eq!(
            node.amount,
            amount(expected(world, metric, back, &key, None))
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_shown_equals_an_independent_sum(
        world in world(),
        metric in prop::sample::select(Metric::ALL.to_vec()),
        back in 0_u8..14,
    ) {
        let known = world.known(metric);
        check_bill(&world, metric, back, &known);
        check_insides(&world, metric, back, &known);
    }
}
