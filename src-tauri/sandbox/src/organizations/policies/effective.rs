//! What follows for one account from the policies above it and its own.

use serde_json::{Value, json};

use super::{merge, target_id, target_not_found};
use crate::{
    clock::epoch,
    organizations::{Context, rules},
    state::{Membership, Organization, State},
    wire::{Input, Refusal, input},
};

/// Service control and resource control policies are not merged: each level has its say.
const NOT_MERGED: usize = 2;

pub(in crate::organizations) fn describe(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let kinds = rules::POLICY_TYPES.get(NOT_MERGED..).unwrap_or_default();
    let kind = input
        .choice("PolicyType", "INVALID_ENUM_POLICY_TYPE", kinds)?
        .ok_or_else(|| input::missing("PolicyType"))?;
    let caller = context.caller.account_id.as_str();
    let target = target_id(input)?.unwrap_or(caller);
    if organization.has_parent(target) {
        return Err(Refusal::invalid_input(
            "TARGET_NOT_SUPPORTED",
            "You can't perform the specified operation on that target entity.",
        ));
    }
    if super::is_consolidated_billing(organization) {
        return Err(super::not_all_features());
    }
    if caller != organization.management_account_id && caller != target {
        return Err(Refusal::organizations(
            "AccessDeniedException",
            "You don't have permissions to access this resource.",
        ));
    }
    let account = context.state.member(&organization.id, target);
    let membership = account.and_then(|account| account.membership.as_ref());
    let membership = membership.ok_or_else(target_not_found)?;
    let merged = content(context.state, organization, target, kind).ok_or_else(|| {
        Refusal::organizations(
            "EffectivePolicyNotFoundException",
            "If you ran this action on the management account, this policy type is not enabled. If you ran the action on a member account, the account doesn't have an effective policy of this type.",
        )
    })?;
    let changed_at = organization.policies_changed_at.get(kind);
    let changed_at = changed_at.map_or(membership.joined_at, |at| (*at).max(membership.joined_at));
    Ok(json!({ "EffectivePolicy": {
        "PolicyContent": merged.to_string(),
        "LastUpdatedTimestamp": epoch(changed_at),
        "TargetId": target,
        "PolicyType": kind,
    }}))
}

/// What follows for a member; nothing where no policy of this type is above or on it.
pub(super) fn content(
    state: &State,
    organization: &Organization,
    account_id: &str,
    kind: &str,
) -> Option<Value> {
    let account = state.member(&organization.id, account_id)?;
    let levels = levels(organization, account.membership.as_ref()?, kind);
    let has_some = organization.has_enabled(kind) && levels.iter().any(|level| !level.is_empty());
    has_some.then(|| merge::merge(levels))
}

/// The policies of a type on each level, from the root down to the account.
fn levels<'a>(
    organization: &'a Organization,
    membership: &'a Membership,
    kind: &str,
) -> Vec<Vec<&'a str>> {
    let mut levels: Vec<&[String]> = vec![&membership.policies];
    levels.extend(
        organization
            .ancestors(&membership.parent_id)
            .map(|id| organization.attached(id)),
    );
    levels.reverse();
    let of_kind = |ids: &'a [String]| {
        ids.iter()
            .filter_map(|id| organization.policies.get(id))
            .filter(|policy| policy.kind == kind)
            .map(|policy| policy.content.as_str())
            .collect()
    };
    levels.into_iter().map(of_kind).collect()
}
