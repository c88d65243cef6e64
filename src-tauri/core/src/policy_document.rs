//! Policy documents that a person writes, checked as IAM would check them and each problem with its
//! place. What IAM alone can know (whether a principal exists, what an action is called) stays with IAM.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

mod conditions;
pub(crate) mod json;
mod principals;
mod statements;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use json::{Json, Located, Place};

/// Characters of a trust policy that every account may have, and most after its quota was raised.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
pub const TRUST_SIZE: (usize, usize) = (2_048, 8_192);
/// Characters of all policies written into one role.
pub const INLINE_SIZE: usize = 10_240;
/// Characters of a managed policy.
pub const MANAGED_SIZE: usize = 6_144;

/// What a document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum DocumentKind {
    /// It says who may assume a role.
    Trust,
    /// It is written into a role and says what the role may do.
    Inline,
    /// It stands on its own and is attached.
    Managed,
}

/// What is the matter with a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Its line, from 1; none where it is about the whole document.
    pub line: Option<u32>,
    /// Its column, from 1, in characters.
    pub column: Option<u32>,
    /// What is the matter: lower case, no full stop.
    pub message: String,
    /// What to do, a sentence.
    pub hint: Option<String>,
    /// Whether AWS would refuse the document for it. What does not block is worth a second look.
    pub blocking: bool,
}

/// Problems as they are found.
struct Problems(Vec<Problem>);

impl Problems {
    fn add(&mut self, at: Option<Place>, message: impl Into<String>, hint: &str, blocking: bool) {
        self.0.push(Problem {
            line: at.map(|at| at.line),
            column: at.map(|at| at.column),
            message: message.into(),
            hint: (!hint.is_empty()).then(|| hint.to_owned()),
            blocking,
        });
    }

    fn refused(&mut self, at: Place, message: impl Into<String>, hint: &str) {
        self.add(Some(at), message, hint, true);
    }

    fn doubtful(&mut self, at: Place, message: impl Into<String>, hint: &str) {
        self.add(Some(at), message, hint, false);
    }
}

/// Everything that is the matter with `text` as a document of this kind, in the order of the text.
pub fn check(text: &str, kind: DocumentKind) -> Vec<Problem> {
    let mut problems = Problems(Vec::new());
    if text.trim().is_empty() {
        problems.add(None, "the document is empty", "", true);
        return problems.0;
    }
    let document = match json::parse(text) {
        Ok(document) => document,
        Err((at, message)) => {
            problems.refused(at, format!("this is not JSON: {message}"), "");
            return problems.0;
        }
    };
    characters(text, &mut problems);
    twice(&document, &mut problems);
    top(&document, kind, &mut problems);
    size(text, kind, &mut problems);
    // What is about the whole stands last.
    problems
        .0
        .sort_by_key(|it| (it.line.unwrap_or(u32::MAX), it.column));
    problems.0
}

/// The same document on one line without white space.
///
/// Errors: `invalid` where it is not JSON.
pub fn minify(text: &str) -> Result<String, Failure> {
    read(text).map(|document| json::write(&document, None))
}

/// The same document with a line for each thing, keys in their order.
///
/// Errors: `invalid` where it is not JSON.
pub fn pretty(text: &str) -> Result<String, Failure> {
    read(text).map(|document| json::write(&document, Some(0)))
}

/// Its characters as IAM counts them: without white space.
pub fn characters_counted(text: &str) -> usize {
    text.chars().filter(|it| !it.is_whitespace()).count()
}

fn read(text: &str) -> Result<Located, Failure> {
    json::parse(text).map_err(|(at, message)| {
        Failure::invalid(format!(
            "the document is not JSON: {message} (line {}, column {})",
            at.line, at.column
        ))
    })
}

/// IAM's pattern for documents: tab, line ends and everything from the space to `ÿ`.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>
fn characters(text: &str, problems: &mut Problems) {
    let allowed = |it: &char| matches!(it, '\t' | '\n' | '\r' | ' '..='\u{ff}');
    if let Some((offset, odd)) = text.char_indices().find(|(_, it)| !allowed(it)) {
        problems.refused(
            Place::of(text, offset),
            format!("IAM does not allow `{odd}` in a document"),
            "Use letters of western European languages, digits and common signs only.",
        );
    }
}

fn twice(value: &Located, problems: &mut Problems) {
    match &value.json {
        Json::List(list) => list.iter().for_each(|it| twice(it, problems)),
        Json::Object(members) => {
            for (place, member) in members.iter().enumerate() {
                if members[..place].iter().any(|it| it.key == member.key) {
                    let message = format!("`{}` stands here for the second time", member.key);
                    problems.refused(member.at, message, "Put both into one.");
                }
                twice(&member.value, problems);
            }
        }
        _ => {}
    }
}

fn top(document: &Located, kind: DocumentKind, problems: &mut Problems) {
    let Json::Object(members) = &document.json else {
        problems.refused(
            document.at,
            "a policy is an object",
            "Begin with `{ \"Version\": \"2012-10-17\", \"Statement\": [ … ] }`.",
        );
        return;
    };
    for member in members {
        match member.key.as_str() {
            "Version" => version(&member.value, problems),
            "Id" if member.value.text().is_none() => {
                problems.refused(member.value.at, "the Id is a text", "");
            }
            "Statement" => statements::check(&member.value, kind, problems),
            "Id" => {}
            odd => unknown(odd, &["Version", "Id", "Statement"], member.at, problems),
        }
    }
    if document.get("Version").is_none() {
        problems.doubtful(
            document.at,
            "the document has no Version, so it counts as one of 2008",
            "Add `\"Version\": \"2012-10-17\"`; without it, variables such as `${aws:username}` are plain text.",
        );
    }
    if document.get("Statement").is_none() {
        problems.refused(document.at, "the document has no Statement", "");
    }
}

fn version(value: &Located, problems: &mut Problems) {
    const HINT: &str = "Write `2012-10-17`: it names the policy language, not your document.";
    match value.text() {
        Some("2012-10-17") => {}
        Some("2008-10-17") => problems.doubtful(
            value.at,
            "this is the old policy language, where variables are plain text",
            HINT,
        ),
        _ => problems.refused(value.at, "this Version does not exist", HINT),
    }
}

/// A key that does not belong here, with the one that may have been meant.
fn unknown(key: &str, known: &[&str], at: Place, problems: &mut Problems) {
    let meant = known.iter().find(|it| {
        it.eq_ignore_ascii_case(key) || it.eq_ignore_ascii_case(key.trim_end_matches(['s', 'S']))
    });
    let hint = match meant {
        Some(meant) => format!("Write `{meant}`."),
        None => format!("What may stand here: {}.", known.join(", ")),
    };
    problems.refused(at, format!("`{key}` does not belong here"), &hint);
}

fn size(text: &str, kind: DocumentKind, problems: &mut Problems) {
    let counted = characters_counted(text);
    let (most, what) = match kind {
        DocumentKind::Trust => (TRUST_SIZE.1, "a trust policy"),
        DocumentKind::Inline => (INLINE_SIZE, "all policies written into a role"),
        DocumentKind::Managed => (MANAGED_SIZE, "a managed policy"),
    };
    if counted > most {
        let message = format!(
            "the document has {counted} characters without white space, IAM allows {most} for {what}"
        );
        problems.add(None, message, "Make it shorter, or split it.", true);
    } else if kind == DocumentKind::Trust && counted > TRUST_SIZE.0 {
        let message = format!(
            "the document has {counted} characters without white space, IAM allows {} unless the account's quota was raised",
            TRUST_SIZE.0
        );
        problems.add(
            None,
            message,
            "Make it shorter, or raise the quota for the length of trust policies in Service Quotas.",
            false,
        );
    }
}

#[cfg(test)]
mod tests;
