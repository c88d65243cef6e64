//! `canopy budgets`, `canopy anomalies` and `canopy sharing`: what stands beside the bill.

use canopy_core::{
    Failure,
    billing::{Amount, Anomaly, Budget, Surprise},
};
use canopy_engine::billing::Beside;
use serde::Serialize;
use serde_json::json;

use crate::{
    arguments::Afresh,
    context::Context,
    output::{Exit, in_words, print, print_json, say},
};

/// Shows the budgets.
pub(crate) async fn budgets(context: &Context, asked: Afresh) -> Result<Exit, Failure> {
    let session = context.session().await?;
    let read = context
        .stop
        .or(Box::pin(session.budgets(!asked.last)))
        .await?;
    let line = |budget: &Budget| {
        let amount = |amount: Option<Amount>| amount.map_or("unknown".to_owned(), Amount::in_cents);
        format!(
            "{}  {} of {} {}, forecast {}. {}",
            budget.name,
            amount(budget.actual),
            amount(budget.limit),
            budget.unit,
            amount(budget.forecast),
            budget.words,
        )
    };
    show(context, "budgets", &read, line, "There are no budgets")
}

/// Shows what Cost Anomaly Detection found, and the days that Canopy finds itself.
pub(crate) async fn anomalies(context: &Context, asked: Afresh) -> Result<Exit, Failure> {
    let session = context.session().await?;
    if !asked.last {
        say("AWS takes $0.01 for each request to Cost Explorer; this makes two.");
    }
    let read = context
        .stop
        .or(Box::pin(session.anomalies(!asked.last)))
        .await?;
    let surprises = session.bill_surprises()?;
    if context.json {
        print_json(&json!({
            "anomalies": read.items,
            "readAt": read.read_at,
            "surprises": surprises.surprises,
            "surpriseWords": surprises.words,
            "daysReadAt": surprises.read_at,
        }))?;
        return ended(&read);
    }
    let mut lines: Vec<String> = read.items.iter().map(of_anomaly).collect();
    lines.extend(surprises.surprises.iter().map(of_surprise));
    if lines.is_empty() {
        say("Nothing stands out");
    } else {
        print(&lines.join("\n"))?;
    }
    say(&surprises.words);
    ended(&read)
}

fn of_anomaly(anomaly: &Anomaly) -> String {
    let from = anomaly.from.map_or_else(String::new, |day| day.to_string());
    let cause = anomaly.causes.first();
    let parts = cause.map(|it| [&it.account_name, &it.account, &it.service, &it.region]);
    let parts = parts.into_iter().flatten().flatten();
    let cause = parts.cloned().collect::<Vec<_>>().join(", ");
    format!(
        "{from}  {} more than expected  {cause}  (AWS, {})",
        anomaly.impact.in_cents(),
        anomaly.monitor
    )
}

fn of_surprise(surprise: &Surprise) -> String {
    format!(
        "{}  {} where {} is usual  {}, {}  (Canopy)",
        surprise.day,
        surprise.amount.in_cents(),
        surprise.usual.in_cents(),
        surprise.name,
        surprise.account,
    )
}

/// Shows how discounts are shared.
pub(crate) async fn sharing(context: &Context, asked: Afresh) -> Result<Exit, Failure> {
    let session = context.session().await?;
    let read = context
        .stop
        .or(Box::pin(session.sharing(!asked.last)))
        .await?;
    let line = |it: &canopy_core::billing::Sharing| it.words.clone();
    show(context, "sharing", &read, line, "Nothing was read yet")
}

fn show<T: Serialize>(
    context: &Context,
    what: &str,
    read: &Beside<T>,
    line: impl Fn(&T) -> String,
    nothing: &str,
) -> Result<Exit, Failure> {
    if let (Some(failure), None) = (&read.failure, read.read_at) {
        return Err(failure.clone());
    }
    if context.json {
        print_json(&json!({what: read.items, "readAt": read.read_at}))?;
    } else if read.items.is_empty() {
        say(nothing);
    } else {
        print(&read.items.iter().map(line).collect::<Vec<_>>().join("\n"))?;
    }
    ended(read)
}

/// What could not be read anew is said after what is known.
fn ended<T>(read: &Beside<T>) -> Result<Exit, Failure> {
    match (&read.failure, read.read_at) {
        (None, _) => Ok(Exit::Done),
        (Some(failure), None) => Err(failure.clone()),
        (Some(failure), Some(_)) => {
            say(&in_words(failure));
            Ok(Exit::of(failure.code))
        }
    }
}
