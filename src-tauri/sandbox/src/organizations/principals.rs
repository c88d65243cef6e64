//! The AWS services that work with Organizations, by their service principals.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services_list.html>

use super::rules;
use crate::wire::{Input, Refusal};

/// One service.
pub(super) struct Service {
    pub(super) principal: &'static str,
    /// How many members can administer it; none where the service knows no delegation.
    pub(super) administrators: Option<usize>,
}

const fn service(principal: &'static str, administrators: Option<usize>) -> Service {
    Service {
        principal,
        administrators,
    }
}

/// Stands in for a limit where the service documents none.
const ANY: Option<usize> = Some(usize::MAX);
const ONE: Option<usize> = Some(1);

/// In the order of their names. Limits are those of the services' own documentation.
const SERVICES: &[Service] = &[
    service("access-analyzer.amazonaws.com", ONE),
    service("account.amazonaws.com", ONE),
    service("auditmanager.amazonaws.com", ONE),
    service("aws-artifact-account-sync.amazonaws.com", None),
    service("backup.amazonaws.com", ANY),
    service("cloudtrail.amazonaws.com", Some(3)),
    service("compute-optimizer.amazonaws.com", ONE),
    service("config-multiaccountsetup.amazonaws.com", Some(3)),
    service("config.amazonaws.com", Some(3)),
    service("controltower.amazonaws.com", None),
    service("cost-optimization-hub.bcm.amazonaws.com", ONE),
    service("detective.amazonaws.com", ONE),
    service("devops-guru.amazonaws.com", ONE),
    service("ds.amazonaws.com", None),
    service("fms.amazonaws.com", Some(10)),
    service("guardduty.amazonaws.com", ONE),
    service("health.amazonaws.com", Some(5)),
    service("iam.amazonaws.com", ANY),
    service("inspector2.amazonaws.com", ONE),
    service("ipam.amazonaws.com", ONE),
    service("license-manager.amazonaws.com", ONE),
    service("macie.amazonaws.com", ONE),
    service("malware-protection.guardduty.amazonaws.com", ONE),
    service("member.org.stacksets.cloudformation.amazonaws.com", Some(5)),
    service("networkmanager.amazonaws.com", ANY),
    service("ram.amazonaws.com", None),
    service("reporting.trustedadvisor.amazonaws.com", Some(5)),
    service("resource-explorer-2.amazonaws.com", ONE),
    service("securityhub.amazonaws.com", ONE),
    service("securitylake.amazonaws.com", ONE),
    service("servicecatalog.amazonaws.com", Some(50)),
    service("servicequotas.amazonaws.com", None),
    service("ssm.amazonaws.com", ONE),
    service("sso.amazonaws.com", ONE),
    service("stacksets.cloudformation.amazonaws.com", None),
    service("storage-lens.s3.amazonaws.com", ANY),
    service("tagpolicies.tag.amazonaws.com", None),
    service("wellarchitected.amazonaws.com", ANY),
];

/// The service that the `ServicePrincipal` of a call names.
pub(super) fn known(input: Input<'_>) -> Result<&'static Service, Refusal> {
    let principal = input.required("ServicePrincipal", rules::SERVICE_PRINCIPAL)?;
    SERVICES
        .iter()
        .find(|service| service.principal == principal)
        .ok_or_else(|| unrecognized(principal))
}

pub(super) fn unrecognized(principal: &str) -> Refusal {
    Refusal::invalid_input(
        "UNRECOGNIZED_SERVICE_PRINCIPAL",
        format!("You specified a service principal that isn't recognized: {principal}."),
    )
}
