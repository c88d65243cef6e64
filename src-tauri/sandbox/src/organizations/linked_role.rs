//! The role through which AWS Organizations works in an account: `AWSServiceRoleForOrganizations`.
//! Whoever makes their account join or found an organization must be allowed to create it.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html>

use super::Context;
use crate::{
    authorize::{self, Request},
    builder,
    wire::Refusal,
};

const SERVICE: &str = "organizations.amazonaws.com";
const ROLE: &str = "AWSServiceRoleForOrganizations";

/// Creates the role in the caller's account if it is not there.
pub(super) fn ensure(context: &mut Context<'_>) -> Result<(), Refusal> {
    let (now, account_id) = (context.now, context.caller.account_id.clone());
    let account = context.state.accounts.get(&account_id);
    if account.is_some_and(|account| account.iam.roles.contains_key(ROLE)) {
        return Ok(());
    }
    let mut keys = context.caller.context(context.state, now);
    keys.set("iam:AWSServiceName", SERVICE);
    let request = Request {
        action: "iam:CreateServiceLinkedRole",
        resource: &format!("arn:aws:iam::{account_id}:role/aws-service-role/{SERVICE}/{ROLE}"),
        context: &keys,
    };
    if authorize::allowed(context.state, context.caller, &request).is_err() {
        return Err(Refusal {
            reason: Some("ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE"),
            ..Refusal::organizations(
                "AccessDeniedForDependencyException",
                "The request failed because your credentials do not have permission to create the service-linked role required by AWS Organizations.",
            )
        });
    }
    let role = builder::service_linked_role(&mut context.state.random, now);
    if let Some(account) = context.state.accounts.get_mut(&account_id) {
        account.iam.add_role(role);
    }
    context.state.touch();
    Ok(())
}
