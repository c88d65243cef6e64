//! `canopy billing`: the consolidated bill.

mod beside;

use canopy_core::{
    Failure,
    billing::{
        self, Amount, Bill, BillLine, BillQuery, BillScope, CostDifference, Grouping, Metric,
        Month, day_of,
    },
};
use canopy_engine::{
    billing::{BillView, Meter, RefreshBill},
    session::Session,
};
use jiff::Timestamp;
use serde_json::{Value, json};

pub(crate) use beside::{anomalies, budgets, sharing};

use crate::{
    arguments::{Billing, By, MetricName},
    context::Context,
    output::{Exit, count, in_words, print, print_json, say},
};

impl From<By> for Grouping {
    fn from(by: By) -> Self {
        match by {
            By::Ou => Self::Ou,
            By::Account => Self::Account,
            By::Service => Self::Service,
            By::Charge => Self::Charge,
            By::Seller => Self::Seller,
        }
    }
}

impl From<MetricName> for Metric {
    fn from(metric: MetricName) -> Self {
        match metric {
            MetricName::Unblended => Self::Unblended,
            MetricName::NetUnblended => Self::NetUnblended,
            MetricName::Amortized => Self::Amortized,
            MetricName::NetAmortized => Self::NetAmortized,
            MetricName::Blended => Self::Blended,
        }
    }
}

/// Shows the bill, and reads before what is missing, as far as it was asked for or the settings allow it.
pub(crate) async fn billing(context: &Context, asked: Billing) -> Result<Exit, Failure> {
    let session = context.surveyed().await?;
    let metric = Metric::from(asked.metric);
    let month = asked
        .month
        .unwrap_or_else(|| Month::of(day_of(Timestamp::now())));
    let query = BillQuery {
        month,
        metric,
        by: asked.by.into(),
    };
    let view = session.bill(Some(month), metric, query.by)?;
    let before = view.meter.requests;
    let failure = read(context, &session, &view, &asked).await?;
    let view = session.bill(Some(month), metric, query.by)?;
    let Some(bill) = &view.bill else {
        return Err(failure.unwrap_or_else(|| unknown(&view)));
    };
    if asked.csv {
        let csv = billing::csv(bill);
        if context.json {
            print_json(&json!({ "csv": csv }))?;
        } else {
            print(csv.trim_end())?;
        }
    } else if context.json {
        print_json(&document(bill, &view, before))?;
    } else {
        print(&text(bill))?;
    }
    for note in &view.notes {
        say(&note.words);
    }
    say(&view.meter.words);
    match failure {
        // The bill is shown as it was known before, and that is not what was asked for.
        Some(failure) => {
            say(&in_words(&failure));
            Ok(Exit::of(failure.code))
        }
        None => Ok(Exit::Done),
    }
}

/// Reads what is missing, having said what it costs. What fails is told after what is known.
async fn read(
    context: &Context,
    session: &std::sync::Arc<Session>,
    view: &BillView,
    asked: &Billing,
) -> Result<Option<Failure>, Failure> {
    let scope = if asked.only_month {
        BillScope::Month
    } else {
        BillScope::Year
    };
    let cost = view.refresh.iter().find(|it| it.scope == scope);
    let Some(cost) = cost.filter(|it| !it.is_fresh) else {
        return Ok(None);
    };
    say(&cost.words);
    let reading = session.read_bill_now(RefreshBill {
        month: Some(view.month),
        metric: asked.metric.into(),
        scope,
        by_itself: !asked.refresh,
    });
    let ended = tokio::select! {
        ended = Box::pin(reading) => ended,
        () = context.stop.asked() => {
            session.cancel_bill();
            return Err(Failure::new(
                canopy_core::Code::Cancelled,
                "the reading of the bill was stopped",
            ));
        }
    };
    match ended {
        Ok(Some(words)) => {
            say(&words);
            Ok(None)
        }
        Ok(None) => Ok(None),
        Err(failure) => Ok(Some(failure)),
    }
}

/// Why there is no bill.
fn unknown(view: &BillView) -> Failure {
    let is_told = view.months.iter().any(|month| month.month == view.month);
    if !is_told {
        return Failure::not_found(format!(
            "Cost Explorer does not tell {}",
            view.month.title()
        ))
        .hint("It tells the current month and the 13 before it.");
    }
    let failure = view.situation.failure();
    if failure.message.is_empty() {
        Failure::not_found(format!("{} was not read yet", view.month.title()))
            .hint("Read it with --refresh.")
    } else {
        failure.hint("Read it with --refresh.")
    }
}

fn money(amount: Amount, unit: &str) -> Value {
    json!({"amount": amount, "unit": unit})
}

fn difference(change: Option<CostDifference>, unit: &str) -> Value {
    let told = |it: CostDifference| {
        json!({
            "before": money(it.before, unit),
            "difference": money(it.amount, unit),
            "percent": it.basis_points.map(per_cent),
        })
    };
    change.map_or(Value::Null, told)
}

/// Hundredths of a per cent as a decimal: `-6.67`.
fn per_cent(basis_points: i32) -> String {
    Amount::hundredths(basis_points.into()).to_string()
}

fn document(bill: &Bill, view: &BillView, before: u32) -> Value {
    let unit = bill.unit.as_str();
    let row = |line: &BillLine| {
        let (kind, id) = billing::kind(&line.key);
        json!({
            "kind": kind,
            "id": id,
            "name": line.name,
            "detail": line.detail,
            "level": line.depth,
            "accounts": line.accounts,
            "cost": money(line.amount, unit),
            "change": difference(line.change, unit),
            "lastYear": difference(line.last_year, unit),
        })
    };
    let forecast = bill.forecast.as_ref().map(|it| {
        json!({
            "total": money(it.total, unit),
            "low": money(it.low, unit),
            "high": money(it.high, unit),
            "level": it.level,
        })
    });
    json!({
        "month": bill.month,
        "metric": bill.metric,
        "by": bill.by,
        "readAt": bill.read_at,
        "estimated": bill.estimated,
        "total": money(bill.total, unit),
        "forecast": forecast,
        "change": difference(bill.change, unit),
        "changeWords": bill.change_words,
        "lastYear": difference(bill.last_year, unit),
        "lastYearWords": bill.last_year_words,
        "creditsAndRefunds": money(bill.given_back, unit),
        "tax": money(bill.tax, unit),
        "rows": bill.lines.iter().map(row).collect::<Vec<_>>(),
        "notes": view.notes.iter().map(|note| &note.words).collect::<Vec<_>>(),
        "requests": requests(&view.meter, before),
    })
}

fn requests(meter: &Meter, before: u32) -> Value {
    json!({
        "now": meter.requests.saturating_sub(before),
        "thisMonth": meter.requests,
        "cost": money(meter.amount, "USD"),
    })
}

/// The bill as a table for people.
fn text(bill: &Bill) -> String {
    let estimated = if bill.estimated { ", estimated" } else { "" };
    let mut lines = vec![
        format!(
            "{}: {} {}{estimated}",
            bill.title,
            bill.total.in_cents(),
            bill.unit
        ),
        bill.metric_words.clone(),
    ];
    if let Some(forecast) = &bill.forecast {
        lines.push(format!(
            "Forecast: {} ({} to {})",
            forecast.total.in_cents(),
            forecast.low.in_cents(),
            forecast.high.in_cents()
        ));
    }
    lines.push(format!(
        "Change: {}. {}",
        changed(bill.change),
        bill.change_words
    ));
    lines.push(format!(
        "Last year: {}. {}",
        changed(bill.last_year),
        bill.last_year_words
    ));
    lines.push(String::new());
    let name = |line: &BillLine| {
        let accounts = line.accounts.map_or_else(String::new, |accounts| {
            format!(" ({})", count(accounts as usize, "account"))
        });
        format!("{}{}{accounts}", "  ".repeat(line.depth.into()), line.name)
    };
    let widest = bill
        .lines
        .iter()
        .map(|line| name(line).chars().count())
        .max();
    let width = widest.unwrap_or_default();
    for line in &bill.lines {
        lines.push(format!(
            "{:<width$}  {:>14}  {}",
            name(line),
            line.amount.in_cents(),
            changed(line.change)
        ));
    }
    lines.join("\n")
}

fn changed(change: Option<CostDifference>) -> String {
    let Some(change) = change else {
        return "unknown".to_owned();
    };
    let sign = if change.amount > Amount::ZERO {
        "+"
    } else {
        ""
    };
    let per_cent = change.basis_points.map_or_else(String::new, |points| {
        format!(" ({sign}{} %)", per_cent(points))
    });
    format!("{sign}{}{per_cent}", change.amount.in_cents())
}
