//! What is wrong with groups and people.

use std::collections::HashMap;

use super::{super::documents, IdentitySpec, Problems, is_name};
use crate::validate;

/// Groups of an account, where its quota was not raised; groups of one user; users of an account.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const GROUPS: usize = 300;
const GROUPS_OF_ONE: usize = 10;
const USERS: usize = 5_000;
/// Characters of a group's and of a user's name.
const GROUP_NAME: usize = 128;
const USER_NAME: usize = 64;

pub(super) fn groups(spec: &IdentitySpec, problems: &mut Problems<'_>) {
    if spec.groups.len() > GROUPS {
        problems.wrong(
            "/groups",
            format!(
                "{} groups are too many: an account has {GROUPS}",
                spec.groups.len()
            ),
            "Put people with the same work into one group.",
        );
    }
    let mut seen = HashMap::new();
    for (place, group) in spec.groups.iter().enumerate() {
        let at = |field: &str| format!("/groups/{place}{field}");
        if !is_name(&group.name, GROUP_NAME) {
            problems.wrong(
                &at("/name"),
                format!("`{}` is no name of a group", group.name),
                "Letters, digits and `_+=,.@-`, at most 128.",
            );
        }
        // IAM tells names apart only by more than their case.
        if let Some(first) = seen.insert(group.name.to_lowercase(), place) {
            problems.wrong(
                &at("/name"),
                format!("group {} has the same name", first + 1),
                "Each has a name of its own; upper and lower case are the same to IAM.",
            );
        }
        if group.levels.is_empty() {
            problems.doubtful(
                &at("/levels"),
                format!("{} may switch nowhere", group.name),
                "Give it an access level.",
            );
        }
        for (nth, grant) in group.levels.iter().enumerate() {
            let pointer = at(&format!("/levels/{nth}/level"));
            if !spec.levels.iter().any(|level| level.name == grant.level) {
                problems.wrong(
                    &pointer,
                    format!("there is no access level {}", grant.level),
                    "Name one of the document's levels.",
                );
            }
            if group.levels[..nth].iter().any(|it| it.level == grant.level) {
                problems.wrong(
                    &pointer,
                    format!("{} has {} twice", group.name, grant.level),
                    "Name it once, with all its accounts.",
                );
            }
            if let Some(scope) = &grant.scope {
                problems.scope(&at(&format!("/levels/{nth}/for")), scope);
            }
        }
        if let Some(tree) = problems.tree
            && let Err(failure) = documents::group_policy(spec, group, tree, problems.partition)
        {
            problems.failed(&at(""), &failure);
        }
    }
}

pub(super) fn check(spec: &IdentitySpec, problems: &mut Problems<'_>) {
    if spec.people.is_empty() {
        problems.doubtful(
            "/people",
            "there are no people",
            "Add them by name, or read them from a table.",
        );
    }
    if spec.people.len() > USERS {
        problems.wrong(
            "/people",
            format!(
                "{} people are too many: an account has {USERS} users",
                spec.people.len()
            ),
            "Use IAM Identity Center for so many.",
        );
    }
    let mut seen = HashMap::new();
    for (place, person) in spec.people.iter().enumerate() {
        let at = |field: &str| format!("/people/{place}{field}");
        if let Err(message) = user_name(&person.name) {
            problems.wrong(
                &at("/name"),
                message,
                "Letters, digits and `_+=,.@-`, at most 64.",
            );
        }
        if let Some(first) = seen.insert(person.name.to_lowercase(), place) {
            problems.wrong(
                &at("/name"),
                format!("person {} has the same name", first + 1),
                "Each has a name of their own; upper and lower case are the same to IAM.",
            );
        }
        if person.groups.is_empty() {
            problems.wrong(
                &at("/groups"),
                format!("{} is in no group", person.name),
                "Put them into one: without, they could not even change their password.",
            );
        }
        if person.groups.len() > GROUPS_OF_ONE {
            problems.wrong(
                &at("/groups"),
                format!(
                    "{} is in {} groups; a user is in {GROUPS_OF_ONE} at most",
                    person.name,
                    person.groups.len()
                ),
                "Make one group with all these access levels.",
            );
        }
        for (nth, group) in person.groups.iter().enumerate() {
            let pointer = at(&format!("/groups/{nth}"));
            if !spec.groups.iter().any(|it| it.name == *group) {
                problems.wrong(
                    &pointer,
                    format!("there is no group {group}"),
                    "Name one of the document's groups.",
                );
            }
            if person.groups[..nth].contains(group) {
                problems.wrong(
                    &pointer,
                    format!("{} is in {group} twice", person.name),
                    "Name it once.",
                );
            }
        }
        if let Some(email) = &person.email
            && let Err(message) = validate::email(email)
        {
            problems.wrong(&at("/email"), message, "");
        }
    }
}

/// Says why `name` cannot name a user.
pub(in crate::identity) fn user_name(name: &str) -> Result<(), String> {
    if is_name(name, USER_NAME) {
        Ok(())
    } else {
        Err(format!("`{name}` is no name of a user"))
    }
}
