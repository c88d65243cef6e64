//! Virtual MFA devices from the first seed to the last code.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::testing::{World, allow, leaf};

/// A device of the member that nobody has yet: its serial number.
fn create(world: &mut World, name: &str) -> String {
    let answer = world
        .iam("CreateVirtualMFADevice", &[("VirtualMFADeviceName", name)])
        .unwrap();
    leaf(&answer, "SerialNumber")
}

fn enable(world: &mut World, serial: &str, steps: [i64; 2]) -> Result<String, &'static str> {
    let [first, second] = steps.map(|steps| world.code(serial, steps));
    let arguments = [
        ("UserName", "dev"),
        ("SerialNumber", serial),
        ("AuthenticationCode1", &first),
        ("AuthenticationCode2", &second),
    ];
    let answer = world.iam("EnableMFADevice", &arguments);
    answer.map_err(|refused| refused.code)
}

#[test]
fn a_device_is_made_enabled_used_taken_away_and_deleted() {
    let mut world = World::new();
    let (member, dev) = (world.member.clone(), world.dev());
    let made = world
        .iam(
            "CreateVirtualMFADevice",
            &[("VirtualMFADeviceName", "phone")],
        )
        .unwrap();
    let serial = leaf(&made, "SerialNumber");
    assert_eq!(serial, format!("arn:aws:iam::{member}:mfa/phone"));
    let seed = STANDARD.decode(leaf(&made, "Base32StringSeed")).unwrap();
    assert_eq!(seed.len(), 64, "the Base32 text itself, of 40 bytes");
    assert!(!leaf(&made, "QRCodePNG").is_empty());
    let status = |world: &mut World, status| {
        world
            .iam("ListVirtualMFADevices", &[("AssignmentStatus", status)])
            .unwrap()
            .contains("phone")
    };
    assert!(status(&mut world, "Unassigned") && !status(&mut world, "Assigned"));

    assert_eq!(
        enable(&mut world, &serial, [0, 0]),
        Err("InvalidAuthenticationCode")
    );
    assert_eq!(
        enable(&mut world, &serial, [-5, -4]),
        Err("InvalidAuthenticationCode")
    );
    enable(&mut world, &serial, [-1, 0]).unwrap();
    assert_eq!(
        enable(&mut world, &serial, [0, 1]),
        Err("EntityAlreadyExists")
    );
    let listed = world.iam("ListMFADevices", &[]).unwrap();
    assert_eq!(
        leaf(&listed, "UserName"),
        "dev",
        "one's own, where no name is given"
    );
    assert!(!listed.contains("Seed"), "a seed is told once");
    assert!(status(&mut world, "Assigned") && !status(&mut world, "Unassigned"));

    world.next_code();
    let code = world.code(&serial, 0);
    let given = [("SerialNumber", serial.as_str()), ("TokenCode", &code)];
    assert!(world.sts(&dev, "GetSessionToken", &given).is_ok());

    let of = [("UserName", "dev"), ("SerialNumber", serial.as_str())];
    let busy = world.iam("DeleteVirtualMFADevice", &of[1..]).unwrap_err();
    assert_eq!((busy.code, busy.status), ("DeleteConflict", 409));
    world.iam("DeactivateMFADevice", &of).unwrap();
    let again = world.iam("DeactivateMFADevice", &of).unwrap_err();
    assert_eq!(again.code, "NoSuchEntity");
    world.next_code();
    let code = world.code(&serial, 0);
    let given = [("SerialNumber", serial.as_str()), ("TokenCode", &code)];
    assert!(world.sts(&dev, "GetSessionToken", &given).is_err());
    world.iam("DeleteVirtualMFADevice", &of[1..]).unwrap();
    let gone = world.iam("DeleteVirtualMFADevice", &of[1..]).unwrap_err();
    assert_eq!((gone.code, gone.status), ("NoSuchEntity", 404));
}

#[test]
fn names_are_taken_once_and_a_user_has_eight_devices() {
    let mut world = World::new();
    create(&mut world, "phone");
    let again = world
        .iam(
            "CreateVirtualMFADevice",
            &[("VirtualMFADeviceName", "phone")],
        )
        .unwrap_err();
    assert_eq!(again.code, "EntityAlreadyExists");
    for number in 0..8 {
        let serial = create(&mut world, &format!("phone{number}"));
        enable(&mut world, &serial, [-1, 0]).unwrap();
    }
    let serial = format!("arn:aws:iam::{}:mfa/phone", world.member);
    assert_eq!(enable(&mut world, &serial, [-1, 0]), Err("LimitExceeded"));
    let page = world.iam("ListMFADevices", &[("MaxItems", "5")]).unwrap();
    assert_eq!(page.matches("<SerialNumber>").count(), 5);
    let marker = leaf(&page, "Marker");
    let rest = world.iam("ListMFADevices", &[("Marker", &marker)]).unwrap();
    assert_eq!(rest.matches("<SerialNumber>").count(), 3);
}

#[test]
fn a_user_asks_for_itself_or_by_name() {
    let mut world = World::new();
    let own = world.iam("GetUser", &[]).unwrap();
    let arn = format!("arn:aws:iam::{}:user/dev", world.member);
    assert_eq!(leaf(&own, "Arn"), arn);
    assert_eq!(world.iam("GetUser", &[("UserName", "dev")]).unwrap(), own);
    for operation in ["GetUser", "ListMFADevices"] {
        let missing = world.iam(operation, &[("UserName", "none")]).unwrap_err();
        assert_eq!(missing.code, "NoSuchEntity", "{operation}");
    }
}

#[test]
fn a_user_may_be_let_manage_no_device_but_its_own() {
    let mut world = World::new();
    let member = world.member.clone();
    let mut own = allow("iam:*");
    own["Statement"]["Resource"] = serde_json::json!([
        "arn:aws:iam::*:user/${aws:username}",
        "arn:aws:iam::*:mfa/${aws:username}",
    ]);
    let ada = world.user(&member, "ada", &own);
    let mut ask = |operation, field, value: &str| {
        let form = crate::wire::Form::parse(format!("{field}={value}").as_bytes());
        crate::iam::answer(&mut world.state, &ada, operation, &form).map_err(|it| it.code)
    };
    let make = "CreateVirtualMFADevice";
    assert!(ask(make, "VirtualMFADeviceName", "ada").is_ok());
    assert_eq!(
        ask(make, "VirtualMFADeviceName", "dev"),
        Err("AccessDenied")
    );
    assert!(ask("ListMFADevices", "UserName", "ada").is_ok());
    assert_eq!(
        ask("ListMFADevices", "UserName", "dev"),
        Err("AccessDenied")
    );
    let serial = format!("arn:aws:iam::{member}:mfa/ada");
    assert!(ask("DeleteVirtualMFADevice", "SerialNumber", &serial).is_ok());
}
