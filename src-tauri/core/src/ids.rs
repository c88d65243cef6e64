//! Identifiers, each its own type and checked where it enters, so that an account id cannot stand
//! where an organizational unit is meant.
//!
//! Patterns: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html>

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A text that is not the identifier it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {expected}")]
pub struct InvalidId {
    /// What was given.
    pub text: String,
    /// What it should have been, with its article: `an account id (12 digits)`.
    pub expected: &'static str,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $expected:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
        #[serde(try_from = "String", into = "String")]
        #[specta(type = String)]
        pub struct $name(String);

        impl $name {
            /// The identifier as AWS writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let check: fn(&str) -> bool = $check;
                if check(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(InvalidId { text: text.to_owned(), expected: $expected })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

fn is_lower_or_digit(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

fn is_root(text: &str) -> bool {
    text.strip_prefix("r-")
        .is_some_and(|rest| is_lower_or_digit(rest, 4..=32))
}

fn is_ou(text: &str) -> bool {
    text.strip_prefix("ou-")
        .and_then(|rest| rest.split_once('-'))
        .is_some_and(|(root, own)| {
            is_lower_or_digit(root, 4..=32) && is_lower_or_digit(own, 8..=32)
        })
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

id!(
    /// An AWS account: 12 digits, leading zeros kept.
    AccountId, "an account id (12 digits)", is_account
);
id!(
    /// An organizational unit: `ou-` and two parts.
    OuId, "an organizational unit id (`ou-…`)", is_ou
);
id!(
    /// What may hold accounts and organizational units: the root or an organizational unit.
    ParentId, "a root or organizational unit id (`r-…`, `ou-…`)", |text| is_root(text) || is_ou(text)
);
id!(
    /// Anything in the tree: the root, an organizational unit or an account.
    NodeId, "a root, organizational unit or account id", |text| is_root(text) || is_ou(text) || is_account(text)
);
id!(
    /// An organization: `o-` and 10 to 32 lower-case letters or digits.
    OrganizationId, "an organization id (`o-…`)",
    |text| text.strip_prefix("o-").is_some_and(|rest| is_lower_or_digit(rest, 10..=32))
);
id!(
    /// A handshake: `h-` and 8 to 32 lower-case letters or digits.
    HandshakeId, "a handshake id (`h-…`)",
    |text| text.strip_prefix("h-").is_some_and(|rest| is_lower_or_digit(rest, 8..=32))
);
id!(
    /// A policy of the organization: `p-` and 8 to 128 letters, digits or underscores.
    PolicyId, "a policy id (`p-…`)",
    |text| text.strip_prefix("p-").is_some_and(|rest| (8..=128).contains(&rest.len())
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
);
id!(
    /// A way to sign in, as the user named it: `sandbox`, or `profile:NAME`.
    ConnectionId, "a connection", |text| !text.is_empty() && text.len() <= 256 && !text.chars().any(char::is_control)
);
id!(
    /// A plan, named by a hash of its content: what runs is what was reviewed.
    PlanId, "a plan id", |text| is_lower_or_digit(text, 16..=16)
);
id!(
    /// A job in the journal.
    JobId, "a job id", |text| is_lower_or_digit(text.strip_prefix("job-").unwrap_or_default(), 8..=16)
);
id!(
    /// The name of an IAM role without its path, at most 64 characters.
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>
    RoleName, "a role name (letters, digits and `+=,.@-_`, at most 64)",
    |text| (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+=,.@-_".contains(&byte))
);

/// A step's place in its plan, from 1.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(transparent)]
pub struct StepId(pub u32);

impl fmt::Display for StepId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl NodeId {
    /// The account, where this is one.
    pub fn account(&self) -> Option<AccountId> {
        is_account(&self.0).then(|| AccountId(self.0.clone()))
    }

    /// The organizational unit, where this is one.
    pub fn ou(&self) -> Option<OuId> {
        is_ou(&self.0).then(|| OuId(self.0.clone()))
    }

    /// The root or organizational unit, where this is one.
    pub fn parent(&self) -> Option<ParentId> {
        (!is_account(&self.0)).then(|| ParentId(self.0.clone()))
    }
}

impl ParentId {
    /// Whether this is the root.
    pub fn is_root(&self) -> bool {
        is_root(&self.0)
    }
}

macro_rules! wider {
    ($narrow:ident => $wide:ident) => {
        impl From<$narrow> for $wide {
            fn from(id: $narrow) -> Self {
                Self(id.0)
            }
        }
        impl From<&$narrow> for $wide {
            fn from(id: &$narrow) -> Self {
                Self(id.0.clone())
            }
        }
    };
}
wider!(AccountId => NodeId);
wider!(OuId => NodeId);
wider!(ParentId => NodeId);
wider!(OuId => ParentId);

impl PlanId {
    /// The id of a plan with this content.
    pub(crate) fn of(content: &[u8]) -> Self {
        use sha2::Digest;
        let hash = sha2::Sha256::digest(content);
        let first = hash
            .iter()
            .take(8)
            .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        Self(format!("{first:016x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_ids_keep_leading_zeros() {
        let id: AccountId = "000123456789".parse().expect("twelve digits");
        assert_eq!(
            id.as_str(),
            "000123456789",
            "AWS account ids are text, not numbers"
        );
    }

    #[test]
    fn an_account_cannot_stand_where_a_parent_is_meant() {
        assert!(
            "111122223333".parse::<ParentId>().is_err(),
            "accounts hold nothing"
        );
        assert!("ou-4xk2-1234abcd".parse::<ParentId>().is_ok());
        assert!("r-4xk2".parse::<ParentId>().is_ok());
        assert!("ou-4xk2".parse::<OuId>().is_err(), "an OU id has two parts");
    }

    #[test]
    fn a_refused_id_says_what_was_expected() {
        let error = "prod".parse::<OuId>().expect_err("a name is no id");
        assert_eq!(
            error.to_string(),
            "`prod` is not an organizational unit id (`ou-…`)"
        );
    }
}
