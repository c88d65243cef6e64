//! `GetFederationToken`: a user makes a session under another name, which may do what the user and the
//! session's policies allow together. Without such a policy it may do nothing.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html>

use super::{
    USER_SESSION, USER_SESSIONS, credentials, invalid, issue, null, seconds, session_policies,
};
use crate::{
    authorize::{self, Caller, Principal, Request},
    state::{SessionKind, State},
    wire::{Form, Refusal, xml},
};

/// Letters of the session's name.
const NAME: std::ops::RangeInclusive<usize> = 2..=32;

pub(super) fn federation_token(
    state: &mut State,
    caller: &Caller,
    form: &Form,
) -> Result<String, Refusal> {
    let (Principal::User(user), None) = (&caller.principal, &caller.session) else {
        return Err(Refusal::query(
            "AccessDenied",
            403,
            "Cannot call GetFederationToken with session credentials",
        ));
    };
    let name = form.get("Name").filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| null("name"))?;
    check(name)?;
    let seconds = seconds(form, &USER_SESSIONS)?.unwrap_or(USER_SESSION);
    let policies = session_policies(state, &caller.account_id, form)?;
    let account_id = &caller.account_id;
    let arn = format!("arn:aws:sts::{account_id}:federated-user/{name}");
    let context = caller.context(state, state.now());
    let request = Request {
        action: "sts:GetFederationToken",
        resource: &arn,
        context: &context,
    };
    authorize::allowed(state, caller, &request).map_err(|obstacle| {
        let (who, why) = (caller.arn(state), obstacle.describe(request.action));
        let message = format!(
            "User: {who} is not authorized to perform: {} on resource: {arn} {why}",
            request.action
        );
        Refusal::query("AccessDenied", 403, message)
    })?;
    let kind = SessionKind::Federated {
        user: user.clone(),
        name: name.to_owned(),
        policies,
    };
    let session = issue(state, account_id, kind, false, seconds);
    let federated = [
        xml::leaf("FederatedUserId", &format!("{account_id}:{name}")),
        xml::leaf("Arn", &arn),
    ];
    Ok([
        credentials(&session),
        xml::wrap("FederatedUser", &federated.concat()),
    ]
    .concat())
}

fn check(name: &str) -> Result<(), Refusal> {
    let must = if name.len() < *NAME.start() {
        format!("have length greater than or equal to {}", NAME.start())
    } else if name.len() > *NAME.end() {
        format!("have length less than or equal to {}", NAME.end())
    } else if !super::is_name(name) {
        "satisfy regular expression pattern: [\\w+=,.@-]*".to_owned()
    } else {
        return Ok(());
    };
    Err(invalid(format!(
        "1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: Member must {must}"
    )))
}
