//! Console sessions that run: the list of them, and the word before one ends.

use canopy_core::{
    AccountId, Change, Code, Failure, browser::SessionMode, console::ConsoleOptions,
};
use canopy_engine::{connection::Kind, console::EndingSession, events::Event};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::broadcast::Receiver;

use crate::{
    alone::refused,
    consoles::{in_browser, open, running, with_recorder},
    desk::{Desk, account, as_role, carry},
};

#[tokio::test]
async fn logging_out_first_ends_the_browsers_other_sessions() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let recorder = with_recorder(&desk, "{container} {url}", SessionMode::LogOutFirst);
    let tree = session.tree().expect("a tree");
    let (payments, orders) = (account(&tree, "Payments"), account(&tree, "Orders"));
    let contained = |container: &str| ConsoleOptions {
        container: Some(container.to_owned()),
        ..in_browser("rec")
    };
    open(&session, &payments, contained("a")).await;
    open(&session, &payments, contained("b")).await;
    open(&session, &orders, contained("a")).await;
    let in_a = |account: &AccountId| (account.clone(), Some("a".to_owned()));
    let in_b = |account: &AccountId| (account.clone(), Some("b".to_owned()));
    assert_eq!(
        running(&desk),
        [in_b(&payments), in_a(&orders)],
        "the other container keeps its own"
    );
    let started = recorder.started(3).await;
    let url = &started[0][1];
    assert!(
        url.contains("/oauth?Action=logout&redirect_uri=http%3A%2F%2F127.0.0.1%3A"),
        "{url}"
    );
    // What is chosen for one console goes before the browser's own way.
    let plain = ConsoleOptions {
        session: Some(SessionMode::Plain),
        ..contained("b")
    };
    open(&session, &orders, plain.clone()).await;
    let started = recorder.started(4).await;
    assert!(started[3][1].contains("/federation?Action=login"));
    assert_eq!(
        running(&desk),
        [in_b(&payments), in_a(&orders), in_b(&orders)]
    );
    open(&session, &orders, plain).await;
    assert_eq!(
        running(&desk).len(),
        3,
        "the same identity in the same place signs in anew"
    );
}

fn endings(events: &mut Receiver<Event>) -> Vec<EndingSession> {
    let mut endings = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let Event::ConsoleEnding(ending) = event {
            endings.push(*ending);
        }
    }
    endings
}

#[tokio::test]
async fn before_a_console_session_ends_it_is_said_once_by_whoever_looks() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let _recorder = with_recorder(&desk, "{url}", SessionMode::Plain);
    let payments = account(&session.tree().expect("a tree"), "Payments");
    open(&session, &payments, in_browser("rec")).await;
    let opened = desk.engine().console_sessions(&Kind::sandbox_id());
    let opened = opened.expect("sessions").remove(0);
    let (engine, other) = (desk.engine(), desk.beside());
    let (mut here, mut there) = (engine.subscribe(), other.engine().subscribe());
    let before = |seconds: i64| opened.ends_at - SignedDuration::from_secs(seconds);

    engine.remind_now(before(301)).expect("it looks");
    assert_eq!(endings(&mut here), [], "five minutes are not yet left");
    engine.remind_now(before(300)).expect("it looks");
    other.engine().remind_now(before(299)).expect("it looks");
    engine.remind_now(before(10)).expect("it looks");
    assert_eq!(
        endings(&mut here),
        [EndingSession {
            connection: Kind::sandbox_id(),
            session: opened.clone(),
            account_name: "Payments".to_owned(),
            minutes_left: 5,
        }]
    );
    assert_eq!(endings(&mut there), [], "one of them says it");

    // Asked for never, and for one that has ended, there is nothing to say.
    open(&session, &payments, in_browser("rec")).await;
    let mut settings = engine.store().settings().expect("settings");
    settings.reminder_minutes = 0;
    engine.store().save_settings(&settings).expect("kept");
    engine.remind_now(before(10)).expect("it looks");
    settings.reminder_minutes = 5;
    engine.store().save_settings(&settings).expect("kept");
    let later = opened.ends_at + SignedDuration::from_hours(1);
    engine.remind_now(later).expect("it looks");
    assert_eq!(endings(&mut here), []);
}

#[tokio::test]
async fn a_console_session_is_taken_off_the_list_once() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let _recorder = with_recorder(&desk, "{url}", SessionMode::Plain);
    let payments = account(&session.tree().expect("a tree"), "Payments");
    open(&session, &payments, in_browser("rec")).await;
    let id = desk.engine().console_sessions(&Kind::sandbox_id());
    let id = id.expect("sessions")[0].id;
    desk.engine().end_console_session(id).expect("taken off");
    assert_eq!(running(&desk), []);
    let failure: Failure = refused(desk.engine().end_console_session(id), "gone");
    assert_eq!(failure.code, Code::NotFound);
    let later = Timestamp::now() + SignedDuration::from_hours(13);
    open(&session, &payments, in_browser("rec")).await;
    let ended = desk
        .engine()
        .store()
        .console_sessions(&Kind::sandbox_id(), later);
    assert_eq!(ended, Ok(Vec::new()), "what has ended does not run");
}

#[tokio::test]
async fn a_role_that_canopy_changed_is_asked_anew_how_long_it_allows() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let role = "OrganizationAccountAccessRole";
    let longest = || {
        let choices = session.console_choices(&payments, None).expect("choices");
        choices.longest_seconds
    };
    let hours = async || {
        let link = session.console_link(&payments, Some(as_role(role))).await;
        let ends_at = link.expect("a link").session_ends_at;
        let left = Timestamp::now().duration_until(ends_at);
        (left + SignedDuration::from_mins(5)).as_hours()
    };
    let before = hours().await;
    let known = longest();
    assert_eq!(i64::from(known), before * 3600, "what was read is known");
    let seconds = if known == 7200 { 10_800 } else { 7200 };
    let change = Change::SetRoleSession {
        account: payments.clone(),
        role: role.parse().expect("a role"),
        seconds,
    };
    carry(&session, &[change]).await;
    assert_eq!(longest(), 3600, "what was known is not so any more");
    assert_eq!(hours().await * 3600, i64::from(seconds));
    assert_eq!(longest(), seconds);
    let calls = desk.books().calls("GetRole").await;
    hours().await;
    assert_eq!(
        desk.books().calls("GetRole").await,
        calls,
        "it is known now"
    );
}
