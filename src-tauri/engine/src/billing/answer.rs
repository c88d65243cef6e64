//! What Cost Explorer answers to one question, page by page: a sheet for each month, and which months are whole.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_costexplorer::types::{Group, ResultByTime};
use canopy_core::{
    Code, Failure,
    billing::{Amounts, CHARGE_SEPARATOR, Metric, Month, Part, SheetBuilder},
};
use jiff::civil::Date;

use super::ask::unreadable;

/// The answer to a question, as far as it has come.
#[derive(Debug)]
pub(super) struct Answer {
    part: Part,
    months: BTreeMap<Month, AnsweredMonth>,
    /// The months that were given away as whole.
    given: BTreeSet<Month>,
    /// The first period of the newest page.
    page_began: Option<Date>,
    /// The newest period.
    last: Option<Date>,
    /// Whether no period came after a later one.
    goes_on: bool,
    pages: u32,
}

/// What was answered for one month.
#[derive(Debug, Default)]
pub(super) struct AnsweredMonth {
    pub(super) sheet: SheetBuilder,
    pub(super) estimated: bool,
    pub(super) unit: Option<String>,
}

impl Answer {
    pub(super) fn to(part: Part) -> Self {
        Self {
            part,
            months: BTreeMap::new(),
            given: BTreeSet::new(),
            page_began: None,
            last: None,
            goes_on: true,
            pages: 0,
        }
    }

    /// Takes a page.
    pub(super) fn take(&mut self, page: &[ResultByTime]) -> Result<(), Failure> {
        self.pages += 1;
        self.page_began = None;
        for result in page {
            let start = result.time_period().map_or("", |period| period.start());
            let day: Date = start.parse().map_err(|_| unreadable("a period"))?;
            self.goes_on &= self.last.is_none_or(|last| day >= last);
            self.page_began.get_or_insert(day);
            self.last = Some(day);
            self.take_period(start, Month::of(day), result)?;
        }
        Ok(())
    }

    /// Gives away the months that no later page adds to. AWS does not say in which order pages come: where periods
    /// follow each other from page to page, those before the newest page are over; else none is before the end.
    pub(super) fn whole(&mut self, is_end: bool) -> BTreeMap<Month, AnsweredMonth> {
        let whole = if is_end {
            std::mem::take(&mut self.months)
        } else {
            match self.page_began.filter(|_| self.goes_on && self.pages > 1) {
                Some(day) => {
                    let open = self.months.split_off(&Month::of(day));
                    std::mem::replace(&mut self.months, open)
                }
                None => BTreeMap::new(),
            }
        };
        self.given.extend(whole.keys());
        whole
    }

    fn take_period(
        &mut self,
        start: &str,
        month: Month,
        result: &ResultByTime,
    ) -> Result<(), Failure> {
        if self.given.contains(&month) {
            return Err(unreadable("the order of the months"));
        }
        let answered = self.months.entry(month).or_default();
        answered.estimated |= result.estimated();
        for group in result.groups() {
            let amounts = amounts(group, &mut answered.unit)?;
            match (self.part, group.keys()) {
                (Part::AccountDay, [account]) => answered.sheet.add(account, start, &amounts),
                (Part::ChargeDay, [service, record_type]) => {
                    let charge = format!("{service}{CHARGE_SEPARATOR}{record_type}");
                    answered.sheet.add(start, &charge, &amounts);
                }
                (_, [first, second]) => answered.sheet.add(first, second, &amounts),
                _ => return Err(unreadable("a group")),
            }
        }
        Ok(())
    }
}

fn amounts(group: &Group, unit: &mut Option<String>) -> Result<Amounts, Failure> {
    let metrics = group.metrics().ok_or_else(|| unreadable("a group"))?;
    let mut amounts = Amounts::default();
    for (amount, metric) in amounts.iter_mut().zip(Metric::ALL) {
        let told = metrics.get(metric.aws_name());
        let text = told.and_then(|it| it.amount());
        *amount = text
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| unreadable("an amount"))?;
        let own = told.and_then(|it| it.unit()).unwrap_or_default();
        match unit {
            None => *unit = Some(own.to_owned()),
            Some(unit) if unit == own => {}
            Some(unit) => {
                let message = format!("AWS tells this bill in {unit} and in {own}");
                return Err(Failure::new(Code::Conflict, message)
                    .hint("Canopy adds up one currency only; look at the invoices."));
            }
        }
    }
    Ok(amounts)
}

#[cfg(test)]
mod tests {
    use aws_sdk_costexplorer::types::{DateInterval, MetricValue};

    use super::*;

    fn period(day: &str, account: &str) -> ResultByTime {
        let interval = DateInterval::builder().start(day).end("2027-01-01");
        let mut group = Group::builder().keys(account).keys("EC2");
        for metric in Metric::ALL {
            let value = MetricValue::builder().amount("1").unit("USD").build();
            group = group.metrics(metric.aws_name(), value);
        }
        ResultByTime::builder()
            .time_period(interval.build().expect("an interval"))
            .groups(group.build())
            .build()
    }

    fn given(answer: &mut Answer, is_end: bool) -> Vec<String> {
        let whole = answer.whole(is_end);
        whole
            .into_iter()
            .map(|(month, it)| format!("{month} {}", it.sheet.rows()))
            .collect()
    }

    #[test]
    fn months_are_whole_once_a_later_page_is_beyond_them() {
        let mut answer = Answer::to(Part::AccountService);
        answer
            .take(&[period("2026-08-01", "1"), period("2026-09-01", "1")])
            .expect("a page");
        assert_eq!(given(&mut answer, false), [""; 0], "who knows what follows");
        answer
            .take(&[period("2026-09-01", "2"), period("2026-10-01", "1")])
            .expect("a page");
        assert_eq!(given(&mut answer, false), ["2026-08 1"]);
        answer.take(&[period("2026-10-01", "2")]).expect("a page");
        assert_eq!(given(&mut answer, false), ["2026-09 2"]);
        assert_eq!(given(&mut answer, true), ["2026-10 2"]);
    }

    #[test]
    fn pages_that_each_go_through_all_months_have_none_that_is_whole_before_the_end() {
        let mut answer = Answer::to(Part::AccountService);
        for account in ["1", "2", "3"] {
            let page = ["2026-08-01", "2026-09-01"].map(|day| period(day, account));
            answer.take(&page).expect("a page");
            assert_eq!(given(&mut answer, false), [""; 0]);
        }
        assert_eq!(given(&mut answer, true), ["2026-08 3", "2026-09 3"]);
    }

    #[test]
    fn a_month_that_comes_again_after_it_was_over_is_refused() {
        let mut answer = Answer::to(Part::AccountService);
        answer.take(&[period("2026-08-01", "1")]).expect("a page");
        answer.take(&[period("2026-09-01", "1")]).expect("a page");
        assert_eq!(given(&mut answer, false), ["2026-08 1"]);
        let failure = answer.take(&[period("2026-08-01", "2")]);
        let failure = failure.expect_err("it was whole");
        assert_eq!(
            failure.message,
            "Canopy cannot read the order of the months that Cost Explorer answered"
        );
    }
}
