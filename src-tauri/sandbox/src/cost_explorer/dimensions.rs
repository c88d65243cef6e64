//! `GetDimensionValues`: which values there are to filter by.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    Context, Filter, Metric, check_view,
    cost_and_usage::described,
    groups::Dimension,
    invalid,
    period::{self, Granularity},
    token,
};
use crate::{
    ledger::{Amounts, Ledger, Line},
    state::RecordType,
    wire::{Input, Refusal},
};

/// Values of one page, and the most that are told in an order of one's choice.
const PAGE_SIZE: usize = 1000;

pub(super) fn get(context: &Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    check_view(context, input)?;
    let dimension = Dimension::of_filter(input.raw("Dimension"))?;
    let belongs = context_of(input)?;
    let filter = Filter::of(input.0.get("Filter"))?;
    let search = input.raw("SearchString").to_lowercase();
    let sort = sort(input)?;
    if sort.is_some() && (!search.is_empty() || input.0.get("NextPageToken").is_some()) {
        return Err(invalid(
            "SortBy cannot be used with SearchString or NextPageToken.",
        ));
    }
    let most = most(input, sort.is_some())?;
    let ledger = context.ledger();
    let (start, end) = period::past(input, &ledger)?;
    let fingerprint = token::fingerprint(input, &context.caller.account_id);
    let place = token::read(input, &fingerprint)?;

    let mut sums: BTreeMap<&str, Amounts> = BTreeMap::new();
    for slice in period::slices(start, end, Granularity::Monthly) {
        let book = ledger.book(slice.month);
        for bill in &ledger.bills {
            ledger.charges(bill, &book, &slice.days(), true, &mut |line| {
                let value = dimension.value(&line);
                if !value.is_empty() && belongs(&line) && filter.meets(&line) {
                    *sums.entry(value).or_default() += line.amounts;
                }
            });
        }
    }
    let names = names(&ledger, dimension);
    let is_found = |value: &str| {
        let name = names.get(value).copied().unwrap_or("");
        value.to_lowercase().contains(&search) || name.to_lowercase().contains(&search)
    };
    let mut values: Vec<(&str, Amounts)> = sums
        .into_iter()
        .filter(|(value, _)| is_found(value))
        .collect();
    if let Some((metric, descending)) = sort {
        values.sort_by_key(|(_, amounts)| metric.of(amounts));
        if descending {
            values.reverse();
        }
    }
    let total = values.len();
    let ahead = values
        .into_iter()
        .filter(|(value, _)| place.as_deref().is_none_or(|place| *value > place));
    let ahead: Vec<&str> = ahead.map(|(value, _)| value).collect();
    let page = &ahead[..ahead.len().min(most)];
    let shown: Vec<Value> = page
        .iter()
        .map(|value| show(&ledger, dimension, value))
        .collect();
    let mut answer = json!({
        "DimensionValues": shown,
        "ReturnSize": page.len(),
        "TotalSize": total,
    });
    if let Some(last) = page
        .last()
        .filter(|_| page.len() < ahead.len() && sort.is_none())
    {
        answer["NextPageToken"] = token::write(&fingerprint, last).into();
    }
    Ok(answer)
}

fn names<'a>(ledger: &Ledger<'a>, dimension: Dimension) -> BTreeMap<&'a str, &'a str> {
    let bills = ledger
        .bills
        .iter()
        .filter(|_| dimension == Dimension::LinkedAccount);
    bills
        .filter_map(|bill| Some((bill.account_id, bill.name?)))
        .collect()
}

fn show(ledger: &Ledger<'_>, dimension: Dimension, value: &str) -> Value {
    let known = if dimension == Dimension::LinkedAccount {
        described(ledger, &BTreeSet::from([value])).pop()
    } else {
        None
    };
    known.unwrap_or_else(|| json!({ "Value": value, "Attributes": {} }))
}

/// Which lines a context is about.
fn context_of(input: Input<'_>) -> Result<fn(&Line<'_>) -> bool, Refusal> {
    match input.raw("Context") {
        "" | "COST_AND_USAGE" => Ok(|_| true),
        "RESERVATIONS" => Ok(|line| {
            matches!(
                line.record_type,
                RecordType::DiscountedUsage | RecordType::Recurring | RecordType::Upfront
            )
        }),
        "SAVINGS_PLANS" => Ok(|line| line.record_type.as_str().starts_with("SavingsPlan")),
        other => Err(invalid(format!(
            "Value '{other}' at 'context' failed to satisfy constraint: Member must satisfy enum value set: [RESERVATIONS, COST_AND_USAGE, SAVINGS_PLANS]"
        ))),
    }
}

/// What values are sorted by, and whether the greatest comes first.
fn sort(input: Input<'_>) -> Result<Option<(Metric, bool)>, Refusal> {
    let Some(definition) = input.list("SortBy")?.first() else {
        return Ok(None);
    };
    let definition = Input(definition);
    let descending = match definition.raw("SortOrder") {
        "DESCENDING" => true,
        "" | "ASCENDING" => false,
        other => return Err(invalid(format!("SortOrder {other} is not supported."))),
    };
    if !matches!(input.raw("Context"), "" | "COST_AND_USAGE") {
        return Err(invalid("SortBy needs the context COST_AND_USAGE."));
    }
    Ok(Some((Metric::of_sort(definition.raw("Key"))?, descending)))
}

fn most(input: Input<'_>, is_sorted: bool) -> Result<usize, Refusal> {
    let Some(value) = input.0.get("MaxResults").filter(|value| !value.is_null()) else {
        return Ok(PAGE_SIZE);
    };
    if !is_sorted {
        return Err(invalid("MaxResults can be used with SortBy only."));
    }
    let most = value.as_u64().and_then(|most| usize::try_from(most).ok());
    most.filter(|most| (1..=PAGE_SIZE).contains(most))
        .ok_or_else(|| invalid(format!("MaxResults must be between 1 and {PAGE_SIZE}.")))
}
