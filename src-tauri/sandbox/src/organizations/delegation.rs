//! Delegated administrators: members that administer a service for the whole organization, and may
//! read the organization for that.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html>

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    Context, pages::Page, principals, reads::account_not_found, reads::paged, rules,
    services::need_all_features, view,
};
use crate::{
    clock::epoch,
    state::Organization,
    wire::{Input, Refusal},
};

/// What a delegated administrator may call.
const READS: &[&str] = &[
    "DescribeAccount",
    "DescribeCreateAccountStatus",
    "DescribeEffectivePolicy",
    "DescribeHandshake",
    "DescribeOrganization",
    "DescribeOrganizationalUnit",
    "DescribePolicy",
    "DescribeResourcePolicy",
    "ListAccounts",
    "ListAccountsForParent",
    "ListAWSServiceAccessForOrganization",
    "ListChildren",
    "ListCreateAccountStatus",
    "ListDelegatedAdministrators",
    "ListDelegatedServicesForAccount",
    "ListHandshakesForAccount",
    "ListHandshakesForOrganization",
    "ListOrganizationalUnitsForParent",
    "ListParents",
    "ListPolicies",
    "ListPoliciesForTarget",
    "ListRoots",
    "ListTagsForResource",
    "ListTargetsForPolicy",
];

/// Whether a member may call an operation as a delegated administrator.
pub(super) fn may(organization: &Organization, account_id: &str, operation: &str) -> bool {
    READS.contains(&operation)
        && organization
            .delegated_administrators
            .contains_key(account_id)
}

pub(super) fn register(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let account_id = input.required("AccountId", rules::ACCOUNT_ID)?;
    let service = principals::known(input)?;
    let (now, organization) = (context.now, context.organization()?);
    need_all_features(organization)?;
    if organization.management_account_id == account_id {
        return Err(Refusal::constraint(
            "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
            "You cannot register master account/yourself as delegated administrator for your organization.",
        ));
    }
    let account = context.state.member(&organization.id, account_id);
    if account.ok_or_else(account_not_found)?.state != "ACTIVE" {
        return Err(Refusal::constraint(
            "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR",
            "You cannot register a suspended account as a delegated administrator.",
        ));
    }
    let Some(most) = service.administrators else {
        return Err(principals::unrecognized(service.principal));
    };
    if !organization
        .trusted_services
        .contains_key(service.principal)
    {
        return Err(Refusal::constraint(
            "SERVICE_ACCESS_NOT_ENABLED",
            "You attempted to register a delegated administrator before you enabled service access. Call the EnableAWSServiceAccess API first.",
        ));
    }
    if services_of(organization, account_id).is_some_and(|of| of.contains_key(service.principal)) {
        return Err(Refusal::organizations(
            "AccountAlreadyRegisteredException",
            "The specified account is already a delegated administrator for this AWS service.",
        ));
    }
    let others = organization
        .delegated_administrators
        .values()
        .filter(|services| services.contains_key(service.principal));
    if others.count() >= most {
        return Err(if most == 1 {
            Refusal::constraint(
                "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE",
                "You attempted to register an AWS account as a delegated administrator for an AWS service that already has a delegated administrator. To complete this operation, you must first deregister any existing delegated administrators for this service.",
            )
        } else {
            Refusal::constraint(
                "MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED",
                "You attempted to register more delegated administrators than allowed for the service principal.",
            )
        });
    }
    context
        .organization_mut()?
        .delegated_administrators
        .entry(account_id.to_owned())
        .or_default()
        .insert(service.principal.to_owned(), now);
    context.state.touch();
    Ok(json!({}))
}

pub(super) fn deregister(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let account_id = input.required("AccountId", rules::ACCOUNT_ID)?;
    let service = principals::known(input)?.principal;
    let organization = context.organization()?;
    need_all_features(organization)?;
    let account = context.state.member(&organization.id, account_id);
    account.ok_or_else(account_not_found)?;
    let administrators = &mut context.organization_mut()?.delegated_administrators;
    let services = administrators
        .get_mut(account_id)
        .ok_or_else(not_registered)?;
    services.remove(service).ok_or_else(not_registered)?;
    // Without a service left, it is no administrator.
    if services.is_empty() {
        administrators.remove(account_id);
    }
    context.state.touch();
    Ok(json!({}))
}

/// Lists the administrators of one service, or of any.
pub(super) fn list(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let service = input.optional("ServicePrincipal", rules::SERVICE_PRINCIPAL)?;
    let scope = format!("ListDelegatedAdministrators {}", service.unwrap_or(""));
    let page = Page::of(input, scope)?;
    let organization = context.organization()?;
    need_all_features(organization)?;
    let rest = organization
        .delegated_administrators
        .range::<str, _>(page.start())
        .filter_map(|(id, services)| {
            let since = match service {
                Some(service) => services.get(service),
                None => services.values().min(),
            };
            let account = context.state.accounts.get(id)?;
            let shown = view::delegated_administrator(organization, account, *since?);
            Some((id.as_str(), shown))
        });
    Ok(paged("DelegatedAdministrators", page.take(rest)))
}

/// Lists what one account administers.
pub(super) fn list_services(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let account_id = input.required("AccountId", rules::ACCOUNT_ID)?;
    let page = Page::of(
        input,
        format!("ListDelegatedServicesForAccount {account_id}"),
    )?;
    let organization = context.organization()?;
    need_all_features(organization)?;
    let account = context.state.member(&organization.id, account_id);
    account.ok_or_else(account_not_found)?;
    let services = services_of(organization, account_id).ok_or_else(not_registered)?;
    let rest = services
        .range::<str, _>(page.start())
        .map(|(service, since)| {
            let entry =
                json!({ "ServicePrincipal": service, "DelegationEnabledDate": epoch(*since) });
            (service.as_str(), entry)
        });
    Ok(paged("DelegatedServices", page.take(rest)))
}

type Services = std::collections::BTreeMap<String, Timestamp>;

fn services_of<'a>(organization: &'a Organization, account_id: &str) -> Option<&'a Services> {
    organization.delegated_administrators.get(account_id)
}

fn not_registered() -> Refusal {
    Refusal::organizations(
        "AccountNotRegisteredException",
        "The specified account is not a delegated administrator for this AWS service.",
    )
}
