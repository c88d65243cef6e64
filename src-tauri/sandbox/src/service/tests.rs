//! Signatures and faults, over whole requests.

mod billing;
mod faults;
mod protocols;

use bytes::Bytes;
use http::Request;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::*;
use crate::testing::{self, Signed, World, ask, leaf, pass};

const WHO: &[(&str, &str)] = &[("Action", "GetCallerIdentity"), ("Version", "2011-06-15")];

/// The code that a request is refused with.
async fn code(sandbox: &Sandbox, request: Request<Bytes>) -> String {
    let (status, body) = ask(sandbox, request).await;
    assert_ne!(status, 200, "{body}");
    match serde_json::from_str::<Value>(&body) {
        Ok(body) => body["__type"].as_str().unwrap().to_owned(),
        Err(_) => leaf(&body, "Code"),
    }
}

fn roots(keys: &Credentials) -> Request<Bytes> {
    Signed::by(keys).organizations("ListRoots", &json!({}))
}

fn sandbox(faults: &[&str]) -> (Sandbox, Credentials, World) {
    let world = World::new();
    let faults = faults.iter().map(|fault| fault.parse().unwrap()).collect();
    let sandbox = testing::serve(
        &world,
        Options {
            faults,
            ..Options::default()
        },
    );
    let keys = sandbox.credentials();
    (sandbox, keys, world)
}

#[tokio::test]
async fn a_signed_request_is_answered_in_its_protocol() {
    let (sandbox, keys, world) = sandbox(&[]);
    let response = sandbox.respond(roots(&keys)).await.unwrap();
    assert_eq!(
        response.headers()["content-type"],
        "application/x-amz-json-1.1"
    );
    assert!(response.headers().contains_key("x-amzn-requestid"));
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(body["Roots"][0]["Id"], world.root.as_str());
    let (status, body) = ask(&sandbox, Signed::by(&keys).query("sts", WHO)).await;
    assert_eq!(status, 200);
    assert_eq!(
        leaf(&body, "Arn"),
        format!("arn:aws:iam::{}:user/admin", world.management)
    );
    let roles = [("Action", "ListRoles"), ("Version", "2010-05-08")];
    assert_eq!(
        ask(&sandbox, Signed::by(&keys).query("iam", &roles))
            .await
            .0,
        200
    );
}

#[tokio::test]
async fn an_unsigned_request_is_refused() {
    let (sandbox, keys, _) = sandbox(&[]);
    let mut request = roots(&keys);
    request.headers_mut().remove("authorization");
    assert_eq!(
        code(&sandbox, request).await,
        "MissingAuthenticationTokenException"
    );
    let mut request = Signed::by(&keys).query("sts", WHO);
    request.headers_mut().remove("authorization");
    assert_eq!(code(&sandbox, request).await, "MissingAuthenticationToken");
}

#[tokio::test]
async fn a_wrong_signature_is_refused() {
    let (sandbox, keys, _) = sandbox(&[]);
    let wrong = Credentials {
        secret_access_key: "wrong".into(),
        ..keys.clone()
    };
    assert_eq!(
        code(&sandbox, roots(&wrong)).await,
        "InvalidSignatureException"
    );
    assert_eq!(
        code(&sandbox, Signed::by(&wrong).query("sts", WHO)).await,
        "SignatureDoesNotMatch"
    );
    let mut tampered = roots(&keys);
    *tampered.body_mut() = Bytes::from_static(br#"{"MaxResults":1}"#);
    assert_eq!(
        code(&sandbox, tampered).await,
        "InvalidSignatureException",
        "the body is signed too"
    );
}

#[tokio::test]
async fn unknown_keys_are_refused() {
    let (sandbox, keys, _) = sandbox(&[]);
    let unknown = Credentials {
        access_key_id: "AKIAUNKNOWN".into(),
        ..keys
    };
    assert_eq!(
        code(&sandbox, roots(&unknown)).await,
        "UnrecognizedClientException"
    );
    assert_eq!(
        code(&sandbox, Signed::by(&unknown).query("sts", WHO)).await,
        "InvalidClientTokenId"
    );
}

#[tokio::test]
async fn a_request_more_than_fifteen_minutes_old_or_early_is_refused() {
    let (sandbox, keys, _) = sandbox(&[]);
    for (minutes, fine) in [(-16, false), (-14, true), (14, true), (16, false)] {
        let at = Timestamp::now() + SignedDuration::from_mins(minutes);
        let request = Signed {
            at,
            ..Signed::by(&keys)
        }
        .organizations("ListRoots", &json!({}));
        assert_eq!(
            ask(&sandbox, request).await.0 == 200,
            fine,
            "{minutes} minutes"
        );
    }
    let old = Timestamp::now() - SignedDuration::from_mins(16);
    assert_eq!(
        code(
            &sandbox,
            Signed {
                at: old,
                ..Signed::by(&keys)
            }
            .query("sts", WHO)
        )
        .await,
        "SignatureDoesNotMatch"
    );
    pass(&sandbox, 24 * 3600);
    assert_eq!(
        ask(&sandbox, roots(&keys)).await.0,
        200,
        "the sandbox's clock may be ahead of its clients'"
    );
}

#[tokio::test]
async fn temporary_credentials_need_their_token_and_end() {
    let (sandbox, keys, _) = sandbox(&[]);
    let ask_for = [
        ("Action", "GetSessionToken"),
        ("Version", "2011-06-15"),
        ("DurationSeconds", "900"),
    ];
    let (_, answer) = ask(&sandbox, Signed::by(&keys).query("sts", &ask_for)).await;
    let temporary = Credentials {
        access_key_id: leaf(&answer, "AccessKeyId"),
        secret_access_key: leaf(&answer, "SecretAccessKey"),
    };
    let token = leaf(&answer, "SessionToken");
    let signed = |token| {
        Signed {
            token,
            ..Signed::by(&temporary)
        }
        .organizations("ListRoots", &json!({}))
    };
    assert_eq!(ask(&sandbox, signed(Some(&token))).await.0, 200);
    assert_eq!(
        code(&sandbox, signed(None)).await,
        "UnrecognizedClientException"
    );
    assert_eq!(
        code(&sandbox, signed(Some("another"))).await,
        "UnrecognizedClientException"
    );
    pass(&sandbox, 900);
    assert_eq!(
        code(&sandbox, signed(Some(&token))).await,
        "ExpiredTokenException"
    );
}

#[tokio::test]
async fn what_names_no_operation_is_refused() {
    let (sandbox, keys, _) = sandbox(&[]);
    assert_eq!(
        code(&sandbox, Signed::by(&keys).query("sts", &[])).await,
        "MissingAction"
    );
    let unknown = [("Action", "ListRoles"), ("Version", "1999-01-01")];
    assert_eq!(
        code(&sandbox, Signed::by(&keys).query("iam", &unknown)).await,
        "InvalidAction"
    );
    assert_eq!(
        code(
            &sandbox,
            Signed::by(&keys).organizations("LaunchRocket", &json!({}))
        )
        .await,
        "UnknownOperationException"
    );
}

#[test]
fn credentials_keep_their_secret_in_debug() {
    let (sandbox, keys, _) = sandbox(&[]);
    let shown = format!("{keys:?} {sandbox:?}");
    assert!(
        shown.contains(&keys.access_key_id) && !shown.contains(&keys.secret_access_key),
        "{shown}"
    );
}
