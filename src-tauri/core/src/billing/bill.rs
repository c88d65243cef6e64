//! The bill of one month as it is shown: a pure function of what was read and of the tree as it is now.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Amount, Bars, BillKey, BillLine, ChargeClass, CostDifference, Days, Forecast, Grouping, Metric,
    Month, MonthForecast, Totals, bars,
    groups::Groups,
    layers::Layers,
    lines,
    month::day_of,
    period::{self, Compared, Leaf, Period},
    rows::{Comparable, Figures},
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
    let month = sources.months.get(&query.month)?;
    let view = View {
        sources,
        query,
        month,
        period: period(sources, month),
    };
    Some(view.bill())
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

impl View<'_> {
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
        let (lines, movers, layers) = self.lines(total);
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
            lines,
            months: self.months(&layers),
            days: self.days(&layers),
            movers,
        }
    }

    /// The figures of the whole organization.
    fn whole(&self) -> (Figures, Comparable) {
        let (figures, known) = self.figures(Leaf::Service);
        (figures.into_values().sum(), known)
    }

    /// What each leaf of one kind cost, and what that is compared with.
    fn figures(&self, leaf: Leaf) -> (BTreeMap<String, Figures>, Comparable) {
        let list: fn(&Totals) -> &ByName = match leaf {
            Leaf::Account => |it| &it.accounts,
            Leaf::Service => |it| &it.services,
            Leaf::RecordType => |it| &it.charges,
        };
        if self.period.through.is_none() {
            return self.whole_months(list);
        }
        let source = match leaf {
            Leaf::Account => self.sources.account_days,
            Leaf::Service | Leaf::RecordType => self.sources.charge_days,
        };
        let month = self.month.month;
        let days = [month, month.before(1), month.before(12)].map(|month| {
            let days = source.get(&month).filter(|_| !self.period.is_empty());
            days.map(|days| days.sum(leaf, self.period))
        });
        period::of_days(list(self.month), days)
    }

    fn whole_months(
        &self,
        list: fn(&Totals) -> &ByName,
    ) -> (BTreeMap<String, Figures>, Comparable) {
        let months = &self.sources.months;
        let of = |back: u8| months.get(&self.month.month.before(back)).map(list);
        period::of_months(&Compared {
            now: list(self.month),
            before: of(1),
            last_year: of(12),
        })
    }

    /// Sellers are not told by day: in the current month they stand alone.
    fn seller_figures(&self) -> (BTreeMap<String, Figures>, Comparable) {
        let sellers: fn(&Totals) -> &ByName = |it| &it.sellers;
        if self.period.through.is_none() {
            self.whole_months(sellers)
        } else {
            period::of_days(sellers(self.month), [None, None, None])
        }
    }

    fn lines(&self, total: Amount) -> (Vec<BillLine>, Vec<BillLine>, Layers) {
        let tree = self.sources.tree;
        let accounts = || {
            let (figures, known) = self.figures(Leaf::Account);
            let layers = Layers::of_accounts(tree, &self.sizes(|it| &it.accounts));
            (
                lines::accounts(tree, &figures, known, total, &layers),
                layers,
            )
        };
        match self.query.by {
            Grouping::Ou => {
                let (figures, known) = self.figures(Leaf::Account);
                let groups = self.groups();
                let layers = Layers::of_groups(&groups, &self.sizes(|it| &it.accounts));
                let lines = lines::groups(tree, &groups, &figures, known, total, &layers);
                (lines, movers(accounts().0), layers)
            }
            Grouping::Account => {
                let (lines, layers) = accounts();
                (lines.clone(), movers(lines), layers)
            }
            Grouping::Service => {
                let (figures, known) = self.figures(Leaf::Service);
                let layers = Layers::of_leaves(&self.sizes(|it| &it.services), |name| {
                    let key = BillKey::Service {
                        name: name.to_owned(),
                    };
                    (key, name.to_owned())
                });
                let lines = lines::services(&figures, known, total, &layers);
                (lines.clone(), movers(lines), layers)
            }
            Grouping::Charge => {
                let (figures, known) = self.figures(Leaf::RecordType);
                let layers = Layers::of_charges(&self.sizes(|it| &it.charges));
                let lines = lines::charges(&figures, known, total, &layers);
                let classes = lines.iter().filter(|line| line.depth == 0).cloned();
                (lines.clone(), movers(classes.collect()), layers)
            }
            Grouping::Seller => {
                let (figures, known) = self.seller_figures();
                let layers = Layers::of_leaves(&self.sizes(|it| &it.sellers), |name| {
                    let key = BillKey::Seller {
                        name: name.to_owned(),
                    };
                    (key, name.to_owned())
                });
                let lines = lines::sellers(&figures, known, total, &layers);
                (lines.clone(), movers(lines), layers)
            }
        }
    }

    /// The tree with every account that cost something in any month that is drawn or compared.
    fn groups(&self) -> Groups {
        let months = self.sources.months.values();
        let accounts: BTreeSet<&str> = months
            .flat_map(|month| month.accounts.keys())
            .map(String::as_str)
            .collect();
        Groups::of(self.sources.tree, &accounts)
    }

    /// What each leaf cost over all months, without regard to signs: the largest get a colour.
    fn sizes(&self, list: fn(&Totals) -> &ByName) -> BTreeMap<String, Amount> {
        let mut sizes: BTreeMap<String, Amount> = BTreeMap::new();
        for (name, amount) in self.sources.months.values().flat_map(list) {
            match sizes.get_mut(name) {
                Some(size) => *size += amount.abs(),
                None => {
                    sizes.insert(name.clone(), amount.abs());
                }
            }
        }
        sizes
    }

    fn months(&self, layers: &Layers) -> Bars {
        let list: fn(&Totals) -> &ByName = match self.query.by {
            Grouping::Ou | Grouping::Account => |it| &it.accounts,
            Grouping::Service => |it| &it.services,
            Grouping::Charge => |it| &it.charges,
            Grouping::Seller => |it| &it.sellers,
        };
        let months = self.sources.months.values().map(|month| {
            let leaves = list(month).iter();
            let leaves = leaves.map(|(name, amount)| (name.as_str(), *amount));
            (month.month.to_string(), month.estimated, leaves)
        });
        bars::stack(layers, months)
    }

    fn days(&self, layers: &Layers) -> Bars {
        let month = self.month.month;
        let (source, leaf) = match self.query.by {
            Grouping::Ou | Grouping::Account => (self.sources.account_days, Leaf::Account),
            Grouping::Service => (self.sources.charge_days, Leaf::Service),
            Grouping::Charge => (self.sources.charge_days, Leaf::RecordType),
            Grouping::Seller => return without("Canopy asks for sellers by month, not by day."),
        };
        let Some(days) = source.get(&month) else {
            return without("The days of this month are not read yet.");
        };
        let mut leaves: BTreeMap<&str, Vec<(&str, Amount)>> = BTreeMap::new();
        for (first, second, amount) in days.column.rows() {
            let (name, day) = leaf.of(first, second);
            leaves.entry(day).or_default().push((name, amount));
        }
        // A day on which nothing cost anything stays a gap in the picture.
        let read = day_of(days.read_at);
        let drawn = month.days().filter(|day| *day <= read).map(|day| {
            let day = day.to_string();
            let of_day = leaves.remove(day.as_str()).unwrap_or_default();
            (day, self.month.estimated, of_day.into_iter())
        });
        let mut bars = bars::stack(layers, drawn);
        let by_day: Amount = bars.bars.iter().map(|bar| bar.total).sum();
        bars.words = (by_day != self.month.total()).then(|| {
            "AWS tells tax by month: it is in no day. Days and month may have been read at different times.".to_owned()
        });
        bars
    }

    fn forecast(&self, total: Amount) -> Option<MonthForecast> {
        let forecast = self.sources.forecast?;
        let days = self.sources.account_days.get(&self.month.month)?;
        let fits = forecast.month == self.month.month && forecast.metric == self.query.metric;
        let rest = forecast.rest.filter(|_| fits)?;
        Some(rest.with(total - days.from(forecast.from, Leaf::Account)))
    }

    /// What the month is compared with.
    fn words(&self, with: Month, is_known: bool) -> String {
        let month = self.month.month;
        match self.period.through {
            _ if self.period.is_empty() => {
                "Nothing to compare yet: the month has no whole day.".to_owned()
            }
            _ if !is_known => format!("{} is not known.", with.title()),
            None => format!("With {}.", with.title()),
            Some(1) => format!(
                "1 {} with the same day of {}, without tax.",
                month.name(),
                with.title()
            ),
            Some(through) => format!(
                "1 to {through} {} with the same days of {}, without tax.",
                month.name(),
                with.title()
            ),
        }
    }
}

fn without(words: &str) -> Bars {
    Bars {
        words: Some(words.to_owned()),
        ..Bars::default()
    }
}

/// The lines that changed most, up or down.
fn movers(mut lines: Vec<BillLine>) -> Vec<BillLine> {
    let size = |line: &BillLine| {
        line.change
            .map_or(Amount::ZERO, |change| change.amount.abs())
    };
    lines.retain(|line| !size(line).is_zero());
    lines.sort_by_key(|line| std::cmp::Reverse(size(line)));
    lines.truncate(MOVERS);
    lines
}
