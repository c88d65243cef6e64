//! Answers that wait for the rest of their month, and how a month that is whole is checked and kept. What a reading
//! that breaks off was answered stays here, so that the next one asks only for the rest. Nothing of it is ever shown.

use std::collections::{BTreeMap, BTreeSet};

use canopy_core::{
    Failure,
    billing::{
        Disagreement, Kept, Metric, Month, Part, Request, SheetBuilder, Totals, days_agree,
        days_agree_with, days_make_month, month_agrees,
    },
};
use jiff::Timestamp;

use super::answer::AnsweredMonth;
use crate::{
    session::Session,
    store::{PackedPart, PartName},
};

/// What a reading asks for, and what of it is not answered yet.
#[derive(Debug)]
pub(super) struct AskedFor {
    all: BTreeSet<(Month, Part)>,
    open: BTreeSet<(Month, Part)>,
}

impl AskedFor {
    pub(super) fn of(requests: &[Request]) -> Self {
        let all: BTreeSet<(Month, Part)> = requests.iter().flat_map(parts_of).collect();
        Self {
            open: all.clone(),
            all,
        }
    }

    /// A question was answered to its end.
    pub(super) fn is_answered(&mut self, request: Request) {
        for part in parts_of(&request) {
            self.open.remove(&part);
        }
    }

    /// Whether a month waits for none of these parts, those that are put aside not counted.
    fn is_over(&self, month: Month, set: &[Part], aside: &BTreeSet<Part>) -> bool {
        let is_there = |part: &Part| aside.contains(part);
        let is_asked = |part: &Part| self.all.contains(&(month, *part));
        let is_open = |part: &Part| !is_there(part) && self.open.contains(&(month, *part));
        let is_touched = set.iter().any(is_asked) || set.iter().all(is_there);
        is_touched && set.iter().any(is_there) && !set.iter().any(is_open)
    }
}

fn parts_of(request: &Request) -> impl Iterator<Item = (Month, Part)> + use<> {
    let part = request.part;
    (request.first.to(request.last)).map(move |month| (month, part))
}

/// An answer that was put aside, as it was packed and as it is checked.
struct Aside {
    packed: PackedPart,
    sheet: SheetBuilder,
}

impl Session {
    /// Puts months of an answer aside.
    pub(super) fn put_aside(
        &self,
        part: Part,
        months: BTreeMap<Month, AnsweredMonth>,
        now: Timestamp,
    ) -> Result<(), Failure> {
        for (month, answer) in months {
            let packed = PackedPart {
                read_at: now,
                estimated: answer.estimated,
                unit: answer.unit.unwrap_or_else(|| "USD".to_owned()),
                rows: answer.sheet.rows(),
                content: answer.sheet.pack(),
            };
            let parts = [(PartName::Aside(part), packed)];
            let store = self.engine().store();
            store.save_billing_parts(self.id(), month, &parts)?;
        }
        Ok(())
    }

    /// Forgets what was put aside of a question.
    pub(super) fn forget_aside(&self, request: Request) -> Result<(), Failure> {
        for (month, part) in parts_of(&request) {
            let store = self.engine().store();
            store.forget_billing_part(self.id(), month, PartName::Aside(part))?;
        }
        Ok(())
    }

    /// Forgets what was put aside so long ago that it is asked for again, or is kept by now.
    pub(super) fn forget_old_aside(&self, now: Timestamp) -> Result<(), Failure> {
        let store = self.engine().store();
        let kept = store.billing_kept(self.id())?;
        for it in store.billing_aside(self.id())? {
            let is_newer = |kept: &Kept| kept.read_at >= it.read_at;
            let mut of_it = kept
                .iter()
                .filter(|kept| (kept.month, kept.part) == (it.month, it.part));
            if !it.is_fresh(now) || of_it.any(is_newer) {
                store.forget_billing_part(self.id(), it.month, PartName::Aside(it.part))?;
            }
        }
        Ok(())
    }

    /// Checks and keeps the months that wait for nothing more, and says what was left out.
    pub(super) fn settle_bill(&self, asked: &AskedFor) -> Result<Vec<String>, Failure> {
        let mut months: BTreeMap<Month, BTreeSet<Part>> = BTreeMap::new();
        for it in self.engine().store().billing_aside(self.id())? {
            months.entry(it.month).or_default().insert(it.part);
        }
        let mut left_out = Vec::new();
        for (month, parts) in months {
            if asked.is_over(month, &Part::MONTHLY, &parts) {
                left_out.extend(self.keep_month(month)?);
                self.forget_set(month, &Part::MONTHLY)?;
            }
            if asked.is_over(month, &Part::DAILY, &parts) {
                left_out.extend(self.keep_days(month)?);
                self.forget_set(month, &Part::DAILY)?;
            }
        }
        Ok(left_out)
    }

    fn forget_set(&self, month: Month, set: &[Part]) -> Result<(), Failure> {
        for part in set {
            let store = self.engine().store();
            store.forget_billing_part(self.id(), month, PartName::Aside(*part))?;
        }
        Ok(())
    }

    /// What was put aside of a month. What is damaged counts as not there, so that it is asked for again.
    fn aside(&self, month: Month, part: Part) -> Result<Option<Aside>, Failure> {
        let store = self.engine().store();
        let packed = store.billing_part(self.id(), month, PartName::Aside(part))?;
        Ok(packed.and_then(|packed| {
            let sheet = SheetBuilder::unpack(&packed.content).ok()?;
            Some(Aside { packed, sheet })
        }))
    }

    /// Keeps a month where its three answers agree; else says why not.
    fn keep_month(&self, month: Month) -> Result<Option<String>, Failure> {
        let [services, charges, sellers] = Part::MONTHLY.map(|part| self.aside(month, part));
        let (Some(services), Some(charges), Some(sellers)) = (services?, charges?, sellers?) else {
            let words = format!(
                "{} is not shown: AWS told only a part of it.",
                month.title()
            );
            return Ok(Some(words));
        };
        let all = [&services, &charges, &sellers];
        if let Err(disagreement) = month_agrees(&services.sheet, &charges.sheet, &sellers.sheet) {
            return Ok(Some(changed(&month.title(), &disagreement)));
        }
        let totals = Totals::sheet(&services.sheet, &charges.sheet, &sellers.sheet);
        // A month is as old as the oldest of its answers.
        let read_at = all.map(|it| it.packed.read_at).into_iter().min();
        let estimated = all.iter().any(|it| it.packed.estimated);
        let unit = services.packed.unit.clone();
        let dated = |packed: PackedPart| PackedPart {
            read_at: read_at.unwrap_or(packed.read_at),
            estimated,
            unit: unit.clone(),
            ..packed
        };
        let totals = dated(PackedPart {
            read_at: services.packed.read_at,
            estimated,
            unit: unit.clone(),
            rows: totals.rows(),
            content: totals.pack(),
        });
        let parts = [
            (
                PartName::Asked(Part::AccountService),
                dated(services.packed),
            ),
            (PartName::Asked(Part::AccountCharge), dated(charges.packed)),
            (PartName::Asked(Part::SellerCharge), dated(sellers.packed)),
            (PartName::Totals, totals),
        ];
        let store = self.engine().store();
        store.save_billing_parts(self.id(), month, &parts)?;
        Ok(None)
    }

    /// Keeps a month's days where they agree with each other; else says why not.
    fn keep_days(&self, month: Month) -> Result<Option<String>, Failure> {
        let accounts = self.aside(month, Part::AccountDay)?;
        let charges = self.aside(month, Part::ChargeDay)?;
        let mut agreed = match (&accounts, &charges) {
            (Some(accounts), Some(charges)) => days_agree(&accounts.sheet, &charges.sheet),
            (Some(accounts), None) => {
                match self.column(month, PartName::Asked(Part::ChargeDay), Metric::Unblended)? {
                    Some(kept) => days_agree_with(&accounts.sheet, &kept),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        };
        // Older figures of the month may differ from new ones of its days, and both be right.
        let totals = self.totals(month, Metric::Unblended)?;
        if let (Ok(()), Some(charges), Some(totals)) = (&agreed, &charges, totals)
            && totals.read_at == charges.packed.read_at
        {
            agreed = days_make_month(&charges.sheet, &totals);
        }
        if let Err(disagreement) = agreed {
            let what = format!("Days of {}", month.title());
            return Ok(Some(changed(&what, &disagreement)));
        }
        let parts: Vec<(PartName, PackedPart)> =
            [(Part::AccountDay, accounts), (Part::ChargeDay, charges)]
                .into_iter()
                .filter_map(|(part, aside)| Some((PartName::Asked(part), aside?.packed)))
                .collect();
        let store = self.engine().store();
        store.save_billing_parts(self.id(), month, &parts)?;
        Ok(None)
    }
}

fn changed(what: &str, disagreement: &Disagreement) -> String {
    format!(
        "{what}: AWS changed its figures while they were read ({disagreement}). What was known before is shown, if anything; refresh again."
    )
}
