//! What is read about an organization or an account when someone looks at it: trusted services,
//! delegated administrators, contacts, regions, quotas.

use aws_sdk_account::{
    operation::list_regions::ListRegionsOutput,
    types::{Region, RegionOptStatus},
};
use aws_sdk_organizations::{
    operation::{
        list_aws_service_access_for_organization::ListAwsServiceAccessForOrganizationOutput,
        list_delegated_administrators::ListDelegatedAdministratorsOutput,
        list_delegated_services_for_account::ListDelegatedServicesForAccountOutput,
    },
    types::EnabledServicePrincipal,
};
use canopy_core::{
    AccountId, Code, Failure, Organization,
    contact::{Contact, ContactKind},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{fault::there, job::aws_kind, session::Session};

const PAGE: i32 = 20;
const REGIONS_PAGE: i32 = 50;
/// The quota for accounts is looked up by its name: AWS says that codes may change.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const ACCOUNTS_QUOTA: &str = "Default maximum number of accounts";

/// A service of AWS that the organization trusts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct TrustedService {
    /// `cloudtrail.amazonaws.com`
    pub principal: String,
    /// Since when.
    #[specta(type = Option<String>)]
    pub enabled_at: Option<Timestamp>,
}

/// An account that administers services for the organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct DelegatedAdministrator {
    /// Which account.
    pub account_id: AccountId,
    /// Its name.
    pub name: String,
    /// The services it administers.
    pub services: Vec<String>,
}

/// The organization beyond its tree.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationDetails {
    /// The organization.
    pub organization: Organization,
    /// The management account's address.
    pub management_email: String,
    /// How many accounts it may have, where Service Quotas told it.
    pub account_quota: Option<u32>,
    /// Services it trusts.
    pub services: Vec<TrustedService>,
    /// Accounts that administer services for it.
    pub delegated: Vec<DelegatedAdministrator>,
}

/// One of the three alternate contacts.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountContact {
    /// What it is for.
    pub kind: ContactKind,
    /// Who; none where nobody is named.
    pub contact: Option<Contact>,
}

/// A region of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountRegion {
    /// `ap-east-1`
    pub name: String,
    /// `ENABLED`, `ENABLING`, `DISABLING`, `DISABLED` or `ENABLED_BY_DEFAULT`.
    pub state: String,
}

/// An account beyond what the tree shows of it.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountDetails {
    /// All three contacts.
    pub contacts: Vec<AccountContact>,
    /// All regions, those that can be turned on and off among them.
    pub regions: Vec<AccountRegion>,
}

impl Session {
    /// The caller's organization. Errors: `notFound` where the account is in none.
    pub(crate) async fn described_organization(&self) -> Result<Organization, Failure> {
        Ok(self.organization_and_email().await?.0)
    }

    async fn organization_and_email(&self) -> Result<(Organization, String), Failure> {
        let organizations = &self.aws().organizations;
        let answer = self
            .aws()
            .read("DescribeOrganization", || {
                organizations.describe_organization().send()
            })
            .await?;
        let described = answer
            .organization
            .ok_or_else(|| Failure::unexpected("AWS described no organization"))?;
        let organization = Organization {
            id: described.id().unwrap_or_default().parse()?,
            management_account_id: described.master_account_id().unwrap_or_default().parse()?,
            feature_set: described
                .feature_set()
                .map_or("ALL", |it| it.as_str())
                .to_owned(),
        };
        let email = described.master_account_email().unwrap_or_default();
        Ok((organization, email.to_owned()))
    }

    /// Trusted services, delegated administrators and the quota, read now.
    pub async fn organization_details(&self) -> Result<OrganizationDetails, Failure> {
        let (described, quota) = tokio::join!(self.organization_and_email(), self.account_quota());
        let (organization, management_email) = described?;
        // With consolidated billing only, AWS refuses to list what there cannot be.
        let (services, delegated) = if organization.feature_set == "ALL" {
            tokio::try_join!(self.trusted_services(), self.delegated_administrators())?
        } else {
            (Vec::new(), Vec::new())
        };
        Ok(OrganizationDetails {
            organization,
            management_email,
            account_quota: quota.and_then(|quota| u32::try_from(quota).ok()),
            services,
            delegated,
        })
    }

    pub(crate) async fn trusted_services(&self) -> Result<Vec<TrustedService>, Failure> {
        let call = |token| {
            let organizations = &self.aws().organizations;
            let request = organizations.list_aws_service_access_for_organization();
            request.max_results(PAGE).set_next_token(token).send()
        };
        let read = |it: &EnabledServicePrincipal| {
            let enabled_at = it.date_enabled();
            TrustedService {
                principal: it.service_principal().unwrap_or_default().to_owned(),
                enabled_at: enabled_at.and_then(|at| Timestamp::from_second(at.secs()).ok()),
            }
        };
        let take = |page: ListAwsServiceAccessForOrganizationOutput| {
            let services = page.enabled_service_principals().iter().map(read).collect();
            (services, page.next_token)
        };
        let aws = self.aws();
        aws.pages("ListAWSServiceAccessForOrganization", call, take)
            .await
    }

    pub(crate) async fn delegated_administrators(
        &self,
    ) -> Result<Vec<DelegatedAdministrator>, Failure> {
        let call = |token| {
            let request = self.aws().organizations.list_delegated_administrators();
            request.max_results(PAGE).set_next_token(token).send()
        };
        let take = |page: ListDelegatedAdministratorsOutput| {
            (page.delegated_administrators().to_vec(), page.next_token)
        };
        let aws = self.aws();
        let administrators = aws.pages("ListDelegatedAdministrators", call, take).await?;
        let mut found = Vec::new();
        for administrator in administrators {
            let account_id: AccountId = administrator.id().unwrap_or_default().parse()?;
            found.push(DelegatedAdministrator {
                services: self.delegated_services(&account_id).await?,
                name: administrator.name().unwrap_or_default().to_owned(),
                account_id,
            });
        }
        Ok(found)
    }

    /// Services that `account` administers for the organization; none where it is no administrator.
    pub(crate) async fn delegated_services(
        &self,
        account: &AccountId,
    ) -> Result<Vec<String>, Failure> {
        let tree = self.tree();
        if tree.is_some_and(|tree| tree.organization.feature_set != "ALL") {
            return Ok(Vec::new());
        }
        let call = |token| {
            let organizations = &self.aws().organizations;
            let request = organizations.list_delegated_services_for_account();
            let request = request.account_id(account.as_str()).max_results(PAGE);
            request.set_next_token(token).send()
        };
        let take = |page: ListDelegatedServicesForAccountOutput| {
            let services = page.delegated_services().iter();
            let services = services.filter_map(|it| it.service_principal().map(ToOwned::to_owned));
            (services.collect(), page.next_token)
        };
        let aws = self.aws();
        match aws
            .pages("ListDelegatedServicesForAccount", call, take)
            .await
        {
            // AWS calls an account that administers nothing not registered.
            Err(failure) if failure.code == Code::NotFound => Ok(Vec::new()),
            found => found,
        }
    }

    /// How many accounts the organization may have; none where Service Quotas does not tell, as in
    /// emulators and for callers without the permission. Asked once.
    pub(crate) async fn account_quota(&self) -> Option<usize> {
        let quota = self.quota().get_or_init(|| async {
            self.read_quota().await.unwrap_or_else(|failure| {
                tracing::debug!(%failure, "the quota for accounts is not known");
                None
            })
        });
        *quota.await
    }

    async fn read_quota(&self) -> Result<Option<usize>, Failure> {
        let mut token: Option<String> = None;
        loop {
            let call = || {
                let request = self.aws().quotas.list_service_quotas();
                request
                    .service_code("organizations")
                    .set_next_token(token.clone())
                    .send()
            };
            let page = self
                .aws()
                .once("servicequotas:ListServiceQuotas", call)
                .await?;
            let is_it = |it: &&aws_sdk_servicequotas::types::ServiceQuota| {
                it.quota_name() == Some(ACCOUNTS_QUOTA)
            };
            if let Some(value) = page
                .quotas()
                .iter()
                .find(is_it)
                .and_then(aws_sdk_servicequotas::types::ServiceQuota::value)
            {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "AWS's quota is a whole number of at most 50,000"
                )]
                return Ok(Some(value as usize));
            }
            token = page.next_token;
            if token.is_none() {
                return Ok(None);
            }
        }
    }

    /// Contacts and regions of an account, read now.
    pub async fn account_details(&self, account: &AccountId) -> Result<AccountDetails, Failure> {
        let mut contacts = Vec::new();
        for kind in ContactKind::ALL {
            contacts.push(AccountContact {
                kind,
                contact: self.contact(account, kind).await?,
            });
        }
        let call = |token| {
            let request = self.aws().account.list_regions();
            let request = request.set_account_id(self.other(account));
            request
                .max_results(REGIONS_PAGE)
                .set_next_token(token)
                .send()
        };
        let read = |region: &Region| AccountRegion {
            name: region.region_name().unwrap_or_default().to_owned(),
            state: region
                .region_opt_status()
                .map_or("", RegionOptStatus::as_str)
                .to_owned(),
        };
        let take =
            |page: ListRegionsOutput| (page.regions().iter().map(read).collect(), page.next_token);
        let mut regions: Vec<AccountRegion> =
            self.aws().pages("account:ListRegions", call, take).await?;
        regions.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(AccountDetails { contacts, regions })
    }

    /// An alternate contact; none where nobody is named.
    pub(crate) async fn contact(
        &self,
        account: &AccountId,
        kind: ContactKind,
    ) -> Result<Option<Contact>, Failure> {
        let call = || {
            let request = self.aws().account.get_alternate_contact();
            request
                .set_account_id(self.other(account))
                .alternate_contact_type(aws_kind(kind))
                .send()
        };
        let read = self.aws().read("account:GetAlternateContact", call).await;
        let Some(answer) = there(read)? else {
            return Ok(None);
        };
        Ok(answer.alternate_contact().map(|found| Contact {
            name: found.name().unwrap_or_default().to_owned(),
            title: found.title().unwrap_or_default().to_owned(),
            email: found.email_address().unwrap_or_default().to_owned(),
            phone: found.phone_number().unwrap_or_default().to_owned(),
        }))
    }

    /// How a region stands in an account.
    pub(crate) async fn region(
        &self,
        account: &AccountId,
        region: &str,
    ) -> Result<RegionOptStatus, Failure> {
        let call = || {
            let request = self.aws().account.get_region_opt_status();
            request
                .set_account_id(self.other(account))
                .region_name(region)
                .send()
        };
        let answer = self.aws().read("account:GetRegionOptStatus", call).await?;
        answer
            .region_opt_status
            .ok_or_else(|| Failure::unexpected("AWS told no state of the region"))
    }

    /// The address of a member account's root user.
    pub(crate) async fn primary_email(&self, account: &AccountId) -> Result<String, Failure> {
        let call = || {
            self.aws()
                .account
                .get_primary_email()
                .account_id(account.as_str())
                .send()
        };
        let answer = self.aws().read("account:GetPrimaryEmail", call).await?;
        Ok(answer.primary_email().unwrap_or_default().to_owned())
    }
}
