//! IAM, as far as roles go: each account has its own. <https://docs.aws.amazon.com/IAM/latest/APIReference/>

mod policies;
mod roles;
mod rules;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use crate::{
    authorize::{self, Caller, Request},
    state::{Account, Role, Session, SessionKind, State},
    wire::{Form, Refusal},
};

/// One call, with all that answers to it need.
struct Context<'a> {
    state: &'a mut State,
    caller: &'a Caller,
    form: &'a Form,
    now: Timestamp,
}

impl Context<'_> {
    /// The caller's account. It exists, for the caller's keys were found in it.
    fn account(&self) -> Result<&Account, Refusal> {
        let account = self.state.accounts.get(&self.caller.account_id);
        account.ok_or_else(|| no_such_entity("The account cannot be found."))
    }

    fn account_mut(&mut self) -> Result<&mut Account, Refusal> {
        let account = self.state.accounts.get_mut(&self.caller.account_id);
        account.ok_or_else(|| no_such_entity("The account cannot be found."))
    }

    /// The role that `RoleName` names.
    fn role(&self) -> Result<&Role, Refusal> {
        let name = rules::role_name(self.form)?;
        let role = self.account()?.iam.roles.get(name);
        role.ok_or_else(|| no_such_role(name))
    }

    /// The same, to be written to. Nobody but AWS changes a service-linked role.
    fn role_mut(&mut self) -> Result<&mut Role, Refusal> {
        let name = rules::role_name(self.form)?.to_owned();
        if self.role()?.is_service_linked() {
            return Err(Refusal::query(
                "UnmodifiableEntity",
                400,
                format!(
                    "Cannot perform the operation on the protected role '{name}' - this role is only modifiable by AWS"
                ),
            ));
        }
        self.state.touch();
        let role = self.account_mut()?.iam.roles.get_mut(&name);
        role.ok_or_else(|| no_such_role(&name))
    }
}

/// Answers one call with the inside of its result.
pub(crate) fn answer(
    state: &mut State,
    caller: &Caller,
    operation: &str,
    form: &Form,
) -> Result<String, Refusal> {
    let run = find(operation).ok_or_else(|| {
        let message = format!("Could not find operation {operation} for version 2010-05-08");
        Refusal::query("InvalidAction", 400, message)
    })?;
    permit(state, caller, operation, form)?;
    let now = state.now();
    run(&mut Context {
        state,
        caller,
        form,
        now,
    })
}

type Run = fn(&mut Context<'_>) -> Result<String, Refusal>;

fn find(operation: &str) -> Option<Run> {
    Some(match operation {
        "AttachRolePolicy" => policies::attach,
        "CreateRole" => roles::create,
        "DeleteRole" => roles::delete,
        "DeleteRolePolicy" => policies::delete_inline,
        "DetachRolePolicy" => policies::detach,
        "GetRole" => roles::get,
        "GetRolePolicy" => policies::get_inline,
        "ListAccountAliases" => roles::list_account_aliases,
        "ListAttachedRolePolicies" => policies::list_attached,
        "ListRolePolicies" => policies::list_inline,
        "ListRoles" => roles::list,
        "PutRolePolicy" => policies::put_inline,
        "UpdateAssumeRolePolicy" => roles::update_trust,
        "UpdateRole" => roles::update,
        _ => return None,
    })
}

fn permit(state: &State, caller: &Caller, operation: &str, form: &Form) -> Result<(), Refusal> {
    // What GetSessionToken gives without MFA opens every service but this one.
    // <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>
    let of_user = |session: &&Session| matches!(session.kind, SessionKind::User { .. });
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
    let account = &caller.account_id;
    let resource = match form.get("RoleName") {
        Some(name) => {
            let role = state
                .accounts
                .get(account)
                .and_then(|account| account.iam.roles.get(name));
            role.map_or_else(
                || format!("arn:aws:iam::{account}:role/{name}"),
                |role| role.arn(account),
            )
        }
        None if operation == "ListRoles" => format!("arn:aws:iam::{account}:role/"),
        None => "*".to_owned(),
    };
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

fn no_such_entity(message: impl Into<String>) -> Refusal {
    Refusal::query("NoSuchEntity", 404, message)
}

fn no_such_role(name: &str) -> Refusal {
    no_such_entity(format!("The role with name {name} cannot be found."))
}
