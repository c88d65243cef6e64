//! Policies of the organization: which there are, where they are attached, and what that means for a
//! node. Effective are the policies attached to the node itself and to everything above it.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_inheritance_auth.html>

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{NodeId, ParentId, PolicyId},
    step::{Ref, Step},
    tree::Tree,
};

/// Policies that keep something from being done.
pub const SERVICE_CONTROL_POLICY: &str = "SERVICE_CONTROL_POLICY";
/// AWS's own service control policy, which it attaches to every new node.
pub const FULL_AWS_ACCESS: &str = "p-FullAWSAccess";
/// Policies that keep resources from being used.
pub const RESOURCE_CONTROL_POLICY: &str = "RESOURCE_CONTROL_POLICY";

/// One policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// `p-…`
    pub id: PolicyId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// `SERVICE_CONTROL_POLICY`, `TAG_POLICY` or another of AWS's.
    pub kind: String,
    /// Whether it is AWS's own.
    pub aws_managed: bool,
    /// Its document, where it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
}

/// What AWS allows of one kind of policy.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most characters of a document.
    pub size: usize,
    /// Most policies attached to one root, organizational unit or account.
    pub per_node: usize,
}

/// The limits of a kind; none for a kind that Canopy does not know.
pub fn limits(kind: &str) -> Option<Limits> {
    let (size, per_node) = match kind {
        SERVICE_CONTROL_POLICY => (10_240, 10),
        RESOURCE_CONTROL_POLICY => (5_120, 5),
        "CHATBOT_POLICY" => (10_000, 5),
        "AISERVICES_OPT_OUT_POLICY" => (2_500, 5),
        "TAG_POLICY"
        | "BACKUP_POLICY"
        | "DECLARATIVE_POLICY_EC2"
        | "SECURITYHUB_POLICY"
        | "INSPECTOR_POLICY"
        | "BEDROCK_POLICY"
        | "S3_POLICY"
        | "UPGRADE_ROLLOUT_POLICY" => (10_000, 10),
        _ => return None,
    };
    Some(Limits { size, per_node })
}

/// A policy that applies to a node, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Applied {
    /// The policy.
    pub policy: Policy,
    /// What it is attached to.
    pub from: NodeId,
}

/// All policies, as last read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Policies {
    /// When they were read.
    pub as_of: Timestamp,
    /// Kinds that are enabled on the root.
    pub enabled: Vec<String>,
    /// Every policy of the enabled kinds, AWS's own among them.
    pub policies: Vec<Policy>,
    /// Where the organization's own policies are attached. AWS's own ones, which stand nearly
    /// everywhere, are left out: an organization of 10,000 accounts would need 600 pages for them.
    pub attached: BTreeMap<NodeId, Vec<PolicyId>>,
}

/// What a move changes for one account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PolicyChange {
    /// Policies that apply after it and did not before.
    pub gained: Vec<Applied>,
    /// Policies that applied before it and do not after.
    pub lost: Vec<Applied>,
}

impl PolicyChange {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.gained.is_empty() && self.lost.is_empty()
    }

    /// In words: `loses DenyLeavingRegion, gains ProtectLogs`.
    pub fn words(&self) -> String {
        let names = |applied: &[Applied]| {
            let names: Vec<&str> = applied.iter().map(|it| it.policy.name.as_str()).collect();
            names.join(" and ")
        };
        match (self.lost.is_empty(), self.gained.is_empty()) {
            (true, true) => "keeps its policies".to_owned(),
            (false, true) => format!("loses {}", names(&self.lost)),
            (true, false) => format!("gains {}", names(&self.gained)),
            (false, false) => format!("loses {}, gains {}", names(&self.lost), names(&self.gained)),
        }
    }
}

impl Policies {
    /// The policy with this id.
    pub fn get(&self, id: &PolicyId) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.id == *id)
    }

    /// The organization's own policies that apply to `node`, from the root down.
    pub fn applying(&self, tree: &Tree, node: &NodeId) -> Vec<Applied> {
        let line = tree.lineage(node);
        line.into_iter()
            .flat_map(|above| self.attached_to(&above.id))
            .collect()
    }

    /// What changes for an account that moves from `from` to `to`, each a root or organizational unit.
    /// A policy that stands on both ways is neither gained nor lost.
    pub fn change(&self, tree: &Tree, from: &ParentId, to: &ParentId) -> PolicyChange {
        let before = self.applying(tree, &from.into());
        let after = self.applying(tree, &to.into());
        let without = |these: &[Applied], those: &[Applied]| {
            let mut left: Vec<Applied> = Vec::new();
            for applied in these {
                let elsewhere = |other: &Applied| other.policy.id == applied.policy.id;
                if !those.iter().any(elsewhere) && !left.iter().any(elsewhere) {
                    left.push(applied.clone());
                }
            }
            left
        };
        PolicyChange {
            gained: without(&after, &before),
            lost: without(&before, &after),
        }
    }

    /// The policies once `step` was done: the next picture, without asking AWS. AWS's own stay left out.
    #[must_use]
    pub fn after(&self, step: &Step) -> Self {
        let mut policies = self.clone();
        let is_own = |id: &PolicyId| self.get(id).is_some_and(|policy| !policy.aws_managed);
        match step {
            Step::AttachPolicy {
                policy,
                target: Ref::Id(target),
            } if is_own(policy) => {
                let attached = policies.attached.entry(target.clone()).or_default();
                if !attached.contains(policy) {
                    attached.push(policy.clone());
                }
            }
            Step::DetachPolicy {
                policy,
                target: Ref::Id(target),
            } => {
                if let Some(attached) = policies.attached.get_mut(target) {
                    attached.retain(|other| other != policy);
                }
            }
            Step::DeleteOu {
                ou: Ref::Id(ou), ..
            } => {
                policies.attached.remove(&NodeId::from(ou));
            }
            _ => {}
        }
        policies
    }

    /// The organization's own policies whose document names `id`.
    pub fn naming(&self, id: &str) -> impl Iterator<Item = &Policy> {
        self.policies.iter().filter(move |policy| {
            policy
                .content
                .as_ref()
                .is_some_and(|content| content.contains(id))
        })
    }

    fn attached_to(&self, node: &NodeId) -> impl Iterator<Item = Applied> + use<'_> {
        let from = node.clone();
        self.attached
            .get(node)
            .into_iter()
            .flatten()
            .filter_map(|id| self.get(id))
            .map(move |policy| Applied {
                policy: policy.clone(),
                from: from.clone(),
            })
    }
}
