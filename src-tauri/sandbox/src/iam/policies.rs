//! What a role may do: AWS's managed policies, attached, and policies written into it.

use super::{Context, no_such_entity, rules};
use crate::{
    authorize::managed,
    wire::{Refusal, form::encode, xml},
};

pub(super) fn attach(context: &mut Context<'_>) -> Result<String, Refusal> {
    let arn = rules::required(context.form, "PolicyArn")?.to_owned();
    context.role()?;
    if managed::find(&arn).is_none() {
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
    let role = context.role_mut()?;
    if role.attached.contains(&arn) {
        return Ok(String::new());
    }
    if role.attached.len() >= rules::ATTACHED {
        return Err(rules::limit_exceeded("PoliciesPerRole", rules::ATTACHED));
    }
    role.attached.push(arn);
    Ok(String::new())
}

pub(super) fn detach(context: &mut Context<'_>) -> Result<String, Refusal> {
    let arn = rules::required(context.form, "PolicyArn")?.to_owned();
    let role = context.role_mut()?;
    let before = role.attached.len();
    role.attached.retain(|attached| *attached != arn);
    if role.attached.len() == before {
        return Err(no_such_entity(format!("Policy {arn} was not found.")));
    }
    Ok(String::new())
}

pub(super) fn list_attached(context: &mut Context<'_>) -> Result<String, Refusal> {
    let mut attached: Vec<(String, String)> = context
        .role()?
        .attached
        .iter()
        .map(|arn| {
            let name = arn.rsplit('/').next().unwrap_or(arn);
            (
                arn.clone(),
                [xml::leaf("PolicyName", name), xml::leaf("PolicyArn", arn)].concat(),
            )
        })
        .collect();
    attached.sort();
    let (page, rest) = rules::page(context.form, attached.into_iter())?;
    Ok([xml::list("AttachedPolicies", page), rest].concat())
}

pub(super) fn put_inline(context: &mut Context<'_>) -> Result<String, Refusal> {
    let name = rules::policy_name(context.form)?.to_owned();
    let document = rules::required(context.form, "PolicyDocument")?.to_owned();
    rules::permissions(&document)?;
    let role = context.role_mut()?;
    let others = role
        .inline
        .iter()
        .filter(|(other, _)| **other != name)
        .map(|(_, text)| rules::size(text));
    if others.sum::<usize>() + rules::size(&document) > rules::INLINE_CHARACTERS {
        let role_name = &role.name;
        let message = format!(
            "Maximum policy size of {} bytes exceeded for role {role_name}",
            rules::INLINE_CHARACTERS
        );
        return Err(Refusal::query("LimitExceeded", 409, message));
    }
    role.inline.insert(name, document);
    Ok(String::new())
}

pub(super) fn get_inline(context: &mut Context<'_>) -> Result<String, Refusal> {
    let name = rules::policy_name(context.form)?;
    let role = context.role()?;
    let document = role.inline.get(name).ok_or_else(|| no_such_policy(name))?;
    Ok([
        xml::leaf("RoleName", &role.name),
        xml::leaf("PolicyName", name),
        xml::leaf("PolicyDocument", &encode(document.as_bytes())),
    ]
    .concat())
}

pub(super) fn delete_inline(context: &mut Context<'_>) -> Result<String, Refusal> {
    let name = rules::policy_name(context.form)?.to_owned();
    let removed = context.role_mut()?.inline.remove(&name);
    removed
        .map(|_| String::new())
        .ok_or_else(|| no_such_policy(&name))
}

pub(super) fn list_inline(context: &mut Context<'_>) -> Result<String, Refusal> {
    let names = context
        .role()?
        .inline
        .keys()
        .map(|name| (name.clone(), xml::escape(name)));
    let (page, rest) = rules::page(context.form, names)?;
    Ok([xml::list("PolicyNames", page), rest].concat())
}

fn no_such_policy(name: &str) -> Refusal {
    no_such_entity(format!("The role policy with name {name} cannot be found."))
}
