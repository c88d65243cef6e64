//! What is to be asked so that somebody sees the bill that they look at.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{
    BillScope, CLOSED_MONTHS, Kept, Month, Part, Reading, Request,
    kept::CURRENT_IS_FRESH,
    month::day_of,
    requests::{PAGE, months},
};

/// Up to this many pages, the days of all accounts over all months are asked for at once: that is one question for
/// last year's days with those of this month and the one before, and makes older months free to look at.
const ALL_DAYS_PAGES: u64 = 5;

/// What somebody wants to see, and what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// The month.
    pub shown: Month,
    /// How much of the past.
    pub scope: BillScope,
    /// What is kept.
    pub kept: &'a [Kept],
    /// What a reading that broke off was answered, put aside until the rest of its month is there.
    pub aside: &'a [Kept],
    /// When the forecast was read.
    pub forecast_at: Option<Timestamp>,
    /// How many accounts there are, where that is known.
    pub accounts: Option<usize>,
}

type Due = BTreeMap<Part, BTreeSet<Month>>;

/// What is to be asked so that the bill can be seen.
pub fn reading(look: &Look<'_>, now: Timestamp) -> Reading {
    let current = Month::of(day_of(now));
    let mut due = look.due(now);
    look.leave_out_answered(&mut due, now);
    let is_known = look
        .forecast_at
        .is_some_and(|at| now.duration_since(at) < CURRENT_IS_FRESH);
    let requests = due.into_iter().flat_map(|(part, months)| {
        let runs = runs(months.into_iter()).into_iter();
        runs.map(move |(first, last)| Request { part, first, last })
    });
    Reading {
        requests: requests.collect(),
        forecast: look.shown == current && !is_known,
    }
}

impl Look<'_> {
    /// What is not known, or no longer good.
    fn due(&self, now: Timestamp) -> Due {
        let current = Month::of(day_of(now));
        let told = |month: &Month| (current.before(CLOSED_MONTHS)..=current).contains(month);
        let pair = || self.shown.before(1).to(self.shown).filter(told);
        let wide: Vec<Month> = match self.scope {
            BillScope::Year => months(now).collect(),
            BillScope::Month => pair().collect(),
        };
        let known = |month: &Month, part: Part| {
            let mut kept = self.kept.iter();
            kept.find(|it| it.month == *month && it.part == part)
        };
        let is_due =
            |month: &Month, part: Part| known(month, part).is_none_or(|it| !it.is_fresh(now));
        // A closed month is compared by whole months; the one under way needs the days of the one before it.
        let days: Vec<Month> = if self.scope == BillScope::Year && self.has_few_days() {
            wide.clone()
        } else {
            let needed = |month: &Month| *month == self.shown || self.shown == current;
            pair().filter(needed).collect()
        };
        let mut due = Due::new();
        let mut add = |months: &[Month], part: Part, of: Part| {
            let months: BTreeSet<Month> = (months.iter().copied())
                .filter(|month| is_due(month, of))
                .collect();
            if !months.is_empty() {
                due.entry(part).or_default().extend(months);
            }
        };
        for part in Part::MONTHLY {
            // They are kept together.
            add(&wide, part, Part::AccountService);
        }
        add(&days, Part::AccountDay, Part::AccountDay);
        add(&wide, Part::ChargeDay, Part::ChargeDay);
        // Where there are many, last year's days are a question of their own: not of the first look, which asks
        // six, and no reason to ask for nothing else.
        let is_first = known(&current, Part::AccountService).is_none();
        let last_year = self.shown.before(12);
        let wants_last_year = self.scope == BillScope::Year && self.shown == current;
        if wants_last_year && !is_first && !due.is_empty() && is_due(&last_year, Part::AccountDay) {
            due.entry(Part::AccountDay).or_default().insert(last_year);
        }
        due
    }

    /// Leaves out what was answered before and waits for the rest of its month. Where nothing is left to wait for, the
    /// last part is asked again: its answer is what keeps the others.
    fn leave_out_answered(&self, due: &mut Due, now: Timestamp) {
        let is_answered = |month: Month, part: Part| {
            let mut aside = self.aside.iter();
            aside.any(|it| it.month == month && it.part == part && it.is_fresh(now))
        };
        for set in [&Part::MONTHLY[..], &Part::DAILY[..]] {
            let months: BTreeSet<Month> = (set.iter())
                .flat_map(|part| due.get(part).into_iter().flatten().copied())
                .collect();
            for month in months {
                let wanted: Vec<Part> = (set.iter().copied())
                    .filter(|part| due.get(part).is_some_and(|months| months.contains(&month)))
                    .collect();
                let all = wanted.iter().all(|part| is_answered(month, *part));
                let asked_again = wanted.last().filter(|_| all);
                for part in &wanted {
                    if is_answered(month, *part) && asked_again != Some(part) {
                        due.entry(*part).or_default().remove(&month);
                    }
                }
            }
        }
    }

    /// Whether the days of all accounts over all months are a few pages only.
    fn has_few_days(&self) -> bool {
        self.accounts.is_some_and(|accounts| {
            let rows = Part::AccountDay.rows_of(accounts as u64) * (u64::from(CLOSED_MONTHS) + 1);
            rows <= ALL_DAYS_PAGES * PAGE
        })
    }
}

/// Months that follow each other, from each first to its last.
fn runs(months: impl Iterator<Item = Month>) -> Vec<(Month, Month)> {
    let mut runs: Vec<(Month, Month)> = Vec::new();
    for month in months {
        match runs.last_mut() {
            Some((_, last)) if last.next() == month => *last = month,
            _ => runs.push((month, month)),
        }
    }
    runs
}

#[cfg(test)]
mod tests;
