//! Reading policies: what there is, what is attached where.

use serde_json::{Value, json};

use super::{not_found, policy_type, required_target_id, target_not_found};
use crate::{
    organizations::{Context, pages::Page, reads::paged, rules, view},
    wire::{Input, Refusal},
};

pub(in crate::organizations) fn list(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let kind = policy_type(input, "Filter")?;
    let page = Page::of(input, format!("ListPolicies {kind}"))?;
    let organization = context.organization()?;
    let rest = organization
        .policies
        .range::<str, _>(page.start())
        .filter(|(_, policy)| policy.kind == kind)
        .map(|(id, policy)| (id.as_str(), view::policy(organization, policy)));
    Ok(paged("Policies", page.take(rest)))
}

pub(in crate::organizations) fn describe(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let id = input.required("PolicyId", rules::POLICY_ID)?;
    let policy = organization.policies.get(id).ok_or_else(not_found)?;
    Ok(json!({ "Policy": {
        "PolicySummary": view::policy(organization, policy),
        "Content": policy.content,
    }}))
}

pub(in crate::organizations) fn list_for_target(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let target = required_target_id(input)?;
    let kind = policy_type(input, "Filter")?;
    let page = Page::of(input, format!("ListPoliciesForTarget {kind} {target}"))?;
    let attached = context.state.attached(organization, target);
    let attached = attached.ok_or_else(target_not_found)?;
    let mut attached: Vec<&str> = attached.iter().map(String::as_str).collect();
    attached.sort_unstable();
    let rest = attached
        .into_iter()
        .filter(|id| page.is_ahead(id))
        .filter_map(|id| organization.policies.get(id))
        .filter(|policy| policy.kind == kind)
        .map(|policy| (policy.id.as_str(), view::policy(organization, policy)));
    Ok(paged("Policies", page.take(rest)))
}

pub(in crate::organizations) fn list_targets(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let policy_id = input.required("PolicyId", rules::POLICY_ID)?;
    let page = Page::of(input, format!("ListTargetsForPolicy {policy_id}"))?;
    if !organization.policies.contains_key(policy_id) {
        return Err(not_found());
    }
    let root = &organization.root;
    // In the order of their ids: accounts are digits, then come OUs and the root.
    let accounts = context
        .state
        .index
        .members(&organization.id)
        .range::<str, _>(page.start());
    let accounts = accounts
        .filter_map(|id| context.state.accounts.get(id))
        .filter_map(|account| {
            let attached = &account.membership.as_ref()?.policies;
            Some((
                account.id.as_str(),
                account.name.as_str(),
                "ACCOUNT",
                attached,
            ))
        });
    let ous = organization
        .ous
        .range::<str, _>(page.start())
        .map(|(id, ou)| {
            (
                id.as_str(),
                ou.name.as_str(),
                "ORGANIZATIONAL_UNIT",
                &ou.policies,
            )
        });
    let root = std::iter::once((root.id.as_str(), root.name.as_str(), "ROOT", &root.policies))
        .filter(|(id, ..)| page.is_ahead(id));
    let rest = accounts
        .chain(ous)
        .chain(root)
        .filter(|(.., attached)| attached.iter().any(|id| id == policy_id))
        .map(|(id, name, kind, _)| {
            let arn = if kind == "ACCOUNT" {
                organization.account_arn(id)
            } else {
                organization.parent_arn(id)
            };
            (
                id,
                json!({ "TargetId": id, "Arn": arn, "Name": name, "Type": kind }),
            )
        });
    Ok(paged("Targets", page.take(rest)))
}
