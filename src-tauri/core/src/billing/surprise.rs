//! Days on which an account cost far more than it usually does, found in the days that are known anyway. The
//! median and the median of deviations from it are not moved by the very days that are looked for.

use std::collections::{BTreeMap, HashMap};

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Amount, Days, Month, groups::name_of, month::day_of};
use crate::tree::Tree;

/// Days before a day that say what is usual.
const WINDOW: usize = 28;
/// Fewer of them say nothing.
const FEWEST: usize = 14;
/// How many days back are looked at, the last whole one included.
const LOOKED_AT: usize = 7;
/// How many times the usual deviation a day must be above the usual.
const FACTOR: i64 = 6;
/// Costs that never vary have no deviation: at least so many hundredths of the usual count as one.
const LEAST_DEVIATION: i64 = 5;
/// What is less above the usual is no news, whatever it is in proportion.
const LEAST: Amount = Amount::hundredths(10_00);

/// How it is reckoned, for people.
pub const WORDS: &str = "A day stands out when it is above the median of the 28 days before it by more than 6 times their usual deviation (the median of the distances from that median, at least 5 per cent of it) and by more than 10, and above every one of these days, so that weekends and what repeats do not count. Amortized cost, so that fees of the first day do not count; only whole days, and only accounts with at least 14 days behind them.";

/// A day that stands out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Surprise {
    /// The account's id.
    pub account: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub path: Option<String>,
    /// The day: `2026-11-21`.
    #[specta(type = String)]
    pub day: Date,
    /// What it cost that day.
    pub amount: Amount,
    /// What is usual.
    pub usual: Amount,
    /// From where on it stands out.
    pub threshold: Amount,
}

/// The days that stand out in the last week of what is known, the largest excess first. `days` are in amortized cost.
pub fn surprises(tree: Option<&Tree>, days: &BTreeMap<Month, Days>) -> Vec<Surprise> {
    let Some(read_at) = days.values().map(|days| days.read_at).max() else {
        return Vec::new();
    };
    let read = day_of(read_at);
    let Some(start) = days.keys().next().map(|month| month.first_day()) else {
        return Vec::new();
    };
    let costs = Costs::of(days, start, read);
    let mut found = Vec::new();
    for (account, of_days) in costs.accounts.iter().zip(&costs.amounts) {
        let Some(first) = of_days.first else {
            continue;
        };
        for back in 1..=LOOKED_AT {
            let Some(at) = costs.read.checked_sub(back).filter(|at| costs.known[*at]) else {
                continue;
            };
            let amount = of_days.amounts[at];
            // A day without a row cost nothing, but only where days are known and the account existed.
            let before = (at.saturating_sub(WINDOW).max(first)..at).filter(|at| costs.known[*at]);
            let before: Vec<Amount> = before.map(|at| of_days.amounts[at]).collect();
            // What is no higher than any of them needs no reckoning.
            if before.iter().any(|it| *it >= amount) {
                continue;
            }
            let Some((usual, threshold)) = usual(&before).filter(|it| amount > it.1) else {
                continue;
            };
            let (name, path) = name_of(tree, account);
            found.push(Surprise {
                account: (*account).to_owned(),
                name,
                path,
                day: read.saturating_sub(i64::try_from(back).unwrap_or(0).days()),
                amount,
                usual,
                threshold,
            });
        }
    }
    found.sort_by(|one, other| {
        let key = |it: &Surprise| (it.usual - it.amount, it.day);
        (key(one), &one.account).cmp(&(key(other), &other.account))
    });
    found
}

/// What accounts cost day by day, in rows of days that follow each other.
struct Costs<'a> {
    accounts: Vec<&'a str>,
    amounts: Vec<OfDays>,
    /// Which days are in a month whose days are known.
    known: Vec<bool>,
    /// The place of the day of reading.
    read: usize,
}

/// One account's days.
#[derive(Clone)]
struct OfDays {
    /// The first that has a figure.
    first: Option<usize>,
    amounts: Vec<Amount>,
}

impl<'a> Costs<'a> {
    fn of(days: &'a BTreeMap<Month, Days>, start: Date, read: Date) -> Self {
        let place = |day: Date| usize::try_from((day - start).get_days()).ok();
        let read_place = place(read).unwrap_or(0);
        let known = (0..=read_place).map(|at| {
            let day = start.saturating_add(i64::try_from(at).unwrap_or(0).days());
            days.contains_key(&Month::of(day))
        });
        let none = OfDays {
            first: None,
            amounts: vec![Amount::ZERO; read_place + 1],
        };
        let mut costs = Self {
            accounts: Vec::new(),
            amounts: Vec::new(),
            known: known.collect(),
            read: read_place,
        };
        let mut places: HashMap<&str, usize> = HashMap::new();
        for days in days.values() {
            let column = &days.column;
            let accounts: Vec<usize> = (column.firsts.iter())
                .map(|account| {
                    *places.entry(account).or_insert_with(|| {
                        costs.accounts.push(account);
                        costs.amounts.push(none.clone());
                        costs.accounts.len() - 1
                    })
                })
                .collect();
            let days: Vec<Option<usize>> = (column.seconds.iter())
                .map(|day| day.parse().ok().and_then(place))
                .map(|at| at.filter(|at| *at <= read_place))
                .collect();
            for (account, day, amount) in &column.cells {
                let Some(day) = days[*day as usize] else {
                    continue;
                };
                let of_days = &mut costs.amounts[accounts[*account as usize]];
                of_days.amounts[day] += *amount;
                of_days.first = Some(of_days.first.map_or(day, |first| first.min(day)));
            }
        }
        costs
    }
}

/// What is usual, and from where on a day stands out; none where too little is known.
fn usual(before: &[Amount]) -> Option<(Amount, Amount)> {
    if before.len() < FEWEST {
        return None;
    }
    let usual = median(before.to_vec());
    let deviation = median(before.iter().map(|it| (*it - usual).abs()).collect());
    let deviation = deviation.max(usual.abs().part(LEAST_DEVIATION, 100));
    let excess = deviation.part(FACTOR, 1).max(LEAST);
    Some((usual, usual + excess))
}

fn median(mut amounts: Vec<Amount>) -> Amount {
    amounts.sort_unstable();
    let middle = amounts.len() / 2;
    if amounts.len() % 2 == 1 {
        amounts[middle]
    } else {
        (amounts[middle - 1] + amounts[middle]).part(1, 2)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::billing::{Column, Metric, SheetBuilder};

    fn amount(text: &str) -> Amount {
        text.parse().expect("an amount")
    }

    /// Days from 1 October as they were read on 30 October: `cost` of each, none for no row.
    fn days(cost: impl Fn(i8) -> Option<&'static str>) -> BTreeMap<Month, Days> {
        let mut sheet = SheetBuilder::default();
        for day in 1..=30 {
            if let Some(cost) = cost(day) {
                let name = date(2026, 10, day).to_string();
                sheet.add("111122223333", &name, &[amount(cost); 5]);
            }
        }
        let column = Column::unpack(&sheet.pack(), Metric::Amortized).expect("a sheet");
        let read_at = "2026-10-30T12:00:00Z".parse().expect("an instant");
        BTreeMap::from([(
            "2026-10".parse().expect("a month"),
            Days { read_at, column },
        )])
    }

    #[test]
    fn a_day_far_above_the_usual_stands_out_with_what_was_usual() {
        let found = surprises(
            None,
            &days(|day| {
                Some(match day {
                    27 => "170",
                    day if day % 2 == 0 => "101",
                    _ => "99",
                })
            }),
        );
        assert_eq!(
            found,
            [Surprise {
                account: "111122223333".to_owned(),
                name: "111122223333".to_owned(),
                path: None,
                day: date(2026, 10, 27),
                amount: amount("170"),
                usual: amount("100"),
                threshold: amount("130"),
            }],
            "the median is 100, the deviation 1 but at least 5, six times that is 30"
        );
    }

    #[test]
    fn what_varies_much_or_costs_little_is_no_surprise() {
        let varying = days(|day| Some(if day % 2 == 0 { "150" } else { "50" }));
        assert_eq!(surprises(None, &varying), []);
        let weekends = days(|day| Some(if day % 7 < 2 { "150" } else { "50" }));
        assert_eq!(surprises(None, &weekends), [], "it was so last week, too");
        let little = days(|day| Some(if day == 27 { "10.9" } else { "1" }));
        assert_eq!(surprises(None, &little), [], "less than 10 above the usual");
    }

    #[test]
    fn a_young_account_and_the_day_under_way_say_nothing() {
        let young = days(|day| (day >= 20).then_some(if day == 29 { "500" } else { "1" }));
        assert_eq!(surprises(None, &young), [], "nine days are too few");
        let today = days(|day| Some(if day == 30 { "500" } else { "1" }));
        assert_eq!(
            surprises(None, &today),
            [],
            "the day of reading is not whole"
        );
    }
}
