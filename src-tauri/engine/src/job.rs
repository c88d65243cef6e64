//! A job applies a plan step by step. The journal knows of each step before its call and after, so that
//! a process that is killed leaves nothing lost and nothing is done twice.

mod account;
mod act;
mod before;
mod call;
mod create;
mod holding;
mod identity;
mod joining;
mod look;
mod noting;
mod roles;
mod run;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use canopy_core::{Code, Failure, JobId, JobRecord, JobState, Plan, Step, StepState, Topic};
use jiff::Timestamp;
use tokio::sync::watch;

use crate::{Engine, lock, session::Session};
pub(crate) use account::aws_kind;
use run::Run;

/// How long a lease lasts unless it is kept, in seconds.
pub(crate) const LEASE_SECONDS: i64 = 15;

/// How a job is to be stopped, after the step it is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Not.
    No,
    /// So that it can go on.
    Pause,
    /// For good.
    Cancel,
}

/// The jobs that run in this process, each with the switch that stops it.
#[derive(Debug, Default)]
pub(crate) struct Running(Mutex<HashMap<JobId, Arc<watch::Sender<Stop>>>>);

impl Running {
    /// Enters a job; none where it runs already.
    fn enter(&self, job: &JobId) -> Option<watch::Receiver<Stop>> {
        let mut running = lock(&self.0);
        if running.contains_key(job) {
            return None;
        }
        let (stop, stopped) = watch::channel(Stop::No);
        running.insert(job.clone(), Arc::new(stop));
        Some(stopped)
    }

    fn leave(&self, job: &JobId) {
        lock(&self.0).remove(job);
    }

    fn stop(&self, job: &JobId, how: Stop) -> bool {
        lock(&self.0).get(job).is_some_and(|stop| {
            stop.send_replace(how);
            true
        })
    }
}

/// Begins to apply `plan`, and returns at once with the job as written down. `code` is the one-time
/// code that a change of address needs; it is written nowhere.
///
/// Errors: the plan's first blocker; `conflict` where another process is changing the organization.
#[expect(
    clippy::needless_pass_by_value,
    reason = "a plan is applied once: whoever starts it gives it away, as in `run`"
)]
pub fn start(
    session: &Arc<Session>,
    plan: Plan,
    code: Option<String>,
) -> Result<JobRecord, Failure> {
    let run = begin(session, &plan, code)?;
    let job = run.job();
    go_on(run);
    Ok(job)
}

/// Carries a job through, with nobody waiting for it.
fn go_on(run: Run) {
    tokio::spawn(async move {
        // What went wrong is in the journal; nobody waits for this task.
        if let Err(failure) = Box::pin(run.carry_through(&|_: &JobRecord| {})).await {
            tracing::error!(%failure, "a job could not be carried through");
        }
    });
}

/// Applies `plan` and waits for its end. `on_step` sees the job after every step.
pub async fn run(
    session: &Arc<Session>,
    plan: Plan,
    code: Option<String>,
    on_step: impl Fn(&JobRecord) + Send + Sync,
) -> Result<JobRecord, Failure> {
    Box::pin(begin(session, &plan, code)?.carry_through(&on_step)).await
}

/// Stops a job after the step it is at, so that it can go on later.
///
/// Errors: `notFound` where no such job runs in this process.
pub fn pause(engine: &Engine, job: &JobId) -> Result<(), Failure> {
    if engine.running().stop(job, Stop::Pause) {
        return Ok(());
    }
    Err(elsewhere(job))
}

/// Stops a job for good, after the step it is at; also one that rests or waits.
///
/// Errors: `notFound` where it runs in another process, `invalid` where it is over.
pub fn cancel(engine: &Engine, job: &JobId) -> Result<(), Failure> {
    if engine.running().stop(job, Stop::Cancel) {
        return Ok(());
    }
    let mut record = find(engine, job)?;
    if record.state.is_over() {
        return Err(Failure::invalid(format!("`{job}` is over already")));
    }
    let is_at_rest = matches!(record.state, JobState::Waiting | JobState::Paused);
    let is_unclear = record.steps.iter().any(|it| it.state == StepState::Started);
    if !is_at_rest || is_unclear {
        return Err(elsewhere(job));
    }
    for step in &mut record.steps {
        if step.state == StepState::Pending {
            step.state = StepState::Skipped;
            engine.store().update_step(job, step)?;
        }
    }
    record.state = JobState::Cancelled;
    record.ended_at = Some(Timestamp::now());
    (record.waits_for, record.due_at) = (None, None);
    engine.store().update_job(&record)?;
    engine.announce(Some(&record.connection), &[Topic::Activity]);
    Ok(())
}

fn elsewhere(job: &JobId) -> Failure {
    Failure::not_found(format!("`{job}` does not run here"))
        .hint("Stop it in the window or terminal that started it, or resume it first.")
}

/// Goes on with a job that was left unfinished: what was done stays done, and a step whose end is not
/// known is looked at before anything else happens. Returns at its end, or where it has to wait.
///
/// Errors: `notFound`, `invalid` where it is over, `conflict` where it runs already.
pub async fn resume(session: &Arc<Session>, job: &JobId) -> Result<JobRecord, Failure> {
    Box::pin(unfinished(session, job)?.carry_through(&|_: &JobRecord| {})).await
}

/// The same, returning at once.
pub fn start_resuming(session: &Arc<Session>, job: &JobId) -> Result<(), Failure> {
    go_on(unfinished(session, job)?);
    Ok(())
}

fn unfinished(session: &Arc<Session>, job: &JobId) -> Result<Run, Failure> {
    session.must_allow_changes()?;
    let record = find(session.engine(), job)?;
    if record.state.is_over() {
        return Err(Failure::invalid(format!(
            "`{job}` is over; there is nothing to resume"
        )));
    }
    Run::of(session, record, None)
}

/// Goes on with every unfinished job of the session's connection, oldest first.
///
/// Errors: `denied` where the connection is read-only.
pub async fn resume_all(session: &Arc<Session>) -> Result<Vec<JobRecord>, Failure> {
    let mut ended = Vec::new();
    for job in session.engine().store().unfinished_jobs(session.id())? {
        ended.push(resume(session, &job.id).await?);
    }
    Ok(ended)
}

/// Goes on with the jobs that wait for the world and have fallen due, and says how many there were.
/// A job that runs in another process is that process's.
///
/// Errors: the first job that could not be looked at; the others were. `denied` where some have fallen due
/// and the connection is read-only.
pub async fn tend(session: &Arc<Session>) -> Result<usize, Failure> {
    let now = Timestamp::now();
    let jobs = session.engine().store().unfinished_jobs(session.id())?;
    let due = |job: &&JobRecord| {
        job.state == JobState::Waiting && job.due_at.is_none_or(|due_at| due_at <= now)
    };
    if jobs.iter().any(|job| due(&job)) {
        session.must_allow_changes()?;
    }
    let (mut tended, mut first_failure) = (0, None);
    for job in jobs.iter().filter(due) {
        match resume(session, &job.id).await {
            Ok(_) => tended += 1,
            // Someone else is at work; the next look finds it again.
            Err(failure) if failure.code == Code::Conflict => {}
            Err(failure) => {
                first_failure.get_or_insert(failure);
            }
        }
    }
    first_failure.map_or(Ok(tended), Err)
}

/// Plans to take back what a job did, and keeps the plan.
pub async fn plan_undo(session: &Session, job: &JobId) -> Result<Plan, Failure> {
    let record = find(session.engine(), job)?;
    let known = session.known_for_undo(&record).await?;
    Ok(session.keep(canopy_core::plan::plan_undo(
        &known,
        &record,
        Timestamp::now(),
    )))
}

fn find(engine: &Engine, job: &JobId) -> Result<JobRecord, Failure> {
    engine.store().job(job)?.ok_or_else(|| {
        Failure::not_found(format!("there is no job `{job}`")).hint("`canopy activity` lists them.")
    })
}

/// Writes a job for `plan` down and enters it.
fn begin(session: &Arc<Session>, plan: &Plan, code: Option<String>) -> Result<Run, Failure> {
    session.must_allow_changes()?;
    if let Some(blocker) = plan.blockers.first() {
        return Err(blocker.clone());
    }
    if plan.steps.is_empty() {
        return Err(Failure::invalid(
            "the plan has no steps: there is nothing to do",
        ));
    }
    let needs_code = plan
        .steps
        .iter()
        .any(|it| matches!(it.step, Step::ConfirmEmailChange { .. }));
    if needs_code && code.is_none() {
        return Err(Failure::invalid("this change needs the one-time code")
            .hint("AWS sent it to the new address; give it with `--code`."));
    }
    let engine = session.engine();
    let job = JobRecord::new(
        new_id()?,
        session.id().clone(),
        session.tree().map(|tree| tree.organization.id.clone()),
        plan,
        Timestamp::now(),
    );
    holding::must_not_be_busy(engine.store(), &holding::scope(&job))?;
    engine.store().add_job(&job)?;
    engine.announce(Some(session.id()), &[Topic::Activity]);
    Run::of(session, job, code)
}

/// A new job's id, which no other process makes too.
fn new_id() -> Result<JobId, Failure> {
    let mut bytes = [0_u8; 6];
    getrandom::fill(&mut bytes).map_err(|error| {
        Failure::unexpected(format!("the system gives no random numbers: {error}"))
    })?;
    let text = bytes.iter().fold(String::from("job-"), |text, byte| {
        text + &format!("{byte:02x}")
    });
    Ok(text.parse()?)
}
