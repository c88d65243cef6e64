//! Looking at what a step in the identity account is about.

use canopy_core::{
    Failure, Step,
    identity::PATH,
    role::same_policy,
    step::{Holder, IdentityWrite, policy_name},
};
use jiff::Timestamp;

use super::{super::run::Run, Look, conflict, made_before};
use crate::{fault::there, member::Inside};

/// What is to be so, and whether it is.
fn is_so(is: bool) -> Look {
    if is { made_before() } else { Look::Open }
}

fn missing(what: &str, name: &str) -> Look {
    conflict(
        format!("there is no {what} {name} any more"),
        "Someone deleted it meanwhile: plan again.",
    )
}

fn there_already(what: &str, name: &str) -> Look {
    conflict(
        format!("there is a {what} {name} already"),
        "Someone made it meanwhile: plan again, or choose another name.",
    )
}

fn changed(what: &str) -> Look {
    conflict(
        format!("{what} is not as it was expected"),
        "Someone changed it meanwhile: plan again.",
    )
}

impl Run {
    /// Whether a step in the identity account may be taken.
    pub(super) async fn look_at_identity(&self, step: &Step) -> Result<Look, Failure> {
        let (inside, _, write) = self.inside_identity(step)?;
        Ok(match write {
            IdentityWrite::CreateGroup { group } => match inside.group_of_name(group).await? {
                Some(_) => there_already("group", group),
                None => Look::Open,
            },
            IdentityWrite::DeleteGroup { group } => {
                is_so(inside.group_of_name(group).await?.is_none())
            }
            IdentityWrite::PutPolicy {
                holder,
                name,
                document,
            } => {
                if !inside.is_there(holder).await? {
                    return Ok(missing("group or user", holder.name()));
                }
                let written = inside.written_into(holder, name).await?;
                is_so(written.is_some_and(|written| same_policy(&written, document)))
            }
            IdentityWrite::DeleteInlinePolicy { holder, name } => {
                is_so(inside.written_into(holder, name).await?.is_none())
            }
            IdentityWrite::AttachPolicy { holder, policy_arn } => {
                match inside.attached_to(holder).await? {
                    None => missing("group or user", holder.name()),
                    Some(attached) => is_so(attached.contains(policy_arn)),
                }
            }
            IdentityWrite::DetachPolicy { holder, policy_arn } => {
                let attached = inside.attached_to(holder).await?;
                is_so(attached.is_none_or(|attached| !attached.contains(policy_arn)))
            }
            IdentityWrite::CreatePolicy {
                policy_arn,
                document,
            } => match there(inside.managed_policy(policy_arn).await)? {
                None => Look::Open,
                Some(written) if same_policy(&written, document) => made_before(),
                Some(_) => there_already("policy", policy_name(policy_arn)),
            },
            IdentityWrite::SetPolicy {
                policy_arn,
                document,
            } => match there(inside.managed_policy(policy_arn).await)? {
                None => missing("policy", policy_name(policy_arn)),
                Some(written) => is_so(same_policy(&written, document)),
            },
            IdentityWrite::DeletePolicy { policy_arn } => {
                is_so(there(inside.managed_policy(policy_arn).await)?.is_none())
            }
            IdentityWrite::CreateUser { user, .. } => match inside.user_of_name(user).await? {
                Some(_) => there_already("user", user),
                None => Look::Open,
            },
            IdentityWrite::DeleteUser { user } => is_so(inside.user_of_name(user).await?.is_none()),
            IdentityWrite::SetPassword { user, anew } => {
                if inside.user_of_name(user).await?.is_none() {
                    return Ok(missing("user", user));
                }
                is_so(!anew && inside.has_password(user).await?)
            }
            IdentityWrite::AddToGroup { user, group } => {
                match there(inside.groups_for(user).await)? {
                    None => missing("user", user),
                    Some(groups) => is_so(groups.contains(group)),
                }
            }
            IdentityWrite::RemoveFromGroup { user, group } => {
                let groups = there(inside.groups_for(user).await)?.unwrap_or_default();
                is_so(!groups.contains(group))
            }
            IdentityWrite::SetAlias { from, to } => {
                let now = inside.alias().await?;
                if now == *to {
                    made_before()
                } else if now == *from {
                    Look::Open
                } else {
                    changed("the account's alias")
                }
            }
            IdentityWrite::SetPasswordPolicy { from, to } => {
                let now = inside.password_policy().await?;
                if now == *to {
                    made_before()
                } else if now == *from {
                    Look::Open
                } else {
                    changed("the password policy")
                }
            }
            IdentityWrite::Prove { user, .. } => match inside.user_of_name(user).await? {
                Some(_) => Look::Open,
                None => missing("user", user),
            },
        })
    }

    /// Whether a step in the identity account that was begun was taken.
    pub(super) async fn look_for_identity(
        &self,
        place: usize,
        step: &Step,
    ) -> Result<Look, Failure> {
        let (inside, _, write) = self.inside_identity(step)?;
        let since = self.begun_since(place);
        let is_ours = |path: &str, wanted: &str, made_at: Option<Timestamp>| {
            path == wanted && made_at.is_some_and(|at| at >= since)
        };
        match write {
            IdentityWrite::CreateGroup { group } => {
                if let Some((path, made_at)) = inside.group_of_name(group).await?
                    && is_ours(&path, PATH, made_at)
                {
                    return Ok(made_before());
                }
            }
            IdentityWrite::CreateUser { user, path: wanted } => {
                if let Some((path, made_at)) = inside.user_of_name(user).await?
                    && is_ours(&path, wanted, made_at)
                {
                    return Ok(made_before());
                }
            }
            // Nobody knows the password that AWS may have taken: another one is made.
            IdentityWrite::SetPassword { user, .. } => {
                return Ok(match inside.user_of_name(user).await? {
                    Some(_) => Look::Open,
                    None => missing("user", user),
                });
            }
            _ => {}
        }
        self.look_at_identity(step).await
    }
}

/// A group's or user's path, and when it was made.
type PathAndTime = (String, Option<Timestamp>);

impl Inside<'_> {
    async fn group_of_name(&self, group: &str) -> Result<Option<PathAndTime>, Failure> {
        let read = self
            .read("iam:GetGroup", |iam| {
                iam.get_group().group_name(group).max_items(1).send()
            })
            .await;
        let found = there(read)?.and_then(|answer| answer.group);
        Ok(found.map(|group| {
            let made_at = Timestamp::from_second(group.create_date().secs()).ok();
            (group.path().to_owned(), made_at)
        }))
    }

    async fn user_of_name(&self, user: &str) -> Result<Option<PathAndTime>, Failure> {
        let read = self
            .read("iam:GetUser", |iam| iam.get_user().user_name(user).send())
            .await;
        let found = there(read)?.and_then(|answer| answer.user);
        Ok(found.map(|user| {
            let made_at = Timestamp::from_second(user.create_date().secs()).ok();
            (user.path().to_owned(), made_at)
        }))
    }

    async fn is_there(&self, holder: &Holder) -> Result<bool, Failure> {
        Ok(match holder {
            Holder::Group(group) => self.group_of_name(group).await?.is_some(),
            Holder::User(user) => self.user_of_name(user).await?.is_some(),
        })
    }

    /// ARNs of what is attached; none where there is no such group or user.
    async fn attached_to(
        &self,
        holder: &Holder,
    ) -> Result<Option<std::collections::BTreeSet<String>>, Failure> {
        there(match holder {
            Holder::Group(group) => self.attached_to_group(group).await,
            Holder::User(user) => self.attached_to_user(user).await,
        })
    }

    /// The groups of a user. Errors: `notFound`.
    pub(crate) async fn groups_for(&self, user: &str) -> Result<Vec<String>, Failure> {
        let mut found = Vec::new();
        let mut marker: Option<String> = None;
        loop {
            let page = self
                .read("iam:ListGroupsForUser", |iam| {
                    let request = iam.list_groups_for_user().user_name(user);
                    request.set_marker(marker.clone()).send()
                })
                .await?;
            found.extend(page.groups().iter().map(|it| it.group_name().to_owned()));
            marker = page.marker.filter(|_| page.is_truncated);
            if marker.is_none() {
                return Ok(found);
            }
        }
    }

    /// A policy written into a group or user; none where there is none of that name.
    pub(crate) async fn written_into(
        &self,
        holder: &Holder,
        name: &str,
    ) -> Result<Option<String>, Failure> {
        let document = match holder {
            Holder::Group(group) => there(
                self.read("iam:GetGroupPolicy", |iam| {
                    let request = iam.get_group_policy().group_name(group);
                    request.policy_name(name).send()
                })
                .await,
            )?
            .map(|answer| answer.policy_document),
            Holder::User(user) => there(
                self.read("iam:GetUserPolicy", |iam| {
                    let request = iam.get_user_policy().user_name(user);
                    request.policy_name(name).send()
                })
                .await,
            )?
            .map(|answer| answer.policy_document),
        };
        Ok(document.map(|document| crate::member::decoded(&document)))
    }
}
