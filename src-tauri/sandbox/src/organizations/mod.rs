//! AWS Organizations: which operations there are, who may call them, and where each is answered.

mod accounts;
mod answers;
mod closing;
mod create_account;
mod delegation;
mod features;
mod handshakes;
mod invitations;
mod leaving;
mod life;
mod linked_role;
mod ous;
mod pages;
mod policies;
mod principals;
mod reads;
mod rules;
mod services;
mod tags;
#[cfg(test)]
mod tests;
mod transfers;
mod view;

use jiff::Timestamp;
use serde_json::Value;

pub(crate) use rules::is_email;

use crate::{
    authorize::{self, Caller, Request},
    state::{Organization, State},
    wire::{Input, Refusal},
};

/// What a member account may call as well. Some of it says there why not, in its own words.
const FOR_MEMBERS: &[&str] = &[
    "DescribeEffectivePolicy",
    "AcceptHandshake",
    "CancelHandshake",
    "CreateOrganization",
    "DeclineHandshake",
    "DescribeOrganization",
    "ListHandshakesForAccount",
    "DescribeHandshake",
    "LeaveOrganization",
];
/// What an account outside of any organization may call as well.
const FOR_ANYONE: &[&str] = &[
    "AcceptHandshake",
    "CancelHandshake",
    "CreateOrganization",
    "DeclineHandshake",
    "ListHandshakesForAccount",
    "DescribeHandshake",
];

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

/// Brings about what has fallen due. Runs before each call.
pub(crate) fn settle(state: &mut State, now: Timestamp) {
    create_account::settle(state, now);
    closing::settle(state, now);
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
        "AcceptHandshake" => answers::accept,
        "CancelHandshake" => answers::cancel,
        "CloseAccount" => closing::close,
        "CreateAccount" => create_account::create_account,
        "CreateOrganization" => life::create,
        "CreateOrganizationalUnit" => ous::create,
        "CreatePolicy" => policies::create,
        "DeletePolicy" => policies::delete,
        "DeclineHandshake" => answers::decline,
        "DeleteOrganization" => life::delete,
        "DeleteOrganizationalUnit" => ous::delete,
        "DeregisterDelegatedAdministrator" => delegation::deregister,
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
        "DisableAWSServiceAccess" => services::disable,
        "EnableAWSServiceAccess" => services::enable,
        "EnableAllFeatures" => features::enable,
        "InviteAccountToOrganization" => invitations::invite,
        "LeaveOrganization" => leaving::leave,
        "ListAWSServiceAccessForOrganization" => services::list,
        "ListAccounts" => reads::list_accounts,
        "ListAccountsForParent" => reads::list_accounts_for_parent,
        "ListChildren" => reads::list_children,
        "ListCreateAccountStatus" => create_account::list,
        "ListDelegatedAdministrators" => delegation::list,
        "ListDelegatedServicesForAccount" => delegation::list_services,
        "ListHandshakesForAccount" => handshakes::list_for_account,
        "ListHandshakesForOrganization" => handshakes::list_for_organization,
        "ListInboundResponsibilityTransfers" => transfers::list_inbound,
        "ListOutboundResponsibilityTransfers" => transfers::list_outbound,
        "ListOrganizationalUnitsForParent" => reads::list_ous_for_parent,
        "ListParents" => reads::list_parents,
        "ListPolicies" => policies::list,
        "ListPoliciesForTarget" => policies::list_for_target,
        "ListRoots" => reads::list_roots,
        "ListTagsForResource" => tags::list,
        "ListTargetsForPolicy" => policies::list_targets,
        "MoveAccount" => accounts::move_account,
        "RegisterDelegatedAdministrator" => delegation::register,
        "RemoveAccountFromOrganization" => leaving::remove,
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
    if !input.raw("ServicePrincipal").is_empty() {
        keys.set(
            "organizations:ServicePrincipal",
            input.raw("ServicePrincipal"),
        );
    }
    let organization = state.organization_of(&caller.account_id);
    policies::set_condition_key(&mut keys, organization, input);
    for resource in resources(state, organization, operation, input) {
        ask(state, caller, &action, &resource, &keys)?;
    }
    match organization {
        None if FOR_ANYONE.contains(&operation) => Ok(()),
        None => Err(not_in_use()),
        Some(organization)
            if organization.management_account_id != caller.account_id
                && !FOR_MEMBERS.contains(&operation)
                && !delegation::may(organization, &caller.account_id, operation) =>
        {
            Err(no_permission())
        }
        Some(_) => Ok(()),
    }
}

/// Asks IAM whether the caller may perform an action on a resource.
fn ask(
    state: &State,
    caller: &Caller,
    action: &str,
    resource: &str,
    keys: &authorize::Context,
) -> Result<(), Refusal> {
    let request = Request {
        action,
        resource,
        context: keys,
    };
    authorize::allowed(state, caller, &request).map_err(|obstacle| {
        let who = caller.arn(state);
        let why = obstacle.describe(action);
        let message = format!(
            "User: {who} is not authorized to perform: {action} on resource: {resource} {why}"
        );
        Refusal::organizations("AccessDeniedException", message)
    })
}

/// The resources that IAM is asked about. <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html>
fn resources(
    state: &State,
    organization: Option<&Organization>,
    operation: &str,
    input: Input<'_>,
) -> Vec<String> {
    if matches!(
        operation,
        "AcceptHandshake" | "CancelHandshake" | "DeclineHandshake" | "DescribeHandshake"
    ) {
        // Its ARN names the organization that sent it, whoever asks.
        let handshake = state.handshakes.get(input.raw("HandshakeId"));
        let resource = handshake.map(|handshake| view::handshake_arn(state, handshake));
        return vec![resource.unwrap_or_else(|| "*".to_owned())];
    }
    let Some(organization) = organization else {
        return vec!["*".to_owned()];
    };
    let names: &[&str] = match operation {
        "InviteAccountToOrganization" => return vec![invitations::resource(organization, input)],
        "MoveAccount" => &["AccountId", "SourceParentId", "DestinationParentId"],
        "CloseAccount"
        | "DeregisterDelegatedAdministrator"
        | "DescribeAccount"
        | "ListDelegatedServicesForAccount"
        | "RegisterDelegatedAdministrator"
        | "RemoveAccountFromOrganization" => &["AccountId"],
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
        _ => return vec!["*".to_owned()],
    };
    names
        .iter()
        .map(|name| resource(organization, input.raw(name)))
        .collect()
}

/// The ARN of whatever has this id.
fn resource(organization: &Organization, id: &str) -> String {
    if let Some(policy) = organization.policies.get(id) {
        organization.policy_arn(policy)
    } else if id.starts_with("r-") || id.starts_with("ou-") {
        organization.parent_arn(id)
    } else {
        organization.account_arn(id)
    }
}

fn no_permission() -> Refusal {
    Refusal::organizations(
        "AccessDeniedException",
        "You don't have permissions to access this resource.",
    )
}

fn not_in_use() -> Refusal {
    Refusal::organizations(
        "AWSOrganizationsNotInUseException",
        "Your account is not a member of an organization.",
    )
}
