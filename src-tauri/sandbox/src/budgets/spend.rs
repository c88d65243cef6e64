//! How much of a budget is spent, and how much will be.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::{
    cost_explorer::{Dimension, Filter, Metric, expect},
    ledger::Ledger,
    money::Amount,
    month::Month,
    state::{Budget, Notification, State},
};

/// The costs that an account's budgets count.
pub(super) struct Spending<'a>(Ledger<'a>);

impl<'a> Spending<'a> {
    pub(super) fn of(state: &'a State, account_id: &'a str) -> Self {
        Self(Ledger::of(state, account_id, state.now()))
    }

    pub(super) fn today(&self) -> Date {
        self.0.today
    }

    /// What is spent this month.
    pub(super) fn actual(&self, budget: &Budget) -> Amount {
        self.of_month(budget, Month::of(self.0.today))
    }

    pub(super) fn of_month(&self, budget: &Budget, month: Month) -> Amount {
        let (filter, book) = (filter(budget), self.0.book(month));
        let mut spent = Amount::ZERO;
        for bill in &self.0.bills {
            self.0
                .charges(bill, &book, &(1..book.end()), true, &mut |line| {
                    if filter.meets(&line) {
                        spent += line.amounts.unblended;
                    }
                });
        }
        spent
    }

    /// What will be spent by the end of the month, if there is anything to go by.
    pub(super) fn forecast(&self, budget: &Budget) -> Option<Amount> {
        let month = Month::of(self.0.today);
        let left = i64::from(month.days()) - i64::from(self.0.today.day()) + 1;
        let rest = expect(&self.0, &filter(budget), Metric::Unblended, left)?;
        Some(self.actual(budget) + rest)
    }

    /// Whether a notification's threshold is passed.
    pub(super) fn is_over(&self, budget: &Budget, notification: &Notification) -> bool {
        let threshold = budget.limit.share(notification.threshold.into(), 100);
        let spent = match notification.kind.as_str() {
            "FORECASTED" => self.forecast(budget),
            _ => Some(self.actual(budget)),
        };
        spent.is_some_and(|spent| spent > threshold)
    }
}

/// Budgets know no negative amounts.
pub(super) fn show(amount: Amount) -> Value {
    json!({ "Amount": amount.max(Amount::ZERO).rounded().to_string(), "Unit": "USD" })
}

/// The dimensions that budgets filter by, with their names there and in expressions.
const DIMENSIONS: [(&str, &str, Dimension); 2] = [
    ("LinkedAccount", "LINKED_ACCOUNT", Dimension::LinkedAccount),
    ("Service", "SERVICE", Dimension::Service),
];

fn filter(budget: &Budget) -> Filter {
    let parts = DIMENSIONS.iter().filter_map(|(name, _, dimension)| {
        Some(Filter::one_of(*dimension, budget.filters.get(*name)?))
    });
    Filter::And(parts.collect())
}

/// The filter as Cost Explorer would write it.
pub(super) fn expression(budget: &Budget) -> Value {
    let parts = DIMENSIONS.iter().filter_map(|(name, key, _)| {
        let values = budget.filters.get(*name)?;
        Some(json!({ "Dimensions": { "Key": key, "Values": values } }))
    });
    let mut parts: Vec<Value> = parts.collect();
    if parts.len() == 1 {
        parts.remove(0)
    } else {
        json!({ "And": parts })
    }
}
