//! What goes wrong, in the three places it can show: a plan's blocker, a step's end, a command's error.
//! All three carry a [`Failure`], whose code is named by what helps.

use serde::{Deserialize, Serialize};

/// What helps against a failure. A variant exists only where a reader of it acts differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Code {
    /// The input must be changed.
    Invalid,
    /// Someone must sign in again.
    SignedOut,
    /// Someone must grant a permission.
    Denied,
    /// The thing is not there (any more).
    NotFound,
    /// The organization is not as expected: look again and decide.
    Conflict,
    /// Wait a little.
    Throttled,
    /// A quota must be raised, or something given back.
    Quota,
    /// The network, or AWS, did not answer.
    Unreachable,
    /// Someone stopped it.
    Cancelled,
    /// A defect, here or there: report it.
    Unexpected,
}

/// A failure in words: what happened, what helps, and AWS's request id where there is one.
/// The chain of causes is in the log, never here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{message}")]
pub struct Failure {
    /// What helps.
    pub code: Code,
    /// What happened: lower case, no full stop.
    pub message: String,
    /// What to do next, a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// AWS's request id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl Failure {
    /// A failure with no hint.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
            request_id: None,
        }
    }

    /// The same, with what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Bad input.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Code::Invalid, message)
    }

    /// Something that is not there.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(Code::NotFound, message)
    }

    /// A defect.
    pub fn unexpected(message: impl Into<String>) -> Self {
        Self::new(Code::Unexpected, message)
            .hint("Look in Canopy's log, and report it if it happens again.")
    }
}

impl From<crate::ids::InvalidId> for Failure {
    fn from(error: crate::ids::InvalidId) -> Self {
        Self::invalid(error.to_string())
    }
}
