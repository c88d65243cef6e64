//! `canopy activity`, `canopy undo` and `canopy resume`: the journal, and what follows from it.

use canopy_core::{Failure, JobId, JobRecord};
use canopy_engine::job;
use serde_json::{Value, json};

use crate::{
    arguments::Apply,
    changes,
    context::Context,
    documents::{exit_of, job_document, word},
    output::{Exit, print, print_json, say},
};

/// How many jobs are listed, and looked through for one to undo.
const JOBS_SHOWN: u32 = 200;

/// Lists the jobs of the connection. Signs in nowhere.
pub(crate) fn activity(context: &Context) -> Result<Exit, Failure> {
    let jobs = context
        .engine
        .store()
        .jobs(&context.connection, JOBS_SHOWN)?;
    if context.json {
        print_json(&json!({"jobs": jobs.iter().map(entry).collect::<Vec<_>>()}))?;
    } else if jobs.is_empty() {
        say("Nothing was done through this connection yet");
    } else {
        print(&jobs.iter().map(line).collect::<Vec<_>>().join("\n"))?;
    }
    Ok(Exit::Done)
}

/// Takes a job back: the newest that can be, where none is named.
pub(crate) async fn undo(
    context: &Context,
    asked: Option<JobId>,
    apply: Apply,
) -> Result<Exit, Failure> {
    changes::must_be_decided(apply)?;
    let job = match asked {
        Some(job) => {
            belongs_here(context, &job)?;
            job
        }
        None => newest(context)?,
    };
    let (session, _) = context.loaded().await?;
    let plan = job::plan_undo(&session, &job).await?;
    changes::go(context, &session, plan, apply).await
}

/// Goes on with every job that was left unfinished, oldest first, until someone stops it.
pub(crate) async fn resume(context: &Context) -> Result<Exit, Failure> {
    let unfinished = || context.engine.store().unfinished_jobs(&context.connection);
    let (mut ended, mut exit) = (Vec::new(), Exit::Done);
    if !unfinished()?.is_empty() {
        let (session, _) = context.loaded().await?;
        let left: Vec<JobId> = unfinished()?.into_iter().map(|job| job.id).collect();
        for id in left {
            // Whoever is at work elsewhere may have ended it meanwhile.
            let Some(job) = unfinished()?.into_iter().find(|job| job.id == id) else {
                continue;
            };
            if context.stop.was_asked() {
                break;
            }
            say(&format!("Resuming {} ({id})", job.title));
            let work = job::resume(&session, &id);
            let record = changes::until_stopped(context, &session, work).await?;
            changes::tell(&record, 0);
            if exit == Exit::Done {
                exit = exit_of(&record);
            }
            ended.push(record);
        }
        if context.stop.was_asked() && exit == Exit::Done {
            exit = Exit::Failed;
        }
    }
    if context.json {
        print_json(&json!({"jobs": ended.iter().map(entry).collect::<Vec<_>>()}))?;
    } else if ended.is_empty() {
        say("Nothing was left unfinished");
    } else {
        print(&ended.iter().map(line).collect::<Vec<_>>().join("\n"))?;
    }
    Ok(exit)
}

fn belongs_here(context: &Context, job: &JobId) -> Result<(), Failure> {
    match context.engine.store().job(job)? {
        Some(record) if record.connection != context.connection => Err(Failure::invalid(format!(
            "`{job}` was done through the connection {}",
            record.connection
        ))
        .hint(format!("Add `--connection {}`.", record.connection))),
        // Planning says what is to be said of a job that is not there.
        _ => Ok(()),
    }
}

/// The newest job that can be taken back. One that took another back is passed over: undoing twice
/// goes two jobs back.
fn newest(context: &Context) -> Result<JobId, Failure> {
    let jobs = context
        .engine
        .store()
        .jobs(&context.connection, JOBS_SHOWN)?;
    let job = jobs
        .into_iter()
        .find(|job| job.undoes.is_none() && job.can_be_undone());
    job.map(|job| job.id).ok_or_else(|| {
        Failure::not_found("there is nothing to undo")
            .hint("`canopy activity` lists what was done.")
    })
}

/// A job in a list: as when it was applied, and what the journal knows besides.
fn entry(job: &JobRecord) -> Value {
    let mut document = job_document(job);
    document["title"] = json!(job.title);
    document["createdAt"] = json!(job.created_at);
    let besides = [
        ("endedAt", json!(job.ended_at)),
        ("undoes", json!(job.undoes)),
        ("undoneBy", json!(job.undone_by)),
    ];
    for (name, value) in besides {
        if !value.is_null() {
            document[name] = value;
        }
    }
    document
}

fn line(job: &JobRecord) -> String {
    let undone = job
        .undone_by
        .as_ref()
        .map(|by| format!(" (undone by {by})"))
        .unwrap_or_default();
    format!(
        "{}  {:.0}  {:<9}  {}{undone}",
        job.id,
        job.created_at,
        word(&job.state),
        job.title
    )
}
