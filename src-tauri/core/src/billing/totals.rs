//! A month in four lists: what each account, service, record type and seller cost. They are made when the month
//! is read and kept beside its rows, so that thirteen months are drawn without reading millions of rows.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::{Amount, Column, Month, SheetBuilder, sheet::Amounts};

const ACCOUNT: &str = "account";
const SERVICE: &str = "service";
const CHARGE: &str = "charge";
const SELLER: &str = "seller";

/// What each thing of one kind cost, by its name.
pub type ByName = BTreeMap<String, Amount>;

/// One month in one metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// Which month.
    pub month: Month,
    /// When it was read.
    pub read_at: Timestamp,
    /// Whether AWS may still change it.
    pub estimated: bool,
    /// What the amounts are in, as AWS returned it: `USD`.
    pub unit: String,
    /// By account id.
    pub accounts: ByName,
    /// By service.
    pub services: ByName,
    /// By record type.
    pub charges: ByName,
    /// By legal entity.
    pub sellers: ByName,
}

impl Totals {
    /// The four lists of a month, to be packed.
    pub fn sheet(
        services: &SheetBuilder,
        charges: &SheetBuilder,
        sellers: &SheetBuilder,
    ) -> SheetBuilder {
        let mut sheet = SheetBuilder::default();
        let mut add = |kind: &str, name: &str, amounts: &Amounts| sheet.add(kind, name, amounts);
        for (name, sum) in services.by_first() {
            add(ACCOUNT, name, &sum.amounts);
        }
        for (name, sum) in services.by_second() {
            add(SERVICE, name, &sum.amounts);
        }
        for (name, sum) in charges.by_second() {
            add(CHARGE, name, &sum.amounts);
        }
        for (name, sum) in sellers.by_first() {
            add(SELLER, name, &sum.amounts);
        }
        sheet
    }

    /// The four lists as they were unpacked.
    pub fn of(
        month: Month,
        read_at: Timestamp,
        estimated: bool,
        unit: &str,
        column: &Column,
    ) -> Self {
        let mut totals = Self {
            month,
            read_at,
            estimated,
            unit: unit.to_owned(),
            accounts: ByName::new(),
            services: ByName::new(),
            charges: ByName::new(),
            sellers: ByName::new(),
        };
        for (kind, name, amount) in column.rows() {
            let list = match kind {
                ACCOUNT => &mut totals.accounts,
                SERVICE => &mut totals.services,
                CHARGE => &mut totals.charges,
                _ => &mut totals.sellers,
            };
            *list.entry(name.to_owned()).or_default() += amount;
        }
        totals
    }

    /// What the month cost: the sum of its accounts, and as exactly that of its services.
    pub fn total(&self) -> Amount {
        self.accounts.values().copied().sum()
    }
}

/// What each leaf cost over all months, without regard to signs.
pub(super) fn sizes(months: &BTreeMap<Month, Totals>, list: fn(&Totals) -> &ByName) -> ByName {
    let mut sizes: HashMap<&str, Amount> = HashMap::new();
    for (name, amount) in months.values().flat_map(list) {
        *sizes.entry(name).or_default() += amount.abs();
    }
    let sizes = sizes.into_iter();
    sizes.map(|(name, size)| (name.to_owned(), size)).collect()
}
