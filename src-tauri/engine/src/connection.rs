//! Ways to sign in: the sandbox, what the environment holds, those that were entered, and every profile of
//! the user's AWS configuration.

mod keeping;
pub(crate) mod profiles;

use canopy_core::{
    ConnectionId, Failure, Partition,
    connection_spec::{ConnectionSpec, Source},
};
use serde::{Deserialize, Serialize};

use crate::store::Store;

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
/// What the connections that were entered begin with.
const OWN: &str = "own:";

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
    /// A user's keys, whose secret the keychain keeps.
    Keys,
    /// A person in IAM Identity Center.
    IdentityCenter,
    /// A session of `aws login`.
    Login,
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
    /// `sandbox`, `sandbox:1`, `environment`, `profile:NAME`, or `own:LETTERS` for one that was entered.
    pub id: ConnectionId,
    /// What it rests on.
    pub kind: Kind,
    /// What people call it.
    pub name: String,
    /// How it signs in, in words: `Identity Center session corp`.
    pub detail: String,
    /// The region it names.
    pub region: Option<String>,
    /// Whether Canopy refuses every change through it.
    pub read_only: bool,
    /// The part of AWS that it leads to.
    pub partition: Partition,
    /// As it was entered, for one's own.
    pub spec: Option<ConnectionSpec>,
}

impl Connection {
    fn sandbox() -> Self {
        Self {
            id: Kind::sandbox_id(),
            kind: Kind::Sandbox,
            name: "Sandbox".to_owned(),
            detail: "A sample organization inside Canopy; needs no AWS account".to_owned(),
            region: None,
            read_only: false,
            partition: Partition::Aws,
            spec: None,
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
            read_only: false,
            partition: Partition::Aws,
            spec: None,
        })
    }

    /// Which of the sandbox's accounts outside it is, from 0; none where it is not one.
    pub(crate) fn as_outsider(&self) -> Option<usize> {
        let number: usize = self.id.as_str().strip_prefix(OUTSIDER)?.parse().ok()?;
        number.checked_sub(1)
    }

    fn environment() -> Self {
        let named = |name| std::env::var(name).ok().filter(|it| !it.is_empty());
        let region = named("AWS_REGION").or_else(|| named("AWS_DEFAULT_REGION"));
        Self {
            id: Kind::environment_id(),
            kind: Kind::Environment,
            name: "Environment".to_owned(),
            detail: "Credentials in environment variables".to_owned(),
            partition: partition_of(region.as_deref()),
            region,
            read_only: false,
            spec: None,
        }
    }

    /// One that was entered. Errors: `invalid` for one that is not whole.
    fn own(id: ConnectionId, spec: ConnectionSpec) -> Result<Self, Failure> {
        let (kind, detail) = match &spec.source {
            Source::Keys { access_key_id } => (Kind::Keys, format!("Access key {access_key_id}")),
            Source::IdentityCenter {
                account_id,
                role_name,
                ..
            } => (
                Kind::IdentityCenter,
                format!("Identity Center, {role_name} in {account_id}"),
            ),
            Source::Profile { name } => (Kind::Profile, format!("Profile {name}")),
            Source::Environment => (
                Kind::Environment,
                "Credentials in environment variables".to_owned(),
            ),
            Source::Login { profile } => (
                Kind::Login,
                format!("Signed in by aws login, profile {profile}"),
            ),
        };
        let detail = match &spec.role {
            Some(role) => format!("Role {} from {detail}", short_name(&role.role_arn)),
            None if spec.mfa_serial.is_some() => format!("{detail}, with MFA"),
            None => detail,
        };
        Ok(Self {
            id,
            kind,
            name: spec.name.clone(),
            detail,
            region: spec.region.clone(),
            read_only: spec.read_only,
            partition: spec.partition()?,
            spec: Some(spec),
        })
    }

    /// The profile's name, where it rests on one: discovered, or named by one that was entered.
    pub fn profile(&self) -> Option<&str> {
        match self.spec.as_ref().map(|spec| &spec.source) {
            Some(Source::Profile { name } | Source::Login { profile: name }) => Some(name),
            Some(_) => None,
            None => self.id.as_str().strip_prefix("profile:"),
        }
    }
}

/// The last part of a role's ARN.
fn short_name(role_arn: &str) -> &str {
    role_arn.rsplit('/').next().unwrap_or(role_arn)
}

/// The partition of a region; the commercial one where none is named or known.
fn partition_of(region: Option<&str>) -> Partition {
    region
        .and_then(|region| Partition::of_region(region).ok())
        .unwrap_or_default()
}

/// Whether the environment itself carries credentials.
pub fn environment_has_credentials() -> bool {
    CREDENTIAL_VARIABLES
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Every way to sign in: the sandbox, the environment where it carries credentials, those that were
/// entered, the profiles by name. A configuration that cannot be read leaves the profiles out; opening one
/// says why.
pub(crate) async fn all(store: &Store) -> Vec<Connection> {
    let mut found = vec![Connection::sandbox()];
    found.extend((1..=SANDBOX_OUTSIDERS).filter_map(Connection::outsider));
    if environment_has_credentials() {
        found.push(Connection::environment());
    }
    match store.own_connections() {
        Ok(own) => found.extend(own.into_iter().filter_map(|spec| {
            let id = spec.id.clone()?;
            Connection::own(id, spec).ok()
        })),
        Err(failure) => tracing::error!(%failure, "the connections could not be read"),
    }
    match profiles::load().await {
        Ok(profiles) => found.extend(profiles::connections(&profiles)),
        Err(failure) => tracing::warn!(%failure, "the AWS configuration could not be read"),
    }
    for connection in &mut found {
        connection.read_only |= refuses_changes(store, &connection.id);
    }
    found
}

/// Whether someone made it read-only. What cannot be read is taken for read-only: it is the safer guess.
fn refuses_changes(store: &Store, id: &ConnectionId) -> bool {
    store.is_read_only(id).unwrap_or(true)
}

/// The connection with this id. Errors: `notFound`, or `invalid` for a configuration that cannot be read.
pub(crate) async fn find(store: &Store, id: &ConnectionId) -> Result<Connection, Failure> {
    let mut found = match id.as_str() {
        "sandbox" => Connection::sandbox(),
        "environment" => Connection::environment(),
        outsider if outsider.starts_with(OUTSIDER) => {
            let number = outsider.trim_start_matches(OUTSIDER).parse().ok();
            number.and_then(Connection::outsider).ok_or_else(|| {
                Failure::not_found(format!("the sandbox has no account `{outsider}`"))
                    .hint("It has `sandbox:1` to `sandbox:3` outside of its organization.")
            })?
        }
        own if own.starts_with(OWN) => {
            let spec = store.own_connection(id)?.ok_or_else(|| {
                Failure::not_found(format!("there is no connection `{id}`"))
                    .hint("`canopy connection list` lists them; it may have been removed.")
            })?;
            Connection::own(id.clone(), spec)?
        }
        other => {
            let name = other.strip_prefix("profile:").unwrap_or(other);
            let profiles = profiles::load().await?;
            profiles::describe(&profiles, name).ok_or_else(|| profiles::missing(name))?
        }
    };
    found.read_only |= refuses_changes(store, id);
    Ok(found)
}
