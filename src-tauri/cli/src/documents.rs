//! Plans and jobs as `--json` prints them, and in words.

use canopy_core::{
    Code, JobRecord, JobState, Plan, Step, StepRecord, StepState, plan::AccountImpact,
    policies::Applied,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::output::{Exit, count};

/// A plan that is not applied.
pub(crate) fn plan_document(plan: &Plan) -> Value {
    let steps: Vec<Value> = plan
        .steps
        .iter()
        .map(|step| {
            json!({
                "id": step.id,
                "action": step.action,
                "target": step.target,
                "summary": step.summary,
                "needs": step.needs,
                "command": step.command,
            })
        })
        .collect();
    json!({
        "planId": plan.plan_id,
        "title": plan.title,
        "steps": steps,
        "impact": plan.impact,
        "warnings": plan.warnings,
        "blockers": plan.blockers,
        "seconds": plan.seconds,
        "policyChanges": plan.policy_changes.iter().map(impact).collect::<Vec<_>>(),
        "withoutReturn": plan.without_return,
    })
}

/// Policies that some accounts gain and lose, without their text.
fn impact(impact: &AccountImpact) -> Value {
    let named = |applied: &[Applied]| -> Vec<Value> {
        let one = |it: &Applied| {
            json!({
                "id": it.policy.id,
                "name": it.policy.name,
                "kind": it.policy.kind,
                "from": it.from,
            })
        };
        applied.iter().map(one).collect()
    };
    json!({
        "accounts": impact.accounts,
        "gained": named(&impact.change.gained),
        "lost": named(&impact.change.lost),
    })
}

/// A job as it stands.
///
/// `partition` is the part of AWS that it was done in: roles are named with it.
pub(crate) fn job_document(job: &JobRecord, partition: &str) -> Value {
    let steps: Vec<Value> = job
        .steps
        .iter()
        .map(|record| step_document(record, partition))
        .collect();
    let mut document = json!({"jobId": job.id, "state": job.state, "steps": steps});
    if job.state == JobState::Waiting {
        document["waitsFor"] = json!(job.waits_for);
        document["dueAt"] = json!(job.due_at);
    }
    document
}

fn step_document(record: &StepRecord, partition: &str) -> Value {
    let mut document = json!({
        "id": record.id,
        "action": record.step.action(),
        "target": record.step.target(),
        "state": record.state,
    });
    let receipt = record.receipt.as_ref();
    // A move's receipt names the account, which it did not make.
    let moves = matches!(record.step, Step::MoveAccount { .. });
    if let Some(receipt) = receipt.filter(|receipt| !moves && !receipt.made.is_empty()) {
        document["made"] = json!(receipt.made);
        if let (Step::CreateAccount { role_name, .. }, Some(account)) =
            (&record.step, &receipt.made.account_id)
        {
            let arn = format!("arn:{partition}:iam::{account}:role/{role_name}");
            document["made"]["roleArn"] = json!(arn);
        }
    }
    let refused = || {
        record
            .error
            .as_ref()
            .and_then(|error| error.request_id.as_ref())
    };
    if let Some(request) = receipt
        .and_then(|receipt| receipt.request_id.as_ref())
        .or_else(refused)
    {
        document["requestId"] = json!(request);
    }
    if let Some(error) = &record.error {
        document["error"] = json!(error);
    }
    document
}

/// How the process ends after a job.
pub(crate) fn exit_of(job: &JobRecord) -> Exit {
    // What waits for the world is all that could be done now.
    if matches!(job.state, JobState::Done | JobState::Waiting) {
        return Exit::Done;
    }
    let stopped = job
        .steps
        .iter()
        .find(|record| matches!(record.state, StepState::Failed | StepState::Conflict));
    let code = stopped.map(|record| match &record.error {
        Some(error) => error.code,
        None if record.state == StepState::Conflict => Code::Conflict,
        None => Code::Unexpected,
    });
    code.map_or(Exit::Failed, Exit::of_step)
}

/// A plan for someone who is to decide on it.
pub(crate) fn plan_in_words(plan: &Plan) -> String {
    let mut lines = vec![format!(
        "{}: {}",
        plan.title,
        count(plan.steps.len(), "step")
    )];
    lines.extend(
        plan.steps
            .iter()
            .map(|step| format!("  {}. {}", step.id, step.summary)),
    );
    if plan.seconds >= 1.0 {
        lines.push(format!("Takes about {:.0} s at AWS's pace.", plan.seconds));
    }
    lines.extend(plan.impact.iter().cloned());
    lines.extend(
        plan.warnings
            .iter()
            .chain(&plan.without_return)
            .map(|text| format!("Warning: {text}")),
    );
    for blocker in &plan.blockers {
        let hint = blocker
            .hint
            .as_ref()
            .map(|hint| format!(". {hint}"))
            .unwrap_or_default();
        lines.push(format!("Not possible: {}{hint}", blocker.message));
    }
    lines.join("\n")
}

/// A state as AWS and JSON write it: `done`.
pub(crate) fn word(state: &impl Serialize) -> String {
    json!(state).as_str().unwrap_or_default().to_owned()
}

/// What a step made: an id to go on with.
pub(crate) fn made(record: &StepRecord) -> Option<String> {
    let made = &record.receipt.as_ref()?.made;
    match record.step {
        Step::CreateOu { .. } => made.ou_id.as_ref().map(ToString::to_string),
        Step::CreateAccount { .. } => made.account_id.as_ref().map(ToString::to_string),
        Step::InviteAccount { .. } | Step::EnableAllFeatures => {
            made.handshake_id.as_ref().map(ToString::to_string)
        }
        Step::CreateOrganization { .. } => made.organization_id.as_ref().map(ToString::to_string),
        _ => None,
    }
}
