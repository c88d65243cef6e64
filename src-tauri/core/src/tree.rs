//! The tree is the last known picture of one organization: immutable, with an age. Loading yields a
//! stream of trees; a step that is done yields the next one ([`Tree::after`]).

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, NodeId, OrganizationId, OuId, ParentId},
    step::{Receipt, Step},
};

/// Deepest level an organizational unit may stand on, the root's children being level 1.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
pub const DEEPEST_OU: usize = 5;

/// The organization a tree belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    /// `o-…`
    pub id: OrganizationId,
    /// The account that pays and manages.
    pub management_account_id: AccountId,
    /// `ALL` or `CONSOLIDATED_BILLING`.
    pub feature_set: String,
}

/// Where an account is in its life.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountState {
    /// Sign-up unfinished, unusable.
    PendingActivation,
    /// In use.
    Active,
    /// Restricted by AWS.
    Suspended,
    /// Being closed, still usable.
    PendingClosure,
    /// Closed; shown for 90 days, Support can reopen it.
    Closed,
    /// A state this version does not know.
    Unknown,
}

/// What a node is, with what only that kind has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum NodeKind {
    /// The organization's root.
    Root,
    /// An organizational unit.
    Ou,
    /// An account.
    Account {
        /// Its root user's address; unique across AWS.
        email: String,
        /// Where it is in its life.
        state: AccountState,
        /// `CREATED` or `INVITED`.
        joined_method: String,
        /// When it joined.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[specta(type = Option<String>)]
        joined_at: Option<Timestamp>,
    },
}

/// One place in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Node {
    /// The node's own id.
    pub id: NodeId,
    /// Its name; an organizational unit's is its id until AWS has told it.
    pub name: String,
    /// What holds it; none for the root.
    pub parent_id: Option<ParentId>,
    /// AWS's name of it in policies, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// What it is.
    #[serde(flatten)]
    pub kind: NodeKind,
}

impl Node {
    /// Whether this is an account.
    pub fn is_account(&self) -> bool {
        matches!(self.kind, NodeKind::Account { .. })
    }
}

/// One organization as last seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "TreeParts", into = "TreeParts")]
pub struct Tree {
    /// Whose tree this is.
    pub organization: Organization,
    /// When it was last confirmed with AWS.
    pub as_of: Timestamp,
    /// Whether everything AWS has is in it.
    pub complete: bool,
    nodes: Vec<Node>,
    index: HashMap<NodeId, usize>,
    children: HashMap<ParentId, Vec<usize>>,
}

/// A tree's parts as stored and sent.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct TreeParts {
    /// Whose tree this is.
    pub organization: Organization,
    /// When it was last confirmed with AWS.
    #[specta(type = String)]
    pub as_of: Timestamp,
    /// Whether everything AWS has is in it.
    pub complete: bool,
    /// The root first; children in their parents' order of display.
    pub nodes: Vec<Node>,
}

/// Nodes that make no tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BrokenTree {
    /// Not exactly one node without a parent.
    #[error("a tree has exactly one root, this has {0}")]
    Roots(usize),
    /// Two nodes with one id.
    #[error("`{0}` stands twice in the tree")]
    Twice(NodeId),
    /// A node whose parent is missing, or that is its own ancestor.
    #[error("`{0}` hangs on nothing")]
    Adrift(NodeId),
}

impl Tree {
    /// Builds a tree of `nodes` in any order and sorts it for display: below one parent the
    /// organizational units first, then accounts, each by name, without regard to case.
    pub fn new(
        organization: Organization,
        as_of: Timestamp,
        complete: bool,
        nodes: Vec<Node>,
    ) -> Result<Self, BrokenTree> {
        let roots = nodes.iter().filter(|node| node.parent_id.is_none()).count();
        if roots != 1 {
            return Err(BrokenTree::Roots(roots));
        }
        let mut seen = std::collections::HashSet::with_capacity(nodes.len());
        let mut below: HashMap<NodeId, Vec<Node>> = HashMap::new();
        let mut queue = Vec::new();
        let total = nodes.len();
        for node in nodes {
            if !seen.insert(node.id.clone()) {
                return Err(BrokenTree::Twice(node.id));
            }
            match &node.parent_id {
                None => queue.push(node),
                Some(parent) => below.entry(parent.into()).or_default().push(node),
            }
        }
        for siblings in below.values_mut() {
            siblings.sort_by_cached_key(|node| {
                (node.is_account(), node.name.to_lowercase(), node.id.clone())
            });
        }
        let mut sorted: Vec<Node> = Vec::with_capacity(total);
        while let Some(node) = queue.pop() {
            if let Some(children) = below.remove(&node.id) {
                queue.extend(children.into_iter().rev());
            }
            sorted.push(node);
        }
        if let Some(adrift) = below.into_values().flatten().next() {
            return Err(BrokenTree::Adrift(adrift.id));
        }
        let index = sorted
            .iter()
            .enumerate()
            .map(|(place, node)| (node.id.clone(), place))
            .collect();
        let mut children: HashMap<ParentId, Vec<usize>> = HashMap::new();
        for (place, node) in sorted.iter().enumerate() {
            if let Some(parent) = &node.parent_id {
                children.entry(parent.clone()).or_default().push(place);
            }
        }
        Ok(Self {
            organization,
            as_of,
            complete,
            nodes: sorted,
            index,
            children,
        })
    }

    /// All nodes, parents before children, in order of display.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The organization's root.
    pub fn root(&self) -> &Node {
        &self.nodes[0]
    }

    /// The root as a parent.
    pub fn root_id(&self) -> ParentId {
        self.root().id.parent().expect("a root is a parent")
    }

    /// The node with this id.
    pub fn get(&self, id: &NodeId) -> Option<&Node> {
        self.index.get(id).map(|place| &self.nodes[*place])
    }

    /// What stands directly below `parent`, in order of display.
    pub fn children(&self, parent: &ParentId) -> impl Iterator<Item = &Node> {
        self.children
            .get(parent)
            .into_iter()
            .flatten()
            .map(|place| &self.nodes[*place])
    }

    /// The accounts of the organization.
    pub fn accounts(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.is_account())
    }

    /// `id` and what it stands below, from the root down.
    pub fn lineage(&self, id: &NodeId) -> Vec<&Node> {
        let mut line = Vec::new();
        let mut next = self.get(id);
        while let Some(node) = next {
            line.push(node);
            next = node
                .parent_id
                .as_ref()
                .and_then(|parent| self.get(&parent.into()));
        }
        line.reverse();
        line
    }

    /// The path of names, `/` for the root: `/Workloads/prod`.
    pub fn path(&self, id: &NodeId) -> String {
        let line = self.lineage(id);
        if line.len() <= 1 {
            return "/".to_owned();
        }
        line[1..]
            .iter()
            .fold(String::new(), |path, node| path + "/" + &node.name)
    }

    /// The level of `parent`: 0 for the root.
    pub fn depth(&self, parent: &ParentId) -> usize {
        self.lineage(&parent.into()).len().saturating_sub(1)
    }

    /// Puts an account elsewhere, in place: for planning, where a thousand moves must not make a thousand
    /// trees. The order of display is lost below the new parent.
    pub(crate) fn place(&mut self, account: &NodeId, to: &ParentId) {
        let Some(place) = self.index.get(account).copied() else {
            return;
        };
        if let Some(siblings) = self.nodes[place]
            .parent_id
            .as_ref()
            .and_then(|from| self.children.get_mut(from))
        {
            siblings.retain(|sibling| *sibling != place);
        }
        self.children.entry(to.clone()).or_default().push(place);
        self.nodes[place].parent_id = Some(to.clone());
    }

    /// The tree once `step` was done and left `receipt`: the next picture, without asking AWS.
    /// A step that does not concern the tree, or no longer fits it, leaves it as it is.
    #[must_use]
    pub fn after(&self, step: &Step, receipt: &Receipt, now: Timestamp) -> Self {
        let mut nodes = self.nodes.clone();
        let place = |id: NodeId| self.index.get(&id).copied();
        match step {
            Step::CreateOu { parent, name, .. } => {
                if let (Some(ou), Some(parent)) = (&receipt.made.ou_id, parent.known()) {
                    nodes.retain(|node| node.id != ou.into());
                    nodes.push(Node {
                        id: ou.into(),
                        name: name.clone(),
                        parent_id: Some(parent.clone()),
                        arn: None,
                        kind: NodeKind::Ou,
                    });
                }
            }
            Step::RenameOu { ou, to, .. } => {
                if let Some(place) = ou.known().and_then(|ou| place(ou.into())) {
                    nodes[place].name.clone_from(to);
                }
            }
            Step::DeleteOu { ou, .. } => {
                let gone = ou.known().map(NodeId::from);
                nodes.retain(|node| Some(&node.id) != gone.as_ref());
            }
            Step::MoveAccount { account, to, .. } => {
                let account = account.known().or(receipt.made.account_id.as_ref());
                if let (Some(place), Some(to)) = (
                    account.and_then(|account| place(account.into())),
                    to.known(),
                ) {
                    nodes[place].parent_id = Some(to.clone());
                }
            }
            Step::CreateAccount { name, email, .. } => {
                if let Some(account) = &receipt.made.account_id {
                    nodes.retain(|node| node.id != account.into());
                    nodes.push(Node {
                        id: account.into(),
                        name: name.clone(),
                        parent_id: Some(self.root_id()),
                        arn: None,
                        kind: NodeKind::Account {
                            email: email.clone(),
                            state: AccountState::Active,
                            joined_method: "CREATED".to_owned(),
                            joined_at: Some(now),
                        },
                    });
                }
            }
            Step::RenameAccount { account, to, .. } => {
                if let Some(place) = place(account.into()) {
                    nodes[place].name.clone_from(to);
                }
            }
            Step::ConfirmEmailChange { account, to, .. } => {
                if let Some(place) = place(account.into())
                    && let NodeKind::Account { email, .. } = &mut nodes[place].kind
                {
                    email.clone_from(to);
                }
            }
            Step::RemoveAccount { account } => {
                nodes.retain(|node| node.id != NodeId::from(account));
            }
            Step::CloseAccount { account } => {
                if let Some(place) = place(account.into())
                    && let NodeKind::Account { state, .. } = &mut nodes[place].kind
                {
                    *state = AccountState::PendingClosure;
                }
            }
            // These change nothing that the tree shows, or what their receipt does not tell.
            Step::AwaitRole { .. }
            | Step::Tag { .. }
            | Step::Untag { .. }
            | Step::StartEmailChange { .. }
            | Step::PutContact { .. }
            | Step::DeleteContact { .. }
            | Step::EnableRegion { .. }
            | Step::DisableRegion { .. }
            | Step::InviteAccount { .. }
            | Step::CancelHandshake { .. }
            | Step::AcceptHandshake { .. }
            | Step::DeclineHandshake { .. }
            | Step::AttachPolicy { .. }
            | Step::DetachPolicy { .. }
            | Step::CreateRole { .. }
            | Step::DeleteRole { .. }
            | Step::SetTrust { .. }
            | Step::SetRoleSession { .. }
            | Step::SetRoleTag { .. }
            | Step::AttachRolePolicy { .. }
            | Step::DetachRolePolicy { .. }
            | Step::PutRolePolicy { .. }
            | Step::DeleteRolePolicy { .. }
            | Step::Identity { .. }
            | Step::CreateOrganization { .. }
            | Step::EnableAllFeatures
            | Step::LeaveOrganization
            | Step::DeleteOrganization => return self.clone(),
        }
        Self::new(self.organization.clone(), self.as_of, self.complete, nodes)
            .unwrap_or_else(|_| self.clone())
    }

    /// The organizational unit named `name` directly below `parent`.
    pub fn ou_named(&self, parent: &ParentId, name: &str) -> Option<OuId> {
        self.children(parent)
            .find(|node| node.kind == NodeKind::Ou && node.name == name)
            .and_then(|node| node.id.ou())
    }
}

impl TryFrom<TreeParts> for Tree {
    type Error = BrokenTree;

    fn try_from(parts: TreeParts) -> Result<Self, BrokenTree> {
        Self::new(parts.organization, parts.as_of, parts.complete, parts.nodes)
    }
}

impl From<Tree> for TreeParts {
    fn from(tree: Tree) -> Self {
        Self {
            organization: tree.organization,
            as_of: tree.as_of,
            complete: tree.complete,
            nodes: tree.nodes,
        }
    }
}
