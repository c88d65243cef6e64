//! Attaching and detaching policies, and what it changes for those below.

use serde_json::{Value, json};

use crate::{
    builder::FULL_ACCESS,
    testing::{World, allow, user},
};

fn scp(world: &mut World, name: &str, content: &Value) -> String {
    let arguments = json!({
        "Name": name, "Description": "", "Type": "SERVICE_CONTROL_POLICY",
        "Content": content.to_string(),
    });
    let made = world.call("CreatePolicy", &arguments).unwrap();
    made["Policy"]["PolicySummary"]["Id"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn both(policy: &str, target: &str) -> Value {
    json!({"PolicyId": policy, "TargetId": target})
}

fn attached(world: &mut World, target: &str) -> Vec<String> {
    let arguments = json!({"TargetId": target, "Filter": "SERVICE_CONTROL_POLICY"});
    let listed = world.call("ListPoliciesForTarget", &arguments).unwrap();
    let policies = listed["Policies"].as_array().unwrap();
    let names = policies.iter().map(|policy| policy["Name"].as_str());
    names.map(|name| name.unwrap().to_owned()).collect()
}

#[test]
fn an_attached_policy_has_effect_until_it_is_detached() {
    let mut world = World::new();
    let mut content = allow("organizations:DescribeOrganization");
    content["Statement"]["Effect"] = "Deny".into();
    let id = scp(&mut world, "Blind", &content);
    let dev = world.dev();
    for target in [
        world.root.clone(),
        world.workloads.clone(),
        world.member.clone(),
    ] {
        assert!(
            world
                .call_as(&dev, "DescribeOrganization", &json!({}))
                .is_ok()
        );
        world.call("AttachPolicy", &both(&id, &target)).unwrap();
        assert!(attached(&mut world, &target).contains(&"Blind".to_owned()));
        let targets = world
            .call("ListTargetsForPolicy", &json!({"PolicyId": id}))
            .unwrap();
        assert_eq!(targets["Targets"][0]["TargetId"], target.as_str());
        let refused = world
            .call_as(&dev, "DescribeOrganization", &json!({}))
            .unwrap_err();
        assert!(
            refused
                .message
                .ends_with("with an explicit deny in a service control policy"),
            "{}",
            refused.message
        );
        assert!(
            world.call("DescribeOrganization", &json!({})).is_ok(),
            "the management account is not concerned"
        );
        world.call("DetachPolicy", &both(&id, &target)).unwrap();
    }
}

#[test]
fn what_is_there_is_not_attached_and_what_is_not_is_not_detached() {
    let mut world = World::new();
    let id = scp(&mut world, "Mine", &allow("*"));
    let root = world.root.clone();
    assert_eq!(
        world.refusal("DetachPolicy", &both(&id, &root)),
        "PolicyNotAttachedException"
    );
    world.call("AttachPolicy", &both(&id, &root)).unwrap();
    assert_eq!(
        world.refusal("AttachPolicy", &both(&id, &root)),
        "DuplicatePolicyAttachmentException"
    );
    for operation in ["AttachPolicy", "DetachPolicy"] {
        for target in ["999999999999", "ou-none-12345678", "r-none"] {
            assert_eq!(
                world.refusal(operation, &both(&id, target)),
                "TargetNotFoundException"
            );
        }
        assert_eq!(
            world.refusal(operation, &both("p-aaaaaaaaaa", &root)),
            "PolicyNotFoundException"
        );
        assert_eq!(
            world.refusal(operation, &both(&id, "somewhere")),
            "InvalidInputException INVALID_PATTERN_TARGET_ID"
        );
    }
}

#[test]
fn one_service_control_policy_stays_everywhere() {
    let mut world = World::new();
    let member = world.member.clone();
    assert_eq!(
        world.refusal("DetachPolicy", &both(FULL_ACCESS, &member)),
        "ConstraintViolationException MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"
    );
    let id = scp(&mut world, "Instead", &allow("s3:*"));
    world.call("AttachPolicy", &both(&id, &member)).unwrap();
    world
        .call("DetachPolicy", &both(FULL_ACCESS, &member))
        .unwrap();
    assert_eq!(attached(&mut world, &member), ["Instead"]);
    let refused = world.iam("ListRoles", &[]).unwrap_err();
    assert!(
        refused
            .message
            .ends_with("because no service control policy allows the iam:ListRoles action")
    );
}

#[test]
fn ten_service_control_policies_fit_on_a_target() {
    let mut world = World::new();
    let target = world.workloads.clone();
    for number in 0..9 {
        let id = scp(&mut world, &format!("Policy {number}"), &allow("*"));
        world.call("AttachPolicy", &both(&id, &target)).unwrap();
    }
    let id = scp(&mut world, "One more", &allow("*"));
    assert_eq!(
        world.refusal("AttachPolicy", &both(&id, &target)),
        "ConstraintViolationException MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
        "FullAWSAccess is one of the ten"
    );
    assert!(
        world
            .call("AttachPolicy", &both(&id, &world.member.clone()))
            .is_ok()
    );
}

#[test]
fn an_ou_that_is_deleted_frees_its_policies() {
    let mut world = World::new();
    let made = world
        .call(
            "CreateOrganizationalUnit",
            &json!({"ParentId": world.root, "Name": "Short-lived"}),
        )
        .unwrap();
    let ou = made["OrganizationalUnit"]["Id"].as_str().unwrap();
    let id = scp(&mut world, "Mine", &allow("*"));
    world.call("AttachPolicy", &both(&id, ou)).unwrap();
    world
        .call(
            "DeleteOrganizationalUnit",
            &json!({"OrganizationalUnitId": ou}),
        )
        .unwrap();
    assert!(world.call("DeletePolicy", &json!({"PolicyId": id})).is_ok());
}

#[test]
fn an_account_takes_its_own_policies_along() {
    let mut world = World::new();
    let id = scp(&mut world, "Mine", &allow("*"));
    let (root, workloads, member) = (
        world.root.clone(),
        world.workloads.clone(),
        world.member.clone(),
    );
    world.call("AttachPolicy", &both(&id, &member)).unwrap();
    let arguments =
        json!({"AccountId": member, "SourceParentId": workloads, "DestinationParentId": root});
    world.call("MoveAccount", &arguments).unwrap();
    assert_eq!(attached(&mut world, &member), ["FullAWSAccess", "Mine"]);
}

#[test]
fn iam_is_asked_about_the_policy_and_the_target() {
    let mut world = World::new();
    let (management, root, workloads) = (
        world.management.clone(),
        world.root.clone(),
        world.workloads.clone(),
    );
    let id = scp(&mut world, "Mine", &allow("*"));
    let mut permission = allow("organizations:AttachPolicy");
    permission["Statement"]["Resource"] = json!([
        format!("arn:aws:organizations::{management}:policy/*/service_control_policy/{id}"),
        format!("arn:aws:organizations::{management}:ou/*/{workloads}"),
    ]);
    world.user(&management, "attacher", &permission);
    let attacher = user(&management, "attacher");
    assert!(
        world
            .call_as(&attacher, "AttachPolicy", &both(&id, &workloads))
            .is_ok()
    );
    let refused = world
        .call_as(&attacher, "AttachPolicy", &both(&id, &root))
        .unwrap_err();
    assert_eq!(refused.code, "AccessDeniedException");
}
