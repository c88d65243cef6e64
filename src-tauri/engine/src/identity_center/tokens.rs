//! Tokens and registrations: kept in memory, sealed where there is a keychain, renewed with the refresh
//! token, and made anew by a person when that runs out.

use std::fmt;

use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use canopy_core::{Code, Failure};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Asks, IdentityCenter, Portal, words};
use crate::sign_in::network;

/// Seconds that a token has left at least when it is used.
const SPARE: i64 = 300;
/// What Canopy is called on the page that asks for consent.
const CLIENT: &str = "Canopy";
const SCOPE: &str = "sso:account:access";
const REFRESH: &str = "refresh_token";

/// A registration as a client, which AWS wants before anyone signs in.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Registration {
    pub(super) client_id: String,
    pub(super) client_secret: String,
    expires_at: i64,
    /// For the code that the browser brings back, and not for one that is entered.
    redirects: bool,
}

/// What stands for a person.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Token {
    pub(super) access: String,
    refresh: Option<String>,
    expires_at: i64,
    /// Who may renew it.
    client: Registration,
}

/// All that is kept of a portal.
#[derive(Default, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) token: Option<Token>,
    registrations: Vec<Registration>,
    /// Whether the sealed file was looked at.
    #[serde(skip)]
    loaded: bool,
}

impl fmt::Debug for Kept {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Kept(…)")
    }
}

/// What a client is registered for.
pub(super) struct Purpose {
    pub(super) redirect: Option<&'static str>,
    pub(super) grant: &'static str,
}

impl Portal {
    fn file(&self) -> String {
        let hash = Sha256::digest(format!("{}\n{}", self.region, self.start_url));
        hash.iter()
            .take(12)
            .fold(String::from("identity-center-"), |mut hex, byte| {
                use std::fmt::Write;
                // Writing to a string does not fail.
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }

    pub(super) fn config(&self, variable: &str) -> SdkConfig {
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(self.region.clone()))
            .retry_config(RetryConfig::standard())
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(std::time::Duration::from_secs(10))
                    .operation_attempt_timeout(std::time::Duration::from_secs(30))
                    .build(),
            )
            .sleep_impl(aws_smithy_async::rt::sleep::TokioSleep::new())
            .time_source(aws_smithy_async::time::SystemTimeSource::new())
            .http_client(network());
        config.set_endpoint_url(self.stand_in(variable));
        config.build()
    }

    pub(super) fn oidc(&self) -> aws_sdk_ssooidc::Client {
        aws_sdk_ssooidc::Client::new(&self.config("AWS_ENDPOINT_URL_SSO_OIDC"))
    }
}

impl IdentityCenter {
    /// A token that is good, for whoever needs one. Someone is asked only where `asks` allows it.
    ///
    /// Errors: `signedOut` where a person is needed and may not be asked.
    pub(super) async fn token(
        &self,
        portal: &Portal,
        asks: Option<Asks<'_>>,
    ) -> Result<String, Failure> {
        let held = self.of(portal);
        let mut kept = held.lock().await;
        self.load(portal, &mut kept).await;
        if let Some(token) = kept.token.as_ref().filter(|it| it.is_good()) {
            return Ok(token.access.clone());
        }
        if let Some(renewed) = self.renew(portal, &mut kept).await? {
            return Ok(renewed);
        }
        let Some(asks) = asks else {
            return Err(words::ended());
        };
        let token = self.ask(portal, asks, &mut kept).await?;
        let access = token.access.clone();
        kept.token = Some(token);
        self.save(portal, &kept).await;
        Ok(access)
    }

    /// Takes a token away that the portal did not take.
    pub(super) async fn reject(&self, portal: &Portal, access: &str) {
        let held = self.of(portal);
        let mut kept = held.lock().await;
        if let Some(token) = kept.token.as_mut().filter(|it| it.access == access) {
            token.expires_at = 0;
            // It was ended in the portal: nothing renews it either.
            token.refresh = None;
            self.save(portal, &kept).await;
        }
    }

    /// Asks the person: with the browser, or with a code to be entered where that was chosen or the
    /// browser's way is refused.
    async fn ask(
        &self,
        portal: &Portal,
        asks: Asks<'_>,
        kept: &mut Kept,
    ) -> Result<Token, Failure> {
        if asks.device {
            return self.by_device(portal, asks, kept).await;
        }
        match self.by_browser(portal, asks, kept).await {
            Err(failure) if failure.code == Code::Invalid => {
                tracing::info!(%failure, "the browser's way is refused, so a code is to be entered");
                self.by_device(portal, asks, kept).await
            }
            ended => ended,
        }
    }

    /// A registration for a purpose, the one before while it lasts.
    pub(super) async fn registration(
        &self,
        portal: &Portal,
        purpose: &Purpose,
        kept: &mut Kept,
    ) -> Result<Registration, Failure> {
        let redirects = purpose.redirect.is_some();
        let now = Timestamp::now().as_second();
        kept.registrations.retain(|it| it.expires_at > now + SPARE);
        if let Some(known) = kept
            .registrations
            .iter()
            .find(|it| it.redirects == redirects)
        {
            return Ok(known.clone());
        }
        let made = portal
            .oidc()
            .register_client()
            .client_name(CLIENT)
            .client_type("public")
            .scopes(SCOPE)
            .grant_types(purpose.grant)
            .grant_types(REFRESH)
            .set_issuer_url(redirects.then(|| portal.start_url.clone()))
            .set_redirect_uris(purpose.redirect.map(|uri| vec![uri.to_owned()]))
            .send()
            .await
            .map_err(|error| words::read("RegisterClient", &error))?;
        let registration = Registration {
            client_id: made.client_id.unwrap_or_default(),
            client_secret: made.client_secret.unwrap_or_default(),
            expires_at: made.client_secret_expires_at,
            redirects,
        };
        kept.registrations.push(registration.clone());
        self.save(portal, kept).await;
        Ok(registration)
    }

    /// Renews the token without a person; none where that cannot be. Of several processes one renews, for
    /// a refresh token is good once.
    async fn renew(&self, portal: &Portal, kept: &mut Kept) -> Result<Option<String>, Failure> {
        if kept.token.as_ref().is_none_or(|it| it.refresh.is_none()) {
            return Ok(None);
        }
        let (sealed, file) = (self.sealed.clone(), portal.file());
        let held = tokio::task::spawn_blocking(move || sealed.lock(&file)).await;
        let _held = match held {
            Ok(held) => held?,
            Err(_) => return Err(Failure::unexpected("the data folder could not be asked")),
        };
        kept.loaded = false;
        self.load(portal, kept).await;
        let Some(token) = kept.token.clone() else {
            return Ok(None);
        };
        if token.is_good() {
            return Ok(Some(token.access));
        }
        let client = &token.client;
        let made = portal
            .oidc()
            .create_token()
            .client_id(&client.client_id)
            .client_secret(&client.client_secret)
            .grant_type(REFRESH)
            .set_refresh_token(token.refresh.clone())
            .send()
            .await;
        match made {
            Ok(made) => {
                let fresh = Token::of(made, client, token.refresh)?;
                let access = fresh.access.clone();
                kept.token = Some(fresh);
                self.save(portal, kept).await;
                Ok(Some(access))
            }
            Err(error) => {
                let failure = words::read("CreateToken", &error);
                if failure.code == Code::Unreachable || failure.code == Code::Throttled {
                    return Err(failure);
                }
                tracing::info!(%failure, "the sign-in has ended");
                kept.token = None;
                self.save(portal, kept).await;
                Ok(None)
            }
        }
    }

    /// Takes what lies sealed, once. Without a keychain there is nothing.
    pub(super) async fn load(&self, portal: &Portal, kept: &mut Kept) {
        if kept.loaded {
            return;
        }
        let (sealed, file) = (self.sealed.clone(), portal.file());
        let read = tokio::task::spawn_blocking(move || sealed.read(&file)).await;
        if let Ok(Ok(Some(content))) = read
            && let Ok(found) = serde_json::from_slice::<Kept>(&content)
        {
            *kept = found;
        }
        kept.loaded = true;
    }

    pub(super) async fn save(&self, portal: &Portal, kept: &Kept) {
        let (sealed, file, kept) = (self.sealed.clone(), portal.file(), kept.clone());
        let written = tokio::task::spawn_blocking(move || {
            let content = serde_json::to_vec(&kept)
                .map_err(|_| Failure::unexpected("a token could not be written"))?;
            sealed.write(&file, &content)
        });
        if let Ok(Err(failure)) = written.await {
            tracing::info!("the sign-in is kept in memory only: {}", failure.message);
        }
    }
}

impl Token {
    fn is_good(&self) -> bool {
        self.expires_at > Timestamp::now().as_second() + SPARE
    }

    /// What AWS handed out. The refresh token before it stays where no new one comes.
    pub(super) fn of(
        made: aws_sdk_ssooidc::operation::create_token::CreateTokenOutput,
        client: &Registration,
        before: Option<String>,
    ) -> Result<Self, Failure> {
        let access = made
            .access_token
            .filter(|token| !token.is_empty())
            .ok_or_else(|| Failure::unexpected("Identity Center handed out no token"))?;
        Ok(Self {
            access,
            refresh: made.refresh_token.or(before),
            expires_at: Timestamp::now().as_second() + i64::from(made.expires_in),
            client: client.clone(),
        })
    }
}
