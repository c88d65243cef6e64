//! How policies that are inherited become one: operators say whether a value replaces, extends or
//! shortens what comes from above, and what policies further down may still do.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/policy-operators.html>

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

const ASSIGN: &str = "@@assign";
const APPEND: &str = "@@append";
const REMOVE: &str = "@@remove";
/// Says which operators policies further down may use.
pub(super) const CONTROL: &str = "@@operators_allowed_for_child_policies";

/// Which operators may be used on a setting.
#[derive(Clone, Copy)]
struct Allowed {
    assign: bool,
    append: bool,
    remove: bool,
}

impl Allowed {
    const ALL: Self = Self {
        assign: true,
        append: true,
        remove: true,
    };

    fn of(control: &Value) -> Self {
        let words: Vec<&str> = control
            .as_array()
            .map(|words| words.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let named = |word| words.contains(&word) || words.contains(&"@@all");
        Self {
            assign: named(ASSIGN),
            append: named(APPEND),
            remove: named(REMOVE),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            assign: self.assign && other.assign,
            append: self.append && other.append,
            remove: self.remove && other.remove,
        }
    }
}

/// A setting, or a group of them, after some levels.
struct Setting {
    value: Option<Value>,
    settings: BTreeMap<String, Self>,
    /// What this level may do, by the levels above it.
    allowed: Allowed,
    /// What the policies of this level leave to those below.
    left: Option<Allowed>,
    /// The level that set the value last.
    set_on: Option<usize>,
}

impl Setting {
    fn new() -> Self {
        Self {
            value: None,
            settings: BTreeMap::new(),
            allowed: Allowed::ALL,
            left: None,
            set_on: None,
        }
    }

    fn apply(&mut self, policy: &Map<String, Value>, level: usize) {
        // On one level the policy that was attached first decides.
        if let Some(value) = policy.get(ASSIGN)
            && self.allowed.assign
            && self.set_on != Some(level)
        {
            self.value = Some(value.clone());
            self.set_on = Some(level);
        }
        if let Some(Value::Array(more)) = policy.get(APPEND)
            && self.allowed.append
        {
            let values = self.value.get_or_insert_with(|| Value::Array(Vec::new()));
            if let Some(values) = values.as_array_mut() {
                for value in more {
                    if !values.contains(value) {
                        values.push(value.clone());
                    }
                }
            }
            self.set_on = Some(level);
        }
        if let (Some(Value::Array(less)), Some(Value::Array(values))) =
            (policy.get(REMOVE), &mut self.value)
            && self.allowed.remove
        {
            values.retain(|value| !less.contains(value));
        }
        if let Some(control) = policy.get(CONTROL) {
            let control = Allowed::of(control);
            self.left = Some(self.left.map_or(control, |left| left.and(control)));
        }
        for (name, inner) in policy.iter().filter(|(name, _)| !name.starts_with("@@")) {
            let Some(inner) = inner.as_object() else {
                continue;
            };
            // What must not be changed cannot be added to either.
            if self.allowed.assign || self.settings.contains_key(name) {
                let setting = self.settings.entry(name.clone()).or_insert_with(Self::new);
                setting.apply(inner, level);
            }
        }
    }

    /// Ends a level: from now on its restrictions hold, with those from above.
    fn end_level(&mut self) {
        if let Some(left) = self.left.take() {
            self.allowed = self.allowed.and(left);
        }
        self.settings.values_mut().for_each(Self::end_level);
    }

    /// The values without operators. A list that has become empty is no setting any more.
    fn content(&self) -> Option<Value> {
        if let Some(value) = &self.value {
            let is_empty = value.as_array().is_some_and(Vec::is_empty);
            return (!is_empty).then(|| value.clone());
        }
        let settings: Map<String, Value> = self
            .settings
            .iter()
            .filter_map(|(name, setting)| Some((name.clone(), setting.content()?)))
            .collect();
        (!settings.is_empty()).then_some(Value::Object(settings))
    }
}

/// Merges the policies of each level, from the root down. Those of one level come in the order in
/// which they were attached.
pub(super) fn merge<'a>(levels: impl IntoIterator<Item = Vec<&'a str>>) -> Value {
    let mut merged = Setting::new();
    for (level, policies) in levels.into_iter().enumerate() {
        for policy in policies {
            if let Ok(Value::Object(policy)) = serde_json::from_str(policy) {
                merged.apply(&policy, level);
            }
        }
        merged.end_level();
    }
    merged
        .content()
        .unwrap_or_else(|| Value::Object(Map::new()))
}

/// Checks that every value stands under an operator, and that operators have what they need.
pub(super) fn check(policy: &Map<String, Value>) -> Result<(), String> {
    for (name, value) in policy {
        match name.as_str() {
            ASSIGN => {}
            APPEND | REMOVE | CONTROL => {
                if !value.is_array() {
                    return Err(format!("{name} must have a list."));
                }
            }
            other if other.starts_with("@@") => {
                return Err(format!("{other} is not an operator."));
            }
            other => match value.as_object() {
                Some(inner) => check(inner)?,
                None => return Err(format!("{other} must have an operator.")),
            },
        }
    }
    Ok(())
}
