//! A profile's chain of roles, resolved here: the SDK leaves `mfa_serial` and `duration_seconds` of role
//! profiles out. What is below the roles is the SDK's.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html>

use aws_config::{
    credential_process::CredentialProcessProvider,
    ecs::EcsCredentialsProvider,
    environment::EnvironmentVariableCredentialsProvider,
    imds::credentials::ImdsCredentialsProvider,
    profile::{Profile, ProfileFileCredentialsProvider, ProfileSet},
    provider_config::ProviderConfig,
};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use canopy_core::{
    Failure,
    connection_spec::{AssumedRole, ROLE_SECONDS},
};

use super::{
    base::{Base, SourceKind},
    network,
    step::Step,
    surroundings::Surroundings,
};
use crate::connection::profiles;

/// The source below a profile's roles, and the roles in the order in which they are assumed.
///
/// Errors: `notFound` for a profile that is not there; `invalid` for profiles that lead in a circle or
/// nowhere, saying which.
pub(super) fn links(
    all: &ProfileSet,
    name: &str,
    around: &Surroundings,
) -> Result<(Base, Vec<Step>), Failure> {
    let mut steps = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    let mut at = name;
    let base = loop {
        let Some(profile) = all.get_profile(at) else {
            return Err(match seen.last() {
                None => profiles::missing(at),
                Some(from) => wrong(format!(
                    "profile {from} takes its credentials from profile {at}, which is not there"
                )),
            });
        };
        if seen.contains(&at) {
            return Err(wrong(format!(
                "profiles lead in a circle: {} → {at}",
                seen.join(" → ")
            )));
        }
        // A source's keys come before what else it says.
        if !seen.is_empty()
            && let Some(keys) = keys(profile)
        {
            break Base::Sdk(SharedCredentialsProvider::new(keys), SourceKind::Any);
        }
        seen.push(at);
        let Some(role) = role(profile)? else {
            break whole(profile, around);
        };
        steps.push(Step::Assume(role));
        match (
            profile.get("source_profile"),
            profile.get("credential_source"),
        ) {
            (Some(source), None) if source != at => at = source,
            (Some(_), None) => break itself(profile)?,
            (None, Some(source)) => break named(at, source, around)?,
            (Some(_), Some(_)) => {
                return Err(wrong(format!(
                    "profile {at} names both source_profile and credential_source"
                )));
            }
            (None, None) => {
                return Err(wrong(format!(
                    "profile {at} assumes a role, but says not with which credentials"
                )));
            }
        }
    };
    steps.reverse();
    Ok((base, steps))
}

fn wrong(message: String) -> Failure {
    Failure::invalid(message).hint("Correct ~/.aws/config, then try again.")
}

/// The role that a profile assumes with other credentials; none for what a token stands for.
fn role(profile: &Profile) -> Result<Option<AssumedRole>, Failure> {
    let text = |name: &str| profile.get(name).map(ToOwned::to_owned);
    let Some(role_arn) =
        text("role_arn").filter(|_| profile.get("web_identity_token_file").is_none())
    else {
        return Ok(None);
    };
    let duration_seconds =
        match profile.get("duration_seconds") {
            None => None,
            Some(written) => {
                let seconds: Option<i32> = written.trim().parse().ok();
                Some(seconds.filter(|it| ROLE_SECONDS.contains(it)).ok_or_else(|| {
                wrong(format!(
                    "duration_seconds of profile {} is {written}, but must be 900 to 43200",
                    profile.name()
                ))
            })?)
            }
        };
    Ok(Some(AssumedRole {
        role_arn,
        external_id: text("external_id"),
        mfa_serial: text("mfa_serial"),
        duration_seconds,
        session_name: text("role_session_name"),
    }))
}

fn keys(profile: &Profile) -> Option<Credentials> {
    Some(Credentials::new(
        profile.get("aws_access_key_id")?,
        profile.get("aws_secret_access_key")?,
        profile.get("aws_session_token").map(ToOwned::to_owned),
        None,
        "profile",
    ))
}

fn provider_config(around: &Surroundings) -> ProviderConfig {
    ProviderConfig::without_region()
        .with_region(around.config.region().cloned())
        .with_http_client(network())
}

/// A profile without a role: all that the SDK knows.
fn whole(profile: &Profile, around: &Surroundings) -> Base {
    let kind = if profile.get("login_session").is_some() {
        SourceKind::Login
    } else if profile.get("sso_session").is_some() || profile.get("sso_start_url").is_some() {
        SourceKind::IdentityCenter
    } else if profile.get("web_identity_token_file").is_some() {
        SourceKind::Role
    } else {
        SourceKind::Any
    };
    let provider = ProfileFileCredentialsProvider::builder()
        .configure(&provider_config(around))
        .profile_name(profile.name())
        .build();
    Base::Sdk(SharedCredentialsProvider::new(provider), kind)
}

/// A profile that names itself as its source: the credentials beside its role.
fn itself(profile: &Profile) -> Result<Base, Failure> {
    if let Some(keys) = keys(profile) {
        return Ok(Base::Sdk(
            SharedCredentialsProvider::new(keys),
            SourceKind::Any,
        ));
    }
    if let Some(command) = profile.get("credential_process") {
        let provider = CredentialProcessProvider::new(command.to_owned());
        return Ok(Base::Sdk(
            SharedCredentialsProvider::new(provider),
            SourceKind::Any,
        ));
    }
    Err(wrong(format!(
        "profile {} names itself as its source, but has no keys",
        profile.name()
    )))
}

fn named(profile: &str, source: &str, around: &Surroundings) -> Result<Base, Failure> {
    let config = provider_config(around);
    let (provider, kind) = match source {
        "Environment" => (
            SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new()),
            SourceKind::Any,
        ),
        "Ec2InstanceMetadata" => (
            SharedCredentialsProvider::new(
                ImdsCredentialsProvider::builder()
                    .configure(&config)
                    .build(),
            ),
            SourceKind::Role,
        ),
        "EcsContainer" => (
            SharedCredentialsProvider::new(
                EcsCredentialsProvider::builder().configure(&config).build(),
            ),
            SourceKind::Role,
        ),
        other => {
            return Err(wrong(format!(
                "profile {profile} names an unknown credential_source: {other}"
            )));
        }
    };
    Ok(Base::Sdk(provider, kind))
}
