//! Console passwords: as digests, with what an account asks of them.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::{clock, random::Random, signature::hex};

const DAY: i64 = 24 * 3600;

/// A password that can be recognised and not read. Its `Debug` keeps the digest back.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Password {
    salt: String,
    digest: String,
}

impl std::fmt::Debug for Password {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Password").finish_non_exhaustive()
    }
}

impl Password {
    pub(crate) fn new(text: &str, random: &mut Random) -> Self {
        let salt = random.token(20);
        Self {
            digest: digest(&salt, text),
            salt,
        }
    }

    pub(crate) fn is(&self, text: &str) -> bool {
        digest(&self.salt, text) == self.digest
    }
}

fn digest(salt: &str, text: &str) -> String {
    // HMAC takes keys of any length.
    Hmac::<Sha256>::new_from_slice(salt.as_bytes()).map_or_else(
        |_| String::new(),
        |mut mac| {
            mac.update(text.as_bytes());
            hex(&mac.finalize().into_bytes())
        },
    )
}

/// How a user signs in to the console.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LoginProfile {
    pub(crate) created_at: Timestamp,
    /// Whether the user must choose another password at the next sign-in.
    pub(crate) reset_required: bool,
    pub(crate) password: Password,
    pub(crate) changed_at: Timestamp,
    /// Passwords before this one, the newest last.
    #[serde(default)]
    pub(crate) former: Vec<Password>,
}

impl LoginProfile {
    pub(crate) fn new(password: Password, reset_required: bool, now: Timestamp) -> Self {
        Self {
            created_at: now,
            reset_required,
            password,
            changed_at: now,
            former: Vec::new(),
        }
    }

    /// Puts another password in the place of the present one.
    pub(crate) fn change(&mut self, password: Password, now: Timestamp) {
        let former = std::mem::replace(&mut self.password, password);
        self.former.push(former);
        let surplus = self.former.len().saturating_sub(REMEMBERED);
        self.former.drain(..surplus);
        self.changed_at = now;
    }

    /// Whether this is the present password, or one of the `many` last ones with it.
    pub(crate) fn had(&self, text: &str, many: usize) -> bool {
        std::iter::once(&self.password)
            .chain(self.former.iter().rev())
            .take(many)
            .any(|password| password.is(text))
    }
}

/// Passwords that IAM can be told to remember at most.
const REMEMBERED: usize = 24;

/// What an account asks of its users' passwords.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are the fields of AWS's own structure"
)]
pub(crate) struct PasswordPolicy {
    pub(crate) minimum_length: usize,
    pub(crate) require_symbols: bool,
    pub(crate) require_numbers: bool,
    pub(crate) require_uppercase: bool,
    pub(crate) require_lowercase: bool,
    /// Every user may change their own password, whatever their policies leave out.
    pub(crate) allow_users_to_change: bool,
    pub(crate) max_age_days: Option<i64>,
    pub(crate) reuse_prevention: Option<usize>,
    /// An expired password lets nobody in, not even to change it.
    pub(crate) hard_expiry: bool,
}

impl PasswordPolicy {
    /// Whether a password that was set then is too old now.
    pub(crate) fn has_expired(&self, changed_at: Timestamp, now: Timestamp) -> bool {
        self.max_age_days
            .is_some_and(|days| clock::after(changed_at, days * DAY) <= now)
    }
}
