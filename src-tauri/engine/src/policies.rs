//! Reading the organization's policies. Each enabled kind's policies are listed, then where each of the
//! organization's own is attached, and its document: an organization has far fewer policies than nodes.
//! What AWS's own policies (`FullAWSAccess`) are attached to is read for single nodes, when someone looks.

use std::collections::BTreeMap;

use aws_sdk_organizations::{
    operation::{
        list_policies::ListPoliciesOutput, list_policies_for_target::ListPoliciesForTargetOutput,
        list_targets_for_policy::ListTargetsForPolicyOutput,
    },
    types::{PolicySummary, PolicyType, PolicyTypeStatus, Root},
};
use canopy_core::{
    Code, Failure, NodeId, PolicyId, Topic, Tree,
    policies::{Applied, Policies, Policy, limits},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::session::Session;

const PAGE: i32 = 20;

/// The policies of one kind that apply to a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct NodePolicies {
    /// `SERVICE_CONTROL_POLICY`, `TAG_POLICY` or another of AWS's.
    pub kind: String,
    /// From the root down to the node itself, each with what it is attached to.
    pub applied: Vec<Applied>,
    /// How many are attached to the node itself.
    pub attached: u32,
    /// How many may be; none for a kind that Canopy does not know.
    pub slots: Option<u32>,
    /// Most characters of a policy's document.
    pub max_size: Option<u32>,
}

impl Session {
    /// Reads all policies of the enabled kinds, keeps them, and says that plans can tell more now.
    ///
    /// Errors: `denied` for a caller who may not list them.
    pub async fn read_policies(&self) -> Result<(), Failure> {
        let enabled = self.enabled_policy_types().await?;
        let mut policies = Vec::new();
        let mut attached: BTreeMap<NodeId, Vec<PolicyId>> = BTreeMap::new();
        for kind in &enabled {
            for summary in self.policies_of(kind).await? {
                let Some(mut policy) = policy(&summary) else {
                    continue;
                };
                if !policy.aws_managed {
                    for target in self.targets_of(&policy.id).await? {
                        attached.entry(target).or_default().push(policy.id.clone());
                    }
                    policy.content = self.content_of(&policy.id).await?;
                }
                policies.push(policy);
            }
        }
        let policies = Policies {
            as_of: Timestamp::now(),
            enabled: enabled
                .iter()
                .map(|kind| kind.as_str().to_owned())
                .collect(),
            policies,
            attached,
        };
        if let Err(failure) = self.engine().store().save_policies(self.id(), &policies) {
            tracing::warn!(%failure, "the policies could not be kept");
        }
        self.knows_policies(policies);
        self.engine()
            .announce(Some(self.id()), &[Topic::Organization]);
        Ok(())
    }

    /// The policies of each enabled kind that apply to `node`, AWS's own among them, read now.
    pub async fn node_policies(&self, node: &NodeId) -> Result<Vec<NodePolicies>, Failure> {
        let tree = self.known_tree()?;
        let line: Vec<NodeId> = tree
            .lineage(node)
            .iter()
            .map(|above| above.id.clone())
            .collect();
        if line.is_empty() {
            return Err(Failure::not_found(format!(
                "`{node}` is not in the organization as last seen"
            ))
            .hint("Refresh, and try again."));
        }
        // Lists tell no documents; those that were read with the tree are put in.
        let read = self.known().ok().and_then(|known| known.policies);
        let content = |id: &PolicyId| read.as_ref()?.get(id)?.content.clone();
        let mut found = Vec::new();
        for kind in self.enabled_policy_types().await? {
            let mut applied = Vec::new();
            for above in &line {
                for mut policy in self.attached_of(above, &kind).await? {
                    policy.content = policy.content.or_else(|| content(&policy.id));
                    applied.push(Applied {
                        policy,
                        from: above.clone(),
                    });
                }
            }
            let own = applied.iter().filter(|it| it.from == *node).count();
            let limits = limits(kind.as_str());
            let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            found.push(NodePolicies {
                kind: kind.as_str().to_owned(),
                attached: small(own),
                slots: limits.map(|limits| small(limits.per_node)),
                max_size: limits.map(|limits| small(limits.size)),
                applied,
            });
        }
        Ok(found)
    }

    /// The policies attached to `node` itself, of every enabled kind.
    pub(crate) async fn attached_policies(&self, node: &NodeId) -> Result<Vec<Policy>, Failure> {
        let mut attached = Vec::new();
        for kind in self.enabled_policy_types().await? {
            attached.extend(self.attached_of(node, &kind).await?);
        }
        Ok(attached)
    }

    /// Kinds that are enabled on the root; none where the organization has only consolidated billing.
    async fn enabled_policy_types(&self) -> Result<Vec<PolicyType>, Failure> {
        if let Some(known) = self.known_policy_types() {
            return Ok(known
                .iter()
                .map(|kind| PolicyType::from(kind.as_str()))
                .collect());
        }
        let organizations = &self.aws().organizations;
        let answer = self
            .aws()
            .read("ListRoots", || organizations.list_roots().send())
            .await?;
        let types = answer.roots().first().map(Root::policy_types);
        let enabled: Vec<PolicyType> = types
            .unwrap_or_default()
            .iter()
            .filter(|summary| summary.status() == Some(&PolicyTypeStatus::Enabled))
            .filter_map(|summary| summary.r#type().cloned())
            .collect();
        let names = enabled
            .iter()
            .map(|kind| kind.as_str().to_owned())
            .collect();
        self.knows_policy_types(names);
        Ok(enabled)
    }

    async fn policies_of(&self, kind: &PolicyType) -> Result<Vec<PolicySummary>, Failure> {
        let call = |token| {
            let request = self.aws().organizations.list_policies();
            let request = request.filter(kind.clone()).max_results(PAGE);
            request.set_next_token(token).send()
        };
        let take = |page: ListPoliciesOutput| (page.policies().to_vec(), page.next_token);
        self.aws().pages("ListPolicies", call, take).await
    }

    async fn targets_of(&self, policy: &PolicyId) -> Result<Vec<NodeId>, Failure> {
        let call = |token| {
            let request = self.aws().organizations.list_targets_for_policy();
            let request = request.policy_id(policy.as_str()).max_results(PAGE);
            request.set_next_token(token).send()
        };
        let take = |page: ListTargetsForPolicyOutput| {
            let ids = page.targets().iter().filter_map(|it| it.target_id());
            let ids = ids.filter_map(|id| id.parse::<NodeId>().ok()).collect();
            (ids, page.next_token)
        };
        self.aws().pages("ListTargetsForPolicy", call, take).await
    }

    async fn content_of(&self, policy: &PolicyId) -> Result<Option<String>, Failure> {
        let call = || {
            self.aws()
                .organizations
                .describe_policy()
                .policy_id(policy.as_str())
                .send()
        };
        let answer = self.aws().read("DescribePolicy", call).await?;
        Ok(answer
            .policy()
            .and_then(|it| it.content())
            .map(ToOwned::to_owned))
    }

    async fn attached_of(&self, node: &NodeId, kind: &PolicyType) -> Result<Vec<Policy>, Failure> {
        let call = |token| {
            let request = self.aws().organizations.list_policies_for_target();
            let request = request.target_id(node.as_str()).filter(kind.clone());
            request.max_results(PAGE).set_next_token(token).send()
        };
        let take = |page: ListPoliciesForTargetOutput| {
            let policies = page.policies().iter().filter_map(policy).collect();
            (policies, page.next_token)
        };
        self.aws().pages("ListPoliciesForTarget", call, take).await
    }

    /// The tree. Errors: `notFound` where nothing is known yet.
    pub(crate) fn known_tree(&self) -> Result<std::sync::Arc<Tree>, Failure> {
        self.tree().ok_or_else(|| {
            Failure::new(Code::NotFound, "the organization is not loaded yet")
                .hint("Wait for the first page, or refresh.")
        })
    }
}

fn policy(summary: &PolicySummary) -> Option<Policy> {
    Some(Policy {
        id: summary.id()?.parse().ok()?,
        name: summary.name().unwrap_or_default().to_owned(),
        description: summary.description().unwrap_or_default().to_owned(),
        kind: summary.r#type().map_or("", |kind| kind.as_str()).to_owned(),
        aws_managed: summary.aws_managed(),
        content: None,
    })
}
