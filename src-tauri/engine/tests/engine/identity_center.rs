//! IAM Identity Center over the sandbox, which speaks its protocol; the test is the person at the browser.

mod ending;
mod kept;

use std::sync::{Arc, Mutex};

use canopy_core::{
    AccountId, Code, Failure,
    connection_spec::{AssumedRole, ConnectionSpec, Source},
};
use canopy_engine::{
    Engine, asking::QuestionKind, connection::Kind, identity_center::IdentityCenterAccount,
    session::CredentialKind,
};
use serde_json::json;

use crate::{
    alone::{Alone, Keychain, alone, assumed, page_of, question, refused, spec, while_someone},
    person::{Browser, answer_of, submit},
};

/// Where the sandbox's access portal is.
fn start_url(world: &Alone) -> String {
    format!("{}/start", world.endpoint())
}

/// A connection as that person, in the management account.
pub(crate) fn person(world: &Alone, role_name: &str) -> ConnectionSpec {
    spec(Source::IdentityCenter {
        start_url: start_url(world),
        region: "eu-central-1".to_owned(),
        account_id: world.management(),
        role_name: role_name.to_owned(),
    })
}

/// The person allows what the one open question is about, in the browser.
pub(crate) async fn allow(engine: &Engine) {
    let asked = question(engine).await;
    Browser::new().decide(page_of(&asked), "allow").await;
}

/// The accounts of whoever is at the browser.
async fn list(
    world: &Alone,
    engine: &Engine,
    device: bool,
) -> Result<Vec<IdentityCenterAccount>, Failure> {
    let portal = start_url(world);
    engine
        .identity_center_accounts(&portal, "eu-central-1", device)
        .await
}

async fn accounts(world: &Alone, engine: &Engine, device: bool) -> Vec<IdentityCenterAccount> {
    let listed = list(world, engine, device);
    while_someone(listed, allow(engine)).await.expect("a list")
}

/// The person confirms the code that the one open question shows.
async fn enter_the_code(world: &Alone, engine: &Engine) {
    let asked = question(engine).await;
    let QuestionKind::Browser {
        user_code: Some(code),
        ..
    } = &asked.kind
    else {
        panic!("{asked:?}");
    };
    let page = format!("{}/device", world.endpoint());
    submit(&page, &[("user_code", code), ("decision", "allow")]).await;
}

#[test]
fn the_browser_s_way_lists_accounts_and_signs_in() {
    alone(
        "identity_center::the_browser_s_way_lists_accounts_and_signs_in",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            let opened = Arc::new(Mutex::new(Vec::new()));
            let seen = opened.clone();
            canopy.set_sign_in_browser(move |url| {
                seen.lock().expect("a list").push(url.to_owned());
                true
            });
            let listed = accounts(&world, &canopy, false).await;
            assert_eq!(canopy.questions(), [], "the question is gone");
            let opened = opened.lock().expect("a list").clone();
            assert_eq!(opened.len(), 1, "one page was opened");
            let page: http::Uri = opened[0].parse().expect("an address");
            let query = page.query().expect("a query").to_owned();
            for part in [
                "response_type=code",
                "code_challenge_method=S256",
                "scopes=sso%3Aaccount%3Aaccess",
                "redirect_uri=http%3A%2F%2F127.0.0.1%3A",
            ] {
                assert!(query.contains(part), "{part} is missing in {query}");
            }
            assert!(!query.contains("verifier"), "{query}");
            let home = listed.iter().find(|it| it.account_id == world.management());
            let home = home.expect("the management account");
            assert!(
                home.roles.contains(&"AdministratorAccess".to_owned()),
                "{home:?}"
            );
            assert!(listed.len() > 20, "{} accounts", listed.len());
            assert!(
                listed.is_sorted_by_key(|it| it.name.to_lowercase()),
                "by name"
            );

            // Who is signed in to the portal opens a connection without a page.
            let kept = canopy
                .save_connection(person(&world, "AdministratorAccess"), None)
                .await
                .expect("kept");
            assert_eq!(kept.kind, Kind::IdentityCenter);
            let session = world.open(&canopy, &kept.id).await;
            let arn = &session.caller().arn;
            assert!(
                arn.contains(":assumed-role/AWSReservedSSO_AdministratorAccess_"),
                "{arn}"
            );
            assert_eq!(session.credential_kind(), CredentialKind::IdentityCenter);
            session.load().await.expect("the organization loads");
            assert_eq!(world.books().calls("sso-oidc:RegisterClient").await, 1);
            assert_eq!(world.books().calls("sso:GetRoleCredentials").await, 1);
        },
    );
}

#[test]
fn a_role_on_top_of_a_person_is_a_chained_one() {
    alone(
        "identity_center::a_role_on_top_of_a_person_is_a_chained_one",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            let role = world.role("Deeper", json!({})).await;
            let asked = ConnectionSpec {
                role: Some(AssumedRole {
                    duration_seconds: Some(43_200),
                    ..assumed(&role)
                }),
                ..person(&world, "AdministratorAccess")
            };
            let kept = canopy.save_connection(asked, None).await.expect("kept");
            let session = while_someone(canopy.session(&kept.id), allow(&canopy)).await;
            let session = session.expect("signed in");
            assert!(session.caller().arn.contains("/Deeper/"));
            assert_eq!(
                session.credential_kind(),
                CredentialKind::Role { chained: true }
            );
        },
    );
}

#[test]
fn the_way_with_a_code_shows_it_and_waits() {
    alone(
        "identity_center::the_way_with_a_code_shows_it_and_waits",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            let enter = async {
                let asked = question(&canopy).await;
                let QuestionKind::Browser {
                    url,
                    user_code: Some(code),
                    minutes_left: 10,
                } = &asked.kind
                else {
                    panic!("{asked:?}");
                };
                assert!(
                    url.starts_with(&format!("{}/device", world.endpoint())),
                    "{url}"
                );
                assert_eq!(code.len(), "ABCD-EFGH".len());
                let failure = refused(canopy.answer_question(asked.id, code), "not here");
                assert_eq!(failure.code, Code::Invalid);
                let books = world.books();
                // Two in a row: it asks as often as it is told, and goes on after a "slow down".
                crate::desk::until("it asks", async || {
                    books.calls("sso-oidc:CreateToken").await >= 1
                })
                .await;
                submit(
                    &format!("{}/device", world.endpoint()),
                    &[("user_code", code), ("decision", "allow")],
                )
                .await;
            };
            let listed = list(&world, &canopy, true);
            let listed = while_someone(listed, enter).await.expect("a list");
            assert!(!listed.is_empty());
            assert_eq!(canopy.questions(), []);
        },
    );
}

#[test]
fn a_connection_signs_in_with_a_code_where_that_is_asked_for() {
    alone(
        "identity_center::a_connection_signs_in_with_a_code_where_that_is_asked_for",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            let kept = canopy
                .save_connection(person(&world, "AdministratorAccess"), None)
                .await
                .expect("kept");
            let session = while_someone(
                canopy.sign_in_with_code(&kept.id),
                enter_the_code(&world, &canopy),
            );
            let session = session.await.expect("signed in");
            assert_eq!(session.credential_kind(), CredentialKind::IdentityCenter);
            assert_eq!(canopy.questions(), []);
        },
    );
}

#[test]
fn where_the_browser_s_way_is_refused_a_code_is_shown() {
    alone(
        "identity_center::where_the_browser_s_way_is_refused_a_code_is_shown",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            // An older Identity Center takes no redirects.
            world
                .books()
                .fault("sso-oidc:RegisterClient", "AccessDenied")
                .await;
            let enter = enter_the_code(&world, &canopy);
            let listed = list(&world, &canopy, false);
            while_someone(listed, enter).await.expect("a list");
        },
    );
}

#[test]
fn two_connections_of_one_person_sign_in_once() {
    alone(
        "identity_center::two_connections_of_one_person_sign_in_once",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            let mut ids = Vec::new();
            for role in ["AdministratorAccess", "ReadOnlyAccess"] {
                let kept = canopy.save_connection(person(&world, role), None).await;
                ids.push(kept.expect("kept").id);
            }
            let both = async { tokio::join!(canopy.session(&ids[0]), canopy.session(&ids[1])) };
            let (one, two) = while_someone(both, allow(&canopy)).await;
            assert!(
                one.expect("signed in")
                    .caller()
                    .arn
                    .contains("Administrator")
            );
            assert!(two.expect("signed in").caller().arn.contains("ReadOnly"));
            assert_eq!(world.books().calls("sso-oidc:CreateToken").await, 1);
        },
    );
}

#[test]
fn what_cannot_be_an_access_portal_is_told() {
    alone(
        "identity_center::what_cannot_be_an_access_portal_is_told",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            for (url, region) in [
                ("http://portal.example.com/start", "eu-central-1"),
                ("portal", "eu-central-1"),
                (start_url(&world).as_str(), "Frankfurt"),
                (start_url(&world).as_str(), "us-iso-east-1"),
            ] {
                let failure = refused(
                    canopy.identity_center_accounts(url, region, false).await,
                    url,
                );
                assert_eq!(failure.code, Code::Invalid, "{failure}");
                assert!(failure.hint.is_some(), "it says what to do: {failure}");
            }
            let nobody =
                canopy.identity_center_accounts("http://127.0.0.1:9/start", "eu-central-1", false);
            let failure = refused(nobody.await, "nobody answers there");
            assert_eq!(failure.code, Code::Unreachable, "{failure}");
        },
    );
}

#[test]
fn a_page_of_someone_else_brings_no_code() {
    alone(
        "identity_center::a_page_of_someone_else_brings_no_code",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            let person = async {
                let asked = question(&canopy).await;
                let page = page_of(&asked);
                let back = Browser::address_back(page);
                let stranger = answer_of(&format!("{back}?code=evil&state=guess")).await;
                assert!(stranger.starts_with("HTTP/1.1 400"), "{stranger}");
                assert!(
                    answer_of(&back.replace("/oauth/callback", "/"))
                        .await
                        .starts_with("HTTP/1.1 404")
                );
                let shown = Browser::new().decide(page, "allow").await;
                assert!(shown.contains("You can close this tab"), "{shown}");
                assert!(shown.contains("no-store"), "{shown}");
            };
            let listed = list(&world, &canopy, false);
            while_someone(listed, person)
                .await
                .expect("the right one counts");
        },
    );
}

#[test]
fn an_account_that_is_not_the_person_s_is_refused_in_words() {
    alone(
        "identity_center::an_account_that_is_not_the_person_s_is_refused_in_words",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            let elsewhere: AccountId = "999999999999".parse().expect("an account");
            let asked = ConnectionSpec {
                source: Source::IdentityCenter {
                    start_url: start_url(&world),
                    region: "eu-central-1".to_owned(),
                    account_id: elsewhere,
                    role_name: "AdministratorAccess".to_owned(),
                },
                ..person(&world, "AdministratorAccess")
            };
            let kept = canopy.save_connection(asked, None).await.expect("kept");
            let ended = while_someone(canopy.session(&kept.id), allow(&canopy)).await;
            let failure = refused(ended, "the account is not theirs");
            assert_eq!(failure.code, Code::Denied, "{failure}");
            assert!(failure.message.contains("not assigned"), "{failure}");
        },
    );
}
