//! What goes wrong on the way: no wrong total is ever shown, and what is missing is said.

use canopy_core::{
    Code,
    billing::{Grouping, Metric},
};
use canopy_engine::billing::{BillNoteKind, SituationKind};
use serde_json::json;

use super::{bill, read, requests, this_month, view, year};
use crate::desk::Desk;

#[tokio::test(start_paused = true)]
async fn what_passes_by_is_waited_for_and_the_bill_is_the_same() {
    let calm = Desk::open();
    let expected = view(&*read(&calm).await).bill.expect("a bill");
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    books.faults("GetCostAndUsage", "Throttle", 2, 0).await;
    books.faults("GetCostAndUsage", "InternalError", 1, 3).await;
    books.faults("GetCostForecast", "Timeout", 1, 0).await;
    session.read_bill_now(year()).await.expect("it is read");
    let bill = view(&session).bill.expect("a bill");
    assert_eq!(
        (bill.total, &bill.lines, &bill.months),
        (expected.total, &expected.lines, &expected.months)
    );
    let meter = view(&session).meter;
    assert_eq!(
        u64::from(meter.requests),
        requests(&books.billing().await) + 1,
        "refusals cost nothing; whether AWS made what got no answer nobody knows"
    );
}

#[tokio::test(start_paused = true)]
async fn a_reading_that_breaks_off_keeps_nothing_of_the_half_that_it_has() {
    for (fault, code) in [
        ("Throttle", Code::Throttled),
        ("InternalError", Code::Unreachable),
        ("Timeout", Code::Unreachable),
    ] {
        let desk = Desk::open();
        let session = desk.loaded().await;
        let books = desk.books();
        // The second question stops, however often it is repeated.
        books.faults("GetCostAndUsage", fault, 60, 2).await;
        let failure = session.read_bill_now(year()).await.expect_err(fault);
        assert_eq!(failure.code, code, "{failure:?}");
        let view = view(&session);
        assert_eq!(view.bill, None, "{fault}: half of a month is no month");
        assert_eq!(view.failure.map(|failure| failure.code), Some(code));
        assert!(view.months.iter().all(|month| month.read_at.is_none()));
        books.faults("GetCostAndUsage", fault, 0, 0).await;
    }
}

#[tokio::test(start_paused = true)]
async fn whole_months_stay_when_the_days_cannot_be_read() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let pages = pages_of_months(&desk).await;
    books
        .faults("GetCostAndUsage", "InternalError", 60, pages)
        .await;
    session
        .read_bill_now(year())
        .await
        .expect_err("the days fail");
    let view = view(&session);
    let bill = view.bill.expect("the months are whole");
    assert_eq!(bill.days.bars, []);
    assert_eq!(
        bill.days.words.as_deref(),
        Some("The days of this month are not read yet.")
    );
    assert_eq!(
        bill.change, None,
        "without days there is nothing to compare"
    );
    assert!(view.failure.is_some(), "and it is said");
    assert_eq!(view.situation.kind, SituationKind::Ready);
}

/// How many pages the three questions on months have.
async fn pages_of_months(_: &Desk) -> u32 {
    let other = Desk::open();
    let session = read(&other).await;
    let all = requests(&other.books().billing().await);
    let database = other.database();
    let rows = |part: &str| -> u32 {
        database
            .query_row(
                "SELECT sum(\"rows\") FROM billing_part WHERE part = ?1",
                [part],
                |row| row.get(0),
            )
            .expect("rows")
    };
    drop(session);
    let days = ["account-day", "charge-day"].map(|part| rows(part).div_ceil(5000).max(1));
    u32::try_from(all).expect("few") - days.iter().sum::<u32>() - 1
}

#[tokio::test]
async fn figures_that_change_between_two_pages_are_not_shown_and_it_is_said() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let account = session.caller().account_id.to_string();
    // A charge of the oldest month comes in after the first page, which tells that month.
    let month = this_month().before(13);
    let late = month.first_day().to_string();
    books
        .turn_billing(&json!({"betweenPages": [
            {"accountId": account, "date": late, "service": "Amazon Simple Storage Service",
             "recordType": "Usage", "unblended": "12.34"},
        ]}))
        .await;
    session.read_bill_now(year()).await.expect("nothing fails");
    let shown = session.bill(Some(month), Metric::Unblended, Grouping::Account);
    let shown = shown.expect("the store");
    let changed: Vec<&str> = shown
        .notes
        .iter()
        .filter(|note| note.kind == BillNoteKind::ChangedWhileRead)
        .map(|note| note.words.as_str())
        .collect();
    let at_once = shown.bill.is_none();
    assert!(
        at_once,
        "a month whose answers contradict each other is not shown"
    );
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert!(
        changed[0].starts_with(&format!("{}: AWS changed its figures", month.title())),
        "{changed:?}"
    );
    session.read_bill_now(year()).await.expect("it is read");
    let whole = bill(&session, month, Metric::Unblended, Grouping::Account);
    let by_charge = bill(&session, month, Metric::Unblended, Grouping::Charge);
    assert_eq!(whole.total, by_charge.total);
    let notes = view(&session).notes;
    assert!(
        notes
            .iter()
            .all(|note| note.kind != BillNoteKind::ChangedWhileRead)
    );
}

#[tokio::test]
async fn a_damaged_month_is_read_again() {
    let desk = Desk::open();
    let session = read(&desk).await;
    let expected = view(&session).bill;
    desk.database()
        .execute(
            "UPDATE billing_part SET content = x'00' WHERE part = 'totals' AND month = ?1",
            [this_month().to_string()],
        )
        .expect("the store");
    assert_eq!(view(&session).bill, None);
    session.read_bill_now(year()).await.expect("it is read");
    let bill = view(&session).bill.expect("a bill");
    assert_eq!(Some(bill.total), expected.map(|bill| bill.total));
}

#[tokio::test]
async fn a_reading_that_is_stopped_says_so_and_leaves_no_half_month() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    assert!(session.refresh_bill(year()).expect("it begins").started);
    let twice = session.refresh_bill(year()).expect_err("one at a time");
    assert_eq!(twice.code, Code::Conflict);
    session.cancel_bill();
    crate::desk::until("it stops", async || session.bill_progress().is_none()).await;
    let view = view(&session);
    assert_eq!(
        view.failure.map(|failure| failure.code),
        Some(Code::Cancelled)
    );
    assert_eq!(view.bill, None);
}

#[tokio::test]
async fn two_programs_do_not_pay_twice_for_one_bill() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let lease = "INSERT INTO lease (organization, owner, expires_at) VALUES ('bill:sandbox', 'process 0', ?1)";
    let later = jiff::Timestamp::now().as_second() + 60;
    desk.database().execute(lease, [later]).expect("the store");
    let failure = session.refresh_bill(year()).expect_err("another one reads");
    assert_eq!(failure.message, "another Canopy is reading this bill");
    assert!(session.bill_progress().is_none());
    assert_eq!(requests(&desk.books().billing().await), 0);
}
