//! The system's keychain, the real one: gnome-keyring in a D-Bus session of its own; and its absence.

use canopy_core::{Code, ConnectionId};
use canopy_engine::{
    Engine,
    asking::QuestionKind,
    keychain::{self, KeychainStatus},
    sealed::Sealed,
};

use crate::alone::{
    Alone, Keychain, alone, holding, keys, lock_the_keychain, question, refused, while_someone,
};

#[test]
fn a_secret_lies_in_the_keychain_and_in_no_file() {
    alone(
        "keychain::a_secret_lies_in_the_keychain_and_in_no_file",
        Keychain::Unlocked,
        async |world| {
            let status = KeychainStatus {
                available: true,
                words: None,
            };
            assert_eq!(keychain::status(), status);
            let canopy = world.canopy();
            let secret = Some(world.secret().to_owned());
            let saved = canopy
                .save_connection(keys(world.key()), secret)
                .await
                .expect("it is kept");
            let session = world.open(&canopy, &saved.id).await;
            assert!(session.caller().arn.ends_with(":user/admin"));
            drop((session, canopy));

            // The next start asks nobody.
            let canopy = world.canopy();
            let listed = canopy.connections().await;
            assert!(listed.contains(&saved), "{listed:?}");
            world.open(&canopy, &saved.id).await;
            assert_eq!(canopy.questions(), []);
            assert_eq!(
                holding(&world.path("data"), world.secret()),
                Vec::<std::path::PathBuf>::new()
            );
            assert_ne!(
                holding(&world.path("data"), world.key()),
                Vec::<std::path::PathBuf>::new(),
                "the control: the key's id lies in the database"
            );
            let item = format!("secret:{}", saved.id);
            assert_eq!(
                keychain::read(&item).expect("the keychain").as_deref(),
                Some(world.secret())
            );

            canopy
                .delete_connection(&saved.id)
                .await
                .expect("it is removed");
            assert_eq!(keychain::read(&item).expect("the keychain"), None);
            assert!(!canopy.connections().await.contains(&saved));
            let failure = refused(canopy.session(&saved.id).await, "it is gone");
            assert_eq!(failure.code, Code::NotFound);
        },
    );
}

#[test]
fn what_is_sealed_opens_with_the_keychain_s_key_only() {
    alone(
        "keychain::what_is_sealed_opens_with_the_keychain_s_key_only",
        Keychain::Unlocked,
        async |world| {
            let folder = world.path("data");
            let text = b"a token that nobody may read";
            Sealed::of(&folder).write("one", text).expect("sealed");
            assert_eq!(
                Sealed::of(&folder).read("one").expect("opened").as_deref(),
                Some(&text[..])
            );
            let plain = std::str::from_utf8(text).expect("text");
            assert_eq!(holding(&folder, plain), Vec::<std::path::PathBuf>::new());
            let file = folder.join("sealed/one");
            std::fs::copy(&file, folder.join("sealed/two")).expect("a copy");
            assert_eq!(
                Sealed::of(&folder).read("two").expect("read"),
                None,
                "a file is sealed under its name"
            );
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                let mode = |path: &std::path::Path| {
                    std::fs::metadata(path)
                        .expect("a file")
                        .permissions()
                        .mode()
                        & 0o777
                };
                assert_eq!(mode(&file), 0o600);
                assert_eq!(mode(&folder.join("sealed")), 0o700);
            }
            keychain::delete("sealing-key").expect("the key is gone");
            assert_eq!(Sealed::of(&folder).read("one").expect("read"), None);
        },
    );
}

/// Answers the question for the secret, which says why it is asked.
async fn tell_the_secret(canopy: &Engine, world: &Alone, connection: &ConnectionId, why: &str) {
    let asked = question(canopy).await;
    assert_eq!(asked.connection.as_ref(), Some(connection));
    let QuestionKind::SecretKey {
        access_key_id,
        why: told,
    } = &asked.kind
    else {
        panic!("{asked:?}");
    };
    assert_eq!(access_key_id, world.key());
    assert!(told.contains(why), "{told}");
    assert!(told.contains("in memory"), "{told}");
    let empty = refused(canopy.answer_question(asked.id, " "), "nothing was said");
    assert_eq!(empty.code, Code::Invalid);
    canopy
        .answer_question(asked.id, world.secret())
        .expect("answered");
}

/// What someone finds who has no keychain at all.
fn without(name: &str, keychain: Keychain) {
    alone(name, keychain, async |world| {
        let failure = refused(keychain::read("anything"), "there is no keychain");
        assert_eq!(failure.code, Code::Unreachable, "{failure}");
        assert!(failure.hint.is_some(), "it says what to do");
        let canopy = world.canopy();
        let secret = Some(world.secret().to_owned());
        let saved = canopy
            .save_connection(keys(world.key()), secret)
            .await
            .expect("it is kept without its secret");
        world.open(&canopy, &saved.id).await;
        assert_eq!(canopy.questions(), [], "it is in memory still");
        drop(canopy);

        let canopy = world.canopy();
        let person = async { tell_the_secret(&canopy, &world, &saved.id, "no keychain").await };
        let session = while_someone(canopy.session(&saved.id), person).await;
        session.expect("it signs in");
        canopy.close(&saved.id);
        world.open(&canopy, &saved.id).await;
        assert_eq!(canopy.questions(), [], "it is asked for once");
        assert_eq!(
            holding(&world.path("data"), world.secret()),
            Vec::<std::path::PathBuf>::new()
        );
    });
}

#[test]
fn without_a_bus_the_secret_is_asked_for_and_kept_in_memory() {
    without(
        "keychain::without_a_bus_the_secret_is_asked_for_and_kept_in_memory",
        Keychain::None,
    );
}

#[test]
fn without_a_secret_service_the_secret_is_asked_for_and_kept_in_memory() {
    without(
        "keychain::without_a_secret_service_the_secret_is_asked_for_and_kept_in_memory",
        Keychain::BusOnly,
    );
}

#[test]
fn with_a_locked_keychain_the_secret_is_asked_for_and_kept_in_memory() {
    alone(
        "keychain::with_a_locked_keychain_the_secret_is_asked_for_and_kept_in_memory",
        Keychain::Unlocked,
        async |world| {
            let saved = world
                .canopy()
                .save_connection(keys(world.key()), Some(world.secret().to_owned()))
                .await
                .expect("it is kept");
            lock_the_keychain();
            let item = format!("secret:{}", saved.id);
            let read = tokio::task::spawn_blocking(move || keychain::read(&item)).await;
            let failure = refused(read.expect("it ends"), "nobody unlocks it");
            assert_eq!(failure.code, Code::Denied, "{failure}");
            assert!(failure.message.contains("locked"), "{failure}");
            assert!(failure.hint.is_some(), "it says what to do");
            let canopy = world.canopy();
            let person = async { tell_the_secret(&canopy, &world, &saved.id, "locked").await };
            let session = while_someone(canopy.session(&saved.id), person).await;
            session.expect("it signs in");
        },
    );
}

#[test]
fn a_wrong_secret_is_told_and_not_kept() {
    alone(
        "keychain::a_wrong_secret_is_told_and_not_kept",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            let saved = canopy
                .save_connection(keys(world.key()), Some("wrong/secret".to_owned()))
                .await
                .expect("kept");
            let failure = refused(canopy.session(&saved.id).await, "the secret is wrong");
            assert_eq!(failure.code, Code::SignedOut, "{failure}");
            let person = async {
                let asked = question(&canopy).await;
                canopy
                    .answer_question(asked.id, world.secret())
                    .expect("answered");
            };
            let session = while_someone(canopy.session(&saved.id), person).await;
            session.expect("it signs in with the right one");
        },
    );
}

#[test]
fn a_question_that_is_dismissed_ends_the_sign_in() {
    alone(
        "keychain::a_question_that_is_dismissed_ends_the_sign_in",
        Keychain::None,
        async |world| {
            let saved = world
                .canopy()
                .save_connection(keys(world.key()), Some(world.secret().to_owned()))
                .await
                .expect("kept");
            let canopy = world.canopy();
            let person = async {
                let asked = question(&canopy).await;
                canopy.dismiss_question(asked.id).expect("dismissed");
                let again = refused(canopy.dismiss_question(asked.id), "it is gone");
                assert_eq!(again.code, Code::NotFound);
            };
            let session = while_someone(canopy.session(&saved.id), person).await;
            let failure = refused(session, "nobody answered");
            assert_eq!(failure.code, Code::Cancelled);
            assert_eq!(canopy.questions(), []);
        },
    );
}
