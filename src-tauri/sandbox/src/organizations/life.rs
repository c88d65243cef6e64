//! The organization itself: its beginning and its end.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Context, linked_role, reads};
use crate::{
    builder, clock,
    state::{JoinedMethod, Membership},
    wire::{Input, Refusal},
};

/// How long the sandbox sets a new organization up. AWS can take an hour.
const SETUP_SECONDS: i64 = 10;
/// The accounts a new organization may have.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const ACCOUNT_QUOTA: usize = 10;

/// Founds an organization. The caller's account manages it and is, so far, its only member.
pub(super) fn create(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let feature_set = input
        .choice(
            "FeatureSet",
            "INVALID_ENUM",
            &["ALL", "CONSOLIDATED_BILLING"],
        )?
        .unwrap_or("ALL");
    if context.organization().is_ok() {
        return Err(Refusal::organizations(
            "AlreadyInOrganizationException",
            "The AWS account is already a member of an organization.",
        ));
    }
    let (now, account_id) = (context.now, context.caller.account_id.clone());
    let account = context.state.accounts.get(&account_id);
    if account.is_some_and(|account| account.state != "ACTIVE") {
        return Err(Refusal::constraint(
            "ACCOUNT_CREATION_NOT_COMPLETE",
            "Your account setup isn't complete or your account isn't fully active. You must complete the account setup before you create an organization.",
        ));
    }
    if account.is_some_and(|account| !account.can_pay()) {
        return Err(Refusal::constraint(
            "MASTER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED",
            "To create an organization with this management account, you first must associate a valid payment instrument, such as a credit card, with the account.",
        ));
    }
    linked_role::ensure(context)?;
    let random = &mut context.state.random;
    let id = format!("o-{}", random.lower(10));
    let root_id = format!("r-{}", random.lower(4));
    let mut organization = builder::organization(&id, &root_id, &account_id, ACCOUNT_QUOTA);
    feature_set.clone_into(&mut organization.feature_set);
    if feature_set != "ALL" {
        organization.root.policy_types.clear();
        organization.root.policies.clear();
    }
    organization.finalizing_until = Some(clock::after(now, SETUP_SECONDS));
    let policies = organization.root.policies.clone();
    context.state.add_organization(organization);
    let membership = Membership {
        organization_id: id,
        parent_id: root_id,
        joined_method: JoinedMethod::Invited,
        joined_at: now,
        tags: BTreeMap::new(),
        policies,
    };
    context.state.join(&account_id, membership);
    reads::describe_organization(context, input)
}

/// Deletes an organization that only its management account is left in. OUs and policies go with it.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_delete.html>
pub(super) fn delete(context: &mut Context<'_>, _: Input<'_>) -> Result<Value, Refusal> {
    let (now, organization) = (context.now, context.organization()?);
    let id = organization.id.clone();
    let coming = organization.create_requests.values();
    let coming = coming.filter(|request| request.state == "IN_PROGRESS");
    if context.state.index.members(&id).len() > 1 || coming.count() > 0 {
        return Err(Refusal::organizations(
            "OrganizationNotEmptyException",
            "The organization isn't empty. To delete an organization, you must first remove all accounts except the management account.",
        ));
    }
    for handshake in context.state.handshakes.values_mut() {
        if handshake.organization_id == id && handshake.is_open(now) {
            handshake.answer("CANCELED", now);
        }
    }
    context.state.leave(&context.caller.account_id);
    context.state.remove_organization(&id);
    Ok(json!({}))
}

pub(super) fn finalizing() -> Refusal {
    Refusal::organizations(
        "FinalizingOrganizationException",
        "AWS Organizations couldn't perform the operation because your organization hasn't finished initializing. This can take up to an hour. Try again later.",
    )
}
