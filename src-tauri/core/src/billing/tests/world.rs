//! Random organizations, ledgers and moves, and sums of their rows that are made without Canopy's own code.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use proptest::prelude::*;

use super::super::*;
use crate::{
    ids::{NodeId, OuId, ParentId},
    tree::{AccountState, Node, NodeKind, Organization, Tree},
};

pub(super) const SERVICES: [&str; 4] = ["Compute", "Storage", "Tax", "Support plan"];
pub(super) const RECORD_TYPES: [&str; 6] = [
    "Usage",
    "Tax",
    "Credit",
    "SavingsPlanCoveredUsage",
    "SavingsPlanNegation",
    "Fee of tomorrow",
];
pub(super) const SELLERS: [&str; 2] = ["AWS Inc.", "AWS EMEA SARL"];

/// A row of the ledger: month back, day, account, service, record type, seller, and tenths of a billionth.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) back: u8,
    pub(super) day: i8,
    pub(super) account: usize,
    pub(super) service: usize,
    pub(super) record_type: usize,
    pub(super) seller: usize,
    pub(super) amounts: [i64; 5],
}

/// An organization: each unit's parent among those before it (0 is the root), each account's unit, none for one that left.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) units: Vec<usize>,
    pub(super) accounts: Vec<Option<usize>>,
    /// Moves after the costs arose: which account, and where it stands now.
    pub(super) moves: Vec<(usize, usize)>,
    pub(super) rows: Vec<Row>,
}

pub(super) fn world() -> impl Strategy<Value = World> {
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

pub(super) fn current() -> Month {
    "2026-11".parse().expect("a month")
}

/// In the current month, after all the days that rows have.
pub(super) fn now() -> Timestamp {
    "2026-11-29T09:00:00Z".parse().expect("an instant")
}

pub(super) fn unit_id(unit: usize) -> ParentId {
    if unit == 0 {
        "r-abcd".parse().expect("the root")
    } else {
        format!("ou-abcd-{unit:08}").parse().expect("a unit")
    }
}

pub(super) fn account_id(account: usize) -> String {
    format!("{account:012}")
}

impl World {
    /// Where an account stands now.
    pub(super) fn place(&self, account: usize) -> Option<usize> {
        let mut place = self.accounts[account]?;
        for (moved, to) in &self.moves {
            if *moved == account {
                place = *to;
            }
        }
        Some(place)
    }

    pub(super) fn tree(&self) -> Tree {
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
    pub(super) fn holds(&self, unit: usize, account: usize) -> bool {
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
    pub(super) fn sum(&self, metric: Metric, wanted: impl Fn(&Row) -> bool) -> i128 {
        let place = Metric::ALL
            .iter()
            .position(|it| *it == metric)
            .expect("one of them");
        let rows = self.rows.iter().filter(|row| wanted(row));
        rows.map(|row| i128::from(row.amounts[place])).sum()
    }

    /// What Cost Explorer would answer, packed and unpacked as it is kept.
    pub(super) fn known(&self, metric: Metric) -> KnownMonths {
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
pub(super) struct KnownMonths {
    pub(super) months: BTreeMap<Month, Totals>,
    pub(super) account_days: BTreeMap<Month, Days>,
    pub(super) charge_days: BTreeMap<Month, Days>,
    pub(super) columns: BTreeMap<Month, [Column; 3]>,
}

impl KnownMonths {
    pub(super) fn bill(&self, tree: &Tree, query: BillQuery) -> Bill {
        let bill = self.with(tree, |sources| bill(sources, query));
        bill.expect("the month is known")
    }

    pub(super) fn with<T>(&self, tree: &Tree, make: impl FnOnce(&Sources<'_>) -> T) -> T {
        make(&Sources {
            tree: Some(tree),
            months: &self.months,
            account_days: &self.account_days,
            charge_days: &self.charge_days,
            forecast: None,
        })
    }
}

/// Ten decimal places, as Cost Explorer tells them.
pub(super) fn amount(tenths_of_a_billionth: i128) -> Amount {
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
pub(super) fn expected(
    world: &World,
    metric: Metric,
    back: u8,
    key: &BillKey,
    through: Option<i8>,
) -> i128 {
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
