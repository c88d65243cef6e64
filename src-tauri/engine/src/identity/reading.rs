//! Reading what there is of a set-up in the identity account: users, groups, policies, the alias and what
//! passwords must be like.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_iam::{
    Client,
    operation::{
        get_group::GetGroupOutput, list_attached_group_policies::ListAttachedGroupPoliciesOutput,
        list_attached_user_policies::ListAttachedUserPoliciesOutput,
        list_group_policies::ListGroupPoliciesOutput, list_groups::ListGroupsOutput,
        list_user_policies::ListUserPoliciesOutput, list_users::ListUsersOutput,
    },
};
use canopy_core::{
    AccountId, Failure, JobRecord, StepState,
    identity::{
        GroupFound, IdentitySpec, IdentityState, PATH, PROBE_PATH, PasswordPolicy, Place, UserFound,
    },
    search,
    step::IdentityWrite,
    tree::NodeKind,
};
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;

use crate::{fault::there, member::Inside, session::Session};

/// How many users and groups are looked into at once.
const AT_ONCE: usize = 8;
/// The largest pages that IAM makes.
const PAGE: i32 = 1000;

/// Which parts of a set-up are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parts {
    /// The identity account only.
    Home,
    /// The roles in the other accounts, too.
    All,
}

impl Session {
    /// What there is of the set-up that `spec` describes.
    ///
    /// Errors: why the identity account cannot be looked into. An account that cannot is told in its place.
    pub(crate) async fn identity_state(
        &self,
        spec: &IdentitySpec,
        parts: Parts,
    ) -> Result<IdentityState, Failure> {
        let account = self.identity_account(spec);
        let home = async {
            match &account {
                Some(account) => Box::pin(self.home_state(spec, account)).await,
                None => Ok(IdentityState::default()),
            }
        };
        let roles = async {
            match parts {
                Parts::Home => Ok(BTreeMap::new()),
                Parts::All => Ok(self.roles_of_identity(spec, account.as_ref()).await),
            }
        };
        // Neither needs the other, and both take their time.
        let (state, roles) = tokio::try_join!(home, Box::pin(roles))?;
        Ok(IdentityState { roles, ..state })
    }

    /// The account that holds the people, where it is in the tree already.
    pub(crate) fn identity_account(&self, spec: &IdentitySpec) -> Option<AccountId> {
        let tree = self.tree()?;
        match spec.place.as_ref()? {
            Place::Account(text) => search::account(&tree, text).ok(),
            Place::New(new) => {
                let mut accounts = tree.accounts();
                let found = accounts.find(|node| matches!(&node.kind, NodeKind::Account { email, .. } if email.eq_ignore_ascii_case(&new.email)));
                found?.id.account()
            }
        }
    }

    async fn home_state(
        &self,
        spec: &IdentitySpec,
        account: &AccountId,
    ) -> Result<IdentityState, Failure> {
        let inside = self.inside(account)?;
        let (alias, password_policy, policies, groups) = tokio::try_join!(
            inside.alias(),
            inside.password_policy(),
            inside.own_policies(),
            groups(&inside, spec)
        )?;
        let users = users(&inside, spec, &groups).await?;
        let jobs = self
            .engine()
            .store()
            .jobs_since(self.id(), Timestamp::MIN)?;
        Ok(IdentityState {
            account: Some(account.clone()),
            alias_before: before(&jobs, account, alias.as_ref(), |write| match write {
                IdentityWrite::SetAlias { from, to } => Some((from.clone(), to.clone())),
                _ => None,
            }),
            password_policy_before: before(&jobs, account, password_policy.as_ref(), |write| {
                match write {
                    IdentityWrite::SetPasswordPolicy { from, to } => {
                        Some((from.clone(), to.clone()))
                    }
                    _ => None,
                }
            }),
            alias,
            password_policy,
            groups,
            users,
            policies,
            roles: BTreeMap::new(),
        })
    }
}

/// What was there before Canopy changed it, by the journal: its steps are followed back from what is there
/// now, for as long as they fit.
fn before<T: Clone + PartialEq>(
    jobs: &[JobRecord],
    account: &AccountId,
    now: Option<&T>,
    change: impl Fn(&IdentityWrite) -> Option<(Option<T>, Option<T>)>,
) -> Option<T> {
    let steps = jobs.iter().flat_map(|job| &job.steps);
    let mut changes: Vec<_> = steps
        .filter(|record| record.state == StepState::Done)
        .filter_map(|record| {
            let parts = record.step.of_identity()?;
            let is_there = parts.account.known() == Some(account);
            let change = is_there.then(|| change(parts.write)).flatten()?;
            Some((record.ended_at, change))
        })
        .collect();
    changes.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let mut found = now.cloned();
    for (_, (from, to)) in changes {
        if to != found {
            break;
        }
        found = from;
    }
    found
}

/// Canopy's groups, and those of others that have a name that is wanted.
async fn groups(
    inside: &Inside<'_>,
    spec: &IdentitySpec,
) -> Result<BTreeMap<String, GroupFound>, Failure> {
    let all = inside.groups().await?;
    let is_of_interest = |(name, path): &(String, String)| {
        let mut wanted = spec.groups.iter();
        path == PATH || wanted.any(|group| group.name.eq_ignore_ascii_case(name))
    };
    let looked = all
        .into_iter()
        .filter(is_of_interest)
        .map(|(name, path)| async move {
            if path != PATH {
                // It is somebody else's: that it is there is all that matters.
                let found = GroupFound {
                    path,
                    ..GroupFound::default()
                };
                return Ok((name, found));
            }
            let (members, inline, attached) = tokio::try_join!(
                inside.members(&name),
                inside.group_policies(&name),
                inside.attached_to_group(&name)
            )?;
            let found = GroupFound {
                path,
                inline,
                attached,
                members,
            };
            Ok::<_, Failure>((name, found))
        });
    stream::iter(looked)
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
}

/// Canopy's users and probes, and those of others that have a name that is wanted or are in its groups.
async fn users(
    inside: &Inside<'_>,
    spec: &IdentitySpec,
    groups: &BTreeMap<String, GroupFound>,
) -> Result<BTreeMap<String, UserFound>, Failure> {
    let members: BTreeSet<&String> = groups.values().flat_map(|it| &it.members).collect();
    let all = inside.users().await?;
    let is_of_interest = |(name, path): &(String, String)| {
        let mut wanted = spec.people.iter();
        path == PATH
            || path == PROBE_PATH
            || members.contains(name)
            || wanted.any(|person| person.name.eq_ignore_ascii_case(name))
    };
    let looked = all
        .into_iter()
        .filter(is_of_interest)
        .map(|(name, path)| async move {
            if path != PATH {
                let found = UserFound {
                    path,
                    ..UserFound::default()
                };
                return Ok((name, found));
            }
            let (has_password, inline, attached) = tokio::try_join!(
                inside.has_password(&name),
                inside.user_policies(&name),
                inside.attached_to_user(&name)
            )?;
            let found = UserFound {
                path,
                has_password,
                inline,
                attached,
            };
            Ok::<_, Failure>((name, found))
        });
    stream::iter(looked)
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
}

impl Inside<'_> {
    /// The account's alias.
    pub(crate) async fn alias(&self) -> Result<Option<String>, Failure> {
        let answer = self
            .read("iam:ListAccountAliases", |iam| {
                iam.list_account_aliases().send()
            })
            .await?;
        Ok(answer.account_aliases().first().cloned())
    }

    /// What passwords must be like; none where AWS's default applies.
    pub(crate) async fn password_policy(&self) -> Result<Option<PasswordPolicy>, Failure> {
        let read = self
            .read("iam:GetAccountPasswordPolicy", |iam| {
                iam.get_account_password_policy().send()
            })
            .await;
        let policy = there(read)?.and_then(|answer| answer.password_policy);
        Ok(policy.map(|policy| PasswordPolicy {
            minimum_length: policy.minimum_password_length().unwrap_or(6),
            symbols: policy.require_symbols(),
            numbers: policy.require_numbers(),
            uppercase: policy.require_uppercase_characters(),
            lowercase: policy.require_lowercase_characters(),
            users_may_change: policy.allow_users_to_change_password(),
            maximum_age_days: policy.max_password_age(),
            not_the_last: policy.password_reuse_prevention(),
            hard_expiry: policy.hard_expiry().unwrap_or(false),
        }))
    }

    /// The account's own policies below Canopy's path, by their ARN.
    async fn own_policies(&self) -> Result<BTreeMap<String, String>, Failure> {
        let mut found = BTreeMap::new();
        let mut marker: Option<String> = None;
        loop {
            let page = self
                .read("iam:ListPolicies", |iam| {
                    let request = iam.list_policies().path_prefix(PATH).max_items(PAGE);
                    request
                        .scope(aws_sdk_iam::types::PolicyScopeType::Local)
                        .set_marker(marker.clone())
                        .send()
                })
                .await?;
            for policy in page.policies() {
                if let (Some(arn), Some(PATH)) = (policy.arn(), policy.path()) {
                    found.insert(arn.to_owned(), self.managed_policy(arn).await?);
                }
            }
            marker = page.marker.filter(|_| page.is_truncated);
            if marker.is_none() {
                return Ok(found);
            }
        }
    }

    /// All groups: name and path.
    async fn groups(&self) -> Result<Vec<(String, String)>, Failure> {
        let call = |iam: &Client, marker| {
            let request = iam.list_groups().max_items(PAGE);
            request.set_marker(marker).send()
        };
        let take = |page: ListGroupsOutput| {
            let found = page
                .groups()
                .iter()
                .map(|it| (it.group_name().to_owned(), it.path().to_owned()))
                .collect();
            (found, page.marker.filter(|_| page.is_truncated))
        };
        self.pages("iam:ListGroups", call, take).await
    }

    /// All users: name and path.
    async fn users(&self) -> Result<Vec<(String, String)>, Failure> {
        let call = |iam: &Client, marker| {
            let request = iam.list_users().max_items(PAGE);
            request.set_marker(marker).send()
        };
        let take = |page: ListUsersOutput| {
            let found = page
                .users()
                .iter()
                .map(|it| (it.user_name().to_owned(), it.path().to_owned()))
                .collect();
            (found, page.marker.filter(|_| page.is_truncated))
        };
        self.pages("iam:ListUsers", call, take).await
    }

    /// Who is in a group. Errors: `notFound`.
    pub(crate) async fn members(&self, group: &str) -> Result<BTreeSet<String>, Failure> {
        let call = |iam: &Client, marker| {
            let request = iam.get_group().group_name(group).max_items(PAGE);
            request.set_marker(marker).send()
        };
        let take = |page: GetGroupOutput| {
            let found = page
                .users()
                .iter()
                .map(|it| it.user_name().to_owned())
                .collect();
            (found, page.marker.filter(|_| page.is_truncated))
        };
        let found = self.pages("iam:GetGroup", call, take).await?;
        Ok(found.into_iter().collect())
    }

    /// The policies written into a group. Errors: `notFound`.
    async fn group_policies(&self, group: &str) -> Result<BTreeMap<String, String>, Failure> {
        let call = |iam: &Client, marker| {
            let request = iam.list_group_policies().group_name(group);
            request.set_marker(marker).send()
        };
        let take = |page: ListGroupPoliciesOutput| {
            let found = page.policy_names().to_vec();
            (found, page.marker.filter(|_| page.is_truncated))
        };
        let names = self.pages("iam:ListGroupPolicies", call, take).await?;
        let mut found = BTreeMap::new();
        for name in names {
            let holder = canopy_core::step::Holder::Group(group.to_owned());
            if let Some(document) = self.written_into(&holder, &name).await? {
                found.insert(name, document);
            }
        }
        Ok(found)
    }

    /// The managed policies of a group. Errors: `notFound`.
    pub(crate) async fn attached_to_group(&self, group: &str) -> Result<BTreeSet<String>, Failure> {
        let call = |iam: &Client, marker| {
            let request = iam.list_attached_group_policies().group_name(group);
            request.set_marker(marker).send()
        };
        let take = |page: ListAttachedGroupPoliciesOutput| {
            let found = page
                .attached_policies()
                .iter()
                .filter_map(|it| it.policy_arn().map(ToOwned::to_owned))
                .collect();
            (found, page.marker.filter(|_| page.is_truncated))
        };
        let found = self
            .pages("iam:ListAttachedGroupPolicies", call, take)
            .await?;
        Ok(found.into_iter().collect())
    }

    /// The managed policies of a user. Errors: `notFound`.
    pub(crate) async fn attached_to_user(&self, user: &str) -> Result<BTreeSet<String>, Failure> {
        let call = |iam: &Client, marker| {
            let request = iam.list_attached_user_policies().user_name(user);
            request.set_marker(marker).send()
        };
        let take = |page: ListAttachedUserPoliciesOutput| {
            let found = page
                .attached_policies()
                .iter()
                .filter_map(|it| it.policy_arn().map(ToOwned::to_owned))
                .collect();
            (found, page.marker.filter(|_| page.is_truncated))
        };
        let found = self
            .pages("iam:ListAttachedUserPolicies", call, take)
            .await?;
        Ok(found.into_iter().collect())
    }

    /// The names of the policies written into a user. Errors: `notFound`.
    pub(crate) async fn user_policies(&self, user: &str) -> Result<BTreeSet<String>, Failure> {
        let call = |iam: &Client, marker| {
            let request = iam.list_user_policies().user_name(user);
            request.set_marker(marker).send()
        };
        let take = |page: ListUserPoliciesOutput| {
            let found = page.policy_names().to_vec();
            (found, page.marker.filter(|_| page.is_truncated))
        };
        let found = self.pages("iam:ListUserPolicies", call, take).await?;
        Ok(found.into_iter().collect())
    }

    /// Whether a user can sign in to the console. AWS tells a user that is not there alike.
    pub(crate) async fn has_password(&self, user: &str) -> Result<bool, Failure> {
        let read = self
            .read("iam:GetLoginProfile", |iam| {
                iam.get_login_profile().user_name(user).send()
            })
            .await;
        Ok(there(read)?.is_some())
    }
}
