//! What is charged by the month and dated on its first day, or paid once a year: support, fees of
//! reservations, payments up front, and tax.

use super::{
    Amounts, Bill, Book, Ledger, Line,
    draw::{For, below},
    services::{DATABASES, SAVINGS_PLANS, SERVICES, STORAGE, SUPPORT, TAX},
    usage::fee_line,
};
use crate::{money::Amount, state::RecordType};

/// One account in so many has support.
const SUPPORTED_ONE_IN: u64 = 4;
/// Smaller accounts do without support.
const SUPPORTED_FROM: u64 = 500;
/// Support costs so much of what is used, in percent.
const SUPPORT_PERCENT: i64 = 10;

/// What fees are reckoned from.
#[derive(Clone, Copy, Default)]
pub(super) struct Basis {
    used: Amount,
    taxable: Amount,
}

impl Basis {
    pub(super) fn add(&mut self, line: &Line<'_>) {
        if line.seller.is_marketplace || line.record_type == RecordType::Credit {
            return;
        }
        self.taxable += line.amounts.net_unblended;
        if line.record_type == RecordType::Usage {
            self.used += line.amounts.unblended;
        }
    }
}

impl<'a> Ledger<'a> {
    /// Tells what is dated on the first day of a month, and what is paid on some day of it.
    pub(super) fn monthly_fees(
        &self,
        bill: &Bill<'a>,
        book: &Book,
        basis: Basis,
        with_tax: bool,
        tell: &mut impl FnMut(Line<'a>),
    ) {
        let mut taxable = basis.taxable;
        let database = SERVICES[DATABASES].name;
        if let Some(reserved) = self
            .reservation(bill, book)
            .filter(|_| was_there_on(bill, book, 1))
        {
            taxable += reserved.recurring;
            let amounts = Amounts {
                // Blended and amortized, the fee is where the hours are that it pays for.
                blended: Amount::ZERO,
                ..Amounts::paid(reserved.recurring)
            };
            tell(fee_line(bill, database, RecordType::Recurring, amounts));
        }
        if self.has_every_charge()
            && bill.size >= Amount::whole(SUPPORTED_FROM)
            && below(SUPPORTED_ONE_IN, For::Support, &[bill.number]) == 0
        {
            let fee = basis.used.share(SUPPORT_PERCENT, 100).whole_cents();
            taxable += fee;
            tell(fee_line(
                bill,
                SUPPORT,
                RecordType::Support,
                Amounts::plain(fee),
            ));
        }
        if with_tax {
            let tax = taxable.share(bill.tax_percent, 100).whole_cents();
            if tax > Amount::ZERO {
                tell(fee_line(bill, TAX, RecordType::Tax, Amounts::plain(tax)));
            }
        }
    }

    /// Tells what is paid on certain days only.
    pub(super) fn dated(
        &self,
        bill: &Bill<'a>,
        book: &Book,
        days: &std::ops::Range<i8>,
        tell: &mut impl FnMut(Line<'a>),
    ) {
        let due = |month, day| {
            month == book.month.of_year() && days.contains(&day) && was_there_on(bill, book, day)
        };
        let database = SERVICES[DATABASES].name;
        if let Some(reserved) = self
            .reservation(bill, book)
            .filter(|it| due(it.paid_in, it.paid_on))
        {
            let paid = Amounts::paid(reserved.upfront_per_month.times(12));
            tell(fee_line(bill, database, RecordType::Upfront, paid));
        }
        if bill.account_id == self.payer_id
            && let Some(plan) = self.plan().filter(|plan| due(plan.paid_in, 1))
        {
            let paid = Amounts::paid(plan.upfront_per_month.times(12));
            let kind = RecordType::SavingsPlanUpfrontFee;
            tell(fee_line(bill, SAVINGS_PLANS, kind, paid));
        }
        let last = book.month.days();
        if let Some(refund) = self
            .refund(bill, book)
            .filter(|_| due(book.month.of_year(), last))
        {
            let storage = SERVICES[STORAGE].name;
            tell(fee_line(
                bill,
                storage,
                RecordType::Refund,
                Amounts::plain(-refund),
            ));
        }
    }
}

fn was_there_on(bill: &Bill<'_>, book: &Book, day: i8) -> bool {
    !bill.present(book.month, &(day..day + 1)).is_empty()
}
