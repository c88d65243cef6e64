//! What the journal keeps of a plan that is applied: the job and its steps, each with its state.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    failure::Failure,
    ids::{ConnectionId, JobId, OrganizationId, StepId},
    plan::Plan,
    step::{Before, Inverse, Made, Receipt, Step},
};

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum JobState {
    /// Not begun.
    Pending,
    /// Steps are being taken.
    Running,
    /// Held by someone.
    Paused,
    /// For the world: an invitation, a quota.
    Waiting,
    /// All steps done.
    Done,
    /// A step failed or met a conflict; the rest was not begun.
    Failed,
    /// Someone stopped it.
    Cancelled,
}

impl JobState {
    /// Whether nothing more will happen.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum StepState {
    /// Not begun.
    Pending,
    /// Written down before its call; whether AWS acted is not known yet.
    Started,
    /// AWS acted.
    Done,
    /// AWS refused, or could not be reached.
    Failed,
    /// The organization was not as the plan expected.
    Conflict,
    /// Not taken, because the job ended before it.
    Skipped,
}

/// One step of a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct StepRecord {
    /// Its place in the plan.
    pub id: StepId,
    /// What it writes.
    pub step: Step,
    /// In words: `Move ledger from staging to prod`.
    pub summary: String,
    /// How far it is.
    pub state: StepState,
    /// The call as a line for the AWS CLI.
    #[serde(default)]
    pub command: String,
    /// Steps of one lane follow each other; different lanes run at the same time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<StepId>,
    /// What it replaces, written down before its call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
    /// What it left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
    /// Why it stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[specta(type = Option<String>)]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[specta(type = Option<String>)]
    pub ended_at: Option<Timestamp>,
    /// AWS's own handle on work that goes on there: a `car-…` id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}

/// A job as the journal tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct JobRecord {
    /// The job.
    pub id: JobId,
    /// Who signed in for it.
    pub connection: ConnectionId,
    /// The organization it writes to; none where the account was in none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<OrganizationId>,
    /// In words: `Move 2 accounts to prod`.
    pub title: String,
    /// How far it is.
    pub state: JobState,
    /// When it was made.
    #[specta(type = String)]
    pub created_at: Timestamp,
    /// When it was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[specta(type = Option<String>)]
    pub ended_at: Option<Timestamp>,
    /// Its steps, in order.
    pub steps: Vec<StepRecord>,
    /// What it waits for, a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<String>,
    /// When it is worth looking again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[specta(type = Option<String>)]
    pub due_at: Option<Timestamp>,
    /// The job that this one takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<JobId>,
    /// The job that took this one back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone_by: Option<JobId>,
}

impl JobRecord {
    /// A job for `plan`, not begun.
    pub fn new(
        id: JobId,
        connection: ConnectionId,
        organization: Option<OrganizationId>,
        plan: &Plan,
        now: Timestamp,
    ) -> Self {
        let steps = plan
            .steps
            .iter()
            .map(|planned| StepRecord {
                id: planned.id,
                step: planned.step.clone(),
                summary: planned.summary.clone(),
                state: StepState::Pending,
                command: planned.command.clone(),
                lane: planned.lane,
                before: None,
                receipt: None,
                error: None,
                started_at: None,
                ended_at: None,
                request: None,
            })
            .collect();
        Self {
            id,
            connection,
            organization,
            title: plan.title.clone(),
            state: JobState::Pending,
            created_at: now,
            ended_at: None,
            steps,
            waits_for: None,
            due_at: None,
            undoes: plan.undoes.clone(),
            undone_by: None,
        }
    }

    /// Whether there is something that [`JobRecord::inverses`] could take back, and nothing took it back yet.
    pub fn can_be_undone(&self) -> bool {
        self.state.is_over() && self.undone_by.is_none() && !self.inverses().is_empty()
    }

    /// What takes back the steps that were done, last first.
    pub fn inverses(&self) -> Vec<Inverse> {
        let nothing = Before::default();
        self.steps
            .iter()
            .rev()
            .filter(|record| record.state == StepState::Done)
            .filter_map(|record| {
                let before = record.before.as_ref().unwrap_or(&nothing);
                record.step.inverse(record.receipt.as_ref()?, before)
            })
            .collect()
    }

    /// What a step made, where it is done.
    pub fn made(&self, step: StepId) -> Option<&Made> {
        let record = self.steps.iter().find(|record| record.id == step)?;
        record.receipt.as_ref().map(|receipt| &receipt.made)
    }
}
