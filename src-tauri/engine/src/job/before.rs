//! What a step is about to replace: read right before its call, for the way back.

use canopy_core::{
    Failure, Step,
    step::{Before, Ref},
};

use super::run::Run;

impl Run {
    /// Reads what `step` replaces; none where it replaces nothing that its plan does not tell.
    pub(super) async fn before(&self, step: &Step) -> Result<Option<Before>, Failure> {
        let session = &self.session;
        Ok(match step {
            Step::DeleteOu {
                ou: Ref::Id(ou), ..
            } => {
                let node = ou.into();
                let attached = session.attached_policies(&node).await?;
                Some(Before {
                    tags: session.tags(&node).await?,
                    policies: attached.into_iter().map(|policy| policy.id).collect(),
                    ..Before::default()
                })
            }
            Step::Tag {
                node: Ref::Id(node),
                tags,
            } => {
                let mut held = session.tags(node).await?;
                held.retain(|tag| tags.iter().any(|new| new.key == tag.key));
                Some(Before {
                    tags: held,
                    ..Before::default()
                })
            }
            Step::Untag {
                node: Ref::Id(node),
                keys,
            } => {
                let mut held = session.tags(node).await?;
                held.retain(|tag| keys.contains(&tag.key));
                Some(Before {
                    tags: held,
                    ..Before::default()
                })
            }
            Step::PutContact { account, kind, .. } | Step::DeleteContact { account, kind } => {
                Some(Before {
                    contact: session.contact(account, *kind).await?,
                    ..Before::default()
                })
            }
            Step::Identity { .. } => Box::pin(self.before_identity(step)).await?,
            role if role.of_role().is_some() => Box::pin(self.before_role(role)).await?,
            _ => None,
        })
    }
}
