//! The alias of an account: a name in the place of its number, which no other account has.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/account-alias-create.html>

use super::{Context, no_such_entity, rules};
use crate::wire::{Form, Refusal, xml};

/// An account has one alias; a new one takes the place of the one before.
pub(super) fn create(context: &mut Context<'_>) -> Result<String, Refusal> {
    let alias = alias(context.form)?.to_owned();
    let accounts = &mut context.state.accounts;
    if accounts
        .values()
        .any(|account| account.iam.alias.as_ref() == Some(&alias))
    {
        let message = format!("The account alias {alias} already exists.");
        return Err(rules::already_exists(message));
    }
    context.account_mut()?.iam.alias = Some(alias);
    context.state.touch();
    Ok(String::new())
}

pub(super) fn delete(context: &mut Context<'_>) -> Result<String, Refusal> {
    let alias = alias(context.form)?.to_owned();
    let has = &mut context.account_mut()?.iam.alias;
    if has.as_ref() != Some(&alias) {
        let message = format!("The account alias {alias} cannot be found.");
        return Err(no_such_entity(message));
    }
    *has = None;
    context.state.touch();
    Ok(String::new())
}

pub(super) fn list(context: &mut Context<'_>) -> Result<String, Refusal> {
    let aliases = context.account()?.iam.alias.iter();
    let aliases = aliases.map(|alias| (alias.clone(), xml::escape(alias)));
    let (page, rest) = rules::page(context.form, aliases)?;
    Ok([xml::list("AccountAliases", page), rest].concat())
}

/// 3 to 63 small letters, digits and single hyphens, and no hyphen at an end. One that looks like an
/// account's number would be taken for it.
fn alias(form: &Form) -> Result<&str, Refusal> {
    let alias = rules::required(form, "AccountAlias")?;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_number = alias.len() == 12 && alias.bytes().all(|byte| byte.is_ascii_digit());
    if (3..=63).contains(&alias.len())
        && alias.bytes().all(plain)
        && !alias.starts_with('-')
        && !alias.ends_with('-')
        && !alias.contains("--")
        && !is_number
    {
        return Ok(alias);
    }
    Err(rules::invalid(format!(
        "1 validation error detected: Value '{alias}' at 'accountAlias' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){{1,61}}[a-z0-9]$"
    )))
}
