//! Secrets stay in memory: neither what is kept nor what is logged holds any.

use std::{
    io::Write,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use canopy_core::connection_spec::{AssumedRole, ConnectionSecret, ConnectionSpec, Source};
use canopy_engine::store::Settings;
use serde_json::Value;
use tracing_subscriber::fmt::MakeWriter;

use crate::alone::{Keychain, alone, assumed, keys, page_of, question, spec, while_someone};
use crate::desk::{Desk, account, apply, to};
use crate::person::Browser;

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn bytes(&self) -> Vec<u8> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Every file below a folder with what it holds. The sandbox's own files hold its keys, as AWS does.
pub(crate) fn kept_below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the data folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            found.extend(kept_below(&path));
        } else if !name.starts_with("sandbox") {
            found.push((name, std::fs::read(&path).expect("a file")));
        }
    }
    found
}

/// Where a text is found, as it is or as a form writes it.
pub(crate) fn found(text: &str, places: &[(String, Vec<u8>)]) -> Vec<String> {
    let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let holds = |content: &[u8], text: &str| {
        content
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    let hit = places
        .iter()
        .filter(|(_, content)| holds(content, text) || holds(content, &encoded));
    hit.map(|(name, _)| name.clone()).collect()
}

/// The secrets of a sandbox that its state tells of: keys and tokens, seeds of MFA devices, what browsers are
/// signed in with, and what Identity Center hands out.
fn secrets(state: &Value, into: &mut Vec<String>) {
    match state {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(secret)
                        if matches!(
                            name.as_str(),
                            "secret" | "token" | "secretAccessKey" | "seed"
                        ) =>
                    {
                        into.push(secret.clone());
                    }
                    Value::Object(tokens)
                        if matches!(
                            name.as_str(),
                            "signinTokens"
                                | "consoleSessions"
                                | "accessTokens"
                                | "refreshTokens"
                                | "devices"
                                | "codes"
                        ) =>
                    {
                        into.extend(tokens.keys().cloned());
                    }
                    _ => secrets(value, into),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| secrets(value, into)),
        _ => {}
    }
}

#[tokio::test]
async fn no_secret_is_kept_or_logged() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    let _logging = tracing::subscriber::set_default(subscriber);
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let tree = session.tree().expect("a tree");
    // A call that fails is what debugging logs have most to say about.
    books.fault("MoveAccount", "InternalError").await;
    apply(&session, &[to(&tree, "Payments", "staging")]).await;
    let payments = account(&tree, "Payments");
    let link = session.console_link(&payments, None).await.expect("a link");
    assert!(
        !format!("{link:?}").contains("SigninToken"),
        "a link that is printed for debugging says nothing"
    );
    let roles = session.roles(&payments).await;
    tracing::debug!(?session, ?roles, "as someone who debugs would log it");
    let plain = link
        .url
        .expose()
        .split_once("SigninToken=")
        .expect("a token")
        .1;
    let sign_in_token = plain.split('&').next().expect("a token").to_owned();

    let mut all = vec![sign_in_token, link.url.expose().to_owned()];
    let state = books.state().await;
    secrets(&state, &mut all);
    secrets(
        &serde_json::from_slice(
            &std::fs::read(desk.folder().join("sandbox-endpoint.json")).expect("a file"),
        )
        .expect("JSON"),
        &mut all,
    );
    let sessions = state["sessions"].as_object().expect("sessions");
    assert!(
        !sessions.is_empty(),
        "a role was assumed, so there are session tokens to look for"
    );
    assert!(
        !state["signinTokens"]
            .as_object()
            .expect("tokens")
            .is_empty(),
        "and a sign-in token"
    );
    assert!(
        all.len() > 8 && all.iter().all(|secret| secret.len() >= 20),
        "keys, tokens and the link"
    );

    // The control: what is really there is found, in both.
    let control = "ControlThatIsPlantedToBeFound".to_owned();
    let settings = Settings {
        default_role: control.parse().expect("a role name"),
        ..Settings::default()
    };
    desk.engine()
        .store()
        .save_settings(&settings)
        .expect("kept");
    tracing::debug!(control, "planted");

    let mut places = kept_below(desk.folder());
    assert!(
        places.iter().any(|(name, _)| name == "canopy.sqlite3"),
        "the database is looked through"
    );
    places.push(("the log".to_owned(), log.bytes()));
    let control = found(&control, &places);
    assert!(
        control
            .iter()
            .any(|place| place.starts_with("canopy.sqlite3")),
        "{control:?}"
    );
    assert!(
        control.iter().any(|place| place == "the log"),
        "{control:?}"
    );
    for secret in &all {
        let leaks = found(secret, &places);
        assert!(
            leaks.is_empty(),
            "a secret of {} characters lies in {leaks:?}",
            secret.len()
        );
    }
}

#[test]
fn no_secret_of_a_sign_in_is_kept_logged_or_shown() {
    alone(
        "secrets::no_secret_of_a_sign_in_is_kept_logged_or_shown",
        Keychain::Unlocked,
        async |world| {
            let log = Log::default();
            let subscriber = tracing_subscriber::fmt()
                .with_max_level(tracing::Level::DEBUG)
                .with_ansi(false)
                .with_writer(log.clone())
                .finish();
            tracing::subscriber::set_global_default(subscriber)
                .expect("this process is the test's");
            let canopy = world.canopy();
            let books = world.books();
            let device = books.mfa(&world.management(), "admin").await;
            let arn = world.role("Guarded", serde_json::json!({})).await;
            let with_mfa = ConnectionSpec {
                role: Some(AssumedRole {
                    mfa_serial: Some(device.serial.clone()),
                    ..assumed(&arn)
                }),
                ..keys(world.key())
            };
            let secret = ConnectionSecret {
                secret_access_key: world.secret().to_owned(),
            };
            tracing::debug!(?secret, ?with_mfa, "as someone who debugs would log it");
            let kept = canopy
                .save_connection(with_mfa, Some(secret.secret_access_key))
                .await
                .expect("kept");
            let show = async |ahead| {
                let asked = question(&canopy).await;
                tracing::debug!(?canopy, ?asked, "while it is asked");
                let code = device.code(ahead);
                canopy.answer_question(asked.id, &code).expect("a code");
            };
            // What fails is what debugging logs have most to say about.
            books.faults("AssumeRole", "AccessDenied", 1, 0).await;
            while_someone(canopy.session(&kept.id), show(0))
                .await
                .expect_err("it was told to fail");
            let signed_in = while_someone(canopy.session(&kept.id), show(1)).await;
            let with_code = signed_in.expect("signed in");

            let start = format!("{}/start", world.endpoint());
            let allow = async {
                let asked = question(&canopy).await;
                Browser::new().decide(page_of(&asked), "allow").await;
            };
            books.fault("sso:ListAccountRoles", "AccessDenied").await;
            let listed = canopy.identity_center_accounts(&start, "eu-central-1", false);
            while_someone(listed, allow)
                .await
                .expect_err("told to fail");
            let person = spec(Source::IdentityCenter {
                start_url: start.clone(),
                region: "eu-central-1".to_owned(),
                account_id: world.management(),
                role_name: "AdministratorAccess".to_owned(),
            });
            let person = canopy.save_connection(person, None).await.expect("kept");
            let by_portal = world.open(&canopy, &person.id).await;
            tracing::debug!(?canopy, ?with_code, ?by_portal, "when all are in");

            let state = books.state().await;
            let mut all = vec![world.secret().to_owned()];
            secrets(&state, &mut all);
            let center = &state["identityCenter"];
            for tokens in ["accessTokens", "refreshTokens"] {
                let mut known = center[tokens].as_object().expect("tokens").keys();
                assert!(
                    known.len() > 0 && known.all(|token| all.contains(token)),
                    "{tokens} are looked for"
                );
            }
            let client = center["clients"]
                .as_object()
                .and_then(|it| it.values().next());
            let registration = client.expect("Canopy registered")["secret"].as_str();
            assert!(registration.is_some_and(|it| all.iter().any(|secret| secret == it)));
            assert!(all.contains(&device.seed), "the device's seed, too");
            assert!(all.len() > 8 && all.iter().all(|secret| secret.len() >= 20));
            let control = "ControlThatIsPlantedToBeFound";
            tracing::debug!(control, "planted");
            let mut places = kept_below(&world.path("data"));
            places.push(("the log".to_owned(), log.bytes()));
            assert_eq!(found(control, &places), ["the log"]);
            assert!(
                found(world.key(), &places).contains(&"canopy.sqlite3-wal".to_owned())
                    || found(world.key(), &places).contains(&"canopy.sqlite3".to_owned()),
                "the database is looked through"
            );
            for secret in &all {
                let leaks = found(secret, &places);
                assert!(
                    leaks.is_empty(),
                    "a secret of {} characters lies in {leaks:?}",
                    secret.len()
                );
            }
        },
    );
}
