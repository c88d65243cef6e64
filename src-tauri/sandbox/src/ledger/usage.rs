//! What is metered day by day: usage, what commitments cover of it, surprises, credits, and products of
//! other sellers.

use std::ops::Range;

use super::{
    Amounts, Bill, Book, Ledger, Line, Seller,
    book::EVENLY,
    draw::{For, below, between, draw},
    services::{COMPUTE, DATABASES, MARKETPLACE, SAVINGS_PLANS, SERVICES, STORAGE},
};
use crate::{money::Amount, state::RecordType};

/// One account in so many lets the Savings Plan cover some of what it computes.
const COVERED_ONE_IN: u64 = 2;
/// What is covered on top of what is charged by usage, in percent of the latter.
const COVERED_PERCENT: i64 = 60;
/// What covered usage costs of its list price, in percent.
const PLAN_PRICE_PERCENT: i64 = 72;
/// So much of what the Savings Plan commits to is used, in percent.
const PLAN_USED_PERCENT: i64 = 92;
/// One account in so many has reserved databases.
const RESERVED_ONE_IN: u64 = 6;
/// One account and month in so many brings a surprise.
const SURPRISE_ONE_IN: u64 = 200;
/// One account and month in so many is granted a credit.
const CREDIT_ONE_IN: u64 = 25;
/// One account in so many buys on AWS Marketplace.
const MARKETPLACE_ONE_IN: u64 = 12;

/// A reservation of databases, for a year at a time.
pub(super) struct Reservation {
    /// The fee of a month.
    pub(super) recurring: Amount,
    /// A twelfth of what is paid at the beginning of each year.
    pub(super) upfront_per_month: Amount,
    /// The month in which that is, 1 for January.
    pub(super) paid_in: i8,
    pub(super) paid_on: i8,
}

/// Something that nobody expected: usage for two days.
pub(crate) struct Spike {
    pub(crate) service: usize,
    pub(crate) first_day: i8,
    /// On each of its days.
    pub(crate) amount: Amount,
}

/// A spike lasts so many days.
pub(crate) const SPIKE_DAYS: i8 = 2;

impl<'a> Ledger<'a> {
    /// Tells what is metered in some days.
    pub(super) fn metered(
        &self,
        bill: &Bill<'a>,
        book: &Book,
        days: &Range<i8>,
        tell: &mut impl FnMut(Line<'a>),
    ) {
        let present = bill.present(book.month, days);
        if present.is_empty() {
            return;
        }
        let over = |amount: Amount, shape: usize| {
            let parts = present.iter().map(|days| book.spread(amount, shape, days));
            parts.sum::<Amount>()
        };
        for (index, service) in SERVICES.iter().enumerate() {
            let Some(month) = bill.usage(index, book) else {
                continue;
            };
            let shape = bill.shape(index);
            // Each is spread on its own, so that the days of each add up to its month.
            let listed =
                |month| Self::list_price(over(month, shape), over(self.net(month), shape), index);
            let region = bill.region(index, service);
            let mut put =
                |record_type, amounts| tell(line(bill, index, record_type, region, amounts));
            put(RecordType::Usage, listed(month));
            if index == COMPUTE
                && let Some(covered) = self.covered(bill, book)
            {
                if self.plan().is_none() {
                    let used = over(covered, EVENLY);
                    put(RecordType::Usage, Self::list_price(used, used, index));
                } else {
                    let listed = over(covered, EVENLY);
                    let price = over(plan_price(covered), EVENLY);
                    put(
                        RecordType::SavingsPlanCoveredUsage,
                        covered_usage(listed, price),
                    );
                    put(RecordType::SavingsPlanNegation, Amounts::paid(-listed));
                }
            }
            if index == COMPUTE
                && let Some(credit) = self.credit(bill, book, month)
            {
                put(RecordType::Credit, Amounts::plain(-over(credit, shape)));
            }
            if index == DATABASES
                && let Some(reserved) = self.reservation(bill, book)
            {
                put(RecordType::DiscountedUsage, discounted(&reserved, &over));
            }
        }
        self.surprise(bill, book, &present, tell);
        self.marketplace(bill, &over, tell);
        if bill.account_id == self.payer_id {
            self.committed(bill, book, days, &over, tell);
        }
    }

    /// Usage at list prices, with the negotiated discount where net costs are asked for.
    fn list_price(used: Amount, net: Amount, index: usize) -> Amounts {
        let quantity = quantity(used, index);
        Amounts {
            net_unblended: net,
            net_amortized: net,
            usage_quantity: quantity,
            normalized_usage: if SERVICES[index].is_normalized {
                quantity.times(4)
            } else {
                Amount::ZERO
            },
            ..Amounts::plain(used)
        }
    }

    /// What the payer's Savings Plan covers of what an account computes in a whole month, at list
    /// prices.
    fn covered(&self, bill: &Bill<'a>, book: &Book) -> Option<Amount> {
        self.payer.savings_plan.as_ref()?;
        let takes_part = below(COVERED_ONE_IN, For::SavingsPlan, &[bill.number]) == 0;
        let computed = bill.usage(COMPUTE, book).filter(|_| takes_part)?;
        Some(computed.share(COVERED_PERCENT, 100))
    }

    /// The hourly commitment of the Savings Plan. It is the same all month, whoever uses it.
    fn committed(
        &self,
        bill: &Bill<'a>,
        book: &Book,
        days: &Range<i8>,
        over: &impl Fn(Amount, usize) -> Amount,
        tell: &mut impl FnMut(Line<'a>),
    ) {
        let Some(plan) = self.plan() else { return };
        let (mut commitment, mut used) = (Amount::ZERO, Amount::ZERO);
        for user in self.bills.iter().filter(|user| user.was_there(book)) {
            if let Some(covered) = self.covered(user, book) {
                let price = plan_price(covered);
                commitment += price;
                let present = user.present(book.month, days);
                used += present
                    .iter()
                    .map(|days| book.spread(price, EVENLY, days))
                    .sum();
            }
        }
        let fee = over(commitment.share(100, PLAN_USED_PERCENT), EVENLY);
        let unused = fee + over(plan.upfront_per_month, EVENLY) - used;
        let amounts = Amounts::plain(fee).with_amortized(unused);
        tell(fee_line(
            bill,
            SAVINGS_PLANS,
            RecordType::SavingsPlanRecurringFee,
            amounts,
        ));
    }

    /// The reservation that an account has, if it has one.
    pub(super) fn reservation(&self, bill: &Bill<'a>, book: &Book) -> Option<Reservation> {
        let about = [bill.number];
        let reserves = below(RESERVED_ONE_IN, For::Reservation, &about) == 0;
        if !self.has_every_charge() || !reserves || !bill.uses(DATABASES, book.month) {
            return None;
        }
        let drawn = draw(For::Reservation, &[bill.number, 1]);
        let recurring = bill.size.share(2, 100).whole_cents();
        Some(Reservation {
            recurring,
            upfront_per_month: recurring.share(1, 2).whole_cents(),
            paid_in: i8::try_from(drawn % 12 + 1).unwrap_or(1),
            paid_on: i8::try_from(drawn / 12 % 28 + 1).unwrap_or(1),
        })
    }

    fn credit(&self, bill: &Bill<'a>, book: &Book, computed: Amount) -> Option<Amount> {
        let about = [bill.number, number(book)];
        let granted = self.has_every_charge() && below(CREDIT_ONE_IN, For::Credit, &about) == 0;
        granted.then(|| computed.share(between(5, 20, For::Credit, &about), 100))
    }

    /// What nobody expected of an account in a month.
    pub(crate) fn spike(&self, bill: &Bill<'a>, book: &Book) -> Option<Spike> {
        let about = [bill.number, number(book)];
        if !self.has_every_charge() || below(SURPRISE_ONE_IN, For::Surprise, &about) != 0 {
            return None;
        }
        let used: Vec<usize> = (0..SERVICES.len())
            .filter(|&index| bill.usage(index, book).is_some())
            .collect();
        let drawn = usize::try_from(draw(For::Surprise, &about) >> 32).unwrap_or(0);
        let service = *used.get(drawn % used.len().max(1))?;
        let first_day = i8::try_from(between(3, 25, For::Surprise, &[bill.number])).unwrap_or(3);
        Some(Spike {
            service,
            first_day,
            amount: bill.size.share(between(8, 40, For::Surprise, &about), 100),
        })
    }

    fn surprise(
        &self,
        bill: &Bill<'a>,
        book: &Book,
        present: &[Range<i8>],
        tell: &mut impl FnMut(Line<'a>),
    ) {
        let Some(spike) = self.spike(bill, book) else {
            return;
        };
        let hit = (spike.first_day..spike.first_day + SPIKE_DAYS)
            .filter(|day| present.iter().any(|days| days.contains(day)))
            .count();
        if hit > 0 {
            let count = i64::try_from(hit).unwrap_or(0);
            let index = spike.service;
            let net = self.net(spike.amount).times(count);
            let amounts = Self::list_price(spike.amount.times(count), net, index);
            let region = bill.region(index, &SERVICES[index]);
            tell(line(bill, index, RecordType::Usage, region, amounts));
        }
    }

    fn marketplace(
        &self,
        bill: &Bill<'a>,
        over: &impl Fn(Amount, usize) -> Amount,
        tell: &mut impl FnMut(Line<'a>),
    ) {
        let about = [bill.number];
        if !self.has_every_charge() || below(MARKETPLACE_ONE_IN, For::Marketplace, &about) != 0 {
            return;
        }
        let drawn = draw(For::Marketplace, &[bill.number, 1]);
        let product = usize::try_from(drawn % 3).unwrap_or(0);
        let (service, legal_entity) = MARKETPLACE[product];
        let cost = over(bill.size.share(6, 100), EVENLY);
        tell(Line {
            account_id: bill.account_id,
            service,
            record_type: RecordType::Usage,
            seller: Seller {
                legal_entity,
                is_marketplace: true,
                ..bill.seller
            },
            region: "global",
            amounts: Amounts {
                usage_quantity: quantity(cost, product),
                ..Amounts::plain(cost)
            },
        });
    }

    /// A refund of what was stored. It comes with the final bill.
    pub(super) fn refund(&self, bill: &Bill<'a>, book: &Book) -> Option<Amount> {
        let about = [bill.number, number(book)];
        let due = self.has_every_charge() && book.is_final && below(60, For::Refund, &about) == 0;
        let stored = bill.usage(STORAGE, book).filter(|_| due)?;
        Some(stored.share(3, 100).whole_cents())
    }
}

fn number(book: &Book) -> u64 {
    u64::try_from(book.month.number()).unwrap_or(0)
}

/// What covered usage costs under the Savings Plan.
fn plan_price(listed: Amount) -> Amount {
    listed.share(PLAN_PRICE_PERCENT, 100)
}

/// Covered usage at list prices, which its negation takes off again, and what it costs instead.
fn covered_usage(listed: Amount, price: Amount) -> Amounts {
    let quantity = quantity(listed, COMPUTE);
    Amounts {
        usage_quantity: quantity,
        normalized_usage: quantity.times(4),
        ..Amounts::plain(listed).with_amortized(price)
    }
}

/// Reserved usage costs nothing more on its day; amortized and blended costs show its part of the fees.
fn discounted(reserved: &Reservation, over: &impl Fn(Amount, usize) -> Amount) -> Amounts {
    let hours = over(reserved.recurring, EVENLY);
    let amortized = over(reserved.recurring + reserved.upfront_per_month, EVENLY);
    Amounts {
        blended: hours,
        usage_quantity: hours.times(9),
        normalized_usage: hours.times(36),
        ..Amounts::default()
    }
    .with_amortized(amortized)
}

/// Units of usage: hours, gigabytes or requests, in numbers that mean nothing across services.
fn quantity(used: Amount, index: usize) -> Amount {
    used.times(3 + i64::try_from(index).unwrap_or(0))
}

fn line<'a>(
    bill: &Bill<'a>,
    index: usize,
    record_type: RecordType,
    region: &'static str,
    amounts: Amounts,
) -> Line<'a> {
    Line {
        region,
        ..fee_line(bill, SERVICES[index].name, record_type, amounts)
    }
}

/// A line that belongs to no Region.
pub(super) fn fee_line<'a>(
    bill: &Bill<'a>,
    service: &'static str,
    record_type: RecordType,
    amounts: Amounts,
) -> Line<'a> {
    Line {
        account_id: bill.account_id,
        service,
        record_type,
        seller: bill.seller,
        region: "",
        amounts,
    }
}
