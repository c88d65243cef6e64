//! Managed policies that an account writes: versions, holders, limits.

use super::refused;
use crate::{
    testing::{World, allow, leaf, members, user},
    wire::form::decode,
};

const ADA: (&str, &str) = ("UserName", "ada");

/// A world with a user and a policy of the account; the policy's ARN.
fn world() -> (World, String) {
    let mut world = World::new();
    world.iam("CreateUser", &[ADA]).unwrap();
    let document = allow("iam:ListRoles").to_string();
    let made = world.iam(
        "CreatePolicy",
        &[
            ("PolicyName", "Lists"),
            ("Path", "/canopy/"),
            ("Description", "Lists roles"),
            ("PolicyDocument", &document),
        ],
    );
    let arn = leaf(&made.unwrap(), "Arn");
    (world, arn)
}

fn version(world: &mut World, arn: &str, action: &str, default: &str) -> String {
    let document = allow(action).to_string();
    let arguments = [
        ("PolicyArn", arn),
        ("PolicyDocument", &document),
        ("SetAsDefault", default),
    ];
    let made = world.iam("CreatePolicyVersion", &arguments);
    made.map_or_else(
        |refusal| refusal.code.to_owned(),
        |made| leaf(&made, "VersionId"),
    )
}

#[test]
fn a_policy_is_read_and_listed_as_it_was_written() {
    let (mut world, arn) = world();
    assert_eq!(
        arn,
        format!("arn:aws:iam::{}:policy/canopy/Lists", world.member)
    );
    let policy = ("PolicyArn", arn.as_str());
    world.iam("AttachUserPolicy", &[ADA, policy]).unwrap();
    let read = world.iam("GetPolicy", &[policy]).unwrap();
    let fields = [
        "PolicyName",
        "Path",
        "DefaultVersionId",
        "AttachmentCount",
        "PermissionsBoundaryUsageCount",
        "IsAttachable",
        "Description",
    ];
    assert_eq!(
        fields.map(|name| leaf(&read, name)),
        ["Lists", "/canopy/", "v1", "1", "0", "true", "Lists roles"]
    );
    let text = world.iam("GetPolicyVersion", &[policy, ("VersionId", "v1")]);
    assert_eq!(
        decode(leaf(&text.unwrap(), "Document").as_bytes()),
        allow("iam:ListRoles").to_string()
    );
    let mut list = |arguments: &[(&str, &str)]| {
        let listed = world.iam("ListPolicies", arguments).unwrap();
        members(&listed, "PolicyName")
    };
    assert_eq!(list(&[("Scope", "Local")]), ["Lists"]);
    assert!(list(&[("Scope", "AWS")]).contains(&"AdministratorAccess".to_owned()));
    assert_eq!(list(&[("PathPrefix", "/canopy/")]), ["Lists"]);
    assert_eq!(
        list(&[("OnlyAttached", "true")]),
        ["Lists", "AdministratorAccess"],
        "the latter is dev's and the access role's"
    );
    assert_eq!(
        list(&[("PolicyUsageFilter", "PermissionsBoundary")]).len(),
        0
    );
}

#[test]
fn the_version_in_force_decides() {
    let (mut world, arn) = world();
    let policy = ("PolicyArn", arn.as_str());
    world.iam("AttachUserPolicy", &[ADA, policy]).unwrap();
    let ada = user(&world.member, "ada");
    let may = |world: &mut World, operation: &str| {
        let form = crate::testing::form(&[]);
        super::super::answer(&mut world.state, &ada, operation, &form).is_ok()
    };
    assert!(may(&mut world, "ListRoles") && !may(&mut world, "ListUsers"));
    assert_eq!(version(&mut world, &arn, "iam:ListUsers", "false"), "v2");
    assert!(!may(&mut world, "ListUsers"), "it is not in force yet");
    let second = [policy, ("VersionId", "v2")];
    world.iam("SetDefaultPolicyVersion", &second).unwrap();
    assert!(may(&mut world, "ListUsers") && !may(&mut world, "ListRoles"));
    let conflict = refused(&mut world, "DeletePolicyVersion", &second);
    assert_eq!(conflict, "DeleteConflict", "the one in force stays");
    let first = [policy, ("VersionId", "v1")];
    world.iam("DeletePolicyVersion", &first).unwrap();
    let gone = refused(&mut world, "GetPolicyVersion", &first);
    assert_eq!(gone, "NoSuchEntity");
}

#[test]
fn a_policy_has_five_versions_and_no_number_comes_twice() {
    let (mut world, arn) = world();
    let policy = ("PolicyArn", arn.as_str());
    let made: Vec<String> = (2..=6)
        .map(|_| version(&mut world, &arn, "s3:*", "true"))
        .collect();
    assert_eq!(made, ["v2", "v3", "v4", "v5", "LimitExceeded"]);
    let second = [policy, ("VersionId", "v2")];
    world.iam("DeletePolicyVersion", &second).unwrap();
    assert_eq!(version(&mut world, &arn, "s3:*", "false"), "v6");
    let listed = world.iam("ListPolicyVersions", &[policy]).unwrap();
    assert_eq!(
        members(&listed, "VersionId"),
        ["v6", "v5", "v4", "v3", "v1"]
    );
    let default = members(&listed, "IsDefaultVersion");
    assert_eq!(default, ["false", "true", "false", "false", "false"]);
}

#[test]
fn a_policy_tells_on_whom_it_is_and_goes_once_it_is_on_nobody() {
    let (mut world, arn) = world();
    let policy = ("PolicyArn", arn.as_str());
    let developers = ("GroupName", "Developers");
    let deploy = ("RoleName", "Deploy");
    world.iam("CreateGroup", &[developers]).unwrap();
    super::create(&mut world, "Deploy");
    world.iam("AttachUserPolicy", &[ADA, policy]).unwrap();
    world
        .iam("AttachGroupPolicy", &[developers, policy])
        .unwrap();
    world.iam("AttachRolePolicy", &[deploy, policy]).unwrap();
    let boundary = [deploy, ("PermissionsBoundary", arn.as_str())];
    world.iam("PutRolePermissionsBoundary", &boundary).unwrap();
    let mut on = |more: &[(&str, &str)]| {
        let arguments = [&[policy], more].concat();
        let told = world.iam("ListEntitiesForPolicy", &arguments).unwrap();
        ["UserName", "GroupName", "RoleName"].map(|name| members(&told, name).join(" "))
    };
    assert_eq!(on(&[]), ["ada", "Developers", "Deploy"]);
    assert_eq!(on(&[("EntityFilter", "Group")]), ["", "Developers", ""]);
    let boundaries = [("PolicyUsageFilter", "PermissionsBoundary")];
    assert_eq!(on(&boundaries), ["", "", "Deploy"]);
    assert_eq!(on(&[("PathPrefix", "/none/")]), ["", "", ""]);
    for (operation, arguments) in [
        ("DetachUserPolicy", vec![ADA, policy]),
        ("DetachGroupPolicy", vec![developers, policy]),
        ("DetachRolePolicy", vec![deploy, policy]),
        ("DeleteRolePermissionsBoundary", vec![deploy]),
    ] {
        let code = refused(&mut world, "DeletePolicy", &[policy]);
        assert_eq!(code, "DeleteConflict", "before {operation}");
        world.iam(operation, &arguments).unwrap();
    }
    version(&mut world, &arn, "s3:*", "false");
    let code = refused(&mut world, "DeletePolicy", &[policy]);
    assert_eq!(code, "DeleteConflict", "versions go first");
    let second = [policy, ("VersionId", "v2")];
    world.iam("DeletePolicyVersion", &second).unwrap();
    world.iam("DeletePolicy", &[policy]).unwrap();
    assert_eq!(refused(&mut world, "GetPolicy", &[policy]), "NoSuchEntity");
}

#[test]
fn nobody_changes_what_aws_wrote_nor_uses_what_another_account_wrote() {
    let (mut world, _) = world();
    let document = allow("s3:*").to_string();
    let aws = ("PolicyArn", "arn:aws:iam::aws:policy/ReadOnlyAccess");
    let version = ("VersionId", "v1");
    for (operation, more) in [
        ("CreatePolicyVersion", ("PolicyDocument", document.as_str())),
        ("SetDefaultPolicyVersion", version),
        ("DeletePolicyVersion", version),
        ("DeletePolicy", version),
    ] {
        let code = refused(&mut world, operation, &[aws, more]);
        assert_eq!(code, "InvalidInput", "{operation}");
    }
    let admin = world.admin();
    let form = crate::testing::form(&[("PolicyName", "Theirs"), ("PolicyDocument", &document)]);
    let made = super::super::answer(&mut world.state, &admin, "CreatePolicy", &form).unwrap();
    let theirs = leaf(&made, "Arn");
    let attached = refused(
        &mut world,
        "AttachUserPolicy",
        &[ADA, ("PolicyArn", &theirs)],
    );
    assert_eq!(attached, "NoSuchEntity");
}

#[test]
fn names_and_sizes_of_policies_have_their_limits() {
    let (mut world, _) = world();
    let room = 6144 - allow("").to_string().len();
    let mut create = |name: &str, length: usize| {
        let document = allow(&format!("s3:{}", "x".repeat(length - 3))).to_string();
        let arguments = [("PolicyName", name), ("PolicyDocument", &document)];
        world
            .iam("CreatePolicy", &arguments)
            .map_err(|refusal| refusal.code)
            .err()
    };
    assert_eq!(
        create("lists", 10),
        Some("EntityAlreadyExists"),
        "case is the same"
    );
    assert_eq!(create("Long", room + 1), Some("LimitExceeded"));
    assert_eq!(create("Long", room), None);
}

#[test]
fn a_user_and_a_group_have_ten_managed_policies_at_most() {
    let (mut world, arn) = world();
    world
        .iam("CreateGroup", &[("GroupName", "Developers")])
        .unwrap();
    let iam = &mut world.state.accounts.get_mut(&world.member).unwrap().iam;
    let ten: Vec<String> = (0..10).map(|number| format!("arn:{number}")).collect();
    iam.users
        .get_mut("ada")
        .unwrap()
        .permissions
        .attached
        .clone_from(&ten);
    iam.groups
        .get_mut("Developers")
        .unwrap()
        .permissions
        .attached = ten;
    let policy = ("PolicyArn", arn.as_str());
    let to_user = refused(&mut world, "AttachUserPolicy", &[ADA, policy]);
    let to_group = [("GroupName", "Developers"), policy];
    let to_group = refused(&mut world, "AttachGroupPolicy", &to_group);
    assert_eq!([to_user, to_group], ["LimitExceeded"; 2]);
}

#[test]
fn a_boundary_lets_through_no_more_than_it_says() {
    let (mut world, arn) = world();
    let ada = user(&world.member, "ada");
    let administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
    let all = [ADA, ("PolicyArn", administrator)];
    world.iam("AttachUserPolicy", &all).unwrap();
    let boundary = [ADA, ("PermissionsBoundary", arn.as_str())];
    world.iam("PutUserPermissionsBoundary", &boundary).unwrap();
    let read = world.iam("GetUser", &[ADA]).unwrap();
    assert_eq!(leaf(&read, "PermissionsBoundaryArn"), arn);
    let call = |world: &mut World, operation: &str| {
        let form = crate::testing::form(&[]);
        super::super::answer(&mut world.state, &ada, operation, &form)
    };
    assert!(call(&mut world, "ListRoles").is_ok());
    let refusal = call(&mut world, "ListUsers").unwrap_err();
    assert!(
        refusal
            .message
            .ends_with("because no permissions boundary allows the iam:ListUsers action"),
        "{}",
        refusal.message
    );
    world.iam("DeleteUserPermissionsBoundary", &[ADA]).unwrap();
    assert!(call(&mut world, "ListUsers").is_ok());
    let code = refused(&mut world, "DeleteUserPermissionsBoundary", &[ADA]);
    assert_eq!(code, "NoSuchEntity");
}
