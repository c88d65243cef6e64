//! Tokens and registrations: kept in memory, sealed where there is a keychain, renewed with the refresh
//! token, and made anew by a person when that runs out.

use std::fmt;

use canopy_core::{Code, Failure};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Asks, IdentityCenter, Portal, registration::Registration, words};

/// Seconds that a token has left at least when it is used.
pub(super) const SPARE: i64 = 300;
pub(super) const REFRESH: &str = "refresh_token";

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
    pub(super) registrations: Vec<Registration>,
    /// Whether the sealed file was looked at.
    #[serde(skip)]
    loaded: bool,
}

impl fmt::Debug for Kept {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Kept(…)")
    }
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
        // Boxed, as what follows: it is large, and seldom needed.
        if let Some(renewed) = Box::pin(self.renew(portal, &mut kept)).await? {
            return Ok(renewed);
        }
        let Some(asks) = asks else {
            return Err(words::ended());
        };
        let token = Box::pin(self.ask(portal, asks, &mut kept)).await?;
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
        match self.prepare(portal, kept).await {
            Ok(prepared) => self.by_browser(portal, asks, prepared).await,
            Err(failure) if matches!(failure.code, Code::Unreachable | Code::Throttled) => {
                Err(failure)
            }
            Err(failure) => {
                tracing::info!(%failure, "the browser's way is refused, so a code is to be entered");
                self.by_device(portal, asks, kept).await
            }
        }
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
