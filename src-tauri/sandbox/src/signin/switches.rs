//! The switches and books of a running sandbox, over HTTP.

use bytes::Bytes;
use http::{Method, Response, StatusCode};
use jiff::Timestamp;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::payers;
use crate::{
    service::{Sandbox, lock, not_found},
    state::{MfaDevice, State},
    switches::Fault,
    wire::{self, Incoming},
};

/// Whether browsers can be signed in to several identities.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Console {
    multi_session: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Advance {
    advance_seconds: i64,
}

pub(super) fn answer(sandbox: &Sandbox, request: &Incoming, path: &str) -> Response<Bytes> {
    let answer = match (&request.method, path) {
        (&Method::GET, "/_sandbox/state") => Ok(sandbox.state()),
        (&Method::PUT, "/_sandbox/state") => read(request).and_then(|state: Value| {
            sandbox
                .replace(state)
                .map(|()| json!({}))
                .map_err(|error| error.to_string())
        }),
        (&Method::GET, "/_sandbox/calls") => {
            serde_json::to_value(&lock(&sandbox.switches).calls).map_err(|error| error.to_string())
        }
        (&Method::GET, "/_sandbox/mail") => {
            serde_json::to_value(&lock(&sandbox.state).mail).map_err(|error| error.to_string())
        }
        (&Method::POST, "/_sandbox/faults") => read(request).map(|fault: Fault| {
            lock(&sandbox.switches).faults.push(fault);
            json!({})
        }),
        (&Method::GET, "/_sandbox/console") => {
            let state = lock(&sandbox.state);
            let now = state.now();
            let open = state.console_sessions.values();
            let open: Vec<_> = open.filter(|session| session.expires_at > now).collect();
            serde_json::to_value(open).map_err(|error| error.to_string())
        }
        (&Method::POST, "/_sandbox/console") => read(request).map(|Console { multi_session }| {
            lock(&sandbox.switches).several_sessions = multi_session;
            json!({})
        }),
        (&Method::GET, "/_sandbox/billing") => Ok(payers::books(sandbox)),
        (&Method::POST, "/_sandbox/billing") => {
            read(request).and_then(|asked| payers::turn(sandbox, asked))
        }
        (&Method::POST, "/_sandbox/mfa") => {
            read(request).and_then(|asked| register(&mut lock(&sandbox.state), asked))
        }
        (&Method::POST, "/_sandbox/clock") => {
            read(request).and_then(|Advance { advance_seconds }| {
                if advance_seconds < 0 {
                    return Err(
                        "time does not run backwards: advanceSeconds must be 0 or more".to_owned(),
                    );
                }
                Ok(json!({ "now": advance(sandbox, advance_seconds) }))
            })
        }
        _ => return not_found(),
    };
    match answer {
        Ok(value) => wire::plain(StatusCode::OK, "application/json", value.to_string()),
        Err(message) => wire::plain(
            StatusCode::BAD_REQUEST,
            "application/json",
            json!({ "message": message }).to_string(),
        ),
    }
}

fn advance(sandbox: &Sandbox, seconds: i64) -> Timestamp {
    let mut state = lock(&sandbox.state);
    state.clock.advance(seconds);
    state.touch();
    state.now()
}

/// Whose MFA device to register.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Register {
    account_id: String,
    user_name: String,
    /// The serial number; else the one that AWS's console would give.
    #[serde(default)]
    serial: Option<String>,
}

/// Gives a user an MFA device, and tells the seed that its codes follow from. A device with the same
/// serial number is replaced.
fn register(state: &mut State, asked: Register) -> Result<Value, String> {
    let Register {
        account_id,
        user_name,
        serial,
    } = asked;
    let now = state.now();
    let seed = state.random.seed();
    let serial = serial.unwrap_or_else(|| format!("arn:aws:iam::{account_id}:mfa/{user_name}"));
    let iam = state
        .accounts
        .get_mut(&account_id)
        .map(|account| &mut account.iam)
        .filter(|iam| iam.users.contains_key(&user_name))
        .ok_or_else(|| format!("there is no user {user_name} in account {account_id}"))?;
    let device = MfaDevice::new(serial.clone(), Some(seed.clone()));
    iam.add_device(&user_name, device, now);
    state.touch();
    Ok(json!({ "serial": serial, "seed": seed }))
}

fn read<T: DeserializeOwned>(request: &Incoming) -> Result<T, String> {
    serde_json::from_slice(&request.body).map_err(|error| error.to_string())
}
