//! Answering handshakes: the recipient accepts or declines, the sender cancels.

use serde_json::{Value, json};

use super::{
    Context, ask, features, handshakes,
    handshakes::{Side, violation},
    leaving, linked_role, no_permission, not_in_use, rules, view,
};
use crate::{
    builder::FULL_ACCESS,
    state::{Handshake, JoinedMethod, Membership},
    wire::{Input, Refusal},
};

/// Accepts a handshake and does what was agreed on: the account joins, or all features are on.
pub(super) fn accept(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let (handshake, side) = known(context, input)?;
    let by = if handshake.action == "ENABLE_ALL_FEATURES" {
        Side::Sender
    } else {
        Side::Recipient
    };
    if side != by {
        return Err(no_permission());
    }
    if handshake.action != "INVITE" && context.organization().is_err() {
        return Err(not_in_use());
    }
    expect_open(context, &handshake, "ACCEPTED")?;
    match handshake.action.as_str() {
        "INVITE" => join(context, &handshake)?,
        "ENABLE_ALL_FEATURES" => features::finish(context, &handshake)?,
        _ => linked_role::ensure(context)?,
    }
    end(context, &handshake.id, "ACCEPTED")
}

/// Declines a handshake. Only the account that it was sent to can.
pub(super) fn decline(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let (handshake, side) = known(context, input)?;
    if side != Side::Recipient {
        return Err(no_permission());
    }
    expect_open(context, &handshake, "DECLINED")?;
    end(context, &handshake.id, "DECLINED")
}

/// Cancels a handshake, and with a request for all features what members were asked.
pub(super) fn cancel(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let (handshake, side) = known(context, input)?;
    if side != Side::Sender {
        return Err(no_permission());
    }
    expect_open(context, &handshake, "CANCELED")?;
    features::cancel_approvals(context.state, &handshake.id, context.now);
    end(context, &handshake.id, "CANCELED")
}

fn known(context: &Context<'_>, input: Input<'_>) -> Result<(Handshake, Side), Refusal> {
    let id = input.required("HandshakeId", rules::HANDSHAKE_ID)?;
    handshakes::find(context, id).map(|(handshake, side)| (handshake.clone(), side))
}

/// A handshake that has ended cannot end again.
fn expect_open(context: &Context<'_>, handshake: &Handshake, wanted: &str) -> Result<(), Refusal> {
    let state = handshake.state_at(context.now);
    if state == wanted {
        return Err(Refusal::organizations(
            "HandshakeAlreadyInStateException",
            format!("The specified handshake is already in the requested state {wanted}."),
        ));
    }
    if !handshake.is_open(context.now) {
        return Err(wrong_state(state));
    }
    Ok(())
}

pub(super) fn wrong_state(state: &str) -> Refusal {
    Refusal::organizations(
        "InvalidHandshakeTransitionException",
        format!("You can't perform the operation on the handshake in its current state {state}."),
    )
}

fn end(context: &mut Context<'_>, id: &str, state: &str) -> Result<Value, Refusal> {
    let now = context.now;
    let handshake = context
        .state
        .handshakes
        .get_mut(id)
        .ok_or_else(handshakes::not_found)?;
    handshake.answer(state, now);
    let (parent, id) = (handshake.parent_id.clone(), id.to_owned());
    if let Some(parent) = parent {
        features::promote(context.state, &parent, now);
    }
    context.state.touch();
    let handshake = context.state.handshakes.get(&id);
    let handshake = handshake.ok_or_else(handshakes::not_found)?;
    Ok(json!({ "Handshake": view::handshake(context.state, handshake, now) }))
}

/// Makes the caller's account a member. It stands in the root, and no access role is made.
///
/// A member of another organization leaves that one in the same moment, without having to stand on
/// its own in between. <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_account_migration.html>
fn join(context: &mut Context<'_>, handshake: &Handshake) -> Result<(), Refusal> {
    let (now, account_id) = (context.now, context.caller.account_id.clone());
    let state = &*context.state;
    let organization = state.organizations.get(&handshake.organization_id);
    let organization = organization.ok_or_else(handshakes::not_found)?;
    let account = state.accounts.get(&account_id).ok_or_else(not_in_use)?;
    if account.is_member_of(&organization.id) {
        return Err(violation(
            "ALREADY_IN_AN_ORGANIZATION",
            "The account is already a member of the organization.",
        ));
    }
    // This invitation is among those that count.
    if state.counted_accounts(&organization.id, now) > organization.account_quota {
        return Err(violation(
            "ACCOUNT_NUMBER_LIMIT_EXCEEDED",
            "The organization has as many accounts as it may have.",
        ));
    }
    if let Some(old) = state.organization_of(&account_id) {
        leaving::check(old, account, now, leaving::To::Organization)?;
        let keys = context.caller.context(state, now);
        let action = "organizations:LeaveOrganization";
        ask(state, context.caller, action, "*", &keys)?;
    } else if !account.can_pay() {
        return Err(violation(
            "PAYMENT_INSTRUMENT_REQUIRED",
            "The account has no payment instrument associated with it.",
        ));
    }
    let membership = Membership {
        organization_id: organization.id.clone(),
        parent_id: organization.root.id.clone(),
        joined_method: JoinedMethod::Invited,
        joined_at: now,
        tags: handshake.tags.clone(),
        policies: vec![FULL_ACCESS.to_owned()],
    };
    linked_role::ensure(context)?;
    leaving::depart(context.state, &account_id, now);
    context.state.join(&account_id, membership);
    Ok(())
}
