//! Creating, renaming and deleting OUs.

use serde_json::json;

use crate::testing::World;

fn create(world: &mut World, parent: &str, name: &str) -> String {
    let made = world
        .call(
            "CreateOrganizationalUnit",
            &json!({"ParentId": parent, "Name": name}),
        )
        .unwrap();
    made["OrganizationalUnit"]["Id"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn a_new_ou_is_found_below_its_parent_with_its_path() {
    let mut world = World::new();
    let workloads = world.workloads.clone();
    let id = create(&mut world, &workloads, "prod");
    let listed = world
        .call(
            "ListOrganizationalUnitsForParent",
            &json!({"ParentId": workloads}),
        )
        .unwrap();
    let ou = &listed["OrganizationalUnits"][0];
    assert_eq!(ou["Name"], "prod");
    let path = format!("{}/{}/{workloads}/{id}/", world.organization, world.root);
    assert_eq!(ou["Path"], path.as_str());
    let arn = format!(
        "arn:aws:organizations::{}:ou/{}/{id}",
        world.management, world.organization
    );
    assert_eq!(ou["Arn"], arn.as_str());
    let parents = world.call("ListParents", &json!({"ChildId": id})).unwrap();
    assert_eq!(
        parents["Parents"],
        json!([{"Id": workloads, "Type": "ORGANIZATIONAL_UNIT"}])
    );
}

#[test]
fn ous_nest_five_deep_and_no_deeper() {
    let mut world = World::new();
    let mut parent = world.workloads.clone();
    for level in 2..=5 {
        parent = create(&mut world, &parent, &format!("level {level}"));
    }
    let refused = world.refusal(
        "CreateOrganizationalUnit",
        &json!({"ParentId": parent, "Name": "level 6"}),
    );
    assert_eq!(
        refused,
        "ConstraintViolationException OU_DEPTH_LIMIT_EXCEEDED"
    );
}

#[test]
fn siblings_have_different_names_and_cousins_need_not() {
    let mut world = World::new();
    let (root, workloads) = (world.root.clone(), world.workloads.clone());
    let prod = create(&mut world, &workloads, "prod");
    create(&mut world, &root, "prod");
    let again = world.refusal(
        "CreateOrganizationalUnit",
        &json!({"ParentId": workloads, "Name": "prod"}),
    );
    assert_eq!(again, "DuplicateOrganizationalUnitException");
    let dev = create(&mut world, &workloads, "dev");
    let renamed = world.refusal(
        "UpdateOrganizationalUnit",
        &json!({"OrganizationalUnitId": dev, "Name": "prod"}),
    );
    assert_eq!(renamed, "DuplicateOrganizationalUnitException");
    let same = world
        .call(
            "UpdateOrganizationalUnit",
            &json!({"OrganizationalUnitId": prod, "Name": "prod"}),
        )
        .unwrap();
    assert_eq!(
        same["OrganizationalUnit"]["Name"], "prod",
        "its own name is not taken"
    );
}

#[test]
fn renaming_an_ou_keeps_its_id() {
    let mut world = World::new();
    let id = world.workloads.clone();
    world
        .call(
            "UpdateOrganizationalUnit",
            &json!({"OrganizationalUnitId": id, "Name": "Shops"}),
        )
        .unwrap();
    let ou = world
        .call(
            "DescribeOrganizationalUnit",
            &json!({"OrganizationalUnitId": id}),
        )
        .unwrap();
    assert_eq!(ou["OrganizationalUnit"]["Name"], "Shops");
}

#[test]
fn only_an_empty_ou_can_be_deleted() {
    let mut world = World::new();
    let (root, workloads, member) = (
        world.root.clone(),
        world.workloads.clone(),
        world.member.clone(),
    );
    let child = create(&mut world, &workloads, "prod");
    let delete = json!({"OrganizationalUnitId": workloads});
    assert_eq!(
        world.refusal("DeleteOrganizationalUnit", &delete),
        "OrganizationalUnitNotEmptyException"
    );
    world
        .call(
            "DeleteOrganizationalUnit",
            &json!({"OrganizationalUnitId": child}),
        )
        .unwrap();
    assert_eq!(
        world.refusal("DeleteOrganizationalUnit", &delete),
        "OrganizationalUnitNotEmptyException",
        "an account is in it"
    );
    let away =
        json!({"AccountId": member, "SourceParentId": workloads, "DestinationParentId": root});
    world.call("MoveAccount", &away).unwrap();
    world.call("DeleteOrganizationalUnit", &delete).unwrap();
    assert_eq!(
        world.refusal("DeleteOrganizationalUnit", &delete),
        "OrganizationalUnitNotFoundException"
    );
    assert_eq!(
        world.refusal(
            "ListChildren",
            &json!({"ParentId": workloads, "ChildType": "ACCOUNT"})
        ),
        "ParentNotFoundException"
    );
}

#[test]
fn an_ou_needs_a_parent_and_a_name() {
    let mut world = World::new();
    let root = world.root.clone();
    let mut refusal = |arguments| world.refusal("CreateOrganizationalUnit", &arguments);
    assert_eq!(
        refusal(json!({"Name": "prod"})),
        "InvalidInputException INPUT_REQUIRED"
    );
    assert_eq!(
        refusal(json!({"ParentId": root})),
        "InvalidInputException INPUT_REQUIRED"
    );
    assert_eq!(
        refusal(json!({"ParentId": root, "Name": ""})),
        "InvalidInputException MIN_LENGTH_EXCEEDED"
    );
    assert_eq!(
        refusal(json!({"ParentId": root, "Name": "a".repeat(129)})),
        "InvalidInputException MAX_LENGTH_EXCEEDED"
    );
    assert_eq!(
        refusal(json!({"ParentId": "root", "Name": "prod"})),
        "InvalidInputException INVALID_PATTERN"
    );
    assert_eq!(
        refusal(json!({"ParentId": "ou-none-12345678", "Name": "prod"})),
        "ParentNotFoundException"
    );
}

#[test]
fn an_organization_has_two_thousand_ous_at_most() {
    let mut world = World::with(|builder| {
        let root = builder.root_id.clone();
        for number in 1..2000 {
            builder.ou(&root, &format!("{number}"));
        }
    });
    let root = world.root.clone();
    let refused = world.refusal(
        "CreateOrganizationalUnit",
        &json!({"ParentId": root, "Name": "one more"}),
    );
    assert_eq!(
        refused,
        "ConstraintViolationException OU_NUMBER_LIMIT_EXCEEDED"
    );
}
