//! Console passwords, what an account asks of them, and its alias.

use super::refused;
use crate::testing::{World, form, leaf, members, user};

const ADA: (&str, &str) = ("UserName", "ada");
const GOOD: &str = "Correct-Horse-1";

fn world() -> World {
    let mut world = World::new();
    world.iam("CreateUser", &[ADA]).unwrap();
    world
}

fn change(world: &mut World, old: &str, new: &str) -> Result<(), &'static str> {
    let ada = user(&world.member, "ada");
    let passwords = form(&[("OldPassword", old), ("NewPassword", new)]);
    super::super::answer(&mut world.state, &ada, "ChangePassword", &passwords)
        .map(|_| ())
        .map_err(|refusal| refusal.code)
}

#[test]
fn a_login_profile_is_read_changed_and_deleted() {
    let mut world = world();
    assert_eq!(
        refused(&mut world, "GetLoginProfile", &[ADA]),
        "NoSuchEntity"
    );
    let arguments = [ADA, ("Password", GOOD), ("PasswordResetRequired", "true")];
    let made = world.iam("CreateLoginProfile", &arguments).unwrap();
    assert!(!made.contains(GOOD), "a password is not told");
    let read = |world: &mut World| {
        let told = world.iam("GetLoginProfile", &[ADA]).unwrap();
        ["UserName", "PasswordResetRequired"].map(|name| leaf(&told, name))
    };
    assert_eq!(read(&mut world), ["ada", "true"]);
    assert_eq!(
        refused(&mut world, "CreateLoginProfile", &arguments),
        "EntityAlreadyExists"
    );
    let another = [ADA, ("Password", "Battery-Staple-2")];
    world.iam("UpdateLoginProfile", &another).unwrap();
    assert_eq!(read(&mut world), ["ada", "true"], "what is left out stays");
    let as_is = [ADA, ("PasswordResetRequired", "false")];
    world.iam("UpdateLoginProfile", &as_is).unwrap();
    assert_eq!(read(&mut world), ["ada", "false"]);
    world.iam("DeleteLoginProfile", &[ADA]).unwrap();
    assert_eq!(
        refused(&mut world, "UpdateLoginProfile", &another),
        "NoSuchEntity"
    );
}

#[test]
fn a_password_is_kept_nowhere() {
    let mut world = world();
    let arguments = [ADA, ("Password", GOOD)];
    world.iam("CreateLoginProfile", &arguments).unwrap();
    let another = [ADA, ("Password", "Battery-Staple-2")];
    world.iam("UpdateLoginProfile", &another).unwrap();
    let saved = serde_json::to_string(&world.state).unwrap();
    let shown = format!("{:?}", world.state);
    for place in [saved, shown] {
        assert!(!place.contains(GOOD) && !place.contains("Battery-Staple-2"));
    }
}

#[test]
fn where_no_policy_is_set_a_password_is_eight_long_of_three_kinds() {
    let mut world = world();
    for (password, good) in [
        ("Short-1", false),
        ("alllowercase", false),
        ("lowercase123", false),
        ("member@example.com", false),
        ("Lowercase123", true),
    ] {
        let arguments = [ADA, ("Password", password)];
        let made = world.iam("CreateLoginProfile", &arguments);
        let made = made.map_err(|refusal| refusal.code).err();
        let wanted = (!good).then_some("PasswordPolicyViolation");
        assert_eq!(made, wanted, "{password}");
    }
}

#[test]
fn a_policy_that_is_set_is_met_rule_by_rule() {
    let mut world = world();
    let policy = [
        ("MinimumPasswordLength", "10"),
        ("RequireSymbols", "true"),
        ("RequireNumbers", "true"),
        ("RequireUppercaseCharacters", "true"),
        ("RequireLowercaseCharacters", "true"),
    ];
    world.iam("UpdateAccountPasswordPolicy", &policy).unwrap();
    for (password, why) in [
        ("Aa1!", "Password should have a minimum length of 10"),
        (
            "lowercase-1",
            "Password should have at least one uppercase letter",
        ),
        (
            "UPPERCASE-1",
            "Password should have at least one lowercase letter",
        ),
        ("Mixed-Cases", "Password should have at least one number"),
        ("MixedCases1", "Password should have at least one symbol"),
    ] {
        let arguments = [ADA, ("Password", password)];
        let refusal = world.iam("CreateLoginProfile", &arguments).unwrap_err();
        assert_eq!(
            (refusal.code, refusal.message.as_str()),
            ("PasswordPolicyViolation", why)
        );
    }
    let arguments = [ADA, ("Password", "Mixed-Cases-1")];
    world.iam("CreateLoginProfile", &arguments).unwrap();
}

#[test]
fn what_a_policy_leaves_out_goes_back_to_its_default() {
    let mut world = world();
    let code = refused(&mut world, "GetAccountPasswordPolicy", &[]);
    assert_eq!(code, "NoSuchEntity", "nobody has set one");
    let policy = [
        ("MinimumPasswordLength", "14"),
        ("RequireNumbers", "true"),
        ("MaxPasswordAge", "90"),
        ("PasswordReusePrevention", "5"),
        ("HardExpiry", "true"),
        ("AllowUsersToChangePassword", "true"),
    ];
    world.iam("UpdateAccountPasswordPolicy", &policy).unwrap();
    let told = world.iam("GetAccountPasswordPolicy", &[]).unwrap();
    let names = [
        "MinimumPasswordLength",
        "RequireSymbols",
        "RequireNumbers",
        "RequireUppercaseCharacters",
        "RequireLowercaseCharacters",
        "AllowUsersToChangePassword",
        "ExpirePasswords",
        "HardExpiry",
        "MaxPasswordAge",
        "PasswordReusePrevention",
    ];
    assert_eq!(
        names.map(|name| leaf(&told, name)),
        [
            "14", "false", "true", "false", "false", "true", "true", "true", "90", "5"
        ]
    );
    let symbols = [("RequireSymbols", "true")];
    world.iam("UpdateAccountPasswordPolicy", &symbols).unwrap();
    let told = world.iam("GetAccountPasswordPolicy", &[]).unwrap();
    assert_eq!(
        [&names[..8]]
            .concat()
            .iter()
            .map(|name| leaf(&told, name))
            .collect::<Vec<_>>(),
        [
            "6", "true", "false", "false", "false", "false", "false", "false"
        ]
    );
    assert!(!told.contains("MaxPasswordAge") && !told.contains("PasswordReusePrevention"));
    world.iam("DeleteAccountPasswordPolicy", &[]).unwrap();
    let code = refused(&mut world, "DeleteAccountPasswordPolicy", &[]);
    assert_eq!(code, "NoSuchEntity");
    for (name, value) in [
        ("MinimumPasswordLength", "5"),
        ("MinimumPasswordLength", "129"),
        ("MaxPasswordAge", "1096"),
        ("PasswordReusePrevention", "25"),
        ("HardExpiry", "maybe"),
    ] {
        let code = refused(&mut world, "UpdateAccountPasswordPolicy", &[(name, value)]);
        assert_eq!(code, "ValidationError", "{name} {value}");
    }
}

#[test]
fn users_change_their_own_password_if_their_account_or_their_policies_let_them() {
    let mut world = world();
    let arguments = [ADA, ("Password", GOOD)];
    world.iam("CreateLoginProfile", &arguments).unwrap();
    assert_eq!(
        change(&mut world, GOOD, "Another-One-1"),
        Err("AccessDenied")
    );
    let all = [("AllowUsersToChangePassword", "true")];
    world.iam("UpdateAccountPasswordPolicy", &all).unwrap();
    assert_eq!(change(&mut world, GOOD, "Another-One-1"), Ok(()));
    world.iam("DeleteAccountPasswordPolicy", &[]).unwrap();
    let own = [
        ADA,
        ("PolicyArn", "arn:aws:iam::aws:policy/IAMUserChangePassword"),
    ];
    world.iam("AttachUserPolicy", &own).unwrap();
    assert_eq!(
        change(&mut world, GOOD, "Another-One-2"),
        Err("AccessDenied"),
        "the old password is another now"
    );
    assert_eq!(
        change(&mut world, "Another-One-1", "short"),
        Err("PasswordPolicyViolation")
    );
    assert_eq!(change(&mut world, "Another-One-1", "Another-One-2"), Ok(()));
    let code = refused(
        &mut world,
        "ChangePassword",
        &[("OldPassword", "a"), ("NewPassword", "b")],
    );
    assert_eq!(code, "NoSuchEntity", "dev has no password");
}

#[test]
fn passwords_that_were_used_lately_are_not_used_again() {
    let mut world = world();
    let arguments = [ADA, ("Password", "Number-Zero-0")];
    world.iam("CreateLoginProfile", &arguments).unwrap();
    let policy = [
        ("PasswordReusePrevention", "3"),
        ("AllowUsersToChangePassword", "true"),
    ];
    world.iam("UpdateAccountPasswordPolicy", &policy).unwrap();
    let mut present = "Number-Zero-0";
    for next in ["Number-One-1", "Number-Two-2", "Number-Three-3"] {
        assert_eq!(
            change(&mut world, present, present),
            Err("PasswordPolicyViolation"),
            "the present one counts"
        );
        assert_eq!(change(&mut world, present, next), Ok(()));
        present = next;
    }
    assert_eq!(
        change(&mut world, present, "Number-One-1"),
        Err("PasswordPolicyViolation")
    );
    assert_eq!(change(&mut world, present, "Number-Zero-0"), Ok(()));
}

#[test]
fn an_account_has_one_alias_that_no_other_has() {
    let mut world = World::new();
    let alias = ("AccountAlias", "northwind");
    world.iam("CreateAccountAlias", &[alias]).unwrap();
    let listed =
        |world: &mut World| members(&world.iam("ListAccountAliases", &[]).unwrap(), "member");
    assert_eq!(listed(&mut world), ["northwind"]);
    let other = ("AccountAlias", "north-2");
    world.iam("CreateAccountAlias", &[other]).unwrap();
    assert_eq!(
        listed(&mut world),
        ["north-2"],
        "it took the first one's place"
    );
    let admin = world.admin();
    let taken = super::super::answer(
        &mut world.state,
        &admin,
        "CreateAccountAlias",
        &form(&[other]),
    );
    assert_eq!(taken.unwrap_err().code, "EntityAlreadyExists");
    let code = refused(&mut world, "DeleteAccountAlias", &[alias]);
    assert_eq!(code, "NoSuchEntity");
    world.iam("DeleteAccountAlias", &[other]).unwrap();
    assert_eq!(listed(&mut world), [""; 0]);
    for wrong in [
        "ab",
        "Northwind",
        "-north",
        "north-",
        "no--rth",
        "123456789012",
    ] {
        let code = refused(&mut world, "CreateAccountAlias", &[("AccountAlias", wrong)]);
        assert_eq!(code, "ValidationError", "{wrong}");
    }
}
