//! What planning may read, each part as it was last seen.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;

use crate::{
    Failure,
    identity::IdentityState,
    ids::{AccountId, NodeId, RoleName},
    invitation::Handshake,
    partition::Partition,
    policies::{Policies, Policy},
    role::Role,
    step::Tag,
    tree::{Organization, Tree},
};

/// What is known of one organization, or of an account that is in none, when a plan is made.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Whose credentials call.
    pub caller: Option<AccountId>,
    /// The tree as last seen; none for an account that is in no organization, or may not read it.
    pub tree: Option<Arc<Tree>>,
    /// The organization of a member that may not read its tree.
    pub organization: Option<Organization>,
    /// Policies of the organization, where they were read.
    pub policies: Option<Arc<Policies>>,
    /// Policies attached to a node itself, AWS's own among them, where they were read for a plan.
    pub attached: BTreeMap<NodeId, Vec<Policy>>,
    /// Tags of a node, where they were read for a plan.
    pub tags: BTreeMap<NodeId, Vec<Tag>>,
    /// Handshakes that the caller sent or received, where they were read.
    pub handshakes: Option<Vec<Handshake>>,
    /// Services that an account is the delegated administrator of, where they were read.
    pub delegated: BTreeMap<AccountId, Vec<String>>,
    /// Accounts whose closing Canopy asked for in the last 30 days, each with the time.
    pub closings: Vec<Timestamp>,
    /// Most accounts that the organization may have, where Service Quotas told it.
    pub account_quota: Option<usize>,
    /// Names of roles in the management account whose trust policy names an organizational unit, by its id.
    pub trusts: BTreeMap<NodeId, BTreeSet<String>>,
    /// Roles, by account and name, where they were read for a plan: none where there is none of that
    /// name, and the failure where it could not be looked.
    pub roles: BTreeMap<(AccountId, RoleName), Result<Option<Role>, Failure>>,
    /// The role that Canopy assumes in other accounts.
    pub default_role: Option<RoleName>,
    /// Accounts that someone lent credentials for.
    pub lent: BTreeSet<AccountId>,
    /// The part of AWS that the caller is in.
    pub partition: Partition,
    /// What there is of the identity account's set-up, where it was read for a plan; the failure where
    /// nobody could look into that account.
    pub identity: Option<Result<IdentityState, Failure>>,
}

impl Known {
    /// What is known is the tree, and nothing else.
    pub fn of(tree: Arc<Tree>) -> Self {
        Self {
            caller: Some(tree.organization.management_account_id.clone()),
            tree: Some(tree),
            ..Self::default()
        }
    }

    /// The caller's organization, whether or not it may read it; none for an account that is in none.
    pub fn membership(&self) -> Option<&Organization> {
        let of_tree = self.tree.as_ref().map(|tree| &tree.organization);
        of_tree.or(self.organization.as_ref())
    }

    /// The tree. Errors: `notFound` where the organization is not known.
    pub fn tree(&self) -> Result<&Arc<Tree>, Failure> {
        self.tree.as_ref().ok_or_else(|| {
            Failure::not_found("the organization is not loaded yet")
                .hint("Wait for the first page, or refresh.")
        })
    }
}
