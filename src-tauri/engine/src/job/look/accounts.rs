//! Looking at accounts: those that are being made, and what is written in them.

use aws_sdk_account::types::RegionOptStatus;
use aws_sdk_organizations::types::{Account, AccountState};
use canopy_core::{
    AccountId, Code, Failure, NodeId, Step,
    step::{Made, Tag},
    tree::NodeKind,
};
use jiff::{SignedDuration, Timestamp};

use super::{
    super::{act::Done, run::Run},
    Look, PAGE, conflict, id, left, made, made_before, renamed,
};
use crate::aws::WriteFailure;

/// How far AWS's clock and this one may lie apart.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(5);

impl Run {
    /// Whether a step that concerns an account may be taken.
    pub(super) async fn look_at_account(&self, step: &Step) -> Result<Look, Failure> {
        Ok(match step {
            Step::CreateAccount { email, .. } => {
                // Without a tree (a job resumed before the first load) AWS itself refuses a second use.
                let tree = self.session.tree();
                let has_email = |node: &&canopy_core::Node| matches!(&node.kind, NodeKind::Account { email: other, .. } if other.eq_ignore_ascii_case(email));
                match tree
                    .as_ref()
                    .and_then(|tree| tree.accounts().find(has_email))
                {
                    Some(other) => conflict(
                        format!(
                            "{} ({}) has the email {email} already",
                            other.name, other.id
                        ),
                        "Every account needs an address of its own.",
                    ),
                    None => Look::Open,
                }
            }
            Step::RenameAccount { account, from, to } => match self.described(account).await? {
                None => left(account),
                Some(found) => match found.name().unwrap_or_default() {
                    name if name == to => made_before(),
                    name if name == from => Look::Open,
                    name => renamed(from, name),
                },
            },
            Step::ConfirmEmailChange { account, from, to }
            | Step::StartEmailChange { account, from, to } => {
                let found = self.session.primary_email(account).await?;
                if found.eq_ignore_ascii_case(to) {
                    made_before()
                } else if found.eq_ignore_ascii_case(from) {
                    Look::Open
                } else {
                    conflict(
                        format!("its address was expected to be {from} and is {found}"),
                        "Someone changed it meanwhile: refresh, and decide again.",
                    )
                }
            }
            Step::Tag { node, tags } => {
                let held = self.session.tags(id(node)?).await?;
                if tags.iter().all(|tag| held.contains(tag)) {
                    made_before()
                } else {
                    Look::Open
                }
            }
            Step::Untag { node, keys } => {
                let held: Vec<Tag> = self.session.tags(id(node)?).await?;
                if held.iter().any(|tag| keys.contains(&tag.key)) {
                    Look::Open
                } else {
                    made_before()
                }
            }
            Step::PutContact {
                account,
                kind,
                contact,
            } => match self.session.contact(account, *kind).await? {
                Some(found) if found == *contact => made_before(),
                _ => Look::Open,
            },
            Step::DeleteContact { account, kind } => {
                match self.session.contact(account, *kind).await? {
                    None => made_before(),
                    Some(_) => Look::Open,
                }
            }
            Step::EnableRegion { account, region } => {
                match self.session.region(account, region).await? {
                    RegionOptStatus::Enabled
                    | RegionOptStatus::Enabling
                    | RegionOptStatus::EnabledByDefault => made_before(),
                    RegionOptStatus::Disabling => still(region, "being turned off"),
                    _ => Look::Open,
                }
            }
            Step::DisableRegion { account, region } => {
                match self.session.region(account, region).await? {
                    RegionOptStatus::Disabled | RegionOptStatus::Disabling => made_before(),
                    RegionOptStatus::Enabling => still(region, "being turned on"),
                    RegionOptStatus::EnabledByDefault => conflict(
                        format!("{region} cannot be turned off"),
                        "AWS has it on in every account.",
                    ),
                    _ => Look::Open,
                }
            }
            Step::RemoveAccount { account } => match self.described(account).await? {
                None => made_before(),
                Some(_) => Look::Open,
            },
            Step::CloseAccount { account } => match self.described(account).await? {
                None => left(account),
                Some(found) => match found.state().map(AccountState::as_str) {
                    Some("PENDING_CLOSURE" | "CLOSED") => made_before(),
                    _ => Look::Open,
                },
            },
            other => {
                return Err(Failure::unexpected(format!(
                    "nobody knows how to look at {}",
                    other.action()
                )));
            }
        })
    }

    /// The account; none where it is not a member.
    async fn described(&self, account: &AccountId) -> Result<Option<Account>, Failure> {
        let aws = self.session.aws();
        let call = || {
            aws.organizations
                .describe_account()
                .account_id(account.as_str())
                .send()
        };
        match aws.read("DescribeAccount", call).await {
            Ok(answer) => Ok(answer.account),
            Err(failure) if failure.code == Code::NotFound => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// When a step began, with room for clocks that differ.
    pub(super) fn begun_since(&self, place: usize) -> Timestamp {
        let began = self.read(|job| job.steps[place].started_at.unwrap_or(job.created_at));
        began.checked_sub(CLOCK_SKEW).unwrap_or(Timestamp::MIN)
    }

    /// Looks for an account that may be under way: by the handle in the journal, by the requests AWS
    /// has, and by its address. A second `CreateAccount` would make a second account.
    pub(super) async fn look_for_account(
        &self,
        place: usize,
        name: &str,
        email: &str,
    ) -> Result<Look, Failure> {
        let request = match self.read(|job| job.steps[place].request.clone()) {
            Some(request) => Some(request),
            None => self.request_for(place, name, email).await?,
        };
        if let Some(request) = request {
            return Ok(match self.created(place, request, None).await {
                Ok(Done(receipt)) => Look::Done(receipt),
                Err(WriteFailure::Refused(failure, _)) => Look::Conflict(failure),
                Err(WriteFailure::Unknown(failure)) => Look::Failed(failure),
            });
        }
        let aws = self.session.aws();
        let mut token: Option<String> = None;
        loop {
            let call = || {
                aws.organizations
                    .list_accounts()
                    .max_results(PAGE)
                    .set_next_token(token.clone())
                    .send()
            };
            let page = aws.read("ListAccounts", call).await?;
            let has_email = |account: &&aws_sdk_organizations::types::Account| {
                account
                    .email()
                    .is_some_and(|other| other.eq_ignore_ascii_case(email))
            };
            if let Some(id) = page
                .accounts()
                .iter()
                .find(has_email)
                .and_then(|account| account.id())
            {
                return Ok(made(Made {
                    account_id: Some(id.parse()?),
                    ..Made::default()
                }));
            }
            token = page.next_token;
            if token.is_none() {
                return Ok(Look::Open);
            }
        }
    }

    /// AWS's request for an account of that name, made since the step began. A request does not tell the
    /// address: one of another step, or of an account that is known to have another address, is not it.
    async fn request_for(
        &self,
        place: usize,
        name: &str,
        email: &str,
    ) -> Result<Option<String>, Failure> {
        let is_of_another_step = |id: Option<&str>| {
            id.is_some()
                && self.read(|job| job.steps.iter().any(|step| step.request.as_deref() == id))
        };
        let tree = self.session.tree();
        let has_another_address = |id: Option<&str>| {
            let node = id
                .and_then(|id| id.parse::<NodeId>().ok())
                .and_then(|id| tree.as_ref()?.get(&id));
            node.is_some_and(|node| {
                matches!(&node.kind, canopy_core::NodeKind::Account { email: other, .. } if !other.eq_ignore_ascii_case(email))
            })
        };
        let aws = self.session.aws();
        let since = self.begun_since(place);
        let mut token: Option<String> = None;
        loop {
            let call = || {
                aws.organizations
                    .list_create_account_status()
                    .max_results(PAGE)
                    .set_next_token(token.clone())
                    .send()
            };
            let page = aws.read("ListCreateAccountStatus", call).await?;
            for status in page.create_account_statuses() {
                let requested = status
                    .requested_timestamp()
                    .and_then(|at| Timestamp::from_second(at.secs()).ok());
                if status.account_name() == Some(name)
                    && requested.is_some_and(|at| at >= since)
                    && !is_of_another_step(status.id())
                    && !has_another_address(status.account_id())
                {
                    return Ok(status.id().map(ToOwned::to_owned));
                }
            }
            token = page.next_token;
            if token.is_none() {
                return Ok(None);
            }
        }
    }
}

fn still(region: &str, state: &str) -> Look {
    conflict(
        format!("{region} is still {state}"),
        "AWS needs some minutes, up to hours, for it: try again later.",
    )
}
