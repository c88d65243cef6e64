//! The identity account from its document: planned, applied, proved, handed out and removed.

use std::{path::Path, sync::Arc};

use canopy_core::{
    AccountId, Change, Failure, JobRecord, JobState, Plan,
    identity::{Checked, IdentitySpec, Outcome, not_set_up},
};
use canopy_engine::{
    identity::{HandOutRequest, HandedOut},
    session::Session,
};
use serde_json::{Value, json};

use crate::{
    arguments::{Apply, Document, Handout, IdentityCommand},
    changes::{Went, carry, ended, must_be_decided},
    context::Context,
    documents::{exit_of, job_document, plan_document, plan_in_words},
    identity_center,
    identity_document::opened,
    output::{Exit, count, print, print_json, say},
};

pub(crate) async fn identity(context: &Context, command: IdentityCommand) -> Result<Exit, Failure> {
    match command {
        IdentityCommand::Plan { document } => plan(context, &document).await,
        IdentityCommand::Apply {
            document,
            handout,
            apply,
        } => self::apply(context, &document, handout.as_deref(), apply).await,
        IdentityCommand::Verify { document, apply } => verify(context, &document, apply).await,
        IdentityCommand::Handout(asked) => hand_out(context, asked).await,
        IdentityCommand::Center { region, set } => {
            identity_center::center(context, region.as_deref(), set.as_deref()).await
        }
        IdentityCommand::Remove { document, apply } => {
            must_be_decided(apply)?;
            let (session, spec) = opened(context, &document).await?;
            let plan = session.plan(&[Change::RemoveIdentity { spec }]).await?;
            match carried(context, &session, plan, apply).await? {
                Went::Shown(exit) => Ok(exit),
                Went::Applied(job) => told(context, &job, json!({})),
            }
        }
    }
}

async fn plan(context: &Context, document: &Document) -> Result<Exit, Failure> {
    let (session, spec) = opened(context, document).await?;
    let review = session.review_identity(&spec).await?;
    let blocker = review.plan.blockers.first();
    let exit = blocker.map_or(Exit::Done, |blocker| Exit::of(blocker.code));
    if context.json {
        let mut shown = plan_document(&review.plan);
        shown["documents"] = json!(review.documents);
        shown["outOfReach"] = json!(review.out_of_reach);
        print_json(&shown)?;
        return Ok(exit);
    }
    let mut parts = vec![plan_in_words(&review.plan)];
    parts.extend(review.documents.iter().map(|it| {
        format!(
            "{} ({}, {} of {} characters)\n{}\n{}",
            it.of, it.place, it.size, it.most, it.explanation, it.text
        )
    }));
    print(&parts.join("\n\n"))?;
    Ok(exit)
}

async fn apply(
    context: &Context,
    document: &Document,
    handout: Option<&Path>,
    apply: Apply,
) -> Result<Exit, Failure> {
    must_be_decided(apply)?;
    let (session, spec) = opened(context, document).await?;
    let plan = session
        .plan(&[Change::SetUpIdentity { spec: spec.clone() }])
        .await?;
    let job = match carried(context, &session, plan, apply).await? {
        Went::Shown(exit) => return Ok(exit),
        Went::Applied(job) => job,
    };
    let mut more = json!({});
    if let Some(folder) = handout.filter(|_| job.state == JobState::Done) {
        let handed = write_sheets(&session, &spec, Vec::new(), folder).await?;
        more["handout"] = json!(handed);
        tell_sheets(&handed);
    } else {
        let waiting = session.passwords_waiting(&spec);
        if !waiting.is_empty() {
            say(&format!(
                "{} a password that nobody has seen: `canopy identity handout --new-passwords` makes others, and writes them on sheets.",
                match waiting.len() {
                    1 => "1 person has".to_owned(),
                    number => format!("{number} people have"),
                }
            ));
        }
    }
    told(context, &job, more)
}

async fn verify(context: &Context, document: &Document, apply: Apply) -> Result<Exit, Failure> {
    must_be_decided(apply)?;
    let (session, spec) = opened(context, document).await?;
    let plan = session.plan(&[Change::ProveIdentity { spec }]).await?;
    let job = match carried(context, &session, plan, apply).await? {
        Went::Shown(exit) => return Ok(exit),
        Went::Applied(job) => job,
    };
    let checks: Vec<Checked> = job
        .steps
        .iter()
        .filter_map(|it| it.receipt.as_ref())
        .flat_map(|receipt| receipt.made.checks.clone())
        .collect();
    let passed = job.state == JobState::Done && checks.iter().all(|it| it.passed);
    if context.json {
        let mut shown = job_document(&job, &context.partition());
        // They are listed once, for all groups together.
        for step in shown["steps"].as_array_mut().into_iter().flatten() {
            step.as_object_mut().map(|step| step.remove("made"));
        }
        shown["checks"] = json!(checks);
        shown["passed"] = json!(passed);
        shown["notSetUp"] = json!(not_set_up(&checks));
        print_json(&shown)?;
    } else {
        print(&table(&session, &checks))?;
    }
    Ok(match exit_of(&job) {
        Exit::Done if !passed => Exit::Failed,
        exit => exit,
    })
}

/// Expectations and results, a line each; what is not as expected says so.
fn table(session: &Session, checks: &[Checked]) -> String {
    let tree = session.tree();
    let name = |account: &AccountId| {
        let node = tree.as_ref().and_then(|tree| tree.get(&account.into()));
        node.map_or_else(|| account.to_string(), |it| it.name.clone())
    };
    let left_out = not_set_up(checks);
    let checks: Vec<&Checked> = checks
        .iter()
        .filter(|it| it.outcome != Outcome::NotSetUp)
        .collect();
    let mut lines: Vec<String> = checks
        .iter()
        .map(|it| {
            let account = name(&it.check.account);
            let mfa = if it.check.mfa {
                "with MFA"
            } else {
                "without MFA"
            };
            let expected = if it.check.allowed {
                "let in"
            } else {
                "refused"
            };
            let outcome = match it.outcome {
                Outcome::Allowed => "let in",
                Outcome::Refused => "refused",
                Outcome::Failed => "could not be tried",
                Outcome::NotSetUp => "not set up",
            };
            let word = if it.passed { "ok   " } else { "WRONG" };
            let problem = it.problem.as_deref().map(|it| format!(" ({it})"));
            format!(
                "{word} {}: {} in {account} {mfa}: expected {expected}, {outcome}{}",
                it.group,
                it.check.role,
                problem.unwrap_or_default()
            )
        })
        .collect();
    if !left_out.is_empty() {
        let names: Vec<String> = left_out.iter().map(name).collect();
        lines.push(format!(
            "Not set up, for Canopy cannot get in: {}. Make their first role (`canopy bootstrap`), then apply the document again.",
            names.join(", ")
        ));
    }
    let wrong = checks.iter().filter(|it| !it.passed).count();
    lines.push(match wrong {
        0 => format!("All {} are as expected.", count(checks.len(), "check")),
        wrong => format!(
            "{wrong} of {} are not as expected.",
            count(checks.len(), "check")
        ),
    });
    lines.join("\n")
}

async fn hand_out(context: &Context, asked: Handout) -> Result<Exit, Failure> {
    if asked.new_passwords {
        must_be_decided(asked.apply)?;
    }
    let (session, spec) = opened(context, &asked.document).await?;
    let mut more = json!({});
    if asked.new_passwords {
        let people = if asked.persons.is_empty() {
            spec.people.iter().map(|it| it.name.clone()).collect()
        } else {
            asked.persons.clone()
        };
        let change = Change::NewPasswords {
            spec: spec.clone(),
            people,
        };
        let plan = session.plan(&[change]).await?;
        let job = match carried(context, &session, plan, asked.apply).await? {
            Went::Shown(exit) => return Ok(exit),
            Went::Applied(job) => job,
        };
        if job.state != JobState::Done {
            return told(context, &job, more);
        }
        more["jobId"] = json!(job.id);
    }
    let handed = write_sheets(&session, &spec, asked.persons, &asked.folder).await?;
    if context.json {
        let mut shown = json!(handed);
        if let (Some(shown), Value::Object(more)) = (shown.as_object_mut(), more) {
            shown.extend(more);
        }
        print_json(&shown)?;
    } else {
        tell_sheets(&handed);
        print(&handed.folder)?;
    }
    Ok(Exit::Done)
}

async fn write_sheets(
    session: &Session,
    spec: &IdentitySpec,
    people: Vec<String>,
    folder: &Path,
) -> Result<HandedOut, Failure> {
    let request = HandOutRequest {
        spec: spec.clone(),
        people,
        folder: Some(folder.display().to_string()),
    };
    session.hand_out(&request).await
}

fn tell_sheets(handed: &HandedOut) {
    let with = handed.sheets.iter().filter(|it| it.with_password).count();
    say(&format!(
        "{} in {}, {with} of them with a password: give each to its person only, and delete it here.",
        count(handed.sheets.len(), "sheet"),
        handed.folder
    ));
}

/// Applies a plan, where there is something to do.
async fn carried(
    context: &Context,
    session: &Arc<Session>,
    plan: Plan,
    apply: Apply,
) -> Result<Went, Failure> {
    if apply.dry_run || !plan.steps.is_empty() || !plan.blockers.is_empty() {
        return carry(context, session, plan, apply, None).await;
    }
    // Applied twice, a document changes nothing: that is no mistake.
    if context.json {
        print_json(&json!({"jobId": null, "state": JobState::Done, "steps": []}))?;
    } else {
        print(&plan.impact.join("\n"))?;
    }
    Ok(Went::Shown(Exit::Done))
}

/// Prints how a job ended, with what else there is to say.
fn told(context: &Context, job: &JobRecord, more: Value) -> Result<Exit, Failure> {
    if context.json {
        let mut shown = job_document(job, &context.partition());
        if let (Some(shown), Value::Object(more)) = (shown.as_object_mut(), more) {
            shown.extend(more);
        }
        print_json(&shown)?;
    } else {
        print(&ended(job))?;
    }
    Ok(exit_of(job))
}
