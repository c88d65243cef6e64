//! Trust policies: who may assume a role, written from a few choices and told in words.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

mod conditions;
mod principals;
mod spec;

use serde_json::Value;

pub use spec::{TrustSpec, trust_policy};

use crate::ids::AccountId;

/// What a user's name stands for in a policy.
const USER_NAME: &str = "${aws:username}";
/// Actions that are a way into a role. `AssumeRole` with a context or tags needs one of them, too.
const WAYS_IN: [&str; 3] = [
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
];
const NOT_JSON: &str = "a trust policy that is not JSON";
const NOT_READABLE: &str = "a statement that cannot be read";

/// What one statement says about one principal.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Grant {
    allows: bool,
    /// Who, in words.
    who: String,
    /// Under which conditions, a phrase each.
    conditions: Vec<String>,
    /// Whether it is a way in (or closes one), or is about the session only.
    about_entry: bool,
}

impl Grant {
    fn words(&self) -> String {
        let conditions = self.conditions.iter().map(|it| format!(", {it}"));
        let conditions: String = conditions.collect();
        match (self.about_entry, self.allows) {
            (true, true) => format!("{}{conditions}", self.who),
            (true, false) => format!("refuses {}{conditions}", self.who),
            (false, true) => format!(
                "{}{conditions}: only for naming or tagging a session, no way in",
                self.who
            ),
            (false, false) => format!("refuses {}{conditions} to name or tag a session", self.who),
        }
    }

    fn condition_words(&self) -> String {
        if self.conditions.is_empty() {
            "under no condition".to_owned()
        } else {
            self.conditions.join(", ")
        }
    }
}

/// Who may assume a role with this trust policy, a phrase each: `everyone in account 111122223333 whom that
/// account allows, with MFA`. What a policy refuses begins with `refuses`. What cannot be read says so.
pub fn in_words(policy: &str) -> Vec<String> {
    match grants(policy) {
        Ok(grants) => distinct(grants.iter().map(Grant::words)),
        Err(problem) => vec![problem.to_owned()],
    }
}

/// Who gains and who loses by replacing `before` with `after`, a phrase each.
pub fn change_in_words(before: &str, after: &str) -> Vec<String> {
    let (before, after) = match (grants(before), grants(after)) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(problem), _) => return vec![format!("before: {problem}")],
        (_, Err(problem)) => return vec![format!("after: {problem}")],
    };
    let same_who = |a: &Grant, b: &Grant| {
        (a.allows, a.about_entry, &a.who) == (b.allows, b.about_entry, &b.who)
    };
    let mut words = Vec::new();
    for old in before.iter().filter(|old| !after.contains(old)) {
        if after.iter().any(|new| same_who(old, new)) {
            // A change of conditions, told below.
            continue;
        }
        words.push(match (old.about_entry, old.allows) {
            (true, true) => format!("{} loses access", old.who),
            _ => format!("no longer: {}", old.words()),
        });
    }
    for new in after.iter().filter(|new| !before.contains(new)) {
        let old: Vec<&Grant> = before.iter().filter(|old| same_who(old, new)).collect();
        words.push(match (&old[..], new.about_entry, new.allows) {
            ([], true, true) => format!("{} gains access, {}", new.who, new.condition_words()),
            ([], ..) => format!("new: {}", new.words()),
            (old, ..) => {
                let was: Vec<String> = old.iter().map(|it| it.condition_words()).collect();
                let refused = if new.allows { "" } else { "refuses " };
                format!(
                    "{refused}{}: now {}; before {}",
                    new.who,
                    new.condition_words(),
                    was.join(" or ")
                )
            }
        });
    }
    // One way in less for someone who keeps another.
    for old in before.iter().filter(|old| !after.contains(old)) {
        let kept = after.iter().any(|new| same_who(old, new));
        let retold = after
            .iter()
            .any(|new| same_who(old, new) && !before.contains(new));
        if kept && !retold {
            words.push(format!("{} no longer {}", old.who, old.condition_words()));
        }
    }
    if words.is_empty() {
        words.push("nobody gains or loses access".to_owned());
    }
    distinct(words)
}

/// Whether a policy lets in this account, or someone of it, by name. `*` names nobody.
pub fn names_account(policy: &str, account: &AccountId) -> bool {
    let Ok(document) = serde_json::from_str::<Value>(policy) else {
        return false;
    };
    let allows = |statement: &&Value| statement["Effect"] == "Allow";
    statements(&document)
        .into_iter()
        .filter(allows)
        .flat_map(|statement| texts(&statement["Principal"]["AWS"]))
        .any(|principal| principals::account(&principal) == Some(account.as_str()))
}

/// Whether people, or their sessions, may assume a role with this trust policy, not only AWS's services.
pub fn admits_people(policy: &str) -> bool {
    let ways = grants(policy).unwrap_or_default();
    ways.iter().any(|grant| {
        grant.allows && grant.about_entry && !grant.who.starts_with(principals::SERVICE)
    })
}

fn grants(policy: &str) -> Result<Vec<Grant>, &'static str> {
    let document: Value = serde_json::from_str(policy).map_err(|_| NOT_JSON)?;
    let mut grants = Vec::new();
    for statement in statements(&document) {
        let allows = match statement["Effect"].as_str() {
            Some("Allow") => true,
            Some("Deny") => false,
            _ => return Err(NOT_READABLE),
        };
        let who = principals::in_words(statement, allows).ok_or(NOT_READABLE)?;
        let conditions =
            conditions::in_words(&statement["Condition"], allows).ok_or(NOT_READABLE)?;
        let about_entry = is_about_entry(statement);
        grants.extend(who.into_iter().map(|who| Grant {
            allows,
            who,
            conditions: conditions.clone(),
            about_entry,
        }));
    }
    Ok(grants)
}

fn is_about_entry(statement: &Value) -> bool {
    let covers = |key: &str, way: &str| {
        let patterns = texts(&statement[key]);
        patterns.iter().any(|pattern| matches(pattern, way))
    };
    if statement.get("NotAction").is_some() {
        return WAYS_IN.iter().any(|way| !covers("NotAction", way));
    }
    WAYS_IN.iter().any(|way| covers("Action", way))
}

fn statements(document: &Value) -> Vec<&Value> {
    match &document["Statement"] {
        Value::Array(list) => list.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

/// One text, or a list of them. IAM takes numbers and booleans for texts.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().flat_map(texts).collect(),
        Value::String(one) => vec![one.clone()],
        Value::Bool(_) | Value::Number(_) => vec![value.to_string()],
        _ => Vec::new(),
    }
}

/// Whether `text` fits a pattern with `*` and `?`, upper or lower case, as IAM compares actions.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_ascii_lowercase(), text.to_ascii_lowercase());
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut place, mut star) = (0, 0, None);
    while at < text.len() {
        match pattern.get(place) {
            Some(b'*') => {
                star = Some((place, at));
                place += 1;
            }
            Some(&byte) if byte == b'?' || byte == text[at] => {
                at += 1;
                place += 1;
            }
            _ => {
                // Let the last star take one more.
                let Some((behind, taken)) = star else {
                    return false;
                };
                star = Some((behind, taken + 1));
                at = taken + 1;
                place = behind + 1;
            }
        }
    }
    pattern[place..].iter().all(|byte| *byte == b'*')
}

fn distinct(words: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut kept = Vec::new();
    for word in words {
        if !kept.contains(&word) {
            kept.push(word);
        }
    }
    kept
}

#[cfg(test)]
mod tests;
