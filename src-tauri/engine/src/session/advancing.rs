//! What is known moves on with every step that is done, and jobs that wait are looked after.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use canopy_core::{AccountId, Receipt, Step, Topic, Tree};
use jiff::Timestamp;

use super::Session;
use crate::lock;

/// How often waiting jobs are looked at: each says itself when it is worth it.
const TEND_EVERY: Duration = Duration::from_secs(10);

impl Session {
    /// Moves the tree on by a step that was done, keeps it and says so. What a step's receipt does not
    /// tell is read again.
    pub fn advance(self: &Arc<Self>, step: &Step, receipt: &Receipt) {
        let is_known = |id: &AccountId| {
            let tree = self.tree();
            tree.is_some_and(|tree| tree.get(&id.into()).is_some())
        };
        let moves_a_stranger = match step {
            Step::MoveAccount { account, .. } => account.known().is_some_and(|id| !is_known(id)),
            _ => false,
        };
        let changes_attachments = matches!(
            step,
            Step::AttachPolicy { .. } | Step::DetachPolicy { .. } | Step::DeleteOu { .. }
        );
        if let Some(parts) = step.of_role() {
            // Roles stand in no tree.
            if let Some(account) = parts.account.known() {
                self.role_changed(account, parts.role);
            }
            self.engine.announce(Some(self.id()), &[Topic::Access]);
            return;
        }
        if step.of_identity().is_some() {
            self.engine.announce(Some(self.id()), &[Topic::Identity]);
            return;
        }
        if step.outdates_tree() || moves_a_stranger {
            self.reload();
        } else {
            let next = {
                let mut knowledge = lock(&self.knowledge);
                knowledge.since_load.push((step.clone(), receipt.clone()));
                let next = knowledge
                    .tree
                    .as_ref()
                    .map(|tree| Arc::new(tree.after(step, receipt, Timestamp::now())));
                knowledge.tree.clone_from(&next);
                if changes_attachments {
                    let policies = knowledge.policies.as_ref();
                    knowledge.policies = policies.map(|policies| Arc::new(policies.after(step)));
                }
                next.filter(|tree| tree.complete)
            };
            if let Some(tree) = next {
                self.keep_tree(&tree);
            }
        }
        let topics: &[Topic] =
            if step.outdates_tree() || step.concerns_invitations() || moves_a_stranger {
                &[Topic::Organization, Topic::Invitations]
            } else {
                // Reading invitations calls AWS: a hundred moves must not ask for them a hundred times.
                &[Topic::Organization]
            };
        self.engine.announce(Some(self.id()), topics);
    }

    /// A role has changed: what was kept of it is not good any more.
    fn role_changed(&self, account: &AccountId, role: &canopy_core::RoleName) {
        self.members.forget(account, role);
        self.forget_maximum(account, role);
        let store = self.engine.store();
        match store.forget_readiness(self.id(), account, role) {
            Ok(true) => self.members.to_ask_again(account, role),
            Ok(false) => {}
            Err(failure) => {
                tracing::warn!(%failure, "what was found of a role could not be forgotten");
            }
        }
    }

    /// Reads the policies again, with nobody waiting.
    pub(super) fn read_policies_behind(self: &Arc<Self>) {
        let session = self.clone();
        tokio::spawn(async move {
            if let Err(failure) = session.read_policies().await {
                // A caller who may not read them gets plans without them.
                tracing::debug!(%failure, "the policies could not be read");
            }
        });
    }

    /// Goes on with jobs that wait for the world, now and whenever they fall due, until the session is
    /// closed.
    pub fn start_tending(self: &Arc<Self>) {
        if self.tended.swap(true, Ordering::Relaxed) {
            return;
        }
        let session = Arc::downgrade(self);
        tokio::spawn(async move {
            loop {
                let Some(session) = session.upgrade() else {
                    return;
                };
                if let Err(failure) = session.go_on_with_readiness() {
                    tracing::warn!(%failure, "the map of roles could not go on");
                }
                // What a read-only connection's jobs wait for can be there: they go on when it is not
                // read-only any more.
                if session.must_allow_changes().is_ok()
                    && let Err(failure) = Box::pin(crate::job::tend(&session)).await
                {
                    tracing::warn!(%failure, "jobs that wait could not be looked after");
                }
                drop(session);
                tokio::time::sleep(TEND_EVERY).await;
            }
        });
    }

    pub(super) fn keep_tree(&self, tree: &Tree) {
        // The tree on screen is right all the same; the next start shows an older one.
        if let Err(failure) = self.engine.store().save_tree(self.id(), tree) {
            tracing::warn!(%failure, "the tree could not be kept");
        }
    }
}
