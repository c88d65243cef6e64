//! Reading handshakes: invitations sent by an organization, and those an account has received.

use serde_json::{Value, json};

use super::{Context, pages::Page, reads::paged, rules, view};
use crate::{
    clock,
    state::Handshake,
    wire::{Input, Refusal},
};

/// How long a finished handshake is still listed.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const LISTED_SECONDS: i64 = 30 * 24 * 3600;
const ACTIONS: &[&str] = &[
    "INVITE",
    "ENABLE_ALL_FEATURES",
    "APPROVE_ALL_FEATURES",
    "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE",
    "TRANSFER_RESPONSIBILITY",
];

pub(super) fn list_for_organization(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let id = context.organization_id()?;
    list(
        context,
        input,
        "ListHandshakesForOrganization",
        |handshake| handshake.organization_id == id,
    )
}

pub(super) fn list_for_account(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let account_id = context.caller.account_id.clone();
    let email = context
        .state
        .accounts
        .get(&account_id)
        .map(|account| account.email.clone());
    list(context, input, "ListHandshakesForAccount", |handshake| {
        is_for(handshake, &account_id, email.as_deref())
    })
}

pub(super) fn describe(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let id = input.required("HandshakeId", rules::HANDSHAKE_ID)?;
    let account = context.state.accounts.get(&context.caller.account_id);
    let email = account.map(|account| account.email.as_str());
    let management_of = context
        .state
        .organization_of(&context.caller.account_id)
        .filter(|organization| organization.management_account_id == context.caller.account_id)
        .map(|organization| organization.id.as_str());
    let handshake = context
        .state
        .handshakes
        .get(id)
        .filter(|handshake| {
            management_of == Some(&handshake.organization_id)
                || is_for(handshake, &context.caller.account_id, email)
        })
        .ok_or_else(|| {
            Refusal::organizations(
                "HandshakeNotFoundException",
                "We can't find a handshake with the HandshakeId that you specified.",
            )
        })?;
    Ok(json!({ "Handshake": view::handshake(context.state, handshake, context.now) }))
}

fn is_for(handshake: &Handshake, account_id: &str, email: Option<&str>) -> bool {
    handshake
        .parties
        .iter()
        .any(|party| match party.kind.as_str() {
            "ACCOUNT" => party.id == account_id,
            "EMAIL" => email.is_some_and(|email| party.id.eq_ignore_ascii_case(email)),
            _ => false,
        })
}

/// Lists by page and filters afterwards, so that a page can be empty while more follow.
fn list(
    context: &Context<'_>,
    input: Input<'_>,
    operation: &str,
    concerned: impl Fn(&Handshake) -> bool,
) -> Result<Value, Refusal> {
    let filter = input.structure("Filter").unwrap_or(Input(&Value::Null));
    let action = filter.choice("ActionType", "INVALID_ENUM", ACTIONS)?;
    let parent = filter.optional("ParentHandshakeId", rules::HANDSHAKE_ID)?;
    if action.is_some() && parent.is_some() {
        return Err(Refusal::invalid_input(
            "MAX_LIMIT_EXCEEDED_FILTER",
            "You specified more than one filter parameter for the operation.",
        ));
    }
    let page = Page::of(input, format!("{operation} {}", action.unwrap_or("")))?;
    let rest = context
        .state
        .handshakes
        .range::<str, _>(page.start())
        .filter(|(_, handshake)| concerned(handshake))
        .filter(|(_, handshake)| clock::after(handshake.expires_at, LISTED_SECONDS) > context.now)
        .map(|(id, handshake)| (id.as_str(), handshake));
    let (handshakes, token) = page.take(rest);
    let handshakes = handshakes
        .into_iter()
        .filter(|handshake| {
            parent.is_none() && action.is_none_or(|action| action == handshake.action)
        })
        .map(|handshake| view::handshake(context.state, handshake, context.now))
        .collect();
    Ok(paged("Handshakes", (handshakes, token)))
}
