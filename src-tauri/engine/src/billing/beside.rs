//! What stands beside the bill: budgets, anomalies, how discounts are shared, and whether another organization pays.
//! Each is kept as it was read, with its age.

use aws_sdk_billing::types::{BillingFeature, PreferenceValue};
use aws_sdk_budgets::types::{Budget as AwsBudget, Spend};
use aws_sdk_costexplorer::types::{Anomaly as AwsAnomaly, AnomalyDateInterval, RootCause};
use aws_sdk_organizations::types::{
    ResponsibilityTransfer, ResponsibilityTransferStatus, ResponsibilityTransferType,
};
use canopy_core::{
    Failure, Topic,
    billing::{
        Amount, Anomaly, AnomalyCause, Budget, SharedDiscount, Sharing, SharingPreference, day_of,
    },
};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Situation, ask::Asking};
use crate::{fault::Fault, session::Session};

/// How far back anomalies are asked for: AWS keeps them for 90 days.
/// <https://docs.aws.amazon.com/cost-management/latest/userguide/manage-ad.html>
const ANOMALY_DAYS: i64 = 90;

const BUDGETS: &str = "budgets";
const ANOMALIES: &str = "anomalies";
const SHARING: &str = "sharing";
const TRANSFER: &str = "transfer";

/// Something that was read beside the bill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Beside<T> {
    /// What was read; empty before anyone read it.
    pub items: Vec<T>,
    /// When.
    #[specta(type = Option<String>)]
    pub read_at: Option<Timestamp>,
    /// Why it could not be read, the last time somebody tried.
    pub failure: Option<Failure>,
    /// What reading it costs, a sentence.
    pub cost_words: String,
}

/// How discounts are shared.
pub type SharingView = Beside<Sharing>;

/// As it is kept.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept<T> {
    read_at: Timestamp,
    items: Vec<T>,
}

impl Session {
    /// The budgets as they were read last, or read now. Reading them costs nothing.
    pub async fn budgets(&self, afresh: bool) -> Result<Beside<Budget>, Failure> {
        let words = "AWS takes nothing for reading budgets.";
        if !afresh {
            return self.kept_beside(BUDGETS, words);
        }
        let read = Box::pin(self.read_budgets()).await;
        self.keep_beside(BUDGETS, words, read)
    }

    /// What Cost Anomaly Detection found in the last 90 days, as it was read last, or read now.
    pub async fn anomalies(&self, afresh: bool) -> Result<Beside<Anomaly>, Failure> {
        let words = "Reading anomalies costs about $0.02: 2 requests to Cost Explorer.";
        if !afresh {
            return self.kept_beside(ANOMALIES, words);
        }
        let read = Box::pin(self.read_anomalies()).await;
        self.keep_beside(ANOMALIES, words, read)
    }

    /// How discounts are shared, as it was read last, or read now. Reading it costs nothing.
    pub async fn sharing(&self, afresh: bool) -> Result<SharingView, Failure> {
        let words = "AWS takes nothing for reading the preferences.";
        if !afresh {
            return self.kept_beside(SHARING, words);
        }
        let read = Box::pin(self.read_sharing()).await;
        self.keep_beside(SHARING, words, read)
    }

    fn kept_beside<T: DeserializeOwned>(
        &self,
        kind: &str,
        words: &str,
    ) -> Result<Beside<T>, Failure> {
        let kept: Option<Kept<T>> = self.engine().store().billing_note(self.id(), kind)?;
        let (read_at, items) = match kept {
            Some(kept) => (Some(kept.read_at), kept.items),
            None => (None, Vec::new()),
        };
        Ok(Beside {
            items,
            read_at,
            failure: None,
            cost_words: words.to_owned(),
        })
    }

    /// Keeps what was read; where it could not be, what was known stays, with the reason beside it.
    fn keep_beside<T: Serialize + DeserializeOwned>(
        &self,
        kind: &str,
        words: &str,
        read: Result<Vec<T>, Failure>,
    ) -> Result<Beside<T>, Failure> {
        let store = self.engine().store();
        let failure = match read {
            Ok(items) => {
                let read_at = Timestamp::now();
                store.save_billing_note(self.id(), kind, &Kept { read_at, items })?;
                None
            }
            Err(failure) => Some(failure),
        };
        self.engine().announce(Some(self.id()), &[Topic::Billing]);
        let kept = self.kept_beside(kind, words)?;
        Ok(Beside { failure, ..kept })
    }

    async fn read_budgets(&self) -> Result<Vec<Budget>, Failure> {
        let client = aws_sdk_budgets::Client::new(&self.at_home()?);
        let account = self.caller().account_id.as_str();
        let call = |token| {
            let call = client.describe_budgets().account_id(account);
            call.set_next_token(token).send()
        };
        let read = self
            .aws()
            .pages("budgets:DescribeBudgets", call, |page| {
                let token = page.next_token;
                (page.budgets.unwrap_or_default(), token)
            })
            .await?;
        let mut budgets: Vec<Budget> = read.iter().map(budget).collect();
        budgets.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(budgets)
    }

    async fn read_anomalies(&self) -> Result<Vec<Anomaly>, Failure> {
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

    async fn read_sharing(&self) -> Result<Vec<Sharing>, Failure> {
        let client = aws_sdk_billing::Client::new(&self.at_home()?);
        let mut read = Vec::new();
        for shared in SharedDiscount::ALL {
            let feature = BillingFeature::from(shared.feature());
            let call = |token| {
                let call = client.get_billing_preferences().features(feature.clone());
                call.set_next_token(token).send()
            };
            let preferences = self
                .aws()
                .pages("billing:GetBillingPreferences", call, |page| {
                    (page.billing_preferences, page.next_token)
                })
                .await?;
            let preferences = preferences.into_iter().map(|it| SharingPreference {
                key: it.key,
                account: it.account_id,
                account_name: it.account_name,
                enabled: it.value == PreferenceValue::Enabled,
            });
            read.push(Sharing::of(shared, preferences.collect()));
        }
        Ok(read)
    }

    /// Notes whether another organization pays for this one, or this one for others. It costs nothing, and is of
    /// no use to whoever may not know.
    pub(super) async fn look_for_transfers(&self, now: Timestamp) {
        let organizations = &self.aws().organizations;
        let kind = ResponsibilityTransferType::Billing;
        let inbound = self
            .aws()
            .pages(
                "ListInboundResponsibilityTransfers",
                |token| {
                    let call = organizations.list_inbound_responsibility_transfers();
                    call.r#type(kind.clone()).set_next_token(token).send()
                },
                |page| {
                    let token = page.next_token;
                    (page.responsibility_transfers.unwrap_or_default(), token)
                },
            )
            .await;
        let outbound = self
            .aws()
            .pages(
                "ListOutboundResponsibilityTransfers",
                |token| {
                    let call = organizations.list_outbound_responsibility_transfers();
                    call.r#type(kind.clone()).set_next_token(token).send()
                },
                |page| {
                    let token = page.next_token;
                    (page.responsibility_transfers.unwrap_or_default(), token)
                },
            )
            .await;
        let in_force = |transfers: Result<Vec<ResponsibilityTransfer>, Failure>| {
            transfers.map(|all| all.iter().filter(|it| is_in_force(it, now)).count())
        };
        let words = match (in_force(inbound), in_force(outbound)) {
            (Ok(inbound), Ok(outbound)) => transfer_words(inbound, outbound),
            (Err(failure), _) | (_, Err(failure)) => {
                tracing::debug!(%failure, "billing transfers cannot be listed");
                Vec::new()
            }
        };
        if let Err(error) = self
            .engine()
            .store()
            .save_billing_note(self.id(), TRANSFER, &words)
        {
            tracing::warn!(%error, "billing transfers could not be noted");
        }
    }

    /// What is known of billing transfers, a sentence each.
    pub(super) fn transfer_words(&self) -> Result<Vec<String>, Failure> {
        let kept = self.engine().store().billing_note(self.id(), TRANSFER)?;
        Ok(kept.unwrap_or_default())
    }

    /// Clients of billing stand where the partition's billing is.
    fn at_home(&self) -> Result<aws_config::SdkConfig, Failure> {
        let partition = self.own_partition()?;
        let region = partition
            .cost_explorer_region()
            .ok_or_else(|| Situation::no_endpoint(partition).failure())?;
        let config = self.aws().config().to_builder();
        Ok(config
            .region(aws_config::Region::from_static(region))
            .build())
    }
}

/// A refusal of Cost Explorer as a failure, with what helps.
fn in_words(operation: &str, fault: Fault) -> Failure {
    match Situation::of(operation, &fault) {
        Some(situation) => situation.failure(),
        None => fault.failure,
    }
}

fn is_in_force(transfer: &ResponsibilityTransfer, now: Timestamp) -> bool {
    let accepted = transfer.status() == Some(&ResponsibilityTransferStatus::Accepted);
    let seconds =
        |time: Option<&aws_smithy_types::DateTime>| time.map(aws_smithy_types::DateTime::secs);
    let begun = seconds(transfer.start_timestamp()).is_none_or(|at| at <= now.as_second());
    let ended = seconds(transfer.end_timestamp()).is_some_and(|at| at <= now.as_second());
    accepted && begun && !ended
}

fn transfer_words(inbound: usize, outbound: usize) -> Vec<String> {
    let mut words = Vec::new();
    if outbound > 0 {
        words.push("Another organization pays for this one (billing transfer): what is shown are pro-forma costs at the prices that it chose, not what AWS charges. Costs of the time before and anomalies are not told any more.".to_owned());
    }
    if inbound > 0 {
        let organizations = if inbound == 1 {
            "another organization"
        } else {
            "other organizations"
        };
        words.push(format!("This organization pays for {organizations} (billing transfer): AWS sends an invoice for each, and their accounts stand among those that are not in the tree."));
    }
    words
}

fn budget(read: &AwsBudget) -> Budget {
    let amount = |spend: Option<&Spend>| spend.and_then(|it| Amount::of_estimate(it.amount()));
    let spent = read.calculated_spend();
    let actual = spent.and_then(|it| it.actual_spend());
    let limit = read.budget_limit();
    let unit = limit.or(actual).map_or("", |spend| spend.unit());
    Budget::new(
        read.budget_name().to_owned(),
        read.budget_type().as_str().to_owned(),
        read.time_unit().as_str().to_owned(),
        unit.to_owned(),
        [
            amount(limit),
            amount(actual),
            amount(spent.and_then(|it| it.forecasted_spend())),
        ],
    )
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
