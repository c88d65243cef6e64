//! Accounts that the set-up left out, told apart from those where something is wrong: Canopy itself does not
//! get in there.

use std::collections::{BTreeMap, BTreeSet};

use canopy_core::{
    AccountId, Code, RoleName,
    identity::{Checked, Outcome, mark_not_set_up},
};
use futures_util::{StreamExt, stream};

use crate::session::Session;

/// How many accounts are looked into at once.
const AT_ONCE: usize = 8;

impl Session {
    /// Looks into the accounts whose roles should have let the probe in and did not, and marks those that
    /// nobody gets into.
    pub(super) async fn tell_left_out(&self, checked: &mut [Checked]) {
        let refused: BTreeMap<AccountId, RoleName> = checked
            .iter()
            .filter(|it| it.check.allowed && it.outcome == Outcome::Refused)
            .map(|it| (it.check.account.clone(), it.check.role.clone()))
            .collect();
        let looks = refused.into_iter().map(|(account, role)| async move {
            let looked = match self.inside(&account) {
                Ok(inside) => inside.role(&role).await.map(|_| ()),
                Err(failure) => Err(failure),
            };
            // What passes by, as a network that is down, says nothing about the account.
            let is_shut = looked.is_err_and(|failure| failure.code == Code::Denied);
            is_shut.then_some(account)
        });
        let looked: Vec<Option<AccountId>> = stream::iter(looks)
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        let shut: BTreeSet<AccountId> = looked.into_iter().flatten().collect();
        mark_not_set_up(checked, &shut);
    }
}
