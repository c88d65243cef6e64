//! One job on its way through its steps.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use canopy_core::{Code, Failure, JobRecord, JobState, Receipt, StepState, Topic};
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tokio::sync::watch;

use super::{
    LEASE_SECONDS, Stop,
    holding::{owner, scope},
};
use crate::{lock, session::Session};

/// How often a lease is kept.
const HEARTBEAT: Duration = Duration::from_secs(4);
/// Most lanes at once: AWS makes five accounts at a time.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const LANES_AT_ONCE: usize = 5;

/// A job being applied.
pub(super) struct Run {
    pub(super) session: Arc<Session>,
    pub(super) job: Mutex<JobRecord>,
    stopped: watch::Receiver<Stop>,
    /// A one-time code that a step needs. It is written nowhere.
    pub(super) code: Option<String>,
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
    /// The world is not ready: an invitation is open, a quota is used up.
    Waiting(Wait),
    /// What it waited for will not come.
    Moot(Failure),
}

/// What a step waits for.
#[derive(Debug, Clone)]
pub(super) struct Wait {
    /// A sentence.
    pub(super) words: String,
    /// When it is worth looking again.
    pub(super) due_at: Timestamp,
}

impl Wait {
    pub(super) fn seconds(words: impl Into<String>, seconds: i64) -> Self {
        let due_at = Timestamp::now().saturating_add(jiff::SignedDuration::from_secs(seconds));
        Self {
            words: words.into(),
            due_at: due_at.unwrap_or(Timestamp::MAX),
        }
    }
}

/// How far a row of steps came.
pub(super) enum Way {
    /// All done.
    Through,
    /// Someone stopped it.
    Stopped(Stop),
    /// A step was refused, or met a conflict.
    Broken,
    /// A step's end is not known.
    Unknown,
    /// For the world.
    Waits(Wait),
    /// What it waited for will not come.
    Moot,
}

impl Run {
    /// Enters a job that is written down. Errors: `conflict` where it runs in this process already.
    pub(super) fn of(
        session: &Arc<Session>,
        job: JobRecord,
        code: Option<String>,
    ) -> Result<Self, Failure> {
        let stopped = session.engine().running().enter(&job.id);
        let stopped = stopped
            .ok_or_else(|| Failure::new(Code::Conflict, format!("`{}` runs already", job.id)))?;
        Ok(Self {
            session: session.clone(),
            job: Mutex::new(job),
            stopped,
            code,
        })
    }

    /// The job as it stands.
    pub(super) fn job(&self) -> JobRecord {
        lock(&self.job).clone()
    }

    /// Reads the job without a copy of it.
    pub(super) fn read<T>(&self, read: impl FnOnce(&JobRecord) -> T) -> T {
        read(&lock(&self.job))
    }

    /// How it is to be stopped. A connection that was made read-only meanwhile, here or in another
    /// process, pauses its jobs.
    pub(super) fn stop(&self) -> Stop {
        let asked = *self.stopped.borrow();
        if asked == Stop::No && self.session.must_allow_changes().is_err() {
            return Stop::Pause;
        }
        asked
    }

    /// Takes the lease, then step after step, and gives the lease back.
    pub(super) async fn carry_through(
        self,
        on_step: &(dyn Fn(&JobRecord) + Send + Sync),
    ) -> Result<JobRecord, Failure> {
        let (session, id) = (self.session.clone(), self.read(|job| job.id.clone()));
        let result = self.with_lease(on_step).await;
        self.after_roles();
        session.engine().running().leave(&id);
        session
            .engine()
            .announce(Some(session.id()), &[Topic::Activity]);
        result.map(|()| self.job())
    }

    async fn with_lease(
        &self,
        on_step: &(dyn Fn(&JobRecord) + Send + Sync),
    ) -> Result<(), Failure> {
        let store = self.session.engine().store();
        let (scope, owner, id) = self.read(|job| (scope(job), owner(job), job.id.clone()));
        self.take_lease(store, &scope, &owner).await?;
        // Another process may have gone on with this very job while this one waited.
        if let Some(written) = store.job(&id)? {
            *lock(&self.job) = written;
        }
        let keep = async {
            loop {
                tokio::time::sleep(HEARTBEAT).await;
                if let Err(failure) =
                    store.take_lease(&scope, &owner, Timestamp::now(), LEASE_SECONDS)
                {
                    tracing::warn!(%failure, "the lease could not be kept");
                }
            }
        };
        let result = tokio::select! {
            result = self.steps(on_step) => result,
            () = keep => unreachable!("a heartbeat does not end"),
        };
        store.release_lease(&scope, &owner)?;
        result
    }

    async fn steps(&self, on_step: &(dyn Fn(&JobRecord) + Send + Sync)) -> Result<(), Failure> {
        if self.read(|job| job.state.is_over()) || self.stop() == Stop::Pause {
            return Ok(());
        }
        self.rest(JobState::Running)?;
        let mut ways = Vec::new();
        for row in self.rows() {
            let ended = match row {
                Row::One(place) => vec![self.along(&[place], on_step).await?],
                Row::Lanes(lanes) => {
                    let lanes = lanes
                        .into_iter()
                        .map(|lane| async move { self.along(&lane, on_step).await });
                    let ended: Vec<_> = stream::iter(lanes)
                        .buffer_unordered(LANES_AT_ONCE)
                        .collect()
                        .await;
                    ended.into_iter().collect::<Result<Vec<_>, _>>()?
                }
            };
            let goes_on = ended.iter().all(|way| matches!(way, Way::Through));
            ways.extend(ended);
            if !goes_on {
                break;
            }
        }
        self.conclude(&ways)
    }

    /// The steps that are not done, those that may run at the same time together.
    fn rows(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let mut latest = None;
        let job = lock(&self.job);
        for (place, record) in job.steps.iter().enumerate() {
            // One that was refused stays so when the job goes on with its other lanes.
            if !matches!(record.state, StepState::Pending | StepState::Started) {
                continue;
            }
            match (record.lane, rows.last_mut()) {
                (None, _) => rows.push(Row::One(place)),
                (lane, Some(Row::Lanes(lanes))) => match lanes.last_mut() {
                    Some(steps) if latest == lane => steps.push(place),
                    _ => lanes.push(vec![place]),
                },
                (_, _) => rows.push(Row::Lanes(vec![vec![place]])),
            }
            latest = record.lane;
        }
        rows
    }

    /// Takes steps one after the other.
    async fn along(
        &self,
        places: &[usize],
        on_step: &(dyn Fn(&JobRecord) + Send + Sync),
    ) -> Result<Way, Failure> {
        for (nth, place) in places.iter().enumerate() {
            // A step that was begun is seen through: stopping must not leave its end unknown.
            let state = self.read(|job| job.steps[*place].state);
            if self.stop() != Stop::No && state == StepState::Pending {
                return Ok(Way::Stopped(self.stop()));
            }
            let way = match self.take(*place).await? {
                End::Waiting(wait) => {
                    self.wait_at(*place)?;
                    return Ok(Way::Waits(wait));
                }
                end => self.note(*place, end)?,
            };
            on_step(&lock(&self.job));
            match way {
                Way::Through => {}
                Way::Broken | Way::Moot => {
                    // What else stands in this lane cannot be taken any more.
                    self.skip(&places[nth + 1..])?;
                    return Ok(way);
                }
                other => return Ok(other),
            }
        }
        Ok(Way::Through)
    }

    /// Ends the job, or lets it rest, by how far its rows came.
    fn conclude(&self, ways: &[Way]) -> Result<(), Failure> {
        let waits = ways.iter().find_map(|way| match way {
            Way::Waits(wait) => Some(wait),
            _ => None,
        });
        let stopped = ways.iter().find_map(|way| match way {
            Way::Stopped(stop) => Some(*stop),
            _ => None,
        });
        let any = |is: fn(&Way) -> bool| ways.iter().any(is);
        if stopped == Some(Stop::Cancel) {
            return self.end_early(JobState::Cancelled);
        }
        if any(|way| matches!(way, Way::Unknown)) || stopped == Some(Stop::Pause) {
            return self.rest(JobState::Paused);
        }
        if let Some(wait) = waits {
            return self.wait(wait);
        }
        if any(|way| matches!(way, Way::Broken)) || self.read(has_failures) {
            // What was expected is wrong: what is on screen is too.
            self.session.start_loading();
            return self.end_early(JobState::Failed);
        }
        if any(|way| matches!(way, Way::Moot)) {
            return self.end_early(JobState::Cancelled);
        }
        let (undone, id) = self.read(|job| (job.undoes.clone(), job.id.clone()));
        if let Some(undone) = undone {
            self.session.engine().store().mark_undone(&undone, &id)?;
        }
        self.end(JobState::Done)
    }
}

/// Steps that may run at the same time.
enum Row {
    /// One step, with all before it done.
    One(usize),
    /// Several rows of steps, next to each other.
    Lanes(Vec<Vec<usize>>),
}

fn has_failures(job: &JobRecord) -> bool {
    let failed = |state| matches!(state, StepState::Failed | StepState::Conflict);
    job.steps.iter().any(|record| failed(record.state))
}
