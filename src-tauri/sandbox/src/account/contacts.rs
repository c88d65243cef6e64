//! The primary contact of an account, and the alternate ones for billing, operations and security.

use serde_json::{Value, json};

use super::{
    Context,
    fields::{Checked, Input, Rule},
};
use crate::{
    state::{Fields, JoinedMethod},
    wire::Refusal,
};

const TYPES: &[&str] = &["BILLING", "OPERATIONS", "SECURITY"];

const EMAIL: Rule = Rule {
    min: 1,
    max: 254,
    pattern: "[\\s]*[\\w+=.#|!&-]+@[\\w.-]+\\.[\\w]+[\\s]*",
    fits: is_like_an_email,
};
const PHONE: Rule = Rule {
    min: 1,
    max: 25,
    pattern: "[\\s0-9()+-]+",
    fits: |text| {
        text.chars()
            .all(|character| is_of_phone(character) || character == '+')
    },
};
const CONTACT_PHONE: Rule = Rule {
    min: 1,
    max: 20,
    pattern: "[+][\\s0-9()-]+",
    fits: |text| {
        text.strip_prefix('+')
            .is_some_and(|rest| !rest.is_empty() && rest.chars().all(is_of_phone))
    },
};

/// Fields of an alternate contact, all of which must be there.
const ALTERNATE: &[(&str, Rule)] = &[
    ("Name", Rule::text(1, 64)),
    ("Title", Rule::text(1, 50)),
    ("EmailAddress", EMAIL),
    ("PhoneNumber", PHONE),
];
/// Fields of the primary contact, and whether they must be there.
const PRIMARY: &[(&str, Rule, bool)] = &[
    ("FullName", Rule::text(1, 50), true),
    ("AddressLine1", Rule::text(1, 60), true),
    ("AddressLine2", Rule::text(1, 60), false),
    ("AddressLine3", Rule::text(1, 60), false),
    ("City", Rule::text(1, 50), true),
    ("StateOrRegion", Rule::text(1, 50), false),
    ("DistrictOrCounty", Rule::text(1, 50), false),
    ("PostalCode", Rule::text(1, 20), true),
    ("CountryCode", Rule::text(2, 2), true),
    ("PhoneNumber", CONTACT_PHONE, true),
    ("CompanyName", Rule::text(1, 50), false),
    ("WebsiteUrl", Rule::text(1, 256), false),
];

fn is_of_phone(character: char) -> bool {
    character.is_whitespace() || character.is_ascii_digit() || "()-".contains(character)
}

fn is_like_an_email(text: &str) -> bool {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    text.trim()
        .split_once('@')
        .and_then(|(local, domain)| Some((local, domain.rsplit_once('.')?)))
        .is_some_and(|(local, (domain, last))| {
            !local.is_empty()
                && local
                    .chars()
                    .all(|character| is_word(character) || "+=.#|!&-".contains(character))
                && !domain.is_empty()
                && domain
                    .chars()
                    .all(|character| is_word(character) || ".-".contains(character))
                && !last.is_empty()
                && last.chars().all(is_word)
        })
}

pub(super) fn put_alternate(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let mut checked = Checked::new(input);
    let kind = checked.word("AlternateContactType", TYPES);
    let contact: Fields = ALTERNATE
        .iter()
        .map(|&(name, rule)| (name.to_owned(), checked.required(name, rule).to_owned()))
        .collect();
    checked.done()?;
    let contacts = &mut context.account_mut()?.profile.alternate_contacts;
    contacts.insert(kind.to_owned(), contact);
    Ok(Value::Null)
}

pub(super) fn get_alternate(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let kind = kind(input)?;
    let contacts = &context.account()?.profile.alternate_contacts;
    let mut contact = json!(contacts.get(kind).ok_or_else(no_alternate)?);
    contact["AlternateContactType"] = kind.into();
    Ok(json!({ "AlternateContact": contact }))
}

pub(super) fn delete_alternate(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let kind = kind(input)?;
    let contacts = &mut context.account_mut()?.profile.alternate_contacts;
    contacts.remove(kind).ok_or_else(no_alternate)?;
    Ok(Value::Null)
}

fn kind(input: Input<'_>) -> Result<&str, Refusal> {
    let mut checked = Checked::new(input);
    let kind = checked.word("AlternateContactType", TYPES);
    checked.done()?;
    Ok(kind)
}

fn no_alternate() -> Refusal {
    Refusal::json(
        "ResourceNotFoundException",
        404,
        "No contact of the inputted alternate contact type found.",
    )
}

pub(super) fn put(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let mut checked = Checked::new(input);
    let given = checked.structure("ContactInformation");
    checked.done()?;
    let mut checked = Checked::inside(given.unwrap_or(input), "contactInformation.");
    let mut contact = Fields::new();
    for &(name, rule, is_required) in PRIMARY {
        let value = if is_required {
            Some(checked.required(name, rule))
        } else {
            checked.optional(name, rule)
        };
        contact.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    }
    checked.done()?;
    context.account_mut()?.profile.contact = Some(contact);
    Ok(Value::Null)
}

/// The account's own contact. AWS gives an account that is created in an organization the one of the
/// management account, which shows here until it has its own.
pub(super) fn get(context: &mut Context<'_>, _: Input<'_>) -> Result<Value, Refusal> {
    let account = context.account()?;
    let created = account
        .membership
        .as_ref()
        .filter(|membership| membership.joined_method == JoinedMethod::Created);
    let inherited = created
        .and_then(|membership| context.state.organizations.get(&membership.organization_id))
        .and_then(|organization| {
            context
                .state
                .accounts
                .get(&organization.management_account_id)
        })
        .and_then(|management| management.profile.contact.as_ref());
    let contact = account.profile.contact.as_ref().or(inherited);
    let contact = contact.ok_or_else(super::not_found)?;
    Ok(json!({ "ContactInformation": contact }))
}
