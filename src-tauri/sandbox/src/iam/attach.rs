//! Managed policies on users, groups and roles, as permissions or as a boundary; and on whom they are.

use super::{
    Context,
    holder::Holder,
    managed::{self, no_such_policy},
    no_such_entity, rules,
};
use crate::{
    state::Permissions,
    wire::{Refusal, xml},
};

pub(super) fn attach(context: &mut Context<'_>, holder: Holder) -> Result<String, Refusal> {
    let arn = rules::policy_arn(context.form, "PolicyArn")?.to_owned();
    context.permissions(holder)?;
    attachable(context, &arn)?;
    let held = context.permissions_mut(holder)?;
    if held.attached.contains(&arn) {
        return Ok(String::new());
    }
    let (quota, most) = holder.attached();
    if held.attached.len() >= most {
        return Err(rules::limit_exceeded(quota, most));
    }
    held.attached.push(arn);
    Ok(String::new())
}

/// Whether a policy is there, and not one of those that AWS keeps for its services' own roles.
pub(super) fn attachable(context: &Context<'_>, arn: &str) -> Result<(), Refusal> {
    if managed::find(&context.account()?.iam, arn).is_none() {
        return Err(no_such_entity(format!(
            "Policy {arn} does not exist or is not attachable."
        )));
    }
    if arn.contains(":policy/aws-service-role/") {
        return Err(Refusal::query(
            "PolicyNotAttachable",
            400,
            "Cannot attach a Service Role Policy to a Customer Role.",
        ));
    }
    Ok(())
}

pub(super) fn detach(context: &mut Context<'_>, holder: Holder) -> Result<String, Refusal> {
    let arn = rules::policy_arn(context.form, "PolicyArn")?.to_owned();
    let held = context.permissions_mut(holder)?;
    let before = held.attached.len();
    held.attached.retain(|attached| *attached != arn);
    if held.attached.len() == before {
        return Err(no_such_policy(&arn));
    }
    Ok(String::new())
}

pub(super) fn list(context: &mut Context<'_>, holder: Holder) -> Result<String, Refusal> {
    let prefix = rules::path_prefix(context.form)?;
    let held = context.permissions(holder)?;
    let mut attached: Vec<(String, String)> = held
        .attached
        .iter()
        .filter(|arn| managed::path_and_name(arn).0.starts_with(prefix))
        .map(|arn| {
            let (_, name) = managed::path_and_name(arn);
            let fields = [xml::leaf("PolicyName", name), xml::leaf("PolicyArn", arn)];
            (arn.clone(), fields.concat())
        })
        .collect();
    attached.sort();
    let (page, rest) = rules::page(context.form, attached.into_iter())?;
    Ok([xml::list("AttachedPolicies", page), rest].concat())
}

/// Whose boundary a policy becomes.
pub(super) fn put_boundary(context: &mut Context<'_>, holder: Holder) -> Result<String, Refusal> {
    let arn = rules::policy_arn(context.form, "PermissionsBoundary")?.to_owned();
    context.permissions(holder)?;
    attachable(context, &arn)?;
    context.permissions_mut(holder)?.boundary = Some(arn);
    Ok(String::new())
}

pub(super) fn delete_boundary(
    context: &mut Context<'_>,
    holder: Holder,
) -> Result<String, Refusal> {
    let removed = context.permissions_mut(holder)?.boundary.take();
    removed.map(|_| String::new()).ok_or_else(|| {
        let noun = holder.noun();
        no_such_entity(format!("The {noun} has no permissions boundary."))
    })
}

/// The boundary that a new user or role is given.
pub(super) fn boundary(context: &Context<'_>) -> Result<Permissions, Refusal> {
    let mut held = Permissions::default();
    if context.form.get("PermissionsBoundary").is_some() {
        let arn = rules::policy_arn(context.form, "PermissionsBoundary")?;
        attachable(context, arn)?;
        held.boundary = Some(arn.to_owned());
    }
    Ok(held)
}

/// A boundary as users and roles tell it.
pub(super) fn told_boundary(held: &Permissions) -> String {
    held.boundary.as_ref().map_or_else(String::new, |arn| {
        let fields = [
            xml::leaf("PermissionsBoundaryType", "Policy"),
            xml::leaf("PermissionsBoundaryArn", arn),
        ];
        xml::wrap("PermissionsBoundary", &fields.concat())
    })
}

/// How a policy stands with its holders.
#[derive(Clone, Copy)]
enum Usage {
    Permissions,
    Boundary,
}

/// On whom a policy is: groups, then roles, then users, each kind in the order of its names.
pub(super) fn list_entities(context: &mut Context<'_>) -> Result<String, Refusal> {
    let arn = rules::policy_arn(context.form, "PolicyArn")?;
    if managed::find(&context.account()?.iam, arn).is_none() {
        return Err(no_such_policy(arn));
    }
    let kinds = [
        "User",
        "Role",
        "Group",
        "LocalManagedPolicy",
        "AWSManagedPolicy",
    ];
    let kind = rules::one_of(context.form, "EntityFilter", &kinds)?;
    let usages = ["PermissionsPolicy", "PermissionsBoundary"];
    let usages = match rules::one_of(context.form, "PolicyUsageFilter", &usages)? {
        Some("PermissionsPolicy") => &[Usage::Permissions][..],
        Some(_) => &[Usage::Boundary],
        None => &[Usage::Permissions, Usage::Boundary],
    };
    let prefix = rules::path_prefix(context.form)?;
    let wanted = |of: &str, path: &str, held: &Permissions| {
        kind.is_none_or(|kind| kind == of)
            && path.starts_with(prefix)
            && usages.iter().any(|usage| match usage {
                Usage::Permissions => held.attached.iter().any(|attached| attached == arn),
                Usage::Boundary => held.boundary.as_deref() == Some(arn),
            })
    };
    let iam = &context.account()?.iam;
    let groups = iam
        .groups
        .values()
        .filter(|group| wanted("Group", &group.path, &group.permissions))
        .map(|group| ("Group", &group.name, &group.id));
    let roles = iam
        .roles
        .values()
        .filter(|role| wanted("Role", &role.path, &role.permissions))
        .map(|role| ("Role", &role.name, &role.id));
    let users = iam
        .users
        .values()
        .filter(|user| wanted("User", &user.path, &user.permissions))
        .map(|user| ("User", &user.name, &user.id));
    let entities = groups
        .chain(roles)
        .chain(users)
        .map(|(kind, name, id)| (format!("{kind}/{name}"), (kind, name, id)));
    let (page, rest) = rules::page(context.form, entities)?;
    let of = |wanted: &str| {
        let entities = page.iter().filter(|(kind, ..)| *kind == wanted);
        let told = entities.map(|(kind, name, id)| {
            let fields = [
                xml::leaf(&format!("{kind}Name"), name),
                xml::leaf(&format!("{kind}Id"), id),
            ];
            fields.concat()
        });
        xml::list(&format!("Policy{wanted}s"), told)
    };
    Ok([of("Group"), of("User"), of("Role"), rest].concat())
}
