//! Tags of users, roles, managed policies and MFA devices.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, managed, mfa, no_such_entity, rules};
use crate::wire::{Form, Refusal, xml};

/// What is tagged.
#[derive(Clone, Copy)]
pub(super) enum Tagged {
    User,
    Role,
    Policy,
    Device,
}

/// Tags of one user, role, policy or device.
const TAGS: usize = 50;

type Tags = BTreeMap<String, String>;

impl Tagged {
    fn tags(self, context: &Context<'_>) -> Result<Tags, Refusal> {
        Ok(match self {
            Self::User => context.user()?.tags.clone(),
            Self::Role => context.role()?.tags.clone(),
            Self::Policy => match managed::known(context)? {
                managed::Known::Own(policy) => policy.tags.clone(),
                managed::Known::Aws(_) => Tags::new(),
            },
            Self::Device => mfa::device(context)?.tags.clone(),
        })
    }

    fn tags_mut<'a>(self, context: &'a mut Context<'_>) -> Result<&'a mut Tags, Refusal> {
        Ok(match self {
            Self::User => &mut context.named_mut()?.tags,
            Self::Role => &mut context.role_mut()?.tags,
            Self::Policy => &mut managed::own_mut(context)?.tags,
            Self::Device => {
                let serial = mfa::device(context)?.serial.clone();
                context.state.touch();
                let devices = &mut context.account_mut()?.iam.mfa_devices;
                let device = devices.get_mut(&serial);
                &mut device
                    .ok_or_else(|| no_such_entity(format!("{serial} is gone.")))?
                    .tags
            }
        })
    }
}

pub(super) fn tag(context: &mut Context<'_>, tagged: Tagged) -> Result<String, Refusal> {
    let new = given(context.form)?;
    let mut tags = tagged.tags(context)?;
    for (key, value) in new {
        // A key that differs in case only takes the place of the one before.
        tags.retain(|other, _| !other.eq_ignore_ascii_case(&key));
        tags.insert(key, value);
    }
    if tags.len() > TAGS {
        return Err(rules::limit_exceeded("TagsPerResource", TAGS));
    }
    *tagged.tags_mut(context)? = tags;
    Ok(String::new())
}

/// Keys that are not there are no error.
pub(super) fn untag(context: &mut Context<'_>, tagged: Tagged) -> Result<String, Refusal> {
    let keys = context.form.members("TagKeys", "");
    tagged.tags(context)?;
    tagged
        .tags_mut(context)?
        .retain(|key, _| !keys.iter().any(|gone| gone.eq_ignore_ascii_case(key)));
    Ok(String::new())
}

pub(super) fn list(context: &mut Context<'_>, tagged: Tagged) -> Result<String, Refusal> {
    let tags = tagged.tags(context)?.into_iter().map(|(key, value)| {
        let fields = [xml::leaf("Key", &key), xml::leaf("Value", &value)];
        (key, fields.concat())
    });
    let (page, rest) = rules::page(context.form, tags)?;
    Ok([xml::list("Tags", page), rest].concat())
}

/// The tags of a call. Their keys differ in more than case.
pub(super) fn given(form: &Form) -> Result<Tags, Refusal> {
    let (keys, values) = (form.members("Tags", "Key"), form.members("Tags", "Value"));
    let distinct: BTreeSet<String> = keys.iter().map(|key| key.to_lowercase()).collect();
    if distinct.len() < keys.len() {
        return Err(rules::invalid_input(
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        ));
    }
    if distinct.iter().any(|key| key.starts_with("aws:")) {
        return Err(rules::invalid_input(
            "Tag keys that begin with aws: are reserved for AWS.",
        ));
    }
    if keys.len() > TAGS {
        return Err(rules::limit_exceeded("TagsPerResource", TAGS));
    }
    Ok(keys.into_iter().zip(values).collect())
}

/// Tags as a description tells them: nothing where there are none.
pub(super) fn told(tags: &Tags) -> String {
    if tags.is_empty() {
        return String::new();
    }
    let told = tags
        .iter()
        .map(|(key, value)| [xml::leaf("Key", key), xml::leaf("Value", value)].concat());
    xml::list("Tags", told)
}
