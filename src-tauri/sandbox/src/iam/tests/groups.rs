//! Groups, who is in them, and what that lets them do.

use serde_json::json;

use super::refused;
use crate::testing::{World, allow, leaf, members, user};

const DEVELOPERS: (&str, &str) = ("GroupName", "Developers");
const ADA: (&str, &str) = ("UserName", "ada");

fn world() -> World {
    let mut world = World::new();
    world.iam("CreateUser", &[ADA]).unwrap();
    world.iam("CreateGroup", &[DEVELOPERS]).unwrap();
    world
}

#[test]
fn a_group_tells_who_is_in_it_and_a_user_which_groups() {
    let mut world = world();
    let member = world.member.clone();
    world.iam("AddUserToGroup", &[ADA, DEVELOPERS]).unwrap();
    world.iam("AddUserToGroup", &[ADA, DEVELOPERS]).unwrap();
    let group = world.iam("GetGroup", &[DEVELOPERS]).unwrap();
    assert_eq!(members(&group, "UserName"), ["ada"], "twice is once");
    let arn = format!("arn:aws:iam::{member}:group/Developers");
    assert_eq!(leaf(&group, "Arn"), arn);
    assert!(leaf(&group, "GroupId").starts_with("AGPA"));
    let groups = world.iam("ListGroupsForUser", &[ADA]).unwrap();
    assert_eq!(members(&groups, "GroupName"), ["Developers"]);
    let renamed = [
        DEVELOPERS,
        ("NewGroupName", "Makers"),
        ("NewPath", "/duty/"),
    ];
    world.iam("UpdateGroup", &renamed).unwrap();
    let groups = world.iam("ListGroupsForUser", &[ADA]).unwrap();
    assert_eq!(
        members(&groups, "Arn"),
        [format!("arn:aws:iam::{member}:group/duty/Makers")],
        "who is in a group stays in it"
    );
    let out = [ADA, ("GroupName", "Makers")];
    world.iam("RemoveUserFromGroup", &out).unwrap();
    let code = refused(&mut world, "RemoveUserFromGroup", &out);
    assert_eq!(code, "NoSuchEntity", "nobody leaves twice");
}

#[test]
fn a_user_may_do_what_a_group_of_theirs_may_and_not_what_one_denies() {
    let mut world = world();
    let ada = user(&world.member, "ada");
    let may = |world: &mut World| {
        let form = crate::testing::form(&[]);
        super::super::answer(&mut world.state, &ada, "ListRoles", &form)
            .map(|_| ())
            .map_err(|refusal| {
                refusal
                    .message
                    .split(" on resource: ")
                    .nth(1)
                    .unwrap()
                    .to_owned()
            })
    };
    let put = |world: &mut World, name: &str, document: &serde_json::Value| {
        let document = document.to_string();
        let arguments = [
            DEVELOPERS,
            ("PolicyName", name),
            ("PolicyDocument", &document),
        ];
        world.iam("PutGroupPolicy", &arguments).unwrap();
    };
    put(&mut world, "read", &allow("iam:List*"));
    let here = format!("arn:aws:iam::{}:role/", world.member);
    let silent = format!("{here} because no identity-based policy allows the iam:ListRoles action");
    assert_eq!(may(&mut world), Err(silent.clone()), "not in the group yet");
    world.iam("AddUserToGroup", &[ADA, DEVELOPERS]).unwrap();
    assert_eq!(may(&mut world), Ok(()));
    let deny = json!({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "iam:ListRoles", "Resource": "*"}});
    put(&mut world, "deny", &deny);
    let denied = format!("{here} with an explicit deny in an identity-based policy");
    assert_eq!(may(&mut world), Err(denied));
    world
        .iam("RemoveUserFromGroup", &[ADA, DEVELOPERS])
        .unwrap();
    assert_eq!(may(&mut world), Err(silent), "it went with the group");
}

#[test]
fn a_group_goes_once_it_is_empty_and_may_do_nothing() {
    let mut world = world();
    let document = allow("s3:*").to_string();
    let read_only = ("PolicyArn", "arn:aws:iam::aws:policy/ReadOnlyAccess");
    let own = ("PolicyName", "own");
    world.iam("AddUserToGroup", &[ADA, DEVELOPERS]).unwrap();
    world
        .iam("AttachGroupPolicy", &[DEVELOPERS, read_only])
        .unwrap();
    let inline = [DEVELOPERS, own, ("PolicyDocument", &document)];
    world.iam("PutGroupPolicy", &inline).unwrap();
    let steps = [
        ("RemoveUserFromGroup", ADA, "remove users from group"),
        ("DetachGroupPolicy", read_only, "detach all policies"),
        ("DeleteGroupPolicy", own, "delete policies"),
    ];
    for (operation, argument, first) in steps {
        let refusal = world.iam("DeleteGroup", &[DEVELOPERS]).unwrap_err();
        let message = format!("Cannot delete entity, must {first} first.");
        assert_eq!((refusal.code, refusal.message), ("DeleteConflict", message));
        world.iam(operation, &[DEVELOPERS, argument]).unwrap();
    }
    world.iam("DeleteGroup", &[DEVELOPERS]).unwrap();
    assert_eq!(
        refused(&mut world, "GetGroup", &[DEVELOPERS]),
        "NoSuchEntity"
    );
}

#[test]
fn a_user_is_in_ten_groups_and_an_account_has_three_hundred_at_most() {
    let mut world = World::new();
    world.iam("CreateUser", &[ADA]).unwrap();
    for number in 0..300 {
        let name = format!("g{number:03}");
        world.iam("CreateGroup", &[("GroupName", &name)]).unwrap();
    }
    assert_eq!(
        refused(&mut world, "CreateGroup", &[DEVELOPERS]),
        "LimitExceeded"
    );
    let code = refused(&mut world, "CreateGroup", &[("GroupName", "G000")]);
    assert_eq!(
        code, "EntityAlreadyExists",
        "names differ in more than case"
    );
    for number in 0..10 {
        let name = format!("g{number:03}");
        world
            .iam("AddUserToGroup", &[ADA, ("GroupName", &name)])
            .unwrap();
    }
    let eleventh = [ADA, ("GroupName", "g010")];
    assert_eq!(
        refused(&mut world, "AddUserToGroup", &eleventh),
        "LimitExceeded"
    );
}

#[test]
fn inline_policies_have_a_size_by_their_holder() {
    let mut world = world();
    super::create(&mut world, "Deploy");
    let sized = |size: usize| {
        let room = size - allow("").to_string().len();
        let action = format!("s3:{}", "x".repeat(room - 3));
        // White space is free.
        allow(&action).to_string().replace(',', ",\n  ")
    };
    for (kind, holder, most) in [
        ("User", ADA, 2048),
        ("Group", DEVELOPERS, 5120),
        ("Role", ("RoleName", "Deploy"), 10_240),
    ] {
        let (put, delete) = (format!("Put{kind}Policy"), format!("Delete{kind}Policy"));
        let (half, whole) = (sized(most / 2), sized(most));
        let one = ("PolicyName", "one");
        for (name, document, good) in [
            ("one", &whole, true),
            ("two", &half, false),
            ("one", &half, true),
            ("two", &half, true),
            ("two", &whole, false),
        ] {
            let arguments = [holder, ("PolicyName", name), ("PolicyDocument", document)];
            let put = world.iam(&put, &arguments).map_err(|refusal| refusal.code);
            assert_eq!(
                put.err(),
                (!good).then_some("LimitExceeded"),
                "{kind} {name}"
            );
        }
        world.iam(&delete, &[holder, one]).unwrap();
    }
}
