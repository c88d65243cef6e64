//! What the federation endpoint is asked for, to the letter, by callers of every kind; and in how many
//! requests. A stand-in takes the requests down and answers as AWS does.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    sync::Arc,
};

use canopy_core::{
    AccountId, Code, RoleName,
    connection_spec::{ConnectionSpec, Source},
    console::ConsoleOptions,
};
use canopy_engine::{
    Engine,
    connection::Kind,
    console::ConsoleLink,
    session::{CredentialKind, Session},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    alone::{Alone, Keychain, alone_with, assumed, keys, refused, spec, while_someone},
    desk::as_role,
    identity_center::{allow, person},
};

/// Where requests are taken down, and files that make the stand-in refuse.
const TAKEN_DOWN: &str = "federation.jsonl";
const NO_DURATION: &str = "refuses-durations";
const NOTHING: &str = "refuses-everything";
const GIBBERISH: &str = "answers-gibberish";

/// Runs `body` with the stand-in as AWS's sign-in.
fn at_a_stand_in<F: Future<Output = ()>>(name: &str, body: impl FnOnce(Alone) -> F) {
    let prepare = |world: &Alone| {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let folder = world.path("");
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(stream, &folder);
            }
        });
        vec![
            ("CANOPY_SIGNIN_URL", format!("http://{address}/")),
            ("AWS_ACCESS_KEY_ID", world.key().to_owned()),
            ("AWS_SECRET_ACCESS_KEY", world.secret().to_owned()),
            ("AWS_REGION", "eu-central-1".to_owned()),
        ]
    };
    alone_with(
        &format!("federation::{name}"),
        Keychain::None,
        prepare,
        body,
    );
}

fn answer(mut stream: std::net::TcpStream, folder: &Path) {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    let mut lines = Vec::new();
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
        lines.push(line.trim_end().to_owned());
        line.clear();
    }
    let header = |name: &str| {
        let mut found = lines.iter().filter_map(|line| line.split_once(": "));
        let found = found.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned())
    };
    let length = header("content-length").and_then(|it| it.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).expect("a body");
    let body = String::from_utf8(body).expect("text");
    let is = |name: &str| folder.join(name).exists();
    let (status, text) = if is(NOTHING) || (is(NO_DURATION) && body.contains("SessionDuration")) {
        ("400 Bad Request", "Invalid credentials parameter")
    } else if is(GIBBERISH) {
        ("200 OK", "<html>")
    } else {
        ("200 OK", r#"{"SigninToken":"a token+/="}"#)
    };
    let taken = json!({"request": lines[0], "type": header("content-type"), "body": body});
    let mut file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join(TAKEN_DOWN))
        .expect("a file");
    writeln!(file, "{taken}").expect("it is taken down");
    let written = write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
        text.len()
    );
    written.expect("it is answered");
}

/// What was asked for since the last look, each as its fields in order. Everything else about a request is
/// always the same.
fn asked(world: &Alone) -> Vec<Vec<(String, String)>> {
    let file: PathBuf = world.path(TAKEN_DOWN);
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    drop(std::fs::remove_file(file));
    text.lines()
        .map(|line| {
            let taken: Value = serde_json::from_str(line).expect("JSON");
            assert_eq!(taken["request"], "POST /federation HTTP/1.1");
            assert_eq!(taken["type"], "application/x-www-form-urlencoded");
            let body = taken["body"].as_str().expect("a body");
            form_urlencoded::parse(body.as_bytes())
                .into_owned()
                .collect()
        })
        .collect()
}

/// The request that trades the newest credentials of `role`, with `duration`.
async fn trade(world: &Alone, role: &str, duration: Option<&str>) -> Vec<(String, String)> {
    let newest = newest_session(world, role).await;
    let session = json!({
        "sessionId": newest["accessKeyId"],
        "sessionKey": newest["secret"],
        "sessionToken": newest["token"],
    });
    let mut fields = vec![
        ("Action".to_owned(), "getSigninToken".to_owned()),
        ("Session".to_owned(), session.to_string()),
    ];
    fields.extend(duration.map(|it| ("SessionDuration".to_owned(), it.to_owned())));
    fields
}

/// The session of a role that was made last, as the sandbox has it.
async fn newest_session(world: &Alone, role: &str) -> Value {
    let state = world.books().state().await;
    let sessions = state["sessions"].as_object().expect("sessions").values();
    let of_role = sessions.filter(|it| it.to_string().contains(&format!("\"{role}\"")));
    let mut of_role: Vec<Value> = of_role.cloned().collect();
    of_role.sort_by_key(|it| it["issuedAt"].to_string());
    of_role.pop().expect("a session of the role")
}

fn seconds(session: &Value) -> i64 {
    let time = |name: &str| {
        let text = session[name].as_str().expect("a time");
        text.parse::<Timestamp>().expect("a time").as_second()
    };
    time("expiresAt") - time("issuedAt")
}

/// How many calls of each kind the sandbox let through while `work` ran.
async fn calls<T>(
    world: &Alone,
    operations: &[&str],
    work: impl Future<Output = T>,
) -> (T, Vec<u64>) {
    let books = world.books();
    let count = async || {
        let mut counts = vec![books.all_calls().await];
        for operation in operations {
            counts.push(books.calls(operation).await);
        }
        counts
    };
    let before = count().await;
    let done = work.await;
    let after = count().await;
    (
        done,
        after
            .iter()
            .zip(before)
            .map(|(now, then)| now - then)
            .collect(),
    )
}

/// An account of the organization.
async fn payments(world: &Alone) -> AccountId {
    let state = world.books().state().await;
    let mut accounts = state["accounts"].as_object().expect("accounts").iter();
    let found = accounts.find(|(_, it)| it["name"] == "Payments");
    found.expect("an account").0.parse().expect("an id")
}

/// The session of the keys in the environment.
async fn by_keys(world: &Alone, engine: &Arc<Engine>) -> Arc<Session> {
    let session = world.open(engine, &Kind::environment_id()).await;
    assert_eq!(session.credential_kind(), CredentialKind::LongTermKeys);
    session
}

async fn opened(world: &Alone, engine: &Arc<Engine>, asked: ConnectionSpec) -> Arc<Session> {
    let secret = matches!(asked.source, Source::Keys { .. }).then(|| world.secret().to_owned());
    let kept = engine.save_connection(asked, secret).await.expect("kept");
    world.open(engine, &kept.id).await
}

async fn link(session: &Session, account: &AccountId, role: &str) -> ConsoleLink {
    let made = session.console_link(account, as_role(role)).await;
    made.unwrap_or_else(|failure| panic!("a link: {failure} {:?}", failure.hint))
}

fn lasting(role: &str, seconds: i32) -> Option<ConsoleOptions> {
    as_role(role).map(|options| ConsoleOptions {
        duration_seconds: Some(seconds),
        ..options
    })
}

fn near(one: Timestamp, other: Timestamp) -> bool {
    one.duration_since(other).abs() < SignedDuration::from_secs(30)
}

#[test]
fn a_users_keys_ask_for_less_than_the_role_allows_and_in_two_requests_once_that_is_known() {
    at_a_stand_in(
        "a_users_keys_ask_for_less_than_the_role_allows_and_in_two_requests_once_that_is_known",
        async |world| {
            let account = payments(&world).await;
            world.role_in(&account, "Long", json!({}), 28_800).await;
            let session = by_keys(&world, &world.canopy()).await;
            let counted = ["AssumeRole", "GetRole"];
            let (made, first) = calls(&world, &counted, link(&session, &account, "Long")).await;
            assert_eq!(first, [2, 1, 1], "the role is asked for its maximum once");
            assert_eq!(asked(&world), [trade(&world, "Long", Some("28799")).await]);
            let base = std::env::var("CANOPY_SIGNIN_URL").expect("the stand-in");
            assert_eq!(
                made.url.expose(),
                format!(
                    "{base}federation?Action=login&Issuer=canopy\
                     &Destination=https%3A%2F%2Fconsole.aws.amazon.com%2F&SigninToken=a+token%2B%2F%3D"
                )
            );
            let now = Timestamp::now();
            let ends = now + SignedDuration::from_secs(28_799);
            assert!(near(made.session_ends_at, ends), "{}", made.session_ends_at);
            assert!(near(made.expires_at, now + SignedDuration::from_mins(15)));

            // Another Canopy, which has nothing in its memory.
            let session = by_keys(&world, &world.canopy()).await;
            let (_, second) = calls(&world, &counted, link(&session, &account, "Long")).await;
            assert_eq!(second, [1, 1, 0], "AssumeRole, and nothing else of AWS");
            assert_eq!(
                asked(&world),
                [trade(&world, "Long", Some("28799")).await],
                "and getSigninToken"
            );
        },
    );
}

#[test]
fn a_length_that_is_asked_for_is_sent_and_one_that_cannot_be_is_refused_before_a_call() {
    at_a_stand_in(
        "a_length_that_is_asked_for_is_sent_and_one_that_cannot_be_is_refused_before_a_call",
        async |world| {
            let account = payments(&world).await;
            world.role_in(&account, "Long", json!({}), 28_800).await;
            world.role_in(&account, "Short", json!({}), 3600).await;
            let session = by_keys(&world, &world.canopy()).await;
            for (role, wanted, sent) in [
                ("Long", Some(7200), Some("7200")),
                ("Long", Some(28_800), Some("28799")),
                ("Short", None, None),
                ("Short", Some(3600), None),
                ("Short", Some(900), Some("900")),
            ] {
                let options = wanted.map_or_else(|| as_role(role), |it| lasting(role, it));
                let made = session.console_link(&account, options).await;
                made.expect("a link");
                assert_eq!(
                    asked(&world),
                    [trade(&world, role, sent).await],
                    "{role} {wanted:?}"
                );
            }
            for (role, wanted, why) in [
                (
                    "Short",
                    7200,
                    "the role allows sessions of 3600 seconds at most",
                ),
                (
                    "Long",
                    50_000,
                    "a console session cannot last 50000 seconds",
                ),
            ] {
                let ask = session.console_link(&account, lasting(role, wanted));
                let (made, none) = calls(&world, &[], ask).await;
                let failure = refused(made, "it cannot be had");
                assert_eq!(
                    (failure.code, failure.message.as_str()),
                    (Code::Invalid, why)
                );
                assert_eq!(none, [0]);
            }
            assert_eq!(asked(&world), Vec::<Vec<_>>::new());
        },
    );
}

#[test]
fn where_aws_takes_no_duration_it_is_asked_once_more_without() {
    at_a_stand_in(
        "where_aws_takes_no_duration_it_is_asked_once_more_without",
        async |world| {
            let account = payments(&world).await;
            world.role_in(&account, "Long", json!({}), 28_800).await;
            let session = by_keys(&world, &world.canopy()).await;
            world.write(NO_DURATION, "");
            let made = link(&session, &account, "Long").await;
            assert_eq!(
                asked(&world),
                [
                    trade(&world, "Long", Some("28799")).await,
                    trade(&world, "Long", None).await
                ]
            );
            let hour = Timestamp::now() + SignedDuration::from_hours(1);
            assert!(
                near(made.session_ends_at, hour),
                "it lasts as its credentials do: {}",
                made.session_ends_at
            );
            std::fs::remove_file(world.path(NO_DURATION)).expect("it was there");
            let counted = ["GetRole"];
            let (_, again) = calls(&world, &counted, link(&session, &account, "Long")).await;
            assert_eq!(again[1], 1, "the role is asked anew what it allows");

            world.write(NOTHING, "");
            asked(&world);
            let made = session.console_link(&account, as_role("Long")).await;
            let failure = refused(made, "AWS refuses");
            assert_eq!(failure.code, Code::Denied);
            assert_eq!(
                failure.message,
                "AWS's sign-in refused the session (HTTP 400)"
            );
            assert_eq!(asked(&world).len(), 2, "once more, and not for ever");
            std::fs::remove_file(world.path(NOTHING)).expect("it was there");
            world.write(GIBBERISH, "");
            let made = session.console_link(&account, as_role("Long")).await;
            let failure = refused(made, "that is no answer");
            assert_eq!(
                failure.message,
                "AWS's sign-in answered in a way that Canopy does not understand"
            );
        },
    );
}

/// Asserts that consoles of `session` last an hour, that no duration is sent to anyone, and that it takes two
/// requests from the first time on.
async fn must_be_an_hour(world: &Alone, session: &Session, account: &AccountId) {
    let role = "OrganizationAccountAccessRole";
    let counted = ["AssumeRole"];
    let (made, counts) = calls(world, &counted, link(session, account, role)).await;
    assert_eq!(counts, [1, 1], "AssumeRole, and nothing else of AWS");
    assert_eq!(asked(world), [trade(world, role, None).await]);
    assert_eq!(seconds(&newest_session(world, role).await), 3600);
    let hour = Timestamp::now() + SignedDuration::from_hours(1);
    assert!(near(made.session_ends_at, hour), "{}", made.session_ends_at);
    let why = session.duration_refusal().expect("why it is an hour");
    let role: RoleName = role.parse().expect("a role");
    let choices = session
        .console_choices(account, Some(&role))
        .expect("choices");
    assert_eq!(
        (choices.longest_seconds, choices.duration_refusal.as_deref()),
        (3600, Some(why))
    );
    for wanted in [900, 7200] {
        let options = lasting(role.as_str(), wanted);
        let failure = refused(
            session.console_link(account, options).await,
            "an hour and nothing else",
        );
        assert_eq!(
            (failure.message.as_str(), failure.hint.as_deref()),
            (
                "the console's session cannot be shorter or longer than one hour",
                Some(why)
            )
        );
    }
    assert_eq!(asked(world), Vec::<Vec<_>>::new());
}

#[test]
fn a_role_and_a_chain_of_roles_send_no_duration() {
    at_a_stand_in(
        "a_role_and_a_chain_of_roles_send_no_duration",
        async |world| {
            let account = payments(&world).await;
            let (near, far) = (
                world.role("Near", json!({})).await,
                world.role("Far", json!({})).await,
            );
            world.write(
            "config",
            &format!(
                "[profile base]\naws_access_key_id = {}\naws_secret_access_key = {}\nregion = eu-central-1\n\
                 [profile near]\nrole_arn = {near}\nsource_profile = base\n",
                world.key(),
                world.secret()
            ),
        );
            let canopy = world.canopy();
            let from_keys = ConnectionSpec {
                role: Some(assumed(&near)),
                ..keys(world.key())
            };
            let chained = ConnectionSpec {
                role: Some(assumed(&far)),
                ..spec(Source::Profile {
                    name: "near".to_owned(),
                })
            };
            for (asked, chained) in [(from_keys, false), (chained, true)] {
                let session = opened(&world, &canopy, asked).await;
                assert_eq!(session.credential_kind(), CredentialKind::Role { chained });
                must_be_an_hour(&world, &session, &account).await;
            }
        },
    );
}

#[test]
fn a_person_of_identity_center_sends_no_duration() {
    at_a_stand_in(
        "a_person_of_identity_center_sends_no_duration",
        async |world| {
            let account = payments(&world).await;
            let canopy = world.canopy();
            canopy.set_sign_in_browser(|_| true);
            let asked = person(&world, "AdministratorAccess");
            let kept = canopy.save_connection(asked, None).await.expect("kept");
            let opening = canopy.session(&kept.id);
            let session = while_someone(opening, allow(&canopy))
                .await
                .expect("signed in");
            assert_eq!(session.credential_kind(), CredentialKind::IdentityCenter);
            must_be_an_hour(&world, &session, &account).await;
        },
    );
}
