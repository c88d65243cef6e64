//! Service Quotas, as far as AWS Organizations has one: how many accounts it may have.
//! <https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/Welcome.html>

#[cfg(test)]
mod tests;

use serde_json::{Value, json};

use crate::{
    authorize::{self, Caller, Request},
    state::State,
    wire::Refusal,
};

const SERVICE: &str = "organizations";
/// Its code. AWS says to look a quota up by its name, for codes may change.
const CODE: &str = "L-E619E033";
const NAME: &str = "Default maximum number of accounts";
/// So many accounts an organization has at first.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const DEFAULT: usize = 10;
/// Organizations lives in one Region, and so do its quotas.
const REGION: &str = "us-east-1";

/// Answers one call.
pub(crate) fn answer(
    state: &State,
    caller: &Caller,
    operation: &str,
    arguments: &Value,
) -> Result<Value, Refusal> {
    let applied = || {
        let organization = state
            .organization_of(&caller.account_id)
            .filter(|organization| organization.management_account_id == caller.account_id);
        organization.map_or(DEFAULT, |organization| organization.account_quota)
    };
    let (is_list, is_default) = match operation {
        "ListServiceQuotas" => (true, false),
        "GetServiceQuota" => (false, false),
        "ListAWSDefaultServiceQuotas" => (true, true),
        "GetAWSDefaultServiceQuota" => (false, true),
        _ => return Err(Refusal::json("UnknownOperationException", 400, "")),
    };
    permit(state, caller, operation)?;
    let service = code(arguments, "ServiceCode", 63)?.ok_or_else(|| missing("ServiceCode"))?;
    let quota = code(arguments, "QuotaCode", 128)?;
    if is_list {
        check_page(arguments)?;
    }
    if service != SERVICE {
        return Err(no_such(&format!("There is no service {service}.")));
    }
    let value = if is_default { DEFAULT } else { applied() };
    let shown = show(caller, value);
    if caller.region != REGION {
        return if is_list {
            Ok(json!({ "Quotas": [] }))
        } else {
            Err(no_such("The quota is not in this Region."))
        };
    }
    if is_list {
        let quotas: Vec<Value> = quota
            .is_none_or(|quota| quota == CODE)
            .then_some(shown)
            .into_iter()
            .collect();
        return Ok(json!({ "Quotas": quotas }));
    }
    match quota.ok_or_else(|| missing("QuotaCode"))? {
        CODE => Ok(json!({ "Quota": shown })),
        other => Err(no_such(&format!("There is no quota {other}."))),
    }
}

fn permit(state: &State, caller: &Caller, operation: &str) -> Result<(), Refusal> {
    let action = format!("servicequotas:{operation}");
    let context = caller.context(state, state.now());
    let request = Request {
        action: &action,
        resource: "*",
        context: &context,
    };
    authorize::allowed(state, caller, &request).map_err(|obstacle| {
        let who = caller.arn(state);
        let why = obstacle.describe(&action);
        let message = format!("User: {who} is not authorized to perform: {action} {why}");
        Refusal::json("AccessDeniedException", 400, message)
    })
}

fn show(caller: &Caller, value: usize) -> Value {
    json!({
        "ServiceCode": SERVICE,
        "ServiceName": "AWS Organizations",
        "QuotaArn": format!("arn:aws:servicequotas::{}:{SERVICE}/{CODE}", caller.account_id),
        "QuotaCode": CODE,
        "QuotaName": NAME,
        "Value": value,
        "Unit": "None",
        "Adjustable": true,
        "GlobalQuota": true,
        "QuotaAppliedAtLevel": "ACCOUNT",
    })
}

/// A code such as `organizations` or `L-E619E033`.
fn code<'a>(arguments: &'a Value, name: &str, max: usize) -> Result<Option<&'a str>, Refusal> {
    let Some(value) = arguments.get(name).filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    value
        .as_str()
        .filter(|text| {
            text.len() <= max
                && text.starts_with(|first: char| first.is_ascii_alphabetic())
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
        .map(Some)
        .ok_or_else(|| illegal(format!("{name} is not a code.")))
}

/// One page holds everything, so that nobody was ever given a token.
fn check_page(arguments: &Value) -> Result<(), Refusal> {
    if arguments
        .get("NextToken")
        .is_some_and(|token| !token.is_null())
    {
        return Err(Refusal::json(
            "InvalidPaginationTokenException",
            400,
            "NextToken is not from an earlier response.",
        ));
    }
    let most = arguments.get("MaxResults").filter(|most| !most.is_null());
    let fits = most.is_none_or(|most| most.as_i64().is_some_and(|most| (1..=100).contains(&most)));
    if fits {
        Ok(())
    } else {
        Err(illegal("MaxResults must be between 1 and 100."))
    }
}

fn missing(name: &str) -> Refusal {
    illegal(format!("{name} is required."))
}

fn illegal(message: impl Into<String>) -> Refusal {
    Refusal::json("IllegalArgumentException", 400, message)
}

fn no_such(message: &str) -> Refusal {
    Refusal::json("NoSuchResourceException", 400, message)
}
