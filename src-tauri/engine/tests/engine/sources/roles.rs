//! Roles that are assumed on top of a source.

use canopy_core::{
    Code,
    connection_spec::{AssumedRole, ConnectionSpec, Source},
};
use canopy_engine::session::CredentialKind;
use serde_json::json;

use super::{base, profile, told};
use crate::{
    alone::{Alone, Keychain, alone, assumed, keys, refused, spec},
    desk::until,
};

#[test]
fn a_role_on_top_of_keys_takes_its_external_id_name_and_duration() {
    alone(
        "sources::roles::a_role_on_top_of_keys_takes_its_external_id_name_and_duration",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            let role = world
                .role(
                    "Partner",
                    json!({"StringEquals": {"sts:ExternalId": "blue-42"}}),
                )
                .await;
            let with = |external_id: Option<&str>| ConnectionSpec {
                role: Some(AssumedRole {
                    external_id: external_id.map(ToOwned::to_owned),
                    session_name: Some("ada-at-work".to_owned()),
                    duration_seconds: Some(10_800),
                    ..assumed(&role)
                }),
                ..keys(world.key())
            };
            for wrong in [None, Some("red-42")] {
                let secret = Some(world.secret().to_owned());
                let kept = canopy
                    .save_connection(with(wrong), secret)
                    .await
                    .expect("kept");
                let failure = refused(canopy.session(&kept.id).await, "the trust wants another");
                assert_eq!(failure.code, Code::Denied, "{failure}");
                assert!(told(&failure).contains("external id"), "{}", told(&failure));
                assert!(failure.request_id.is_some(), "AWS's request is named");
            }
            let secret = Some(world.secret().to_owned());
            let kept = canopy
                .save_connection(with(Some("blue-42")), secret)
                .await
                .expect("kept");
            let session = world.open(&canopy, &kept.id).await;
            assert!(
                session
                    .caller()
                    .arn
                    .ends_with(":assumed-role/Partner/ada-at-work"),
                "{}",
                session.caller().arn
            );
            assert_eq!(
                session.credential_kind(),
                CredentialKind::Role { chained: false }
            );
            assert_eq!(lasts(&world.books().state().await, "Partner"), 10_800);
            session
                .load()
                .await
                .expect("the organization loads as the role");
        },
    );
}

/// How long the one session of a role lasts, in seconds.
fn lasts(state: &serde_json::Value, role: &str) -> i64 {
    let sessions = state["sessions"].as_object().expect("sessions").values();
    let mut of_role = sessions.filter(|it| it.to_string().contains(&format!("\"{role}\"")));
    let session = of_role.next().expect("a session");
    let time = |name: &str| {
        let text = session[name].as_str().expect("a time");
        text.parse::<jiff::Timestamp>().expect("a time").as_second()
    };
    time("expiresAt") - time("issuedAt")
}

/// How often roles were assumed, once what goes on behind the load has ended.
async fn assumed_so_far(world: &Alone) -> u64 {
    let mut last = world.books().all_calls().await;
    loop {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let now = world.books().all_calls().await;
        if now == last {
            return world.books().calls("AssumeRole").await;
        }
        last = now;
    }
}

#[test]
fn a_session_longer_than_the_role_allows_is_told() {
    alone(
        "sources::roles::a_session_longer_than_the_role_allows_is_told",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            let account = world.management();
            let role = world.role_in(&account, "Brief", json!({}), 3600).await;
            let asked = ConnectionSpec {
                role: Some(AssumedRole {
                    duration_seconds: Some(7200),
                    ..assumed(&role)
                }),
                ..keys(world.key())
            };
            let kept = canopy
                .save_connection(asked, Some(world.secret().to_owned()))
                .await
                .expect("kept");
            let failure = refused(canopy.session(&kept.id).await, "it is too long");
            assert_eq!(failure.code, Code::Invalid, "{failure}");
            assert!(
                failure
                    .message
                    .contains("does not allow a session of 7200 seconds"),
                "{failure}"
            );
        },
    );
}

#[test]
fn profiles_in_a_chain_are_assumed_one_after_the_other_an_hour_at_most() {
    alone(
        "sources::roles::profiles_in_a_chain_are_assumed_one_after_the_other_an_hour_at_most",
        Keychain::None,
        async |world| {
            let first = world.role("First", json!({})).await;
            let second = world
                .role(
                    "Second",
                    json!({"StringEquals": {"sts:ExternalId": "second"}}),
                )
                .await;
            world.write(
                "config",
                &base(
                    &world,
                    &format!(
                        "[profile first]\nrole_arn = {first}\nsource_profile = base\nduration_seconds = 7200\n\
                         [profile second]\nrole_arn = {second}\nsource_profile = first\nexternal_id = second\n\
                         role_session_name = ada\nduration_seconds = 7200\nregion = eu-west-3\n\
                         [profile itself]\nrole_arn = {first}\nsource_profile = itself\naws_access_key_id = {}\naws_secret_access_key = {}\n",
                        world.key(),
                        world.secret(),
                    ),
                ),
            );
            let canopy = world.canopy();
            let session = world.open(&canopy, &profile("first")).await;
            assert_eq!(
                session.credential_kind(),
                CredentialKind::Role { chained: false }
            );
            assert!(
                session.caller().arn.ends_with("/First/canopy-ada"),
                "{}",
                session.caller().arn
            );
            assert_eq!(lasts(&world.books().state().await, "First"), 7200);
            let session = world.open(&canopy, &profile("second")).await;
            assert!(
                session.caller().arn.ends_with("/Second/ada"),
                "{}",
                session.caller().arn
            );
            assert_eq!(
                session.credential_kind(),
                CredentialKind::Role { chained: true }
            );
            assert_eq!(
                lasts(&world.books().state().await, "Second"),
                3600,
                "chained roles last an hour"
            );
            let session = world.open(&canopy, &profile("itself")).await;
            assert!(session.caller().arn.contains("/First/"));

            // One more on top of a profile, entered in Canopy.
            let third = world.role("Third", json!({})).await;
            let asked = ConnectionSpec {
                role: Some(assumed(&third)),
                ..spec(Source::Profile {
                    name: "second".to_owned(),
                })
            };
            let kept = canopy.save_connection(asked, None).await.expect("kept");
            assert_eq!(kept.detail, "Role Third from Profile second");
            let session = world.open(&canopy, &kept.id).await;
            assert!(session.caller().arn.contains("/Third/"));
        },
    );
}

#[test]
fn credentials_are_renewed_before_they_end_and_kept_while_they_are_good() {
    alone(
        "sources::roles::credentials_are_renewed_before_they_end_and_kept_while_they_are_good",
        Keychain::None,
        async |world| {
            let role = world.role("Hourly", json!({})).await;
            world.write(
                "config",
                &base(
                    &world,
                    &format!("[profile hourly]\nrole_arn = {role}\nsource_profile = base\n"),
                ),
            );
            let books = world.books();
            // Made by AWS's clock: these have four minutes left when they arrive.
            books
                .meddle(|state| state["clock"] = json!({"advancedSeconds": -3360}))
                .await;
            let canopy = world.canopy();
            let session = world.open(&canopy, &profile("hourly")).await;
            let first = assumed_so_far(&world).await;
            session.load().await.expect("it loads");
            let then = assumed_so_far(&world).await;
            assert!(then > first, "they were about to end");

            books
                .meddle(|state| state["clock"] = json!({"advancedSeconds": 0}))
                .await;
            session.load().await.expect("it loads");
            let renewed = assumed_so_far(&world).await;
            session.load().await.expect("it loads again");
            assert_eq!(
                assumed_so_far(&world).await,
                renewed,
                "they are good for an hour"
            );
            assert_eq!(renewed, then + 1, "and were made once, whoever asked");

            // Where renewing fails, what is good still is used.
            books
                .meddle(|state| state["clock"] = json!({"advancedSeconds": -3360}))
                .await;
            canopy.close(&profile("hourly"));
            let session = world.open(&canopy, &profile("hourly")).await;
            books.faults("AssumeRole", "AccessDenied", 500, 0).await;
            session.load().await.expect("four minutes are enough");
            until("nothing is left open", async || {
                canopy.questions().is_empty()
            })
            .await;
        },
    );
}
