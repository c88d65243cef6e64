//! Loading at AWS's limits, against the floor that AWS's table gives.

use std::{
    collections::VecDeque,
    process::{ExitCode, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use aws_sdk_organizations::{Client, config::retry::RetryConfig, types::ChildType};
use canopy_core::Tree;
use canopy_engine::{Engine, Options, connection::Kind};
use canopy_sandbox::Sandbox;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tokio::process::Command;

use crate::{floor, report::Report};

/// What a round trip to AWS takes, about.
const LATENCY: Duration = Duration::from_millis(50);
const SEED: u64 = 7;

/// What one load took.
#[derive(Debug, Serialize, Deserialize)]
struct Measured {
    seconds: f64,
    calls: u32,
    throttled: u32,
    first_rows_ms: f64,
    tree: Tree,
}

/// Loads from the sandbox that the environment names, and prints what it took.
pub(crate) async fn measure() -> ExitCode {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = Engine::open(Options {
        data_folder: Some(folder.path().to_owned()),
    })
    .expect("the engine opens");
    let session = engine
        .session(&Kind::environment_id())
        .await
        .expect("the sandbox's keys are good");
    let loaded = session.load().await.expect("the organization loads");
    let measured = Measured {
        seconds: loaded.seconds,
        calls: loaded.calls,
        throttled: loaded.throttled,
        first_rows_ms: loaded.first_rows_ms.expect("a load shows its first page"),
        tree: (*loaded.tree).clone(),
    };
    let written = serde_json::to_writer(std::io::stdout(), &measured);
    if written.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Loads organizations at AWS's pace and compares with the floor.
pub(crate) async fn bench() -> ExitCode {
    let mut report = Report::default();
    Report::say("Loading, on the sandbox with AWS's token buckets and 50 ms latency");
    for (accounts, ous) in [(10_000, 200), (10_000, 1_000)] {
        let what = format!("{accounts} accounts in {ous} OUs");
        let measured = load(accounts, ous).await;
        let floor = floor::seconds(&measured.tree);
        Report::say(&format!(
            "        {what}: {:.1} s, floor {floor:.1} s, {} calls",
            measured.seconds, measured.calls
        ));
        report.at_most(
            &format!("{what}, time against the floor"),
            measured.seconds / floor,
            1.10,
            "×",
        );
        report.at_most(
            &format!("{what}, throttling errors"),
            f64::from(measured.throttled),
            0.0,
            "errors",
        );
        report.at_most(
            &format!("{what}, first rows"),
            measured.first_rows_ms / 1000.0,
            1.0,
            "s",
        );
    }
    let measured = load(1_000, 100).await;
    let naive = naive(1_000, 100).await;
    Report::say(&format!(
        "        1000 accounts in 100 OUs: {:.1} s; naive walk (ListChildren and DescribeAccount) {naive:.1} s, {:.1} × as long",
        measured.seconds,
        naive / measured.seconds
    ));
    report.end()
}

/// A sandbox that serves on this machine as slowly as AWS would.
async fn serve(accounts: usize, ous: usize) -> (String, Arc<Sandbox>) {
    let options = canopy_sandbox::Options {
        throttle: true,
        latency: LATENCY,
        faults: Vec::new(),
    };
    let sandbox = Arc::new(Sandbox::generate(accounts, ous, SEED, options));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .expect("a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(sandbox.clone().serve(listener));
    (endpoint, sandbox)
}

/// Loads in a process of its own: the SDK reads keys and endpoint from the environment.
async fn load(accounts: usize, ous: usize) -> Measured {
    in_another_process("measure-load", accounts, ous).await.0
}

/// What this program measures in another process, on a sandbox with AWS's token buckets, and how many
/// calls that sandbox turned away.
pub(crate) async fn in_another_process<T: DeserializeOwned>(
    what: &str,
    accounts: usize,
    ous: usize,
) -> (T, f64) {
    let (endpoint, sandbox) = serve(accounts, ous).await;
    let credentials = sandbox.credentials();
    let child = Command::new(std::env::current_exe().expect("this program"))
        .arg(what)
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("AWS_ACCESS_KEY_ID", &credentials.access_key_id)
        .env("AWS_SECRET_ACCESS_KEY", &credentials.secret_access_key)
        .env("AWS_REGION", "us-east-1")
        .env("CANOPY_PACE", "aws")
        .stdout(Stdio::piped())
        .spawn();
    let output = child
        .expect("this program starts")
        .wait_with_output()
        .await
        .expect("it ends");
    assert!(output.status.success(), "the measured process failed");
    let measured = serde_json::from_slice(&output.stdout).expect("what was measured");
    (measured, turned_away(&sandbox).await)
}

/// How many calls the sandbox turned away as too many.
async fn turned_away(sandbox: &Sandbox) -> f64 {
    let request = http::Request::get("/_sandbox/calls").header("host", "127.0.0.1");
    let request = request.body(bytes::Bytes::new()).expect("a request");
    let answer = sandbox.respond(request).await.expect("an answer");
    let calls: serde_json::Value = serde_json::from_slice(answer.body()).expect("JSON");
    let throttled = calls["throttled"].as_object().expect("counts");
    throttled
        .values()
        .filter_map(serde_json::Value::as_f64)
        .sum()
}

/// What a tool takes that walks from parent to child and describes every account, with the SDK's own retries.
async fn naive(accounts: usize, ous: usize) -> f64 {
    let (endpoint, sandbox) = serve(accounts, ous).await;
    let credentials = sandbox.credentials();
    let config = aws_config::SdkConfig::builder()
        .behavior_version(aws_config::BehaviorVersion::latest())
        .region(aws_config::Region::from_static("us-east-1"))
        .endpoint_url(endpoint)
        .retry_config(RetryConfig::standard().with_max_attempts(20))
        .sleep_impl(aws_sdk_organizations::config::SharedAsyncSleep::new(
            aws_smithy_async::rt::sleep::TokioSleep::new(),
        ))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .credentials_provider(
            aws_credential_types::provider::SharedCredentialsProvider::new(
                aws_credential_types::Credentials::new(
                    &credentials.access_key_id,
                    &credentials.secret_access_key,
                    None,
                    None,
                    "sandbox",
                ),
            ),
        )
        .build();
    let client = Client::new(&config);
    let started = Instant::now();
    let roots = client.list_roots().send().await.expect("a root");
    let root = roots
        .roots()
        .first()
        .and_then(|root| root.id())
        .expect("a root")
        .to_owned();
    let mut waiting = VecDeque::from([root]);
    while let Some(parent) = waiting.pop_front() {
        for unit in children(&client, &parent, ChildType::OrganizationalUnit).await {
            client
                .describe_organizational_unit()
                .organizational_unit_id(&unit)
                .send()
                .await
                .expect("a unit");
            waiting.push_back(unit);
        }
        for account in children(&client, &parent, ChildType::Account).await {
            client
                .describe_account()
                .account_id(&account)
                .send()
                .await
                .expect("an account");
        }
    }
    started.elapsed().as_secs_f64()
}

async fn children(client: &Client, parent: &str, kind: ChildType) -> Vec<String> {
    let mut found = Vec::new();
    let mut pages = client
        .list_children()
        .parent_id(parent)
        .child_type(kind)
        .into_paginator()
        .send();
    while let Some(page) = pages.next().await {
        let page = page.expect("a page of children");
        found.extend(
            page.children()
                .iter()
                .filter_map(|child| child.id().map(ToOwned::to_owned)),
        );
    }
    found
}
