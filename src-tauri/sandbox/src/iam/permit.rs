//! Whether a caller may call an operation of IAM, and on what.
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>

use crate::{
    authorize::{self, Caller, Principal, Request},
    state::{Session, SessionKind, State},
    wire::{Form, Refusal},
};

pub(super) fn permit(
    state: &State,
    caller: &Caller,
    operation: &str,
    form: &Form,
) -> Result<(), Refusal> {
    // What GetSessionToken gives without MFA opens every service but this one, and so does what
    // GetFederationToken gives.
    // <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>
    // <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html>
    let of_user = |session: &&Session| !matches!(session.kind, SessionKind::Role { .. });
    if caller
        .session
        .as_ref()
        .filter(of_user)
        .is_some_and(|session| !session.mfa)
    {
        return Err(Refusal::query(
            "InvalidClientTokenId",
            403,
            "The security token included in the request is invalid",
        ));
    }
    let action = format!("iam:{operation}");
    let resource = resource(state, caller, operation, form);
    let mut context = caller.context(state, state.now());
    context.set_some("iam:PolicyARN", form.get("PolicyArn"));
    let request = Request {
        action: &action,
        resource: &resource,
        context: &context,
    };
    authorize::allowed(state, caller, &request).map_err(|obstacle| {
        let who = caller.arn(state);
        let why = obstacle.describe(&action);
        let message = format!(
            "User: {who} is not authorized to perform: {action} on resource: {resource} {why}"
        );
        Refusal::query("AccessDenied", 403, message)
    })
}

/// The ARN of what the operation is about.
fn resource(state: &State, caller: &Caller, operation: &str, form: &Form) -> String {
    let account = &caller.account_id;
    let iam = state.accounts.get(account).map(|account| &account.iam);
    if let Some(name) = form.get("RoleName") {
        let role = iam.and_then(|iam| iam.roles.get(name));
        return role.map_or_else(
            || format!("arn:aws:iam::{account}:role/{name}"),
            |role| role.arn(account),
        );
    }
    match operation {
        "ListRoles" => format!("arn:aws:iam::{account}:role/"),
        "GetUser" | "ListMFADevices" | "EnableMFADevice" | "DeactivateMFADevice" => {
            let name = match (form.get("UserName"), &caller.principal) {
                (Some(name), _) => name,
                (None, Principal::User(name)) => name,
                (None, _) => return format!("arn:aws:iam::{account}:user/"),
            };
            let user = iam.and_then(|iam| iam.users.get(name));
            user.map_or_else(
                || format!("arn:aws:iam::{account}:user/{name}"),
                |user| user.arn(account),
            )
        }
        "CreateVirtualMFADevice" => {
            let path = form.get("Path").unwrap_or("/");
            let name = form.get("VirtualMFADeviceName").unwrap_or_default();
            format!("arn:aws:iam::{account}:mfa{path}{name}")
        }
        "DeleteVirtualMFADevice" => form.get("SerialNumber").unwrap_or("*").to_owned(),
        "ListVirtualMFADevices" => format!("arn:aws:iam::{account}:mfa/"),
        _ => "*".to_owned(),
    }
}
