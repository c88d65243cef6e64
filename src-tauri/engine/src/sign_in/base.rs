//! Where a chain of credentials begins.

use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, SharedCredentialsProvider},
};
use canopy_core::{AccountId, Code, Failure};

use super::{secret_item, surroundings::Surroundings};
use crate::{fault, identity_center::Portal, keychain};

/// What kind of source it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SourceKind {
    /// Keys, or what the SDK finds: the credentials themselves tell.
    Any,
    /// A person in Identity Center.
    IdentityCenter,
    /// A session of `aws login`.
    Login,
    /// A role that a machine or a token stands for.
    Role,
}

/// The first link.
pub(super) enum Base {
    /// What the SDK's own providers find.
    Sdk(SharedCredentialsProvider, SourceKind),
    /// Keys whose secret the keychain keeps, or a person.
    Keys(String),
    /// A person's role in an account.
    IdentityCenter {
        portal: Portal,
        account_id: AccountId,
        role_name: String,
    },
}

impl Base {
    pub(super) fn kind(&self) -> SourceKind {
        match self {
            Self::Sdk(_, kind) => *kind,
            Self::Keys(_) => SourceKind::Any,
            Self::IdentityCenter { .. } => SourceKind::IdentityCenter,
        }
    }

    /// Credentials. `may_open` allows a browser to be opened.
    pub(super) async fn credentials(
        &self,
        around: &Surroundings,
        may_open: bool,
    ) -> Result<Credentials, Failure> {
        match self {
            Self::Sdk(provider, kind) => provider
                .provide_credentials()
                .await
                .map_err(|error| missing(&error, *kind)),
            Self::Keys(access_key_id) => {
                let secret = secret(around, access_key_id).await?;
                Ok(Credentials::new(
                    access_key_id,
                    secret,
                    None,
                    None,
                    "canopy keychain",
                ))
            }
            Self::IdentityCenter {
                portal,
                account_id,
                role_name,
            } => {
                let asks = may_open.then_some(&around.connection);
                around
                    .identity_center
                    .credentials(portal, account_id, role_name, asks)
                    .await
            }
        }
    }
}

fn missing(
    error: &aws_credential_types::provider::error::CredentialsError,
    kind: SourceKind,
) -> Failure {
    // The chain of causes names files and fields, never what is in them.
    tracing::debug!(cause = %fault::chain(error), "no credentials");
    let why = fault::chain(error);
    let why = why.rsplit(": ").next().unwrap_or_default();
    let hint = match kind {
        SourceKind::Login => {
            "Sign in again with `aws login`: Canopy starts it where the AWS CLI is installed."
        }
        SourceKind::IdentityCenter => {
            "Sign in again with `aws sso login`, or add the access portal to Canopy, which needs no AWS CLI."
        }
        SourceKind::Any | SourceKind::Role => {
            "Sign in again (`aws sso login`, `aws login`, or new keys), then try again."
        }
    };
    let message = format!("this connection has no credentials: {why}");
    Failure::new(Code::SignedOut, message).hint(hint)
}

/// The secret of an access key: from the keychain, else from memory, else from the person.
async fn secret(around: &Surroundings, access_key_id: &str) -> Result<String, Failure> {
    let connection = &around.connection;
    if let Some(secret) = around.secrets.get(connection) {
        return Ok(secret);
    }
    let why = match keychain::read_later(secret_item(connection)).await {
        Ok(Some(secret)) => return Ok(secret),
        Ok(None) => "The keychain holds no secret for this key.".to_owned(),
        Err(failure) if matches!(failure.code, Code::Unreachable | Code::Denied) => {
            let mut said = failure.message.chars();
            let first = said.next().map(|it| it.to_uppercase().to_string());
            format!(
                "{}{}. Canopy keeps the secret in memory until it ends, and writes it nowhere.",
                first.unwrap_or_default(),
                said.as_str()
            )
        }
        Err(failure) => return Err(failure),
    };
    let secret = around
        .asking
        .secret_key(connection, access_key_id, why)
        .await?;
    around.secrets.keep(connection, secret.clone());
    Ok(secret)
}
