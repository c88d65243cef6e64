//! Faults on purpose: an operation fails in one of six ways, a given number of times.

use std::str::FromStr;

use serde::Deserialize;

/// A way to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum FaultCode {
    /// Turned away as too many requests.
    Throttle,
    /// An error inside AWS (HTTP 500).
    InternalError,
    /// No answer, and nothing done: the connection closes.
    Timeout,
    /// Not allowed.
    AccessDenied,
    /// The session's token has expired.
    ExpiredToken,
    /// Done, but the answer is lost: the connection closes.
    LostReply,
}

/// One operation's faults to come.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Fault {
    /// An operation such as `MoveAccount`, or `*` for any.
    pub operation: String,
    /// How it fails.
    pub code: FaultCode,
    /// How many calls fail.
    #[serde(default = "once")]
    pub count: u32,
    /// How many calls succeed before.
    #[serde(default)]
    pub after: u32,
}

fn once() -> u32 {
    1
}

/// A fault was not written as `OPERATION=CODE:COUNT`.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseFaultError {
    /// There is no `=`, or nothing before it.
    #[error("a fault is written OPERATION=CODE or OPERATION=CODE:COUNT")]
    Form,
    /// The code is none of the six.
    #[error(
        "`{0}` is not one of Throttle, InternalError, Timeout, AccessDenied, ExpiredToken, LostReply"
    )]
    Code(String),
    /// The count is not a number.
    #[error("`{0}` is not a number of times")]
    Count(String),
}

impl FromStr for FaultCode {
    type Err = ParseFaultError;

    fn from_str(text: &str) -> Result<Self, ParseFaultError> {
        Ok(match text {
            "Throttle" => Self::Throttle,
            "InternalError" => Self::InternalError,
            "Timeout" => Self::Timeout,
            "AccessDenied" => Self::AccessDenied,
            "ExpiredToken" => Self::ExpiredToken,
            "LostReply" => Self::LostReply,
            other => return Err(ParseFaultError::Code(other.to_owned())),
        })
    }
}

impl FromStr for Fault {
    type Err = ParseFaultError;

    /// Reads `OPERATION=CODE:COUNT`; without a count it fails once.
    fn from_str(text: &str) -> Result<Self, ParseFaultError> {
        let (operation, rest) = text.split_once('=').ok_or(ParseFaultError::Form)?;
        if operation.is_empty() {
            return Err(ParseFaultError::Form);
        }
        let (code, count) = match rest.split_once(':') {
            Some((code, count)) => (
                code,
                count
                    .parse()
                    .map_err(|_| ParseFaultError::Count(count.to_owned()))?,
            ),
            None => (rest, once()),
        };
        Ok(Self {
            operation: operation.to_owned(),
            code: code.parse()?,
            count,
            after: 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_read_from_operation_code_and_count() {
        let fault: Fault = "MoveAccount=LostReply:3".parse().unwrap();
        assert_eq!(
            fault,
            Fault {
                operation: "MoveAccount".into(),
                code: FaultCode::LostReply,
                count: 3,
                after: 0
            }
        );
    }

    #[test]
    fn without_a_count_a_fault_happens_once() {
        assert_eq!("ListRoots=Throttle".parse::<Fault>().unwrap().count, 1);
    }

    #[test]
    fn what_is_not_a_fault_is_refused_with_what_is_wrong() {
        assert_eq!("ListRoots".parse::<Fault>(), Err(ParseFaultError::Form));
        assert_eq!(
            "ListRoots=Boom".parse::<Fault>(),
            Err(ParseFaultError::Code("Boom".into()))
        );
        assert_eq!(
            "ListRoots=Throttle:x".parse::<Fault>(),
            Err(ParseFaultError::Count("x".into()))
        );
    }
}
