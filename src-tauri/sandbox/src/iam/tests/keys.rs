//! Access keys, MFA devices, and what an account has in sum.

use super::refused;
use crate::testing::{World, leaf, members};

const ADA: (&str, &str) = ("UserName", "ada");

fn world() -> World {
    let mut world = World::new();
    world.iam("CreateUser", &[ADA]).unwrap();
    world
}

#[test]
fn a_user_has_two_keys_that_can_be_turned_off_and_deleted() {
    let mut world = world();
    let first = world.iam("CreateAccessKey", &[ADA]).unwrap();
    let second = world.iam("CreateAccessKey", &[ADA]).unwrap();
    assert_eq!(leaf(&first, "SecretAccessKey").len(), 40);
    let ids = [&first, &second].map(|key| leaf(key, "AccessKeyId"));
    assert_eq!(
        refused(&mut world, "CreateAccessKey", &[ADA]),
        "LimitExceeded"
    );
    let id = ("AccessKeyId", ids[0].as_str());
    world
        .iam("UpdateAccessKey", &[ADA, id, ("Status", "Inactive")])
        .unwrap();
    let listed = world.iam("ListAccessKeys", &[ADA]).unwrap();
    assert!(!listed.contains("Secret"), "a secret is told once");
    let mut listed: Vec<_> = members(&listed, "AccessKeyId")
        .into_iter()
        .zip(members(&listed, "Status"))
        .collect();
    listed.sort_by_key(|(id, _)| *id != ids[0]);
    let wanted = [
        (ids[0].clone(), "Inactive".to_owned()),
        (ids[1].clone(), "Active".to_owned()),
    ];
    assert_eq!(listed, wanted);
    world.iam("DeleteAccessKey", &[ADA, id]).unwrap();
    assert_eq!(world.state.index.key_owner(&ids[0]), None);
    assert_eq!(
        refused(&mut world, "DeleteAccessKey", &[ADA, id]),
        "NoSuchEntity"
    );
    let theirs = [("AccessKeyId", ids[1].as_str())];
    let code = refused(&mut world, "DeleteAccessKey", &theirs);
    assert_eq!(
        code, "NoSuchEntity",
        "where no user is named it is the caller's own"
    );
}

#[test]
fn a_key_that_was_never_used_says_so() {
    let mut world = world();
    let key = world.iam("CreateAccessKey", &[ADA]).unwrap();
    let id = leaf(&key, "AccessKeyId");
    let told = world
        .iam("GetAccessKeyLastUsed", &[("AccessKeyId", &id)])
        .unwrap();
    let fields = ["UserName", "ServiceName", "Region"];
    assert_eq!(fields.map(|name| leaf(&told, name)), ["ada", "N/A", "N/A"]);
    assert!(!told.contains("LastUsedDate"));
    let unknown = [("AccessKeyId", "AKIAXXXXXXXXXXXXXXXX")];
    assert_eq!(
        refused(&mut world, "GetAccessKeyLastUsed", &unknown),
        "AccessDenied"
    );
}

#[test]
fn a_device_is_made_given_synchronised_and_taken_away() {
    let mut world = world();
    let named = [("VirtualMFADeviceName", "ada")];
    let made = world.iam("CreateVirtualMFADevice", &named).unwrap();
    let serial = leaf(&made, "SerialNumber");
    let id = ("SerialNumber", serial.as_str());
    let told = world.iam("GetMFADevice", &[id]).unwrap();
    assert!(!told.contains("UserName"), "nobody has it yet");
    let codes = |world: &World, steps: [i64; 2]| steps.map(|step| world.code(&serial, step));
    let give = |world: &mut World, operation: &str, [first, second]: [String; 2]| {
        let arguments = [
            ADA,
            id,
            ("AuthenticationCode1", &first),
            ("AuthenticationCode2", &second),
        ];
        world
            .iam(operation, &arguments)
            .map(|_| ())
            .map_err(|refusal| refusal.code)
    };
    let now = codes(&world, [-1, 0]);
    let early = give(&mut world, "ResyncMFADevice", now.clone());
    assert_eq!(
        early,
        Err("NoSuchEntity"),
        "only a device that somebody has"
    );
    let apart = codes(&world, [-1, 1]);
    let wrong = give(&mut world, "EnableMFADevice", apart.clone());
    assert_eq!(wrong, Err("InvalidAuthenticationCode"));
    assert_eq!(give(&mut world, "EnableMFADevice", now.clone()), Ok(()));
    assert_eq!(
        give(&mut world, "EnableMFADevice", now),
        Err("EntityAlreadyExists")
    );
    let told = world.iam("GetMFADevice", &[id, ADA]).unwrap();
    assert_eq!(leaf(&told, "UserName"), "ada");
    let of_another = [id, ("UserName", "dev")];
    assert_eq!(
        refused(&mut world, "GetMFADevice", &of_another),
        "NoSuchEntity"
    );
    let wrong = give(&mut world, "ResyncMFADevice", apart);
    assert_eq!(wrong, Err("InvalidAuthenticationCode"));
    world.next_code();
    let now = codes(&world, [-1, 0]);
    assert_eq!(give(&mut world, "ResyncMFADevice", now), Ok(()));
    assert_eq!(
        refused(&mut world, "DeleteVirtualMFADevice", &[id]),
        "DeleteConflict"
    );
    world.iam("DeactivateMFADevice", &[ADA, id]).unwrap();
    world.iam("DeleteVirtualMFADevice", &[id]).unwrap();
    assert_eq!(refused(&mut world, "GetMFADevice", &[id]), "NoSuchEntity");
}

#[test]
fn tags_are_put_replaced_and_taken_off_whatever_carries_them() {
    let mut world = world();
    super::create(&mut world, "Deploy");
    let document = crate::testing::allow("s3:*").to_string();
    let made = [("PolicyName", "Own"), ("PolicyDocument", document.as_str())];
    let arn = leaf(&world.iam("CreatePolicy", &made).unwrap(), "Arn");
    let device = world.iam("CreateVirtualMFADevice", &[("VirtualMFADeviceName", "d")]);
    let serial = leaf(&device.unwrap(), "SerialNumber");
    for (kind, what) in [
        ("User", ADA),
        ("Role", ("RoleName", "Deploy")),
        ("Policy", ("PolicyArn", &arn)),
        ("MFADevice", ("SerialNumber", &serial)),
    ] {
        let [put, take, list] = [
            format!("Tag{kind}"),
            format!("Untag{kind}"),
            format!("List{kind}Tags"),
        ];
        let tag = |value| {
            [
                what,
                ("Tags.member.1.Key", "Team"),
                ("Tags.member.1.Value", value),
            ]
        };
        world.iam(&put, &tag("shop")).unwrap();
        let again = [
            what,
            ("Tags.member.1.Key", "team"),
            ("Tags.member.1.Value", "x"),
        ];
        world.iam(&put, &again).unwrap();
        let listed = world.iam(&list, &[what]).unwrap();
        assert_eq!(
            (members(&listed, "Key"), members(&listed, "Value")),
            (vec!["team".to_owned()], vec!["x".to_owned()]),
            "{kind}: keys are the same in any case"
        );
        let mut many = vec![what];
        let keys: Vec<_> = (1..=50)
            .map(|number| {
                (
                    format!("Tags.member.{number}.Key"),
                    format!("Tags.member.{number}.Value"),
                    format!("k{number}"),
                )
            })
            .collect();
        for (key, value, name) in &keys {
            many.extend([(key.as_str(), name.as_str()), (value.as_str(), "v")]);
        }
        assert_eq!(refused(&mut world, &put, &many), "LimitExceeded", "{kind}");
        let reserved = [
            what,
            ("Tags.member.1.Key", "aws:a"),
            ("Tags.member.1.Value", "b"),
        ];
        assert_eq!(
            refused(&mut world, &put, &reserved),
            "InvalidInput",
            "{kind}"
        );
        world
            .iam(&take, &[what, ("TagKeys.member.1", "TEAM")])
            .unwrap();
        let listed = world.iam(&list, &[what]).unwrap();
        assert_eq!(members(&listed, "Key"), [""; 0], "{kind}");
    }
}

#[test]
fn the_summary_counts_what_there_is_and_may_be() {
    let mut world = world();
    let member = world.member.clone();
    world.device(&member, "ada");
    world
        .iam(
            "CreateVirtualMFADevice",
            &[("VirtualMFADeviceName", "spare")],
        )
        .unwrap();
    let told = world.iam("GetAccountSummary", &[]).unwrap();
    let value = |key: &str| {
        let at = members(&told, "key")
            .iter()
            .position(|found| found == key)
            .unwrap();
        members(&told, "value")[at].clone()
    };
    let keys = [
        "Users",
        "UsersQuota",
        "Roles",
        "MFADevices",
        "MFADevicesInUse",
        "PolicySizeQuota",
    ];
    assert_eq!(keys.map(value), ["2", "5000", "1", "2", "1", "6144"]);
}
