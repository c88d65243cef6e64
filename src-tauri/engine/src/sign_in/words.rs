//! Why AWS did not let someone in, in words that say what to do.

use canopy_core::{Code, Failure};

use super::step::Step;
use crate::fault::Fault;

/// A refusal of STS. `with_code` says whether a code of an MFA device was shown.
pub(super) fn refused(step: &Step, with_code: bool, fault: Fault) -> Failure {
    let failure = fault.failure;
    let said = failure.message.to_lowercase();
    let request_id = failure.request_id.clone();
    let told = |code, message: String, hint: &str| Failure {
        request_id: request_id.clone(),
        ..Failure::new(code, message).hint(hint)
    };
    if with_code
        && (said.contains("multifactorauthentication failed") || said.contains("tokencode"))
    {
        return told(
            Code::Invalid,
            "AWS did not take the MFA code".to_owned(),
            "Sign in again with the next code: each works once. If that fails too, look whether it is the device that the connection names, and whether this computer's clock is right.",
        );
    }
    let Step::Assume(role) = step else {
        return if failure.code == Code::Denied {
            told(
                Code::Denied,
                format!(
                    "AWS made no session for the MFA device: {}",
                    failure.message
                ),
                "Only a user's long-term keys can show a code. Look whether the source is one.",
            )
        } else {
            failure
        };
    };
    let name = role.role_arn.rsplit(":role/").next().unwrap_or_default();
    let account = role.role_arn.split(':').nth(4).unwrap_or_default();
    if said.contains("maxsessionduration") {
        let seconds = role.duration_seconds.unwrap_or_default();
        return told(
            Code::Invalid,
            format!("the role {name} does not allow a session of {seconds} seconds"),
            "Ask for less in the connection, or raise the role's maximum session duration.",
        );
    }
    match failure.code {
        Code::Denied if said.contains("service control policy") => told(
            Code::Denied,
            format!(
                "a service control policy keeps this connection from assuming {name} in {account}"
            ),
            "Look at the service control policies above that account.",
        ),
        Code::Denied => {
            let mfa = if with_code || role.mfa_serial.is_some() {
                ""
            } else {
                ", or it wants MFA"
            };
            let external = if role.external_id.is_some() {
                ", or another external id"
            } else {
                ", or it wants an external id"
            };
            told(
                Code::Denied,
                format!("AWS does not let this connection assume {name} in {account}"),
                &format!(
                    "The account has no such role, or its trust policy does not name you{mfa}{external}, or you lack sts:AssumeRole."
                ),
            )
        }
        Code::SignedOut => told(
            Code::SignedOut,
            "the credentials that the role is assumed with are not valid any more".to_owned(),
            "Sign in to the source again, or give it new keys.",
        ),
        _ => failure,
    }
}
