//! The bill from what is kept. Nothing here asks AWS.

use std::collections::BTreeMap;

use canopy_core::{
    Failure,
    billing::{
        self, Bill, BillInside, BillKey, BillQuery, BillScope, Days, Grouping, Metric, Month,
        NodeCosts, Part, Rows, SURPRISE_WORDS, Sources, Totals, Treemap, day_of,
    },
};
use jiff::Timestamp;

use super::{
    BillProgress, BillView, MetricView, Situation, SurprisesView,
    known::{months, unknown},
};
use crate::{session::Session, store::PartName};

impl Session {
    /// The bill of a month, the current one where none is named, as far as it is known.
    pub fn bill(
        &self,
        month: Option<Month>,
        metric: Metric,
        by: Grouping,
    ) -> Result<BillView, Failure> {
        let now = Timestamp::now();
        let current = Month::of(day_of(now));
        let month = month.unwrap_or(current);
        let kept = self.engine().store().billing_kept(self.id())?;
        let last = self.last_reading()?;
        let bill = self.bill_of(BillQuery { month, metric, by })?;
        let situation = match (self.own_partition()?.cost_explorer_region(), last.situation) {
            (None, _) => Situation::no_endpoint(self.own_partition()?),
            (Some(_), Some(situation)) => situation,
            (Some(_), None) if kept.is_empty() => Situation::not_read(),
            (Some(_), None) => Situation::ready(),
        };
        Ok(BillView {
            bill,
            month,
            months: months(&kept, now),
            metrics: Metric::ALL.map(metric_view).to_vec(),
            situation,
            notes: self.notes(&last.changed, now)?,
            refresh: [BillScope::Year, BillScope::Month]
                .into_iter()
                .map(|scope| self.refresh_cost(&kept, month, metric, scope, now))
                .collect::<Result<_, _>>()?,
            meter: self.meter(now)?,
            progress: self.bill_progress(),
            failure: last.failure,
        })
    }

    /// How far the reading is that is under way.
    pub fn bill_progress(&self) -> Option<BillProgress> {
        self.bill_readings().progress()
    }

    /// The bill alone.
    pub fn bill_of(&self, query: BillQuery) -> Result<Option<Bill>, Failure> {
        self.with_sources(query, |sources| billing::bill(sources, query))
    }

    /// Does something with all that a bill is made of.
    fn with_sources<T>(
        &self,
        query: BillQuery,
        make: impl FnOnce(&Sources<'_>) -> T,
    ) -> Result<T, Failure> {
        let months = self.all_totals(query.metric)?;
        let shown = query.month;
        let was_under_way = |totals: &Totals| Month::of(day_of(totals.read_at)) == shown;
        let by_days = months.get(&shown).is_some_and(was_under_way);
        // A month that is over is compared by whole months.
        let compared: &[u8] = if by_days { &[12, 1, 0] } else { &[0] };
        let days = |part: Part| -> Result<BTreeMap<Month, Days>, Failure> {
            let mut found = BTreeMap::new();
            for back in compared {
                found.extend(self.days(shown.before(*back), part, query.metric)?);
            }
            Ok(found)
        };
        let tree = self.tree();
        let forecast = self.forecast(query.metric)?;
        Ok(make(&Sources {
            tree: tree.as_deref(),
            months: &months,
            account_days: &days(Part::AccountDay)?,
            charge_days: &days(Part::ChargeDay)?,
            forecast: forecast.as_ref(),
        }))
    }

    /// What a line of the bill consists of.
    ///
    /// Errors: `notFound` where the month is not known.
    pub fn bill_inside(
        &self,
        month: Month,
        metric: Metric,
        key: &BillKey,
    ) -> Result<Vec<BillInside>, Failure> {
        if key.holds_accounts() {
            let by = Grouping::Account;
            let query = BillQuery { month, metric, by };
            let make = |sources: &Sources<'_>| billing::accounts_inside(sources, query, key);
            let inside = self.with_sources(query, make)?;
            return Ok(vec![inside.ok_or_else(|| unknown(month))?]);
        }
        let totals = self.totals(month, metric)?.ok_or_else(|| unknown(month))?;
        // Of the month under way AWS tells accounts and services not by day, so there is nothing to compare.
        let is_whole = Month::of(day_of(totals.read_at)) != month;
        let rows = |part: Part| -> Result<Rows, Failure> {
            let of = |back: u8| self.column(month.before(back), PartName::Asked(part), metric);
            Ok(Rows {
                now: of(0)?.ok_or_else(|| unknown(month))?,
                before: if is_whole { of(1)? } else { None },
                last_year: if is_whole { of(12)? } else { None },
            })
        };
        billing::inside(self.tree().as_deref(), rows, totals.total(), key)
    }

    /// The treemap of a month; none where it is not known.
    pub fn bill_treemap(&self, month: Month, metric: Metric) -> Result<Option<Treemap>, Failure> {
        let name = PartName::Asked(Part::AccountService);
        let Some(services) = self.column(month, name, metric)? else {
            return Ok(None);
        };
        let months = self.all_totals(metric)?;
        Ok(Some(billing::treemap(
            self.tree().as_deref(),
            &months,
            &services,
        )))
    }

    /// What the nodes of the tree cost in a month, the newest that is known where none is named.
    pub fn bill_nodes(
        &self,
        month: Option<Month>,
        metric: Metric,
    ) -> Result<Option<NodeCosts>, Failure> {
        let months = self.all_totals(metric)?;
        let Some(tree) = self.tree() else {
            return Ok(None);
        };
        let Some(month) = month.or_else(|| months.keys().next_back().copied()) else {
            return Ok(None);
        };
        Ok(billing::nodes(&tree, &months, month, metric))
    }

    /// Days on which accounts cost far more than usual.
    pub fn bill_surprises(&self) -> Result<SurprisesView, Failure> {
        let current = Month::of(day_of(Timestamp::now()));
        let mut days = BTreeMap::new();
        for month in [current.before(1), current] {
            days.extend(self.days(month, Part::AccountDay, Metric::Amortized)?);
        }
        let totals = self.totals(current, Metric::Amortized)?;
        Ok(SurprisesView {
            surprises: billing::surprises(self.tree().as_deref(), &days),
            words: SURPRISE_WORDS.to_owned(),
            unit: totals.map_or_else(|| "USD".to_owned(), |totals| totals.unit),
            read_at: days.values().map(|days| days.read_at).max(),
        })
    }
}

fn metric_view(metric: Metric) -> MetricView {
    MetricView {
        metric,
        title: metric.title().to_owned(),
        words: metric.words().to_owned(),
    }
}
