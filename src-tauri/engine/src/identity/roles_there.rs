//! Reading the roles of the other accounts: those that are wanted, and those that let people of the identity
//! account in.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_iam::{
    Client,
    operation::{
        get_account_authorization_details::GetAccountAuthorizationDetailsOutput,
        list_roles::ListRolesOutput,
    },
    types::{EntityType, Role, RoleDetail},
};
use canopy_core::{
    AccountId, Code, Failure, RoleName,
    identity::{IdentitySpec, RoleFound, STATEMENT, reach},
    role::ONE_HOUR,
    step::Tag,
    tree::{AccountState, NodeKind},
    trust,
};
use futures_util::{StreamExt, stream};

use crate::{
    member::{Inside, decoded, trust_of},
    session::Session,
};

/// How many accounts are looked into at once.
const ACCOUNTS_AT_ONCE: usize = 32;
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
        let call = |iam: &Client, marker| {
            let request = iam.list_roles().max_items(PAGE);
            request.set_marker(marker).send()
        };
        let take = |page: ListRolesOutput| {
            let next = page.marker.filter(|_| page.is_truncated);
            (page.roles, next)
        };
        let mut all = inside.pages("iam:ListRoles", call, take).await?;
        all.retain(|role| {
            let trust_policy = trust_of(role);
            names.contains(&role.role_name().to_lowercase())
                || identity.is_some_and(|it| trust::names_account(&trust_policy, it))
                || trust_policy.contains(STATEMENT)
        });
        if all.is_empty() {
            return Ok(Vec::new());
        }
        match inside.role_details().await {
            // A role that went meanwhile has no details.
            Ok(mut details) => Ok(all
                .iter()
                .filter_map(|role| Some(with_details(role, details.remove(role.role_name())?)))
                .collect()),
            // Who may not read all at once reads each by itself.
            Err(failure) if failure.code == Code::Denied => {
                let mut found = Vec::with_capacity(all.len());
                for role in &all {
                    found.extend(inside.role_found(role.role_name()).await?);
                }
                Ok(found)
            }
            Err(failure) => Err(failure),
        }
    }
}

/// A role of a list with what else there is of it.
fn with_details(role: &Role, details: RoleDetail) -> RoleFound {
    let attached = details.attached_managed_policies.unwrap_or_default();
    let inline = details.role_policy_list.unwrap_or_default();
    RoleFound {
        name: role.role_name().to_owned(),
        path: role.path().to_owned(),
        trust_policy: trust_of(role),
        max_session_seconds: role.max_session_duration().unwrap_or(ONE_HOUR),
        attached: attached
            .into_iter()
            .filter_map(|policy| policy.policy_arn)
            .collect(),
        inline: inline
            .into_iter()
            .filter_map(|policy| Some((policy.policy_name?, decoded(&policy.policy_document?))))
            .collect(),
        tags: tags_of(&details.tags.unwrap_or_default()),
    }
}

fn tags_of(tags: &[aws_sdk_iam::types::Tag]) -> Vec<Tag> {
    let tag = |tag: &aws_sdk_iam::types::Tag| Tag {
        key: tag.key().to_owned(),
        value: tag.value().to_owned(),
    };
    tags.iter().map(tag).collect()
}

impl Inside<'_> {
    /// All that every role of the account holds, by its name: tags and policies. What else there is of roles,
    /// their longest sessions among it, AWS does not tell here.
    async fn role_details(&self) -> Result<HashMap<String, RoleDetail>, Failure> {
        let call = |iam: &Client, marker| {
            let request = iam.get_account_authorization_details().max_items(PAGE);
            request.filter(EntityType::Role).set_marker(marker).send()
        };
        let take = |page: GetAccountAuthorizationDetailsOutput| {
            let next = page.marker.filter(|_| page.is_truncated);
            (page.role_detail_list.unwrap_or_default(), next)
        };
        let all = self
            .pages("iam:GetAccountAuthorizationDetails", call, take)
            .await?;
        let by_name = all
            .into_iter()
            .filter_map(|it| Some((it.role_name.clone()?, it)));
        Ok(by_name.collect())
    }

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
            tags: tags_of(role.tags()),
        }))
    }
}
