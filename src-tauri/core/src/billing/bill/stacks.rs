//! The pictures: months and days as stacks of what a grouping tells apart.

use super::View;
use crate::billing::{
    Amount, Bars, Grouping, Totals, bars,
    layers::Layers,
    month::day_of,
    period::Leaf,
    totals::{self, ByName},
};

impl View<'_> {
    /// What each leaf cost over all months, without regard to signs: the largest get a colour.
    pub(super) fn sizes(&self, list: fn(&Totals) -> &ByName) -> ByName {
        totals::sizes(self.sources.months, list)
    }

    pub(super) fn months(&self, layers: &Layers) -> Bars {
        let list: fn(&Totals) -> &ByName = match self.query.by {
            Grouping::Ou | Grouping::Account => |it| &it.accounts,
            Grouping::Service => |it| &it.services,
            Grouping::Charge => |it| &it.charges,
            Grouping::Seller => |it| &it.sellers,
        };
        let months = self.sources.months.values().map(|month| {
            let leaves = list(month).iter();
            let parts = leaves.map(|(name, amount)| (layers.place(name), *amount));
            (month.month.to_string(), month.estimated, parts)
        });
        bars::stack(layers, months)
    }

    pub(super) fn days(&self, layers: &Layers) -> Bars {
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
        let mut sums = days.by_day(leaf, |name| layers.place(name));
        // A day on which nothing cost anything stays a gap in the picture.
        let read = day_of(days.read_at);
        let drawn = month.days().filter(|day| *day <= read).map(|day| {
            let day = day.to_string();
            let of_day = sums.remove(day.as_str()).unwrap_or_default();
            (day, self.month.estimated, of_day)
        });
        let mut bars = bars::stack(layers, drawn);
        let by_day: Amount = bars.bars.iter().map(|bar| bar.total).sum();
        bars.words = (by_day != self.month.total()).then(|| {
            "AWS tells tax by month: it is in no day. Days and month may have been read at different times.".to_owned()
        });
        bars
    }
}

fn without(words: &str) -> Bars {
    Bars {
        words: Some(words.to_owned()),
        ..Bars::default()
    }
}
