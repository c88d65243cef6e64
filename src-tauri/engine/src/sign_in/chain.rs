//! Credentials in links: a source, then the roles that are assumed on top of it, each with those of the
//! link before. Every link is kept while it is good, so that a code of an MFA device is asked for once for
//! as long as its session lasts.

use std::{
    fmt,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime},
};

use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, SharedCredentialsProvider, error::CredentialsError, future},
};
use canopy_core::{AccountId, Code, Failure};
use tokio::sync::Mutex;

use super::{base::Base, profile, step::Step, surroundings::Surroundings};
use crate::{
    connection::profiles::{self, Edition},
    fault,
};

/// Credentials with less than this left are renewed.
const SPARE: Duration = Duration::from_mins(5);
/// The same for those that cost a person a code.
const SPARE_OF_MFA: Duration = Duration::from_mins(1);
/// What is good for this long still is used where renewing fails.
const LAST: Duration = Duration::from_secs(30);

/// What is at the bottom, and what is done with it.
pub(super) struct Links {
    pub(super) base: Base,
    pub(super) steps: Vec<Step>,
    /// What each link gave: the base first.
    kept: Vec<Option<Credentials>>,
}

impl Links {
    pub(super) fn new(base: Base, steps: Vec<Step>) -> Self {
        let kept = vec![None; steps.len() + 1];
        Self { base, steps, kept }
    }
}

/// A profile that is read again when its file changes.
struct Watched {
    name: String,
    /// What the connection does on top of the profile.
    more: Vec<Step>,
}

struct Held {
    links: Links,
    /// Of the profile's file, when the links were read.
    edition: Edition,
    /// Whether the links were read anew, and nobody has looked yet whose they are.
    unseen: bool,
}

impl Held {
    fn new(links: Links, edition: Edition) -> Mutex<Self> {
        Mutex::new(Self {
            links,
            edition,
            unseen: false,
        })
    }
}

/// The credentials of one connection.
pub(crate) struct Chain {
    surroundings: Surroundings,
    held: Mutex<Held>,
    watched: Option<Watched>,
    /// Whose they are, once that is known: a file that changes must not lead elsewhere unseen.
    account: OnceLock<AccountId>,
    /// Whether somebody waited for it once: from then on no browser opens by itself.
    opened: AtomicBool,
}

impl fmt::Debug for Chain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Chain")
            .field("connection", &self.surroundings.connection)
            .finish_non_exhaustive()
    }
}

impl Chain {
    pub(super) fn new(surroundings: Surroundings, links: Links) -> Arc<Self> {
        Arc::new(Self {
            surroundings,
            held: Held::new(links, profiles::edition()),
            watched: None,
            account: OnceLock::new(),
            opened: AtomicBool::new(false),
        })
    }

    /// A profile's, with more on top. Errors: `invalid` and `notFound`, as the profile is written.
    pub(super) async fn of_profile(
        surroundings: Surroundings,
        name: &str,
        more: Vec<Step>,
    ) -> Result<Arc<Self>, Failure> {
        let edition = profiles::edition();
        let watched = Watched {
            name: name.to_owned(),
            more,
        };
        let links = watched.read(&surroundings).await?;
        Ok(Arc::new(Self {
            surroundings,
            held: Held::new(links, edition),
            watched: Some(watched),
            account: OnceLock::new(),
            opened: AtomicBool::new(false),
        }))
    }

    /// Good credentials, made where there are none. May wait for a person.
    ///
    /// Errors: `signedOut` where none can be had, `denied`, `invalid`, `cancelled`.
    pub(crate) async fn ready(&self) -> Result<Credentials, Failure> {
        let held = &mut *self.held.lock().await;
        if let Some(watched) = &self.watched {
            let now = profiles::edition();
            if held.edition != now {
                // The user signed in again, or exchanged keys, in the file.
                held.links = watched.read(&self.surroundings).await?;
                held.edition = now;
                held.unseen = true;
            }
        }
        let last = held.links.steps.len();
        let made = self.link(&mut held.links, last).await?;
        if held.unseen {
            self.must_be_of_the_account(&made).await?;
            held.unseen = false;
        }
        self.opened.store(true, Ordering::Relaxed);
        Ok(made)
    }

    /// Says whose the credentials are, as AWS told.
    pub(crate) fn belongs_to(&self, account: &AccountId) {
        // Once for all.
        let _ = self.account.set(account.clone());
    }

    /// Errors: `signedOut` where a profile that was edited leads to another account now.
    async fn must_be_of_the_account(&self, made: &Credentials) -> Result<(), Failure> {
        let Some(account) = self.account.get() else {
            return Ok(());
        };
        let config = self
            .surroundings
            .config
            .to_builder()
            .credentials_provider(SharedCredentialsProvider::new(made.clone()))
            .build();
        let asked = aws_sdk_sts::Client::new(&config)
            .get_caller_identity()
            .send()
            .await
            .map_err(|error| fault::read("sts:GetCallerIdentity", &error).failure)?;
        let now = asked.account().unwrap_or_default();
        if now == account.as_str() {
            return Ok(());
        }
        Err(Failure::new(
            Code::SignedOut,
            format!("the profile was changed and leads to account {now} now, no more to {account}"),
        )
        .hint("Sign in again to work with what it leads to now."))
    }

    /// Makes new credentials at the next call: AWS does not take these any more.
    pub(crate) async fn forget(&self) {
        self.held.lock().await.links.kept.fill(None);
    }

    /// What a link gives, with those below it.
    async fn link(&self, links: &mut Links, nth: usize) -> Result<Credentials, Failure> {
        let step = nth.checked_sub(1).map(|below| links.steps[below].clone());
        let spare = match &step {
            Some(step) if step.asks() => SPARE_OF_MFA,
            _ => SPARE,
        };
        let kept = links.kept[nth].clone();
        if let Some(kept) = kept.as_ref().filter(|it| lasts(it, spare)) {
            return Ok(kept.clone());
        }
        let made = match step {
            None => {
                let is_first = !self.opened.load(Ordering::Relaxed);
                links.base.credentials(&self.surroundings, is_first).await
            }
            Some(step) => match Box::pin(self.link(links, nth - 1)).await {
                Ok(source) => {
                    let found = step.sealed(&self.surroundings, &source).await;
                    match found.filter(|it| lasts(it, spare)) {
                        Some(found) => Ok(found),
                        None => step.take(&self.surroundings, source).await,
                    }
                }
                Err(failure) => Err(failure),
            },
        };
        match (made, kept.filter(|it| lasts(it, LAST))) {
            (Ok(made), _) => {
                links.kept[nth] = Some(made.clone());
                Ok(made)
            }
            (Err(failure), Some(kept)) => {
                tracing::warn!(%failure, "credentials could not be renewed yet");
                Ok(kept)
            }
            (Err(failure), None) => Err(failure),
        }
    }

    /// How it begins and whether roles are assumed on top, once it is ready.
    pub(crate) async fn shape(&self) -> Shape {
        let held = self.held.lock().await;
        let links = &held.links;
        let source_is_temporary = links.kept[0]
            .as_ref()
            .is_some_and(|it| it.session_token().is_some());
        Shape {
            roles: links.steps.iter().filter(|it| it.is_role()).count(),
            has_sessions: links.steps.iter().any(|it| !it.is_role()),
            source_is_temporary,
            source: links.base.kind(),
        }
    }
}

/// How a chain is built.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// How many roles are assumed.
    pub(crate) roles: usize,
    /// Whether a session of the user itself was made, with MFA.
    pub(crate) has_sessions: bool,
    /// Whether the source's credentials end: then they are no long-term keys.
    pub(crate) source_is_temporary: bool,
    pub(crate) source: super::base::SourceKind,
}

impl Watched {
    async fn read(&self, surroundings: &Surroundings) -> Result<Links, Failure> {
        let profiles = profiles::load().await?;
        let (base, mut steps) = profile::links(&profiles, &self.name, surroundings)?;
        steps.extend(self.more.iter().cloned());
        Ok(Links::new(base, steps))
    }
}

fn lasts(credentials: &Credentials, spare: Duration) -> bool {
    credentials.expiry().is_none_or(|end| {
        end.duration_since(SystemTime::now())
            .is_ok_and(|left| left > spare)
    })
}

/// For the SDK's clients.
#[derive(Debug, Clone)]
pub(super) struct Provider(pub(super) Arc<Chain>);

impl ProvideCredentials for Provider {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            self.0
                .ready()
                .await
                .map_err(CredentialsError::provider_error)
        })
    }
}
