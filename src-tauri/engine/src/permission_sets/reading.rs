//! The calls that read instances and permission sets.

use aws_sdk_ssoadmin::{
    Client,
    operation::{
        list_accounts_for_provisioned_permission_set::ListAccountsForProvisionedPermissionSetOutput,
        list_customer_managed_policy_references_in_permission_set::ListCustomerManagedPolicyReferencesInPermissionSetOutput,
        list_instances::ListInstancesOutput,
        list_managed_policies_in_permission_set::ListManagedPoliciesInPermissionSetOutput,
        list_permission_sets::ListPermissionSetsOutput,
    },
    types::{CustomerManagedPolicyReference, InstanceMetadata, PermissionsBoundary},
};
use aws_types::region::Region;
use canopy_core::{AccountId, Failure};
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::SignedDuration;

use super::{IdentityCenterInstance, PermissionSet};
use crate::{fault::there, session::Session};

/// How many permission sets are looked into at once.
const AT_ONCE: usize = 4;
/// The largest pages that it makes.
pub(super) const PAGE: i32 = 100;

/// Identity Center in one region.
pub(super) struct Center<'a> {
    pub(super) session: &'a Session,
    pub(super) admin: Client,
    region: String,
}

impl<'a> Center<'a> {
    pub(super) fn new(session: &'a Session, region: &str) -> Self {
        let config = session.aws().config().to_builder();
        let config = config.region(Region::new(region.to_owned())).build();
        Self {
            session,
            admin: Client::new(&config),
            region: region.to_owned(),
        }
    }

    /// The instances that the caller can see here.
    pub(super) async fn instances(&self) -> Result<Vec<IdentityCenterInstance>, Failure> {
        let call = |token| {
            let request = self.admin.list_instances().max_results(PAGE);
            request.set_next_token(token).send()
        };
        let take = |page: ListInstancesOutput| {
            let instances = page.instances.unwrap_or_default();
            (instances, page.next_token)
        };
        let aws = self.session.aws();
        let found = aws.pages("sso:ListInstances", call, take).await?;
        Ok(found.into_iter().map(|it| self.instance(it)).collect())
    }

    fn instance(&self, found: InstanceMetadata) -> IdentityCenterInstance {
        IdentityCenterInstance {
            arn: found.instance_arn.unwrap_or_default(),
            region: self.region.clone(),
            owner: found.owner_account_id.and_then(|id| id.parse().ok()),
            name: found.name.filter(|name| !name.is_empty()),
            identity_store: found.identity_store_id.unwrap_or_default(),
        }
    }

    /// The permission sets of an instance, by name.
    pub(super) async fn permission_sets(
        &self,
        instance: &str,
    ) -> Result<Vec<PermissionSet>, Failure> {
        let call = |token| {
            let request = self.admin.list_permission_sets().instance_arn(instance);
            request.max_results(PAGE).set_next_token(token).send()
        };
        let take = |page: ListPermissionSetsOutput| {
            let sets = page.permission_sets.unwrap_or_default();
            (sets, page.next_token)
        };
        let aws = self.session.aws();
        let arns = aws.pages("sso:ListPermissionSets", call, take).await?;
        let looked: Vec<_> = arns
            .into_iter()
            .map(|arn| Box::pin(self.permission_set(instance, arn)))
            .collect();
        let mut sets: Vec<PermissionSet> = stream::iter(looked)
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        sets.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(sets)
    }

    async fn permission_set(&self, instance: &str, arn: String) -> Result<PermissionSet, Failure> {
        let set = arn.as_str();
        let (told, managed, customer_managed, inline, boundary, accounts) = tokio::try_join!(
            self.session.aws().read("sso:DescribePermissionSet", || {
                let request = self.admin.describe_permission_set();
                request
                    .instance_arn(instance)
                    .permission_set_arn(set)
                    .send()
            }),
            self.managed_policies(instance, set),
            self.customer_managed_policies(instance, set),
            self.inline_policy(instance, set),
            self.boundary(instance, set),
            self.accounts(instance, set),
        )?;
        let told = told.permission_set;
        let told =
            told.ok_or_else(|| Failure::unexpected("AWS told nothing of a permission set"))?;
        Ok(PermissionSet {
            name: told.name.unwrap_or_default(),
            description: told.description.filter(|it| !it.is_empty()),
            session_seconds: told.session_duration.as_deref().map_or(
                // What AWS takes where nobody said anything.
                // <https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html>
                Some(3600),
                seconds,
            ),
            managed_policies: managed,
            customer_managed_policies: customer_managed,
            inline_policy: inline,
            permissions_boundary: boundary,
            accounts,
            arn,
        })
    }

    async fn managed_policies(&self, instance: &str, set: &str) -> Result<Vec<String>, Failure> {
        let call = |token| {
            let request = self.admin.list_managed_policies_in_permission_set();
            let request = request.instance_arn(instance).permission_set_arn(set);
            request.max_results(PAGE).set_next_token(token).send()
        };
        let take = |page: ListManagedPoliciesInPermissionSetOutput| {
            let policies = page.attached_managed_policies.unwrap_or_default();
            let arns = policies.into_iter().filter_map(|it| it.arn).collect();
            (arns, page.next_token)
        };
        let aws = self.session.aws();
        aws.pages("sso:ListManagedPoliciesInPermissionSet", call, take)
            .await
    }

    async fn customer_managed_policies(
        &self,
        instance: &str,
        set: &str,
    ) -> Result<Vec<String>, Failure> {
        let call = |token| {
            let request = self
                .admin
                .list_customer_managed_policy_references_in_permission_set();
            let request = request.instance_arn(instance).permission_set_arn(set);
            request.max_results(PAGE).set_next_token(token).send()
        };
        let take = |page: ListCustomerManagedPolicyReferencesInPermissionSetOutput| {
            let policies = page.customer_managed_policy_references.unwrap_or_default();
            (
                policies.iter().map(path_and_name).collect(),
                page.next_token,
            )
        };
        let aws = self.session.aws();
        aws.pages(
            "sso:ListCustomerManagedPolicyReferencesInPermissionSet",
            call,
            take,
        )
        .await
    }

    async fn inline_policy(&self, instance: &str, set: &str) -> Result<Option<String>, Failure> {
        let read = self
            .session
            .aws()
            .read("sso:GetInlinePolicyForPermissionSet", || {
                let request = self.admin.get_inline_policy_for_permission_set();
                request
                    .instance_arn(instance)
                    .permission_set_arn(set)
                    .send()
            })
            .await?;
        Ok(read.inline_policy.filter(|policy| !policy.is_empty()))
    }

    async fn boundary(&self, instance: &str, set: &str) -> Result<Option<String>, Failure> {
        let read = self
            .session
            .aws()
            .read("sso:GetPermissionsBoundaryForPermissionSet", || {
                let request = self.admin.get_permissions_boundary_for_permission_set();
                request
                    .instance_arn(instance)
                    .permission_set_arn(set)
                    .send()
            })
            .await;
        let found = there(read)?.and_then(|it| it.permissions_boundary);
        Ok(found.as_ref().and_then(bounds))
    }

    async fn accounts(&self, instance: &str, set: &str) -> Result<Vec<AccountId>, Failure> {
        let call = |token| {
            let request = self.admin.list_accounts_for_provisioned_permission_set();
            let request = request.instance_arn(instance).permission_set_arn(set);
            request.max_results(PAGE).set_next_token(token).send()
        };
        let take = |page: ListAccountsForProvisionedPermissionSetOutput| {
            let ids = page.account_ids.unwrap_or_default();
            (ids, page.next_token)
        };
        let aws = self.session.aws();
        let ids = aws
            .pages("sso:ListAccountsForProvisionedPermissionSet", call, take)
            .await?;
        let mut accounts: Vec<AccountId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        accounts.sort();
        Ok(accounts)
    }
}

/// A policy of the accounts' own: `/ops/Deploy`.
fn path_and_name(policy: &CustomerManagedPolicyReference) -> String {
    format!("{}{}", policy.path().unwrap_or("/"), policy.name())
}

fn bounds(boundary: &PermissionsBoundary) -> Option<String> {
    let own = boundary.customer_managed_policy_reference();
    own.map(path_and_name)
        .or_else(|| boundary.managed_policy_arn().map(ToOwned::to_owned))
}

/// A length as ISO 8601 writes it: `PT8H`.
fn seconds(text: &str) -> Option<i32> {
    let length: SignedDuration = text.parse().ok()?;
    i32::try_from(length.as_secs()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_read_as_iso_8601_writes_it() {
        assert_eq!(seconds("PT1H"), Some(3600));
        assert_eq!(seconds("PT1H30M"), Some(5400));
        assert_eq!(seconds("PT12H"), Some(43200));
        assert_eq!(seconds("eight hours"), None);
    }

    #[test]
    fn a_boundary_is_a_policy_of_aws_or_of_the_accounts() {
        let arn = "arn:aws:iam::aws:policy/PowerUserAccess";
        let of_aws = PermissionsBoundary::builder().managed_policy_arn(arn);
        assert_eq!(bounds(&of_aws.build()).as_deref(), Some(arn));
        let own = CustomerManagedPolicyReference::builder().name("Limits");
        let own = own.path("/ops/").build().expect("a reference");
        let of_accounts = PermissionsBoundary::builder().customer_managed_policy_reference(own);
        assert_eq!(bounds(&of_accounts.build()).as_deref(), Some("/ops/Limits"));
        assert_eq!(bounds(&PermissionsBoundary::builder().build()), None);
    }
}
