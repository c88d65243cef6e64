//! Commitments: the payer's Savings Plan, and reservations of single accounts. Over a year each costs the
//! same, whether one looks at what is paid or at what is amortized.

use std::ops::Range;

use super::{
    Amounts, Bill, Book, Ledger, Line,
    book::EVENLY,
    draw::{For, below, draw},
    services::{COMPUTE, DATABASES, SAVINGS_PLANS},
    usage::{fee_line, quantity},
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

impl<'a> Ledger<'a> {
    /// What the payer's Savings Plan covers of what an account computes in a whole month, at list
    /// prices.
    pub(super) fn covered(&self, bill: &Bill<'a>, book: &Book) -> Option<Amount> {
        self.payer.savings_plan.as_ref()?;
        let takes_part = below(COVERED_ONE_IN, For::SavingsPlan, &[bill.number]) == 0;
        let computed = bill.usage(COMPUTE, book).filter(|_| takes_part)?;
        Some(computed.share(COVERED_PERCENT, 100))
    }

    /// The hourly commitment of the Savings Plan. It is the same all month, whoever uses it.
    pub(super) fn committed(
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
}

/// What covered usage costs under the Savings Plan.
pub(super) fn plan_price(listed: Amount) -> Amount {
    listed.share(PLAN_PRICE_PERCENT, 100)
}

/// Covered usage at list prices, which its negation takes off again, and what it costs instead.
pub(super) fn covered_usage(listed: Amount, price: Amount) -> Amounts {
    let quantity = quantity(listed, COMPUTE);
    Amounts {
        usage_quantity: quantity,
        normalized_usage: quantity.times(4),
        ..Amounts::plain(listed).with_amortized(price)
    }
}

/// Reserved usage costs nothing more on its day; amortized and blended costs show its part of the fees.
pub(super) fn discounted(
    reserved: &Reservation,
    over: &impl Fn(Amount, usize) -> Amount,
) -> Amounts {
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
