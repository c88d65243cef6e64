//! The sandbox over HTTP, on loopback.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::Sandbox;

impl Sandbox {
    /// Serves every connection to `listener`, until the listener fails.
    pub async fn serve(self: Arc<Self>, listener: TcpListener) -> std::io::Result<()> {
        loop {
            let (stream, _) = listener.accept().await?;
            let sandbox = self.clone();
            tokio::spawn(async move {
                let answer = service_fn(|request: http::Request<Incoming>| {
                    let sandbox = sandbox.clone();
                    async move {
                        let (parts, body) = request.into_parts();
                        let body = body.collect().await.map_or_else(|_| Bytes::new(), http_body_util::Collected::to_bytes);
                        sandbox.respond(http::Request::from_parts(parts, body)).await.map(|response| response.map(Full::new))
                    }
                });
                // A client that went away, or a fault that hangs up, ends the connection.
                drop(http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await as Result<(), _>);
            });
        }
    }
}
