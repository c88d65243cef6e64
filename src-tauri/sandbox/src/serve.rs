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
                        let body = body
                            .collect()
                            .await
                            .map_or_else(|_| Bytes::new(), http_body_util::Collected::to_bytes);
                        sandbox
                            .respond(http::Request::from_parts(parts, body))
                            .await
                            .map(|response| response.map(Full::new))
                    }
                });
                // A client that went away, or a fault that hangs up, ends the connection.
                drop(
                    http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), answer)
                        .await as Result<(), _>,
                );
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
    };

    use super::*;
    use crate::{
        Options,
        testing::{Signed, World, serve},
    };

    /// What a served sandbox answers to a request, up to the end of the connection.
    async fn exchange(options: Options) -> String {
        let sandbox = Arc::new(serve(&World::new(), options));
        let keys = sandbox.credentials();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(sandbox.serve(listener));
        let (parts, body) = Signed::by(&keys)
            .organizations("ListRoots", &serde_json::json!({}))
            .into_parts();
        let mut head = format!(
            "POST / HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n",
            body.len()
        );
        for (name, value) in &parts.headers {
            write!(head, "{name}: {}\r\n", value.to_str().unwrap()).unwrap();
        }
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream
            .write_all(format!("{head}\r\n").as_bytes())
            .await
            .unwrap();
        stream.write_all(&body).await.unwrap();
        let mut answer = String::new();
        // A connection that is cut off ends in an error or in nothing.
        let _ = stream.read_to_string(&mut answer).await;
        server.abort();
        answer
    }

    #[tokio::test]
    async fn a_signed_request_is_answered_over_http() {
        let answer = exchange(Options::default()).await;
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.contains("\"Roots\""),
            "{answer}"
        );
    }

    #[tokio::test]
    async fn a_fault_that_hangs_up_ends_the_connection_without_an_answer() {
        for fault in ["ListRoots=Timeout", "ListRoots=LostReply"] {
            let options = Options {
                faults: vec![fault.parse().unwrap()],
                ..Options::default()
            };
            assert_eq!(exchange(options).await, "", "{fault}");
        }
    }
}
