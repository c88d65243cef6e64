//! Conditions of policy statements: operators, their `IfExists` and `ForAnyValue`/`ForAllValues`
//! forms, and policy variables such as `${aws:username}`.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::{collections::BTreeMap, net::IpAddr};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::Value;

use super::policy::{like, strings};

/// What is known about a request: condition keys in lower case, each with its values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context(BTreeMap<String, Vec<String>>);

impl Context {
    pub(crate) fn set(&mut self, key: &str, value: impl Into<String>) {
        self.0.insert(key.to_lowercase(), vec![value.into()]);
    }

    pub(crate) fn set_all(&mut self, key: &str, values: Vec<String>) {
        self.0.insert(key.to_lowercase(), values);
    }

    pub(crate) fn set_some(&mut self, key: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.set(key, value);
        }
    }

    fn get(&self, key: &str) -> Option<&[String]> {
        self.0.get(&key.to_lowercase()).map(Vec::as_slice)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Many {
    /// A key with one value.
    One,
    /// `ForAnyValue`: one of the request's values must fit.
    Any,
    /// `ForAllValues`: each of them must fit; with no values it holds.
    All,
}

#[derive(Clone, Copy, Debug)]
enum Test {
    Equals,
    EqualsIgnoreCase,
    Like,
    ArnLike,
    Bool,
    Ip,
    Number(std::cmp::Ordering, bool),
    Date(std::cmp::Ordering, bool),
    Null,
}

/// One key of one operator.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    test: Test,
    negated: bool,
    many: Many,
    if_exists: bool,
    key: String,
    values: Vec<String>,
}

impl Condition {
    pub(crate) fn values_mut(&mut self) -> &mut [String] {
        &mut self.values
    }
}

/// Reads a statement's `Condition`.
pub(crate) fn parse(value: &Value) -> Result<Vec<Condition>, String> {
    let syntax = || "Syntax errors in policy.".to_owned();
    let mut conditions = Vec::new();
    for (name, keys) in value.as_object().ok_or_else(syntax)? {
        let (many, operator) = match name.split_once(':') {
            Some(("ForAnyValue", operator)) => (Many::Any, operator),
            Some(("ForAllValues", operator)) => (Many::All, operator),
            Some(_) => return Err(format!("Invalid Condition type : {name}.")),
            None => (Many::One, name.as_str()),
        };
        let (operator, if_exists) = match operator.strip_suffix("IfExists") {
            Some(operator) => (operator, true),
            None => (operator, false),
        };
        let (test, negated) =
            test(operator).ok_or_else(|| format!("Invalid Condition type : {name}."))?;
        for (key, values) in keys.as_object().ok_or_else(syntax)? {
            if !key.contains(':') {
                return Err(
                    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
                        .to_owned(),
                );
            }
            let values = strings(values)?;
            conditions.push(Condition {
                test,
                negated,
                many,
                if_exists,
                key: key.clone(),
                values,
            });
        }
    }
    Ok(conditions)
}

fn test(operator: &str) -> Option<(Test, bool)> {
    use std::cmp::Ordering::{Equal, Greater, Less};
    Some(match operator {
        "StringEquals" | "BinaryEquals" => (Test::Equals, false),
        "StringNotEquals" => (Test::Equals, true),
        "StringEqualsIgnoreCase" => (Test::EqualsIgnoreCase, false),
        "StringNotEqualsIgnoreCase" => (Test::EqualsIgnoreCase, true),
        "StringLike" => (Test::Like, false),
        "StringNotLike" => (Test::Like, true),
        "ArnEquals" | "ArnLike" => (Test::ArnLike, false),
        "ArnNotEquals" | "ArnNotLike" => (Test::ArnLike, true),
        "Bool" => (Test::Bool, false),
        "IpAddress" => (Test::Ip, false),
        "NotIpAddress" => (Test::Ip, true),
        "Null" => (Test::Null, false),
        "NumericEquals" => (Test::Number(Equal, true), false),
        "NumericNotEquals" => (Test::Number(Equal, true), true),
        "NumericLessThan" => (Test::Number(Less, false), false),
        "NumericLessThanEquals" => (Test::Number(Less, true), false),
        "NumericGreaterThan" => (Test::Number(Greater, false), false),
        "NumericGreaterThanEquals" => (Test::Number(Greater, true), false),
        "DateEquals" => (Test::Date(Equal, true), false),
        "DateNotEquals" => (Test::Date(Equal, true), true),
        "DateLessThan" => (Test::Date(Less, false), false),
        "DateLessThanEquals" => (Test::Date(Less, true), false),
        "DateGreaterThan" => (Test::Date(Greater, false), false),
        "DateGreaterThanEquals" => (Test::Date(Greater, true), false),
        _ => return None,
    })
}

impl Condition {
    /// Whether the request meets the condition. An absent key meets only negated and `IfExists`
    /// forms, `Null: true`, and `ForAllValues`.
    pub(crate) fn holds(&self, context: &Context) -> bool {
        let actual = context.get(&self.key);
        if matches!(self.test, Test::Null) {
            let wanted_absent = self
                .values
                .iter()
                .any(|value| value.eq_ignore_ascii_case("true"));
            return actual.is_none() == wanted_absent;
        }
        let Some(actual) = actual else {
            return self.if_exists
                || self.many == Many::All
                || (self.negated && self.many == Many::One);
        };
        let wanted: Vec<String> = self
            .values
            .iter()
            .map(|value| expand(value, context))
            .collect();
        let fits =
            |value: &String| wanted.iter().any(|wanted| self.fits(wanted, value)) != self.negated;
        match self.many {
            Many::One | Many::Any => actual.iter().any(fits),
            Many::All => actual.iter().all(fits),
        }
    }

    fn fits(&self, wanted: &str, actual: &str) -> bool {
        match self.test {
            Test::Equals => wanted == actual,
            Test::EqualsIgnoreCase | Test::Bool => wanted.eq_ignore_ascii_case(actual),
            Test::Like => like(wanted, actual),
            Test::ArnLike => arn_like(wanted, actual),
            Test::Ip => is_in_range(wanted, actual).unwrap_or(false),
            Test::Number(order, or_equal) => {
                let numbers = wanted.parse::<f64>().ok().zip(actual.parse::<f64>().ok());
                numbers
                    .and_then(|(wanted, actual)| actual.partial_cmp(&wanted))
                    .is_some_and(|found| found == order || (or_equal && found.is_eq()))
            }
            Test::Date(order, or_equal) => {
                let dates = instant(wanted).zip(instant(actual));
                dates.is_some_and(|(wanted, actual)| {
                    let found = actual.cmp(&wanted);
                    found == order || (or_equal && found.is_eq())
                })
            }
            Test::Null => false,
        }
    }
}

/// An instant as policies write it: ISO 8601, a day alone, or seconds since 1970.
fn instant(text: &str) -> Option<Timestamp> {
    let seconds = || Timestamp::from_second(text.parse().ok()?).ok();
    let day = || {
        Some(
            text.parse::<Date>()
                .ok()?
                .to_zoned_datetime(TimeZone::UTC)
                .ok()?
                .timestamp(),
        )
    };
    text.parse().ok().or_else(seconds).or_else(day)
}

/// Whether an address lies in a range such as `10.0.0.0/8`, or is the one that is given alone. `None`
/// if either cannot be read.
fn is_in_range(range: &str, address: &str) -> Option<bool> {
    let (network, bits) = match range.split_once('/') {
        Some((network, bits)) => (network, Some(bits.parse::<u32>().ok()?)),
        None => (range, None),
    };
    let numbers = match (network.parse().ok()?, address.parse().ok()?) {
        (IpAddr::V4(network), IpAddr::V4(address)) => (
            u128::from(network.to_bits()),
            u128::from(address.to_bits()),
            32,
        ),
        (IpAddr::V6(network), IpAddr::V6(address)) => (network.to_bits(), address.to_bits(), 128),
        _ => return Some(false),
    };
    let (network, address, length) = numbers;
    let ignored = length - bits.unwrap_or(length).min(length);
    Some((network ^ address).checked_shr(ignored).unwrap_or(0) == 0)
}

/// Compares ARNs part by part: a `*` does not reach over a colon.
fn arn_like(pattern: &str, arn: &str) -> bool {
    let (patterns, parts): (Vec<&str>, Vec<&str>) = (
        pattern.splitn(6, ':').collect(),
        arn.splitn(6, ':').collect(),
    );
    patterns.len() == parts.len()
        && patterns
            .iter()
            .zip(parts)
            .all(|(pattern, part)| like(pattern, part))
}

/// Writes a text so that it stays as it is where variables are replaced.
pub(crate) fn escape(text: &mut String) {
    if text.contains("${") {
        *text = text.replace("${", "${$}{");
    }
}

/// Replaces policy variables by what is known about the request. One that is not known stays as it
/// is, and so fits nothing.
pub(crate) fn expand(text: &str, context: &Context) -> String {
    if !text.contains("${") {
        return text.to_owned();
    }
    let mut expanded = String::new();
    let mut rest = text;
    while let Some((before, variable, after)) = next_variable(rest) {
        expanded.push_str(before);
        match (variable, context.get(variable)) {
            ("*" | "?" | "$", _) => expanded.push_str(variable),
            (_, Some([value])) => expanded.push_str(value),
            _ => {
                expanded.push_str("${");
                expanded.push_str(variable);
                expanded.push('}');
            }
        }
        rest = after;
    }
    expanded.push_str(rest);
    expanded
}

fn next_variable(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("${")?;
    let (variable, after) = rest.split_once('}')?;
    Some((before, variable, after))
}
