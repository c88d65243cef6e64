//! The root user's email address, and changing it: a code goes to the new address, and who can read
//! it there may have the address.
//! <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-root-user-email.html>

use serde_json::{Value, json};

use super::{
    Context,
    fields::{Checked, Input, Rule},
    not_found,
};
use crate::{
    clock::epoch,
    organizations::is_email,
    state::{EmailUpdate, Mail},
    wire::Refusal,
};

const EMAIL: Rule = Rule {
    pattern: "an email address",
    fits: is_email,
    ..Rule::text(5, 64)
};
const CODE: Rule = Rule {
    pattern: "[a-zA-Z0-9]{6}",
    fits: |text| text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_alphanumeric()),
    ..Rule::text(0, usize::MAX)
};

pub(super) fn get(context: &mut Context<'_>, _: Input<'_>) -> Result<Value, Refusal> {
    Ok(json!({ "PrimaryEmail": context.account()?.email }))
}

pub(super) fn start(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let mut checked = Checked::new(input);
    let email = checked.required("PrimaryEmail", EMAIL);
    checked.done()?;
    check_free(context, email)?;
    let now = context.now;
    let code = context.state.random.digits(6);
    context.state.mail.push(Mail {
        to: email.to_owned(),
        subject: "Verify your new email address for your AWS account".to_owned(),
        code: code.clone(),
        at: now,
    });
    context.account_mut()?.profile.email_update = Some(EmailUpdate {
        email: email.to_owned(),
        code,
        requested_at: now,
        completed_at: None,
    });
    Ok(json!({ "Status": "PENDING" }))
}

pub(super) fn accept(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let mut checked = Checked::new(input);
    let email = checked.required("PrimaryEmail", EMAIL);
    let code = checked.required("Otp", CODE);
    checked.done()?;
    let update = context.account()?.profile.email_update.as_ref();
    let update = update
        .filter(|update| update.completed_at.is_none() && update.email.eq_ignore_ascii_case(email));
    let update = update.ok_or_else(not_found)?;
    let refuse = |what: &str| {
        Err(Refusal::validation(vec![(
            "otp".to_owned(),
            what.to_owned(),
        )]))
    };
    if update.expires_at() <= context.now {
        return refuse("The code has expired");
    }
    if update.code != code {
        return refuse("The code is not the one that was sent");
    }
    check_free(context, email)?;
    let (now, target) = (context.now, context.target.clone());
    context.state.set_email(&target, email);
    if let Some(update) = &mut context.account_mut()?.profile.email_update {
        update.completed_at = Some(now);
    }
    Ok(json!({ "Status": "ACCEPTED" }))
}

/// How the last change of the address went.
pub(super) fn status(context: &mut Context<'_>, _: Input<'_>) -> Result<Value, Refusal> {
    let update = context.account()?.profile.email_update.as_ref();
    let update = update.ok_or_else(not_found)?;
    let (status, at) = match update.completed_at {
        Some(at) => ("COMPLETED", at),
        None if update.expires_at() <= context.now => ("FAILED", update.expires_at()),
        None => ("PENDING", update.requested_at),
    };
    Ok(json!({ "Status": status, "UpdatedAt": epoch(at) }))
}

/// An address belongs to one account, for as long as AWS knows of it.
fn check_free(context: &Context<'_>, email: &str) -> Result<(), Refusal> {
    if context.state.index.email_owner(email).is_none() {
        return Ok(());
    }
    Err(Refusal::json(
        "ConflictException",
        409,
        "The email address is already in use by an AWS account.",
    ))
}
