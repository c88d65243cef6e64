//! IAM Identity Center as somebody set it up: its instances, their permission sets, and who is assigned them
//! where. It is read and never changed. One region holds it, and AWS does not tell which.
//! <https://docs.aws.amazon.com/singlesignon/latest/APIReference/welcome.html>

mod assigned;
mod reading;

use canopy_core::{AccountId, Code, Failure};
use serde::{Deserialize, Serialize};

pub use assigned::{Assigned, AssignedPermissionSet, Principal};

use crate::session::Session;
use reading::Center;

/// What trusts it in the organization.
const SERVICE_PRINCIPAL: &str = "sso.amazonaws.com";

/// What there is of Identity Center.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct IdentityCenterView {
    /// The regions that were asked, in this order; the last one has the instances, if any has.
    pub regions: Vec<String>,
    /// The instances that the caller can see.
    pub instances: Vec<IdentityCenterInstance>,
    /// Regions that were not asked.
    pub elsewhere: Vec<String>,
    /// Why there is none to see, a sentence.
    pub words: Option<String>,
}

/// An instance of Identity Center.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct IdentityCenterInstance {
    /// Its ARN.
    pub arn: String,
    /// The region that it lives in.
    pub region: String,
    /// The account that it belongs to: the management account for the organization's own.
    pub owner: Option<AccountId>,
    /// What somebody called it.
    pub name: Option<String>,
    /// The directory with its people.
    pub identity_store: String,
}

/// A permission set: it becomes a role in every account that it is assigned in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PermissionSet {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// How long its sessions last, in seconds; none where AWS says it in a way that Canopy cannot read.
    pub session_seconds: Option<i32>,
    /// ARNs of AWS's managed policies.
    pub managed_policies: Vec<String>,
    /// Managed policies that each account has of its own, as path and name.
    pub customer_managed_policies: Vec<String>,
    /// The policy that is written into it.
    pub inline_policy: Option<String>,
    /// What bounds it: an ARN, or path and name.
    pub permissions_boundary: Option<String>,
    /// The accounts that have it.
    pub accounts: Vec<AccountId>,
}

impl Session {
    /// The instances of Identity Center: in `region`, else in the regions where they are likely, the first that
    /// has one.
    ///
    /// Errors: `denied` where not even the instances may be listed, `invalid` for a region of nowhere.
    pub async fn identity_center(
        &self,
        region: Option<&str>,
    ) -> Result<IdentityCenterView, Failure> {
        let mut regions = Vec::new();
        for region in self.likely_regions(region)? {
            let instances = Center::new(self, &region).instances().await?;
            regions.push(region);
            if !instances.is_empty() {
                return self.view(regions, instances, None);
            }
        }
        let words = self.why_none(&regions).await;
        self.view(regions, Vec::new(), Some(words))
    }

    fn view(
        &self,
        regions: Vec<String>,
        instances: Vec<IdentityCenterInstance>,
        words: Option<String>,
    ) -> Result<IdentityCenterView, Failure> {
        let all = self.own_partition()?.regions().iter();
        let elsewhere = all
            .map(ToString::to_string)
            .filter(|region| !regions.contains(region));
        Ok(IdentityCenterView {
            elsewhere: elsewhere.collect(),
            regions,
            instances,
            words,
        })
    }

    /// The permission sets of an instance, by name: six questions for each.
    ///
    /// Errors: `denied` for whoever does not manage the instance.
    pub async fn permission_sets(
        &self,
        instance: &IdentityCenterInstance,
    ) -> Result<Vec<PermissionSet>, Failure> {
        let center = Center::new(self, &instance.region);
        let sets = center.permission_sets(&instance.arn).await;
        sets.map_err(|failure| self.on_looking_in(instance, failure))
    }

    /// The regions to look in: the one that is asked for, or the connection's own and the partition's first.
    fn likely_regions(&self, asked: Option<&str>) -> Result<Vec<String>, Failure> {
        let partition = self.own_partition()?;
        if let Some(region) = asked.map(str::trim).filter(|it| !it.is_empty()) {
            if !partition.regions().contains(&region) {
                return Err(Failure::invalid(format!(
                    "`{region}` is not a region of {}",
                    partition.title()
                ))
                .hint("A region reads like `eu-central-1`."));
            }
            return Ok(vec![region.to_owned()]);
        }
        let own = self.aws().config().region();
        let mut regions: Vec<String> = own.map(ToString::to_string).into_iter().collect();
        let home = partition.home_region();
        if regions.iter().all(|it| it != home) {
            regions.push(home.to_owned());
        }
        Ok(regions)
    }

    /// Why no instance was found: it is not enabled, or elsewhere.
    async fn why_none(&self, regions: &[String]) -> String {
        let looked = regions.join(" and ");
        // Whoever may not ask is told the little that is known.
        let trusted = self.trusted_services().await.ok();
        let trusted = trusted.map(|all| all.iter().any(|it| it.principal == SERVICE_PRINCIPAL));
        match trusted {
            Some(true) => format!(
                "There is no instance in {looked}, yet the organization trusts IAM Identity Center: it may be enabled in another region."
            ),
            Some(false) => format!(
                "There is no instance in {looked}, and the organization does not trust IAM Identity Center: it is not enabled."
            ),
            None => format!(
                "There is no instance in {looked}: it is not enabled, or it is enabled in another region."
            ),
        }
    }

    /// Only the management account and a delegated administrator look into the organization's instance: for
    /// others no permission helps.
    fn on_looking_in(&self, instance: &IdentityCenterInstance, failure: Failure) -> Failure {
        let is_elsewhere = instance
            .owner
            .as_ref()
            .is_some_and(|it| *it != self.caller().account_id);
        if failure.code != Code::Denied || !is_elsewhere {
            return failure;
        }
        Failure {
            hint: Some("Only the management account and a delegated administrator of IAM Identity Center can look into it: connect as one of them.".to_owned()),
            ..failure
        }
    }
}
