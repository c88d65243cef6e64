//! The lease on an organization: one job writes to it at a time, whoever started it.

use std::time::Duration;

use canopy_core::{Code, Failure, JobRecord, JobState};
use jiff::Timestamp;

use super::{
    LEASE_SECONDS, Stop,
    run::{Run, Wait},
};
use crate::store::Store;

const ASK_AGAIN: Duration = Duration::from_millis(200);

/// Who holds a lease, in words that name job and process.
pub(super) fn owner(job: &JobRecord) -> String {
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

/// What the lease is taken on: the organization, or the connection of an account that is in none.
pub(super) fn scope(job: &JobRecord) -> String {
    job.organization
        .as_ref()
        .map_or_else(|| job.connection.to_string(), ToString::to_string)
}

/// Errors: `conflict` where another process, alive as far as can be told, writes to the organization.
pub(super) fn must_not_be_busy(store: &Store, scope: &str) -> Result<(), Failure> {
    match store.lease_owner(scope, Timestamp::now())? {
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
    /// Waits for a job of this process, and for the lease of a process that is gone.
    pub(super) async fn take_lease(
        &self,
        store: &Store,
        scope: &str,
        owner: &str,
    ) -> Result<(), Failure> {
        let id = self.read(|job| job.id.clone());
        loop {
            let now = Timestamp::now();
            match store.take_lease(scope, owner, now, LEASE_SECONDS) {
                Ok(()) => return Ok(()),
                Err(failure) if failure.code != Code::Conflict => return Err(failure),
                Err(failure) => match store.lease_owner(scope, now)? {
                    Some(other) if is_gone(&other) => store.release_lease(scope, &other)?,
                    // The same job in another process: its state is that process's to tell.
                    Some(other) if !is_ours(&other) && other.contains(id.as_str()) => {
                        if self.stop() != Stop::No {
                            return Err(failure);
                        }
                        tokio::time::sleep(ASK_AGAIN).await;
                    }
                    Some(other) if is_ours(&other) => {
                        if self.read(|job| job.state) != JobState::Waiting {
                            self.wait(&Wait::seconds("It waits for the job before it.", 1))?;
                        }
                        match self.stop() {
                            Stop::No => tokio::time::sleep(ASK_AGAIN).await,
                            Stop::Pause => return self.rest(JobState::Paused),
                            Stop::Cancel => return self.end_early(JobState::Cancelled),
                        }
                    }
                    Some(_) => return Err(failure),
                    None => {}
                },
            }
        }
    }
}
