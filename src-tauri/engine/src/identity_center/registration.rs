//! Canopy as a client of an Identity Center: registered before anyone signs in, once for a long while.

use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use canopy_core::Failure;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    IdentityCenter, Portal,
    tokens::{Kept, REFRESH, SPARE},
    words,
};
use crate::sign_in::network;

/// What Canopy is called on the page that asks for consent.
const CLIENT: &str = "Canopy";
/// What it asks for: to list accounts and to get credentials of roles in them.
pub(super) const SCOPE: &str = "sso:account:access";
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// A registration as a client, which AWS wants before anyone signs in.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Registration {
    pub(super) client_id: String,
    pub(super) client_secret: String,
    expires_at: i64,
    /// For the code that the browser brings back, and not for one that is entered.
    redirects: bool,
}

/// What a client is registered for.
pub(super) struct Purpose {
    pub(super) redirect: Option<&'static str>,
    pub(super) grant: &'static str,
}

impl Portal {
    pub(super) fn config(&self, variable: &str) -> SdkConfig {
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(self.region.clone()))
            .retry_config(RetryConfig::standard())
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(CONNECT_TIMEOUT)
                    .operation_attempt_timeout(ANSWER_TIMEOUT)
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
}
