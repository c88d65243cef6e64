//! The sessions of one browser: which identities it is signed in to, and signing out.
//! <https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/multisession.html>

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use jiff::Timestamp;

use super::console::message;
use crate::{
    service::{Sandbox, lock},
    state::{ConsoleSession, State},
    wire::{self, Form, Incoming, form::encode},
};

/// The cookie that names the browser's sessions, with dots between.
const COOKIE: &str = "canopy-console";
/// Identities that one browser can be signed in to, once it has turned several on.
const IDENTITIES: usize = 5;

/// The sessions that the browser has and that have not ended.
fn sessions(state: &State, request: &Incoming) -> Vec<String> {
    let now = state.now();
    let cookies = request.header("cookie").unwrap_or_default();
    let ids = cookies
        .split(';')
        .filter_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('='))
        .flat_map(|ids| ids.split('.'));
    ids.filter(|id| {
        state
            .console_sessions
            .get(*id)
            .is_some_and(|session| session.expires_at > now)
    })
    .map(ToOwned::to_owned)
    .collect()
}

/// The session that a page is about: the one that its address or form names, if it is this browser's,
/// else the one signed in to last.
pub(super) fn current(state: &State, request: &Incoming, form: &Form) -> Option<String> {
    let ids = sessions(state, request);
    let named = form.get("session");
    let named = ids.iter().find(|id| Some(id.as_str()) == named);
    named.or(ids.last()).cloned()
}

/// Signs the browser in to one more identity and sends it on to the console, or to another page here.
pub(super) fn sign_in(
    state: &mut State,
    request: &Incoming,
    session: ConsoleSession,
    several: bool,
    next: Option<&str>,
) -> Response<Bytes> {
    let now: Timestamp = state.now();
    let mut ids = sessions(state, request);
    let same = |id: &String| {
        let kept = &state.console_sessions[id];
        kept.account_id == session.account_id && kept.identity == session.identity
    };
    ids.retain(|id| !same(id));
    if !several && !ids.is_empty() {
        return message(
            StatusCode::BAD_REQUEST,
            "You must first log out before logging into a different AWS account",
            "This browser is signed in already. Log out there, or turn on several sessions.",
        );
    }
    if ids.len() >= IDENTITIES {
        return message(
            StatusCode::BAD_REQUEST,
            "Too many sessions",
            "A browser can be signed in to five identities at once. Sign out of one first.",
        );
    }
    let id = state.random.token(40);
    state
        .console_sessions
        .retain(|_, session| session.expires_at > now);
    state.console_sessions.insert(id.clone(), session);
    state.touch();
    ids.push(id.clone());
    let location = next.map_or_else(|| console(&id), ToOwned::to_owned);
    redirect(&location, &ids.join("."))
}

/// The address of a session's console page.
pub(super) fn console(id: &str) -> String {
    format!("/console?session={}", encode(id.as_bytes()))
}

/// Ends one of the browser's sessions and sends it to the sign-in page.
pub(super) fn sign_out(state: &mut State, request: &Incoming, id: &str) -> Response<Bytes> {
    let mut ids = sessions(state, request);
    ids.retain(|other| other != id);
    state.console_sessions.remove(id);
    state.touch();
    redirect("/signin", &ids.join("."))
}

/// Sends the browser to another page here, with the sessions that it has.
pub(super) fn go(location: &str) -> Response<Bytes> {
    let mut response = wire::plain(StatusCode::SEE_OTHER, "text/plain", "");
    if let Ok(value) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}

fn redirect(location: &str, ids: &str) -> Response<Bytes> {
    let mut response = wire::plain(StatusCode::FOUND, "text/plain", "");
    let cookie = format!("{COOKIE}={ids}; Path=/; HttpOnly; SameSite=Lax");
    for (name, value) in [
        (header::LOCATION, location),
        (header::SET_COOKIE, cookie.as_str()),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// `/oauth?Action=logout&redirect_uri=…`: ends the browser's session and goes on. A browser with several
/// sessions gets an error instead, as on AWS.
pub(super) fn log_out(sandbox: &Sandbox, request: &Incoming) -> Response<Bytes> {
    let form = request.form();
    let several = lock(&sandbox.switches).several_sessions;
    let to = form.get("redirect_uri").unwrap_or_default();
    let host = request.header("host").unwrap_or_default();
    let here = to.starts_with(&format!("http://{host}/"));
    if form.get("Action") != Some("logout") || several || !here {
        return message(
            StatusCode::BAD_REQUEST,
            "Bad request",
            "Signing out goes on to this sign-in's own pages only, and not with several sessions.",
        );
    }
    let mut state = lock(&sandbox.state);
    for id in sessions(&state, request) {
        state.console_sessions.remove(&id);
    }
    state.touch();
    redirect(to, "")
}
