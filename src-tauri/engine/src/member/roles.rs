//! Reading an account's roles: who may assume them, and what they may do.

use aws_sdk_iam::{
    Client,
    operation::{
        list_attached_role_policies::ListAttachedRolePoliciesOutput,
        list_role_policies::ListRolePoliciesOutput, list_roles::ListRolesOutput,
    },
    types::{Role as IamRole, Tag as IamTag},
};
use canopy_core::{
    AccountId, Failure, RoleName, policy_document,
    role::{AttachedPolicy, ONE_HOUR, Role, is_service_linked, trusted},
    step::Tag,
    trust::{TrustSpec, names_account, trust_policy},
};
use jiff::Timestamp;

use super::inside::Inside;
use crate::{fault::there, lock, session::Session};

/// How many roles are looked into at once.
const ROLES_AT_ONCE: usize = 8;

impl Session {
    /// The roles of an account with their trust and policies, by name.
    pub async fn roles(&self, account: &AccountId) -> Result<Vec<Role>, Failure> {
        let inside = self.inside(account)?;
        let call = |iam: &Client, marker| iam.list_roles().set_marker(marker).send();
        let take = |page: ListRolesOutput| (page.roles, page.marker.filter(|_| page.is_truncated));
        let found = inside.pages("iam:ListRoles", call, take).await?;
        let mut roles = Vec::with_capacity(found.len());
        for some in found.chunks(ROLES_AT_ONCE) {
            let looked = some.iter().map(|role| inside.with_policies(role));
            let looked: Vec<_> = looked.collect();
            for role in futures_util::future::join_all(looked).await {
                roles.push(role?);
            }
        }
        roles.sort_by_cached_key(|role| role.name.to_lowercase());
        self.remember_roles(account, &roles);
        Ok(roles)
    }

    /// One role of an account; none where there is none of that name.
    pub(crate) async fn role_named(
        &self,
        account: &AccountId,
        name: &RoleName,
    ) -> Result<Option<Role>, Failure> {
        let inside = self.inside(account)?;
        let Some(found) = inside.role(name).await? else {
            return Ok(None);
        };
        let role = inside.with_policies(&found).await?;
        self.remember_roles(account, std::slice::from_ref(&role));
        Ok(Some(role))
    }

    /// The text of a policy of a role: one written into it by its name, a managed one by its ARN.
    ///
    /// Errors: `notFound`, `denied`.
    pub async fn role_policy(
        &self,
        account: &AccountId,
        role: &RoleName,
        policy: &str,
    ) -> Result<String, Failure> {
        let inside = self.inside(account)?;
        let document = if policy.starts_with("arn:") {
            inside.managed_policy(policy).await?
        } else {
            let written = inside.inline_policy(role, policy).await?;
            written.ok_or_else(|| {
                Failure::not_found(format!("{role} holds no policy {policy} (any more)"))
                    .hint("Refresh the account's roles.")
            })?
        };
        // What IAM took is JSON; if it ever is not, it is shown as it is.
        Ok(policy_document::pretty(&document).unwrap_or(document))
    }

    /// A trust policy from a few choices, for the caller's partition.
    ///
    /// Errors: `invalid` where it would trust nobody, or across partitions.
    pub fn trust_policy(&self, spec: &TrustSpec) -> Result<String, Failure> {
        let partition = self.own_partition()?;
        spec.check(partition)?;
        Ok(trust_policy(spec, partition))
    }

    /// Keeps what was read and counts when a role is to be assumed: whom it trusts, and for how long.
    fn remember_roles(&self, account: &AccountId, roles: &[Role]) {
        let caller = &self.caller().account_id;
        let mut trusts = lock(&self.members.trusts);
        for role in roles {
            if let Ok(name) = role.name.parse::<RoleName>() {
                if role.path == "/" && names_account(&role.trust_policy, caller) {
                    self.remember_maximum(account, &name, Some(role.max_session_seconds));
                }
                trusts.insert((account.clone(), name), role.trust_policy.clone());
            }
        }
    }
}

impl Inside<'_> {
    /// A role as IAM has it; none where there is none of that name.
    pub(crate) async fn role(&self, name: &RoleName) -> Result<Option<IamRole>, Failure> {
        let call = |iam: &aws_sdk_iam::Client| iam.get_role().role_name(name.as_str()).send();
        let answer = there(self.read("iam:GetRole", call).await)?;
        Ok(answer.and_then(|answer| answer.role))
    }

    /// The managed policies of a role, all pages. Errors: `notFound` where there is no such role.
    pub(crate) async fn attached(&self, role: &str) -> Result<Vec<AttachedPolicy>, Failure> {
        let call = |iam: &Client, marker| {
            let request = iam.list_attached_role_policies().role_name(role);
            request.set_marker(marker).send()
        };
        let take = |page: ListAttachedRolePoliciesOutput| {
            let found = page
                .attached_policies()
                .iter()
                .map(|policy| AttachedPolicy {
                    name: policy.policy_name().unwrap_or_default().to_owned(),
                    arn: policy.policy_arn().unwrap_or_default().to_owned(),
                })
                .collect();
            (found, page.marker.filter(|_| page.is_truncated))
        };
        self.pages("iam:ListAttachedRolePolicies", call, take).await
    }

    /// The names of the policies written into a role, all pages. Errors: `notFound`.
    pub(crate) async fn inline(&self, role: &str) -> Result<Vec<String>, Failure> {
        let call = |iam: &Client, marker| {
            let request = iam.list_role_policies().role_name(role);
            request.set_marker(marker).send()
        };
        let take = |page: ListRolePoliciesOutput| {
            let found = page.policy_names().to_vec();
            (found, page.marker.filter(|_| page.is_truncated))
        };
        self.pages("iam:ListRolePolicies", call, take).await
    }

    /// A policy written into a role; none where there is no such role or policy.
    pub(crate) async fn inline_policy(
        &self,
        role: &RoleName,
        name: &str,
    ) -> Result<Option<String>, Failure> {
        let call = |iam: &aws_sdk_iam::Client| {
            let request = iam.get_role_policy().role_name(role.as_str());
            request.policy_name(name).send()
        };
        let answer = there(self.read("iam:GetRolePolicy", call).await)?;
        Ok(answer.map(|answer| decoded(answer.policy_document())))
    }

    /// What a managed policy says in the version that applies.
    pub(crate) async fn managed_policy(&self, arn: &str) -> Result<String, Failure> {
        let call = |iam: &aws_sdk_iam::Client| iam.get_policy().policy_arn(arn).send();
        let policy = self.read("iam:GetPolicy", call).await?.policy;
        let version = policy.and_then(|policy| policy.default_version_id);
        let version = version.ok_or_else(|| {
            Failure::unexpected(format!("AWS tells no version of the policy {arn}"))
        })?;
        let call = |iam: &aws_sdk_iam::Client| {
            let request = iam.get_policy_version().policy_arn(arn);
            request.version_id(&version).send()
        };
        let answer = self.read("iam:GetPolicyVersion", call).await?;
        let document = answer.policy_version.and_then(|version| version.document);
        document
            .map(|document| decoded(&document))
            .ok_or_else(|| Failure::unexpected(format!("AWS tells nothing of the policy {arn}")))
    }

    /// A role with its policies.
    pub(crate) async fn with_policies(&self, role: &IamRole) -> Result<Role, Failure> {
        let name = role.role_name();
        let (attached_policies, inline_policies) =
            tokio::try_join!(self.attached(name), self.inline(name))?;
        let trust_policy = trust_of(role);
        Ok(Role {
            name: name.to_owned(),
            arn: role.arn().to_owned(),
            path: role.path().to_owned(),
            description: role.description().map(ToOwned::to_owned),
            max_session_seconds: role.max_session_duration().unwrap_or(ONE_HOUR),
            trusted: trusted(&trust_policy),
            trust_policy,
            attached_policies,
            inline_policies,
            created_at: Timestamp::from_second(role.create_date().secs()).ok(),
            service_linked: is_service_linked(role.path()),
            tags: role.tags().iter().map(tag).collect(),
            permissions_boundary: role
                .permissions_boundary()
                .and_then(|it| it.permissions_boundary_arn())
                .map(ToOwned::to_owned),
        })
    }
}

/// The trust policy of a role as IAM has it.
pub(crate) fn trust_of(role: &IamRole) -> String {
    decoded(role.assume_role_policy_document().unwrap_or_default())
}

fn tag(tag: &IamTag) -> Tag {
    Tag {
        key: tag.key().to_owned(),
        value: tag.value().to_owned(),
    }
}

/// IAM sends documents URL-encoded.
pub(crate) fn decoded(document: &str) -> String {
    percent_encoding::percent_decode_str(document)
        .decode_utf8_lossy()
        .into_owned()
}
