//! Who is assigned a permission set, and where. AWS tells it account by account, and of people and groups the
//! ids only: their names come from the directory.

use std::collections::BTreeMap;

use aws_sdk_identitystore::Client as Directory;
use aws_sdk_ssoadmin::{
    operation::list_account_assignments::ListAccountAssignmentsOutput,
    types::{AccountAssignment, PrincipalType},
};
use canopy_core::{AccountId, Failure};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};

use super::{
    IdentityCenterInstance,
    reading::{Center, PAGE},
};
use crate::{fault::there, session::Session};

/// How many accounts, people and groups are asked for at once.
const AT_ONCE: usize = 8;

/// Whether one person is meant or a group of them.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum Principal {
    /// A group of people.
    Group,
    /// One person.
    User,
}

/// Who is assigned a permission set, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Assigned {
    /// A group or a person.
    pub principal: Principal,
    /// Its id in the directory.
    pub id: String,
    /// Its name there; none where the directory does not (any more) know it, or does not say.
    pub name: Option<String>,
    /// The accounts.
    pub accounts: Vec<AccountId>,
}

/// All assignments of a permission set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AssignedPermissionSet {
    /// Groups first, each by name.
    pub assigned: Vec<Assigned>,
    /// Why names are missing: the assignments are told all the same.
    pub failure: Option<Failure>,
}

impl Session {
    /// Who is assigned a permission set, and where: a question for each of `accounts`, those that have it.
    ///
    /// Errors: `denied`, `notFound` where the permission set is gone.
    pub async fn assigned(
        &self,
        instance: &IdentityCenterInstance,
        permission_set: &str,
        accounts: &[AccountId],
    ) -> Result<AssignedPermissionSet, Failure> {
        let center = Center::new(self, &instance.region);
        let asked: Vec<_> = accounts
            .iter()
            .map(|account| Box::pin(center.assignments(&instance.arn, permission_set, account)))
            .collect();
        let found: Vec<Vec<AccountAssignment>> = stream::iter(asked)
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        let mut by_principal: BTreeMap<(Principal, String), Vec<AccountId>> = BTreeMap::new();
        for assignment in found.into_iter().flatten() {
            let principal = match assignment.principal_type {
                Some(PrincipalType::User) => Principal::User,
                _ => Principal::Group,
            };
            let account = assignment.account_id.and_then(|id| id.parse().ok());
            if let (Some(id), Some(account)) = (assignment.principal_id, account) {
                by_principal
                    .entry((principal, id))
                    .or_default()
                    .push(account);
            }
        }
        let names = self
            .names(instance, by_principal.keys().cloned().collect())
            .await;
        let (names, failure) = match names {
            Ok(names) => (names, None),
            Err(failure) => (BTreeMap::new(), Some(failure)),
        };
        let mut assigned: Vec<Assigned> = by_principal
            .into_iter()
            .map(|((principal, id), mut accounts)| {
                accounts.sort();
                Assigned {
                    principal,
                    name: names.get(&id).cloned(),
                    id,
                    accounts,
                }
            })
            .collect();
        assigned.sort_by(|one, other| {
            let key = |it: &Assigned| (it.principal, it.name.is_none(), it.name.clone());
            key(one).cmp(&key(other)).then(one.id.cmp(&other.id))
        });
        Ok(AssignedPermissionSet { assigned, failure })
    }

    /// The names of people and groups by their ids; those that are gone have none.
    async fn names(
        &self,
        instance: &IdentityCenterInstance,
        who: Vec<(Principal, String)>,
    ) -> Result<BTreeMap<String, String>, Failure> {
        let config = self.aws().config().to_builder();
        let region = aws_types::region::Region::new(instance.region.clone());
        let directory = Directory::new(&config.region(region).build());
        let asked = who.into_iter().map(|(principal, id)| {
            let directory = &directory;
            Box::pin(async move {
                let name = match principal {
                    Principal::Group => {
                        self.group_name(directory, &instance.identity_store, &id)
                            .await
                    }
                    Principal::User => {
                        self.user_name(directory, &instance.identity_store, &id)
                            .await
                    }
                };
                Ok::<_, Failure>(there(name)?.flatten().map(|name| (id, name)))
            })
        });
        let asked: Vec<_> = asked.collect();
        let found: Vec<Option<(String, String)>> = stream::iter(asked)
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn group_name(
        &self,
        directory: &Directory,
        store: &str,
        id: &str,
    ) -> Result<Option<String>, Failure> {
        let read = self
            .aws()
            .read("identitystore:DescribeGroup", || {
                let request = directory.describe_group().group_id(id);
                request.identity_store_id(store).send()
            })
            .await?;
        Ok(read.display_name)
    }

    async fn user_name(
        &self,
        directory: &Directory,
        store: &str,
        id: &str,
    ) -> Result<Option<String>, Failure> {
        let read = self
            .aws()
            .read("identitystore:DescribeUser", || {
                let request = directory.describe_user().user_id(id);
                request.identity_store_id(store).send()
            })
            .await?;
        Ok(read.user_name.or(read.display_name))
    }
}

impl Center<'_> {
    /// The assignments of a permission set in one account.
    async fn assignments(
        &self,
        instance: &str,
        permission_set: &str,
        account: &AccountId,
    ) -> Result<Vec<AccountAssignment>, Failure> {
        let call = |token| {
            let request = self.admin.list_account_assignments();
            let request = request.instance_arn(instance);
            let request = request.permission_set_arn(permission_set);
            let request = request.account_id(account.as_str()).max_results(PAGE);
            request.set_next_token(token).send()
        };
        let take = |page: ListAccountAssignmentsOutput| {
            let found = page.account_assignments.unwrap_or_default();
            (found, page.next_token)
        };
        let aws = self.session.aws();
        aws.pages("sso:ListAccountAssignments", call, take).await
    }
}
