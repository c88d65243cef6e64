//! Profiles of the AWS configuration.

use canopy_core::Code;
use canopy_engine::session::CredentialKind;

use super::{base, profile, told};
use crate::alone::{Keychain, alone, alone_with, files, refused, role_credentials};

#[test]
fn a_profile_with_keys_signs_in_whatever_its_retry_mode() {
    alone(
        "sources::profiles::a_profile_with_keys_signs_in_whatever_its_retry_mode",
        Keychain::None,
        async |world| {
            world.write("config", &base(&world, "retry_mode = legacy\n"));
            let canopy = world.canopy();
            let session = world.open(&canopy, &profile("base")).await;
            assert_eq!(session.connection().region.as_deref(), Some("eu-central-1"));
            assert_eq!(session.credential_kind(), CredentialKind::LongTermKeys);
        },
    );
}

#[test]
fn keys_that_are_exchanged_in_the_file_are_used_at_once() {
    alone(
        "sources::profiles::keys_that_are_exchanged_in_the_file_are_used_at_once",
        Keychain::None,
        async |world| {
            world.write("config", &base(&world, ""));
            let canopy = world.canopy();
            let session = world.open(&canopy, &profile("base")).await;
            session.load().await.expect("it loads");

            // A tool signed in anew: the same person with other keys.
            let role = world.role("Rotated", serde_json::json!({})).await;
            let made = role_credentials(&world, &role).await;
            let before = world.books().calls("GetCallerIdentity").await;
            world.write(
                "config",
                &format!("[profile base]\naws_access_key_id = {}\naws_secret_access_key = {}\naws_session_token = {}\n", made.0, made.1, made.2),
            );
            session.load().await.expect("it loads with the new keys");
            assert_eq!(
                world.books().calls("GetCallerIdentity").await,
                before + 1,
                "whose keys they are was looked at once"
            );

            // Another account's keys are not used unseen.
            let (key, secret) = world.outsider();
            world.write(
                "config",
                &format!("[profile base]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\nregion = eu-central-1\n"),
            );
            for _ in 0..2 {
                let failure = refused(session.load().await, "the account is another");
                assert_eq!(failure.code, Code::SignedOut, "{failure}");
                assert!(told(&failure).contains("leads to account"), "{failure}");
            }
            canopy.close(&profile("base"));
            let session = world.open(&canopy, &profile("base")).await;
            assert_ne!(session.caller().account_id, world.management());
        },
    );
}

#[test]
fn a_source_that_has_expired_is_told_as_such() {
    alone(
        "sources::profiles::a_source_that_has_expired_is_told_as_such",
        Keychain::None,
        async |world| {
            let role = world.role("Brief", serde_json::json!({})).await;
            let made = role_credentials(&world, &role).await;
            let target = world.role("Target", serde_json::json!({})).await;
            world.write(
                "config",
                &format!(
                    "[profile base]\naws_access_key_id = {}\naws_secret_access_key = {}\naws_session_token = {}\n[profile admin]\nrole_arn = {target}\nsource_profile = base\n",
                    made.0, made.1, made.2
                ),
            );
            let canopy = world.canopy();
            world.open(&canopy, &profile("base")).await;
            world.books().advance(7200).await;
            canopy.close(&profile("base"));
            let plain = refused(canopy.session(&profile("base")).await, "they have expired");
            assert_eq!(plain.code, Code::SignedOut, "{plain}");
            let failure = refused(canopy.session(&profile("admin")).await, "so has the source");
            assert_eq!(failure.code, Code::SignedOut, "{failure}");
            assert!(
                told(&failure).contains("Sign in to the source again"),
                "{}",
                told(&failure)
            );
        },
    );
}

#[test]
fn a_configuration_that_is_malformed_is_told_and_nothing_is_written() {
    alone(
        "sources::profiles::a_configuration_that_is_malformed_is_told_and_nothing_is_written",
        Keychain::None,
        async |world| {
            let written = "[profile base\naws_access_key_id = AKIA\n";
            world.write("config", written);
            let canopy = world.canopy();
            let failure = refused(canopy.session(&profile("base")).await, "it cannot be read");
            assert_eq!(failure.code, Code::Invalid, "{failure}");
            assert!(
                told(&failure).contains("~/.aws/config"),
                "{}",
                told(&failure)
            );
            refused(canopy.profiles().await, "it cannot be read");
            let listed = canopy.connections().await;
            assert!(
                listed.iter().all(|it| it.profile().is_none()),
                "the others are there: {listed:?}"
            );
            assert!(!listed.is_empty());
            let config = files(&world.path("."))
                .into_iter()
                .find(|(path, _)| path.ends_with("config"));
            assert_eq!(config.expect("the file").1, written.as_bytes());
        },
    );
}

#[test]
fn profiles_that_lead_nowhere_say_where() {
    alone(
        "sources::profiles::profiles_that_lead_nowhere_say_where",
        Keychain::None,
        async |world| {
            let role = "role_arn = arn:aws:iam::111122223333:role/Admin\n";
            world.write(
                "config",
                &format!(
                    "[profile a]\n{role}source_profile = b\n[profile b]\n{role}source_profile = a\n\
                     [profile lost]\n{role}source_profile = nobody\n[profile alone]\n{role}\
                     [profile both]\n{role}source_profile = a\ncredential_source = Environment\n\
                     [profile odd]\n{role}credential_source = Mainframe\n\
                     [profile long]\n{role}source_profile = a\nduration_seconds = 5\n\
                     [profile empty]\nregion = eu-central-1\n"
                ),
            );
            let canopy = world.canopy();
            for (name, code, words) in [
                ("a", Code::Invalid, "in a circle: a → b → a"),
                (
                    "lost",
                    Code::Invalid,
                    "from profile nobody, which is not there",
                ),
                ("alone", Code::Invalid, "not with which credentials"),
                (
                    "both",
                    Code::Invalid,
                    "both source_profile and credential_source",
                ),
                ("odd", Code::Invalid, "unknown credential_source: Mainframe"),
                (
                    "long",
                    Code::Invalid,
                    "duration_seconds of profile long is 5",
                ),
                ("empty", Code::SignedOut, "no credentials"),
                ("vanished", Code::NotFound, "no profile named vanished"),
            ] {
                let failure = refused(canopy.session(&profile(name)).await, name);
                assert_eq!(failure.code, code, "{name}: {failure}");
                assert!(told(&failure).contains(words), "{name}: {}", told(&failure));
                assert!(failure.hint.is_some(), "{name} says what to do");
            }
        },
    );
}

#[test]
fn a_program_that_hands_out_credentials_is_run() {
    alone_with(
        "sources::profiles::a_program_that_hands_out_credentials_is_run",
        Keychain::None,
        |world| {
            let document = serde_json::json!({
                "Version": 1, "AccessKeyId": world.key(), "SecretAccessKey": world.secret(),
            });
            world.write("document.json", &document.to_string());
            let file = world.path("document.json").display().to_string();
            world.write(
                "config",
                &format!("[profile tool]\ncredential_process = cat {file}\n"),
            );
            Vec::new()
        },
        async |world| {
            let canopy = world.canopy();
            let session = world.open(&canopy, &profile("tool")).await;
            assert_eq!(session.caller().account_id, world.management());
        },
    );
}
