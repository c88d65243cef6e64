//! What IAM accepts: names, documents, pages and quotas.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    authorize::{Document, PrincipalPattern},
    state::State,
    wire::{Form, Refusal, xml},
};

/// Characters that are not white space in a role's trust policy, by default.
const TRUST_CHARACTERS: usize = 2048;
/// Characters that are not white space in all inline policies of a role.
pub(super) const INLINE_CHARACTERS: usize = 10_240;
/// Managed policies of a role, by default.
pub(super) const ATTACHED: usize = 20;
/// Roles of an account, by default.
pub(super) const ROLES: usize = 1000;
/// Session durations of a role, in seconds.
const DURATIONS: std::ops::RangeInclusive<i64> = 3600..=43_200;

pub(super) fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::query("ValidationError", 400, message)
}

pub(super) fn malformed(message: impl Into<String>) -> Refusal {
    Refusal::query("MalformedPolicyDocument", 400, message)
}

pub(super) fn limit_exceeded(quota: &str, most: usize) -> Refusal {
    Refusal::query(
        "LimitExceeded",
        409,
        format!("Cannot exceed quota for {quota}: {most}"),
    )
}

pub(super) fn required<'a>(form: &'a Form, name: &str) -> Result<&'a str, Refusal> {
    form.get(name).filter(|value| !value.is_empty()).ok_or_else(|| {
        let field = lower_first(name);
        invalid(format!(
            "1 validation error detected: Value at '{field}' failed to satisfy constraint: Member must not be null"
        ))
    })
}

pub(super) fn role_name(form: &Form) -> Result<&str, Refusal> {
    name(form, "RoleName", 64)
}

pub(super) fn policy_name(form: &Form) -> Result<&str, Refusal> {
    name(form, "PolicyName", 128)
}

pub(super) fn name<'a>(form: &'a Form, field: &str, longest: usize) -> Result<&'a str, Refusal> {
    let name = required(form, field)?;
    if name.len() > longest
        || !name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+=,.@_-".contains(&byte))
    {
        return Err(invalid(format!(
            "The specified value for {} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
            lower_first(field)
        )));
    }
    Ok(name)
}

pub(super) fn path(form: &Form) -> Result<&str, Refusal> {
    let path = form.get("Path").unwrap_or("/");
    if path.len() > 512
        || !path.starts_with('/')
        || !path.ends_with('/')
        || !path.bytes().all(|byte| byte.is_ascii_graphic())
    {
        return Err(invalid(
            "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
        ));
    }
    Ok(path)
}

pub(super) fn max_session_duration(form: &Form) -> Result<Option<i64>, Refusal> {
    let Some(text) = form.get("MaxSessionDuration") else {
        return Ok(None);
    };
    let seconds = text
        .parse()
        .ok()
        .filter(|seconds| DURATIONS.contains(seconds));
    seconds.map(Some).ok_or_else(|| {
        invalid(format!(
            "1 validation error detected: Value '{text}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value between 3600 and 43200"
        ))
    })
}

/// The tags of a call. Their keys differ in more than case.
pub(super) fn tags(form: &Form) -> Result<BTreeMap<String, String>, Refusal> {
    let (keys, values) = (form.members("Tags", "Key"), form.members("Tags", "Value"));
    let distinct: BTreeSet<String> = keys.iter().map(|key| key.to_lowercase()).collect();
    if distinct.len() < keys.len() {
        let message = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
        return Err(Refusal::query("InvalidInput", 400, message));
    }
    Ok(keys.into_iter().zip(values).collect())
}

pub(super) fn size(document: &str) -> usize {
    document
        .chars()
        .filter(|character| !character.is_whitespace())
        .count()
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

/// One page of a list that is ordered by name: 1 to 1000 entries, 100 where nothing is said. The marker
/// is the name of the first entry to come.
pub(super) fn page<T>(
    form: &Form,
    entries: impl Iterator<Item = (String, T)>,
) -> Result<(Vec<T>, String), Refusal> {
    let most: usize = match form.get("MaxItems").map(str::parse) {
        None => 100,
        Some(Ok(most @ 1..=1000)) => most,
        Some(_) => {
            return Err(invalid(
                "1 validation error detected: Value at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 1000",
            ));
        }
    };
    let start = form.get("Marker").unwrap_or_default();
    let mut entries = entries
        .skip_while(|(name, _)| name.as_str() < start)
        .peekable();
    let mut taken = Vec::new();
    while taken.len() < most
        && let Some((_, entry)) = entries.next()
    {
        taken.push(entry);
    }
    let rest = match entries.peek() {
        Some((name, _)) => [xml::leaf("IsTruncated", "true"), xml::leaf("Marker", name)].concat(),
        None => xml::leaf("IsTruncated", "false"),
    };
    Ok((taken, rest))
}

pub(super) fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_ascii_lowercase())
        .into_iter()
        .chain(letters)
        .collect()
}
