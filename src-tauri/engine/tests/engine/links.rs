//! Links from elsewhere that ask for a console, and links that switch roles.

use canopy_core::{
    Code,
    browser::SessionMode,
    console::ConsoleOptions,
    deep_link::ConsoleRequest,
    destination::Destination,
    switch_role::{SwitchRoleLink, WORDS},
};
use canopy_engine::{connection::Kind, console::PendingRequest};

use crate::{
    alone::refused,
    consoles::{in_browser, with_recorder},
    desk::{Desk, account},
};

#[tokio::test]
async fn a_link_opens_nothing_before_somebody_agreed() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let recorder = with_recorder(&desk, "{container} {url}", SessionMode::Plain);
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let kept = ConsoleOptions {
        container: Some("prod".to_owned()),
        ..in_browser("rec")
    };
    let store = desk.engine().store();
    store
        .keep_console_options(session.id(), &payments, &kept)
        .expect("kept");
    let calls = desk.books().calls("AssumeRole").await;
    let engine = desk.engine();
    let link = format!("canopy://console/{payments}?destination=s3&region=eu-west-1");
    engine.ask_for_console(&link);
    engine.ask_for_console(&link);
    let pending = engine.console_requests().await.expect("what waits");
    assert_eq!(
        pending,
        [PendingRequest {
            id: 1,
            request: Some(ConsoleRequest {
                connection: None,
                account: payments.clone(),
                role: None,
                destination: Destination::Service {
                    id: "s3".to_owned(),
                    region: Some("eu-west-1".to_owned())
                },
            }),
            account_name: Some("Payments".to_owned()),
            connection: Some(Kind::sandbox_id()),
            refusal: None,
        }],
        "the same link waits once"
    );
    assert_eq!(
        (
            desk.books().calls("AssumeRole").await,
            recorder.starts().len()
        ),
        (calls, 0)
    );
    let sent_away = engine.answer_console_request(1, false, None).await;
    assert!(sent_away.expect("an answer").is_none());
    assert_eq!(engine.console_requests().await, Ok(Vec::new()));
    let failure = refused(engine.answer_console_request(1, true, None).await, "gone");
    assert_eq!(failure.code, Code::NotFound);
    assert_eq!(recorder.starts().len(), 0);

    engine.ask_for_console(&link);
    let opened = engine.answer_console_request(2, true, None).await;
    assert!(opened.expect("an answer").expect("it opened").opened);
    let started = recorder.started(1).await;
    assert_eq!(started[0][0], "prod", "it opens as it is remembered");
    assert!(
        started[0][1].contains("Destination=https%3A%2F%2Feu-west-1.console.aws.amazon.com%2Fs3")
    );
    assert_eq!(engine.console_requests().await, Ok(Vec::new()));
    let choices = session.console_choices(&payments, None).expect("choices");
    assert_eq!(
        choices.options, kept,
        "what a link asks for is not remembered"
    );
}

#[tokio::test]
async fn a_link_that_cannot_be_opened_says_why_and_stays_closed() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let recorder = with_recorder(&desk, "{url}", SessionMode::Plain);
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let engine = desk.engine();
    engine.ask_for_console("canopy://console/1?role=x");
    engine.ask_for_console(&format!("canopy://console/{payments}?connection=elsewhere"));
    engine.ask_for_console("canopy://console/000000000009");
    let pending = engine.console_requests().await.expect("what waits");
    let refusals: Vec<_> = pending.iter().map(|it| it.refusal.as_deref()).collect();
    assert_eq!(
        refusals,
        [
            Some(
                "This link cannot be opened: `1` is not an account id (12 digits). A link reads like canopy://console/111122223333?role=Admin&destination=ec2&region=eu-west-1."
            ),
            Some("The link names the connection `elsewhere`, which is not on this machine."),
            None
        ]
    );
    assert_eq!(pending[0].request, None);
    for id in [1, 2] {
        let sandbox = Some(Kind::sandbox_id());
        let failure = refused(
            engine.answer_console_request(id, true, sandbox).await,
            "it stays closed",
        );
        assert_eq!(failure.message, "this link cannot be opened");
    }
    assert_eq!(
        (&pending[2].connection, &pending[2].account_name),
        (&None, &None)
    );
    let failure = refused(
        engine.answer_console_request(3, true, None).await,
        "nobody knows it",
    );
    assert_eq!(failure.message, "no connection knows account 000000000009");
    let sandbox = Some(Kind::sandbox_id());
    let failure = refused(
        engine.answer_console_request(3, true, sandbox).await,
        "there is no such account",
    );
    assert_eq!(failure.code, Code::Denied);
    assert_eq!(
        engine.console_requests().await.expect("what waits").len(),
        3,
        "they wait for an answer still"
    );
    assert_eq!(recorder.starts().len(), 0);
}

#[tokio::test]
async fn a_page_that_opens_links_without_end_fills_no_more_than_a_few_places() {
    let desk = Desk::open();
    desk.session().await;
    for number in 0..100 {
        let link = format!("canopy://console/{number:012}");
        desk.engine().ask_for_console(&link);
    }
    let pending = desk.engine().console_requests().await.expect("what waits");
    let ids: Vec<u32> = pending.iter().map(|it| it.id).collect();
    assert_eq!(ids, (93..=100).collect::<Vec<_>>(), "the newest");
}

#[tokio::test]
async fn a_link_to_share_is_one_that_opens() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let options = ConsoleOptions {
        role: Some("Admin".parse().expect("a role")),
        destination: Destination::Service {
            id: "ec2".to_owned(),
            region: Some("eu-west-1".to_owned()),
        },
        ..in_browser("rec")
    };
    assert_eq!(
        session.console_link_for(&payments, &options),
        Ok(format!(
            "canopy://console/{payments}?role=Admin&destination=ec2&region=eu-west-1"
        ))
    );
    let elsewhere = ConsoleOptions {
        destination: Destination::Url {
            url: "https://example.org/".to_owned(),
        },
        ..options
    };
    let failure = refused(session.console_link_for(&payments, &elsewhere), "not AWS");
    assert_eq!(failure.message, "`example.org` is not in the AWS console");
}

#[tokio::test]
async fn switching_roles_is_a_link_a_page_and_a_file_of_bookmarks() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let recorder = with_recorder(&desk, "{url}", SessionMode::Plain);
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let link = SwitchRoleLink {
        account: payments.clone(),
        role: "Admin".to_owned(),
        display_name: Some("Payments".to_owned()),
        color: Some("#f2b0a9".to_owned()),
    };
    let shown = session.switch_role_link(&link).expect("a link");
    let (base, query) = shown.url.split_once('?').expect("a query");
    assert!(
        base.starts_with("http://127.0.0.1:") && base.ends_with("/switchrole"),
        "the sandbox's own page: {base}"
    );
    assert_eq!(
        query,
        format!("account={payments}&roleName=Admin&displayName=Payments&color=F2B0A9")
    );
    assert_eq!(shown.words, WORDS);
    let options = in_browser("rec");
    session
        .open_switch_role(&link, &options)
        .await
        .expect("it opens");
    assert_eq!(recorder.started(1).await, [[shown.url]]);
    let odd = SwitchRoleLink {
        color: Some("red".to_owned()),
        ..link
    };
    refused(session.switch_role_link(&odd), "no colour");
}
