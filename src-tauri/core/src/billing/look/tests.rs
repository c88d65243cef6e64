use super::*;
use crate::billing::Amount;

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

const NOW: &str = "2026-11-23T12:00:00Z";

/// All of a month, as it was read at some time.
fn kept(name: &str, read_at: &str, estimated: bool) -> Vec<Kept> {
    let parts = Part::MONTHLY
        .into_iter()
        .chain([Part::AccountDay, Part::ChargeDay]);
    parts
        .map(|part| Kept {
            month: month(name),
            part,
            read_at: at(read_at),
            estimated,
            rows: 7_000,
        })
        .collect()
}

fn asked(part: Part, first: &str, last: &str) -> Request {
    Request {
        part,
        first: month(first),
        last: month(last),
    }
}

/// Of forty accounts, of which nothing is known.
fn look(shown: &str, scope: BillScope) -> Look<'static> {
    Look {
        shown: month(shown),
        scope,
        kept: &[],
        aside: &[],
        forecast_at: None,
        accounts: Some(40),
    }
}

#[test]
fn a_cold_view_asks_six_questions_and_ends_with_today() {
    let reading = reading(&look("2026-11", BillScope::Year), at(NOW));
    let year = ("2025-10", "2026-11");
    let expected = [
        asked(Part::AccountService, year.0, year.1),
        asked(Part::AccountCharge, year.0, year.1),
        asked(Part::SellerCharge, year.0, year.1),
        asked(Part::AccountDay, year.0, year.1),
        asked(Part::ChargeDay, year.0, year.1),
    ];
    assert_eq!(
        (reading.requests.as_slice(), reading.forecast),
        (&expected[..], true)
    );
    assert_eq!(
        reading.requests[0].end(at(NOW)).to_string(),
        "2026-11-24",
        "an end is not in its period"
    );
    let cost = reading.cost(&[], 40);
    assert_eq!((cost.requests, cost.pages), (6, 13));
    assert_eq!(cost.amount, Amount::hundredths(13));
}

#[test]
fn a_month_alone_asks_for_it_and_the_one_before() {
    let reading = reading(&look("2026-08", BillScope::Month), at(NOW));
    let pair = ("2026-07", "2026-08");
    let expected = [
        asked(Part::AccountService, pair.0, pair.1),
        asked(Part::AccountCharge, pair.0, pair.1),
        asked(Part::SellerCharge, pair.0, pair.1),
        asked(Part::AccountDay, "2026-08", "2026-08"),
        asked(Part::ChargeDay, pair.0, pair.1),
    ];
    assert_eq!(reading.requests, expected);
    assert!(!reading.forecast, "what is over has no forecast");
}

#[test]
fn what_is_fresh_is_not_asked_for() {
    let mut all: Vec<Kept> = months(at(NOW))
        .flat_map(|month| kept(&month.to_string(), "2026-11-23T08:00:00Z", false))
        .collect();
    let forecast = Some(at("2026-11-23T08:00:00Z"));
    let seen = |kept: &[Kept], now: &str| {
        let look = Look {
            kept,
            forecast_at: forecast,
            ..look("2026-11", BillScope::Year)
        };
        reading(&look, at(now))
    };
    assert!(seen(&all, NOW).is_nothing());
    // After eight hours only the current month is.
    let later = seen(&all, "2026-11-23T16:00:01Z");
    let months: Vec<_> = later
        .requests
        .iter()
        .map(|it| (it.first, it.last))
        .collect();
    assert_eq!(months, [(month("2026-11"), month("2026-11")); 5]);
    assert!(later.forecast);
    // What AWS may still change is asked for after a day, what it is done with never.
    for it in all.iter_mut().filter(|it| it.month == month("2026-10")) {
        it.estimated = true;
    }
    let next_day = seen(&all, "2026-11-24T09:00:00Z");
    let months: Vec<_> = next_day
        .requests
        .iter()
        .map(|it| (it.first, it.last))
        .collect();
    assert_eq!(months, [(month("2026-10"), month("2026-11")); 5]);
    assert_eq!(next_day.cost(&all, 40).pages, 5 * 3 + 1, "14,000 rows each");
}

#[test]
fn many_accounts_are_asked_for_last_years_days_once_there_is_something_else_to_ask() {
    let many = Look {
        accounts: Some(10_000),
        ..look("2026-11", BillScope::Year)
    };
    let days = |look: &Look<'_>, now: &str| -> Vec<(String, String)> {
        let requests = reading(look, at(now)).requests.into_iter();
        let days = requests.filter(|it| it.part == Part::AccountDay);
        days.map(|it| (it.first.to_string(), it.last.to_string()))
            .collect()
    };
    let pair = ("2026-10".to_owned(), "2026-11".to_owned());
    assert_eq!(days(&many, NOW), [pair]);
    assert_eq!(
        reading(&many, at(NOW)).requests.len(),
        5,
        "and the forecast"
    );
    let unknown = Look {
        accounts: None,
        ..many
    };
    assert_eq!(
        days(&unknown, NOW),
        days(&many, NOW),
        "as if they were many"
    );
    let read_at = "2026-11-23T08:00:00Z";
    let mut kept: Vec<Kept> = months(at(NOW))
        .flat_map(|month| kept(&month.to_string(), read_at, false))
        .collect();
    let few_days = |it: &Kept| it.part != Part::AccountDay || it.month >= month("2026-10");
    kept.retain(few_days);
    let warm = Look {
        kept: &kept,
        forecast_at: Some(at(read_at)),
        ..many
    };
    assert!(reading(&warm, at(NOW)).is_nothing(), "no reason by itself");
    let last_year = ("2025-11".to_owned(), "2025-11".to_owned());
    let this = ("2026-11".to_owned(), "2026-11".to_owned());
    assert_eq!(days(&warm, "2026-11-23T16:00:01Z"), [last_year, this]);
}

#[test]
fn what_a_broken_reading_was_answered_is_not_asked_for_again() {
    let answer = |name: &str, part: Part, read_at: &str| Kept {
        month: month(name),
        part,
        read_at: at(read_at),
        estimated: true,
        rows: 1,
    };
    let an_hour_ago = "2026-11-23T11:00:00Z";
    let mut aside = vec![
        answer("2026-10", Part::AccountService, an_hour_ago),
        answer("2026-11", Part::AccountService, an_hour_ago),
        answer("2026-10", Part::AccountCharge, an_hour_ago),
    ];
    let requests = |aside: &[Kept]| {
        let look = Look {
            aside,
            ..look("2026-11", BillScope::Month)
        };
        reading(&look, at(NOW)).requests
    };
    let both = ("2026-10", "2026-11");
    let days = [Part::AccountDay, Part::ChargeDay].map(|part| asked(part, both.0, both.1));
    let monthly = [
        asked(Part::AccountCharge, "2026-11", "2026-11"),
        asked(Part::SellerCharge, both.0, both.1),
    ];
    assert_eq!(requests(&aside), [&monthly[..], &days[..]].concat());
    // What was answered yesterday of this month is old by now.
    aside[1].read_at = at("2026-11-22T11:00:00Z");
    assert_eq!(
        requests(&aside)[0],
        asked(Part::AccountService, "2026-11", "2026-11")
    );
    // Whole, and yet not kept: one question is repeated so that all three are looked at.
    let all = Part::MONTHLY.map(|part| answer("2026-10", part, an_hour_ago));
    let expected = [
        asked(Part::AccountService, "2026-11", "2026-11"),
        asked(Part::AccountCharge, "2026-11", "2026-11"),
        asked(Part::SellerCharge, both.0, both.1),
    ];
    assert_eq!(requests(&all)[..3], expected);
}
