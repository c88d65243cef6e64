//! Showing and moving accounts, and who may call at all.

use serde_json::json;

use crate::testing::{World, allow, told, user};

#[test]
fn an_account_shows_its_state_and_its_path_but_no_status() {
    let mut world = World::new();
    let member = world.member.clone();
    let account = world
        .call("DescribeAccount", &json!({"AccountId": member}))
        .unwrap()["Account"]
        .clone();
    let path = format!(
        "{}/{}/{}/{member}/",
        world.organization, world.root, world.workloads
    );
    assert_eq!(account["Paths"], json!([path]));
    assert_eq!(account["State"], "ACTIVE");
    assert_eq!(account["JoinedMethod"], "CREATED");
    assert!(account.get("Status").is_none(), "it is retired");
    assert_eq!(
        world.refusal("DescribeAccount", &json!({"AccountId": "999999999999"})),
        "AccountNotFoundException"
    );
}

#[test]
fn a_move_takes_the_account_to_its_new_parent() {
    let mut world = World::new();
    let (root, workloads, member) = (
        world.root.clone(),
        world.workloads.clone(),
        world.member.clone(),
    );
    let revision = world.state.revision;
    let arguments =
        json!({"AccountId": member, "SourceParentId": workloads, "DestinationParentId": root});
    assert_eq!(world.call("MoveAccount", &arguments).unwrap(), json!({}));
    assert!(
        world.state.revision > revision,
        "a write makes the revision grow"
    );
    let left = world
        .call("ListAccountsForParent", &json!({"ParentId": workloads}))
        .unwrap();
    assert_eq!(left["Accounts"], json!([]));
    let parents = world
        .call("ListParents", &json!({"ChildId": member}))
        .unwrap();
    assert_eq!(parents["Parents"], json!([{"Id": root, "Type": "ROOT"}]));
    assert_eq!(
        world.refusal("MoveAccount", &arguments),
        "DuplicateAccountException",
        "it is there already"
    );
}

#[test]
fn a_move_must_know_where_the_account_stands_and_where_it_goes() {
    let mut world = World::new();
    let other = world
        .call(
            "CreateOrganizationalUnit",
            &json!({"ParentId": world.root, "Name": "Other"}),
        )
        .unwrap();
    let other = other["OrganizationalUnit"]["Id"].clone();
    let (root, workloads, member) = (
        world.root.clone(),
        world.workloads.clone(),
        world.member.clone(),
    );
    let mut refusal = |account: &str, from: &str, to: &serde_json::Value| {
        world.refusal(
            "MoveAccount",
            &json!({"AccountId": account, "SourceParentId": from, "DestinationParentId": to}),
        )
    };
    let nowhere = "ou-none-12345678";
    assert_eq!(
        refusal(&member, &root, &other),
        "SourceParentNotFoundException",
        "it is not there"
    );
    assert_eq!(
        refusal(&member, nowhere, &other),
        "SourceParentNotFoundException"
    );
    assert_eq!(
        refusal(&member, &workloads, &json!(nowhere)),
        "DestinationParentNotFoundException"
    );
    assert_eq!(
        refusal(&member, &workloads, &json!(workloads)),
        "DuplicateAccountException"
    );
    assert_eq!(
        refusal("999999999999", &workloads, &other),
        "AccountNotFoundException"
    );
}

#[test]
fn a_member_may_describe_its_organization_and_manage_nothing() {
    let mut world = World::new();
    let dev = world.dev();
    assert!(
        world
            .call_as(&dev, "DescribeOrganization", &json!({}))
            .is_ok()
    );
    assert!(
        world
            .call_as(&dev, "ListHandshakesForAccount", &json!({}))
            .is_ok()
    );
    for operation in [
        "ListAccounts",
        "ListRoots",
        "CreateAccount",
        "ListHandshakesForOrganization",
        "ListPolicies",
    ] {
        let refused = world.call_as(&dev, operation, &json!({})).unwrap_err();
        assert_eq!(told(&refused), "AccessDeniedException", "{operation}");
    }
}

#[test]
fn an_account_outside_sees_its_invitations_only() {
    let mut outside = String::new();
    let mut world = World::with(|builder| outside = builder.outside("Outside", "out@example.com"));
    let admin = user(&outside, "admin");
    assert!(
        world
            .call_as(&admin, "ListHandshakesForAccount", &json!({}))
            .is_ok()
    );
    let refused = world
        .call_as(&admin, "DescribeOrganization", &json!({}))
        .unwrap_err();
    assert_eq!(told(&refused), "AWSOrganizationsNotInUseException");
}

#[test]
fn iam_is_asked_about_every_resource_of_a_move() {
    let mut world = World::new();
    let (management, root, workloads, member) = (
        world.management.clone(),
        world.root.clone(),
        world.workloads.clone(),
        world.member.clone(),
    );
    let mut policy = allow("organizations:MoveAccount");
    policy["Statement"]["Resource"] = json!([
        format!("arn:aws:organizations::{management}:account/*/*"),
        format!("arn:aws:organizations::{management}:ou/*/{workloads}"),
    ]);
    let mover = world.user(&management, "mover", &policy);
    let arguments =
        json!({"AccountId": member, "SourceParentId": workloads, "DestinationParentId": root});
    let refused = world
        .call_as(&mover, "MoveAccount", &arguments)
        .unwrap_err();
    assert_eq!(refused.code, "AccessDeniedException");
    assert!(refused.message.contains(&format!(
        "organizations:MoveAccount on resource: arn:aws:organizations::{management}:root/"
    )));
    assert!(
        refused
            .message
            .contains("because no identity-based policy allows"),
        "{}",
        refused.message
    );
}

#[test]
fn what_organizations_does_not_know_is_an_unknown_operation() {
    assert_eq!(
        World::new().refusal("RenameAccount", &json!({})),
        "UnknownOperationException"
    );
}
