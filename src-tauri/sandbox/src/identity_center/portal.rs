//! The access portal: the accounts and permission sets that a person is assigned, and credentials of the
//! roles that stand for them in the accounts.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    Refused,
    directory::{self, PermissionSet},
};
use crate::{
    builder::ONE_HOUR,
    state::{Permissions, Role, SessionKind, State},
    sts,
    wire::Incoming,
};

const PAGE: usize = 100;

fn unauthorized() -> Refused {
    Refused::portal(
        StatusCode::UNAUTHORIZED,
        "UnauthorizedException",
        "Session token not found or invalid",
    )
}

/// The person that the request's token stands for.
fn user(state: &State, request: &Incoming) -> Result<String, Refused> {
    let token = request
        .header("x-amz-sso_bearer_token")
        .and_then(|token| state.identity_center.access_tokens.get(token));
    token
        .filter(|token| token.expires_at > state.now())
        .map(|token| token.user.clone())
        .ok_or_else(unauthorized)
}

/// One page of a list, by `next_token` and `max_result`.
fn page(request: &Incoming, all: &[Value], name: &str) -> Value {
    let form = request.form();
    let number = |name: &str| form.get(name).and_then(|text| text.parse::<usize>().ok());
    let from = number("next_token").unwrap_or(0).min(all.len());
    let size = number("max_result").unwrap_or(PAGE).clamp(1, PAGE);
    let to = (from + size).min(all.len());
    let next = (to < all.len()).then(|| to.to_string());
    json!({ name: all[from..to], "nextToken": next })
}

pub(super) fn accounts(state: &State, request: &Incoming) -> Result<Value, Refused> {
    user(state, request)?;
    let all: Vec<Value> = directory::accounts(state)
        .map(|account| json!({"accountId": account.id, "accountName": account.name, "emailAddress": account.email}))
        .collect();
    Ok(page(request, &all, "accountList"))
}

pub(super) fn roles(state: &State, request: &Incoming) -> Result<Value, Refused> {
    user(state, request)?;
    let account_id = account(state, request)?;
    let all: Vec<Value> = directory::provisioned(state, &account_id)
        .map(|set| json!({"roleName": set.name, "accountId": account_id}))
        .collect();
    Ok(page(request, &all, "roleList"))
}

fn account(state: &State, request: &Incoming) -> Result<String, Refused> {
    let form = request.form();
    let asked = form.get("account_id").unwrap_or_default();
    let known = directory::accounts(state).any(|account| account.id == asked);
    known
        .then(|| asked.to_owned())
        .ok_or_else(|| Refused::portal(StatusCode::FORBIDDEN, "ForbiddenException", "No access"))
}

pub(super) fn credentials(state: &mut State, request: &Incoming) -> Result<Value, Refused> {
    let user = user(state, request)?;
    let account_id = account(state, request)?;
    let form = request.form();
    let asked = form.get("role_name").unwrap_or_default();
    let set = directory::provisioned(state, &account_id)
        .find(|set| set.name == asked)
        .ok_or_else(|| Refused::portal(StatusCode::FORBIDDEN, "ForbiddenException", "No access"))?;
    let role = provisioned(state, &account_id, set).ok_or_else(unauthorized)?;
    let kind = SessionKind::Role {
        role,
        session_name: user,
        // The federation endpoint takes no duration with them, as with chained ones.
        chained: true,
        source_identity: None,
        policies: Vec::new(),
    };
    let session = sts::issue(state, &account_id, kind, false, ONE_HOUR);
    Ok(json!({
        "roleCredentials": {
            "accessKeyId": session.access_key_id,
            "secretAccessKey": session.secret,
            "sessionToken": session.token,
            "expiration": session.expires_at.as_millisecond(),
        }
    }))
}

/// The role that stands for a permission set in an account, made where it is not there yet.
fn provisioned(state: &mut State, account_id: &str, set: &PermissionSet) -> Option<String> {
    let start = format!("AWSReservedSSO_{}_", set.name);
    let (created_at, id) = (state.now(), state.random.unique_id("AROA"));
    let suffix = format!("{:016x}", state.random.next());
    let iam = &mut state.accounts.get_mut(account_id)?.iam;
    if let Some(name) = iam.roles.keys().find(|name| name.starts_with(&start)) {
        return Some(name.clone());
    }
    let name = format!("{start}{suffix}");
    let provider =
        format!("arn:aws:iam::{account_id}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE");
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"Federated": provider},
            "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
            "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
        }],
    });
    iam.add_role(Role {
        name: name.clone(),
        path: "/aws-reserved/sso.amazonaws.com/".to_owned(),
        id,
        trust: trust.to_string(),
        description: None,
        max_session_duration_seconds: 43_200,
        created_at,
        tags: std::collections::BTreeMap::default(),
        permissions: Permissions::of(&[set.policy]),
        last_used_at: None,
    });
    state.touch();
    Some(name)
}

pub(super) fn log_out(state: &mut State, request: &Incoming) -> Result<Value, Refused> {
    user(state, request)?;
    if let Some(token) = request.header("x-amz-sso_bearer_token") {
        state.identity_center.access_tokens.remove(token);
        state.touch();
    }
    Ok(json!({}))
}
