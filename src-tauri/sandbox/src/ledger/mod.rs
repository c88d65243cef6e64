//! What everything costs: the lines of a payer's bills, by day, account, service, kind of charge and
//! seller. They follow from the accounts and are worked out when asked for, so that ten thousand
//! accounts over fourteen months take no space; what cannot follow is an entry of the payer.
//!
//! A month's amount is drawn first and then spread over its days, so that days always add up to their
//! month, and any part of a month costs no more to work out than all of it.

mod bill;
mod book;
mod commitments;
mod draw;
mod fees;
mod line;
mod services;
#[cfg(test)]
mod tests;
mod usage;

use std::{ops::Range, sync::LazyLock};

use jiff::{Timestamp, civil::Date};

pub(crate) use bill::Bill;
pub(crate) use book::Book;
pub(crate) use line::{Amounts, Line, Seller};
pub(crate) use services::SERVICES;
pub(crate) use usage::SPIKE_DAYS;

use crate::{
    money::Amount,
    month::{Month, date},
    state::{Entry, Payer, RecordType, SavingsPlan, State},
};

/// The payer of whom nothing is kept.
static PLAIN: LazyLock<Payer> = LazyLock::new(Payer::default);

/// What of an organization's or an account's costs a caller sees.
pub(crate) struct Ledger<'a> {
    pub(crate) payer_id: &'a str,
    pub(crate) payer: &'a Payer,
    /// By account id.
    pub(crate) bills: Vec<Bill<'a>>,
    /// Nothing of this day is known yet.
    pub(crate) today: Date,
    /// Since when another organization pays; then only list prices are shown.
    pub(crate) pro_forma_since: Option<Date>,
}

/// The account that pays for an account, and what is kept of it.
pub(crate) fn payer_of<'a>(state: &'a State, account_id: &'a str) -> (&'a str, &'a Payer) {
    let organization = state.organization_of(account_id);
    let id = organization.map_or(account_id, |organization| {
        &organization.management_account_id
    });
    (id, state.payers.get(id).unwrap_or_else(|| plain()))
}

/// A payer of whom nothing is kept.
pub(crate) fn plain() -> &'static Payer {
    &PLAIN
}

impl<'a> Ledger<'a> {
    /// What `viewer` sees: everything if it pays, else its own costs.
    pub(crate) fn of(state: &'a State, viewer: &'a str, now: Timestamp) -> Self {
        let (payer_id, payer) = payer_of(state, viewer);
        let transfer = state
            .transfers
            .values()
            .find(|transfer| transfer.source.account_id == payer_id && transfer.is_in_force(now));
        let pro_forma_since = transfer.map(|transfer| date(transfer.starts_at));
        let from = pro_forma_since.unwrap_or(Date::MIN);
        let mut bills = bill::of_payer(state, payer_id, payer, from);
        if viewer != payer_id {
            bills.retain(|bill| bill.account_id == viewer);
        }
        Self {
            payer_id,
            payer,
            bills,
            today: date(now),
            pro_forma_since,
        }
    }

    /// A month as it stands today.
    pub(crate) fn book(&self, month: Month) -> Book {
        Book::of(month, self.today)
    }

    /// Tells every line of an account in some days of a month, as far as they are known. Taxes are
    /// charged by the month, so that they are told only where months are asked for.
    /// <https://docs.aws.amazon.com/cost-management/latest/userguide/ce-filtering.html>
    pub(crate) fn charges(
        &self,
        bill: &Bill<'a>,
        book: &Book,
        days: &Range<i8>,
        with_tax: bool,
        tell: &mut impl FnMut(Line<'a>),
    ) {
        let days = days.start..days.end.min(book.known);
        if days.is_empty() {
            return;
        }
        let mut basis = fees::Basis::default();
        self.metered(bill, book, &days, &mut |line| {
            basis.add(&line);
            tell(line);
        });
        if days.start == 1 {
            if days.end < book.known {
                basis = fees::Basis::default();
                let all = 1..book.known;
                self.metered(bill, book, &all, &mut |line| basis.add(&line));
            }
            self.monthly_fees(bill, book, basis, with_tax, tell);
        }
        self.dated(bill, book, &days, tell);
        for entry in &bill.entries {
            if Month::of(entry.date) == book.month
                && days.contains(&entry.date.day())
                && entry.known_on.is_none_or(|known_on| known_on <= self.today)
                && (with_tax || entry.record_type != RecordType::Tax)
                && self.shows(entry.record_type)
            {
                tell(of_entry(bill, entry));
            }
        }
    }

    /// Whether there is more than usage and tax.
    fn has_every_charge(&self) -> bool {
        self.payer.every_charge && self.pro_forma_since.is_none()
    }

    /// Where another organization pays, what it is granted is its own business.
    fn shows(&self, record_type: RecordType) -> bool {
        let is_plain = matches!(
            record_type,
            RecordType::Usage | RecordType::Tax | RecordType::Support
        );
        is_plain || self.pro_forma_since.is_none()
    }

    fn plan(&self) -> Option<&'a SavingsPlan> {
        self.payer
            .savings_plan
            .as_ref()
            .filter(|_| self.pro_forma_since.is_none())
    }

    /// An amount after the negotiated discount.
    pub(crate) fn net(&self, amount: Amount) -> Amount {
        if self.pro_forma_since.is_some() {
            return amount;
        }
        let off = i64::from(self.payer.discount_basis_points.min(10_000));
        amount.share(10_000 - off, 10_000)
    }
}

fn of_entry<'a>(bill: &Bill<'a>, entry: &'a Entry) -> Line<'a> {
    let unblended = entry.unblended;
    let net_unblended = entry.net_unblended.unwrap_or(unblended);
    let amortized = entry.amortized.unwrap_or(unblended);
    let legal_entity = entry.legal_entity.as_deref();
    let invoicing_entity = entry.invoicing_entity.as_deref();
    Line {
        account_id: bill.account_id,
        service: &entry.service,
        record_type: entry.record_type,
        seller: Seller {
            legal_entity: legal_entity.unwrap_or(bill.seller.legal_entity),
            invoicing_entity: invoicing_entity.unwrap_or(bill.seller.invoicing_entity),
            is_marketplace: legal_entity.is_some_and(|name| !name.starts_with("Amazon")),
        },
        region: entry.region.as_deref().unwrap_or(""),
        amounts: Amounts {
            unblended,
            blended: entry.blended.unwrap_or(unblended),
            net_unblended,
            amortized,
            net_amortized: entry.net_amortized.unwrap_or(if entry.amortized.is_some() {
                amortized
            } else {
                net_unblended
            }),
            usage_quantity: entry.usage_quantity,
            normalized_usage: Amount::ZERO,
        },
    }
}
