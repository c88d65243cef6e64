//! Consoles are opened: a link is had, handed to a browser, and what was opened is remembered.

use std::time::Duration;

use canopy_core::{
    AccountId, Code, Failure, RoleName, Topic,
    browser::{Browser, SessionMode, log_out_first},
    console::ConsoleOptions,
    destination::{Destination, destination},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{ConsoleLink, Opened, SecretUrl, browsers, federation::SignIn};
use crate::{session::Session, store::NewSession};

/// How long a login link works.
const LINK_LASTS: SignedDuration = SignedDuration::from_mins(15);
/// How long the sandbox is kept alive for a browser that is starting.
const BROWSER_STARTS: Duration = Duration::from_mins(1);
/// Most consoles that are opened in one go.
pub const OPENED_AT_ONCE: usize = 10;

/// How one of several consoles fared.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct OpenedConsole {
    /// Whose console.
    pub account: AccountId,
    /// That it was opened.
    pub opened: Option<Opened>,
    /// Why it was not.
    pub failure: Option<Failure>,
}

impl Session {
    /// A link into the console of `account`; with no options, as it is remembered. It opens nothing.
    ///
    /// Errors: `denied` where the role cannot be assumed, `invalid` for a destination elsewhere or a length
    /// that cannot be had.
    pub async fn console_link(
        &self,
        account: &AccountId,
        options: Option<ConsoleOptions>,
    ) -> Result<ConsoleLink, Failure> {
        let options = self.resolved(account, options)?;
        self.link(account, &options).await
    }

    /// Opens the console of `account` in a browser; with no options, as it is remembered. Remembers that it
    /// was opened, and how, where `remember` says so.
    ///
    /// Errors: those of [`Session::console_link`], and those of the browser.
    pub async fn open_console(
        &self,
        account: &AccountId,
        options: Option<ConsoleOptions>,
        remember: bool,
    ) -> Result<Opened, Failure> {
        let options = self.resolved(account, options)?;
        // Before AWS is asked for anything.
        let browser = self.engine().browser(&options)?;
        let link = self.link(account, &options).await?;
        let logs_out = mode(&options, browser.as_ref()) == SessionMode::LogOutFirst;
        let url = if logs_out {
            self.logging_out_first(&link.url)?
        } else {
            link.url.clone()
        };
        let opened_at = Timestamp::now();
        browsers::open(browser.as_ref(), &options, &url).await?;
        let store = self.engine().store();
        let role = self.role_of(&options)?;
        store.remember_recent(self.id(), account, &role, opened_at)?;
        let session = NewSession {
            account,
            role: &role,
            opened_at,
            ends_at: link.session_ends_at,
            options: &options,
        };
        store.keep_console_session(self.id(), &session, logs_out)?;
        if remember {
            store.keep_console_options(self.id(), account, &options)?;
        }
        self.engine().announce(Some(self.id()), &[Topic::Access]);
        Ok(Opened {
            opened: true,
            expires_at: link.expires_at,
        })
    }

    /// Opens the console of `account` as it is remembered, but as `role`.
    pub async fn open_console_as(
        &self,
        account: &AccountId,
        role: RoleName,
    ) -> Result<Opened, Failure> {
        let options = self.console_options(account, Some(&role))?;
        self.open_console(account, Some(options), false).await
    }

    /// How the console of `account` is opened as it is remembered, with another role where one is given.
    pub fn console_options(
        &self,
        account: &AccountId,
        role: Option<&RoleName>,
    ) -> Result<ConsoleOptions, Failure> {
        let mut options = self.remembered_options(account)?.unwrap_or_default();
        if let Some(role) = role {
            options.role = Some(role.clone());
            let length = self.known_length(account, role)?;
            options.duration_seconds = length.fitting(options.duration_seconds);
        }
        Ok(options)
    }

    /// [`Session::open_console`] for a process that ends afterwards: where it serves the sandbox itself, it waits until
    /// the browser has fetched its page.
    pub async fn open_console_and_wait(
        &self,
        account: &AccountId,
        options: Option<ConsoleOptions>,
        remember: bool,
    ) -> Result<Opened, Failure> {
        let Some(sandbox) = self.sandbox() else {
            return self.open_console(account, options, remember).await;
        };
        let fetched = sandbox.console_page_fetched();
        let open = self.open_console(account, options, remember);
        tokio::pin!(fetched, open);
        // Both begin together, so that a quick browser is not missed.
        let opened = tokio::select! {
            biased;
            () = &mut fetched => return open.await,
            opened = &mut open => opened?,
        };
        if tokio::time::timeout(BROWSER_STARTS, fetched).await.is_err() {
            return Err(Failure::new(Code::Unreachable, "the browser did not ask for the sandbox's page")
                .hint("Open the link yourself: `canopy --sandbox console --print`, while Canopy's window is open."));
        }
        Ok(opened)
    }

    /// Opens several consoles, one after the other. One that fails does not keep the others.
    ///
    /// Errors: `invalid` for more than [`OPENED_AT_ONCE`].
    pub async fn open_consoles(
        &self,
        accounts: &[AccountId],
        options: Option<ConsoleOptions>,
    ) -> Result<Vec<OpenedConsole>, Failure> {
        if accounts.len() > OPENED_AT_ONCE {
            return Err(Failure::invalid(format!(
                "{} consoles are too many at once",
                accounts.len()
            ))
            .hint(format!("Choose {OPENED_AT_ONCE} accounts at most.")));
        }
        self.must_not_end_each_other(accounts, options.as_ref())?;
        let mut ended = Vec::with_capacity(accounts.len());
        for account in accounts {
            let opened = self.open_console(account, options.clone(), false).await;
            let (opened, failure) = match opened {
                Ok(opened) => (Some(opened), None),
                Err(failure) => (None, Some(failure)),
            };
            ended.push(OpenedConsole {
                account: account.clone(),
                opened,
                failure,
            });
        }
        Ok(ended)
    }

    /// Consoles that log out first in the same place of the same browser leave only the last one open.
    fn must_not_end_each_other(
        &self,
        accounts: &[AccountId],
        options: Option<&ConsoleOptions>,
    ) -> Result<(), Failure> {
        let mut opened: Vec<ConsoleOptions> = Vec::with_capacity(accounts.len());
        for account in accounts {
            let next = self.resolved(account, options.cloned())?;
            let browser = self.engine().browser(&next).ok().flatten();
            let logs_out = mode(&next, browser.as_ref()) == SessionMode::LogOutFirst;
            if logs_out && opened.iter().any(|it| it.shares_a_browser_with(&next)) {
                return Err(
                    Failure::invalid("each of these consoles would end the one before").hint(
                        "Choose another way than logging out first, or a profile or container for each account.",
                    ),
                );
            }
            opened.push(next);
        }
        Ok(())
    }

    /// How a console is opened: as asked for, else as remembered, else as usual.
    pub(super) fn resolved(
        &self,
        account: &AccountId,
        asked: Option<ConsoleOptions>,
    ) -> Result<ConsoleOptions, Failure> {
        match asked {
            Some(options) => Ok(options),
            None => Ok(self.remembered_options(account)?.unwrap_or_default()),
        }
    }

    /// What is remembered, without a length that cannot be had any more: who is signed in, or the role,
    /// may have changed.
    pub(super) fn remembered_options(
        &self,
        account: &AccountId,
    ) -> Result<Option<ConsoleOptions>, Failure> {
        let kept = self.engine().store().console_options(self.id(), account)?;
        let Some(mut options) = kept else {
            return Ok(None);
        };
        let length = self.known_length(account, &self.role_of(&options)?)?;
        options.duration_seconds = length.fitting(options.duration_seconds);
        Ok(Some(options))
    }

    pub(super) fn role_of(&self, options: &ConsoleOptions) -> Result<RoleName, Failure> {
        options.role.clone().map_or_else(|| self.default_role(), Ok)
    }

    async fn link(
        &self,
        account: &AccountId,
        options: &ConsoleOptions,
    ) -> Result<ConsoleLink, Failure> {
        let sign_in = SignIn::of(self)?;
        let place = self.place(&options.destination)?;
        let role = self.role_of(options)?;
        // What is known to be refused is refused before a call.
        let asked = options.duration_seconds;
        self.known_length(account, &role)?.session_duration(asked)?;
        let credentials = self.assume_anew(account, &role).await?;
        let length = self.length(account, &role, &credentials).await?;
        let seconds = length.session_duration(asked)?;
        let token = sign_in.token(&credentials, seconds).await?;
        if token.seconds != seconds {
            tracing::info!(%account, %role, ?seconds, "AWS's sign-in took no duration; the session lasts as its credentials do");
            self.forget_maximum(account, &role);
        }
        let now = Timestamp::now();
        let after = |span| now.saturating_add(span).unwrap_or(Timestamp::MAX);
        Ok(ConsoleLink {
            url: sign_in.link(&token, &place),
            expires_at: after(LINK_LASTS),
            session_ends_at: token.seconds.map_or(credentials.expires_at, |seconds| {
                after(SignedDuration::from_secs(i64::from(seconds)))
            }),
        })
    }

    /// The address of a destination. A service that names no region is shown in the one of the settings.
    fn place(&self, choice: &Destination) -> Result<String, Failure> {
        let partition = self.own_partition()?;
        let usual = self.engine().store().settings()?.session_region;
        let choice = match (choice, usual) {
            (Destination::Service { id, region: None }, Some(usual))
                if canopy_core::Partition::of_region(&usual) == Ok(partition) =>
            {
                &Destination::Service {
                    id: id.clone(),
                    region: Some(usual),
                }
            }
            (choice, _) => choice,
        };
        destination(choice, partition)
    }

    fn logging_out_first(&self, url: &SecretUrl) -> Result<SecretUrl, Failure> {
        let partition = self.own_partition()?;
        log_out_first(url.expose(), partition)
            .map(SecretUrl)
            .ok_or_else(|| {
                Failure::invalid(format!(
                    "in {} there is no address that logs out first",
                    partition.title()
                ))
                .hint("Choose another way for the browser, and log out there yourself.")
            })
    }
}

/// What to do about a session that is open already: as chosen, else the browser's own way.
fn mode(options: &ConsoleOptions, browser: Option<&Browser>) -> SessionMode {
    let own = || browser.map_or(SessionMode::Plain, |browser| browser.mode);
    options.session.unwrap_or_else(own)
}
