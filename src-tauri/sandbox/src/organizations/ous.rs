//! Creating, renaming and deleting OUs.

use serde_json::{Value, json};

use super::{
    Context, policies,
    reads::{ou_not_found, parent_not_found},
    rules, tags, view,
};
use crate::{
    builder::FULL_ACCESS,
    state::{MAX_OU_DEPTH, Organization, Ou, State},
    wire::{Input, Refusal},
};

/// Most OUs in an organization.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const MAX_OUS: usize = 2_000;

pub(super) fn create(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let parent_id = input.required("ParentId", rules::PARENT_ID)?;
    let name = input.required("Name", rules::OU_NAME)?;
    let tags = tags::read(input, "Tags")?;
    if !organization.has_parent(parent_id) {
        return Err(parent_not_found());
    }
    if organization.depth(parent_id) >= MAX_OU_DEPTH {
        return Err(Refusal::constraint(
            "OU_DEPTH_LIMIT_EXCEEDED",
            "You attempted to create an OU that exceeds the maximum depth of the OU tree.",
        ));
    }
    if organization.ous.len() >= MAX_OUS {
        return Err(Refusal::constraint(
            "OU_NUMBER_LIMIT_EXCEEDED",
            "You attempted to exceed the number of OUs that you can have in an organization.",
        ));
    }
    if is_taken(context.state, organization, parent_id, name) {
        return Err(duplicate());
    }
    policies::check_tags(context, "ou", &tags)?;
    let (organization_id, root_id) = (organization.id.clone(), organization.root.id.clone());
    let ou = Ou {
        id: context.state.new_ou_id(&root_id),
        name: name.to_owned(),
        parent_id: parent_id.to_owned(),
        tags,
        policies: vec![FULL_ACCESS.to_owned()],
    };
    context.state.add_ou(&organization_id, ou.clone());
    Ok(json!({ "OrganizationalUnit": view::ou(context.organization()?, &ou) }))
}

pub(super) fn update(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let id = input.required("OrganizationalUnitId", rules::OU_ID)?;
    let name = input.optional("Name", rules::OU_NAME)?;
    let ou = organization.ous.get(id).ok_or_else(ou_not_found)?;
    if let Some(name) = name.filter(|name| **name != ou.name) {
        if is_taken(context.state, organization, &ou.parent_id, name) {
            return Err(duplicate());
        }
        if let Some(ou) = context.organization_mut()?.ous.get_mut(id) {
            name.clone_into(&mut ou.name);
        }
        context.state.touch();
    }
    let organization = context.organization()?;
    let ou = organization.ous.get(id).ok_or_else(ou_not_found)?;
    Ok(json!({ "OrganizationalUnit": view::ou(organization, ou) }))
}

pub(super) fn delete(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let id = input.required("OrganizationalUnitId", rules::OU_ID)?;
    if !organization.ous.contains_key(id) {
        return Err(ou_not_found());
    }
    let children = context.state.index.children(id);
    if !children.ous.is_empty() || !children.accounts.is_empty() {
        return Err(Refusal::organizations(
            "OrganizationalUnitNotEmptyException",
            "You tried to delete an organizational unit (OU) that is not empty.",
        ));
    }
    let organization_id = organization.id.clone();
    context.state.remove_ou(&organization_id, id);
    Ok(json!({}))
}

/// Whether one of a parent's OUs has this name.
fn is_taken(state: &State, organization: &Organization, parent_id: &str, name: &str) -> bool {
    let siblings = state.index.children(parent_id).ous.iter();
    siblings
        .filter_map(|id| organization.ous.get(id))
        .any(|ou| ou.name == name)
}

fn duplicate() -> Refusal {
    Refusal::organizations(
        "DuplicateOrganizationalUnitException",
        "An OU with the same name already exists.",
    )
}
