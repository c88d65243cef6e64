//! Looking at AWS: whether a step may be taken, and whether one whose answer was lost was taken.

use aws_sdk_organizations::types::ChildType;
use canopy_core::{
    Code, Failure, NodeId, OuId, ParentId, Receipt, Step,
    step::{AccountRef, Made},
};
use jiff::{SignedDuration, Timestamp};

use super::{act::Done, run::Run};
use crate::aws::WriteFailure;

/// How far AWS's clock and this one may lie apart.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(5);
const PAGE: i32 = 20;

/// What a look showed.
pub(super) enum Look {
    /// It is as the step would leave it.
    Done(Receipt),
    /// It is as the step needs it.
    Open,
    /// It is neither.
    Conflict(Failure),
    /// Nothing could be seen.
    Failed(Failure),
}

impl From<Failure> for Look {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

fn made_before() -> Look {
    Look::Done(Receipt::default())
}

impl Run {
    /// Whether `step` may be taken, by a fresh read.
    pub(super) async fn precondition(&self, step: &Step) -> Look {
        match self.look(step).await {
            Ok(look) => look,
            Err(failure) => failure.into(),
        }
    }

    async fn look(&self, step: &Step) -> Result<Look, Failure> {
        Ok(match step {
            Step::MoveAccount { account, from, to } => self.look_at_move(account, from, to).await?,
            Step::CreateOu { parent, name } => match self.unit_named(parent, name).await? {
                None => Look::Open,
                Some(_) => conflict(
                    format!(
                        "{} holds an organizational unit named {name} already",
                        self.path(&parent.into())
                    ),
                    "Someone made it meanwhile: use that one, or choose another name.",
                ),
            },
            Step::RenameOu { ou, from, to } => match self.unit_name(ou).await? {
                Some(name) if name == *to => made_before(),
                Some(name) if name == *from => Look::Open,
                Some(name) => conflict(
                    format!("it was expected to be named {from} and is named {name}"),
                    "Someone renamed it meanwhile: refresh, and decide again.",
                ),
                None => gone(from),
            },
            Step::DeleteOu { ou, name, .. } => match self.unit_name(ou).await? {
                None => made_before(),
                Some(_) => self.look_inside(ou, name).await?,
            },
            Step::CreateAccount { email, .. } => {
                // Without a tree (a job resumed before the first load) AWS itself refuses a second use.
                let tree = self.session.tree();
                let has_email = |node: &&canopy_core::Node| matches!(&node.kind, canopy_core::NodeKind::Account { email: other, .. } if other.eq_ignore_ascii_case(email));
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
        })
    }

    /// Whether a step that was begun was taken: its answer was lost, or its process was killed.
    pub(super) async fn see_what_happened(&mut self, place: usize, step: &Step) -> Look {
        let result = match step {
            Step::MoveAccount { account, from, to } => self.look_at_move(account, from, to).await,
            Step::CreateOu { parent, name } => {
                self.unit_named(parent, name)
                    .await
                    .map(|found| match found {
                        Some(id) => Look::Done(Receipt {
                            made: Made {
                                account_id: None,
                                ou_id: Some(id),
                            },
                            request_id: None,
                        }),
                        None => Look::Open,
                    })
            }
            Step::RenameOu { .. } => self.look(step).await,
            Step::DeleteOu { ou, .. } => self.unit_name(ou).await.map(|found| {
                if found.is_some() {
                    Look::Open
                } else {
                    made_before()
                }
            }),
            Step::CreateAccount { name, email, .. } => {
                return self
                    .look_for_account(place, name, email)
                    .await
                    .unwrap_or_else(Look::Failed);
            }
        };
        result.unwrap_or_else(Look::Failed)
    }

    async fn look_at_move(
        &self,
        account: &AccountRef,
        from: &ParentId,
        to: &ParentId,
    ) -> Result<Look, Failure> {
        let id = self.account(account)?;
        let aws = self.session.aws();
        let call = || {
            aws.organizations
                .list_parents()
                .child_id(id.as_str())
                .send()
        };
        let answer = match aws.read("ListParents", call).await {
            Ok(answer) => answer,
            Err(failure) if failure.code == Code::NotFound => {
                return Ok(conflict(
                    format!("account {id} is not in the organization any more"),
                    "It left or was removed meanwhile: refresh, and decide again.",
                ));
            }
            Err(failure) => return Err(failure),
        };
        let parent = answer
            .parents()
            .first()
            .and_then(|parent| parent.id())
            .unwrap_or_default();
        Ok(if parent == to.as_str() {
            Look::Done(Receipt {
                made: Made {
                    account_id: Some(id),
                    ou_id: None,
                },
                request_id: None,
            })
        } else if parent == from.as_str() {
            Look::Open
        } else {
            let found = parent
                .parse::<NodeId>()
                .map_or_else(|_| parent.to_owned(), |id| self.path(&id));
            conflict(
                format!(
                    "it was expected in {} and stands in {found}",
                    self.path(&from.into())
                ),
                "Someone moved it meanwhile: leave it there, or refresh and move it again.",
            )
        })
    }

    async fn look_inside(&self, ou: &OuId, name: &str) -> Result<Look, Failure> {
        let aws = self.session.aws();
        for (kind, what) in [
            (ChildType::Account, "accounts"),
            (ChildType::OrganizationalUnit, "organizational units"),
        ] {
            let call = || {
                aws.organizations
                    .list_children()
                    .parent_id(ou.as_str())
                    .child_type(kind.clone())
                    .send()
            };
            if !aws.read("ListChildren", call).await?.children().is_empty() {
                return Ok(conflict(
                    format!("{name} was expected to be empty and holds {what}"),
                    "Move what is inside first, then delete it.",
                ));
            }
        }
        Ok(Look::Open)
    }

    /// The name of a unit; none where it is not there.
    async fn unit_name(&self, ou: &OuId) -> Result<Option<String>, Failure> {
        let aws = self.session.aws();
        let call = || {
            aws.organizations
                .describe_organizational_unit()
                .organizational_unit_id(ou.as_str())
                .send()
        };
        match aws.read("DescribeOrganizationalUnit", call).await {
            Ok(answer) => Ok(answer
                .organizational_unit()
                .and_then(|unit| unit.name())
                .map(ToOwned::to_owned)),
            Err(failure) if failure.code == Code::NotFound => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// The unit of that name directly below `parent`.
    async fn unit_named(&self, parent: &ParentId, name: &str) -> Result<Option<OuId>, Failure> {
        let aws = self.session.aws();
        let mut token: Option<String> = None;
        loop {
            let call = || {
                let request = aws.organizations.list_organizational_units_for_parent();
                request
                    .parent_id(parent.as_str())
                    .max_results(PAGE)
                    .set_next_token(token.clone())
                    .send()
            };
            let page = aws.read("ListOrganizationalUnitsForParent", call).await?;
            let found = page
                .organizational_units()
                .iter()
                .find(|unit| unit.name() == Some(name));
            if let Some(id) = found.and_then(|unit| unit.id()) {
                return Ok(Some(id.parse()?));
            }
            token = page.next_token;
            if token.is_none() {
                return Ok(None);
            }
        }
    }

    /// Looks for an account that may be under way: by the handle in the journal, by the requests AWS
    /// has, and by its address. A second `CreateAccount` would make a second account.
    async fn look_for_account(
        &mut self,
        place: usize,
        name: &str,
        email: &str,
    ) -> Result<Look, Failure> {
        let request = match self.job.steps[place].request.clone() {
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
                let made = Made {
                    account_id: Some(id.parse()?),
                    ou_id: None,
                };
                return Ok(Look::Done(Receipt {
                    made,
                    request_id: None,
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
                && self
                    .job
                    .steps
                    .iter()
                    .any(|step| step.request.as_deref() == id)
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
        let began = self.job.steps[place]
            .started_at
            .unwrap_or(self.job.created_at);
        let since = began.checked_sub(CLOCK_SKEW).unwrap_or(Timestamp::MIN);
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

    /// Where a node stands, by names.
    fn path(&self, id: &NodeId) -> String {
        let tree = self.session.tree().filter(|tree| tree.get(id).is_some());
        tree.map_or_else(|| id.to_string(), |tree| tree.path(id))
    }
}

fn conflict(message: String, hint: &str) -> Look {
    Look::Conflict(Failure::new(Code::Conflict, message).hint(hint))
}

fn gone(name: &str) -> Look {
    conflict(
        format!("{name} does not exist any more"),
        "Someone deleted it meanwhile: refresh.",
    )
}
