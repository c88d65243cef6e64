//! The switches of billing: what Cost Explorer tells and to whom, who pays, and what is on the bill.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    ledger,
    money::Amount,
    service::{Sandbox, lock},
    state::{CostExplorer, Entry, Payer, Rule, Sharing, State, Transfer},
};

/// Cost Explorer charges so much for each request.
/// <https://aws.amazon.com/aws-cost-management/aws-cost-explorer/pricing/>
const CENTS_A_REQUEST: u64 = 1;

/// What to change. What is not named stays.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Turn {
    /// Whose billing; the management account's unless another one is named.
    account_id: Option<String>,
    cost_explorer: Option<CostExplorer>,
    member_access: Option<bool>,
    sharing: Option<Sharing>,
    /// Entries and rules to be added.
    #[serde(default)]
    entries: Vec<Entry>,
    #[serde(default)]
    rules: Vec<Rule>,
    /// Entries that come in after the next answer with further pages.
    #[serde(default)]
    between_pages: Vec<Entry>,
    /// A billing transfer, added or put in the place of the one with the same id.
    transfer: Option<Transfer>,
    /// What `GetCallerIdentity` tells as the caller's partition.
    partition: Option<String>,
}

/// Changes what is named.
pub(super) fn turn(sandbox: &Sandbox, asked: Turn) -> Result<Value, String> {
    let mut state = lock(&sandbox.state);
    let account_id = asked
        .account_id
        .unwrap_or_else(|| state.management_account_id.clone());
    if !state.accounts.contains_key(&account_id) {
        return Err(format!("there is no account {account_id}"));
    }
    if ledger::payer_of(&state, &account_id).0 != account_id {
        return Err(format!("account {account_id} does not pay its own bill"));
    }
    match asked.partition.as_deref() {
        None => {}
        Some("aws") => state.partition = None,
        Some("aws-us-gov" | "aws-cn" | "aws-eusc") => state.partition = asked.partition,
        Some(other) => return Err(format!("there is no partition {other}")),
    }
    if let Some(transfer) = asked.transfer {
        state.transfers.insert(transfer.id.clone(), transfer);
    }
    let payer = state.payers.entry(account_id).or_default();
    if let Some(cost_explorer) = asked.cost_explorer {
        payer.cost_explorer = cost_explorer;
    }
    if let Some(member_access) = asked.member_access {
        payer.member_access = member_access;
    }
    if let Some(sharing) = asked.sharing {
        payer.sharing = sharing;
    }
    payer.entries.extend(asked.entries);
    payer.rules.extend(asked.rules);
    payer.between_pages.extend(asked.between_pages);
    state.touch();
    Ok(shown(&state))
}

/// How often Cost Explorer was asked, what that costs, and how the switches stand.
pub(super) fn books(sandbox: &Sandbox) -> Value {
    let requests = lock(&sandbox.switches).billed.calls.clone();
    let count: u64 = requests.values().sum();
    let mut books = shown(&lock(&sandbox.state));
    books["requests"] = json!(requests);
    books["charged"] = Amount::cents(count * CENTS_A_REQUEST).to_string().into();
    books
}

fn shown(state: &State) -> Value {
    let payer: &Payer = state
        .payers
        .get(&state.management_account_id)
        .unwrap_or_else(|| ledger::plain());
    json!({
        "costExplorer": payer.cost_explorer,
        "memberAccess": payer.member_access,
        "sharing": payer.sharing,
        "transfers": state.transfers,
        "partition": state.partition.as_deref().unwrap_or("aws"),
    })
}
