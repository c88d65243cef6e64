//! Pages of lists. A token says how far one has come and when it was given, for it does not last.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::wire::{Input, Refusal};

/// A token is good for so long. AWS does not say how long its tokens last.
const LASTS_SECONDS: i64 = 3600;

/// Which part of a list is asked for.
pub(super) struct Page {
    scope: &'static str,
    start: usize,
    most: usize,
    now: Timestamp,
}

impl Page {
    /// Reads `NextToken` and `MaxResults`: without it there are `usual` entries on a page, and never
    /// more than `limit`.
    pub(super) fn of(
        input: Input<'_>,
        scope: &'static str,
        usual: usize,
        limit: usize,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let most = match input.0.get("MaxResults").filter(|value| !value.is_null()) {
            None => usual,
            Some(value) => value
                .as_u64()
                .and_then(|most| usize::try_from(most).ok())
                .filter(|most| (1..=limit).contains(most))
                .ok_or_else(|| invalid(format!("MaxResults must be between 1 and {limit}.")))?,
        };
        let start = match input.0.get("NextToken").filter(|value| !value.is_null()) {
            None => 0,
            Some(token) => read(token.as_str().unwrap_or(""), scope, now)?,
        };
        Ok(Self {
            scope,
            start,
            most,
            now,
        })
    }

    /// The page of a list, with a token if more remains.
    pub(super) fn take(&self, name: &str, entries: Vec<Value>) -> Value {
        let end = (self.start + self.most).min(entries.len());
        let has_more = end < entries.len();
        let shown: Vec<Value> = entries.into_iter().take(end).skip(self.start).collect();
        let mut answer = json!({ name: shown });
        if has_more {
            let token = format!("{}/{end}/{}", self.scope, self.now.as_second());
            answer["NextToken"] = token.into();
        }
        answer
    }
}

fn read(token: &str, scope: &str, now: Timestamp) -> Result<usize, Refusal> {
    let parts = token
        .strip_prefix(scope)
        .and_then(|rest| rest.strip_prefix('/'));
    let parts = parts.and_then(|rest| rest.split_once('/'));
    let numbers = parts.and_then(|(start, given)| {
        let given: i64 = given.parse().ok()?;
        Some((start.parse().ok()?, given))
    });
    let Some((start, given)) = numbers else {
        return Err(Refusal::json(
            "InvalidNextTokenException",
            400,
            "The pagination token is invalid.",
        ));
    };
    if given + LASTS_SECONDS < now.as_second() {
        return Err(Refusal::json(
            "ExpiredNextTokenException",
            400,
            "The pagination token expired.",
        ));
    }
    Ok(start)
}

pub(super) fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::json("InvalidParameterException", 400, message)
}
