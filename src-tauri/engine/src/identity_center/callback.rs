//! The loopback address that the browser comes back to. It answers one right request, and none that does
//! not know the state.

use std::{convert::Infallible, sync::Arc};

use bytes::Bytes;
use canopy_core::Failure;
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, sync::mpsc};

use super::words;

const PATH: &str = "/oauth/callback";

/// What the browser brought.
type Brought = Result<String, Failure>;

/// A server on loopback that waits for one code.
pub(super) struct Callback {
    listener: TcpListener,
    port: u16,
    state: String,
}

impl Callback {
    /// Errors: `invalid` where this machine lets nobody listen: then a code has to be entered.
    pub(super) async fn listen(state: String) -> Result<Self, Failure> {
        let unusable = |error: std::io::Error| {
            Failure::invalid(format!("the browser cannot come back to Canopy: {error}"))
                .hint("Sign in with a code instead.")
        };
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .map_err(unusable)?;
        let port = listener.local_addr().map_err(unusable)?.port();
        Ok(Self {
            listener,
            port,
            state,
        })
    }

    /// Where the browser is sent.
    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.port)
    }

    /// Waits for the code. Errors: `denied` where the person said no.
    pub(super) async fn code(self) -> Brought {
        let (tell, mut told) = mpsc::channel(1);
        let state: Arc<str> = self.state.into();
        let serve = async {
            loop {
                let Ok((stream, _)) = self.listener.accept().await else {
                    continue;
                };
                let (state, tell) = (state.clone(), tell.clone());
                let answer = service_fn(move |request: Request<Incoming>| {
                    let (page, brought) = answer(&request, &state);
                    let tell = tell.clone();
                    async move {
                        if let Some(brought) = brought {
                            // A second one is late, and told nobody.
                            drop(tell.try_send(brought));
                        }
                        Ok::<_, Infallible>(page)
                    }
                });
                let connection = http1::Builder::new()
                    .keep_alive(false)
                    .serve_connection(TokioIo::new(stream), answer);
                // The page is on its way before whoever waits goes on; a browser that opens connections
                // ahead of need must not hold up the others.
                tokio::spawn(connection);
            }
        };
        tokio::select! {
            brought = told.recv() => brought.unwrap_or_else(|| Err(words::late())),
            () = serve => Err(words::late()),
        }
    }
}

/// The page for a request, and what it brought: nothing where it is not ours.
fn answer<T>(request: &Request<T>, state: &str) -> (Response<Full<Bytes>>, Option<Brought>) {
    if request.method() != Method::GET || request.uri().path() != PATH {
        return (page(StatusCode::NOT_FOUND, "There is nothing here."), None);
    }
    let query = request.uri().query().unwrap_or_default();
    let value = |name: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    if value("state").as_deref() != Some(state) {
        let words = "This does not belong to the sign-in that Canopy waits for. Sign in again.";
        return (page(StatusCode::BAD_REQUEST, words), None);
    }
    match (value("code"), value("error")) {
        (Some(code), None) => (
            page(
                StatusCode::OK,
                "Canopy is signed in. You can close this tab.",
            ),
            Some(Ok(code)),
        ),
        (_, Some(error)) if error != "access_denied" => {
            let failure = Failure::unexpected(format!("Identity Center answered `{error}`"))
                .hint("Sign in again, or with a code.");
            (
                page(
                    StatusCode::OK,
                    "The sign-in failed. You can close this tab.",
                ),
                Some(Err(failure)),
            )
        }
        _ => (
            page(StatusCode::OK, "Access was denied. You can close this tab."),
            Some(Err(words::denied())),
        ),
    }
}

fn page(status: StatusCode, words: &str) -> Response<Full<Bytes>> {
    let html = format!(
        "<!doctype html><meta charset=utf-8><title>Canopy</title><style>body{{font:16px system-ui;margin:20vh auto;max-width:32em;text-align:center;color-scheme:light dark}}</style><p>{words}</p>"
    );
    let mut response = Response::new(Full::new(Bytes::from(html)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let set = [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        (
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'",
        ),
        ("referrer-policy", "no-referrer"),
    ];
    for (name, value) in set {
        headers.insert(name, http::HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(uri: &str) -> (StatusCode, Option<Brought>) {
        let request = Request::get(uri).body(()).expect("a request");
        let (page, brought) = answer(&request, "s1");
        (page.status(), brought)
    }

    #[test]
    fn only_who_knows_the_state_brings_a_code() {
        assert_eq!(
            asked("/oauth/callback?code=c1&state=s1"),
            (StatusCode::OK, Some(Ok("c1".to_owned())))
        );
        for foreign in [
            "/oauth/callback?code=c1&state=s2",
            "/oauth/callback?code=c1",
            "/oauth/callback?error=access_denied&state=s2",
        ] {
            assert_eq!(asked(foreign), (StatusCode::BAD_REQUEST, None), "{foreign}");
        }
        assert_eq!(asked("/favicon.ico"), (StatusCode::NOT_FOUND, None));
    }

    #[test]
    fn a_no_is_told_as_one() {
        let (_, brought) = asked("/oauth/callback?error=access_denied&state=s1");
        assert_eq!(brought, Some(Err(words::denied())));
        let (_, brought) = asked("/oauth/callback?error=server_error&state=s1");
        let failure = brought.expect("an end").expect_err("a failure");
        assert!(failure.message.contains("server_error"), "{failure}");
    }
}
