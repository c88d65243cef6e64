//! Closing member accounts: asked for at once, done a little later, and final after 90 days.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_close.html>

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Context, leaving, reads::account_not_found, rules, services};
use crate::{
    clock,
    state::{Closure, State},
    wire::{Input, Refusal},
};

/// How long the sandbox takes to close an account.
const SECONDS: i64 = 4;
/// So often one may describe it before it is closed in any case, so that nobody waits for the clock.
const POLLS: u32 = 3;
/// Most accounts that close at the same time.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const CLOSES_AT_ONCE: usize = 3;
const DAY: i64 = 24 * 3600;
/// Closures are counted over so many days, whatever the calendar says.
const QUOTA_SECONDS: i64 = 30 * DAY;
/// A closed account is shown, and can be reinstated by Support, for so long after the request.
const SHOWN_SECONDS: i64 = 90 * DAY;

pub(super) fn close(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let account_id = input.required("AccountId", rules::ACCOUNT_ID)?;
    let (now, organization) = (context.now, context.organization()?);
    services::need_all_features(organization)?;
    if organization.management_account_id == account_id {
        return Err(Refusal::constraint(
            "CANNOT_CLOSE_MANAGEMENT_ACCOUNT",
            "You can't close the management account. To close the management account for the organization, you must first either remove or close all member accounts in the organization.",
        ));
    }
    let organization_id = organization.id.clone();
    let account = context.state.member(&organization_id, account_id);
    match account.ok_or_else(account_not_found)?.state.as_str() {
        "ACTIVE" => {}
        "CLOSED" => {
            return Err(Refusal::organizations(
                "AccountAlreadyClosedException",
                "You attempted to close an account that is already closed.",
            ));
        }
        state => {
            return Err(Refusal::organizations(
                "ConflictException",
                format!(
                    "The request failed because it conflicts with the current state of the account, {state}."
                ),
            ));
        }
    }
    let state = &*context.state;
    let ours = || {
        let closures = state.closures.iter();
        closures.filter(|(_, closure)| closure.organization_id == organization_id)
    };
    if ours().filter(|(id, _)| is_closing(state, id)).count() >= CLOSES_AT_ONCE {
        return Err(Refusal::constraint(
            "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED",
            "You attempted to exceed the number of accounts that you can close at a time.",
        ));
    }
    let recent = ours()
        .filter(|(_, closure)| clock::after(closure.requested_at, QUOTA_SECONDS) > now)
        .count();
    // The management account is no member account.
    let members = state.index.members(&organization_id).len() - 1;
    if recent >= quota(members) {
        return Err(Refusal::constraint(
            "CLOSE_ACCOUNT_QUOTA_EXCEEDED",
            "You have exceeded close account quota for the past 30 days.",
        ));
    }
    let closure = Closure {
        organization_id,
        requested_at: now,
        polls: 0,
    };
    context
        .state
        .closures
        .insert(account_id.to_owned(), closure);
    set_state(context.state, account_id, "PENDING_CLOSURE");
    Ok(json!({}))
}

/// So many accounts may be closed in 30 days: 250 or a fifth of the members, whichever is higher, and
/// never more than 1,000.
fn quota(members: usize) -> usize {
    (members / 5).clamp(250, 1000)
}

fn is_closing(state: &State, account_id: &str) -> bool {
    let account = state.accounts.get(account_id);
    account.is_some_and(|account| account.state == "PENDING_CLOSURE")
}

fn set_state(state: &mut State, account_id: &str, wanted: &str) {
    if let Some(account) = state.accounts.get_mut(account_id) {
        wanted.clone_into(&mut account.state);
    }
    state.touch();
}

/// Notes that an account was described: asking often enough closes it.
pub(super) fn described(state: &mut State, account_id: &str) {
    if is_closing(state, account_id)
        && let Some(closure) = state.closures.get_mut(account_id)
    {
        closure.polls += 1;
        state.touch();
    }
}

/// Closes what is due, and lets go of accounts that were closed 90 days ago. They keep their email
/// address: nobody else can have it.
pub(super) fn settle(state: &mut State, now: Timestamp) {
    let (mut closed, mut gone) = (Vec::new(), Vec::new());
    for (id, closure) in &state.closures {
        let over = |seconds| clock::after(closure.requested_at, seconds) <= now;
        if is_closing(state, id) && (closure.polls >= POLLS || over(SECONDS)) {
            closed.push(id.clone());
        }
        if over(SHOWN_SECONDS) {
            gone.push(id.clone());
        }
    }
    for id in closed {
        set_state(state, &id, "CLOSED");
    }
    for id in gone {
        // Not if Support has reinstated it.
        let account = state.accounts.get(&id);
        if account.is_some_and(|account| account.state == "CLOSED") {
            leaving::depart(state, &id, now);
        }
        state.closures.remove(&id);
        state.touch();
    }
}
