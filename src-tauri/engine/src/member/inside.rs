//! Calls inside an account: with the caller's own credentials at home, with lent ones, or with a role that
//! is assumed. Credentials that ran out on the way are assumed anew, once.

use std::future::Future;

use aws_sdk_iam::Client;
use aws_sdk_organizations::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
};
use canopy_core::{AccountId, Code, Failure, RoleName};

use super::{RoleCredentials, assume::has_run_out};
use crate::{aws::WriteFailure, session::Session};

/// A way into an account.
#[derive(Debug, Clone)]
pub(crate) struct Inside<'a> {
    session: &'a Session,
    account: AccountId,
    /// The role to get in with; none with credentials of the account itself.
    via: Option<RoleName>,
}

impl Session {
    /// The way into `account` that reads take: own credentials, lent ones, else the default role.
    pub(crate) fn inside(&self, account: &AccountId) -> Result<Inside<'_>, Failure> {
        let has_own = account == &self.caller().account_id || self.is_lent(account);
        let via = if has_own {
            None
        } else {
            Some(self.default_role()?)
        };
        Ok(self.inside_via(account, via.as_ref()))
    }

    /// The way into `account` with that role; with none, with credentials of the account itself.
    pub(crate) fn inside_via(&self, account: &AccountId, via: Option<&RoleName>) -> Inside<'_> {
        Inside {
            session: self,
            account: account.clone(),
            via: via.cloned(),
        }
    }

    pub(crate) fn iam_with(&self, credentials: &RoleCredentials) -> Client {
        self.iam_as(credentials.provider())
    }

    pub(super) fn iam_as(
        &self,
        provider: aws_credential_types::provider::SharedCredentialsProvider,
    ) -> Client {
        let config = self.aws().config().to_builder();
        Client::new(&config.credentials_provider(provider).build())
    }
}

impl Inside<'_> {
    async fn iam(&self) -> Result<Client, Failure> {
        let session = self.session;
        if self.account == session.caller().account_id {
            return Ok(session.aws().iam.clone());
        }
        if let Some(role) = &self.via {
            let credentials = session.assume(&self.account, role).await?;
            return Ok(session.iam_with(&credentials));
        }
        if let Some(provider) = session.lent(&self.account) {
            return Ok(session.iam_as(provider));
        }
        // They were lent for the first role: where that was made meanwhile, it lets in.
        let role = session.default_role()?;
        match session.assume(&self.account, &role).await {
            Ok(credentials) => Ok(session.iam_with(&credentials)),
            Err(failure) if failure.code != Code::Denied => Err(failure),
            Err(_) => Err(Failure::new(
                Code::SignedOut,
                format!("the one-time credentials of {} are gone", self.account),
            )
            .hint("They are kept for an hour, and in memory only. Lend them again, then try again or resume the job.")),
        }
    }

    /// The serial number of the virtual MFA device that is named after a user there.
    pub(crate) fn virtual_device(&self, user: &str) -> String {
        let (partition, account) = (self.session.partition(), &self.account);
        format!("arn:{partition}:iam::{account}:mfa/{user}")
    }

    /// Whether credentials that ran out can be had anew; forgets them.
    fn renews(&self, failure: &Failure) -> bool {
        let Some(role) = self.via.as_ref().filter(|_| has_run_out(failure)) else {
            return false;
        };
        self.session.members.forget(&self.account, role);
        true
    }

    /// Reads from IAM there.
    pub(crate) async fn read<T, E, F, Answer>(
        &self,
        operation: &'static str,
        call: F,
    ) -> Result<T, Failure>
    where
        F: Fn(&Client) -> Answer,
        Answer: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let aws = self.session.aws();
        let iam = self.iam().await?;
        match aws.read(operation, || call(&iam)).await {
            Err(failure) if self.renews(&failure) => {
                let iam = self.iam().await?;
                aws.read(operation, || call(&iam)).await
            }
            ended => ended,
        }
    }

    /// Reads all pages of a list of IAM there. `call` asks for the page behind a marker, `take` gives what a
    /// page holds and the marker of the next one.
    pub(crate) async fn pages<Page, Item, E, F, Answer>(
        &self,
        operation: &'static str,
        call: F,
        take: impl Fn(Page) -> (Vec<Item>, Option<String>),
    ) -> Result<Vec<Item>, Failure>
    where
        F: Fn(&Client, Option<String>) -> Answer,
        Answer: Future<Output = Result<Page, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let mut found = Vec::new();
        let mut marker = None;
        loop {
            let page = self
                .read(operation, |iam| call(iam, marker.clone()))
                .await?;
            let (items, next) = take(page);
            found.extend(items);
            marker = next;
            if marker.is_none() {
                return Ok(found);
            }
        }
    }

    /// Writes to IAM there.
    pub(crate) async fn write<T, E, F, Answer>(
        &self,
        operation: &'static str,
        call: F,
    ) -> Result<T, WriteFailure>
    where
        F: Fn(&Client) -> Answer,
        Answer: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let aws = self.session.aws();
        let iam = self.iam().await.map_err(not_begun)?;
        match aws.write(operation, || call(&iam)).await {
            Err(WriteFailure::Refused(failure, _)) if self.renews(&failure) => {
                let iam = self.iam().await.map_err(not_begun)?;
                aws.write(operation, || call(&iam)).await
            }
            ended => ended,
        }
    }
}

fn not_begun(failure: Failure) -> WriteFailure {
    WriteFailure::Refused(failure, None)
}
