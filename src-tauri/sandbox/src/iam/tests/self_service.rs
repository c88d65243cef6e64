//! What a user may do who looks after their own password and devices, and nothing else without MFA.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html>

use serde_json::json;

use super::Arguments;
use crate::{
    authorize::Caller,
    testing::{World, allow, form, leaf, user},
};

const ADA: (&str, &str) = ("UserName", "ada");
const EVE: (&str, &str) = ("UserName", "eve");

/// A world in which `ada` and `eve` look after themselves, with MFA may list roles, and may enter the
/// member's role `Reader`.
fn world() -> World {
    let mut world = World::new();
    let own = |kind: &str| format!("arn:aws:iam::*:{kind}/${{aws:username}}");
    let document = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["iam:ListVirtualMFADevices", "iam:GetAccountPasswordPolicy"], "Resource": "*"},
        {"Effect": "Allow", "Action": ["iam:ChangePassword", "iam:GetUser", "iam:EnableMFADevice", "iam:ListMFADevices",
            "iam:ResyncMFADevice", "iam:DeactivateMFADevice"], "Resource": own("user")},
        {"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice"], "Resource": own("mfa")},
        {"Effect": "Allow", "Action": ["iam:ListRoles", "sts:AssumeRole"], "Resource": "*"},
        {"Effect": "Deny", "NotAction": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetUser",
            "iam:ListMFADevices", "iam:ListVirtualMFADevices", "iam:ResyncMFADevice", "iam:ChangePassword"],
            "Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}},
    ]});
    let document = document.to_string();
    world
        .iam("CreateGroup", &[("GroupName", "People")])
        .unwrap();
    let policy = [
        ("GroupName", "People"),
        ("PolicyName", "self"),
        ("PolicyDocument", &document),
    ];
    world.iam("PutGroupPolicy", &policy).unwrap();
    for who in [ADA, EVE] {
        world.iam("CreateUser", &[who]).unwrap();
        let into = [who, ("GroupName", "People")];
        world.iam("AddUserToGroup", &into).unwrap();
    }
    let trust = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"AWS": world.member}, "Action": "sts:AssumeRole",
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}});
    let member = world.member.clone();
    world.role(&member, "Reader", &trust, &allow("iam:List*"));
    world
}

fn call(
    world: &mut World,
    caller: &Caller,
    operation: &str,
    arguments: &[(&str, &str)],
) -> Result<String, &'static str> {
    super::super::answer(&mut world.state, caller, operation, &form(arguments))
        .map_err(|refusal| refusal.code)
}

#[test]
fn a_user_gives_themselves_a_device_and_only_then_may_do_the_rest() {
    let mut world = world();
    let ada = user(&world.member, "ada");
    let denied = Err("AccessDenied");
    // The trap of long-term keys: they have no key that says whether there was MFA.
    let keys_may = call(&mut world, &ada, "ListRoles", &[]);
    assert_eq!(
        keys_may, denied,
        "BoolIfExists denies where the key is missing, too"
    );
    let named = |name| [("VirtualMFADeviceName", name)];
    let of_eve = call(&mut world, &ada, "CreateVirtualMFADevice", &named("eve"));
    assert_eq!(of_eve, denied, "the device of another");
    let made = call(&mut world, &ada, "CreateVirtualMFADevice", &named("ada")).unwrap();
    let serial = leaf(&made, "SerialNumber");
    let codes = [world.code(&serial, -1), world.code(&serial, 0)];
    let give = |who| {
        [
            who,
            ("SerialNumber", serial.as_str()),
            ("AuthenticationCode1", codes[0].as_str()),
            ("AuthenticationCode2", codes[1].as_str()),
        ]
    };
    let to_eve = call(&mut world, &ada, "EnableMFADevice", &give(EVE));
    assert_eq!(to_eve, denied, "it is not hers");
    call(&mut world, &ada, "EnableMFADevice", &give(ADA)).unwrap();
    let reader = format!("arn:aws:iam::{}:role/Reader", world.member);
    let enter = [("RoleArn", reader.as_str()), ("RoleSessionName", "ada")];
    let without = world.sts(&ada, "AssumeRole", &enter);
    assert_eq!(without.unwrap_err().code, "AccessDenied");

    world.next_code();
    let code = world.code(&serial, 0);
    let with_code = [
        ("SerialNumber", serial.as_str()),
        ("TokenCode", code.as_str()),
    ];
    let token = world.sts(&ada, "GetSessionToken", &with_code).unwrap();
    let signed_in = world.session(&token);
    assert!(call(&mut world, &signed_in, "ListRoles", &[]).is_ok());
    assert_eq!(call(&mut world, &signed_in, "ListUsers", &[]), denied);
    let inside = world.sts(&signed_in, "AssumeRole", &enter).unwrap();
    let inside = world.session(&inside);
    assert!(call(&mut world, &inside, "ListUsers", &[]).is_ok());
    let device = [ADA, ("SerialNumber", serial.as_str())];
    assert_eq!(
        call(&mut world, &ada, "DeactivateMFADevice", &device),
        denied
    );
    call(&mut world, &signed_in, "DeactivateMFADevice", &device).unwrap();
    call(
        &mut world,
        &signed_in,
        "DeleteVirtualMFADevice",
        &device[1..],
    )
    .unwrap();
}

#[test]
fn a_user_changes_no_password_but_their_own() {
    let mut world = world();
    for who in [ADA, EVE] {
        let profile = [who, ("Password", "Correct-Horse-1")];
        world.iam("CreateLoginProfile", &profile).unwrap();
    }
    let ada = user(&world.member, "ada");
    let own = [
        ("OldPassword", "Correct-Horse-1"),
        ("NewPassword", "Battery-Staple-2"),
    ];
    assert_eq!(
        call(&mut world, &ada, "ChangePassword", &own),
        Ok(String::new())
    );
    let another = [EVE, ("Password", "Battery-Staple-2")];
    let code = call(&mut world, &ada, "UpdateLoginProfile", &another);
    assert_eq!(code, Err("AccessDenied"));
}

#[test]
fn a_call_about_one_thing_names_it_in_its_refusal() {
    let mut world = world();
    let ada = user(&world.member, "ada");
    let id = world.member.clone();
    let eves = world.iam("CreateAccessKey", &[EVE]).unwrap();
    let key = leaf(&eves, "AccessKeyId");
    let policy = format!("arn:aws:iam::{id}:policy/some/Own");
    let cases: &[(&str, Arguments<'_>, String)] = &[
        ("ListUsers", &[], format!("arn:aws:iam::{id}:user/")),
        ("ListGroups", &[], format!("arn:aws:iam::{id}:group/")),
        ("DeleteUser", &[EVE], format!("arn:aws:iam::{id}:user/eve")),
        (
            "CreateUser",
            &[("UserName", "new"), ("Path", "/a/")],
            format!("arn:aws:iam::{id}:user/a/new"),
        ),
        (
            "GetGroup",
            &[("GroupName", "People")],
            format!("arn:aws:iam::{id}:group/People"),
        ),
        (
            "AddUserToGroup",
            &[("GroupName", "People"), EVE],
            format!("arn:aws:iam::{id}:group/People"),
        ),
        (
            "ListGroupsForUser",
            &[EVE],
            format!("arn:aws:iam::{id}:user/eve"),
        ),
        (
            "GetRole",
            &[("RoleName", "Reader")],
            format!("arn:aws:iam::{id}:role/Reader"),
        ),
        (
            "CreatePolicy",
            &[("PolicyName", "Own"), ("Path", "/some/")],
            policy.clone(),
        ),
        ("GetPolicy", &[("PolicyArn", &policy)], policy.clone()),
        (
            "ListEntitiesForPolicy",
            &[("PolicyArn", &policy)],
            policy.clone(),
        ),
        (
            "AttachUserPolicy",
            &[EVE, ("PolicyArn", &policy)],
            format!("arn:aws:iam::{id}:user/eve"),
        ),
        (
            "CreateAccessKey",
            &[],
            format!("arn:aws:iam::{id}:user/ada"),
        ),
        (
            "GetAccessKeyLastUsed",
            &[("AccessKeyId", &key)],
            format!("arn:aws:iam::{id}:user/eve"),
        ),
        ("UpdateAccountPasswordPolicy", &[], "*".to_owned()),
        (
            "CreateAccountAlias",
            &[("AccountAlias", "north")],
            "*".to_owned(),
        ),
    ];
    for (operation, arguments, resource) in cases {
        let arguments = form(arguments);
        let answer = super::super::answer(&mut world.state, &ada, operation, &arguments);
        let refusal = answer.unwrap_err();
        let wanted = format!(
            "User: arn:aws:iam::{id}:user/ada is not authorized to perform: iam:{operation} on resource: {resource} with an explicit deny in an identity-based policy"
        );
        // Where the key is missing, `BoolIfExists` denies what the list does not name.
        assert_eq!((refusal.code, refusal.message), ("AccessDenied", wanted));
    }
}
