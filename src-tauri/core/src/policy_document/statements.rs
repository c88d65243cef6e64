//! Statements: their parts, which of them must be there, and what they may hold.

use super::{
    DocumentKind, Problems, conditions,
    json::{Json, Located},
    principals, unknown,
};

const PARTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

pub(super) fn check(value: &Located, kind: DocumentKind, problems: &mut Problems) {
    if value.each().is_empty() {
        problems.refused(value.at, "there is no statement", "Write at least one.");
    }
    let mut sids: Vec<&str> = Vec::new();
    for statement in value.each() {
        let Json::Object(members) = &statement.json else {
            problems.refused(statement.at, "a statement is an object", "");
            continue;
        };
        for member in members
            .iter()
            .filter(|it| !PARTS.contains(&it.key.as_str()))
        {
            unknown(&member.key, &PARTS, member.at, problems);
        }
        if let Some(sid) = statement.get("Sid") {
            check_sid(&sid.value, &mut sids, problems);
        }
        check_effect(statement, problems);
        check_actions(statement, kind, problems);
        if kind == DocumentKind::Trust {
            principals::check(statement, problems);
        } else {
            check_resources(statement, problems);
        }
        for (part, why) in misplaced(kind) {
            if let Some(member) = statement.get(part) {
                problems.refused(member.at, format!("`{part}` does not belong here"), why);
            }
        }
        if let Some(condition) = statement.get("Condition") {
            conditions::check(&condition.value, problems);
        }
    }
}

/// Parts that belong to the other kind of document.
fn misplaced(kind: DocumentKind) -> [(&'static str, &'static str); 2] {
    match kind {
        DocumentKind::Trust => {
            let why = "A trust policy is about its own role, and names no resources.";
            [("Resource", why), ("NotResource", why)]
        }
        DocumentKind::Inline | DocumentKind::Managed => {
            let why = "Who it is for follows from what the policy is attached to.";
            [("Principal", why), ("NotPrincipal", why)]
        }
    }
}

fn check_sid<'a>(sid: &'a Located, sids: &mut Vec<&'a str>, problems: &mut Problems) {
    const HINT: &str = "Letters A to Z and digits are allowed.";
    match sid.text() {
        Some(text) if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            problems.refused(
                sid.at,
                format!("IAM does not allow `{text}` as a Sid"),
                HINT,
            );
        }
        Some(text) if !text.is_empty() && sids.contains(&text) => {
            let message = format!("another statement has the Sid `{text}`, too");
            problems.refused(sid.at, message, "Give each statement its own, or none.");
        }
        Some(text) => sids.push(text),
        None => problems.refused(sid.at, "a Sid is a text", HINT),
    }
}

fn check_effect(statement: &Located, problems: &mut Problems) {
    const HINT: &str = "Write `Allow` or `Deny`.";
    match statement.get("Effect") {
        None => problems.refused(statement.at, "the statement has no Effect", HINT),
        Some(effect) if !matches!(effect.value.text(), Some("Allow" | "Deny")) => {
            problems.refused(effect.value.at, "this Effect does not exist", HINT);
        }
        Some(_) => {}
    }
}

/// Exactly one of two parts, with its values; a list without any is as good as none.
pub(super) fn one_of<'a>(
    statement: &'a Located,
    pair: [&str; 2],
    problems: &mut Problems,
) -> Option<&'a Located> {
    match (statement.get(pair[0]), statement.get(pair[1])) {
        (Some(one), None) | (None, Some(one)) => Some(&one.value),
        (Some(_), Some(other)) => {
            let message = format!("`{}` and `{}` exclude each other", pair[0], pair[1]);
            problems.refused(other.at, message, "Keep one of them.");
            None
        }
        (None, None) => {
            let message = format!("the statement has no {}", pair[0]);
            problems.refused(statement.at, message, "");
            None
        }
    }
}

/// The texts of a part that holds one or several; everything else is a problem.
pub(super) fn texts<'a>(
    value: &'a Located,
    what: &str,
    problems: &mut Problems,
) -> Vec<(&'a Located, &'a str)> {
    if value.each().is_empty() {
        problems.refused(value.at, format!("this list names no {what}"), "");
    }
    let mut texts = Vec::new();
    for each in value.each() {
        match each.text() {
            Some(text) => texts.push((each, text)),
            None => problems.refused(each.at, format!("this is no {what}"), "Write it as a text."),
        }
    }
    texts
}

fn check_actions(statement: &Located, kind: DocumentKind, problems: &mut Problems) {
    let Some(actions) = one_of(statement, ["Action", "NotAction"], problems) else {
        return;
    };
    for (at, action) in texts(actions, "action", problems) {
        let is_name = |part: &str, signs: &str| {
            let fits = |it: u8| it.is_ascii_alphanumeric() || signs.as_bytes().contains(&it);
            !part.is_empty() && part.bytes().all(fits)
        };
        let well_formed = match action.split_once(':') {
            Some((service, name)) => is_name(service, "-") && is_name(name, "*?-_"),
            None => action == "*",
        };
        if !well_formed {
            let message = format!("`{action}` is not an action");
            problems.refused(
                at.at,
                message,
                "An action reads like `s3:GetObject` or `s3:Get*`.",
            );
        } else if kind == DocumentKind::Trust && !action.to_ascii_lowercase().starts_with("sts:") {
            problems.refused(
                at.at,
                format!("`{action}` has no place in a trust policy"),
                "It may name actions of STS only, such as `sts:AssumeRole`.",
            );
        }
    }
}

fn check_resources(statement: &Located, problems: &mut Problems) {
    let Some(resources) = one_of(statement, ["Resource", "NotResource"], problems) else {
        return;
    };
    for (at, resource) in texts(resources, "resource", problems) {
        let is_arn = resource.starts_with("arn:")
            && (resource.matches(':').count() >= 5 || resource.contains('*'));
        if resource != "*" && !is_arn {
            problems.refused(
                at.at,
                format!("`{resource}` is not a resource"),
                "Write `*` or an ARN, such as `arn:aws:s3:::bucket/*`.",
            );
        }
    }
}
