//! Moving accounts.

use serde_json::{Value, json};

use super::{Context, reads::account_not_found, rules};
use crate::wire::{Input, Refusal};

/// Moves a member to another parent. The caller must know where it stands now.
pub(super) fn move_account(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let account_id = input.required("AccountId", rules::ACCOUNT_ID)?;
    let source = input.required("SourceParentId", rules::PARENT_ID)?;
    let destination = input.required("DestinationParentId", rules::PARENT_ID)?;
    let account = context
        .state
        .member(&organization.id, account_id)
        .ok_or_else(account_not_found)?;
    let parent_id = account
        .membership
        .as_ref()
        .map_or("", |membership| &membership.parent_id);
    if !organization.has_parent(source) {
        return Err(source_not_found());
    }
    if !organization.has_parent(destination) {
        return Err(Refusal::organizations(
            "DestinationParentNotFoundException",
            "We can't find the destination container (a root or OU) with the ParentId that you specified.",
        ));
    }
    if parent_id == destination {
        return Err(Refusal::organizations(
            "DuplicateAccountException",
            "That account is already present in the specified destination.",
        ));
    }
    if parent_id != source {
        return Err(source_not_found());
    }
    context.state.move_account(account_id, destination);
    Ok(json!({}))
}

fn source_not_found() -> Refusal {
    Refusal::organizations(
        "SourceParentNotFoundException",
        "We can't find a source root or OU with the ParentId that you specified.",
    )
}
