//! Cost Explorer: costs by day or month and by up to two dimensions, forecasts, and anomalies.
//! <https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Operations_AWS_Cost_Explorer_Service.html>

mod anomalies;
mod cost_and_usage;
mod dimensions;
mod filter;
mod forecast;
mod groups;
mod metrics;
mod period;
#[cfg(test)]
mod tests;
mod token;
mod watchers;

use jiff::Timestamp;
use serde_json::Value;

pub(crate) use filter::Filter;
pub(crate) use forecast::expect;
pub(crate) use groups::Dimension;
pub(crate) use metrics::Metric;

use crate::{
    authorize::{self, Caller, Request},
    ledger::{self, Ledger},
    state::{CostExplorer, State},
    wire::{Input, Refusal},
};

/// Cost Explorer is in one Region of its partition, and so are its ARNs.
const REGION: &str = "us-east-1";

/// One call, with what answers to it need.
pub(crate) struct Context<'a> {
    pub(crate) state: &'a State,
    pub(crate) caller: &'a Caller,
    pub(crate) now: Timestamp,
}

impl<'a> Context<'a> {
    pub(crate) fn ledger(&self) -> Ledger<'a> {
        Ledger::of(self.state, &self.caller.account_id, self.now)
    }
}

type Run = fn(&Context<'_>, Input<'_>) -> Result<Value, Refusal>;

fn find(operation: &str) -> Option<Run> {
    Some(match operation {
        "GetAnomalies" => anomalies::get,
        "GetAnomalyMonitors" => watchers::monitors,
        "GetAnomalySubscriptions" => watchers::subscriptions,
        "GetCostAndUsage" => cost_and_usage::get,
        "GetCostForecast" => forecast::get,
        "GetDimensionValues" => dimensions::get,
        _ => return None,
    })
}

/// Answers one call.
pub(crate) fn answer(
    state: &mut State,
    caller: &Caller,
    operation: &str,
    arguments: &Value,
) -> Result<Value, Refusal> {
    let Some(run) = find(operation) else {
        return Err(Refusal::json("UnknownOperationException", 400, ""));
    };
    let now = state.now();
    permit(state, caller, operation, Input(arguments))?;
    let answer = run(&Context { state, caller, now }, Input(arguments))?;
    let has_more = answer.get("NextPageToken").is_some();
    if operation == "GetCostAndUsage" && has_more {
        post_between_pages(state, caller);
    }
    Ok(answer)
}

/// Enters what was put aside to come in while someone turns pages.
fn post_between_pages(state: &mut State, caller: &Caller) {
    let payer_id = ledger::payer_of(state, &caller.account_id).0.to_owned();
    if let Some(payer) = state
        .payers
        .get_mut(&payer_id)
        .filter(|payer| !payer.between_pages.is_empty())
    {
        payer.entries.append(&mut payer.between_pages);
        state.touch();
    }
}

/// Asks IAM, then whether the account has Cost Explorer.
fn permit(
    state: &State,
    caller: &Caller,
    operation: &str,
    input: Input<'_>,
) -> Result<(), Refusal> {
    let action = format!("ce:{operation}");
    let account_id = &caller.account_id;
    let mut resources = vec![format!("arn:aws:ce:{REGION}:{account_id}:/{operation}")];
    let view = input.raw("BillingViewArn");
    if !view.is_empty() {
        resources.push(view.to_owned());
    }
    for resource in resources {
        ask(state, caller, &action, &resource)?;
    }
    let (payer_id, payer) = ledger::payer_of(state, account_id);
    match payer.cost_explorer {
        CostExplorer::Off => Err(denied("User not enabled for cost explorer access")),
        _ if payer_id != account_id && !payer.member_access => Err(denied(
            "Linked account doesn't have access to cost explorer.",
        )),
        CostExplorer::Preparing => Err(unavailable()),
        CostExplorer::On => Ok(()),
    }
}

/// Asks IAM whether the caller may perform an action on a resource.
pub(crate) fn ask(
    state: &State,
    caller: &Caller,
    action: &str,
    resource: &str,
) -> Result<(), Refusal> {
    let context = caller.context(state, state.now());
    let request = Request {
        action,
        resource,
        context: &context,
    };
    authorize::allowed(state, caller, &request).map_err(|obstacle| {
        let who = caller.arn(state);
        let why = obstacle.describe(action);
        denied(format!(
            "User: {who} is not authorized to perform: {action} on resource: {resource} {why}"
        ))
    })
}

fn denied(message: impl Into<String>) -> Refusal {
    Refusal::json("AccessDeniedException", 400, message)
}

pub(super) fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::json("ValidationException", 400, message)
}

fn unavailable() -> Refusal {
    Refusal::json(
        "DataUnavailableException",
        400,
        "Data is not available. Please try to adjust the time period. If just enabled Cost Explorer, data might not be ingested yet",
    )
}

/// Whose view of the costs is asked for: the sandbox has everybody's own, the primary one, only.
fn check_view(context: &Context<'_>, input: Input<'_>) -> Result<(), Refusal> {
    let view = input.raw("BillingViewArn");
    let own = format!(
        "arn:aws:billing::{}:billingview/primary",
        context.caller.account_id
    );
    if view.is_empty() || view == own {
        return Ok(());
    }
    let is_view = view
        .strip_prefix("arn:aws:billing::")
        .and_then(|rest| rest.split_once(":billingview/"))
        .is_some_and(|(account, name)| {
            account.len() == 12
                && account.bytes().all(|byte| byte.is_ascii_digit())
                && (1..=43).contains(&name.len())
        });
    if is_view {
        let message = format!("Billing view {view} does not exist.");
        return Err(Refusal::json("ResourceNotFoundException", 400, message));
    }
    Err(invalid("BillingViewArn is not the ARN of a billing view."))
}
