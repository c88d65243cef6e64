//! Users: made, named anew, and gone once nothing of theirs is left.

use super::{Arguments, refused};
use crate::testing::{World, leaf, members};

const ADA: (&str, &str) = ("UserName", "ada");

fn world() -> World {
    let mut world = World::new();
    world.iam("CreateUser", &[ADA]).unwrap();
    world
}

#[test]
fn a_user_is_read_as_it_was_made() {
    let mut world = World::new();
    let arguments = [
        ADA,
        ("Path", "/people/"),
        ("Tags.member.1.Key", "team"),
        ("Tags.member.1.Value", "shop"),
    ];
    let made = world.iam("CreateUser", &arguments).unwrap();
    let read = world.iam("GetUser", &[ADA]).unwrap();
    assert_eq!(made, read, "both tell the same");
    let told = ["Path", "UserName", "Arn", "Key", "Value"].map(|name| leaf(&read, name));
    let arn = format!("arn:aws:iam::{}:user/people/ada", world.member);
    assert_eq!(told, ["/people/", "ada", &arn, "team", "shop"]);
    assert!(leaf(&read, "UserId").starts_with("AIDA"));
    let listed = world.iam("ListUsers", &[("PathPrefix", "/people/")]);
    let listed = listed.unwrap();
    assert_eq!(members(&listed, "UserName"), ["ada"]);
    assert!(!listed.contains("<Tags>"), "lists tell no tags");
    let every = world.iam("ListUsers", &[]).unwrap();
    assert_eq!(members(&every, "UserName"), ["ada", "dev"]);
}

#[test]
fn names_of_users_differ_in_more_than_case() {
    let mut world = world();
    for (operation, arguments) in [
        ("CreateUser", vec![("UserName", "ADA")]),
        (
            "UpdateUser",
            vec![("UserName", "dev"), ("NewUserName", "Ada")],
        ),
    ] {
        let code = refused(&mut world, operation, &arguments);
        assert_eq!(code, "EntityAlreadyExists", "{operation}");
    }
    let renamed = [ADA, ("NewUserName", "Ada")];
    world.iam("UpdateUser", &renamed).unwrap();
    assert_eq!(refused(&mut world, "GetUser", &[ADA]), "NoSuchEntity");
    assert!(world.iam("GetUser", &[("UserName", "Ada")]).is_ok());
}

#[test]
fn with_another_name_a_user_keeps_keys_devices_groups_and_sessions() {
    let mut world = world();
    let member = world.member.clone();
    let key = world.iam("CreateAccessKey", &[ADA]).unwrap();
    let serial = world.device(&member, "ada");
    world
        .iam("CreateGroup", &[("GroupName", "Developers")])
        .unwrap();
    let into = [ADA, ("GroupName", "Developers")];
    world.iam("AddUserToGroup", &into).unwrap();
    let ada = crate::testing::user(&member, "ada");
    let token = world.sts(&ada, "GetSessionToken", &[]).unwrap();
    let renamed = [ADA, ("NewUserName", "grace"), ("NewPath", "/people/")];
    world.iam("UpdateUser", &renamed).unwrap();
    let owner = world.state.index.key_owner(&leaf(&key, "AccessKeyId"));
    assert_eq!(owner, Some((member.as_str(), "grace")));
    let grace = ("UserName", "grace");
    let devices = world.iam("ListMFADevices", &[grace]).unwrap();
    assert_eq!(members(&devices, "SerialNumber"), [serial]);
    let groups = world.iam("ListGroupsForUser", &[grace]).unwrap();
    assert_eq!(members(&groups, "GroupName"), ["Developers"]);
    let session = world.session(&token);
    let who = world.sts(&session, "GetCallerIdentity", &[]).unwrap();
    let arn = format!("arn:aws:iam::{member}:user/people/grace");
    assert_eq!(leaf(&who, "Arn"), arn);
}

#[test]
fn a_user_goes_once_nothing_of_theirs_is_left() {
    let mut world = world();
    let member = world.member.clone();
    let document = crate::testing::allow("s3:*").to_string();
    let read_only = ("PolicyArn", "arn:aws:iam::aws:policy/ReadOnlyAccess");
    let developers = ("GroupName", "Developers");
    let own = ("PolicyName", "own");
    world.iam("CreateGroup", &[developers]).unwrap();
    let key = world.iam("CreateAccessKey", &[ADA]).unwrap();
    let key = leaf(&key, "AccessKeyId");
    let serial = world.device(&member, "ada");
    let password = [ADA, ("Password", "Correct-Horse-1")];
    world.iam("CreateLoginProfile", &password).unwrap();
    world.iam("AddUserToGroup", &[ADA, developers]).unwrap();
    world.iam("AttachUserPolicy", &[ADA, read_only]).unwrap();
    let inline = [ADA, own, ("PolicyDocument", &document)];
    world.iam("PutUserPolicy", &inline).unwrap();
    let steps: [(&str, Arguments<'_>, &str); 6] = [
        ("DeleteLoginProfile", &[], "delete login profile"),
        (
            "DeleteAccessKey",
            &[("AccessKeyId", &key)],
            "delete access keys",
        ),
        (
            "DeactivateMFADevice",
            &[("SerialNumber", &serial)],
            "delete MFA device",
        ),
        (
            "RemoveUserFromGroup",
            &[developers],
            "remove users from group",
        ),
        ("DetachUserPolicy", &[read_only], "detach all policies"),
        ("DeleteUserPolicy", &[own], "delete policies"),
    ];
    for (operation, arguments, first) in steps {
        let refusal = world.iam("DeleteUser", &[ADA]).unwrap_err();
        let message = format!("Cannot delete entity, must {first} first.");
        assert_eq!((refusal.code, refusal.message), ("DeleteConflict", message));
        let arguments = [&[ADA], arguments].concat();
        world.iam(operation, &arguments).unwrap();
    }
    world.iam("DeleteUser", &[ADA]).unwrap();
    assert_eq!(refused(&mut world, "GetUser", &[ADA]), "NoSuchEntity");
    assert_eq!(world.state.index.key_owner(&key), None);
}

#[test]
fn the_sessions_of_a_user_who_is_gone_are_gone_and_not_the_next_ones_of_that_name() {
    let mut world = world();
    let ada = crate::testing::user(&world.member, "ada");
    world.sts(&ada, "GetSessionToken", &[]).unwrap();
    let dev = world.dev();
    world.sts(&dev, "GetSessionToken", &[]).unwrap();
    assert_eq!(world.state.sessions.len(), 2);
    world.iam("DeleteUser", &[ADA]).unwrap();
    assert_eq!(world.state.sessions.len(), 1, "the other user's");
}

#[test]
fn an_account_has_five_thousand_users_at_most() {
    let mut world = world();
    let users = &mut world
        .state
        .accounts
        .get_mut(&world.member)
        .unwrap()
        .iam
        .users;
    let pattern = users["ada"].clone();
    for number in 0..4998 {
        let mut user = pattern.clone();
        user.name = format!("u{number:04}");
        users.insert(user.name.clone(), user);
    }
    let one_more = [("UserName", "one-more")];
    assert_eq!(
        refused(&mut world, "CreateUser", &one_more),
        "LimitExceeded"
    );
}
