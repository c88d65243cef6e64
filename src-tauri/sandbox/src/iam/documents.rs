//! Policy documents: what a permissions policy, a managed policy and a trust policy must be like.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use super::rules::{invalid, limit_exceeded, lower_first, malformed, required};
use crate::{
    authorize::{Document, PrincipalPattern},
    state::State,
    wire::{Form, Refusal},
};

/// Characters that are not white space in a role's trust policy, by default.
pub(super) const TRUST_CHARACTERS: usize = 2048;
/// Characters that are not white space in one version of a managed policy.
pub(super) const MANAGED_CHARACTERS: usize = 6144;

/// A policy document of a call: tab, line feed, carriage return, and characters from space to `ÿ`.
pub(super) fn given<'a>(form: &'a Form, field: &str) -> Result<&'a str, Refusal> {
    let document = required(form, field)?;
    let plain =
        |character: char| matches!(character, '\u{9}' | '\u{a}' | '\u{d}' | '\u{20}'..='\u{ff}');
    if document.len() <= 131_072 && document.chars().all(plain) {
        return Ok(document);
    }
    Err(invalid(format!(
        "1 validation error detected: Value at '{}' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
        lower_first(field)
    )))
}

pub(super) fn size(document: &str) -> usize {
    document
        .chars()
        .filter(|character| !character.is_whitespace())
        .count()
}

/// A document that a managed policy can have.
pub(super) fn managed(document: &str) -> Result<(), Refusal> {
    permissions(document)?;
    if size(document) > MANAGED_CHARACTERS {
        return Err(limit_exceeded("PolicySize", MANAGED_CHARACTERS));
    }
    Ok(())
}

/// A document that says what its holder may do: on resources, and without a principal.
pub(super) fn permissions(document: &str) -> Result<(), Refusal> {
    for statement in Document::parse(document).map_err(malformed)?.statements {
        if !statement.principals.is_empty() {
            return Err(malformed("Policy document should not specify a principal."));
        }
        if !statement.names_resources() {
            return Err(malformed("Policy statement must contain resources."));
        }
    }
    Ok(())
}

/// A trust policy: it names principals that exist, and no resources.
pub(super) fn trust(state: &State, document: &str) -> Result<(), Refusal> {
    let parsed = Document::parse(document).map_err(malformed)?;
    if size(document) > TRUST_CHARACTERS {
        return Err(limit_exceeded("ACLSizePerRole", TRUST_CHARACTERS));
    }
    for statement in &parsed.statements {
        if statement.principals.is_empty() {
            return Err(malformed("Missing required field Principal"));
        }
        if statement.names_resources() {
            return Err(malformed("Has prohibited field Resource"));
        }
        if !statement.is_about("sts:") {
            return Err(malformed(
                "AssumeRole policy may only specify STS AssumeRole actions.",
            ));
        }
        for principal in &statement.principals {
            if *principal == PrincipalPattern::Gone {
                return Err(malformed("Invalid principal in policy"));
            }
            if let PrincipalPattern::Arn(arn) = principal
                && !exists(state, arn)
            {
                return Err(malformed(format!(
                    "Invalid principal in policy: \"AWS\":\"{arn}\""
                )));
            }
        }
    }
    Ok(())
}

/// Whether a user or a role is there. Nobody can tell for a session.
fn exists(state: &State, arn: &str) -> bool {
    let Some((account_id, rest)) = arn
        .strip_prefix("arn:aws:iam::")
        .and_then(|rest| rest.split_once(':'))
    else {
        return true;
    };
    let Some(account) = state.accounts.get(account_id) else {
        return false;
    };
    let name = rest.rsplit('/').next().unwrap_or_default();
    account
        .iam
        .roles
        .get(name)
        .is_some_and(|role| role.arn(account_id) == arn)
        || account
            .iam
            .users
            .get(name)
            .is_some_and(|user| user.arn(account_id) == arn)
}
