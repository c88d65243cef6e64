//! Why there is no bill, or only a part of it: each is a state with words, not an error.

use canopy_core::{Code, billing::Metric};
use canopy_engine::billing::{BillNoteKind, SituationKind};
use jiff::Timestamp;
use serde_json::json;

use super::{requests, view, year};
use crate::desk::Desk;

/// What is said once somebody tried to read the bill.
async fn situation(desk: &Desk) -> (SituationKind, String, String) {
    let session = desk.loaded().await;
    session
        .read_bill_now(year())
        .await
        .expect_err("there is none");
    let view = view(&session);
    assert_eq!(view.failure, None, "a state is no failure");
    assert_eq!(view.bill, None);
    let situation = view.situation;
    (
        situation.kind,
        situation.words,
        situation.hint.unwrap_or_default(),
    )
}

#[tokio::test]
async fn cost_explorer_that_is_off_or_new_says_what_to_do() {
    let desk = Desk::open();
    desk.session().await;
    desk.books()
        .turn_billing(&json!({"costExplorer": "off"}))
        .await;
    let (kind, words, hint) = situation(&desk).await;
    assert_eq!(kind, SituationKind::Off);
    assert_eq!(
        words,
        "Cost Explorer is not turned on in this organization."
    );
    assert!(hint.starts_with("Open Cost Explorer once in the management account's console"));
    desk.books()
        .turn_billing(&json!({"costExplorer": "preparing"}))
        .await;
    let (kind, words, _) = situation(&desk).await;
    assert_eq!(kind, SituationKind::Preparing);
    assert_eq!(words, "AWS has no figures for this organization yet.");
    assert_eq!(requests(&desk.books().billing().await), 0);
    desk.books()
        .turn_billing(&json!({"costExplorer": "on"}))
        .await;
    let session = desk.session().await;
    session.read_bill_now(year()).await.expect("it is read");
    assert_eq!(view(&session).situation.kind, SituationKind::Ready);
}

#[tokio::test]
async fn a_missing_permission_is_named() {
    let desk = Desk::open();
    desk.loaded().await;
    desk.books().fault("GetCostAndUsage", "AccessDenied").await;
    let (kind, _, hint) = situation(&desk).await;
    assert_eq!(kind, SituationKind::Denied);
    assert!(
        hint.starts_with("Ask for the permission `ce:GetCostAndUsage`."),
        "{hint}"
    );
}

#[tokio::test]
async fn another_organization_that_pays_is_told() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let state = books.state().await;
    let outside = state["accounts"]
        .as_object()
        .expect("accounts")
        .values()
        .find(|account| account["membership"].is_null())
        .expect("an account outside");
    let home = session.caller().account_id.as_str();
    let since = Timestamp::now() - jiff::SignedDuration::from_hours(24 * 70);
    books
        .turn_billing(&json!({"transfer": {
            "id": "rt-abcd1234", "name": "Group billing", "status": "ACCEPTED",
            "source": {"accountId": home, "email": state["accounts"][home]["email"]},
            "target": {"accountId": outside["id"], "email": outside["email"]},
            "startsAt": since.to_string(),
        }}))
        .await;
    drop(session.read_bill_now(year()).await);
    let notes = view(&session).notes;
    let note = notes
        .iter()
        .find(|note| note.kind == BillNoteKind::BillingTransfer);
    let words = &note.expect("it is said").words;
    assert!(
        words.starts_with("Another organization pays for this one (billing transfer)"),
        "{words}"
    );
}

#[tokio::test]
async fn a_partition_without_cost_explorer_has_no_bill_and_asks_nothing() {
    let desk = Desk::open();
    desk.session().await;
    desk.books()
        .turn_billing(&json!({"partition": "aws-us-gov"}))
        .await;
    let desk = desk.reopen().await;
    let session = desk.session().await;
    let view = view(&session);
    assert_eq!(view.situation.kind, SituationKind::NoEndpoint);
    assert_eq!(
        view.situation.words,
        "There is no Cost Explorer in AWS GovCloud (US)."
    );
    let failure = session.refresh_bill(year()).expect_err("nobody to ask");
    assert_eq!(failure.code, Code::Conflict);
    assert_eq!(
        session
            .bill_nodes(None, Metric::Unblended)
            .expect("the store"),
        None
    );
}
