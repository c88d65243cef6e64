//! What to know about the figures that are shown.

use canopy_core::{AccountId, Failure};
use jiff::Timestamp;

use super::{BillNote, BillNoteKind};
use crate::session::Session;

impl Session {
    /// Notes, those first that say what is missing. `changed` is what the last reading left out.
    pub(super) fn notes(
        &self,
        changed: &[String],
        now: Timestamp,
    ) -> Result<Vec<BillNote>, Failure> {
        let mut notes = Vec::new();
        let mut note = |kind, words: String| notes.push(BillNote { kind, words });
        for words in changed {
            note(BillNoteKind::ChangedWhileRead, words.clone());
        }
        let aside = self.engine().store().billing_aside(self.id())?;
        let waits = aside.iter().any(|it| it.is_fresh(now));
        if waits && self.bill_progress().is_none() {
            note(
                BillNoteKind::Unfinished,
                "The last reading broke off. What it had read is kept: the next one asks only for what is missing.".to_owned(),
            );
        }
        for words in self.transfer_words()? {
            note(BillNoteKind::BillingTransfer, words);
        }
        let management = self.management_account();
        if management.is_some_and(|account| account != self.caller().account_id) {
            note(
                BillNoteKind::MemberOnly,
                "Only the costs of the account that is signed in are seen: the whole bill needs the management account.".to_owned(),
            );
        }
        if self.tree().is_some_and(|tree| !tree.complete) {
            note(
                BillNoteKind::TreeIncomplete,
                "The tree is still being loaded: accounts that are not in it yet stand apart."
                    .to_owned(),
            );
        }
        if self.sandbox().is_some() {
            note(
                BillNoteKind::Sandbox,
                "Nothing is charged in the sandbox: the meter counts as AWS would.".to_owned(),
            );
        }
        Ok(notes)
    }

    fn management_account(&self) -> Option<AccountId> {
        use crate::session::Standing;
        match self.standing() {
            Some(Standing::Member { organization }) => Some(organization.management_account_id),
            Some(Standing::Outside) => None,
            _ => self
                .tree()
                .map(|tree| tree.organization.management_account_id.clone()),
        }
    }
}
