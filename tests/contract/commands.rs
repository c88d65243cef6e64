//! Commands called as the web view calls them.

use std::{sync::Arc, time::Duration};

use canopy_desktop::assemble;
use canopy_engine::{Engine, Options};
use serde_json::{Value, json};
use tauri::{
    WebviewWindow, WebviewWindowBuilder,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets},
    webview::InvokeRequest,
};

/// Canopy without a window, on its own data folder.
pub(crate) struct Canopy {
    pub(crate) engine: Arc<Engine>,
    window: WebviewWindow<MockRuntime>,
    _app: tauri::App<MockRuntime>,
    _data: tempfile::TempDir,
}

impl Canopy {
    pub(crate) fn open() -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let engine = Engine::open(Options {
            data_folder: Some(data.path().to_owned()),
        })
        .expect("the engine opens");
        let app = assemble(mock_builder(), engine.clone(), None)
            .build(mock_context(noop_assets()))
            .expect("the app is built");
        let window = WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default())
            .build()
            .expect("a window");
        Self {
            engine,
            window,
            _app: app,
            _data: data,
        }
    }

    pub(crate) fn call(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: command.into(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: if cfg!(windows) {
                "http://tauri.localhost"
            } else {
                "tauri://localhost"
            }
            .parse()
            .expect("a url"),
            body: InvokeBody::Json(arguments),
            headers: tauri::http::HeaderMap::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        get_ipc_response(&self.window, request).map(|body| body.deserialize().expect("JSON"))
    }

    pub(crate) fn open_sandbox(&self) -> Value {
        let session = self
            .call("open_connection", json!({"connection": "sandbox"}))
            .expect("the sandbox opens");
        for _ in 0..200 {
            let view = self
                .call("organization", json!({"connection": "sandbox"}))
                .expect("an answer");
            if view["tree"]["complete"] == true && view["loading"].is_null() {
                return session;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the sample organization did not load within 10 s");
    }

    pub(crate) fn node(&self, name: &str) -> Value {
        let view = self
            .call("organization", json!({"connection": "sandbox"}))
            .expect("an answer");
        let nodes = view["tree"]["nodes"].as_array().expect("nodes").clone();
        nodes
            .into_iter()
            .find(|node| node["name"] == name)
            .unwrap_or_else(|| panic!("no node is named {name}"))
    }

    fn ended(&self, job: &Value) -> Value {
        for _ in 0..200 {
            let jobs = self
                .call("activity", json!({"connection": "sandbox"}))
                .expect("an answer");
            let found = jobs
                .as_array()
                .expect("jobs")
                .iter()
                .find(|it| it["id"] == *job)
                .cloned()
                .expect("the job");
            if ["done", "failed", "cancelled"].contains(&found["state"].as_str().expect("a state"))
            {
                return found;
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        panic!("the job did not end within 5 s");
    }
}

#[test]
fn the_sandbox_opens_signed_in_and_loads() {
    let canopy = Canopy::open();
    let session = canopy.open_sandbox();
    assert_eq!(session["connection"]["kind"], "sandbox");
    assert_eq!(
        session["caller"]["accountId"].as_str().map(str::len),
        Some(12)
    );
    let view = canopy
        .call("organization", json!({"connection": "sandbox"}))
        .expect("an answer");
    assert!(
        view["tree"]["nodes"].as_array().expect("nodes").len() > 40,
        "some 40 accounts and their OUs"
    );
    assert_eq!(view["failure"], Value::Null);
}

#[test]
fn a_plan_that_was_reviewed_runs_and_can_be_taken_back() {
    let canopy = Canopy::open();
    canopy.open_sandbox();
    let prod = canopy.node("prod");
    let staging = canopy.node("staging");
    let view = canopy
        .call("organization", json!({"connection": "sandbox"}))
        .expect("an answer");
    let account = view["tree"]["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .find(|node| node["kind"] == "account" && node["parentId"] == staging["id"])
        .expect("an account in staging")
        .clone();

    let changes = json!([{"change": "moveAccount", "account": account["id"], "to": prod["id"]}]);
    let plan = canopy
        .call("plan", json!({"connection": "sandbox", "changes": changes}))
        .expect("a plan");
    assert_eq!(plan["blockers"], json!([]));
    let job = canopy
        .call(
            "start_job",
            json!({"connection": "sandbox", "planId": plan["planId"]}),
        )
        .expect("a job");
    assert_eq!(canopy.ended(&job["id"])["state"], "done");
    let name = account["name"].as_str().expect("a name");
    assert_eq!(
        canopy.node(name)["parentId"],
        prod["id"],
        "the tree moved on without a load"
    );

    let undo = canopy
        .call(
            "plan_undo",
            json!({"connection": "sandbox", "job": job["id"]}),
        )
        .expect("a plan");
    let undo = canopy
        .call(
            "start_job",
            json!({"connection": "sandbox", "planId": undo["planId"]}),
        )
        .expect("a job");
    assert_eq!(canopy.ended(&undo["id"])["state"], "done");
    assert_eq!(
        canopy.node(name)["parentId"],
        staging["id"],
        "undone, it stands where it stood"
    );
}

#[test]
fn failures_carry_a_code_and_words() {
    let canopy = Canopy::open();
    canopy.open_sandbox();
    let plan = json!({"connection": "sandbox", "planId": "0123456789abcdef"});
    let failure = canopy.call("start_job", plan).expect_err("no such plan");
    assert_eq!(failure["code"], "notFound");
    assert!(failure["hint"].is_string(), "it says what to do");
    let failure = canopy
        .call(
            "tags",
            json!({"connection": "profile:nobody", "node": "r-4xk2"}),
        )
        .expect_err("no such profile");
    assert!(failure["code"].is_string(), "{failure}");
}

#[test]
fn an_unknown_command_or_a_wrong_argument_is_told_in_plain_text() {
    let canopy = Canopy::open();
    assert!(canopy.call("drop_everything", json!({})).is_err());
    let failure = canopy
        .call("tags", json!({"connection": "sandbox", "node": "prod"}))
        .expect_err("a name is no id");
    assert!(
        failure.is_string(),
        "the framework's own failures are text, and the web view makes them its own"
    );
}
