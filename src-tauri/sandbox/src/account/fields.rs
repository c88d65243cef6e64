//! Reading the arguments of a call. Everything that is wrong is told at once, field by field.
//! Limits and patterns are those of AWS's service model (2021-02-01).

use serde_json::Value;

use crate::wire::Refusal;

/// What a text must look like.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    pub(super) min: usize,
    pub(super) max: usize,
    /// The pattern as AWS tells it; empty where there is none.
    pub(super) pattern: &'static str,
    pub(super) fits: fn(&str) -> bool,
}

impl Rule {
    /// Any text of this length.
    pub(super) const fn text(min: usize, max: usize) -> Self {
        Self {
            min,
            max,
            pattern: "",
            fits: |_| true,
        }
    }
}

pub(super) const ACCOUNT_ID: Rule = Rule {
    pattern: "\\d{12}",
    fits: |text| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()),
    ..Rule::text(0, usize::MAX)
};

/// `AccountName` as errors call it: `accountName`.
pub(super) fn lower_first(name: &str) -> String {
    let mut characters = name.chars();
    characters
        .next()
        .map(|first| first.to_lowercase().chain(characters).collect())
        .unwrap_or_default()
}

/// The arguments of a call.
#[derive(Clone, Copy)]
pub(super) struct Input<'a>(pub(super) &'a Value);

impl<'a> Input<'a> {
    /// A text, whatever it looks like: for the resource and the condition keys that IAM is asked about.
    pub(super) fn raw(self, name: &str) -> Option<&'a str> {
        self.0.get(name).and_then(Value::as_str)
    }

    pub(super) fn present(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }
}

/// Arguments while they are read, with all that was wrong so far.
pub(super) struct Checked<'a> {
    input: Input<'a>,
    /// `contactInformation.` for fields of a structure.
    prefix: String,
    wrong: Vec<(String, String)>,
    /// Of another type than AWS's model says, which is told at once and of no field.
    misread: Option<String>,
}

impl<'a> Checked<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        Self::inside(input, "")
    }

    /// Reads the fields of a structure.
    pub(super) fn inside(input: Input<'a>, prefix: &str) -> Self {
        Self {
            input,
            prefix: prefix.to_owned(),
            wrong: Vec::new(),
            misread: None,
        }
    }

    /// Whether all that was read is right.
    pub(super) fn done(self) -> Result<(), Refusal> {
        if let Some(message) = self.misread {
            return Err(Refusal::json("SerializationException", 400, message));
        }
        if self.wrong.is_empty() {
            return Ok(());
        }
        Err(Refusal::validation(self.wrong))
    }

    fn refuse(&mut self, name: &str, what: impl Into<String>) {
        self.wrong
            .push((format!("{}{}", self.prefix, lower_first(name)), what.into()));
    }

    fn text(&mut self, name: &str) -> Option<&'a str> {
        let value = self.input.present(name)?;
        if !value.is_string() {
            self.misread = Some(format!("{name} must be a string."));
        }
        value.as_str()
    }

    /// A text that may be absent.
    pub(super) fn optional(&mut self, name: &str, rule: Rule) -> Option<&'a str> {
        let text = self.text(name)?;
        let length = text.chars().count();
        if length > rule.max {
            let most = rule.max;
            self.refuse(
                name,
                format!("Member must have length less than or equal to {most}"),
            );
        }
        if length < rule.min {
            let least = rule.min;
            self.refuse(
                name,
                format!("Member must have length greater than or equal to {least}"),
            );
        }
        if !(rule.fits)(text) {
            let pattern = rule.pattern;
            self.refuse(
                name,
                format!("Member must satisfy regular expression pattern: {pattern}"),
            );
        }
        Some(text)
    }

    /// A text that must be there; an absent one reads as empty, and is told at the end.
    pub(super) fn required(&mut self, name: &str, rule: Rule) -> &'a str {
        if self.input.present(name).is_none() {
            self.refuse(name, "Member must not be null");
        }
        self.optional(name, rule).unwrap_or_default()
    }

    /// One of a few words, which must be there.
    pub(super) fn word(&mut self, name: &str, words: &[&str]) -> &'a str {
        let text = self.required(name, Rule::text(0, usize::MAX));
        if self.input.present(name).is_some() && !words.contains(&text) {
            let words = words.join(", ");
            self.refuse(
                name,
                format!("Member must satisfy enum value set: [{words}]"),
            );
        }
        text
    }

    /// Words of a few, in a list that may be absent.
    pub(super) fn words(&mut self, name: &str, words: &[&str]) -> Vec<&'a str> {
        let Some(value) = self.input.present(name) else {
            return Vec::new();
        };
        let given: Option<Vec<&str>> = value
            .as_array()
            .and_then(|given| given.iter().map(Value::as_str).collect());
        let Some(given) = given else {
            self.misread = Some(format!("{name} must be a list of strings."));
            return Vec::new();
        };
        if given.iter().any(|word| !words.contains(word)) {
            let words = words.join(", ");
            self.refuse(
                name,
                format!("Member must satisfy constraint: [Member must satisfy enum value set: [{words}]]"),
            );
        }
        given
    }

    /// A whole number between two bounds, which may be absent.
    pub(super) fn number(&mut self, name: &str, min: i64, max: i64) -> Option<i64> {
        let value = self.input.present(name)?;
        let Some(number) = value.as_i64() else {
            self.misread = Some(format!("{name} must be a number."));
            return None;
        };
        if number > max {
            self.refuse(
                name,
                format!("Member must have value less than or equal to {max}"),
            );
        }
        if number < min {
            self.refuse(
                name,
                format!("Member must have value greater than or equal to {min}"),
            );
        }
        Some(number)
    }

    /// A structure that must be there.
    pub(super) fn structure(&mut self, name: &str) -> Option<Input<'a>> {
        let value = self.input.present(name);
        if value.is_none() {
            self.refuse(name, "Member must not be null");
        } else if value.is_some_and(|value| !value.is_object()) {
            self.misread = Some(format!("{name} must be a structure."));
        }
        value.map(Input)
    }
}
