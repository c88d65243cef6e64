//! Sign-ins that do not come to be, or end.

use canopy_core::Code;

use super::{allow, list, person};
use crate::{
    alone::{Keychain, alone, page_of, question, refused, while_someone},
    person::{Browser, submit},
};

#[test]
fn who_says_no_is_heard() {
    alone(
        "identity_center::ending::who_says_no_is_heard",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            let no = async {
                let asked = question(&canopy).await;
                let shown = Browser::new().decide(page_of(&asked), "deny").await;
                assert!(shown.contains("denied"), "{shown}");
            };
            let listed = list(&world, &canopy, false);
            let failure = refused(while_someone(listed, no).await, "they said no");
            assert_eq!(failure.code, Code::Denied, "{failure}");

            let no = async {
                let asked = question(&canopy).await;
                let page = page_of(&asked);
                let code = page.split_once("user_code=").expect("a code").1;
                let form = [("user_code", code), ("decision", "deny")];
                submit(&format!("{}/device", world.endpoint()), &form).await;
            };
            let listed = list(&world, &canopy, true);
            let failure = refused(while_someone(listed, no).await, "they said no");
            assert_eq!(failure.code, Code::Denied, "{failure}");
        },
    );
}

#[test]
fn a_code_that_has_expired_is_told() {
    alone(
        "identity_center::ending::a_code_that_has_expired_is_told",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            let late = async {
                question(&canopy).await;
                world.books().advance(601).await;
            };
            let listed = list(&world, &canopy, true);
            let failure = refused(while_someone(listed, late).await, "it has expired");
            assert_eq!(failure.code, Code::Cancelled, "{failure}");
            assert!(failure.message.contains("in time"), "{failure}");
        },
    );
}

#[test]
fn dismissing_the_question_gives_the_sign_in_up() {
    alone(
        "identity_center::ending::dismissing_the_question_gives_the_sign_in_up",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            for device in [false, true] {
                let back = std::sync::Mutex::new(String::new());
                let dismiss = async {
                    let asked = question(&canopy).await;
                    if !device {
                        *back.lock().expect("an address") = Browser::address_back(page_of(&asked));
                    }
                    canopy.dismiss_question(asked.id).expect("dismissed");
                };
                let listed = list(&world, &canopy, device);
                let failure = refused(while_someone(listed, dismiss).await, "it was given up");
                assert_eq!(failure.code, Code::Cancelled, "{failure}");
                let back = back.lock().expect("an address").clone();
                if let Some(host) = back.strip_prefix("http://") {
                    let host = host.split('/').next().expect("a host");
                    let gone = tokio::net::TcpStream::connect(host).await;
                    assert!(gone.is_err(), "nobody listens any more");
                }
            }
        },
    );
}

#[test]
fn who_signed_out_in_the_portal_is_asked_only_when_they_sign_in() {
    alone(
        "identity_center::ending::who_signed_out_in_the_portal_is_asked_only_when_they_sign_in",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            let books = world.books();
            // Credentials that are about to end, so that new ones are asked for at the next call.
            books
                .meddle(|state| state["clock"] = serde_json::json!({"advancedSeconds": -3580}))
                .await;
            let kept = canopy
                .save_connection(person(&world, "AdministratorAccess"), None)
                .await
                .expect("kept");
            let session = while_someone(canopy.session(&kept.id), allow(&canopy)).await;
            let session = session.expect("signed in");
            books
                .meddle(|state| {
                    state["clock"] = serde_json::json!({"advancedSeconds": 0});
                    let center = &mut state["identityCenter"];
                    center["accessTokens"] = serde_json::json!({});
                    center["refreshTokens"] = serde_json::json!({});
                })
                .await;
            let failure = refused(session.load().await, "the sign-in has ended");
            assert_eq!(failure.code, Code::SignedOut, "{failure}");
            assert_eq!(
                canopy.questions(),
                [],
                "no page opens by itself in the midst of work"
            );
            let again = while_someone(canopy.sign_in_again(&kept.id), allow(&canopy)).await;
            again.expect("signed in").load().await.expect("it loads");
        },
    );
}
