//! Looking at accounts: whether they are there, and what is written in them.

use aws_sdk_account::types::RegionOptStatus;
use aws_sdk_organizations::types::{Account, AccountState};
use canopy_core::{AccountId, Failure, Step, step::Tag, tree::NodeKind};
use jiff::{SignedDuration, Timestamp};

use crate::fault::there;

use super::{super::run::Run, Look, conflict, id, left, made_before, renamed};

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
    pub(super) async fn described(&self, account: &AccountId) -> Result<Option<Account>, Failure> {
        let aws = self.session.aws();
        let call = || {
            aws.organizations
                .describe_account()
                .account_id(account.as_str())
                .send()
        };
        let answer = there(aws.read("DescribeAccount", call).await)?;
        Ok(answer.and_then(|answer| answer.account))
    }

    /// When a step began, with room for clocks that differ.
    pub(super) fn begun_since(&self, place: usize) -> Timestamp {
        let began = self.read(|job| job.steps[place].started_at.unwrap_or(job.created_at));
        began.checked_sub(CLOCK_SKEW).unwrap_or(Timestamp::MIN)
    }
}

fn still(region: &str, state: &str) -> Look {
    conflict(
        format!("{region} is still {state}"),
        "AWS needs some minutes, up to hours, for it: try again later.",
    )
}
