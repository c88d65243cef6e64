//! Questions to Cost Explorer. Every request is counted before it is made.

use aws_sdk_costexplorer::{
    Client,
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
    operation::{
        get_cost_and_usage::GetCostAndUsageOutput, get_cost_forecast::GetCostForecastOutput,
    },
    types::{
        DateInterval, Granularity, GroupDefinition, GroupDefinitionType, Metric as ForecastMetric,
    },
};
use canopy_core::{
    Code, Failure, Partition,
    billing::{Amount, FORECAST_LEVEL, Forecast, Metric, Month, Part, Request, Rest, day_of},
};
use jiff::{Timestamp, civil::Date};

use super::{answer::Answer, under_way::Begun};
use crate::{fault::Fault, session::Session};

/// Asks Cost Explorer on behalf of a session, and counts.
pub(super) struct Asking<'a> {
    session: &'a Session,
    client: Client,
    /// Whether nobody asked for it: then the settings bound it.
    by_itself: bool,
    pub(super) now: Timestamp,
}

impl<'a> Asking<'a> {
    /// Errors: `conflict` where the partition has no Cost Explorer.
    pub(super) fn new(session: &'a Session, by_itself: bool) -> Result<Self, Failure> {
        let partition = session.own_partition()?;
        let config = session.aws().config().to_builder();
        let config = config.region(aws_config::Region::from_static(region(partition)?));
        Ok(Self {
            session,
            client: Client::new(&config.build()),
            by_itself,
            now: Timestamp::now(),
        })
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Asks one question, page by page, and puts each month aside as soon as it is whole.
    pub(super) async fn ask(&self, request: Request, begun: &Begun) -> Result<(), Fault> {
        begun.reads(request.part);
        let mut answer = Answer::to(request.part);
        let mut token = None;
        loop {
            begun.page().map_err(Fault::before)?;
            let held = self.session.take_bill_lease(Timestamp::now());
            held.map_err(Fault::before)?;
            let page = self.page(request, token).await?;
            token = page.next_page_token;
            let read = answer.take(&page.results_by_time.unwrap_or_default());
            if let Err(failure) = read {
                // What was put aside of it may be as wrong.
                let forgotten = self.session.forget_aside(request);
                return Err(Fault::before(forgotten.err().unwrap_or(failure)));
            }
            let whole = answer.whole(token.is_none());
            let aside = self.session.put_aside(request.part, whole, self.now);
            aside.map_err(Fault::before)?;
            if token.is_none() {
                return Ok(());
            }
        }
    }

    async fn page(
        &self,
        request: Request,
        token: Option<String>,
    ) -> Result<GetCostAndUsageOutput, Fault> {
        let period =
            interval(request.first.first_day(), request.end(self.now)).map_err(Fault::before)?;
        let (granularity, groups) = grouping(request.part);
        let mut call = self
            .client
            .get_cost_and_usage()
            .time_period(period)
            .granularity(granularity)
            .set_next_page_token(token);
        for metric in Metric::ALL {
            call = call.metrics(metric.aws_name());
        }
        for key in groups {
            let group = GroupDefinition::builder().r#type(GroupDefinitionType::Dimension);
            call = call.group_by(group.key(*key).build());
        }
        self.count("ce:GetCostAndUsage", || {
            let call = call.clone();
            async move { call.send().await }
        })
        .await
    }

    /// Makes a request that AWS takes its price for. Each attempt is counted before it is made, so that none is
    /// forgotten when the process ends; one that AWS refuses costs nothing and is taken back. What got no answer stays
    /// counted, for AWS may have made it.
    ///
    /// Errors: `quota` where Canopy may make no more by itself.
    pub(super) async fn count<T, E, F, Answer>(
        &self,
        operation: &'static str,
        call: F,
    ) -> Result<T, Fault>
    where
        F: Fn() -> Answer,
        Answer: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        self.may_ask().map_err(Fault::before)?;
        let counted = || async {
            self.note(1);
            let answer = call().await;
            if let Err(SdkError::ServiceError(_) | SdkError::ResponseError(_)) = answer {
                self.note(-1);
            }
            answer
        };
        self.session.aws().read_or_fault(operation, counted).await
    }

    fn may_ask(&self) -> Result<(), Failure> {
        let store = self.session.engine().store();
        if !self.by_itself {
            return Ok(());
        }
        let made = store.billing_requests(self.session.id(), self.month())?;
        if made.by_itself < store.settings()?.billing_requests_by_itself {
            return Ok(());
        }
        Err(Failure::new(
            Code::Quota,
            "Canopy may ask for no more of the bill by itself this month",
        )
        .hint("Refresh yourself, or allow more in the settings."))
    }

    fn note(&self, requests: i32) {
        let store = self.session.engine().store();
        let month = self.month();
        let counted =
            store.count_billing_requests(self.session.id(), month, requests, self.by_itself);
        if let Err(error) = counted {
            tracing::warn!(%error, "a request to Cost Explorer was not counted");
        }
    }

    fn month(&self) -> Month {
        Month::of(day_of(self.now))
    }

    /// Asks what the rest of the current month will cost.
    pub(super) async fn forecast(&self, metric: Metric, begun: &Begun) -> Result<Forecast, Fault> {
        begun.page().map_err(Fault::before)?;
        let from = day_of(self.now);
        let month = self.month();
        let call = self
            .client
            .get_cost_forecast()
            .time_period(interval(from, month.end()).map_err(Fault::before)?)
            .metric(ForecastMetric::from(metric.forecast_name()))
            .granularity(Granularity::Monthly)
            .prediction_interval_level(FORECAST_LEVEL.into());
        let asked = self.count("ce:GetCostForecast", || {
            let call = call.clone();
            async move { call.send().await }
        });
        let rest = match asked.await {
            Ok(answer) => Some(rest(&answer).map_err(Fault::before)?),
            // With little to go by AWS reckons nothing, which is an answer.
            Err(fault) if fault.code.as_deref() == Some("DataUnavailableException") => None,
            Err(fault) => return Err(fault),
        };
        Ok(Forecast {
            month,
            metric,
            read_at: self.now,
            from,
            rest,
        })
    }
}

/// Where the partition's Cost Explorer answers.
fn region(partition: Partition) -> Result<&'static str, Failure> {
    partition
        .cost_explorer_region()
        .ok_or_else(|| super::Situation::no_endpoint(partition).failure())
}

fn interval(from: Date, end: Date) -> Result<DateInterval, Failure> {
    let period = DateInterval::builder()
        .start(from.to_string())
        .end(end.to_string());
    let built = period.build();
    built.map_err(|error| Failure::unexpected(error.to_string()))
}

/// How a part is asked for.
fn grouping(part: Part) -> (Granularity, &'static [&'static str]) {
    match part {
        Part::AccountService => (Granularity::Monthly, &["LINKED_ACCOUNT", "SERVICE"]),
        Part::AccountCharge => (Granularity::Monthly, &["LINKED_ACCOUNT", "RECORD_TYPE"]),
        Part::SellerCharge => (Granularity::Monthly, &["LEGAL_ENTITY_NAME", "RECORD_TYPE"]),
        Part::AccountDay => (Granularity::Daily, &["LINKED_ACCOUNT"]),
        Part::ChargeDay => (Granularity::Daily, &["SERVICE", "RECORD_TYPE"]),
    }
}

fn rest(answer: &GetCostForecastOutput) -> Result<Rest, Failure> {
    let total = answer.total().and_then(|it| it.amount());
    let result = answer.forecast_results_by_time().first();
    let low = result.and_then(|it| it.prediction_interval_lower_bound());
    let high = result.and_then(|it| it.prediction_interval_upper_bound());
    let read = |text: Option<&str>| text.and_then(Amount::of_estimate);
    match (read(total), read(low), read(high)) {
        (Some(mean), low, high) => Ok(Rest {
            mean,
            low: low.unwrap_or(mean),
            high: high.unwrap_or(mean),
        }),
        _ => Err(unreadable("a forecast")),
    }
}

pub(super) fn unreadable(what: &str) -> Failure {
    Failure::unexpected(format!(
        "Canopy cannot read {what} that Cost Explorer answered"
    ))
}
