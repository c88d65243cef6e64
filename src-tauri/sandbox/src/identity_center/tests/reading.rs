//! The instance, its permission sets and its directory, as who may look reads them.

use serde_json::{Value, json};

use super::super::{administer, look_up};
use crate::{
    authorize::Caller,
    builder::Builder,
    testing::{World, told},
};

/// A world whose member is in `Workloads`, with another account in another place.
fn world() -> World {
    World::with(|builder: &mut Builder| {
        let root = builder.root_id.clone();
        let joined = crate::state::JoinedMethod::Created;
        builder.account(&root, "Elsewhere", "elsewhere@example.com", joined);
    })
}

fn ask(
    world: &World,
    caller: &Caller,
    operation: &str,
    arguments: &Value,
) -> Result<Value, String> {
    administer(&world.state, caller, operation, arguments).map_err(|refusal| told(&refusal))
}

/// The arguments that name the instance, with more.
fn with_instance(world: &World, mut more: Value) -> Value {
    let found = ask(world, &world.admin(), "ListInstances", &json!({})).unwrap();
    more["InstanceArn"] = found["Instances"][0]["InstanceArn"].clone();
    more
}

fn read(world: &World, operation: &str, more: Value) -> Result<Value, String> {
    ask(
        world,
        &world.admin(),
        operation,
        &with_instance(world, more),
    )
}

/// The permission sets by name.
fn set(world: &World, name: &str) -> Value {
    let arns = read(world, "ListPermissionSets", json!({})).unwrap();
    let arns = arns["PermissionSets"].as_array().unwrap().clone();
    let named = |arn: &Value| {
        let told = read(
            world,
            "DescribePermissionSet",
            json!({ "PermissionSetArn": arn }),
        );
        told.unwrap()["PermissionSet"]["Name"] == name
    };
    arns.into_iter().find(named).unwrap()
}

#[test]
fn the_instance_is_seen_by_members_and_read_by_who_manages_it() {
    let mut world = world();
    let instances = |world: &World, caller: &Caller| {
        let found = ask(world, caller, "ListInstances", &json!({})).unwrap();
        found["Instances"].as_array().unwrap().clone()
    };
    let found = instances(&world, &world.admin());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["OwnerAccountId"], world.management);
    assert_eq!(
        instances(&world, &world.dev()),
        found,
        "its members see it, too"
    );
    let sets = with_instance(&world, json!({}));
    let denied = Err("AccessDeniedException".to_owned());
    assert_eq!(
        ask(&world, &world.dev(), "ListPermissionSets", &sets),
        denied
    );
    let now = world.state.now();
    let organization = world
        .state
        .organizations
        .get_mut(&world.organization)
        .unwrap();
    let services = [("sso.amazonaws.com".to_owned(), now)].into();
    organization
        .delegated_administrators
        .insert(world.member.clone(), services);
    let read = ask(&world, &world.dev(), "ListPermissionSets", &sets).unwrap();
    assert_eq!(
        read["PermissionSets"].as_array().unwrap().len(),
        4,
        "a deputy reads"
    );
    let mut elsewhere = world.admin();
    "eu-west-1".clone_into(&mut elsewhere.region);
    assert_eq!(
        instances(&world, &elsewhere),
        [] as [Value; 0],
        "it lives in one Region"
    );
    world.state.identity_center.enabled = false;
    assert_eq!(instances(&world, &world.admin()), [] as [Value; 0]);
    let gone = ask(&world, &world.admin(), "ListPermissionSets", &sets);
    assert_eq!(gone, denied);
}

#[test]
fn assignments_are_those_that_the_portal_shows() {
    let world = world();
    let names = |account: &str| {
        let told = read(
            &world,
            "ListPermissionSetsProvisionedToAccount",
            json!({ "AccountId": account }),
        );
        let arns = told.unwrap()["PermissionSets"].as_array().unwrap().clone();
        let all = [
            "AdministratorAccess",
            "Billing",
            "PowerUserAccess",
            "ReadOnlyAccess",
        ];
        all.into_iter()
            .filter(|name| arns.contains(&set(&world, name)))
            .collect::<Vec<_>>()
    };
    let everywhere = ["AdministratorAccess", "Billing", "ReadOnlyAccess"];
    assert_eq!(names(&world.management), everywhere);
    assert_eq!(
        names(&world.member),
        [
            "AdministratorAccess",
            "Billing",
            "PowerUserAccess",
            "ReadOnlyAccess"
        ]
    );
    let power = set(&world, "PowerUserAccess");
    let accounts = read(
        &world,
        "ListAccountsForProvisionedPermissionSet",
        json!({ "PermissionSetArn": power }),
    );
    assert_eq!(accounts.unwrap(), json!({ "AccountIds": [world.member] }));
    let policies = read(
        &world,
        "ListManagedPoliciesInPermissionSet",
        json!({ "PermissionSetArn": power }),
    );
    let arn = "arn:aws:iam::aws:policy/PowerUserAccess";
    let policy = json!({ "Name": "PowerUserAccess", "Arn": arn });
    assert_eq!(
        policies.unwrap(),
        json!({ "AttachedManagedPolicies": [policy] })
    );
    let inline = json!({ "PermissionSetArn": power });
    let inline = read(&world, "GetInlinePolicyForPermissionSet", inline);
    assert_eq!(inline, Ok(json!({})));
    let own = json!({ "PermissionSetArn": power });
    assert_eq!(
        read(
            &world,
            "ListCustomerManagedPolicyReferencesInPermissionSet",
            own.clone()
        ),
        Ok(json!({ "CustomerManagedPolicyReferences": [] }))
    );
    assert_eq!(
        read(&world, "GetPermissionsBoundaryForPermissionSet", own),
        Err("ResourceNotFoundException".to_owned()),
        "AWS tells a boundary that is not there as an error"
    );
    let assigned = |account: &str| {
        let asked = json!({ "AccountId": account, "PermissionSetArn": power });
        read(&world, "ListAccountAssignments", asked).unwrap()["AccountAssignments"].clone()
    };
    assert_eq!(assigned(&world.management), json!([]));
    let developers = assigned(&world.member)[0].clone();
    assert_eq!(developers["PrincipalType"], "GROUP");
    let mine = |kind: &str, id: &Value| {
        let asked = json!({ "PrincipalType": kind, "PrincipalId": id });
        let found = read(&world, "ListAccountAssignmentsForPrincipal", asked);
        found.unwrap()["AccountAssignments"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(mine("GROUP", &developers["PrincipalId"]), 1);
    let users = look(&world, "ListUsers", json!({})).unwrap();
    let ada = users["Users"][0]["UserId"].clone();
    assert_eq!(
        mine("USER", &ada),
        3 + 4 + 3,
        "three accounts, one with all four sets"
    );
}

fn look(world: &World, operation: &str, mut more: Value) -> Result<Value, String> {
    let found = ask(world, &world.admin(), "ListInstances", &json!({})).unwrap();
    more["IdentityStoreId"] = found["Instances"][0]["IdentityStoreId"].clone();
    look_up(&world.state, &world.admin(), operation, &more).map_err(|refusal| told(&refusal))
}

#[test]
fn people_groups_and_memberships_are_read() {
    let world = world();
    let names = |answer: &Value, list: &str, name: &str| {
        let all = answer[list].as_array().unwrap();
        all.iter()
            .map(|one| one[name].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let users = look(&world, "ListUsers", json!({})).unwrap();
    assert_eq!(
        names(&users, "Users", "UserName"),
        ["ada", "bruno", "chiara"]
    );
    let groups = look(&world, "ListGroups", json!({})).unwrap();
    assert_eq!(
        names(&groups, "Groups", "DisplayName"),
        ["Cloud administrators", "Developers", "Everyone", "Finance"]
    );
    let filter = |path: &str, value: &str| json!({ "Filters": [{ "AttributePath": path, "AttributeValue": value }] });
    let bruno = look(&world, "ListUsers", filter("UserName", "bruno")).unwrap();
    assert_eq!(names(&bruno, "Users", "UserName"), ["bruno"]);
    let bruno = bruno["Users"][0].clone();
    let described = look(&world, "DescribeUser", json!({ "UserId": bruno["UserId"] }));
    assert_eq!(described, Ok(bruno.clone()));
    let finance = look(&world, "ListGroups", filter("DisplayName", "Finance")).unwrap();
    let finance = finance["Groups"][0].clone();
    let described = look(
        &world,
        "DescribeGroup",
        json!({ "GroupId": finance["GroupId"] }),
    );
    assert_eq!(described, Ok(finance.clone()));
    let members = look(
        &world,
        "ListGroupMemberships",
        json!({ "GroupId": finance["GroupId"] }),
    );
    let members = members.unwrap()["GroupMemberships"]
        .as_array()
        .unwrap()
        .clone();
    let ids: Vec<_> = members
        .iter()
        .map(|one| one["MemberId"]["UserId"].clone())
        .collect();
    let users = users["Users"].as_array().unwrap();
    assert_eq!(
        ids,
        [users[0]["UserId"].clone(), users[2]["UserId"].clone()]
    );
    let of_bruno = json!({ "MemberId": { "UserId": bruno["UserId"] } });
    let of_bruno = look(&world, "ListGroupMembershipsForMember", of_bruno).unwrap();
    assert_eq!(of_bruno["GroupMemberships"].as_array().unwrap().len(), 2);
    let unknown = look(&world, "ListUsers", filter("Title", "x"));
    assert_eq!(unknown, Err("ValidationException".to_owned()));
}

#[test]
fn lists_come_in_pages() {
    let world = world();
    let page = |token: Option<&str>| {
        let mut asked = json!({ "MaxResults": 3 });
        if let Some(token) = token {
            asked["NextToken"] = token.into();
        }
        read(&world, "ListPermissionSets", asked)
    };
    let first = page(None).unwrap();
    let token = first["NextToken"].as_str().unwrap();
    let second = page(Some(token)).unwrap();
    let [first, second] =
        [first.clone(), second].map(|page| page["PermissionSets"].as_array().unwrap().len());
    assert_eq!([first, second], [3, 1]);
    assert_eq!(page(Some("9")), Err("ValidationException".to_owned()));
}
