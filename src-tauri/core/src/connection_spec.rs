//! A way to sign in as someone enters it: where credentials come from, which role is assumed on top of
//! them, and whether anything may be changed with them. No secret is part of it.

mod checks;

use serde::{Deserialize, Serialize};

use crate::{
    failure::Failure,
    ids::{AccountId, ConnectionId},
    partition::Partition,
};
pub use checks::check_start_url;

/// What a role's session may last, in seconds.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
pub const ROLE_SECONDS: std::ops::RangeInclusive<i32> = 900..=43_200;
/// The most that a session lasts whose role is assumed with another role's credentials, in seconds.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining>
pub const CHAINED_SECONDS: i32 = 3600;

/// Where credentials come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "source",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Source {
    /// A user's long-term keys. The secret lies in the system's keychain.
    Keys {
        /// `AKIA…`
        access_key_id: String,
    },
    /// A person in IAM Identity Center, with one of their roles in one of their accounts.
    IdentityCenter {
        /// `https://d-1234567890.awsapps.com/start`
        start_url: String,
        /// Where the Identity Center is.
        region: String,
        /// In which account.
        account_id: AccountId,
        /// The permission set, as the portal lists it.
        role_name: String,
    },
    /// A profile of the AWS configuration.
    Profile {
        /// Its name.
        name: String,
    },
    /// Environment variables.
    Environment,
    /// A session of `aws login`, through a profile that names one.
    Login {
        /// The profile's name.
        profile: String,
    },
}

impl Source {
    /// Whether a user's long-term keys can be behind it: only those can show an MFA code.
    pub fn may_show_mfa(&self) -> bool {
        matches!(
            self,
            Self::Keys { .. } | Self::Profile { .. } | Self::Environment
        )
    }
}

/// A role that is assumed on top of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AssumedRole {
    /// `arn:aws:iam::111122223333:role/Admin`
    pub role_arn: String,
    /// What the role's trust policy asks third parties for.
    #[serde(default)]
    pub external_id: Option<String>,
    /// The MFA device whose code is asked for.
    #[serde(default)]
    pub mfa_serial: Option<String>,
    /// How long a session lasts, 900 to 43,200 seconds; AWS's hour where nothing is said.
    #[serde(default)]
    pub duration_seconds: Option<i32>,
    /// What the session is called in the account's logs.
    #[serde(default)]
    pub session_name: Option<String>,
}

/// A way to sign in, as it is entered and kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionSpec {
    /// Which one is edited; none for a new one.
    #[serde(default)]
    pub id: Option<ConnectionId>,
    /// What people call it.
    pub name: String,
    /// Where credentials come from.
    pub source: Source,
    /// The role on top of them.
    #[serde(default)]
    pub role: Option<AssumedRole>,
    /// The MFA device whose code is shown without a role, for a session of the user itself.
    #[serde(default)]
    pub mfa_serial: Option<String>,
    /// The region that calls go to; the partition's home where nothing is said.
    #[serde(default)]
    pub region: Option<String>,
    /// Whether Canopy refuses every change.
    #[serde(default)]
    pub read_only: bool,
}

impl ConnectionSpec {
    /// The partition it leads to: that of its role, else that of its region.
    ///
    /// Errors: `invalid` for a role or region that is in none that Canopy knows.
    pub fn partition(&self) -> Result<Partition, Failure> {
        if let Some(role) = &self.role {
            return Partition::of_arn(&role.role_arn);
        }
        if let Some(serial) = self.mfa_serial.as_ref().filter(|it| it.starts_with("arn:")) {
            return Partition::of_arn(serial);
        }
        let region = match (&self.region, &self.source) {
            (Some(region), _) | (None, Source::IdentityCenter { region, .. }) => Some(region),
            _ => None,
        };
        region.map_or(Ok(Partition::default()), |region| {
            Partition::of_region(region)
        })
    }

    /// Whether it can be kept: names, ARNs and lengths as AWS takes them, nothing that cannot go together.
    ///
    /// Errors: `invalid`, naming the field and what it may hold.
    pub fn check(&self) -> Result<(), Failure> {
        checks::check(self)
    }
}

/// The secret of a connection on its way to the keychain. It is never shown again.
#[derive(Clone, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionSecret {
    /// The secret access key of [`Source::Keys`].
    pub secret_access_key: String,
}

impl std::fmt::Debug for ConnectionSecret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ConnectionSecret(…)")
    }
}

#[cfg(test)]
mod tests;
