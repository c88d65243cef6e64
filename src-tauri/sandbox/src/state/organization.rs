//! An organization: its root, its OUs, its policies and the accounts it is creating.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Most levels of OUs below the root.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
pub(crate) const MAX_OU_DEPTH: usize = 5;

/// The root of the tree.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Root {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Policy types that are enabled.
    #[serde(default)]
    pub(crate) policy_types: Vec<String>,
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) policies: Vec<String>,
}

/// An organizational unit.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ou {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) parent_id: String,
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) policies: Vec<String>,
}

/// An organization's policy, such as an SCP.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Policy {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    /// `SERVICE_CONTROL_POLICY` and its kin.
    pub(crate) kind: String,
    pub(crate) aws_managed: bool,
    pub(crate) content: String,
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
}

/// An account that is being made, or the record of how that went.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateRequest {
    pub(crate) id: String,
    pub(crate) account_name: String,
    pub(crate) email: String,
    pub(crate) role_name: String,
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
    /// `IN_PROGRESS`, `SUCCEEDED` or `FAILED`.
    pub(crate) state: String,
    pub(crate) requested_at: Timestamp,
    #[serde(default)]
    pub(crate) completed_at: Option<Timestamp>,
    #[serde(default)]
    pub(crate) account_id: Option<String>,
    #[serde(default)]
    pub(crate) failure_reason: Option<String>,
    /// How often its status has been asked for while it was in progress.
    #[serde(default)]
    pub(crate) polls: u32,
}

/// One organization.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Organization {
    pub(crate) id: String,
    pub(crate) management_account_id: String,
    /// `ALL` or `CONSOLIDATED_BILLING`.
    pub(crate) feature_set: String,
    pub(crate) root: Root,
    #[serde(default)]
    pub(crate) ous: BTreeMap<String, Ou>,
    #[serde(default)]
    pub(crate) policies: BTreeMap<String, Policy>,
    #[serde(default)]
    pub(crate) create_requests: BTreeMap<String, CreateRequest>,
    /// Most accounts AWS lets it have: 10 at first, up to 50,000 on request.
    pub(crate) account_quota: usize,
    /// Until then AWS is still setting it up: no accounts can be created.
    #[serde(default)]
    pub(crate) finalizing_until: Option<Timestamp>,
    /// Service principals that may act in the whole organization, and since when.
    #[serde(default)]
    pub(crate) trusted_services: BTreeMap<String, Timestamp>,
    /// When policies of a type were last changed, attached or detached.
    #[serde(default)]
    pub(crate) policies_changed_at: BTreeMap<String, Timestamp>,
    /// Members that administer a service for the organization: by account, then by service principal.
    #[serde(default)]
    pub(crate) delegated_administrators: BTreeMap<String, BTreeMap<String, Timestamp>>,
}

impl Organization {
    pub(crate) fn check(&self) -> Result<(), String> {
        for ou in self.ous.values() {
            if !self.has_parent(&ou.parent_id) {
                return Err(format!("the parent of {} does not exist", ou.id));
            }
            if self.ancestors(&ou.id).count() > MAX_OU_DEPTH + 1 {
                return Err(format!("{} lies too deep", ou.id));
            }
        }
        Ok(())
    }

    /// Whether AWS is still setting it up.
    pub(crate) fn is_finalizing(&self, now: Timestamp) -> bool {
        self.finalizing_until.is_some_and(|until| now < until)
    }

    pub(crate) fn has_all_features(&self) -> bool {
        self.feature_set == "ALL"
    }

    pub(crate) fn has_parent(&self, id: &str) -> bool {
        self.root.id == id || self.ous.contains_key(id)
    }

    /// `id` and what stands above it, up to the root. It ends early in a circle.
    pub(crate) fn ancestors<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        std::iter::successors(Some(id), |id| {
            self.ous.get(*id).map(|ou| ou.parent_id.as_str())
        })
        .take(MAX_OU_DEPTH + 2)
    }

    /// How many OUs deep `id` lies: 0 for the root.
    pub(crate) fn depth(&self, id: &str) -> usize {
        self.ancestors(id).count() - 1
    }

    /// `o-x/r-y/ou-z/`, from the organization down to the root or OU `id`.
    pub(crate) fn path(&self, id: &str) -> String {
        let mut ids: Vec<&str> = self.ancestors(id).collect();
        ids.push(&self.id);
        ids.reverse();
        let mut path = ids.join("/");
        path.push('/');
        path
    }

    /// Ids of the policies attached to the root or to an OU.
    pub(crate) fn attached(&self, id: &str) -> &[String] {
        if self.root.id == id {
            &self.root.policies
        } else {
            self.ous.get(id).map_or(&[], |ou| &ou.policies)
        }
    }

    /// Whether an AWS service may act in the whole organization.
    pub(crate) fn trusts(&self, principal: &str) -> bool {
        self.trusted_services.contains_key(principal)
    }

    /// Whether policies of this type have effect.
    pub(crate) fn has_enabled(&self, policy_type: &str) -> bool {
        self.root
            .policy_types
            .iter()
            .any(|enabled| enabled == policy_type)
    }

    /// Policies attached to the root or to an OU, to be written to.
    pub(crate) fn attached_mut(&mut self, id: &str) -> Option<&mut Vec<String>> {
        if self.root.id == id {
            Some(&mut self.root.policies)
        } else {
            self.ous.get_mut(id).map(|ou| &mut ou.policies)
        }
    }

    pub(crate) fn arn(&self, kind: &str, id: &str) -> String {
        format!(
            "arn:aws:organizations::{}:{kind}/{}/{id}",
            self.management_account_id, self.id
        )
    }

    pub(crate) fn organization_arn(&self) -> String {
        format!(
            "arn:aws:organizations::{}:organization/{}",
            self.management_account_id, self.id
        )
    }

    pub(crate) fn account_arn(&self, account_id: &str) -> String {
        self.arn("account", account_id)
    }

    /// The ARN of the root or of an OU.
    pub(crate) fn parent_arn(&self, id: &str) -> String {
        self.arn(if id.starts_with("r-") { "root" } else { "ou" }, id)
    }

    pub(crate) fn policy_arn(&self, policy: &Policy) -> String {
        let kind = policy.kind.to_ascii_lowercase();
        if policy.aws_managed {
            format!("arn:aws:organizations::aws:policy/{kind}/{}", policy.id)
        } else {
            self.arn("policy", &format!("{kind}/{}", policy.id))
        }
    }
}
