//! Leaving an organization: by itself, by its management account, or for another organization.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Context, features, reads::account_not_found, rules};
use crate::{
    clock,
    state::{Account, Organization, State},
    wire::{Input, Refusal},
};

/// A created account stays for four days at least.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const WAIT_SECONDS: i64 = 4 * 24 * 3600;

/// What an account leaves for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum To {
    /// To stand on its own, and pay its own bill.
    Nowhere,
    /// Another organization, whose invitation it accepts.
    Organization,
}

/// The caller's account leaves.
pub(super) fn leave(context: &mut Context<'_>, _: Input<'_>) -> Result<Value, Refusal> {
    let account_id = context.caller.account_id.clone();
    go(context, &account_id)
}

/// A member is made to leave.
pub(super) fn remove(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let account_id = input.required("AccountId", rules::ACCOUNT_ID)?;
    go(context, account_id)
}

fn go(context: &mut Context<'_>, account_id: &str) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let account = context
        .state
        .member(&organization.id, account_id)
        .ok_or_else(account_not_found)?;
    check(organization, account, context.now, To::Nowhere)?;
    depart(context.state, account_id, context.now);
    Ok(json!({}))
}

/// Whether a member may leave its organization.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_remove.html>
pub(super) fn check(
    organization: &Organization,
    account: &Account,
    now: Timestamp,
    to: To,
) -> Result<(), Refusal> {
    if organization.management_account_id == account.id {
        return Err(Refusal::organizations(
            "MasterCannotLeaveOrganizationException",
            "You can't remove a management account from an organization. If you want the management account to become a member account in another organization, you must first delete the current organization of the management account.",
        ));
    }
    if account.state != "ACTIVE" {
        // That it cannot leave is documented, with which reason is not.
        // <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_delete.html>
        return Err(Refusal::constraint(
            "ACCOUNT_CANNOT_LEAVE_ORGANIZATION",
            "An account that is closed or suspended can't leave the organization until it is permanently closed.",
        ));
    }
    let joined = account
        .membership
        .as_ref()
        .filter(|_| account.is_created())
        .map(|membership| membership.joined_at);
    if joined.is_some_and(|joined| clock::after(joined, WAIT_SECONDS) > now) {
        return Err(Refusal::constraint(
            "WAIT_PERIOD_ACTIVE",
            "This operation requires a wait period. You must wait until at least four days after the account was created.",
        ));
    }
    if organization
        .delegated_administrators
        .contains_key(&account.id)
    {
        return Err(Refusal::constraint(
            "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG",
            "You attempted to remove an account that is registered as a delegated administrator for a service integrated with your organization. To complete this operation, you must first deregister this account as a delegated administrator.",
        ));
    }
    if to == To::Nowhere && !account.can_pay() {
        return Err(Refusal::constraint(
            "MEMBER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED",
            "To complete this operation with this member account, you first must associate a valid payment instrument, such as a credit card, with the account.",
        ));
    }
    Ok(())
}

/// Takes an account out of its organization, if it is in one. Its roles stay behind in it.
pub(super) fn depart(state: &mut State, account_id: &str, now: Timestamp) {
    let Some(organization_id) = state
        .organization_of(account_id)
        .map(|organization| organization.id.clone())
    else {
        return;
    };
    if let Some(organization) = state.organizations.get_mut(&organization_id) {
        organization.delegated_administrators.remove(account_id);
    }
    state.leave(account_id);
    features::forget(state, &organization_id, account_id, now);
}
