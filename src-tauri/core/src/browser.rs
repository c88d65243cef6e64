//! Browsers: how an address is opened in one, in a profile of it, or in a container.
//!
//! A template is a command with placeholders. It is taken apart as a shell would, but no shell runs: what
//! stands in an address can never become a command.

mod candidates;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

pub use candidates::candidates;

use crate::{destination::Address, failure::Failure, partition::Partition};

/// What stays as it is in an encoded address: the unreserved characters.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// The longest address: sign-in links are long, for a token is in them.
const LONGEST: usize = 16_384;
/// The colours that Firefox knows for containers.
/// <https://developer.mozilla.org/en-US/docs/Mozilla/Add-ons/WebExtensions/API/contextualIdentities/ContextualIdentity>
const COLORS: [&str; 7] = [
    "blue",
    "turquoise",
    "green",
    "yellow",
    "orange",
    "pink",
    "purple",
];

/// How a console is opened where another session may be open already.
/// <https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/multisession.html>
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum SessionMode {
    /// As it is: the console asks to log out where another account is open.
    #[default]
    Plain,
    /// The browser has AWS's multi-session support turned on: up to five identities side by side.
    MultiSession,
    /// The open session is ended first. Breaks sign-in where multi-session support is on.
    LogOutFirst,
}

/// A browser and how it is started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Browser {
    /// A short name that never changes: `firefox`.
    pub id: String,
    /// As people call it.
    pub name: String,
    /// Its command, see [`command`].
    pub template: String,
    /// How a console is opened in it.
    pub mode: SessionMode,
}

impl Browser {
    /// The program that its template starts.
    ///
    /// Errors: `invalid` for a template that starts none.
    pub fn program(&self) -> Result<String, Failure> {
        parts(&self.template).map(|mut parts| parts.remove(0))
    }
}

/// What a browser can be told apart from the address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Takes {
    /// A profile.
    pub profile: bool,
    /// A container.
    pub container: bool,
}

/// The command that opens `url`: a program and its arguments, for no shell.
///
/// Placeholders: `{url}`; `{encoded_url}`, percent-encoded, as is everything else in the same argument;
/// `{profile}`; `{container}` and `{color}`, a colour that follows from the container's name.
/// An argument whose profile or container is not given is left out, with an option right before it
/// (`-P {profile}`). Where several arguments hold the address, the first that can be filled is kept.
///
/// Errors: `invalid` for a template that cannot be taken apart, holds no address or an unknown placeholder,
/// and for an address that is none. The address itself is in no error, for it may be a sign-in link.
pub fn command(
    template: &str,
    url: &str,
    profile: Option<&str>,
    container: Option<&str>,
) -> Result<Vec<String>, Failure> {
    Address::read(url, LONGEST)
        .map_err(|why| Failure::invalid(format!("this address cannot be opened: {why}")))?;
    let profile = profile.map(str::trim).filter(|it| !it.is_empty());
    let container = container.map(str::trim).filter(|it| !it.is_empty());
    for (what, name) in [("profile", profile), ("container", container)] {
        if let Some(name) = name {
            named(what, name)?;
        }
    }
    let color = container.map(container_color);
    let value = |name: &str| match name {
        "profile" => profile,
        "container" => container,
        "color" => color,
        _ => Some(url),
    };

    let mut filled: Vec<String> = Vec::new();
    let mut address_placed = false;
    for part in parts(template)? {
        let names = placeholders(&part)?;
        let holds_address = names.iter().any(|it| it.ends_with("url"));
        if holds_address && address_placed {
            continue;
        }
        if names.iter().any(|name| value(name).is_none()) {
            // The option that would take the next argument for its value.
            let orphan = filled.len() > 1 && filled.last().is_some_and(|it| is_bare_option(it));
            if orphan && part.starts_with('{') {
                filled.pop();
            }
            continue;
        }
        filled.push(fill(&part, names.contains(&"encoded_url"), &value));
        address_placed |= holds_address;
    }
    if !address_placed {
        return Err(Failure::invalid(
            "this command opens no address without a profile or container",
        )
        .hint("Add an argument `{url}` to the command, or choose a profile or container."));
    }
    Ok(filled)
}

/// Says why a template is no good, before anything is opened with it.
pub fn check(template: &str) -> Result<(), Failure> {
    let mut holds_address = false;
    for part in parts(template)? {
        holds_address |= placeholders(&part)?.iter().any(|it| it.ends_with("url"));
    }
    if holds_address {
        Ok(())
    } else {
        Err(Failure::invalid("the command has no place for the address")
            .hint("Add an argument `{url}`."))
    }
}

/// Whether a template has a place for a profile, and for a container.
///
/// Errors: `invalid` for a template that cannot be taken apart.
pub fn takes(template: &str) -> Result<Takes, Failure> {
    let mut takes = Takes::default();
    for part in parts(template)? {
        for name in placeholders(&part)? {
            takes.profile |= name == "profile";
            takes.container |= name == "container";
        }
    }
    Ok(takes)
}

/// A colour for a container: red for production, for the others always the same by name.
pub fn container_color(container: &str) -> &'static str {
    if container.to_lowercase().contains("prod") {
        return "red";
    }
    let sum: usize = container.bytes().map(usize::from).sum();
    COLORS[sum % COLORS.len()]
}

/// The address that ends the open console session and then signs in with `login_url`; none where AWS has no
/// such page: it is known for `aws` only, and only at `us-east-1`. At a sign-in page on this computer (the
/// sandbox) it is that page's own.
pub fn log_out_first(login_url: &str, partition: Partition) -> Option<String> {
    let address = Address::read(login_url, LONGEST).ok()?;
    let base = if address.is_loopback() {
        let scheme = if address.secure { "https" } else { "http" };
        let port = address.port.map(|it| format!(":{it}")).unwrap_or_default();
        format!("{scheme}://{}{port}", address.host)
    } else if partition == Partition::Aws {
        // Only with the region before it, and only this one, does the page follow the redirect.
        format!("https://us-east-1.{}", partition.sign_in_host(None))
    } else {
        return None;
    };
    let then = utf8_percent_encode(login_url, ENCODED);
    Some(format!("{base}/oauth?Action=logout&redirect_uri={then}"))
}

/// A template's parts: the program first.
fn parts(template: &str) -> Result<Vec<String>, Failure> {
    let parts = shell_words::split(template).map_err(|_| {
        Failure::invalid("the command has a quotation mark that is not closed")
            .hint("Close it, or write a backslash before it.")
    })?;
    match parts.first() {
        None => Err(Failure::invalid("the command is empty")),
        Some(program) if program.is_empty() || program.contains('{') => Err(Failure::invalid(
            "the command does not begin with a program",
        )
        .hint("Write the program first, then its arguments with `{url}` among them.")),
        Some(_) => Ok(parts),
    }
}

/// An argument with its placeholders filled, in one go: what a value holds is no placeholder.
fn fill<'a>(part: &str, encoded: bool, value: &impl Fn(&str) -> Option<&'a str>) -> String {
    let mut pieces = part.split('{');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        if let Some((name, rest)) = piece.split_once('}') {
            let value = value(name).unwrap_or_default();
            if encoded {
                text.extend(utf8_percent_encode(value, ENCODED));
            } else {
                text.push_str(value);
            }
            text.push_str(rest);
        } else {
            text.push('{');
            text.push_str(piece);
        }
    }
    text
}

/// The placeholders of an argument, in their order.
fn placeholders(part: &str) -> Result<Vec<&str>, Failure> {
    let mut names = Vec::new();
    for piece in part.split('{').skip(1) {
        let Some((name, _)) = piece.split_once('}') else {
            continue;
        };
        match name {
            "url" | "encoded_url" | "profile" | "container" | "color" => names.push(name),
            _ => {
                return Err(
                    Failure::invalid(format!("there is no placeholder `{{{name}}}`")).hint(
                        "There are {url}, {encoded_url}, {profile}, {container} and {color}.",
                    ),
                );
            }
        }
    }
    Ok(names)
}

/// `-P`, `--profile`: no value in it.
fn is_bare_option(part: &str) -> bool {
    part.starts_with('-') && part.len() > 1 && !part.contains('=')
}

/// A name must not be taken for an option, nor hold what browsers cannot store or a placeholder's signs.
fn named(what: &str, name: &str) -> Result<(), Failure> {
    let odd = |it: char| it.is_control() || matches!(it, '{' | '}');
    if name.starts_with('-') || name.chars().any(odd) || name.chars().count() > 128 {
        return Err(
            Failure::invalid(format!("`{}` cannot name a {what}", name.escape_debug())).hint(
                "A name has at most 128 characters, does not begin with `-` and holds no braces.",
            ),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests;
