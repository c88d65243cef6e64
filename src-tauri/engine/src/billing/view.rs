//! The bill from what is kept. Nothing here asks AWS.

use std::collections::BTreeMap;

use canopy_core::{
    Failure,
    billing::{
        self, Bill, BillInside, BillKey, BillQuery, BillScope, CLOSED_MONTHS, Column, Days,
        Grouping, Kept, Metric, Month, MonthRows, NodeCosts, PRICE, Part, Rows, SURPRISE_WORDS,
        Sources, Totals, Treemap, day_of,
    },
};
use jiff::Timestamp;

use super::{
    BillNote, BillNoteKind, BillProgress, BillView, Meter, MetricView, MonthKnown, RefreshBill,
    RefreshCost, Situation, SurprisesView,
};
use crate::{
    session::Session,
    store::{PackedPart, PartName},
};

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
            notes: self.notes(&last.changed)?,
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
        let months = self.all_totals(query.metric)?;
        let shown = query.month;
        let mut account_days = BTreeMap::new();
        for month in [shown.before(1), shown] {
            account_days.extend(self.days(month, Part::AccountDay, query.metric)?);
        }
        let mut charge_days = BTreeMap::new();
        for month in [shown.before(12), shown.before(1), shown] {
            charge_days.extend(self.days(month, Part::ChargeDay, query.metric)?);
        }
        let tree = self.tree();
        let forecast = self.forecast(query.metric)?;
        let sources = Sources {
            tree: tree.as_deref(),
            months: &months,
            account_days: &account_days,
            charge_days: &charge_days,
            forecast: forecast.as_ref(),
        };
        Ok(billing::bill(&sources, query))
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
        let totals = self.totals(month, metric)?.ok_or_else(|| unknown(month))?;
        // Of the month under way AWS tells accounts and services not by day, so there is nothing to compare.
        let is_whole = Month::of(day_of(totals.read_at)) != month;
        let column = |part: Part| -> Result<(Column, Option<Column>), Failure> {
            let now = self.column(month, PartName::Asked(part), metric)?;
            let before = if is_whole {
                self.column(month.before(1), PartName::Asked(part), metric)?
            } else {
                None
            };
            Ok((now.ok_or_else(|| unknown(month))?, before))
        };
        let parts = [
            column(Part::AccountService)?,
            column(Part::AccountCharge)?,
            column(Part::SellerCharge)?,
        ];
        let [services, charges, sellers] = &parts;
        let of = MonthRows {
            services: Rows {
                now: &services.0,
                before: services.1.as_ref(),
            },
            charges: Rows {
                now: &charges.0,
                before: charges.1.as_ref(),
            },
            sellers: Rows {
                now: &sellers.0,
                before: sellers.1.as_ref(),
            },
        };
        Ok(billing::inside(self.tree().as_deref(), &of, key))
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

    fn refresh_cost(
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

    fn notes(&self, changed: &[String]) -> Result<Vec<BillNote>, Failure> {
        let mut notes = Vec::new();
        let mut note = |kind, words: String| notes.push(BillNote { kind, words });
        for words in changed {
            note(BillNoteKind::ChangedWhileRead, words.clone());
        }
        for words in self.transfer_words()? {
            note(BillNoteKind::BillingTransfer, words);
        }
        let management = self.management_account();
        if management.is_some_and(|account| account != self.caller().account_id) {
            note(
                BillNoteKind::MemberOnly,
                "Only the costs of the account that is signed in are seen: the whole bill needs the management account.".to_owned(),
            );
        }
        if self.tree().is_some_and(|tree| !tree.complete) {
            note(
                BillNoteKind::TreeIncomplete,
                "The tree is still being loaded: accounts that are not in it yet stand apart."
                    .to_owned(),
            );
        }
        if self.sandbox().is_some() {
            note(
                BillNoteKind::Sandbox,
                "Nothing is charged in the sandbox: the meter counts as AWS would.".to_owned(),
            );
        }
        Ok(notes)
    }

    fn management_account(&self) -> Option<canopy_core::AccountId> {
        use crate::session::Standing;
        match self.standing() {
            Some(Standing::Member { organization }) => Some(organization.management_account_id),
            Some(Standing::Outside) => None,
            _ => self
                .tree()
                .map(|tree| tree.organization.management_account_id.clone()),
        }
    }

    /// The four lists of every month that is shown.
    fn all_totals(&self, metric: Metric) -> Result<BTreeMap<Month, Totals>, Failure> {
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

    fn days(
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

fn requests(count: u32) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} request{plural}")
}

fn metric_view(metric: Metric) -> MetricView {
    MetricView {
        metric,
        title: metric.title().to_owned(),
        words: metric.words().to_owned(),
    }
}

/// The months that Cost Explorer tells, and what is known of each.
fn months(kept: &[Kept], now: Timestamp) -> Vec<MonthKnown> {
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
