//! Reading policies: what there is, what is attached where.

use serde_json::{Value, json};

use super::{Context, pages::Page, reads::paged, rules, view};
use crate::{
    state::Organization,
    wire::{Input, Refusal, input},
};

pub(super) fn list(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let kind = filter(input)?;
    let page = Page::of(input, format!("ListPolicies {kind}"))?;
    let organization = context.organization()?;
    let rest = organization
        .policies
        .range::<str, _>(page.start())
        .filter(|(_, policy)| policy.kind == kind)
        .map(|(id, policy)| (id.as_str(), view::policy(organization, policy)));
    Ok(paged("Policies", page.take(rest)))
}

pub(super) fn describe(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let id = input.required("PolicyId", rules::POLICY_ID)?;
    let policy = organization.policies.get(id).ok_or_else(policy_not_found)?;
    Ok(json!({ "Policy": {
        "PolicySummary": view::policy(organization, policy),
        "Content": policy.content,
    }}))
}

pub(super) fn list_for_target(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let target = input
        .required("TargetId", rules::TARGET_ID)
        .map_err(|refusal| {
            let reason = refusal
                .reason
                .filter(|reason| *reason != "INVALID_PATTERN")
                .or(Some("INVALID_PATTERN_TARGET_ID"));
            crate::wire::Refusal { reason, ..refusal }
        })?;
    let kind = filter(input)?;
    let page = Page::of(input, format!("ListPoliciesForTarget {kind} {target}"))?;
    let mut attached = attached(context, organization, target).ok_or_else(|| {
        Refusal::organizations(
            "TargetNotFoundException",
            "We can't find a root, OU, account, or policy with the TargetId that you specified.",
        )
    })?;
    attached.sort_unstable();
    let rest = attached
        .into_iter()
        .filter(|id| page.is_ahead(id))
        .filter_map(|id| organization.policies.get(id))
        .filter(|policy| policy.kind == kind)
        .map(|policy| (policy.id.as_str(), view::policy(organization, policy)));
    Ok(paged("Policies", page.take(rest)))
}

pub(super) fn list_targets(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let policy_id = input.required("PolicyId", rules::POLICY_ID)?;
    let page = Page::of(input, format!("ListTargetsForPolicy {policy_id}"))?;
    if !organization.policies.contains_key(policy_id) {
        return Err(policy_not_found());
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

/// The `Filter` of a call: a policy type.
fn filter(input: Input<'_>) -> Result<&str, Refusal> {
    input
        .choice("Filter", "INVALID_ENUM_POLICY_TYPE", rules::POLICY_TYPES)?
        .ok_or_else(|| input::missing("Filter"))
}

/// Ids of the policies attached to a root, an OU or an account; `None` if there is no such thing.
fn attached<'a>(
    context: &'a Context<'_>,
    organization: &'a Organization,
    target: &'a str,
) -> Option<Vec<&'a str>> {
    let ids = if organization.has_parent(target) {
        organization.attached(target)
    } else {
        let account = context.state.member(&organization.id, target)?;
        &account.membership.as_ref()?.policies
    };
    Some(ids.iter().map(String::as_str).collect())
}

fn policy_not_found() -> Refusal {
    Refusal::organizations(
        "PolicyNotFoundException",
        "We can't find a policy with the PolicyId that you specified.",
    )
}
