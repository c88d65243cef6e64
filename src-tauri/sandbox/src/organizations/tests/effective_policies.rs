//! What follows for one account from the policies above it.

use serde_json::{Value, json};

use crate::testing::{World, told};

const TAGS: &str = "TAG_POLICY";

fn with_tag_policies() -> World {
    let mut world = World::new();
    let on = json!({"RootId": world.root, "PolicyType": TAGS});
    world.call("EnablePolicyType", &on).unwrap();
    world
}

fn attach(world: &mut World, target: &str, values: &Value) {
    let content = json!({"tags": {"team": {"tag_value": values}}});
    let arguments = json!({
        "Name": target, "Description": "", "Type": TAGS, "Content": content.to_string(),
    });
    let made = world.call("CreatePolicy", &arguments).unwrap();
    let both = json!({"PolicyId": made["Policy"]["PolicySummary"]["Id"], "TargetId": target});
    world.call("AttachPolicy", &both).unwrap();
}

fn of(target: &str) -> Value {
    json!({"PolicyType": TAGS, "TargetId": target})
}

#[test]
fn policies_merge_along_the_path_to_the_account() {
    let mut world = with_tag_policies();
    let (root, workloads, member) = (
        world.root.clone(),
        world.workloads.clone(),
        world.member.clone(),
    );
    attach(&mut world, &root, &json!({"@@assign": ["shop", "data"]}));
    attach(&mut world, &workloads, &json!({"@@append": ["ops"]}));
    attach(&mut world, &member, &json!({"@@remove": ["data"]}));
    let found = world.call("DescribeEffectivePolicy", &of(&member)).unwrap();
    let found = &found["EffectivePolicy"];
    assert_eq!(found["TargetId"], member.as_str());
    assert_eq!(found["PolicyType"], TAGS);
    assert!(found["LastUpdatedTimestamp"].is_number());
    let content: Value = serde_json::from_str(found["PolicyContent"].as_str().unwrap()).unwrap();
    assert_eq!(
        content,
        json!({"tags": {"team": {"tag_value": ["shop", "ops"]}}})
    );
    let dev = world.dev();
    let own = world
        .call_as(
            &dev,
            "DescribeEffectivePolicy",
            &json!({"PolicyType": TAGS}),
        )
        .unwrap();
    assert_eq!(
        &own["EffectivePolicy"], found,
        "an account sees its own policy without asking for an account"
    );
    let management = world.management.clone();
    let refused = world
        .call_as(&dev, "DescribeEffectivePolicy", &of(&management))
        .unwrap_err();
    assert_eq!(told(&refused), "AccessDeniedException");
    let own = world
        .call("DescribeEffectivePolicy", &json!({"PolicyType": TAGS}))
        .unwrap();
    assert_eq!(
        own["EffectivePolicy"]["PolicyContent"],
        json!({"tags": {"team": {"tag_value": ["shop", "data"]}}}).to_string(),
        "the management account is concerned, too"
    );
}

#[test]
fn without_policies_there_is_no_effective_one() {
    let mut world = World::new();
    let member = world.member.clone();
    assert_eq!(
        world.refusal("DescribeEffectivePolicy", &of(&member)),
        "EffectivePolicyNotFoundException",
        "the type is off"
    );
    let mut world = with_tag_policies();
    assert_eq!(
        world.refusal("DescribeEffectivePolicy", &of(&member)),
        "EffectivePolicyNotFoundException",
        "nothing is attached"
    );
}

#[test]
fn an_account_has_an_effective_policy_and_nothing_else_has() {
    let mut world = with_tag_policies();
    for target in [world.root.clone(), world.workloads.clone()] {
        assert_eq!(
            world.refusal("DescribeEffectivePolicy", &of(&target)),
            "InvalidInputException TARGET_NOT_SUPPORTED"
        );
    }
    assert_eq!(
        world.refusal("DescribeEffectivePolicy", &of("999999999999")),
        "TargetNotFoundException"
    );
    for kind in ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] {
        assert_eq!(
            world.refusal("DescribeEffectivePolicy", &json!({"PolicyType": kind})),
            "InvalidInputException INVALID_ENUM_POLICY_TYPE",
            "these are not merged"
        );
    }
}

#[test]
fn tags_on_the_organizations_resources_comply_where_that_is_enforced() {
    let mut world = with_tag_policies();
    let content = json!({"tags": {"team": {
        "tag_key": {"@@assign": "Team"},
        "tag_value": {"@@assign": ["shop", "data-*"]},
        "enforced_for": {"@@assign": ["organizations:ou", "ec2:instance"]},
    }}});
    let arguments = json!({
        "Name": "Teams", "Description": "", "Type": TAGS, "Content": content.to_string(),
    });
    let made = world.call("CreatePolicy", &arguments).unwrap();
    let both = json!({
        "PolicyId": made["Policy"]["PolicySummary"]["Id"], "TargetId": world.root,
    });
    world.call("AttachPolicy", &both).unwrap();
    let (workloads, member) = (world.workloads.clone(), world.member.clone());
    let tag = |id: &str, key: &str, value: &str| json!({"ResourceId": id, "Tags": [{"Key": key, "Value": value}]});
    for (key, value) in [("Team", "shop"), ("Team", "data-lake"), ("stage", "x")] {
        assert!(
            world
                .call("TagResource", &tag(&workloads, key, value))
                .is_ok()
        );
    }
    let violation = "ConstraintViolationException TAG_POLICY_VIOLATION";
    for (key, value) in [("team", "shop"), ("Team", "ops")] {
        assert_eq!(
            world.refusal("TagResource", &tag(&workloads, key, value)),
            violation
        );
    }
    let ou = json!({
        "ParentId": world.root, "Name": "New", "Tags": [{"Key": "TEAM", "Value": "shop"}],
    });
    assert_eq!(world.refusal("CreateOrganizationalUnit", &ou), violation);
    assert!(
        world
            .call("TagResource", &tag(&member, "Team", "ops"))
            .is_ok(),
        "it is not enforced for accounts"
    );
}
