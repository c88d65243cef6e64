//! IAM Identity Center: the sign-in of programs (OIDC) and the access portal behind it, neither of which is
//! called with signatures, for a token stands for the person; and, to be read, who is assigned what.
//! <https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/Welcome.html>
//! <https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/Welcome.html>

mod admin;
mod directory;
mod oidc;
mod pages;
mod portal;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use admin::answer as administer;
pub(crate) use store::answer as look_up;

use bytes::Bytes;
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::{
    service::{HangUp, Sandbox, lock},
    switches::FaultCode,
    wire::{self, Incoming},
};

/// Who is signed in to the portal of every sandbox.
const USER: &str = "ada";

/// A refusal in the words of OIDC or of the portal.
struct Refused {
    status: StatusCode,
    /// The exception that SDKs read.
    exception: &'static str,
    /// OIDC's own word for it; none in the portal.
    error: Option<&'static str>,
    message: String,
}

impl Refused {
    fn oidc(
        status: StatusCode,
        exception: &'static str,
        error: &'static str,
        message: &str,
    ) -> Self {
        Self {
            status,
            exception,
            error: Some(error),
            message: message.to_owned(),
        }
    }

    fn portal(status: StatusCode, exception: &'static str, message: &str) -> Self {
        Self {
            status,
            exception,
            error: None,
            message: message.to_owned(),
        }
    }

    fn response(&self) -> Response<Bytes> {
        let body = match self.error {
            Some(error) => json!({"error": error, "error_description": self.message}),
            None => json!({"message": self.message}),
        };
        let mut response = wire::plain(self.status, "application/json", body.to_string());
        if let Ok(exception) = self.exception.parse() {
            response.headers_mut().insert("x-amzn-errortype", exception);
        }
        response
    }
}

/// The operation that a path stands for, as the books count it.
fn operation(method: &Method, path: &str) -> Option<&'static str> {
    Some(match (method, path) {
        (&Method::POST, "/client/register") => "sso-oidc:RegisterClient",
        (&Method::POST, "/device_authorization") => "sso-oidc:StartDeviceAuthorization",
        (&Method::POST, "/token") => "sso-oidc:CreateToken",
        (&Method::GET, "/assignment/accounts") => "sso:ListAccounts",
        (&Method::GET, "/assignment/roles") => "sso:ListAccountRoles",
        (&Method::GET, "/federation/credentials") => "sso:GetRoleCredentials",
        (&Method::POST, "/logout") => "sso:Logout",
        _ => return None,
    })
}

/// Answers what is for Identity Center; none for anything else.
pub(crate) async fn answer(
    sandbox: &Sandbox,
    request: &Incoming,
    path: &str,
) -> Option<Result<Response<Bytes>, HangUp>> {
    if let Some(page) = pages::answer(sandbox, request, path) {
        return Some(Ok(page));
    }
    let operation = operation(&request.method, path)?;
    let latency = lock(&sandbox.switches).latency;
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let fault = {
        let mut switches = lock(&sandbox.switches);
        let fault = switches.fault(operation);
        switches
            .calls
            .count(operation, fault == Some(FaultCode::Throttle));
        fault
    };
    let refused = match fault {
        Some(FaultCode::Timeout) => return Some(Err(HangUp)),
        Some(FaultCode::Throttle) => Some((
            StatusCode::TOO_MANY_REQUESTS,
            "TooManyRequestsException",
            "slow_down",
        )),
        Some(FaultCode::InternalError) => Some((
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalServerException",
            "server_error",
        )),
        Some(FaultCode::AccessDenied) => Some((
            StatusCode::BAD_REQUEST,
            "AccessDeniedException",
            "access_denied",
        )),
        Some(FaultCode::ExpiredToken) => Some((
            StatusCode::UNAUTHORIZED,
            "UnauthorizedException",
            "expired_token",
        )),
        _ => None,
    };
    if let Some((status, exception, error)) = refused {
        let refused = Refused::oidc(status, exception, error, "The sandbox was told to fail");
        return Some(Ok(refused.response()));
    }
    let answer = run(sandbox, request, operation);
    if fault == Some(FaultCode::LostReply) {
        return Some(Err(HangUp));
    }
    Some(Ok(answer.map_or_else(
        |refused| refused.response(),
        |value| wire::plain(StatusCode::OK, "application/json", value.to_string()),
    )))
}

fn run(sandbox: &Sandbox, request: &Incoming, operation: &str) -> Result<Value, Refused> {
    let state = &mut lock(&sandbox.state);
    let body = || serde_json::from_slice(&request.body).unwrap_or(Value::Null);
    match operation {
        "sso-oidc:RegisterClient" => oidc::register(state, &body()),
        "sso-oidc:StartDeviceAuthorization" => oidc::start_device(state, &body(), &origin(request)),
        "sso-oidc:CreateToken" => oidc::create_token(state, &body()),
        "sso:ListAccounts" => portal::accounts(state, request),
        "sso:ListAccountRoles" => portal::roles(state, request),
        "sso:GetRoleCredentials" => portal::credentials(state, request),
        _ => portal::log_out(state, request),
    }
}

/// Where the sandbox was reached.
fn origin(request: &Incoming) -> String {
    let host = request
        .header("host")
        .or_else(|| request.uri.authority().map(http::uri::Authority::as_str));
    format!("http://{}", host.unwrap_or("127.0.0.1"))
}
