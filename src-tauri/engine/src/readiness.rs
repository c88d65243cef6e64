//! The readiness map: for every account and role name, whether the role can be assumed. It is made by
//! assuming each once, for the shortest time and at a pace that is stated, and it goes on where it was left.

mod making;
mod under_way;

use std::{collections::BTreeSet, sync::Arc};

use canopy_core::{
    AccountId, Failure, RoleName, Topic, Tree,
    readiness::{Expected, RoleReadiness},
    tree::{AccountState, NodeKind},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{session::Session, store::KeptMap};
pub(crate) use under_way::Mapping;

/// Calls a second where nothing is said. AWS lets an account make 600 of all kinds to STS.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const RATE: u32 = 20;
/// The most that may be asked for: a part of what AWS allows, for others call, too.
const FASTEST: u32 = 200;

/// How long a changed role is left alone before it is asked for.
const CONSISTENT_AFTER: std::time::Duration = std::time::Duration::from_secs(10);

/// What to find out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ReadinessOptions {
    /// The roles to ask for; the default role where none is named.
    #[serde(default)]
    pub roles: Vec<RoleName>,
    /// The accounts to ask in; all where nothing is said.
    #[serde(default)]
    pub accounts: Option<Vec<AccountId>>,
    /// Calls a second; 20 where nothing is said.
    #[serde(default)]
    pub rate: Option<u32>,
    /// Whether to ask again what is known already.
    #[serde(default)]
    pub afresh: bool,
}

/// How far a map is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ReadinessProgress {
    /// Roles that are known now, of all that were asked for.
    pub done: u32,
    /// How many were asked for.
    pub total: u32,
    /// Seconds that the rest takes at this pace.
    pub seconds_left: u32,
    /// Calls a second.
    pub rate: u32,
}

/// Which roles can be assumed where, as far as it is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ReadinessView {
    /// The roles that were asked for.
    pub roles: Vec<RoleName>,
    /// What is known, by role and account.
    pub rows: Vec<RoleReadiness>,
    /// How far the map is that is being made.
    pub progress: Option<ReadinessProgress>,
    /// When the oldest of what is known was found.
    #[specta(type = Option<String>)]
    pub as_of: Option<Timestamp>,
    /// Whether a map was left before its end, by someone or with its process: it can go on.
    pub unfinished: bool,
    /// Why the last map stopped by itself.
    pub failure: Option<Failure>,
}

impl Session {
    /// What is known, and how far the map is that is being made. Calls nothing.
    pub fn readiness(&self) -> Result<ReadinessView, Failure> {
        let store = self.engine().store();
        let mut rows = store.readiness(self.id())?;
        if let Some(tree) = self.tree() {
            rows.retain(|row| tree.get(&(&row.account).into()).is_some());
        }
        let map = store.readiness_map(self.id())?;
        let asked = map.iter().flat_map(|map| map.roles.iter().cloned());
        let roles: BTreeSet<RoleName> = rows
            .iter()
            .map(|row| row.role.clone())
            .chain(asked)
            .collect();
        let progress = self.members.mapping.progress();
        let unfinished = match (&map, progress, self.tree()) {
            (Some(map), None, Some(tree)) => !self.to_ask(map, &tree)?.is_empty(),
            _ => false,
        };
        Ok(ReadinessView {
            roles: roles.into_iter().collect(),
            as_of: rows.iter().map(|row| row.checked_at).min(),
            rows,
            progress,
            unfinished,
            failure: self.members.mapping.failure(),
        })
    }

    /// What is known of an account and a role before anybody asks.
    pub(crate) fn expected(&self, account: &AccountId, role: &RoleName) -> Expected {
        let tree = self.tree();
        let node = tree.as_ref().and_then(|tree| tree.get(&account.into()));
        Expected {
            created: node.is_some_and(|node| matches!(&node.kind, NodeKind::Account { joined_method, .. } if joined_method == "CREATED")),
            manages: tree
                .as_ref()
                .is_some_and(|tree| tree.organization.management_account_id == *account),
            default_role: self.default_role().is_ok_and(|it| it == *role),
        }
    }

    /// Begins to find out, and returns at once. What is known already is not asked again.
    ///
    /// Errors: `notFound` while the organization is not loaded, `conflict` while another map is being
    /// made, `invalid` for a pace that is none.
    pub fn start_readiness(self: &Arc<Self>, options: ReadinessOptions) -> Result<(), Failure> {
        let tree = self.known_tree()?;
        let rate = options.rate.unwrap_or(RATE);
        if !(1..=FASTEST).contains(&rate) {
            return Err(
                Failure::invalid(format!("{rate} calls a second is no pace for this"))
                    .hint(format!("Choose 1 to {FASTEST}; {RATE} is a safe one.")),
            );
        }
        let roles = if options.roles.is_empty() {
            vec![self.default_role()?]
        } else {
            options.roles
        };
        let map = KeptMap {
            roles,
            accounts: options.accounts,
            rate,
            under_way: true,
        };
        let begun = self.members.mapping.begin(rate)?;
        let store = self.engine().store();
        if options.afresh {
            store.outdate_readiness(self.id(), &map.roles, map.accounts.as_deref())?;
        }
        store.save_readiness_map(self.id(), &map)?;
        let to_ask = self.to_ask(&map, &tree)?;
        let all = askable(&map, &tree).count();
        begun.found(all - to_ask.len(), all);
        self.engine().announce(Some(self.id()), &[Topic::Access]);
        tokio::spawn(self.clone().make_map(begun, rate, to_ask, Some(map)));
        Ok(())
    }

    /// Stops the map that is being made. What was found stays, and it can go on later.
    pub fn cancel_readiness(&self) -> Result<(), Failure> {
        let store = self.engine().store();
        if let Some(map) = store.readiness_map(self.id())?.filter(|map| map.under_way) {
            store.save_readiness_map(
                self.id(),
                &KeptMap {
                    under_way: false,
                    ..map
                },
            )?;
        }
        self.members.mapping.stop();
        self.engine().announce(Some(self.id()), &[Topic::Access]);
        Ok(())
    }

    /// Goes on with a map whose process ended before it.
    pub(crate) fn go_on_with_readiness(self: &Arc<Self>) -> Result<(), Failure> {
        let map = self.engine().store().readiness_map(self.id())?;
        let Some(map) = map.filter(|map| map.under_way) else {
            return Ok(());
        };
        if self.members.mapping.progress().is_some() || self.tree().is_none() {
            return Ok(());
        }
        self.start_readiness(ReadinessOptions {
            roles: map.roles,
            accounts: map.accounts,
            rate: Some(map.rate),
            afresh: false,
        })
    }

    /// Asks again for roles that a job has changed, where the map told of them.
    pub(crate) fn ask_for_changed_roles(self: &Arc<Self>) {
        let changed = self.members.changed();
        let Some(map) = self
            .engine()
            .store()
            .readiness_map(self.id())
            .ok()
            .flatten()
        else {
            return;
        };
        if changed.is_empty() {
            return;
        }
        let session = self.clone();
        tokio::spawn(async move {
            // AWS needs some seconds until a new role can be assumed everywhere.
            // <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency>
            if session.sandbox().is_none() {
                tokio::time::sleep(CONSISTENT_AFTER).await;
            }
            let Ok(begun) = session.members.mapping.begin(map.rate) else {
                // The map that is being made finds them missing, or the next one does.
                return;
            };
            begun.found(0, changed.len());
            session
                .make_map(begun, map.rate, changed.into_iter().collect(), None)
                .await;
        });
    }

    /// The same without what is known.
    fn to_ask(&self, map: &KeptMap, tree: &Tree) -> Result<Vec<(AccountId, RoleName)>, Failure> {
        let known = self.engine().store().asked(self.id())?;
        let mut all: Vec<_> = askable(map, tree).collect();
        all.retain(|pair| !known.contains(pair));
        Ok(all)
    }
}

/// Each account and role that a map asks for, where there is anything to ask.
fn askable<'a>(
    map: &'a KeptMap,
    tree: &'a Tree,
) -> impl Iterator<Item = (AccountId, RoleName)> + 'a {
    let wanted = |account: &AccountId| {
        let accounts = map.accounts.as_ref();
        accounts.is_none_or(|accounts| accounts.contains(account))
    };
    let accounts: Vec<AccountId> = tree
        .accounts()
        .filter(|node| is_usable(&node.kind))
        .filter_map(|node| node.id.account())
        .filter(wanted)
        .collect();
    let roles = map.roles.iter();
    roles.flat_map(move |role| {
        let accounts = accounts.clone();
        accounts
            .into_iter()
            .map(move |account| (account, role.clone()))
    })
}

/// Whether anyone can get into the account at all.
fn is_usable(kind: &NodeKind) -> bool {
    matches!(
        kind,
        NodeKind::Account {
            state: AccountState::Active | AccountState::PendingClosure | AccountState::Unknown,
            ..
        }
    )
}
