//! Tags of users, roles, managed policies and MFA devices.

use std::collections::BTreeMap;

use super::{Context, managed, mfa, no_such_entity, rules};
use crate::wire::{Refusal, xml};

/// What is tagged.
#[derive(Clone, Copy)]
pub(super) enum Tagged {
    User,
    Role,
    Policy,
    Device,
}

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
    let new = rules::tags(context.form)?;
    let mut tags = tagged.tags(context)?;
    for (key, value) in new {
        // A key that differs in case only takes the place of the one before.
        tags.retain(|other, _| !other.eq_ignore_ascii_case(&key));
        tags.insert(key, value);
    }
    if tags.len() > rules::TAGS {
        return Err(rules::limit_exceeded("TagsPerResource", rules::TAGS));
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
