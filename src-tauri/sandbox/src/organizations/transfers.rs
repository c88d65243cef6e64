//! Billing transfers: who pays for another organization, and for whom.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_transfer_billing.html>

use serde_json::{Value, json};

use super::{Context, pages::Page, reads::paged, rules};
use crate::{
    clock::epoch,
    state::{Organization, Transfer},
    wire::{Input, Refusal},
};

/// Which end of a transfer an organization is on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Inbound,
    Outbound,
}

impl Direction {
    fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
        }
    }
}

pub(super) fn list_inbound(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    check_type(input)?;
    let wanted = input.optional("Id", rules::TRANSFER_ID)?;
    let organization = context.organization()?;
    let found = |id: &str| {
        let transfer = context.state.transfers.get(id);
        transfer.is_some_and(|transfer| is_of(transfer, organization, Direction::Inbound))
    };
    if wanted.is_some_and(|id| !found(id)) {
        return Err(Refusal::organizations(
            "ResponsibilityTransferNotFoundException",
            "We can't find a transfer that you specified.",
        ));
    }
    list(context, input, Direction::Inbound, wanted)
}

pub(super) fn list_outbound(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    check_type(input)?;
    list(context, input, Direction::Outbound, None)
}

/// Billing is the only responsibility that can be transferred.
fn check_type(input: Input<'_>) -> Result<(), Refusal> {
    let kind = input.choice("Type", "INVALID_ENUM", &["BILLING"])?;
    kind.map(|_| ())
        .ok_or_else(|| crate::wire::input::missing("Type"))
}

fn list(
    context: &Context<'_>,
    input: Input<'_>,
    direction: Direction,
    wanted: Option<&str>,
) -> Result<Value, Refusal> {
    let scope = format!("ResponsibilityTransfers/{}", direction.as_str());
    let page = Page::of(input, scope)?;
    let organization = context.organization()?;
    let rest = context
        .state
        .transfers
        .range::<str, _>(page.start())
        .filter(|(id, _)| wanted.is_none_or(|wanted| *id == wanted))
        .filter(|(_, transfer)| is_of(transfer, organization, direction))
        .map(|(id, transfer)| (id.as_str(), show(transfer, organization, direction)));
    Ok(paged("ResponsibilityTransfers", page.take(rest)))
}

fn is_of(transfer: &Transfer, organization: &Organization, direction: Direction) -> bool {
    let end = match direction {
        Direction::Inbound => &transfer.target,
        Direction::Outbound => &transfer.source,
    };
    end.account_id == organization.management_account_id
}

fn show(transfer: &Transfer, organization: &Organization, direction: Direction) -> Value {
    let kind = format!("billing/{}", direction.as_str());
    let mut shown = json!({
        "Arn": organization.arn("transfer", &format!("{kind}/{}", transfer.id)),
        "Name": transfer.name,
        "Id": transfer.id,
        "Type": "BILLING",
        "Status": transfer.status,
        "StartTimestamp": epoch(transfer.starts_at),
    });
    for (name, end) in [("Source", &transfer.source), ("Target", &transfer.target)] {
        shown[name] = json!({
            "ManagementAccountId": end.account_id,
            "ManagementAccountEmail": end.email,
        });
    }
    if let Some(end) = transfer.ends_at {
        shown["EndTimestamp"] = epoch(end).into();
    }
    shown
}
