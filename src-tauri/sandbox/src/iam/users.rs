//! Users: people and programs that have names, passwords, keys and devices of their own.

use super::{Context, attach, rules, tags};
use crate::{
    authorize::Principal,
    clock::iso,
    state::User,
    wire::{Refusal, xml},
};

/// Users of an account. <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
pub(super) const USERS: usize = 5000;

impl<'a> Context<'a> {
    /// The user that `UserName` names.
    pub(super) fn user(&self) -> Result<&User, Refusal> {
        let name = rules::user_name(self.form)?;
        let user = self.account()?.iam.users.get(name);
        user.ok_or_else(|| rules::no_such("user", name))
    }

    /// The name of the user that `UserName` names, else of the one who calls.
    pub(super) fn subject(&self) -> Result<&'a str, Refusal> {
        match (self.form.get("UserName"), &self.caller.principal) {
            (Some(_), _) => rules::user_name(self.form),
            (None, Principal::User(name)) => Ok(name),
            (None, Principal::Role { .. } | Principal::Federated { .. }) => Err(rules::invalid(
                "Must specify userName when calling with non-User credentials",
            )),
        }
    }

    /// That user.
    pub(super) fn named(&self) -> Result<&User, Refusal> {
        let name = self.subject()?;
        let user = self.account()?.iam.users.get(name);
        user.ok_or_else(|| rules::no_such("user", name))
    }

    /// The same, to be written to.
    pub(super) fn named_mut(&mut self) -> Result<&mut User, Refusal> {
        let name = self.subject()?;
        self.state.touch();
        let user = self.account_mut()?.iam.users.get_mut(name);
        user.ok_or_else(|| rules::no_such("user", name))
    }
}

pub(super) fn create(context: &mut Context<'_>) -> Result<String, Refusal> {
    let name = rules::user_name(context.form)?;
    let path = rules::path(context.form)?;
    let tags = tags::given(context.form)?;
    let permissions = attach::boundary(context)?;
    free(context, name)?;
    if context.account()?.iam.users.len() >= USERS {
        return Err(rules::limit_exceeded("UsersPerAccount", USERS));
    }
    let id = context.state.random.unique_id("AIDA");
    let mut user = User::new(name, id, context.now);
    path.clone_into(&mut user.path);
    user.tags = tags;
    user.permissions = permissions;
    let told = view(&user, &context.caller.account_id);
    context.account_mut()?.iam.add_user(user);
    context.state.touch();
    Ok(told)
}

/// Whether no user has this name. Case makes no difference.
fn free(context: &Context<'_>, name: &str) -> Result<(), Refusal> {
    let users = &context.account()?.iam.users;
    if users.keys().any(|other| other.eq_ignore_ascii_case(name)) {
        let message = format!("User with name {name} already exists.");
        return Err(rules::already_exists(message));
    }
    Ok(())
}

pub(super) fn get(context: &mut Context<'_>) -> Result<String, Refusal> {
    Ok(view(context.named()?, &context.caller.account_id))
}

/// Lists users without tags and boundary, as AWS does.
pub(super) fn list(context: &mut Context<'_>) -> Result<String, Refusal> {
    let prefix = rules::path_prefix(context.form)?;
    let account_id = &context.caller.account_id;
    let users = &context.account()?.iam.users;
    let users = users
        .values()
        .filter(|user| user.path.starts_with(prefix))
        .map(|user| (user.name.clone(), fields(user, account_id)));
    let (page, rest) = rules::page(context.form, users)?;
    Ok([xml::list("Users", page), rest].concat())
}

/// Gives a user another name or path, or both.
pub(super) fn update(context: &mut Context<'_>) -> Result<String, Refusal> {
    let from = context.user()?.name.clone();
    let path = rules::path_in(context.form, "NewPath")?.map(ToOwned::to_owned);
    let to = match context.form.get("NewUserName") {
        Some(_) => Some(rules::name(context.form, "NewUserName", 64)?),
        None => None,
    };
    if let Some(to) = to
        && !to.eq_ignore_ascii_case(&from)
    {
        free(context, to)?;
    }
    let account_id = &context.caller.account_id;
    let arn = context.user()?.arn(account_id);
    if let Some(path) = path {
        let users = &mut context.account_mut()?.iam.users;
        if let Some(user) = users.get_mut(&from) {
            user.path = path;
        }
    }
    let to = to.unwrap_or(&from);
    context.state.rename_user(account_id, &from, to);
    let renamed = context.account()?.iam.users.get(to);
    if let Some(renamed) = renamed.map(|user| user.arn(account_id)) {
        context.state.rename_principal(&arn, &renamed);
    }
    Ok(String::new())
}

/// A user goes once nothing of theirs is left.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html>
pub(super) fn delete(context: &mut Context<'_>) -> Result<String, Refusal> {
    let user = context.user()?;
    let devices = context.account()?.iam.devices_of(&user.name).count();
    let held = &user.permissions;
    for (left, first) in [
        (user.login.is_some(), "delete login profile"),
        (!user.access_keys.is_empty(), "delete access keys"),
        (devices > 0, "delete MFA device"),
        (!user.groups.is_empty(), "remove users from group"),
        (!held.attached.is_empty(), "detach all policies"),
        (!held.inline.is_empty(), "delete policies"),
    ] {
        if left {
            let message = format!("Cannot delete entity, must {first} first.");
            return Err(rules::delete_conflict(message));
        }
    }
    let name = user.name.clone();
    context.state.remove_user(&context.caller.account_id, &name);
    Ok(String::new())
}

fn view(user: &User, account_id: &str) -> String {
    let fields = [
        fields(user, account_id),
        attach::told_boundary(&user.permissions),
        tags::told(&user.tags),
    ];
    xml::wrap("User", &fields.concat())
}

pub(super) fn fields(user: &User, account_id: &str) -> String {
    let last_used = user
        .password_last_used
        .map(|at| xml::leaf("PasswordLastUsed", &iso(at)));
    [
        xml::leaf("Path", &user.path),
        xml::leaf("UserName", &user.name),
        xml::leaf("UserId", &user.id),
        xml::leaf("Arn", &user.arn(account_id)),
        xml::leaf("CreateDate", &iso(user.created_at)),
        last_used.unwrap_or_default(),
    ]
    .concat()
}
