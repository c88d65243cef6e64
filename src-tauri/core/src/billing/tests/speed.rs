//! What is drawn takes time in proportion to what is read, not more: measured against reading the same rows in the same
//! run, so that a slow machine changes nothing.

use std::time::{Duration, Instant};

use super::{super::*, world::current};
use crate::{
    ids::{NodeId, ParentId},
    tree::{AccountState, Node, NodeKind, Organization, Tree},
};

const ACCOUNTS: usize = 1_500;
const UNITS: usize = 150;
const SERVICES: usize = 30;
const RUNS: usize = 5;
/// How many times as long as reading its rows a picture may take. It takes less than half of that; what goes through
/// all accounts for each account takes hundreds of times as long.
const MOST: f64 = 12.0;

fn account_id(account: usize) -> String {
    format!("{:012}", 100_000_000_000 + account)
}

fn unit_id(unit: usize) -> ParentId {
    format!("ou-abcd-{unit:08}").parse().expect("a unit")
}

fn tree() -> Tree {
    let root: ParentId = "r-abcd".parse().expect("the root");
    let node = |id: NodeId, parent: Option<ParentId>, kind| Node {
        name: format!("Node {id}"),
        id,
        parent_id: parent,
        arn: None,
        kind,
    };
    let mut nodes = vec![node((&root).into(), None, NodeKind::Root)];
    for unit in 0..UNITS {
        let parent = if unit < 10 {
            root.clone()
        } else {
            unit_id(unit / 10)
        };
        nodes.push(node((&unit_id(unit)).into(), Some(parent), NodeKind::Ou));
    }
    for account in 0..ACCOUNTS {
        let kind = NodeKind::Account {
            email: String::new(),
            state: AccountState::Active,
            joined_method: "CREATED".to_owned(),
            joined_at: None,
        };
        let id = account_id(account).parse().expect("an account");
        nodes.push(node(id, Some(unit_id(account % UNITS)), kind));
    }
    let organization = Organization {
        id: "o-abcdefghij".parse().expect("an organization"),
        management_account_id: account_id(0).parse().expect("an account"),
        feature_set: "ALL".to_owned(),
    };
    let now = "2026-11-29T09:00:00Z".parse().expect("an instant");
    Tree::new(organization, now, true, nodes).expect("a tree")
}

/// An amount that follows from two numbers.
fn amount(one: usize, other: usize) -> Amounts {
    let cents = (one * 7_919 + other * 104_729) % 10_007;
    [Amount::hundredths(i64::try_from(cents).expect("small")); 5]
}

/// What a month has by account and by what `second` names.
fn sheet(seconds: usize, second: impl Fn(usize) -> String) -> Vec<u8> {
    let mut sheet = SheetBuilder::default();
    for account in 0..ACCOUNTS {
        for nth in 0..seconds {
            sheet.add(&account_id(account), &second(nth), &amount(account, nth));
        }
    }
    sheet.pack()
}

/// The shortest of some runs: what stands in the way of one does not stand in the way of all.
fn shortest<T>(mut make: impl FnMut() -> T) -> Duration {
    let runs = (0..RUNS).map(|_| {
        let began = Instant::now();
        drop(std::hint::black_box(make()));
        began.elapsed()
    });
    runs.min().expect("some runs")
}

#[test]
fn a_large_bill_takes_no_longer_than_reading_its_rows_some_times() {
    let tree = tree();
    let read_at = "2026-11-29T09:00:00Z".parse().expect("an instant");
    let unpack = |bytes: &[u8]| Column::unpack(bytes, Metric::Unblended).expect("a sheet");
    let services = sheet(SERVICES, |nth| format!("Service {nth}"));
    let days_of = |month: Month| sheet(28, |nth| format!("{month}-{:02}", nth + 1));
    let compared = [12, 1, 0].map(|back| current().before(back));
    let packed = compared.map(|month| (month, days_of(month)));
    let mut account_days = std::collections::BTreeMap::new();
    for (month, bytes) in &packed {
        let column = unpack(bytes);
        account_days.insert(*month, Days { read_at, column });
    }
    let mut months = std::collections::BTreeMap::new();
    for back in 0..14 {
        let month = current().before(back);
        let mut totals = Totals {
            month,
            read_at,
            estimated: false,
            unit: "USD".to_owned(),
            accounts: ByName::new(),
            services: ByName::new(),
            charges: ByName::new(),
            sellers: ByName::new(),
        };
        for account in 0..ACCOUNTS {
            let cost = amount(account, back.into())[0];
            totals.accounts.insert(account_id(account), cost);
        }
        let total = totals.total();
        totals.services.insert("Service".to_owned(), total);
        totals.charges.insert("Usage".to_owned(), total);
        totals.sellers.insert("AWS".to_owned(), total);
        months.insert(month, totals);
    }
    let sources = Sources {
        tree: Some(&tree),
        months: &months,
        account_days: &account_days,
        charge_days: &std::collections::BTreeMap::new(),
        forecast: None,
    };
    let reading = shortest(|| packed.each_ref().map(|(_, bytes)| unpack(bytes)));
    let column = unpack(&services);
    let by = |by: Grouping| {
        let query = BillQuery {
            month: current(),
            metric: Metric::Unblended,
            by,
        };
        shortest(|| bill(&sources, query))
    };
    let figures = [
        ("by unit", by(Grouping::Ou)),
        ("by account", by(Grouping::Account)),
        (
            "treemap",
            shortest(|| treemap(Some(&tree), &months, &column)),
        ),
        (
            "unusual days",
            shortest(|| surprises(Some(&tree), &account_days)),
        ),
        (
            "beside the tree",
            shortest(|| nodes(&tree, &months, current(), Metric::Unblended)),
        ),
    ];
    for (what, took) in figures {
        let times = took.as_secs_f64() / reading.as_secs_f64();
        assert!(
            times < MOST,
            "{what}: {took:?}, {times:.1} times {reading:?}"
        );
    }
}
