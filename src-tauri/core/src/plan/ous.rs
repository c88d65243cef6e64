//! Organizational units: made, renamed, deleted, and moved whole.

use super::planner::{Planner, count, unknown};
use crate::{
    failure::{Code, Failure},
    ids::{NodeId, OuId, ParentId, PolicyId},
    policies::{FULL_AWS_ACCESS, Policies, Policy, SERVICE_CONTROL_POLICY},
    step::{Ref, Step, Tag},
    tree::{DEEPEST_OU, NodeKind, Tree},
    validate,
};

/// Policies that AWS attaches to every new organizational unit by itself.
const BY_ITSELF: [&str; 2] = [FULL_AWS_ACCESS, "p-RCPFullAWSAccess"];

impl Planner<'_> {
    /// Makes an organizational unit, which stands in for `replaces` where that was deleted.
    pub(super) fn create_ou(
        &mut self,
        parent: &ParentId,
        name: &str,
        tags: &[Tag],
        replaces: Option<&OuId>,
    ) -> Result<(), Failure> {
        validate::ou_name(name).map_err(Failure::invalid)?;
        self.must_be_there(parent)?;
        self.must_be_free(parent, name, None)?;
        if self.tree()?.depth(parent) >= DEEPEST_OU {
            return Err(too_deep());
        }
        let summary = format!("Create {name} in {}", self.name(parent));
        self.step(
            Step::CreateOu {
                parent: Ref::Id(parent.clone()),
                name: name.to_owned(),
                tags: tags.to_vec(),
            },
            summary,
        );
        if let Some(old) = replaces {
            self.stands_in(old.clone());
        }
        Ok(())
    }

    pub(super) fn rename_ou(&mut self, ou: &OuId, name: &str) -> Result<(), Failure> {
        validate::ou_name(name).map_err(Failure::invalid)?;
        let node = self.node(&ou.into())?;
        let (from, parent) = (node.name.clone(), node.parent_id.clone());
        if from == name {
            return Err(Failure::invalid(format!("it is named {name} already")));
        }
        if let Some(parent) = parent {
            self.must_be_free(&parent, name, Some(ou))?;
        }
        let summary = format!("Rename {from} to {name}");
        self.step(
            Step::RenameOu {
                ou: Ref::Id(ou.clone()),
                from,
                to: name.to_owned(),
            },
            summary,
        );
        Ok(())
    }

    pub(super) fn delete_ou(&mut self, ou: &OuId) -> Result<(), Failure> {
        let node = self.node(&ou.into())?;
        let name = node.name.clone();
        let parent = node
            .parent_id
            .clone()
            .ok_or_else(|| Failure::invalid("the root cannot be deleted"))?;
        let (accounts, ous): (Vec<_>, Vec<_>) = self
            .tree()?
            .children(&ou.into())
            .partition(|child| child.is_account());
        if !accounts.is_empty() || !ous.is_empty() {
            let inside = [
                count(accounts.len(), "account"),
                count(ous.len(), "organizational unit"),
            ];
            let inside = inside
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" and ");
            return Err(Failure::new(
                Code::Conflict,
                format!("{name} is not empty: it holds {inside}"),
            )
            .hint("Move what is inside first; AWS deletes empty organizational units only."));
        }
        let summary = format!("Delete {name} from {}", self.name(&parent));
        self.step(
            Step::DeleteOu {
                ou: Ref::Id(ou.clone()),
                parent: Ref::Id(parent),
                name,
            },
            summary,
        );
        Ok(())
    }

    /// Moves an organizational unit with all that is in it. AWS has no such call, so its units are made
    /// anew from the top down with their tags and policies, the accounts are moved, and the old units
    /// are deleted from the bottom up.
    pub(super) fn move_ou(&mut self, ou: &OuId, to: &ParentId) -> Result<(), Failure> {
        let tree = self.tree()?.clone();
        let node = tree.get(&ou.into()).ok_or_else(|| unknown(ou.as_str()))?;
        let name = node.name.clone();
        let from = node
            .parent_id
            .clone()
            .ok_or_else(|| Failure::invalid("the root cannot be moved"))?;
        self.must_be_there(to)?;
        if &from == to {
            return Err(Failure::invalid(format!(
                "{name} stands in {} already",
                self.name(to)
            )));
        }
        if tree
            .lineage(&to.into())
            .iter()
            .any(|above| above.id == node.id)
        {
            return Err(Failure::invalid(format!(
                "{name} cannot be moved into itself"
            )));
        }
        self.must_be_free(to, &name, None)?;
        if tree.depth(to) + height(&tree, &ou.into()) > DEEPEST_OU {
            return Err(too_deep());
        }
        self.warn_of_new_ids(&tree, &ou.into());
        let mut moved = Vec::new();
        self.make_anew(&tree, ou, to, &mut moved)?;
        let made: Vec<OuId> = moved.iter().map(|(old, _)| old.clone()).collect();
        for (old, new) in &moved {
            let (old, new) = (ParentId::from(old), ParentId::from(new));
            for account in tree.children(&old).filter_map(|child| child.id.account()) {
                self.move_account(&account, &new)?;
            }
        }
        for old in made.iter().rev() {
            self.delete_ou(old)?;
        }
        Ok(())
    }

    /// Makes `ou` and what is below it anew in `to`, and lists each old unit with the new one.
    fn make_anew(
        &mut self,
        tree: &Tree,
        ou: &OuId,
        to: &ParentId,
        moved: &mut Vec<(OuId, OuId)>,
    ) -> Result<(), Failure> {
        let id = NodeId::from(ou);
        let name = tree
            .get(&id)
            .map(|node| node.name.clone())
            .unwrap_or_default();
        let tags = self.known.tags.get(&id).cloned().unwrap_or_default();
        self.create_ou(to, &name, &tags, None)?;
        let new = self.stands_in(ou.clone());
        moved.push((ou.clone(), new.clone()));
        if let Some(attached) = self.known.attached.get(&id) {
            self.attach_alike(attached, &new);
        }
        let children: Vec<OuId> = tree
            .children(&ou.into())
            .filter(|child| child.kind == NodeKind::Ou)
            .filter_map(|child| child.id.ou())
            .collect();
        for child in children {
            self.make_anew(tree, &child, &new.clone().into(), moved)?;
        }
        Ok(())
    }

    /// Gives a new unit the policies of the old one. AWS attaches its own by itself; one that the old
    /// unit lacked goes last, for at least one must stay.
    fn attach_alike(&mut self, attached: &[Policy], new: &OuId) {
        let target: NodeId = new.into();
        for policy in attached {
            if !BY_ITSELF.contains(&policy.id.as_str()) {
                self.attach_step(&policy.id, &policy.name, &target, true);
            }
        }
        let by_kind = |kind: &str| attached.iter().any(|policy| policy.kind == kind);
        let full_access: PolicyId = FULL_AWS_ACCESS.parse().expect("a policy id");
        let had_full_access = attached.iter().any(|policy| policy.id == full_access);
        if by_kind(SERVICE_CONTROL_POLICY) && !had_full_access {
            self.attach_step(&full_access, "FullAWSAccess", &target, false);
        }
    }

    /// Attaches a policy or detaches it, as the inverse of the other.
    pub(super) fn attach(
        &mut self,
        policy: &PolicyId,
        target: &NodeId,
        attach: bool,
    ) -> Result<(), Failure> {
        let target = self.node_now_called(target);
        self.node(&target)?;
        // A new organizational unit has AWS's own policies already.
        if attach
            && BY_ITSELF.contains(&policy.as_str())
            && target.as_str().starts_with("ou-canopyplan-")
        {
            return Ok(());
        }
        let known = self.known.policies.as_ref();
        // Where service control policies are off nothing has AWS's own one, and nothing can lose it.
        let is_on = |it: &std::sync::Arc<Policies>| {
            it.enabled.iter().any(|kind| kind == SERVICE_CONTROL_POLICY)
        };
        if !attach && policy.as_str() == FULL_AWS_ACCESS && known.is_some_and(|it| !is_on(it)) {
            return Ok(());
        }
        let name = known
            .and_then(|policies| policies.get(policy))
            .map_or_else(|| policy.to_string(), |known| known.name.clone());
        self.attach_step(policy, &name, &target, attach);
        Ok(())
    }

    fn attach_step(&mut self, policy: &PolicyId, name: &str, target: &NodeId, attach: bool) {
        let node = self.tree.as_ref().and_then(|tree| tree.get(target));
        let where_to = node.map_or_else(|| target.to_string(), |node| node.name.clone());
        let (policy, target) = (policy.clone(), Ref::Id(target.clone()));
        if attach {
            self.step(
                Step::AttachPolicy { policy, target },
                format!("Attach {name} to {where_to}"),
            );
        } else {
            self.step(
                Step::DetachPolicy { policy, target },
                format!("Detach {name} from {where_to}"),
            );
        }
    }

    /// Says what names the ids that go: they are other ones afterwards.
    fn warn_of_new_ids(&mut self, tree: &Tree, ou: &NodeId) {
        self.warnings
            .push("The organizational units get new ids: what names the old ones must be changed by hand.".to_owned());
        let mut ids = vec![ou.clone()];
        let mut next = 0;
        while let Some(id) = ids.get(next).cloned() {
            next += 1;
            if let Some(parent) = id.parent() {
                let below = tree.children(&parent).filter(|it| it.kind == NodeKind::Ou);
                ids.extend(below.map(|it| it.id.clone()));
            }
        }
        for id in ids {
            let name = tree
                .get(&id)
                .map(|node| node.name.clone())
                .unwrap_or_default();
            if let Some(policies) = &self.known.policies {
                for policy in policies.naming(id.as_str()) {
                    self.warnings.push(format!(
                        "The policy {} names {name} by its id {id}.",
                        policy.name
                    ));
                }
            }
            for role in self.known.trusts.get(&id).into_iter().flatten() {
                self.warnings.push(format!(
                    "The role {role} of the management account names {name} by its id {id} in its trust policy."
                ));
            }
        }
        self.impact.push(
            "StackSets, Control Tower, Identity Center and other services that name the old ids are not seen by Canopy.".to_owned(),
        );
    }
}

/// How many levels of units `ou` is, itself among them.
fn height(tree: &Tree, ou: &NodeId) -> usize {
    let below = ou.parent().map(|parent| {
        tree.children(&parent)
            .filter(|child| child.kind == NodeKind::Ou)
            .map(|child| height(tree, &child.id))
            .max()
            .unwrap_or(0)
    });
    1 + below.unwrap_or(0)
}

fn too_deep() -> Failure {
    Failure::new(
        Code::Quota,
        format!("organizational units nest {DEEPEST_OU} deep at most"),
    )
}
