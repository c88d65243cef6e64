//! Cost Anomaly Detection's monitors and subscriptions: who looks, and who is told.

use serde_json::{Value, json};

use super::{Context, invalid, token};
use crate::{
    ledger,
    money::Amount,
    month::date,
    state::{Monitor, Payer, Subscription},
    wire::{Input, Refusal},
};

/// Entries of one page.
const PAGE_SIZE: usize = 100;

pub(super) fn monitors(context: &Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let monitors = own(context).monitors.iter();
    let shown = monitors.map(|monitor| {
        let arn = monitor_arn(context, monitor);
        (arn.clone(), show_monitor(context, monitor, &arn))
    });
    let unknown = "UnknownMonitorException";
    list(
        context,
        input,
        "AnomalyMonitors",
        ("MonitorArnList", unknown),
        shown.collect(),
    )
}

pub(super) fn subscriptions(context: &Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let wanted = input.raw("MonitorArn");
    let subscriptions = own(context).subscriptions.iter().filter(|subscription| {
        wanted.is_empty()
            || monitor_arns(context, subscription)
                .iter()
                .any(|arn| arn == wanted)
    });
    let shown = subscriptions.map(|subscription| {
        let arn = arn(context, "anomalysubscription", &subscription.id);
        (arn.clone(), show_subscription(context, subscription, &arn))
    });
    let unknown = "UnknownSubscriptionException";
    list(
        context,
        input,
        "AnomalySubscriptions",
        ("SubscriptionArnList", unknown),
        shown.collect(),
    )
}

/// Monitors belong to the account that made them.
fn own<'a>(context: &Context<'a>) -> &'a Payer {
    let account_id = &context.caller.account_id;
    context
        .state
        .payers
        .get(account_id)
        .unwrap_or_else(|| ledger::plain())
}

/// One page of those entries that are asked for, or of all.
fn list(
    context: &Context<'_>,
    input: Input<'_>,
    name: &str,
    (wanted, unknown): (&str, &'static str),
    entries: Vec<(String, Value)>,
) -> Result<Value, Refusal> {
    let wanted = input.list(wanted)?;
    let known = |arn: &Value| entries.iter().any(|(known, _)| arn == known);
    if let Some(arn) = wanted.iter().find(|arn| !known(arn)) {
        let message = format!("{} does not exist.", arn.as_str().unwrap_or("It"));
        return Err(Refusal::json(unknown, 400, message));
    }
    let entries = entries
        .into_iter()
        .filter(|(arn, _)| wanted.is_empty() || wanted.iter().any(|wanted| wanted == arn))
        .collect();
    page(context, input, name, entries)
}

/// One page of a list, whose token is the key of its last entry.
pub(super) fn page(
    context: &Context<'_>,
    input: Input<'_>,
    name: &str,
    entries: Vec<(String, Value)>,
) -> Result<Value, Refusal> {
    let most = match input.0.get("MaxResults").filter(|value| !value.is_null()) {
        None => PAGE_SIZE,
        Some(value) => value
            .as_u64()
            .and_then(|most| usize::try_from(most).ok())
            .filter(|most| (1..=PAGE_SIZE).contains(most))
            .ok_or_else(|| invalid(format!("MaxResults must be between 1 and {PAGE_SIZE}.")))?,
    };
    let fingerprint = token::fingerprint(input, &context.caller.account_id);
    let place = token::read(input, &fingerprint)?;
    let ahead: Vec<(String, Value)> = match place {
        None => entries,
        Some(place) => {
            let at = entries.iter().position(|(key, _)| *key == place);
            let at = at.ok_or_else(token::invalid_token)?;
            entries.into_iter().skip(at + 1).collect()
        }
    };
    let more = (ahead.len() > most).then(|| token::write(&fingerprint, &ahead[most - 1].0));
    let shown: Vec<Value> = ahead
        .into_iter()
        .take(most)
        .map(|(_, value)| value)
        .collect();
    let mut answer = json!({ name: shown });
    if let Some(token) = more {
        answer["NextPageToken"] = token.into();
    }
    Ok(answer)
}

fn arn(context: &Context<'_>, kind: &str, id: &str) -> String {
    format!("arn:aws:ce::{}:{kind}/{id}", context.caller.account_id)
}

pub(super) fn monitor_arn(context: &Context<'_>, monitor: &Monitor) -> String {
    arn(context, "anomalymonitor", &monitor.id)
}

fn monitor_arns(context: &Context<'_>, subscription: &Subscription) -> Vec<String> {
    let monitors = subscription.monitors.iter();
    monitors
        .map(|id| arn(context, "anomalymonitor", id))
        .collect()
}

fn show_monitor(context: &Context<'_>, monitor: &Monitor, arn: &str) -> Value {
    let created = date(monitor.created_at).to_string();
    let mut shown = json!({
        "MonitorArn": arn,
        "MonitorName": monitor.name,
        "CreationDate": created,
        "LastUpdatedDate": created,
        "LastEvaluatedDate": date(context.now).to_string(),
    });
    match &monitor.accounts {
        None => {
            shown["MonitorType"] = "DIMENSIONAL".into();
            shown["MonitorDimension"] = "SERVICE".into();
        }
        Some(accounts) => {
            shown["MonitorType"] = "CUSTOM".into();
            shown["MonitorSpecification"] =
                json!({ "Dimensions": { "Key": "LINKED_ACCOUNT", "Values": accounts } });
        }
    }
    shown
}

fn show_subscription(context: &Context<'_>, subscription: &Subscription, arn: &str) -> Value {
    let least: Amount = subscription.least;
    json!({
        "SubscriptionArn": arn,
        "AccountId": context.caller.account_id,
        "SubscriptionName": subscription.name,
        "MonitorArnList": monitor_arns(context, subscription),
        "Subscribers": [{
            "Address": subscription.email,
            "Type": "EMAIL",
            "Status": "CONFIRMED",
        }],
        "Frequency": subscription.frequency,
        "Threshold": least.to_f64(),
        "ThresholdExpression": { "Dimensions": {
            "Key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
            "MatchOptions": ["GREATER_THAN_OR_EQUAL"],
            "Values": [least.to_string()],
        }},
    })
}
