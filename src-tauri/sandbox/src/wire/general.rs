//! Errors that every operation can meet before it is looked at, in the words of its service.

use super::{Refusal, Service};

/// What stands in the way of any call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum General {
    /// Too many calls in too short a time.
    TooMany,
    /// An error inside AWS.
    Internal,
    /// Not allowed.
    Denied,
    /// The session has ended.
    Expired,
    /// The request has no signature.
    Unsigned,
    /// Nobody has these keys.
    UnknownKeys,
    /// The signature is not the right one.
    BadSignature,
}

const INTERNAL: &str = "AWS Organizations can't complete your request because of an internal service error. Try again later.";
const TOO_MANY: &str = "AWS Organizations can't complete your request because another request is already in progress or you have sent too many requests. Try again later.";
const BAD_SIGNATURE: &str = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.";

impl General {
    /// The error as `service` answers it.
    pub(crate) fn of(self, service: Service) -> Refusal {
        let (code, status, message) = match service {
            Service::Iam | Service::Sts => self.query(),
            _ => self.json(service),
        };
        Refusal::json(code, status, message)
    }

    fn json(self, service: Service) -> (&'static str, u16, &'static str) {
        // Account Management tells by its status what the others tell by the code alone.
        let is_rest = service == Service::Account;
        let forbidden = if is_rest { 403 } else { 400 };
        match (self, service) {
            (Self::TooMany, Service::Account) => (
                "TooManyRequestsException",
                429,
                "The operation failed because it was called too frequently and exceeded a throttle limit.",
            ),
            (Self::TooMany, Service::Quotas) => (
                "TooManyRequestsException",
                400,
                "Due to throttling, the request was denied. Slow down the rate of request calls, or request an increase for this quota.",
            ),
            (Self::TooMany, Service::IdentityCenter | Service::IdentityStore) => (
                "ThrottlingException",
                400,
                "The request was denied due to request throttling.",
            ),
            (Self::TooMany, Service::CostExplorer) => (
                "LimitExceededException",
                400,
                "You made too many calls in a short period of time. Try again later.",
            ),
            (Self::TooMany, Service::Budgets | Service::Billing) => {
                ("ThrottlingException", 400, "Rate exceeded")
            }
            (Self::TooMany, _) => ("TooManyRequestsException", 400, TOO_MANY),
            (Self::Internal, Service::Account) => (
                "InternalServerException",
                500,
                "The operation failed because of an error internal to AWS. Try your operation again later.",
            ),
            (Self::Internal, Service::IdentityCenter | Service::IdentityStore) => (
                "InternalServerException",
                500,
                "The request processing has failed because of an unknown error with an internal server.",
            ),
            // Cost Explorer's model lists no error of its own for it.
            (Self::Internal, Service::CostExplorer) => (
                "InternalFailure",
                500,
                "The request processing has failed because of an unknown error, exception or failure.",
            ),
            (Self::Internal, Service::Budgets) => (
                "InternalErrorException",
                500,
                "An error on the server occurred during the processing of your request. Try again later.",
            ),
            (Self::Internal, Service::Billing) => (
                "InternalServerException",
                500,
                "The request processing failed because of an unknown error, exception, or failure.",
            ),
            (Self::Internal, Service::Quotas) => ("ServiceException", 500, "Something went wrong."),
            (Self::Internal, _) => ("ServiceException", 500, INTERNAL),
            (Self::Denied, _) => (
                "AccessDeniedException",
                forbidden,
                "You don't have permissions to perform the requested operation.",
            ),
            (Self::Expired, _) => (
                "ExpiredTokenException",
                forbidden,
                "The security token included in the request is expired",
            ),
            (Self::Unsigned, _) => (
                "MissingAuthenticationTokenException",
                forbidden,
                "Missing Authentication Token",
            ),
            (Self::UnknownKeys, _) => (
                "UnrecognizedClientException",
                forbidden,
                "The security token included in the request is invalid.",
            ),
            (Self::BadSignature, _) => ("InvalidSignatureException", forbidden, BAD_SIGNATURE),
        }
    }

    fn query(self) -> (&'static str, u16, &'static str) {
        match self {
            Self::TooMany => ("Throttling", 400, "Rate exceeded"),
            Self::Internal => ("ServiceFailure", 500, INTERNAL),
            Self::Denied => (
                "AccessDenied",
                403,
                "You don't have permissions to perform the requested operation.",
            ),
            Self::Expired => (
                "ExpiredToken",
                403,
                "The security token included in the request is expired",
            ),
            Self::Unsigned => (
                "MissingAuthenticationToken",
                403,
                "Missing Authentication Token",
            ),
            Self::UnknownKeys => (
                "InvalidClientTokenId",
                403,
                "The security token included in the request is invalid.",
            ),
            Self::BadSignature => ("SignatureDoesNotMatch", 403, BAD_SIGNATURE),
        }
    }
}
