//! Groups, and who is in them.

use super::{Context, no_such_entity, rules, users};
use crate::{
    clock::iso,
    state::{Group, Permissions},
    wire::{Refusal, xml},
};

/// Groups of an account, by default, and groups that one user can be in.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
pub(super) const GROUPS: usize = 300;
pub(super) const GROUPS_OF_A_USER: usize = 10;

impl Context<'_> {
    /// The group that `GroupName` names.
    pub(super) fn group(&self) -> Result<&Group, Refusal> {
        let name = rules::group_name(self.form)?;
        let group = self.account()?.iam.groups.get(name);
        group.ok_or_else(|| rules::no_such("group", name))
    }
}

pub(super) fn create(context: &mut Context<'_>) -> Result<String, Refusal> {
    let name = rules::group_name(context.form)?;
    let path = rules::path(context.form)?;
    free(context, name)?;
    if context.account()?.iam.groups.len() >= GROUPS {
        return Err(rules::limit_exceeded("GroupsPerAccount", GROUPS));
    }
    let group = Group {
        name: name.to_owned(),
        path: path.to_owned(),
        id: context.state.random.unique_id("AGPA"),
        created_at: context.now,
        permissions: Permissions::default(),
    };
    let told = xml::wrap("Group", &fields(&group, &context.caller.account_id));
    let groups = &mut context.account_mut()?.iam.groups;
    groups.insert(name.to_owned(), group);
    context.state.touch();
    Ok(told)
}

/// Whether no group has this name. Case makes no difference.
fn free(context: &Context<'_>, name: &str) -> Result<(), Refusal> {
    let groups = &context.account()?.iam.groups;
    if groups.keys().any(|other| other.eq_ignore_ascii_case(name)) {
        let message = format!("Group with name {name} already exists.");
        return Err(rules::already_exists(message));
    }
    Ok(())
}

/// The group with one page of the users in it.
pub(super) fn get(context: &mut Context<'_>) -> Result<String, Refusal> {
    let group = context.group()?;
    let account_id = &context.caller.account_id;
    let members = context.account()?.iam.members_of(&group.name);
    let members = members.map(|user| (user.name.clone(), users::fields(user, account_id)));
    let (page, rest) = rules::page(context.form, members)?;
    Ok([
        xml::wrap("Group", &fields(group, account_id)),
        xml::list("Users", page),
        rest,
    ]
    .concat())
}

pub(super) fn list(context: &mut Context<'_>) -> Result<String, Refusal> {
    let prefix = rules::path_prefix(context.form)?;
    let groups = context.account()?.iam.groups.values();
    list_of(
        context,
        groups.filter(|group| group.path.starts_with(prefix)),
    )
}

pub(super) fn list_for_user(context: &mut Context<'_>) -> Result<String, Refusal> {
    let iam = &context.account()?.iam;
    let names = context.user()?.groups.iter();
    list_of(context, names.filter_map(|name| iam.groups.get(name)))
}

fn list_of<'a>(
    context: &Context<'_>,
    groups: impl Iterator<Item = &'a Group>,
) -> Result<String, Refusal> {
    let account_id = &context.caller.account_id;
    let groups = groups.map(|group| (group.name.clone(), fields(group, account_id)));
    let (page, rest) = rules::page(context.form, groups)?;
    Ok([xml::list("Groups", page), rest].concat())
}

/// Gives a group another name or path, or both. Its users stay in it.
pub(super) fn update(context: &mut Context<'_>) -> Result<String, Refusal> {
    let mut group = context.group()?.clone();
    let from = group.name.clone();
    if let Some(path) = rules::path_in(context.form, "NewPath")? {
        path.clone_into(&mut group.path);
    }
    if context.form.get("NewGroupName").is_some() {
        let to = rules::name(context.form, "NewGroupName", 128)?;
        if !to.eq_ignore_ascii_case(&from) {
            free(context, to)?;
        }
        to.clone_into(&mut group.name);
    }
    context.state.touch();
    let iam = &mut context.account_mut()?.iam;
    for user in iam.users.values_mut() {
        if user.groups.remove(&from) {
            user.groups.insert(group.name.clone());
        }
    }
    iam.groups.remove(&from);
    iam.groups.insert(group.name.clone(), group);
    Ok(String::new())
}

/// A group goes once it is empty and may do nothing.
pub(super) fn delete(context: &mut Context<'_>) -> Result<String, Refusal> {
    let group = context.group()?;
    let members = context.account()?.iam.members_of(&group.name).count();
    for (left, first) in [
        (members > 0, "remove users from group"),
        (
            !group.permissions.attached.is_empty(),
            "detach all policies",
        ),
        (!group.permissions.inline.is_empty(), "delete policies"),
    ] {
        if left {
            let message = format!("Cannot delete entity, must {first} first.");
            return Err(rules::delete_conflict(message));
        }
    }
    let name = group.name.clone();
    context.account_mut()?.iam.groups.remove(&name);
    context.state.touch();
    Ok(String::new())
}

/// Who is in the group already stays in it.
pub(super) fn add_user(context: &mut Context<'_>) -> Result<String, Refusal> {
    let group = context.group()?.name.clone();
    let groups = &context.user()?.groups;
    if !groups.contains(&group) && groups.len() >= GROUPS_OF_A_USER {
        return Err(rules::limit_exceeded("GroupsPerUser", GROUPS_OF_A_USER));
    }
    context.named_mut()?.groups.insert(group);
    Ok(String::new())
}

pub(super) fn remove_user(context: &mut Context<'_>) -> Result<String, Refusal> {
    let group = context.group()?.name.clone();
    let name = context.user()?.name.clone();
    if !context.named_mut()?.groups.remove(&group) {
        let message = format!("The user with name {name} is not in the group {group}.");
        return Err(no_such_entity(message));
    }
    Ok(String::new())
}

pub(super) fn fields(group: &Group, account_id: &str) -> String {
    [
        xml::leaf("Path", &group.path),
        xml::leaf("GroupName", &group.name),
        xml::leaf("GroupId", &group.id),
        xml::leaf("Arn", &group.arn(account_id)),
        xml::leaf("CreateDate", &iso(group.created_at)),
    ]
    .concat()
}
