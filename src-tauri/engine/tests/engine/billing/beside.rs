//! Budgets, anomalies, sharing, and days that stand out.

use canopy_core::{
    Code,
    billing::{BudgetState, SharedDiscount},
};

use super::{read, requests, view};
use crate::desk::{Desk, account};

#[tokio::test]
async fn budgets_are_read_with_how_they_stand_and_kept() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let before = session.budgets(false).await.expect("the store");
    assert_eq!((before.items.len(), before.read_at), (0, None));
    let read = session.budgets(true).await.expect("the store");
    assert_eq!(read.failure, None);
    assert!(read.items.len() >= 2, "{:?}", read.items);
    assert!(
        read.items
            .iter()
            .any(|it| it.state == BudgetState::Exceeded)
    );
    assert!(read.items.iter().any(|it| it.state == BudgetState::Within));
    assert_eq!(session.budgets(false).await.expect("the store"), read);
    desk.books().fault("DescribeBudgets", "AccessDenied").await;
    let denied = session.budgets(true).await.expect("the store");
    let failure = denied.failure.expect("it may not");
    assert_eq!(failure.code, Code::Denied);
    assert_eq!(
        failure.hint.as_deref(),
        Some("Ask for the permission `budgets:ViewBudget`.")
    );
    assert_eq!(denied.items, read.items, "what was known stays");
    assert_eq!(
        requests(&desk.books().billing().await),
        0,
        "budgets cost nothing"
    );
}

#[tokio::test]
async fn anomalies_are_told_with_their_causes_and_counted() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let read = session.anomalies(true).await.expect("the store");
    assert_eq!(read.failure, None);
    let first = read.items.first().expect("a training job was forgotten");
    assert!(first.impact.to_string().parse::<f64>().expect("a number") > 0.0);
    assert!(!first.causes.is_empty());
    assert!(
        ["Services", "Development"].contains(&first.monitor.as_str()),
        "monitors by their names: {}",
        first.monitor
    );
    let books = desk.books().billing().await;
    assert_eq!(requests(&books), u64::from(view(&session).meter.requests));
    assert_eq!(requests(&books), 2);
    assert_eq!(session.anomalies(false).await.expect("the store"), read);
}

#[tokio::test]
async fn sharing_is_told_as_it_is_set() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let read = session.sharing(true).await.expect("the store");
    assert_eq!(read.failure, None);
    let [commitments, credits] = &read.items[..] else {
        panic!("both kinds: {:?}", read.items);
    };
    assert_eq!(
        (commitments.shared, commitments.everywhere),
        (SharedDiscount::Commitments, Some(true))
    );
    let tree = session.tree().expect("the tree");
    let apart = account(&tree, "Fabrikam Logistics").to_string();
    let accounts: Vec<_> = credits.apart.iter().map(|it| it.account.clone()).collect();
    assert_eq!(
        (credits.shared, credits.everywhere, accounts),
        (SharedDiscount::Credits, Some(true), vec![Some(apart)])
    );
}

#[tokio::test]
async fn a_weekend_on_which_somebody_forgot_a_job_stands_out() {
    let desk = Desk::open();
    let session = read(&desk).await;
    let view = session.bill_surprises().expect("the store");
    assert!(view.read_at.is_some());
    assert!(view.words.starts_with("A day stands out when"));
    for surprise in &view.surprises {
        assert!(surprise.amount > surprise.threshold);
        assert!(surprise.threshold > surprise.usual);
    }
}
