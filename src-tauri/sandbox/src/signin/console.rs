//! The console page: which account and role the browser is signed in to, and for how long.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};

use crate::{
    clock::iso,
    service::{Sandbox, lock},
    wire::{self, Incoming, xml::escape},
};

const STYLE: &str = "
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#5b6470;--page:#f4f5f7;--card:#fff;--line:#dfe2e7}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#9aa4b1;--page:#15181c;--card:#1d2126;--line:#2e343c}}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
header{padding:10px 24px;background:#232f3e;color:#fff;font-weight:600}
main{max-width:560px;margin:48px auto;padding:28px 32px;background:var(--card);border:1px solid var(--line);border-radius:12px}
h1{margin:0 0 4px;font-size:22px}p{margin:0 0 20px;color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:8px 24px;margin:0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
code{font:14px ui-monospace,monospace}";

pub(super) fn answer(sandbox: &Sandbox, request: &Incoming) -> Response<Bytes> {
    let state = lock(&sandbox.state);
    let now = state.now();
    let form = request.form();
    let session = form
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
    let minutes = (session.expires_at.as_second() - now.as_second())
        .max(0)
        .div_euclid(60);
    let mut facts = vec![
        (
            "Account",
            format!("{} <code>{}</code>", escape(account), session.account_id),
        ),
        (
            "Role",
            format!("<code>{}</code>", escape(&session.identity)),
        ),
        (
            "Time left",
            format!(
                "{} h {} min, until {}",
                minutes / 60,
                minutes % 60,
                iso(session.expires_at)
            ),
        ),
    ];
    if let Some(name) = &session.session_name {
        facts.push(("Session", format!("<code>{}</code>", escape(name))));
    }
    if let Some(destination) = &session.destination {
        facts.push(("Destination", escape(destination)));
    }
    let facts: Vec<String> = facts
        .into_iter()
        .map(|(name, value)| format!("<dt>{name}</dt><dd>{value}</dd>"))
        .collect();
    let facts = facts.concat();
    let title = format!("{} · {}", escape(account), escape(&session.identity));
    let inside = format!(
        "<h1>{}</h1><p>Signed in to the sandbox. On AWS, this would be the console.</p><dl>{facts}</dl>",
        escape(account)
    );
    drop(state);
    sandbox.pages_fetched.send_modify(|count| *count += 1);
    page(StatusCode::OK, &title, &inside)
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
