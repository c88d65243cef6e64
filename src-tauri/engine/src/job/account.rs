//! Steps of the Account API: names, addresses, contacts and regions. AWS lets the management account
//! take them for its members once `account.amazonaws.com` is trusted; for itself it names no account.
//! <https://docs.aws.amazon.com/accounts/latest/reference/API_PutAccountName.html>

use aws_sdk_account::{operation::RequestId, types::AlternateContactType};
use canopy_core::{AccountId, Failure, Step, contact::ContactKind, step::Made};

use super::{
    call::{Done, done},
    run::Run,
};
use crate::{aws::WriteFailure, session::Session};

impl Run {
    pub(super) async fn call_account(&self, step: &Step) -> Result<Done, WriteFailure> {
        let session = self.session.clone();
        let (aws, client) = (session.aws(), &session.aws().account);
        let request_id = match step {
            Step::RenameAccount { account, to, .. } => {
                let call = || {
                    client
                        .put_account_name()
                        .set_account_id(session.other(account))
                        .account_name(to)
                        .send()
                };
                let answer = aws.write("account:PutAccountName", call).await?;
                answer.request_id().map(ToOwned::to_owned)
            }
            Step::StartEmailChange { account, to, .. } => {
                let call = || {
                    client
                        .start_primary_email_update()
                        .account_id(account.as_str())
                        .primary_email(to)
                        .send()
                };
                let answer = aws.write("account:StartPrimaryEmailUpdate", call).await?;
                answer.request_id().map(ToOwned::to_owned)
            }
            Step::ConfirmEmailChange { account, to, .. } => {
                let code = self.code.as_deref().ok_or_else(|| {
                    let failure = Failure::invalid(
                        "the one-time code is gone with the process that had it",
                    )
                    .hint("Change the address again with the same code, or ask for a new one.");
                    WriteFailure::Refused(failure, None)
                })?;
                let call = || {
                    client
                        .accept_primary_email_update()
                        .account_id(account.as_str())
                        .primary_email(to)
                        .otp(code)
                        .send()
                };
                let answer = aws.write("account:AcceptPrimaryEmailUpdate", call).await?;
                answer.request_id().map(ToOwned::to_owned)
            }
            Step::PutContact {
                account,
                kind,
                contact,
            } => {
                let call = || {
                    client
                        .put_alternate_contact()
                        .set_account_id(session.other(account))
                        .alternate_contact_type(aws_kind(*kind))
                        .name(&contact.name)
                        .title(&contact.title)
                        .email_address(&contact.email)
                        .phone_number(&contact.phone)
                        .send()
                };
                let answer = aws.write("account:PutAlternateContact", call).await?;
                answer.request_id().map(ToOwned::to_owned)
            }
            Step::DeleteContact { account, kind } => {
                let call = || {
                    client
                        .delete_alternate_contact()
                        .set_account_id(session.other(account))
                        .alternate_contact_type(aws_kind(*kind))
                        .send()
                };
                let answer = aws.write("account:DeleteAlternateContact", call).await?;
                answer.request_id().map(ToOwned::to_owned)
            }
            Step::EnableRegion { account, region } => {
                let call = || {
                    client
                        .enable_region()
                        .set_account_id(session.other(account))
                        .region_name(region)
                        .send()
                };
                let answer = aws.write("account:EnableRegion", call).await?;
                answer.request_id().map(ToOwned::to_owned)
            }
            Step::DisableRegion { account, region } => {
                let call = || {
                    client
                        .disable_region()
                        .set_account_id(session.other(account))
                        .region_name(region)
                        .send()
                };
                let answer = aws.write("account:DisableRegion", call).await?;
                answer.request_id().map(ToOwned::to_owned)
            }
            other => {
                let failure = Failure::unexpected(format!(
                    "{} is no call of the Account API",
                    other.action()
                ));
                return Err(WriteFailure::Refused(failure, None));
            }
        };
        Ok(done(Made::default(), request_id.as_deref()))
    }
}

impl Session {
    /// The account as the Account API wants it named: not at all for the caller's own.
    pub(crate) fn other(&self, account: &AccountId) -> Option<String> {
        (*account != self.caller().account_id).then(|| account.to_string())
    }
}

pub(crate) fn aws_kind(kind: ContactKind) -> AlternateContactType {
    match kind {
        ContactKind::Billing => AlternateContactType::Billing,
        ContactKind::Operations => AlternateContactType::Operations,
        ContactKind::Security => AlternateContactType::Security,
    }
}
