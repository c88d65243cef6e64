//! Readings that break off: the next one asks only for what is missing, and what comes of both is what one whole
//! reading would have told.

use std::sync::Arc;

use canopy_core::{
    Code,
    billing::{Amount, Bill, BillScope, Grouping, Metric, Part},
};
use canopy_engine::{billing::BillNoteKind, session::Session};
use serde_json::json;

use super::{bill, read, requests, this_month, view, year};
use crate::desk::Desk;

/// Rows of a page of the sandbox.
const PAGE: u32 = 5000;
/// The questions of a first look, in their order. The forecast comes after them.
const QUESTIONS: [(Part, &str); 5] = [
    (Part::AccountService, "account-service"),
    (Part::AccountCharge, "account-charge"),
    (Part::SellerCharge, "seller-charge"),
    (Part::AccountDay, "account-day"),
    (Part::ChargeDay, "charge-day"),
];
/// How often a call is tried before it is given up.
const TRIES: u32 = 6;
const FAULTS: [(&str, Code); 3] = [
    ("Throttle", Code::Throttled),
    ("InternalError", Code::Unreachable),
    ("Timeout", Code::Unreachable),
];

/// How many pages each question has.
fn pages(desk: &Desk) -> Vec<u32> {
    let database = desk.database();
    let rows = |part: &str| -> u32 {
        let sum = "SELECT sum(\"rows\") FROM billing_part WHERE part = ?1";
        database
            .query_row(sum, [part], |row| row.get(0))
            .expect("rows")
    };
    QUESTIONS
        .map(|(_, name)| rows(name).div_ceil(PAGE).max(1))
        .to_vec()
}

/// What is shown, whenever it was read.
fn shown(bill: &Bill) -> (Amount, impl PartialEq + std::fmt::Debug + use<'_>) {
    let bars = (&bill.months, &bill.days);
    (bill.total, (&bill.lines, &bill.movers, bars))
}

/// Every month that is known is whole.
fn is_never_wrong(session: &Session, whole: &Session) {
    for month in view(session).months {
        if month.read_at.is_none() {
            continue;
        }
        for by in [Grouping::Account, Grouping::Charge, Grouping::Seller] {
            let found = bill(session, month.month, Metric::Unblended, by);
            let expected = bill(whole, month.month, Metric::Unblended, by);
            assert_eq!(found.total, expected.total, "{}", month.title);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn at_whatever_page_a_reading_breaks_off_the_next_one_asks_only_for_the_rest() {
    let calm = Desk::open();
    let whole = read(&calm).await;
    let expected = view(&whole).bill.expect("a bill");
    let pages = pages(&calm);
    let all: u32 = pages.iter().sum();
    assert_eq!(
        u64::from(all) + 1,
        requests(&calm.books().billing().await),
        "and the forecast"
    );
    // At the first page of each question, and at a later one of the last.
    let mut places: Vec<u32> = (0..pages.len())
        .map(|question| pages[..question].iter().sum())
        .collect();
    places.push(all - 1);
    for (nth, after) in places.into_iter().enumerate() {
        let (fault, code) = FAULTS[nth % FAULTS.len()];
        let desk = Desk::open();
        let session = desk.loaded().await;
        let books = desk.books();
        // It stops there, however often it is repeated.
        books.faults("GetCostAndUsage", fault, TRIES, after).await;
        let failure = session.read_bill_now(year()).await.expect_err(fault);
        assert_eq!(failure.code, code, "{failure:?}");
        is_never_wrong(&session, &whole);
        let mut left = after;
        let answered = pages.iter().take_while(|pages| {
            let is_whole = **pages <= left;
            left = left.saturating_sub(if is_whole { **pages } else { 0 });
            is_whole
        });
        let answered = answered.count();
        let broken = view(&session);
        let cost = broken.refresh.iter().find(|it| it.scope == BillScope::Year);
        assert_eq!(
            cost.map(|it| it.cost.requests as usize),
            Some(QUESTIONS.len() - answered + 1),
            "after {after} pages"
        );
        let unfinished = |kind: BillNoteKind| broken.notes.iter().any(|note| note.kind == kind);
        let waits = [1, 2, 4].contains(&answered);
        assert_eq!(unfinished(BillNoteKind::Unfinished), waits, "{answered}");
        assert_eq!(broken.bill.is_some(), answered >= 3, "{answered} answered");

        // The next one may be another process. The sandbox, too, then counts from nothing.
        let of_first = requests(&books.billing().await);
        drop(session);
        let desk = if nth == 1 { desk.reopen().await } else { desk };
        let session = desk.loaded().await;
        session.read_bill_now(year()).await.expect("the rest");
        let bill = view(&session).bill.expect("a bill");
        assert_eq!(shown(&bill), shown(&expected), "after {after} pages");
        // Months of it that were whole are not asked for again either.
        let of_second = requests(&desk.books().billing().await);
        let made = if nth == 1 {
            of_first + of_second
        } else {
            of_second
        };
        let least = u64::from(all) + 1;
        assert!(
            (least..=least + u64::from(left)).contains(&made),
            "{made}: only pages of the question that broke off are asked for twice"
        );
        assert!(view(&session).refresh.iter().all(|it| it.is_fresh));
        let notes = view(&session).notes;
        assert!(notes.iter().all(|it| it.kind != BillNoteKind::Unfinished));
    }
}

/// A session whose first reading was answered one question, and then met a fault.
async fn broken_after_one_question(desk: &Desk, fault: &str) -> Arc<Session> {
    let session = desk.loaded().await;
    let calm = Desk::open();
    read(&calm).await;
    let first = pages(&calm)[0];
    let books = desk.books();
    books.faults("GetCostAndUsage", fault, TRIES, first).await;
    session.read_bill_now(year()).await.expect_err("it breaks");
    session
}

#[tokio::test(start_paused = true)]
async fn a_charge_that_came_in_after_a_reading_broke_off_never_makes_a_wrong_month() {
    let desk = Desk::open();
    let session = broken_after_one_question(&desk, "InternalError").await;
    let books = desk.books();
    let month = this_month().before(5);
    let account = session.caller().account_id.to_string();
    books
        .turn_billing(&json!({"entries": [
            {"accountId": account, "date": month.first_day().to_string(),
             "service": "Amazon Simple Storage Service", "recordType": "Usage", "unblended": "12.34"},
        ]}))
        .await;
    session.read_bill_now(year()).await.expect("nothing fails");
    let view_of = |session: &Session| {
        let view = session.bill(Some(month), Metric::Unblended, Grouping::Account);
        view.expect("the store")
    };
    let view = view_of(&session);
    assert_eq!(view.bill, None, "two answers of two bills are no month");
    let changed: Vec<_> = (view.notes.iter())
        .filter(|note| note.kind == BillNoteKind::ChangedWhileRead)
        .collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert!(changed[0].words.starts_with(&month.title()), "{changed:?}");
    assert_eq!(view.refresh[0].cost.requests, 3, "of that month alone");
    session.read_bill_now(year()).await.expect("it is read");
    let total = view_of(&session).bill.expect("a bill").total;
    let by_charge = bill(&session, month, Metric::Unblended, Grouping::Charge);
    let lines = by_charge.lines.iter().filter(|line| line.depth == 0);
    assert_eq!(lines.map(|line| line.amount).sum::<Amount>(), total);
}

#[tokio::test(start_paused = true)]
async fn what_was_put_aside_long_ago_is_asked_for_again() {
    let desk = Desk::open();
    let session = broken_after_one_question(&desk, "Throttle").await;
    let cost = |session: &Session| view(session).refresh[0].cost.requests;
    assert_eq!(cost(&session), 5);
    desk.database()
        .execute(
            "UPDATE billing_part SET read_at = ?1",
            [(jiff::Timestamp::now() - jiff::SignedDuration::from_hours(30)).to_string()],
        )
        .expect("the store");
    assert_eq!(cost(&session), 6, "the months that may have changed");
    session.read_bill_now(year()).await.expect("it is read");
    let left: u32 = desk
        .database()
        .query_row(
            "SELECT count(*) FROM billing_part WHERE part LIKE 'aside:%'",
            [],
            |row| row.get(0),
        )
        .expect("the store");
    assert_eq!(left, 0, "nothing is left behind");
}
