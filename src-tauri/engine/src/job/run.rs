//! One job on its way through its steps.

use std::{sync::Arc, time::Duration};

use canopy_core::{
    Code, Failure, JobRecord, JobState, OrganizationId, Receipt, StepRecord, StepState, Topic,
};
use jiff::Timestamp;
use tokio::sync::watch;

use super::{LEASE_SECONDS, act::Done, rests};
use crate::{session::Session, store::Store};

/// How often a lease is kept, and asked for.
const HEARTBEAT: Duration = Duration::from_secs(4);
const ASK_AGAIN: Duration = Duration::from_millis(200);

/// A job being applied.
pub(super) struct Run {
    pub(super) session: Arc<Session>,
    pub(super) job: JobRecord,
    stopped: watch::Receiver<bool>,
}

/// How a step ended.
pub(super) enum End {
    /// AWS acted.
    Done(Receipt),
    /// The organization is not as the plan expected.
    Conflict(Failure),
    /// AWS refused.
    Failed(Failure),
    /// Nobody knows, and looking did not help: it must be looked at again later.
    Unknown(Failure),
}

/// Who holds a lease, in words that name job and process.
fn owner(job: &JobRecord) -> String {
    format!("{} ({}, process {})", job.title, job.id, std::process::id())
}

/// Whether the owner's process is gone for certain. Elsewhere than on Linux the lease's end tells.
fn is_gone(owner: &str) -> bool {
    let process = owner
        .rsplit_once("process ")
        .and_then(|(_, rest)| rest.trim_end_matches(')').parse::<u32>().ok());
    cfg!(target_os = "linux")
        && process
            .is_some_and(|process| !std::path::Path::new(&format!("/proc/{process}")).exists())
}

fn is_ours(owner: &str) -> bool {
    owner.ends_with(&format!("process {})", std::process::id()))
}

/// Errors: `conflict` where another process, alive as far as can be told, writes to the organization.
pub(super) fn must_not_be_busy(
    store: &Store,
    organization: &OrganizationId,
) -> Result<(), Failure> {
    match store.lease_owner(organization, Timestamp::now())? {
        Some(owner) if !is_ours(&owner) && !is_gone(&owner) => Err(busy(&owner)),
        _ => Ok(()),
    }
}

fn busy(owner: &str) -> Failure {
    Failure::new(
        Code::Conflict,
        format!("another job is changing this organization: {owner}"),
    )
    .hint("Wait until it is done, then try again.")
}

impl Run {
    /// Enters a job that is written down. Errors: `conflict` where it runs in this process already.
    pub(super) fn of(session: &Arc<Session>, job: JobRecord) -> Result<Self, Failure> {
        let stopped = session.engine().running().enter(&job.id);
        let stopped = stopped
            .ok_or_else(|| Failure::new(Code::Conflict, format!("`{}` runs already", job.id)))?;
        Ok(Self {
            session: session.clone(),
            job,
            stopped,
        })
    }

    /// Takes the lease, then step after step, and gives the lease back.
    pub(super) async fn carry_through(
        mut self,
        on_step: &(dyn Fn(&JobRecord) + Send + Sync),
    ) -> Result<JobRecord, Failure> {
        let (session, id) = (self.session.clone(), self.job.id.clone());
        let result = self.with_lease(on_step).await;
        session.engine().running().leave(&id);
        session
            .engine()
            .announce(Some(session.id()), &[Topic::Activity]);
        result.map(|()| self.job)
    }

    async fn with_lease(
        &mut self,
        on_step: &(dyn Fn(&JobRecord) + Send + Sync),
    ) -> Result<(), Failure> {
        let store_owner = self.session.clone();
        let store = store_owner.engine().store();
        let (organization, owner) = (self.job.organization.clone(), owner(&self.job));
        self.take_lease(store, &organization, &owner).await?;
        // Another process may have gone on with this very job while this one waited.
        if let Some(written) = store.job(&self.job.id)? {
            self.job = written;
        }
        let keep = async {
            loop {
                tokio::time::sleep(HEARTBEAT).await;
                if let Err(failure) =
                    store.take_lease(&organization, &owner, Timestamp::now(), LEASE_SECONDS)
                {
                    tracing::warn!(%failure, "the lease could not be kept");
                }
            }
        };
        let result = tokio::select! {
            result = self.steps(on_step) => result,
            () = keep => unreachable!("a heartbeat does not end"),
        };
        store.release_lease(&organization, &owner)?;
        result
    }

    /// Waits for a job of this process, and for the lease of a process that is gone.
    async fn take_lease(
        &mut self,
        store: &Store,
        organization: &OrganizationId,
        owner: &str,
    ) -> Result<(), Failure> {
        loop {
            let now = Timestamp::now();
            match store.take_lease(organization, owner, now, LEASE_SECONDS) {
                Ok(()) => return Ok(()),
                Err(failure) if failure.code != Code::Conflict => return Err(failure),
                Err(failure) => match store.lease_owner(organization, now)? {
                    Some(other) if is_gone(&other) => store.release_lease(organization, &other)?,
                    // The same job in another process: its state is that process's to tell.
                    Some(other) if !is_ours(&other) && other.contains(self.job.id.as_str()) => {
                        if *self.stopped.borrow() {
                            return Err(failure);
                        }
                        tokio::time::sleep(ASK_AGAIN).await;
                    }
                    Some(other) if is_ours(&other) => {
                        if self.job.state != JobState::Waiting {
                            self.set_state(JobState::Waiting)?;
                        }
                        if *self.stopped.borrow() {
                            return self.end_early(JobState::Cancelled);
                        }
                        tokio::time::sleep(ASK_AGAIN).await;
                    }
                    Some(_) => return Err(failure),
                    None => {}
                },
            }
        }
    }

    async fn steps(&mut self, on_step: &(dyn Fn(&JobRecord) + Send + Sync)) -> Result<(), Failure> {
        if rests(self.job.state) && self.job.state != JobState::Paused {
            return Ok(());
        }
        self.set_state(JobState::Running)?;
        for place in 0..self.job.steps.len() {
            if self.job.steps[place].state == StepState::Done {
                continue;
            }
            // A step that was begun is seen through: stopping must not leave its end unknown.
            if *self.stopped.borrow() && self.job.steps[place].state == StepState::Pending {
                return self.end_early(JobState::Cancelled);
            }
            let end = self.take(place).await?;
            let state = self.note(place, end)?;
            on_step(&self.job);
            match state {
                StepState::Done => {}
                StepState::Started => {
                    self.set_state(JobState::Paused)?;
                    return Ok(());
                }
                _ => {
                    // What was expected is wrong: what is on screen is too.
                    self.session.start_loading();
                    return self.end_early(JobState::Failed);
                }
            }
        }
        if let Some(undone) = self.job.undoes.clone() {
            self.session
                .engine()
                .store()
                .mark_undone(&undone, &self.job.id)?;
        }
        self.end(JobState::Done)
    }

    /// Writes down how a step ended, and moves the tree on where AWS acted.
    fn note(&mut self, place: usize, end: End) -> Result<StepState, Failure> {
        let record = &mut self.job.steps[place];
        (record.state, record.error) = match &end {
            End::Done(_) => (StepState::Done, None),
            End::Conflict(failure) => (StepState::Conflict, Some(failure.clone())),
            End::Failed(failure) => (StepState::Failed, Some(failure.clone())),
            End::Unknown(failure) => (StepState::Started, Some(failure.clone())),
        };
        record.ended_at = (record.state != StepState::Started).then(Timestamp::now);
        if let End::Done(receipt) = end {
            record.receipt = Some(receipt);
        }
        self.write(place)?;
        let record = &self.job.steps[place];
        if let Some(receipt) = record
            .receipt
            .as_ref()
            .filter(|_| record.state == StepState::Done)
        {
            self.session.advance(&record.step, receipt);
        }
        Ok(self.job.steps[place].state)
    }

    /// Writes a step down as it is now, and says so.
    pub(super) fn write(&self, place: usize) -> Result<(), Failure> {
        self.session
            .engine()
            .store()
            .update_step(&self.job.id, &self.job.steps[place])?;
        self.session
            .engine()
            .announce(Some(self.session.id()), &[Topic::Activity]);
        Ok(())
    }

    /// Writes a step down as begun, before its call.
    pub(super) fn started(&mut self, place: usize) -> Result<(), Failure> {
        let record = &mut self.job.steps[place];
        record.state = StepState::Started;
        record.started_at.get_or_insert_with(Timestamp::now);
        record.error = None;
        self.write(place)
    }

    fn end_early(&mut self, state: JobState) -> Result<(), Failure> {
        let left: Vec<usize> = (0..self.job.steps.len())
            .filter(|place| self.job.steps[*place].state == StepState::Pending)
            .collect();
        for place in left {
            self.job.steps[place].state = StepState::Skipped;
            self.write(place)?;
        }
        self.end(state)
    }

    fn end(&mut self, state: JobState) -> Result<(), Failure> {
        self.job.ended_at = Some(Timestamp::now());
        self.set_state(state)
    }

    fn set_state(&mut self, state: JobState) -> Result<(), Failure> {
        self.job.state = state;
        self.session
            .engine()
            .store()
            .update_job_state(&self.job.id, state, self.job.ended_at)?;
        self.session
            .engine()
            .announce(Some(self.session.id()), &[Topic::Activity]);
        Ok(())
    }

    /// The account of a step, also where an earlier step made it.
    pub(super) fn account(
        &self,
        account: &canopy_core::step::AccountRef,
    ) -> Result<canopy_core::AccountId, Failure> {
        use canopy_core::step::AccountRef;
        match account {
            AccountRef::Id(id) => Ok(id.clone()),
            AccountRef::MadeBy(step) => {
                let made = self
                    .job
                    .steps
                    .iter()
                    .find(|record| record.id == *step)
                    .and_then(made_account);
                made.ok_or_else(|| Failure::unexpected(format!("step {step} made no account")))
            }
        }
    }
}

fn made_account(record: &StepRecord) -> Option<canopy_core::AccountId> {
    record.receipt.as_ref()?.made.account_id.clone()
}

impl From<Done> for End {
    fn from(done: Done) -> Self {
        Self::Done(done.0)
    }
}
