//! `GetAnomalies`: charges that nobody expected. They are those of the ledger that it knows to be
//! surprises, so that what is said about them agrees with the bill.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{
    Context, invalid,
    period::day,
    watchers::{monitor_arn, page},
};
use crate::{
    ledger::{Bill, Ledger, SERVICES, SPIKE_DAYS},
    money::Amount,
    month::{Month, days_after},
    signature::hex,
    state::{Monitor, RecordType},
    wire::{Input, Refusal},
};

use sha2::{Digest as _, Sha256};

/// Anomalies are kept for so long.
const KEPT_DAYS: i64 = 90;

/// What nobody expected of one account and service, on some days in a row.
struct Anomaly<'a> {
    account_id: &'a str,
    account_name: Option<&'a str>,
    service: &'a str,
    region: &'a str,
    usage_type: &'a str,
    feedback: Option<&'a str>,
    start: Date,
    /// Its last day.
    end: Date,
    impact: Amount,
    /// The most on one day.
    most: Amount,
}

pub(super) fn get(context: &Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let interval = input.structure("DateInterval");
    let interval = interval.ok_or_else(|| invalid("DateInterval is required."))?;
    let ledger = context.ledger();
    let yesterday = days_after(ledger.today, -1);
    let start = day(interval.raw("StartDate"))?;
    let end = match interval.raw("EndDate") {
        "" => yesterday,
        end => day(end)?,
    };
    if end > yesterday {
        return Err(invalid(format!(
            "Latest supported detectionDate for GetRecentAnomalies is {yesterday}"
        )));
    }
    if start > end {
        return Err(invalid("Start date should be before end date"));
    }
    let is_big_enough = impact_filter(input)?;
    let (feedback, monitor) = (input.raw("Feedback"), input.raw("MonitorArn"));
    if !matches!(feedback, "" | "YES" | "NO" | "PLANNED_ACTIVITY") {
        return Err(invalid(format!("Feedback {feedback} is not supported.")));
    }
    let start = start.max(days_after(ledger.today, -KEPT_DAYS));
    let mut entries = Vec::new();
    // Another organization that pays has its own detection, and this one loses what it had.
    let watching = ledger.payer.monitors.iter().filter(|_| {
        ledger.payer_id == context.caller.account_id && ledger.pro_forma_since.is_none()
    });
    let watching: Vec<&Monitor> = watching.collect();
    if watching.is_empty() {
        return page(context, input, "Anomalies", entries);
    }
    for anomaly in all(&ledger, start, end) {
        let said = anomaly.feedback.unwrap_or("");
        if (!feedback.is_empty() && feedback != said) || !is_big_enough(anomaly.impact.to_f64()) {
            continue;
        }
        for watcher in &watching {
            let arn = monitor_arn(context, watcher);
            let accounts = watcher.accounts.as_ref();
            let looks = accounts.is_none_or(|ids| ids.iter().any(|id| id == anomaly.account_id));
            if looks && (monitor.is_empty() || monitor == arn) {
                let id = id(&anomaly, watcher);
                let shown = show(&ledger, &anomaly, watcher, &id, &arn);
                entries.push((id, shown));
            }
        }
    }
    page(context, input, "Anomalies", entries)
}

/// The anomalies that ended within some days, the first one to start first.
fn all<'a>(ledger: &Ledger<'a>, start: Date, end: Date) -> Vec<Anomaly<'a>> {
    let mut anomalies = Vec::new();
    for bill in &ledger.bills {
        let mut month = Month::of(start).plus(-1);
        while month <= Month::of(end) {
            anomalies.extend(drawn(ledger, bill, month));
            month = month.plus(1);
        }
        anomalies.extend(entered(ledger, bill));
    }
    anomalies.retain(|anomaly| (start..=end).contains(&anomaly.end));
    anomalies.sort_by_key(|anomaly| (anomaly.start, anomaly.account_id, anomaly.service));
    anomalies
}

/// The surprise of an account and month that follows from both.
fn drawn<'a>(ledger: &Ledger<'a>, bill: &Bill<'a>, month: Month) -> Option<Anomaly<'a>> {
    let book = ledger.book(month);
    let spike = ledger.spike(bill, &book)?;
    let last = spike.first_day + SPIKE_DAYS - 1;
    if last >= book.known || !bill.was_there_all(&book, &(spike.first_day..last + 1)) {
        return None;
    }
    let of_day = ledger.net(spike.amount);
    let service = &SERVICES[spike.service];
    Some(Anomaly {
        account_id: bill.account_id,
        account_name: bill.name,
        service: service.name,
        region: bill.region(spike.service, service),
        usage_type: if service.is_normalized {
            "BoxUsage"
        } else {
            "Requests"
        },
        feedback: None,
        start: days_after(month.first(), i64::from(spike.first_day) - 1),
        end: days_after(month.first(), i64::from(last) - 1),
        impact: of_day.times(SPIKE_DAYS.into()),
        most: of_day,
    })
}

/// The entries of an account that are surprises, those of days in a row together.
fn entered<'a>(ledger: &Ledger<'a>, bill: &Bill<'a>) -> Vec<Anomaly<'a>> {
    let surprises = bill.entries.iter().copied().filter_map(|entry| {
        let surprise = entry.surprise.as_ref()?;
        let is_known = entry.date < ledger.today
            && entry
                .known_on
                .is_none_or(|known_on| known_on <= ledger.today);
        is_known.then_some((entry, surprise))
    });
    let mut surprises: Vec<_> = surprises.collect();
    surprises.sort_by_key(|(entry, _)| (&entry.service, entry.date));
    let mut anomalies: Vec<Anomaly<'a>> = Vec::new();
    for (entry, surprise) in surprises {
        let cost = entry.net_unblended.unwrap_or(entry.unblended);
        if let Some(last) = anomalies.last_mut()
            && last.service == entry.service
            && entry.date <= days_after(last.end, 1)
        {
            last.end = entry.date;
            last.impact += cost;
            last.most = last.most.max(cost);
            continue;
        }
        anomalies.push(Anomaly {
            account_id: bill.account_id,
            account_name: bill.name,
            service: &entry.service,
            region: entry.region.as_deref().unwrap_or(""),
            usage_type: &surprise.usage_type,
            feedback: surprise.feedback.as_deref(),
            start: entry.date,
            end: entry.date,
            impact: cost,
            most: cost,
        });
    }
    anomalies
}

/// The net usage of the anomaly's account and service on its days, the anomaly included.
fn spent(ledger: &Ledger<'_>, anomaly: &Anomaly<'_>) -> Amount {
    let mut spent = Amount::ZERO;
    let bill = ledger
        .bills
        .iter()
        .find(|bill| bill.account_id == anomaly.account_id);
    let mut at = anomaly.start;
    while at <= anomaly.end {
        let book = ledger.book(Month::of(at));
        let days = at.day()..at.day() + 1;
        if let Some(bill) = bill {
            ledger.charges(bill, &book, &days, false, &mut |line| {
                if line.service == anomaly.service && line.record_type == RecordType::Usage {
                    spent += line.amounts.net_unblended;
                }
            });
        }
        at = days_after(at, 1);
    }
    spent
}

fn show(
    ledger: &Ledger<'_>,
    anomaly: &Anomaly<'_>,
    monitor: &Monitor,
    id: &str,
    arn: &str,
) -> Value {
    let actual = spent(ledger, anomaly);
    let expected = actual - anomaly.impact;
    let mut root = json!({
        "Service": anomaly.service,
        "Region": anomaly.region,
        "LinkedAccount": anomaly.account_id,
        "UsageType": anomaly.usage_type,
        "Impact": { "Contribution": anomaly.impact.to_f64() },
    });
    if let Some(name) = anomaly.account_name {
        root["LinkedAccountName"] = name.into();
    }
    let mut impact = json!({
        "MaxImpact": anomaly.most.to_f64(),
        "TotalImpact": anomaly.impact.to_f64(),
        "TotalActualSpend": actual.to_f64(),
        "TotalExpectedSpend": expected.to_f64(),
    });
    if expected > Amount::ZERO {
        let percentage = anomaly.impact.to_f64() / expected.to_f64() * 100.0;
        impact["TotalImpactPercentage"] = percentage.into();
    }
    let mut shown = json!({
        "AnomalyId": id,
        "AnomalyStartDate": anomaly.start.to_string(),
        "AnomalyEndDate": anomaly.end.to_string(),
        "DimensionValue": if monitor.accounts.is_some() { "" } else { anomaly.service },
        "RootCauses": [root],
        "AnomalyScore": { "MaxScore": 0.9, "CurrentScore": 0.7 },
        "Impact": impact,
        "MonitorArn": arn,
    });
    if let Some(feedback) = anomaly.feedback {
        shown["Feedback"] = feedback.into();
    }
    shown
}

/// The same for the same anomaly, whenever it is asked for.
fn id(anomaly: &Anomaly<'_>, monitor: &Monitor) -> String {
    let Anomaly {
        account_id,
        service,
        start,
        ..
    } = anomaly;
    let about = format!("{}/{account_id}/{service}/{start}", monitor.id);
    let digest = hex(&Sha256::digest(about.as_bytes())[..16]);
    format!(
        "{}-{}-{}-{}-{}",
        &digest[..8],
        &digest[8..12],
        &digest[12..16],
        &digest[16..20],
        &digest[20..]
    )
}

type IsBigEnough = Box<dyn Fn(f64) -> bool>;

/// What impact is asked for.
fn impact_filter(input: Input<'_>) -> Result<IsBigEnough, Refusal> {
    let Some(filter) = input.structure("TotalImpact") else {
        return Ok(Box::new(|_| true));
    };
    let number = |name: &str| filter.0.get(name).and_then(Value::as_f64);
    let least = number("StartValue").ok_or_else(|| invalid("TotalImpact needs a StartValue."))?;
    Ok(match filter.raw("NumericOperator") {
        "EQUAL" => Box::new(move |impact| (impact - least).abs() < f64::EPSILON),
        "GREATER_THAN" => Box::new(move |impact| impact > least),
        "GREATER_THAN_OR_EQUAL" => Box::new(move |impact| impact >= least),
        "LESS_THAN" => Box::new(move |impact| impact < least),
        "LESS_THAN_OR_EQUAL" => Box::new(move |impact| impact <= least),
        "BETWEEN" => {
            let most = number("EndValue").ok_or_else(|| invalid("BETWEEN needs an EndValue."))?;
            Box::new(move |impact| (least..=most).contains(&impact))
        }
        other => {
            return Err(invalid(format!(
                "NumericOperator {other} is not supported."
            )));
        }
    })
}
