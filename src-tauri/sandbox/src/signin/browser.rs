//! The sessions of one browser: which identities it is signed in to, signing out, and switching roles.
//! <https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/multisession.html>

use bytes::Bytes;
use http::{HeaderValue, Method, Response, StatusCode, header};
use jiff::Timestamp;

use super::console::{message, page};
use crate::{
    service::{Sandbox, lock},
    state::{ConsoleSession, State},
    wire::{self, Incoming, form::encode, xml::escape},
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

/// Signs the browser in to one more identity and sends it on to the console.
pub(super) fn sign_in(
    state: &mut State,
    request: &Incoming,
    session: ConsoleSession,
    several: bool,
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
    let location = format!("/console?session={}", encode(id.as_bytes()));
    redirect(&location, &ids.join("."))
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

/// `/switchrole`: the form that a link fills in. Someone must be signed in, and press the button.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html>
pub(super) fn switch_role(sandbox: &Sandbox, request: &Incoming) -> Response<Bytes> {
    let form = request.form();
    let field = |name: &str| escape(form.get(name).unwrap_or_default());
    if request.method == Method::POST {
        let state = lock(&sandbox.state);
        if sessions(&state, request).is_empty() {
            return message(
                StatusCode::FORBIDDEN,
                "You are not signed in",
                "Sign in first; a role is switched to from a session that exists.",
            );
        }
        return message(
            StatusCode::BAD_REQUEST,
            "Could not switch roles",
            "The sandbox switches roles for users of the identity account only.",
        );
    }
    page(
        StatusCode::OK,
        "Switch role",
        &format!(
            "<h1>Switch role</h1><p>Nothing is entered before you press the button.</p>\
             <form method=\"post\"><dl><dt>Account</dt><dd><code>{}</code></dd><dt>Role</dt><dd><code>{}</code></dd>\
             <dt>Display name</dt><dd>{}</dd><dt>Colour</dt><dd>{}</dd></dl><button>Switch role</button></form>",
            field("account"),
            field("roleName"),
            field("displayName"),
            field("color"),
        ),
    )
}
