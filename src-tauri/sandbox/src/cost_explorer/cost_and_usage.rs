//! `GetCostAndUsage`: sums by time, and by up to two things.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    Context, Filter, Metric, check_view,
    groups::Group,
    period::{self, Granularity, Slice},
    token,
};
use crate::{
    ledger::{Amounts, Bill, Book, Ledger},
    wire::{Input, Refusal},
};

/// Rows of one page. AWS does not say how many it shows.
pub(super) const PAGE_SIZE: usize = 5000;

/// The groups that a row is about; the second is empty where one groups by one thing.
type Keys<'a> = (&'a str, &'a str);

/// What is asked for.
struct Question<'a> {
    ledger: &'a Ledger<'a>,
    filter: &'a Filter,
    groups: &'a [Group],
    granularity: Granularity,
}

pub(super) fn get(context: &Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    check_view(context, input)?;
    let granularity = Granularity::of(input)?;
    let metrics = Metric::list(input)?;
    let groups = Group::list(input)?;
    let filter = Filter::of(input.0.get("Filter"))?;
    let ledger = context.ledger();
    let (start, end) = period::past(input, &ledger)?;
    let fingerprint = token::fingerprint(input, &context.caller.account_id);
    let place = token::read(input, &fingerprint)?;
    let place = place.as_deref().map(Place::read).transpose()?;
    let question = Question {
        ledger: &ledger,
        filter: &filter,
        groups: &groups,
        granularity,
    };

    let (mut results, mut names, mut left, mut more) =
        (Vec::new(), BTreeSet::new(), PAGE_SIZE, None);
    for slice in period::slices(start, end, granularity) {
        let day = slice.start.to_string();
        let after = match &place {
            Some(place) if day.as_str() < place.day => continue,
            // A page that ended with a period goes on with the beginning of the next one.
            Some(place) if day == place.day => Some(place.keys).filter(|keys| *keys != ("", "")),
            _ => None,
        };
        if left == 0 {
            more = Some(token::write(&fingerprint, &format!("{day}\n\n")));
            break;
        }
        let rows = question.rows(&slice, after, left);
        let taken = rows.len().min(left);
        let is_estimated = !ledger.book(slice.month).is_final;
        results.push(result(
            &slice,
            &metrics,
            &groups,
            &rows[..taken],
            is_estimated,
        ));
        if let Some(at) = groups.iter().position(Group::is_account) {
            names.extend(
                rows[..taken]
                    .iter()
                    .map(|(keys, _)| if at == 0 { keys.0 } else { keys.1 }),
            );
        }
        if rows.len() > left {
            let (first, second) = rows[taken - 1].0;
            let place = format!("{day}\n{first}\n{second}");
            more = Some(token::write(&fingerprint, &place));
            break;
        }
        left -= taken.max(1).min(left);
    }

    let mut answer = json!({
        "ResultsByTime": results,
        "DimensionValueAttributes": described(&ledger, &names),
    });
    if !groups.is_empty() {
        answer["GroupDefinitions"] = input.0["GroupBy"].clone();
    }
    if let Some(token) = more {
        answer["NextPageToken"] = token.into();
    }
    Ok(answer)
}

/// Where the last page ended: the start of a period, and the keys of its last row.
struct Place<'a> {
    day: &'a str,
    keys: Keys<'a>,
}

impl<'a> Place<'a> {
    fn read(text: &'a str) -> Result<Self, Refusal> {
        let mut parts = text.split('\n');
        let mut next = || parts.next().ok_or_else(token::invalid_token);
        Ok(Self {
            day: next()?,
            keys: (next()?, next()?),
        })
    }
}

impl<'a> Question<'a> {
    /// The rows of a period that come after some keys, in order, and one more than `most` if there are.
    ///
    /// Where one groups by account, accounts are gone through one by one, whatever else one groups by:
    /// so a page needs no more work than it has rows.
    fn rows(
        &self,
        slice: &Slice,
        after: Option<Keys<'_>>,
        most: usize,
    ) -> Vec<(Keys<'a>, Amounts)> {
        let book = self.ledger.book(slice.month);
        let bills = &self.ledger.bills;
        let is_ahead = |keys: &Keys<'_>| after.is_none_or(|after| *keys > after);
        let Some(at) = self.groups.iter().position(Group::is_account) else {
            let sums = self.sums(slice, &book, bills).into_iter();
            return sums
                .filter(|(keys, _)| is_ahead(keys))
                .take(most + 1)
                .collect();
        };
        let first = after.map(|(first, second)| if at == 0 { first } else { second });
        let start = first.map_or(0, |first| {
            bills.partition_point(|bill| bill.account_id < first)
        });
        let mut rows = Vec::new();
        for bill in &bills[start..] {
            let is_first = first == Some(bill.account_id);
            let sums = self
                .sums(slice, &book, std::slice::from_ref(bill))
                .into_iter();
            let rest = sums.filter(|(keys, _)| !is_first || is_ahead(keys));
            rows.extend(rest.take(most + 1 - rows.len()));
            if rows.len() > most {
                break;
            }
        }
        rows
    }

    /// The sums of a period by what is grouped by, over some accounts.
    fn sums(&self, slice: &Slice, book: &Book, bills: &[Bill<'a>]) -> BTreeMap<Keys<'a>, Amounts> {
        let mut sums = BTreeMap::new();
        let with_tax = self.granularity == Granularity::Monthly;
        let wanted = bills
            .iter()
            .filter(|bill| self.filter.may_be_of(bill.account_id));
        for bill in wanted {
            self.ledger
                .charges(bill, book, &slice.days(), with_tax, &mut |line| {
                    if !self.filter.meets(&line) {
                        return;
                    }
                    let key = |at: usize| match self.groups.get(at) {
                        None => Some(""),
                        Some(group) => group.key(&line),
                    };
                    if let (Some(first), Some(second)) = (key(0), key(1)) {
                        let sum: &mut Amounts = sums.entry((first, second)).or_default();
                        *sum += line.amounts;
                    }
                });
        }
        sums
    }
}

fn result(
    slice: &Slice,
    metrics: &[Metric],
    groups: &[Group],
    rows: &[(Keys<'_>, Amounts)],
    is_estimated: bool,
) -> Value {
    let total = match rows {
        // Only what has no groups has a total.
        [(_, only)] if groups.is_empty() => Metric::show(metrics, only),
        [] => Metric::show(metrics, &Amounts::default()),
        _ => json!({}),
    };
    let shown = rows
        .iter()
        .filter(|_| !groups.is_empty())
        .map(|((first, second), amounts)| {
            let keys = [first, second];
            json!({ "Keys": keys[..groups.len()], "Metrics": Metric::show(metrics, amounts) })
        });
    json!({
        "TimePeriod": slice.show(),
        "Total": total,
        "Groups": shown.collect::<Vec<_>>(),
        "Estimated": is_estimated,
    })
}

/// The names of accounts, as far as they have any.
pub(super) fn described(ledger: &Ledger<'_>, account_ids: &BTreeSet<&str>) -> Vec<Value> {
    ledger
        .bills
        .iter()
        .filter(|bill| account_ids.contains(bill.account_id))
        .filter_map(|bill| {
            let attributes = json!({ "description": bill.name? });
            Some(json!({ "Value": bill.account_id, "Attributes": attributes }))
        })
        .collect()
}
