//! The engine performs what core decides: it signs in, loads, runs steps, keeps the journal and opens
//! consoles. The window and the command line are two faces of one [`Engine`].

pub mod asking;
pub mod aws;
mod aws_cli;
pub mod aws_config;
pub mod billing;
pub mod bootstrap;
pub mod connection;
pub mod console;
pub mod credentials;
pub mod details;
pub mod events;
mod fault;
mod files;
pub mod handshakes;
pub mod identity;
pub mod identity_center;
pub mod job;
pub mod keychain;
mod loader;
pub mod log;
pub mod member;
mod pace;
pub mod permission_sets;
pub mod permissions;
pub mod policies;
mod programs;
pub mod readiness;
mod sandbox_host;
pub mod sealed;
pub mod session;
mod sign_in;
pub mod store;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use canopy_core::{ConnectionId, Failure, Topic};
use tokio::sync::{OnceCell, broadcast};

use crate::{
    asking::Asking,
    connection::{Connection, Kind},
    events::Event,
    identity_center::IdentityCenter,
    sandbox_host::SandboxHost,
    sealed::Sealed,
    session::Session,
    sign_in::Secrets,
    store::Store,
};

/// How many events a listener may fall behind before it is told to read everything again.
const EVENTS_KEPT: usize = 256;

/// What the engine is opened with.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where trees, the journal, settings and the sandbox lie. Without one `CANOPY_DATA_DIR` decides,
    /// else the system's folder for programs' data.
    pub data_folder: Option<PathBuf>,
}

/// All open sessions and what they share: the store, the sandbox, and the events.
#[derive(Debug)]
pub struct Engine {
    data_folder: PathBuf,
    store: Store,
    events: broadcast::Sender<Event>,
    sessions: Mutex<HashMap<ConnectionId, Arc<OnceCell<Arc<Session>>>>>,
    sandbox: OnceCell<Arc<SandboxHost>>,
    running: job::Running,
    asking: Arc<Asking>,
    secrets: Arc<Secrets>,
    sealed: Arc<Sealed>,
    identity_center: Arc<IdentityCenter>,
    requests: console::Requests,
}

impl Engine {
    /// Opens the store in the data folder. Signs in nowhere yet.
    pub fn open(options: Options) -> Result<Arc<Self>, Failure> {
        let data_folder = options.data_folder.map_or_else(default_data_folder, Ok)?;
        let store = Store::open(&data_folder)?;
        let events = broadcast::Sender::new(EVENTS_KEPT);
        let asking = Asking::new(events.clone());
        let sealed = Arc::new(Sealed::of(&data_folder));
        let identity_center = IdentityCenter::new(asking.clone(), sealed.clone());
        Ok(Arc::new(Self {
            data_folder,
            store,
            events,
            sessions: Mutex::default(),
            sandbox: OnceCell::new(),
            running: job::Running::default(),
            asking,
            secrets: Arc::default(),
            sealed,
            identity_center,
            requests: console::Requests::default(),
        }))
    }

    /// Where everything lies.
    pub fn data_folder(&self) -> &Path {
        &self.data_folder
    }

    /// Trees, the journal and settings.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The jobs that run in this process.
    pub(crate) fn running(&self) -> &job::Running {
        &self.running
    }

    /// Questions to the person who waits.
    pub(crate) fn asking(&self) -> &Arc<Asking> {
        &self.asking
    }

    /// Secrets that no keychain keeps.
    pub(crate) fn secrets(&self) -> &Arc<Secrets> {
        &self.secrets
    }

    /// Files that only the keychain opens.
    pub(crate) fn sealed(&self) -> &Arc<Sealed> {
        &self.sealed
    }

    /// People's tokens.
    pub(crate) fn identity_center(&self) -> &Arc<IdentityCenter> {
        &self.identity_center
    }

    /// Every way to sign in that this machine knows: the sandbox, the environment, those that were
    /// entered, then the profiles.
    pub async fn connections(&self) -> Vec<Connection> {
        connection::all(&self.store).await
    }

    /// The session of a connection, signed in on first use.
    ///
    /// Errors: `notFound` if there is no such connection, `signedOut`, `denied`, `unreachable`.
    pub async fn session(self: &Arc<Self>, id: &ConnectionId) -> Result<Arc<Session>, Failure> {
        let cell = lock(&self.sessions).entry(id.clone()).or_default().clone();
        let session = cell
            .get_or_try_init(|| async {
                let connection = connection::find(&self.store, id).await?;
                Session::open(self, connection).await.map(Arc::new)
            })
            .await?;
        Ok(session.clone())
    }

    /// The session of a connection, if someone has signed in already. Signs in nowhere.
    pub fn signed_in(&self, id: &ConnectionId) -> Option<Arc<Session>> {
        lock(&self.sessions)
            .get(id)
            .and_then(|cell| cell.get().cloned())
    }

    /// Forgets a session, so that the next use signs in again.
    pub fn close(&self, id: &ConnectionId) {
        if let Some(session) = lock(&self.sessions)
            .remove(id)
            .and_then(|cell| cell.get().cloned())
        {
            session.cancel_loading();
            session.members.mapping.stop();
            session.cancel_bill();
        }
    }

    /// What happens from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Says that `topics` are to be read again, for one connection or for all.
    pub fn announce(&self, connection: Option<&ConnectionId>, topics: &[Topic]) {
        self.send(Event::Changed {
            connection: connection.cloned(),
            topics: topics.to_vec(),
        });
    }

    pub(crate) fn send(&self, event: Event) {
        // Nobody listening is no fault: the command line does not.
        drop(self.events.send(event));
    }

    /// The sandbox of the data folder: in this process, or in the one that opened it first.
    pub(crate) async fn sandbox(&self) -> Result<&Arc<SandboxHost>, Failure> {
        self.sandbox
            .get_or_try_init(|| async { SandboxHost::open(&self.data_folder).await.map(Arc::new) })
            .await
    }

    /// Puts the sandbox back to the sample organization and forgets what was known of it.
    pub async fn reset_sandbox(self: &Arc<Self>) -> Result<(), Failure> {
        self.sandbox().await?.reset().await?;
        for id in std::iter::once(Kind::sandbox_id()).chain(Kind::outsider_ids()) {
            self.close(&id);
            self.store.forget(&id)?;
            credentials::forget(&self.data_folder, &id)?;
            self.announce(Some(&id), &Topic::ALL);
        }
        Ok(())
    }

    /// All that the sandbox knows, to keep or to send to someone.
    pub async fn export_sandbox(&self) -> Result<serde_json::Value, Failure> {
        self.sandbox().await?.export().await
    }

    /// Writes what is not on disk yet, at the end of the process.
    pub fn flush(&self) {
        if let Some(sandbox) = self.sandbox.get() {
            sandbox.save();
        }
    }
}

/// Where everything lies unless another folder is named: `CANOPY_DATA_DIR`, else the folder that the system
/// has for programs' data.
pub fn default_data_folder() -> Result<PathBuf, Failure> {
    if let Some(folder) = std::env::var_os("CANOPY_DATA_DIR").filter(|folder| !folder.is_empty()) {
        return Ok(folder.into());
    }
    directories::ProjectDirs::from("dev", "canopy", "Canopy")
        .map(|folders| folders.data_dir().to_owned())
        .ok_or_else(|| {
            Failure::invalid("there is no home folder to keep data in")
                .hint("Set CANOPY_DATA_DIR to a folder.")
        })
}

/// Locks, also after a panic elsewhere: every value behind a lock here is whole between statements.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
