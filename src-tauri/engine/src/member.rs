//! Member accounts: the roles that can be assumed there, and credentials for them, kept in memory
//! while they are good.

use std::{collections::HashMap, sync::Mutex, time::Duration};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_iam::types::Role as IamRole;
use canopy_core::{
    AccountId, Code, Failure, RoleName,
    role::{AttachedPolicy, Role, trusted},
};
use jiff::{SignedDuration, Timestamp};

use crate::{lock, session::Session};

/// Credentials this close to their end are not used any more.
const SPARE: SignedDuration = SignedDuration::from_mins(5);
/// How many roles are looked into at once.
const ROLES_AT_ONCE: usize = 8;

/// Temporary credentials of one role, with their end.
#[derive(Clone)]
pub(crate) struct RoleCredentials {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
    pub(crate) session_token: String,
    pub(crate) expires_at: Timestamp,
}

impl std::fmt::Debug for RoleCredentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("RoleCredentials")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl RoleCredentials {
    fn provider(&self) -> SharedCredentialsProvider {
        let end = u64::try_from(self.expires_at.as_second()).unwrap_or_default();
        SharedCredentialsProvider::new(Credentials::new(
            &self.access_key_id,
            &self.secret_access_key,
            Some(self.session_token.clone()),
            Some(std::time::UNIX_EPOCH + Duration::from_secs(end)),
            "canopy role",
        ))
    }
}

/// Credentials that were assumed, by account and role.
#[derive(Debug, Default)]
pub(crate) struct Members(Mutex<HashMap<(AccountId, RoleName), RoleCredentials>>);

impl Session {
    /// Credentials of a role in a member account.
    ///
    /// Errors: `denied`, in words that name what can be the cause: STS does not tell a missing role
    /// from one that does not trust the caller.
    pub(crate) async fn assume(
        &self,
        account: &AccountId,
        role: &RoleName,
    ) -> Result<RoleCredentials, Failure> {
        let key = (account.clone(), role.clone());
        let soon = Timestamp::now()
            .saturating_add(SPARE)
            .unwrap_or(Timestamp::MAX);
        if let Some(kept) = lock(&self.members.0)
            .get(&key)
            .filter(|kept| kept.expires_at > soon)
        {
            return Ok(kept.clone());
        }
        let arn = format!("arn:{}:iam::{account}:role/{role}", self.partition());
        let name = session_name(&self.caller().arn);
        let call = || {
            self.aws()
                .sts
                .assume_role()
                .role_arn(&arn)
                .role_session_name(&name)
                .send()
        };
        let answer = self
            .aws()
            .read("sts:AssumeRole", call)
            .await
            .map_err(|failure| self.refused(account, role, failure))?;
        let made = answer
            .credentials()
            .ok_or_else(|| Failure::unexpected("AWS handed out no credentials"))?;
        let credentials = RoleCredentials {
            access_key_id: made.access_key_id().to_owned(),
            secret_access_key: made.secret_access_key().to_owned(),
            session_token: made.session_token().to_owned(),
            expires_at: Timestamp::from_second(made.expiration().secs())
                .unwrap_or(Timestamp::UNIX_EPOCH),
        };
        lock(&self.members.0).insert(key, credentials.clone());
        Ok(credentials)
    }

    /// The part of ARNs that tells AWS's separate worlds apart: `aws`, `aws-us-gov`, `aws-cn`.
    pub(crate) fn partition(&self) -> &str {
        self.caller().arn.split(':').nth(1).unwrap_or("aws")
    }

    fn refused(&self, account: &AccountId, role: &RoleName, failure: Failure) -> Failure {
        if failure.code != Code::Denied {
            return failure;
        }
        let caller = self.caller();
        let name = self
            .tree()
            .and_then(|tree| tree.get(&account.into()).map(|node| node.name.clone()));
        let name = name.unwrap_or_else(|| account.to_string());
        if failure.message.contains("service control policy") {
            let message = format!(
                "a service control policy keeps {} from assuming {role} in {name}",
                caller.arn
            );
            return Failure { message, ..failure }
                .hint("Look at the service control policies above that account, or use a role they do not name.");
        }
        let invited = self.tree().is_some_and(|tree| {
            let node = tree.get(&account.into());
            node.is_some_and(|node| matches!(&node.kind, canopy_core::NodeKind::Account { joined_method, .. } if joined_method == "INVITED"))
        });
        let hint = if caller.arn.ends_with(":root") {
            "You are signed in as a root user, which AWS lets assume no role. Sign in as a user or through Identity Center."
                .to_owned()
        } else if account == &caller.account_id {
            format!(
                "This is the account you are signed in to. It has no role {role}, or that role does not trust you."
            )
        } else if invited && role.as_str() == "OrganizationAccountAccessRole" {
            format!(
                "{name} was invited, and AWS makes that role in created accounts only. Create it there, trusting account {}.",
                caller.account_id
            )
        } else {
            format!(
                "Either {name} has no role of that name, or its trust policy does not name account {}, or you lack sts:AssumeRole for it.",
                caller.account_id
            )
        };
        let message = format!("{} may not assume {role} in {name}", caller.arn);
        Failure { message, ..failure }.hint(hint)
    }

    /// IAM in `account`: with the caller's own credentials at home, with the default role elsewhere.
    pub(crate) async fn iam(&self, account: &AccountId) -> Result<aws_sdk_iam::Client, Failure> {
        if account == &self.caller().account_id {
            return Ok(self.aws().iam.clone());
        }
        let credentials = self.assume(account, &self.default_role()?).await?;
        Ok(self.iam_with(&credentials))
    }

    pub(crate) fn iam_with(&self, credentials: &RoleCredentials) -> aws_sdk_iam::Client {
        let config = self
            .aws()
            .config()
            .to_builder()
            .credentials_provider(credentials.provider())
            .build();
        aws_sdk_iam::Client::new(&config)
    }

    /// The roles of an account with their trust and policies, by name. Uses the default role there.
    pub async fn roles(&self, account: &AccountId) -> Result<Vec<Role>, Failure> {
        let iam = self.iam(account).await?;
        let mut found = Vec::new();
        let mut marker: Option<String> = None;
        loop {
            let page = self
                .aws()
                .read("iam:ListRoles", || {
                    iam.list_roles().set_marker(marker.clone()).send()
                })
                .await?;
            found.extend(page.roles().iter().cloned());
            marker = page.marker.filter(|_| page.is_truncated);
            if marker.is_none() {
                break;
            }
        }
        let mut roles = Vec::with_capacity(found.len());
        for some in found.chunks(ROLES_AT_ONCE) {
            let looked: Vec<_> = some.iter().map(|role| self.role(&iam, role)).collect();
            for role in futures_util::future::join_all(looked).await {
                roles.push(role?);
            }
        }
        roles.sort_by_cached_key(|role| role.name.to_lowercase());
        Ok(roles)
    }

    async fn role(&self, iam: &aws_sdk_iam::Client, role: &IamRole) -> Result<Role, Failure> {
        let name = role.role_name();
        let attached = self.aws().read("iam:ListAttachedRolePolicies", || {
            iam.list_attached_role_policies().role_name(name).send()
        });
        let inline = self.aws().read("iam:ListRolePolicies", || {
            iam.list_role_policies().role_name(name).send()
        });
        let (attached, inline) = tokio::try_join!(attached, inline)?;
        let attached = attached
            .attached_policies()
            .iter()
            .map(|policy| AttachedPolicy {
                name: policy.policy_name().unwrap_or_default().to_owned(),
                arn: policy.policy_arn().unwrap_or_default().to_owned(),
            });
        let trust = role.assume_role_policy_document().unwrap_or_default();
        let trust_policy = percent_encoding::percent_decode_str(trust)
            .decode_utf8_lossy()
            .into_owned();
        Ok(Role {
            name: name.to_owned(),
            arn: role.arn().to_owned(),
            path: role.path().to_owned(),
            description: role.description().map(ToOwned::to_owned),
            max_session_seconds: role.max_session_duration().unwrap_or(3600),
            trusted: trusted(&trust_policy),
            trust_policy,
            attached_policies: attached.collect(),
            inline_policies: inline.policy_names().to_vec(),
            created_at: Timestamp::from_second(role.create_date().secs()).ok(),
        })
    }
}

/// A session name that says who: `canopy-ada`. 2 to 64 characters of `\w+=,.@-`.
fn session_name(caller: &str) -> String {
    let who = caller.rsplit('/').next().unwrap_or_default();
    let plain: String = who
        .chars()
        .filter(|it| it.is_ascii_alphanumeric() || "+=,.@-_".contains(*it))
        .take(57)
        .collect();
    format!("canopy-{plain}")
}
