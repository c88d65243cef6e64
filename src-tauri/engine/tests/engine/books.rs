//! The sandbox's own books and switches, over HTTP: what is true in AWS, whatever the engine thinks.

use std::path::Path;

use canopy_core::AccountId;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// The sandbox that serves a data folder.
pub(crate) struct Books {
    host: String,
}

impl Books {
    /// The sandbox that said in `folder` where it is.
    pub(crate) fn of(folder: &Path) -> Self {
        let start = std::fs::read(folder.join("sandbox-endpoint.json"))
            .expect("the sandbox says where it is");
        let start: Value = serde_json::from_slice(&start).expect("JSON");
        let endpoint = start["endpoint"].as_str().expect("an endpoint");
        Self {
            host: endpoint.trim_start_matches("http://").to_owned(),
        }
    }

    async fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            self.host,
            body.len()
        );
        let mut stream = TcpStream::connect(&self.host)
            .await
            .expect("the sandbox listens");
        stream
            .write_all(request.as_bytes())
            .await
            .expect("the sandbox reads");
        let mut answer = String::new();
        stream
            .read_to_string(&mut answer)
            .await
            .expect("the sandbox answers");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        assert!(
            head.starts_with("HTTP/1.1 200"),
            "{method} {path} was refused: {answer}"
        );
        serde_json::from_str(body).expect("JSON")
    }

    /// The next call of `operation` fails.
    pub(crate) async fn fault(&self, operation: &str, code: &str) {
        self.faults(operation, code, 1, 0).await;
    }

    /// After `after` calls of `operation` that pass, `count` fail.
    pub(crate) async fn faults(&self, operation: &str, code: &str, count: u32, after: u32) {
        let fault = json!({"operation": operation, "code": code, "count": count, "after": after});
        self.ask("POST", "/_sandbox/faults", &fault.to_string())
            .await;
    }

    /// Gives a user of an account an MFA device: its serial number, and the seed of its codes.
    pub(crate) async fn mfa(&self, account: &AccountId, user: &str) -> Device {
        let asked = json!({"accountId": account.as_str(), "userName": user});
        let made = self.ask("POST", "/_sandbox/mfa", &asked.to_string()).await;
        let text = |name: &str| made[name].as_str().expect("a text").to_owned();
        Device {
            serial: text("serial"),
            seed: text("seed"),
        }
    }

    /// How often Cost Explorer was asked, what that costs, and how the switches of billing stand.
    pub(crate) async fn billing(&self) -> Value {
        self.ask("GET", "/_sandbox/billing", "").await
    }

    /// Turns switches of billing.
    pub(crate) async fn turn_billing(&self, asked: &Value) {
        self.ask("POST", "/_sandbox/billing", &asked.to_string())
            .await;
    }

    /// How often `operation` was let through.
    pub(crate) async fn calls(&self, operation: &str) -> u64 {
        self.ask("GET", "/_sandbox/calls", "").await["calls"][operation]
            .as_u64()
            .unwrap_or_default()
    }

    /// How many calls were let through in all.
    pub(crate) async fn all_calls(&self) -> u64 {
        let books = self.ask("GET", "/_sandbox/calls", "").await;
        books["calls"]
            .as_object()
            .expect("counts")
            .values()
            .filter_map(Value::as_u64)
            .sum()
    }

    /// The sandbox's clock goes forward.
    pub(crate) async fn advance(&self, seconds: i64) {
        let forward = json!({"advanceSeconds": seconds});
        self.ask("POST", "/_sandbox/clock", &forward.to_string())
            .await;
    }

    /// Somebody else, or time, changes an account.
    pub(crate) async fn set(&self, account: &AccountId, pointer: &str, value: Value) {
        self.meddle(|state| {
            let mut at = &mut state["accounts"][account.as_str()];
            for part in pointer.split('/') {
                at = &mut at[part];
            }
            *at = value;
        })
        .await;
    }

    /// An account as it is.
    pub(crate) async fn account(&self, account: &AccountId) -> Value {
        self.state().await["accounts"][account.as_str()].clone()
    }

    /// The one-time code that was last sent to an address.
    pub(crate) async fn code(&self, address: &str) -> String {
        let state = self.state().await;
        let mail = state["mail"].as_array().expect("mail").iter().rev();
        let mut codes = mail.filter(|mail| mail["to"] == address);
        let code = &codes.next().expect("a message")["code"];
        code.as_str().expect("a code").to_owned()
    }

    /// Handshakes of an action that were sent, the newest last.
    pub(crate) async fn handshakes(&self, action: &str) -> Vec<Value> {
        let state = self.state().await;
        let sent = state["handshakes"].as_object().expect("handshakes");
        let mut sent: Vec<Value> = sent
            .values()
            .filter(|it| it["action"] == action)
            .cloned()
            .collect();
        sent.sort_by_key(|it| it["requestedAt"].to_string());
        sent
    }

    /// How often calls were turned away as too many.
    pub(crate) async fn throttled(&self) -> u64 {
        let calls = self.ask("GET", "/_sandbox/calls", "").await;
        let throttled = calls["throttled"].as_object();
        throttled
            .into_iter()
            .flat_map(|it| it.values())
            .filter_map(Value::as_u64)
            .sum()
    }

    /// All that the sandbox knows.
    pub(crate) async fn state(&self) -> Value {
        self.ask("GET", "/_sandbox/state", "").await
    }

    /// Somebody else changes the organization.
    pub(crate) async fn meddle(&self, change: impl FnOnce(&mut Value)) {
        let mut state = self.state().await;
        change(&mut state);
        self.ask("PUT", "/_sandbox/state", &state.to_string()).await;
    }

    /// Somebody else moves an account.
    pub(crate) async fn move_away(&self, account: &AccountId, to: &str) {
        let pointer = format!("/accounts/{account}/membership/parentId");
        self.meddle(|state| *state.pointer_mut(&pointer).expect("a member") = to.into())
            .await;
    }

    /// What holds an account.
    pub(crate) async fn parent_of(&self, account: &AccountId) -> String {
        let state = self.state().await;
        let parent = &state["accounts"][account.as_str()]["membership"]["parentId"];
        parent
            .as_str()
            .expect("a member of the organization")
            .to_owned()
    }

    /// The accounts with this email address.
    pub(crate) async fn accounts_with(&self, email: &str) -> Vec<Value> {
        let state = self.state().await;
        let accounts = state["accounts"].as_object().expect("accounts").values();
        accounts
            .filter(|account| account["email"] == email)
            .cloned()
            .collect()
    }

    /// The organizational units with this name.
    pub(crate) async fn units_named(&self, name: &str) -> Vec<Value> {
        let state = self.state().await;
        units(&state)
            .into_iter()
            .filter(|unit| unit["name"] == name)
            .collect()
    }
}

/// An authenticator.
pub(crate) struct Device {
    pub(crate) serial: String,
    pub(crate) seed: String,
}

impl Device {
    /// The code that it shows now, or `ahead` steps of half a minute later.
    pub(crate) fn code(&self, ahead: u64) -> String {
        let secret = totp_rs::Secret::try_from_base32(&self.seed).expect("a seed");
        let authenticator = totp_rs::Builder::new()
            .with_algorithm(totp_rs::Algorithm::SHA1)
            .with_digits(6)
            .with_step_duration(30)
            .with_secret(secret)
            .build_noncompliant();
        let now = u64::try_from(jiff::Timestamp::now().as_second()).expect("after 1970");
        authenticator.generate(now + 30 * ahead).to_string()
    }
}

/// The organization that the sandbox's credentials manage.
pub(crate) fn organization(state: &Value) -> &Value {
    let management = &state["managementAccountId"];
    let mut all = state["organizations"]
        .as_object()
        .expect("organizations")
        .values();
    all.find(|it| it["managementAccountId"] == *management)
        .expect("the organization")
}

/// Its organizational units.
pub(crate) fn units(state: &Value) -> Vec<Value> {
    organization(state)["ous"]
        .as_object()
        .expect("units")
        .values()
        .cloned()
        .collect()
}

/// Its accounts.
pub(crate) fn members(state: &Value) -> Vec<Value> {
    let id = &organization(state)["id"];
    let accounts = state["accounts"].as_object().expect("accounts").values();
    accounts
        .filter(|account| account["membership"]["organizationId"] == *id)
        .cloned()
        .collect()
}
