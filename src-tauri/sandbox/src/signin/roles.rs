//! `/switchrole`: from the session that somebody has into a role of another account, and back.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html>

use bytes::Bytes;
use http::{Method, Response, StatusCode};

use super::{
    browser,
    console::{self, Field, form, page},
    users::{self, not_signed_in},
};
use crate::{
    builder::ONE_HOUR,
    clock,
    service::{Sandbox, lock},
    state::{ConsoleSession, SessionKind, State},
    sts::{self, Wanted},
    wire::{Form, Incoming, xml::escape},
};

/// The form that a link fills in. Nothing is entered before its button is pressed.
pub(super) fn switch(sandbox: &Sandbox, request: &Incoming) -> Response<Bytes> {
    let given = request.form();
    let mut state = lock(&sandbox.state);
    let current = browser::current(&state, request, &given);
    if request.method != Method::POST {
        return ask(request, current.as_deref(), &given, None);
    }
    let Some(id) = current else {
        return not_signed_in(None);
    };
    match enter(&mut state, &id, &given) {
        Ok(()) => browser::go(&browser::console(&id)),
        Err(why) => ask(request, Some(&id), &given, Some(&why)),
    }
}

fn ask(
    request: &Incoming,
    session: Option<&str>,
    given: &Form,
    why: Option<&str>,
) -> Response<Bytes> {
    let fields = [
        Field::text("account", "Account ID or alias", given.get("account")),
        Field::text("roleName", "IAM role name", given.get("roleName")),
        Field::optional("displayName", "Display name", given.get("displayName")),
        Field::optional("color", "Display color", given.get("color")),
        Field::hidden("session", session.unwrap_or_default()),
    ];
    let mut notes = String::new();
    if session.is_none() {
        let here = request.uri.path_and_query().map(ToString::to_string);
        let next = here.unwrap_or_default();
        let next = crate::wire::form::encode(next.as_bytes());
        notes = format!(
            "<p>You are not signed in. <a href=\"/signin?next={next}\">Sign in as IAM user</a> first.</p>"
        );
    }
    if let Some(why) = why {
        notes = format!("<p role=\"alert\">{}</p>", escape(why));
    }
    let inside = format!(
        "<h1>Switch role</h1><p>Nothing is entered before you press the button.</p>{notes}{}",
        form("/switchrole", &fields, "Switch role")
    );
    let status = if why.is_some() {
        StatusCode::FORBIDDEN
    } else {
        StatusCode::OK
    };
    page(status, "Switch role", &inside)
}

/// What AWS says about any switch that does not work, so that nobody learns which roles there are.
const REFUSED: &str = "Could not switch roles using the provided information. Please check your settings and try again. If you continue to have problems, contact your administrator.";

/// Puts the role's session in the place of the present one, which stays below it. The switch is always
/// the matter of who signed in, even from a role that they have switched to.
fn enter(state: &mut State, id: &str, given: &Form) -> Result<(), String> {
    let now = state.now();
    let present = state.console_sessions.get(id).cloned().ok_or(REFUSED)?;
    let own = present.below.as_deref().unwrap_or(&present).clone();
    let kind = own.kind.clone().ok_or(REFUSED)?;
    let asked = given.get("account").unwrap_or_default().trim();
    let account_id = users::account(state, asked).ok_or(REFUSED)?.id.clone();
    let role_name = given.get("roleName").unwrap_or_default().trim();
    let session_name = match &kind {
        SessionKind::User { name } => name.clone(),
        SessionKind::Role { session_name, .. } => session_name.clone(),
        // What GetFederationToken gives may call nothing of STS but GetCallerIdentity.
        SessionKind::Federated { .. } => return Err(REFUSED.to_owned()),
    };
    let chained = matches!(kind, SessionKind::Role { .. });
    let since = own.signed_in_at.unwrap_or(now);
    let caller = console::caller(&own.account_id, kind, own.mfa, since);
    let arn = format!("arn:aws:iam::{account_id}:role/{role_name}");
    let wanted = Wanted {
        arn: &arn,
        session_name: &session_name,
        external_id: None,
        source_identity: caller.source_identity(),
        mfa: false,
    };
    let role = sts::assumable(state, &caller, &wanted).map_err(|_| REFUSED)?;
    let source_identity = caller.source_identity().map(ToOwned::to_owned);
    let most = if chained {
        ONE_HOUR
    } else {
        role.max_session_duration_seconds
    };
    let entered = ConsoleSession {
        account_id: account_id.clone(),
        identity: role.name.clone(),
        session_name: Some(session_name.clone()),
        // No longer than who signed in stays signed in.
        expires_at: clock::after(now, most).min(own.expires_at),
        destination: None,
        kind: Some(SessionKind::Role {
            role: role.name.clone(),
            session_name,
            chained,
            source_identity,
            policies: Vec::new(),
        }),
        mfa: false,
        signed_in_at: Some(now),
        display_name: given
            .get("displayName")
            .filter(|name| !name.is_empty())
            .map(ToOwned::to_owned),
        color: given
            .get("color")
            .map(|color| color.trim_start_matches('#'))
            .filter(|color| color.len() == 6 && color.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .map(ToOwned::to_owned),
        below: Some(Box::new(own)),
    };
    state.console_sessions.insert(id.to_owned(), entered);
    let account = state.accounts.get_mut(&account_id);
    if let Some(role) = account.and_then(|account| account.iam.roles.get_mut(&role.name)) {
        role.last_used_at = Some(now);
    }
    state.touch();
    Ok(())
}

/// `/switchback`: the session that was there before the switch.
pub(super) fn switch_back(sandbox: &Sandbox, request: &Incoming) -> Response<Bytes> {
    let mut state = lock(&sandbox.state);
    let id = browser::current(&state, request, &request.form());
    let Some(id) = id.filter(|_| request.method == Method::POST) else {
        return not_signed_in(None);
    };
    let below = state
        .console_sessions
        .get_mut(&id)
        .and_then(|session| session.below.take());
    if let Some(below) = below {
        state.console_sessions.insert(id.clone(), *below);
        state.touch();
    }
    browser::go(&browser::console(&id))
}
