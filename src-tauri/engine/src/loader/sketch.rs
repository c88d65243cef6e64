//! An organization while it is being found out: nodes by id, some of them known by their id only.

use std::collections::HashMap;

use aws_sdk_organizations::types::{
    Account, Organization as AwsOrganization, OrganizationalUnit, Root,
};
use canopy_core::{
    Failure, Node, NodeId, NodeKind, Organization, OuId, ParentId, Tree,
    tree::{AccountState, BrokenTree},
};
use jiff::Timestamp;

/// What is known of an organizational unit so far.
#[derive(Debug, Clone)]
struct Unit {
    parent: ParentId,
    name: Option<String>,
    arn: Option<String>,
}

/// The organization as far as it is known.
#[derive(Debug)]
pub(super) struct Sketch {
    organization: Organization,
    root: Node,
    units: HashMap<OuId, Unit>,
    accounts: HashMap<NodeId, Node>,
}

fn missing(what: &str) -> Failure {
    Failure::unexpected(format!("AWS left out {what}"))
}

impl Sketch {
    pub(super) fn new(organization: &AwsOrganization, root: &Root) -> Result<Self, Failure> {
        let id = root.id().ok_or_else(|| missing("the root's id"))?.parse()?;
        let feature_set = organization.feature_set().map_or("ALL", |set| set.as_str());
        Ok(Self {
            organization: Organization {
                id: organization
                    .id()
                    .ok_or_else(|| missing("the organization's id"))?
                    .parse()?,
                management_account_id: organization
                    .master_account_id()
                    .ok_or_else(|| missing("the management account"))?
                    .parse()?,
                feature_set: feature_set.to_owned(),
            },
            root: Node {
                id,
                name: root.name().unwrap_or("Root").to_owned(),
                parent_id: None,
                arn: root.arn().map(ToOwned::to_owned),
                kind: NodeKind::Root,
            },
            units: HashMap::new(),
            accounts: HashMap::new(),
        })
    }

    pub(super) fn root_id(&self) -> ParentId {
        self.root.id.parent().expect("a root is a parent")
    }

    /// Accounts and organizational units so far.
    pub(super) fn counts(&self) -> (u32, u32) {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        (count(self.accounts.len()), count(self.units.len()))
    }

    pub(super) fn len(&self) -> usize {
        self.accounts.len() + self.units.len() + 1
    }

    /// Notes an organizational unit below `parent`, and whether it was new.
    pub(super) fn add_unit(
        &mut self,
        parent: &ParentId,
        unit: &OrganizationalUnit,
    ) -> Result<(OuId, bool), Failure> {
        let id: OuId = unit
            .id()
            .ok_or_else(|| missing("an organizational unit's id"))?
            .parse()?;
        let known = Unit {
            parent: parent.clone(),
            name: unit.name().map(ToOwned::to_owned),
            arn: unit.arn().map(ToOwned::to_owned),
        };
        let is_new = self.units.insert(id.clone(), known).is_none();
        Ok((id, is_new))
    }

    /// Notes an organizational unit of which only the place is known, and whether it was new.
    pub(super) fn add_place(&mut self, parent: &ParentId, id: &OuId) -> bool {
        if self.units.contains_key(id) {
            return false;
        }
        self.units.insert(
            id.clone(),
            Unit {
                parent: parent.clone(),
                name: None,
                arn: None,
            },
        );
        true
    }

    pub(super) fn add_account(
        &mut self,
        parent: ParentId,
        account: &Account,
    ) -> Result<(), Failure> {
        let id: NodeId = account
            .id()
            .ok_or_else(|| missing("an account's id"))?
            .parse()?;
        let state = match account
            .state()
            .map(aws_sdk_organizations::types::AccountState::as_str)
        {
            Some("ACTIVE") => AccountState::Active,
            Some("SUSPENDED") => AccountState::Suspended,
            Some("CLOSED") => AccountState::Closed,
            Some("PENDING_CLOSURE") => AccountState::PendingClosure,
            Some("PENDING_ACTIVATION") => AccountState::PendingActivation,
            _ => AccountState::Unknown,
        };
        let joined_at = account
            .joined_timestamp()
            .and_then(|at| Timestamp::from_second(at.secs()).ok());
        let node = Node {
            id: id.clone(),
            name: account.name().unwrap_or_default().to_owned(),
            parent_id: Some(parent),
            arn: account.arn().map(ToOwned::to_owned),
            kind: NodeKind::Account {
                email: account.email().unwrap_or_default().to_owned(),
                state,
                joined_method: account
                    .joined_method()
                    .map_or("", |method| method.as_str())
                    .to_owned(),
                joined_at,
            },
        };
        self.accounts.insert(id, node);
        Ok(())
    }

    /// Units of which only the place is known.
    pub(super) fn nameless(&self) -> Vec<OuId> {
        self.units
            .iter()
            .filter(|(_, unit)| unit.name.is_none())
            .map(|(id, _)| id.clone())
            .collect()
    }

    pub(super) fn name(&mut self, id: &OuId, name: &str, arn: Option<&str>) {
        if let Some(unit) = self.units.get_mut(id) {
            unit.name = Some(name.to_owned());
            unit.arn = arn.map(ToOwned::to_owned);
        }
    }

    /// Takes out a unit that is gone; what stood below it is returned, to be looked for again.
    pub(super) fn remove(&mut self, id: &OuId) -> Vec<NodeId> {
        self.units.remove(id);
        let parent = ParentId::from(id);
        self.accounts
            .values()
            .filter(|node| node.parent_id.as_ref() == Some(&parent))
            .map(|node| node.id.clone())
            .collect()
    }

    /// The tree as far as it is known. Units without a name show their id.
    pub(super) fn tree(&self, as_of: Timestamp, complete: bool) -> Result<Tree, Failure> {
        let units = self.units.iter().map(|(id, unit)| Node {
            id: id.into(),
            name: unit.name.clone().unwrap_or_else(|| id.to_string()),
            parent_id: Some(unit.parent.clone()),
            arn: unit.arn.clone(),
            kind: NodeKind::Ou,
        });
        let nodes = std::iter::once(self.root.clone())
            .chain(units)
            .chain(self.accounts.values().cloned())
            .collect();
        Tree::new(self.organization.clone(), as_of, complete, nodes).map_err(|error: BrokenTree| {
            Failure::unexpected(format!("what AWS listed makes no tree: {error}"))
                .hint("Refresh: someone may have changed the organization meanwhile.")
        })
    }
}
