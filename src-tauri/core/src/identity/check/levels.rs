//! What is wrong with access levels.

use super::{IdentitySpec, Problems};
use crate::{
    ids::RoleName,
    plan::{role_policy_arn, role_session},
    policy_document::{self, DocumentKind, INLINE_SIZE, characters_counted},
};

/// Managed policies of a role, where its quota was not raised.
const POLICIES: usize = 20;
/// Most characters of a level's name: it stands in the console's menu beside the account's.
const NAME: usize = 40;

pub(super) fn check(spec: &IdentitySpec, problems: &mut Problems<'_>) {
    if spec.levels.is_empty() {
        problems.doubtful(
            "/levels",
            "there are no access levels: people could switch nowhere",
            "Choose at least one.",
        );
    }
    for (place, level) in spec.levels.iter().enumerate() {
        let at = |field: &str| format!("/levels/{place}{field}");
        let name = level.name.trim();
        if name.is_empty() || name.chars().count() > NAME || name.chars().any(char::is_control) {
            problems.wrong(
                &at("/name"),
                format!("an access level needs a name of 1 to {NAME} characters"),
                "",
            );
        }
        let earlier = &spec.levels[..place];
        if earlier
            .iter()
            .any(|it| it.name.eq_ignore_ascii_case(&level.name))
        {
            problems.wrong(
                &at("/name"),
                format!("two access levels are named {}", level.name),
                "Each has a name of its own.",
            );
        }
        role_name(&level.role_name, &at("/roleName"), problems);
        if earlier
            .iter()
            .any(|it| it.role_name.eq_ignore_ascii_case(&level.role_name))
        {
            problems.wrong(
                &at("/roleName"),
                format!("two access levels use the role {}", level.role_name),
                "Each needs a role of its own: what one allows, the other would allow, too.",
            );
        }
        policies(place, spec, problems);
        if let Err(failure) = role_session(level.session_seconds) {
            problems.failed(&at("/sessionSeconds"), &failure);
        }
        if !level.mfa {
            problems.doubtful(
                &at("/mfa"),
                format!("{} can be reached without MFA", level.name),
                "A password that leaks is enough then.",
            );
        }
        problems.scope(&at("/for"), &level.scope);
        let scope = &level.scope;
        if !scope.all && scope.accounts.is_empty() && scope.ous.is_empty() {
            problems.doubtful(
                &at("/for"),
                format!("{} is for no account", level.name),
                "Choose accounts or organizational units.",
            );
        }
        let is_hexadecimal =
            |it: &str| it.len() == 6 && it.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let Some(color) = &level.color
            && !is_hexadecimal(color.trim_start_matches('#'))
        {
            problems.wrong(
                &at("/color"),
                format!("`{color}` is not a colour"),
                "Write six hexadecimal digits, such as `F2B0A9`.",
            );
        }
    }
}

fn role_name(name: &str, pointer: &str, problems: &mut Problems<'_>) {
    if let Err(error) = name.parse::<RoleName>() {
        problems.wrong(pointer, error.to_string(), "");
    } else if name.starts_with("AWSReservedSSO_") || name.starts_with("AWSServiceRoleFor") {
        problems.wrong(
            pointer,
            format!("`{name}` begins like a role that AWS makes itself"),
            "Choose another name.",
        );
    }
}

fn policies(place: usize, spec: &IdentitySpec, problems: &mut Problems<'_>) {
    let level = &spec.levels[place];
    let at = |field: &str| format!("/levels/{place}{field}");
    if level.policies.is_empty() && level.inline.is_empty() {
        problems.doubtful(
            &at("/policies"),
            format!("{} allows nothing", level.name),
            "Name a policy of AWS, or write one.",
        );
    }
    if level.policies.len() > POLICIES {
        problems.wrong(
            &at("/policies"),
            format!("AWS takes {POLICIES} policies on a role"),
            "Leave some out, or write what they allow into the role itself.",
        );
    }
    for (nth, arn) in level.policies.iter().enumerate() {
        let pointer = at(&format!("/policies/{nth}"));
        if level.policies[..nth].contains(arn) {
            problems.wrong(&pointer, format!("`{arn}` is named twice"), "Name it once.");
        } else if let Err(failure) = role_policy_arn(arn, None, problems.partition) {
            problems.failed(&pointer, &failure);
        }
    }
    for (nth, policy) in level.inline.iter().enumerate() {
        let pointer = at(&format!("/inline/{nth}"));
        if !super::is_name(&policy.name, 128) {
            problems.wrong(
                &format!("{pointer}/name"),
                format!("`{}` is no name of a policy", policy.name),
                "Letters, digits and `_+=,.@-`, at most 128.",
            );
        }
        if level.inline[..nth].iter().any(|it| it.name == policy.name) {
            problems.wrong(
                &format!("{pointer}/name"),
                format!("two policies of the role are named {}", policy.name),
                "Each has a name of its own.",
            );
        }
        for problem in policy_document::check(&policy.document, DocumentKind::Inline) {
            let inside = match (problem.line, problem.column) {
                (Some(line), Some(column)) => {
                    format!(" (its line {line}, column {column})")
                }
                _ => String::new(),
            };
            problems.add(
                &format!("{pointer}/document"),
                format!("{}{inside}", problem.message),
                problem.hint.as_deref().unwrap_or_default(),
                problem.blocking,
            );
        }
    }
    let size: usize = level
        .inline
        .iter()
        .map(|policy| characters_counted(&policy.document))
        .sum();
    if level.inline.len() > 1 && size > INLINE_SIZE {
        problems.wrong(
            &at("/inline"),
            format!(
                "the policies written into the role have {size} characters; AWS takes {INLINE_SIZE} without white space"
            ),
            "Shorten them, or name a policy of AWS.",
        );
    }
}
