//! Conditions: operators that IAM knows, each with keys and values.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use super::{
    Problems,
    json::{Json, Located},
};

const OPERATORS: [&str; 27] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Null",
];

pub(super) fn check(condition: &Located, problems: &mut Problems) {
    let Json::Object(operators) = &condition.json else {
        let hint = "Write it as `{ \"StringEquals\": { \"aws:PrincipalOrgID\": \"o-…\" } }`.";
        problems.refused(condition.at, "a condition is an object", hint);
        return;
    };
    for operator in operators {
        check_operator(&operator.key, operator.at, problems);
        let Json::Object(keys) = &operator.value.json else {
            let message = format!("`{}` needs an object of keys and values", operator.key);
            problems.refused(operator.value.at, message, "");
            continue;
        };
        for key in keys {
            if !key.key.contains(':') {
                problems.refused(
                    key.at,
                    format!("`{}` is not a condition key", key.key),
                    "A key reads like `aws:SourceIp`.",
                );
            }
            for value in key.value.each() {
                check_value(&operator.key, value, problems);
            }
        }
    }
}

fn check_operator(operator: &str, at: super::Place, problems: &mut Problems) {
    let base = ["ForAnyValue:", "ForAllValues:"]
        .iter()
        .find_map(|set| operator.strip_prefix(set))
        .unwrap_or(operator);
    let known = |it: &str| OPERATORS.contains(&it);
    // `Null` asks itself whether a key exists.
    let optional = base.strip_suffix("IfExists").filter(|it| *it != "Null");
    if known(base) || optional.is_some_and(known) {
        return;
    }
    let meant = OPERATORS.iter().find(|it| it.eq_ignore_ascii_case(base));
    let hint = meant.map_or_else(
        || "Operators are those of IAM, such as `StringEquals`, `StringLike`, `Bool`.".to_owned(),
        |meant| format!("Write `{meant}`."),
    );
    problems.refused(
        at,
        format!("IAM does not know the operator `{operator}`"),
        &hint,
    );
}

fn check_value(operator: &str, value: &Located, problems: &mut Problems) {
    let text = match &value.json {
        Json::Text(text) | Json::Plain(text) if text != "null" => text,
        _ => {
            problems.refused(
                value.at,
                "this is not a value for a condition",
                "Write a text.",
            );
            return;
        }
    };
    let is_truth = matches!(operator.trim_end_matches("IfExists"), "Bool" | "Null");
    let is_variable = text.contains("${");
    let truth = ["true", "false"]
        .iter()
        .any(|it| it.eq_ignore_ascii_case(text));
    if is_truth && !truth && !is_variable {
        let message = format!("`{operator}` compares with `true` or `false`, not with `{text}`");
        problems.refused(value.at, message, "");
    }
}
