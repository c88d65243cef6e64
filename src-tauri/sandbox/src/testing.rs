//! What several tests share: a small organization, calls into it, and requests signed by hand.

mod signed;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use jiff::Timestamp;
use serde_json::Value;

pub(crate) use signed::Signed;

use crate::{
    Options, Sandbox, account,
    authorize::{Caller, Principal},
    builder::Builder,
    cost_explorer, iam, organizations, quotas,
    service::lock,
    state::{JoinedMethod, MfaDevice, Payer, STEP_SECONDS, State, step_at},
    sts,
    wire::{Form, Refusal, form::encode},
};

pub(crate) const REGION: &str = "us-east-1";

/// An organization with a management account, an OU `Workloads` and one created member in it.
pub(crate) struct World {
    pub(crate) state: State,
    pub(crate) organization: String,
    pub(crate) root: String,
    pub(crate) management: String,
    pub(crate) workloads: String,
    pub(crate) member: String,
}

impl World {
    /// The organization, with a quota of ten accounts.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// The same, with what `more` adds.
    pub(crate) fn with(more: impl FnOnce(&mut Builder)) -> Self {
        let started = Timestamp::from_second(1_700_000_000).unwrap();
        let mut builder = Builder::new(7, "Management", "management@example.com", 10, started);
        let root = builder.root_id.clone();
        let workloads = builder.ou(&root, "Workloads");
        let member = builder.account(
            &workloads,
            "Member",
            "member@example.com",
            JoinedMethod::Created,
        );
        builder.add_user(&member, "dev", &[crate::builder::ADMINISTRATOR]);
        more(&mut builder);
        let management = builder.state.management_account_id.clone();
        Self {
            organization: builder.organization_id,
            state: builder.state,
            root,
            management,
            workloads,
            member,
        }
    }

    pub(crate) fn admin(&self) -> Caller {
        user(&self.management, "admin")
    }

    pub(crate) fn dev(&self) -> Caller {
        user(&self.member, "dev")
    }

    /// Calls Organizations as the management account's administrator.
    pub(crate) fn call(&mut self, operation: &str, arguments: &Value) -> Result<Value, Refusal> {
        let admin = self.admin();
        self.call_as(&admin, operation, arguments)
    }

    pub(crate) fn call_as(
        &mut self,
        caller: &Caller,
        operation: &str,
        arguments: &Value,
    ) -> Result<Value, Refusal> {
        let now = self.state.now();
        organizations::settle(&mut self.state, now);
        organizations::answer(&mut self.state, caller, operation, arguments)
    }

    /// Calls Account Management.
    pub(crate) fn account(
        &mut self,
        caller: &Caller,
        operation: &str,
        arguments: &Value,
    ) -> Result<Value, Refusal> {
        account::answer(&mut self.state, caller, operation, arguments)
    }

    /// Calls Service Quotas.
    pub(crate) fn quotas(
        &self,
        caller: &Caller,
        operation: &str,
        arguments: &Value,
    ) -> Result<Value, Refusal> {
        quotas::answer(&self.state, caller, operation, arguments)
    }

    /// Calls Cost Explorer.
    pub(crate) fn costs(
        &mut self,
        caller: &Caller,
        operation: &str,
        arguments: &Value,
    ) -> Result<Value, Refusal> {
        cost_explorer::answer(&mut self.state, caller, operation, arguments)
    }

    /// Moves the clock to an instant to come.
    pub(crate) fn wait_for(&mut self, instant: &str) {
        let instant: Timestamp = instant.parse().unwrap();
        let seconds = instant.as_second() - self.state.now().as_second();
        assert!(seconds >= 0, "time does not run backwards");
        self.state.clock.advance(seconds);
    }

    /// What is kept of the management account's billing.
    pub(crate) fn payer(&mut self) -> &mut Payer {
        let management = self.management.clone();
        self.state.payers.entry(management).or_default()
    }

    /// Lets Account Management and other services work in the organization.
    pub(crate) fn trust_service(&mut self, principal: &str) {
        let now = self.state.now();
        let organization = self.state.organizations.get_mut(&self.organization);
        let access = &mut organization.unwrap().trusted_services;
        access.insert(principal.to_owned(), now);
    }

    /// Why Organizations refuses: the code, and the reason where there is one.
    pub(crate) fn refusal(&mut self, operation: &str, arguments: &Value) -> String {
        told(&self.call(operation, arguments).unwrap_err())
    }

    /// Calls IAM as the member's administrator.
    pub(crate) fn iam(
        &mut self,
        operation: &str,
        arguments: &[(&str, &str)],
    ) -> Result<String, Refusal> {
        let dev = self.dev();
        iam::answer(&mut self.state, &dev, operation, &form(arguments))
    }

    pub(crate) fn sts(
        &mut self,
        caller: &Caller,
        operation: &str,
        arguments: &[(&str, &str)],
    ) -> Result<String, Refusal> {
        sts::answer(&mut self.state, caller, operation, &form(arguments))
    }

    /// Puts a role into an account, with a trust policy and inline permissions (none if empty).
    pub(crate) fn role(
        &mut self,
        account: &str,
        name: &str,
        trust: &Value,
        permissions: &Value,
    ) -> String {
        let now = self.state.now();
        let mut role =
            crate::builder::role(&mut self.state.random, name, trust.to_string(), &[], now);
        if !permissions.is_null() {
            role.permissions
                .inline
                .insert("inline".into(), permissions.to_string());
        }
        let arn = role.arn(account);
        self.state
            .accounts
            .get_mut(account)
            .unwrap()
            .iam
            .add_role(role);
        arn
    }

    /// Puts a user into an account, with inline permissions.
    pub(crate) fn user(&mut self, account: &str, name: &str, permissions: &Value) -> Caller {
        let now = self.state.now();
        let mut made = crate::builder::user(&mut self.state.random, name, &[], now);
        if !permissions.is_null() {
            made.permissions
                .inline
                .insert("inline".into(), permissions.to_string());
        }
        self.state
            .accounts
            .get_mut(account)
            .unwrap()
            .iam
            .add_user(made);
        user(account, name)
    }

    /// Gives a user an MFA device. Its serial number.
    pub(crate) fn device(&mut self, account: &str, name: &str) -> String {
        let now = self.state.now();
        let serial = format!("arn:aws:iam::{account}:mfa/{name}");
        let device = MfaDevice::new(serial.clone(), Some(self.state.random.seed()));
        let iam = &mut self.state.accounts.get_mut(account).unwrap().iam;
        iam.add_device(name, device, now);
        serial
    }

    /// The code that a device shows so many steps from now.
    pub(crate) fn code(&self, serial: &str, steps: i64) -> String {
        let mut accounts = self.state.accounts.values();
        let device = accounts.find_map(|account| account.iam.mfa_devices.get(serial));
        let step = step_at(self.state.now()) + steps;
        device.unwrap().code(step).unwrap()
    }

    /// Half a minute goes by, so that devices show new codes.
    pub(crate) fn next_code(&mut self) {
        self.state.clock.advance(STEP_SECONDS);
    }

    /// The caller that temporary credentials in an answer stand for.
    pub(crate) fn session(&self, answer: &str) -> Caller {
        let session = &self.state.sessions[&leaf(answer, "AccessKeyId")];
        Caller::of_session(session, REGION)
    }
}

/// A code and the reason where there is one: `ConstraintViolationException OU_DEPTH_LIMIT_EXCEEDED`.
pub(crate) fn told(refusal: &Refusal) -> String {
    refusal.reason.map_or_else(
        || refusal.code.to_owned(),
        |reason| format!("{} {reason}", refusal.code),
    )
}

/// A user with long-term keys.
pub(crate) fn user(account: &str, name: &str) -> Caller {
    Caller {
        account_id: account.to_owned(),
        principal: Principal::User(name.to_owned()),
        session: None,
        region: REGION.to_owned(),
    }
}

pub(crate) fn form(pairs: &[(&str, &str)]) -> Form {
    Form::parse(encoded(pairs).as_bytes())
}

pub(crate) fn encoded(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name.as_bytes()), encode(value.as_bytes())))
        .collect();
    pairs.join("&")
}

/// The text of the first XML element with this name.
pub(crate) fn leaf(xml: &str, name: &str) -> String {
    let inside = xml
        .split_once(&format!("<{name}>"))
        .and_then(|(_, rest)| rest.split_once(&format!("</{name}>")));
    inside
        .unwrap_or_else(|| panic!("no {name} in {xml}"))
        .0
        .to_owned()
}

/// The texts of all XML elements with this name, in their order.
pub(crate) fn members(xml: &str, name: &str) -> Vec<String> {
    let (start, end) = (format!("<{name}>"), format!("</{name}>"));
    let rest = xml.split(&start).skip(1);
    rest.map(|rest| rest.split_once(&end).unwrap().0.to_owned())
        .collect()
}

/// A policy document of one statement that allows an action on everything.
pub(crate) fn allow(action: &str) -> Value {
    serde_json::json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": action, "Resource": "*"}})
}

/// A sandbox of a world.
pub(crate) fn serve(world: &World, options: Options) -> Sandbox {
    Sandbox::from_state(serde_json::to_value(&world.state).unwrap(), options).unwrap()
}

/// Moves the clock of a sandbox.
pub(crate) fn pass(sandbox: &Sandbox, seconds: i64) {
    lock(&sandbox.state).clock.advance(seconds);
}

/// A request of a browser, or of a client that needs no signature.
pub(crate) fn plain(method: &str, uri: &str, body: impl Into<Bytes>) -> Request<Bytes> {
    Request::builder()
        .method(method)
        .uri(uri)
        .header("host", "127.0.0.1:4566")
        .body(body.into())
        .unwrap()
}

pub(crate) async fn ask(sandbox: &Sandbox, request: Request<Bytes>) -> (StatusCode, String) {
    let response = sandbox.respond(request).await.unwrap();
    (response.status(), text(&response))
}

pub(crate) fn text(response: &Response<Bytes>) -> String {
    String::from_utf8(response.body().to_vec()).unwrap()
}
