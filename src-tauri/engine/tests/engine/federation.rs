//! What the federation endpoint is asked for, to the letter, by callers of every kind; and in how many
//! requests. A stand-in takes the requests down and answers as AWS does.

mod stand_in;

use std::sync::Arc;

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
use serde_json::json;
use stand_in::{
    GIBBERISH, NO_DURATION, NOTHING, asked, at_a_stand_in, calls, newest_session, seconds, trade,
};

use crate::{
    alone::{Alone, assumed, keys, refused, spec, while_someone},
    desk::as_role,
    identity_center::{allow, person},
};

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
    let made = session.console_link(account, Some(as_role(role))).await;
    made.unwrap_or_else(|failure| panic!("a link: {failure} {:?}", failure.hint))
}

fn lasting(role: &str, seconds: i32) -> ConsoleOptions {
    ConsoleOptions {
        duration_seconds: Some(seconds),
        ..as_role(role)
    }
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
                let options = Some(options);
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
                let ask = session.console_link(&account, Some(lasting(role, wanted)));
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
            let made = session.console_link(&account, Some(as_role("Long"))).await;
            let failure = refused(made, "AWS refuses");
            assert_eq!(failure.code, Code::Denied);
            assert_eq!(
                failure.message,
                "AWS's sign-in refused the session (HTTP 400)"
            );
            assert_eq!(asked(&world).len(), 2, "once more, and not for ever");
            std::fs::remove_file(world.path(NOTHING)).expect("it was there");
            world.write(GIBBERISH, "");
            let made = session.console_link(&account, Some(as_role("Long"))).await;
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
        let options = Some(lasting(role.as_str(), wanted));
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
