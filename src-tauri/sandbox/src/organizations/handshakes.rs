//! Handshakes: who takes part in one, and how they are read.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Context, delegation, pages::Page, reads::paged, rules, view};
use crate::{
    clock,
    state::{Handshake, Organization, Party, State},
    wire::{Input, Refusal},
};

const ACTIONS: &[&str] = &[
    "INVITE",
    "ENABLE_ALL_FEATURES",
    "APPROVE_ALL_FEATURES",
    "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE",
    "TRANSFER_RESPONSIBILITY",
];

/// On which side of a handshake an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The management account of the organization that sent it.
    Sender,
    Recipient,
    /// A delegated administrator of that organization, who may read it.
    Observer,
}

/// A handshake of an organization that lasts so long; what it is about is the caller's to say.
pub(super) fn new(
    state: &mut State,
    organization: &Organization,
    now: Timestamp,
    seconds: i64,
) -> Handshake {
    Handshake {
        id: format!("h-{}", state.random.lower(10)),
        organization_id: organization.id.clone(),
        parties: vec![Party {
            id: organization.id.trim_start_matches("o-").to_owned(),
            kind: "ORGANIZATION".to_owned(),
        }],
        requested_at: now,
        expires_at: clock::after(now, seconds),
        ..Handshake::default()
    }
}

/// A handshake that the caller takes part in. To all others there is none with this id.
pub(super) fn find<'a>(
    context: &'a Context<'_>,
    id: &str,
) -> Result<(&'a Handshake, Side), Refusal> {
    let handshake = context.state.handshakes.get(id);
    handshake
        .filter(|handshake| handshake.is_seen(context.now))
        .and_then(|handshake| Some((handshake, side(context, handshake)?)))
        .ok_or_else(not_found)
}

fn side(context: &Context<'_>, handshake: &Handshake) -> Option<Side> {
    let account_id = &context.caller.account_id;
    let account = context.state.accounts.get(account_id);
    if is_for(
        handshake,
        account_id,
        account.map(|account| account.email.as_str()),
    ) {
        return Some(Side::Recipient);
    }
    let organization = context.organization().ok()?;
    if organization.id != handshake.organization_id {
        return None;
    }
    if organization.management_account_id == *account_id {
        return Some(Side::Sender);
    }
    delegation::may(organization, account_id, "DescribeHandshake").then_some(Side::Observer)
}

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

/// Lists what the caller's account can answer. A management account does not see invitations to
/// other organizations, for it cannot leave its own.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_accept-decline-invite.html>
pub(super) fn list_for_account(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let account_id = context.caller.account_id.clone();
    let account = context.state.accounts.get(&account_id);
    let email = account.map(|account| account.email.clone());
    let managed = context
        .organization()
        .ok()
        .filter(|organization| organization.management_account_id == account_id)
        .map(|organization| organization.id.clone());
    list(context, input, "ListHandshakesForAccount", |handshake| {
        is_for(handshake, &account_id, email.as_deref())
            && managed
                .as_ref()
                .is_none_or(|managed| *managed == handshake.organization_id)
    })
}

pub(super) fn describe(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let id = input.required("HandshakeId", rules::HANDSHAKE_ID)?;
    let (handshake, _) = find(context, id)?;
    Ok(json!({ "Handshake": view::handshake(context.state, handshake, context.now) }))
}

pub(super) fn not_found() -> Refusal {
    Refusal::organizations(
        "HandshakeNotFoundException",
        "We can't find a handshake with the HandshakeId that you specified.",
    )
}

/// `HandshakeConstraintViolationException`, always with a reason.
pub(super) fn violation(reason: &'static str, message: &str) -> Refusal {
    Refusal {
        reason: Some(reason),
        ..Refusal::organizations("HandshakeConstraintViolationException", message)
    }
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
    let of = action.or(parent).unwrap_or("");
    let page = Page::of(input, format!("{operation} {of}"))?;
    let rest = context
        .state
        .handshakes
        .range::<str, _>(page.start())
        .filter(|(_, handshake)| concerned(handshake))
        .filter(|(_, handshake)| handshake.is_seen(context.now))
        .map(|(id, handshake)| (id.as_str(), handshake));
    let (handshakes, token) = page.take(rest);
    let handshakes = handshakes
        .into_iter()
        .filter(|handshake| {
            action.is_none_or(|action| action == handshake.action)
                && parent.is_none_or(|parent| handshake.parent_id.as_deref() == Some(parent))
        })
        .map(|handshake| view::handshake(context.state, handshake, context.now))
        .collect();
    Ok(paged("Handshakes", (handshakes, token)))
}
