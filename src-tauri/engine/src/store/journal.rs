//! The journal: jobs and their steps, written before and after every call. A step's row is its whole
//! record; a job's columns are what it is looked up by.

use canopy_core::{ConnectionId, Failure, JobId, JobRecord, JobState, StepRecord};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::{Store, failed, unreadable};

const JOB: &str = "SELECT id, connection, organization, title, state, created_at, ended_at, undoes, undone_by, waits_for, due_at FROM job";

impl Store {
    /// Writes a job down with all its steps.
    pub fn add_job(&self, job: &JobRecord) -> Result<(), Failure> {
        let mut connection = self.connection();
        let transaction = connection.transaction().map_err(|error| failed(&error))?;
        transaction
            .execute(
                "INSERT INTO job (id, connection, organization, title, state, created_at, ended_at, undoes, undone_by)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                params![
                    job.id.as_str(),
                    job.connection.as_str(),
                    job.organization.as_ref().map_or("", |id| id.as_str()),
                    job.title,
                    word(job.state)?,
                    job.created_at.to_string(),
                    job.ended_at.map(|at| at.to_string()),
                    job.undoes.as_ref().map(JobId::as_str),
                    job.undone_by.as_ref().map(JobId::as_str),
                ],
            )
            .map_err(|error| failed(&error))?;
        for step in &job.steps {
            let content = serde_json::to_string(step).map_err(|error| unreadable(&error))?;
            transaction
                .execute(
                    "INSERT INTO step (job, id, content) VALUES (?1, ?2, ?3)",
                    params![job.id.as_str(), step.id.0, content],
                )
                .map_err(|error| failed(&error))?;
        }
        transaction.commit().map_err(|error| failed(&error))
    }

    /// Notes how far a job is.
    pub fn update_job(&self, job: &JobRecord) -> Result<(), Failure> {
        self.execute(
            "UPDATE job SET state = ?2, ended_at = ?3, waits_for = ?4, due_at = ?5 WHERE id = ?1",
            params![
                job.id.as_str(),
                word(job.state)?,
                job.ended_at.map(|at| at.to_string()),
                job.waits_for,
                job.due_at.map(|at| at.to_string()),
            ],
        )
    }

    /// Notes how far a step is.
    pub fn update_step(&self, job: &JobId, step: &StepRecord) -> Result<(), Failure> {
        let content = serde_json::to_string(step).map_err(|error| unreadable(&error))?;
        self.execute(
            "UPDATE step SET content = ?3 WHERE job = ?1 AND id = ?2",
            params![job.as_str(), step.id.0, content],
        )
    }

    /// Notes that `by` took `job` back.
    pub fn mark_undone(&self, job: &JobId, by: &JobId) -> Result<(), Failure> {
        self.execute(
            "UPDATE job SET undone_by = ?2 WHERE id = ?1",
            params![job.as_str(), by.as_str()],
        )
    }

    /// A job with its steps.
    pub fn job(&self, id: &JobId) -> Result<Option<JobRecord>, Failure> {
        let query = format!("{JOB} WHERE id = ?1");
        let found = self
            .connection()
            .query_row(&query, [id.as_str()], columns)
            .optional();
        found
            .map_err(|error| failed(&error))?
            .map(|columns| self.with_steps(columns))
            .transpose()
    }

    /// The jobs of a connection, newest first.
    pub fn jobs(&self, connection: &ConnectionId, limit: u32) -> Result<Vec<JobRecord>, Failure> {
        let query =
            format!("{JOB} WHERE connection = ?1 ORDER BY created_at DESC, rowid DESC LIMIT ?2");
        self.rows(&query, params![connection.as_str(), limit], columns)?
            .into_iter()
            .map(|columns| self.with_steps(columns))
            .collect()
    }

    /// The jobs of a connection that were made since, oldest first.
    pub fn jobs_since(
        &self,
        connection: &ConnectionId,
        since: Timestamp,
    ) -> Result<Vec<JobRecord>, Failure> {
        let query =
            format!("{JOB} WHERE connection = ?1 AND created_at >= ?2 ORDER BY created_at, rowid");
        self.rows(
            &query,
            params![connection.as_str(), since.to_string()],
            columns,
        )?
        .into_iter()
        .map(|columns| self.with_steps(columns))
        .collect()
    }

    /// Jobs that were begun and are not over, oldest first.
    pub fn unfinished_jobs(&self, connection: &ConnectionId) -> Result<Vec<JobRecord>, Failure> {
        let query = format!(
            "{JOB} WHERE connection = ?1 AND state IN ('pending', 'running', 'paused', 'waiting') ORDER BY created_at, rowid"
        );
        self.rows(&query, params![connection.as_str()], columns)?
            .into_iter()
            .map(|columns| self.with_steps(columns))
            .collect()
    }

    fn with_steps(&self, columns: Columns) -> Result<JobRecord, Failure> {
        let steps = self.rows(
            "SELECT content FROM step WHERE job = ?1 ORDER BY id",
            [&columns[0]],
            |row| row.get::<_, String>(0),
        )?;
        let steps: Result<Vec<StepRecord>, _> = steps
            .iter()
            .map(|text| serde_json::from_str(text))
            .collect();
        let [
            id,
            connection,
            organization,
            title,
            state,
            created_at,
            ended_at,
            undoes,
            undone_by,
            waits_for,
            due_at,
        ] = columns;
        let organization = organization.filter(|id| !id.is_empty());
        let job = serde_json::json!({
            "id": id, "connection": connection, "organization": organization, "title": title, "state": state,
            "createdAt": created_at, "endedAt": ended_at, "undoes": undoes, "undoneBy": undone_by, "steps": [],
            "waitsFor": waits_for, "dueAt": due_at,
        });
        let mut job: JobRecord = serde_json::from_value(job).map_err(|error| unreadable(&error))?;
        job.steps = steps.map_err(|error| unreadable(&error))?;
        Ok(job)
    }
}

/// A job's row, in the order of [`JOB`].
type Columns = [Option<String>; 11];

fn columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    let mut columns = Columns::default();
    for (place, column) in columns.iter_mut().enumerate() {
        *column = row.get(place)?;
    }
    Ok(columns)
}

/// A state as the journal writes it: `running`.
fn word(state: JobState) -> Result<String, Failure> {
    let value = serde_json::to_value(state).map_err(|error| unreadable(&error))?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}
