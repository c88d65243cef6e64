//! Temporary credentials, sign-in tokens and console sessions. Their `Debug` keeps the secrets back.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Whose temporary credentials these are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(crate) enum SessionKind {
    /// From `GetSessionToken`: the user, once more, perhaps with MFA.
    User { name: String },
    /// From `GetFederationToken`: what a user and these policies allow together.
    Federated {
        user: String,
        name: String,
        policies: Vec<String>,
    },
    /// From `AssumeRole`.
    Role {
        role: String,
        session_name: String,
        /// Assumed from another role's session: one hour at most, and no `SessionDuration`.
        chained: bool,
        #[serde(default)]
        source_identity: Option<String>,
        /// Session policies, inline and managed, word for word. They narrow, never widen.
        #[serde(default)]
        policies: Vec<String>,
    },
}

impl SessionKind {
    /// The user whom the credentials stand for, or who made them for another name.
    pub(crate) fn user(&self) -> Option<&str> {
        match self {
            Self::User { name: user } | Self::Federated { user, .. } => Some(user),
            Self::Role { .. } => None,
        }
    }
}

/// Temporary credentials.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Session {
    pub(crate) access_key_id: String,
    pub(crate) secret: String,
    pub(crate) token: String,
    pub(crate) account_id: String,
    #[serde(flatten)]
    pub(crate) kind: SessionKind,
    pub(crate) mfa: bool,
    pub(crate) issued_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("access_key_id", &self.access_key_id)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// What a console session shows: who is signed in, and until when.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConsoleSession {
    pub(crate) account_id: String,
    /// The role, or the user's name.
    pub(crate) identity: String,
    #[serde(default)]
    pub(crate) session_name: Option<String>,
    pub(crate) expires_at: Timestamp,
    #[serde(default)]
    pub(crate) destination: Option<String>,
    /// Whose rights the browser has. A session of a state from before this was kept has none.
    #[serde(default)]
    pub(crate) kind: Option<SessionKind>,
    #[serde(default)]
    pub(crate) mfa: bool,
    #[serde(default)]
    pub(crate) signed_in_at: Option<Timestamp>,
    /// The name that the person gave a role they switched to.
    #[serde(default)]
    pub(crate) display_name: Option<String>,
    /// And its colour: six hexadecimal digits.
    #[serde(default)]
    pub(crate) color: Option<String>,
    /// The session that the person switched from, and comes back to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) below: Option<Box<ConsoleSession>>,
}

/// A sign-in token: for 15 minutes it opens a console session.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SigninToken {
    pub(crate) valid_until: Timestamp,
    pub(crate) session: ConsoleSession,
}

/// A sign-in of an IAM user that has got past the password, and waits for a code or another password.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignIn {
    pub(crate) account_id: String,
    pub(crate) user: String,
    /// Whether a right code was given.
    pub(crate) mfa: bool,
    /// Where on these pages the person wanted to go.
    #[serde(default)]
    pub(crate) next: Option<String>,
    pub(crate) expires_at: Timestamp,
}
