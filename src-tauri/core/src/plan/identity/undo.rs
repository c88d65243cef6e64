//! A step in the identity account taken back. Whether it still can be, the step finds out itself.

use super::Planner;
use crate::{failure::Failure, step::Step};

impl Planner<'_> {
    pub(in crate::plan) fn undo_identity(&mut self, step: &Step) -> Result<(), Failure> {
        let parts = step
            .of_identity()
            .ok_or_else(|| Failure::unexpected("this is no step in the identity account"))?;
        let account = parts
            .account
            .known()
            .ok_or_else(|| Failure::unexpected("an inverse refers to what is not made yet"))?;
        self.must_be_usable(account)?;
        let summary = format!(
            "{} in {}",
            parts.write.summary(),
            self.account_name(account)
        );
        let step = Step::Identity {
            account: parts.account.clone(),
            via: self.via(account),
            write: parts.write.clone(),
        };
        self.step(step, summary);
        Ok(())
    }
}
