//! What the lines and the whole are compared with: whole months where the month is over, its whole days where not.

use std::collections::BTreeMap;

use super::View;
use crate::billing::{
    Grouping, Month, Totals,
    period::{self, Compared, Leaf},
    rows::{Comparable, Figures},
    totals::ByName,
};

impl View<'_> {
    /// The figures of the whole organization.
    pub(super) fn whole(&self) -> (Figures, Comparable) {
        let (figures, known) = self.figures(Leaf::Service);
        (figures.into_values().sum(), known)
    }

    /// What each leaf of one kind cost, and what that is compared with.
    pub(super) fn figures(&self, leaf: Leaf) -> (BTreeMap<String, Figures>, Comparable) {
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
    pub(super) fn seller_figures(&self) -> (BTreeMap<String, Figures>, Comparable) {
        let sellers: fn(&Totals) -> &ByName = |it| &it.sellers;
        if self.period.through.is_none() {
            self.whole_months(sellers)
        } else {
            period::of_days(sellers(self.month), [None, None, None])
        }
    }

    /// What the month is compared with.
    pub(super) fn words(&self, with: Month, is_known: bool) -> String {
        let month = self.month.month;
        match self.period.through {
            _ if self.period.is_empty() => {
                "Nothing to compare yet: the month has no whole day.".to_owned()
            }
            _ if !is_known => format!("{} is not known.", with.title()),
            None => format!("{} with {}.", month.title(), with.title()),
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

    /// What the lines are not compared with although the whole is, and why.
    pub(super) fn lines_words(&self, whole: Comparable, lines: Comparable) -> Option<String> {
        let missing = [
            (1, whole.before && !lines.before),
            (12, whole.last_year && !lines.last_year),
        ];
        let months: Vec<String> = (missing.into_iter())
            .filter(|(_, is_missing)| *is_missing)
            .map(|(back, _)| self.month.month.before(back).title())
            .collect();
        if months.is_empty() {
            return None;
        }
        Some(if self.query.by == Grouping::Seller {
            "Canopy asks for sellers by month, not by day: they are compared once the month is over.".to_owned()
        } else {
            format!(
                "Accounts are not compared with {} yet: its days come with the next refresh.",
                months.join(" and ")
            )
        })
    }
}
