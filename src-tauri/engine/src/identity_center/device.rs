//! The way with a code: Canopy shows it, the person enters or confirms it on a page, wherever that is.
//! <https://www.rfc-editor.org/rfc/rfc8628>

use std::time::Duration;

use aws_sdk_ssooidc::error::ProvideErrorMetadata;
use canopy_core::Failure;
use tokio::time::Instant;

use super::{
    Asks, IdentityCenter, Portal,
    registration::{Purpose, Registration},
    tokens::{Kept, Token},
    words,
};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// How often is asked where AWS says nothing, and by how much less often when it asks for that.
const INTERVAL: Duration = Duration::from_secs(5);
const SLOWER: Duration = Duration::from_secs(5);

impl IdentityCenter {
    /// Errors: `cancelled`, `denied`, `invalid` for a portal that is not there.
    pub(super) async fn by_device(
        &self,
        portal: &Portal,
        asks: Asks<'_>,
        kept: &mut Kept,
    ) -> Result<Token, Failure> {
        let purpose = Purpose {
            redirect: None,
            grant: GRANT,
        };
        let client = self.registration(portal, &purpose, kept).await?;
        let started = portal
            .oidc()
            .start_device_authorization()
            .client_id(&client.client_id)
            .client_secret(&client.client_secret)
            .start_url(&portal.start_url)
            .send()
            .await
            .map_err(|error| words::read("StartDeviceAuthorization", &error))?;
        let seconds = |number: i32| Duration::from_secs(u64::try_from(number).unwrap_or_default());
        let patience = seconds(started.expires_in());
        let interval = match started.interval() {
            ..=0 => INTERVAL,
            given => seconds(given),
        };
        let page = started
            .verification_uri_complete()
            .or(started.verification_uri())
            .unwrap_or_default()
            .to_owned();
        let waiting = self.asking.browser(
            asks.connection,
            page.clone(),
            started.user_code().map(ToOwned::to_owned),
            patience,
        );
        let device_code = started.device_code().unwrap_or_default();
        waiting
            .meanwhile(async {
                self.asking.open(&page).await;
                poll(
                    portal,
                    &client,
                    device_code,
                    interval,
                    Instant::now() + patience,
                )
                .await
            })
            .await
    }
}

/// Asks until the person has decided, as often as AWS allows.
async fn poll(
    portal: &Portal,
    client: &Registration,
    device_code: &str,
    mut interval: Duration,
    until: Instant,
) -> Result<Token, Failure> {
    let oidc = portal.oidc();
    while Instant::now() < until {
        tokio::time::sleep(interval).await;
        let asked = oidc
            .create_token()
            .client_id(&client.client_id)
            .client_secret(&client.client_secret)
            .grant_type(GRANT)
            .device_code(device_code)
            .send()
            .await;
        match asked {
            Ok(made) => return Token::of(made, client, None),
            Err(error) => match error.code() {
                Some("AuthorizationPendingException") => {}
                Some("SlowDownException") => interval += SLOWER,
                _ => return Err(words::read("CreateToken", &error)),
            },
        }
    }
    Err(words::late())
}
