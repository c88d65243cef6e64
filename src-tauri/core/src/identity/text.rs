//! The document as a file: `identity.json`. What is wrong in it is told with its line and column.

use super::{
    check::{SpecProblem, check},
    spec::{IdentitySpec, VERSION},
};
use crate::{
    partition::Partition,
    policy_document::json::{self, Json, Located, Place},
    tree::Tree,
};

/// Reads a document.
///
/// Errors: the first thing that keeps it from being read, with its place.
pub fn read(text: &str) -> Result<IdentitySpec, Box<SpecProblem>> {
    let refused = |pointer: String, at: Place, message: String, hint: &str| {
        Box::new(SpecProblem {
            pointer,
            line: Some(at.line),
            column: Some(at.column),
            message,
            hint: (!hint.is_empty()).then(|| hint.to_owned()),
            blocking: true,
        })
    };
    let text = text.trim_start_matches('\u{feff}');
    let document = json::parse(text).map_err(|(at, message)| {
        let message = format!("this is not JSON: {message}");
        refused(String::new(), at, message, "")
    })?;
    // Said first: what a newer document holds beside it is nobody's mistake.
    if let Some(version) = document.get("version")
        && let Json::Plain(written) = &version.value.json
        && *written != VERSION.to_string()
    {
        return Err(refused(
            "/version".to_owned(),
            version.value.at,
            format!("this Canopy reads version {VERSION} of the document, and this is {written}"),
            "Update Canopy, or write the document for this version.",
        ));
    }
    serde_json::from_str(text).map_err(|error| {
        let words = error.to_string();
        let words = words
            .rsplit_once(" at line ")
            .map_or(words.as_str(), |it| it.0);
        let end = (error.line(), error.column());
        let (pointer, at) = last_before(text, &document, end);
        refused(pointer, at, plain(words), "")
    })
}

/// What the reader says, in words of JSON instead of Rust's.
fn plain(words: &str) -> String {
    let Some((before, expected)) = words.rsplit_once("expected ") else {
        return words.to_owned();
    };
    let expected = match expected {
        "i32" | "u32" => "a whole number",
        "a sequence" => "a list",
        "a map" => "an object",
        other if other.starts_with("struct ") => "an object",
        other => other,
    };
    format!("{before}expected {expected}")
}

/// Reads a document and checks it: what is wrong in it, each with its line and column.
///
/// Errors: what keeps it from being read at all.
pub fn examine(
    text: &str,
    tree: Option<&Tree>,
    partition: Partition,
) -> Result<(IdentitySpec, Vec<SpecProblem>), Box<SpecProblem>> {
    let spec = read(text)?;
    let mut problems = check(&spec, tree, partition);
    locate(text, &mut problems);
    Ok((spec, problems))
}

/// Writes a document as a file that people can read and compare: policies as themselves, not as texts.
pub fn write(spec: &IdentitySpec) -> String {
    let mut value = serde_json::to_value(spec).expect("a document is plain data");
    let levels = value["levels"].as_array_mut();
    for policy in levels.into_iter().flatten().flat_map(|level| {
        let inline = level.get_mut("inline").and_then(|it| it.as_array_mut());
        inline.into_iter().flatten()
    }) {
        let read = policy["document"]
            .as_str()
            .and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
        // What is not JSON yet stays as somebody wrote it.
        if let Some(document) = read.filter(|it| !it.is_string()) {
            policy["document"] = document;
        }
    }
    serde_json::to_string_pretty(&value).expect("JSON is text") + "\n"
}

/// Gives problems of a document that was read from `text` their line and column.
fn locate(text: &str, problems: &mut [SpecProblem]) {
    let Ok(document) = json::parse(text.trim_start_matches('\u{feff}')) else {
        return;
    };
    for problem in problems {
        let at = place_of(&document, &problem.pointer);
        (problem.line, problem.column) = (Some(at.line), Some(at.column));
    }
}

/// Where a pointer leads; where nothing stands there, what would hold it.
fn place_of(document: &Located, pointer: &str) -> Place {
    let mut at = document;
    for part in pointer.split('/').skip(1) {
        let next = match &at.json {
            Json::List(list) => part.parse::<usize>().ok().and_then(|it| list.get(it)),
            Json::Object(_) => at.get(part).map(|member| &member.value),
            _ => None,
        };
        match next {
            Some(next) => at = next,
            None => break,
        }
    }
    at.at
}

/// The last key or value that begins before `end`, line and column in bytes: what a reader stumbled over.
fn last_before(text: &str, document: &Located, end: (usize, usize)) -> (String, Place) {
    let line = text.split('\n').nth(end.0.saturating_sub(1));
    let before = line.unwrap_or_default().as_bytes();
    let before = String::from_utf8_lossy(&before[..end.1.min(before.len())]);
    let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
    let limit = (number(end.0), number(before.chars().count()));
    let mut found = (String::new(), document.at);
    walk(document, "", limit, &mut found);
    found
}

fn walk(value: &Located, pointer: &str, limit: (u32, u32), found: &mut (String, Place)) {
    let is_before = |at: Place| (at.line, at.column) <= limit;
    let mut inside = |pointer: String, begins: Place, value: &Located| {
        if is_before(begins) {
            *found = (pointer.clone(), begins);
            walk(value, &pointer, limit, found);
        }
    };
    match &value.json {
        Json::List(list) => {
            for (place, part) in list.iter().enumerate() {
                inside(format!("{pointer}/{place}"), part.at, part);
            }
        }
        Json::Object(members) => {
            for member in members {
                let key = member.key.replace('~', "~0").replace('/', "~1");
                let pointer = format!("{pointer}/{key}");
                // A key that does not belong here is read before its value.
                let begins = if is_before(member.value.at) {
                    member.value.at
                } else {
                    member.at
                };
                inside(pointer, begins, &member.value);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"{
  "version": 1,
  "where": { "new": { "name": "identity", "email": "aws+identity@example.com", "ou": "/Security" } },
  "alias": "northwind-people",
  "levels": [
    {
      "name": "Logs",
      "roleName": "Org-Logs",
      "inline": [{ "name": "logs", "document": { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "logs:Get*", "Resource": "*" }] } }],
      "for": { "ous": ["/Workloads/prod"] }
    }
  ],
  "groups": [{ "name": "Developers", "levels": [{ "level": "Logs" }] }],
  "people": [{ "name": "ada", "groups": ["Developers"] }]
}"#;

    fn problem(text: &str) -> (String, Option<u32>, Option<u32>, String) {
        let problem = read(text).expect_err("it cannot be read");
        (
            problem.pointer.clone(),
            problem.line,
            problem.column,
            problem.message.clone(),
        )
    }

    #[test]
    fn a_document_is_read_with_what_it_leaves_out() {
        let spec = read(WHOLE).expect("a document");
        let level = &spec.levels[0];
        assert!(level.mfa, "least privilege where nothing is said");
        assert_eq!(level.session_seconds, 3600);
        assert_eq!(
            level.inline[0].document,
            r#"{"Statement":[{"Action":"logs:Get*","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}"#
        );
        assert!(spec.hand_out.aws_config);
    }

    #[test]
    fn what_is_written_reads_the_same_and_shows_policies_as_themselves() {
        let spec = read(WHOLE).expect("a document");
        let text = write(&spec);
        assert_eq!(read(&text).expect("a document"), spec);
        assert_eq!(
            text.lines()
                .filter(|line| line.contains("logs:Get*"))
                .count(),
            1
        );
        assert!(
            text.contains("\"Action\": \"logs:Get*\""),
            "a policy is no text with backslashes: {text}"
        );
    }

    #[test]
    fn what_does_not_belong_is_told_with_its_place() {
        let typo = WHOLE.replace("\"roleName\"", "\"role\"");
        assert_eq!(
            problem(&typo),
            (
                "/levels/0/role".to_owned(),
                Some(8),
                Some(7),
                "unknown field `role`, expected one of `name`, `roleName`, `policies`, `inline`, `sessionSeconds`, `mfa`, `for`, `color`".to_owned(),
            )
        );
        let wrong = WHOLE.replace("[\"Developers\"]", "7");
        assert_eq!(
            problem(&wrong),
            (
                "/people/0/groups".to_owned(),
                Some(14),
                Some(41),
                "invalid type: integer `7`, expected a list".to_owned(),
            )
        );
        assert_eq!(
            problem("{\"version\": 1,}").3,
            "this is not JSON: trailing comma"
        );
    }

    #[test]
    fn a_newer_document_says_so_before_anything_else() {
        let newer = WHOLE.replace("\"version\": 1", "\"version\": 2, \"future\": true");
        assert_eq!(
            problem(&newer),
            (
                "/version".to_owned(),
                Some(2),
                Some(14),
                "this Canopy reads version 1 of the document, and this is 2".to_owned(),
            )
        );
    }

    #[test]
    fn problems_are_given_their_places() {
        let text = WHOLE.replace("\"groups\": [\"Developers\"]", "\"groups\": [\"Ops\"]");
        let (_, problems) = examine(&text, None, Partition::Aws).expect("a document");
        let told: Vec<_> = problems
            .iter()
            .map(|it| (it.pointer.as_str(), it.line, it.column, it.message.as_str()))
            .collect();
        assert_eq!(
            told,
            [(
                "/people/0/groups/0",
                Some(14),
                Some(42),
                "there is no group Ops"
            )]
        );
    }
}
