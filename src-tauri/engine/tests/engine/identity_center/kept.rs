//! What is kept of a sign-in: sealed where there is a keychain, in memory where there is none.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{accounts, allow, list, person};
use crate::alone::{Keychain, alone, holding, while_someone};

/// The tokens and secrets that Identity Center handed out.
fn secrets(state: &Value) -> Vec<String> {
    let center = &state["identityCenter"];
    let names = |of: &Value| {
        let known = of.as_object().into_iter().flat_map(|it| it.keys().cloned());
        known.collect::<Vec<_>>()
    };
    let mut found = names(&center["accessTokens"]);
    found.extend(names(&center["refreshTokens"]));
    let clients = center["clients"].as_object().expect("clients").values();
    found.extend(clients.map(|it| it["secret"].as_str().expect("a secret").to_owned()));
    found
}

#[test]
fn a_sign_in_outlives_the_process_sealed() {
    alone(
        "identity_center::kept::a_sign_in_outlives_the_process_sealed",
        Keychain::Unlocked,
        async |world| {
            let canopy = world.canopy();
            accounts(&world, &canopy, false).await;
            let kept = canopy
                .save_connection(person(&world, "AdministratorAccess"), None)
                .await
                .expect("kept");
            drop(canopy);
            let canopy = world.canopy();
            world.open(&canopy, &kept.id).await;
            assert_eq!(canopy.questions(), [], "nobody is asked again");
            let books = world.books();
            assert_eq!(books.calls("sso-oidc:RegisterClient").await, 1);
            assert_eq!(books.calls("sso-oidc:CreateToken").await, 1);

            let secrets = secrets(&books.state().await);
            assert!(secrets.len() >= 3 && secrets.iter().all(|it| it.len() > 100));
            for secret in secrets {
                let found = holding(&world.path("data"), &secret);
                assert_eq!(found, Vec::<PathBuf>::new(), "a secret lies in a file");
            }
            let sealed = std::fs::read_dir(world.path("data/sealed")).expect("sealed files");
            let named = sealed.flatten().any(|it| {
                it.file_name()
                    .to_string_lossy()
                    .starts_with("identity-center-")
            });
            assert!(named, "the control: something is sealed");
        },
    );
}

#[test]
fn without_a_keychain_a_sign_in_lasts_as_long_as_canopy() {
    alone(
        "identity_center::kept::without_a_keychain_a_sign_in_lasts_as_long_as_canopy",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            let kept = canopy
                .save_connection(person(&world, "AdministratorAccess"), None)
                .await
                .expect("kept");
            let first = while_someone(canopy.session(&kept.id), allow(&canopy)).await;
            first.expect("signed in");
            canopy.close(&kept.id);
            world.open(&canopy, &kept.id).await;
            assert_eq!(canopy.questions(), []);
            let other = world.canopy();
            let again = while_someone(other.session(&kept.id), allow(&other)).await;
            again.expect("signed in");
            for secret in secrets(&world.books().state().await) {
                let found = holding(&world.path("data"), &secret);
                assert_eq!(found, Vec::<PathBuf>::new(), "a secret lies in a file");
            }
        },
    );
}

#[test]
fn a_token_is_renewed_without_a_person_by_one_of_several_processes() {
    alone(
        "identity_center::kept::a_token_is_renewed_without_a_person_by_one_of_several_processes",
        Keychain::Unlocked,
        async |world| {
            let canopy = world.canopy();
            let books = world.books();
            accounts(&world, &canopy, false).await;
            let kept = canopy
                .save_connection(person(&world, "AdministratorAccess"), None)
                .await
                .expect("kept");
            // An hour passes: the access token ends, the refresh token does not.
            age(&world.path("data"), 3400).await;
            let engines: Vec<_> = (0..4).map(|_| world.canopy()).collect();
            let all = engines.iter().map(|engine| world.open(engine, &kept.id));
            futures_util::future::join_all(all).await;
            assert_eq!(
                books.calls("sso-oidc:CreateToken").await,
                2,
                "one renews, the others take what it got"
            );
            assert!(engines.iter().all(|engine| engine.questions().is_empty()));

            // Where renewing is refused, the person is asked.
            age(&world.path("data"), 3400).await;
            books
                .meddle(|state| state["identityCenter"]["refreshTokens"] = json!({}))
                .await;
            let fresh = world.canopy();
            let listed = list(&world, &fresh, false);
            while_someone(listed, allow(&fresh)).await.expect("a list");
        },
    );
}

/// Lets the kept token grow old by `seconds`.
async fn age(data: &std::path::Path, seconds: i64) {
    let data = data.to_owned();
    let work = tokio::task::spawn_blocking(move || {
        let sealed = canopy_engine::sealed::Sealed::of(&data);
        let files = std::fs::read_dir(data.join("sealed")).expect("sealed files");
        for file in files.flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            if !name.starts_with("identity-center-") || name.contains('.') {
                continue;
            }
            let content = sealed.read(&name).expect("opened").expect("content");
            let mut kept: Value = serde_json::from_slice(&content).expect("JSON");
            let end = kept["token"]["expires_at"].as_i64().expect("an end");
            kept["token"]["expires_at"] = (end - seconds).into();
            let text = kept.to_string();
            sealed.write(&name, text.as_bytes()).expect("sealed");
        }
    });
    work.await.expect("it is done");
}
