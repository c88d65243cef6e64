//! From consolidated billing to all features: every invited member approves, then the management
//! account finishes. Created members need not be asked.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/manage-begin-all-features-standard-migration.html>

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Context, answers::wrong_state, handshakes, handshakes::violation, view};
use crate::{
    state::{Handshake, Organization, Party, State},
    wire::{Input, Refusal},
};

/// How long members have to approve.
const APPROVE_SECONDS: i64 = 90 * 24 * 3600;
/// A larger organization asks AWS to migrate it.
const MOST_ACCOUNTS: usize = 5000;

/// Asks for all features. Invitations that nobody has accepted yet are cancelled, for they speak of
/// consolidated billing only.
pub(super) fn enable(context: &mut Context<'_>, _: Input<'_>) -> Result<Value, Refusal> {
    let (now, organization) = (context.now, context.organization()?);
    if organization.has_all_features() {
        return Err(violation(
            "ORGANIZATION_ALREADY_HAS_ALL_FEATURES",
            "The handshake request is invalid because the organization has already enabled all features.",
        ));
    }
    if under_way(context.state, &organization.id, now) {
        return Err(violation(
            "ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION",
            "The handshake request is invalid because the organization has already started the process to enable all features.",
        ));
    }
    let members = context.state.index.members(&organization.id);
    if members.len() > MOST_ACCOUNTS {
        return Err(Refusal::constraint(
            "ALL_FEATURES_MIGRATION_ORGANIZATION_SIZE_LIMIT_EXCEEDED",
            "Your organization has more than 5000 accounts, and you can only use the standard migration process for organizations with less than 5000 accounts.",
        ));
    }
    let invited: Vec<String> = members
        .iter()
        .filter(|id| **id != organization.management_account_id)
        .filter_map(|id| context.state.accounts.get(id))
        .filter(|account| !account.is_created())
        .map(|account| account.id.clone())
        .collect();
    let organization = organization.clone();
    for handshake in context.state.handshakes.values_mut() {
        let ours = handshake.organization_id == organization.id;
        if ours && handshake.action == "INVITE" && handshake.is_open(now) {
            handshake.answer("CANCELED", now);
        }
    }
    let request = handshake(context.state, &organization, "ENABLE_ALL_FEATURES", now);
    let request_id = request.id.clone();
    for account_id in invited {
        let mut approval = handshake(context.state, &organization, "APPROVE_ALL_FEATURES", now);
        approval.parties.push(Party {
            id: account_id,
            kind: "ACCOUNT".to_owned(),
        });
        approval.parent_id = Some(request_id.clone());
        "OPEN".clone_into(&mut approval.state);
        add(context.state, approval);
    }
    add(context.state, request);
    promote(context.state, &request_id, now);
    context.state.touch();
    let request = context.state.handshakes.get(&request_id);
    let request = request.ok_or_else(handshakes::not_found)?;
    Ok(json!({ "Handshake": view::handshake(context.state, request, now) }))
}

fn handshake(
    state: &mut State,
    organization: &Organization,
    action: &str,
    now: Timestamp,
) -> Handshake {
    Handshake {
        action: action.to_owned(),
        state: "REQUESTED".to_owned(),
        ..handshakes::new(state, organization, now, APPROVE_SECONDS)
    }
}

fn add(state: &mut State, handshake: Handshake) {
    state.handshakes.insert(handshake.id.clone(), handshake);
}

/// Whether the organization has asked for all features, and not got them yet.
pub(super) fn under_way(state: &State, organization_id: &str, now: Timestamp) -> bool {
    state.handshakes.values().any(|handshake| {
        handshake.organization_id == organization_id
            && handshake.action == "ENABLE_ALL_FEATURES"
            && handshake.is_open(now)
    })
}

/// All features are on, once every invited member has approved. Which policy types apply is decided
/// afterwards, with `EnablePolicyType`.
pub(super) fn finish(context: &mut Context<'_>, request: &Handshake) -> Result<(), Refusal> {
    if request.state == "REQUESTED" {
        return Err(wrong_state("REQUESTED"));
    }
    "ALL".clone_into(&mut context.organization_mut()?.feature_set);
    Ok(())
}

/// Opens a request for the management account as soon as nobody has to approve any more.
pub(super) fn promote(state: &mut State, request_id: &str, now: Timestamp) {
    let missing = state.handshakes.values().any(|handshake| {
        let asked = handshake.recipient().map_or("", |party| &party.id);
        handshake.parent_id.as_deref() == Some(request_id)
            && handshake.state_at(now) != "ACCEPTED"
            && state.member(&handshake.organization_id, asked).is_some()
    });
    let request = state.handshakes.get_mut(request_id);
    if let Some(request) = request.filter(|request| !missing && request.is_open(now)) {
        "OPEN".clone_into(&mut request.state);
        state.touch();
    }
}

/// Withdraws what members were asked.
pub(super) fn cancel_approvals(state: &mut State, request_id: &str, now: Timestamp) {
    for handshake in state.handshakes.values_mut() {
        if handshake.parent_id.as_deref() == Some(request_id) && handshake.is_open(now) {
            handshake.answer("CANCELED", now);
        }
    }
}

/// An account has left: nobody waits for its approval any longer.
pub(super) fn forget(state: &mut State, organization_id: &str, account_id: &str, now: Timestamp) {
    let mut requests = Vec::new();
    for handshake in state.handshakes.values_mut() {
        let asked = handshake.recipient().map_or("", |party| &party.id) == account_id;
        if handshake.organization_id != organization_id || !asked {
            continue;
        }
        if let Some(request_id) = handshake.parent_id.clone() {
            if handshake.is_open(now) {
                handshake.answer("CANCELED", now);
            }
            requests.push(request_id);
        }
    }
    for request_id in requests {
        promote(state, &request_id, now);
    }
}
