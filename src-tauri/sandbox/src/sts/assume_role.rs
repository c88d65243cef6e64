//! `AssumeRole`: the caller's own policies must allow it, and the role's trust policy must too. A role
//! that does not exist is refused just like one that does not trust the caller.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>

use std::ops::RangeInclusive;

use super::{credentials, invalid, is_name, issue, multi_factor, null, seconds, session_policies};
use crate::{
    authorize::{
        self, Caller, Context, Document, Obstacle, PrincipalPattern, Request, Statement, Verdict,
    },
    builder::ONE_HOUR,
    state::{Role, SessionKind, State},
    wire::{Form, Refusal, xml},
};

const ROLE_SESSIONS: RangeInclusive<i64> = 900..=43_200;

pub(super) fn assume_role(
    state: &mut State,
    caller: &Caller,
    form: &Form,
) -> Result<String, Refusal> {
    let arn = required(form, "RoleArn")?;
    let session_name = name(form, "RoleSessionName")?.ok_or_else(|| null("roleSessionName"))?;
    let asked = seconds(form, &ROLE_SESSIONS)?;
    let (account_id, role_name) = parse(arn).ok_or_else(|| invalid(format!("{arn} is invalid")))?;
    let policies = session_policies(state, account_id, form)?;
    let given_identity = name(form, "SourceIdentity")?;
    // Once set, it goes along from role to role and does not change.
    // <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html>
    let source_identity = caller.source_identity().or(given_identity);
    let mfa = multi_factor(state, caller, form)?;
    let wanted = Wanted {
        arn,
        session_name,
        external_id: form.get("ExternalId"),
        source_identity,
        mfa,
    };
    let role = assumable(state, caller, &wanted)?;
    if given_identity.is_some() && given_identity != source_identity {
        let who = caller.arn(state);
        let message = format!(
            "User: {who} is not authorized to change the source identity that is set already"
        );
        return Err(Refusal::query("AccessDenied", 403, message));
    }

    let chained = matches!(
        caller.session.as_ref().map(|session| &session.kind),
        Some(SessionKind::Role { .. })
    );
    let lasts = asked.unwrap_or(ONE_HOUR);
    if chained && lasts > ONE_HOUR {
        return Err(invalid(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
        ));
    }
    if lasts > role.max_session_duration_seconds {
        return Err(invalid(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ));
    }
    let assumed = [
        xml::leaf("AssumedRoleId", &format!("{}:{session_name}", role.id)),
        xml::leaf(
            "Arn",
            &format!("arn:aws:sts::{account_id}:assumed-role/{role_name}/{session_name}"),
        ),
    ];
    let kind = SessionKind::Role {
        role: role_name.to_owned(),
        session_name: session_name.to_owned(),
        chained,
        source_identity: source_identity.map(ToOwned::to_owned),
        policies,
    };
    // A role's session tells nothing of MFA, even if there was some on the way in.
    // <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html>
    let session = issue(state, account_id, kind, false, lasts);
    let kept = state
        .accounts
        .get_mut(account_id)
        .and_then(|account| account.iam.roles.get_mut(role_name));
    if let Some(kept) = kept {
        kept.last_used_at = Some(session.issued_at);
    }
    let source = source_identity.map(|identity| xml::leaf("SourceIdentity", identity));
    Ok([
        credentials(&session),
        xml::wrap("AssumedRoleUser", &assumed.concat()),
        source.unwrap_or_default(),
    ]
    .concat())
}

/// What somebody wants of a role.
pub(crate) struct Wanted<'a> {
    pub(crate) arn: &'a str,
    pub(crate) session_name: &'a str,
    pub(crate) external_id: Option<&'a str>,
    pub(crate) source_identity: Option<&'a str>,
    /// Whether a right code came with this very request.
    pub(crate) mfa: bool,
}

/// The role, if the caller may assume it, whether in a call or in the console.
pub(crate) fn assumable(
    state: &State,
    caller: &Caller,
    wanted: &Wanted<'_>,
) -> Result<Role, Refusal> {
    let Wanted { arn, .. } = *wanted;
    let (account_id, _) = parse(arn).ok_or_else(|| invalid(format!("{arn} is invalid")))?;
    let mut context = caller.context_in(state, state.now(), account_id);
    context.set("sts:RoleSessionName", wanted.session_name);
    context.set_some("sts:ExternalId", wanted.external_id);
    context.set_some("sts:SourceIdentity", wanted.source_identity);
    if wanted.mfa {
        context.set("aws:MultiFactorAuthPresent", "true");
        context.set("aws:MultiFactorAuthAge", "0");
    }
    let role = trusted(state, caller, "sts:AssumeRole", arn, &context)?;
    if wanted.source_identity.is_some() {
        trusted(state, caller, "sts:SetSourceIdentity", arn, &context)?;
    }
    Ok(role)
}

/// The role, if both sides allow the caller `action` on it.
fn trusted(
    state: &State,
    caller: &Caller,
    action: &str,
    arn: &str,
    context: &Context,
) -> Result<Role, Refusal> {
    let who = caller.arn(state);
    let request = Request {
        action,
        resource: arn,
        context,
    };
    let (account_id, role_name) = parse(arn).unwrap_or_default();
    let own = authorize::resource_allowed(state, caller, account_id, &request)
        .and_then(|()| authorize::allowed(state, caller, &request));
    // One refusal for all, so that nobody learns from it which roles there are.
    let refuse = || {
        let why = own
            .err()
            .map(|obstacle| format!(" {}", obstacle.describe(action)))
            .unwrap_or_default();
        let message =
            format!("User: {who} is not authorized to perform: {action} on resource: {arn}{why}");
        Refusal::query("AccessDenied", 403, message)
    };
    if own.is_err_and(Obstacle::is_explicit) {
        return Err(refuse());
    }
    let account = state
        .accounts
        .get(account_id)
        .filter(|account| account.is_usable());
    let role = account
        .and_then(|account| account.iam.roles.get(role_name))
        .filter(|role| role.arn(account_id) == arn);
    let role = role.ok_or_else(refuse)?;
    let document = Document::parse(&role.trust).map_err(|_| refuse())?;
    let principal = caller.principal_arn(state);
    let names = |pattern: &PrincipalPattern| matches!(pattern, PrincipalPattern::Arn(arn) if *arn == principal || *arn == who);
    let fits = |pattern: &PrincipalPattern| match pattern {
        PrincipalPattern::Anyone => true,
        PrincipalPattern::Account(id) => *id == caller.account_id,
        PrincipalPattern::Arn(_) => names(pattern),
        PrincipalPattern::Gone | PrincipalPattern::Other => false,
    };
    let about = |statement: &Statement| {
        statement.principals.iter().any(fits) != statement.excludes_principals
    };
    let by_name = |statement: &Statement| {
        !statement.excludes_principals && statement.principals.iter().any(names)
    };
    // Within one account, a trust policy that names the caller is enough, where nothing else is in the way.
    let suffices = || {
        account_id == caller.account_id
            && document.evaluate_for(&request, by_name) == Verdict::Allow
            && authorize::lacks_identity_only(state, caller, &request)
    };
    let trust = document.evaluate_for(&request, about);
    if trust == Verdict::Allow && (own.is_ok() || suffices()) {
        Ok(role.clone())
    } else {
        Err(refuse())
    }
}

fn required<'a>(form: &'a Form, field: &str) -> Result<&'a str, Refusal> {
    form.get(field)
        .filter(|value| !value.is_empty())
        .ok_or_else(|| null(&field.replacen('R', "r", 1)))
}

/// 2 to 64 letters, digits and `_+=,.@-`.
fn name<'a>(form: &'a Form, field: &str) -> Result<Option<&'a str>, Refusal> {
    let Some(name) = form.get(field) else {
        return Ok(None);
    };
    if (2..=64).contains(&name.len()) && is_name(name) {
        return Ok(Some(name));
    }
    Err(invalid(format!(
        "1 validation error detected: Value '{name}' at '{field}' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*"
    )))
}

fn parse(arn: &str) -> Option<(&str, &str)> {
    let (account, role) = arn.strip_prefix("arn:aws:iam::")?.split_once(":role/")?;
    Some((account, role.rsplit('/').next()?))
}
