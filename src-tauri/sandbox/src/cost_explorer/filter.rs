//! Filters: an expression that each line of a bill meets or not.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{groups::Dimension, invalid};
use crate::{ledger::Line, state::RecordType, wire::Refusal};

/// The fields of an expression; exactly one of them may be there.
const ROOTS: [&str; 7] = [
    "And",
    "CostCategories",
    "Dimensions",
    "Not",
    "Or",
    "ProductAttributes",
    "Tags",
];
/// Most single filters of a request.
/// <https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html>
const MOST_FILTERS: usize = 100;
/// The only service that has product attributes.
pub(super) const WITH_ATTRIBUTES: &str = "Amazon Bedrock";

/// An expression.
#[derive(Debug)]
pub(crate) enum Filter {
    All,
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    Dimension(Dimension, BTreeSet<String>),
    /// About tags or cost categories, of which no line has any: whether a line without is meant.
    Untagged(bool),
    /// About product attributes, of which no line has any.
    WithoutAttribute(bool),
}

impl Filter {
    /// Reads the expression of a request; without one everything is meant.
    pub(super) fn of(value: Option<&Value>) -> Result<Self, Refusal> {
        let Some(value) = value.filter(|value| !value.is_null()) else {
            return Ok(Self::All);
        };
        let mut count = 0;
        let filter = read(value, &mut count)?;
        if count > MOST_FILTERS {
            return Err(invalid(format!(
                "The expression has {count} filters; at most {MOST_FILTERS} are supported."
            )));
        }
        Ok(filter)
    }

    /// Lines of these accounts, or of these services.
    pub(crate) fn one_of(dimension: Dimension, values: &[String]) -> Self {
        Self::Dimension(dimension, values.iter().cloned().collect())
    }

    pub(crate) fn meets(&self, line: &Line<'_>) -> bool {
        if line.record_type == RecordType::Tax && self.drops_tax() {
            return false;
        }
        self.fits(line)
    }

    fn fits(&self, line: &Line<'_>) -> bool {
        match self {
            Self::All => true,
            Self::And(parts) => parts.iter().all(|part| part.fits(line)),
            Self::Or(parts) => parts.iter().any(|part| part.fits(line)),
            Self::Not(part) => !part.fits(line),
            Self::Dimension(dimension, values) => values.contains(dimension.value(line)),
            Self::Untagged(meant) => *meant,
            Self::WithoutAttribute(meant) => *meant && line.service == WITH_ATTRIBUTES,
        }
    }

    /// Whether any line of an account could meet it: what cannot is not looked at.
    pub(super) fn may_be_of(&self, account_id: &str) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(|part| part.may_be_of(account_id)),
            Self::Or(parts) => parts.iter().any(|part| part.may_be_of(account_id)),
            Self::Dimension(Dimension::LinkedAccount, values) => values.contains(account_id),
            _ => true,
        }
    }

    /// Taxes belong to accounts and to nothing else, so that they are left out by filters about anything
    /// else, unless tax itself is named.
    /// <https://docs.aws.amazon.com/cost-management/latest/userguide/ce-filtering.html>
    fn drops_tax(&self) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().any(Self::drops_tax),
            Self::Not(part) => part.drops_tax(),
            Self::All | Self::Dimension(Dimension::LinkedAccount | Dimension::RecordType, _) => {
                false
            }
            Self::Dimension(_, values) => !values.contains("Tax"),
            Self::Untagged(_) | Self::WithoutAttribute(_) => true,
        }
    }
}

fn read(value: &Value, count: &mut usize) -> Result<Filter, Refusal> {
    let mut roots = ROOTS
        .iter()
        .filter_map(|&root| Some((root, value.get(root).filter(|found| !found.is_null())?)));
    let Some((root, inside)) = roots.next() else {
        return Err(invalid("Expression is empty."));
    };
    if roots.next().is_some() {
        return Err(invalid(
            "Expression has more than one roots. Only one root operator is allowed for each expression: And, Or, Not, Dimensions, Tags, CostCategories",
        ));
    }
    match root {
        "And" => Ok(Filter::And(parts(root, inside, count)?)),
        "Or" => Ok(Filter::Or(parts(root, inside, count)?)),
        "Not" => Ok(Filter::Not(Box::new(read(inside, count)?))),
        _ => {
            *count += 1;
            simple(root, inside)
        }
    }
}

fn parts(root: &str, inside: &Value, count: &mut usize) -> Result<Vec<Filter>, Refusal> {
    let parts = inside.as_array().filter(|parts| !parts.is_empty());
    let parts = parts.ok_or_else(|| invalid(format!("Operator {root} has no expressions.")))?;
    parts.iter().map(|part| read(part, count)).collect()
}

fn simple(root: &str, inside: &Value) -> Result<Filter, Refusal> {
    let texts = |name: &str| -> BTreeSet<String> {
        let members = inside.get(name).and_then(Value::as_array);
        let texts = members.into_iter().flatten().filter_map(Value::as_str);
        texts.map(ToOwned::to_owned).collect()
    };
    let (values, options) = (texts("Values"), texts("MatchOptions"));
    let key = inside.get("Key").and_then(Value::as_str).unwrap_or("");
    let supported: &[&str] = if root == "Dimensions" {
        &["EQUALS", "CASE_SENSITIVE"]
    } else {
        &["EQUALS", "ABSENT", "CASE_SENSITIVE"]
    };
    if let Some(option) = options
        .iter()
        .find(|option| !supported.contains(&option.as_str()))
    {
        return Err(invalid(format!(
            "MatchOption {option} is not supported for {root}."
        )));
    }
    let is_absent = options.contains("ABSENT");
    if root != "CostCategories" && root != "Tags" && key.is_empty() {
        return Err(invalid(format!("{root} need a Key.")));
    }
    if values.is_empty() && !is_absent {
        return Err(invalid(format!("{root} {key} need at least one value.")));
    }
    match root {
        "Dimensions" => Ok(Filter::Dimension(Dimension::of_filter(key)?, values)),
        // An empty value stands for what has no tag.
        "ProductAttributes" => Ok(Filter::WithoutAttribute(is_absent)),
        _ => Ok(Filter::Untagged(is_absent || values.contains(""))),
    }
}
