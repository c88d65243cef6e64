//! Conditions in words: under which circumstances a statement counts.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use serde_json::Value;

use super::{USER_NAME, texts};

/// The conditions of a statement, a phrase each; none where they cannot be read.
pub(super) fn in_words(condition: &Value, allows: bool) -> Option<Vec<String>> {
    let operators = match condition {
        Value::Null => return Some(Vec::new()),
        Value::Object(operators) => operators,
        _ => return None,
    };
    let mut words = Vec::new();
    for (operator, keys) in operators {
        for (key, values) in keys.as_object()? {
            words.push(Condition::new(operator, key, texts(values)).words(allows));
        }
    }
    Some(words)
}

struct Condition<'a> {
    /// Without its prefix for sets and its ending, lower case: `stringnotequals`.
    base: String,
    /// `ForAnyValue:` or `ForAllValues:`, where it has one.
    set: Option<&'a str>,
    if_exists: bool,
    key: &'a str,
    values: Vec<String>,
}

impl<'a> Condition<'a> {
    fn new(operator: &'a str, key: &'a str, values: Vec<String>) -> Self {
        let (set, rest) = match operator.split_once(':') {
            Some((set, rest)) => (Some(set), rest),
            None => (None, operator),
        };
        let base = rest.to_ascii_lowercase();
        let (base, if_exists) = match base.strip_suffix("ifexists") {
            Some(base) => (base.to_owned(), true),
            None => (base, false),
        };
        Self {
            base,
            set,
            if_exists,
            key,
            values,
        }
    }

    fn words(&self, allows: bool) -> String {
        self.known(allows).unwrap_or_else(|| self.generic())
    }

    /// The conditions of everyday trust policies, in everyday words.
    fn known(&self, allows: bool) -> Option<String> {
        let equal = matches!(
            self.base.as_str(),
            "stringequals" | "stringlike" | "stringequalsignorecase" | "arnequals" | "arnlike"
        );
        let unequal = matches!(
            self.base.as_str(),
            "stringnotequals" | "stringnotlike" | "arnnotequals" | "arnnotlike"
        );
        let only = if allows { "only from" } else { "from" };
        let or = self.values.join(" or ");
        let key = self.key.to_ascii_lowercase();
        // The usual words would hide what `IfExists` lets through.
        if self.if_exists && key != "aws:multifactorauthpresent" {
            return None;
        }
        match (key.as_str(), self.base.as_str()) {
            ("aws:multifactorauthpresent", "bool") => {
                return match (
                    self.values.first()?.to_ascii_lowercase().as_str(),
                    self.if_exists,
                ) {
                    ("true", false) => Some("with MFA".to_owned()),
                    ("true", true) => Some("with MFA or with access keys alone".to_owned()),
                    ("false", false) => {
                        Some("without MFA, unless with access keys alone".to_owned())
                    }
                    ("false", true) => Some("without MFA".to_owned()),
                    _ => None,
                };
            }
            ("aws:multifactorauthage", "numericlessthan" | "numericlessthanequals") => {
                return Some(format!("with MFA in the last {or} seconds"));
            }
            ("aws:sourceip", "ipaddress") => return Some(format!("{only} the address {or}")),
            ("aws:sourceip", "notipaddress") => {
                return Some(format!(
                    "from any address but {}",
                    self.values.join(" and ")
                ));
            }
            _ => {}
        }
        if unequal && self.set.is_none() {
            let but = self.values.join(" and ");
            return match key.as_str() {
                "aws:principalorgid" => Some(format!("from outside of organization {but}")),
                "aws:principalarn" => Some(format!("but not as {but}")),
                "aws:principalaccount" => Some(format!("from any account but {but}")),
                _ => None,
            };
        }
        if !equal {
            return None;
        }
        let own_name = self.values == [USER_NAME];
        match key.as_str() {
            "aws:principalorgid" => Some(format!("{only} organization {or}")),
            "aws:principalorgpaths" if self.set == Some("ForAnyValue") => {
                let places: Option<Vec<String>> = self.values.iter().map(|it| place(it)).collect();
                Some(format!("{only} {}", places?.join(" or ")))
            }
            "aws:principalaccount" => Some(format!("{only} account {or}")),
            "aws:principalarn" => Some(format!("only as {or}")),
            "aws:sourceaccount" => Some(format!("on behalf of account {or}")),
            "aws:sourceorgid" => Some(format!("on behalf of organization {or}")),
            "aws:sourcearn" => Some(format!("on behalf of {or}")),
            "sts:externalid" => Some(format!("with the external id {or}")),
            "sts:sourceidentity" if own_name => {
                Some("with the user's name as the source identity".to_owned())
            }
            "sts:sourceidentity" => Some(format!("with the source identity {or}")),
            "sts:rolesessionname" if own_name => {
                Some("with a session named as the user".to_owned())
            }
            "sts:rolesessionname" => Some(format!("with the session name {or}")),
            _ => None,
        }
    }

    /// Any condition, close to how it is written.
    fn generic(&self) -> String {
        let Self { key, base, .. } = self;
        let subject = match self.set {
            Some("ForAnyValue") => format!("a value of {key}"),
            Some("ForAllValues") => format!("every value of {key}, if any,"),
            _ => (*key).to_owned(),
        };
        let ending = if self.if_exists {
            format!(", or {key} is absent")
        } else {
            String::new()
        };
        if base == "null" {
            let absent = self
                .values
                .first()
                .is_some_and(|it| it.eq_ignore_ascii_case("true"));
            let state = if absent { "absent" } else { "present" };
            return format!("where {subject} is {state}");
        }
        let (verb, values) = match verb(base) {
            Some((verb, false)) => (verb, self.values.join(" or ")),
            // Negations hold for all values at once.
            Some((verb, true)) if self.values.len() > 1 => {
                let mut values = self.values.clone();
                let last = values.pop().unwrap_or_default();
                (verb, format!("any of {} and {last}", values.join(", ")))
            }
            Some((verb, true)) => (verb, self.values.join("")),
            None => {
                return format!(
                    "where {base} holds for {subject} and {}",
                    self.values.join(" or ")
                );
            }
        };
        format!("where {subject} {verb} {values}{ending}")
    }
}

/// An operator as a verb, and whether it negates.
fn verb(base: &str) -> Option<(&'static str, bool)> {
    Some(match base {
        "stringequals" | "numericequals" | "dateequals" | "bool" | "binaryequals" | "arnequals" => {
            ("is", false)
        }
        "stringequalsignorecase" => ("is, upper or lower case,", false),
        "stringlike" | "arnlike" => ("is like", false),
        "stringnotequals"
        | "stringnotequalsignorecase"
        | "numericnotequals"
        | "datenotequals"
        | "arnnotequals" => ("is not", true),
        "stringnotlike" | "arnnotlike" => ("is not like", true),
        "numericlessthan" => ("is less than", false),
        "numericlessthanequals" => ("is at most", false),
        "numericgreaterthan" => ("is more than", false),
        "numericgreaterthanequals" => ("is at least", false),
        "datelessthan" | "datelessthanequals" => ("is before", false),
        "dategreaterthan" | "dategreaterthanequals" => ("is after", false),
        "ipaddress" => ("is in", false),
        "notipaddress" => ("is not in", true),
        _ => return None,
    })
}

/// A path of organizational units: `o-x/r-y/ou-z/*` is the unit with all below it.
fn place(path: &str) -> Option<String> {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let organization = parts.next().filter(|part| part.starts_with("o-"))?;
    let below = path.ends_with("/*");
    let last = parts.rfind(|part| *part != "*");
    Some(match last {
        Some(unit) if unit.starts_with("ou-") && below => {
            format!("the unit {unit} of organization {organization} and what is below it")
        }
        Some(unit) if unit.starts_with("ou-") => {
            format!("the unit {unit} of organization {organization}")
        }
        _ => format!("organization {organization}"),
    })
}
