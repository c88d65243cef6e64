//! The bill from the sandbox's Cost Explorer: what asking costs, that everything adds up, and that nothing wrong is
//! shown, whatever goes wrong.

mod beside;
mod broken_off;
mod faults;
mod last_year;
mod states;

use std::sync::Arc;

use canopy_core::billing::{
    Amount, Bill, BillKey, BillQuery, BillScope, Grouping, Metric, Month, day_of,
};
use canopy_engine::{
    billing::{BillView, RefreshBill, SituationKind},
    session::Session,
};
use jiff::Timestamp;
use serde_json::Value;

use crate::desk::Desk;

pub(crate) fn this_month() -> Month {
    Month::of(day_of(Timestamp::now()))
}

/// All that somebody asks for who presses the button.
pub(crate) fn year() -> RefreshBill {
    RefreshBill {
        month: None,
        metric: Metric::Unblended,
        scope: BillScope::Year,
        by_itself: false,
    }
}

pub(crate) fn view(session: &Session) -> BillView {
    let view = session.bill(None, Metric::Unblended, Grouping::Ou);
    view.expect("the bill")
}

pub(crate) fn bill(session: &Session, month: Month, metric: Metric, by: Grouping) -> Bill {
    let query = BillQuery { month, metric, by };
    let bill = session.bill_of(query).expect("the store");
    bill.expect("the month is known")
}

/// A session whose bill was read whole.
pub(crate) async fn read(desk: &Desk) -> Arc<Session> {
    let session = desk.loaded().await;
    let words = session.read_bill_now(year()).await.expect("it is read");
    assert_eq!(words, None, "there was something to read");
    session
}

pub(crate) fn requests(books: &Value) -> u64 {
    let counts = books["requests"].as_object().expect("counts");
    counts.values().filter_map(Value::as_u64).sum()
}

fn sum(bill: &Bill) -> Amount {
    let lines = bill.lines.iter().filter(|line| line.depth == 0);
    lines.map(|line| line.amount).sum()
}

#[tokio::test]
async fn a_cold_view_costs_six_questions_a_warm_one_none_and_the_meter_agrees_with_aws() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let cold = view(&session);
    assert_eq!(cold.situation.kind, SituationKind::NotRead);
    assert_eq!(cold.bill, None);
    let cost = cold.refresh[0].cost;
    assert_eq!(cost.requests, 6, "{}", cold.refresh[0].words);
    session.read_bill_now(year()).await.expect("it is read");
    let books = desk.books().billing().await;
    let warm = view(&session);
    assert_eq!(warm.situation.kind, SituationKind::Ready);
    assert_eq!(u64::from(warm.meter.requests), requests(&books));
    assert_eq!(
        warm.meter.amount.in_cents(),
        books["charged"].as_str().expect("an amount"),
        "what Canopy says it spent is what AWS takes"
    );
    assert!(
        warm.refresh[0].is_fresh && warm.refresh[1].is_fresh,
        "{:?}",
        warm.refresh
    );
    let words = session.read_bill_now(year()).await.expect("nothing fails");
    assert_eq!(
        words.as_deref(),
        Some("Everything is fresh: there is nothing to ask.")
    );
    assert_eq!(
        requests(&desk.books().billing().await),
        requests(&books),
        "a warm view asks nothing"
    );
    drop(session);
    let session = desk.reopen().await.session().await;
    assert_eq!(view(&session).bill, warm.bill, "nor does the next start");
}

#[tokio::test]
async fn every_grouping_of_every_month_and_metric_adds_up_to_one_total() {
    let desk = Desk::open();
    let session = read(&desk).await;
    let months = view(&session).months;
    assert_eq!(months.len(), 14, "13 closed months and the current one");
    for month in months {
        for metric in Metric::ALL {
            let total = bill(&session, month.month, metric, Grouping::Account).total;
            assert!(!total.is_zero(), "{} costs something", month.title);
            for by in [
                Grouping::Ou,
                Grouping::Account,
                Grouping::Service,
                Grouping::Charge,
                Grouping::Seller,
            ] {
                let bill = bill(&session, month.month, metric, by);
                assert_eq!(bill.total, total);
                assert_eq!(sum(&bill), total, "{by:?} in {} by {metric:?}", month.title);
                let bars = bill.months.bars.iter();
                let bar = bars.clone().find(|bar| bar.at == month.month.to_string());
                assert_eq!(bar.map(|bar| bar.total), Some(total), "the picture, too");
            }
        }
    }
}

#[tokio::test]
async fn accounts_that_left_keep_their_line_and_the_management_account_stands_in_the_root() {
    let desk = Desk::open();
    let session = read(&desk).await;
    let month = this_month().before(3);
    let bill = bill(&session, month, Metric::Unblended, Grouping::Ou);
    let departed = bill.lines.iter().find(|line| line.key == BillKey::Departed);
    let departed = departed.expect("an account was sold");
    assert_eq!(departed.accounts, Some(1));
    assert!(departed.amount > Amount::ZERO);
    let inside = session
        .bill_inside(month, Metric::Unblended, &BillKey::Departed)
        .expect("it consists of something");
    let [accounts] = &inside[..] else {
        panic!("accounts only: {inside:?}");
    };
    assert_eq!(accounts.title, "Accounts");
    let amounts = accounts.lines.iter().map(|line| line.amount);
    assert_eq!(amounts.sum::<Amount>(), departed.amount);
    let management = session.caller().account_id.to_string();
    let home = bill.lines.iter().find(|line| {
        line.key
            == BillKey::Account {
                id: management.clone(),
            }
    });
    assert_eq!(home.map(|line| line.depth), Some(0));
}

#[tokio::test]
async fn a_closed_month_is_kept_for_good_and_only_what_is_stale_is_read_again() {
    let desk = Desk::open();
    let session = read(&desk).await;
    let known = view(&session).months;
    let last: Vec<bool> = known.iter().rev().map(|month| month.is_final).collect();
    assert!(!last[0], "the current month is not");
    assert!(last[3..].iter().all(|is_final| *is_final), "{last:?}");
    // Nine hours pass.
    desk.database()
        .execute(
            "UPDATE billing_part SET read_at = ?1 WHERE month >= ?2",
            (
                (Timestamp::now() - jiff::SignedDuration::from_hours(9)).to_string(),
                this_month().before(1).to_string(),
            ),
        )
        .expect("the store");
    let view = view(&session);
    assert_eq!(
        view.refresh[0].cost.requests, 5,
        "the month in three cuts and in two by day: {}",
        view.refresh[0].words
    );
}

#[tokio::test]
async fn the_parts_of_a_line_add_up_to_it_and_the_treemap_to_the_month() {
    let desk = Desk::open();
    let session = read(&desk).await;
    let month = this_month().before(1);
    for by in [
        Grouping::Account,
        Grouping::Service,
        Grouping::Charge,
        Grouping::Seller,
    ] {
        for line in bill(&session, month, Metric::NetAmortized, by).lines {
            let inside = session
                .bill_inside(month, Metric::NetAmortized, &line.key)
                .expect("it consists of something");
            for part in inside {
                let lines = part.lines.iter().filter(|line| line.depth == 0);
                let sum: Amount = lines.map(|line| line.amount).sum();
                assert_eq!(sum, line.amount, "{} by {}", line.name, part.title);
            }
        }
    }
    let treemap = session.bill_treemap(month, Metric::Unblended);
    let treemap = treemap.expect("the store").expect("the month is known");
    let total = bill(&session, month, Metric::Unblended, Grouping::Account).total;
    assert_eq!(treemap.drawn + treemap.left_out, total);
    let nodes = session.bill_nodes(Some(month), Metric::Unblended);
    let nodes = nodes.expect("the store").expect("the month is known");
    let tree = session.tree().expect("the tree");
    let root = nodes.nodes.iter().find(|node| node.id == tree.root().id);
    let root = root.expect("the root costs something");
    assert_eq!(root.amount + nodes.departed, total);
    assert_eq!(nodes.months.len(), root.line.len());
}

#[tokio::test]
async fn the_forecast_is_what_was_spent_and_what_aws_expects_of_the_rest() {
    let desk = Desk::open();
    let session = read(&desk).await;
    let bill = view(&session).bill.expect("the current month");
    let forecast = bill.forecast.expect("AWS reckons");
    assert!(forecast.low < forecast.total && forecast.total < forecast.high);
    assert_eq!(forecast.level, 80);
    assert_eq!(
        forecast.total - forecast.rest,
        bill.total,
        "the sandbox knows nothing of today yet"
    );
}

#[tokio::test]
async fn what_nobody_asked_for_is_read_only_as_far_as_the_settings_allow() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let store = desk.engine().store();
    let mut settings = store.settings().expect("the settings");
    settings.billing_requests_by_itself = 5;
    store.save_settings(&settings).expect("the settings");
    let by_itself = RefreshBill {
        by_itself: true,
        ..year()
    };
    let words = session.read_bill_now(by_itself).await.expect("no failure");
    let words = words.expect("a reason");
    assert!(
        words.starts_with("Not read by itself: the settings allow 5 requests a month, 0 were made"),
        "{words}"
    );
    assert_eq!(requests(&desk.books().billing().await), 0);
    settings.billing_requests_by_itself = 100;
    store.save_settings(&settings).expect("the settings");
    session.read_bill_now(by_itself).await.expect("it is read");
    let meter = view(&session).meter;
    assert_eq!(meter.by_itself, meter.requests);
    assert!(view(&session).bill.is_some());
}

#[tokio::test]
async fn the_table_and_pictures_are_written_where_they_are_found() {
    let desk = Desk::open();
    let session = read(&desk).await;
    let query = BillQuery {
        month: this_month().before(1),
        metric: Metric::Unblended,
        by: Grouping::Account,
    };
    let written = session.write_bill_csv(query).expect("it is written");
    let text = std::fs::read_to_string(&written.path).expect("the file");
    let mut table = csv_rows(&text);
    let head = table.remove(0);
    assert_eq!(
        head.join(","),
        "month,estimated,metric,kind,id,name,path,level,amount,compared_with,difference,last_year,unit"
    );
    let bill = session.bill_of(query).expect("the store").expect("known");
    assert_eq!(table.len(), bill.lines.len());
    let sum: Amount = table
        .iter()
        .map(|row| row[8].parse::<Amount>().expect("an amount"))
        .sum();
    assert_eq!(sum, bill.total, "to the last place");
    let engine = desk.engine();
    let format = canopy_engine::billing::PictureFormat::Svg;
    let picture = engine.write_picture("13 months/../by OU", format, "<svg></svg>");
    let picture = picture.expect("it is written").path;
    assert!(
        picture.ends_with("exports/13-months----by-ou.svg"),
        "{picture}"
    );
    let no_picture = engine.write_picture("x", format, "<html></html>");
    assert_eq!(
        no_picture.expect_err("refused").message,
        "that is no picture"
    );
}

/// Rows of a table without quotes in it.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for line in text.lines() {
        let mut fields = vec![String::new()];
        let mut quoted = false;
        for letter in line.chars() {
            match letter {
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                letter => fields.last_mut().expect("a field").push(letter),
            }
        }
        rows.push(fields);
    }
    rows
}
