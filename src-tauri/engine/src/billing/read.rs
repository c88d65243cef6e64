//! One reading: what is to be asked is asked, checked against itself, and kept month by month. A month that was not
//! read whole, or whose answers do not agree, is not kept.

use std::{collections::BTreeMap, sync::Arc};

use canopy_core::{
    Code, Failure, Topic,
    billing::{
        self, Disagreement, Kept, Metric, Month, Part, Reading, Request, Totals, day_of,
        days_agree, days_agree_with, days_make_month, month_agrees,
    },
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    RefreshBill, RefreshStarted, Situation,
    ask::{Answered, AnsweredMonth, Asking},
    under_way::Begun,
};
use crate::{
    fault::Fault,
    session::Session,
    store::{PackedPart, PartName},
};

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
        Ok(billing::reading(kept, shown, asked.scope, forecast, now))
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
        let (months, days): (Vec<Request>, Vec<Request>) = reading
            .requests
            .iter()
            .partition(|request| Part::MONTHLY.contains(&request.part));
        for run in months.chunks(Part::MONTHLY.len()) {
            let mut answers = Vec::new();
            for request in run {
                answers.push(self.ask_one(&asking, *request, begun).await?);
            }
            let kept = self.keep_months(answers, asking.now);
            changed.extend(kept.map_err(Fault::before)?);
        }
        let mut answers: BTreeMap<Month, [Option<AnsweredMonth>; 2]> = BTreeMap::new();
        for request in days {
            let place = usize::from(request.part == Part::ChargeDay);
            let answered = self.ask_one(&asking, request, begun).await?;
            for (month, answer) in answered.months {
                answers.entry(month).or_default()[place] = Some(answer);
            }
        }
        for (month, answers) in answers {
            let kept = self.keep_days(month, answers, asking.now);
            changed.extend(kept.map_err(Fault::before)?);
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

    async fn ask_one(
        &self,
        asking: &Asking<'_>,
        request: Request,
        begun: &Begun,
    ) -> Result<Answered, Fault> {
        self.engine().announce(Some(self.id()), &[Topic::Billing]);
        Box::pin(asking.ask(request, begun)).await
    }

    /// Keeps the months whose three answers agree, and says what was left out.
    fn keep_months(&self, answers: Vec<Answered>, now: Timestamp) -> Result<Vec<String>, Failure> {
        let mut left_out = Vec::new();
        let Ok([services, mut charges, mut sellers]) = <[Answered; 3]>::try_from(answers) else {
            return Ok(left_out);
        };
        for (month, services) in services.months {
            let charges = charges.months.remove(&month);
            let sellers = sellers.months.remove(&month);
            let (Some(charges), Some(sellers)) = (charges, sellers) else {
                left_out.push(format!(
                    "{} is not shown: AWS told only a part of it.",
                    month.title()
                ));
                continue;
            };
            if let Err(disagreement) = month_agrees(&services.sheet, &charges.sheet, &sellers.sheet)
            {
                left_out.push(changed(&month.title(), &disagreement));
                continue;
            }
            let estimated = services.estimated || charges.estimated || sellers.estimated;
            let unit = services.unit.clone().unwrap_or_else(|| "USD".to_owned());
            let totals = Totals::sheet(&services.sheet, &charges.sheet, &sellers.sheet);
            let part = |sheet: &billing::SheetBuilder| PackedPart {
                read_at: now,
                estimated,
                unit: unit.clone(),
                rows: sheet.rows(),
                content: sheet.pack(),
            };
            let parts = [
                (PartName::Asked(Part::AccountService), part(&services.sheet)),
                (PartName::Asked(Part::AccountCharge), part(&charges.sheet)),
                (PartName::Asked(Part::SellerCharge), part(&sellers.sheet)),
                (PartName::Totals, part(&totals)),
            ];
            self.engine()
                .store()
                .save_billing_parts(self.id(), month, &parts)?;
        }
        Ok(left_out)
    }

    /// Keeps a month's days where they agree with each other, and says what was left out.
    fn keep_days(
        &self,
        month: Month,
        [accounts, charges]: [Option<AnsweredMonth>; 2],
        now: Timestamp,
    ) -> Result<Option<String>, Failure> {
        let mut agreed = match (&accounts, &charges) {
            (Some(accounts), Some(charges)) => days_agree(&accounts.sheet, &charges.sheet),
            (Some(accounts), None) => {
                match self.column(month, PartName::Asked(Part::ChargeDay), Metric::Unblended)? {
                    Some(kept) => days_agree_with(&accounts.sheet, &kept),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        };
        // Older figures of the month may differ from new ones of its days, and both be right.
        let totals = self.totals(month, Metric::Unblended)?;
        let totals = totals.filter(|totals| totals.read_at == now);
        if let (Ok(()), Some(charges), Some(totals)) = (&agreed, &charges, totals) {
            agreed = days_make_month(&charges.sheet, &totals);
        }
        if let Err(disagreement) = agreed {
            return Ok(Some(changed(
                &format!("Days of {}", month.title()),
                &disagreement,
            )));
        }
        let part = |answer: &AnsweredMonth| PackedPart {
            read_at: now,
            estimated: answer.estimated,
            unit: answer.unit.clone().unwrap_or_else(|| "USD".to_owned()),
            rows: answer.sheet.rows(),
            content: answer.sheet.pack(),
        };
        let mut parts = Vec::new();
        if let Some(accounts) = &accounts {
            parts.push((PartName::Asked(Part::AccountDay), part(accounts)));
        }
        if let Some(charges) = &charges {
            parts.push((PartName::Asked(Part::ChargeDay), part(charges)));
        }
        self.engine()
            .store()
            .save_billing_parts(self.id(), month, &parts)?;
        Ok(None)
    }
}

fn changed(what: &str, disagreement: &Disagreement) -> String {
    format!(
        "{what}: AWS changed its figures while they were read ({disagreement}). What was known before is shown, if anything; refresh again."
    )
}

fn lease_owner() -> String {
    format!("process {}", std::process::id())
}
