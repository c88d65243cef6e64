//! Reading the arguments of an Organizations call, with the errors AWS gives for what is missing,
//! too long or not of the right form. Limits and patterns are those of AWS's service model.

use serde_json::Value;

use super::Refusal;

/// What an argument must look like.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    pub(crate) min: usize,
    pub(crate) max: usize,
    pub(crate) fits: fn(&str) -> bool,
}

impl Rule {
    pub(crate) const fn new(min: usize, max: usize, fits: fn(&str) -> bool) -> Self {
        Self { min, max, fits }
    }
}

/// The arguments of a call.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a>(pub(crate) &'a Value);

impl<'a> Input<'a> {
    /// A string, whatever it looks like: for finding the resource before the rest is checked.
    pub(crate) fn raw(self, name: &str) -> &'a str {
        self.0.get(name).and_then(Value::as_str).unwrap_or("")
    }

    fn present(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    fn text(self, name: &str) -> Result<Option<&'a str>, Refusal> {
        match self.present(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(wrong_type(name, "a string")),
        }
    }

    /// A string that may be absent.
    pub(crate) fn optional(self, name: &str, rule: Rule) -> Result<Option<&'a str>, Refusal> {
        self.text(name)?
            .map(|text| check(name, text, rule))
            .transpose()
    }

    /// A string that must be there.
    pub(crate) fn required(self, name: &str, rule: Rule) -> Result<&'a str, Refusal> {
        self.optional(name, rule)?.ok_or_else(|| missing(name))
    }

    /// One of a few words.
    pub(crate) fn choice(
        self,
        name: &str,
        reason: &'static str,
        words: &[&str],
    ) -> Result<Option<&'a str>, Refusal> {
        match self.text(name)? {
            Some(word) if !words.contains(&word) => Err(Refusal::invalid_input(
                reason,
                format!(
                    "You provided a value for {name} that isn't one of {}.",
                    words.join(", ")
                ),
            )),
            word => Ok(word),
        }
    }

    /// A whole number between two bounds.
    pub(crate) fn number(self, name: &str, min: u64, max: u64) -> Result<Option<u64>, Refusal> {
        let Some(value) = self.present(name) else {
            return Ok(None);
        };
        let Some(number) = value.as_i64() else {
            return Err(wrong_type(name, "a number"));
        };
        match u64::try_from(number) {
            Ok(number) if number > max => Err(Refusal::invalid_input(
                "MAX_VALUE_EXCEEDED",
                format!("You provided a value for {name} that is greater than {max}."),
            )),
            Ok(number) if number >= min => Ok(Some(number)),
            _ => Err(Refusal::invalid_input(
                "MIN_VALUE_EXCEEDED",
                format!("You provided a value for {name} that is less than {min}."),
            )),
        }
    }

    /// A list, empty when absent.
    pub(crate) fn list(self, name: &str) -> Result<&'a [Value], Refusal> {
        match self.present(name) {
            None => Ok(&[]),
            Some(Value::Array(members)) => Ok(members),
            Some(_) => Err(wrong_type(name, "a list")),
        }
    }

    /// A list that must be there.
    pub(crate) fn required_list(self, name: &str) -> Result<&'a [Value], Refusal> {
        if self.present(name).is_none() {
            return Err(missing(name));
        }
        self.list(name)
    }

    pub(crate) fn structure(self, name: &str) -> Option<Self> {
        self.present(name).map(Self)
    }
}

/// Checks one string against its rule. Lengths are in characters.
pub(crate) fn check<'a>(name: &str, text: &'a str, rule: Rule) -> Result<&'a str, Refusal> {
    let length = text.chars().count();
    if length > rule.max {
        let message = format!(
            "You provided a value for {name} that is longer than {} characters.",
            rule.max
        );
        return Err(Refusal::invalid_input("MAX_LENGTH_EXCEEDED", message));
    }
    if length < rule.min {
        let message = format!(
            "You provided a value for {name} that is shorter than {} characters.",
            rule.min
        );
        return Err(Refusal::invalid_input("MIN_LENGTH_EXCEEDED", message));
    }
    if !(rule.fits)(text) {
        let message =
            format!("You provided a value for {name} that does not match the required pattern.");
        return Err(Refusal::invalid_input("INVALID_PATTERN", message));
    }
    Ok(text)
}

pub(crate) fn missing(name: &str) -> Refusal {
    Refusal::invalid_input(
        "INPUT_REQUIRED",
        format!("You must include a value for {name}."),
    )
}

fn wrong_type(name: &str, what: &str) -> Refusal {
    Refusal::json(
        "SerializationException",
        400,
        format!("{name} must be {what}."),
    )
}
