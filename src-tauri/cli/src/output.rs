//! Results go to standard output, everything else to standard error. A reader that went away
//! (`canopy tree | head`) is no failure.

use std::io::{ErrorKind, Write, stderr, stdout};

use canopy_core::{Code, Failure};
use serde::Serialize;
use serde_json::json;

/// How the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All done.
    Done = 0,
    /// It went wrong.
    Failed = 1,
    /// What was asked for cannot be: ask differently.
    Invalid = 2,
    /// The organization, a permission or a quota is in the way.
    Refused = 3,
}

impl Exit {
    /// The end for a command that could not do what was asked.
    pub(crate) fn of(code: Code) -> Self {
        match code {
            Code::Invalid | Code::NotFound => Self::Invalid,
            other => Self::of_step(other),
        }
    }

    /// The end for a job that stopped at a step: the input was right when it began.
    pub(crate) fn of_step(code: Code) -> Self {
        match code {
            Code::Conflict | Code::Denied | Code::Quota => Self::Refused,
            _ => Self::Failed,
        }
    }
}

/// Writes a text and a line's end to standard output.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::unexpected(format!(
            "the result could not be written: {error}"
        ))),
        _ => Ok(()),
    }
}

/// Writes the one JSON document of this command.
pub(crate) fn print_json(document: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(document);
    print(&text.map_err(|error| Failure::unexpected(format!("the result is no JSON: {error}")))?)
}

/// Says something to the person in front, who may have closed the terminal.
pub(crate) fn say(text: &str) {
    drop(writeln!(stderr().lock(), "{text}"));
}

/// Writes over the last line of the terminal.
pub(crate) fn say_over(text: &str) {
    let mut err = stderr().lock();
    drop(write!(err, "\r\x1b[K{text}").and_then(|()| err.flush()));
}

/// Tells a failure, and how the process is to end for it.
pub(crate) fn report(failure: &Failure, as_json: bool) -> Exit {
    if as_json {
        if let Err(unwritten) = print_json(&json!({ "error": failure })) {
            say(&in_words(&unwritten));
        }
    } else {
        say(&in_words(failure));
    }
    Exit::of(failure.code)
}

/// A failure on one line, and what helps on the next.
pub(crate) fn in_words(failure: &Failure) -> String {
    let request = failure
        .request_id
        .as_ref()
        .map(|id| format!(" (AWS request {id})"))
        .unwrap_or_default();
    let hint = failure
        .hint
        .as_ref()
        .map(|hint| format!("\n{hint}"))
        .unwrap_or_default();
    format!("error: {}{request}{hint}", failure.message)
}

/// `1 account`, `3 accounts`
pub(crate) fn count(number: usize, thing: &str) -> String {
    if number == 1 {
        format!("1 {thing}")
    } else {
        format!("{number} {thing}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_status_follows_from_what_helps() {
        assert_eq!(
            Exit::of(Code::NotFound),
            Exit::Invalid,
            "an unknown name is a wrong input"
        );
        assert_eq!(Exit::of(Code::Quota), Exit::Refused);
        assert_eq!(Exit::of(Code::Unreachable), Exit::Failed);
        assert_eq!(
            Exit::of_step(Code::NotFound),
            Exit::Failed,
            "it was there when the job was planned"
        );
    }
}
