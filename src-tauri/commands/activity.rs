//! Jobs: starting, following, stopping, taking back.

use canopy_core::{ConnectionId, Failure, JobId, JobRecord, Plan, PlanId};
use canopy_engine::job;
use tauri::State;

use crate::{App, ipc::IpcResult};

/// How many jobs the activity list shows.
const JOBS_SHOWN: u32 = 200;

/// Plans to take back what `job` did.
#[tauri::command]
#[specta::specta]
pub async fn plan_undo(
    app: State<'_, App>,
    connection: ConnectionId,
    job: JobId,
) -> IpcResult<Plan> {
    let session = app.engine.session(&connection).await?;
    job::plan_undo(&session, &job).await
}

/// Applies a plan that was reviewed, by its id: what runs is what was shown. `code` is the one-time code
/// that a change of address needs; it is written nowhere.
#[tauri::command]
#[specta::specta]
pub async fn start_job(
    app: State<'_, App>,
    connection: ConnectionId,
    plan_id: PlanId,
    code: Option<String>,
) -> IpcResult<JobRecord> {
    let session = app.engine.session(&connection).await?;
    let plan = session.kept(&plan_id).ok_or_else(|| {
        Failure::not_found(format!("there is no plan `{plan_id}`"))
            .hint("Make the change again: a plan is kept while Canopy runs.")
    })?;
    job::start(&session, plan, code)
}

/// Stops a job after the step it is at, so that it can go on later.
#[tauri::command]
#[specta::specta]
pub async fn pause_job(app: State<'_, App>, job: JobId) -> IpcResult<()> {
    job::pause(&app.engine, &job)
}

/// Stops a job for good, after the step it is at.
#[tauri::command]
#[specta::specta]
pub async fn cancel_job(app: State<'_, App>, job: JobId) -> IpcResult<()> {
    job::cancel(&app.engine, &job)
}

/// Goes on with a job that was left unfinished, and returns at once.
#[tauri::command]
#[specta::specta]
pub async fn resume_job(
    app: State<'_, App>,
    connection: ConnectionId,
    job: JobId,
) -> IpcResult<()> {
    let session = app.engine.session(&connection).await?;
    job::start_resuming(&session, &job)
}

/// The newest jobs of a connection.
#[tauri::command]
#[specta::specta]
pub async fn activity(app: State<'_, App>, connection: ConnectionId) -> IpcResult<Vec<JobRecord>> {
    app.engine.store().jobs(&connection, JOBS_SHOWN)
}
