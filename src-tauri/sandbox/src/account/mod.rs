//! Account Management: an account's name, its addresses and contacts, and its regions.
//!
//! An account asks about itself by giving no `AccountId`. The management account asks about a member
//! by its id, once the organization trusts this service.
//! <https://docs.aws.amazon.com/accounts/latest/reference/API_Operations.html>

mod contacts;
mod email;
mod fields;
mod regions;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde_json::{Value, json};

use self::fields::{ACCOUNT_ID, Input, Rule};
use crate::{
    authorize::{self, Caller, Request},
    clock::iso,
    state::{Account, Organization, State},
    wire::{Arguments, Call, Refusal},
};

/// The principal to which an organization gives trusted access.
const PRINCIPAL: &str = "account.amazonaws.com";

const NAME: Rule = Rule {
    min: 1,
    max: 50,
    pattern: "[ -;=?-~]+",
    fits: |text| {
        text.chars()
            .all(|character| matches!(character, ' '..='~') && !matches!(character, '<' | '>'))
    },
};

/// One call, with all that answers to it need.
struct Context<'a> {
    state: &'a mut State,
    /// The account that the call is about. It exists.
    target: String,
    now: Timestamp,
}

impl Context<'_> {
    fn account(&self) -> Result<&Account, Refusal> {
        self.state.accounts.get(&self.target).ok_or_else(not_found)
    }

    fn account_mut(&mut self) -> Result<&mut Account, Refusal> {
        self.state.touch();
        self.state
            .accounts
            .get_mut(&self.target)
            .ok_or_else(not_found)
    }
}

type Run = fn(&mut Context<'_>, Input<'_>) -> Result<Value, Refusal>;

const OPERATIONS: &[(&str, Run)] = &[
    ("AcceptPrimaryEmailUpdate", email::accept),
    ("DeleteAlternateContact", contacts::delete_alternate),
    ("DisableRegion", regions::disable),
    ("EnableRegion", regions::enable),
    ("GetAccountInformation", information),
    ("GetAlternateContact", contacts::get_alternate),
    ("GetContactInformation", contacts::get),
    ("GetPrimaryEmail", email::get),
    ("GetPrimaryEmailUpdateStatus", email::status),
    ("GetRegionOptStatus", regions::status),
    ("ListRegions", regions::list),
    ("PutAccountName", put_name),
    ("PutAlternateContact", contacts::put_alternate),
    ("PutContactInformation", contacts::put),
    ("StartPrimaryEmailUpdate", email::start),
];
/// Operations that are about a member in any case.
const ABOUT_MEMBERS: &[&str] = &[
    "AcceptPrimaryEmailUpdate",
    "GetPrimaryEmail",
    "StartPrimaryEmailUpdate",
];

/// The operation at a path: `/putAccountName` is `PutAccountName`.
pub(crate) fn operation(path: &str) -> Option<&'static str> {
    let path = path.strip_prefix('/')?;
    OPERATIONS
        .iter()
        .map(|(name, _)| *name)
        .find(|name| fields::lower_first(name) == path)
}

/// The account whose token bucket a call draws from, where that is not the caller's.
pub(crate) fn charged(call: &Call) -> Option<&str> {
    let Arguments::Json(arguments) = &call.arguments else {
        return None;
    };
    call.operation
        .ends_with("PrimaryEmailUpdate")
        .then(|| arguments["AccountId"].as_str())
        .flatten()
}

/// Answers one call.
pub(crate) fn answer(
    state: &mut State,
    caller: &Caller,
    operation: &str,
    arguments: &Value,
) -> Result<Value, Refusal> {
    let now = state.now();
    let input = Input(arguments);
    let run = OPERATIONS.iter().find(|(name, _)| *name == operation);
    let Some((_, run)) = run else {
        return Err(Refusal::json("UnknownOperationException", 404, ""));
    };
    let target = permit(state, caller, operation, input, now)?;
    run(&mut Context { state, target, now }, input)
}

/// Asks IAM, then whether this account may ask about that one. Gives the account that it is about.
fn permit(
    state: &State,
    caller: &Caller,
    operation: &str,
    input: Input<'_>,
    now: Timestamp,
) -> Result<String, Refusal> {
    let action = format!("account:{operation}");
    let given = input.raw("AccountId");
    let organization = state.organization_of(&caller.account_id);
    let resource = match (given, organization) {
        (Some(id), Some(organization)) => format!(
            "arn:aws:account::{}:account/{}/{id}",
            organization.management_account_id, organization.id
        ),
        _ => format!("arn:aws:account::{}:account", caller.account_id),
    };
    let denied = |why: &str| {
        let who = caller.arn(state);
        let message = format!("User: {who} is not authorized to perform: {action}{why}");
        Refusal::json("AccessDeniedException", 403, message)
    };
    let context = condition_keys(state, caller, input, now);
    let request = Request {
        action: &action,
        resource: &resource,
        context: &context,
    };
    authorize::allowed(state, caller, &request).map_err(|obstacle| {
        denied(&format!(
            " on resource: {resource} {}",
            obstacle.describe(&action)
        ))
    })?;

    let mut checked = fields::Checked::new(input);
    let id = if ABOUT_MEMBERS.contains(&operation) {
        Some(checked.required("AccountId", ACCOUNT_ID))
    } else {
        checked.optional("AccountId", ACCOUNT_ID)
    };
    checked.done()?;
    let Some(id) = id else {
        return Ok(caller.account_id.clone());
    };
    member(state, caller, organization, id, operation).map_err(denied)?;
    Ok(id.to_owned())
}

/// Whether the caller may ask about another account; if not, what AWS adds to its refusal.
fn member(
    state: &State,
    caller: &Caller,
    organization: Option<&Organization>,
    id: &str,
    operation: &str,
) -> Result<(), &'static str> {
    let organization = organization
        .filter(|organization| {
            organization.management_account_id == caller.account_id
                || organization
                    .delegated_administrators
                    .get(&caller.account_id)
                    .is_some_and(|services| services.contains_key(PRINCIPAL))
        })
        .ok_or("")?;
    if organization.feature_set != "ALL" || !organization.trusts(PRINCIPAL) {
        return Err(
            " (Your organization must first enable trusted access with AWS Account Management.)",
        );
    }
    if id == caller.account_id {
        return Err(
            " (The management account can only be managed using the standalone context from the management account.)",
        );
    }
    let account = state.member(&organization.id, id).ok_or("")?;
    let is_read = operation.starts_with("Get") || operation.starts_with("List");
    // A closed account can still be looked at.
    if is_read || account.is_usable() {
        Ok(())
    } else {
        Err("")
    }
}

/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsaccountmanagement.html#awsaccountmanagement-policy-keys>
fn condition_keys(
    state: &State,
    caller: &Caller,
    input: Input<'_>,
    now: Timestamp,
) -> authorize::Context {
    let mut context = caller.context(state, now);
    context.set_some(
        "account:AlternateContactTypes",
        input.raw("AlternateContactType"),
    );
    context.set_some("account:TargetRegion", input.raw("RegionName"));
    let domain = input
        .raw("PrimaryEmail")
        .and_then(|email| email.split_once('@'));
    context.set_some(
        "account:EmailTargetDomain",
        domain.map(|(_, domain)| domain),
    );
    if let Some(id) = input.raw("AccountId")
        && let Some(membership) = state
            .accounts
            .get(id)
            .and_then(|account| account.membership.as_ref())
    {
        if let Some(path) = state.organization_path(id) {
            context.set_all("account:AccountResourceOrgPaths", vec![path]);
        }
        for (key, value) in &membership.tags {
            context.set(&format!("account:AccountResourceOrgTags/{key}"), value);
        }
    }
    context
}

fn put_name(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let mut checked = fields::Checked::new(input);
    let name = checked.required("AccountName", NAME);
    checked.done()?;
    name.clone_into(&mut context.account_mut()?.name);
    Ok(Value::Null)
}

fn information(context: &mut Context<'_>, _: Input<'_>) -> Result<Value, Refusal> {
    let account = context.account()?;
    // AWS closes an account when the owner has asked for it; until then it is as before.
    let state = match account.state.as_str() {
        "PENDING_CLOSURE" => "ACTIVE",
        state => state,
    };
    Ok(json!({
        "AccountId": account.id,
        "AccountName": account.name,
        "AccountCreatedDate": created_at(account).map(iso),
        "AccountState": state,
    }))
}

/// The account is as old as the oldest thing that is known of it.
fn created_at(account: &Account) -> Option<Timestamp> {
    let joined = account.membership.iter().map(|joined| joined.joined_at);
    let users = account.iam.users.values().map(|user| user.created_at);
    let roles = account.iam.roles.values().map(|role| role.created_at);
    joined.chain(users).chain(roles).min()
}

fn not_found() -> Refusal {
    Refusal::json(
        "ResourceNotFoundException",
        404,
        "The operation failed because it specified a resource that can't be found.",
    )
}
