//! From changes to a plan, from a plan to a job: shown, decided on, applied, reported.

use std::{
    collections::BTreeSet,
    future::Future,
    io::{BufRead, IsTerminal, stderr, stdin},
    sync::{Arc, Mutex, PoisonError},
};

use canopy_core::{
    Change, Code, Failure, JobRecord, JobState, Plan, Step, StepId, StepState, Tree,
};
use canopy_engine::{job, session::Session};

use crate::{
    arguments::Apply,
    context::Context,
    documents::{exit_of, job_document, made, plan_document, plan_in_words, word},
    output::{Exit, count, in_words, print, print_json, say, say_over},
    stop::{Stop, stopped},
};

/// Loads the organization, plans what `changes` makes of it, and goes on from there.
pub(crate) async fn change(
    context: &Context,
    apply: Apply,
    changes: impl FnOnce(&Tree) -> Result<Vec<Change>, Failure>,
) -> Result<Exit, Failure> {
    change_with_code(context, apply, None, changes).await
}

/// The same, with the one-time code that the change needs. It is in no plan and no journal.
pub(crate) async fn change_with_code(
    context: &Context,
    apply: Apply,
    code: Option<String>,
    changes: impl FnOnce(&Tree) -> Result<Vec<Change>, Failure>,
) -> Result<Exit, Failure> {
    must_be_decided(apply)?;
    let (session, loaded) = context.loaded().await?;
    let changes = changes(&loaded.tree)?;
    let plan = session.plan(&changes).await?;
    go(context, &session, plan, apply, code).await
}

/// Plans changes that need no tree, also for an account that may read none or is in no organization.
pub(crate) async fn change_anywhere(
    context: &Context,
    apply: Apply,
    changes: Vec<Change>,
) -> Result<Exit, Failure> {
    must_be_decided(apply)?;
    let session = context.surveyed().await?;
    let plan = session.plan(&changes).await?;
    go(context, &session, plan, apply, None).await
}

/// Errors: `invalid` where nobody can be asked and nothing was said.
pub(crate) fn must_be_decided(apply: Apply) -> Result<(), Failure> {
    if apply.yes || apply.dry_run {
        return Ok(());
    }
    must_have_a_terminal("Add `--yes` to apply the plan, or `--dry-run` to see it.")
}

/// Errors: `invalid` where nobody can be asked, with what to do then.
pub(crate) fn must_have_a_terminal(hint: &str) -> Result<(), Failure> {
    if stdin().is_terminal() && stderr().is_terminal() {
        return Ok(());
    }
    Err(Failure::invalid("there is no terminal to ask on").hint(hint))
}

/// How a plan that was shown went on.
pub(crate) enum Went {
    /// It was not applied, and all is said.
    Shown(Exit),
    /// It was, and this is the job at its end.
    Applied(Box<JobRecord>),
}

/// Shows a plan, and applies it where that is wanted and possible.
pub(crate) async fn go(
    context: &Context,
    session: &Arc<Session>,
    plan: Plan,
    apply: Apply,
    code: Option<String>,
) -> Result<Exit, Failure> {
    let job = match carry(context, session, plan, apply, code).await? {
        Went::Shown(exit) => return Ok(exit),
        Went::Applied(job) => job,
    };
    if context.json {
        print_json(&job_document(&job, &context.partition()))?;
    } else {
        print(&ended(&job))?;
    }
    Ok(exit_of(&job))
}

/// The same, and leaves it to the caller to print how the job ended.
pub(crate) async fn carry(
    context: &Context,
    session: &Arc<Session>,
    plan: Plan,
    apply: Apply,
    code: Option<String>,
) -> Result<Went, Failure> {
    let blocker = plan.blockers.first();
    if apply.dry_run {
        if context.json {
            print_json(&plan_document(&plan))?;
        } else {
            print(&plan_in_words(&plan))?;
        }
        return Ok(Went::Shown(
            blocker.map_or(Exit::Done, |blocker| Exit::of(blocker.code)),
        ));
    }
    say(&plan_in_words(&plan));
    if let Some(blocker) = blocker {
        // In words it was told with the plan.
        return if context.json {
            Err(blocker.clone())
        } else {
            Ok(Went::Shown(Exit::of(blocker.code)))
        };
    }
    if !apply.yes && !agreed(&context.stop, word_to_type(session, &plan).as_deref()).await? {
        return Err(Failure::new(Code::Cancelled, "nothing was changed"));
    }
    let told = Mutex::new(BTreeSet::new());
    let on_step = |job: &JobRecord| {
        tell(
            job,
            &mut told.lock().unwrap_or_else(PoisonError::into_inner),
        );
    };
    let job = until_stopped(context, session, job::run(session, plan, code, on_step)).await?;
    Ok(Went::Applied(Box::new(job)))
}

/// Waits for a job. Whoever asks to stop gets the step that is under way seen through first; whoever
/// asks twice leaves it to `resume`.
pub(crate) async fn until_stopped(
    context: &Context,
    session: &Session,
    work: impl Future<Output = Result<JobRecord, Failure>>,
) -> Result<JobRecord, Failure> {
    tokio::pin!(work);
    tokio::select! {
        job = &mut work => return job,
        () = context.stop.asked() => {}
    }
    say("Stopping after the step under way; once more stops at once");
    for job in context.engine.store().unfinished_jobs(session.id())? {
        // Those of other processes are theirs to stop, and those that wait for the world are not under way.
        if !matches!(job.state, JobState::Waiting | JobState::Paused) {
            drop(job::cancel(&context.engine, &job.id));
        }
    }
    tokio::select! {
        job = work => job,
        () = context.stop.insisted() => Err(stopped().hint("`canopy resume` finds out how the last step ended, and goes on.")),
    }
}

/// Tells the steps that have ended and are not in `told` yet, and enters them there.
pub(crate) fn tell(job: &JobRecord, told: &mut BTreeSet<StepId>) {
    for record in &job.steps {
        let goes_on = matches!(record.state, StepState::Pending | StepState::Started);
        if (goes_on && record.error.is_none()) || !told.insert(record.id) {
            continue;
        }
        say(&format!(
            "  {}/{} {}: {}",
            record.id,
            job.steps.len(),
            word(&record.state),
            record.summary
        ));
        if let Some(error) = &record.error {
            say(&in_words(error));
        }
    }
}

/// The last word on a job, with the ids of what it made.
pub(crate) fn ended(job: &JobRecord) -> String {
    let done = job
        .steps
        .iter()
        .filter(|record| record.state == StepState::Done)
        .count();
    let state = match job.state {
        JobState::Done => String::new(),
        JobState::Paused => format!(
            "; `canopy resume` goes on after {} of {}",
            done,
            count(job.steps.len(), "step")
        ),
        _ => format!("; {} of {} done", done, count(job.steps.len(), "step")),
    };
    let mut lines = vec![format!(
        "{} {}: {}{state}",
        job.id,
        word(&job.state),
        job.title
    )];
    for record in &job.steps {
        let what = match record.step {
            Step::InviteAccount { .. } => "the invitation to ",
            _ => "",
        };
        lines.extend(made(record).map(|id| format!("  {what}{} is {id}", record.step.target())));
    }
    if job.state == JobState::Waiting {
        lines.push(format!("  {}", waiting(job)));
    }
    lines.join("\n")
}

/// What a job waits for, and how it goes on.
pub(crate) fn waiting(job: &JobRecord) -> String {
    let what = job.waits_for.as_deref().unwrap_or("It waits.");
    let due = job
        .due_at
        .map(|at| format!(", worth trying from {at:.0} on"))
        .unwrap_or_default();
    format!(
        "{what} `canopy resume` goes on{due}; so does the window by itself. `canopy cancel` gives up."
    )
}

/// What must be typed before something ends for good: the account's name. None where `y` will do.
fn word_to_type(session: &Session, plan: &Plan) -> Option<String> {
    let tree = session.tree();
    let mut names = plan.steps.iter().filter_map(|planned| match &planned.step {
        Step::CloseAccount { account } => {
            let node = tree.as_ref().and_then(|tree| tree.get(&account.into()));
            Some(node.map_or_else(|| account.to_string(), |node| node.name.clone()))
        }
        Step::DeleteOrganization => tree.as_ref().map(|tree| tree.organization.id.to_string()),
        _ => None,
    });
    let Some(first) = names.next() else {
        return deleted_roles(plan);
    };
    let more = names.count();
    Some(if more == 0 {
        first
    } else {
        format!("close {}", more + 1)
    })
}

/// What must be typed before roles are deleted: whoever uses them is locked out at once.
fn deleted_roles(plan: &Plan) -> Option<String> {
    let mut roles = plan.steps.iter().filter_map(|planned| match &planned.step {
        Step::DeleteRole { role, .. } => Some(role.to_string()),
        _ => None,
    });
    // Taking back that roles were made needs no more than a look.
    let first = roles.next().filter(|_| plan.undoes.is_none())?;
    let more = roles.count();
    Some(if more == 0 {
        first
    } else {
        format!("delete {} roles", more + 1)
    })
}

/// Asks whether to apply; where `word` says so, by having it typed.
async fn agreed(stop: &Stop, word: Option<&str>) -> Result<bool, Failure> {
    let Some(word) = word else {
        return asked(stop, "Apply?").await;
    };
    say_over(&format!("Type `{word}` to apply: "));
    Ok(typed(stop).await?.trim() == word)
}

/// Asks a question that is answered by yes or no.
pub(crate) async fn asked(stop: &Stop, question: &str) -> Result<bool, Failure> {
    say_over(&format!("{question} [y/N] "));
    let line = typed(stop).await?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// The line that someone types. It is read on a thread of its own, which nobody has to wait for when someone
/// stops instead.
async fn typed(stop: &Stop) -> Result<String, Failure> {
    let (answer, answered) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        let read = stdin().lock().read_line(&mut line);
        // Nobody waits for the answer any more when someone stopped.
        drop(answer.send(read.map(|_| line)));
    });
    stop.or(async {
        let line = answered.await.map_err(|_| stopped())?;
        line.map_err(|error| Failure::invalid(format!("the terminal cannot be read: {error}")))
    })
    .await
}
