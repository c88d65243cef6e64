//! Consoles: how they are opened, in which browser, and what is remembered of them.

use canopy_core::{
    AccountId, Code, Failure, Topic,
    browser::{Browser, SessionMode},
    console::ConsoleOptions,
    destination::Destination,
};
use canopy_engine::{
    connection::Kind,
    console::{ConsoleEnding, OPENED_AT_ONCE},
    events::Event,
    session::Session,
    store::ConsoleSession,
};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::broadcast::Receiver;

use crate::{
    alone::refused,
    desk::{Desk, account, as_role, words},
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

async fn open(session: &Session, account: &AccountId, options: ConsoleOptions) {
    let opened = session.open_console(account, Some(options), false).await;
    assert!(opened.expect("it opens").opened);
}

/// The running sessions: account, and in which container.
fn running(desk: &Desk) -> Vec<(AccountId, Option<String>)> {
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
    let desk = desk.reopen().await;
    desk.engine()
        .forget_console_options(&Kind::sandbox_id(), &payments)
        .expect("forgotten");
    let choices = desk.session().await.console_choices(&payments, None);
    assert!(!choices.expect("choices").remembered);
}

#[tokio::test]
async fn a_browser_that_cannot_be_is_told_before_aws_is_asked() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    with_recorder(&desk, "{url}", SessionMode::Plain);
    let before = desk.books().calls("AssumeRole").await;
    let wrong = |profile: Option<&str>, container: Option<&str>, browser: Option<&str>| {
        let owned = |it: Option<&str>| it.map(ToOwned::to_owned);
        ConsoleOptions {
            profile: owned(profile),
            container: owned(container),
            browser: owned(browser),
            ..ConsoleOptions::default()
        }
    };
    for (options, code, why) in [
        (
            wrong(Some("work"), None, None),
            Code::Invalid,
            "the system's default browser cannot be told a profile",
        ),
        (
            wrong(None, Some("prod"), None),
            Code::Invalid,
            "the system's default browser cannot be told a container",
        ),
        (
            wrong(None, None, Some("netscape")),
            Code::NotFound,
            "there is no browser `netscape` on this machine",
        ),
        (
            wrong(Some("work"), None, Some("rec")),
            Code::Invalid,
            "the command of Browser rec has no place for a profile",
        ),
    ] {
        let failure = refused(
            session.open_console(&payments, Some(options), true).await,
            why,
        );
        assert_eq!((failure.code, failure.message.as_str()), (code, why));
    }
    assert_eq!(desk.books().calls("AssumeRole").await, before);
    assert_eq!(running(&desk), []);

    let failing = Recorder::failing().browser("fails", "{url}", SessionMode::Plain);
    let gone = Browser {
        id: "gone".to_owned(),
        template: "/nowhere/browser {url}".to_owned(),
        ..failing.clone()
    };
    for browser in [failing, gone] {
        let id = browser.id.clone();
        desk.engine().save_browser(browser).expect("it is kept");
        let opened = session.open_console(&payments, Some(in_browser(&id)), true);
        let failure = refused(opened.await, "it opens nothing");
        assert!(
            failure
                .message
                .starts_with("Browser fails could not be opened: "),
            "{failure}"
        );
        assert!(!words(&failure).contains("SigninToken"), "{failure}");
    }
    assert_eq!(running(&desk), [], "what did not open does not run");
    let choices = session.console_choices(&payments, None).expect("choices");
    assert!(!choices.remembered, "nor is it remembered");
}

#[tokio::test]
async fn ones_own_browser_stands_in_the_place_of_the_usual_one() {
    let desk = Desk::open();
    let engine = desk.engine();
    let usual = engine.browsers().expect("browsers");
    let own = Browser {
        id: "firefox".to_owned(),
        name: " My Firefox ".to_owned(),
        template: "/opt/firefox/firefox -P {profile} {url}".to_owned(),
        mode: SessionMode::MultiSession,
    };
    engine.save_browser(own.clone()).expect("kept");
    let named = Browser {
        name: "My Firefox".to_owned(),
        ..own.clone()
    };
    let found = engine.browsers().expect("browsers");
    let firefox: Vec<_> = found.iter().filter(|it| it.id == "firefox").collect();
    assert_eq!(firefox, [&named]);
    engine.delete_browser("firefox").expect("removed");
    assert_eq!(engine.browsers().expect("browsers"), usual);
    let failure = refused(engine.delete_browser("firefox"), "it is gone");
    assert_eq!(failure.code, Code::NotFound);
    for (wrong, why) in [
        (
            Browser {
                id: "Fire Fox".to_owned(),
                ..own.clone()
            },
            "`Fire Fox` cannot be the short name of a browser",
        ),
        (
            Browser {
                name: " ".to_owned(),
                ..own.clone()
            },
            "the browser has no name",
        ),
        (
            Browser {
                template: "firefox".to_owned(),
                ..own.clone()
            },
            "the command has no place for the address",
        ),
        (
            Browser {
                template: "firefox '{url}".to_owned(),
                ..own
            },
            "the command has a quotation mark that is not closed",
        ),
    ] {
        let failure = refused(engine.save_browser(wrong), why);
        assert_eq!(
            (failure.code, failure.message.as_str()),
            (Code::Invalid, why)
        );
    }
    assert_eq!(engine.browsers().expect("browsers"), usual);
}

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

fn endings(events: &mut Receiver<Event>) -> Vec<ConsoleEnding> {
    let mut endings = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let Event::ConsoleEnding(ending) = event {
            endings.push(ending);
        }
    }
    endings
}

#[tokio::test]
async fn before_a_console_session_ends_it_is_said_once_by_whoever_looks() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    with_recorder(&desk, "{url}", SessionMode::Plain);
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
        [ConsoleEnding {
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
    with_recorder(&desk, "{url}", SessionMode::Plain);
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
async fn the_choices_are_known_without_a_call() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    with_recorder(&desk, "{url}", SessionMode::Plain);
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
        ["OrganizationAccountAccessRole"],
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
            ..as_role("OrganizationAccountAccessRole").expect("options")
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
