//! Member accounts: the ways into them, and credentials for roles there, kept in memory while they are
//! good.

mod assume;
mod inside;
mod lent;
mod refused;
mod roles;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Mutex,
    time::Duration,
};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use canopy_core::{AccountId, RoleName};
use jiff::Timestamp;

pub use lent::OneTimeCredentials;
pub(crate) use {
    inside::Inside,
    roles::{decoded, trust_of},
};

use crate::{lock, readiness::Mapping};
use assume::Flights;
use lent::Lent;

/// Temporary credentials of one role, with their end.
#[derive(Clone)]
pub(crate) struct RoleCredentials {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
    pub(crate) session_token: String,
    pub(crate) expires_at: Timestamp,
}

impl std::fmt::Debug for RoleCredentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("RoleCredentials")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl RoleCredentials {
    fn provider(&self) -> SharedCredentialsProvider {
        let end = u64::try_from(self.expires_at.as_second()).unwrap_or_default();
        SharedCredentialsProvider::new(Credentials::new(
            &self.access_key_id,
            &self.secret_access_key,
            Some(self.session_token.clone()),
            Some(std::time::UNIX_EPOCH + Duration::from_secs(end)),
            "canopy role",
        ))
    }
}

/// A role in an account.
type Key = (AccountId, RoleName);

/// What a session keeps of member accounts, in memory only.
#[derive(Debug, Default)]
pub(crate) struct Members {
    kept: Mutex<HashMap<Key, RoleCredentials>>,
    flights: Flights,
    lent: Lent,
    /// Trust policies that were read, to say why a role refuses.
    trusts: Mutex<BTreeMap<Key, String>>,
    /// Roles that were changed and whose readiness was known before.
    changed: Mutex<BTreeSet<Key>>,
    pub(crate) mapping: Mapping,
}

impl Members {
    /// Forgets credentials that were assumed: the role has changed, or AWS does not take them any more.
    pub(crate) fn forget(&self, account: &AccountId, role: &RoleName) {
        let key = (account.clone(), role.clone());
        lock(&self.trusts).remove(&key);
        lock(&self.kept).remove(&key);
    }

    /// Notes that a role was changed whose readiness was known.
    pub(crate) fn to_ask_again(&self, account: &AccountId, role: &RoleName) {
        lock(&self.changed).insert((account.clone(), role.clone()));
    }

    /// The roles that were noted, once.
    pub(crate) fn changed(&self) -> BTreeSet<(AccountId, RoleName)> {
        std::mem::take(&mut *lock(&self.changed))
    }
}
