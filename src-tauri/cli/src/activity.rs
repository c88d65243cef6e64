//! `canopy activity`, `canopy undo`, `canopy resume` and `canopy cancel`: the journal, and what follows from it.

use std::collections::BTreeSet;

use canopy_core::{Failure, JobId, JobRecord, JobState, StepRecord};
use canopy_engine::job;
use serde_json::{Value, json};

use crate::{
    arguments::Apply,
    changes,
    context::Context,
    documents::{exit_of, job_document, word},
    output::{Exit, in_words, print, print_json, say},
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
        print_json(&entries(context, &jobs))?;
    } else if jobs.is_empty() {
        say("Nothing was done through this connection yet");
    } else {
        print(&jobs.iter().map(line).collect::<Vec<_>>().join("\n"))?;
    }
    Ok(Exit::Done)
}

/// Shows one job with its steps, as lines for the AWS CLI too.
pub(crate) fn one(context: &Context, id: &JobId) -> Result<Exit, Failure> {
    let job = context.engine.store().job(id)?.ok_or_else(|| {
        Failure::not_found(format!("there is no job `{id}`")).hint("`canopy activity` lists them.")
    })?;
    if context.json {
        print_json(&entry(&job, &context.partition()))?;
    } else {
        let steps = job.steps.iter().map(step_in_words);
        let lines: Vec<String> = std::iter::once(line(&job)).chain(steps).collect();
        print(&lines.join("\n"))?;
    }
    Ok(Exit::Done)
}

/// Stops a job that rests or waits, for good.
pub(crate) fn cancel(context: &Context, id: &JobId) -> Result<Exit, Failure> {
    job::cancel(&context.engine, id)?;
    one(context, id)
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
    let session = context.surveyed().await?;
    let plan = job::plan_undo(&session, &job).await?;
    changes::go(context, &session, plan, apply, None).await
}

/// Goes on with every job that was left unfinished, oldest first, until someone stops it. A job that
/// waits for the world is looked at, and told with what it still waits for.
pub(crate) async fn resume(context: &Context) -> Result<Exit, Failure> {
    let unfinished = || context.engine.store().unfinished_jobs(&context.connection);
    let (mut ended, mut exit) = (Vec::new(), Exit::Done);
    if !unfinished()?.is_empty() {
        let session = context.surveyed().await?;
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
            changes::tell(&record, &mut BTreeSet::new());
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
        print_json(&entries(context, &ended))?;
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

fn entries(context: &Context, jobs: &[JobRecord]) -> Value {
    let partition = context.partition();
    let entries: Vec<Value> = jobs.iter().map(|job| entry(job, &partition)).collect();
    json!({"jobs": entries})
}

/// A job in a list: as when it was applied, and what the journal knows besides.
fn entry(job: &JobRecord, partition: &str) -> Value {
    let mut document = job_document(job, partition);
    for (step, record) in job.steps.iter().enumerate() {
        let document = &mut document["steps"][step];
        document["summary"] = json!(record.summary);
        document["command"] = json!(record.command);
        let times = [
            ("startedAt", record.started_at),
            ("endedAt", record.ended_at),
        ];
        for (name, at) in times {
            if let Some(at) = at {
                document[name] = json!(at);
            }
        }
    }
    document["title"] = json!(job.title);
    document["createdAt"] = json!(job.created_at);
    let besides = [
        ("endedAt", json!(job.ended_at)),
        ("undoes", json!(job.undoes)),
        ("undoneBy", json!(job.undone_by)),
        ("waitsFor", json!(job.waits_for)),
        ("dueAt", json!(job.due_at)),
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
    let waits = if job.state == JobState::Waiting {
        format!("\n  {}", changes::waiting(job))
    } else {
        String::new()
    };
    format!(
        "{}  {:.0}  {:<9}  {}{undone}{waits}",
        job.id,
        job.created_at,
        word(&job.state),
        job.title
    )
}

/// A step with its end, AWS's request id, and the line that does the same.
fn step_in_words(record: &StepRecord) -> String {
    let receipt = record.receipt.as_ref();
    let refused = record.error.as_ref();
    let request = receipt
        .and_then(|receipt| receipt.request_id.as_ref())
        .or_else(|| refused.and_then(|error| error.request_id.as_ref()));
    let request = request
        .map(|id| format!(", AWS request {id}"))
        .unwrap_or_default();
    let began = record
        .started_at
        .map(|at| format!(", begun {at:.0}"))
        .unwrap_or_default();
    let ended = record
        .ended_at
        .map(|at| format!(", ended {at:.0}"))
        .unwrap_or_default();
    let mut lines = vec![
        format!(
            "  {}. {}: {}{began}{ended}{request}",
            record.id,
            record.summary,
            word(&record.state)
        ),
        format!("     {}", record.command),
    ];
    lines.extend(refused.map(|error| format!("     {}", in_words(error))));
    lines.join("\n")
}
