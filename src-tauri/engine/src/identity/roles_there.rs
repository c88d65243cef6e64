//! Reading the roles of the other accounts: those that are wanted, and those that let people of the identity
//! account in.

use std::collections::{BTreeMap, BTreeSet};

use canopy_core::{
    AccountId, Failure, RoleName,
    identity::{IdentitySpec, RoleFound, STATEMENT, reach},
    role::ONE_HOUR,
    step::Tag,
    tree::{AccountState, NodeKind},
    trust,
};
use futures_util::{StreamExt, stream};

use crate::{
    member::{Inside, trust_of},
    session::Session,
};

/// How many accounts are looked into at once.
const ACCOUNTS_AT_ONCE: usize = 16;
/// The largest pages that IAM makes.
const PAGE: i32 = 1000;

impl Session {
    /// By account, the roles that matter. Where the identity account is not there yet, nothing can be left
    /// of an earlier set-up, and only the accounts that are wanted are looked into.
    pub(super) async fn roles_of_identity(
        &self,
        spec: &IdentitySpec,
        identity: Option<&AccountId>,
    ) -> BTreeMap<AccountId, Result<Vec<RoleFound>, Failure>> {
        let Some(tree) = self.tree() else {
            return BTreeMap::new();
        };
        let mut accounts = BTreeSet::new();
        for level in &spec.levels {
            accounts.extend(reach(&level.scope, &tree, identity).accounts);
        }
        if identity.is_some() {
            let usable = tree.accounts().filter(|node| {
                let NodeKind::Account { state, .. } = &node.kind else {
                    return false;
                };
                matches!(state, AccountState::Active | AccountState::Unknown)
            });
            accounts.extend(usable.filter_map(|node| node.id.account()));
        }
        let names: BTreeSet<String> = spec
            .levels
            .iter()
            .map(|level| level.role_name.to_lowercase())
            .collect();
        let names = &names;
        let looks = accounts.into_iter().map(|account| async move {
            let found = self.roles_in(&account, names, identity).await;
            (account, found)
        });
        stream::iter(looks)
            .buffer_unordered(ACCOUNTS_AT_ONCE)
            .collect()
            .await
    }

    async fn roles_in(
        &self,
        account: &AccountId,
        names: &BTreeSet<String>,
        identity: Option<&AccountId>,
    ) -> Result<Vec<RoleFound>, Failure> {
        let inside = self.inside(account)?;
        let mut found = Vec::new();
        let mut marker: Option<String> = None;
        loop {
            let page = inside
                .read("iam:ListRoles", |iam| {
                    let request = iam.list_roles().max_items(PAGE);
                    request.set_marker(marker.clone()).send()
                })
                .await?;
            for role in page.roles() {
                let trust_policy = trust_of(role);
                let lets_in = identity.is_some_and(|it| trust::names_account(&trust_policy, it));
                let is_wanted = names.contains(&role.role_name().to_lowercase());
                if is_wanted || lets_in || trust_policy.contains(STATEMENT) {
                    found.extend(inside.role_found(role.role_name()).await?);
                }
            }
            marker = page.marker.filter(|_| page.is_truncated);
            if marker.is_none() {
                return Ok(found);
            }
        }
    }
}

impl Inside<'_> {
    /// A role with its tags and all that it may do; none where it went meanwhile.
    async fn role_found(&self, name: &str) -> Result<Option<RoleFound>, Failure> {
        // The list of roles tells no tags.
        let role_name: RoleName = name.parse()?;
        let Some(role) = self.role(&role_name).await? else {
            return Ok(None);
        };
        let (attached, names) = tokio::try_join!(self.attached(name), self.inline(name))?;
        let mut inline = BTreeMap::new();
        for policy in names {
            if let Some(document) = self.inline_policy(&role_name, &policy).await? {
                inline.insert(policy, document);
            }
        }
        Ok(Some(RoleFound {
            name: role.role_name().to_owned(),
            path: role.path().to_owned(),
            trust_policy: trust_of(&role),
            max_session_seconds: role.max_session_duration().unwrap_or(ONE_HOUR),
            attached: attached.into_iter().map(|policy| policy.arn).collect(),
            inline,
            tags: role
                .tags()
                .iter()
                .map(|tag| Tag {
                    key: tag.key().to_owned(),
                    value: tag.value().to_owned(),
                })
                .collect(),
        }))
    }
}
