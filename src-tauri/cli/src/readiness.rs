//! `canopy readiness`: which role can be assumed in which account.

use std::io::{IsTerminal, stderr};

use canopy_core::{
    Failure,
    readiness::{Readiness as State, RoleReadiness},
    search,
};
use canopy_engine::{
    readiness::{ReadinessOptions, ReadinessView},
    session::Session,
};
use serde_json::{Value, json};

use crate::{
    arguments::Readiness,
    context::Context,
    output::{Exit, count, print, print_json, say, say_over},
};

/// Tries the roles, and tells what came of it. Ctrl-C keeps what was found.
pub(crate) async fn readiness(context: &Context, asked: Readiness) -> Result<Exit, Failure> {
    let (session, loaded) = context.loaded().await?;
    let tree = &loaded.tree;
    let accounts = asked
        .accounts
        .iter()
        .map(|text| search::account(tree, text))
        .collect::<Result<Vec<_>, _>>()?;
    let roles = if asked.roles.is_empty() {
        vec![session.default_role()?]
    } else {
        asked.roles
    };
    let options = ReadinessOptions {
        roles: roles.clone(),
        accounts: (!accounts.is_empty()).then(|| accounts.clone()),
        rate: asked.rate,
        afresh: asked.afresh,
    };
    let mut events = context.engine.subscribe();
    session.start_readiness(options)?;
    let watching = stderr().is_terminal();
    let mut stopped = false;
    loop {
        let view = session.readiness()?;
        let Some(progress) = &view.progress else {
            break;
        };
        if watching {
            say_over(&format!(
                "Trying: {} of {}, {} a second, {} s left",
                progress.done, progress.total, progress.rate, progress.seconds_left
            ));
        }
        tokio::select! {
            // Whatever happens, the next look tells how far it is.
            _ = events.recv() => {}
            () = tokio::time::sleep(std::time::Duration::from_millis(250)) => {}
            () = context.stop.asked(), if !stopped => {
                stopped = true;
                session.cancel_readiness()?;
            }
        }
    }
    if watching {
        say_over("");
    }
    let view = session.readiness()?;
    let wanted = |row: &&RoleReadiness| {
        roles.contains(&row.role) && (accounts.is_empty() || accounts.contains(&row.account))
    };
    let rows: Vec<&RoleReadiness> = view.rows.iter().filter(wanted).collect();
    show(context, &session, &view, &rows)?;
    if stopped {
        say("Stopped; the same command goes on with the rest.");
        return Ok(Exit::Failed);
    }
    Ok(Exit::Done)
}

fn show(
    context: &Context,
    session: &Session,
    view: &ReadinessView,
    rows: &[&RoleReadiness],
) -> Result<(), Failure> {
    let tree = session.tree();
    let name = |row: &RoleReadiness| {
        let node = tree.as_ref()?.get(&(&row.account).into())?;
        Some(node.name.clone())
    };
    if context.json {
        let accounts: Vec<Value> = rows
            .iter()
            .map(|row| {
                json!({
                    "accountId": row.account,
                    "name": name(row),
                    "role": row.role,
                    "readiness": row.readiness,
                    "words": row.words,
                    "checkedAt": row.checked_at,
                })
            })
            .collect();
        return print_json(&json!({"asOf": view.as_of, "accounts": accounts}));
    }
    let lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let words = row.words.as_deref().unwrap_or_default();
            let line = format!(
                "{}  {:<16} {}  {}  {words}",
                row.account,
                word(row.readiness),
                row.role,
                name(row).unwrap_or_default(),
            );
            line.trim_end().to_owned()
        })
        .collect();
    print(&lines.join("\n"))?;
    let ready = rows
        .iter()
        .filter(|row| row.readiness == State::Assumable)
        .count();
    say(&format!(
        "{} of {} can be entered",
        ready,
        count(rows.len(), "account")
    ));
    Ok(())
}

fn word(readiness: State) -> &'static str {
    match readiness {
        State::Assumable => "assumable",
        State::ProbablyMissing => "probably missing",
        State::Denied => "denied",
        State::Unknown => "unknown",
    }
}
