//! Random organizations, ledgers and moves: whatever the bill shows must equal sums that are made here in another way,
//! from the ledger's rows alone and with another kind of numbers.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use proptest::prelude::*;

use super::*;
use crate::{
    ids::{NodeId, OuId, ParentId},
    tree::{AccountState, Node, NodeKind, Organization, Tree},
};

const SERVICES: [&str; 4] = ["Compute", "Storage", "Tax", "Support plan"];
const RECORD_TYPES: [&str; 6] = [
    "Usage",
    "Tax",
    "Credit",
    "SavingsPlanCoveredUsage",
    "SavingsPlanNegation",
    "Fee of tomorrow",
];
const SELLERS: [&str; 2] = ["AWS Inc.", "AWS EMEA SARL"];

/// A row of the ledger: month back, day, account, service, record type, seller, and tenths of a billionth.
#[derive(Debug, Clone)]
struct Row {
    back: u8,
    day: i8,
    account: usize,
    service: usize,
    record_type: usize,
    seller: usize,
    amounts: [i64; 5],
}

/// An organization: each unit's parent among those before it (0 is the root), each account's unit, none for one that left.
#[derive(Debug, Clone)]
struct World {
    units: Vec<usize>,
    accounts: Vec<Option<usize>>,
    /// Moves after the costs arose: which account, and where it stands now.
    moves: Vec<(usize, usize)>,
    rows: Vec<Row>,
}

fn world() -> impl Strategy<Value = World> {
    let units = prop::collection::vec(any::<prop::sample::Index>(), 0..8);
    let accounts = prop::collection::vec(
        prop::option::weighted(0.85, any::<prop::sample::Index>()),
        1..14,
    );
    let moves = prop::collection::vec(
        (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        0..5,
    );
    let row = (
        0_u8..14,
        1_i8..29,
        any::<prop::sample::Index>(),
        0..SERVICES.len(),
        0..RECORD_TYPES.len(),
        0..SELLERS.len(),
        prop::array::uniform5(-1_000_000_000_000_i64..9_000_000_000_000),
    );
    (units, accounts, moves, prop::collection::vec(row, 1..120)).prop_map(
        |(units, accounts, moves, rows)| {
            let units: Vec<usize> = (units.iter().enumerate())
                .map(|(place, parent)| parent.index(place + 1))
                .collect();
            let count = accounts.len();
            World {
                accounts: (accounts.into_iter())
                    .map(|unit| unit.map(|unit| unit.index(units.len() + 1)))
                    .collect(),
                moves: (moves.into_iter())
                    .map(|(account, unit)| (account.index(count), unit.index(units.len() + 1)))
                    .collect(),
                rows: (rows.into_iter())
                    .map(
                        |(back, day, account, service, record_type, seller, amounts)| Row {
                            back,
                            day,
                            account: account.index(count),
                            service,
                            record_type,
                            seller,
                            amounts,
                        },
                    )
                    .collect(),
                units,
            }
        },
    )
}

fn current() -> Month {
    "2026-11".parse().expect("a month")
}

/// In the current month, after all the days that rows have.
fn now() -> Timestamp {
    "2026-11-29T09:00:00Z".parse().expect("an instant")
}

fn unit_id(unit: usize) -> ParentId {
    if unit == 0 {
        "r-abcd".parse().expect("the root")
    } else {
        format!("ou-abcd-{unit:08}").parse().expect("a unit")
    }
}

fn account_id(account: usize) -> String {
    format!("{account:012}")
}

impl World {
    /// Where an account stands now.
    fn place(&self, account: usize) -> Option<usize> {
        let mut place = self.accounts[account]?;
        for (moved, to) in &self.moves {
            if *moved == account {
                place = *to;
            }
        }
        Some(place)
    }

    fn tree(&self) -> Tree {
        let node = |id: NodeId, parent: Option<ParentId>, kind| Node {
            name: format!("Node {id}"),
            id,
            parent_id: parent,
            arn: None,
            kind,
        };
        let mut nodes = vec![node(NodeId::from(&unit_id(0)), None, NodeKind::Root)];
        for (place, parent) in self.units.iter().enumerate() {
            let id = NodeId::from(&unit_id(place + 1));
            nodes.push(node(id, Some(unit_id(*parent)), NodeKind::Ou));
        }
        for account in 0..self.accounts.len() {
            let Some(place) = self.place(account) else {
                continue;
            };
            let kind = NodeKind::Account {
                email: String::new(),
                state: AccountState::Active,
                joined_method: "CREATED".to_owned(),
                joined_at: None,
            };
            let id = account_id(account).parse().expect("an account");
            nodes.push(node(id, Some(unit_id(place)), kind));
        }
        let organization = Organization {
            id: "o-abcdefghij".parse().expect("an organization"),
            management_account_id: account_id(0).parse().expect("an account"),
            feature_set: "ALL".to_owned(),
        };
        Tree::new(organization, now(), true, nodes).expect("a tree")
    }

    /// Whether a unit holds an account, however deep.
    fn holds(&self, unit: usize, account: usize) -> bool {
        let mut at = self.place(account);
        while let Some(place) = at {
            if place == unit {
                return true;
            }
            at = place.checked_sub(1).map(|place| self.units[place]);
        }
        false
    }

    /// What rows cost that are wanted, in tenths of a billionth: another kind of numbers than Canopy's.
    fn sum(&self, metric: Metric, wanted: impl Fn(&Row) -> bool) -> i128 {
        let place = Metric::ALL
            .iter()
            .position(|it| *it == metric)
            .expect("one of them");
        let rows = self.rows.iter().filter(|row| wanted(row));
        rows.map(|row| i128::from(row.amounts[place])).sum()
    }

    /// What Cost Explorer would answer, packed and unpacked as it is kept.
    fn known(&self, metric: Metric) -> KnownMonths {
        let mut known = KnownMonths::default();
        for month in months(now()) {
            let rows: Vec<&Row> = (self.rows.iter())
                .filter(|row| current().before(row.back) == month)
                .collect();
            let grouped = |keys: &dyn Fn(&Row) -> Option<(String, String)>| {
                let mut sums: BTreeMap<(String, String), [i128; 5]> = BTreeMap::new();
                for row in &rows {
                    let Some(keys) = keys(row) else { continue };
                    let sum = sums.entry(keys).or_default();
                    for (sum, amount) in sum.iter_mut().zip(row.amounts) {
                        *sum += i128::from(amount);
                    }
                }
                let mut sheet = SheetBuilder::default();
                for ((first, second), sum) in sums {
                    sheet.add(&first, &second, &sum.map(amount));
                }
                sheet
            };
            let account = |row: &Row| account_id(row.account);
            let record_type = |row: &Row| RECORD_TYPES[row.record_type].to_owned();
            let services = grouped(&|row| Some((account(row), SERVICES[row.service].to_owned())));
            let charges = grouped(&|row| Some((account(row), record_type(row))));
            let sellers = grouped(&|row| Some((SELLERS[row.seller].to_owned(), record_type(row))));
            let day = |row: &Row| -> Option<String> {
                let is_told = record_type(row) != "Tax";
                let first = month.first_day();
                let day = Date::new(first.year(), first.month(), row.day).ok();
                day.filter(|_| is_told).map(|day| day.to_string())
            };
            let account_days = grouped(&|row| Some((account(row), day(row)?)));
            let charge_days = grouped(&|row| {
                let charge = format!(
                    "{}{CHARGE_SEPARATOR}{}",
                    SERVICES[row.service],
                    record_type(row)
                );
                Some((day(row)?, charge))
            });
            assert_eq!(month_agrees(&services, &charges, &sellers), Ok(()));
            assert_eq!(days_agree(&account_days, &charge_days), Ok(()));
            let column = |sheet: &SheetBuilder| {
                Column::unpack(&sheet.pack(), metric).expect("what was packed")
            };
            let sheet = Totals::sheet(&services, &charges, &sellers);
            let totals = Totals::of(month, now(), month == current(), "USD", &column(&sheet));
            if metric == Metric::Unblended {
                assert_eq!(days_make_month(&charge_days, &totals), Ok(()));
                assert_eq!(
                    days_agree_with(&account_days, &column(&charge_days)),
                    Ok(())
                );
            }
            known.months.insert(month, totals);
            let days = |sheet: &SheetBuilder| Days {
                read_at: now(),
                column: column(sheet),
            };
            known.account_days.insert(month, days(&account_days));
            known.charge_days.insert(month, days(&charge_days));
            known.columns.insert(
                month,
                [column(&services), column(&charges), column(&sellers)],
            );
        }
        known
    }
}

#[derive(Default)]
struct KnownMonths {
    months: BTreeMap<Month, Totals>,
    account_days: BTreeMap<Month, Days>,
    charge_days: BTreeMap<Month, Days>,
    columns: BTreeMap<Month, [Column; 3]>,
}

impl KnownMonths {
    fn bill(&self, tree: &Tree, query: BillQuery) -> Bill {
        let sources = Sources {
            tree: Some(tree),
            months: &self.months,
            account_days: &self.account_days,
            charge_days: &self.charge_days,
            forecast: None,
        };
        bill(&sources, query).expect("the month is known")
    }
}

/// Ten decimal places, as Cost Explorer tells them.
fn amount(tenths_of_a_billionth: i128) -> Amount {
    let (sign, size) = if tenths_of_a_billionth < 0 {
        ("-", -tenths_of_a_billionth)
    } else {
        ("", tenths_of_a_billionth)
    };
    format!(
        "{sign}{}.{:010}",
        size / 10_000_000_000,
        size % 10_000_000_000
    )
    .parse()
    .expect("an amount")
}

/// What a line must come to.
fn expected(world: &World, metric: Metric, back: u8, key: &BillKey, through: Option<i8>) -> i128 {
    let account = |id: &str| id.parse::<usize>().expect("a number");
    let unit = |id: &OuId| {
        id.as_str()
            .rsplit('-')
            .next()
            .and_then(|it| it.parse().ok())
            .expect("a unit")
    };
    world.sum(metric, |row| {
        let is_told = through
            .is_none_or(|through| row.day <= through && RECORD_TYPES[row.record_type] != "Tax");
        row.back == back
            && is_told
            && match key {
                BillKey::Organization => true,
                BillKey::Ou { id } => world.holds(unit(id), row.account),
                BillKey::Direct { parent } => world
                    .place(row.account)
                    .is_some_and(|place| unit_id(place) == *parent),
                BillKey::Departed => world.place(row.account).is_none(),
                BillKey::Account { id } => account(id) == row.account,
                BillKey::Service { name } => SERVICES[row.service] == name,
                BillKey::Charge { class } => {
                    let usage = ["Usage"];
                    let covered = ["SavingsPlanCoveredUsage"];
                    let of_class: &[&str] = match class {
                        ChargeClass::Usage => &usage,
                        ChargeClass::SavingsPlanCovered => &covered,
                        ChargeClass::SavingsPlanNegation => &["SavingsPlanNegation"],
                        ChargeClass::Tax => &["Tax"],
                        ChargeClass::Credit => &["Credit"],
                        ChargeClass::Other => &["Fee of tomorrow"],
                        _ => &[],
                    };
                    of_class.contains(&RECORD_TYPES[row.record_type])
                }
                BillKey::RecordType { name } => RECORD_TYPES[row.record_type] == name,
                BillKey::Seller { name } => SELLERS[row.seller] == name,
                BillKey::Others => false,
            }
    })
}

const GROUPINGS: [Grouping; 5] = [
    Grouping::Ou,
    Grouping::Account,
    Grouping::Service,
    Grouping::Charge,
    Grouping::Seller,
];

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
        for line in &bill.lines {
            let of = |back, through| amount(expected(world, metric, back, &line.key, through));
            assert_eq!(line.amount, of(back, None), "{:?}", line.key);
            if let Some(change) = line.change {
                let before = of(back + 1, through);
                assert_eq!(change, CostDifference::between(before, of(back, through)));
            }
            if let Some(change) = line.last_year {
                let before = of(back + 12, through);
                assert_eq!(change, CostDifference::between(before, of(back, through)));
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
    let rows = |place: usize| Rows {
        now: &columns[place],
        before: None,
    };
    let month_rows = MonthRows {
        services: rows(0),
        charges: rows(1),
        sellers: rows(2),
    };
    for by in GROUPINGS {
        for line in known.bill(&tree, BillQuery { month, metric, by }).lines {
            for part in inside(Some(&tree), &month_rows, &line.key) {
                let top = part.lines.iter().filter(|line| line.depth == 0);
                assert_eq!(
                    top.map(|line| line.amount).sum::<Amount>(),
                    line.amount,
                    "{:?} by {}",
                    line.key,
                    part.title
                );
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
