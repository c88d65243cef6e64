//! From a connection to clients: credentials, region, endpoint, HTTP client and pace.

mod base;
mod chain;
#[cfg(test)]
mod partitions;
mod profile;
mod secrets;
mod step;
mod surroundings;
mod words;

use std::{fmt::Write, sync::Arc, time::Duration};

use aws_config::{
    BehaviorVersion, Region, SdkConfig, identity::IdentityCache, retry::RetryConfig,
    stalled_stream_protection::StalledStreamProtectionConfig, timeout::TimeoutConfig,
};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_smithy_http_client::{Builder, tls};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use canopy_core::{Code, ConnectionId, Failure, Partition, connection_spec::Source};
use sha2::{Digest, Sha256};

use crate::{
    Engine,
    aws::Aws,
    connection::{Connection, Kind},
    identity_center::Portal,
    pace::Pace,
    sandbox_host::{SandboxClient, SandboxHost},
};
use base::Base;
use chain::{Links, Provider};
use step::Step;
use surroundings::Surroundings;

pub(crate) use {
    base::SourceKind,
    chain::{Chain, Shape},
    secrets::Secrets,
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// Clients, the sandbox behind them where it is one, and whose credentials they carry.
pub(crate) struct SignedIn {
    pub(crate) aws: Aws,
    pub(crate) sandbox: Option<Arc<SandboxHost>>,
}

/// Makes the clients of `connection`. Credentials are fetched with the first call.
///
/// Errors: `invalid` and `notFound` for a profile that leads nowhere.
pub(crate) async fn sign_in(engine: &Engine, connection: &Connection) -> Result<SignedIn, Failure> {
    if connection.kind == Kind::Sandbox {
        let host = engine.sandbox().await?.clone();
        let config = sandbox_config(&host, connection.as_outsider());
        return Ok(SignedIn {
            aws: Aws::new(config, paced(None), None),
            sandbox: Some(host),
        });
    }
    let config = user_config(connection).await;
    let endpoint = std::env::var("AWS_ENDPOINT_URL_ORGANIZATIONS")
        .ok()
        .filter(|url| !url.is_empty());
    let endpoint = endpoint.or_else(|| config.endpoint_url().map(ToOwned::to_owned));
    let pace = paced(Some(endpoint.as_deref().unwrap_or_default()));
    let around = Surroundings::of(engine, &connection.id, config.clone());
    let chain = chain_of(connection, around, &config).await?;
    let config = config
        .into_builder()
        .credentials_provider(SharedCredentialsProvider::new(Provider(chain.clone())))
        .build();
    Ok(SignedIn {
        aws: Aws::new(config, pace, Some(chain)),
        sandbox: None,
    })
}

async fn chain_of(
    connection: &Connection,
    around: Surroundings,
    config: &SdkConfig,
) -> Result<Arc<Chain>, Failure> {
    let spec = connection.spec.as_ref();
    let mut steps: Vec<Step> = Vec::new();
    if let Some(spec) = spec {
        steps.extend(spec.role.clone().map(Step::Assume));
        let serial = spec.mfa_serial.clone();
        steps.extend(serial.map(|serial| Step::SessionToken { serial }));
    }
    if let Some(profile) = connection.profile() {
        return Chain::of_profile(around, profile, steps).await;
    }
    let base = match spec.map(|spec| &spec.source) {
        Some(Source::Keys { access_key_id }) => Base::Keys(access_key_id.clone()),
        Some(Source::IdentityCenter {
            start_url,
            region,
            account_id,
            role_name,
        }) => Base::IdentityCenter {
            portal: Portal::new(start_url, region)?,
            account_id: account_id.clone(),
            role_name: role_name.clone(),
        },
        _ => {
            let provider = config.credentials_provider();
            let provider = provider.ok_or_else(|| {
                Failure::new(Code::SignedOut, "no credentials are configured")
                    .hint("Choose another connection, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.")
            })?;
            Base::Sdk(provider, SourceKind::Any)
        }
    };
    Ok(Chain::new(around, Links::new(base, steps)))
}

/// The keychain's item that holds the secret of a connection.
pub(crate) fn secret_item(connection: &ConnectionId) -> String {
    format!("secret:{connection}")
}

/// What the names of a connection's sealed sessions begin with.
fn sealed_prefix(connection: &ConnectionId) -> String {
    let hash = Sha256::digest(connection.as_str());
    let short = hash.iter().take(6).fold(String::new(), |mut hex, byte| {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    format!("session-{short}-")
}

impl Engine {
    /// Forgets what was kept of a connection's sign-in: sessions that cost a code, and a secret in memory.
    pub(crate) fn forget_sign_in(&self, id: &ConnectionId) -> Result<(), Failure> {
        self.sealed().remove_all(&sealed_prefix(id))
    }
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

/// Region and endpoints as the environment and the connection's own profile say; other profiles have no
/// say in it.
async fn user_config(connection: &Connection) -> SdkConfig {
    // An explicit retry configuration keeps the loader from reading `retry_mode`: it panics on `legacy`.
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        // What is kept is kept in one place for all clients: the chain.
        .identity_cache(IdentityCache::no_cache())
        .http_client(network());
    let source = connection.spec.as_ref().map(|spec| &spec.source);
    if let Some(profile) = connection.profile() {
        loader = loader.profile_name(profile).no_credentials();
    } else if !matches!(source, None | Some(Source::Environment)) {
        let none = EnvConfigFiles::builder().with_contents(EnvConfigFileKind::Config, "");
        loader = loader.profile_files(none.build()).no_credentials();
    }
    let home = Region::from_static(connection.partition.home_region());
    if let Some(spec) = &connection.spec {
        let named = spec.region.clone().map(Region::new);
        let is_profile = connection.profile().is_some();
        if let Some(region) = named.or_else(|| (!is_profile).then(|| home.clone())) {
            loader = loader.region(region);
        }
    }
    let config = loader.load().await;
    if config.region().is_some() {
        return config;
    }
    config.into_builder().region(home).build()
}

fn sandbox_config(host: &Arc<SandboxHost>, outsider: Option<usize>) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static(Partition::Aws.home_region()))
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
