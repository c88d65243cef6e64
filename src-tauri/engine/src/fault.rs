//! What went wrong on the way to AWS, in words: from the SDK's errors to a [`Failure`] that says what
//! happened and what helps. The chain of causes goes to the log.

mod billing;
mod iam;
mod words;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_organizations::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
    operation::RequestId,
};
use canopy_core::{Code, Failure};

use words::in_words;

/// An error as AWS returned it, or why there was no answer.
#[derive(Debug)]
pub(crate) struct Fault {
    /// AWS's code of the error, where AWS answered.
    pub(crate) code: Option<String>,
    /// The reason that AWS gave beside it.
    pub(crate) reason: Option<String>,
    /// Whether AWS turned the call away as too many: it did nothing, and the call may be repeated.
    pub(crate) throttled: bool,
    /// Whether repeating may help, as far as reading goes.
    pub(crate) passing: bool,
    /// Whether it is certain that AWS did not act.
    pub(crate) untouched: bool,
    /// In words.
    pub(crate) failure: Failure,
}

/// What was read; none where there is no such thing.
pub(crate) fn there<T>(read: Result<T, Failure>) -> Result<Option<T>, Failure> {
    match read {
        Ok(found) => Ok(Some(found)),
        Err(failure) if failure.code == Code::NotFound => Ok(None),
        Err(failure) => Err(failure),
    }
}

impl Fault {
    /// What went wrong before AWS was called.
    pub(crate) fn before(failure: Failure) -> Self {
        Self {
            code: None,
            reason: None,
            throttled: false,
            passing: false,
            untouched: true,
            failure,
        }
    }
}

/// Codes that ask for patience. <https://docs.aws.amazon.com/organizations/latest/APIReference/CommonErrors.html>
const THROTTLES: [&str; 7] = [
    "TooManyRequestsException",
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "SlowDown",
];
/// Codes of credentials that are not, or no longer, good.
const SIGNED_OUT: [&str; 11] = [
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "IncompleteSignature",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "InvalidAccessKeyId",
];
const DENIED: [&str; 4] = [
    "AccessDenied",
    "AccessDeniedException",
    "UnauthorizedOperation",
    "AccessDeniedForDependencyException",
];

/// Reads an SDK error of `operation`.
pub(crate) fn read<E>(operation: &str, error: &SdkError<E, HttpResponse>) -> Fault
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    tracing::debug!(operation, cause = %chain(error), "a call to AWS failed");
    let request_id = error.request_id().map(ToOwned::to_owned);
    let mut fault = match error {
        SdkError::ServiceError(service) => {
            let metadata = service.err().meta();
            let status = service.raw().status().as_u16();
            let reason = service.raw().body().bytes().and_then(reason);
            answered(
                operation,
                metadata.code().unwrap_or_default(),
                metadata.message(),
                reason.as_deref(),
                status,
            )
        }
        SdkError::ResponseError(response) => {
            answered(operation, "", None, None, response.raw().status().as_u16())
        }
        other => unanswered(other),
    };
    fault.failure.request_id = request_id;
    fault
}

/// The `Reason` that Organizations puts beside its message.
fn reason(body: &[u8]) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    body.get("Reason")?.as_str().map(ToOwned::to_owned)
}

fn unanswered<E>(error: &SdkError<E, HttpResponse>) -> Fault
where
    E: std::error::Error + 'static,
{
    if let Some(failure) = causes(error).find_map(|it| it.downcast_ref::<Failure>()) {
        return Fault::before(failure.clone());
    }
    if causes(error).any(<dyn std::error::Error + 'static>::is::<CredentialsError>) {
        let failure = Failure::new(Code::SignedOut, "this connection has no valid credentials")
            .hint("Sign in again (`aws sso login`, `aws login`, or new keys), then try again.");
        return Fault {
            code: None,
            reason: None,
            throttled: false,
            passing: false,
            untouched: true,
            failure,
        };
    }
    let untouched = matches!(error, SdkError::ConstructionFailure(_));
    let message = match error {
        SdkError::TimeoutError(_) => "AWS did not answer in time",
        SdkError::DispatchFailure(failure) if failure.is_timeout() => "AWS did not answer in time",
        SdkError::ConstructionFailure(_) => "the request could not be built",
        _ => "AWS cannot be reached",
    };
    let failure = if untouched {
        Failure::unexpected(message)
    } else {
        Failure::new(Code::Unreachable, message).hint("Check the network, then try again.")
    };
    Fault {
        code: None,
        reason: None,
        throttled: false,
        passing: !untouched,
        untouched,
        failure,
    }
}

fn answered(
    operation: &str,
    code: &str,
    message: Option<&str>,
    reason: Option<&str>,
    status: u16,
) -> Fault {
    let said = sentence(message.unwrap_or_default());
    let internal = status >= 500
        || matches!(
            code,
            "ServiceException" | "InternalFailure" | "ServiceFailure"
        );
    // Cost Explorer has a word of its own for it.
    let throttled = THROTTLES.contains(&code)
        || (operation.starts_with("ce:") && code == "LimitExceededException");
    let concurrent = code.starts_with("ConcurrentModification");
    let failure = if throttled {
        Failure::new(Code::Throttled, "AWS asks for patience: too many requests")
            .hint("Wait a little; Canopy slowed down for this connection.")
    } else if internal {
        Failure::new(
            Code::Unreachable,
            format!("AWS failed inside ({operation})"),
        )
        .hint("Try again in a moment.")
    } else {
        in_words(operation, code, reason, &said)
    };
    Fault {
        code: (!code.is_empty()).then(|| code.to_owned()),
        reason: reason.map(ToOwned::to_owned),
        throttled: throttled || concurrent,
        passing: throttled || internal || concurrent,
        untouched: !internal,
        failure,
    }
}

/// AWS's own message as half a sentence: no full stop, so that a hint can follow.
fn sentence(message: &str) -> String {
    message.trim().trim_end_matches('.').to_owned()
}

fn causes<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |error| error.source())
}

/// An error with all its causes, on one line, for the log.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    causes(error)
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_leads_to_what_helps() {
        let code = |code: &str, reason: Option<&str>, status| {
            answered("MoveAccount", code, Some("It says so."), reason, status)
                .failure
                .code
        };
        assert_eq!(code("TooManyRequestsException", None, 400), Code::Throttled);
        assert_eq!(code("AccessDeniedException", None, 400), Code::Denied);
        assert_eq!(code("ExpiredTokenException", None, 400), Code::SignedOut);
        assert_eq!(code("AccountNotFoundException", None, 400), Code::NotFound);
        assert_eq!(
            code(
                "ConstraintViolationException",
                Some("ACCOUNT_NUMBER_LIMIT_EXCEEDED"),
                400
            ),
            Code::Quota
        );
        assert_eq!(
            code("InvalidInputException", Some("INVALID_PATTERN"), 400),
            Code::Invalid
        );
        assert_eq!(
            code("SourceParentNotFoundException", None, 400),
            Code::Conflict
        );
        assert_eq!(code("ServiceException", None, 500), Code::Unreachable);
        assert_eq!(code("SomethingNew", None, 400), Code::Unexpected);
    }

    #[test]
    fn only_what_aws_did_not_do_is_certain_to_be_untouched() {
        assert!(answered("MoveAccount", "AccessDeniedException", None, None, 400).untouched);
        assert!(
            !answered("MoveAccount", "ServiceException", None, None, 500).untouched,
            "AWS may have acted before it failed"
        );
    }

    #[test]
    fn a_denial_names_the_permission_that_is_missing() {
        let failure = answered(
            "MoveAccount",
            "AccessDeniedException",
            Some("You don't have permissions."),
            None,
            400,
        )
        .failure;
        assert_eq!(failure.message, "You don't have permissions");
        assert_eq!(
            failure.hint.as_deref(),
            Some("Ask for the permission `organizations:MoveAccount`.")
        );
    }
}
