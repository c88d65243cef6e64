//! May this caller do this? Every call is asked for, as on AWS: service control policies above the
//! caller's account, then the caller's own policies, then those of the session.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

mod caller;
mod condition;
pub(crate) mod managed;
mod policy;
#[cfg(test)]
mod tests;

pub(crate) use caller::{Caller, Principal};
pub(crate) use condition::Context;
pub(crate) use policy::{Document, PrincipalPattern, Request, Statement, Verdict, like};

use crate::state::{SessionKind, State};

/// The kind of policy that stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// A service control policy denies it, or none on some level allows it.
    ServiceControl { explicit: bool },
    /// The caller's own policies deny it, or do not allow it.
    Identity { explicit: bool },
    /// The caller's permissions boundary denies it, or does not allow it.
    Boundary { explicit: bool },
    /// The session's policy denies it, or does not allow it.
    Session { explicit: bool },
    /// A resource control policy above the resource's account denies it.
    ResourceControl { explicit: bool },
}

impl Obstacle {
    /// The end of AWS's refusal: which kind of policy it was.
    pub(crate) fn describe(self, action: &str) -> String {
        let (kind, explicit) = match self {
            Self::ServiceControl { explicit } => ("service control policy", explicit),
            Self::Identity { explicit } => ("identity-based policy", explicit),
            Self::Boundary { explicit } => ("permissions boundary", explicit),
            Self::Session { explicit } => ("session policy", explicit),
            Self::ResourceControl { explicit } => ("resource control policy", explicit),
        };
        let article = if kind.starts_with('i') { "an" } else { "a" };
        if explicit {
            format!("with an explicit deny in {article} {kind}")
        } else {
            format!("because no {kind} allows the {action} action")
        }
    }

    pub(crate) fn is_explicit(self) -> bool {
        let (Self::ServiceControl { explicit }
        | Self::Identity { explicit }
        | Self::Boundary { explicit }
        | Self::Session { explicit }
        | Self::ResourceControl { explicit }) = self;
        explicit
    }
}

/// Whether the caller's organization and own policies let a request through.
pub(crate) fn allowed(
    state: &State,
    caller: &Caller,
    request: &Request<'_>,
) -> Result<(), Obstacle> {
    let (service_control, identity, boundary, session) = (
        service_control(state, caller, request),
        identity(state, caller, request),
        boundary(state, caller, request),
        session(caller, request),
    );
    let denied = |verdict| verdict == Verdict::Deny;
    let silent = |verdict| verdict == Verdict::Silent;
    if service_control.is_some_and(denied) {
        Err(Obstacle::ServiceControl { explicit: true })
    } else if denied(identity) {
        Err(Obstacle::Identity { explicit: true })
    } else if boundary.is_some_and(denied) {
        Err(Obstacle::Boundary { explicit: true })
    } else if session.is_some_and(denied) {
        Err(Obstacle::Session { explicit: true })
    } else if service_control.is_some_and(silent) {
        Err(Obstacle::ServiceControl { explicit: false })
    } else if silent(identity) {
        Err(Obstacle::Identity { explicit: false })
    } else if boundary.is_some_and(silent) {
        Err(Obstacle::Boundary { explicit: false })
    } else if session.is_some_and(silent) {
        Err(Obstacle::Session { explicit: false })
    } else {
        Ok(())
    }
}

/// Whether only the caller's own policies are silent, and nothing else stands in the way.
pub(crate) fn lacks_identity_only(state: &State, caller: &Caller, request: &Request<'_>) -> bool {
    allowed(state, caller, request) == Err(Obstacle::Identity { explicit: false })
        && session(caller, request).is_none_or(|verdict| verdict == Verdict::Allow)
}

/// Whether resource control policies let a request to a resource of this account through, whoever
/// asks. They do not apply to the management account, nor to requests of service-linked roles.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html>
pub(crate) fn resource_allowed(
    state: &State,
    caller: &Caller,
    account_id: &str,
    request: &Request<'_>,
) -> Result<(), Obstacle> {
    match control(
        state,
        caller,
        account_id,
        "RESOURCE_CONTROL_POLICY",
        request,
    ) {
        None | Some(Verdict::Allow) => Ok(()),
        Some(verdict) => Err(Obstacle::ResourceControl {
            explicit: verdict == Verdict::Deny,
        }),
    }
}

/// What SCPs say about what a caller does.
fn service_control(state: &State, caller: &Caller, request: &Request<'_>) -> Option<Verdict> {
    let account_id = &caller.account_id;
    control(state, caller, account_id, "SERVICE_CONTROL_POLICY", request)
}

/// What the control policies above an account say: `None` where they do not apply (outside an
/// organization, in its management account, or to a service-linked role).
///
/// On each level from the root down to the account something must allow it, and nothing anywhere
/// may deny it.
fn control(
    state: &State,
    caller: &Caller,
    account_id: &str,
    kind: &str,
    request: &Request<'_>,
) -> Option<Verdict> {
    let organization = state.organization_of(account_id)?;
    if organization.management_account_id == account_id
        || !organization.has_enabled(kind)
        || caller
            .role(state)
            .is_some_and(crate::state::Role::is_service_linked)
    {
        return None;
    }
    let membership = state.accounts.get(account_id)?.membership.as_ref()?;
    let mut outcome = Verdict::Allow;
    let levels = std::iter::once(membership.policies.as_slice()).chain(
        organization
            .ancestors(&membership.parent_id)
            .map(|id| organization.attached(id)),
    );
    for level in levels {
        let verdict = level
            .iter()
            .filter_map(|id| organization.policies.get(id))
            .filter(|policy| policy.kind == kind)
            .map(|policy| evaluate(&policy.content, request))
            .max()
            .unwrap_or(Verdict::Silent);
        match verdict {
            Verdict::Deny => return Some(Verdict::Deny),
            Verdict::Silent => outcome = Verdict::Silent,
            Verdict::Allow => {}
        }
    }
    Some(outcome)
}

/// What the policies of the user or role say, and those of the groups that a user is in.
fn identity(state: &State, caller: &Caller, request: &Request<'_>) -> Verdict {
    let (Some(iam), Some(own)) = (caller.iam(state), caller.permissions(state)) else {
        return Verdict::Silent;
    };
    let groups = caller
        .issuer(state)
        .into_iter()
        .flat_map(|user| &user.groups);
    let groups = groups.filter_map(|name| Some(&iam.groups.get(name)?.permissions));
    std::iter::once(own)
        .chain(groups)
        .flat_map(|held| {
            let managed = held.attached.iter();
            let managed = managed.filter_map(|arn| managed::document(iam, arn));
            managed.chain(held.inline.values().map(String::as_str))
        })
        .map(|document| evaluate(document, request))
        .max()
        .unwrap_or(Verdict::Silent)
}

/// What the caller's permissions boundary says: `None` without one. A boundary that is no longer there
/// allows nothing.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>
fn boundary(state: &State, caller: &Caller, request: &Request<'_>) -> Option<Verdict> {
    let arn = caller.permissions(state)?.boundary.as_ref()?;
    let document = managed::document(caller.iam(state)?, arn);
    Some(document.map_or(Verdict::Silent, |document| evaluate(document, request)))
}

/// What the session's policies say: `None` when it was given none, and may do all that its role may.
/// A federated session without any may do nothing.
fn session(caller: &Caller, request: &Request<'_>) -> Option<Verdict> {
    let (policies, without) = match &caller.session.as_ref()?.kind {
        SessionKind::Role { policies, .. } => (policies, None),
        SessionKind::Federated { policies, .. } => (policies, Some(Verdict::Silent)),
        SessionKind::User { .. } => return None,
    };
    let verdicts = policies.iter().map(|document| evaluate(document, request));
    verdicts.max().or(without)
}

/// A document that cannot be read allows nothing.
fn evaluate(document: &str, request: &Request<'_>) -> Verdict {
    Document::parse(document).map_or(Verdict::Silent, |document| document.evaluate(request))
}
