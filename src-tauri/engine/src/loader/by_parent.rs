//! Loading without paths: parent by parent, from the top.

use std::collections::VecDeque;

use canopy_core::{Code, Failure, ParentId, plan::bucket, tree::DEEPEST_OU};
use futures_util::{StreamExt, stream::FuturesUnordered};

use super::{Load, PAGE};
use crate::lock;

/// How many parents are read at once.
const AT_ONCE: usize = 8;

impl Load<'_> {
    pub(super) async fn by_parent(&self) -> Result<(), Failure> {
        let mut waiting = VecDeque::from([(lock(&self.sketch).root_id(), 0)]);
        let mut under_way = FuturesUnordered::new();
        loop {
            while under_way.len() < AT_ONCE {
                let Some((parent, level)) = waiting.pop_front() else {
                    break;
                };
                under_way.push(self.read_parent(parent, level));
            }
            let Some(found) = under_way.next().await else {
                return Ok(());
            };
            waiting.extend(found?);
            #[expect(
                clippy::cast_precision_loss,
                reason = "an organization has at most 2,000 units"
            )]
            let left = (waiting.len() + under_way.len()) as f64 * 2.0 / bucket("ListParents").rate;
            self.show(Some(left))?;
            self.tell(Some(left));
        }
    }

    /// Reads the units and accounts directly below `parent`, and returns the units to read next.
    async fn read_parent(
        &self,
        parent: ParentId,
        level: usize,
    ) -> Result<Vec<(ParentId, usize)>, Failure> {
        let units = async {
            if level < DEEPEST_OU {
                self.read_units(&parent).await
            } else {
                Ok(Vec::new())
            }
        };
        match tokio::try_join!(units, self.read_accounts(&parent)) {
            Ok((units, ())) => Ok(units.into_iter().map(|unit| (unit, level + 1)).collect()),
            // Someone deleted it meanwhile: it was empty then.
            Err(failure) if failure.code == Code::NotFound && !parent.is_root() => {
                if let Ok(id) = parent.as_str().parse() {
                    lock(&self.sketch).remove(&id);
                }
                Ok(Vec::new())
            }
            Err(failure) => Err(failure),
        }
    }

    async fn read_units(&self, parent: &ParentId) -> Result<Vec<ParentId>, Failure> {
        let mut found = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let call = || {
                let request = self
                    .aws
                    .organizations
                    .list_organizational_units_for_parent();
                request
                    .parent_id(parent.as_str())
                    .max_results(PAGE)
                    .set_next_token(token.clone())
                    .send()
            };
            let page = self
                .aws
                .read("ListOrganizationalUnitsForParent", call)
                .await?;
            for unit in page.organizational_units() {
                let (id, _) = lock(&self.sketch).add_unit(parent, unit)?;
                found.push(ParentId::from(id));
            }
            token = page.next_token;
            if token.is_none() {
                return Ok(found);
            }
        }
    }

    async fn read_accounts(&self, parent: &ParentId) -> Result<(), Failure> {
        let mut token: Option<String> = None;
        loop {
            let call = || {
                let request = self.aws.organizations.list_accounts_for_parent();
                request
                    .parent_id(parent.as_str())
                    .max_results(PAGE)
                    .set_next_token(token.clone())
                    .send()
            };
            let page = self.aws.read("ListAccountsForParent", call).await?;
            for account in page.accounts() {
                lock(&self.sketch).add_account(parent.clone(), account)?;
            }
            token = page.next_token;
            if token.is_none() {
                return Ok(());
            }
        }
    }
}
