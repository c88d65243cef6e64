//! `GetCostForecast`: what is to be expected if things go on as they did last month.

use serde_json::{Value, json};

use super::{
    Context, Filter, Metric, check_view, invalid,
    period::{self, Granularity, Slice},
};
use crate::{
    ledger::Ledger,
    money::Amount,
    month::{Month, days_after},
    state::RecordType,
    wire::{Input, Refusal},
};

/// How far forecasts reach: months of them, or days.
const MOST_MONTHS: i64 = 18;
const MOST_DAYS: i64 = 92;
/// How many standard deviations lie around the mean at a level, in thousandths; between two levels it
/// is in proportion.
const DEVIATIONS: [(i64, i64); 8] = [
    (51, 690),
    (60, 842),
    (70, 1036),
    (80, 1282),
    (90, 1645),
    (95, 1960),
    (98, 2326),
    (99, 2576),
];
/// One standard deviation is so much of the mean, in thousandths, and so much more with each day.
const DEVIATION: i64 = 40;

/// What to expect of a number of days, as far as there is anything to go by: the daily mean of last
/// month, or of this one where it is the first. Payments in advance and gifts are not expected again.
pub(crate) fn expect(
    ledger: &Ledger<'_>,
    filter: &Filter,
    metric: Metric,
    days: i64,
) -> Option<Amount> {
    let this_month = Month::of(ledger.today);
    [this_month.plus(-1), this_month]
        .into_iter()
        .find_map(|month| {
            let book = ledger.book(month);
            let known = i64::from(book.known) - 1;
            let (mut sum, mut any) = (Amount::ZERO, false);
            for bill in &ledger.bills {
                ledger.charges(bill, &book, &(1..book.end()), true, &mut |line| {
                    if is_expected(line.record_type) && filter.meets(&line) {
                        sum += metric.of(&line.amounts);
                        any = true;
                    }
                });
            }
            (any && known > 0).then(|| sum.times(days).share(1, known))
        })
}

fn is_expected(record_type: RecordType) -> bool {
    !matches!(
        record_type,
        RecordType::Credit
            | RecordType::Other
            | RecordType::Refund
            | RecordType::SavingsPlanUpfrontFee
            | RecordType::Upfront
    )
}

pub(super) fn get(context: &Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    check_view(context, input)?;
    let granularity = Granularity::of(input)?;
    let metric = Metric::of_forecast(input.raw("Metric"))?;
    let filter = Filter::of(input.0.get("Filter"))?;
    let level = level(input)?;
    let (start, end) = period::dates(input)?;
    let ledger = context.ledger();
    let yesterday = days_after(ledger.today, -1);
    if start < yesterday {
        return Err(invalid(format!(
            "Earliest supported Start is {yesterday}T00:00:00Z."
        )));
    }
    let latest = match granularity {
        Granularity::Daily => days_after(ledger.today, MOST_DAYS),
        Granularity::Monthly => Month::of(ledger.today).plus(MOST_MONTHS + 1).first(),
    };
    if end > latest {
        return Err(invalid(format!(
            "Latest supported End is {latest}T00:00:00Z."
        )));
    }
    let insufficient = || {
        Refusal::json(
            "DataUnavailableException",
            400,
            "Insufficient amount of historical data to produce a forecast.",
        )
    };
    let slices = period::slices(start, end, granularity);
    let mut total = Amount::ZERO;
    let mut results = Vec::with_capacity(slices.len());
    let month = expect(&ledger, &filter, metric, 30).ok_or_else(insufficient)?;
    for slice in &slices {
        let mean = month.share(i64::from((slice.end - slice.start).get_days()), 30);
        total += mean;
        results.push(show(slice, mean, level, days_until(&ledger, slice)));
    }
    Ok(json!({
        "Total": { "Amount": total.to_string(), "Unit": "USD" },
        "ForecastResultsByTime": results,
    }))
}

/// How far off the end of a period is: the farther, the less certain.
fn days_until(ledger: &Ledger<'_>, slice: &Slice) -> i64 {
    i64::from((slice.end - ledger.today).get_days()).max(1)
}

fn show(slice: &Slice, mean: Amount, level: Option<i64>, days: i64) -> Value {
    let mut shown = json!({ "TimePeriod": slice.show(), "MeanValue": mean.to_string() });
    // Without a level the mean stands alone.
    if let Some(level) = level {
        let width = mean.share((DEVIATION + days) * deviations(level), 1_000_000);
        shown["PredictionIntervalLowerBound"] = (mean - width).to_string().into();
        shown["PredictionIntervalUpperBound"] = (mean + width).to_string().into();
    }
    shown
}

fn deviations(level: i64) -> i64 {
    let after = DEVIATIONS.iter().position(|(known, _)| level <= *known);
    let after = after.unwrap_or(DEVIATIONS.len() - 1);
    let (upper, at_upper) = DEVIATIONS[after];
    let (lower, at_lower) = DEVIATIONS[after.saturating_sub(1)];
    if upper == lower {
        return at_upper;
    }
    at_lower + (at_upper - at_lower) * (level - lower) / (upper - lower)
}

fn level(input: Input<'_>) -> Result<Option<i64>, Refusal> {
    let Some(value) = input
        .0
        .get("PredictionIntervalLevel")
        .filter(|value| !value.is_null())
    else {
        return Ok(None);
    };
    let level = value.as_i64().filter(|level| (51..=99).contains(level));
    level.map(Some).ok_or_else(|| {
        invalid("Value at 'predictionIntervalLevel' failed to satisfy constraint: Member must have value between 51 and 99")
    })
}
