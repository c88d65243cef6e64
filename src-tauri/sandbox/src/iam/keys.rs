//! Users' long-term access keys: two each at most.

use super::{Context, no_such_entity, rules};
use crate::{
    builder,
    clock::iso,
    state::{AccessKey, LastUse, User},
    wire::{Refusal, xml},
};

/// Access keys of one user.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
pub(super) const KEYS: usize = 2;

/// The only time that a key's secret is told.
pub(super) fn create(context: &mut Context<'_>) -> Result<String, Refusal> {
    let user = context.named()?;
    if user.access_keys.len() >= KEYS {
        return Err(rules::limit_exceeded("AccessKeysPerUser", KEYS));
    }
    let name = user.name.clone();
    let key = builder::access_key(&mut context.state.random, context.now);
    let told = [
        xml::leaf("UserName", &name),
        xml::leaf("AccessKeyId", &key.id),
        xml::leaf("Status", status(&key)),
        xml::leaf("SecretAccessKey", &key.secret),
        xml::leaf("CreateDate", &iso(context.now)),
    ];
    let account_id = &context.caller.account_id;
    context.state.add_access_key(account_id, &name, key);
    Ok(xml::wrap("AccessKey", &told.concat()))
}

pub(super) fn list(context: &mut Context<'_>) -> Result<String, Refusal> {
    let user = context.named()?;
    let mut keys: Vec<(String, String)> = user
        .access_keys
        .iter()
        .map(|key| {
            let fields = [
                xml::leaf("UserName", &user.name),
                xml::leaf("AccessKeyId", &key.id),
                xml::leaf("Status", status(key)),
                xml::leaf(
                    "CreateDate",
                    &iso(key.created_at.unwrap_or(user.created_at)),
                ),
            ];
            (key.id.clone(), fields.concat())
        })
        .collect();
    keys.sort();
    let (page, rest) = rules::page(context.form, keys.into_iter())?;
    Ok([xml::list("AccessKeyMetadata", page), rest].concat())
}

/// Turns a key off or on.
pub(super) fn update(context: &mut Context<'_>) -> Result<String, Refusal> {
    let id = key(context)?;
    let words = ["Active", "Inactive"];
    rules::required(context.form, "Status")?;
    let active = rules::one_of(context.form, "Status", &words)? == Some("Active");
    let user = context.named_mut()?;
    if let Some(key) = user.access_keys.iter_mut().find(|key| key.id == id) {
        key.active = active;
    }
    Ok(String::new())
}

pub(super) fn delete(context: &mut Context<'_>) -> Result<String, Refusal> {
    let id = key(context)?;
    let name = context.subject()?;
    let account_id = &context.caller.account_id;
    context.state.remove_access_key(account_id, name, &id);
    Ok(String::new())
}

/// When a key was last used, and for what. A key that is not the account's is one that nobody may ask
/// about, as on AWS.
pub(super) fn last_used(context: &mut Context<'_>) -> Result<String, Refusal> {
    let id = rules::access_key_id(context.form)?;
    let users = context.account()?.iam.users.values();
    let owner = |user: &&User| user.access_keys.iter().any(|key| key.id == id);
    let Some(user) = users.into_iter().find(owner) else {
        let who = context.caller.arn(context.state);
        let message = format!(
            "User: {who} is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key {id}"
        );
        return Err(Refusal::query("AccessDenied", 403, message));
    };
    let found = user.access_keys.iter().find(|key| key.id == id);
    let told = match found.and_then(|key| key.last_used.as_ref()) {
        Some(LastUse {
            at,
            service,
            region,
        }) => [
            xml::leaf("LastUsedDate", &iso(*at)),
            xml::leaf("ServiceName", service),
            xml::leaf("Region", region),
        ]
        .concat(),
        None => [xml::leaf("ServiceName", "N/A"), xml::leaf("Region", "N/A")].concat(),
    };
    Ok([
        xml::leaf("UserName", &user.name),
        xml::wrap("AccessKeyLastUsed", &told),
    ]
    .concat())
}

/// The id of the key that a call is about, which the user has.
fn key(context: &Context<'_>) -> Result<String, Refusal> {
    let id = rules::access_key_id(context.form)?;
    let user = context.named()?;
    if user.access_keys.iter().any(|key| key.id == id) {
        return Ok(id.to_owned());
    }
    Err(no_such_entity(format!(
        "The Access Key with id {id} cannot be found."
    )))
}

fn status(key: &AccessKey) -> &'static str {
    if key.active { "Active" } else { "Inactive" }
}
