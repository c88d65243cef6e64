//! What an account asks of its users' passwords, and whether one meets it.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html>

use super::{Context, no_such_entity, rules};
use crate::{
    state::{Account, LoginProfile, PasswordPolicy},
    wire::{Form, Refusal, xml},
};

/// Characters of the longest password.
const LONGEST: usize = 128;
/// The characters that count as symbols in a policy that requires some.
const SYMBOLS: &str = "!@#$%^&*()_+-=[]{}|'";
/// Where nobody has set a policy, passwords have so many characters, and of so many kinds.
const LEAST: usize = 8;
const KINDS: usize = 3;

pub(super) fn get(context: &mut Context<'_>) -> Result<String, Refusal> {
    let account = context.account()?;
    let policy = account.iam.password_policy.as_ref();
    let policy = policy.ok_or_else(|| none(&account.id))?;
    let flag = |name: &str, value: bool| xml::leaf(name, &value.to_string());
    let mut fields = vec![
        xml::leaf("MinimumPasswordLength", &policy.minimum_length.to_string()),
        flag("RequireSymbols", policy.require_symbols),
        flag("RequireNumbers", policy.require_numbers),
        flag("RequireUppercaseCharacters", policy.require_uppercase),
        flag("RequireLowercaseCharacters", policy.require_lowercase),
        flag("AllowUsersToChangePassword", policy.allow_users_to_change),
        flag("ExpirePasswords", policy.max_age_days.is_some()),
        flag("HardExpiry", policy.hard_expiry),
    ];
    let age = policy.max_age_days.map(|days| days.to_string());
    fields.extend(age.map(|days| xml::leaf("MaxPasswordAge", &days)));
    let many = policy.reuse_prevention.map(|many| many.to_string());
    fields.extend(many.map(|many| xml::leaf("PasswordReusePrevention", &many)));
    Ok(xml::wrap("PasswordPolicy", &fields.concat()))
}

/// Sets the whole policy: what is left out goes back to its default.
pub(super) fn update(context: &mut Context<'_>) -> Result<String, Refusal> {
    let form = context.form;
    let flag = |name: &str| rules::flag(form, name);
    let policy = PasswordPolicy {
        minimum_length: number(form, "MinimumPasswordLength", 6, LONGEST)?.unwrap_or(6),
        require_symbols: flag("RequireSymbols")?,
        require_numbers: flag("RequireNumbers")?,
        require_uppercase: flag("RequireUppercaseCharacters")?,
        require_lowercase: flag("RequireLowercaseCharacters")?,
        allow_users_to_change: flag("AllowUsersToChangePassword")?,
        max_age_days: number(form, "MaxPasswordAge", 1, 1095)?
            .and_then(|days| i64::try_from(days).ok()),
        reuse_prevention: number(form, "PasswordReusePrevention", 1, 24)?,
        hard_expiry: flag("HardExpiry")?,
    };
    context.account_mut()?.iam.password_policy = Some(policy);
    context.state.touch();
    Ok(String::new())
}

pub(super) fn delete(context: &mut Context<'_>) -> Result<String, Refusal> {
    let account_id = &context.caller.account_id;
    let removed = context.account_mut()?.iam.password_policy.take();
    context.state.touch();
    removed
        .map(|_| String::new())
        .ok_or_else(|| none(account_id))
}

fn none(account_id: &str) -> Refusal {
    no_such_entity(format!(
        "The Password Policy with domain name {account_id} cannot be found."
    ))
}

fn number(form: &Form, name: &str, least: usize, most: usize) -> Result<Option<usize>, Refusal> {
    let Some(text) = form.get(name) else {
        return Ok(None);
    };
    let number = text.parse().ok();
    let number = number.filter(|number| (least..=most).contains(number));
    number.map(Some).ok_or_else(|| {
        rules::invalid(format!(
            "1 validation error detected: Value '{text}' at '{}' failed to satisfy constraint: Member must have value between {least} and {most}",
            rules::lower_first(name)
        ))
    })
}

/// Whether a user of an account may have this password next.
pub(super) fn check(
    account: &Account,
    present: Option<&LoginProfile>,
    password: &str,
) -> Result<(), Refusal> {
    match wrong(account, present, password) {
        Some(why) => Err(Refusal::query("PasswordPolicyViolation", 400, why)),
        None => Ok(()),
    }
}

fn wrong(account: &Account, present: Option<&LoginProfile>, password: &str) -> Option<String> {
    let has = |test: fn(char) -> bool| password.chars().any(test);
    let uppercase = has(|character| character.is_ascii_uppercase());
    let lowercase = has(|character| character.is_ascii_lowercase());
    let number = has(|character| character.is_ascii_digit());
    let length = password.chars().count();
    if length > LONGEST {
        return Some(format!("Password should have at most {LONGEST} characters"));
    }
    let Some(policy) = &account.iam.password_policy else {
        let other = has(|character| !character.is_alphanumeric());
        let kinds = [uppercase, lowercase, number, other];
        let kinds = kinds.into_iter().filter(|&there| there).count();
        let names = [account.name.as_str(), account.email.as_str()];
        let is_name = names.iter().any(|name| password.eq_ignore_ascii_case(name));
        let meets = length >= LEAST && kinds >= KINDS && !is_name;
        return (!meets)
            .then(|| "Password does not conform to the account password policy.".to_owned());
    };
    let reused = policy
        .reuse_prevention
        .is_some_and(|many| present.is_some_and(|profile| profile.had(password, many)));
    let least = policy.minimum_length;
    let symbol = has(|character| SYMBOLS.contains(character));
    [
        (
            length < least,
            format!("Password should have a minimum length of {least}"),
        ),
        (
            policy.require_uppercase && !uppercase,
            "Password should have at least one uppercase letter".to_owned(),
        ),
        (
            policy.require_lowercase && !lowercase,
            "Password should have at least one lowercase letter".to_owned(),
        ),
        (
            policy.require_numbers && !number,
            "Password should have at least one number".to_owned(),
        ),
        (
            policy.require_symbols && !symbol,
            "Password should have at least one symbol".to_owned(),
        ),
        (
            reused,
            "Password was used before and cannot be used again".to_owned(),
        ),
    ]
    .into_iter()
    .find_map(|(is_wrong, why)| is_wrong.then_some(why))
}
