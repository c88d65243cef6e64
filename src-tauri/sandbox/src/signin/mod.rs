//! What a browser sees: the sign-in endpoint, the sign-in of IAM users, a console page that says who is
//! signed in where, and the sandbox's own switches. Only this machine's own pages may ask.

mod browser;
pub(crate) mod console;
mod credentials;
mod federation;
mod parts;
mod payers;
mod roles;
mod switches;
#[cfg(test)]
mod tests;
mod users;

use bytes::Bytes;
use http::{Response, StatusCode};

use crate::{
    service::Sandbox,
    wire::{self, Incoming},
};

/// Whether a path is answered here, and not as a call of AWS.
pub(crate) fn answers(path: &str) -> bool {
    path.starts_with("/_sandbox/")
        || matches!(
            path,
            "/federation"
                | "/console"
                | "/oauth"
                | "/switchrole"
                | "/switchback"
                | "/signin"
                | "/signout"
                | "/security-credentials"
        )
}

/// Answers a request for one of these pages.
pub(crate) fn answer(sandbox: &Sandbox, request: &Incoming, path: &str) -> Response<Bytes> {
    if !is_from_here(request) {
        return wire::plain(
            StatusCode::FORBIDDEN,
            "text/plain",
            "The sandbox answers this machine's own pages only.",
        );
    }
    match path {
        "/federation" => federation::answer(sandbox, request),
        "/console" => console::answer(sandbox, request),
        "/oauth" => browser::log_out(sandbox, request),
        "/switchrole" => roles::switch(sandbox, request),
        "/switchback" => roles::switch_back(sandbox, request),
        "/signin" => users::sign_in(sandbox, request),
        "/signout" => users::sign_out(sandbox, request),
        "/security-credentials" => credentials::answer(sandbox, request),
        _ => switches::answer(sandbox, request, path),
    }
}

/// Whether the request names this machine and comes from no other site: a page on the web could reach
/// loopback through the browser, directly or by a name that it points here.
pub(crate) fn is_from_here(request: &Incoming) -> bool {
    let Some(host) = request
        .header("host")
        .or_else(|| request.uri.authority().map(http::uri::Authority::as_str))
    else {
        return false;
    };
    let name = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    let name = name.map_or(host, |(name, _)| name);
    let is_loopback = matches!(name, "127.0.0.1" | "localhost" | "[::1]");
    let same_site = request
        .header("origin")
        .is_none_or(|origin| origin == format!("http://{host}"));
    let navigates = !matches!(
        request.header("sec-fetch-site"),
        Some("cross-site" | "same-site")
    ) || request.header("sec-fetch-mode") == Some("navigate");
    is_loopback && same_site && navigates
}
