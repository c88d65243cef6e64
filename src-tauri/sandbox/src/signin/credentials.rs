//! `/security-credentials`: a user's own password and MFA devices, as far as their policies let them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html>

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{Method, Response, StatusCode};

use super::{
    browser,
    console::{self, Field, form, page},
    users::not_signed_in,
};
use crate::{
    authorize::Caller,
    iam,
    service::{Sandbox, lock},
    state::{SessionKind, State},
    wire::{Form, Incoming, xml::escape},
};

pub(super) fn answer(sandbox: &Sandbox, request: &Incoming) -> Response<Bytes> {
    let given = request.form();
    let mut state = lock(&sandbox.state);
    let Some(id) = browser::current(&state, request, &given) else {
        return not_signed_in(None);
    };
    let session = state.console_sessions.get(&id).cloned();
    let Some((session, SessionKind::User { name })) =
        session.and_then(|session| Some((session.clone(), session.kind?)))
    else {
        return console::message(
            StatusCode::FORBIDDEN,
            "Not for roles",
            "Only an IAM user has a password and MFA devices.",
        );
    };
    let since = session.signed_in_at.unwrap_or_else(|| state.now());
    let kind = SessionKind::User { name: name.clone() };
    let caller = console::caller(&session.account_id, kind, session.mfa, since);
    let mut made = String::new();
    let mut note = String::new();
    if request.method == Method::POST {
        let done = act(&mut state, &caller, &name, &given);
        match done {
            Ok(Done::Said(words)) => note = format!("<p role=\"status\">{words}</p>"),
            Ok(Done::Made { serial, seed }) => made = ask_codes(&id, &serial, &seed),
            Err(why) => note = format!("<p role=\"alert\">{}</p>", escape(&why)),
        }
    }
    let inside = format!(
        "<h1>Security credentials</h1><p>{}</p>{note}{made}{}<h2>Password</h2>{}<p><a href=\"{}\">Console home</a></p>",
        escape(&caller.arn(&state)),
        devices(&state, &caller, &name, &id),
        form(
            "/security-credentials",
            &[
                Field::password("oldPassword", "Old password", "current-password"),
                Field::password("newPassword", "New password", "new-password"),
                Field::hidden("session", &id),
            ],
            "Change password"
        ),
        escape(&browser::console(&id)),
    );
    page(StatusCode::OK, "Security credentials", &inside)
}

/// What a form has brought about.
enum Done {
    Said(&'static str),
    /// A device that nobody has yet. Its seed is told once.
    Made {
        serial: String,
        seed: String,
    },
}

fn act(state: &mut State, caller: &Caller, user: &str, given: &Form) -> Result<Done, String> {
    let value = |name: &str| given.get(name).unwrap_or_default().trim();
    let mut perform = |operation: &str, fields: &[(&str, &str)]| {
        iam::perform(state, caller, operation, &Form::of(fields)).map_err(|refusal| refusal.message)
    };
    if given.get("newPassword").is_some() {
        let (old, new) = (given.get("oldPassword"), given.get("newPassword"));
        let passwords = [
            ("OldPassword", old.unwrap_or_default()),
            ("NewPassword", new.unwrap_or_default()),
        ];
        perform("ChangePassword", &passwords)?;
        return Ok(Done::Said("The password is changed."));
    }
    if given.get("deviceName").is_some() {
        let name = [("VirtualMFADeviceName", value("deviceName"))];
        let told = perform("CreateVirtualMFADevice", &name)?;
        let leaf = |name: &str| {
            let (_, rest) = told.split_once(&format!("<{name}>"))?;
            Some(rest.split_once(&format!("</{name}>"))?.0.to_owned())
        };
        let seed = leaf("Base32StringSeed").and_then(|seed| STANDARD.decode(seed).ok());
        let seed = seed.and_then(|seed| String::from_utf8(seed).ok());
        let serial = leaf("SerialNumber");
        let made = serial
            .zip(seed)
            .map(|(serial, seed)| Done::Made { serial, seed });
        return made.ok_or_else(|| "The device was not made.".to_owned());
    }
    let device = [("UserName", user), ("SerialNumber", value("serial"))];
    if given.get("remove").is_some() {
        perform("DeactivateMFADevice", &device)?;
        perform("DeleteVirtualMFADevice", &device[1..])?;
        return Ok(Done::Said("The MFA device is removed."));
    }
    let codes = [
        ("AuthenticationCode1", value("code1")),
        ("AuthenticationCode2", value("code2")),
    ];
    perform("EnableMFADevice", &[device, codes].concat())?;
    Ok(Done::Said(
        "The MFA device is assigned. Sign out, and sign in again with a code of it.",
    ))
}

/// The devices that the user has, and how to have one.
fn devices(state: &State, caller: &Caller, user: &str, session: &str) -> String {
    let iam = caller.iam(state);
    let has = iam.into_iter().flat_map(|iam| iam.devices_of(user));
    let has: Vec<String> = has
        .map(|device| {
            let fields = [
                Field::hidden("serial", &device.serial),
                Field::hidden("remove", "true"),
                Field::hidden("session", session),
            ];
            format!(
                "<p><code>{}</code></p>{}",
                escape(&device.serial),
                form("/security-credentials", &fields, "Remove")
            )
        })
        .collect();
    let none = if has.is_empty() {
        "<p>No MFA device yet.</p>"
    } else {
        ""
    };
    let new = form(
        "/security-credentials",
        &[
            Field::text("deviceName", "Device name", Some(user)),
            Field::hidden("session", session),
        ],
        "Assign MFA device",
    );
    format!(
        "<h2>Multi-factor authentication</h2>{}{none}{new}",
        has.concat()
    )
}

/// The seed for the authenticator, and the two codes that prove that it has it.
fn ask_codes(session: &str, serial: &str, seed: &str) -> String {
    let fields = [
        Field::code("code1", "MFA code 1"),
        Field::code("code2", "MFA code 2"),
        Field::hidden("serial", serial),
        Field::hidden("session", session),
    ];
    format!(
        "<h2>Set up your device</h2><p>Enter this secret key in your authenticator. It is not shown again.</p><p><code id=\"seed\">{}</code></p><p>Then enter two codes in a row.</p>{}",
        escape(seed),
        form("/security-credentials", &fields, "Add MFA")
    )
}
