//! What is wrong with a document, said before any call: all of it at once, each with its place.

mod levels;
mod people;

pub(super) use people::user_name;

use serde::{Deserialize, Serialize};

use super::spec::{IdentitySpec, PasswordPolicy, Place, Scope, VERSION};
use crate::{
    failure::Failure,
    partition::Partition,
    search,
    tree::{AccountState, NodeKind, Tree},
    validate,
};

/// Lengths of an account's alias. <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html>
const ALIAS: std::ops::RangeInclusive<usize> = 3..=63;
/// Most characters of the note on every sheet: a few sentences.
const NOTE: usize = 1_000;

/// Something that is wrong with a document, or worth a second look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SpecProblem {
    /// Where, as a JSON pointer: `/people/3/name`.
    pub pointer: String,
    /// Its line in the file, from 1, where it was read from one.
    pub line: Option<u32>,
    /// Its column, from 1, in characters.
    pub column: Option<u32>,
    /// What is the matter: lower case, no full stop.
    pub message: String,
    /// What to do, a sentence.
    pub hint: Option<String>,
    /// Whether nothing can be planned before it is put right.
    pub blocking: bool,
}

impl SpecProblem {
    /// The problem as a plan's blocker: with its place.
    pub fn failure(&self) -> Failure {
        let place = match (self.line, self.column) {
            (Some(line), Some(column)) => format!("line {line}, column {column}"),
            _ => self.pointer.clone(),
        };
        let failure = Failure::invalid(format!("{} ({place})", self.message));
        match &self.hint {
            Some(hint) => failure.hint(hint.clone()),
            None => failure,
        }
    }
}

/// Problems as they are found.
pub(super) struct Problems<'a> {
    found: Vec<SpecProblem>,
    tree: Option<&'a Tree>,
    partition: Partition,
}

impl Problems<'_> {
    fn add(&mut self, pointer: &str, message: impl Into<String>, hint: &str, blocking: bool) {
        self.found.push(SpecProblem {
            pointer: pointer.to_owned(),
            line: None,
            column: None,
            message: message.into(),
            hint: (!hint.is_empty()).then(|| hint.to_owned()),
            blocking,
        });
    }

    fn wrong(&mut self, pointer: &str, message: impl Into<String>, hint: &str) {
        self.add(pointer, message, hint, true);
    }

    fn doubtful(&mut self, pointer: &str, message: impl Into<String>, hint: &str) {
        self.add(pointer, message, hint, false);
    }

    fn failed(&mut self, pointer: &str, failure: &Failure) {
        let hint = failure.hint.as_deref().unwrap_or_default();
        self.wrong(pointer, failure.message.clone(), hint);
    }

    /// The accounts and organizational units of a scope must be there.
    fn scope(&mut self, pointer: &str, scope: &Scope) {
        let Some(tree) = self.tree else { return };
        for (place, text) in scope.accounts.iter().enumerate() {
            if let Err(failure) = usable(tree, text) {
                self.failed(&format!("{pointer}/accounts/{place}"), &failure);
            }
        }
        for (place, text) in scope.ous.iter().enumerate() {
            if let Err(failure) = search::parent(tree, text) {
                self.failed(&format!("{pointer}/ous/{place}"), &failure);
            }
        }
    }
}

/// Everything that is wrong with `spec`, in the order of the document. Without a tree, what it names in the
/// organization is not looked up, and sizes are not measured.
pub fn check(spec: &IdentitySpec, tree: Option<&Tree>, partition: Partition) -> Vec<SpecProblem> {
    let mut problems = Problems {
        found: Vec::new(),
        tree,
        partition,
    };
    if spec.version != VERSION {
        problems.wrong(
            "/version",
            format!("this Canopy reads version {VERSION} of the document"),
            "Update Canopy, or write the document for this version.",
        );
    }
    place(spec, &mut problems);
    if let Some(alias) = &spec.alias {
        self::alias(alias, &mut problems);
    }
    if let Some(policy) = &spec.password_policy {
        passwords(policy, &mut problems);
    }
    levels::check(spec, &mut problems);
    people::groups(spec, &mut problems);
    people::check(spec, &mut problems);
    hand_out(spec, &mut problems);
    problems.found
}

fn place(spec: &IdentitySpec, problems: &mut Problems<'_>) {
    match &spec.place {
        None => problems.wrong(
            "/where",
            "no account is chosen for the people",
            "Choose one that holds nothing else, or name a new one.",
        ),
        Some(Place::Account(text)) => {
            let Some(tree) = problems.tree else { return };
            match usable(tree, text) {
                Err(failure) => problems.failed("/where/account", &failure),
                Ok(id) if id == tree.organization.management_account_id => problems.doubtful(
                    "/where/account",
                    "the people would live in the management account",
                    "AWS advises to keep it free of everything else: service control policies do not reach it. Choose a member, or name a new one.",
                ),
                Ok(_) => {}
            }
        }
        Some(Place::New(new)) => {
            if let Err(message) = validate::account_name(&new.name) {
                problems.wrong("/where/new/name", message, "");
            }
            if let Err(message) = validate::email(&new.email) {
                problems.wrong(
                    "/where/new/email",
                    message,
                    "Give an address that somebody reads: it is the way back into the account.",
                );
            }
            if let (Some(ou), Some(tree)) = (&new.ou, problems.tree)
                && let Err(failure) = search::parent(tree, ou)
            {
                problems.failed("/where/new/ou", &failure);
            }
        }
    }
}

/// An account of the tree that can be worked in.
fn usable(tree: &Tree, text: &str) -> Result<crate::ids::AccountId, Failure> {
    let id = search::account(tree, text)?;
    let node = tree.get(&(&id).into());
    let state = node.and_then(|node| match node.kind {
        NodeKind::Account { state, .. } => Some(state),
        _ => None,
    });
    let why = match state {
        Some(AccountState::Closed) => "is closed",
        Some(AccountState::Suspended) => "is suspended by AWS",
        Some(AccountState::PendingActivation) => "is not activated yet",
        _ => return Ok(id),
    };
    let name = node.map_or(text, |node| &node.name);
    Err(Failure::invalid(format!("{name} {why}")).hint("Leave it out, or choose another account."))
}

fn alias(alias: &str, problems: &mut Problems<'_>) {
    let plain = alias
        .bytes()
        .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-');
    let edges = !alias.starts_with('-') && !alias.ends_with('-') && !alias.contains("--");
    let is_number = alias.len() == 12 && alias.bytes().all(|it| it.is_ascii_digit());
    if !ALIAS.contains(&alias.len()) || !plain || !edges || is_number {
        problems.wrong(
            "/alias",
            format!("`{alias}` is no alias of an account"),
            "3 to 63 lower-case letters, digits and single hyphens between them, and no account's number.",
        );
    }
}

fn passwords(policy: &PasswordPolicy, problems: &mut Problems<'_>) {
    let mut within = |field: &str, value: Option<i32>, range: std::ops::RangeInclusive<i32>| {
        if value.is_some_and(|value| !range.contains(&value)) {
            let (least, most) = (range.start(), range.end());
            problems.wrong(
                &format!("/passwordPolicy/{field}"),
                format!("AWS takes {least} to {most} here"),
                "",
            );
        }
    };
    within("minimumLength", Some(policy.minimum_length), 6..=128);
    within("maximumAgeDays", policy.maximum_age_days, 1..=1_095);
    within("notTheLast", policy.not_the_last, 1..=24);
    if policy.hard_expiry && policy.maximum_age_days.is_none() {
        problems.doubtful(
            "/passwordPolicy/hardExpiry",
            "passwords that never get too old need no end",
            "Set maximumAgeDays, or leave hardExpiry out.",
        );
    } else if policy.hard_expiry {
        problems.doubtful(
            "/passwordPolicy/hardExpiry",
            "whoever lets a password get too old is locked out",
            "Somebody with access to the identity account must set another one then.",
        );
    }
}

fn hand_out(spec: &IdentitySpec, problems: &mut Problems<'_>) {
    if let Some(region) = &spec.hand_out.region
        && !validate::is_region(region)
    {
        problems.wrong(
            "/handOut/region",
            format!("`{region}` is no region"),
            "It reads like `eu-central-1`.",
        );
    }
    let length = spec.hand_out.note.as_deref().unwrap_or_default();
    let length = length.chars().count();
    if length > NOTE {
        problems.wrong(
            "/handOut/note",
            format!("the note has {length} characters; a sheet has room for {NOTE}"),
            "Shorten it.",
        );
    }
}

/// Whether `text` can name a user, a group or a policy in IAM.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names>
fn is_name(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len())
        && text
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || b"_+=,.@-".contains(&it))
}

#[cfg(test)]
mod tests;
