//! `SimulatePrincipalPolicy`: what a user or role of the account may do, without doing it.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html>

use super::{Context, no_such_entity, rules};
use crate::{
    authorize::{self, Caller, Obstacle, Principal, Request},
    wire::{Refusal, xml},
};

/// Actions that one call may ask about.
const ACTIONS: usize = 100;

pub(super) fn principal_policy(context: &mut Context<'_>) -> Result<String, Refusal> {
    let arn = rules::required(context.form, "PolicySourceArn")?;
    let actions = listed(context, "ActionNames");
    if actions.is_empty() || actions.len() > ACTIONS {
        return Err(rules::invalid(
            "1 validation error detected: Value at 'actionNames' failed to satisfy constraint: Member must have between 1 and 100 elements",
        ));
    }
    let mut resources = listed(context, "ResourceArns");
    if resources.is_empty() {
        resources.push("*".to_owned());
    }
    let who = principal(context, arn)?;
    let answers = actions
        .iter()
        .flat_map(|action| resources.iter().map(move |resource| (action, resource)))
        .map(|(action, resource)| one(context, &who, action, resource));
    Ok([
        xml::leaf("IsTruncated", "false"),
        xml::list("EvaluationResults", answers.collect::<Vec<_>>()),
    ]
    .concat())
}

fn listed(context: &Context<'_>, name: &str) -> Vec<String> {
    (1..)
        .map_while(|nth| context.form.get(&format!("{name}.member.{nth}")))
        .map(ToOwned::to_owned)
        .collect()
}

/// The user or role that an ARN names, as one who calls with nothing but its own policies.
fn principal(context: &Context<'_>, arn: &str) -> Result<Caller, Refusal> {
    let account_id = &context.caller.account_id;
    let iam = &context.account()?.iam;
    let user = iam.users.values().find(|user| user.arn(account_id) == arn);
    let role = iam.roles.values().find(|role| role.arn(account_id) == arn);
    let principal = match (user, role) {
        (Some(user), _) => Principal::User(user.name.clone()),
        (None, Some(role)) => Principal::Role {
            role: role.name.clone(),
            session_name: "simulated".to_owned(),
        },
        (None, None) => {
            return Err(no_such_entity(format!(
                "The principal with ARN {arn} cannot be found."
            )));
        }
    };
    Ok(Caller {
        account_id: account_id.clone(),
        principal,
        session: None,
        region: context.caller.region.clone(),
    })
}

fn one(context: &Context<'_>, who: &Caller, action: &str, resource: &str) -> String {
    let facts = who.context(context.state, context.now);
    let request = Request {
        action,
        resource,
        context: &facts,
    };
    let verdict = authorize::allowed(context.state, who, &request);
    let decision = match verdict {
        Ok(()) => "allowed",
        Err(obstacle) if obstacle.is_explicit() => "explicitDeny",
        Err(_) => "implicitDeny",
    };
    let by_organization = !matches!(verdict, Err(Obstacle::ServiceControl { .. }));
    [
        xml::leaf("EvalActionName", action),
        xml::leaf("EvalResourceName", resource),
        xml::leaf("EvalDecision", decision),
        xml::list("MatchedStatements", []),
        xml::list("MissingContextValues", []),
        xml::wrap(
            "OrganizationsDecisionDetail",
            &xml::leaf("AllowedByOrganizations", &by_organization.to_string()),
        ),
    ]
    .concat()
}
