//! Taking one step: the precondition by a fresh read, the journal, the call, and where the answer was
//! lost a look at what happened.

use canopy_core::{Code, Failure, Step, StepState, step::Ref};

use super::{
    call::Done,
    look::Look,
    run::{End, Run, Wait},
};
use crate::aws::WriteFailure;

/// How often a call whose answer was lost is made again, after a look has shown that AWS did not act.
const AGAIN: u32 = 2;
/// How long until it is worth asking again, in seconds.
const FINALIZING_SECONDS: i64 = 60;
const CLOSING_SECONDS: i64 = 30;
const CLOSING_QUOTA_SECONDS: i64 = 3600;
const CREATING_SECONDS: i64 = 10;
const UNSEEN_SECONDS: i64 = 60;

impl Run {
    /// Takes the step at `place`. Errors: the journal cannot be written; nothing was begun then.
    pub(super) async fn take(&self, place: usize) -> Result<End, Failure> {
        let (step, state) = self.read(|job| {
            let record = &job.steps[place];
            (record.step.resolved(|step| job.made(step)), record.state)
        });
        let step = match self.joined(&step).await {
            Ok(Ok(step)) => step,
            Ok(Err(end)) => return Ok(end),
            Err(failure) => return Ok(not_seen(failure)),
        };
        if let Step::AwaitRole {
            account: Ref::Id(account),
            role,
        } = &step
        {
            self.started(place, &step, None)?;
            return Ok(self.await_role(account, role).await);
        }
        if state == StepState::Started {
            // A process was killed in this step, or its end could not be seen.
            match self.see_what_happened(place, &step).await {
                Look::Done(receipt) => return Ok(End::Done(receipt)),
                Look::Conflict(failure) => return Ok(End::Conflict(failure)),
                Look::Failed(failure) => return Ok(End::Unknown(failure)),
                Look::Never(failure) => return Ok(End::Failed(failure)),
                Look::Open => {}
            }
        } else {
            match self.look(&step).await.unwrap_or_else(Look::Failed) {
                Look::Done(receipt) => return Ok(End::Done(receipt)),
                Look::Conflict(failure) => return Ok(End::Conflict(failure)),
                Look::Failed(failure) | Look::Never(failure) => return Ok(End::Failed(failure)),
                Look::Open => {}
            }
        }
        let before = match self.before(&step).await {
            Ok(before) => before,
            Err(failure) => return Ok(End::Failed(failure)),
        };
        for tries in 0.. {
            self.started(place, &step, before.clone())?;
            match self.call(place, &step).await {
                Ok(Done(receipt)) => return Ok(End::Done(receipt)),
                Err(WriteFailure::Refused(failure, reason)) => {
                    return Ok(refused(failure, reason.as_deref()));
                }
                Err(WriteFailure::Unknown(failure)) => {
                    match self.see_what_happened(place, &step).await {
                        Look::Done(receipt) => return Ok(End::Done(receipt)),
                        Look::Conflict(failure) => return Ok(End::Conflict(failure)),
                        Look::Never(failure) => return Ok(End::Failed(failure)),
                        Look::Open if tries < AGAIN => {}
                        Look::Open => return Ok(End::Failed(failure)),
                        Look::Failed(_) => {
                            let message =
                                format!("{}; whether AWS acted is not known", failure.message);
                            return Ok(End::Unknown(
                                Failure { message, ..failure }
                                    .hint("Resume the job: it looks before it goes on."),
                            ));
                        }
                    }
                }
            }
        }
        unreachable!("the loop ends by returning")
    }
}

/// Whether somebody joined could not be seen. What passes by (no network, an expired sign-in) ends
/// nothing: the job goes on waiting.
fn not_seen(failure: Failure) -> End {
    match failure.code {
        Code::Unreachable | Code::Throttled | Code::SignedOut => End::Waiting(Wait::seconds(
            format!("It could not look: {}.", failure.message),
            UNSEEN_SECONDS,
        )),
        _ => End::Failed(failure),
    }
}

/// How a step ends that AWS refused: some refusals ask for time.
fn refused(failure: Failure, reason: Option<&str>) -> End {
    match reason {
        Some("FinalizingOrganizationException" | "ORGANIZATION_STILL_INITIALIZING") => {
            End::Waiting(Wait::seconds(
                "AWS is still setting up the organization, which can take an hour.",
                FINALIZING_SECONDS,
            ))
        }
        Some("ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED") => End::Waiting(Wait::seconds(
            "Five accounts are being created, which is as many as AWS creates at once.",
            CREATING_SECONDS,
        )),
        Some("CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED") => End::Waiting(Wait::seconds(
            "Three accounts are being closed, which is as many as AWS closes at once.",
            CLOSING_SECONDS,
        )),
        Some("CLOSE_ACCOUNT_QUOTA_EXCEEDED") => End::Waiting(Wait::seconds(
            "As many accounts were closed in the last 30 days as AWS allows.",
            CLOSING_QUOTA_SECONDS,
        )),
        _ if failure.code == Code::Conflict => End::Conflict(failure),
        _ => End::Failed(failure),
    }
}
