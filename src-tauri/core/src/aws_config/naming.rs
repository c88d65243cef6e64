//! Names of profiles: from a template, legal for every tool, and each only once.

use std::collections::HashMap;

use super::{ExportAccount, ExportSpec};
use crate::{failure::Failure, ids::RoleName};

/// The name that tools take where none is asked for: never ours to give away.
const DEFAULT: &str = "default";

/// A name for each account and role, in their order.
///
/// Where several come out alike, each gets its account's id, then its role; what is left gets a number.
pub(super) fn names(spec: &ExportSpec) -> Result<Vec<String>, Failure> {
    let mut stages: Vec<[String; 3]> = Vec::new();
    for account in &spec.accounts {
        for role in &account.roles {
            let plain = fill(spec, account, role)?;
            let plain = legal(&plain).unwrap_or_else(|| account.id.to_string());
            let with_id = if plain.contains(account.id.as_str()) {
                plain.clone()
            } else {
                format!("{plain}-{}", account.id)
            };
            let with_role = legal(&format!("{with_id}-{role}")).unwrap_or_else(|| with_id.clone());
            stages.push([plain, with_id, with_role]);
        }
    }
    let mut at = vec![0; stages.len()];
    for _ in 0..2 {
        let mut counts: HashMap<&str, usize> = HashMap::from([(DEFAULT, 1)]);
        for (stage, at) in stages.iter().zip(&at) {
            *counts.entry(stage[*at].as_str()).or_default() += 1;
        }
        for (stage, at) in stages.iter().zip(&mut at) {
            if counts[stage[*at].as_str()] > 1 {
                *at = (*at + 1).min(2);
            }
        }
    }
    let mut taken: HashMap<String, u32> = HashMap::from([(DEFAULT.to_owned(), 1)]);
    let wished: Vec<String> = stages
        .iter()
        .zip(&at)
        .map(|(it, at)| it[*at].clone())
        .collect();
    let all: std::collections::HashSet<&String> = wished.iter().collect();
    Ok(wished
        .iter()
        .map(|wish| {
            let count = taken.entry(wish.clone()).or_default();
            *count += 1;
            if *count == 1 {
                return wish.clone();
            }
            // A number that nobody else wished for.
            let numbered = (*count..).map(|number| (number, format!("{wish}-{number}")));
            let mut free = numbered.skip_while(|(_, name)| all.contains(name));
            let (number, name) = free.next().expect("numbers do not end");
            *count = number;
            name
        })
        .collect())
}

fn fill(spec: &ExportSpec, account: &ExportAccount, role: &RoleName) -> Result<String, Failure> {
    let mut pieces = spec.naming.split('{');
    let mut name = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (placeholder, rest) = piece.split_once('}').ok_or_else(|| {
            Failure::invalid("the naming has a `{` without a `}`").hint(PLACEHOLDERS)
        })?;
        let value = match placeholder {
            "account" => &account.name,
            "account_id" => account.id.as_str(),
            "role" => role.as_str(),
            "ou" => &account.path,
            "organization" => &spec.organization,
            _ => {
                let message = format!("there is no placeholder `{{{placeholder}}}`");
                return Err(Failure::invalid(message).hint(PLACEHOLDERS));
            }
        };
        name.push_str(&legal(value).unwrap_or_default());
        name.push_str(rest);
    }
    Ok(name)
}

const PLACEHOLDERS: &str = "There are {account}, {account_id}, {role}, {ou} and {organization}.";

/// With a `-` for what some tool does not take in a name; none where nothing is left.
fn legal(name: &str) -> Option<String> {
    let mut legal = String::new();
    for it in name.chars() {
        if it == '/' && legal.ends_with('/') {
            // A part of the path that is empty.
        } else if it.is_ascii_alphanumeric() || "_.@+/-".contains(it) {
            legal.push(it);
        } else if !legal.ends_with('-') {
            legal.push('-');
        }
    }
    let legal = legal.trim_matches(['-', '/', '.', '_']);
    (!legal.is_empty()).then(|| legal.to_owned())
}
