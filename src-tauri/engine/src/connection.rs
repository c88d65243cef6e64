//! Ways to sign in: the sandbox, what the environment holds, and every profile of the user's AWS
//! configuration.

use aws_config::profile::ProfileSet;
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};
use canopy_core::{ConnectionId, Failure};
use serde::{Deserialize, Serialize};

/// Variables of which one means that the environment itself carries credentials.
const CREDENTIAL_VARIABLES: [&str; 4] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

/// What the connections of the sandbox's accounts outside begin with, and how many there are.
const OUTSIDER: &str = "sandbox:";
const SANDBOX_OUTSIDERS: usize = 3;

/// What a connection rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// The organization that runs in Canopy itself.
    Sandbox,
    /// A profile of the AWS configuration.
    Profile,
    /// Credentials in environment variables.
    Environment,
}

impl Kind {
    /// The connection of the sandbox.
    pub fn sandbox_id() -> ConnectionId {
        "sandbox".parse().expect("a connection")
    }

    /// The connections of the sandbox's accounts that are in no organization, to begin with.
    pub fn outsider_ids() -> impl Iterator<Item = ConnectionId> {
        (1..=SANDBOX_OUTSIDERS).filter_map(|nth| format!("{OUTSIDER}{nth}").parse().ok())
    }

    /// The connection of the environment.
    pub fn environment_id() -> ConnectionId {
        "environment".parse().expect("a connection")
    }

    /// The connection of a profile. Errors: a name with control characters.
    pub fn profile_id(name: &str) -> Result<ConnectionId, Failure> {
        Ok(format!("profile:{name}").parse()?)
    }
}

/// A way to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// `sandbox`, `sandbox:1`, `environment` or `profile:NAME`.
    pub id: ConnectionId,
    /// What it rests on.
    pub kind: Kind,
    /// What people call it.
    pub name: String,
    /// How it signs in, in words: `Identity Center session corp`.
    pub detail: String,
    /// The region it names.
    pub region: Option<String>,
}

impl Connection {
    fn sandbox() -> Self {
        Self {
            id: Kind::sandbox_id(),
            kind: Kind::Sandbox,
            name: "Sandbox".to_owned(),
            detail: "A sample organization inside Canopy; needs no AWS account".to_owned(),
            region: None,
        }
    }

    /// An account of the sandbox that is in no organization, by its number from 1.
    fn outsider(nth: usize) -> Option<Self> {
        let id = Kind::outsider_ids().nth(nth.checked_sub(1)?)?;
        Some(Self {
            id,
            kind: Kind::Sandbox,
            name: format!("Sandbox, account outside {nth}"),
            detail: "Can be invited, or create an organization of its own".to_owned(),
            region: None,
        })
    }

    /// Which of the sandbox's accounts outside it is, from 0; none where it is not one.
    pub(crate) fn as_outsider(&self) -> Option<usize> {
        let number: usize = self.id.as_str().strip_prefix(OUTSIDER)?.parse().ok()?;
        number.checked_sub(1)
    }

    fn environment() -> Self {
        Self {
            id: Kind::environment_id(),
            kind: Kind::Environment,
            name: "Environment".to_owned(),
            detail: "Credentials in environment variables".to_owned(),
            region: std::env::var("AWS_REGION")
                .or_else(|_| std::env::var("AWS_DEFAULT_REGION"))
                .ok(),
        }
    }

    /// The profile's name, where it rests on one.
    pub fn profile(&self) -> Option<&str> {
        self.id.as_str().strip_prefix("profile:")
    }
}

/// Whether the environment itself carries credentials.
pub fn environment_has_credentials() -> bool {
    CREDENTIAL_VARIABLES
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Every way to sign in: the sandbox, the environment where it carries credentials, the profiles by
/// name. A configuration that cannot be read leaves the profiles out; opening one says why.
pub(crate) async fn all() -> Vec<Connection> {
    let mut found = vec![Connection::sandbox()];
    found.extend((1..=SANDBOX_OUTSIDERS).filter_map(Connection::outsider));
    if environment_has_credentials() {
        found.push(Connection::environment());
    }
    match profiles().await {
        Ok(profiles) => {
            let mut names: Vec<&str> = profiles.profiles().collect();
            names.sort_unstable();
            found.extend(
                names
                    .into_iter()
                    .filter_map(|name| describe(&profiles, name)),
            );
        }
        Err(failure) => tracing::warn!(%failure, "the AWS configuration could not be read"),
    }
    found
}

/// The connection with this id. Errors: `notFound`, or `invalid` for a configuration that cannot be read.
pub(crate) async fn find(id: &ConnectionId) -> Result<Connection, Failure> {
    match id.as_str() {
        "sandbox" => Ok(Connection::sandbox()),
        "environment" => Ok(Connection::environment()),
        outsider if outsider.starts_with(OUTSIDER) => {
            let number = outsider.trim_start_matches(OUTSIDER).parse().ok();
            number.and_then(Connection::outsider).ok_or_else(|| {
                Failure::not_found(format!("the sandbox has no account `{outsider}`"))
                    .hint("It has `sandbox:1` to `sandbox:3` outside of its organization.")
            })
        }
        other => {
            let name = other.strip_prefix("profile:").unwrap_or(other);
            let profiles = profiles().await?;
            describe(&profiles, name).ok_or_else(|| {
                Failure::not_found(format!("there is no profile named {name}"))
                    .hint("Look at the profiles in ~/.aws/config, or choose another connection.")
            })
        }
    }
}

async fn profiles() -> Result<ProfileSet, Failure> {
    aws_config::profile::load(&Fs::real(), &Env::real(), &EnvConfigFiles::default(), None)
        .await
        .map_err(|error| {
            Failure::invalid(format!(
                "the AWS configuration cannot be read: {}",
                crate::fault::chain(&error)
            ))
            .hint("Correct ~/.aws/config or ~/.aws/credentials.")
        })
}

fn describe(profiles: &ProfileSet, name: &str) -> Option<Connection> {
    let profile = profiles.get_profile(name)?;
    let detail = if let Some(role) = profile.get("role_arn") {
        let from = profile
            .get("source_profile")
            .or(profile.get("credential_source"));
        format!(
            "Role {} from {}",
            role.rsplit('/').next().unwrap_or(role),
            from.unwrap_or("nowhere")
        )
    } else if let Some(session) = profile.get("sso_session") {
        format!("Identity Center session {session}")
    } else if profile.get("sso_start_url").is_some() {
        "Identity Center".to_owned()
    } else if profile.get("login_session").is_some() {
        "Signed in by aws login".to_owned()
    } else if profile.get("credential_process").is_some() {
        "A program that hands out credentials".to_owned()
    } else if profile.get("aws_access_key_id").is_some() {
        "Access key in the credentials file".to_owned()
    } else {
        "No credentials of its own".to_owned()
    };
    Some(Connection {
        id: Kind::profile_id(name).ok()?,
        kind: Kind::Profile,
        name: name.to_owned(),
        detail,
        region: profile.get("region").map(ToOwned::to_owned),
    })
}
