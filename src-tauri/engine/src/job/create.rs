//! Accounts that AWS makes: asked for, awaited, and usable only once their role can be assumed.

use std::time::Duration;

use aws_sdk_organizations::types::CreateAccountState;
use canopy_core::{AccountId, Code, Failure, Receipt, RoleName, step::Made};
use tokio::time::Instant;

use super::{
    call::{Done, done},
    run::{End, Run, Wait},
};
use crate::aws::WriteFailure;

/// How often AWS is asked whether an account is there yet.
const ASK_EVERY: Duration = Duration::from_secs(1);
/// How often it is asked whether a new account's role can be assumed, and how long before the job rests.
/// It usually takes some minutes.
const TRY_EVERY: Duration = Duration::from_secs(5);
const TRY_FOR: Duration = Duration::from_mins(10);
const WARMING_SECONDS: i64 = 60;

impl Run {
    /// Notes AWS's handle on an account that is being made, then waits for its end.
    pub(super) async fn created(
        &self,
        place: usize,
        request: String,
        request_id: Option<String>,
    ) -> Result<Done, WriteFailure> {
        self.requested(place, &request)
            .map_err(WriteFailure::Unknown)?;
        match self.outcome(&request).await {
            Ok(Ok(id)) => {
                let made = Made {
                    account_id: Some(id),
                    ..Made::default()
                };
                Ok(done(made, request_id.as_deref()))
            }
            Ok(Err(refusal)) => Err(WriteFailure::Refused(refusal, None)),
            Err(failure) => Err(WriteFailure::Unknown(failure)),
        }
    }

    /// Waits for the end of AWS's work on an account: the account, or why there is none.
    pub(super) async fn outcome(
        &self,
        request: &str,
    ) -> Result<Result<AccountId, Failure>, Failure> {
        let aws = self.session.aws();
        loop {
            let call = || {
                aws.organizations
                    .describe_create_account_status()
                    .create_account_request_id(request)
                    .send()
            };
            let answer = aws.read("DescribeCreateAccountStatus", call).await?;
            let status = answer.create_account_status();
            match status.and_then(|status| status.state()) {
                Some(CreateAccountState::Succeeded) => {
                    let id = status
                        .and_then(|status| status.account_id())
                        .and_then(|id| id.parse().ok());
                    let id = id.ok_or_else(|| Failure::unexpected("AWS named no new account"))?;
                    return Ok(Ok(id));
                }
                Some(CreateAccountState::Failed) => {
                    let reason = status
                        .and_then(|status| status.failure_reason())
                        .map_or("", |reason| reason.as_str());
                    return Ok(Err(not_made(reason)));
                }
                _ => tokio::time::sleep(ASK_EVERY).await,
            }
        }
    }

    /// Waits until `role` can be assumed in a new account. AWS needs some minutes for it.
    pub(super) async fn await_role(&self, account: &AccountId, role: &RoleName) -> End {
        let began = Instant::now();
        loop {
            match self.session.assume(account, role).await {
                Ok(_) => {
                    let made = Made {
                        account_id: Some(account.clone()),
                        ..Made::default()
                    };
                    return End::Done(Receipt {
                        made,
                        request_id: None,
                    });
                }
                Err(failure) if failure.code != Code::Denied => return End::Unknown(failure),
                // A service control policy is no matter of time.
                Err(failure) if failure.message.contains("service control policy") => {
                    return End::Failed(failure);
                }
                Err(_) if began.elapsed() >= TRY_FOR => {
                    return End::Waiting(Wait::seconds(
                        format!("The account is there, but {role} cannot be assumed in it yet."),
                        WARMING_SECONDS,
                    ));
                }
                Err(_) => tokio::time::sleep(TRY_EVERY).await,
            }
        }
    }
}

/// Why AWS did not make an account.
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccountStatus.html>
fn not_made(reason: &str) -> Failure {
    let (code, message, hint) = match reason {
        "EMAIL_ALREADY_EXISTS" => (
            Code::Conflict,
            "another AWS account has that email address already",
            "Every account needs an address of its own, unique across AWS. One with a plus sign will do: aws+name@example.com.",
        ),
        "ACCOUNT_LIMIT_EXCEEDED" => (
            Code::Quota,
            "the organization has as many accounts as its quota allows",
            "Raise the quota for accounts in Service Quotas, in us-east-1.",
        ),
        "INVALID_EMAIL" => (
            Code::Invalid,
            "AWS does not accept that email address",
            "Look at it closely, then try again.",
        ),
        "INVALID_ADDRESS" => (
            Code::Invalid,
            "AWS does not accept the management account's address",
            "Correct it in the account's contact information.",
        ),
        "CONCURRENT_ACCOUNT_MODIFICATION" => (
            Code::Conflict,
            "AWS was changing accounts at the same time",
            "Try again in a moment.",
        ),
        "INVALID_PAYMENT_INSTRUMENT" | "MISSING_PAYMENT_INSTRUMENT" => (
            Code::Invalid,
            "the management account has no valid way to pay",
            "Add one in the billing console, then try again.",
        ),
        "INTERNAL_FAILURE" => (
            Code::Unreachable,
            "AWS failed inside while it made the account",
            "Try again in a moment.",
        ),
        _ => (
            Code::Unexpected,
            "AWS did not make the account",
            "Look at the account requests in the AWS console.",
        ),
    };
    let message = if reason.is_empty() {
        message.to_owned()
    } else {
        format!("{message} ({reason})")
    };
    Failure::new(code, message).hint(hint)
}
