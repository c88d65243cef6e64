//! IAM: each account has its own users, groups, roles, policies, passwords and devices. <https://docs.aws.amazon.com/IAM/latest/APIReference/>

mod alias;
mod attach;
mod details;
mod documents;
mod groups;
mod holder;
mod inline;
mod keys;
mod login;
mod managed;
mod mfa;
mod operations;
mod password_policy;
mod permit;
mod roles;
mod rules;
mod simulate;
mod summary;
mod tags;
#[cfg(test)]
mod tests;
mod users;
mod versions;

use jiff::Timestamp;

use crate::{
    authorize::Caller,
    state::{Account, Role, State},
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
        role.ok_or_else(|| rules::no_such("role", name))
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
        role.ok_or_else(|| rules::no_such("role", &name))
    }
}

/// Answers one call with the inside of its result.
pub(crate) fn answer(
    state: &mut State,
    caller: &Caller,
    operation: &str,
    form: &Form,
) -> Result<String, Refusal> {
    permit::opens_iam(caller)?;
    perform(state, caller, operation, form)
}

/// Does what a person who is signed in to the console, or a call, asks for, as far as they may.
pub(crate) fn perform(
    state: &mut State,
    caller: &Caller,
    operation: &str,
    form: &Form,
) -> Result<String, Refusal> {
    let run = operations::find(operation).ok_or_else(|| {
        let message = format!("Could not find operation {operation} for version 2010-05-08");
        Refusal::query("InvalidAction", 400, message)
    })?;
    permit::permit(state, caller, operation, form)?;
    let now = state.now();
    run(&mut Context {
        state,
        caller,
        form,
        now,
    })
}

fn no_such_entity(message: impl Into<String>) -> Refusal {
    Refusal::query("NoSuchEntity", 404, message)
}
