//! `/federation`: credentials become a sign-in token, a sign-in token becomes a console session.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html>

use bytes::Bytes;
use http::{Response, StatusCode};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::{browser, console};
use crate::{
    clock,
    service::{Sandbox, lock},
    state::{ConsoleSession, Session, SessionKind, SigninToken, State},
    wire::{self, Form, Incoming},
};

/// Minutes that a sign-in token works.
const TOKEN_MINUTES: i64 = 15;
/// Seconds that a console session may be asked to last.
const DURATIONS: std::ops::RangeInclusive<i64> = 900..=43_200;

/// The credentials as a client sends them.
#[derive(Deserialize)]
struct Given {
    #[serde(rename = "sessionId")]
    access_key_id: String,
    #[serde(rename = "sessionKey")]
    secret: String,
    #[serde(rename = "sessionToken")]
    token: String,
}

pub(super) fn answer(sandbox: &Sandbox, request: &Incoming) -> Response<Bytes> {
    let form = request.form();
    match form.get("Action") {
        Some("getSigninToken") => match token(&mut lock(&sandbox.state), &form) {
            Ok(token) => wire::plain(
                StatusCode::OK,
                "application/json",
                json!({ "SigninToken": token }).to_string(),
            ),
            Err(why) => wire::plain(StatusCode::BAD_REQUEST, "text/plain", why),
        },
        Some("login") => {
            let several = lock(&sandbox.switches).several_sessions;
            login(&mut lock(&sandbox.state), request, &form, several)
        }
        _ => wire::plain(
            StatusCode::BAD_REQUEST,
            "text/plain",
            "Action must be getSigninToken or login",
        ),
    }
}

fn token(state: &mut State, form: &Form) -> Result<String, String> {
    let given: Given = form
        .get("Session")
        .and_then(|text| serde_json::from_str(text).ok())
        .ok_or("Session must be JSON with sessionId, sessionKey and sessionToken")?;
    let now = state.now();
    let session = state
        .sessions
        .get(&given.access_key_id)
        .filter(|it| it.secret == given.secret && it.token == given.token && it.expires_at > now)
        .ok_or("The credentials are not valid")?;
    let expires_at = match form.get("SessionDuration") {
        None => session.expires_at,
        Some(text) => duration(state, session, text).map(|seconds| clock::after(now, seconds))?,
    };
    let (identity, session_name) = match &session.kind {
        SessionKind::User { name } | SessionKind::Federated { name, .. } => (name.clone(), None),
        SessionKind::Role {
            role, session_name, ..
        } => (role.clone(), Some(session_name.clone())),
    };
    let session = ConsoleSession {
        account_id: session.account_id.clone(),
        identity,
        session_name,
        expires_at,
        destination: None,
        mfa: session.mfa,
        signed_in_at: Some(now),
        kind: Some(session.kind.clone()),
        display_name: None,
        color: None,
        below: None,
    };
    state
        .signin_tokens
        .retain(|_, token| token.valid_until > now);
    let token = state.random.token(160);
    let valid_until = clock::after(now, TOKEN_MINUTES * 60);
    state.signin_tokens.insert(
        token.clone(),
        SigninToken {
            valid_until,
            session,
        },
    );
    state.touch();
    Ok(token)
}

/// Chained and federated credentials may not ask for a duration, and a role's must be shorter than the
/// role allows.
fn duration(state: &State, session: &Session, text: &str) -> Result<i64, String> {
    let seconds = text
        .parse()
        .ok()
        .filter(|seconds| DURATIONS.contains(seconds));
    let seconds: i64 = seconds.ok_or("SessionDuration must be between 900 and 43200")?;
    let (role, chained) = match &session.kind {
        SessionKind::User { .. } => return Ok(seconds),
        SessionKind::Federated { .. } => {
            return Err("SessionDuration is not allowed with GetFederationToken".to_owned());
        }
        SessionKind::Role { role, chained, .. } => (role, chained),
    };
    if *chained {
        return Err("SessionDuration is not allowed with role chaining".to_owned());
    }
    let role = state
        .accounts
        .get(&session.account_id)
        .and_then(|account| account.iam.roles.get(role));
    if role.is_some_and(|role| seconds >= role.max_session_duration_seconds) {
        return Err(
            "SessionDuration must be less than the role's maximum session duration".to_owned(),
        );
    }
    Ok(seconds)
}

fn login(state: &mut State, request: &Incoming, form: &Form, several: bool) -> Response<Bytes> {
    let now: Timestamp = state.now();
    let token = form
        .get("SigninToken")
        .and_then(|token| state.signin_tokens.get(token));
    let Some(token) = token.filter(|token| token.valid_until > now) else {
        return console::message(
            StatusCode::BAD_REQUEST,
            "This link no longer works",
            "A sign-in link works for 15 minutes. Open the console again from Canopy.",
        );
    };
    let mut session = token.session.clone();
    session.destination = form
        .get("Destination")
        .filter(|it| !it.is_empty())
        .map(ToOwned::to_owned);
    browser::sign_in(state, request, session, several, None)
}
