//! IAM Identity Center of the organization: who is signed in to its portal, and the programs that were
//! let in on their behalf. Its users and permission sets are the same in every sandbox.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A program that registered itself. Its `Debug` keeps the secret back.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Client {
    pub(crate) secret: String,
    #[serde(default)]
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) expires_at: Timestamp,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Client")
            .field("redirect_uris", &self.redirect_uris)
            .finish_non_exhaustive()
    }
}

/// What a person decided about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Decision {
    Open,
    Allowed,
    Denied,
}

/// A program that waits for a person to enter its code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Device {
    pub(crate) client_id: String,
    pub(crate) user_code: String,
    pub(crate) decision: Decision,
    pub(crate) expires_at: Timestamp,
    #[serde(default)]
    pub(crate) asked_at: Option<Timestamp>,
}

/// A code that a browser brought back to a program.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AuthorizationCode {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: String,
    pub(crate) expires_at: Timestamp,
}

/// What a program has in the place of a person's password.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Token {
    pub(crate) client_id: String,
    pub(crate) user: String,
    pub(crate) expires_at: Timestamp,
}

/// Everything it knows.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct IdentityCenter {
    /// Whether the organization has an instance of it.
    pub(crate) enabled: bool,
    pub(crate) clients: BTreeMap<String, Client>,
    /// By device code.
    pub(crate) devices: BTreeMap<String, Device>,
    pub(crate) codes: BTreeMap<String, AuthorizationCode>,
    pub(crate) access_tokens: BTreeMap<String, Token>,
    pub(crate) refresh_tokens: BTreeMap<String, Token>,
}

impl Default for IdentityCenter {
    fn default() -> Self {
        Self {
            enabled: true,
            clients: BTreeMap::new(),
            devices: BTreeMap::new(),
            codes: BTreeMap::new(),
            access_tokens: BTreeMap::new(),
            refresh_tokens: BTreeMap::new(),
        }
    }
}
