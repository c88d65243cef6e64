//! The AWS configuration file: a profile for each account and role, in a section of Canopy's own. Every
//! tool that reads the file can then use them, for each profile asks `canopy credentials`.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>

mod file;
mod naming;
mod quoting;

use serde::{Deserialize, Serialize};

use crate::{
    failure::Failure,
    ids::{AccountId, ConnectionId, RoleName},
    validate::is_region,
};
use file::File;

/// The usual names of profiles.
pub const NAMING: &str = "{account}-{role}";

/// An account with the roles to write a profile for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportAccount {
    /// Its id.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// The path of the organizational unit that holds it: `/Workloads/prod`, `/` for the root.
    pub path: String,
    /// A profile for each.
    pub roles: Vec<RoleName>,
}

/// What to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportSpec {
    /// The connection that the profiles sign in through; each has a section of its own.
    pub connection: ConnectionId,
    /// The program that gives credentials, with its whole path.
    pub program: String,
    /// How profiles are called, with `{account}`, `{account_id}`, `{role}`, `{ou}` and `{organization}`.
    pub naming: String,
    /// What `{organization}` stands for.
    pub organization: String,
    /// The region of all profiles; none leaves it to the tools.
    pub region: Option<String>,
    /// The accounts; without any, the section is taken out.
    pub accounts: Vec<ExportAccount>,
}

/// The file as it becomes, and what changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Exported {
    /// The whole file. People may have written keys into it, so it does not leave Rust.
    #[serde(skip)]
    pub text: String,
    /// Its section of this connection, marks among it; empty where it has none any more.
    pub section: String,
    /// The section as it was, to be compared with that; empty where there was none. Only what Canopy itself
    /// writes: of lines that people added, it does not show what they hold.
    pub before: String,
    /// All profiles of the section, in their order.
    pub profiles: Vec<String>,
    /// Profiles that were not there before.
    pub added: Vec<String>,
    /// Profiles that say something else than before.
    pub changed: Vec<String>,
    /// Profiles that are there no more.
    pub removed: Vec<String>,
}

/// One profile: its name and the lines below its head.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Profile {
    name: String,
    lines: Vec<String>,
}

impl Profile {
    /// It without what somebody else wrote into it, which may be a key.
    fn for_show(&self) -> Self {
        let written = |line: &String| match line.split_once('=') {
            Some(("credential_process " | "region ", _)) => line.clone(),
            _ => "# a line that Canopy did not write".to_owned(),
        };
        Self {
            name: self.name.clone(),
            lines: self.lines.iter().map(written).collect(),
        }
    }
}

/// Puts the section of `spec.connection` into the file `existing`, in the place of the one that is there, or
/// at the end. Everything outside of it stays as it is, byte for byte; only a line end is added where the
/// last line has none.
///
/// Errors: `invalid` for a file that tools could not read (with the line), for a name that another profile
/// of the file has, and for a naming, region or program that cannot be written.
pub fn export(existing: &str, spec: &ExportSpec) -> Result<Exported, Failure> {
    let connection = spec.connection.as_str();
    let file = File::read(existing, connection)?;
    let profiles = profiles(spec)?;
    if let Some((taken, line)) = file
        .foreign
        .iter()
        .find(|(name, _)| profiles.iter().any(|profile| profile.name == *name))
    {
        return Err(Failure::invalid(format!(
            "the file has a profile `{taken}` already (line {line})"
        ))
        .hint("Change how profiles are named, or take that profile out of the file."));
    }

    let first_line = existing.split_inclusive('\n').next();
    let crlf = first_line.is_some_and(|line| line.ends_with("\r\n"));
    let line_end = if crlf { "\r\n" } else { "\n" };
    let section = section(connection, &profiles, line_end);
    let mut text = file.before.to_owned();
    if !section.is_empty() && !text.is_empty() && !text.ends_with('\n') {
        text.push_str(line_end);
    }
    text.push_str(&section);
    text.push_str(file.after);

    let was: Vec<Profile> = file.own.iter().map(Profile::for_show).collect();
    let old = |name: &str| file.own.iter().find(|profile| profile.name == name);
    let names = |profiles: &[Profile], wanted: &dyn Fn(&Profile) -> bool| {
        let wanted = profiles.iter().filter(|profile| wanted(profile));
        wanted.map(|profile| profile.name.clone()).collect()
    };
    Ok(Exported {
        text,
        section,
        before: self::section(connection, &was, line_end),
        added: names(&profiles, &|it| old(&it.name).is_none()),
        changed: names(&profiles, &|it| old(&it.name).is_some_and(|old| old != it)),
        removed: names(&file.own, &|old| {
            profiles.iter().all(|it| it.name != old.name)
        }),
        profiles: names(&profiles, &|_| true),
    })
}

fn profiles(spec: &ExportSpec) -> Result<Vec<Profile>, Failure> {
    if let Some(region) = spec.region.as_deref().filter(|region| !is_region(region)) {
        return Err(Failure::invalid(format!("`{region}` is not an AWS region"))
            .hint("A region reads like `eu-central-1`."));
    }
    let names = naming::names(spec)?;
    let entries = spec
        .accounts
        .iter()
        .flat_map(|account| account.roles.iter().map(move |role| (account, role)));
    entries
        .zip(names)
        .map(|((account, role), name)| {
            let connection = ("--connection", spec.connection.as_str());
            let role = ("--role", role.as_str());
            let command = quoting::command(&spec.program, connection, account.id.as_str(), role)?;
            let mut lines = vec![format!("credential_process = {command}")];
            lines.extend(
                spec.region
                    .iter()
                    .map(|region| format!("region = {region}")),
            );
            Ok(Profile { name, lines })
        })
        .collect()
}

fn section(connection: &str, profiles: &[Profile], line_end: &str) -> String {
    if profiles.is_empty() {
        return String::new();
    }
    let mut lines = vec![
        file::start_mark(connection),
        "# Written by `canopy export aws-config`, which replaces everything up to the end mark."
            .to_owned(),
    ];
    for profile in profiles {
        lines.push(format!("[profile {}]", profile.name));
        lines.extend(profile.lines.iter().cloned());
        lines.push(String::new());
    }
    lines.pop();
    lines.push(file::end_mark(connection));
    lines
        .iter()
        .flat_map(|line| [line.as_str(), line_end])
        .collect()
}

#[cfg(test)]
mod tests;
