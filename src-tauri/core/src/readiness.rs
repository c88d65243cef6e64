//! Whether a role can be assumed, as far as AWS tells, and what helps where it cannot.
//!
//! AWS answers alike for a role that is missing and for one that does not trust the caller, so how the
//! account joined is the hint: AWS makes its role in created accounts, not in invited ones.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html>

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    failure::{Code, Failure},
    ids::{AccountId, RoleName},
};

/// How a role answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Readiness {
    /// It was assumed.
    Assumable,
    /// There is no such role, probably; or one that does not trust the caller.
    ProbablyMissing,
    /// Something forbids it: its trust, a policy of the organization, or the caller's own permissions.
    Denied,
    /// AWS gave no answer that tells.
    Unknown,
}

/// What helps.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum Fix {
    /// Nothing is needed.
    #[default]
    None,
    /// The account's first role is made from inside.
    Bootstrap,
    /// The role is made with the default role.
    CreateRole,
    /// The role's trust is changed.
    EditTrust,
    /// The policies above the account are looked at, or the caller's own permissions.
    CheckPolicies,
    /// It is asked again.
    TryAgain,
}

impl Fix {
    /// What to do, a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::None => "Nothing is to be done.",
            Self::Bootstrap => {
                "Make the account's first role from inside: by a CloudFormation template, a line for CloudShell, or one-time credentials."
            }
            Self::CreateRole => {
                "Create the role there; if it is there already, let it trust your account."
            }
            Self::EditTrust => {
                "Let the role trust your account, or sign in the way it asks for; someone who can get into the account changes that."
            }
            Self::CheckPolicies => {
                "Look at the policies above the account and at your own permissions: one of them forbids it."
            }
            Self::TryAgain => "Ask once more.",
        }
    }
}

/// One role in one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RoleReadiness {
    /// Where.
    pub account: AccountId,
    /// Which.
    pub role: RoleName,
    /// How it answered.
    pub readiness: Readiness,
    /// What AWS said, and what it can mean.
    pub words: Option<String>,
    /// What helps.
    #[serde(default)]
    pub fix: Fix,
    /// When it was asked.
    #[specta(type = String)]
    pub checked_at: Timestamp,
}

/// What is known of an account and a role before it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// Whether AWS made the account for the organization, and did not invite it.
    pub created: bool,
    /// Whether it is the management account, in which AWS makes no role.
    pub manages: bool,
    /// Whether it is the role that AWS makes in created accounts.
    pub default_role: bool,
}

impl Expected {
    /// Whether AWS made that role when it made the account.
    fn is_there(self) -> bool {
        self.created && self.default_role && !self.manages
    }
}

/// What an answer means: none where the role was assumed.
pub fn judge(expected: Expected, failure: Option<&Failure>) -> Readiness {
    let Some(failure) = failure else {
        return Readiness::Assumable;
    };
    if failure.code != Code::Denied {
        return Readiness::Unknown;
    }
    if names_its_cause(failure) || expected.is_there() {
        Readiness::Denied
    } else {
        Readiness::ProbablyMissing
    }
}

/// What helps against an answer.
pub fn fix(expected: Expected, failure: Option<&Failure>) -> Fix {
    match (judge(expected, failure), failure) {
        (Readiness::Assumable, _) => Fix::None,
        (Readiness::Unknown, _) => Fix::TryAgain,
        (Readiness::ProbablyMissing, _) if expected.default_role => Fix::Bootstrap,
        (Readiness::ProbablyMissing, _) => Fix::CreateRole,
        (Readiness::Denied, Some(failure)) if is_of_policies(failure) => Fix::CheckPolicies,
        (Readiness::Denied, _) => Fix::EditTrust,
    }
}

/// Whether the refusal tells why, so that it cannot be a missing role.
fn names_its_cause(failure: &Failure) -> bool {
    is_of_policies(failure) || failure.message.contains("multi-factor authentication")
}

/// Whether a policy is in the way: of the organization, or of the caller.
fn is_of_policies(failure: &Failure) -> bool {
    let hint = failure.hint.as_deref().unwrap_or_default();
    failure.message.contains("control policy")
        || ["Your own permissions", "A session policy"]
            .iter()
            .any(|cause| hint.starts_with(cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREATED: Expected = Expected {
        created: true,
        manages: false,
        default_role: true,
    };

    fn denied(message: &str) -> Failure {
        Failure::new(Code::Denied, message).hint("Either there is no such role, or …")
    }

    #[test]
    fn how_an_account_joined_tells_a_missing_role_from_a_refusing_one() {
        let invited = Expected {
            created: false,
            ..CREATED
        };
        let another_role = Expected {
            default_role: false,
            ..CREATED
        };
        let management = Expected {
            manages: true,
            ..CREATED
        };
        let refusal = denied("you may not assume it");
        for (expected, readiness, fixed) in [
            (CREATED, Readiness::Denied, Fix::EditTrust),
            (invited, Readiness::ProbablyMissing, Fix::Bootstrap),
            (another_role, Readiness::ProbablyMissing, Fix::CreateRole),
            (management, Readiness::ProbablyMissing, Fix::Bootstrap),
        ] {
            assert_eq!(judge(expected, Some(&refusal)), readiness, "{expected:?}");
            assert_eq!(fix(expected, Some(&refusal)), fixed, "{expected:?}");
            assert_eq!(judge(expected, None), Readiness::Assumable);
            assert_eq!(fix(expected, None), Fix::None);
        }
    }

    #[test]
    fn a_refusal_that_names_its_cause_is_no_missing_role() {
        let invited = Expected {
            created: false,
            ..CREATED
        };
        let own = Failure::new(Code::Denied, "ada may not assume it")
            .hint("Your own permissions are in the way.");
        for (refusal, fixed) in [
            (
                denied("a service control policy keeps ada from it"),
                Fix::CheckPolicies,
            ),
            (
                denied("a resource control policy keeps ada from it"),
                Fix::CheckPolicies,
            ),
            (own, Fix::CheckPolicies),
            (
                denied("it asks for multi-factor authentication"),
                Fix::EditTrust,
            ),
        ] {
            assert_eq!(judge(invited, Some(&refusal)), Readiness::Denied);
            assert_eq!(fix(invited, Some(&refusal)), fixed, "{refusal}");
        }
    }

    #[test]
    fn no_answer_says_nothing_about_a_role() {
        for code in [
            Code::Throttled,
            Code::Unreachable,
            Code::SignedOut,
            Code::Unexpected,
        ] {
            let failure = Failure::new(code, "no answer");
            assert_eq!(
                judge(CREATED, Some(&failure)),
                Readiness::Unknown,
                "{code:?}"
            );
            assert_eq!(fix(CREATED, Some(&failure)), Fix::TryAgain, "{code:?}");
        }
    }
}
