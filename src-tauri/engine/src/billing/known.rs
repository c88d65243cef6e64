//! What is kept of the bill, as it is worked with.

use std::collections::BTreeMap;

use canopy_core::{
    Failure,
    billing::{self, CLOSED_MONTHS, Column, Days, Kept, Metric, Month, Part, Totals, day_of},
};
use jiff::Timestamp;

use super::MonthKnown;
use crate::{
    session::Session,
    store::{PackedPart, PartName},
};

impl Session {
    /// The four lists of every month that is shown.
    pub(super) fn all_totals(&self, metric: Metric) -> Result<BTreeMap<Month, Totals>, Failure> {
        let current = Month::of(day_of(Timestamp::now()));
        let mut found = BTreeMap::new();
        for month in current.before(CLOSED_MONTHS).to(current) {
            if let Some(totals) = self.totals(month, metric)? {
                found.insert(month, totals);
            }
        }
        Ok(found)
    }

    /// The four lists of a month.
    pub(super) fn totals(&self, month: Month, metric: Metric) -> Result<Option<Totals>, Failure> {
        let store = self.engine().store();
        let Some(part) = store.billing_part(self.id(), month, PartName::Totals)? else {
            return Ok(None);
        };
        let column = self.unpack(month, &part, metric)?;
        Ok(column
            .map(|column| Totals::of(month, part.read_at, part.estimated, &part.unit, &column)))
    }

    pub(super) fn column(
        &self,
        month: Month,
        name: PartName,
        metric: Metric,
    ) -> Result<Option<Column>, Failure> {
        match self.engine().store().billing_part(self.id(), month, name)? {
            None => Ok(None),
            Some(part) => self.unpack(month, &part, metric),
        }
    }

    /// One metric of a part. What is damaged is forgotten, so that it is read again.
    fn unpack(
        &self,
        month: Month,
        part: &PackedPart,
        metric: Metric,
    ) -> Result<Option<Column>, Failure> {
        match Column::unpack(&part.content, metric) {
            Ok(column) => Ok(Some(column)),
            Err(damaged) => {
                tracing::warn!(%damaged, %month, "a month of the bill is forgotten");
                let store = self.engine().store();
                store.forget_billing_month(self.id(), month)?;
                Ok(None)
            }
        }
    }

    /// The days of a month, by account or by charge.
    pub(super) fn days(
        &self,
        month: Month,
        part: Part,
        metric: Metric,
    ) -> Result<Option<(Month, Days)>, Failure> {
        let store = self.engine().store();
        let Some(found) = store.billing_part(self.id(), month, PartName::Asked(part))? else {
            return Ok(None);
        };
        let read_at = found.read_at;
        let column = self.unpack(month, &found, metric)?;
        Ok(column.map(|column| (month, Days { read_at, column })))
    }
}

pub(super) fn unknown(month: Month) -> Failure {
    Failure::not_found(format!("the bill of {} was not read yet", month.title()))
        .hint("Refresh the bill first.")
}

/// The months that Cost Explorer tells, and what is known of each.
pub(super) fn months(kept: &[Kept], now: Timestamp) -> Vec<MonthKnown> {
    let known = |month: Month| {
        let of_month = |it: &&Kept| it.month == month && it.part == Part::AccountService;
        kept.iter().find(of_month)
    };
    billing::months(now)
        .map(|month| {
            let known = known(month);
            MonthKnown {
                month,
                title: month.title(),
                read_at: known.map(|it| it.read_at),
                estimated: known.is_none_or(|it| it.estimated),
                is_final: known.is_some_and(Kept::is_final),
            }
        })
        .collect()
}
