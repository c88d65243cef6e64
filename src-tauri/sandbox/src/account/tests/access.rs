//! Who may ask about whom.

use serde_json::{Value, json};

use super::{about, refusal, trusting};
use crate::testing::{World, allow, user};

#[test]
fn an_account_asks_about_itself_without_its_id() {
    let mut world = World::new();
    let (admin, dev) = (world.admin(), world.dev());
    let renamed = json!({"AccountName": "By itself"});
    for caller in [&admin, &dev] {
        world.account(caller, "PutAccountName", &renamed).unwrap();
        assert_eq!(world.state.accounts[&caller.account_id].name, "By itself");
    }
    let own = about(&world, &json!({}));
    assert_eq!(
        refusal(&mut world, &dev, "GetAccountInformation", &own),
        "AccessDeniedException",
        "only the management account may give an id"
    );
}

#[test]
fn the_organization_must_trust_account_management() {
    let mut world = World::new();
    let admin = world.admin();
    let member = about(&world, &json!({}));
    let refused = world
        .account(&admin, "GetAccountInformation", &member)
        .unwrap_err();
    assert_eq!(
        (refused.code, refused.status),
        ("AccessDeniedException", 403)
    );
    assert_eq!(
        refused.message,
        format!(
            "User: arn:aws:iam::{}:user/admin is not authorized to perform: account:GetAccountInformation (Your organization must first enable trusted access with AWS Account Management.)",
            world.management
        )
    );
    world.trust_service("account.amazonaws.com");
    assert!(
        world
            .account(&admin, "GetAccountInformation", &member)
            .is_ok()
    );
}

#[test]
fn the_management_account_speaks_of_itself_without_its_id() {
    let mut world = trusting();
    let admin = world.admin();
    let own = json!({"AccountId": world.management});
    let refused = world.account(&admin, "ListRegions", &own).unwrap_err();
    assert!(
        refused.message.ends_with("(The management account can only be managed using the standalone context from the management account.)"),
        "{}",
        refused.message
    );
}

#[test]
fn an_account_of_nobody_and_one_outside_look_alike() {
    let mut outside = String::new();
    let mut world = World::with(|builder| outside = builder.outside("Outside", "out@example.com"));
    world.trust_service("account.amazonaws.com");
    let admin = world.admin();
    for id in [&outside, "999999999999"] {
        assert_eq!(
            refusal(
                &mut world,
                &admin,
                "GetPrimaryEmail",
                &json!({"AccountId": id})
            ),
            "AccessDeniedException"
        );
    }
    let stranger = user(&outside, "admin");
    let member = about(&world, &json!({}));
    assert_eq!(
        refusal(&mut world, &stranger, "GetPrimaryEmail", &member),
        "AccessDeniedException"
    );
    assert!(
        world
            .account(&stranger, "GetAccountInformation", &json!({}))
            .is_ok(),
        "it knows itself"
    );
}

#[test]
fn a_closed_account_is_looked_at_and_not_changed() {
    let mut world = trusting();
    let admin = world.admin();
    let member = about(&world, &json!({}));
    let account = world.state.accounts.get_mut(&world.member).unwrap();
    "CLOSED".clone_into(&mut account.state);
    let found = world
        .account(&admin, "GetAccountInformation", &member)
        .unwrap();
    assert_eq!(found["AccountState"], "CLOSED");
    let renamed = about(&world, &json!({"AccountName": "Late"}));
    assert_eq!(
        refusal(&mut world, &admin, "PutAccountName", &renamed),
        "AccessDeniedException"
    );
}

#[test]
fn iam_is_asked_about_the_account_in_its_organization() {
    let mut world = trusting();
    let (management, organization, member) = (
        world.management.clone(),
        world.organization.clone(),
        world.member.clone(),
    );
    let mut permission = allow("account:PutAccountName");
    permission["Statement"]["Resource"] =
        format!("arn:aws:account::{management}:account/{organization}/{member}").into();
    world.user(&management, "namer", &permission);
    let namer = user(&management, "namer");
    let renamed = about(&world, &json!({"AccountName": "Renamed"}));
    assert!(world.account(&namer, "PutAccountName", &renamed).is_ok());
    let refused = world
        .account(&namer, "PutAccountName", &json!({"AccountName": "Mine"}))
        .unwrap_err();
    let resource = format!("arn:aws:account::{management}:account");
    assert!(refused.message.contains(&format!(
        "account:PutAccountName on resource: {resource} because no identity-based policy allows"
    )));
}

#[test]
fn conditions_name_contacts_regions_domains_and_places() {
    let mut world = trusting();
    let management = world.management.clone();
    let path = format!("{}/{}/{}/", world.organization, world.root, world.workloads);
    for (number, (key, value, operation, arguments)) in [
        (
            "account:AlternateContactTypes",
            "SECURITY",
            "GetAlternateContact",
            json!({"AlternateContactType": "SECURITY"}),
        ),
        (
            "account:TargetRegion",
            "af-south-1",
            "GetRegionOptStatus",
            json!({"RegionName": "af-south-1"}),
        ),
        (
            "account:EmailTargetDomain",
            "example.com",
            "StartPrimaryEmailUpdate",
            json!({"PrimaryEmail": "new@example.com"}),
        ),
        (
            "account:AccountResourceOrgPaths",
            &path,
            "GetAccountInformation",
            json!({}),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let mut may = |value: &str| {
            let mut permission = allow("account:*");
            permission["Statement"]["Condition"] =
                json!({"ForAnyValue:StringEquals": {key: value}});
            let name = format!("user-{number}-{}", value.len());
            let caller = world.user(&management, &name, &permission);
            let arguments = about(&world, &arguments);
            let answer: Result<Value, _> = world.account(&caller, operation, &arguments);
            answer
                .err()
                .is_none_or(|refusal| refusal.code != "AccessDeniedException")
        };
        assert!(may(value), "{key}");
        assert!(!may("something else"), "{key}");
    }
}
