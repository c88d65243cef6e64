//! How a program gets a token for a person: with a code that the browser brings back, with one that the
//! person enters, or with the token it had before.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Refused, USER};
use crate::{
    clock,
    state::{AuthorizationCode, Client, Decision, Device, State, Token},
};

/// Seconds: a registration lasts 90 days, a device code 10 minutes, an access token an hour, a refresh
/// token the 8 hours of the portal's session.
const REGISTRATION: i64 = 90 * 86_400;
const DEVICE_CODE: i64 = 600;
const CODE: i64 = 60;
const ACCESS_TOKEN: i64 = 3600;
const REFRESH_TOKEN: i64 = 8 * 3600;
/// Seconds between two questions of a device.
const INTERVAL: i64 = 1;

fn text<'a>(body: &'a Value, name: &str) -> &'a str {
    body[name].as_str().unwrap_or_default()
}

fn bad_request(message: &str) -> Refused {
    Refused::oidc(
        StatusCode::BAD_REQUEST,
        "InvalidRequestException",
        "invalid_request",
        message,
    )
}

fn bad_grant(message: &str) -> Refused {
    Refused::oidc(
        StatusCode::BAD_REQUEST,
        "InvalidGrantException",
        "invalid_grant",
        message,
    )
}

pub(super) fn register(state: &mut State, body: &Value) -> Result<Value, Refused> {
    if text(body, "clientName").is_empty() || text(body, "clientType") != "public" {
        return Err(Refused::oidc(
            StatusCode::BAD_REQUEST,
            "InvalidClientMetadataException",
            "invalid_client_metadata",
            "clientName is needed, and clientType must be public",
        ));
    }
    let redirect_uris: Vec<String> = body["redirectUris"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|uri| uri.as_str().map(ToOwned::to_owned))
        .collect();
    if redirect_uris.iter().any(|uri| !is_loopback(uri)) {
        return Err(Refused::oidc(
            StatusCode::BAD_REQUEST,
            "InvalidRedirectUriException",
            "invalid_redirect_uri",
            "A public client's redirect URI must be on the loopback interface",
        ));
    }
    let now = state.now();
    let expires_at = clock::after(now, REGISTRATION);
    let (id, secret) = (state.random.token(22), state.random.token(200));
    let client = Client {
        secret: secret.clone(),
        redirect_uris,
        expires_at,
    };
    state.identity_center.clients.insert(id.clone(), client);
    state.touch();
    Ok(json!({
        "clientId": id,
        "clientSecret": secret,
        "clientIdIssuedAt": now.as_second(),
        "clientSecretExpiresAt": expires_at.as_second(),
    }))
}

/// The client that a request names with its secret.
fn client(state: &State, body: &Value) -> Result<String, Refused> {
    let id = text(body, "clientId");
    let known = state.identity_center.clients.get(id);
    known
        .filter(|client| {
            client.secret == text(body, "clientSecret") && client.expires_at > state.now()
        })
        .map(|_| id.to_owned())
        .ok_or_else(|| {
            Refused::oidc(
                StatusCode::UNAUTHORIZED,
                "InvalidClientException",
                "invalid_client",
                "The client is not known, or its secret is wrong",
            )
        })
}

pub(super) fn start_device(
    state: &mut State,
    body: &Value,
    origin: &str,
) -> Result<Value, Refused> {
    let client_id = client(state, body)?;
    if text(body, "startUrl").is_empty() {
        return Err(bad_request("startUrl is needed"));
    }
    let device_code = state.random.token(40);
    let letters = state.random.lower(8).to_uppercase();
    let user_code = format!("{}-{}", &letters[..4], &letters[4..]);
    let device = Device {
        client_id,
        user_code: user_code.clone(),
        decision: Decision::Open,
        expires_at: clock::after(state.now(), DEVICE_CODE),
        asked_at: None,
    };
    state
        .identity_center
        .devices
        .insert(device_code.clone(), device);
    state.touch();
    Ok(json!({
        "deviceCode": device_code,
        "userCode": user_code,
        "verificationUri": format!("{origin}/device"),
        "verificationUriComplete": format!("{origin}/device?user_code={user_code}"),
        "expiresIn": DEVICE_CODE,
        "interval": INTERVAL,
    }))
}

pub(super) fn create_token(state: &mut State, body: &Value) -> Result<Value, Refused> {
    let client_id = client(state, body)?;
    let now = state.now();
    match text(body, "grantType") {
        "authorization_code" => {
            let code = state.identity_center.codes.remove(text(body, "code"));
            let code = code.filter(|code: &AuthorizationCode| {
                code.client_id == client_id
                    && code.expires_at > now
                    && code.redirect_uri == text(body, "redirectUri")
                    && code.challenge == challenge(text(body, "codeVerifier"))
            });
            code.ok_or_else(|| bad_grant("The code is not valid for this client and verifier"))?;
        }
        "urn:ietf:params:oauth:grant-type:device_code" => {
            let name = text(body, "deviceCode").to_owned();
            let device = state.identity_center.devices.get_mut(&name);
            let device = device
                .filter(|device| device.client_id == client_id)
                .ok_or_else(|| bad_grant("The device code is not known"))?;
            let since = device
                .asked_at
                .map_or(INTERVAL, |at| now.as_second() - at.as_second());
            device.asked_at = Some(now);
            let refused = |exception, error, message| {
                Err(Refused::oidc(
                    StatusCode::BAD_REQUEST,
                    exception,
                    error,
                    message,
                ))
            };
            match device.decision {
                _ if device.expires_at <= now => {
                    return refused(
                        "ExpiredTokenException",
                        "expired_token",
                        "The device code has expired",
                    );
                }
                Decision::Denied => {
                    return refused(
                        "AccessDeniedException",
                        "access_denied",
                        "The person said no",
                    );
                }
                Decision::Open if since < INTERVAL => {
                    return refused("SlowDownException", "slow_down", "Ask less often");
                }
                Decision::Open => {
                    return refused(
                        "AuthorizationPendingException",
                        "authorization_pending",
                        "Nobody has entered the code yet",
                    );
                }
                Decision::Allowed => {}
            }
            state.identity_center.devices.remove(&name);
        }
        "refresh_token" => {
            let kept = state
                .identity_center
                .refresh_tokens
                .remove(text(body, "refreshToken"));
            kept.filter(|token| token.client_id == client_id && token.expires_at > now)
                .ok_or_else(|| bad_grant("The refresh token is not valid any more"))?;
        }
        _ => {
            return Err(Refused::oidc(
                StatusCode::BAD_REQUEST,
                "UnsupportedGrantTypeException",
                "unsupported_grant_type",
                "The grant type is not supported",
            ));
        }
    }
    Ok(issue(state, &client_id))
}

fn issue(state: &mut State, client_id: &str) -> Value {
    let now = state.now();
    let (access, refresh) = (state.random.token(300), state.random.token(300));
    let token = |seconds| Token {
        client_id: client_id.to_owned(),
        user: USER.to_owned(),
        expires_at: clock::after(now, seconds),
    };
    let (short, long) = (token(ACCESS_TOKEN), token(REFRESH_TOKEN));
    let center = &mut state.identity_center;
    center
        .access_tokens
        .retain(|_, token| token.expires_at > now);
    center
        .refresh_tokens
        .retain(|_, token| token.expires_at > now);
    center.access_tokens.insert(access.clone(), short);
    center.refresh_tokens.insert(refresh.clone(), long);
    state.touch();
    json!({
        "accessToken": access,
        "refreshToken": refresh,
        "tokenType": "Bearer",
        "expiresIn": ACCESS_TOKEN,
    })
}

/// Lets the person's answer to an `/authorize` page become a code. The address to go back to.
pub(super) fn authorize(
    state: &mut State,
    client_id: &str,
    redirect_uri: &str,
    challenge: &str,
) -> Result<String, String> {
    let client = state.identity_center.clients.get(client_id);
    let client = client.ok_or("this client is not registered")?;
    // The port of a loopback address is the program's choice of the moment.
    // <https://www.rfc-editor.org/rfc/rfc8252#section-7.3>
    let registered = client
        .redirect_uris
        .iter()
        .any(|known| without_port(known) == without_port(redirect_uri));
    if !registered || !is_loopback(redirect_uri) {
        return Err("the address to go back to is not this client's".to_owned());
    }
    let code = state.random.token(64);
    let kept = AuthorizationCode {
        client_id: client_id.to_owned(),
        redirect_uri: redirect_uri.to_owned(),
        challenge: challenge.to_owned(),
        expires_at: clock::after(state.now(), CODE),
    };
    state.identity_center.codes.insert(code.clone(), kept);
    state.touch();
    Ok(code)
}

fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

fn is_loopback(uri: &str) -> bool {
    ["http://127.0.0.1", "http://[::1]", "http://localhost"]
        .iter()
        .any(|start| {
            uri.strip_prefix(start)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        })
}

fn without_port(uri: &str) -> String {
    let (scheme, rest) = uri.split_once("://").unwrap_or(("", uri));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(host, |(host, _)| host);
    format!("{scheme}://{host}/{path}")
}
