//! Who may ask, and the switches.

use serde_json::{Value, json};

use super::signed_in;
use crate::{
    Options, Sandbox,
    testing::{Signed, World, ask, plain, serve},
};

async fn status(sandbox: &Sandbox, headers: &[(&'static str, &str)]) -> u16 {
    let mut request = plain("GET", "/_sandbox/calls", "");
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    ask(sandbox, request).await.0.as_u16()
}

#[tokio::test]
async fn only_this_machine_is_answered() {
    let (sandbox, _) = signed_in(false);
    for host in [
        "127.0.0.1:4566",
        "localhost:4566",
        "[::1]:4566",
        "[::1]",
        "localhost",
    ] {
        assert_eq!(status(&sandbox, &[("host", host)]).await, 200, "{host}");
    }
    for host in [
        "evil.example.com",
        "evil.example.com:4566",
        "localhost.example.com",
        "127.0.0.1.example.com:80",
        "192.168.0.7",
    ] {
        assert_eq!(status(&sandbox, &[("host", host)]).await, 403, "{host}");
    }
}

#[tokio::test]
async fn a_page_of_another_site_is_refused() {
    let (sandbox, _) = signed_in(false);
    assert_eq!(
        status(&sandbox, &[("origin", "http://127.0.0.1:4566")]).await,
        200
    );
    for origin in [
        "https://evil.example.com",
        "http://127.0.0.1:9999",
        "http://localhost:4566",
        "null",
    ] {
        assert_eq!(
            status(&sandbox, &[("origin", origin)]).await,
            403,
            "{origin}"
        );
    }
    assert_eq!(
        status(
            &sandbox,
            &[
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-mode", "no-cors")
            ]
        )
        .await,
        403
    );
    assert_eq!(
        status(
            &sandbox,
            &[
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-mode", "navigate")
            ]
        )
        .await,
        200,
        "a link may lead here"
    );
    assert_eq!(
        status(&sandbox, &[("sec-fetch-site", "same-origin")]).await,
        200
    );
}

#[tokio::test]
async fn the_clock_runs_forwards_only() {
    let (sandbox, _) = signed_in(false);
    let (answer, _) = ask(
        &sandbox,
        plain("POST", "/_sandbox/clock", r#"{"advanceSeconds": 60}"#),
    )
    .await;
    assert_eq!(answer, 200);
    let (answer, why) = ask(
        &sandbox,
        plain("POST", "/_sandbox/clock", r#"{"advanceSeconds": -1}"#),
    )
    .await;
    assert_eq!(answer, 400);
    assert!(why.contains("time does not run backwards"), "{why}");
}

#[tokio::test]
async fn a_state_is_read_and_put_back_while_it_runs() {
    let (sandbox, _) = signed_in(false);
    let (_, before) = ask(&sandbox, plain("GET", "/_sandbox/state", "")).await;
    let mut changed: Value = serde_json::from_str(&before).unwrap();
    let member = World::new().member;
    changed["accounts"][&member]["name"] = "Renamed".into();
    let revision = sandbox.revision();
    let (answer, _) = ask(
        &sandbox,
        plain("PUT", "/_sandbox/state", changed.to_string()),
    )
    .await;
    assert_eq!(answer, 200);
    assert!(
        sandbox.revision() > revision,
        "who watches the revision sees it"
    );
    let (_, after) = ask(&sandbox, plain("GET", "/_sandbox/state", "")).await;
    assert_eq!(serde_json::from_str::<Value>(&after).unwrap(), changed);
    let (answer, why) = ask(
        &sandbox,
        plain("PUT", "/_sandbox/state", r#"{"version": 99}"#),
    )
    .await;
    assert_eq!(answer, 400);
    assert!(why.contains("newer"), "{why}");
    assert_eq!(
        sandbox.state(),
        changed,
        "a state that is refused changes nothing"
    );
}

#[tokio::test]
async fn calls_are_counted_and_faults_added_while_it_runs() {
    let sandbox = serve(&World::new(), Options::default());
    let keys = sandbox.credentials();
    let roots = || Signed::by(&keys).organizations("ListRoots", &json!({}));
    assert_eq!(ask(&sandbox, roots()).await.0, 200);
    let fault = r#"{"operation": "ListRoots", "code": "Throttle"}"#;
    assert_eq!(
        ask(&sandbox, plain("POST", "/_sandbox/faults", fault))
            .await
            .0,
        200
    );
    assert_eq!(ask(&sandbox, roots()).await.0, 400);
    let (_, calls) = ask(&sandbox, plain("GET", "/_sandbox/calls", "")).await;
    let calls: Value = serde_json::from_str(&calls).unwrap();
    assert_eq!(
        calls,
        json!({"calls": {"ListRoots": 1}, "throttled": {"ListRoots": 1}})
    );
    let unknown = r#"{"operation": "ListRoots", "code": "Boom"}"#;
    assert_eq!(
        ask(&sandbox, plain("POST", "/_sandbox/faults", unknown))
            .await
            .0,
        400
    );
    assert_eq!(
        ask(&sandbox, plain("DELETE", "/_sandbox/state", ""))
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn a_device_is_registered_and_its_seed_told() {
    let world = World::new();
    let sandbox = serve(&world, Options::default());
    let asked = json!({"accountId": world.management, "userName": "admin"}).to_string();
    let (answer, told) = ask(&sandbox, plain("POST", "/_sandbox/mfa", asked)).await;
    assert_eq!(answer, 200, "{told}");
    let told: Value = serde_json::from_str(&told).unwrap();
    let serial = format!("arn:aws:iam::{}:mfa/admin", world.management);
    assert_eq!(told["serial"], serial);
    assert_eq!(told["seed"].as_str().unwrap().len(), 64);
    let nobody = json!({"accountId": world.management, "userName": "none"}).to_string();
    let (answer, why) = ask(&sandbox, plain("POST", "/_sandbox/mfa", nobody)).await;
    assert_eq!(answer, 400);
    assert!(why.contains("there is no user none"), "{why}");
}
