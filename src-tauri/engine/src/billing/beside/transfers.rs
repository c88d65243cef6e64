//! Whether another organization pays for this one, or this one for others.

use aws_sdk_organizations::types::{
    ResponsibilityTransfer, ResponsibilityTransferStatus, ResponsibilityTransferType,
};
use canopy_core::Failure;
use jiff::Timestamp;

use crate::session::Session;

const TRANSFER: &str = "transfer";

impl Session {
    /// Notes whether another organization pays for this one, or this one for others. It costs nothing, and is of
    /// no use to whoever may not know.
    pub(in crate::billing) async fn look_for_transfers(&self, now: Timestamp) {
        let organizations = &self.aws().organizations;
        let kind = ResponsibilityTransferType::Billing;
        let inbound = self
            .aws()
            .pages(
                "ListInboundResponsibilityTransfers",
                |token| {
                    let call = organizations.list_inbound_responsibility_transfers();
                    call.r#type(kind.clone()).set_next_token(token).send()
                },
                |page| {
                    let token = page.next_token;
                    (page.responsibility_transfers.unwrap_or_default(), token)
                },
            )
            .await;
        let outbound = self
            .aws()
            .pages(
                "ListOutboundResponsibilityTransfers",
                |token| {
                    let call = organizations.list_outbound_responsibility_transfers();
                    call.r#type(kind.clone()).set_next_token(token).send()
                },
                |page| {
                    let token = page.next_token;
                    (page.responsibility_transfers.unwrap_or_default(), token)
                },
            )
            .await;
        let in_force = |transfers: Result<Vec<ResponsibilityTransfer>, Failure>| {
            transfers.map(|all| all.iter().filter(|it| is_in_force(it, now)).count())
        };
        let words = match (in_force(inbound), in_force(outbound)) {
            (Ok(inbound), Ok(outbound)) => transfer_words(inbound, outbound),
            (Err(failure), _) | (_, Err(failure)) => {
                tracing::debug!(%failure, "billing transfers cannot be listed");
                Vec::new()
            }
        };
        if let Err(error) = self
            .engine()
            .store()
            .save_billing_note(self.id(), TRANSFER, &words)
        {
            tracing::warn!(%error, "billing transfers could not be noted");
        }
    }

    /// What is known of billing transfers, a sentence each.
    pub(in crate::billing) fn transfer_words(&self) -> Result<Vec<String>, Failure> {
        let kept = self.engine().store().billing_note(self.id(), TRANSFER)?;
        Ok(kept.unwrap_or_default())
    }
}

fn is_in_force(transfer: &ResponsibilityTransfer, now: Timestamp) -> bool {
    let accepted = transfer.status() == Some(&ResponsibilityTransferStatus::Accepted);
    let seconds =
        |time: Option<&aws_smithy_types::DateTime>| time.map(aws_smithy_types::DateTime::secs);
    let begun = seconds(transfer.start_timestamp()).is_none_or(|at| at <= now.as_second());
    let ended = seconds(transfer.end_timestamp()).is_some_and(|at| at <= now.as_second());
    accepted && begun && !ended
}

fn transfer_words(inbound: usize, outbound: usize) -> Vec<String> {
    let mut words = Vec::new();
    if outbound > 0 {
        words.push("Another organization pays for this one (billing transfer): what is shown are pro-forma costs at the prices that it chose, not what AWS charges. Costs of the time before and anomalies are not told any more.".to_owned());
    }
    if inbound > 0 {
        let organizations = if inbound == 1 {
            "another organization"
        } else {
            "other organizations"
        };
        words.push(format!("This organization pays for {organizations} (billing transfer): AWS sends an invoice for each, and their accounts stand among those that are not in the tree."));
    }
    words
}
