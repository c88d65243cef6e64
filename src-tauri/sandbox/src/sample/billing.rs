//! Northwind's bill. Data Platform grew when its warehouse moved in, Search shrank when it left for a
//! service of its own, someone forgot a training job over a weekend, AWS granted a credit for the move
//! and paid an outage back, and Northwind Labs was sold two months ago.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use super::{DAY, Entry as Named};
use crate::{
    builder::Builder,
    clock,
    ledger::SERVICES,
    money::Amount,
    month::{Month, date, days_after, start_of},
    state::{
        Budget, CostExplorer, Departed, Entry, Monitor, Notification, Payer, RecordType, Rule,
        SavingsPlan, Sharing, Subscription, Surprise,
    },
};

/// About how many dollars some accounts use a month.
const SIZES: &[(&str, u32)] = &[
    ("Northwind", 400),
    ("Log Archive", 900),
    ("Security Tooling", 1_300),
    ("Network", 2_400),
    ("Shared Services", 1_100),
    ("Build and Release", 1_800),
    ("Backup", 1_500),
    ("Observability", 2_100),
    ("Storefront", 9_800),
    ("Payments", 5_200),
    ("Orders", 4_100),
    ("Inventory", 2_600),
    ("Search", 3_300),
    ("Data Platform", 8_400),
    ("Customer Login", 1_900),
    ("Fabrikam Logistics", 2_800),
    ("Tailspin Analytics", 3_600),
    ("Hackathon 2024", 15),
    ("Legacy Reporting", 220),
];
/// What all others use, by their OU: those of staging and development, and everyone's sandbox.
const USUAL_SIZE: u32 = 350;
const SANDBOX_SIZE: u32 = 45;

const COMPUTE: &str = SERVICES[0].name;
const DATABASES: &str = SERVICES[1].name;
const WAREHOUSE: &str = "Amazon Redshift";
const SEARCH_ENGINE: &str = "Amazon OpenSearch Service";

/// Puts Northwind's billing in place. `sold` was an account of its own.
pub(super) fn add(world: &mut Builder, sandboxes: &[Named], sold: &str, now: Timestamp) {
    let ids: BTreeMap<String, String> = world
        .state
        .accounts
        .values()
        .map(|account| (account.name.clone(), account.id.clone()))
        .collect();
    let id = |name: &str| ids.get(name).cloned().unwrap_or_default();
    let today = date(now);
    let month = |back: i64| Month::of(today).plus(-back);
    let mut sizes: BTreeMap<String, u32> =
        ids.values().map(|id| (id.clone(), USUAL_SIZE)).collect();
    sizes.extend(sandboxes.iter().map(|(name, ..)| (id(name), SANDBOX_SIZE)));
    sizes.extend(SIZES.iter().map(|&(name, size)| (id(name), size)));
    let rule = |name: &str, service: Option<&str>, back: i64, percent| Rule {
        account_id: id(name),
        service: service.map(ToOwned::to_owned),
        from: month(back),
        percent,
    };
    let management = world.state.management_account_id.clone();
    let payer = Payer {
        cost_explorer: CostExplorer::On,
        every_charge: true,
        discount_basis_points: 400,
        savings_plan: Some(SavingsPlan {
            upfront_per_month: Amount::whole(500),
            paid_in: month(7).of_year(),
        }),
        sizes,
        sized_in: month(0),
        rules: vec![
            rule("Data Platform", Some(WAREHOUSE), 1, 900),
            rule("Search", Some(SEARCH_ENGINE), 60, 400),
            rule("Search", Some(SEARCH_ENGINE), 2, 15),
            rule("Search", None, 2, 60),
        ],
        entries: entries(&id, today),
        departed: vec![Departed {
            account_id: sold.to_owned(),
            joined_at: clock::after(now, -700 * DAY),
            left_at: start_of(days_after(month(2).first(), 16)),
        }],
        budgets: budgets(&id, sandboxes, now),
        monitors: vec![
            Monitor {
                id: "0b7c1c3e-6a51-4d0f-9a36-2c1f5b8d9e01".to_owned(),
                name: "Services".to_owned(),
                accounts: None,
                created_at: clock::after(now, -400 * DAY),
            },
            Monitor {
                id: "5d2e9f40-1b7a-4c86-8f0d-7e6a3c4b5d02".to_owned(),
                name: "Development".to_owned(),
                accounts: Some(vec![id("Storefront Dev"), id("Data Platform Dev")]),
                created_at: clock::after(now, -200 * DAY),
            },
        ],
        subscriptions: vec![Subscription {
            id: "c9a4e1d7-3f62-4b95-a1c8-0d5e7f6b8a03".to_owned(),
            name: "Platform team".to_owned(),
            monitors: vec!["0b7c1c3e-6a51-4d0f-9a36-2c1f5b8d9e01".to_owned()],
            email: "platform@northwind.example.com".to_owned(),
            frequency: "DAILY".to_owned(),
            least: Amount::whole(100),
        }],
        sharing: Sharing {
            credits_not_for: vec![id("Fabrikam Logistics")],
            ..Sharing::default()
        },
        ..Payer::default()
    };
    world.state.payers.insert(management, payer);
}

/// The credit, the refund, and the training job that nobody stopped.
fn entries(id: &impl Fn(&str) -> String, today: Date) -> Vec<Entry> {
    let month = Month::of(today);
    let entry = |account: &str, service: &str, record_type, on: Date, cost: Amount| Entry {
        date: on,
        account_id: id(account),
        service: service.to_owned(),
        record_type,
        unblended: cost,
        blended: None,
        net_unblended: None,
        amortized: None,
        net_amortized: None,
        usage_quantity: Amount::ZERO,
        legal_entity: None,
        invoicing_entity: None,
        region: Some("eu-west-1".to_owned()),
        known_on: None,
        surprise: None,
    };
    let granted = days_after(month.plus(-3).first(), 14);
    let paid_back = days_after(month.plus(-1).first(), 20);
    let mut entries = vec![
        entry(
            "Data Platform",
            WAREHOUSE,
            RecordType::Credit,
            granted,
            -Amount::whole(5_000),
        ),
        entry(
            "Payments",
            DATABASES,
            RecordType::Refund,
            paid_back,
            -Amount::cents(31_244),
        ),
    ];
    for back in [8, 7, 6] {
        let on = days_after(today, -back);
        let cost = Amount::cents(18_640 + 310 * u64::try_from(back).unwrap_or(0));
        entries.push(Entry {
            usage_quantity: Amount::whole(24),
            surprise: Some(Surprise {
                usage_type: "EU-BoxUsage:p4d.24xlarge".to_owned(),
                feedback: None,
            }),
            ..entry("Data Platform Dev", COMPUTE, RecordType::Usage, on, cost)
        });
    }
    entries
}

/// One budget that holds, one that is about to be overrun, and one that is.
fn budgets(id: &impl Fn(&str) -> String, sandboxes: &[Named], now: Timestamp) -> Vec<Budget> {
    let notification = |kind: &str, threshold| Notification {
        kind: kind.to_owned(),
        threshold,
        email: "platform@northwind.example.com".to_owned(),
    };
    let budget = |name: &str, limit, filters| Budget {
        name: name.to_owned(),
        limit: Amount::whole(limit),
        filters,
        created_at: clock::after(now, -300 * DAY),
        notifications: vec![notification("ACTUAL", 100), notification("FORECASTED", 100)],
    };
    let of_accounts = |ids| BTreeMap::from([("LinkedAccount".to_owned(), ids)]);
    vec![
        budget("Northwind", 68_000, BTreeMap::new()),
        budget(
            "Data Platform",
            4_600,
            of_accounts(vec![id("Data Platform")]),
        ),
        budget(
            "Sandboxes",
            5,
            of_accounts(sandboxes.iter().map(|(name, ..)| id(name)).collect()),
        ),
    ]
}
