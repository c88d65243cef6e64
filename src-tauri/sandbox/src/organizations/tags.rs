//! Tags on roots, OUs, accounts and policies.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Context, pages::Page, policies, reads::paged, rules};
use crate::wire::{Input, Refusal, input};

/// Most tags on one resource.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const MAX_TAGS: usize = 50;

pub(super) fn list(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let id = input.required("ResourceId", rules::TAGGABLE_ID)?;
    let page = Page::of(input, format!("ListTagsForResource {id}"))?;
    let tags = tags_of(context, id)?;
    let rest = tags
        .range::<str, _>(page.start())
        .map(|(key, value)| (key.as_str(), json!({ "Key": key, "Value": value })));
    Ok(paged("Tags", page.take(rest)))
}

pub(super) fn tag(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let id = input.required("ResourceId", rules::TAGGABLE_ID)?;
    input.required_list("Tags")?;
    let added = read(input, "Tags")?;
    let tags = tags_of(context, id)?;
    let count = tags.len() + added.keys().filter(|key| !tags.contains_key(*key)).count();
    if count > MAX_TAGS {
        return Err(too_many());
    }
    policies::check_tags(context, kind_of(id), &added)?;
    tags_of(context, id)?.extend(added);
    context.state.touch();
    Ok(json!({}))
}

pub(super) fn untag(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let id = input.required("ResourceId", rules::TAGGABLE_ID)?;
    let keys = input.required_list("TagKeys")?;
    let mut removed = Vec::new();
    for key in keys {
        let key = key.as_str().ok_or_else(invalid_member)?;
        removed.push(key_allowed(input::check("TagKeys", key, rules::TAG_KEY)?)?);
    }
    let tags = tags_of(context, id)?;
    for key in removed {
        tags.remove(key);
    }
    context.state.touch();
    Ok(json!({}))
}

/// Reads a list of tags: keys unlike each other and none of AWS's own.
pub(super) fn read(arguments: Input<'_>, name: &str) -> Result<BTreeMap<String, String>, Refusal> {
    let mut tags = BTreeMap::new();
    for tag in arguments.list(name)? {
        if !tag.is_object() {
            return Err(invalid_member());
        }
        let tag = Input(tag);
        let key = key_allowed(tag.required("Key", rules::TAG_KEY)?)?;
        let value = tag.required("Value", rules::TAG_VALUE)?;
        if tags.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(Refusal::invalid_input(
                "DUPLICATE_TAG_KEY",
                "Tag keys must be unique among the tags attached to the same entity.",
            ));
        }
    }
    if tags.len() > MAX_TAGS {
        return Err(too_many());
    }
    Ok(tags)
}

fn key_allowed(key: &str) -> Result<&str, Refusal> {
    if key
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
    {
        return Err(Refusal::invalid_input(
            "INVALID_SYSTEM_TAGS_PARAMETER",
            "You specified a tag key that is a system tag. You can't add, edit, or delete system tag keys because they're reserved for AWS use.",
        ));
    }
    Ok(key)
}

/// The type of a resource, as tag policies call it.
fn kind_of(id: &str) -> &'static str {
    if rules::is_account_id(id) {
        "account"
    } else if rules::is_ou_id(id) {
        "ou"
    } else if rules::is_root_id(id) {
        "root"
    } else {
        "policy"
    }
}

/// The tags of whatever has this id.
fn tags_of<'a>(
    context: &'a mut Context<'_>,
    id: &str,
) -> Result<&'a mut BTreeMap<String, String>, Refusal> {
    let not_found = || {
        Refusal::organizations(
            "TargetNotFoundException",
            "We can't find a root, OU, account, or policy with the TargetId that you specified.",
        )
    };
    if rules::is_account_id(id) {
        let organization_id = context.organization_id()?;
        let membership = context
            .state
            .accounts
            .get_mut(id)
            .and_then(|account| account.membership.as_mut());
        return membership
            .filter(|membership| membership.organization_id == organization_id)
            .map(|membership| &mut membership.tags)
            .ok_or_else(not_found);
    }
    let organization = context.organization_mut()?;
    if organization.root.id == id {
        return Ok(&mut organization.root.tags);
    }
    if let Some(ou) = organization.ous.get_mut(id) {
        return Ok(&mut ou.tags);
    }
    let policy = organization
        .policies
        .get_mut(id)
        .filter(|policy| !policy.aws_managed);
    policy.map(|policy| &mut policy.tags).ok_or_else(not_found)
}

fn too_many() -> Refusal {
    Refusal::constraint(
        "MAX_TAG_LIMIT_EXCEEDED",
        "You have exceeded the number of tags allowed on this resource.",
    )
}

fn invalid_member() -> Refusal {
    Refusal::invalid_input(
        "INVALID_LIST_MEMBER",
        "You provided a list to a parameter that contains an invalid member.",
    )
}
