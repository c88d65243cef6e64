//! Every source of credentials, over the sandbox: keys, profiles, roles on top, MFA.

mod login;
mod mfa;
mod profiles;
mod roles;

use canopy_core::{
    Code, ConnectionId, Failure, Partition,
    connection_spec::{ConnectionSpec, Source},
};
use canopy_engine::{connection::Kind, session::CredentialKind};

use crate::alone::{Alone, Keychain, alone, alone_with, keys, refused, spec};

/// A profile's connection.
fn profile(name: &str) -> ConnectionId {
    Kind::profile_id(name).expect("a profile")
}

/// Configuration with a profile `base` that has the sandbox's keys.
fn base(world: &Alone, more: &str) -> String {
    format!(
        "[profile base]\naws_access_key_id = {}\naws_secret_access_key = {}\nregion = eu-central-1\n{more}",
        world.key(),
        world.secret()
    )
}

/// Message and hint together.
fn told(failure: &Failure) -> String {
    format!(
        "{} | {}",
        failure.message,
        failure.hint.as_deref().unwrap_or_default()
    )
}

#[test]
fn the_environment_s_keys_sign_in() {
    alone_with(
        "sources::the_environment_s_keys_sign_in",
        Keychain::None,
        |world| {
            vec![
                ("AWS_ACCESS_KEY_ID", world.key().to_owned()),
                ("AWS_SECRET_ACCESS_KEY", world.secret().to_owned()),
                ("AWS_REGION", "eu-west-1".to_owned()),
            ]
        },
        async |world| {
            let canopy = world.canopy();
            let found = canopy.connections().await;
            let found = found.iter().find(|it| it.id == Kind::environment_id());
            assert_eq!(
                found.expect("it is found").region.as_deref(),
                Some("eu-west-1")
            );
            let session = world.open(&canopy, &Kind::environment_id()).await;
            assert_eq!(session.credential_kind(), CredentialKind::LongTermKeys);
            session.load().await.expect("the organization loads");
        },
    );
}

#[test]
fn a_connection_is_edited_and_what_is_wrong_changes_nothing() {
    alone(
        "sources::a_connection_is_edited_and_what_is_wrong_changes_nothing",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            let secret = || Some(world.secret().to_owned());
            let failure = refused(
                canopy.save_connection(keys(world.key()), None).await,
                "there is no secret",
            );
            assert!(failure.message.contains("secret"), "{failure}");
            let mut main = canopy
                .save_connection(keys(world.key()), secret())
                .await
                .expect("kept");
            assert_eq!(main.kind, Kind::Keys);
            assert_eq!(main.partition, Partition::Aws);
            assert!(main.id.as_str().starts_with("own:"), "{}", main.id);
            assert_eq!(main.id.as_str().len(), "own:".len() + 8);

            let before = canopy.connections().await;
            let edited = main.spec.clone().expect("as it was entered");
            for wrong in [
                ConnectionSpec {
                    name: "\n".to_owned(),
                    ..edited.clone()
                },
                ConnectionSpec {
                    region: Some("nowhere".to_owned()),
                    ..edited.clone()
                },
                ConnectionSpec {
                    source: Source::Keys {
                        access_key_id: "AKIAANOTHERKEY000000".to_owned(),
                    },
                    ..edited.clone()
                },
                ConnectionSpec {
                    source: Source::Profile {
                        name: "nobody".to_owned(),
                    },
                    ..edited.clone()
                },
                ConnectionSpec {
                    id: Some("own:vanished".parse().expect("an id")),
                    ..edited.clone()
                },
            ] {
                refused(
                    canopy.save_connection(wrong.clone(), None).await,
                    "this cannot be kept",
                );
                assert_eq!(
                    canopy.connections().await,
                    before,
                    "{wrong:?} changed something"
                );
            }

            let renamed = ConnectionSpec {
                name: "  Example corp ".to_owned(),
                region: Some("eu-central-1".to_owned()),
                ..edited
            };
            main = canopy
                .save_connection(renamed, None)
                .await
                .expect("the secret is kept already");
            assert_eq!(main.name, "Example corp");
            world.open(&canopy, &main.id).await;
            let failure = refused(
                canopy.delete_connection(&Kind::sandbox_id()).await,
                "the sandbox stays",
            );
            assert_eq!(failure.code, Code::Invalid);
        },
    );
}

#[test]
fn several_organizations_are_open_side_by_side_each_with_its_own_keys() {
    alone(
        "sources::several_organizations_are_open_side_by_side_each_with_its_own_keys",
        Keychain::Unlocked,
        async |world| {
            let canopy = world.canopy();
            let (other_key, other_secret) = world.outsider();
            let mut ids = Vec::new();
            for (key, secret) in [(world.key(), world.secret()), (other_key, other_secret)] {
                let kept = canopy
                    .save_connection(keys(key), Some(secret.to_owned()))
                    .await;
                ids.push(kept.expect("kept").id);
            }
            let (main, other) =
                tokio::join!(world.open(&canopy, &ids[0]), world.open(&canopy, &ids[1]));
            assert_eq!(main.caller().account_id, world.management());
            assert_ne!(other.caller().account_id, main.caller().account_id);
            canopy.delete_connection(&ids[1]).await.expect("removed");
            canopy.close(&ids[0]);
            let again = world.open(&canopy, &ids[0]).await;
            assert_eq!(
                again.caller().account_id,
                world.management(),
                "removing one leaves the other's secret alone"
            );
        },
    );
}

#[test]
fn a_region_decides_the_partition_where_nothing_else_does() {
    alone(
        "sources::a_region_decides_the_partition_where_nothing_else_does",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            for (region, partition) in [
                ("eu-central-1", Partition::Aws),
                ("us-gov-east-1", Partition::AwsUsGov),
                ("cn-north-1", Partition::AwsCn),
                ("eusc-de-east-1", Partition::AwsEusc),
            ] {
                let asked = ConnectionSpec {
                    region: Some(region.to_owned()),
                    ..spec(Source::Environment)
                };
                let kept = canopy.save_connection(asked, None).await.expect("kept");
                assert_eq!(kept.partition, partition);
            }
        },
    );
}
