//! The document of `canopy identity …`, with the table of people that may come beside it. What is wrong with
//! either is told with its place, before any call.

use std::{path::Path, sync::Arc};

use canopy_core::{
    Failure, Partition, Tree,
    identity::{self, IdentitySpec, Person, SpecProblem},
};
use canopy_engine::session::Session;

use crate::{arguments::Document, context::Context, output::say};

/// The document of a file, and the session that it is for. What is wrong with it is told before any call,
/// as far as it can be told without the organization.
pub(crate) async fn opened(
    context: &Context,
    document: &Document,
) -> Result<(Arc<Session>, Box<IdentitySpec>), Failure> {
    let file = document.spec.as_path();
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::invalid(format!("{} cannot be read: {error}", file.display()))
            .hint("Give a document in JSON; the window exports one.")
    })?;
    // ARNs name their partition, which only the sign-in tells.
    let first = read(file, &text, None, Partition::default(), |it| {
        it.blocking && !it.pointer.contains("/policies/")
    })?;
    let more = match &document.people {
        Some(table) => people(table, &first)?,
        None => Vec::new(),
    };
    let (session, loaded) = context.loaded().await?;
    let tree: &Tree = &loaded.tree;
    let mut spec = read(file, &text, Some(tree), session.own_partition()?, |it| {
        it.blocking
    })?;
    spec.people.extend(more);
    Ok((session, Box::new(spec)))
}

/// Reads a document. Errors: `invalid` where it cannot be read, or where one of its problems `is_blocking`.
fn read(
    file: &Path,
    text: &str,
    tree: Option<&Tree>,
    partition: Partition,
    is_blocking: impl Fn(&SpecProblem) -> bool,
) -> Result<IdentitySpec, Failure> {
    let examined = identity::examine(text, tree, partition);
    let (spec, problems) = examined.map_err(|problem| wrong(file, &[*problem]))?;
    let blocking: Vec<SpecProblem> = problems.into_iter().filter(is_blocking).collect();
    if blocking.is_empty() {
        Ok(spec)
    } else {
        Err(wrong(file, &blocking))
    }
}

/// The people of a table, who come beside those of the document.
fn people(file: &Path, spec: &IdentitySpec) -> Result<Vec<Person>, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::invalid(format!("{} cannot be read: {error}", file.display()))
            .hint("Give a table with the columns name, groups and email.")
    })?;
    let groups: Vec<String> = spec.groups.iter().map(|it| it.name.clone()).collect();
    let rows = identity::people(&groups, None, &text).map_err(|failure| Failure {
        message: format!("{}: {}", file.display(), failure.message),
        ..failure
    })?;
    let mut problems = Vec::new();
    for row in &rows {
        let mut errors = row.errors.clone();
        let mut named = spec.people.iter();
        if named.any(|it| it.name.eq_ignore_ascii_case(&row.person.name)) {
            errors.push(format!("the document names {}, too", row.person.name));
        }
        let place = |error| format!("{}:{}: {error}", file.display(), row.line);
        problems.extend(errors.into_iter().map(place));
    }
    for problem in &problems {
        say(&format!("{problem}."));
    }
    match problems.into_iter().next() {
        Some(first) => {
            Err(Failure::invalid(first).hint("Put the table right; nothing was changed."))
        }
        None => Ok(rows.into_iter().map(|row| row.person).collect()),
    }
}

/// What is wrong with a document: the first in the error, all of it to the person in front.
fn wrong(file: &Path, problems: &[SpecProblem]) -> Failure {
    let place = |it: &SpecProblem| match (it.line, it.column) {
        (Some(line), Some(column)) => format!("{}:{line}:{column}", file.display()),
        _ => file.display().to_string(),
    };
    for it in problems {
        let hint = it.hint.as_deref().map(|hint| format!(" {hint}"));
        say(&format!(
            "{}: {}.{}",
            place(it),
            it.message,
            hint.unwrap_or_default()
        ));
    }
    let Some(first) = problems.first() else {
        return Failure::unexpected("nothing is wrong with the document");
    };
    let failure = Failure::invalid(format!("{}: {}", place(first), first.message));
    match &first.hint {
        Some(hint) => failure.hint(hint.clone()),
        None => failure,
    }
}
