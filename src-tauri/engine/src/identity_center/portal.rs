//! The access portal: what a token opens.
//! <https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/Welcome.html>

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sdk_sso::error::ProvideErrorMetadata;
use canopy_core::{AccountId, ConnectionId, Failure};
use futures_util::{StreamExt, TryStreamExt, stream};

use super::{Asks, IdentityCenter, IdentityCenterAccount, Portal, words};

/// Accounts on one page, the most that AWS gives.
const PAGE: i32 = 100;
/// Accounts whose roles are asked for at once.
const AT_ONCE: usize = 8;
const REFUSED: &str = "UnauthorizedException";

impl Portal {
    fn sso(&self) -> aws_sdk_sso::Client {
        aws_sdk_sso::Client::new(&self.config("AWS_ENDPOINT_URL_SSO"))
    }
}

impl IdentityCenter {
    /// Credentials of a person's role. `asks` names the connection that may wait for the person; without
    /// one a sign-in that has ended fails.
    pub(crate) async fn credentials(
        &self,
        portal: &Portal,
        account_id: &AccountId,
        role_name: &str,
        asks: Option<&ConnectionId>,
    ) -> Result<Credentials, Failure> {
        let asks = asks.map(|connection| Asks {
            connection: Some(connection),
            device: false,
        });
        let sso = portal.sso();
        let mut is_second = false;
        loop {
            let token = self.token(portal, asks).await?;
            let answer = sso
                .get_role_credentials()
                .account_id(account_id.as_str())
                .role_name(role_name)
                .access_token(&token)
                .send()
                .await;
            match answer {
                Ok(answer) => return credentials(answer.role_credentials),
                Err(error) if error.code() == Some(REFUSED) && !is_second => {
                    // The person signed out in the portal meanwhile.
                    self.reject(portal, &token).await;
                    is_second = true;
                }
                Err(error) => return Err(words::read("GetRoleCredentials", &error)),
            }
        }
    }

    /// The accounts that a person may enter, by name, with their roles.
    pub(super) async fn accounts(
        &self,
        portal: &Portal,
        asks: Asks<'_>,
    ) -> Result<Vec<IdentityCenterAccount>, Failure> {
        let sso = portal.sso();
        let mut is_second = false;
        let (token, listed) = loop {
            let token = self.token(portal, Some(asks)).await?;
            let pages = sso
                .list_accounts()
                .access_token(&token)
                .max_results(PAGE)
                .into_paginator()
                .items()
                .send();
            match pages.collect::<Result<Vec<_>, _>>().await {
                Ok(listed) => break (token, listed),
                Err(error) if error.code() == Some(REFUSED) && !is_second => {
                    self.reject(portal, &token).await;
                    is_second = true;
                }
                Err(error) => return Err(words::read("ListAccounts", &error)),
            }
        };
        let looks = listed.into_iter().map(async |account| {
            let account_id: AccountId = account.account_id().unwrap_or_default().parse()?;
            let roles = sso
                .list_account_roles()
                .access_token(&token)
                .account_id(account_id.as_str())
                .max_results(PAGE)
                .into_paginator()
                .items()
                .send()
                .collect::<Result<Vec<_>, _>>()
                .await
                .map_err(|error| words::read("ListAccountRoles", &error))?;
            let mut roles: Vec<String> = roles.into_iter().filter_map(|it| it.role_name).collect();
            roles.sort_unstable();
            Ok::<_, Failure>(IdentityCenterAccount {
                account_id,
                name: account.account_name.unwrap_or_default(),
                email: account.email_address.unwrap_or_default(),
                roles,
            })
        });
        let mut accounts: Vec<_> = stream::iter(looks)
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        accounts.sort_by_cached_key(|it| (it.name.to_lowercase(), it.account_id.clone()));
        Ok(accounts)
    }
}

fn credentials(made: Option<aws_sdk_sso::types::RoleCredentials>) -> Result<Credentials, Failure> {
    let made =
        made.ok_or_else(|| Failure::unexpected("Identity Center handed out no credentials"))?;
    let end = Duration::from_millis(u64::try_from(made.expiration()).unwrap_or_default());
    Ok(Credentials::new(
        made.access_key_id.unwrap_or_default(),
        made.secret_access_key.unwrap_or_default(),
        made.session_token,
        Some(UNIX_EPOCH + end),
        "canopy identity center",
    ))
}
