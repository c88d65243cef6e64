//! Codes of MFA devices, real ones.

use canopy_core::{
    Code,
    connection_spec::{AssumedRole, ConnectionSpec},
};
use canopy_engine::{
    Engine,
    asking::{Question, QuestionKind},
    session::CredentialKind,
};
use serde_json::json;

use super::{base, profile, told};
use crate::alone::{Keychain, alone, assumed, keys, question, refused, while_someone};

const WITH_MFA: &str = r#"{"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#;

fn with_mfa() -> serde_json::Value {
    serde_json::from_str(WITH_MFA).expect("JSON")
}

fn serial_of(question: &Question) -> &str {
    match &question.kind {
        QuestionKind::MfaCode { serial } => serial,
        other => panic!("not a question for a code: {other:?}"),
    }
}

/// Answers the next question with a code.
async fn show(engine: &Engine, code: String) {
    let asked = question(engine).await;
    engine.answer_question(asked.id, &code).expect("a code");
}

#[test]
fn a_role_profile_with_mfa_asks_for_the_code_and_for_the_duration() {
    alone(
        "sources::mfa::a_role_profile_with_mfa_asks_for_the_code_and_for_the_duration",
        Keychain::None,
        async |world| {
            let device = world.books().mfa(&world.management(), "admin").await;
            let role = world.role("Guarded", with_mfa()).await;
            world.write(
                "config",
                &base(
                    &world,
                    &format!(
                        "[profile guarded]\nrole_arn = {role}\nsource_profile = base\nmfa_serial = {}\nduration_seconds = 43200\n\
                         [profile bare]\nrole_arn = {role}\nsource_profile = base\n",
                        device.serial
                    ),
                ),
            );
            let canopy = world.canopy();
            let id = profile("guarded");
            let person = async {
                let asked = question(&canopy).await;
                assert_eq!(asked.connection.as_ref(), Some(&id));
                assert_eq!(serial_of(&asked), device.serial);
                for nonsense in ["", "12345", "1234567", "abcdef"] {
                    let failure = refused(canopy.answer_question(asked.id, nonsense), nonsense);
                    assert_eq!(failure.code, Code::Invalid);
                    assert_eq!(canopy.questions().len(), 1, "the question stays open");
                }
                canopy
                    .answer_question(asked.id, &device.code(0))
                    .expect("a code");
            };
            let session = while_someone(canopy.session(&id), person)
                .await
                .expect("signed in");
            assert!(session.caller().arn.contains("/Guarded/"));
            assert_eq!(
                session.credential_kind(),
                CredentialKind::Role { chained: false }
            );
            session.load().await.expect("it loads");
            assert_eq!(
                world.books().calls("AssumeRole").await,
                1,
                "one code, one session"
            );
            assert_eq!(canopy.questions(), []);

            let failure = refused(canopy.session(&profile("bare")).await, "the role wants MFA");
            assert_eq!(failure.code, Code::Denied, "{failure}");
            assert!(told(&failure).contains("wants MFA"), "{}", told(&failure));
        },
    );
}

#[test]
fn a_code_is_good_once_and_a_wrong_one_is_told() {
    alone(
        "sources::mfa::a_code_is_good_once_and_a_wrong_one_is_told",
        Keychain::None,
        async |world| {
            let device = world.books().mfa(&world.management(), "admin").await;
            let role = world.role("Guarded", with_mfa()).await;
            let canopy = world.canopy();
            let asked = |name: &str| ConnectionSpec {
                name: name.to_owned(),
                role: Some(AssumedRole {
                    mfa_serial: Some(device.serial.clone()),
                    ..assumed(&role)
                }),
                ..keys(world.key())
            };
            let mut ids = Vec::new();
            for name in ["one", "two"] {
                let secret = Some(world.secret().to_owned());
                let kept = canopy.save_connection(asked(name), secret).await;
                ids.push(kept.expect("kept").id);
            }
            // A code that the device never showed.
            let right: u32 = device.code(0).parse().expect("a number");
            let wrong = format!("{:06}", (right + 7) % 1_000_000);
            let tried = while_someone(canopy.session(&ids[0]), show(&canopy, wrong)).await;
            let failure = refused(tried, "the code is wrong");
            assert_eq!(failure.code, Code::Invalid, "{failure}");
            assert!(told(&failure).contains("next code"), "{}", told(&failure));

            // Two at once, and one device: the second needs the next code.
            let person = async {
                crate::desk::until("both ask", async || canopy.questions().len() == 2).await;
                let open = canopy.questions();
                let code = device.code(0);
                canopy.answer_question(open[0].id, &code).expect("a code");
                let failure = refused(canopy.answer_question(open[1].id, &code), "it is used");
                assert_eq!(failure.code, Code::Invalid);
                assert!(told(&failure).contains("each once"), "{}", told(&failure));
                // Not before AWS has seen the first: codes go forward only.
                let books = world.books();
                crate::desk::until("the first is in", async || {
                    books.calls("AssumeRole").await >= 2
                })
                .await;
                canopy
                    .answer_question(open[1].id, &device.code(1))
                    .expect("the next code");
            };
            let both = async { tokio::join!(canopy.session(&ids[0]), canopy.session(&ids[1])) };
            let (one, two) = while_someone(both, person).await;
            one.expect("signed in");
            two.expect("signed in");
        },
    );
}

#[test]
fn mfa_without_a_role_makes_a_session_of_the_user() {
    alone(
        "sources::mfa::mfa_without_a_role_makes_a_session_of_the_user",
        Keychain::None,
        async |world| {
            let device = world.books().mfa(&world.management(), "admin").await;
            let canopy = world.canopy();
            let asked = ConnectionSpec {
                mfa_serial: Some(device.serial.clone()),
                ..keys(world.key())
            };
            let kept = canopy
                .save_connection(asked, Some(world.secret().to_owned()))
                .await
                .expect("kept");
            assert!(kept.detail.ends_with(", with MFA"), "{}", kept.detail);
            let session =
                while_someone(canopy.session(&kept.id), show(&canopy, device.code(0))).await;
            let session = session.expect("signed in");
            assert!(session.caller().arn.ends_with(":user/admin"));
            assert_eq!(session.credential_kind(), CredentialKind::SessionToken);
            assert_eq!(world.books().calls("GetSessionToken").await, 1);
            // What the session may do now, the keys alone may not.
            let role = session.default_role().expect("a role").to_string();
            let state = world.books().state().await;
            let members = crate::books::members(&state).into_iter();
            let ids = members.filter_map(|it| it["id"].as_str()?.parse().ok());
            let member = ids.clone().find(|id| *id != world.management());
            let member = member.expect("a member");
            world.role_in(&member, &role, with_mfa(), 3600).await;
            session
                .roles(&member)
                .await
                .expect("it shows that it has MFA");
            world.write("config", &base(&world, ""));
            let plain = world.open(&canopy, &profile("base")).await;
            let failure = refused(plain.roles(&member).await, "there was no code");
            assert_eq!(failure.code, Code::Denied, "{failure}");
        },
    );
}

#[test]
fn a_session_that_cost_a_code_is_sealed_for_the_next_process() {
    alone(
        "sources::mfa::a_session_that_cost_a_code_is_sealed_for_the_next_process",
        Keychain::Unlocked,
        async |world| {
            let device = world.books().mfa(&world.management(), "admin").await;
            let role = world.role("Guarded", with_mfa()).await;
            let canopy = world.canopy();
            let asked = ConnectionSpec {
                role: Some(AssumedRole {
                    mfa_serial: Some(device.serial.clone()),
                    ..assumed(&role)
                }),
                ..keys(world.key())
            };
            let kept = canopy
                .save_connection(asked, Some(world.secret().to_owned()))
                .await
                .expect("kept");
            let first =
                while_someone(canopy.session(&kept.id), show(&canopy, device.code(0))).await;
            first.expect("signed in");
            let other = world.canopy();
            world.open(&other, &kept.id).await;
            assert_eq!(other.questions(), [], "nobody is asked twice");
            assert_eq!(world.books().calls("AssumeRole").await, 1);
            let state = world.books().state().await;
            let sessions = state["sessions"].as_object().expect("sessions");
            assert!(!sessions.is_empty());
            for session in sessions.values() {
                for secret in ["secret", "token"] {
                    let secret = session[secret].as_str().expect("a secret");
                    let found = crate::alone::holding(&world.path("data"), secret);
                    assert_eq!(found, Vec::<std::path::PathBuf>::new());
                }
            }

            // Signing in again means from the beginning.
            let again =
                while_someone(other.sign_in_again(&kept.id), show(&other, device.code(1))).await;
            again.expect("signed in");
            assert_eq!(world.books().calls("AssumeRole").await, 2);
            assert_eq!(json!(other.questions()), json!([]));
        },
    );
}
