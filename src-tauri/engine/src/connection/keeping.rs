//! Entering connections, removing them, and refusing changes through them.

use std::sync::Arc;

use canopy_core::{
    Code, ConnectionId, Failure, Topic,
    connection_spec::{ConnectionSpec, Source},
};

use super::{Connection, Kind, OUTSIDER, OWN, find, profiles};
use crate::{Engine, job, keychain, session::Session, sign_in::secret_item};

/// How many letters tell one's own connections apart.
const LETTERS: usize = 8;

impl Engine {
    /// The connection that someone means who gives an id, or the name of one that was entered.
    ///
    /// Errors: `invalid` for a name that several have.
    pub fn connection_meant(&self, asked: ConnectionId) -> Result<ConnectionId, Failure> {
        let is_id = [OWN, OUTSIDER, "profile:"]
            .iter()
            .any(|start| asked.as_str().starts_with(start));
        if is_id || asked == Kind::sandbox_id() || asked == Kind::environment_id() {
            return Ok(asked);
        }
        let own = self.store().own_connections()?;
        let mut named = own
            .into_iter()
            .filter(|spec| spec.name == asked.as_str())
            .filter_map(|spec| spec.id);
        match (named.next(), named.next()) {
            (None, _) => Ok(asked),
            (Some(one), None) => Ok(one),
            (Some(_), Some(_)) => Err(several(asked.as_str())),
        }
    }

    /// Keeps a connection that was entered, and its secret in the keychain. Where there is no keychain, the
    /// secret is in memory until Canopy ends, and asked for then.
    ///
    /// Errors: `invalid`, naming the field; `notFound` for one that was removed meanwhile. Then nothing is
    /// kept.
    pub async fn save_connection(
        self: &Arc<Self>,
        mut spec: ConnectionSpec,
        secret: Option<String>,
    ) -> Result<Connection, Failure> {
        spec.name = spec.name.trim().to_owned();
        spec.check()?;
        let before = match &spec.id {
            Some(id) => Some(self.store().own_connection(id)?.ok_or_else(|| {
                Failure::not_found(format!("there is no connection `{id}` any more"))
                    .hint("Add it as a new one.")
            })?),
            None => None,
        };
        let secret = secret
            .map(|secret| secret.trim().to_owned())
            .filter(|secret| !secret.is_empty());
        let new_key = key_of(&spec) != before.as_ref().and_then(key_of);
        if let Some(key) = key_of(&spec)
            && new_key
            && secret.is_none()
        {
            return Err(
                Failure::invalid(format!("the secret of access key {key} is missing"))
                    .hint("Enter it: it goes to the system's keychain, not to a file."),
            );
        }
        if let Some(profile) = profile_of(&spec)
            && profiles::load().await?.get_profile(profile).is_none()
        {
            return Err(profiles::missing(profile));
        }
        let id = match &spec.id {
            Some(id) => id.clone(),
            None => new_id()?,
        };
        spec.id = Some(id.clone());
        if key_of(&spec).is_none() {
            self.forget_secret(&id).await?;
        } else if let Some(secret) = secret {
            self.keep_secret(&id, secret).await?;
        }
        self.store().keep_connection(&id, &spec)?;
        self.store().set_read_only(&id, spec.read_only)?;
        if before.is_some() {
            // It may lead somewhere else now: what was handed out for it is not good any more.
            self.close(&id);
            crate::credentials::forget(self.data_folder(), &id)?;
            self.forget_sign_in(&id)?;
        }
        self.announce(Some(&id), &Topic::ALL);
        find(self.store(), &id).await
    }

    /// Removes a connection that was entered, with its secret and all that was known of it.
    ///
    /// Errors: `invalid` for one that Canopy found by itself; `conflict` while a job of it is unfinished.
    pub async fn delete_connection(self: &Arc<Self>, id: &ConnectionId) -> Result<(), Failure> {
        if !id.as_str().starts_with(OWN) {
            return Err(Failure::invalid(format!("`{id}` was not entered in Canopy"))
                .hint("Profiles are removed from ~/.aws/config; the sandbox and the environment stay."));
        }
        find(self.store(), id).await?;
        if let Some(job) = self.store().unfinished_jobs(id)?.first() {
            return Err(Failure::new(
                Code::Conflict,
                format!("a job of this connection is not finished: {}", job.title),
            )
            .hint("Finish or cancel it in Activity, then remove the connection."));
        }
        self.close(id);
        self.forget_secret(id).await?;
        crate::credentials::forget(self.data_folder(), id)?;
        self.forget_sign_in(id)?;
        self.store().forget(id)?;
        self.store().remove_connection(id)?;
        let mut settings = self.store().settings()?;
        if settings.last_connection.as_ref() == Some(id) {
            settings.last_connection = None;
            self.store().save_settings(&settings)?;
        }
        self.announce(Some(id), &Topic::ALL);
        Ok(())
    }

    /// Has every change through this connection refused, or allows them again. Jobs that run are paused
    /// after the step they are at.
    ///
    /// Errors: `notFound` for a connection that is not there.
    pub async fn set_read_only(&self, id: &ConnectionId, read_only: bool) -> Result<(), Failure> {
        find(self.store(), id).await?;
        if let Some(mut spec) = self.store().own_connection(id)? {
            spec.read_only = read_only;
            self.store().keep_connection(id, &spec)?;
        }
        self.store().set_read_only(id, read_only)?;
        if read_only {
            for job in self.store().unfinished_jobs(id)? {
                // One that runs in another process finds out before its next step.
                drop(job::pause(self, &job.id));
            }
        }
        self.announce(Some(id), &[Topic::Connections, Topic::Activity]);
        Ok(())
    }

    /// Signs in once more, from the beginning: what was kept of the last sign-in is forgotten, the access
    /// portal asks anew, and `aws login` is started.
    pub async fn sign_in_again(
        self: &Arc<Self>,
        id: &ConnectionId,
    ) -> Result<Arc<Session>, Failure> {
        self.sign_in_anew(id, false).await
    }

    /// The same with a code that is entered on a page, wherever a browser is: for whoever sits at another
    /// machine. Only Identity Center has that way; all others sign in as ever.
    pub async fn sign_in_with_code(
        self: &Arc<Self>,
        id: &ConnectionId,
    ) -> Result<Arc<Session>, Failure> {
        self.sign_in_anew(id, true).await
    }

    async fn sign_in_anew(
        self: &Arc<Self>,
        id: &ConnectionId,
        device: bool,
    ) -> Result<Arc<Session>, Failure> {
        let connection = find(self.store(), id).await?;
        self.close(id);
        self.forget_sign_in(id)?;
        if let Some(Source::IdentityCenter {
            start_url, region, ..
        }) = connection.spec.as_ref().map(|spec| &spec.source)
        {
            let people = self.identity_center();
            people.forget(start_url, region).await?;
            if device {
                people.sign_in_with_code(start_url, region, id).await?;
            }
        }
        if let Some(profile) = profiles::with_login(&connection).await? {
            self.aws_cli_login(&profile).await?;
        }
        let session = self.session(id).await;
        self.announce(Some(id), &Topic::ALL);
        session
    }

    /// The names of the profiles in the AWS configuration.
    pub async fn profiles(&self) -> Result<Vec<String>, Failure> {
        let profiles = profiles::load().await?;
        let mut names: Vec<String> = profiles.profiles().map(ToOwned::to_owned).collect();
        names.sort_unstable();
        Ok(names)
    }

    /// Puts a secret into the keychain, or keeps it in memory where there is none.
    async fn keep_secret(&self, id: &ConnectionId, secret: String) -> Result<(), Failure> {
        match keychain::write_later(secret_item(id), secret.clone()).await {
            Ok(()) => {
                self.secrets().forget(id);
                Ok(())
            }
            Err(failure) if matches!(failure.code, Code::Unreachable | Code::Denied) => {
                tracing::warn!("a secret is kept in memory only: {}", failure.message);
                self.secrets().keep(id, secret);
                Ok(())
            }
            Err(failure) => Err(failure),
        }
    }

    async fn forget_secret(&self, id: &ConnectionId) -> Result<(), Failure> {
        self.secrets().forget(id);
        match keychain::delete_later(secret_item(id)).await {
            // There is no keychain, so there is nothing in it.
            Err(failure) if failure.code != Code::Unreachable => Err(failure),
            _ => Ok(()),
        }
    }
}

/// A name that does not tell which.
fn several(name: &str) -> Failure {
    Failure::invalid(format!("several connections are called `{name}`"))
        .hint("Give its id: `canopy connection list` shows it.")
}

fn key_of(spec: &ConnectionSpec) -> Option<&str> {
    match &spec.source {
        Source::Keys { access_key_id } => Some(access_key_id),
        _ => None,
    }
}

fn profile_of(spec: &ConnectionSpec) -> Option<&str> {
    match &spec.source {
        Source::Profile { name } | Source::Login { profile: name } => Some(name),
        _ => None,
    }
}

fn new_id() -> Result<ConnectionId, Failure> {
    let mut bytes = [0_u8; LETTERS];
    getrandom::fill(&mut bytes).map_err(|error| {
        Failure::unexpected(format!("the system gives no random numbers: {error}"))
    })?;
    let letters: String = bytes
        .iter()
        .map(|byte| char::from(b'a' + byte % 26))
        .collect();
    Ok(format!("{OWN}{letters}").parse()?)
}
