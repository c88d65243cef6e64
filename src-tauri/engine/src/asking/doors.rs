//! The engine's doors to its questions, for windows and terminals.

use std::sync::Arc;

use canopy_core::Failure;

use super::{Asker, Question};
use crate::{Engine, lock};

impl Engine {
    /// The questions that are open, oldest first.
    pub fn questions(&self) -> Vec<Question> {
        self.asking().questions()
    }

    /// Answers a question.
    ///
    /// Errors: `notFound` where it is not open any more; `invalid` for what cannot be right, such as a code
    /// that was used already: then it stays open.
    pub fn answer_question(&self, id: u32, answer: &str) -> Result<(), Failure> {
        self.asking().answer(id, answer)
    }

    /// Gives a question up: what waits for it fails as `cancelled`.
    pub fn dismiss_question(&self, id: u32) -> Result<(), Failure> {
        self.asking().dismiss(id)
    }

    /// Has questions put to a person by `asker`, too.
    pub fn set_asker(&self, asker: Arc<dyn Asker>) {
        *lock(&self.asking().asker) = Some(asker);
    }

    /// Opens pages of sign-ins with `door` in the place of the system's browser. It says whether a browser
    /// took the page.
    pub fn set_sign_in_browser(&self, door: impl Fn(&str) -> bool + Send + Sync + 'static) {
        *lock(&self.asking().door) = Arc::new(door);
    }
}
