//! Tables of accounts and invitations: all rows are right, or nothing is done.

use std::path::Path;

use canopy_core::{Change, Failure, Tree, csv::CsvRow};
use serde_json::json;

use crate::{
    arguments::Apply,
    changes,
    context::Context,
    output::{Exit, count, in_words, print, print_json, say},
};

/// How many wrong rows an error's message names; all of them stand beside it.
const ROWS_NAMED: usize = 5;

/// Prints an example of a table.
pub(crate) fn template(context: &Context, text: &str) -> Result<Exit, Failure> {
    if context.json {
        print_json(&json!({"template": text}))?;
    } else {
        print(text.trim_end())?;
    }
    Ok(Exit::Done)
}

/// Plans what every row of a file wants, and goes on from there.
pub(crate) async fn change(
    context: &Context,
    apply: Apply,
    file: &Path,
    read: fn(&Tree, &str) -> Result<Vec<CsvRow>, Failure>,
) -> Result<Exit, Failure> {
    changes::must_be_decided(apply)?;
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::invalid(format!("{} cannot be read: {error}", file.display()))
            .hint("Give a text file in UTF-8, such as spreadsheets export as CSV.")
    })?;
    let (session, loaded) = context.loaded().await?;
    let rows = read(&loaded.tree, &text)?;
    let wrong: Vec<&CsvRow> = rows.iter().filter(|row| row.change.is_none()).collect();
    if !wrong.is_empty() {
        return refused(context, &wrong, rows.len());
    }
    let wanted: Vec<Change> = rows.into_iter().filter_map(|row| row.change).collect();
    let plan = session.plan(&wanted).await?;
    changes::go(context, &session, plan, apply, None).await
}

/// Tells what is wrong, row by row.
fn refused(context: &Context, wrong: &[&CsvRow], all: usize) -> Result<Exit, Failure> {
    let line = |row: &&CsvRow| format!("line {}: {}", row.line, row.errors.join("; "));
    let mut named: Vec<String> = wrong.iter().take(ROWS_NAMED).map(line).collect();
    if wrong.len() > ROWS_NAMED {
        named.push(format!("and {} more", wrong.len() - ROWS_NAMED));
    }
    let is = if wrong.len() == 1 { "is" } else { "are" };
    let what = format!("{} of {} {is} wrong", wrong.len(), count(all, "row"));
    let hint = "Correct the table; nothing was done.";
    if context.json {
        let rows: Vec<_> = wrong
            .iter()
            .map(|row| json!({"line": row.line, "subject": row.subject, "errors": row.errors}))
            .collect();
        let failure = Failure::invalid(format!("{what}: {}", named.join("; "))).hint(hint);
        let mut error = json!(failure);
        error["rows"] = json!(rows);
        print_json(&json!({"error": error}))?;
    } else {
        say(&in_words(&Failure::invalid(what).hint(hint)));
        for row in wrong {
            say(&format!("  {}", line(row)));
        }
    }
    Ok(Exit::Invalid)
}
