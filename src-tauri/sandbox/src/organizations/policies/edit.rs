//! Creating, changing and deleting policies.

use serde_json::{Value, json};

use super::{check_tags, documents, kinds, not_found, note_change, policy_type};
use crate::{
    organizations::{Context, rules, tags, view},
    state::{Organization, Policy},
    wire::{Input, Refusal},
};

pub(in crate::organizations) fn create(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let document = input.required("Content", rules::POLICY_CONTENT)?;
    let description = input.required("Description", rules::POLICY_DESCRIPTION)?;
    let name = input.required("Name", rules::POLICY_NAME)?;
    let kind = policy_type(input, "Type")?;
    let tags = tags::read(input, "Tags")?;
    if super::is_consolidated_billing(organization) {
        return Err(not_available());
    }
    check_size(kind, document)?;
    documents::check(kind, document)?;
    check_tags(context, "policy", &tags)?;
    if is_taken(organization, kind, name, "") {
        return Err(duplicate());
    }
    let own = organization.policies.values();
    let own = own.filter(|policy| policy.kind == kind && !policy.aws_managed);
    if own.count() >= kinds::of(kind).per_organization {
        return Err(Refusal::constraint(
            "POLICY_NUMBER_LIMIT_EXCEEDED",
            "You attempted to exceed the number of policies that you can have in an organization.",
        ));
    }
    let policy = Policy {
        id: format!("p-{}", context.state.random.lower(10)),
        name: name.to_owned(),
        description: description.to_owned(),
        kind: kind.to_owned(),
        aws_managed: false,
        content: document.to_owned(),
        tags,
    };
    let shown = show(context.organization()?, &policy);
    let policies = &mut context.organization_mut()?.policies;
    policies.insert(policy.id.clone(), policy);
    context.state.touch();
    Ok(shown)
}

pub(in crate::organizations) fn update(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let now = context.now;
    let organization = context.organization()?;
    let id = input.required("PolicyId", rules::POLICY_ID)?;
    let name = input.optional("Name", rules::POLICY_NAME)?;
    let description = input.optional("Description", rules::POLICY_DESCRIPTION)?;
    let document = input.optional("Content", rules::POLICY_CONTENT)?;
    let mut policy = changeable(organization, id)?.clone();
    if let Some(document) = document {
        check_size(&policy.kind, document)?;
        documents::check(&policy.kind, document)?;
        document.clone_into(&mut policy.content);
    }
    if let Some(name) = name {
        if is_taken(organization, &policy.kind, name, id) {
            return Err(duplicate());
        }
        name.clone_into(&mut policy.name);
    }
    if let Some(description) = description {
        description.clone_into(&mut policy.description);
    }
    let shown = show(organization, &policy);
    let organization = context.organization_mut()?;
    if document.is_some() {
        note_change(organization, &policy.kind, now);
    }
    organization.policies.insert(policy.id.clone(), policy);
    context.state.touch();
    Ok(shown)
}

pub(in crate::organizations) fn delete(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let id = input.required("PolicyId", rules::POLICY_ID)?;
    changeable(organization, id)?;
    let in_use = context.state.targets(organization).iter().any(|target| {
        let attached = context.state.attached(organization, target);
        attached.is_some_and(|attached| attached.iter().any(|attached| attached == id))
    });
    if in_use {
        return Err(Refusal::organizations(
            "PolicyInUseException",
            "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.",
        ));
    }
    context.organization_mut()?.policies.remove(id);
    context.state.touch();
    Ok(json!({}))
}

/// A policy that its organization may change: not one of AWS's.
fn changeable<'a>(organization: &'a Organization, id: &str) -> Result<&'a Policy, Refusal> {
    let policy = organization.policies.get(id).ok_or_else(not_found)?;
    if policy.aws_managed {
        return Err(Refusal::invalid_input(
            "IMMUTABLE_POLICY",
            "You specified a policy that is managed by AWS and can't be modified.",
        ));
    }
    Ok(policy)
}

fn show(organization: &Organization, policy: &Policy) -> Value {
    json!({ "Policy": {
        "PolicySummary": view::policy(organization, policy),
        "Content": policy.content,
    }})
}

/// Whether another policy of this type has the name.
fn is_taken(organization: &Organization, kind: &str, name: &str, except: &str) -> bool {
    organization
        .policies
        .values()
        .any(|policy| policy.kind == kind && policy.name == name && policy.id != except)
}

fn check_size(kind: &str, document: &str) -> Result<(), Refusal> {
    if document.chars().count() > kinds::of(kind).content {
        return Err(Refusal::constraint(
            "POLICY_CONTENT_LIMIT_EXCEEDED",
            "You attempted to create a policy that is larger than the maximum size.",
        ));
    }
    Ok(())
}

fn duplicate() -> Refusal {
    Refusal::organizations(
        "DuplicatePolicyException",
        "A policy with the same name already exists.",
    )
}

pub(super) fn not_available() -> Refusal {
    Refusal::organizations(
        "PolicyTypeNotAvailableForOrganizationException",
        "You can't use the specified policy type with the feature set currently enabled for this organization.",
    )
}
