//! The bill of one month as it is shown: a pure function of what was read and of the tree as it is now.

mod comparing;
mod stacks;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Amount, Bars, BillInside, BillKey, BillLine, ChargeClass, CostDifference, Days, Forecast,
    Grouping, Metric, Month, MonthForecast, Totals,
    groups::Groups,
    layers::Layers,
    lines::{self, ByLeaf, Head, Table},
    month::day_of,
    period::{Leaf, Period},
    rows::Comparable,
    totals::ByName,
};
use crate::tree::Tree;

/// How many of the biggest changes are named.
const MOVERS: usize = 10;

/// What a bill is made of. Everything is in one metric.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The tree as it is now; without one there are no organizational units and no names.
    pub tree: Option<&'a Tree>,
    /// The months that are known.
    pub months: &'a BTreeMap<Month, Totals>,
    /// Their days by account.
    pub account_days: &'a BTreeMap<Month, Days>,
    /// Their days by charge.
    pub charge_days: &'a BTreeMap<Month, Days>,
    /// The forecast of the current month.
    pub forecast: Option<&'a Forecast>,
}

/// Which bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct BillQuery {
    /// The month.
    pub month: Month,
    /// How costs are counted.
    pub metric: Metric,
    /// What it is laid out by.
    pub by: Grouping,
}

/// The bill of one month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Bill {
    /// Of which month.
    pub month: Month,
    /// In words: `November 2026`.
    pub title: String,
    /// How costs are counted.
    pub metric: Metric,
    /// What that is, a sentence.
    pub metric_words: String,
    /// What it is laid out by.
    pub by: Grouping,
    /// What amounts are in, as AWS returned it: `USD`.
    pub unit: String,
    /// When it was read.
    #[specta(type = String)]
    pub read_at: Timestamp,
    /// Whether AWS may still change it.
    pub estimated: bool,
    /// The day of the month on which it was read while the month was under way; none for a closed month.
    pub day: Option<u8>,
    /// How many days the month has.
    pub days_in_month: u8,
    /// What it comes to.
    pub total: Amount,
    /// The same at the end of the month, as AWS reckons.
    pub forecast: Option<MonthForecast>,
    /// Against the month before; none where that is not known.
    pub change: Option<CostDifference>,
    /// What is compared with what: `1 to 22 November with the same days of October, without tax`.
    pub change_words: String,
    /// Against the same month last year.
    pub last_year: Option<CostDifference>,
    /// What is compared with what.
    pub last_year_words: String,
    /// Credits and refunds, negative.
    pub given_back: Amount,
    /// Tax.
    pub tax: Amount,
    /// What the lines are not compared with although the whole is, and why: a sentence.
    pub lines_words: Option<String>,
    /// The lines, the largest first, each followed by what is part of it.
    pub lines: Vec<BillLine>,
    /// Months, stacked.
    pub months: Bars,
    /// Days of this month, stacked.
    pub days: Bars,
    /// What changed most.
    pub movers: Vec<BillLine>,
}

/// Makes the bill that `query` asks for; none where that month is not known.
pub fn bill(sources: &Sources<'_>, query: BillQuery) -> Option<Bill> {
    Some(View::of(sources, query)?.bill())
}

/// The accounts of a group of them (an organizational unit, those directly in one, those that left), compared as the
/// bill compares them; none where that month is not known.
pub fn accounts_inside(
    sources: &Sources<'_>,
    query: BillQuery,
    key: &BillKey,
) -> Option<BillInside> {
    let view = View::of(sources, query)?;
    let (mut figures, known) = view.figures(Leaf::Account);
    let groups = view.groups(&view.sizes(|it| &it.accounts));
    figures.retain(|account, _| {
        let place = groups.place(account);
        place.is_some_and(|place| groups.holds(place, key))
    });
    let whole = view.month.total();
    Some(BillInside::of_accounts(
        sources.tree,
        whole,
        &figures,
        known,
    ))
}

/// The period that is compared: of the figures that were read first, if they differ.
fn period(sources: &Sources<'_>, month: &Totals) -> Period {
    let days = sources.account_days.get(&month.month);
    let read_at = days.map_or(month.read_at, |days| days.read_at.min(month.read_at));
    Period::of(month.month, read_at)
}

/// One bill in the making.
struct View<'a> {
    sources: &'a Sources<'a>,
    query: BillQuery,
    month: &'a Totals,
    period: Period,
}

impl<'a> View<'a> {
    fn of(sources: &'a Sources<'a>, query: BillQuery) -> Option<Self> {
        let month = sources.months.get(&query.month)?;
        Some(Self {
            sources,
            query,
            month,
            period: period(sources, month),
        })
    }

    fn bill(&self) -> Bill {
        let month = self.month;
        let total = month.total();
        let class = |class: ChargeClass| -> Amount {
            let all = month.charges.iter();
            all.filter(|(name, _)| ChargeClass::of(name) == class)
                .map(|(_, amount)| *amount)
                .sum()
        };
        let (whole, known) = self.whole();
        let read = day_of(month.read_at);
        let laid = self.laid_out(total);
        Bill {
            month: month.month,
            title: month.month.title(),
            metric: self.query.metric,
            metric_words: self.query.metric.words().to_owned(),
            by: self.query.by,
            unit: month.unit.clone(),
            read_at: month.read_at,
            estimated: month.estimated,
            day: (Month::of(read) == month.month).then(|| read.day().unsigned_abs()),
            days_in_month: month.month.length().unsigned_abs(),
            total,
            forecast: self.forecast(total),
            change: whole.change(known),
            change_words: self.words(month.month.before(1), known.before),
            last_year: whole.last_year(known),
            last_year_words: self.words(month.month.before(12), known.last_year),
            given_back: class(ChargeClass::Credit) + class(ChargeClass::Refund),
            tax: class(ChargeClass::Tax),
            lines_words: self.lines_words(known, laid.known),
            months: self.months(&laid.layers),
            days: self.days(&laid.layers),
            lines: laid.lines,
            movers: laid.movers,
        }
    }

    /// The lines, what of them changed most, and the layers of the pictures.
    fn laid_out(&self, total: Amount) -> Laid {
        let tree = self.sources.tree;
        match self.query.by {
            Grouping::Ou => {
                let (figures, known) = self.figures(Leaf::Account);
                let table = Table::of(total, known);
                let sizes = self.sizes(|it| &it.accounts);
                let groups = self.groups(&sizes);
                let layers = Layers::of_groups(&groups, &sizes);
                // Units are moved by their accounts: those are named.
                let moved = most_changed(figures.iter(), |(_, it)| it.change(known));
                let moved = moved.into_iter().map(|(id, it)| (id.clone(), *it));
                let moved: ByLeaf = moved.collect();
                let head = |id: &str| Head::account(tree, id);
                Laid {
                    movers: movers(&lines::leaves(table, &moved, head, |_| None)),
                    lines: lines::groups(tree, &groups, &figures, table, &layers),
                    layers,
                    known,
                }
            }
            Grouping::Account => {
                let head = |id: &str| Head::account(tree, id);
                let layers = Layers::of_leaves(&self.sizes(|it| &it.accounts), head);
                let told = self.figures(Leaf::Account);
                Laid::of_leaves(total, &told, head, layers)
            }
            Grouping::Service => {
                let layers = Layers::of_leaves(&self.sizes(|it| &it.services), Head::service);
                let told = self.figures(Leaf::Service);
                Laid::of_leaves(total, &told, Head::service, layers)
            }
            Grouping::Charge => {
                let (figures, known) = self.figures(Leaf::RecordType);
                let layers = Layers::of_charges(&self.sizes(|it| &it.charges));
                let lines = lines::charges(&figures, Table::of(total, known), &layers);
                Laid {
                    movers: movers(&lines),
                    lines,
                    layers,
                    known,
                }
            }
            Grouping::Seller => {
                let (figures, known) = self.seller_figures();
                let layers = Layers::of_leaves(&self.sizes(|it| &it.sellers), Head::seller);
                let mut laid = Laid::of_leaves(total, &(figures, known), Head::seller, layers);
                // Sellers are asked for in another question than the total.
                let sum = laid.lines.iter().map(|line| line.amount).sum();
                laid.lines.extend(Table::of(total, known).rounding(sum));
                lines::largest_first(&mut laid.lines);
                laid
            }
        }
    }

    /// The tree with every account that cost something in any month that is drawn or compared.
    fn groups(&self, sizes: &ByName) -> Groups {
        let accounts: BTreeSet<&str> = sizes.keys().map(String::as_str).collect();
        Groups::of(self.sources.tree, &accounts)
    }

    fn forecast(&self, total: Amount) -> Option<MonthForecast> {
        let forecast = self.sources.forecast?;
        let days = self.sources.account_days.get(&self.month.month)?;
        let fits = forecast.month == self.month.month && forecast.metric == self.query.metric;
        let rest = forecast.rest.filter(|_| fits)?;
        Some(rest.with(total - days.from(forecast.from, Leaf::Account)))
    }
}

/// A bill's lines, as one grouping has them.
struct Laid {
    lines: Vec<BillLine>,
    movers: Vec<BillLine>,
    layers: Layers,
    /// What the lines are compared with.
    known: Comparable,
}

impl Laid {
    /// A line for each leaf.
    fn of_leaves(
        total: Amount,
        (figures, known): &(ByLeaf, Comparable),
        head: impl Fn(&str) -> Head,
        layers: Layers,
    ) -> Self {
        let known = *known;
        let colour = |leaf: &str| layers.colour(leaf);
        let lines = lines::leaves(Table::of(total, known), figures, head, colour);
        Self {
            movers: movers(&lines),
            lines,
            layers,
            known,
        }
    }
}

/// The lines of the first level that changed most, up or down.
fn movers(lines: &[BillLine]) -> Vec<BillLine> {
    let first = lines.iter().filter(|line| line.depth == 0);
    most_changed(first, |line| line.change)
        .into_iter()
        .cloned()
        .collect()
}

/// Those that changed most, the largest change first.
fn most_changed<T>(
    all: impl Iterator<Item = T>,
    change: impl Fn(&T) -> Option<CostDifference>,
) -> Vec<T> {
    let sized = all.filter_map(|it| Some((change(&it)?.amount.abs(), it)));
    let mut changed: Vec<(Amount, T)> = sized.filter(|(size, _)| !size.is_zero()).collect();
    changed.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
    changed.truncate(MOVERS);
    changed.into_iter().map(|(_, it)| it).collect()
}
