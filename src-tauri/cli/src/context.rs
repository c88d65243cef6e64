//! What commands share: the engine, the connection that was asked for, and how to load it.

use std::{
    io::{IsTerminal, stderr},
    sync::Arc,
};

use canopy_core::{AccountId, Code, ConnectionId, Failure, Tree, search};
use canopy_engine::{
    Engine,
    connection::{Kind, environment_has_credentials},
    events::Event,
    session::{Loaded, Session, Standing},
};
use tokio::sync::broadcast::error::RecvError;

use crate::{
    arguments::Global,
    asking::Terminal,
    output::{count, say_over},
    stop::Stop,
};

/// One command's surroundings.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) engine: Arc<Engine>,
    pub(crate) connection: ConnectionId,
    /// Whether someone named it.
    pub(crate) named: bool,
    pub(crate) json: bool,
    pub(crate) stop: Stop,
}

impl Context {
    /// Opens the data folder and finds the connection. Signs in nowhere yet.
    pub(crate) async fn open(global: Global, stop: Stop) -> Result<Self, Failure> {
        let asked = asked_for(&global)?;
        let engine = Engine::open(canopy_engine::Options::default())?;
        engine.set_asker(Arc::new(Terminal {
            mfa_code: global.mfa_code,
        }));
        let named = asked.is_some();
        let connection = match asked {
            Some(connection) => engine.connection_meant(connection)?,
            None => default_connection(&engine).await?,
        };
        Ok(Self {
            engine,
            connection,
            named,
            json: global.json,
            stop,
        })
    }

    /// Signs in.
    pub(crate) async fn session(&self) -> Result<Arc<Session>, Failure> {
        self.stop
            .or(Box::pin(self.engine.session(&self.connection)))
            .await
    }

    /// Signs in and loads the organization, showing how far it is where someone watches.
    pub(crate) async fn loaded(&self) -> Result<(Arc<Session>, Loaded), Failure> {
        let session = self.session().await?;
        let watching = stderr().is_terminal();
        let progress = self.show_progress(watching);
        let loaded = {
            let load = session.load();
            tokio::pin!(load, progress);
            tokio::select! {
                loaded = &mut load => loaded,
                () = progress => load.await,
                () = self.stop.asked() => {
                    session.cancel_loading();
                    load.await
                }
            }
        };
        if watching {
            say_over("");
        }
        match loaded {
            Ok(loaded) => Ok((session, loaded)),
            Err(failure) => Err(told_by_standing(&session, failure)),
        }
    }

    /// Signs in and finds out how the account stands to an organization. Unlike [`Context::loaded`] it
    /// goes on where the account is in none, or may not read it.
    pub(crate) async fn surveyed(&self) -> Result<Arc<Session>, Failure> {
        match self.loaded().await {
            Ok((session, _)) => Ok(session),
            Err(failure) => {
                let session = self.session().await?;
                match session.standing() {
                    Some(Standing::Outside | Standing::Member { .. }) => Ok(session),
                    _ => Err(failure),
                }
            }
        }
    }

    /// The part of AWS that ids of this connection are in: `aws`, `aws-cn`.
    pub(crate) fn partition(&self) -> String {
        let session = self.engine.signed_in(&self.connection);
        let partition = session.and_then(|session| {
            let arn = session.caller().arn.clone();
            arn.split(':').nth(1).map(ToOwned::to_owned)
        });
        partition.unwrap_or_else(|| "aws".to_owned())
    }

    /// The account that `text` names. An id needs no tree, and a name that is known may be known from
    /// the last time: an account keeps its id for life.
    pub(crate) async fn account(&self, text: &str) -> Result<(Arc<Session>, AccountId), Failure> {
        let session = self.session().await?;
        if let Ok(id) = text.parse() {
            return Ok((session, id));
        }
        let saved = session.tree().filter(|tree: &Arc<Tree>| tree.complete);
        if let Some(account) = saved.and_then(|tree| search::account(&tree, text).ok()) {
            return Ok((session, account));
        }
        let (session, loaded) = self.loaded().await?;
        let account = search::account(&loaded.tree, text)?;
        Ok((session, account))
    }

    /// Never ends.
    async fn show_progress(&self, watching: bool) {
        let mut events = self.engine.subscribe();
        loop {
            match events.recv().await {
                _ if !watching => break,
                Ok(Event::Loading { progress, .. }) => say_over(&format!(
                    "Loading: {}, {}, {}",
                    count(progress.accounts as usize, "account"),
                    count(progress.ous as usize, "organizational unit"),
                    count(progress.calls as usize, "call"),
                )),
                Ok(Event::Changed { .. } | Event::ConsoleEnding(_)) | Err(RecvError::Lagged(_)) => {
                }
                Err(RecvError::Closed) => break,
            }
        }
        std::future::pending::<()>().await;
    }
}

/// A failed load in the words of someone who can do something about it.
fn told_by_standing(session: &Session, failure: Failure) -> Failure {
    match session.standing() {
        Some(Standing::Outside) => outside(),
        Some(Standing::Member { organization }) => Failure::new(
            Code::Denied,
            format!(
                "this account is a member of {} and may not read it",
                organization.id
            ),
        )
        .hint(format!(
            "Open a connection to the management account {}, or ask there to delegate reading.",
            organization.management_account_id
        )),
        _ => failure,
    }
}

/// The account is in no organization, and what can be done then.
pub(crate) fn outside() -> Failure {
    Failure::not_found("this account is in no organization").hint(
        "`canopy org create` makes one; `canopy invite list` shows invitations that it can accept.",
    )
}

/// The connection that the arguments name. Errors: `invalid` where they name more than one. Clap does
/// not see that itself when one stands before the command and the other after it.
fn asked_for(global: &Global) -> Result<Option<ConnectionId>, Failure> {
    let profile = global
        .profile
        .as_deref()
        .map(Kind::profile_id)
        .transpose()?;
    let sandbox = global.sandbox.then(Kind::sandbox_id);
    let mut asked = [global.connection.clone(), profile, sandbox]
        .into_iter()
        .flatten();
    let first = asked.next();
    if asked.next().is_some() {
        return Err(Failure::invalid(
            "`--connection`, `--profile` and `--sandbox` exclude each other",
        )
        .hint("Give one of them."));
    }
    Ok(first)
}

/// What the SDK would take: keys in the environment, else the profile that `AWS_PROFILE` names, else the
/// default profile. As profiles, so that the window and the command line share their journal.
async fn default_connection(engine: &Engine) -> Result<ConnectionId, Failure> {
    if environment_has_credentials() {
        return Ok(Kind::environment_id());
    }
    if let Ok(profile) = std::env::var("AWS_PROFILE")
        && !profile.is_empty()
    {
        return Kind::profile_id(&profile);
    }
    let default = Kind::profile_id("default")?;
    let has_default = engine
        .connections()
        .await
        .iter()
        .any(|connection| connection.id == default);
    Ok(if has_default {
        default
    } else {
        Kind::environment_id()
    })
}
