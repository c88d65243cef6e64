//! AWS Billing, as far as it tells how discounts are shared.
//! <https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_billing_GetBillingPreferences.html>

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::{
    authorize::Caller,
    cost_explorer::ask,
    ledger,
    month::{Month, date},
    state::{Sharing, State},
    wire::{Input, Refusal},
};

/// Most preferences of one page, and as many as there are without `maxResults`.
const PAGE_SIZE: usize = 50;
const FEATURES: [&str; 8] = [
    "BENEFIT_LEVEL_SHARING",
    "BILLING_ALERTS",
    "CREDIT_LEVEL_SHARING",
    "CREDIT_PREFERENCE_OPTIONS",
    "CREDIT_SHARING",
    "CREDIT_SHARING_HISTORY",
    "RI_SHARING",
    "RI_SHARING_HISTORY",
];
/// The key of what holds for the whole family of accounts: no groups.
/// <https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_billing_UpdateBillingPreferences.html>
const OPEN_SHARING: &str = "open-sharing";

/// Answers one call.
pub(crate) fn answer(
    state: &State,
    caller: &Caller,
    operation: &str,
    arguments: &Value,
) -> Result<Value, Refusal> {
    if operation != "GetBillingPreferences" {
        return Err(Refusal::json("UnknownOperationException", 400, ""));
    }
    let account_id = &caller.account_id;
    ask(state, caller, "billing:GetBillingPreferences", "*")?;
    let asked = Asked::read(Input(arguments))?;
    let (payer_id, payer) = ledger::payer_of(state, account_id);
    if payer_id != account_id {
        return Err(Refusal::json(
            "AccessDeniedException",
            400,
            "Only the management account of a consolidated billing family can see these preferences.",
        ));
    }
    let all = preferences(state, payer_id, &payer.sharing, asked.feature);
    let wanted = all.into_iter().filter(|preference| {
        asked.keys.is_empty() || asked.keys.iter().any(|key| preference["key"] == *key)
    });
    let rest: Vec<Value> = wanted.skip(asked.start).collect();
    let mut answer = json!({});
    if rest.len() > asked.most {
        answer["nextToken"] = format!("{}/{}", asked.feature, asked.start + asked.most).into();
    }
    answer["billingPreferences"] = rest.into_iter().take(asked.most).collect();
    Ok(answer)
}

/// What a request wants.
struct Asked {
    feature: &'static str,
    keys: Vec<String>,
    start: usize,
    most: usize,
}

impl Asked {
    fn read(input: Input<'_>) -> Result<Self, Refusal> {
        let feature = match input.list("features")? {
            [one] => FEATURES.iter().find(|feature| one == **feature),
            _ => None,
        };
        let feature = *feature.ok_or_else(|| wrong("features", "Specify exactly one feature."))?;
        let keys = keys(input)?;
        let is_benefit = |key: &String| {
            let kind = key
                .strip_prefix("benefit/")
                .and_then(|rest| rest.split_once('/'));
            kind.is_some_and(|(kind, id)| matches!(kind, "ri" | "sp") && !id.is_empty())
        };
        if feature == "BENEFIT_LEVEL_SHARING" && !matches!(&keys[..], [key] if is_benefit(key)) {
            return Err(wrong(
                "filters",
                "BENEFIT_LEVEL_SHARING needs one key of the form benefit/{ri|sp}/{benefitId}.",
            ));
        }
        let most = match input.0.get("maxResults").filter(|value| !value.is_null()) {
            None => PAGE_SIZE,
            Some(value) => value
                .as_u64()
                .and_then(|most| usize::try_from(most).ok())
                .filter(|most| (1..=PAGE_SIZE).contains(most))
                .ok_or_else(|| wrong("maxResults", "Must be between 1 and 50."))?,
        };
        let start = match input.0.get("nextToken").filter(|value| !value.is_null()) {
            None => 0,
            Some(token) => token
                .as_str()
                .and_then(|token| token.strip_prefix(feature)?.strip_prefix('/')?.parse().ok())
                .ok_or_else(|| wrong("nextToken", "Not from an earlier response."))?,
        };
        Ok(Self {
            feature,
            keys,
            start,
            most,
        })
    }
}

/// The keys that one filter names.
fn keys(input: Input<'_>) -> Result<Vec<String>, Refusal> {
    let filter = match input.list("filters")? {
        [] => return Ok(Vec::new()),
        [filter] => Input(filter),
        _ => return Err(wrong("filters", "Specify exactly one filter.")),
    };
    if filter.raw("name") != "PREFERENCE_KEY" {
        return Err(wrong("filters", "The name must be PREFERENCE_KEY."));
    }
    let is_key = |key: &&str| {
        (1..=100).contains(&key.len())
            && key
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'/'))
    };
    let values = filter.list("value")?;
    let keys: Vec<String> = values
        .iter()
        .filter_map(Value::as_str)
        .filter(is_key)
        .map(ToOwned::to_owned)
        .collect();
    if (1..=10).contains(&values.len()) && keys.len() == values.len() {
        Ok(keys)
    } else {
        Err(wrong("filters", "Supply 1 to 10 preference keys."))
    }
}

/// What holds for a feature. Accounts are told one by one, the family as a whole by one key.
fn preferences(state: &State, payer_id: &str, sharing: &Sharing, feature: &str) -> Vec<Value> {
    let (shared, excepted) = match feature {
        "RI_SHARING" | "RI_SHARING_HISTORY" => {
            (sharing.reservations, &sharing.reservations_not_for)
        }
        "CREDIT_SHARING" | "CREDIT_SHARING_HISTORY" => (sharing.credits, &sharing.credits_not_for),
        // Nothing else is set in the sandbox.
        _ => return Vec::new(),
    };
    let word = |enabled: bool| if enabled { "ENABLED" } else { "DISABLED" };
    let family = json!({ "feature": feature, "key": OPEN_SHARING, "value": word(shared) });
    let mut preferences = vec![family];
    let organization = state.organization_of(payer_id);
    let members = organization.map(|organization| state.index.members(&organization.id));
    for id in members.into_iter().flatten() {
        let Some(account) = state.accounts.get(id) else {
            continue;
        };
        preferences.push(json!({
            "feature": feature,
            "key": id,
            "value": word(shared && !excepted.contains(id)),
            "accountId": id,
            "accountName": account.name,
        }));
    }
    if feature.ends_with("_HISTORY") {
        let period = last_month(date(state.now()));
        for preference in &mut preferences {
            preference["billingPeriod"] = period.clone();
        }
    }
    preferences
}

/// The last month whose bill is closed: what is set does not change in the sandbox.
fn last_month(today: Date) -> Value {
    let first = Month::of(today).plus(-1).first();
    json!({ "year": first.year(), "month": first.month() })
}

fn wrong(field: &str, message: &str) -> Refusal {
    Refusal::validation(vec![(field.to_owned(), message.to_owned())])
}
