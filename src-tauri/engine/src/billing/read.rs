//! One reading: what is to be asked is asked, put aside, and kept month by month as soon as a month is whole.

use std::sync::Arc;

use canopy_core::{
    Code, Failure, Topic,
    billing::{self, Kept, Look, Metric, Month, Reading, day_of},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    RefreshBill, RefreshStarted, Situation, aside::AskedFor, ask::Asking, under_way::Begun,
};
use crate::{fault::Fault, session::Session};

/// How long a reading has the bill to itself, from page to page.
const LEASE_SECONDS: i64 = 120;

/// How the last reading ended, as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LastReading {
    /// When.
    pub(super) at: Option<Timestamp>,
    /// Why there is no bill, where AWS said so.
    pub(super) situation: Option<Situation>,
    /// Why it failed.
    pub(super) failure: Option<Failure>,
    /// What was left out because AWS changed it meanwhile, a sentence each.
    pub(super) changed: Vec<String>,
}

/// What the note on the last reading is called.
const LAST_READING: &str = "reading";
/// What the forecasts are called, each with its metric behind.
const FORECAST: &str = "forecast";

impl Session {
    /// Begins to read what is missing, and returns at once. What nobody asked for is done as far as the settings
    /// allow it.
    ///
    /// Errors: `conflict` while another reading is under way.
    pub fn refresh_bill(self: &Arc<Self>, asked: RefreshBill) -> Result<RefreshStarted, Failure> {
        let now = Timestamp::now();
        let store = self.engine().store();
        let kept = store.billing_kept(self.id())?;
        let reading = self.reading(&kept, asked, now)?;
        let cost = reading.cost(&kept, self.accounts_known());
        if let Some(words) = self.why_not(&reading, asked, cost.pages, now)? {
            return Ok(RefreshStarted {
                started: false,
                words: Some(words),
            });
        }
        drop(Asking::new(self, asked.by_itself)?);
        let begun = self.bill_readings().begin(cost.pages)?;
        self.take_bill_lease(now)?;
        let session = self.clone();
        tokio::spawn(async move { session.read_bill(begun, asked, reading).await });
        Ok(RefreshStarted {
            started: true,
            words: None,
        })
    }

    /// The same, to its end, with a sentence where nothing was read. Errors: why it failed.
    pub async fn read_bill_now(
        self: &Arc<Self>,
        asked: RefreshBill,
    ) -> Result<Option<String>, Failure> {
        let mut events = self.engine().subscribe();
        let started = self.refresh_bill(asked)?;
        if !started.started {
            return Ok(started.words);
        }
        while self.bill_readings().progress().is_some() {
            // Whatever happened, it is worth looking again.
            drop(events.recv().await);
        }
        let last = self.last_reading()?;
        match (last.situation, last.failure) {
            (Some(situation), _) => Err(situation.failure()),
            (None, Some(failure)) => Err(failure),
            (None, None) => Ok(None),
        }
    }

    /// How the last reading ended.
    pub(super) fn last_reading(&self) -> Result<LastReading, Failure> {
        let kept = self
            .engine()
            .store()
            .billing_note(self.id(), LAST_READING)?;
        Ok(kept.unwrap_or_default())
    }

    /// Stops the reading that is under way after the page that it is at.
    pub fn cancel_bill(&self) {
        self.bill_readings().stop();
    }

    /// What is to be asked so that the month can be shown.
    pub(super) fn reading(
        &self,
        kept: &[Kept],
        asked: RefreshBill,
        now: Timestamp,
    ) -> Result<Reading, Failure> {
        let shown = asked.month.unwrap_or_else(|| Month::of(day_of(now)));
        let forecast = self
            .forecast(asked.metric)?
            .map(|forecast| forecast.read_at);
        let look = Look {
            shown,
            scope: asked.scope,
            kept,
            aside: &self.engine().store().billing_aside(self.id())?,
            forecast_at: forecast,
            accounts: self.tree().map(|tree| tree.accounts().count()),
        };
        Ok(billing::reading(&look, now))
    }

    /// The forecast that is kept.
    pub(super) fn forecast(&self, metric: Metric) -> Result<Option<billing::Forecast>, Failure> {
        let kind = format!("{FORECAST}:{}", metric.forecast_name());
        self.engine().store().billing_note(self.id(), &kind)
    }

    pub(super) fn accounts_known(&self) -> usize {
        self.tree().map_or(1, |tree| tree.accounts().count())
    }

    /// Why nothing is read, a sentence; none where it is.
    pub(super) fn why_not(
        &self,
        reading: &Reading,
        asked: RefreshBill,
        pages: u32,
        now: Timestamp,
    ) -> Result<Option<String>, Failure> {
        if reading.is_nothing() {
            return Ok(Some(
                "Everything is fresh: there is nothing to ask.".to_owned(),
            ));
        }
        if !asked.by_itself {
            return Ok(None);
        }
        let store = self.engine().store();
        let allowed = store.settings()?.billing_requests_by_itself;
        let made = store
            .billing_requests(self.id(), Month::of(day_of(now)))?
            .by_itself;
        if made.saturating_add(pages) > allowed {
            return Ok(Some(format!(
                "Not read by itself: the settings allow {allowed} requests a month, {made} were made, and this takes about {pages}."
            )));
        }
        let last = self.last_reading()?;
        let lately = last
            .at
            .is_some_and(|at| now.duration_since(at).as_hours() < 8);
        if lately && (last.situation.is_some() || last.failure.is_some()) {
            return Ok(Some("Not read by itself: it failed lately.".to_owned()));
        }
        Ok(None)
    }

    fn lease_scope(&self) -> String {
        format!("bill:{}", self.id())
    }

    /// Keeps the bill to this process for as long as the next page may take.
    pub(super) fn take_bill_lease(&self, now: Timestamp) -> Result<(), Failure> {
        let store = self.engine().store();
        let taken = store.take_lease(&self.lease_scope(), &lease_owner(), now, LEASE_SECONDS);
        taken.map_err(|failure| match failure.code {
            Code::Conflict => Failure::new(Code::Conflict, "another Canopy is reading this bill")
                .hint("Wait until it is done: both share what it reads."),
            _ => failure,
        })
    }

    async fn read_bill(self: Arc<Self>, begun: Begun, asked: RefreshBill, reading: Reading) {
        let mut last = LastReading {
            at: Some(Timestamp::now()),
            ..LastReading::default()
        };
        let ended = Box::pin(self.ask_all(&begun, asked, &reading, &mut last.changed)).await;
        if let Err(fault) = ended {
            last.situation = Situation::of("ce:GetCostAndUsage", &fault);
            if last.situation.is_none() {
                last.failure = Some(fault.failure);
            }
        }
        let store = self.engine().store();
        let kept = store
            .save_billing_note(self.id(), LAST_READING, &last)
            .and_then(|()| store.tidy_billing(self.id()))
            .and_then(|()| store.release_lease(&self.lease_scope(), &lease_owner()));
        if let Err(error) = kept {
            tracing::warn!(%error, "the end of a reading could not be kept");
        }
        drop(begun);
        self.engine().announce(Some(self.id()), &[Topic::Billing]);
    }

    async fn ask_all(
        &self,
        begun: &Begun,
        asked: RefreshBill,
        reading: &Reading,
        changed: &mut Vec<String>,
    ) -> Result<(), Fault> {
        let asking = Asking::new(self, asked.by_itself).map_err(Fault::before)?;
        Box::pin(self.look_for_transfers(asking.now)).await;
        self.forget_old_aside(asking.now).map_err(Fault::before)?;
        let mut asked_for = AskedFor::of(&reading.requests);
        for request in &reading.requests {
            self.engine().announce(Some(self.id()), &[Topic::Billing]);
            let ended = Box::pin(asking.ask(*request, begun)).await;
            if ended.is_ok() {
                asked_for.is_answered(*request);
            }
            // What is whole by now is kept, however this question ended.
            let kept = self.settle_bill(&asked_for).map_err(Fault::before);
            changed.extend(kept?);
            ended?;
        }
        if reading.forecast {
            let forecast = asking.forecast(asked.metric, begun).await?;
            let kind = format!("{FORECAST}:{}", asked.metric.forecast_name());
            let store = self.engine().store();
            let saved = store.save_billing_note(self.id(), &kind, &forecast);
            saved.map_err(Fault::before)?;
        }
        Ok(())
    }
}

fn lease_owner() -> String {
    format!("process {}", std::process::id())
}
