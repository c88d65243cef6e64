//! Looking at attachments.

use canopy_core::{Code, Failure, NodeId, PolicyId};

use super::{super::run::Run, Look, conflict, made_before};

impl Run {
    /// Whether `policy` may be attached to `target`, or detached from it.
    pub(super) async fn look_at_attachment(
        &self,
        policy: &PolicyId,
        target: &NodeId,
        attach: bool,
    ) -> Result<Look, Failure> {
        let attached = match self.session.attached_policies(target).await {
            Ok(attached) => attached,
            Err(failure) if failure.code == Code::NotFound => {
                return Ok(conflict(
                    format!("{target} is not in the organization any more"),
                    "Someone deleted or removed it meanwhile: refresh.",
                ));
            }
            Err(failure) => return Err(failure),
        };
        let is_attached = attached.iter().any(|other| other.id == *policy);
        Ok(if is_attached == attach {
            made_before()
        } else {
            Look::Open
        })
    }
}
