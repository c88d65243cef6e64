//! Commands for `credential_process`, quoted so that all tools take them apart alike. Botocore splits like a
//! shell without running one, most SDKs run `sh -c`, on Windows `cmd /C`.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>

use crate::failure::Failure;

/// The line that asks `program` for the credentials of a role in an account.
pub(super) fn command(
    program: &str,
    connection: (&str, &str),
    account: &str,
    role: (&str, &str),
) -> Result<String, Failure> {
    if program.is_empty() {
        return Err(Failure::invalid(
            "there is no program that gives credentials",
        ));
    }
    let windows = is_windows(program);
    let quote = |word: &str| quoted(word, windows);
    let option = |(name, value): (&str, &str)| {
        // What begins with a dash would be taken for an option itself.
        if value.starts_with('-') {
            quote(&format!("{name}={value}"))
        } else {
            quote(value).map(|value| format!("{name} {value}"))
        }
    };
    Ok(format!(
        "{} {} credentials {account} {}",
        quote(program)?,
        option(connection)?,
        option(role)?
    ))
}

/// Whether a path is one of Windows: `C:\…` or `\\server\…`.
fn is_windows(program: &str) -> bool {
    let drive = program.as_bytes();
    let has_drive = drive.len() > 2 && drive[0].is_ascii_alphabetic() && drive[1] == b':';
    has_drive || program.starts_with(r"\\")
}

fn quoted(word: &str, windows: bool) -> Result<String, Failure> {
    let refuse = |why: &str| {
        let word = word.escape_debug();
        let message =
            format!("`{word}` cannot be written into the AWS configuration: it holds {why}");
        Err(Failure::invalid(message).hint("Use another name or place for it."))
    };
    if word.chars().any(char::is_control) {
        return refuse("control characters");
    }
    // Some SDKs see a comment there, quotation marks or not.
    let mut pairs = word.chars().zip(word.chars().skip(1));
    if pairs.any(|(it, next)| it.is_whitespace() && matches!(next, '#' | ';')) {
        return refuse("a space with `#` or `;` behind it");
    }
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "_@+=:,./-".contains(it);
    if word
        .chars()
        .all(|it| is_plain(it) || (windows && it == '\\'))
        && !word.is_empty()
    {
        return Ok(word.to_owned());
    }
    if windows {
        return match word {
            _ if word.contains('"') => refuse("quotation marks"),
            _ if word.contains('%') => refuse("a percent sign"),
            _ if word.ends_with('\\') => refuse("a backslash at its end"),
            _ => Ok(format!("\"{word}\"")),
        };
    }
    if word.contains(['"', '$', '`', '\\', '!']) {
        Ok(format!("'{}'", word.replace('\'', r"'\''")))
    } else {
        Ok(format!("\"{word}\""))
    }
}
