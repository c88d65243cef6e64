//! What Identity Center refuses, in words.

use aws_sdk_ssooidc::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
};
use canopy_core::{Code, Failure};

use crate::fault;

/// Reads an error of `operation`.
pub(super) fn read<E>(operation: &'static str, error: &SdkError<E, HttpResponse>) -> Failure
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let read = fault::read(operation, error).failure;
    let code = error.code().unwrap_or_default();
    let told = |remedy, message: &str, hint: &str| Failure {
        request_id: read.request_id.clone(),
        ..Failure::new(remedy, message).hint(hint)
    };
    match (operation, code) {
        ("CreateToken", "AccessDeniedException") => denied(),
        ("CreateToken", "ExpiredTokenException") => late(),
        (
            "RegisterClient",
            "InvalidClientMetadataException"
            | "InvalidRedirectUriException"
            | "UnsupportedGrantTypeException"
            | "InvalidRequestException",
        ) => told(
            Code::Invalid,
            "Identity Center does not take a sign-in that comes back from the browser",
            "Sign in with a code instead.",
        ),
        ("StartDeviceAuthorization", "InvalidRequestException") => told(
            Code::Invalid,
            "Identity Center does not know this access portal in this region",
            "Look at the address of the access portal and at the region that IAM Identity Center is in.",
        ),
        (_, "UnauthorizedException") => ended(),
        (_, "InvalidGrantException" | "InvalidClientException" | "UnauthorizedClientException") => {
            told(
                Code::SignedOut,
                "Identity Center does not take this sign-in any more",
                "Sign in again.",
            )
        }
        ("GetRoleCredentials", "ForbiddenException" | "ResourceNotFoundException") => told(
            Code::Denied,
            "you are not assigned this role in this account any more",
            "Choose another role in the connection, or ask who manages Identity Center for the assignment.",
        ),
        _ => read,
    }
}

/// A sign-in that has run out.
pub(super) fn ended() -> Failure {
    Failure::new(Code::SignedOut, "the sign-in to Identity Center has ended")
        .hint("Sign in again: Canopy opens the browser.")
}

/// A person who said no.
pub(super) fn denied() -> Failure {
    Failure::new(Code::Denied, "access was denied in the browser")
        .hint("Sign in again and allow it there, or ask who manages Identity Center.")
}

/// A code that nobody entered.
pub(super) fn late() -> Failure {
    Failure::new(Code::Cancelled, "nobody signed in in time")
        .hint("Sign in again when you are ready.")
}
