//! Who is on a bill: the accounts that the payer pays for, each with the time that it was there.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use jiff::{Timestamp, civil::Date};

use super::{
    book::{Book, SHAPES},
    draw::{For, below, between},
    line::Seller,
    services::{SERVICES, Service},
};
use crate::{
    money::Amount,
    month::{Month, date, days_after},
    state::{Account, Entry, Payer, Rule, State},
};

/// The sellers of AWS, and the tax that each adds in percent.
const SELLERS: [(&str, i64); 2] = [
    ("Amazon Web Services EMEA SARL", 20),
    ("Amazon Web Services, Inc.", 7),
];
/// One account in so many buys from the other seller.
const OTHER_SELLER_ONE_IN: u64 = 8;
/// What accounts use in a month, in dollars: so many of a hundred use at most so much.
const SIZES: [(u64, u64); 5] = [(50, 40), (80, 300), (95, 2_000), (99, 9_000), (100, 40_000)];
const REGIONS: [&str; 4] = ["eu-west-1", "eu-central-1", "eu-west-1", "us-east-1"];
/// Neither grows nor shrinks without end: between these, in thousandths.
const GROWTH: (i64, i64) = (300, 4000);

/// One account of a bill.
pub(crate) struct Bill<'a> {
    pub(crate) account_id: &'a str,
    /// Its name, if the account is still known.
    pub(crate) name: Option<&'a str>,
    pub(crate) seller: Seller<'static>,
    pub(super) tax_percent: i64,
    /// Stands for the account where numbers are drawn.
    pub(super) number: u64,
    pub(super) size: Amount,
    pub(crate) entries: Vec<&'a Entry>,
    rules: Vec<&'a Rule>,
    every_service: bool,
    sized_in: Month,
    /// When it was there, the last day not included.
    times: Vec<Range<Date>>,
}

impl<'a> Bill<'a> {
    fn of(account_id: &'a str, account: Option<&'a Account>, payer: &'a Payer) -> Self {
        // Ids have twelve digits; another text in an entry is an account like any other.
        let number = account_id.bytes().fold(0, |number: u64, byte| {
            number.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
        let other = below(OTHER_SELLER_ONE_IN, For::Seller, &[number]) == 0;
        let (name, tax_percent) = SELLERS[usize::from(other)];
        let size = payer.sizes.get(account_id);
        Self {
            account_id,
            name: account.map(|account| account.name.as_str()),
            seller: Seller {
                legal_entity: name,
                invoicing_entity: name,
                is_marketplace: false,
            },
            tax_percent,
            number,
            size: size.map_or_else(|| drawn_size(number), |&size| Amount::whole(size.into())),
            entries: Vec::new(),
            rules: Vec::new(),
            every_service: payer.every_service,
            sized_in: payer.sized_in,
            times: Vec::new(),
        }
    }

    /// Those days of a range that the account was there on, in one or more pieces.
    pub(super) fn present(&self, month: Month, days: &Range<i8>) -> Vec<Range<i8>> {
        let (first, days) = (month.first(), days.clone());
        let day_of = |date: Date| {
            let since = (date - first).get_days();
            i8::try_from(since.clamp(-1, 40) + 1).unwrap_or(1)
        };
        self.times
            .iter()
            .map(|time| day_of(time.start).max(days.start)..day_of(time.end).min(days.end))
            .filter(|days| !days.is_empty())
            .collect()
    }

    /// Whether the account uses a service in a month: as others do, or because a rule is about it.
    pub(super) fn uses(&self, index: usize, month: Month) -> bool {
        let about = [self.number, u64::try_from(index).unwrap_or(0)];
        let service = &SERVICES[index];
        let is_ruled_by =
            |rule: &Rule| rule.from <= month && rule.service.as_deref() == Some(service.name);
        self.every_service
            || below(100, For::Uses, &about) < service.popularity
            || self.rules.iter().copied().any(is_ruled_by)
    }

    /// What the account uses of a service in a whole month, if it uses it.
    pub(super) fn usage(&self, index: usize, book: &Book) -> Option<Amount> {
        if !self.uses(index, book.month) {
            return None;
        }
        let service = &SERVICES[index];
        let about = [self.number, u64::try_from(index).unwrap_or(0)];
        let months = book.month.number() - self.sized_in.number();
        let trend = between(-15, 35, For::Trend, &[self.number]);
        let grown = (1000 + trend * months).clamp(GROWTH.0, GROWTH.1);
        let month = u64::try_from(book.month.number()).unwrap_or(0);
        let chance = between(8500, 11500, For::Month, &[about[0], about[1], month]);
        let usual = self
            .size
            .share(service.part * grown * chance, 10_000_000_000);
        let ruled = self.rules.iter().filter(|rule| {
            rule.from <= book.month
                && rule
                    .service
                    .as_deref()
                    .is_none_or(|name| name == service.name)
        });
        Some(ruled.fold(usual, |usage, rule| usage.share(rule.percent.into(), 100)))
    }

    /// How its usage of a service spreads over the days of a month: never evenly.
    pub(super) fn shape(&self, index: usize) -> usize {
        let shapes = u64::try_from(SHAPES - 1).unwrap_or(1);
        let about = [self.number, u64::try_from(index).unwrap_or(0)];
        1 + usize::try_from(below(shapes, For::Shape, &about)).unwrap_or(0)
    }

    /// The Region in which it uses a service.
    pub(crate) fn region(&self, index: usize, service: &Service) -> &'static str {
        if service.is_global {
            return "global";
        }
        let about = [self.number, u64::try_from(index).unwrap_or(0)];
        REGIONS[usize::try_from(below(4, For::Region, &about)).unwrap_or(0)]
    }

    /// Whether it was there on all of these days.
    pub(crate) fn was_there_all(&self, book: &Book, days: &Range<i8>) -> bool {
        self.present(book.month, days).contains(days)
    }

    /// Whether it was there in a month at all.
    pub(super) fn was_there(&self, book: &Book) -> bool {
        let (first, next) = (book.month.first(), book.month.plus(1).first());
        self.times
            .iter()
            .any(|time| time.start < next && first < time.end)
    }
}

fn drawn_size(number: u64) -> Amount {
    let rank = below(100, For::Size, &[number]);
    let at = SIZES.iter().position(|(most, _)| rank < *most).unwrap_or(0);
    let most = SIZES[at].1 * 100;
    let least = at
        .checked_sub(1)
        .map_or(100, |before| SIZES[before].1 * 100);
    Amount::cents(least + below(most - least, For::Size, &[number, 1]))
}

/// The accounts that a payer pays for, by id. `from` is the first day that counts.
pub(super) fn of_payer<'a>(
    state: &'a State,
    payer_id: &'a str,
    payer: &'a Payer,
    from: Date,
) -> Vec<Bill<'a>> {
    let mut times: BTreeMap<&str, Vec<Range<Date>>> = BTreeMap::new();
    // The payer has always paid for itself, but for the time that another one did.
    let alone = last_departure(state, payer_id).map_or(Date::MIN, day_after);
    times.insert(payer_id, vec![alone..Date::MAX]);
    for departed in &payer.departed {
        let stay = date(departed.joined_at)..day_after(departed.left_at);
        times.entry(&departed.account_id).or_default().push(stay);
    }
    let organization = state.organization_of(payer_id);
    let members = organization.map(|organization| state.index.members(&organization.id));
    for id in members.into_iter().flatten().filter(|id| *id != payer_id) {
        let account = state.accounts.get(id);
        if let Some(joined_at) = account
            .and_then(|account| account.membership.as_ref())
            .map(|membership| membership.joined_at)
        {
            times
                .entry(id)
                .or_default()
                .push(date(joined_at)..last_day(state, id));
        }
    }
    let charged: BTreeSet<&str> = payer
        .entries
        .iter()
        .map(|entry| entry.account_id.as_str())
        .collect();
    for id in charged {
        times.entry(id).or_default();
    }
    let mut bills: Vec<Bill<'a>> = times
        .into_iter()
        .map(|(id, times)| {
            let mut bill = Bill::of(id, state.accounts.get(id), payer);
            bill.times = times
                .into_iter()
                .map(|time| time.start.max(from)..time.end)
                .filter(|time| !time.is_empty())
                .collect();
            bill
        })
        .collect();
    for entry in payer.entries.iter().filter(|entry| entry.date >= from) {
        if let Some(bill) = find(&mut bills, &entry.account_id) {
            bill.entries.push(entry);
        }
    }
    for rule in &payer.rules {
        if let Some(bill) = find(&mut bills, &rule.account_id) {
            bill.rules.push(rule);
        }
    }
    bills
}

fn find<'b, 'a>(bills: &'b mut [Bill<'a>], account_id: &str) -> Option<&'b mut Bill<'a>> {
    let at = bills.binary_search_by(|bill| bill.account_id.cmp(account_id));
    at.ok().map(|at| &mut bills[at])
}

/// The end of a member's usage: a closed account uses nothing any more.
fn last_day(state: &State, account_id: &str) -> Date {
    let closed_at = state
        .closures
        .get(account_id)
        .map(|closure| closure.requested_at);
    let is_closed = state
        .accounts
        .get(account_id)
        .is_some_and(|account| account.state == "CLOSED");
    match closed_at {
        Some(closed_at) => day_after(closed_at),
        // Since when, nobody knows.
        None if is_closed => Date::MIN,
        None => Date::MAX,
    }
}

/// When an account last stopped being paid for by another one.
fn last_departure(state: &State, account_id: &str) -> Option<Timestamp> {
    let departed = state.payers.values().flat_map(|payer| &payer.departed);
    departed
        .filter(|departed| departed.account_id == account_id)
        .map(|departed| departed.left_at)
        .max()
}

fn day_after(instant: Timestamp) -> Date {
    days_after(date(instant), 1)
}
