//! The journal's side of a job: each step is written down before its call and after.

use canopy_core::{
    Failure, JobState, StepState, Topic,
    step::{Before, Step},
};
use jiff::Timestamp;

use super::run::{End, Run, Wait, Way};
use crate::lock;

impl Run {
    /// Writes down how a step ended, and moves the tree on where AWS acted.
    pub(super) fn note(&self, place: usize, end: End) -> Result<Way, Failure> {
        let way = {
            let mut job = lock(&self.job);
            let record = &mut job.steps[place];
            let (state, error, way) = match &end {
                End::Done(_) => (StepState::Done, None, Way::Through),
                End::Conflict(failure) => (StepState::Conflict, Some(failure), Way::Broken),
                End::Failed(failure) => (StepState::Failed, Some(failure), Way::Broken),
                End::Moot(failure) => (StepState::Skipped, Some(failure), Way::Moot),
                End::Unknown(failure) => (StepState::Started, Some(failure), Way::Unknown),
                End::Waiting(_) => unreachable!("a step that waits has not ended"),
            };
            (record.state, record.error) = (state, error.cloned());
            record.ended_at = (state != StepState::Started).then(Timestamp::now);
            if let End::Done(receipt) = end {
                record.receipt = Some(receipt);
            }
            way
        };
        self.write(place)?;
        let record = self.read(|job| job.steps[place].clone());
        if let Some(receipt) = record
            .receipt
            .as_ref()
            .filter(|_| record.state == StepState::Done)
        {
            self.session.advance(&record.step, receipt);
        }
        Ok(way)
    }

    /// A step that waits has not begun.
    pub(super) fn wait_at(&self, place: usize) -> Result<(), Failure> {
        let was_begun = {
            let mut job = lock(&self.job);
            let record = &mut job.steps[place];
            let was_begun = record.state == StepState::Started && record.request.is_none();
            if was_begun {
                record.state = StepState::Pending;
                record.started_at = None;
            }
            was_begun
        };
        if was_begun { self.write(place) } else { Ok(()) }
    }

    /// Writes a step down as it is now, and says so.
    pub(super) fn write(&self, place: usize) -> Result<(), Failure> {
        let (id, record) = self.read(|job| (job.id.clone(), job.steps[place].clone()));
        self.session.engine().store().update_step(&id, &record)?;
        self.session
            .engine()
            .announce(Some(self.session.id()), &[Topic::Activity]);
        Ok(())
    }

    /// Writes a step down as begun, before its call, with what it replaces.
    pub(super) fn started(
        &self,
        place: usize,
        step: &Step,
        before: Option<Before>,
    ) -> Result<(), Failure> {
        {
            let mut job = lock(&self.job);
            let record = &mut job.steps[place];
            record.state = StepState::Started;
            record.started_at.get_or_insert_with(Timestamp::now);
            record.error = None;
            record.command = step.aws_cli();
            record.step = step.clone();
            if record.before.is_none() {
                record.before = before.filter(|before| !before.is_empty());
            }
        }
        self.write(place)
    }

    /// Notes AWS's handle on work that goes on there.
    pub(super) fn requested(&self, place: usize, request: &str) -> Result<(), Failure> {
        lock(&self.job).steps[place].request = Some(request.to_owned());
        self.write(place)
    }

    pub(super) fn skip(&self, places: &[usize]) -> Result<(), Failure> {
        for place in places {
            let is_open = {
                let mut job = lock(&self.job);
                let record = &mut job.steps[*place];
                let is_open = record.state == StepState::Pending;
                if is_open {
                    record.state = StepState::Skipped;
                }
                is_open
            };
            if is_open {
                self.write(*place)?;
            }
        }
        Ok(())
    }

    pub(super) fn end_early(&self, state: JobState) -> Result<(), Failure> {
        let every: Vec<usize> = (0..self.read(|job| job.steps.len())).collect();
        self.skip(&every)?;
        self.end(state)
    }

    pub(super) fn end(&self, state: JobState) -> Result<(), Failure> {
        lock(&self.job).ended_at = Some(Timestamp::now());
        self.rest(state)
    }

    /// Notes that the job waits, and for what.
    pub(super) fn wait(&self, wait: &Wait) -> Result<(), Failure> {
        {
            let mut job = lock(&self.job);
            job.state = JobState::Waiting;
            job.waits_for = Some(wait.words.clone());
            job.due_at = Some(wait.due_at);
        }
        self.keep()
    }

    /// Notes how far the job is; it waits for nothing.
    pub(super) fn rest(&self, state: JobState) -> Result<(), Failure> {
        {
            let mut job = lock(&self.job);
            job.state = state;
            (job.waits_for, job.due_at) = (None, None);
        }
        self.keep()
    }

    fn keep(&self) -> Result<(), Failure> {
        self.session.engine().store().update_job(&lock(&self.job))?;
        self.session
            .engine()
            .announce(Some(self.session.id()), &[Topic::Activity]);
        Ok(())
    }
}
