//! The browsers that consoles are opened in: those of the machine, and one's own.

use canopy_core::{
    Code,
    browser::{Browser, SessionMode},
    console::ConsoleOptions,
};

use crate::{
    alone::refused,
    consoles::{in_browser, running, with_recorder},
    desk::{Desk, account, words},
    recorder::Recorder,
};

#[tokio::test]
async fn a_browser_that_cannot_be_is_told_before_aws_is_asked() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let _recorder = with_recorder(&desk, "{url}", SessionMode::Plain);
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
