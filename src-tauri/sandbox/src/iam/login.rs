//! Console passwords: login profiles, and users who change their own.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords.html>

use super::{Context, no_such_entity, password_policy, rules};
use crate::{
    authorize::Principal,
    clock::iso,
    state::{LoginProfile, Password, User},
    wire::{Form, Refusal, xml},
};

pub(super) fn create(context: &mut Context<'_>) -> Result<String, Refusal> {
    let password = given(context.form, "Password")?;
    let reset = rules::flag(context.form, "PasswordResetRequired")?;
    let user = context.named()?;
    if user.login.is_some() {
        let message = format!("Login Profile for user {} already exists.", user.name);
        return Err(rules::already_exists(message));
    }
    password_policy::check(context.account()?, None, password)?;
    let password = Password::new(password, &mut context.state.random);
    let now = context.now;
    let user = context.named_mut()?;
    let profile = user
        .login
        .insert(LoginProfile::new(password, reset, now))
        .clone();
    Ok(view(&user.name, &profile))
}

pub(super) fn get(context: &mut Context<'_>) -> Result<String, Refusal> {
    let user = context.named()?;
    let profile = user.login.as_ref();
    let profile = profile.ok_or_else(|| no_such_profile(&user.name))?;
    Ok(view(&user.name, profile))
}

/// Sets another password, or whether it must be changed, or both. What is left out stays.
pub(super) fn update(context: &mut Context<'_>) -> Result<String, Refusal> {
    let user = context.user()?;
    let present = user.login.as_ref();
    let present = present.ok_or_else(|| no_such_profile(&user.name))?;
    let password = match context.form.get("Password") {
        Some(_) => Some(given(context.form, "Password")?),
        None => None,
    };
    let reset = match context.form.get("PasswordResetRequired") {
        Some(_) => Some(rules::flag(context.form, "PasswordResetRequired")?),
        None => None,
    };
    if let Some(password) = password {
        password_policy::check(context.account()?, Some(present), password)?;
    }
    let random = &mut context.state.random;
    let password = password.map(|text| Password::new(text, random));
    let now = context.now;
    if let Some(profile) = &mut context.named_mut()?.login {
        if let Some(password) = password {
            profile.change(password, now);
        }
        profile.reset_required = reset.unwrap_or(profile.reset_required);
    }
    Ok(String::new())
}

pub(super) fn delete(context: &mut Context<'_>) -> Result<String, Refusal> {
    let name = context.named()?.name.clone();
    let removed = context.named_mut()?.login.take();
    removed
        .map(|_| String::new())
        .ok_or_else(|| no_such_profile(&name))
}

/// The caller's own password. Only users have one.
pub(super) fn change_password(context: &mut Context<'_>) -> Result<String, Refusal> {
    let old = given(context.form, "OldPassword")?;
    let new = given(context.form, "NewPassword")?;
    let Principal::User(name) = &context.caller.principal else {
        return Err(Refusal::query(
            "InvalidUserType",
            400,
            "Only an IAM user can change their own password.",
        ));
    };
    let account = context.account()?;
    let user: Option<&User> = account.iam.users.get(name);
    let profile = user.and_then(|user| user.login.as_ref());
    let profile = profile.ok_or_else(|| no_such_profile(name))?;
    if !profile.password.is(old) {
        return Err(Refusal::query(
            "AccessDenied",
            403,
            "The old password was incorrect.",
        ));
    }
    password_policy::check(account, Some(profile), new)?;
    let password = Password::new(new, &mut context.state.random);
    let now = context.now;
    let users = &mut context.account_mut()?.iam.users;
    let login = users.get_mut(name).and_then(|user| user.login.as_mut());
    if let Some(profile) = login {
        profile.change(password, now);
        profile.reset_required = false;
    }
    context.state.touch();
    Ok(String::new())
}

/// A password as it was given: what it must be like is another question.
fn given<'a>(form: &'a Form, field: &str) -> Result<&'a str, Refusal> {
    let password = rules::required(form, field)?;
    let plain =
        |character: char| matches!(character, '\u{9}' | '\u{a}' | '\u{d}' | '\u{20}'..='\u{ff}');
    if password.chars().count() <= 128 && password.chars().all(plain) {
        return Ok(password);
    }
    // Never the value: it is a secret.
    Err(rules::invalid(format!(
        "1 validation error detected: Value at '{}' failed to satisfy constraint: Member must have length less than or equal to 128 and satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
        rules::lower_first(field)
    )))
}

fn no_such_profile(name: &str) -> Refusal {
    no_such_entity(format!("Login Profile for User {name} cannot be found."))
}

fn view(name: &str, profile: &LoginProfile) -> String {
    let fields = [
        xml::leaf("UserName", name),
        xml::leaf("CreateDate", &iso(profile.created_at)),
        xml::leaf("PasswordResetRequired", &profile.reset_required.to_string()),
    ];
    xml::wrap("LoginProfile", &fields.concat())
}
