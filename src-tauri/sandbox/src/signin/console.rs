//! The console page: which account and role the browser is signed in to, and for how long.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use jiff::Timestamp;

pub(super) use super::parts::{Field, form};
use crate::{
    authorize::Caller,
    clock::iso,
    service::{Sandbox, lock},
    state::{ConsoleSession, Session, SessionKind},
    wire::{self, Incoming, form::encode, xml::escape},
};

/// Where the console is by default.
const REGION: &str = "us-east-1";

const STYLE: &str = "
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#5b6470;--page:#f4f5f7;--card:#fff;--line:#dfe2e7}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#9aa4b1;--page:#15181c;--card:#1d2126;--line:#2e343c}}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
header{padding:10px 24px;background:#232f3e;color:#fff;font-weight:600}
main{max-width:560px;margin:48px auto;padding:28px 32px;background:var(--card);border:1px solid var(--line);border-radius:12px}
h1{margin:0 0 4px;font-size:22px}p{margin:0 0 20px;color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:8px 24px;margin:0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
code{font:14px ui-monospace,monospace}
h2{margin:24px 0 8px;font-size:16px}form{margin:0 0 16px;display:grid;gap:12px;justify-items:start}
label{display:grid;gap:4px;width:100%}input,button{font:inherit}input{padding:6px 8px;border:1px solid var(--line);border-radius:6px;background:var(--page);color:inherit}
button{padding:6px 16px;border:1px solid var(--line);border-radius:6px;background:var(--page);color:inherit;cursor:pointer}
a{color:inherit}[role=alert]{color:#b3261e}@media(prefers-color-scheme:dark){[role=alert]{color:#f2b8b5}}
.mark{display:block;width:48px;height:8px;border-radius:4px;margin:0 0 12px}
.row{display:flex;flex-wrap:wrap;gap:12px;align-items:center;margin:24px 0 0}.row form{margin:0}";

pub(super) fn answer(sandbox: &Sandbox, request: &Incoming) -> Response<Bytes> {
    let state = lock(&sandbox.state);
    let now = state.now();
    let given = request.form();
    let session = given
        .get("session")
        .and_then(|id| state.console_sessions.get(id));
    let Some(session) = session.filter(|session| session.expires_at > now) else {
        return message(
            StatusCode::FORBIDDEN,
            "You are not signed in",
            "This console session has ended. Open the console again from Canopy.",
        );
    };
    let account = state
        .accounts
        .get(&session.account_id)
        .map_or("", |account| &account.name);
    let facts = facts(session, account, now);
    let title = session.display_name.as_ref().map_or_else(
        || format!("{} · {}", escape(account), escape(&session.identity)),
        |name| escape(name),
    );
    let color = session.color.as_ref().map(|color| {
        format!(
            "<span class=\"mark\" style=\"background:#{}\"></span>",
            escape(color)
        )
    });
    let inside = format!(
        "{}<h1>{}</h1><p>Signed in to the sandbox. On AWS, this would be the console.</p><dl>{facts}</dl>{}",
        color.unwrap_or_default(),
        escape(session.display_name.as_deref().unwrap_or(account)),
        ways_on(session, given.get("session").unwrap_or_default()),
    );
    drop(state);
    sandbox.pages_fetched.send_modify(|count| *count += 1);
    page(StatusCode::OK, &title, &inside)
}

fn facts(session: &ConsoleSession, account: &str, now: Timestamp) -> String {
    let code = |text: &str| format!("<code>{}</code>", escape(text));
    let minutes = (session.expires_at.as_second() - now.as_second())
        .max(0)
        .div_euclid(60);
    let is_user = matches!(session.kind, Some(SessionKind::User { .. }));
    let mut facts = vec![
        (
            "Account",
            format!("{} {}", escape(account), code(&session.account_id)),
        ),
        (
            if is_user { "IAM user" } else { "Role" },
            code(&session.identity),
        ),
    ];
    if is_user {
        let how = if session.mfa {
            "with MFA"
        } else {
            "without MFA"
        };
        facts.push(("Signed in", how.to_owned()));
    }
    facts.push((
        "Time left",
        format!(
            "{} h {} min, until {}",
            minutes / 60,
            minutes % 60,
            iso(session.expires_at)
        ),
    ));
    if let Some(name) = &session.session_name {
        facts.push(("Session", code(name)));
    }
    if let Some(destination) = &session.destination {
        facts.push(("Destination", escape(destination)));
    }
    let told: Vec<String> = facts
        .into_iter()
        .map(|(name, value)| format!("<dt>{name}</dt><dd>{value}</dd>"))
        .collect();
    told.concat()
}

/// Where somebody who signed in as a user can go from here.
fn ways_on(session: &ConsoleSession, id: &str) -> String {
    let hidden = [Field::hidden("session", id)];
    let query = escape(&encode(id.as_bytes()));
    let switch = format!("<a href=\"/switchrole?session={query}\">Switch role</a>");
    let out = form("/signout", &hidden, "Sign out");
    let ways = match (&session.kind, &session.below) {
        (_, Some(below)) => [
            form(
                "/switchback",
                &hidden,
                &format!("Switch back to {}", escape(&below.identity)),
            ),
            switch,
            out,
        ],
        (Some(SessionKind::User { .. }), None) => [
            switch,
            format!("<a href=\"/security-credentials?session={query}\">Security credentials</a>"),
            out,
        ],
        (_, None) => return String::new(),
    };
    format!("<div class=\"row\">{}</div>", ways.concat())
}

/// Who acts in a console session.
pub(super) fn caller(
    account_id: &str,
    kind: SessionKind,
    mfa: bool,
    signed_in_at: Timestamp,
) -> Caller {
    let session = Session {
        access_key_id: String::new(),
        secret: String::new(),
        token: String::new(),
        account_id: account_id.to_owned(),
        kind,
        mfa,
        issued_at: signed_in_at,
        expires_at: Timestamp::MAX,
    };
    Caller::of_session(&session, REGION)
}

/// A page that only says something.
pub(super) fn message(status: StatusCode, title: &str, text: &str) -> Response<Bytes> {
    page(
        status,
        title,
        &format!("<h1>{}</h1><p>{}</p>", escape(title), escape(text)),
    )
}

pub(crate) fn page(status: StatusCode, title: &str, inside: &str) -> Response<Bytes> {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head><body><header>Canopy sandbox console</header><main>{inside}</main></body></html>"
    );
    let mut response = wire::plain(status, "text/html; charset=utf-8", html);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ),
    );
    response
}
