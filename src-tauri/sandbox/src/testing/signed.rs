//! Requests signed by hand.

use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Request;
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{REGION, encoded};
use crate::{Credentials, signature::hex};

/// A request as a client would send it, signed with `keys` at `at`.
pub(crate) struct Signed<'a> {
    pub(crate) keys: &'a Credentials,
    pub(crate) token: Option<&'a str>,
    pub(crate) at: Timestamp,
}

impl<'a> Signed<'a> {
    pub(crate) fn by(keys: &'a Credentials) -> Self {
        Self {
            keys,
            token: None,
            at: Timestamp::now(),
        }
    }

    pub(crate) fn organizations(&self, operation: &str, arguments: &Value) -> Request<Bytes> {
        let target = format!("AWSOrganizationsV20161128.{operation}");
        self.json("organizations", &target, arguments)
    }

    /// A call of a service that speaks AWS JSON 1.1.
    pub(crate) fn json(&self, service: &str, target: &str, arguments: &Value) -> Request<Bytes> {
        let body = arguments.to_string();
        self.request(
            service,
            "application/x-amz-json-1.1",
            Some(target),
            "/",
            body,
        )
    }

    /// A call of Account Management.
    pub(crate) fn account(&self, path: &str, arguments: &Value) -> Request<Bytes> {
        self.request(
            "account",
            "application/json",
            None,
            path,
            arguments.to_string(),
        )
    }

    pub(crate) fn query(&self, service: &str, arguments: &[(&str, &str)]) -> Request<Bytes> {
        self.request(
            service,
            "application/x-www-form-urlencoded",
            None,
            "/",
            encoded(arguments),
        )
    }

    /// Signature Version 4, written anew from its description and not from the sandbox's own.
    fn request(
        &self,
        service: &str,
        kind: &str,
        target: Option<&str>,
        path: &str,
        body: String,
    ) -> Request<Bytes> {
        let amz_date = self.at.strftime("%Y%m%dT%H%M%SZ").to_string();
        let date = &amz_date[..8];
        let mut headers = vec![
            ("content-type", kind),
            ("host", "127.0.0.1:4566"),
            ("x-amz-date", &amz_date),
        ];
        headers.extend(self.token.map(|token| ("x-amz-security-token", token)));
        headers.extend(target.map(|target| ("x-amz-target", target)));
        let signed: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        let signed = signed.join(";");
        let lines: Vec<String> = headers
            .iter()
            .map(|(name, value)| format!("{name}:{value}"))
            .collect();
        let canonical = format!(
            "POST\n{path}\n\n{}\n\n{signed}\n{}",
            lines.join("\n"),
            hex(&Sha256::digest(&body))
        );
        let scope = format!("{date}/{REGION}/{service}/aws4_request");
        let text = format!(
            "AWS4-HMAC-SHA256\n{amz_date}\n{scope}\n{}",
            hex(&Sha256::digest(&canonical))
        );
        let first = format!("AWS4{}", self.keys.secret_access_key).into_bytes();
        let key = [date, REGION, service, "aws4_request"]
            .iter()
            .fold(first, |key, part| hmac(&key, part));
        let signature = hex(&hmac(&key, &text));
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={signed}, Signature={signature}",
            self.keys.access_key_id
        );
        let mut request = Request::post(path).header("authorization", authorization);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request.body(body.into()).unwrap()
    }
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}
