//! Looking at roles, in the account that they are in.

use canopy_core::{
    Failure, Step,
    role::{ONE_HOUR, same_policy},
    step::Made,
};
use jiff::Timestamp;

use super::{
    super::{roles::is_made_by, run::Run},
    Look, conflict, made, made_before,
};
use crate::member::trust_of;

impl Run {
    /// Whether a step on a role may be taken.
    pub(super) async fn look_at_role(&self, step: &Step) -> Result<Look, Failure> {
        let (inside, account, role) = self.inside(step)?;
        let place = self.path(&account.into());
        let found = inside.role(role).await?;
        let Some(found) = found else {
            return Ok(match step {
                Step::CreateRole { .. } => Look::Open,
                // What was to be taken away is gone with it.
                Step::DeleteRole { .. }
                | Step::DetachRolePolicy { .. }
                | Step::DeleteRolePolicy { .. }
                | Step::SetRoleTag { to: None, .. } => made_before(),
                _ => conflict(
                    format!("{place} has no role {role} any more"),
                    "Someone deleted it meanwhile: refresh, and decide again.",
                ),
            });
        };
        Ok(match step {
            Step::CreateRole { .. } => conflict(
                format!("{place} has a role {role} already"),
                "Someone made it meanwhile: edit that one, or choose another name.",
            ),
            Step::DeleteRole { .. } => {
                let (attached, inline) =
                    tokio::try_join!(inside.attached(role.as_str()), inside.inline(role.as_str()))?;
                let left: Vec<String> = attached
                    .into_iter()
                    .map(|policy| policy.name)
                    .chain(inline)
                    .collect();
                if left.is_empty() {
                    Look::Open
                } else {
                    conflict(
                        format!("{role} in {place} holds {}", left.join(", ")),
                        "Someone gave it more rights meanwhile: refresh, and plan its deletion again.",
                    )
                }
            }
            Step::SetTrust { from, to, .. } => {
                let trust = trust_of(&found);
                if same_policy(&trust, to) {
                    made_before()
                } else if same_policy(&trust, from) {
                    Look::Open
                } else {
                    conflict(
                        format!("{role} in {place} does not trust whom it was expected to trust"),
                        "Someone edited it meanwhile: refresh, and decide again.",
                    )
                }
            }
            Step::SetRoleSession { from, to, .. } => {
                let seconds = found.max_session_duration().unwrap_or(ONE_HOUR);
                if seconds == *to {
                    made_before()
                } else if seconds == *from {
                    Look::Open
                } else {
                    conflict(
                        format!(
                            "sessions of {role} in {place} last up to {seconds} seconds, and {from} were expected"
                        ),
                        "Someone changed it meanwhile: refresh, and decide again.",
                    )
                }
            }
            Step::SetRoleTag { key, from, to, .. } => {
                let tag = found.tags().iter().find(|tag| tag.key() == key);
                let value = tag.map(aws_sdk_iam::types::Tag::value);
                if value == to.as_deref() {
                    made_before()
                } else if value == from.as_deref() {
                    Look::Open
                } else {
                    conflict(
                        format!("the tag {key} of {role} in {place} is not as it was expected"),
                        "Someone changed it meanwhile: refresh, and decide again.",
                    )
                }
            }
            Step::AttachRolePolicy { policy_arn, .. }
            | Step::DetachRolePolicy { policy_arn, .. } => {
                let attached = inside.attached(role.as_str()).await?;
                let is_attached = attached.iter().any(|policy| policy.arn == *policy_arn);
                if is_attached == matches!(step, Step::AttachRolePolicy { .. }) {
                    made_before()
                } else {
                    Look::Open
                }
            }
            Step::PutRolePolicy { name, document, .. } => {
                let written = inside.inline_policy(role, name).await?;
                if written.is_some_and(|written| same_policy(&written, document)) {
                    made_before()
                } else {
                    Look::Open
                }
            }
            Step::DeleteRolePolicy { name, .. } => match inside.inline_policy(role, name).await? {
                None => made_before(),
                Some(_) => Look::Open,
            },
            other => {
                return Err(Failure::unexpected(format!(
                    "nobody knows how to look at {}",
                    other.action()
                )));
            }
        })
    }

    /// Whether a role whose making was begun is there: one that is alike and was made since is it.
    pub(super) async fn look_for_role(&self, place: usize, step: &Step) -> Result<Look, Failure> {
        let (inside, _, role) = self.inside(step)?;
        let Some(found) = inside.role(role).await? else {
            return Ok(Look::Open);
        };
        let since = self.begun_since(place);
        let created_at = Timestamp::from_second(found.create_date().secs());
        if created_at.is_ok_and(|at| at >= since) && is_made_by(&found, step) {
            return Ok(made(Made {
                role_arn: Some(found.arn().to_owned()),
                ..Made::default()
            }));
        }
        self.look_at_role(step).await
    }
}
