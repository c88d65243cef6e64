//! Policies written into a user, a group or a role.

use super::{Context, documents, holder::Holder, no_such_entity, rules};
use crate::wire::{Refusal, form::encode, xml};

pub(super) fn put(context: &mut Context<'_>, holder: Holder) -> Result<String, Refusal> {
    let name = rules::policy_name(context.form)?.to_owned();
    let document = documents::given(context.form, "PolicyDocument")?.to_owned();
    let whose = context.holder(holder)?;
    documents::permissions(&document)?;
    let held = context.permissions_mut(holder)?;
    let others = held
        .inline
        .iter()
        .filter(|(other, _)| **other != name)
        .map(|(_, text)| documents::size(text));
    let most = holder.inline_characters();
    if others.sum::<usize>() + documents::size(&document) > most {
        let noun = holder.noun();
        let message = format!("Maximum policy size of {most} bytes exceeded for {noun} {whose}");
        return Err(Refusal::query("LimitExceeded", 409, message));
    }
    held.inline.insert(name, document);
    Ok(String::new())
}

pub(super) fn get(context: &mut Context<'_>, holder: Holder) -> Result<String, Refusal> {
    let name = rules::policy_name(context.form)?;
    let document = context.permissions(holder)?.inline.get(name);
    let document = document.ok_or_else(|| no_such_policy(holder, name))?;
    Ok([
        xml::leaf(holder.argument(), context.holder(holder)?),
        xml::leaf("PolicyName", name),
        xml::leaf("PolicyDocument", &encode(document.as_bytes())),
    ]
    .concat())
}

pub(super) fn delete(context: &mut Context<'_>, holder: Holder) -> Result<String, Refusal> {
    let name = rules::policy_name(context.form)?.to_owned();
    let removed = context.permissions_mut(holder)?.inline.remove(&name);
    removed
        .map(|_| String::new())
        .ok_or_else(|| no_such_policy(holder, &name))
}

pub(super) fn list(context: &mut Context<'_>, holder: Holder) -> Result<String, Refusal> {
    let names = context.permissions(holder)?.inline.keys();
    let names = names.map(|name| (name.clone(), xml::escape(name)));
    let (page, rest) = rules::page(context.form, names)?;
    Ok([xml::list("PolicyNames", page), rest].concat())
}

fn no_such_policy(holder: Holder, name: &str) -> Refusal {
    let noun = holder.noun();
    no_such_entity(format!(
        "The {noun} policy with name {name} cannot be found."
    ))
}
