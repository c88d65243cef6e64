//! Taking one step: the precondition by a fresh read, the journal, the call, and where the answer was
//! lost a look at what happened.

use std::time::Duration;

use aws_sdk_organizations::{
    operation::RequestId,
    types::{CreateAccountState, IamUserAccessToBilling, Tag as AwsTag},
};
use canopy_core::{
    Code, Failure, Receipt, Step, StepState,
    step::{Made, Tag},
};

use super::{
    look::Look,
    run::{End, Run},
};
use crate::aws::WriteFailure;

/// How often a call whose answer was lost is made again, after a look has shown that AWS did not act.
const AGAIN: u32 = 2;
/// How often AWS is asked whether an account is there yet.
const ASK_EVERY: Duration = Duration::from_secs(1);

/// What a call that succeeded left.
pub(super) struct Done(pub(super) Receipt);

impl Run {
    /// Takes the step at `place`. Errors: the journal cannot be written; nothing was begun then.
    pub(super) async fn take(&mut self, place: usize) -> Result<End, Failure> {
        let step = self.job.steps[place].step.clone();
        if self.job.steps[place].state == StepState::Started {
            // A process was killed in this step.
            match self.see_what_happened(place, &step).await {
                Look::Done(receipt) => return Ok(End::Done(receipt)),
                Look::Conflict(failure) => return Ok(End::Conflict(failure)),
                Look::Failed(failure) => return Ok(End::Unknown(failure)),
                Look::Open => {}
            }
        } else {
            match self.precondition(&step).await {
                Look::Done(receipt) => return Ok(End::Done(receipt)),
                Look::Conflict(failure) => return Ok(End::Conflict(failure)),
                Look::Failed(failure) => return Ok(End::Failed(failure)),
                Look::Open => {}
            }
        }
        for tries in 0.. {
            self.started(place)?;
            match self.call(place, &step).await {
                Ok(Done(receipt)) => return Ok(End::Done(receipt)),
                Err(WriteFailure::Refused(failure, _)) if failure.code == Code::Conflict => {
                    return Ok(End::Conflict(failure));
                }
                Err(WriteFailure::Refused(failure, _)) => return Ok(End::Failed(failure)),
                Err(WriteFailure::Unknown(failure)) => {
                    match self.see_what_happened(place, &step).await {
                        Look::Done(receipt) => return Ok(End::Done(receipt)),
                        Look::Conflict(failure) => return Ok(End::Conflict(failure)),
                        Look::Open if tries < AGAIN => {}
                        Look::Open => return Ok(End::Failed(failure)),
                        Look::Failed(_) => {
                            let message =
                                format!("{}; whether AWS acted is not known", failure.message);
                            return Ok(End::Unknown(
                                Failure { message, ..failure }
                                    .hint("Resume the job: it looks before it goes on."),
                            ));
                        }
                    }
                }
            }
        }
        unreachable!("the loop ends by returning")
    }

    async fn call(&mut self, place: usize, step: &Step) -> Result<Done, WriteFailure> {
        let session = self.session.clone();
        let (aws, organizations) = (session.aws(), &session.aws().organizations);
        match step {
            Step::MoveAccount { account, from, to } => {
                let account = self
                    .account(account)
                    .map_err(|failure| WriteFailure::Refused(failure, None))?;
                let call = || {
                    let request = organizations.move_account().account_id(account.as_str());
                    request
                        .source_parent_id(from.as_str())
                        .destination_parent_id(to.as_str())
                        .send()
                };
                let answer = aws.write("MoveAccount", call).await?;
                Ok(done(
                    Made {
                        account_id: Some(account),
                        ou_id: None,
                    },
                    answer.request_id(),
                ))
            }
            Step::CreateOu { parent, name } => {
                let call = || {
                    organizations
                        .create_organizational_unit()
                        .parent_id(parent.as_str())
                        .name(name)
                        .send()
                };
                let answer = aws.write("CreateOrganizationalUnit", call).await?;
                let id = answer
                    .organizational_unit()
                    .and_then(|unit| unit.id())
                    .and_then(|id| id.parse().ok());
                let id = id.ok_or_else(|| {
                    WriteFailure::Unknown(Failure::unexpected(
                        "AWS named no new organizational unit",
                    ))
                })?;
                Ok(done(
                    Made {
                        account_id: None,
                        ou_id: Some(id),
                    },
                    answer.request_id(),
                ))
            }
            Step::RenameOu { ou, to, .. } => {
                let call = || {
                    organizations
                        .update_organizational_unit()
                        .organizational_unit_id(ou.as_str())
                        .name(to)
                        .send()
                };
                let answer = aws.write("UpdateOrganizationalUnit", call).await?;
                Ok(done(Made::default(), answer.request_id()))
            }
            Step::DeleteOu { ou, .. } => {
                let call = || {
                    organizations
                        .delete_organizational_unit()
                        .organizational_unit_id(ou.as_str())
                        .send()
                };
                let answer = aws.write("DeleteOrganizationalUnit", call).await?;
                Ok(done(Made::default(), answer.request_id()))
            }
            Step::CreateAccount {
                name,
                email,
                role_name,
                iam_user_access_to_billing,
                tags,
            } => {
                let access = if *iam_user_access_to_billing {
                    IamUserAccessToBilling::Allow
                } else {
                    IamUserAccessToBilling::Deny
                };
                let tags = aws_tags(tags)?;
                let call = || {
                    let request = organizations
                        .create_account()
                        .account_name(name)
                        .email(email);
                    let request = request
                        .role_name(role_name.as_str())
                        .iam_user_access_to_billing(access.clone());
                    request
                        .set_tags((!tags.is_empty()).then(|| tags.clone()))
                        .send()
                };
                let answer = aws.write("CreateAccount", call).await?;
                let request = answer
                    .create_account_status()
                    .and_then(|status| status.id())
                    .map(ToOwned::to_owned);
                let request = request.ok_or_else(|| {
                    WriteFailure::Unknown(Failure::unexpected("AWS named no request"))
                })?;
                self.created(place, request, answer.request_id().map(ToOwned::to_owned))
                    .await
            }
        }
    }

    /// Notes AWS's handle on an account that is being made, then waits for its end.
    pub(super) async fn created(
        &mut self,
        place: usize,
        request: String,
        request_id: Option<String>,
    ) -> Result<Done, WriteFailure> {
        self.job.steps[place].request = Some(request.clone());
        self.write(place).map_err(WriteFailure::Unknown)?;
        let session = self.session.clone();
        loop {
            let call = || {
                session
                    .aws()
                    .organizations
                    .describe_create_account_status()
                    .create_account_request_id(&request)
                    .send()
            };
            let answer = session
                .aws()
                .read("DescribeCreateAccountStatus", call)
                .await
                .map_err(WriteFailure::Unknown)?;
            let status = answer.create_account_status();
            match status.and_then(|status| status.state()) {
                Some(CreateAccountState::Succeeded) => {
                    let id = status
                        .and_then(|status| status.account_id())
                        .and_then(|id| id.parse().ok());
                    let id = id.ok_or_else(|| {
                        WriteFailure::Unknown(Failure::unexpected("AWS named no new account"))
                    })?;
                    return Ok(done(
                        Made {
                            account_id: Some(id),
                            ou_id: None,
                        },
                        request_id.as_deref(),
                    ));
                }
                Some(CreateAccountState::Failed) => {
                    let reason = status
                        .and_then(|status| status.failure_reason())
                        .map_or("", |reason| reason.as_str());
                    return Err(WriteFailure::Refused(not_made(reason), None));
                }
                _ => tokio::time::sleep(ASK_EVERY).await,
            }
        }
    }
}

fn done(made: Made, request_id: Option<&str>) -> Done {
    Done(Receipt {
        made,
        request_id: request_id.map(ToOwned::to_owned),
    })
}

fn aws_tags(tags: &[Tag]) -> Result<Vec<AwsTag>, WriteFailure> {
    let build = |tag: &Tag| AwsTag::builder().key(&tag.key).value(&tag.value).build();
    let tags: Result<_, _> = tags.iter().map(build).collect();
    tags.map_err(|error| {
        WriteFailure::Refused(
            Failure::invalid(format!("a tag is not complete: {error}")),
            None,
        )
    })
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
