//! Principals of a trust policy.

use super::{
    Problems,
    json::{Json, Located},
    statements::{one_of, texts},
    unknown,
};

const KINDS: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];

pub(super) fn check(statement: &Located, problems: &mut Problems) {
    let Some(principal) = one_of(statement, ["Principal", "NotPrincipal"], problems) else {
        return;
    };
    if is_allowing(statement)
        && let Some(not) = statement.get("NotPrincipal")
    {
        problems.doubtful(
            not.at,
            "this lets in everyone but those who are named, also from outside of your accounts",
            "Use `Principal` and name who may come in.",
        );
    }
    match &principal.json {
        Json::Text(all) if all == "*" => anyone(statement, principal, problems),
        Json::Object(kinds) if kinds.is_empty() => {
            problems.refused(principal.at, "the principal names nobody", "");
        }
        Json::Object(kinds) => {
            for kind in kinds {
                if !KINDS.contains(&kind.key.as_str()) {
                    unknown(&kind.key, &KINDS, kind.at, problems);
                    continue;
                }
                for (at, text) in texts(&kind.value, "principal", problems) {
                    match kind.key.as_str() {
                        "AWS" if text == "*" => anyone(statement, at, problems),
                        "AWS" => aws(at, text, problems),
                        "Service" => service(at, text, problems),
                        _ => {}
                    }
                }
            }
        }
        _ => problems.refused(
            principal.at,
            "this is not a principal",
            "Write it as `{ \"AWS\": \"111122223333\" }` or `{ \"Service\": \"ec2.amazonaws.com\" }`.",
        ),
    }
}

fn is_allowing(statement: &Located) -> bool {
    let effect = statement.get("Effect");
    effect.is_some_and(|it| it.value.text() == Some("Allow"))
}

fn anyone(statement: &Located, at: &Located, problems: &mut Problems) {
    if is_allowing(statement) && statement.get("Condition").is_none() {
        problems.doubtful(
            at.at,
            "this lets in anyone in any AWS account",
            "Name the accounts, or add a condition such as `aws:PrincipalOrgID`.",
        );
    }
}

fn aws(at: &Located, text: &str, problems: &mut Problems) {
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    let account = match text.splitn(6, ':').collect::<Vec<_>>()[..] {
        [account] if digits(account) => account,
        ["arn", _, "iam" | "sts", "", account, resource] => {
            let kinds = ["role/", "user/", "assumed-role/", "federated-user/"];
            let named = kinds.iter().any(|kind| {
                resource
                    .strip_prefix(kind)
                    .is_some_and(|name| !name.is_empty())
            });
            if resource.contains(['*', '?']) {
                problems.refused(
                    at.at,
                    format!("a principal cannot have wildcards: `{text}`"),
                    "Name the account, and add the condition `ArnLike` on `aws:PrincipalArn`.",
                );
            } else if !named && resource != "root" {
                let message = format!("`{text}` is not an account, user, role or session");
                problems.refused(at.at, message, "");
            }
            account
        }
        // IAM writes such ids in place of principals that were deleted, and refuses to save them again.
        [id] if ["AIDA", "AROA"].iter().any(|kind| id.starts_with(kind)) => {
            problems.doubtful(
                at.at,
                format!("`{id}` is what is left of a user or role that was deleted"),
                "Take it out: AWS does not save a policy that names someone who does not exist.",
            );
            return;
        }
        _ => {
            problems.refused(
                at.at,
                format!("`{text}` is not a principal"),
                "Write an account id (12 digits), or the ARN of an account, user or role.",
            );
            return;
        }
    };
    if account.len() != 12 || !digits(account) {
        problems.refused(
            at.at,
            format!("`{account}` is not an account id"),
            "An account id has 12 digits, leading zeros among them.",
        );
    }
}

fn service(at: &Located, text: &str, problems: &mut Problems) {
    let hosts = [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"];
    let fits = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || b"-.".contains(&it);
    let known = hosts.iter().any(|host| text.ends_with(host)) || text.ends_with(".aws.internal");
    if !known || !text.bytes().all(fits) {
        problems.doubtful(
            at.at,
            format!("`{text}` does not look like one of AWS's services"),
            "A service reads like `ec2.amazonaws.com`.",
        );
    }
}
