//! The way from credentials into the console, and who may ask.

mod browser;
mod console;
mod doors;
mod people;

use serde_json::{Value, json};

use crate::{
    Options, Sandbox, clock,
    service::lock,
    state::{Session, SessionKind},
    testing::{self, World, ask, encoded, plain},
};

/// A sandbox in which somebody has assumed the member's access role, and these credentials.
fn signed_in(chained: bool) -> (Sandbox, Session) {
    let world = World::new();
    let sandbox = testing::serve(&world, Options::default());
    let now = world.state.now();
    let kind = SessionKind::Role {
        role: "OrganizationAccountAccessRole".into(),
        session_name: "canopy".into(),
        chained,
        source_identity: None,
        policies: vec![],
    };
    let session = Session {
        access_key_id: "ASIATEST".into(),
        secret: "secret".into(),
        token: "token".into(),
        account_id: world.member,
        kind,
        mfa: false,
        issued_at: now,
        expires_at: clock::after(now, 3600),
    };
    lock(&sandbox.state)
        .sessions
        .insert(session.access_key_id.clone(), session.clone());
    (sandbox, session)
}

fn credentials(session: &Session) -> Value {
    json!({"sessionId": session.access_key_id, "sessionKey": session.secret, "sessionToken": session.token})
}

/// Asks for a sign-in token: the token, or why not.
async fn token(
    sandbox: &Sandbox,
    credentials: &Value,
    more: &[(&str, &str)],
) -> Result<String, String> {
    let session = credentials.to_string();
    let form = encoded(&[&[("Action", "getSigninToken"), ("Session", &session)], more].concat());
    let mut request = plain("POST", "/federation", form);
    request.headers_mut().insert(
        "content-type",
        "application/x-www-form-urlencoded".parse().unwrap(),
    );
    let (status, body) = ask(sandbox, request).await;
    if status != 200 {
        return Err(body);
    }
    let answer: Value = serde_json::from_str(&body).unwrap();
    Ok(answer["SigninToken"].as_str().unwrap().to_owned())
}

/// Follows a sign-in link: where it leads, if it still works.
async fn login(sandbox: &Sandbox, token: &str) -> Option<String> {
    let query = encoded(&[
        ("Action", "login"),
        ("Issuer", "canopy"),
        ("Destination", "https://console.aws.amazon.com/s3"),
        ("SigninToken", token),
    ]);
    let response = sandbox
        .respond(plain("GET", &format!("/federation?{query}"), ""))
        .await
        .unwrap();
    response
        .headers()
        .get("location")
        .map(|location| location.to_str().unwrap().to_owned())
}
