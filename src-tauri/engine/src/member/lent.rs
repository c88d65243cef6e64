//! One-time credentials that someone lends for an account that has no role yet: in memory only, for one
//! job, and for an hour at most.

use std::{collections::BTreeSet, fmt, sync::Mutex, time::Duration};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use canopy_core::{AccountId, Code, Failure, Topic};
use serde::Deserialize;
use tokio::time::Instant;

use crate::{lock, session::Session};

/// How long lent credentials are kept at most.
const KEPT: Duration = Duration::from_hours(1);

/// Credentials of an account, for making its first role. They come in and never leave.
#[derive(Clone, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct OneTimeCredentials {
    /// `AKIA…` or `ASIA…`
    pub access_key_id: String,
    /// The secret.
    pub secret_access_key: String,
    /// The token, where they are temporary.
    #[serde(default)]
    pub session_token: Option<String>,
}

impl fmt::Debug for OneTimeCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OneTimeCredentials(…)")
    }
}

/// What was lent, by account.
#[derive(Debug, Default)]
pub(super) struct Lent(Mutex<Vec<Loan>>);

#[derive(Debug)]
struct Loan {
    account: AccountId,
    /// Its Debug shows no secret.
    provider: SharedCredentialsProvider,
    until: Instant,
}

impl Lent {
    fn current(&self) -> std::sync::MutexGuard<'_, Vec<Loan>> {
        let mut loans = lock(&self.0);
        let now = Instant::now();
        loans.retain(|loan| loan.until > now);
        loans
    }
}

impl Session {
    /// Takes credentials of `account` for the next job there. They are tried at once.
    ///
    /// Errors: `signedOut` where AWS does not take them, `invalid` where they are another account's.
    pub async fn lend_credentials(
        &self,
        account: &AccountId,
        credentials: OneTimeCredentials,
    ) -> Result<(), Failure> {
        let token = credentials.session_token.filter(|it| !it.trim().is_empty());
        let provider = SharedCredentialsProvider::new(Credentials::new(
            credentials.access_key_id.trim(),
            credentials.secret_access_key.trim(),
            token.map(|it| it.trim().to_owned()),
            None,
            "lent to canopy",
        ));
        let config = self.aws().config().to_builder();
        let config = config.credentials_provider(provider.clone()).build();
        let sts = aws_sdk_sts::Client::new(&config);
        let call = || sts.get_caller_identity().send();
        let identity = self.aws().read("sts:GetCallerIdentity", call).await;
        let identity = identity.map_err(|failure| match failure.code {
            Code::SignedOut | Code::Denied => {
                Failure::new(Code::SignedOut, "AWS does not take these credentials")
                    .hint("Copy all of them: temporary ones have a session token, too, and last some hours at most.")
            }
            _ => failure,
        })?;
        let of = identity.account().unwrap_or_default();
        if of != account.as_str() {
            return Err(Failure::invalid(format!(
                "these credentials belong to account {of}, not to {account}"
            ))
            .hint("Copy those of the account in question."));
        }
        let mut loans = self.members.lent.current();
        loans.retain(|loan| loan.account != *account);
        loans.push(Loan {
            account: account.clone(),
            provider,
            until: Instant::now() + KEPT,
        });
        drop(loans);
        self.engine().announce(Some(self.id()), &[Topic::Access]);
        Ok(())
    }

    /// Whether credentials of that account are lent now.
    pub fn is_lent(&self, account: &AccountId) -> bool {
        let loans = self.members.lent.current();
        loans.iter().any(|loan| loan.account == *account)
    }

    /// The accounts whose credentials are lent now.
    pub(crate) fn lent_accounts(&self) -> BTreeSet<AccountId> {
        let loans = self.members.lent.current();
        loans.iter().map(|loan| loan.account.clone()).collect()
    }

    pub(super) fn lent(&self, account: &AccountId) -> Option<SharedCredentialsProvider> {
        let loans = self.members.lent.current();
        let mut found = loans.iter().filter(|loan| loan.account == *account);
        found.next().map(|loan| loan.provider.clone())
    }

    /// Drops what was lent for these accounts: the job that needed it is over.
    pub(crate) fn give_back(&self, accounts: &BTreeSet<AccountId>) {
        let mut loans = self.members.lent.current();
        loans.retain(|loan| !accounts.contains(&loan.account));
    }
}
