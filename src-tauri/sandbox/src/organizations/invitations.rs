//! Inviting accounts. The other side answers, see [`super::answers`].
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_invites.html>

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Context, ask, features, handshakes, handshakes::violation, life, rules, tags, view};
use crate::{
    clock,
    state::{Handshake, Organization, Party, State},
    wire::{Input, Refusal, input::missing},
};

/// How long an invitation can be answered.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const OPEN_SECONDS: i64 = 15 * 24 * 3600;
const DAY: i64 = 24 * 3600;
/// So many invitations can be sent in 24 hours, if the quota of accounts is not higher.
const ATTEMPTS: usize = 20;

/// What IAM is asked about: the account, where the invitation names one.
pub(super) fn resource(organization: &Organization, input: Input<'_>) -> String {
    match input.structure("Target") {
        Some(target) if target.raw("Type") == "ACCOUNT" => {
            organization.account_arn(target.raw("Id"))
        }
        _ => "*".to_owned(),
    }
}

pub(super) fn invite(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let target = target(input)?;
    let notes = input.optional("Notes", rules::NOTES)?.map(str::to_owned);
    let tags = tags::read(input, "Tags")?;
    let (now, organization) = (context.now, context.organization()?.clone());
    if !tags.is_empty() {
        let keys = context.caller.context(context.state, now);
        let resource = resource(&organization, input);
        let action = "organizations:TagResource";
        ask(context.state, context.caller, action, &resource, &keys)?;
    }
    check(context.state, &organization, &target, now)?;
    let mut handshake = Handshake {
        action: "INVITE".to_owned(),
        state: "OPEN".to_owned(),
        notes,
        tags,
        ..handshakes::new(context.state, &organization, now, OPEN_SECONDS)
    };
    handshake.parties.push(target);
    let sent = view::handshake(context.state, &handshake, now);
    let id = handshake.id.clone();
    context.state.handshakes.insert(id, handshake);
    context.state.touch();
    Ok(json!({ "Handshake": sent }))
}

/// The account or the email address that is invited.
fn target(input: Input<'_>) -> Result<Party, Refusal> {
    let target = input.structure("Target").ok_or_else(|| missing("Target"))?;
    let id = target.required("Id", rules::PARTY_ID)?;
    let kinds = &["ACCOUNT", "ORGANIZATION", "EMAIL"];
    let kind = target
        .choice("Type", "INVALID_ENUM", kinds)?
        .ok_or_else(|| missing("Type"))?;
    match kind {
        "ORGANIZATION" => Err(Refusal::invalid_input(
            "INVALID_PARTY_TYPE_TARGET",
            "You specified the wrong type of entity as a party: an ACCOUNT or an EMAIL can be invited.",
        )),
        "ACCOUNT" if !rules::is_account_id(id) => Err(Refusal::invalid_input(
            "INVALID_PATTERN",
            "You provided a value for Target that is not the id of an account.",
        )),
        "EMAIL" if !rules::is_email(id) => Err(Refusal::invalid_input(
            "INVALID_EMAIL_ADDRESS_TARGET",
            "You specified an invalid email address for the invited account owner.",
        )),
        _ => Ok(Party {
            id: id.to_owned(),
            kind: kind.to_owned(),
        }),
    }
}

fn check(
    state: &State,
    organization: &Organization,
    target: &Party,
    now: Timestamp,
) -> Result<(), Refusal> {
    if organization.is_finalizing(now) {
        return Err(life::finalizing());
    }
    let management = state.accounts.get(&organization.management_account_id);
    if management.is_some_and(|account| !account.email_verified) {
        return Err(Refusal::organizations(
            "AccountOwnerNotVerifiedException",
            "You can't invite an existing account to your organization until you verify that you own the email address associated with the management account.",
        ));
    }
    if features::under_way(state, &organization.id, now) {
        return Err(violation(
            "INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES",
            "You can't issue new invitations to join an organization while it's in the process of enabling all features.",
        ));
    }
    let invited = account_of(state, target);
    // A member of another organization can be invited: it moves over when it accepts.
    if invited.is_some_and(|id| state.member(&organization.id, id).is_some()) {
        return Err(violation(
            "ALREADY_IN_AN_ORGANIZATION",
            "The handshake request is invalid because the invited account is already a member of the organization.",
        ));
    }
    let sent = || {
        let handshakes = state.handshakes.values();
        handshakes.filter(|handshake| {
            handshake.organization_id == organization.id && handshake.action == "INVITE"
        })
    };
    let same = |party: &Party| {
        party.id.eq_ignore_ascii_case(&target.id)
            || invited.is_some() && invited == account_of(state, party)
    };
    if sent().any(|handshake| handshake.is_open(now) && handshake.recipient().is_some_and(same)) {
        return Err(Refusal::organizations(
            "DuplicateHandshakeException",
            "A handshake with the same action and target already exists.",
        ));
    }
    let attempts = sent().filter(|handshake| {
        clock::after(handshake.requested_at, DAY) > now && handshake.state != "ACCEPTED"
    });
    if attempts.count() >= ATTEMPTS.max(organization.account_quota) {
        return Err(violation(
            "HANDSHAKE_RATE_LIMIT_EXCEEDED",
            "You attempted to exceed the number of handshakes that you can send in one day.",
        ));
    }
    if state.counted_accounts(&organization.id, now) >= organization.account_quota {
        return Err(violation(
            "ACCOUNT_NUMBER_LIMIT_EXCEEDED",
            "You attempted to exceed the limit on the number of accounts in an organization.",
        ));
    }
    Ok(())
}

/// The account behind a party, if there is one.
fn account_of<'a>(state: &'a State, party: &'a Party) -> Option<&'a str> {
    if party.kind == "ACCOUNT" {
        Some(&party.id)
    } else {
        state.index.email_owner(&party.id)
    }
}
