//! Steps on roles, each one call to IAM in the account that the role is in.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>

use std::collections::BTreeSet;

use aws_sdk_iam::{operation::RequestId, types::Tag as IamTag};
use canopy_core::{
    AccountId, Failure, RoleName, Step,
    step::{Before, Made, Tag},
};

use super::{
    call::{Done, done, id, incomplete, unnamed},
    run::Run,
};
use crate::{
    aws::WriteFailure,
    member::{Inside, trust_of},
};

impl Run {
    /// The way into the account of a step on a role, and the role's name.
    pub(super) fn inside<'a>(
        &'a self,
        step: &'a Step,
    ) -> Result<(Inside<'a>, &'a AccountId, &'a RoleName), Failure> {
        let parts = step
            .of_role()
            .ok_or_else(|| Failure::unexpected(format!("{} is about no role", step.action())))?;
        let account = parts
            .account
            .known()
            .ok_or_else(|| Failure::unexpected("a step that this one rests on made nothing"))?;
        let inside = self.session.inside_via(account, parts.via);
        Ok((inside, account, parts.role))
    }

    pub(super) async fn call_role(&self, step: &Step) -> Result<Done, WriteFailure> {
        let parts = step.of_role().ok_or_else(|| {
            WriteFailure::Refused(Failure::unexpected("this is no step on a role"), None)
        })?;
        let account = id(parts.account)?;
        let inside = self.session.inside_via(account, parts.via);
        let role = parts.role.as_str();
        let request_id = match step {
            Step::CreateRole { .. } => return create(&inside, step).await,
            Step::DeleteRole { .. } => inside
                .write("iam:DeleteRole", |iam| {
                    iam.delete_role().role_name(role).send()
                })
                .await?
                .request_id()
                .map(ToOwned::to_owned),
            Step::SetTrust { to, .. } => inside
                .write("iam:UpdateAssumeRolePolicy", |iam| {
                    let request = iam.update_assume_role_policy().role_name(role);
                    request.policy_document(to).send()
                })
                .await?
                .request_id()
                .map(ToOwned::to_owned),
            Step::SetRoleSession { to, .. } => inside
                .write("iam:UpdateRole", |iam| {
                    let request = iam.update_role().role_name(role);
                    request.max_session_duration(*to).send()
                })
                .await?
                .request_id()
                .map(ToOwned::to_owned),
            Step::SetRoleTag {
                key,
                to: Some(value),
                ..
            } => {
                let tag = Tag {
                    key: key.clone(),
                    value: value.clone(),
                };
                let tags = iam_tags(&[tag])?;
                inside
                    .write("iam:TagRole", |iam| {
                        let request = iam.tag_role().role_name(role);
                        request.set_tags(Some(tags.clone())).send()
                    })
                    .await?
                    .request_id()
                    .map(ToOwned::to_owned)
            }
            Step::SetRoleTag { key, to: None, .. } => inside
                .write("iam:UntagRole", |iam| {
                    iam.untag_role().role_name(role).tag_keys(key).send()
                })
                .await?
                .request_id()
                .map(ToOwned::to_owned),
            Step::AttachRolePolicy { policy_arn, .. } => inside
                .write("iam:AttachRolePolicy", |iam| {
                    let request = iam.attach_role_policy().role_name(role);
                    request.policy_arn(policy_arn).send()
                })
                .await?
                .request_id()
                .map(ToOwned::to_owned),
            Step::DetachRolePolicy { policy_arn, .. } => inside
                .write("iam:DetachRolePolicy", |iam| {
                    let request = iam.detach_role_policy().role_name(role);
                    request.policy_arn(policy_arn).send()
                })
                .await?
                .request_id()
                .map(ToOwned::to_owned),
            Step::PutRolePolicy { name, document, .. } => inside
                .write("iam:PutRolePolicy", |iam| {
                    let request = iam.put_role_policy().role_name(role);
                    request.policy_name(name).policy_document(document).send()
                })
                .await?
                .request_id()
                .map(ToOwned::to_owned),
            Step::DeleteRolePolicy { name, .. } => inside
                .write("iam:DeleteRolePolicy", |iam| {
                    let request = iam.delete_role_policy().role_name(role);
                    request.policy_name(name).send()
                })
                .await?
                .request_id()
                .map(ToOwned::to_owned),
            other => {
                let failure = Failure::unexpected(format!("{} is about no role", other.action()));
                return Err(WriteFailure::Refused(failure, None));
            }
        };
        Ok(done(Made::default(), request_id.as_deref()))
    }

    /// What a step on a role replaces, read right before its call; none where it replaces nothing that
    /// its plan does not tell.
    pub(super) async fn before_role(&self, step: &Step) -> Result<Option<Before>, Failure> {
        let (inside, _, role) = self.inside(step)?;
        Ok(match step {
            Step::DeleteRole { .. } => {
                let found = inside.role(role).await?;
                let found = found.ok_or_else(|| {
                    Failure::not_found(format!("the role {role} is gone")).hint("Refresh.")
                })?;
                let role = inside.with_policies(&found).await?;
                Some(Before {
                    role: Some(role.kept()),
                    ..Before::default()
                })
            }
            Step::PutRolePolicy { name, .. } | Step::DeleteRolePolicy { name, .. } => {
                Some(Before {
                    document: inside.inline_policy(role, name).await?,
                    ..Before::default()
                })
            }
            _ => None,
        })
    }

    /// What follows a job that changed roles, once it is over: lent credentials are dropped.
    pub(super) fn after_roles(&self) {
        let accounts = self.accounts_of_roles();
        if !accounts.is_empty() && self.read(|job| job.state.is_over()) {
            self.session.give_back(&accounts);
            self.session.ask_for_changed_roles();
        }
    }

    /// The accounts whose roles the job changes.
    pub(super) fn accounts_of_roles(&self) -> BTreeSet<AccountId> {
        self.read(|job| {
            let steps = job.steps.iter();
            let accounts = steps.filter_map(|it| it.step.of_role()?.account.known().cloned());
            accounts.collect()
        })
    }
}

async fn create(inside: &Inside<'_>, step: &Step) -> Result<Done, WriteFailure> {
    let Step::CreateRole {
        name,
        path,
        description,
        trust_policy,
        max_session_seconds,
        tags,
        permissions_boundary,
        ..
    } = step
    else {
        let failure = Failure::unexpected(format!("{} makes no role", step.action()));
        return Err(WriteFailure::Refused(failure, None));
    };
    let tags = iam_tags(tags)?;
    let answer = inside
        .write("iam:CreateRole", |iam| {
            iam.create_role()
                .role_name(name.as_str())
                .path(path)
                .set_description((!description.is_empty()).then(|| description.clone()))
                .assume_role_policy_document(trust_policy)
                .max_session_duration(*max_session_seconds)
                .set_tags((!tags.is_empty()).then(|| tags.clone()))
                .set_permissions_boundary(permissions_boundary.clone())
                .send()
        })
        .await?;
    let made = answer.role().map(|role| role.arn().to_owned());
    let made = Made {
        role_arn: Some(made.ok_or_else(|| unnamed("role"))?),
        ..Made::default()
    };
    Ok(done(made, answer.request_id()))
}

/// Whether a role is what a step would make; its policies come later.
pub(super) fn is_made_by(found: &aws_sdk_iam::types::Role, step: &Step) -> bool {
    let Step::CreateRole {
        path,
        trust_policy,
        max_session_seconds,
        ..
    } = step
    else {
        return false;
    };
    found.path() == path
        && found.max_session_duration() == Some(*max_session_seconds)
        && canopy_core::role::same_policy(&trust_of(found), trust_policy)
}

fn iam_tags(tags: &[Tag]) -> Result<Vec<IamTag>, WriteFailure> {
    let build = |tag: &Tag| IamTag::builder().key(&tag.key).value(&tag.value).build();
    let tags: Result<_, _> = tags.iter().map(build).collect();
    tags.map_err(|error| incomplete(&error))
}
