//! Virtual MFA devices: made, given to a user with two codes, taken away, deleted.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_cliapi.html>

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{Context, no_such_entity, rules, users};
use crate::{
    clock::iso,
    state::{Account, MfaDevice},
    wire::{Refusal, xml},
};

/// Devices that one user may have.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const DEVICES: usize = 8;
/// A picture of one white dot. Who can read a QR code can read the seed beside it.
const PICTURE: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=";

pub(super) fn create(context: &mut Context<'_>) -> Result<String, Refusal> {
    let name = rules::name(context.form, "VirtualMFADeviceName", 226)?;
    let path = rules::path(context.form)?;
    let tags = rules::tags(context.form)?;
    let account_id = &context.caller.account_id;
    let serial = format!("arn:aws:iam::{account_id}:mfa{path}{name}");
    if context.account()?.iam.mfa_devices.contains_key(&serial) {
        return Err(Refusal::query(
            "EntityAlreadyExists",
            409,
            "MFADevice entity at the same path and name already exists.",
        ));
    }
    let seed = context.state.random.seed();
    let told = [
        xml::leaf("SerialNumber", &serial),
        // A blob of the Base32 text, not of what the text stands for.
        xml::leaf("Base32StringSeed", &STANDARD.encode(&seed)),
        xml::leaf("QRCodePNG", PICTURE),
    ];
    let device = MfaDevice {
        tags,
        ..MfaDevice::new(serial.clone(), Some(seed))
    };
    let devices = &mut context.account_mut()?.iam.mfa_devices;
    devices.insert(serial, device);
    context.state.touch();
    Ok(xml::wrap("VirtualMFADevice", &told.concat()))
}

pub(super) fn enable(context: &mut Context<'_>) -> Result<String, Refusal> {
    let user = users::named(context)?.name.clone();
    let serial = rules::required(context.form, "SerialNumber")?.to_owned();
    let first = code(context, "AuthenticationCode1")?;
    let second = code(context, "AuthenticationCode2")?;
    let now = context.now;
    let iam = &mut context.account_mut()?.iam;
    let has = iam.devices_of(&user).count();
    let device = iam
        .mfa_devices
        .get_mut(&serial)
        .ok_or_else(|| no_such_device(&serial))?;
    if device.user.is_some() {
        return Err(Refusal::query(
            "EntityAlreadyExists",
            409,
            "MFADevice entity at the same path and name already exists.",
        ));
    }
    if has >= DEVICES {
        return Err(rules::limit_exceeded("MFADevicesPerUser", DEVICES));
    }
    if !device.accept_two(&first, &second, now) {
        return Err(Refusal::query(
            "InvalidAuthenticationCode",
            403,
            "Authentication code for device is not valid.",
        ));
    }
    device.user = Some(user);
    device.enabled_at = Some(now);
    context.state.touch();
    Ok(String::new())
}

pub(super) fn deactivate(context: &mut Context<'_>) -> Result<String, Refusal> {
    let user = users::named(context)?.name.clone();
    let serial = rules::required(context.form, "SerialNumber")?.to_owned();
    let iam = &mut context.account_mut()?.iam;
    let device = iam
        .mfa_devices
        .get_mut(&serial)
        .filter(|device| device.user.as_ref() == Some(&user));
    let device = device.ok_or_else(|| no_such_entity("MFA Device invalid for user."))?;
    device.user = None;
    device.enabled_at = None;
    context.state.touch();
    Ok(String::new())
}

pub(super) fn delete(context: &mut Context<'_>) -> Result<String, Refusal> {
    let serial = rules::required(context.form, "SerialNumber")?.to_owned();
    let devices = &mut context.account_mut()?.iam.mfa_devices;
    let device = devices
        .get(&serial)
        .ok_or_else(|| no_such_device(&serial))?;
    if device.user.is_some() {
        return Err(Refusal::query(
            "DeleteConflict",
            409,
            "MFA VirtualDevice in use. Must deactivate first.",
        ));
    }
    devices.remove(&serial);
    context.state.touch();
    Ok(String::new())
}

/// The devices of one user.
pub(super) fn list(context: &mut Context<'_>) -> Result<String, Refusal> {
    let user = &users::named(context)?.name;
    let devices = context.account()?.iam.devices_of(user).map(|device| {
        let fields = [
            xml::leaf("UserName", user),
            xml::leaf("SerialNumber", &device.serial),
            enabled(device),
        ];
        (device.serial.clone(), fields.concat())
    });
    let (page, rest) = rules::page(context.form, devices)?;
    Ok([xml::list("MFADevices", page), rest].concat())
}

/// All virtual devices of the account, or those that somebody or nobody has.
pub(super) fn list_virtual(context: &mut Context<'_>) -> Result<String, Refusal> {
    let wanted = match context.form.get("AssignmentStatus").unwrap_or("Any") {
        "Any" => None,
        "Assigned" => Some(true),
        "Unassigned" => Some(false),
        other => {
            return Err(rules::invalid(format!(
                "1 validation error detected: Value '{other}' at 'assignmentStatus' failed to satisfy constraint: Member must satisfy enum value set: [Any, Assigned, Unassigned]"
            )));
        }
    };
    let account = context.account()?;
    let devices = account
        .iam
        .mfa_devices
        .values()
        .filter(|device| wanted.is_none_or(|wanted| device.user.is_some() == wanted))
        .map(|device| (device.serial.clone(), view(account, device)));
    let (page, rest) = rules::page(context.form, devices)?;
    Ok([xml::list("VirtualMFADevices", page), rest].concat())
}

/// A device as it is listed: without its seed, which is told once.
fn view(account: &Account, device: &MfaDevice) -> String {
    let user = device
        .user
        .as_ref()
        .and_then(|name| account.iam.users.get(name));
    let user = user.map(|user| xml::wrap("User", &users::fields(user, &account.id)));
    [
        xml::leaf("SerialNumber", &device.serial),
        user.unwrap_or_default(),
        enabled(device),
    ]
    .concat()
}

fn enabled(device: &MfaDevice) -> String {
    let at = device
        .enabled_at
        .map(|at| xml::leaf("EnableDate", &iso(at)));
    at.unwrap_or_default()
}

/// A code: six digits.
fn code(context: &Context<'_>, field: &str) -> Result<String, Refusal> {
    let code = rules::required(context.form, field)?;
    if code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(code.to_owned());
    }
    Err(rules::invalid(format!(
        "1 validation error detected: Value at '{}' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\d]{{6}}",
        rules::lower_first(field)
    )))
}

fn no_such_device(serial: &str) -> Refusal {
    no_such_entity(format!(
        "VirtualMFADevice with serial number {serial} does not exist."
    ))
}
