//! Trusted access: AWS services that may act in the whole organization.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html>

use serde_json::{Value, json};

use super::{Context, pages::Page, principals, reads::paged};
use crate::{
    clock::epoch,
    state::Organization,
    wire::{Input, Refusal},
};

/// Policy types through which a service acts: they must be off before its access ends.
const POLICY_TYPES: &[(&str, &str)] = &[
    ("securityhub.amazonaws.com", "SECURITYHUB_POLICY"),
    ("inspector2.amazonaws.com", "INSPECTOR_POLICY"),
];

pub(super) fn enable(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let service = principals::known(input)?.principal;
    let now = context.now;
    let organization = context.organization_mut()?;
    need_all_features(organization)?;
    // Enabled again, it keeps its date.
    organization
        .trusted_services
        .entry(service.to_owned())
        .or_insert(now);
    context.state.touch();
    Ok(json!({}))
}

pub(super) fn disable(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let service = principals::known(input)?.principal;
    let organization = context.organization_mut()?;
    need_all_features(organization)?;
    let enabled = &organization.root.policy_types;
    let in_use = POLICY_TYPES
        .iter()
        .any(|&(of, kind)| of == service && enabled.iter().any(|enabled| enabled == kind));
    if in_use {
        return Err(Refusal::constraint(
            "POLICY_TYPE_ENABLED_FOR_THIS_SERVICE",
            "You attempted to disable service access before you disabled the policy type. To complete this operation, you must first disable the policy type.",
        ));
    }
    organization.trusted_services.remove(service);
    context.state.touch();
    Ok(json!({}))
}

pub(super) fn list(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let page = Page::of(input, "ListAWSServiceAccessForOrganization")?;
    let organization = context.organization()?;
    need_all_features(organization)?;
    let rest = organization
        .trusted_services
        .range::<str, _>(page.start())
        .map(|(service, since)| {
            let entry = json!({ "ServicePrincipal": service, "DateEnabled": epoch(*since) });
            (service.as_str(), entry)
        });
    Ok(paged("EnabledServicePrincipals", page.take(rest)))
}

/// What only an organization with all features can do.
pub(super) fn need_all_features(organization: &Organization) -> Result<(), Refusal> {
    if organization.has_all_features() {
        return Ok(());
    }
    Err(Refusal::constraint(
        "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE",
        "The request failed because the organization does not have all features enabled. Please enable all features in your organization and then retry.",
    ))
}
