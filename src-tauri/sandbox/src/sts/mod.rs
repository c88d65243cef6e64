//! STS: who calls, and temporary credentials. <https://docs.aws.amazon.com/STS/latest/APIReference/>

mod assume_role;
mod federation_token;
#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;

pub(crate) use assume_role::{Wanted, assumable};

use crate::{
    authorize::{Caller, Document, Principal, managed},
    clock::{self, iso},
    state::{Session, SessionKind, State},
    wire::{Form, Refusal, xml},
};

/// Seconds that a session token of a user may last, and does where nothing is said.
const USER_SESSIONS: RangeInclusive<i64> = 900..=129_600;
const USER_SESSION: i64 = 43_200;
/// Characters of a session policy.
const SESSION_POLICY: usize = 2048;

/// Answers one call with the inside of its result.
pub(crate) fn answer(
    state: &mut State,
    caller: &Caller,
    operation: &str,
    form: &Form,
) -> Result<String, Refusal> {
    match operation {
        // Everyone may ask this: AWS looks at no policy.
        "GetCallerIdentity" => Ok([
            xml::leaf("Arn", &in_partition(state, &caller.arn(state))),
            xml::leaf("UserId", &caller.user_id(state)),
            xml::leaf("Account", &caller.account_id),
        ]
        .concat()),
        // Federated sessions may ask for nothing else.
        // <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getfederationtoken.html>
        "AssumeRole" | "GetSessionToken" if caller.is_federated() => {
            let message = format!(
                "User: {} is not authorized to perform: sts:{operation}",
                caller.arn(state)
            );
            Err(Refusal::query("AccessDenied", 403, message))
        }
        "AssumeRole" => assume_role::assume_role(state, caller, form),
        "GetFederationToken" => federation_token::federation_token(state, caller, form),
        "GetSessionToken" => session_token(state, caller, form),
        other => {
            let message = format!("Could not find operation {other} for version 2011-06-15");
            Err(Refusal::query("InvalidAction", 400, message))
        }
    }
}

/// The user once more, with credentials that end, and with MFA if a code was given.
fn session_token(state: &mut State, caller: &Caller, form: &Form) -> Result<String, Refusal> {
    let Principal::User(name) = &caller.principal else {
        return Err(Refusal::query(
            "AccessDenied",
            403,
            "Cannot call GetSessionToken with session credentials",
        ));
    };
    if caller.session.is_some() {
        return Err(Refusal::query(
            "AccessDenied",
            403,
            "Cannot call GetSessionToken with session credentials",
        ));
    }
    let seconds = seconds(form, &USER_SESSIONS)?.unwrap_or(USER_SESSION);
    let mfa = multi_factor(state, caller, form)?;
    let kind = SessionKind::User { name: name.clone() };
    let session = issue(state, &caller.account_id, kind, mfa, seconds);
    Ok(credentials(&session))
}

/// An ARN in the partition that the sandbox says it is in.
fn in_partition(state: &State, arn: &str) -> String {
    let partition = state.partition.as_deref().unwrap_or("aws");
    arn.replacen("arn:aws:", &format!("arn:{partition}:"), 1)
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::query("ValidationError", 400, message)
}

fn null(field: &str) -> Refusal {
    invalid(format!(
        "1 validation error detected: Value null at '{field}' failed to satisfy constraint: Member must not be null"
    ))
}

/// Letters, digits and `_+=,.@-`.
fn is_name(name: &str) -> bool {
    name.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
}

/// Session policies: a document, and managed policies of an account by ARN.
fn session_policies(state: &State, account_id: &str, form: &Form) -> Result<Vec<String>, Refusal> {
    let malformed = |why: String| Refusal::query("MalformedPolicyDocument", 400, why);
    let mut policies = Vec::new();
    if let Some(policy) = form.get("Policy") {
        Document::parse(policy).map_err(malformed)?;
        if policy.len() > SESSION_POLICY {
            let message = "Packed size of session tags consumes more than allowed";
            return Err(Refusal::query("PackedPolicyTooLarge", 400, message));
        }
        policies.push(policy.to_owned());
    }
    for arn in form.members("PolicyArns", "arn") {
        let account = state.accounts.get(account_id);
        let document = account.and_then(|account| managed::document(&account.iam, &arn));
        let document =
            document.ok_or_else(|| malformed(format!("The policy {arn} does not exist")))?;
        policies.push(document.to_owned());
    }
    Ok(policies)
}

fn seconds(form: &Form, range: &RangeInclusive<i64>) -> Result<Option<i64>, Refusal> {
    let Some(text) = form.get("DurationSeconds") else {
        return Ok(None);
    };
    let seconds: Option<i64> = text.parse().ok();
    seconds.filter(|seconds| range.contains(seconds)).map(Some).ok_or_else(|| {
        invalid(format!(
            "1 validation error detected: Value '{text}' at 'durationSeconds' failed to satisfy constraint: Member must have value between {} and {}",
            range.start(),
            range.end()
        ))
    })
}

/// Whether a right code of one of the caller's own devices was given. It is used up then, whatever
/// becomes of the call.
fn multi_factor(state: &mut State, caller: &Caller, form: &Form) -> Result<bool, Refusal> {
    let (serial, code) = (form.get("SerialNumber"), form.get("TokenCode"));
    let failed = |why: &str| {
        Refusal::query(
            "AccessDenied",
            403,
            format!("MultiFactorAuthentication failed{why}"),
        )
    };
    match (serial, code) {
        (None, None) => Ok(false),
        (Some(_), None) | (None, Some(_)) => Err(failed(
            ", must provide both MFA serial number and one time pass code.",
        )),
        (Some(serial), Some(code)) => {
            if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(invalid(
                    "1 validation error detected: Value at 'tokenCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\d]{6}",
                ));
            }
            let now = state.now();
            let device = caller.user(state).map(|user| user.name.clone());
            let device = device.and_then(|name| {
                let iam = &mut state.accounts.get_mut(&caller.account_id)?.iam;
                let device = iam.mfa_devices.get_mut(serial)?;
                (device.user.as_ref() == Some(&name)).then_some(device)
            });
            if !device.is_some_and(|device| device.accept(code, now)) {
                return Err(failed(" with invalid MFA one time pass code. "));
            }
            state.touch();
            Ok(true)
        }
    }
}

pub(crate) fn issue(
    state: &mut State,
    account_id: &str,
    kind: SessionKind,
    mfa: bool,
    seconds: i64,
) -> Session {
    let now = state.now();
    // Those that have ended do no more than fill the saved state.
    state
        .sessions
        .retain(|_, session| session.expires_at > clock::after(now, -USER_SESSION));
    let session = Session {
        access_key_id: state.random.unique_id("ASIA"),
        secret: state.random.secret(),
        token: state.random.token(200),
        account_id: account_id.to_owned(),
        kind,
        mfa,
        issued_at: now,
        expires_at: clock::after(now, seconds),
    };
    state
        .sessions
        .insert(session.access_key_id.clone(), session.clone());
    state.touch();
    session
}

fn credentials(session: &Session) -> String {
    let fields = [
        xml::leaf("AccessKeyId", &session.access_key_id),
        xml::leaf("SecretAccessKey", &session.secret),
        xml::leaf("SessionToken", &session.token),
        xml::leaf("Expiration", &iso(session.expires_at)),
    ];
    xml::wrap("Credentials", &fields.concat())
}
