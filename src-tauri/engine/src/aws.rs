//! The one wire path: real SDK clients, called inside AWS's token buckets. The SDK's own retries are
//! off; what may be repeated is decided here, differently for reading and for writing.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use aws_config::SdkConfig;
use aws_sdk_organizations::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
};
use canopy_core::{Failure, Partition};

use crate::{fault, pace::Pace, sign_in::Chain};

/// How often a call is made in all before it is given up.
const TRIES: u32 = 6;
/// The first wait before a repetition; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// The clients of one connection, and its pace.
#[derive(Debug)]
pub struct Aws {
    /// AWS Organizations.
    pub organizations: aws_sdk_organizations::Client,
    /// Who is signed in, and roles to assume.
    pub sts: aws_sdk_sts::Client,
    /// The caller's own account's roles and users.
    pub iam: aws_sdk_iam::Client,
    /// Names, addresses, contacts and regions of accounts.
    pub account: aws_sdk_account::Client,
    /// How much AWS allows.
    pub quotas: aws_sdk_servicequotas::Client,
    config: SdkConfig,
    /// Where its credentials come from; the sandbox's are always good.
    chain: Option<Arc<Chain>>,
    pace: Pace,
    calls: AtomicU32,
    throttled: AtomicU32,
}

/// Why a write did not give a result.
#[derive(Debug)]
pub enum WriteFailure {
    /// It is certain that AWS did not act. With AWS's code or reason, where AWS answered.
    Refused(Failure, Option<String>),
    /// The answer was lost, or AWS failed inside: whether it acted must be found out by looking.
    Unknown(Failure),
}

impl Aws {
    pub(crate) fn new(config: SdkConfig, pace: Pace, chain: Option<Arc<Chain>>) -> Self {
        // The quotas of Organizations are told where Organizations is, whatever region is chosen.
        let region = config.region().map_or("", |region| region.as_ref());
        let home = Partition::of_region(region)
            .unwrap_or_default()
            .home_region();
        let at_home = config
            .to_builder()
            .region(aws_config::Region::from_static(home))
            .build();
        Self {
            organizations: aws_sdk_organizations::Client::new(&config),
            sts: aws_sdk_sts::Client::new(&config),
            iam: aws_sdk_iam::Client::new(&config),
            account: aws_sdk_account::Client::new(&config),
            quotas: aws_sdk_servicequotas::Client::new(&at_home),
            config,
            chain,
            pace,
            calls: AtomicU32::new(0),
            throttled: AtomicU32::new(0),
        }
    }

    /// What the clients were made from, for clients with other credentials.
    pub(crate) fn config(&self) -> &SdkConfig {
        &self.config
    }

    /// Where its credentials come from; none in the sandbox.
    pub(crate) fn chain(&self) -> Option<&Arc<Chain>> {
        self.chain.as_ref()
    }

    /// Whether what is written can be read at once: an emulator on this machine, which needs no pace, does not
    /// take the time that IAM takes to tell all of AWS.
    pub(crate) fn is_consistent(&self) -> bool {
        self.pace.is_none()
    }

    /// Calls made since the session began, and those of them that AWS turned away as too many.
    pub(crate) fn counts(&self) -> (u32, u32) {
        (
            self.calls.load(Ordering::Relaxed),
            self.throttled.load(Ordering::Relaxed),
        )
    }

    /// Reads from AWS. Repeats what may pass by: throttling, failures inside AWS, a network that did
    /// not answer. `operation` is AWS's name; outside of Organizations with its service, `iam:ListRoles`.
    pub async fn read<T, E, F, Answer>(
        &self,
        operation: &'static str,
        call: F,
    ) -> Result<T, Failure>
    where
        F: Fn() -> Answer,
        Answer: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        self.repeat(operation, call, |fault| fault.passing)
            .await
            .map_err(|fault| fault.failure)
    }

    /// The same with all that AWS said, for whoever tells one refusal from another.
    pub(crate) async fn read_or_fault<T, E, F, Answer>(
        &self,
        operation: &'static str,
        call: F,
    ) -> Result<T, fault::Fault>
    where
        F: Fn() -> Answer,
        Answer: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        self.repeat(operation, call, |fault| fault.passing).await
    }

    /// Writes to AWS. Repeats only what AWS certainly did not do and will do later: throttling and
    /// concurrent modification.
    pub async fn write<T, E, F, Answer>(
        &self,
        operation: &'static str,
        call: F,
    ) -> Result<T, WriteFailure>
    where
        F: Fn() -> Answer,
        Answer: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let repeated = self.repeat(operation, call, |fault| fault.throttled).await;
        repeated.map_err(|fault| {
            if fault.untouched {
                WriteFailure::Refused(fault.failure, fault.reason.or(fault.code))
            } else {
                WriteFailure::Unknown(fault.failure)
            }
        })
    }

    /// Reads all pages of a list. `call` asks for the page behind a token, `take` gives what a page holds
    /// and the token of the next one. Pages can be empty while more follow.
    pub(crate) async fn pages<Page, Item, E, F, Answer>(
        &self,
        operation: &'static str,
        call: F,
        take: impl Fn(Page) -> (Vec<Item>, Option<String>),
    ) -> Result<Vec<Item>, Failure>
    where
        F: Fn(Option<String>) -> Answer,
        Answer: Future<Output = Result<Page, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let mut found = Vec::new();
        let mut token = None;
        loop {
            let page = self.read(operation, || call(token.clone())).await?;
            let (items, next) = take(page);
            found.extend(items);
            token = next;
            if token.is_none() {
                return Ok(found);
            }
        }
    }

    /// Reads from AWS what can be done without: tries once.
    pub(crate) async fn once<T, E, F, Answer>(
        &self,
        operation: &'static str,
        call: F,
    ) -> Result<T, Failure>
    where
        F: Fn() -> Answer,
        Answer: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        self.attempt(operation, &call)
            .await
            .map_err(|fault| fault.failure)
    }

    /// Calls until it succeeds, or fails in a way that is not `worth_repeating`, or was tried enough.
    async fn repeat<T, E, F, Answer>(
        &self,
        operation: &'static str,
        call: F,
        worth_repeating: fn(&fault::Fault) -> bool,
    ) -> Result<T, fault::Fault>
    where
        F: Fn() -> Answer,
        Answer: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let mut wait = FIRST_WAIT;
        for _ in 1..TRIES {
            match self.attempt(operation, &call).await {
                Err(fault) if worth_repeating(&fault) => {
                    tokio::time::sleep(wait).await;
                    wait *= 2;
                }
                ended => return ended,
            }
        }
        self.attempt(operation, &call).await
    }

    async fn attempt<T, E, F, Answer>(
        &self,
        operation: &'static str,
        call: &F,
    ) -> Result<T, fault::Fault>
    where
        F: Fn() -> Answer,
        Answer: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        // Here, and not inside the call: a person who types a code takes longer than a call may.
        if let Some(chain) = &self.chain {
            // Boxed: it may call AWS itself, and futures within futures grow large.
            let ready = Box::pin(chain.ready());
            ready.await.map_err(fault::Fault::before)?;
        }
        self.pace.admit(operation).await;
        self.calls.fetch_add(1, Ordering::Relaxed);
        match call().await {
            Ok(value) => {
                self.pace.passed(operation);
                Ok(value)
            }
            Err(error) => {
                let fault = fault::read(operation, &error);
                if fault.throttled {
                    self.throttled.fetch_add(1, Ordering::Relaxed);
                    self.pace.turned_away(operation);
                }
                Err(fault)
            }
        }
    }
}
