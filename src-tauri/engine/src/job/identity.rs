//! Steps in the identity account, each a call to its IAM. Deleting a user and setting a password take a few.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html>

mod user;

use aws_sdk_iam::operation::RequestId;
use canopy_core::{
    AccountId, Code, Failure, Step,
    identity::{PATH, PasswordPolicy},
    step::{Before, Holder, IdentityWrite, Made, OfIdentity, policy_name},
};

use super::{
    call::{Done, done, id},
    run::Run,
};
use crate::{aws::WriteFailure, member::Inside};

/// Versions of a policy that IAM keeps.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const VERSIONS: usize = 5;

impl Run {
    /// The way into the identity account, and what is to be written there.
    pub(super) fn inside_identity<'a>(
        &'a self,
        step: &'a Step,
    ) -> Result<(Inside<'a>, &'a AccountId, &'a IdentityWrite), Failure> {
        let parts = of_identity(step)?;
        let account = parts
            .account
            .known()
            .ok_or_else(|| Failure::unexpected("a step that this one rests on made nothing"))?;
        let inside = self.session.inside_via(account, parts.via);
        Ok((inside, account, parts.write))
    }

    pub(super) async fn call_identity(&self, step: &Step) -> Result<Done, WriteFailure> {
        let parts = of_identity(step).map_err(|it| WriteFailure::Refused(it, None))?;
        let account = id(parts.account)?;
        let inside = self.session.inside_via(account, parts.via);
        let request_id = match parts.write {
            IdentityWrite::CreateGroup { .. }
            | IdentityWrite::DeleteGroup { .. }
            | IdentityWrite::AddToGroup { .. }
            | IdentityWrite::RemoveFromGroup { .. } => inside.write_group(parts.write).await?,
            IdentityWrite::PutPolicy { .. }
            | IdentityWrite::DeleteInlinePolicy { .. }
            | IdentityWrite::AttachPolicy { .. }
            | IdentityWrite::DetachPolicy { .. } => inside.write_rights(parts.write).await?,
            IdentityWrite::CreatePolicy {
                policy_arn,
                document,
            } => inside
                .write("iam:CreatePolicy", |iam| {
                    let request = iam.create_policy().policy_name(policy_name(policy_arn));
                    request.path(PATH).policy_document(document).send()
                })
                .await?
                .request_id()
                .map(ToOwned::to_owned),
            IdentityWrite::SetPolicy {
                policy_arn,
                document,
            } => inside.set_policy(policy_arn, document).await?,
            IdentityWrite::DeletePolicy { policy_arn } => inside.delete_policy(policy_arn).await?,
            IdentityWrite::CreateUser { user, path } => inside
                .write("iam:CreateUser", |iam| {
                    iam.create_user().user_name(user).path(path).send()
                })
                .await?
                .request_id()
                .map(ToOwned::to_owned),
            IdentityWrite::DeleteUser { user } => {
                let request_id = inside.delete_user(user).await?;
                self.session.passwords().forget(account, user);
                request_id
            }
            IdentityWrite::SetPassword { user, anew } => {
                self.set_password(&inside, account, user, *anew).await?
            }
            IdentityWrite::SetAlias { from, to } => {
                inside.set_alias(from.as_deref(), to.as_deref()).await?
            }
            IdentityWrite::SetPasswordPolicy { to, .. } => {
                inside.set_password_policy(to.as_ref()).await?
            }
            IdentityWrite::Prove {
                user,
                group,
                checks,
            } => {
                let checks = self.session.prove(&inside, user, group, checks).await;
                let made = Made {
                    checks,
                    ..Made::default()
                };
                return Ok(done(made, None));
            }
        };
        Ok(done(Made::default(), request_id.as_deref()))
    }

    /// What a step in the identity account replaces; none where it replaces nothing that its plan does not
    /// tell.
    pub(super) async fn before_identity(&self, step: &Step) -> Result<Option<Before>, Failure> {
        let (inside, _, write) = self.inside_identity(step)?;
        let document = match write {
            IdentityWrite::PutPolicy { holder, name, .. }
            | IdentityWrite::DeleteInlinePolicy { holder, name } => {
                inside.written_into(holder, name).await?
            }
            IdentityWrite::SetPolicy { policy_arn, .. }
            | IdentityWrite::DeletePolicy { policy_arn } => {
                Some(inside.managed_policy(policy_arn).await?)
            }
            _ => return Ok(None),
        };
        Ok(Some(Before {
            document,
            ..Before::default()
        }))
    }
}

fn of_identity(step: &Step) -> Result<OfIdentity<'_>, Failure> {
    step.of_identity().ok_or_else(|| {
        Failure::unexpected(format!("{} is not in the identity account", step.action()))
    })
}

/// AWS's id of a request.
type Requested = Result<Option<String>, WriteFailure>;

/// What has been done already counts as done.
fn or_gone(ended: Requested) -> Requested {
    match ended {
        Err(WriteFailure::Refused(failure, _)) if failure.code == Code::NotFound => Ok(None),
        ended => ended,
    }
}

/// The same answer of a call as its request id.
macro_rules! requested {
    ($answer:expr) => {
        $answer.map(|answer| answer.request_id().map(ToOwned::to_owned))
    };
}
use requested;

impl Inside<'_> {
    async fn write_group(&self, write: &IdentityWrite) -> Requested {
        match write {
            IdentityWrite::CreateGroup { group } => requested!(
                self.write("iam:CreateGroup", |iam| {
                    iam.create_group().group_name(group).path(PATH).send()
                })
                .await
            ),
            IdentityWrite::DeleteGroup { group } => requested!(
                self.write("iam:DeleteGroup", |iam| {
                    iam.delete_group().group_name(group).send()
                })
                .await
            ),
            IdentityWrite::AddToGroup { user, group } => requested!(
                self.write("iam:AddUserToGroup", |iam| {
                    let request = iam.add_user_to_group().user_name(user);
                    request.group_name(group).send()
                })
                .await
            ),
            IdentityWrite::RemoveFromGroup { user, group } => requested!(
                self.write("iam:RemoveUserFromGroup", |iam| {
                    let request = iam.remove_user_from_group().user_name(user);
                    request.group_name(group).send()
                })
                .await
            ),
            other => Err(not_here(other)),
        }
    }

    async fn write_rights(&self, write: &IdentityWrite) -> Requested {
        match write {
            IdentityWrite::PutPolicy {
                holder: Holder::Group(group),
                name,
                document,
            } => requested!(
                self.write("iam:PutGroupPolicy", |iam| {
                    let request = iam.put_group_policy().group_name(group);
                    request.policy_name(name).policy_document(document).send()
                })
                .await
            ),
            IdentityWrite::PutPolicy {
                holder: Holder::User(user),
                name,
                document,
            } => requested!(
                self.write("iam:PutUserPolicy", |iam| {
                    let request = iam.put_user_policy().user_name(user);
                    request.policy_name(name).policy_document(document).send()
                })
                .await
            ),
            IdentityWrite::DeleteInlinePolicy {
                holder: Holder::Group(group),
                name,
            } => requested!(
                self.write("iam:DeleteGroupPolicy", |iam| {
                    let request = iam.delete_group_policy().group_name(group);
                    request.policy_name(name).send()
                })
                .await
            ),
            IdentityWrite::DeleteInlinePolicy {
                holder: Holder::User(user),
                name,
            } => self.delete_user_policy(user, name).await,
            IdentityWrite::AttachPolicy {
                holder: Holder::Group(group),
                policy_arn,
            } => requested!(
                self.write("iam:AttachGroupPolicy", |iam| {
                    let request = iam.attach_group_policy().group_name(group);
                    request.policy_arn(policy_arn).send()
                })
                .await
            ),
            IdentityWrite::AttachPolicy {
                holder: Holder::User(user),
                policy_arn,
            } => requested!(
                self.write("iam:AttachUserPolicy", |iam| {
                    let request = iam.attach_user_policy().user_name(user);
                    request.policy_arn(policy_arn).send()
                })
                .await
            ),
            IdentityWrite::DetachPolicy {
                holder: Holder::Group(group),
                policy_arn,
            } => requested!(
                self.write("iam:DetachGroupPolicy", |iam| {
                    let request = iam.detach_group_policy().group_name(group);
                    request.policy_arn(policy_arn).send()
                })
                .await
            ),
            IdentityWrite::DetachPolicy {
                holder: Holder::User(user),
                policy_arn,
            } => self.detach_user_policy(user, policy_arn).await,
            other => Err(not_here(other)),
        }
    }

    /// Makes another default version of a policy; the oldest other one goes where there are as many as IAM
    /// keeps.
    async fn set_policy(&self, policy_arn: &str, document: &str) -> Requested {
        let versions = self.versions(policy_arn).await?;
        if versions.len() >= VERSIONS
            && let Some(oldest) = versions
                .iter()
                .filter(|it| !it.is_default)
                .min_by_key(|it| it.number)
        {
            self.delete_version(policy_arn, &oldest.id).await?;
        }
        requested!(
            self.write("iam:CreatePolicyVersion", |iam| {
                let request = iam.create_policy_version().policy_arn(policy_arn);
                request
                    .policy_document(document)
                    .set_as_default(true)
                    .send()
            })
            .await
        )
    }

    async fn delete_policy(&self, policy_arn: &str) -> Requested {
        for version in self.versions(policy_arn).await? {
            if !version.is_default {
                self.delete_version(policy_arn, &version.id).await?;
            }
        }
        requested!(
            self.write("iam:DeletePolicy", |iam| {
                iam.delete_policy().policy_arn(policy_arn).send()
            })
            .await
        )
    }

    async fn versions(&self, policy_arn: &str) -> Result<Vec<Version>, WriteFailure> {
        let mut found = Vec::new();
        let mut marker: Option<String> = None;
        loop {
            let page = self
                .read("iam:ListPolicyVersions", |iam| {
                    let request = iam.list_policy_versions().policy_arn(policy_arn);
                    request.set_marker(marker.clone()).send()
                })
                .await
                .map_err(|failure| WriteFailure::Refused(failure, None))?;
            found.extend(page.versions().iter().filter_map(|version| {
                let id = version.version_id()?.to_owned();
                Some(Version {
                    number: id.trim_start_matches('v').parse().unwrap_or(0),
                    is_default: version.is_default_version(),
                    id,
                })
            }));
            marker = page.marker.filter(|_| page.is_truncated);
            if marker.is_none() {
                return Ok(found);
            }
        }
    }

    async fn delete_version(&self, policy_arn: &str, version: &str) -> Requested {
        or_gone(requested!(
            self.write("iam:DeletePolicyVersion", |iam| {
                let request = iam.delete_policy_version().policy_arn(policy_arn);
                request.version_id(version).send()
            })
            .await
        ))
    }

    async fn set_alias(&self, from: Option<&str>, to: Option<&str>) -> Requested {
        // Another alias replaces the one that is there.
        match (from, to) {
            (_, Some(to)) => requested!(
                self.write("iam:CreateAccountAlias", |iam| {
                    iam.create_account_alias().account_alias(to).send()
                })
                .await
            ),
            (Some(from), None) => or_gone(requested!(
                self.write("iam:DeleteAccountAlias", |iam| {
                    iam.delete_account_alias().account_alias(from).send()
                })
                .await
            )),
            (None, None) => Ok(None),
        }
    }

    async fn set_password_policy(&self, to: Option<&PasswordPolicy>) -> Requested {
        let Some(to) = to else {
            return or_gone(requested!(
                self.write("iam:DeleteAccountPasswordPolicy", |iam| {
                    iam.delete_account_password_policy().send()
                })
                .await
            ));
        };
        requested!(
            self.write("iam:UpdateAccountPasswordPolicy", |iam| {
                iam.update_account_password_policy()
                    .minimum_password_length(to.minimum_length)
                    .require_symbols(to.symbols)
                    .require_numbers(to.numbers)
                    .require_uppercase_characters(to.uppercase)
                    .require_lowercase_characters(to.lowercase)
                    .allow_users_to_change_password(to.users_may_change)
                    .set_max_password_age(to.maximum_age_days)
                    .set_password_reuse_prevention(to.not_the_last)
                    .set_hard_expiry(to.maximum_age_days.map(|_| to.hard_expiry))
                    .send()
            })
            .await
        )
    }
}

/// A version of a managed policy.
struct Version {
    id: String,
    /// `v12` is newer than `v9`.
    number: u32,
    is_default: bool,
}

fn not_here(write: &IdentityWrite) -> WriteFailure {
    let failure = Failure::unexpected(format!("{} has another way", write.action()));
    WriteFailure::Refused(failure, None)
}
