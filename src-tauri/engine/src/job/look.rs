//! Looking at AWS: whether a step may be taken, and whether one whose answer was lost was taken.

mod accounts;
mod handshakes;
mod identity;
mod making;
mod policies;
mod roles;

use aws_sdk_organizations::types::ChildType;
use canopy_core::{
    Code, Failure, NodeId, OuId, ParentId, Receipt, Step,
    step::{Made, Ref},
};

use super::run::Run;
use crate::fault::there;

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
    /// It cannot be seen, now or later.
    Never(Failure),
}

/// It is as the step would leave it, and made nothing that has an id.
fn made_before() -> Look {
    Look::Done(Receipt::default())
}

fn made(made: Made) -> Look {
    Look::Done(Receipt {
        made,
        request_id: None,
    })
}

/// What a reference names by now.
fn id<T>(reference: &Ref<T>) -> Result<&T, Failure> {
    reference
        .known()
        .ok_or_else(|| Failure::unexpected("a step that this one rests on made nothing"))
}

impl Run {
    /// Whether `step` may be taken, by a fresh read.
    pub(super) async fn look(&self, step: &Step) -> Result<Look, Failure> {
        Ok(match step {
            Step::MoveAccount { account, from, to } => {
                self.look_at_move(id(account)?, id(from)?, id(to)?).await?
            }
            Step::CreateOu { parent, name, .. } => {
                match self.unit_named(id(parent)?, name).await? {
                    None => Look::Open,
                    Some(_) => conflict(
                        format!(
                            "{} holds an organizational unit named {name} already",
                            self.path(&id(parent)?.into())
                        ),
                        "Someone made it meanwhile: use that one, or choose another name.",
                    ),
                }
            }
            Step::RenameOu { ou, from, to } => match self.unit_name(id(ou)?).await? {
                Some(name) if name == *to => made_before(),
                Some(name) if name == *from => Look::Open,
                Some(name) => renamed(from, &name),
                None => gone(from),
            },
            Step::DeleteOu { ou, name, .. } => match self.unit_name(id(ou)?).await? {
                None => made_before(),
                Some(_) => self.look_inside(id(ou)?, name).await?,
            },
            Step::AttachPolicy { policy, target } => {
                self.look_at_attachment(policy, id(target)?, true).await?
            }
            Step::DetachPolicy { policy, target } => {
                self.look_at_attachment(policy, id(target)?, false).await?
            }
            Step::InviteAccount { .. }
            | Step::CancelHandshake { .. }
            | Step::AcceptHandshake { .. }
            | Step::DeclineHandshake { .. }
            | Step::CreateOrganization { .. }
            | Step::EnableAllFeatures
            | Step::LeaveOrganization
            | Step::DeleteOrganization => self.look_at_handshakes(step).await?,
            Step::Identity { .. } => Box::pin(self.look_at_identity(step)).await?,
            role if role.of_role().is_some() => Box::pin(self.look_at_role(role)).await?,
            _ => self.look_at_account(step).await?,
        })
    }

    /// Whether a step that was begun was taken: its answer was lost, or its process was killed.
    pub(super) async fn see_what_happened(&self, place: usize, step: &Step) -> Look {
        let result = match step {
            Step::CreateOu { parent, name, .. } => match id(parent) {
                Ok(parent) => self
                    .unit_named(parent, name)
                    .await
                    .map(|found| match found {
                        Some(id) => made(Made {
                            ou_id: Some(id),
                            ..Made::default()
                        }),
                        None => Look::Open,
                    }),
                Err(failure) => Err(failure),
            },
            Step::CreateAccount { name, email, .. } => {
                self.look_for_account(place, name, email).await
            }
            Step::InviteAccount { invitee, .. } => self.look_for_invitation(place, invitee).await,
            Step::EnableAllFeatures => self.look_for_all_features().await,
            Step::CreateRole { .. } => Box::pin(self.look_for_role(place, step)).await,
            Step::Identity { .. } => Box::pin(self.look_for_identity(place, step)).await,
            Step::StartEmailChange { to, .. } => Ok(Look::Never(
                Failure::new(
                    Code::Unreachable,
                    format!("whether AWS sent a code to {to} cannot be seen"),
                )
                .hint("Look into that mailbox. If a code came, confirm the address with it; if not, ask for one again."),
            )),
            other => self.look(other).await,
        };
        result.unwrap_or_else(Look::Failed)
    }

    async fn look_at_move(
        &self,
        account: &canopy_core::AccountId,
        from: &ParentId,
        to: &ParentId,
    ) -> Result<Look, Failure> {
        let aws = self.session.aws();
        let call = || {
            aws.organizations
                .list_parents()
                .child_id(account.as_str())
                .send()
        };
        let answer = match aws.read("ListParents", call).await {
            Ok(answer) => answer,
            Err(failure) if failure.code == Code::NotFound => {
                return Ok(left(account));
            }
            Err(failure) => return Err(failure),
        };
        let parent = answer
            .parents()
            .first()
            .and_then(|parent| parent.id())
            .unwrap_or_default();
        Ok(if parent == to.as_str() {
            made(Made {
                account_id: Some(account.clone()),
                ..Made::default()
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
        let answer = there(aws.read("DescribeOrganizationalUnit", call).await)?;
        let unit = answer.and_then(|answer| answer.organizational_unit);
        Ok(unit.and_then(|unit| unit.name))
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

    /// Where a node stands, by names.
    fn path(&self, id: &NodeId) -> String {
        let tree = self.session.tree().filter(|tree| tree.get(id).is_some());
        tree.map_or_else(|| id.to_string(), |tree| tree.path(id))
    }
}

fn conflict(message: String, hint: &str) -> Look {
    Look::Conflict(Failure::new(Code::Conflict, message).hint(hint))
}

fn renamed(from: &str, name: &str) -> Look {
    conflict(
        format!("it was expected to be named {from} and is named {name}"),
        "Someone renamed it meanwhile: refresh, and decide again.",
    )
}

fn left(account: &canopy_core::AccountId) -> Look {
    conflict(
        format!("account {account} is not in the organization any more"),
        "It left or was removed meanwhile: refresh, and decide again.",
    )
}

fn gone(name: &str) -> Look {
    conflict(
        format!("{name} does not exist any more"),
        "Someone deleted it meanwhile: refresh.",
    )
}
