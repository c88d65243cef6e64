//! Consoles: how they are opened, and what is remembered of them.

use canopy_core::{
    AccountId, Code, Topic, browser::SessionMode, console::ConsoleOptions, destination::Destination,
};
use canopy_engine::{
    connection::Kind, console::OPENED_AT_ONCE, events::Event, session::Session,
    store::ConsoleSession,
};

use crate::{
    alone::refused,
    desk::{Desk, account, as_role},
    person::answer_of,
    recorder::Recorder,
};

/// How a console is opened in the browser `id`.
pub(crate) fn in_browser(id: &str) -> ConsoleOptions {
    ConsoleOptions {
        browser: Some(id.to_owned()),
        ..ConsoleOptions::default()
    }
}

/// A desk whose only known browser is the recorder, as `rec`.
pub(crate) fn with_recorder(desk: &Desk, arguments: &str, mode: SessionMode) -> Recorder {
    let recorder = Recorder::new();
    let browser = recorder.browser("rec", arguments, mode);
    desk.engine().save_browser(browser).expect("it is kept");
    recorder
}

pub(crate) async fn open(session: &Session, account: &AccountId, options: ConsoleOptions) {
    let opened = session.open_console(account, Some(options), false).await;
    assert!(opened.expect("it opens").opened);
}

/// The running sessions: account, and in which container.
pub(crate) fn running(desk: &Desk) -> Vec<(AccountId, Option<String>)> {
    let sessions = desk.engine().console_sessions(&Kind::sandbox_id());
    let sessions = sessions.expect("sessions").into_iter();
    sessions
        .map(|it| (it.account, it.options.container))
        .collect()
}

#[tokio::test]
async fn a_console_opens_in_the_browser_profile_and_place_that_were_chosen() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let recorder = with_recorder(&desk, "--new -P {profile} {url}", SessionMode::Plain);
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let chosen = ConsoleOptions {
        destination: Destination::Service {
            id: "ec2".to_owned(),
            region: Some("eu-west-1".to_owned()),
        },
        // Whatever a shell would make of it.
        profile: Some("work; touch $HOME/x && `id` \"'".to_owned()),
        ..in_browser("rec")
    };
    open(&session, &payments, chosen.clone()).await;
    let mut started = recorder.started(1).await.remove(0);
    let url = started.pop().expect("an address");
    assert_eq!(started, ["--new", "-P", "work; touch $HOME/x && `id` \"'"]);
    let page = answer_of(&url).await;
    assert!(page.starts_with("HTTP/1.1 302"), "{page}");
    let state = desk.books().state().await;
    let signed_in = state["consoleSessions"].as_object().expect("sessions");
    let signed_in: Vec<_> = signed_in.values().collect();
    assert_eq!(signed_in.len(), 1, "{signed_in:?}");
    assert_eq!(signed_in[0]["accountId"], payments.as_str());
    assert_eq!(
        signed_in[0]["destination"],
        "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1"
    );

    let recents = desk.engine().store().recents(&Kind::sandbox_id(), 9);
    let recents = recents.expect("recents");
    assert_eq!(
        (recents.len(), &recents[0].account, recents[0].role.as_str()),
        (1, &payments, "OrganizationAccountAccessRole")
    );
    let sessions = desk.engine().console_sessions(&Kind::sandbox_id());
    let running = sessions.expect("sessions");
    let ConsoleSession {
        id,
        opened_at,
        ends_at,
        ..
    } = running[0].clone();
    assert_eq!(
        running,
        [ConsoleSession {
            id,
            account: payments,
            role: "OrganizationAccountAccessRole".parse().expect("a role"),
            opened_at,
            ends_at,
            browser: Some("rec".to_owned()),
            destination: chosen.destination.clone(),
            options: chosen,
        }]
    );
    assert!(ends_at > opened_at, "it ends");
}

#[tokio::test]
async fn what_is_remembered_for_an_account_is_how_its_console_opens_from_then_on() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let recorder = with_recorder(&desk, "{container} {url}", SessionMode::Plain);
    let tree = session.tree().expect("a tree");
    let (payments, orders) = (account(&tree, "Payments"), account(&tree, "Orders"));
    let chosen = ConsoleOptions {
        container: Some("prod".to_owned()),
        destination: Destination::Url {
            url: "https://console.aws.amazon.com/s3/buckets".to_owned(),
        },
        ..in_browser("rec")
    };
    let opened = session
        .open_console(&payments, Some(chosen.clone()), true)
        .await;
    opened.expect("it opens");
    let choices = |of: &AccountId| session.console_choices(of, None).expect("choices");
    assert_eq!(
        (choices(&payments).options, choices(&payments).remembered),
        (chosen.clone(), true)
    );
    assert_eq!(
        (choices(&orders).options, choices(&orders).remembered),
        (ConsoleOptions::default(), false),
        "each account has its own"
    );
    session
        .open_console(&payments, None, false)
        .await
        .expect("it opens");
    let started = recorder.started(2).await;
    assert_eq!((started[1].len(), started[1][0].as_str()), (2, "prod"));

    // The tray and links choose the role, and nothing else.
    let role = "OrganizationAccountAccessRole".parse().expect("a role");
    session
        .open_console_as(&payments, role)
        .await
        .expect("it opens");
    assert_eq!(recorder.started(3).await[2][0], "prod");
    drop(session);
    let desk = desk.reopen().await;
    desk.engine()
        .forget_console_options(&Kind::sandbox_id(), &payments)
        .expect("forgotten");
    let choices = desk.session().await.console_choices(&payments, None);
    assert!(!choices.expect("choices").remembered);
}

#[tokio::test]
async fn several_consoles_open_in_order_and_one_that_fails_keeps_no_other() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let recorder = with_recorder(&desk, "{url}", SessionMode::Plain);
    let tree = session.tree().expect("a tree");
    let accounts = ["Payments", "Fabrikam Logistics", "Orders"].map(|name| account(&tree, name));
    let ended = session
        .open_consoles(&accounts, Some(in_browser("rec")))
        .await;
    let ended = ended.expect("they are tried");
    let told: Vec<_> = ended
        .iter()
        .map(|it| {
            let code = it.failure.as_ref().map(|failure| failure.code);
            (&it.account, it.opened.is_some(), code)
        })
        .collect();
    assert_eq!(
        told,
        [
            (&accounts[0], true, None),
            (&accounts[1], false, Some(Code::Denied)),
            (&accounts[2], true, None)
        ]
    );
    recorder.started(2).await;
    let many: Vec<AccountId> =
        std::iter::repeat_n(accounts[0].clone(), OPENED_AT_ONCE + 1).collect();
    let failure = refused(session.open_consoles(&many, None).await, "too many");
    assert_eq!(failure.message, "11 consoles are too many at once");
    // Each would end the one before.
    let log_out = ConsoleOptions {
        session: Some(SessionMode::LogOutFirst),
        ..in_browser("rec")
    };
    let failure = refused(session.open_consoles(&accounts, Some(log_out)).await, "no");
    assert_eq!(
        failure.message,
        "each of these consoles would end the one before"
    );
    assert_eq!(recorder.starts().len(), 2);
}

#[tokio::test]
async fn favourites_keep_their_order_and_belong_to_their_connection() {
    let desk = Desk::open();
    let engine = desk.engine();
    let sandbox = Kind::sandbox_id();
    let ids = ["333333333333", "111111111111", "222222222222"];
    let ids: Vec<AccountId> = ids.iter().map(|id| id.parse().expect("an id")).collect();
    let mut events = engine.subscribe();
    for id in &ids {
        engine.set_favourite(&sandbox, id, true).expect("kept");
    }
    engine.set_favourite(&sandbox, &ids[1], true).expect("kept");
    assert_eq!(engine.store().favourites(&sandbox), Ok(ids.clone()));
    engine
        .set_favourite(&sandbox, &ids[0], false)
        .expect("gone");
    assert_eq!(engine.store().favourites(&sandbox), Ok(ids[1..].to_vec()));
    let elsewhere = Kind::outsider_ids().next().expect("another");
    assert_eq!(engine.store().favourites(&elsewhere), Ok(Vec::new()));
    assert_eq!(
        events.try_recv().ok(),
        Some(Event::Changed {
            connection: Some(sandbox),
            topics: vec![Topic::Access]
        })
    );
}

#[tokio::test]
async fn the_choices_are_known_without_a_call() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let _recorder = with_recorder(&desk, "{url}", SessionMode::Plain);
    let tree = session.tree().expect("a tree");
    let (payments, orders) = (account(&tree, "Payments"), account(&tree, "Orders"));
    session.roles(&payments).await.expect("roles");
    let calls = desk.books().all_calls().await;
    let choices = session.console_choices(&payments, None).expect("choices");
    let names: Vec<&str> = choices
        .roles
        .iter()
        .map(canopy_core::RoleName::as_str)
        .collect();
    assert_eq!(
        names,
        ["OrganizationAccountAccessRole", "ReadOnly"],
        "those that trust the caller"
    );
    assert_eq!(choices.role.as_str(), "OrganizationAccountAccessRole");
    assert_eq!(choices.duration_refusal, None, "these are a user's keys");
    assert!(choices.regions.contains(&"eu-central-1".to_owned()));
    let unknown = session.console_choices(&orders, None).expect("choices");
    assert_eq!(
        unknown.longest_seconds, 3600,
        "what is not known is an hour"
    );
    assert_eq!(desk.books().all_calls().await, calls);
}

#[tokio::test]
async fn a_service_without_a_region_is_shown_in_the_one_of_the_settings() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let mut settings = desk.engine().store().settings().expect("settings");
    settings.session_region = Some("eu-north-1".to_owned());
    desk.engine()
        .store()
        .save_settings(&settings)
        .expect("kept");
    let at = async |region: Option<&str>| {
        let options = ConsoleOptions {
            destination: Destination::Service {
                id: "lambda".to_owned(),
                region: region.map(ToOwned::to_owned),
            },
            ..as_role("OrganizationAccountAccessRole")
        };
        let link = session.console_link(&payments, Some(options)).await;
        let link = link.expect("a link").url.expose().to_owned();
        let query = link.split_once('?').expect("a query").1.to_owned();
        let mut fields = form_urlencoded::parse(query.as_bytes());
        let place = fields.find(|(name, _)| name == "Destination");
        place.expect("a destination").1.into_owned()
    };
    assert_eq!(
        at(None).await,
        "https://eu-north-1.console.aws.amazon.com/lambda/home?region=eu-north-1"
    );
    assert_eq!(
        at(Some("us-west-2")).await,
        "https://us-west-2.console.aws.amazon.com/lambda/home?region=us-west-2"
    );
}
