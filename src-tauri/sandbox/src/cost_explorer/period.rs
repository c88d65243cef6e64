//! The time that a request is about, and the days or months in it.

use std::ops::Range;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::invalid;
use crate::{
    ledger::Ledger,
    month::{Month, days_after},
    wire::{Input, Refusal},
};

/// Cost Explorer shows the current month and so many before it.
/// <https://docs.aws.amazon.com/cost-management/latest/userguide/ce-what-is.html>
const MONTHS_BACK: i64 = 13;

/// How a period is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Granularity {
    Daily,
    Monthly,
}

impl Granularity {
    pub(super) fn of(input: Input<'_>) -> Result<Self, Refusal> {
        match input.raw("Granularity") {
            "DAILY" => Ok(Self::Daily),
            "MONTHLY" => Ok(Self::Monthly),
            "HOURLY" => Err(invalid(
                "Hourly granularity is not enabled. Enable hourly and resource level data in the preferences of Cost Management.",
            )),
            "" => Err(invalid("Granularity is required.")),
            other => Err(invalid(format!(
                "Value '{other}' at 'granularity' failed to satisfy constraint: Member must satisfy enum value set: [HOURLY, MONTHLY, DAILY]"
            ))),
        }
    }
}

/// A part of one month, with the last day not included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slice {
    pub(super) month: Month,
    pub(super) start: Date,
    pub(super) end: Date,
}

impl Slice {
    /// Its days, counted within the month.
    pub(super) fn days(&self) -> Range<i8> {
        let days = (self.end - self.start).get_days();
        let start = self.start.day();
        start..start + i8::try_from(days).unwrap_or(0)
    }

    pub(super) fn show(&self) -> Value {
        interval(self.start, self.end)
    }
}

pub(super) fn interval(start: Date, end: Date) -> Value {
    json!({ "Start": start.to_string(), "End": end.to_string() })
}

/// The days or months from a date up to another, which is not included.
pub(super) fn slices(start: Date, end: Date, granularity: Granularity) -> Vec<Slice> {
    let mut slices = Vec::new();
    let mut at = start;
    while at < end {
        let month = Month::of(at);
        let next = match granularity {
            Granularity::Daily => days_after(at, 1),
            Granularity::Monthly => month.plus(1).first(),
        };
        let next = next.min(end);
        slices.push(Slice {
            month,
            start: at,
            end: next,
        });
        at = next;
    }
    slices
}

/// The start and the end of a period, as they are written.
pub(super) fn dates(input: Input<'_>) -> Result<(Date, Date), Refusal> {
    let Some(period) = input.structure("TimePeriod") else {
        return Err(invalid("TimePeriod is required."));
    };
    let start = day(period.raw("Start"))?;
    let end = day(period.raw("End"))?;
    if start >= end {
        return Err(invalid(
            "Start date (and hour) should be before end date (and hour)",
        ));
    }
    Ok((start, end))
}

pub(super) fn day(text: &str) -> Result<Date, Refusal> {
    // `2026-1-1` and times of day are dates elsewhere.
    let parsed: Option<Date> = (text.len() == 10).then(|| text.parse().ok()).flatten();
    parsed.ok_or_else(|| invalid("Time period is invalid. Valid format is: yyyy-MM-dd."))
}

/// The period of a request for what there was.
pub(super) fn past(input: Input<'_>, ledger: &Ledger<'_>) -> Result<(Date, Date), Refusal> {
    let (start, end) = dates(input)?;
    let this_month = Month::of(ledger.today);
    if end > this_month.plus(1).first() {
        return Err(invalid("end date past the beginning of next month"));
    }
    if start < this_month.plus(-MONTHS_BACK).first() {
        return Err(invalid(
            "You haven't enabled historical data beyond 14 months.",
        ));
    }
    // Who has its bill paid by another organization loses what was before.
    if ledger.pro_forma_since.is_some_and(|since| end <= since) {
        return Err(Refusal::json(
            "BillExpirationException",
            400,
            "The requested report expired. Update the date interval and try again.",
        ));
    }
    Ok((start, end))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_period_is_cut_at_the_turns_of_months() {
        let (start, end) = (date(2026, 10, 30), date(2026, 12, 2));
        let months = slices(start, end, Granularity::Monthly);
        let shown: Vec<Range<i8>> = months.iter().map(Slice::days).collect();
        assert_eq!(shown, [30..32, 1..31, 1..2]);
        let days = slices(start, end, Granularity::Daily);
        assert_eq!(days.len(), 33);
        assert!(days.iter().all(|day| day.days().len() == 1));
        assert_eq!(
            days[2].show(),
            json!({"Start": "2026-11-01", "End": "2026-11-02"})
        );
    }

    #[test]
    fn a_date_is_written_in_one_way() {
        assert_eq!(day("2026-02-28"), Ok(date(2026, 2, 28)));
        for wrong in [
            "",
            "2026-02-30",
            "2026-2-1",
            "2026-02-01T00:00:00Z",
            "20260201",
        ] {
            assert_eq!(
                day(wrong).unwrap_err().code,
                "ValidationException",
                "{wrong}"
            );
        }
    }
}
