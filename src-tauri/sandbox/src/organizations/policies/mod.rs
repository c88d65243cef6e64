//! Policies of an organization: what there is, what is attached where, and what follows from it.

mod attach;
mod compliance;
mod documents;
mod edit;
mod effective;
mod kinds;
mod merge;
mod reads;
mod types;

pub(super) use attach::{attach, detach};
pub(super) use compliance::check_tags;
pub(super) use edit::{create, delete, update};
pub(super) use effective::describe as describe_effective;
pub(super) use reads::{describe, list, list_for_target, list_targets};
pub(super) use types::{disable as disable_type, enable as enable_type};

use jiff::Timestamp;

use super::rules;
use crate::{
    authorize,
    state::Organization,
    wire::{Input, Refusal, input},
};

/// Sets the condition key that statements about policies may ask for.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html#awsorganizations-policy-keys>
pub(super) fn set_condition_key(
    context: &mut authorize::Context,
    organization: Option<&Organization>,
    input: Input<'_>,
) {
    let of_policy = organization
        .and_then(|organization| organization.policies.get(input.raw("PolicyId")))
        .map(|policy| policy.kind.as_str());
    let named = ["PolicyType", "Type", "Filter"]
        .into_iter()
        .map(|name| input.raw(name))
        .find(|kind| rules::POLICY_TYPES.contains(kind));
    context.set_some("organizations:PolicyType", of_policy.or(named));
}

/// A policy type that must be given.
fn policy_type<'a>(input: Input<'a>, name: &str) -> Result<&'a str, Refusal> {
    input
        .choice(name, "INVALID_ENUM_POLICY_TYPE", rules::POLICY_TYPES)?
        .ok_or_else(|| input::missing(name))
}

/// The `TargetId` of a call: ids have a reason of their own for a wrong form.
fn target_id(input: Input<'_>) -> Result<Option<&str>, Refusal> {
    input
        .optional("TargetId", rules::TARGET_ID)
        .map_err(|refusal| {
            let reason = refusal
                .reason
                .filter(|reason| *reason != "INVALID_PATTERN")
                .or(Some("INVALID_PATTERN_TARGET_ID"));
            Refusal { reason, ..refusal }
        })
}

fn required_target_id(input: Input<'_>) -> Result<&str, Refusal> {
    target_id(input)?.ok_or_else(|| input::missing("TargetId"))
}

fn not_found() -> Refusal {
    Refusal::organizations(
        "PolicyNotFoundException",
        "We can't find a policy with the PolicyId that you specified.",
    )
}

fn target_not_found() -> Refusal {
    Refusal::organizations(
        "TargetNotFoundException",
        "We can't find a root, OU, account, or policy with the TargetId that you specified.",
    )
}

fn is_consolidated_billing(organization: &Organization) -> bool {
    organization.feature_set != "ALL"
}

fn not_all_features() -> Refusal {
    Refusal::constraint(
        "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE",
        "You attempted to perform an operation that requires the organization to be configured to support all features. An organization that supports only consolidated billing features can't perform this operation.",
    )
}

/// Notes when the policies of a type had an effect of another kind for the last time.
fn note_change(organization: &mut Organization, kind: &str, now: Timestamp) {
    organization
        .policies_changed_at
        .insert(kind.to_owned(), now);
}
