//! Roles: who may assume them, for how long.

use super::{Context, attach, documents, rules, tags};
use crate::{
    builder,
    clock::iso,
    state::Role,
    wire::{Refusal, form::encode, xml},
};

pub(super) fn create(context: &mut Context<'_>) -> Result<String, Refusal> {
    let name = rules::role_name(context.form)?;
    let path = rules::path(context.form)?;
    let trust = documents::given(context.form, "AssumeRolePolicyDocument")?;
    let duration = rules::max_session_duration(context.form)?;
    documents::trust(context.state, trust)?;
    let tags = tags::given(context.form)?;
    let permissions = attach::boundary(context)?;
    let roles = &context.account()?.iam.roles;
    if roles.keys().any(|other| other.eq_ignore_ascii_case(name)) {
        return Err(rules::already_exists(format!(
            "Role with name {name} already exists."
        )));
    }
    if roles.len() >= rules::ROLES {
        return Err(rules::limit_exceeded("RolesPerAccount", rules::ROLES));
    }
    let role = Role {
        path: path.to_owned(),
        description: context
            .form
            .get("Description")
            .filter(|text| !text.is_empty())
            .map(ToOwned::to_owned),
        max_session_duration_seconds: duration.unwrap_or(builder::ONE_HOUR),
        tags,
        permissions,
        ..builder::role(
            &mut context.state.random,
            name,
            trust.to_owned(),
            &[],
            context.now,
        )
    };
    let view = view(&role, &context.caller.account_id, true);
    context.account_mut()?.iam.add_role(role);
    context.state.touch();
    Ok(view)
}

pub(super) fn get(context: &mut Context<'_>) -> Result<String, Refusal> {
    Ok(view(context.role()?, &context.caller.account_id, true))
}

/// Lists roles without tags and last use, as AWS does.
pub(super) fn list(context: &mut Context<'_>) -> Result<String, Refusal> {
    let prefix = rules::path_prefix(context.form)?;
    let account_id = &context.caller.account_id;
    let roles = context
        .account()?
        .iam
        .roles
        .values()
        .filter(|role| role.path.starts_with(prefix));
    let (page, rest) = rules::page(
        context.form,
        roles.map(|role| (role.name.clone(), fields(role, account_id, false))),
    )?;
    Ok([xml::list("Roles", page), rest].concat())
}

pub(super) fn delete(context: &mut Context<'_>) -> Result<String, Refusal> {
    let role = context.role_mut()?.clone();
    if !role.permissions.attached.is_empty() {
        return Err(rules::delete_conflict(
            "Cannot delete entity, must detach all policies first.",
        ));
    }
    if !role.permissions.inline.is_empty() {
        return Err(rules::delete_conflict(
            "Cannot delete entity, must delete policies first.",
        ));
    }
    let (name, id) = (role.name.clone(), role.id.clone());
    let arn = role.arn(&context.caller.account_id);
    context.account_mut()?.iam.roles.remove(&name);
    context.state.rename_principal(&arn, &id);
    Ok(String::new())
}

pub(super) fn update(context: &mut Context<'_>) -> Result<String, Refusal> {
    let duration = rules::max_session_duration(context.form)?;
    let description = context.form.get("Description").map(ToOwned::to_owned);
    let role = context.role_mut()?;
    if let Some(seconds) = duration {
        role.max_session_duration_seconds = seconds;
    }
    if let Some(description) = description {
        role.description = Some(description).filter(|text| !text.is_empty());
    }
    Ok(String::new())
}

pub(super) fn update_trust(context: &mut Context<'_>) -> Result<String, Refusal> {
    let trust = documents::given(context.form, "PolicyDocument")?.to_owned();
    context.role()?;
    documents::trust(context.state, &trust)?;
    context.role_mut()?.trust = trust;
    Ok(String::new())
}

fn view(role: &Role, account_id: &str, whole: bool) -> String {
    xml::wrap("Role", &fields(role, account_id, whole))
}

fn fields(role: &Role, account_id: &str, whole: bool) -> String {
    let mut fields = vec![
        named(role, account_id),
        xml::leaf(
            "MaxSessionDuration",
            &role.max_session_duration_seconds.to_string(),
        ),
    ];
    fields.extend(
        role.description
            .as_ref()
            .map(|text| xml::leaf("Description", text)),
    );
    if whole {
        fields.push(attach::told_boundary(&role.permissions));
        fields.push(tags::told(&role.tags));
        fields.push(last_used(role));
    }
    fields.concat()
}

/// What every operation tells of a role.
pub(super) fn named(role: &Role, account_id: &str) -> String {
    [
        xml::leaf("Path", &role.path),
        xml::leaf("RoleName", &role.name),
        xml::leaf("RoleId", &role.id),
        xml::leaf("Arn", &role.arn(account_id)),
        xml::leaf("CreateDate", &iso(role.created_at)),
        xml::leaf("AssumeRolePolicyDocument", &encode(role.trust.as_bytes())),
    ]
    .concat()
}

pub(super) fn last_used(role: &Role) -> String {
    let used = role.last_used_at.map(|at| {
        [
            xml::leaf("LastUsedDate", &iso(at)),
            xml::leaf("Region", "us-east-1"),
        ]
        .concat()
    });
    xml::wrap("RoleLastUsed", &used.unwrap_or_default())
}
