//! Users, as far as their holders ask about themselves.

use super::{Context, no_such_entity, rules};
use crate::{
    authorize::Principal,
    clock::iso,
    state::User,
    wire::{Refusal, xml},
};

pub(super) fn get(context: &mut Context<'_>) -> Result<String, Refusal> {
    let user = named(context)?;
    let tags = user
        .tags
        .iter()
        .map(|(key, value)| [xml::leaf("Key", key), xml::leaf("Value", value)].concat());
    let tags = (!user.tags.is_empty()).then(|| xml::list("Tags", tags));
    let fields = [
        fields(user, &context.caller.account_id),
        tags.unwrap_or_default(),
    ];
    Ok(xml::wrap("User", &fields.concat()))
}

/// The user that `UserName` names, else the one who calls.
pub(super) fn named<'a>(context: &'a Context<'_>) -> Result<&'a User, Refusal> {
    let name = match (context.form.get("UserName"), &context.caller.principal) {
        (Some(_), _) => rules::name(context.form, "UserName", 64)?,
        (None, Principal::User(name)) => name,
        (None, _) => {
            return Err(rules::invalid(
                "Must specify userName when calling with non-User credentials",
            ));
        }
    };
    let user = context.account()?.iam.users.get(name);
    user.ok_or_else(|| no_such_entity(format!("The user with name {name} cannot be found.")))
}

pub(super) fn fields(user: &User, account_id: &str) -> String {
    [
        xml::leaf("Path", &user.path),
        xml::leaf("UserName", &user.name),
        xml::leaf("UserId", &user.id),
        xml::leaf("Arn", &user.arn(account_id)),
        xml::leaf("CreateDate", &iso(user.created_at)),
    ]
    .concat()
}
