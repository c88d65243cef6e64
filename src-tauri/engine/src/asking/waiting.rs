//! Waiting for an answer, or for what goes on in the browser.

use std::sync::Arc;

use canopy_core::Failure;
use tokio::{sync::oneshot, time::Instant};

use super::{Asking, QuestionKind, cancelled};
use crate::lock;

/// An answer that is waited for. Dropping it takes the question away.
pub(crate) struct Waiting {
    pub(super) asking: Arc<Asking>,
    pub(super) id: u32,
    pub(super) until: Instant,
    pub(super) answer: oneshot::Receiver<Result<String, Failure>>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let open = lock(&self.asking.open).remove(&self.id);
        if open.is_some() {
            self.asking.announce();
        }
    }
}

impl Waiting {
    /// The answer. Errors: `cancelled` where the question was dismissed or nobody answered in time.
    pub(crate) async fn answer(mut self) -> Result<String, Failure> {
        match tokio::time::timeout_at(self.until, &mut self.answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(cancelled("the question was dismissed")),
            Err(_) => Err(cancelled("nobody answered in time")),
        }
    }

    /// Waits for `done` and for nothing else to be answered; a question that is dismissed ends it.
    pub(crate) async fn meanwhile<T>(
        mut self,
        done: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        tokio::select! {
            done = done => done,
            _ = &mut self.answer => Err(cancelled("the sign-in was given up")),
            () = tokio::time::sleep_until(self.until) => Err(cancelled("nobody signed in in time")),
        }
    }

    /// The way to name the page, once it is known.
    pub(crate) fn url(&self) -> Url {
        Url {
            asking: self.asking.clone(),
            id: self.id,
        }
    }
}

/// The page that a question names, to be filled in later.
pub(crate) struct Url {
    asking: Arc<Asking>,
    id: u32,
}

impl Url {
    pub(crate) fn set(&self, found: String) {
        let question = {
            let mut open = lock(&self.asking.open);
            let Some(open) = open.get_mut(&self.id) else {
                return;
            };
            let QuestionKind::Browser { url, .. } = &mut open.question.kind else {
                return;
            };
            *url = found;
            open.question.clone()
        };
        self.asking.announce();
        self.asking.pass_on(question);
    }
}
