//! From a connection to clients: credentials, region, endpoint, HTTP client and pace.

use std::{sync::Arc, time::Duration};

use aws_config::{
    BehaviorVersion, Region, SdkConfig, retry::RetryConfig,
    stalled_stream_protection::StalledStreamProtectionConfig, timeout::TimeoutConfig,
};
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_http_client::{Builder, tls};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use canopy_core::{Code, Failure};

use crate::{
    Engine,
    aws::Aws,
    connection::{Connection, Kind},
    fault,
    pace::Pace,
    sandbox_host::{SandboxClient, SandboxHost},
};

/// Organizations lives in us-east-1, whatever region a profile names; so does a profile that names none.
const HOME_REGION: &str = "us-east-1";
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// Clients, and the sandbox behind them where it is one.
pub(crate) struct SignedIn {
    pub(crate) aws: Aws,
    pub(crate) sandbox: Option<Arc<SandboxHost>>,
    /// Whether the credentials are a user's long-term keys: only those may ask for long console sessions.
    pub(crate) long_term: bool,
}

/// Makes the clients of `connection`. Errors: `signedOut` where credentials cannot be had.
pub(crate) async fn sign_in(engine: &Engine, connection: &Connection) -> Result<SignedIn, Failure> {
    let (config, pace, sandbox) = match connection.kind {
        Kind::Sandbox => {
            let host = engine.sandbox().await?.clone();
            let config = sandbox_config(&host, connection.as_outsider());
            (config, paced(None), Some(host))
        }
        Kind::Profile | Kind::Environment => {
            let config = user_config(connection).await;
            let endpoint = std::env::var("AWS_ENDPOINT_URL_ORGANIZATIONS")
                .ok()
                .filter(|url| !url.is_empty());
            let endpoint = endpoint.or_else(|| config.endpoint_url().map(ToOwned::to_owned));
            let pace = paced(Some(endpoint.as_deref().unwrap_or_default()));
            (config, pace, None)
        }
    };
    let long_term = long_term(&config).await?;
    Ok(SignedIn {
        aws: Aws::new(config, pace),
        sandbox,
        long_term,
    })
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ANSWER_TIMEOUT)
        .build()
}

/// The HTTP client for AWS itself: rustls on ring, which builds without cmake.
pub(crate) fn network() -> SharedHttpClient {
    Builder::new()
        .tls_provider(tls::Provider::Rustls(
            tls::rustls_provider::CryptoMode::Ring,
        ))
        .build_https()
}

async fn user_config(connection: &Connection) -> SdkConfig {
    // An explicit retry configuration keeps the loader from reading `retry_mode`: it panics on `legacy`.
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(network());
    if let Some(profile) = connection.profile() {
        loader = loader.profile_name(profile).credentials_provider(
            aws_config::profile::ProfileFileCredentialsProvider::builder()
                .configure(
                    &aws_config::provider_config::ProviderConfig::with_default_region()
                        .await
                        .with_http_client(network()),
                )
                .profile_name(profile)
                .build(),
        );
    }
    let config = loader.load().await;
    if config.region().is_some() {
        return config;
    }
    config
        .into_builder()
        .region(Region::from_static(HOME_REGION))
        .build()
}

fn sandbox_config(host: &Arc<SandboxHost>, outsider: Option<usize>) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static(HOME_REGION))
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .sleep_impl(aws_smithy_async::rt::sleep::TokioSleep::new())
        .time_source(aws_smithy_async::time::SystemTimeSource::new())
        .http_client(SandboxClient(host.clone()))
        .credentials_provider(SharedCredentialsProvider::new(host.credentials(outsider)))
        .build()
}

/// AWS's pace, unless the endpoint is on this machine. `CANOPY_PACE=aws|none` overrides.
fn paced(endpoint: Option<&str>) -> Pace {
    match std::env::var("CANOPY_PACE").as_deref() {
        Ok("aws") => return Pace::aws(),
        Ok("none") => return Pace::none(),
        _ => {}
    }
    match endpoint {
        None => Pace::none(),
        Some(url) if is_loopback(url) => Pace::none(),
        Some(_) => Pace::aws(),
    }
}

/// Whether `url` leads to this machine.
pub(crate) fn is_loopback(url: &str) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else {
        return false;
    };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

async fn long_term(config: &SdkConfig) -> Result<bool, Failure> {
    let missing = |why: &str| {
        Failure::new(
            Code::SignedOut,
            format!("this connection has no credentials: {why}"),
        )
        .hint("Sign in again (`aws sso login`, `aws login`, or new keys), then try again.")
    };
    let provider = config
        .credentials_provider()
        .ok_or_else(|| missing("none are configured"))?;
    let credentials = provider.provide_credentials().await.map_err(|error| {
        tracing::debug!(cause = %fault::chain(&error), "no credentials");
        missing(&error.to_string())
    })?;
    Ok(credentials.session_token().is_none())
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_this_machine_is_loopback() {
        for here in [
            "http://127.0.0.1:5000",
            "http://localhost:4566/",
            "http://[::1]:80",
        ] {
            assert!(is_loopback(here), "{here} is this machine");
        }
        for there in [
            "https://organizations.us-east-1.amazonaws.com",
            "",
            "http://127.0.0.1.example.com",
        ] {
            assert!(!is_loopback(there), "{there} is not this machine");
        }
    }
}
