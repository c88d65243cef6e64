//! What AWS Cost Anomaly Detection found.

use aws_sdk_costexplorer::types::{Anomaly as AwsAnomaly, AnomalyDateInterval, RootCause};
use canopy_core::{
    Failure,
    billing::{Amount, Anomaly, AnomalyCause, day_of},
};
use jiff::ToSpan;

use crate::{
    billing::{Situation, ask::Asking},
    fault::Fault,
    session::Session,
};

/// How far back anomalies are asked for: AWS keeps them for 90 days.
/// <https://docs.aws.amazon.com/cost-management/latest/userguide/manage-ad.html>
const ANOMALY_DAYS: i64 = 90;

impl Session {
    pub(super) async fn read_anomalies(&self) -> Result<Vec<Anomaly>, Failure> {
        let asking = Asking::new(self, false)?;
        let from = day_of(asking.now).saturating_sub(ANOMALY_DAYS.days());
        let interval = AnomalyDateInterval::builder().start_date(from.to_string());
        let interval = interval
            .build()
            .map_err(|error| Failure::unexpected(error.to_string()))?;
        let mut found = Vec::new();
        let mut token = None;
        loop {
            let call = asking
                .client()
                .get_anomalies()
                .date_interval(interval.clone());
            let call = call.set_next_page_token(token);
            let page = asking
                .count("ce:GetAnomalies", || call.clone().send())
                .await;
            let page = page.map_err(|fault| in_words("ce:GetAnomalies", fault))?;
            found.extend(page.anomalies);
            token = page.next_page_token;
            if token.is_none() {
                break;
            }
        }
        let mut names = std::collections::HashMap::new();
        if !found.is_empty() {
            let call = asking.client().get_anomaly_monitors();
            let page = asking
                .count("ce:GetAnomalyMonitors", || call.clone().send())
                .await;
            // Without their names monitors are told by their ARNs.
            for monitor in page.map(|page| page.anomaly_monitors).unwrap_or_default() {
                if let Some(arn) = monitor.monitor_arn {
                    names.insert(arn, monitor.monitor_name);
                }
            }
        }
        let mut anomalies: Vec<Anomaly> = found
            .into_iter()
            .map(|it| {
                let monitor = names.get(&it.monitor_arn).cloned();
                anomaly(it, monitor)
            })
            .collect();
        anomalies.sort_by(|one, other| (other.from, &one.id).cmp(&(one.from, &other.id)));
        Ok(anomalies)
    }
}

/// A refusal of Cost Explorer as a failure, with what helps.
fn in_words(operation: &str, fault: Fault) -> Failure {
    match Situation::of(operation, &fault) {
        Some(situation) => situation.failure(),
        None => fault.failure,
    }
}

fn anomaly(read: AwsAnomaly, monitor: Option<String>) -> Anomaly {
    let day = |text: &Option<String>| text.as_ref().and_then(|text| text.get(..10)?.parse().ok());
    let impact = read.impact.as_ref();
    let float = |number: Option<f64>| number.and_then(Amount::of_float);
    let mut causes: Vec<AnomalyCause> = read.root_causes().iter().map(cause).collect();
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.contribution));
    Anomaly {
        from: day(&read.anomaly_start_date),
        to: day(&read.anomaly_end_date),
        monitor: monitor.unwrap_or_else(|| read.monitor_arn.clone()),
        impact: float(impact.map(|it| it.total_impact)).unwrap_or_default(),
        actual: float(impact.and_then(|it| it.total_actual_spend)),
        expected: float(impact.and_then(|it| it.total_expected_spend)),
        causes,
        feedback: read.feedback.as_ref().map(|it| it.as_str().to_owned()),
        id: read.anomaly_id,
    }
}

fn cause(read: &RootCause) -> AnomalyCause {
    let text = |text: Option<&str>| text.filter(|it| !it.is_empty()).map(ToOwned::to_owned);
    AnomalyCause {
        account: text(read.linked_account()),
        account_name: text(read.linked_account_name()),
        service: text(read.service()),
        region: text(read.region()),
        usage_type: text(read.usage_type()),
        contribution: read
            .impact()
            .and_then(|it| Amount::of_float(it.contribution())),
    }
}
