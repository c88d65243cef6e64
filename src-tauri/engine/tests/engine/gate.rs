//! A sandbox that the test serves in the engine's place, as another Canopy would. It can leave out paths, and
//! hold a call back before or after AWS has acted: the moment in which a process is killed.

use std::{
    fs::File,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use bytes::Bytes;
use canopy_sandbox::{HangUp, Sandbox};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::sync::Notify;

/// When a call is held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Before AWS acted; let go, the connection closes and AWS does not act.
    Before,
    /// After AWS acted; let go, the answer arrives.
    After,
}

/// The call that is to be held back: so many of its operation pass before it.
struct Held {
    operation: String,
    side: Side,
    pass: usize,
}

/// The sandbox with a gate before it.
pub(crate) struct Gate {
    sandbox: Sandbox,
    without_paths: AtomicBool,
    held: Mutex<Option<Held>>,
    arrived: Notify,
    go: Notify,
    _lock: File,
}

impl Gate {
    /// Serves `sandbox` for the data folder, which no engine has opened yet.
    pub(crate) async fn serve(folder: &Path, sandbox: Sandbox) -> Arc<Self> {
        let lock = File::create(folder.join("sandbox.lock")).expect("a file");
        lock.try_lock().expect("nobody owns the sandbox yet");
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let start = sandbox.start_line(&endpoint).to_string();
        std::fs::write(folder.join("sandbox-endpoint.json"), start).expect("a file");
        let gate = Arc::new(Self {
            sandbox,
            without_paths: AtomicBool::new(false),
            held: Mutex::default(),
            arrived: Notify::new(),
            go: Notify::new(),
            _lock: lock,
        });
        let served = gate.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let gate = served.clone();
                tokio::spawn(async move {
                    let answer = service_fn(|request| gate.answer(request));
                    drop(
                        http1::Builder::new()
                            .serve_connection(TokioIo::new(stream), answer)
                            .await,
                    );
                });
            }
        });
        gate
    }

    /// From now on accounts come without paths, as from emulators and in other partitions.
    pub(crate) fn leave_out_paths(&self) {
        self.without_paths.store(true, Ordering::Relaxed);
    }

    /// Holds the next call of `operation` back.
    pub(crate) fn hold(&self, operation: &str, side: Side) {
        self.hold_after(operation, side, 0);
    }

    /// Holds a call of `operation` back after `pass` others of it.
    pub(crate) fn hold_after(&self, operation: &str, side: Side, pass: usize) {
        let operation = operation.to_owned();
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(Held {
            operation,
            side,
            pass,
        });
    }

    /// Waits until the call is there.
    pub(crate) async fn arrived(&self) {
        let arrived =
            tokio::time::timeout(std::time::Duration::from_secs(10), self.arrived.notified()).await;
        arrived.expect("the held call was never made");
    }

    /// Lets the call go on.
    pub(crate) fn let_go(&self) {
        self.go.notify_one();
    }

    fn take_hold(&self, operation: &str) -> Option<Side> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let next = held.as_mut().filter(|held| held.operation == operation)?;
        if next.pass > 0 {
            next.pass -= 1;
            return None;
        }
        held.take().map(|held| held.side)
    }

    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, HangUp> {
        let (parts, body) = request.into_parts();
        let body = body
            .collect()
            .await
            .map_or_else(|_| Bytes::new(), http_body_util::Collected::to_bytes);
        let operation = operation(&parts, &body);
        let request = Request::from_parts(parts, body);
        let side = self.take_hold(&operation);
        if side == Some(Side::Before) {
            self.wait().await;
            return Err(HangUp);
        }
        let answer = self.sandbox.respond(request).await?;
        if side == Some(Side::After) {
            self.wait().await;
        }
        let answer = if self.without_paths.load(Ordering::Relaxed) {
            without_paths(answer)
        } else {
            answer
        };
        Ok(answer.map(Full::new))
    }

    async fn wait(&self) {
        self.arrived.notify_one();
        self.go.notified().await;
    }
}

/// AWS's protocols name the operation in a header, in the form that is posted, or by the path.
fn operation(parts: &http::request::Parts, body: &Bytes) -> String {
    let target = parts.headers.get("x-amz-target");
    let target = target.and_then(|target| target.to_str().ok());
    if let Some(operation) = target.and_then(|target| target.rsplit('.').next()) {
        return operation.to_owned();
    }
    let form = String::from_utf8_lossy(body);
    let mut fields = form.split('&');
    if let Some(action) = fields.find_map(|field| field.strip_prefix("Action=")) {
        return action.to_owned();
    }
    let mut path = parts.uri.path().trim_start_matches('/').chars();
    let first = path.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(path).collect()
}

fn without_paths(answer: Response<Bytes>) -> Response<Bytes> {
    let (mut parts, body) = answer.into_parts();
    let Ok(mut content) = serde_json::from_slice::<Value>(&body) else {
        return Response::from_parts(parts, body);
    };
    for account in content["Accounts"].as_array_mut().into_iter().flatten() {
        account
            .as_object_mut()
            .map(|account| account.remove("Paths"));
    }
    parts.headers.remove("content-length");
    Response::from_parts(parts, Bytes::from(content.to_string()))
}
