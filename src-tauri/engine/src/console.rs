//! The way into an account's console: assume a role, trade its credentials for a sign-in token, and
//! open the login link in the browser. The link is a secret: it does not pass the web view or a log.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html>

use std::{fmt, time::Duration};

use aws_smithy_http_client::{Connector, tls};
use aws_smithy_runtime_api::client::{http::HttpConnector, orchestrator::HttpRequest};
use aws_smithy_types::body::SdkBody;
use canopy_core::{AccountId, Code, Failure, RoleName, Topic};
use http_body_util::BodyExt;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{member::RoleCredentials, session::Session, sign_in::is_loopback};

/// How long a login link works.
const LINK_LASTS: SignedDuration = SignedDuration::from_mins(15);
/// The least and the most a console session may be asked to last, in seconds.
const SHORTEST: i32 = 900;
const LONGEST: i32 = 43_200;
/// What a role allows where nothing else is said.
const ONE_HOUR: i32 = 3600;
/// How long the sandbox is kept alive for a browser that is starting.
const BROWSER_STARTS: Duration = Duration::from_mins(1);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);

/// A link that signs whoever has it in.
#[derive(Clone)]
pub struct SecretUrl(String);

impl SecretUrl {
    /// The link itself. Only for a browser, the clipboard, or someone who asked for it to be printed.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretUrl(…)")
    }
}

/// A sign-in link.
#[derive(Debug, Clone)]
pub struct ConsoleLink {
    /// The link, a secret.
    pub url: SecretUrl,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// A console that was opened in the browser.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Opened {
    /// Whether a browser took the link.
    pub opened: bool,
    /// When the link stops working.
    #[specta(type = String)]
    pub expires_at: Timestamp,
}

/// What the sign-in endpoint answers.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TokenAnswer {
    signin_token: String,
}

impl Session {
    /// Where sign-in pages are, in the place of AWS's.
    pub(crate) fn sign_in_elsewhere(&self) -> Option<String> {
        let asked = std::env::var("CANOPY_SIGNIN_URL")
            .ok()
            .filter(|url| !url.is_empty());
        asked.or_else(|| self.sandbox().map(|sandbox| sandbox.sign_in_url()))
    }

    /// A link into the console of `account` as `role`, to `destination` (a console URL, or a path of
    /// the console; its home where nothing is said).
    ///
    /// Errors: `denied` where the role cannot be assumed, `invalid` for a destination elsewhere.
    pub async fn console_link(
        &self,
        account: &AccountId,
        role: &RoleName,
        destination: Option<&str>,
    ) -> Result<ConsoleLink, Failure> {
        let hosts = Hosts::of(self);
        let destination = hosts.destination(destination)?;
        let credentials = self.assume(account, role).await?;
        let seconds = self.session_seconds(&credentials, role).await;
        let token = sign_in_token(&hosts.federation, &credentials, seconds).await?;
        let query = form(&[
            ("Action", "login"),
            ("Issuer", "canopy"),
            ("Destination", &destination),
            ("SigninToken", &token),
        ]);
        let expires_at = Timestamp::now()
            .saturating_add(LINK_LASTS)
            .unwrap_or(Timestamp::MAX);
        Ok(ConsoleLink {
            url: SecretUrl(format!("{}?{query}", hosts.federation)),
            expires_at,
        })
    }

    /// Opens the console of `account` in the browser, and remembers that it was opened.
    pub async fn open_console(
        &self,
        account: &AccountId,
        role: &RoleName,
        destination: Option<&str>,
    ) -> Result<Opened, Failure> {
        let link = self.console_link(account, role, destination).await?;
        let url = link.url.clone();
        let opened = tokio::task::spawn_blocking(move || webbrowser::open(url.expose())).await;
        if !matches!(opened, Ok(Ok(()))) {
            // The error's own text may carry the link.
            return Err(Failure::unexpected("no browser could be opened")
                .hint("Set BROWSER to one, or copy the link (`canopy console --print`) and open it yourself."));
        }
        self.engine()
            .store()
            .remember_recent(self.id(), account, role, Timestamp::now())?;
        self.engine().announce(Some(self.id()), &[Topic::Access]);
        Ok(Opened {
            opened: true,
            expires_at: link.expires_at,
        })
    }

    /// The same, for a process that ends afterwards: where it serves the sandbox itself, it waits until
    /// the browser has fetched its page.
    pub async fn open_console_and_wait(
        &self,
        account: &AccountId,
        role: &RoleName,
        destination: Option<&str>,
    ) -> Result<Opened, Failure> {
        let Some(sandbox) = self.sandbox() else {
            return self.open_console(account, role, destination).await;
        };
        let fetched = sandbox.console_page_fetched();
        let open = self.open_console(account, role, destination);
        tokio::pin!(fetched, open);
        // Both begin together, so that a quick browser is not missed.
        let opened = tokio::select! {
            biased;
            () = &mut fetched => return open.await,
            opened = &mut open => opened?,
        };
        if tokio::time::timeout(BROWSER_STARTS, fetched).await.is_err() {
            return Err(Failure::new(Code::Unreachable, "the browser did not ask for the sandbox's page")
                .hint("Open the link yourself: `canopy --sandbox console --print`, while Canopy's window is open."));
        }
        Ok(opened)
    }

    /// The `SessionDuration` to ask for; none means the lifetime of the credentials. Only a session
    /// that comes from long-term keys may ask, and for less than its role allows.
    async fn session_seconds(&self, credentials: &RoleCredentials, role: &RoleName) -> Option<i32> {
        if !self.has_long_term_keys() {
            return None;
        }
        let iam = self.iam_with(credentials);
        let answer = self
            .aws()
            .read("iam:GetRole", || {
                iam.get_role().role_name(role.as_str()).send()
            })
            .await;
        // A role that may not look at itself gets the lifetime of its credentials.
        let longest = answer.ok()?.role?.max_session_duration.unwrap_or(ONE_HOUR);
        (longest > ONE_HOUR).then(|| (longest - 1).clamp(SHORTEST, LONGEST))
    }
}

/// Asks for a sign-in token by POST, so that keys stay out of URLs. Asks once more without a duration
/// where AWS does not accept it: the documentation contradicts itself on when it does.
async fn sign_in_token(
    federation: &str,
    credentials: &RoleCredentials,
    seconds: Option<i32>,
) -> Result<String, Failure> {
    let (status, answer) = ask(federation, credentials, seconds).await?;
    let (status, answer) = if status == 400 && seconds.is_some() {
        ask(federation, credentials, None).await?
    } else {
        (status, answer)
    };
    if !(200..300).contains(&status) {
        return Err(Failure::new(
            Code::Denied,
            format!("AWS's sign-in refused the session (HTTP {status})"),
        )
        .hint("Try again; if it stays so, sign in to the connection again."));
    }
    let answer: TokenAnswer = serde_json::from_slice(&answer).map_err(|_| {
        Failure::unexpected("AWS's sign-in answered in a way that Canopy does not understand")
    })?;
    Ok(answer.signin_token)
}

async fn ask(
    federation: &str,
    credentials: &RoleCredentials,
    seconds: Option<i32>,
) -> Result<(u16, bytes::Bytes), Failure> {
    let unreachable = || {
        Failure::new(Code::Unreachable, "AWS's sign-in cannot be reached")
            .hint("Check the network, then try again.")
    };
    let session = serde_json::json!({
        "sessionId": credentials.access_key_id,
        "sessionKey": credentials.secret_access_key,
        "sessionToken": credentials.session_token,
    });
    let (session, seconds) = (session.to_string(), seconds.map(|it| it.to_string()));
    let mut fields = vec![("Action", "getSigninToken"), ("Session", session.as_str())];
    fields.extend(seconds.as_deref().map(|it| ("SessionDuration", it)));
    let form = form(&fields);
    let request = http::Request::post(federation)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("content-length", form.len())
        .body(SdkBody::from(form))
        .map_err(|_| {
            Failure::invalid("the sign-in address is no URL").hint("Look at CANOPY_SIGNIN_URL.")
        })?;
    let request = HttpRequest::try_from(request)
        .map_err(|_| Failure::unexpected("the sign-in request could not be built"))?;
    let connector = if federation.starts_with("http://") {
        Connector::builder().build_http()
    } else {
        Connector::builder()
            .tls_provider(tls::Provider::Rustls(
                tls::rustls_provider::CryptoMode::Ring,
            ))
            .build()
    };
    let response = tokio::time::timeout(ANSWER_TIMEOUT, connector.call(request)).await;
    let response = response
        .map_err(|_| unreachable())?
        .map_err(|_| unreachable())?;
    let status = response.status().as_u16();
    let body = response
        .into_body()
        .collect()
        .await
        .map_err(|_| unreachable())?
        .to_bytes();
    Ok((status, body))
}

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// Where to sign in, and where the console is.
struct Hosts {
    federation: String,
    console: String,
}

impl Hosts {
    fn of(session: &Session) -> Self {
        let region = session
            .aws()
            .config()
            .region()
            .map_or("us-east-1", |region| region.as_ref());
        let (sign_in, console) = match session.partition() {
            "aws-us-gov" if region == "us-gov-east-1" => (
                "us-gov-east-1.signin.amazonaws-us-gov.com",
                "console.amazonaws-us-gov.com",
            ),
            "aws-us-gov" => (
                "signin.amazonaws-us-gov.com",
                "console.amazonaws-us-gov.com",
            ),
            "aws-cn" => ("signin.amazonaws.cn", "console.amazonaws.cn"),
            "aws-eusc" => (
                "eusc-de-east-1.signin.amazonaws-eusc.eu",
                "console.amazonaws-eusc.eu",
            ),
            _ => ("signin.aws.amazon.com", "console.aws.amazon.com"),
        };
        let base = session.sign_in_elsewhere();
        let base = base.unwrap_or_else(|| format!("https://{sign_in}"));
        let base = base.trim_end_matches('/').trim_end_matches("/federation");
        Self {
            federation: format!("{base}/federation"),
            console: format!("https://{console}"),
        }
    }

    fn destination(&self, asked: Option<&str>) -> Result<String, Failure> {
        let Some(asked) = asked.filter(|asked| !asked.is_empty()) else {
            return Ok(format!("{}/", self.console));
        };
        if !asked.contains("://") {
            return Ok(format!(
                "{}/{}",
                self.console,
                asked.trim_start_matches('/')
            ));
        }
        let host = asked
            .parse::<http::Uri>()
            .ok()
            .and_then(|uri| uri.host().map(ToOwned::to_owned))
            .unwrap_or_default();
        let home = self.console.trim_start_matches("https://");
        let is_console = host == home || host.ends_with(&format!(".{home}"));
        if (is_console && asked.starts_with("https://")) || is_loopback(asked) {
            return Ok(asked.to_owned());
        }
        Err(
            Failure::invalid(format!("`{asked}` is not in the AWS console"))
                .hint(format!("A destination begins with {}/.", self.console)),
        )
    }
}
