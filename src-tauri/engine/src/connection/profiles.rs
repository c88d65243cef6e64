//! The profiles of the user's AWS configuration, read anew each time: people edit these files.

use std::{path::PathBuf, time::SystemTime};

use aws_config::profile::ProfileSet;
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};
use canopy_core::{Failure, Partition};

use super::{Connection, Kind, partition_of, short_name};
use crate::files::home;

/// Reads them. Errors: `invalid`, saying what cannot be read.
pub(crate) async fn load() -> Result<ProfileSet, Failure> {
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

/// When the files were last written, and how long they are: another value means that they changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edition(Vec<Option<(SystemTime, u64)>>);

/// The edition of the files as they are now.
pub(crate) fn edition() -> Edition {
    let files = [
        ("AWS_CONFIG_FILE", "config"),
        ("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
    ];
    let seen = files.map(|(variable, name)| {
        let named = std::env::var_os(variable).filter(|it| !it.is_empty());
        let file = named
            .map(PathBuf::from)
            .or_else(|| Some(home()?.join(".aws").join(name)))?;
        let about = std::fs::metadata(file).ok()?;
        Some((about.modified().ok()?, about.len()))
    });
    Edition(seen.to_vec())
}

/// A profile that is not there.
pub(crate) fn missing(name: &str) -> Failure {
    Failure::not_found(format!("there is no profile named {name}"))
        .hint("Look at the profiles in ~/.aws/config, or choose another connection.")
}

/// The profile that `aws login` signs in, where `connection` rests on one.
pub(super) async fn with_login(connection: &Connection) -> Result<Option<String>, Failure> {
    let Some(name) = connection.profile() else {
        return Ok(None);
    };
    let is_login = connection.kind == Kind::Login
        || load()
            .await?
            .get_profile(name)
            .is_some_and(|it| it.get("login_session").is_some());
    Ok(is_login.then(|| name.to_owned()))
}

/// All profiles as connections, by name.
pub(super) fn connections(profiles: &ProfileSet) -> Vec<Connection> {
    let mut names: Vec<&str> = profiles.profiles().collect();
    names.sort_unstable();
    names
        .into_iter()
        .filter_map(|name| describe(profiles, name))
        .collect()
}

pub(super) fn describe(profiles: &ProfileSet, name: &str) -> Option<Connection> {
    let profile = profiles.get_profile(name)?;
    let role = profile.get("role_arn");
    let detail = if let Some(role) = role {
        let from = profile
            .get("source_profile")
            .or(profile.get("credential_source"));
        let mfa = if profile.get("mfa_serial").is_some() {
            ", with MFA"
        } else {
            ""
        };
        format!(
            "Role {} from {}{mfa}",
            short_name(role),
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
    let region = profile.get("region");
    let partition = role
        .and_then(|role| Partition::of_arn(role).ok())
        .unwrap_or_else(|| partition_of(region));
    Some(Connection {
        id: Kind::profile_id(name).ok()?,
        kind: Kind::Profile,
        name: name.to_owned(),
        detail,
        region: region.map(ToOwned::to_owned),
        read_only: false,
        partition,
        spec: None,
    })
}
