//! Regions: some are on in every account, others are turned on and off.
//! <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html>

use serde_json::{Value, json};

use super::{
    Context,
    fields::{Checked, Input, Rule},
};
use crate::{
    state::{Account, RegionSwitch},
    wire::{General, Refusal, Service},
};

const ON_BY_DEFAULT: &[&str] = &[
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];
const OPT_IN: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
];
const STATUSES: &[&str] = &[
    "ENABLED",
    "ENABLING",
    "DISABLING",
    "DISABLED",
    "ENABLED_BY_DEFAULT",
];

/// Most regions of an account, and of all accounts of an organization, that are turned on or off at
/// once. <https://docs.aws.amazon.com/accounts/latest/reference/quotas.html>
const AT_ONCE: usize = 6;
const AT_ONCE_IN_ORGANIZATION: usize = 50;
const PAGE_SIZE: i64 = 50;
const NAME: Rule = Rule::text(1, 50);

pub(super) fn list(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let mut checked = Checked::new(input);
    let wanted = checked.words("RegionOptStatusContains", STATUSES);
    let most = checked.number("MaxResults", 1, PAGE_SIZE);
    let token = checked.optional("NextToken", Rule::text(0, 1_000));
    checked.done()?;
    let after = token.map(region_of).transpose()?.unwrap_or_default();
    let most = usize::try_from(most.unwrap_or(PAGE_SIZE)).unwrap_or_default();
    let mut names: Vec<&str> = ON_BY_DEFAULT.iter().chain(OPT_IN).copied().collect();
    names.sort_unstable();
    let now = context.now;
    let account = context.account()?;
    let mut rest = names
        .into_iter()
        .filter(|name| *name > after)
        .map(|name| (name, opt_status(account, name, now)))
        .filter(|(_, status)| wanted.is_empty() || wanted.contains(status))
        .collect::<Vec<_>>()
        .into_iter();
    let page: Vec<_> = rest.by_ref().take(most).collect();
    let token = rest
        .next()
        .and_then(|_| page.last())
        .map(|(name, _)| token_of(name));
    for (name, _) in &page {
        count_poll(context, name)?;
    }
    let regions: Vec<Value> = page
        .into_iter()
        .map(|(name, status)| json!({ "RegionName": name, "RegionOptStatus": status }))
        .collect();
    let mut answer = json!({ "Regions": regions });
    if let Some(token) = token {
        answer["NextToken"] = token.into();
    }
    Ok(answer)
}

fn token_of(region: &str) -> String {
    crate::signature::hex(region.as_bytes())
}

fn region_of(token: &str) -> Result<&'static str, Refusal> {
    let mut names = ON_BY_DEFAULT.iter().chain(OPT_IN);
    names
        .find(|name| token_of(name) == token)
        .copied()
        .ok_or_else(|| {
            Refusal::validation(vec![(
                "nextToken".to_owned(),
                "It is not from an earlier response".to_owned(),
            )])
        })
}

pub(super) fn status(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let name = region(input)?;
    let status = opt_status(context.account()?, name, context.now);
    count_poll(context, name)?;
    Ok(json!({ "RegionName": name, "RegionOptStatus": status }))
}

pub(super) fn enable(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    switch(context, input, true)
}

pub(super) fn disable(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    switch(context, input, false)
}

fn switch(context: &mut Context<'_>, input: Input<'_>, on: bool) -> Result<Value, Refusal> {
    let name = region(input)?;
    let now = context.now;
    match (opt_status(context.account()?, name, now), on) {
        ("DISABLED", true) | ("ENABLED", false) => {}
        // It must first get where it is going.
        ("DISABLING", true) | ("ENABLING", false) => {
            return Err(Refusal::json(
                "ConflictException",
                409,
                format!("The Region {name} is being switched. Wait until that is done."),
            ));
        }
        _ => {
            return Err(wrong_target(
                "Unable to switch region status because of its current opt-in status.",
            ));
        }
    }
    if under_way(context.account()?, now) >= AT_ONCE || in_organization(context) {
        return Err(General::TooMany.of(Service::Account));
    }
    let regions = &mut context.account_mut()?.profile.regions;
    regions.insert(name.to_owned(), RegionSwitch::new(on, now));
    Ok(Value::Null)
}

/// The region that a call names.
fn region(input: Input<'_>) -> Result<&'static str, Refusal> {
    let mut checked = Checked::new(input);
    let given = checked.required("RegionName", NAME);
    checked.done()?;
    let mut names = ON_BY_DEFAULT.iter().chain(OPT_IN);
    names
        .find(|name| **name == given)
        .copied()
        .ok_or_else(|| wrong_target("The Region that you specified does not exist."))
}

fn wrong_target(message: &str) -> Refusal {
    Refusal {
        reason: Some("invalidRegionOptTarget"),
        ..Refusal::json("ValidationException", 400, message)
    }
}

fn opt_status(account: &Account, name: &str, now: jiff::Timestamp) -> &'static str {
    if ON_BY_DEFAULT.contains(&name) {
        return "ENABLED_BY_DEFAULT";
    }
    let switch = account.profile.regions.get(name);
    switch.map_or("DISABLED", |switch| switch.status(now))
}

/// Asking brings a region nearer to where it is going.
fn count_poll(context: &mut Context<'_>, name: &str) -> Result<(), Refusal> {
    let now = context.now;
    let switch = context.account()?.profile.regions.get(name);
    if switch.is_some_and(|switch| switch.is_under_way(now))
        && let Some(switch) = context.account_mut()?.profile.regions.get_mut(name)
    {
        switch.polls += 1;
    }
    Ok(())
}

fn under_way(account: &Account, now: jiff::Timestamp) -> usize {
    let regions = account.profile.regions.values();
    regions.filter(|switch| switch.is_under_way(now)).count()
}

/// Whether the organization of this account has no room for one more.
fn in_organization(context: &Context<'_>) -> bool {
    let Some(organization) = context.state.organization_of(&context.target) else {
        return false;
    };
    let members = context.state.index.members(&organization.id).iter();
    members
        .filter_map(|id| context.state.accounts.get(id))
        .map(|account| under_way(account, context.now))
        .sum::<usize>()
        >= AT_ONCE_IN_ORGANIZATION
}
