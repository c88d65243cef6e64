//! A plan is what would happen: ordered steps, how long they take, and why some cannot be taken.
//! Planning reads what is [`Known`] and nothing else, so the same input always gives the same plan.

mod accounts;
mod identity;
mod impact;
mod invitations;
mod organization;
mod ous;
mod planner;
mod rates;
mod roles;
mod title;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use accounts::{CLOSES_AT_ONCE, closing_quota};
pub use impact::AccountImpact;
pub use rates::{Bucket, bucket, row};
pub use roles::{check_new_role, policy_arn as role_policy_arn, session as role_session};

use crate::{
    change::Change,
    failure::Failure,
    ids::{JobId, PlanId, StepId},
    known::Known,
    step::Step,
};

/// One step of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PlannedStep {
    /// Its place, from 1.
    pub id: StepId,
    /// The write as AWS names it.
    pub action: String,
    /// What it acts on: an id, or the name of what it makes.
    pub target: String,
    /// In words: `Move ledger from staging to prod`.
    pub summary: String,
    /// What must hold right before it, a sentence.
    pub needs: String,
    /// The call as a line for the AWS CLI.
    pub command: String,
    /// What it writes.
    pub step: Step,
    /// Steps of one lane follow each other; different lanes run at the same time, as far as AWS
    /// allows. A step without one waits for all before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<StepId>,
}

/// What the user reviews before anything happens. Immutable; touches nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// A hash of the content.
    pub plan_id: PlanId,
    /// In words: `Move 2 accounts to prod`.
    pub title: String,
    /// One write each, in order.
    pub steps: Vec<PlannedStep>,
    /// What else changes, a sentence each.
    pub impact: Vec<String>,
    /// Policies that accounts gain and lose, with where they come from.
    #[serde(default)]
    pub policy_changes: Vec<AccountImpact>,
    /// What to think about first.
    pub warnings: Vec<String>,
    /// Why it cannot be applied; empty where it can.
    pub blockers: Vec<Failure>,
    /// How long the steps take at AWS's pace.
    pub seconds: f64,
    /// Why it cannot be undone wholly; empty where it can.
    pub without_return: Vec<String>,
    /// The job that it takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<JobId>,
}

impl Plan {
    /// Whether it may be applied: something to do, and nothing in the way.
    pub fn can_be_applied(&self) -> bool {
        self.blockers.is_empty() && !self.steps.is_empty()
    }
}

/// Plans `changes` against what is known at `now`. Calls nothing and cannot fail: what is impossible
/// becomes a blocker. Changes see what earlier ones of the same list do.
///
/// Steps run in order, one AWS write each. AWS allows 2 moves a second, so 100 moves take about 49 s.
pub fn plan(known: &Known, changes: &[Change], now: Timestamp) -> Plan {
    planner::Planner::new(known, now).plan(changes, None)
}

/// Plans to take back what `job` did, last step first.
pub fn plan_undo(known: &Known, job: &crate::job::JobRecord, now: Timestamp) -> Plan {
    let changes: Vec<Change> = job
        .inverses()
        .into_iter()
        .flat_map(|inverse| {
            let mut replaces = inverse.replaces;
            inverse.steps.into_iter().map(move |step| Change::Undo {
                step,
                replaces: replaces.take(),
            })
        })
        .collect();
    let mut plan = planner::Planner::new(known, now).plan(&changes, Some(job));
    if job.undone_by.is_some() {
        plan.blockers
            .push(Failure::invalid(format!("`{}` was undone already", job.id)));
    }
    plan
}

#[cfg(test)]
mod tests;
