//! Virtual MFA devices: made, given to a user with two codes, taken away, deleted.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_cliapi.html>

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{Context, no_such_entity, rules, tags, users};
use crate::{
    clock::iso,
    state::{Account, MfaDevice},
    wire::{Form, Refusal, xml},
};

/// Devices that one user may have.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const DEVICES: usize = 8;
/// Virtual devices of an account, whether anybody has them or not: as many as it may have users.
const VIRTUAL_DEVICES: usize = 5000;
/// A picture of one white dot. Who can read a QR code can read the seed beside it.
const PICTURE: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=";

pub(super) fn create(context: &mut Context<'_>) -> Result<String, Refusal> {
    let name = rules::name(context.form, "VirtualMFADeviceName", 226)?;
    let path = rules::path(context.form)?;
    let tags = tags::given(context.form)?;
    let account_id = &context.caller.account_id;
    let serial = format!("arn:aws:iam::{account_id}:mfa{path}{name}");
    if context.account()?.iam.mfa_devices.contains_key(&serial) {
        return Err(rules::already_exists(
            "MFADevice entity at the same path and name already exists.",
        ));
    }
    if context.account()?.iam.mfa_devices.len() >= VIRTUAL_DEVICES {
        return Err(rules::limit_exceeded(
            "VirtualMFADevicesPerAccount",
            VIRTUAL_DEVICES,
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
    let user = context.user()?.name.clone();
    let serial = serial(context.form)?.to_owned();
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
        return Err(rules::already_exists(
            "MFADevice entity at the same path and name already exists.",
        ));
    }
    if has >= DEVICES {
        return Err(rules::limit_exceeded("MFADevicesPerUser", DEVICES));
    }
    if !device.accept_two(&first, &second, now) {
        return Err(invalid_code());
    }
    device.user = Some(user);
    device.enabled_at = Some(now);
    context.state.touch();
    Ok(String::new())
}

/// Two codes in a row tell how far off a device's clock is. Here no clock goes wrong further than codes
/// are accepted anyway.
pub(super) fn resync(context: &mut Context<'_>) -> Result<String, Refusal> {
    let user = context.user()?.name.clone();
    let first = code(context, "AuthenticationCode1")?;
    let second = code(context, "AuthenticationCode2")?;
    let now = context.now;
    let device = device_of(context, &user)?;
    if !device.accept_two(&first, &second, now) {
        return Err(invalid_code());
    }
    context.state.touch();
    Ok(String::new())
}

fn invalid_code() -> Refusal {
    Refusal::query(
        "InvalidAuthenticationCode",
        403,
        "Authentication code for device is not valid.",
    )
}

/// The device that `SerialNumber` names, which this user has.
fn device_of<'a>(context: &'a mut Context<'_>, user: &str) -> Result<&'a mut MfaDevice, Refusal> {
    let serial = serial(context.form)?;
    let devices = &mut context.account_mut()?.iam.mfa_devices;
    let device = devices
        .get_mut(serial)
        .filter(|device| device.user.as_deref() == Some(user));
    device.ok_or_else(|| no_such_entity("MFA Device invalid for user."))
}

/// The device that `SerialNumber` names, whoever has it.
pub(super) fn device<'a>(context: &'a Context<'_>) -> Result<&'a MfaDevice, Refusal> {
    let serial = serial(context.form)?;
    let device = context.account()?.iam.mfa_devices.get(serial);
    device.ok_or_else(|| no_such_device(serial))
}

/// One device with whom it belongs to, if to anybody.
pub(super) fn get(context: &mut Context<'_>) -> Result<String, Refusal> {
    let device = device(context)?;
    if context.form.get("UserName").is_some() && device.user != Some(context.named()?.name.clone())
    {
        return Err(no_such_device(&device.serial));
    }
    let user = device.user.as_ref();
    let user = user.map(|user| xml::leaf("UserName", user));
    Ok([
        user.unwrap_or_default(),
        xml::leaf("SerialNumber", &device.serial),
        enabled(device),
    ]
    .concat())
}

pub(super) fn deactivate(context: &mut Context<'_>) -> Result<String, Refusal> {
    let user = context.named()?.name.clone();
    let device = device_of(context, &user)?;
    device.user = None;
    device.enabled_at = None;
    context.state.touch();
    Ok(String::new())
}

pub(super) fn delete(context: &mut Context<'_>) -> Result<String, Refusal> {
    let serial = serial(context.form)?.to_owned();
    let devices = &mut context.account_mut()?.iam.mfa_devices;
    let device = devices
        .get(&serial)
        .ok_or_else(|| no_such_device(&serial))?;
    if device.user.is_some() {
        return Err(rules::delete_conflict(
            "MFA VirtualDevice in use. Must deactivate first.",
        ));
    }
    devices.remove(&serial);
    context.state.touch();
    Ok(String::new())
}

/// The devices of one user.
pub(super) fn list(context: &mut Context<'_>) -> Result<String, Refusal> {
    let user = &context.named()?.name;
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

/// 9 to 256 letters, digits and `+=/:,.@-`.
fn serial(form: &Form) -> Result<&str, Refusal> {
    let serial = rules::required(form, "SerialNumber")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+=/:,.@_-".contains(&byte);
    if (9..=256).contains(&serial.len()) && serial.bytes().all(plain) {
        return Ok(serial);
    }
    Err(rules::invalid(format!(
        "1 validation error detected: Value '{serial}' at 'serialNumber' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=/:,.@-]+"
    )))
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
