//! Turning policy types on and off for the whole root.
//!
//! AWS does it in the background. Here the answer says so, and the next call finds it done.

use serde_json::{Value, json};

use super::{attach::type_not_enabled, edit::not_available, kinds, note_change, policy_type};
use crate::{
    organizations::{Context, rules, view},
    state::Organization,
    wire::{Input, Refusal},
};

pub(in crate::organizations) fn enable(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let kind = policy_type(input, "PolicyType")?;
    check_root(organization, input)?;
    if super::is_consolidated_billing(organization) {
        return Err(not_available());
    }
    if organization.has_enabled(kind) {
        return Err(Refusal::organizations(
            "PolicyTypeAlreadyEnabledException",
            "The specified policy type is already enabled in the specified root.",
        ));
    }
    if let Some(service) = kinds::of(kind).needs_access_for
        && !organization.trusts(service)
    {
        return Err(Refusal::constraint(
            "SERVICE_ACCESS_NOT_ENABLED",
            "You attempted to enable a policy type before you enabled service access. Call the EnableAWSServiceAccess API first.",
        ));
    }
    let id = organization.id.clone();
    context.state.enable_policy_type(&id, kind);
    change(context, kind)?;
    Ok(root(context.organization()?, kind, "PENDING_ENABLE"))
}

pub(in crate::organizations) fn disable(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let kind = policy_type(input, "PolicyType")?;
    check_root(organization, input)?;
    if super::is_consolidated_billing(organization) {
        return Err(super::not_all_features());
    }
    if !organization.has_enabled(kind) {
        return Err(type_not_enabled());
    }
    let shown = root(organization, kind, "PENDING_DISABLE");
    let id = organization.id.clone();
    context.state.disable_policy_type(&id, kind);
    change(context, kind)?;
    Ok(shown)
}

fn change(context: &mut Context<'_>, kind: &str) -> Result<(), Refusal> {
    let now = context.now;
    note_change(context.organization_mut()?, kind, now);
    Ok(())
}

fn check_root(organization: &Organization, input: Input<'_>) -> Result<(), Refusal> {
    let id = input.required("RootId", rules::ROOT_ID)?;
    if id == organization.root.id {
        return Ok(());
    }
    Err(Refusal::organizations(
        "RootNotFoundException",
        "We can't find a root with the RootId that you specified.",
    ))
}

/// The root, with one type on its way to another status.
fn root(organization: &Organization, changing: &str, status: &str) -> Value {
    let mut root = view::root(organization);
    if let Some(types) = root["PolicyTypes"].as_array_mut() {
        for kind in types.iter_mut().filter(|kind| kind["Type"] == changing) {
            kind["Status"] = status.into();
        }
    }
    json!({ "Root": root })
}
