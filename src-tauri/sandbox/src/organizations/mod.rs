//! AWS Organizations: which operations there are, who may call them, and where each is answered.

mod accounts;
mod create_account;
mod handshakes;
mod ous;
mod pages;
mod policies;
mod reads;
mod rules;
mod tags;
#[cfg(test)]
mod tests;
mod view;

use jiff::Timestamp;
use serde_json::Value;

pub(crate) use create_account::settle;
pub(crate) use rules::is_email;

use crate::{
    authorize::{self, Caller, Request},
    state::{Organization, State},
    wire::{Input, Refusal},
};

/// What a member account may call as well.
const FOR_MEMBERS: &[&str] = &[
    "DescribeEffectivePolicy",
    "DescribeOrganization",
    "ListHandshakesForAccount",
    "DescribeHandshake",
];
/// What an account outside of any organization may call as well.
const FOR_ANYONE: &[&str] = &["ListHandshakesForAccount", "DescribeHandshake"];

/// One call, with all that answers to it need.
pub(crate) struct Context<'a> {
    pub(crate) state: &'a mut State,
    pub(crate) caller: &'a Caller,
    pub(crate) now: Timestamp,
}

impl Context<'_> {
    /// The caller's organization.
    fn organization(&self) -> Result<&Organization, Refusal> {
        self.state
            .organization_of(&self.caller.account_id)
            .ok_or_else(not_in_use)
    }

    fn organization_id(&self) -> Result<String, Refusal> {
        self.organization()
            .map(|organization| organization.id.clone())
    }

    /// The caller's organization, to be written to.
    fn organization_mut(&mut self) -> Result<&mut Organization, Refusal> {
        let id = self.organization_id()?;
        self.state.organizations.get_mut(&id).ok_or_else(not_in_use)
    }
}

/// Answers one call.
pub(crate) fn answer(
    state: &mut State,
    caller: &Caller,
    operation: &str,
    arguments: &Value,
) -> Result<Value, Refusal> {
    let now = state.now();
    let input = Input(arguments);
    let Some(run) = find(operation) else {
        return Err(Refusal::json("UnknownOperationException", 400, ""));
    };
    permit(state, caller, operation, input, now)?;
    run(&mut Context { state, caller, now }, input)
}

type Run = fn(&mut Context<'_>, Input<'_>) -> Result<Value, Refusal>;

fn find(operation: &str) -> Option<Run> {
    Some(match operation {
        "AttachPolicy" => policies::attach,
        "CreateAccount" => create_account::create_account,
        "CreateOrganizationalUnit" => ous::create,
        "CreatePolicy" => policies::create,
        "DeleteOrganizationalUnit" => ous::delete,
        "DeletePolicy" => policies::delete,
        "DescribeAccount" => reads::describe_account,
        "DescribeCreateAccountStatus" => create_account::describe,
        "DescribeEffectivePolicy" => policies::describe_effective,
        "DescribeHandshake" => handshakes::describe,
        "DescribeOrganization" => reads::describe_organization,
        "DescribeOrganizationalUnit" => reads::describe_ou,
        "DescribePolicy" => policies::describe,
        "DetachPolicy" => policies::detach,
        "DisablePolicyType" => policies::disable_type,
        "EnablePolicyType" => policies::enable_type,
        "ListAccounts" => reads::list_accounts,
        "ListAccountsForParent" => reads::list_accounts_for_parent,
        "ListChildren" => reads::list_children,
        "ListCreateAccountStatus" => create_account::list,
        "ListHandshakesForAccount" => handshakes::list_for_account,
        "ListHandshakesForOrganization" => handshakes::list_for_organization,
        "ListOrganizationalUnitsForParent" => reads::list_ous_for_parent,
        "ListParents" => reads::list_parents,
        "ListPolicies" => policies::list,
        "ListPoliciesForTarget" => policies::list_for_target,
        "ListRoots" => reads::list_roots,
        "ListTagsForResource" => tags::list,
        "ListTargetsForPolicy" => policies::list_targets,
        "MoveAccount" => accounts::move_account,
        "TagResource" => tags::tag,
        "UntagResource" => tags::untag,
        "UpdateOrganizationalUnit" => ous::update,
        "UpdatePolicy" => policies::update,
        _ => return None,
    })
}

/// Asks IAM first, then whether this kind of account may call this operation at all.
fn permit(
    state: &State,
    caller: &Caller,
    operation: &str,
    input: Input<'_>,
    now: Timestamp,
) -> Result<(), Refusal> {
    let action = format!("organizations:{operation}");
    let mut keys = caller.context(state, now);
    let organization = state.organization_of(&caller.account_id);
    policies::set_condition_key(&mut keys, organization, input);
    for resource in resources(state, organization, operation, input) {
        let request = Request {
            action: &action,
            resource: &resource,
            context: &keys,
        };
        authorize::allowed(state, caller, &request).map_err(|obstacle| {
            let who = caller.arn(state);
            let why = obstacle.describe(&action);
            let message = format!(
                "User: {who} is not authorized to perform: {action} on resource: {resource} {why}"
            );
            Refusal::organizations("AccessDeniedException", message)
        })?;
    }
    match organization {
        None if FOR_ANYONE.contains(&operation) => Ok(()),
        None => Err(not_in_use()),
        Some(organization)
            if organization.management_account_id != caller.account_id
                && !FOR_MEMBERS.contains(&operation) =>
        {
            Err(Refusal::organizations(
                "AccessDeniedException",
                "You don't have permissions to access this resource.",
            ))
        }
        Some(_) => Ok(()),
    }
}

/// The resources that IAM is asked about. <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html>
fn resources(
    state: &State,
    organization: Option<&Organization>,
    operation: &str,
    input: Input<'_>,
) -> Vec<String> {
    let Some(organization) = organization else {
        return vec!["*".to_owned()];
    };
    let names: &[&str] = match operation {
        "MoveAccount" => &["AccountId", "SourceParentId", "DestinationParentId"],
        "DescribeAccount" => &["AccountId"],
        "DescribeOrganizationalUnit" | "UpdateOrganizationalUnit" | "DeleteOrganizationalUnit" => {
            &["OrganizationalUnitId"]
        }
        "CreateOrganizationalUnit"
        | "ListAccountsForParent"
        | "ListChildren"
        | "ListOrganizationalUnitsForParent" => &["ParentId"],
        "ListParents" => &["ChildId"],
        "TagResource" | "UntagResource" | "ListTagsForResource" => &["ResourceId"],
        "AttachPolicy" | "DetachPolicy" => &["PolicyId", "TargetId"],
        "DeletePolicy" | "DescribePolicy" | "ListTargetsForPolicy" | "UpdatePolicy" => {
            &["PolicyId"]
        }
        "EnablePolicyType" | "DisablePolicyType" => &["RootId"],
        "DescribeEffectivePolicy" if input.raw("TargetId").is_empty() => {
            return vec!["*".to_owned()];
        }
        "DescribeEffectivePolicy" | "ListPoliciesForTarget" => &["TargetId"],
        "DescribeHandshake" => &["HandshakeId"],
        _ => return vec!["*".to_owned()],
    };
    names
        .iter()
        .map(|name| resource(state, organization, input.raw(name)))
        .collect()
}

/// The ARN of whatever has this id.
fn resource(state: &State, organization: &Organization, id: &str) -> String {
    if let Some(policy) = organization.policies.get(id) {
        organization.policy_arn(policy)
    } else if let Some(handshake) = state.handshakes.get(id) {
        view::handshake_arn(state, handshake)
    } else if id.starts_with("r-") || id.starts_with("ou-") {
        organization.parent_arn(id)
    } else {
        organization.account_arn(id)
    }
}

fn not_in_use() -> Refusal {
    Refusal::organizations(
        "AWSOrganizationsNotInUseException",
        "Your account is not a member of an organization.",
    )
}
