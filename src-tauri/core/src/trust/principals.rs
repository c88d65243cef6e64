//! Principals in words: who a statement is about.

use serde_json::Value;

use super::texts;

/// What the words for one of AWS's services begin with.
pub(super) const SERVICE: &str = "the AWS service ";

/// Everyone whom a statement names, a phrase each; none where its principal cannot be read.
pub(super) fn in_words(statement: &Value, allows: bool) -> Option<Vec<String>> {
    if let Some(others) = statement.get("NotPrincipal") {
        let others = of(others, false)?;
        return Some(vec![format!("everyone but {}", others.join(" and "))]);
    }
    of(&statement["Principal"], allows)
}

fn of(principal: &Value, allows: bool) -> Option<Vec<String>> {
    match principal {
        Value::String(all) if all == "*" => Some(vec![anyone()]),
        Value::Object(kinds) => {
            let words: Vec<String> = kinds
                .iter()
                .flat_map(|(kind, value)| {
                    let each = move |text: &String| one(kind, text, allows);
                    texts(value).iter().map(each).collect::<Vec<_>>()
                })
                .collect();
            (!words.is_empty()).then_some(words)
        }
        _ => None,
    }
}

fn anyone() -> String {
    "anyone in any AWS account".to_owned()
}

fn one(kind: &str, text: &str, allows: bool) -> String {
    match kind {
        "AWS" if text == "*" => anyone(),
        "AWS" => of_arn(text, allows),
        "Service" => {
            let name = text
                .trim_end_matches(".cn")
                .trim_end_matches(".amazonaws.com");
            format!("{SERVICE}{name}")
        }
        "Federated" => federated(text),
        "CanonicalUser" => format!("the account with the canonical user id {text}"),
        _ => format!("{kind} {text}"),
    }
}

/// A user, role, session or account by its ARN.
fn of_arn(text: &str, allows: bool) -> String {
    let Some(account) = account(text) else {
        return if is_unique_id(text) {
            format!("a user or role that is deleted ({text})")
        } else {
            text.to_owned()
        };
    };
    let resource = text.splitn(6, ':').nth(5).unwrap_or("root");
    match resource.split('/').collect::<Vec<_>>()[..] {
        // A denial does not ask the account.
        ["root"] if !allows => format!("everyone in account {account}"),
        ["root"] => format!("everyone in account {account} whom that account allows"),
        ["role", .., name] if name.starts_with(PERMISSION_SET) => {
            let set = name.trim_start_matches(PERMISSION_SET);
            let set = set.rsplit_once('_').map_or(set, |(set, _)| set);
            format!("Identity Center's permission set {set} in account {account}")
        }
        ["role", ref name @ ..] => format!("the role {} of account {account}", name.join("/")),
        ["user", ref name @ ..] => format!("the user {} of account {account}", name.join("/")),
        ["assumed-role", role, session] => {
            format!("the session {session} of the role {role} of account {account}")
        }
        ["federated-user", name] => format!("the federated user {name} of account {account}"),
        _ => text.to_owned(),
    }
}

/// What Identity Center calls the roles that it makes.
/// <https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html>
const PERMISSION_SET: &str = "AWSReservedSSO_";

fn federated(text: &str) -> String {
    let Some(account) = account(text) else {
        return format!("whomever {text} vouches for");
    };
    match text
        .splitn(6, ':')
        .nth(5)
        .unwrap_or_default()
        .split_once('/')
    {
        Some(("saml-provider", name)) if name.starts_with("AWSSSO_") => {
            format!("Identity Center in account {account}")
        }
        Some(("saml-provider", name)) => {
            format!("whomever the SAML provider {name} of account {account} vouches for")
        }
        Some(("oidc-provider", name)) => {
            format!("whomever the OpenID Connect provider {name} of account {account} vouches for")
        }
        _ => text.to_owned(),
    }
}

/// The account that a principal is in or is: an ARN's fifth part, or 12 digits.
pub(super) fn account(text: &str) -> Option<&str> {
    match text.splitn(6, ':').collect::<Vec<_>>()[..] {
        [account] | ["arn", _, "iam" | "sts", _, account, _] if is_account(account) => {
            Some(account)
        }
        _ => None,
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// IAM writes such an id in place of a principal that was deleted.
fn is_unique_id(text: &str) -> bool {
    ["AIDA", "AROA", "AGPA", "ANPA"]
        .iter()
        .any(|kind| text.starts_with(kind))
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
