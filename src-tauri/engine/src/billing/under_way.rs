//! The reading that is under way: at most one for each connection, with how far it is and the switch that stops it.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

use canopy_core::{
    Code, Failure,
    billing::{PRICE, Part},
};

use super::BillProgress;
use crate::lock;

/// At most one reading.
#[derive(Debug, Default)]
pub(crate) struct BillReadings(Arc<Mutex<Option<Arc<Counts>>>>);

#[derive(Debug)]
struct Counts {
    pages: AtomicU32,
    of: AtomicU32,
    reading: Mutex<String>,
    stopped: AtomicBool,
}

/// A reading that was begun; it is over when this is dropped.
#[derive(Debug)]
pub(super) struct Begun {
    readings: Arc<Mutex<Option<Arc<Counts>>>>,
    counts: Arc<Counts>,
}

impl BillReadings {
    /// Enters a reading of about `pages`. Errors: `conflict` while another is under way.
    pub(super) fn begin(&self, pages: u32) -> Result<Begun, Failure> {
        let mut entered = lock(&self.0);
        if entered.is_some() {
            return Err(
                Failure::new(Code::Conflict, "the bill is being read already")
                    .hint("Wait until that is done, or stop it."),
            );
        }
        let counts = Arc::new(Counts {
            pages: AtomicU32::new(0),
            of: AtomicU32::new(pages),
            reading: Mutex::default(),
            stopped: AtomicBool::new(false),
        });
        *entered = Some(counts.clone());
        Ok(Begun {
            readings: self.0.clone(),
            counts,
        })
    }

    /// How far it is.
    pub(super) fn progress(&self) -> Option<BillProgress> {
        let counts = lock(&self.0).clone()?;
        let pages = counts.pages.load(Ordering::Relaxed);
        let reading = lock(&counts.reading).clone();
        Some(BillProgress {
            pages,
            of: counts.of.load(Ordering::Relaxed).max(pages),
            amount: PRICE.times(pages.into()),
            reading,
        })
    }

    /// Stops it after the page that it is at.
    pub(crate) fn stop(&self) {
        if let Some(counts) = &*lock(&self.0) {
            counts.stopped.store(true, Ordering::Relaxed);
        }
    }
}

impl Begun {
    /// What is read next.
    pub(super) fn reads(&self, part: Part) {
        part.words().clone_into(&mut lock(&self.counts.reading));
    }

    /// Another page is asked for. Errors: `cancelled` where someone stopped the reading.
    pub(super) fn page(&self) -> Result<(), Failure> {
        if self.counts.stopped.load(Ordering::Relaxed) {
            return Err(
                Failure::new(Code::Cancelled, "the reading of the bill was stopped")
                    .hint("What was read whole is kept."),
            );
        }
        self.counts.pages.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        *lock(&self.readings) = None;
    }
}
