//! AWS Signature Version 4: who signed a request, and whether the signature is right.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html>

use std::{collections::HashMap, fmt::Write as _, sync::Mutex, sync::PoisonError};

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use sha2::{Digest as _, Sha256};

use crate::wire::{Form, Incoming, form};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// How far a request's date may lie from the server's.
pub(crate) const MAX_SKEW_SECONDS: i64 = 15 * 60;
/// Signing keys kept at hand before the store is emptied: each is good for a day.
const MAX_KEYS: usize = 512;

type Key = [u8; 32];

/// What an `Authorization` header says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Authorization<'a> {
    pub(crate) access_key_id: &'a str,
    date: &'a str,
    pub(crate) region: &'a str,
    pub(crate) service: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Reads the header. `None` when there is none or it is not of this form.
    pub(crate) fn of(request: &'a Incoming) -> Option<Self> {
        let rest = request.header("authorization")?.strip_prefix(ALGORITHM)?;
        let (mut credential, mut signed_headers, mut signature) = (None, None, None);
        for part in rest.split(',') {
            match part.trim().split_once('=')? {
                ("Credential", value) => credential = Some(value),
                ("SignedHeaders", value) => signed_headers = Some(value),
                ("Signature", value) => signature = Some(value),
                _ => {}
            }
        }
        let mut scope = credential?.split('/');
        Some(Self {
            access_key_id: scope.next()?,
            date: scope.next()?,
            region: scope.next()?,
            service: scope.next()?,
            signed_headers: signed_headers?,
            signature: signature?,
        })
    }

    fn scope(&self) -> String {
        format!(
            "{}/{}/{}/aws4_request",
            self.date, self.region, self.service
        )
    }
}

/// Keys derived from secrets, so that they are derived once a day and not with each request.
#[derive(Default)]
pub(crate) struct SigningKeys(Mutex<HashMap<String, Key>>);

impl SigningKeys {
    /// Whether `secret` made this signature over this request.
    pub(crate) fn verify(
        &self,
        request: &Incoming,
        authorization: &Authorization<'_>,
        secret: &str,
    ) -> bool {
        let Some(amz_date) = request.header("x-amz-date") else {
            return false;
        };
        let payload_hash = hex(&Sha256::digest(&request.body));
        let declared = request.header("x-amz-content-sha256");
        if declared
            .is_some_and(|declared| declared != "UNSIGNED-PAYLOAD" && declared != payload_hash)
        {
            return false;
        }
        let payload_hash = declared.unwrap_or(&payload_hash);
        let key = self.key(authorization, secret);
        hosts(request).iter().any(|host| {
            let canonical =
                canonical_request(request, authorization.signed_headers, host, payload_hash);
            let text = format!(
                "{ALGORITHM}\n{amz_date}\n{}\n{}",
                authorization.scope(),
                hex(&Sha256::digest(canonical.as_bytes()))
            );
            hex(&sign(&key, text.as_bytes())) == authorization.signature
        })
    }

    fn key(&self, authorization: &Authorization<'_>, secret: &str) -> Key {
        let name = format!("{secret}/{}", authorization.scope());
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = keys.get(&name) {
            return *key;
        }
        let mut key = sign(
            format!("AWS4{secret}").as_bytes(),
            authorization.date.as_bytes(),
        );
        for part in [authorization.region, authorization.service, "aws4_request"] {
            key = sign(&key, part.as_bytes());
        }
        if keys.len() >= MAX_KEYS {
            keys.clear();
        }
        keys.insert(name, key);
        key
    }
}

/// When a request says it was signed.
pub(crate) fn signed_at(request: &Incoming) -> Option<Timestamp> {
    let date = DateTime::strptime("%Y%m%dT%H%M%SZ", request.header("x-amz-date")?).ok()?;
    date.to_zoned_datetime(TimeZone::UTC)
        .ok()
        .map(|zoned| zoned.timestamp())
}

/// What may have been signed as the host. A request that never went over a wire has no `Host`
/// header; then it is what the URI says, with or without its port.
fn hosts(request: &Incoming) -> Vec<String> {
    if let Some(host) = request.header("host") {
        return vec![host.to_owned()];
    }
    let Some(authority) = request.uri.authority() else {
        return Vec::new();
    };
    vec![authority.to_string(), authority.host().to_owned()]
}

fn canonical_request(
    request: &Incoming,
    signed_headers: &str,
    host: &str,
    payload_hash: &str,
) -> String {
    let mut headers = String::new();
    for name in signed_headers.split(';') {
        let values: Vec<String> = if name == "host" {
            vec![host.to_owned()]
        } else {
            let values = request.headers.get_all(name).iter();
            values
                .map(|value| squeeze(&String::from_utf8_lossy(value.as_bytes())))
                .collect()
        };
        // Writing to a string cannot fail.
        let _ = writeln!(headers, "{name}:{}", values.join(","));
    }
    let mut pairs: Vec<(String, String)> =
        Form::parse(request.uri.query().unwrap_or("").as_bytes())
            .pairs()
            .map(|(name, value)| {
                (
                    form::encode(name.as_bytes()),
                    form::encode(value.as_bytes()),
                )
            })
            .collect();
    pairs.sort();
    let query: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let path: Vec<String> = request
        .uri
        .path()
        .split('/')
        .map(|part| form::encode(part.as_bytes()))
        .collect();
    let path = path.join("/");
    format!(
        "{}\n{}\n{}\n{headers}\n{signed_headers}\n{payload_hash}",
        request.method,
        if path.is_empty() { "/" } else { &path },
        query.join("&")
    )
}

/// Trims a header's value and folds its spaces, as the canonical form asks.
fn squeeze(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sign(key: &[u8], text: &[u8]) -> Key {
    // HMAC takes keys of every length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Key::default();
    };
    mac.update(text);
    mac.finalize().into_bytes().into()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, Method};

    use super::*;

    /// AWS's own test vector `post-x-www-form-urlencoded` (aws-sig-v4-test-suite).
    fn vector() -> Incoming {
        let mut headers = HeaderMap::new();
        headers.insert(
            "content-type",
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        );
        headers.insert("host", HeaderValue::from_static("example.amazonaws.com"));
        headers.insert("x-amz-date", HeaderValue::from_static("20150830T123600Z"));
        headers.insert(
            "authorization",
            HeaderValue::from_static(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            ),
        );
        Incoming {
            method: Method::POST,
            uri: http::Uri::from_static("https://example.amazonaws.com/"),
            headers,
            body: Bytes::from_static(b"Param1=value1"),
        }
    }

    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    #[test]
    fn a_signature_of_awss_own_test_suite_is_right() {
        let request = vector();
        let authorization = Authorization::of(&request).unwrap();
        assert_eq!(authorization.access_key_id, "AKIDEXAMPLE");
        assert!(SigningKeys::default().verify(&request, &authorization, SECRET));
    }

    #[test]
    fn another_secret_or_another_body_is_wrong() {
        let mut request = vector();
        let keys = SigningKeys::default();
        assert!(!keys.verify(&request, &Authorization::of(&request).unwrap(), "another"));
        request.body = Bytes::from_static(b"Param1=value2");
        assert!(!keys.verify(&request, &Authorization::of(&request).unwrap(), SECRET));
    }

    #[test]
    fn the_date_of_a_request_is_read() {
        let signed = signed_at(&vector()).unwrap();
        assert_eq!(signed.to_string(), "2015-08-30T12:36:00Z");
    }
}
