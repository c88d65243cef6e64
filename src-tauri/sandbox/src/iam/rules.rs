//! What IAM accepts: names, numbers, pages and quotas.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

use crate::wire::{Form, Refusal, xml};

/// Roles of an account, by default.
pub(super) const ROLES: usize = 1000;
/// Managed policies that an account may write, by default.
pub(super) const POLICIES: usize = 1500;
/// Session durations of a role, in seconds.
const DURATIONS: std::ops::RangeInclusive<i64> = 3600..=43_200;

pub(super) fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::query("ValidationError", 400, message)
}

pub(super) fn malformed(message: impl Into<String>) -> Refusal {
    Refusal::query("MalformedPolicyDocument", 400, message)
}

pub(super) fn invalid_input(message: impl Into<String>) -> Refusal {
    Refusal::query("InvalidInput", 400, message)
}

pub(super) fn delete_conflict(message: impl Into<String>) -> Refusal {
    Refusal::query("DeleteConflict", 409, message)
}

pub(super) fn already_exists(message: impl Into<String>) -> Refusal {
    Refusal::query("EntityAlreadyExists", 409, message)
}

/// `noun` is `user`, `group` or `role`.
pub(super) fn no_such(noun: &str, name: &str) -> Refusal {
    let message = format!("The {noun} with name {name} cannot be found.");
    Refusal::query("NoSuchEntity", 404, message)
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

pub(super) fn user_name(form: &Form) -> Result<&str, Refusal> {
    name(form, "UserName", 64)
}

pub(super) fn group_name(form: &Form) -> Result<&str, Refusal> {
    name(form, "GroupName", 128)
}

/// The ARN of a managed policy: 20 to 2,048 characters that begin as ARNs do.
pub(super) fn policy_arn<'a>(form: &'a Form, field: &str) -> Result<&'a str, Refusal> {
    let arn = required(form, field)?;
    if !(20..=2048).contains(&arn.len()) {
        return Err(invalid(format!(
            "1 validation error detected: Value '{arn}' at '{}' failed to satisfy constraint: Member must have length between 20 and 2048",
            lower_first(field)
        )));
    }
    if !arn.starts_with("arn:aws:iam::") || !arn.contains(":policy/") {
        return Err(invalid_input(format!("ARN {arn} is not valid.")));
    }
    Ok(arn)
}

/// A text of so many characters at most.
pub(super) fn text<'a>(
    form: &'a Form,
    field: &str,
    longest: usize,
) -> Result<Option<&'a str>, Refusal> {
    let text = form.get(field);
    if text.is_some_and(|text| text.chars().count() > longest) {
        return Err(invalid(format!(
            "1 validation error detected: Value at '{}' failed to satisfy constraint: Member must have length less than or equal to {longest}",
            lower_first(field)
        )));
    }
    Ok(text)
}

/// `true` or `false`; false where nothing is said.
pub(super) fn flag(form: &Form, field: &str) -> Result<bool, Refusal> {
    one_of(form, field, &["true", "false"]).map(|word| word == Some("true"))
}

pub(super) fn access_key_id(form: &Form) -> Result<&str, Refusal> {
    let id = required(form, "AccessKeyId")?;
    if !(16..=128).contains(&id.len()) || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(invalid(
            "1 validation error detected: Value at 'accessKeyId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w]+ and have length between 16 and 128",
        ));
    }
    Ok(id)
}

/// One of a few words, if any is given.
pub(super) fn one_of<'a>(
    form: &'a Form,
    field: &str,
    words: &[&str],
) -> Result<Option<&'a str>, Refusal> {
    let word = form.get(field);
    match word {
        Some(word) if !words.contains(&word) => Err(invalid(format!(
            "1 validation error detected: Value '{word}' at '{}' failed to satisfy constraint: Member must satisfy enum value set: [{}]",
            lower_first(field),
            words.join(", ")
        ))),
        _ => Ok(word),
    }
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

/// The beginning of the paths that a list is about.
pub(super) fn path_prefix(form: &Form) -> Result<&str, Refusal> {
    let prefix = form.get("PathPrefix").unwrap_or("/");
    if prefix.len() > 512 || !prefix.starts_with('/') {
        return Err(invalid(
            "The specified value for pathPrefix is invalid. It must begin with the / character.",
        ));
    }
    Ok(prefix)
}

pub(super) fn path(form: &Form) -> Result<&str, Refusal> {
    Ok(path_in(form, "Path")?.unwrap_or("/"))
}

/// A path under another name than `Path`, if one is given.
pub(super) fn path_in<'a>(form: &'a Form, field: &str) -> Result<Option<&'a str>, Refusal> {
    let Some(path) = form.get(field) else {
        return Ok(None);
    };
    if path.len() > 512
        || !path.starts_with('/')
        || !path.ends_with('/')
        || !path.bytes().all(|byte| byte.is_ascii_graphic())
    {
        return Err(invalid(
            "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
        ));
    }
    Ok(Some(path))
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
