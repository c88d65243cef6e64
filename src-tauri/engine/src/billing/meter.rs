//! What asking costs, and what was spent on it.

use canopy_core::{
    Failure,
    billing::{BillScope, Kept, Metric, Month, PRICE, day_of},
};
use jiff::Timestamp;

use super::{Meter, RefreshBill, RefreshCost};
use crate::session::Session;

impl Session {
    /// What was asked of Cost Explorer this month.
    pub fn meter(&self, now: Timestamp) -> Result<Meter, Failure> {
        let store = self.engine().store();
        let month = Month::of(day_of(now));
        let made = store.billing_requests(self.id(), month)?;
        let amount = PRICE.times(made.all.into());
        let (requests, all) = (requests(made.all), amount.in_cents());
        Ok(Meter {
            month,
            requests: made.all,
            amount,
            by_itself: made.by_itself,
            allowed_by_itself: store.settings()?.billing_requests_by_itself,
            words: format!("{requests} to Cost Explorer in {}: ${all}.", month.title()),
        })
    }

    /// What a refresh would ask for.
    pub(super) fn refresh_cost(
        &self,
        kept: &[Kept],
        month: Month,
        metric: Metric,
        scope: BillScope,
        now: Timestamp,
    ) -> Result<RefreshCost, Failure> {
        let asked = RefreshBill {
            month: Some(month),
            metric,
            scope,
            by_itself: true,
        };
        let reading = self.reading(kept, asked, now)?;
        let cost = reading.cost(kept, self.accounts_known());
        let why_not = self.why_not(&reading, asked, cost.pages, now)?;
        let words = if reading.is_nothing() {
            "Everything is fresh: a refresh asks nothing.".to_owned()
        } else if cost.pages > cost.requests {
            format!(
                "Refreshing costs about ${}: {} with about {} pages.",
                cost.amount.in_cents(),
                requests(cost.requests),
                cost.pages
            )
        } else {
            format!(
                "Refreshing costs about ${}: {}.",
                cost.amount.in_cents(),
                requests(cost.requests)
            )
        };
        Ok(RefreshCost {
            scope,
            cost,
            is_fresh: reading.is_nothing(),
            allowed_by_itself: why_not.is_none(),
            words,
        })
    }
}

fn requests(count: u32) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} request{plural}")
}
