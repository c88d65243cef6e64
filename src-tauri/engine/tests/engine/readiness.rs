//! The map of roles: every account is asked once, evenly, and the map goes on where it was left.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use canopy_core::{
    Code, Topic,
    readiness::{Readiness, RoleReadiness},
};
use canopy_engine::{events::Event, readiness::ReadinessOptions, session::Session};
use canopy_sandbox::Sandbox;
use tokio::time::Instant;

use crate::{
    desk::{Desk, account, carry, until},
    gate::Gate,
    roles::{create, name, new_role},
};

const ACCOUNTS: usize = 1000;
const DEFAULT: &str = "OrganizationAccountAccessRole";

/// Waits for the end of the map that is being made.
async fn made(session: &Arc<Session>) {
    // Twice as long as a map of a thousand takes at its pace.
    for _ in 0..4000 {
        if session.readiness().expect("the map").progress.is_none() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the map does not come to its end");
}

async fn generated(desk: &Desk) -> Arc<Gate> {
    let sandbox = Sandbox::generate(ACCOUNTS, 50, 7, canopy_sandbox::Options::default());
    Gate::serve(desk.folder(), sandbox).await
}

fn by_readiness(rows: &[RoleReadiness]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(format!("{:?}", row.readiness)).or_default() += 1;
    }
    counts
}

#[tokio::test(start_paused = true)]
async fn a_thousand_accounts_are_mapped_at_the_stated_pace_each_asked_once() {
    let desk = Desk::open();
    let _gate = generated(&desk).await;
    let session = desk.loaded().await;
    let books = desk.books();
    let began = Instant::now();
    session
        .start_readiness(ReadinessOptions::default())
        .expect("it begins");
    let progress = session
        .readiness()
        .expect("the map")
        .progress
        .expect("it is being made");
    assert_eq!(
        (progress.total, progress.rate),
        (1000, 20),
        "the pace is stated"
    );
    assert!((45..=50).contains(&progress.seconds_left), "{progress:?}");
    made(&session).await;
    let took = began.elapsed().as_secs_f64();
    let calls = books.calls("AssumeRole").await;
    assert_eq!(
        calls, 999,
        "each member once; whoever is signed in needs no role at home"
    );
    let floor = f64::from(u32::try_from(calls).expect("a count") - 1) / 20.0;
    assert!(took >= floor, "{took} s: no more than 20 a second");
    assert!(took <= floor * 1.2 + 2.0, "{took} s: and not much slower");
    let view = session.readiness().expect("the map");
    assert_eq!(view.rows.len(), ACCOUNTS);
    assert!(
        !view.unfinished && view.failure.is_none(),
        "{:?}",
        view.failure
    );
    assert_eq!(view.roles, [name(DEFAULT)]);
    let state = books.state().await;
    for row in &view.rows {
        let there = &state["accounts"][row.account.as_str()];
        let has_role = there["iam"]["roles"][DEFAULT].is_object();
        let invited = there["membership"]["joinedMethod"] == "INVITED";
        if row.account == session.caller().account_id {
            assert_eq!(row.readiness, Readiness::Assumable);
        } else if !has_role && invited {
            assert_eq!(row.readiness, Readiness::ProbablyMissing, "{row:?}");
            assert!(row.words.is_some());
        } else if has_role && row.readiness == Readiness::Assumable {
            assert_eq!(row.words, None);
        } else {
            assert_eq!(row.readiness, Readiness::Denied, "{row:?}");
        }
    }
    let counts = by_readiness(&view.rows);
    assert!(
        counts["Assumable"] > 800 && counts["ProbablyMissing"] > 10,
        "{counts:?}"
    );
    session
        .start_readiness(ReadinessOptions::default())
        .expect("it begins");
    made(&session).await;
    assert_eq!(
        books.calls("AssumeRole").await,
        calls,
        "what is known is not asked again"
    );
}

#[tokio::test(start_paused = true)]
async fn a_map_that_was_stopped_goes_on_without_repeating_a_call_also_in_another_process() {
    let desk = Desk::open();
    let _gate = generated(&desk).await;
    let session = desk.loaded().await;
    let fast = || ReadinessOptions {
        rate: Some(100),
        ..ReadinessOptions::default()
    };
    session.start_readiness(fast()).expect("it begins");
    let twice = session.start_readiness(fast()).expect_err("one at a time");
    assert_eq!(twice.code, Code::Conflict);
    let rows = |session: &Arc<Session>| session.readiness().expect("the map").rows.len();
    until("some are known", async || rows(&session) > 100).await;
    session.cancel_readiness().expect("it stops");
    made(&session).await;
    let view = session.readiness().expect("the map");
    let first = view.rows.len();
    assert!(first < ACCOUNTS && view.unfinished, "{first}");
    let own = &session.caller().account_id;
    let asked = view.rows.iter().filter(|row| row.account != *own).count();
    assert_eq!(
        desk.books().calls("AssumeRole").await,
        asked as u64,
        "what was answered is kept"
    );
    drop(session);
    let desk = desk.reopen().await;
    let session = desk.session().await;
    assert_eq!(rows(&session), first, "kept for the next process");
    session.start_tending();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(
        rows(&session),
        first,
        "what somebody stopped does not go on by itself"
    );
    session.start_readiness(fast()).expect("it goes on");
    made(&session).await;
    assert_eq!(rows(&session), ACCOUNTS);
    assert_eq!(
        desk.books().calls("AssumeRole").await,
        999,
        "and no call was made twice"
    );
}

#[tokio::test(start_paused = true)]
async fn a_map_whose_process_ended_goes_on_by_itself_with_the_next() {
    let desk = Desk::open();
    let _gate = generated(&desk).await;
    let session = desk.loaded().await;
    session
        .start_readiness(ReadinessOptions {
            rate: Some(100),
            ..ReadinessOptions::default()
        })
        .expect("it begins");
    let rows = |session: &Arc<Session>| session.readiness().expect("the map").rows.len();
    until("some are known", async || rows(&session) > 100).await;
    drop(session);
    let desk = desk.reopen().await;
    let session = desk.session().await;
    assert!(rows(&session) < ACCOUNTS);
    session.start_tending();
    until("it goes on", async || {
        session.readiness().expect("the map").progress.is_some()
    })
    .await;
    made(&session).await;
    assert_eq!(rows(&session), ACCOUNTS);
    assert_eq!(desk.books().calls("AssumeRole").await, 999);
}

#[tokio::test(start_paused = true)]
async fn the_window_is_told_at_most_four_times_a_second() {
    let desk = Desk::open();
    let _gate = generated(&desk).await;
    let session = desk.loaded().await;
    let mut events = desk.engine().subscribe();
    let began = Instant::now();
    session
        .start_readiness(ReadinessOptions {
            rate: Some(200),
            ..ReadinessOptions::default()
        })
        .expect("it begins");
    made(&session).await;
    let seconds = began.elapsed().as_secs_f64();
    let mut told = 0;
    while let Ok(event) = events.try_recv() {
        if let Event::Changed { topics, .. } = event {
            told += u32::from(topics.contains(&Topic::Access));
        }
    }
    // Once at the beginning and once at the end.
    let most = seconds * 4.0 + 2.0;
    assert!(
        told >= 3 && f64::from(told) <= most,
        "{told} times in {seconds} s"
    );
}

#[tokio::test(start_paused = true)]
async fn accounts_that_nobody_can_get_into_are_not_asked_and_refusals_are_told_apart() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    session
        .start_readiness(ReadinessOptions {
            roles: vec![name(DEFAULT), name("SecurityAudit")],
            rate: Some(100),
            ..ReadinessOptions::default()
        })
        .expect("it begins");
    made(&session).await;
    let view = session.readiness().expect("the map");
    let row = |account_name: &str, role: &str| {
        let id = account(&tree, account_name);
        let mut rows = view.rows.iter();
        rows.find(|row| row.account == id && row.role.as_str() == role)
            .cloned()
    };
    for closed in ["Old Webshop", "Hackathon 2024"] {
        assert_eq!(row(closed, DEFAULT), None, "{closed} is not asked");
    }
    let readiness =
        |account_name: &str, role: &str| row(account_name, role).expect("a row").readiness;
    assert_eq!(readiness("Payments", DEFAULT), Readiness::Assumable);
    assert_eq!(
        readiness("Fabrikam Logistics", DEFAULT),
        Readiness::ProbablyMissing
    );
    assert_eq!(
        readiness("Payments", "SecurityAudit"),
        Readiness::ProbablyMissing,
        "it trusts another account, which AWS answers like no role"
    );
    assert_eq!(view.roles, [name(DEFAULT), name("SecurityAudit")]);
}

#[tokio::test(start_paused = true)]
async fn an_expired_sign_in_stops_the_map_and_says_so_and_throttling_slows_it_down() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    books.faults("AssumeRole", "Throttle", 3, 0).await;
    let options = || ReadinessOptions {
        rate: Some(100),
        ..ReadinessOptions::default()
    };
    books.faults("AssumeRole", "ExpiredToken", 1, 12).await;
    session.start_readiness(options()).expect("it begins");
    made(&session).await;
    let view = session.readiness().expect("the map");
    let failure = view.failure.expect("why");
    assert_eq!(failure.code, Code::SignedOut);
    assert!(view.unfinished);
    assert!(
        view.rows
            .iter()
            .all(|row| row.readiness != Readiness::Unknown),
        "what was not answered is not told"
    );
    let calls = books.calls("AssumeRole").await;
    session.start_tending();
    tokio::time::sleep(Duration::from_mins(1)).await;
    assert_eq!(
        books.calls("AssumeRole").await,
        calls,
        "nobody asks again before somebody has signed in"
    );
    session.start_readiness(options()).expect("it goes on");
    made(&session).await;
    let view = session.readiness().expect("the map");
    assert!(!view.unfinished && view.failure.is_none());
}

#[tokio::test(start_paused = true)]
async fn where_nobody_answers_the_map_stops_and_asks_again_later() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    books.faults("AssumeRole", "Timeout", 1000, 0).await;
    let options = || ReadinessOptions {
        rate: Some(100),
        ..ReadinessOptions::default()
    };
    session.start_readiness(options()).expect("it begins");
    made(&session).await;
    let view = session.readiness().expect("the map");
    assert_eq!(view.failure.map(|it| it.code), Some(Code::Unreachable));
    assert!(view.unfinished);
    let unknown = view
        .rows
        .iter()
        .filter(|row| row.readiness == Readiness::Unknown)
        .count();
    assert!(
        (5..=25).contains(&unknown),
        "{unknown} were tried before it gave up"
    );
}

#[tokio::test(start_paused = true)]
async fn a_role_that_was_made_is_asked_for_again_and_one_account_can_be_asked_alone() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let tree = session.tree().expect("a tree");
    let payments = account(&tree, "Payments");
    let options = |accounts, afresh| ReadinessOptions {
        roles: vec![name("Ops")],
        accounts,
        rate: Some(100),
        afresh,
    };
    session
        .start_readiness(options(None, false))
        .expect("it begins");
    made(&session).await;
    let readiness = || {
        let view = session.readiness().expect("the map");
        let mut rows = view.rows.into_iter();
        rows.find(|row| row.account == payments)
            .map(|row| row.readiness)
    };
    assert_eq!(readiness(), Some(Readiness::ProbablyMissing));
    carry(
        &session,
        &[create(payments.clone(), new_role(&session, "Ops"))],
    )
    .await;
    until("the new role is seen", async || {
        readiness() == Some(Readiness::Assumable)
    })
    .await;
    let calls = books.calls("AssumeRole").await;
    session
        .start_readiness(options(Some(vec![payments.clone()]), true))
        .expect("it begins");
    made(&session).await;
    assert_eq!(
        books.calls("AssumeRole").await,
        calls + 1,
        "that one account, once"
    );
    for rate in [0, 1000] {
        let refused = session.start_readiness(ReadinessOptions {
            rate: Some(rate),
            ..ReadinessOptions::default()
        });
        assert_eq!(refused.expect_err("no pace").code, Code::Invalid);
    }
}
