//! What one browser can be signed in to.

use bytes::Bytes;
use http::Response;

use super::{credentials, signed_in, token};
use crate::{Sandbox, service::lock, testing::plain};

async fn ask(sandbox: &Sandbox, path: &str, cookie: &str) -> Response<Bytes> {
    let mut request = plain("GET", path, "");
    request
        .headers_mut()
        .insert("cookie", cookie.parse().unwrap());
    sandbox.respond(request).await.unwrap()
}

async fn sign_in(sandbox: &Sandbox, token: &str, cookie: &str) -> Response<Bytes> {
    let path = format!(
        "/federation?Action=login&Issuer=canopy&Destination=https%3A%2F%2Fconsole.aws.amazon.com%2F&SigninToken={token}"
    );
    ask(sandbox, &path, cookie).await
}

fn cookie(answer: &Response<Bytes>) -> String {
    let set = answer.headers()["set-cookie"].to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

async fn token_for(sandbox: &Sandbox, session: &crate::state::Session) -> String {
    token(sandbox, &credentials(session), &[]).await.unwrap()
}

async fn several(sandbox: &Sandbox) {
    let request = plain("POST", "/_sandbox/console", r#"{"multiSession":true}"#);
    assert_eq!(sandbox.respond(request).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_second_account_must_wait_for_the_first_to_log_out() {
    let (sandbox, first) = signed_in(false);
    let mut second = first.clone();
    "ASIAOTHER".clone_into(&mut second.access_key_id);
    let management = lock(&sandbox.state).management_account_id.clone();
    second.account_id = management;
    lock(&sandbox.state)
        .sessions
        .insert(second.access_key_id.clone(), second.clone());
    let answer = sign_in(&sandbox, &token_for(&sandbox, &first).await, "").await;
    assert_eq!(answer.status(), 302);
    let cookie_of_first = cookie(&answer);
    let refused = sign_in(
        &sandbox,
        &token_for(&sandbox, &second).await,
        &cookie_of_first,
    )
    .await;
    let words = String::from_utf8_lossy(refused.body()).into_owned();
    assert!(words.contains("You must first log out"), "{words}");
    let out = "/oauth?Action=logout&redirect_uri=http%3A%2F%2F127.0.0.1%3A4566%2Ffederation";
    assert_eq!(ask(&sandbox, out, &cookie_of_first).await.status(), 302);
    let again = sign_in(
        &sandbox,
        &token_for(&sandbox, &second).await,
        &cookie_of_first,
    )
    .await;
    assert_eq!(again.status(), 302);
    several(&sandbox).await;
    assert_eq!(
        ask(&sandbox, out, &cookie(&again)).await.status(),
        400,
        "with several sessions, logging out this way is an error"
    );
    let both = sign_in(
        &sandbox,
        &token_for(&sandbox, &first).await,
        &cookie(&again),
    )
    .await;
    assert_eq!(both.status(), 302, "several sessions stand side by side");
}

#[tokio::test]
async fn switching_roles_shows_what_the_link_says_and_needs_a_session() {
    let (sandbox, _) = signed_in(false);
    let path =
        "/switchrole?account=111122223333&roleName=Admin&displayName=Prod%20%3Cb%3E&color=F2B0A9";
    let shown = ask(&sandbox, path, "").await;
    let page = String::from_utf8_lossy(shown.body()).into_owned();
    assert!(
        page.contains("Admin") && page.contains("Prod &lt;b&gt;"),
        "{page}"
    );
    let pressed = sandbox.respond(plain("POST", path, "")).await.unwrap();
    assert_eq!(pressed.status(), 403, "nobody is signed in");
}
