//! One request in, one answer out: routing, signatures, switches, and the two protocols.

#[cfg(test)]
mod tests;

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{
    account,
    authorize::{Caller, Principal},
    billing, budgets, cost_explorer, generate, iam, identity_center, organizations, quotas, sample,
    signature::{self, Authorization, SigningKeys},
    signin,
    state::{LastUse, State, StateError},
    sts,
    switches::{FaultCode, Options, Switches, bucket},
    wire::{self, Answer, Arguments, Call, General, Incoming, Refusal, Service},
};

/// The connection closes without an answer, as a fault asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the connection closed without an answer")]
pub struct HangUp;

/// A user's long-term keys.
#[derive(Clone)]
pub struct Credentials {
    /// `AKIA…`
    pub access_key_id: String,
    /// The secret.
    pub secret_access_key: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

/// An organization, the accounts in it and around it, and everything AWS would answer about them.
pub struct Sandbox {
    pub(crate) state: Mutex<State>,
    pub(crate) switches: Mutex<Switches>,
    keys: SigningKeys,
    pub(crate) pages_fetched: watch::Sender<u64>,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sandbox").finish_non_exhaustive()
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sandbox {
    fn new(state: State, options: Options) -> Self {
        Self {
            state: Mutex::new(state),
            switches: Mutex::new(Switches::new(options)),
            keys: SigningKeys::default(),
            pages_fetched: watch::Sender::new(0),
        }
    }

    /// The sample organization: some 40 accounts that tell a story.
    pub fn sample(options: Options) -> Self {
        Self::new(sample::sample(Timestamp::now()), options)
    }

    /// `accounts` accounts (the management account among them) in `ous` organizational units, the same
    /// ones each time for the same seed.
    pub fn generate(accounts: usize, ous: usize, seed: u64, options: Options) -> Self {
        Self::new(generate::generate(accounts, ous, seed), options)
    }

    /// A sandbox that was saved.
    pub fn from_state(state: Value, options: Options) -> Result<Self, StateError> {
        Ok(Self::new(State::read(state)?, options))
    }

    /// All that it knows, to be saved.
    pub fn state(&self) -> Value {
        serde_json::to_value(&*lock(&self.state)).unwrap_or_default()
    }

    pub(crate) fn replace(&self, state: Value) -> Result<(), StateError> {
        let mut new = State::read(state)?;
        let mut state = lock(&self.state);
        new.revision = state.revision + 1;
        *state = new;
        Ok(())
    }

    /// Grows with each write.
    pub fn revision(&self) -> u64 {
        lock(&self.state).revision
    }

    /// The account that manages the organization.
    pub fn management_account_id(&self) -> String {
        lock(&self.state).management_account_id.clone()
    }

    /// Keys of the management account's administrator.
    pub fn credentials(&self) -> Credentials {
        let state = lock(&self.state);
        administrator(&state, &state.management_account_id)
    }

    /// What a client must know, served at `endpoint`.
    pub fn start_line(&self, endpoint: &str) -> Value {
        let state = lock(&self.state);
        let keys = administrator(&state, &state.management_account_id);
        let others: Vec<Value> = state
            .others
            .iter()
            .map(|id| {
                let keys = administrator(&state, id);
                json!({"accountId": id, "accessKeyId": keys.access_key_id, "secretAccessKey": keys.secret_access_key})
            })
            .collect();
        json!({
            "endpoint": endpoint,
            "signinUrl": endpoint,
            "managementAccountId": state.management_account_id,
            "accessKeyId": keys.access_key_id,
            "secretAccessKey": keys.secret_access_key,
            "others": others,
        })
    }

    /// Waits until a console page was fetched after this call.
    pub async fn console_page_fetched(&self) {
        let mut fetched = self.pages_fetched.subscribe();
        let before = *fetched.borrow_and_update();
        // The sender lives as long as `self`.
        let _ = fetched.wait_for(|now| *now > before).await;
    }

    /// Answers one request as AWS would.
    pub async fn respond(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HangUp> {
        let (parts, body) = request.into_parts();
        let request = Incoming {
            method: parts.method,
            uri: parts.uri,
            headers: parts.headers,
            body,
        };
        let path = request.uri.path().to_owned();
        if signin::answers(&path) {
            return Ok(signin::answer(self, &request, &path));
        }
        if let Some(answer) = identity_center::answer(self, &request, &path).await {
            return answer;
        }
        self.call(&request).await
    }

    async fn call(&self, request: &Incoming) -> Result<Response<Bytes>, HangUp> {
        let request_id = lock(&self.state).random.uuid();
        let signed_for =
            Authorization::of(request).map(|authorization| authorization.service.to_owned());
        let call = match Call::of(request, signed_for.as_deref()) {
            Ok(call) => call,
            Err(refusal) => {
                let service = Service::of_unknown(request, signed_for.as_deref());
                return Ok(wire::failure(service, &refusal, &request_id));
            }
        };
        let latency = lock(&self.switches).latency;
        if !latency.is_zero() {
            tokio::time::sleep(latency).await;
        }
        let fault = lock(&self.switches).fault(&call.name());
        if fault == Some(FaultCode::Timeout) {
            return Err(HangUp);
        }
        if call.service.is_billing() && self.is_govcloud(request) {
            return Err(HangUp);
        }
        let answer = self
            .caller(request, call.service)
            .and_then(|caller| self.answer(&call, &caller, fault));
        match answer {
            Ok(_) if fault == Some(FaultCode::LostReply) => Err(HangUp),
            Ok(answer) => Ok(wire::success(&call, &answer, &request_id)),
            Err(refusal) => Ok(wire::failure(call.service, &refusal, &request_id)),
        }
    }

    /// Whether the caller is in AWS's partition `us-gov`: by the Region, or because the sandbox says so.
    fn is_govcloud(&self, request: &Incoming) -> bool {
        Authorization::of(request)
            .is_some_and(|authorization| authorization.region.starts_with("us-gov-"))
            || lock(&self.state).partition.as_deref() == Some("aws-us-gov")
    }

    fn answer(
        &self,
        call: &Call,
        caller: &Caller,
        fault: Option<FaultCode>,
    ) -> Result<Answer, Refusal> {
        let general = match fault {
            Some(FaultCode::Throttle) => {
                lock(&self.switches).calls.count(&call.name(), true);
                Some(General::TooMany)
            }
            Some(FaultCode::InternalError) => Some(General::Internal),
            Some(FaultCode::AccessDenied) => Some(General::Denied),
            Some(FaultCode::ExpiredToken) => Some(General::Expired),
            _ => None,
        };
        if let Some(general) = general {
            return Err(general.of(call.service));
        }
        let mut state = lock(&self.state);
        let now = state.now();
        organizations::settle(&mut state, now);
        {
            let mut switches = lock(&self.switches);
            let organization = state
                .organization_of(&caller.account_id)
                .map(|organization| organization.id.clone());
            let name = call.name();
            let admitted = !switches.throttle
                || switches.buckets.admit(
                    &bucket(call),
                    account::charged(call).unwrap_or(&caller.account_id),
                    organization.as_deref(),
                );
            switches.calls.count(&name, !admitted);
            if !admitted {
                return Err(General::TooMany.of(call.service));
            }
        }
        match (&call.service, &call.arguments) {
            (Service::Organizations, Arguments::Json(arguments)) => {
                organizations::answer(&mut state, caller, &call.operation, arguments)
                    .map(Answer::Json)
            }
            (Service::Account, Arguments::Json(arguments)) => {
                account::answer(&mut state, caller, &call.operation, arguments).map(Answer::Json)
            }
            (Service::Quotas, Arguments::Json(arguments)) => {
                quotas::answer(&state, caller, &call.operation, arguments).map(Answer::Json)
            }
            (Service::IdentityCenter, Arguments::Json(arguments)) => {
                identity_center::administer(&state, caller, &call.operation, arguments)
                    .map(Answer::Json)
            }
            (Service::IdentityStore, Arguments::Json(arguments)) => {
                identity_center::look_up(&state, caller, &call.operation, arguments)
                    .map(Answer::Json)
            }
            (Service::CostExplorer, Arguments::Json(arguments)) => {
                let answer = cost_explorer::answer(&mut state, caller, &call.operation, arguments)?;
                lock(&self.switches).billed.count(&call.operation, false);
                Ok(Answer::Json(answer))
            }
            (Service::Budgets, Arguments::Json(arguments)) => {
                budgets::answer(&state, caller, &call.operation, arguments).map(Answer::Json)
            }
            (Service::Billing, Arguments::Json(arguments)) => {
                billing::answer(&state, caller, &call.operation, arguments).map(Answer::Json)
            }
            (Service::Iam, Arguments::Form(form)) => {
                iam::answer(&mut state, caller, &call.operation, form).map(Answer::Xml)
            }
            (Service::Sts, Arguments::Form(form)) => {
                sts::answer(&mut state, caller, &call.operation, form).map(Answer::Xml)
            }
            // `Call::of` gives IAM and STS a form and the others JSON.
            _ => Err(Refusal::query(
                "InvalidAction",
                400,
                format!("Could not find operation {}", call.operation),
            )),
        }
    }

    fn caller(&self, request: &Incoming, service: Service) -> Result<Caller, Refusal> {
        let Some(authorization) = Authorization::of(request) else {
            return Err(General::Unsigned.of(service));
        };
        let state = lock(&self.state);
        let now = state.now();
        let unknown = || General::UnknownKeys.of(service);
        let (caller, secret) =
            if let Some(session) = state.sessions.get(authorization.access_key_id) {
                if request.header("x-amz-security-token") != Some(&session.token) {
                    return Err(unknown());
                }
                if session.expires_at <= now {
                    return Err(General::Expired.of(service));
                }
                (
                    Caller::of_session(session, authorization.region),
                    session.secret.clone(),
                )
            } else {
                let (account_id, name) = state
                    .index
                    .key_owner(authorization.access_key_id)
                    .ok_or_else(unknown)?;
                let user = state
                    .accounts
                    .get(account_id)
                    .and_then(|account| account.iam.users.get(name))
                    .ok_or_else(unknown)?;
                let key = user
                    .access_keys
                    .iter()
                    .find(|key| key.id == authorization.access_key_id && key.active)
                    .ok_or_else(unknown)?;
                let caller = Caller {
                    account_id: account_id.to_owned(),
                    principal: Principal::User(name.to_owned()),
                    session: None,
                    region: authorization.region.to_owned(),
                };
                (caller, key.secret.clone())
            };
        drop(state);
        let skew = signature::signed_at(request)
            .map(|at| (Timestamp::now().as_second() - at.as_second()).abs());
        if skew.is_none_or(|skew| skew > signature::MAX_SKEW_SECONDS)
            || !self.keys.verify(request, &authorization, &secret)
        {
            return Err(General::BadSignature.of(service));
        }
        if let (Principal::User(name), None) = (&caller.principal, &caller.session) {
            let used = LastUse {
                at: now,
                service: authorization.service.to_owned(),
                region: authorization.region.to_owned(),
            };
            let id = authorization.access_key_id;
            lock(&self.state).note_use(&caller.account_id, name, id, used);
        }
        Ok(caller)
    }
}

fn administrator(state: &State, account_id: &str) -> Credentials {
    let users = state
        .accounts
        .get(account_id)
        .map(|account| &account.iam.users);
    let key = users.and_then(|users| users.values().find_map(|user| user.access_keys.first()));
    Credentials {
        access_key_id: key.map(|key| key.id.clone()).unwrap_or_default(),
        secret_access_key: key.map(|key| key.secret.clone()).unwrap_or_default(),
    }
}

pub(crate) fn not_found() -> Response<Bytes> {
    wire::plain(StatusCode::NOT_FOUND, "text/plain", "Not found")
}
