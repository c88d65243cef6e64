//! Lines of figures, and whether all bars were met.

use std::{io::Write, process::ExitCode};

/// What was measured so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    missed: Vec<String>,
}

impl Report {
    /// A figure without a bar.
    pub(crate) fn say(line: &str) {
        // A reader who went away wants no more lines.
        drop(writeln!(std::io::stdout(), "{line}"));
    }

    /// A figure with the most it may be.
    pub(crate) fn at_most(&mut self, what: &str, figure: f64, bar: f64, unit: &str) {
        let met = figure <= bar;
        let mark = if met { "ok    " } else { "MISSED" };
        Self::say(&format!(
            "{mark}  {what}: {figure:.2} {unit} (at most {bar:.2})"
        ));
        if !met {
            self.missed.push(what.to_owned());
        }
    }

    /// Success where every bar was met.
    pub(crate) fn end(self) -> ExitCode {
        if self.missed.is_empty() {
            return ExitCode::SUCCESS;
        }
        Self::say(&format!("missed: {}", self.missed.join(", ")));
        ExitCode::FAILURE
    }
}
