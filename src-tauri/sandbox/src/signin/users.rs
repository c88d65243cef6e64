//! `/signin`: an IAM user signs in with account, name and password, with a code where they have an MFA
//! device, and with another password where this one must be changed.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/console_sign-in-iam-user.html>

use bytes::Bytes;
use http::{Method, Response, StatusCode};

use super::{
    browser,
    console::{self, Field, form, message, page},
};
use crate::{
    clock, iam,
    service::{Sandbox, lock},
    state::{Account, ConsoleSession, SessionKind, SignIn, State},
    wire::{Form, Incoming, form::encode, xml::escape},
};

/// Seconds that a console session of a user lasts.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/console_controlling-access.html>
const SESSION: i64 = 12 * 3600;
/// Seconds that there are for the code and the new password.
const TIME: i64 = 600;
const WRONG: &str = "Your authentication information is incorrect. Please try again.";

pub(super) fn sign_in(sandbox: &Sandbox, request: &Incoming) -> Response<Bytes> {
    let given = request.form();
    if request.method != Method::POST {
        return ask_password(&given, None);
    }
    let several = lock(&sandbox.switches).several_sessions;
    let mut state = lock(&sandbox.state);
    let now = state.now();
    state.sign_ins.retain(|_, sign_in| sign_in.expires_at > now);
    let Some(token) = given.get("signin") else {
        return match begin(&mut state, &given) {
            Some(token) => go_on(&mut state, request, &token, several),
            None => ask_password(&given, Some(WRONG)),
        };
    };
    if !state.sign_ins.contains_key(token) {
        return ask_password(&given, Some("Your sign-in took too long. Start again."));
    }
    let wrong = match (given.get("mfaCode"), given.get("newPassword")) {
        (Some(code), _) => check_code(&mut state, token, code)
            .err()
            .map(|why| ask_code(token, Some(why))),
        (None, Some(new)) => change_password(&mut state, token, &given, new)
            .err()
            .map(|why| ask_new_password(&state, token, Some(&why))),
        (None, None) => None,
    };
    wrong.unwrap_or_else(|| go_on(&mut state, request, token, several))
}

/// Checks the password. Nobody learns whether the account, the user or the password was wrong.
fn begin(state: &mut State, given: &Form) -> Option<String> {
    let asked = given.get("account")?.trim();
    let now = state.now();
    let account = account(state, asked).filter(|account| account.is_usable())?;
    let account_id = account.id.clone();
    let user = account.iam.users.get(given.get("username")?.trim())?;
    let login = user.login.as_ref()?;
    if !login.password.is(given.get("password")?) {
        return None;
    }
    let sign_in = SignIn {
        account_id,
        user: user.name.clone(),
        mfa: false,
        next: given
            .get("next")
            .filter(|next| leads_here(next))
            .map(ToOwned::to_owned),
        expires_at: clock::after(now, TIME),
    };
    let token = state.random.token(40);
    state.sign_ins.insert(token.clone(), sign_in);
    state.touch();
    Some(token)
}

/// The account with this number or alias.
pub(super) fn account<'a>(state: &'a State, asked: &str) -> Option<&'a Account> {
    let by_alias = || {
        let mut accounts = state.accounts.values();
        accounts.find(|account| account.iam.alias.as_deref() == Some(asked))
    };
    state.accounts.get(asked).or_else(by_alias)
}

/// Only to the page for switching roles does a sign-in lead on, never off to another site.
fn leads_here(next: &str) -> bool {
    next.starts_with("/switchrole?") && next.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Asks for what is still missing, or lets the person in.
fn go_on(state: &mut State, request: &Incoming, token: &str, several: bool) -> Response<Bytes> {
    let now = state.now();
    let Some(sign_in) = state.sign_ins.get(token).cloned() else {
        return ask_password(&Form::default(), Some(WRONG));
    };
    let SignIn {
        account_id, user, ..
    } = &sign_in;
    let iam = state.accounts.get(account_id).map(|account| &account.iam);
    let login = iam.and_then(|iam| iam.users.get(user)?.login.as_ref());
    let (Some(iam), Some(login)) = (iam, login) else {
        return ask_password(&Form::default(), Some(WRONG));
    };
    if !sign_in.mfa && iam.devices_of(user).next().is_some() {
        return ask_code(token, None);
    }
    let policy = iam.password_policy.as_ref();
    let expired = policy.is_some_and(|policy| policy.has_expired(login.changed_at, now));
    if expired && policy.is_some_and(|policy| policy.hard_expiry) {
        return message(
            StatusCode::FORBIDDEN,
            "Your password has expired",
            "Your account does not let you change it yourself. Ask your administrator for a new one.",
        );
    }
    if expired || login.reset_required {
        return ask_new_password(state, token, None);
    }
    let session = ConsoleSession {
        account_id: account_id.clone(),
        identity: user.clone(),
        session_name: None,
        expires_at: clock::after(now, SESSION),
        destination: None,
        kind: Some(SessionKind::User { name: user.clone() }),
        mfa: sign_in.mfa,
        signed_in_at: Some(now),
        display_name: None,
        color: None,
        below: None,
    };
    state.sign_ins.remove(token);
    let users = state.accounts.get_mut(account_id);
    if let Some(user) = users.and_then(|account| account.iam.users.get_mut(user)) {
        user.password_last_used = Some(now);
    }
    state.touch();
    browser::sign_in(state, request, session, several, sign_in.next.as_deref())
}

/// Takes a code of one of the user's devices.
fn check_code(state: &mut State, token: &str, code: &str) -> Result<(), &'static str> {
    let now = state.now();
    let sign_in = state.sign_ins.get_mut(token).ok_or(WRONG)?;
    let account = state.accounts.get_mut(&sign_in.account_id).ok_or(WRONG)?;
    let mut devices = account.iam.mfa_devices.values_mut();
    let right = devices.any(|device| {
        device.user.as_ref() == Some(&sign_in.user) && device.accept(code.trim(), now)
    });
    if !right {
        return Err("The code is not right, or was used before. Wait for the next one.");
    }
    sign_in.mfa = true;
    state.touch();
    Ok(())
}

/// Changes the password, as far as the user may do that.
fn change_password(state: &mut State, token: &str, given: &Form, new: &str) -> Result<(), String> {
    let sign_in = state.sign_ins.get(token).ok_or(WRONG)?;
    if given.get("newPassword") != given.get("newPasswordAgain") {
        return Err("The new passwords are not the same.".to_owned());
    }
    let caller = console::caller(
        &sign_in.account_id,
        SessionKind::User {
            name: sign_in.user.clone(),
        },
        sign_in.mfa,
        state.now(),
    );
    let old = given.get("oldPassword").unwrap_or_default();
    let form = Form::of(&[("OldPassword", old), ("NewPassword", new)]);
    iam::perform(state, &caller, "ChangePassword", &form)
        .map(|_| ())
        .map_err(|refusal| refusal.message)
}

fn wrong(why: Option<&str>) -> String {
    why.map_or_else(String::new, |why| {
        format!("<p role=\"alert\">{}</p>", escape(why))
    })
}

fn status(why: Option<&str>) -> StatusCode {
    if why.is_some() {
        StatusCode::FORBIDDEN
    } else {
        StatusCode::OK
    }
}

fn ask_password(given: &Form, why: Option<&str>) -> Response<Bytes> {
    let fields = [
        Field::text("account", "Account ID or alias", given.get("account")),
        Field::text("username", "IAM user name", given.get("username")),
        Field::password("password", "Password", "current-password"),
        Field::hidden("next", given.get("next").unwrap_or_default()),
    ];
    let inside = format!(
        "<h1>Sign in as IAM user</h1>{}{}",
        wrong(why),
        form("/signin", &fields, "Sign in")
    );
    page(status(why), "Sign in", &inside)
}

fn ask_code(token: &str, why: Option<&str>) -> Response<Bytes> {
    let fields = [
        Field::code("mfaCode", "MFA code"),
        Field::hidden("signin", token),
    ];
    let inside = format!(
        "<h1>Multi-factor authentication</h1><p>Enter the code that your MFA device shows.</p>{}{}",
        wrong(why),
        form("/signin", &fields, "Submit")
    );
    page(status(why), "Multi-factor authentication", &inside)
}

fn ask_new_password(state: &State, token: &str, why: Option<&str>) -> Response<Bytes> {
    let who = state
        .sign_ins
        .get(token)
        .map(|sign_in| sign_in.user.as_str());
    let fields = [
        Field::password("oldPassword", "Old password", "current-password"),
        Field::password("newPassword", "New password", "new-password"),
        Field::password("newPasswordAgain", "New password again", "new-password"),
        Field::hidden("signin", token),
    ];
    let inside = format!(
        "<h1>Change your password</h1><p>{} must change the password to go on.</p>{}{}",
        escape(who.unwrap_or_default()),
        wrong(why),
        form("/signin", &fields, "Change password")
    );
    page(status(why), "Change your password", &inside)
}

/// `/signout`: ends the session, by a form and so by the person.
pub(super) fn sign_out(sandbox: &Sandbox, request: &Incoming) -> Response<Bytes> {
    let mut state = lock(&sandbox.state);
    let id = browser::current(&state, request, &request.form());
    match id.filter(|_| request.method == Method::POST) {
        Some(id) => browser::sign_out(&mut state, request, &id),
        None => not_signed_in(None),
    }
}

/// Says that nobody is signed in, and how to go on from there.
pub(super) fn not_signed_in(next: Option<&str>) -> Response<Bytes> {
    let query = next.map_or_else(String::new, |next| {
        format!("?next={}", encode(next.as_bytes()))
    });
    let inside = format!(
        "<h1>You are not signed in</h1><p>Sign in first.</p><p><a href=\"/signin{}\">Sign in as IAM user</a></p>",
        escape(&query)
    );
    page(StatusCode::FORBIDDEN, "You are not signed in", &inside)
}
