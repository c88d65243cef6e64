//! A job applies a plan step by step. The journal knows of each step before its call and after, so that
//! a process that is killed leaves nothing lost and nothing is done twice.

mod act;
mod look;
mod run;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use canopy_core::{Failure, JobId, JobRecord, JobState, Plan, Topic};
use jiff::Timestamp;
use tokio::sync::watch;

use crate::{Engine, lock, session::Session};
use run::Run;

/// How long a lease lasts unless it is kept, in seconds.
pub(crate) const LEASE_SECONDS: i64 = 15;

/// The jobs that run in this process, each with the switch that stops it.
#[derive(Debug, Default)]
pub(crate) struct Running(Mutex<HashMap<JobId, Arc<watch::Sender<bool>>>>);

impl Running {
    /// Enters a job; none where it runs already.
    fn enter(&self, job: &JobId) -> Option<watch::Receiver<bool>> {
        let mut running = lock(&self.0);
        if running.contains_key(job) {
            return None;
        }
        let (stop, stopped) = watch::channel(false);
        running.insert(job.clone(), Arc::new(stop));
        Some(stopped)
    }

    fn leave(&self, job: &JobId) {
        lock(&self.0).remove(job);
    }

    fn stop(&self, job: &JobId) -> bool {
        lock(&self.0).get(job).is_some_and(|stop| {
            stop.send_replace(true);
            true
        })
    }
}

/// Begins to apply `plan`, and returns at once with the job as written down.
///
/// Errors: the plan's first blocker; `conflict` where another process is changing the organization.
#[expect(
    clippy::needless_pass_by_value,
    reason = "a plan is applied once: whoever starts it gives it away, as in `run`"
)]
pub fn start(session: &Arc<Session>, plan: Plan) -> Result<JobRecord, Failure> {
    let run = begin(session, &plan)?;
    let job = run.job.clone();
    tokio::spawn(async move {
        // What went wrong is in the journal; nobody waits for this task.
        if let Err(failure) = Box::pin(run.carry_through(&|_: &JobRecord| {})).await {
            tracing::error!(%failure, "a job could not be carried through");
        }
    });
    Ok(job)
}

/// Applies `plan` and waits for its end. `on_step` sees the job after every step.
pub async fn run(
    session: &Arc<Session>,
    plan: Plan,
    on_step: impl Fn(&JobRecord) + Send + Sync,
) -> Result<JobRecord, Failure> {
    Box::pin(begin(session, &plan)?.carry_through(&on_step)).await
}

/// Stops a job after the step it is at.
///
/// Errors: `notFound` where no such job runs in this process.
pub fn cancel(engine: &Engine, job: &JobId) -> Result<(), Failure> {
    if engine.running().stop(job) {
        return Ok(());
    }
    Err(Failure::not_found(format!("`{job}` does not run here"))
        .hint("Stop it in the window or terminal that started it."))
}

/// Goes on with a job that was left unfinished: what was done stays done, and a step whose end is not
/// known is looked at before anything else happens. Returns at its end.
///
/// Errors: `notFound`, `invalid` where it is over, `conflict` where it runs already.
pub async fn resume(session: &Arc<Session>, job: &JobId) -> Result<JobRecord, Failure> {
    let record = find(session.engine(), job)?;
    if record.state.is_over() {
        return Err(Failure::invalid(format!(
            "`{job}` is over; there is nothing to resume"
        )));
    }
    Box::pin(Run::of(session, record)?.carry_through(&|_: &JobRecord| {})).await
}

/// Goes on with every unfinished job of the session's connection, oldest first.
pub async fn resume_all(session: &Arc<Session>) -> Result<Vec<JobRecord>, Failure> {
    let mut ended = Vec::new();
    for job in session.engine().store().unfinished_jobs(session.id())? {
        ended.push(resume(session, &job.id).await?);
    }
    Ok(ended)
}

/// Plans to take back what a job did, and keeps the plan.
pub fn plan_undo(session: &Session, job: &JobId) -> Result<Plan, Failure> {
    let record = find(session.engine(), job)?;
    Ok(session.keep(canopy_core::plan::plan_undo(
        &session.known()?,
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
fn begin(session: &Arc<Session>, plan: &Plan) -> Result<Run, Failure> {
    if let Some(blocker) = plan.blockers.first() {
        return Err(blocker.clone());
    }
    if plan.steps.is_empty() {
        return Err(Failure::invalid(
            "the plan has no steps: there is nothing to do",
        ));
    }
    let engine = session.engine();
    let organization = session.known()?.tree.organization.id.clone();
    run::must_not_be_busy(engine.store(), &organization)?;
    let job = JobRecord::new(
        new_id()?,
        session.id().clone(),
        organization,
        plan,
        Timestamp::now(),
    );
    engine.store().add_job(&job)?;
    engine.announce(Some(session.id()), &[Topic::Activity]);
    Run::of(session, job)
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

/// Whether nothing more can happen to a job here.
fn rests(state: JobState) -> bool {
    state.is_over() || state == JobState::Paused
}
