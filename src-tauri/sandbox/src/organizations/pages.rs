//! Pages of lists: at most 20 entries, and an opaque token to go on with. The token holds the last
//! entry's key, so that a list that changes between two pages neither repeats nor skips the rest.

use std::ops::Bound;

use crate::wire::{Input, Refusal};

use super::rules;

/// Most entries on a page, and as many as there are without `MaxResults`.
pub(super) const PAGE_SIZE: u64 = 20;

/// Which part of a list is asked for.
pub(super) struct Page {
    scope: String,
    after: Option<String>,
    limit: usize,
}

impl Page {
    /// Reads `NextToken` and `MaxResults`. A token is good for the same list only; `scope` names it.
    pub(super) fn of(input: Input<'_>, scope: impl Into<String>) -> Result<Self, Refusal> {
        let scope = scope.into();
        let limit = input
            .number("MaxResults", 1, PAGE_SIZE)?
            .unwrap_or(PAGE_SIZE);
        let after = input
            .optional("NextToken", rules::NEXT_TOKEN)?
            .map(|token| decode(token, &scope).ok_or_else(invalid_token))
            .transpose()?;
        Ok(Self {
            scope,
            after,
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
        })
    }

    /// Where to go on in an ordered set or map.
    pub(super) fn start(&self) -> (Bound<&str>, Bound<&str>) {
        let start = self
            .after
            .as_deref()
            .map_or(Bound::Unbounded, Bound::Excluded);
        (start, Bound::Unbounded)
    }

    /// Whether a key comes after the last page.
    pub(super) fn is_ahead(&self, key: &str) -> bool {
        self.after.as_deref().is_none_or(|after| key > after)
    }

    /// Takes one page from what comes after the last one; the token is there if more remains.
    pub(super) fn take<'a, T>(
        &self,
        rest: impl Iterator<Item = (&'a str, T)>,
    ) -> (Vec<T>, Option<String>) {
        let mut rest = rest.peekable();
        let mut last = "";
        let mut entries = Vec::with_capacity(self.limit.min(20));
        while entries.len() < self.limit {
            let Some((key, entry)) = rest.next() else {
                return (entries, None);
            };
            last = key;
            entries.push(entry);
        }
        let token = rest.peek().is_some().then(|| encode(&self.scope, last));
        (entries, token)
    }
}

fn encode(scope: &str, last: &str) -> String {
    crate::signature::hex(format!("{scope}\n{last}").as_bytes())
}

fn decode(token: &str, scope: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = (0..token.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(token.get(at..at + 2)?, 16).ok())
        .collect();
    let text = String::from_utf8(bytes?).ok()?;
    let (found, last) = text.split_once('\n')?;
    (found == scope).then(|| last.to_owned())
}

fn invalid_token() -> Refusal {
    Refusal::invalid_input(
        "INVALID_NEXT_TOKEN",
        "You provided a value for NextToken that is not from an earlier response to the same request.",
    )
}
