//! The map that is being made: how far it is, and the switch that stops it.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use canopy_core::{Code, Failure};
use tokio::sync::watch;

use super::ReadinessProgress;
use crate::lock;

/// At most one map, and why the last one stopped.
#[derive(Debug, Default)]
pub(crate) struct Mapping(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    begun: Option<Arc<Counts>>,
    failure: Option<Failure>,
}

/// How far a map is.
#[derive(Debug)]
struct Counts {
    done: AtomicU32,
    total: AtomicU32,
    rate: u32,
    stop: watch::Sender<bool>,
}

/// A map that was begun; it is over when this is dropped.
#[derive(Debug)]
pub(super) struct Begun {
    mapping: Arc<Mutex<State>>,
    counts: Arc<Counts>,
}

impl Mapping {
    /// Enters a map. Errors: `conflict` while another is being made.
    pub(super) fn begin(&self, rate: u32) -> Result<Begun, Failure> {
        let mut state = lock(&self.0);
        if state.begun.is_some() {
            return Err(
                Failure::new(Code::Conflict, "the roles are being mapped already")
                    .hint("Wait until that is done, or stop it first."),
            );
        }
        let counts = Arc::new(Counts {
            done: AtomicU32::new(0),
            total: AtomicU32::new(0),
            rate,
            stop: watch::Sender::new(false),
        });
        *state = State {
            begun: Some(counts.clone()),
            failure: None,
        };
        Ok(Begun {
            mapping: self.0.clone(),
            counts,
        })
    }

    /// How far the map is that is being made.
    pub(super) fn progress(&self) -> Option<ReadinessProgress> {
        let begun = lock(&self.0).begun.clone()?;
        let done = begun.done.load(Ordering::Relaxed);
        let total = begun.total.load(Ordering::Relaxed);
        Some(ReadinessProgress {
            done,
            total,
            seconds_left: total.saturating_sub(done).div_ceil(begun.rate),
            rate: begun.rate,
        })
    }

    /// Why the last map stopped by itself.
    pub(super) fn failure(&self) -> Option<Failure> {
        lock(&self.0).failure.clone()
    }

    /// Stops the map that is being made, after the calls under way.
    pub(crate) fn stop(&self) {
        if let Some(begun) = &lock(&self.0).begun {
            begun.stop.send_replace(true);
        }
    }
}

impl Begun {
    /// Notes how much is known before the first call, of how much.
    pub(super) fn found(&self, done: usize, total: usize) {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        self.counts.done.store(number(done), Ordering::Relaxed);
        self.counts.total.store(number(total), Ordering::Relaxed);
    }

    pub(super) fn one_more(&self) {
        self.counts.done.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn is_stopped(&self) -> bool {
        *self.counts.stop.borrow()
    }

    /// Ends when somebody stops the map.
    pub(super) async fn stopped(&self) {
        let mut stopped = self.counts.stop.subscribe();
        // The sender lives as long as this does.
        drop(stopped.wait_for(|stopped| *stopped).await);
    }

    /// Stops the map for a reason that the calls to come would meet, too.
    pub(super) fn give_up(&self, failure: Failure) {
        lock(&self.mapping).failure = Some(failure);
        self.counts.stop.send_replace(true);
    }

    /// Whether it stopped for such a reason.
    pub(super) fn gave_up(&self) -> bool {
        lock(&self.mapping).failure.is_some()
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        lock(&self.mapping).begun = None;
    }
}
