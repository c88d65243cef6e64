//! Attaching policies to the root, to OUs and to accounts, and detaching them.

use serde_json::{Value, json};

use super::{kinds, not_found, note_change, required_target_id, target_not_found};
use crate::{
    organizations::{Context, rules},
    state::{AWS_POLICIES, Organization, State},
    wire::{Input, Refusal},
};

const SCP: &str = "SERVICE_CONTROL_POLICY";
const RCP: &str = "RESOURCE_CONTROL_POLICY";

pub(in crate::organizations) fn attach(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let id = input.required("PolicyId", rules::POLICY_ID)?;
    let target = required_target_id(input)?;
    let policy = organization.policies.get(id).ok_or_else(not_found)?;
    let attached = context.state.attached(organization, target);
    let attached = attached.ok_or_else(target_not_found)?;
    if !organization.has_enabled(&policy.kind) {
        return Err(type_not_enabled());
    }
    if attached.iter().any(|attached| attached == id) {
        return Err(Refusal::organizations(
            "DuplicatePolicyAttachmentException",
            "The selected policy is already attached to the specified target.",
        ));
    }
    if count(organization, attached, &policy.kind) >= kinds::of(&policy.kind).per_target {
        return Err(Refusal::constraint(
            "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
            "You attempted to exceed the number of policies of a certain type that can be attached to an entity at one time.",
        ));
    }
    let kind = policy.kind.clone();
    change(context, target, &kind, |attached| {
        attached.push(id.to_owned());
    })
}

pub(in crate::organizations) fn detach(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let id = input.required("PolicyId", rules::POLICY_ID)?;
    let target = required_target_id(input)?;
    let policy = organization.policies.get(id).ok_or_else(not_found)?;
    let attached = context.state.attached(organization, target);
    let attached = attached.ok_or_else(target_not_found)?;
    if !attached.iter().any(|attached| attached == id) {
        return Err(Refusal::organizations(
            "PolicyNotAttachedException",
            "The policy isn't attached to the specified target in the specified root.",
        ));
    }
    if AWS_POLICIES
        .iter()
        .any(|default| default.id == id && default.kind == RCP)
    {
        return Err(Refusal::invalid_input(
            "NON_DETACHABLE_POLICY",
            "You can't detach this AWS Managed Policy.",
        ));
    }
    if policy.kind == SCP && count(organization, attached, SCP) == 1 {
        return Err(Refusal::constraint(
            "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
            "You attempted to detach a policy from an entity that would cause the entity to have fewer than the minimum number of policies of a certain type required.",
        ));
    }
    let kind = policy.kind.clone();
    change(context, target, &kind, |attached| {
        attached.retain(|attached| attached != id);
    })
}

/// How many policies of a type are among those attached.
fn count(organization: &Organization, attached: &[String], kind: &str) -> usize {
    attached
        .iter()
        .filter_map(|id| organization.policies.get(id))
        .filter(|policy| policy.kind == kind)
        .count()
}

fn change(
    context: &mut Context<'_>,
    target: &str,
    kind: &str,
    change: impl FnOnce(&mut Vec<String>),
) -> Result<Value, Refusal> {
    let now = context.now;
    let organization = context.organization_mut()?;
    note_change(organization, kind, now);
    let id = organization.id.clone();
    let state: &mut State = context.state;
    change(
        state
            .attached_mut(&id, target)
            .ok_or_else(target_not_found)?,
    );
    state.touch();
    Ok(json!({}))
}

pub(super) fn type_not_enabled() -> Refusal {
    Refusal::organizations(
        "PolicyTypeNotEnabledException",
        "The specified policy type isn't currently enabled in this root. You can't attach policies of the specified type to entities in a root until you enable that type in the root.",
    )
}
