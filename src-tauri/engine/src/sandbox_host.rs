//! The sandbox of a data folder. The first process to open it owns it (a lock) and serves it on
//! loopback; the next one speaks to that. When the owner ends, the next call takes the sandbox over.

use std::{
    fs::{File, TryLockError},
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_credential_types::Credentials;
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings,
            SharedHttpConnector,
        },
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
        runtime_components::RuntimeComponents,
    },
    shared::IntoShared,
};
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use canopy_core::{Code, Failure};
use canopy_sandbox::Sandbox;
use http_body_util::BodyExt;
use serde_json::Value;

use crate::{files::owners_only, lock};

/// How often a sandbox that other processes changed is looked at, to keep it on disk.
const SAVE_EVERY: Duration = Duration::from_millis(200);
/// How long to wait for an owner that has the lock but does not serve yet.
const OWNER_STARTS: Duration = Duration::from_secs(5);

/// Where the sandbox is now.
#[derive(Debug, Clone)]
enum Place {
    /// In this process.
    Here(Arc<Owned>),
    /// In the process that serves this address.
    There(String),
}

struct Owned {
    sandbox: Arc<Sandbox>,
    state_file: PathBuf,
    saved: Mutex<u64>,
    /// Held as long as this process owns the sandbox.
    _lock: File,
}

impl std::fmt::Debug for Owned {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Owned")
            .field("state_file", &self.state_file)
            .finish_non_exhaustive()
    }
}

impl Owned {
    /// Writes the state where it changed, under another name first: a killed process leaves the old
    /// or the new one, never half of one.
    fn save(&self) {
        let mut saved = lock(&self.saved);
        let revision = self.sandbox.revision();
        if *saved == revision {
            return;
        }
        match write_whole(
            &self.state_file,
            self.sandbox.state().to_string().as_bytes(),
        ) {
            Ok(()) => *saved = revision,
            Err(error) => tracing::error!(%error, "the sandbox could not be kept"),
        }
    }
}

/// The sandbox of one data folder, wherever it runs.
pub(crate) struct SandboxHost {
    folder: PathBuf,
    place: Mutex<Place>,
    /// What the one who serves it said when it started: endpoint, sign-in address, keys.
    start: Mutex<Value>,
    network: Connector,
}

impl std::fmt::Debug for SandboxHost {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What it said when it started holds keys.
        formatter
            .debug_struct("SandboxHost")
            .field("folder", &self.folder)
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

impl SandboxHost {
    /// Opens the sandbox of `folder`, here or where it runs already.
    pub(crate) async fn open(folder: &Path) -> Result<Self, Failure> {
        let (place, start) = settle(folder).await?;
        let network = Connector::builder().build_http();
        Ok(Self {
            folder: folder.to_owned(),
            place: Mutex::new(place),
            start: Mutex::new(start),
            network,
        })
    }

    /// Keys of the management account's administrator, or of one outside, by its number from 0.
    pub(crate) fn credentials(&self, outsider: Option<usize>) -> Credentials {
        let start = lock(&self.start);
        let keys = outsider.map_or(&*start, |nth| &start["others"][nth]);
        let text = |name: &str| keys[name].as_str().unwrap_or_default().to_owned();
        Credentials::new(
            text("accessKeyId"),
            text("secretAccessKey"),
            None,
            None,
            "canopy sandbox",
        )
    }

    /// Where sign-in links lead.
    pub(crate) fn sign_in_url(&self) -> String {
        self.told("signinUrl")
    }

    /// Where AWS's interfaces are.
    pub(crate) fn endpoint(&self) -> String {
        self.told("endpoint")
    }

    fn told(&self, name: &str) -> String {
        let start = lock(&self.start);
        start[name].as_str().unwrap_or_default().to_owned()
    }

    /// Writes what is not on disk yet.
    pub(crate) fn save(&self) {
        if let Place::Here(owned) = self.place() {
            owned.save();
        }
    }

    /// Puts the sample organization in the place of what is there.
    pub(crate) async fn reset(&self) -> Result<(), Failure> {
        let fresh = Sandbox::sample(canopy_sandbox::Options::default()).state();
        let request = http::Request::put("/_sandbox/state")
            .header("host", "localhost")
            .body(Bytes::from(fresh.to_string()));
        self.ask(request.map_err(unexpected)?).await?;
        let (place, start) = settle_again(&self.folder, self.place()).await?;
        *lock(&self.place) = place;
        *lock(&self.start) = start;
        self.save();
        Ok(())
    }

    /// All that the sandbox knows.
    pub(crate) async fn export(&self) -> Result<Value, Failure> {
        let request = http::Request::get("/_sandbox/state")
            .header("host", "localhost")
            .body(Bytes::new())
            .map_err(unexpected)?;
        serde_json::from_slice(&self.ask(request).await?).map_err(unexpected)
    }

    /// Waits until a console page was fetched, where this process serves it; elsewhere the page does
    /// not depend on this process.
    pub(crate) async fn console_page_fetched(&self) {
        if let Place::Here(owned) = self.place() {
            owned.sandbox.console_page_fetched().await;
        }
    }

    /// The sandbox where it runs in this process.
    fn place(&self) -> Place {
        lock(&self.place).clone()
    }

    async fn ask(&self, request: http::Request<Bytes>) -> Result<Bytes, Failure> {
        let request = HttpRequest::try_from(request.map(SdkBody::from)).map_err(unexpected)?;
        let response = self.send(request).await.map_err(unexpected)?;
        let success = response.status().is_success();
        let body = response
            .into_body()
            .collect()
            .await
            .map_err(unexpected)?
            .to_bytes();
        if success {
            Ok(body)
        } else {
            Err(Failure::unexpected("the sandbox refused"))
        }
    }

    /// Passes a request on to wherever the sandbox is. An owner that is gone is replaced by this process.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let copy = request.try_clone();
        match self.send_once(request).await {
            Err(error) if !error.is_timeout() && matches!(self.place(), Place::There(_)) => {
                let Some(copy) = copy else { return Err(error) };
                let (place, start) = settle(&self.folder)
                    .await
                    .map_err(|failure| ConnectorError::io(failure.into()))?;
                let same = matches!((&place, self.place()), (Place::There(new), Place::There(old)) if *new == old);
                *lock(&self.place) = place;
                *lock(&self.start) = start;
                // An owner that lives and hung up did so on purpose: a fault that someone wants to see.
                if same {
                    Err(error)
                } else {
                    self.send_once(copy).await
                }
            }
            answer => answer,
        }
    }

    async fn send_once(&self, mut request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        match self.place() {
            Place::Here(owned) => {
                let request = request
                    .try_into_http1x()
                    .map_err(|error| ConnectorError::user(error.into()))?;
                let (parts, body) = request.into_parts();
                let body = body
                    .collect()
                    .await
                    .map_err(ConnectorError::user)?
                    .to_bytes();
                let answer = owned
                    .sandbox
                    .respond(http::Request::from_parts(parts, body))
                    .await;
                // Before the caller learns of it, so that a killed process forgets nothing it was told.
                owned.save();
                let response = answer.map_err(|hang_up| ConnectorError::io(hang_up.into()))?;
                HttpResponse::try_from(response.map(SdkBody::from))
                    .map_err(|error| ConnectorError::io(error.into()))
            }
            Place::There(endpoint) => {
                let uri = request.uri().parse::<http::Uri>().unwrap_or_default();
                // Signed for this host: the address it goes to must not take its place.
                if let Some(host) = uri.host() {
                    request.headers_mut().insert("host", host.to_owned());
                }
                let path = uri.path_and_query().map_or("/", |path| path.as_str());
                let address = format!("{}{path}", endpoint.trim_end_matches('/'));
                request
                    .set_uri(address)
                    .map_err(|error| ConnectorError::user(error.into()))?;
                self.network.call(request).await
            }
        }
    }
}

/// The sandbox as the SDK's HTTP client.
#[derive(Debug, Clone)]
pub(crate) struct SandboxClient(pub(crate) Arc<SandboxHost>);

impl HttpConnector for SandboxClient {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let host = self.0.clone();
        HttpConnectorFuture::new(async move { host.send(request).await })
    }
}

impl HttpClient for SandboxClient {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        self.clone().into_shared()
    }
}

/// Takes the lock and serves, or finds who does.
async fn settle(folder: &Path) -> Result<(Place, Value), Failure> {
    let lock_file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join("sandbox.lock"))
        .map_err(|error| not_kept(&error))?;
    let endpoint_file = folder.join("sandbox-endpoint.json");
    let started = tokio::time::Instant::now();
    loop {
        match lock_file.try_lock() {
            Ok(()) => return own(folder, lock_file, &endpoint_file).await,
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(not_kept(&error)),
        }
        if let Some(start) = read_json(&endpoint_file)
            && let Some(endpoint) = start["endpoint"].as_str()
            && answers(endpoint).await
        {
            return Ok((Place::There(endpoint.to_owned()), start));
        }
        if started.elapsed() > OWNER_STARTS {
            return Err(Failure::new(
                Code::Unreachable,
                "another Canopy owns the sandbox and does not answer",
            )
            .hint("Close it, then try again."));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn answers(endpoint: &str) -> bool {
    let address = endpoint.trim_start_matches("http://").trim_end_matches('/');
    tokio::net::TcpStream::connect(address).await.is_ok()
}

async fn own(
    folder: &Path,
    lock_file: File,
    endpoint_file: &Path,
) -> Result<(Place, Value), Failure> {
    let state_file = folder.join("sandbox.json");
    let options = canopy_sandbox::Options::default();
    let (sandbox, saved) = match std::fs::read(&state_file) {
        Ok(text) => {
            let broken = |error: String| {
                Failure::invalid(format!(
                    "the sandbox in {} cannot be read: {error}",
                    state_file.display()
                ))
                .hint("Move that file away to start with the sample organization.")
            };
            let state = serde_json::from_slice(&text).map_err(|error| broken(error.to_string()))?;
            let sandbox =
                Sandbox::from_state(state, options).map_err(|error| broken(error.to_string()))?;
            let revision = sandbox.revision();
            (sandbox, revision)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            (Sandbox::sample(options), u64::MAX)
        }
        Err(error) => return Err(not_kept(&error)),
    };
    let sandbox = Arc::new(sandbox);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .map_err(unexpected)?;
    let endpoint = format!("http://{}", listener.local_addr().map_err(unexpected)?);
    let start = sandbox.start_line(&endpoint);
    tokio::spawn(sandbox.clone().serve(listener));
    let owned = Arc::new(Owned {
        sandbox,
        state_file,
        saved: Mutex::new(saved),
        _lock: lock_file,
    });
    owned.save();
    write_whole(endpoint_file, start.to_string().as_bytes()).map_err(|error| not_kept(&error))?;
    let weak = Arc::downgrade(&owned);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(SAVE_EVERY).await;
            let Some(owned) = weak.upgrade() else { return };
            owned.save();
        }
    });
    Ok((Place::Here(owned), start))
}

/// After a reset the keys are others: says again what a client must know.
async fn settle_again(folder: &Path, place: Place) -> Result<(Place, Value), Failure> {
    let Place::Here(owned) = &place else {
        return settle(folder).await;
    };
    let endpoint_file = folder.join("sandbox-endpoint.json");
    let old = read_json(&endpoint_file).unwrap_or_default();
    let start = owned
        .sandbox
        .start_line(old["endpoint"].as_str().unwrap_or_default());
    write_whole(&endpoint_file, start.to_string().as_bytes()).map_err(|error| not_kept(&error))?;
    Ok((place, start))
}

fn read_json(file: &Path) -> Option<Value> {
    serde_json::from_slice(&std::fs::read(file).ok()?).ok()
}

/// Writes a file as a whole, readable by its owner only: it holds the sandbox's keys.
fn write_whole(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let temporary = file.with_extension(format!("{}.new", std::process::id()));
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    owners_only(&mut options);
    let mut new = options.open(&temporary)?;
    new.write_all(content)?;
    drop(new);
    std::fs::rename(&temporary, file)
}

fn not_kept(error: &std::io::Error) -> Failure {
    Failure::unexpected(format!("the sandbox cannot be kept: {error}"))
        .hint("Look whether the disk is full and the data folder can be written.")
}

fn unexpected(error: impl std::fmt::Display) -> Failure {
    Failure::unexpected(format!("the sandbox failed: {error}"))
}
