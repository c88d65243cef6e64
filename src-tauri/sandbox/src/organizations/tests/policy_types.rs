//! Turning policy types on and off.

use serde_json::{Value, json};

use crate::testing::{World, allow};

const SCP: &str = "SERVICE_CONTROL_POLICY";
const RCP: &str = "RESOURCE_CONTROL_POLICY";
const RCP_FULL_ACCESS: &str = "p-RCPFullAWSAccess";

fn switch(world: &mut World, operation: &str, kind: &str) -> Value {
    let arguments = json!({"RootId": world.root, "PolicyType": kind});
    world.call(operation, &arguments).unwrap()["Root"]["PolicyTypes"].clone()
}

fn attached(world: &mut World, target: &str, kind: &str) -> Vec<String> {
    let arguments = json!({"TargetId": target, "Filter": kind});
    let listed = world.call("ListPoliciesForTarget", &arguments).unwrap();
    let policies = listed["Policies"].as_array().unwrap();
    let ids = policies.iter().map(|policy| policy["Id"].as_str());
    ids.map(|id| id.unwrap().to_owned()).collect()
}

fn everywhere(world: &World) -> [String; 4] {
    [
        world.root.clone(),
        world.workloads.clone(),
        world.member.clone(),
        world.management.clone(),
    ]
}

#[test]
fn a_type_is_on_its_way_and_then_enabled() {
    let mut world = World::new();
    let answered = switch(&mut world, "EnablePolicyType", "TAG_POLICY");
    assert_eq!(
        answered[1],
        json!({"Type": "TAG_POLICY", "Status": "PENDING_ENABLE"})
    );
    let roots = world.call("ListRoots", &json!({})).unwrap();
    assert_eq!(
        roots["Roots"][0]["PolicyTypes"],
        json!([{"Type": SCP, "Status": "ENABLED"}, {"Type": "TAG_POLICY", "Status": "ENABLED"}])
    );
    let again = json!({"RootId": world.root, "PolicyType": "TAG_POLICY"});
    assert_eq!(
        world.refusal("EnablePolicyType", &again),
        "PolicyTypeAlreadyEnabledException"
    );
    let answered = switch(&mut world, "DisablePolicyType", "TAG_POLICY");
    assert_eq!(answered[1]["Status"], "PENDING_DISABLE");
    assert_eq!(
        world.refusal("DisablePolicyType", &again),
        "PolicyTypeNotEnabledException"
    );
}

#[test]
fn rcp_full_access_comes_with_its_type_and_cannot_be_detached() {
    let mut world = World::new();
    switch(&mut world, "EnablePolicyType", RCP);
    for target in everywhere(&world) {
        assert_eq!(attached(&mut world, &target, RCP), [RCP_FULL_ACCESS]);
        let both = json!({"PolicyId": RCP_FULL_ACCESS, "TargetId": target});
        assert_eq!(
            world.refusal("DetachPolicy", &both),
            "InvalidInputException NON_DETACHABLE_POLICY"
        );
    }
    let made = world
        .call(
            "CreateOrganizationalUnit",
            &json!({"ParentId": world.root, "Name": "New"}),
        )
        .unwrap();
    let ou = made["OrganizationalUnit"]["Id"].as_str().unwrap();
    assert_eq!(attached(&mut world, ou, RCP), [RCP_FULL_ACCESS]);
    let arguments = json!({"AccountName": "New", "Email": "new@example.com"});
    let made = world.call("CreateAccount", &arguments).unwrap();
    world.state.clock.advance(10);
    let request = json!({"CreateAccountRequestId": made["CreateAccountStatus"]["Id"]});
    let status = world.call("DescribeCreateAccountStatus", &request).unwrap();
    let account = status["CreateAccountStatus"]["AccountId"].as_str().unwrap();
    assert_eq!(
        attached(&mut world, account, RCP),
        [RCP_FULL_ACCESS],
        "new ones have it, too"
    );
    assert_eq!(attached(&mut world, account, SCP), ["p-FullAWSAccess"]);
}

#[test]
fn five_resource_control_policies_fit_on_a_target() {
    let mut world = World::new();
    switch(&mut world, "EnablePolicyType", RCP);
    let mut content = allow("s3:*");
    content["Statement"]["Effect"] = "Deny".into();
    content["Statement"]["Principal"] = "*".into();
    let mut last = String::new();
    for number in 0..5 {
        let arguments = json!({
            "Name": format!("Policy {number}"), "Description": "", "Type": RCP,
            "Content": content.to_string(),
        });
        let made = world.call("CreatePolicy", &arguments).unwrap();
        let both = json!({
            "PolicyId": made["Policy"]["PolicySummary"]["Id"], "TargetId": world.root,
        });
        last = match world.call("AttachPolicy", &both) {
            Ok(_) => String::new(),
            Err(refusal) => crate::testing::told(&refusal),
        };
    }
    assert_eq!(
        last, "ConstraintViolationException MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
        "RCPFullAWSAccess is one of the five"
    );
}

#[test]
fn policies_of_a_disabled_type_are_detached_and_stay() {
    let mut world = World::new();
    let mut content = allow("iam:ListRoles");
    content["Statement"]["Effect"] = "Deny".into();
    let arguments = json!({
        "Name": "Mine", "Description": "", "Type": SCP, "Content": content.to_string(),
    });
    let made = world.call("CreatePolicy", &arguments).unwrap();
    let id = made["Policy"]["PolicySummary"]["Id"].clone();
    let both = json!({"PolicyId": id, "TargetId": world.workloads});
    world.call("AttachPolicy", &both).unwrap();
    assert!(world.iam("ListRoles", &[]).is_err());
    switch(&mut world, "DisablePolicyType", SCP);
    assert!(world.iam("ListRoles", &[]).is_ok(), "it has no effect now");
    assert!(
        world
            .call("DescribePolicy", &json!({"PolicyId": id}))
            .is_ok()
    );
    assert_eq!(
        world.refusal("AttachPolicy", &both),
        "PolicyTypeNotEnabledException"
    );
    let made = world
        .call(
            "CreateOrganizationalUnit",
            &json!({"ParentId": world.root, "Name": "New"}),
        )
        .unwrap();
    let ou = made["OrganizationalUnit"]["Id"]
        .as_str()
        .unwrap()
        .to_owned();
    for target in everywhere(&world).iter().chain([&ou]) {
        assert!(attached(&mut world, target, SCP).is_empty());
    }
    switch(&mut world, "EnablePolicyType", SCP);
    for target in everywhere(&world).iter().chain([&ou]) {
        assert_eq!(
            attached(&mut world, target, SCP),
            ["p-FullAWSAccess"],
            "attachments do not come back, but for AWS's own"
        );
    }
}

#[test]
fn a_type_of_a_service_needs_its_trusted_access() {
    let mut world = World::new();
    let arguments = json!({"RootId": world.root, "PolicyType": "SECURITYHUB_POLICY"});
    assert_eq!(
        world.refusal("EnablePolicyType", &arguments),
        "ConstraintViolationException SERVICE_ACCESS_NOT_ENABLED"
    );
    world.trust_service("securityhub.amazonaws.com");
    assert!(world.call("EnablePolicyType", &arguments).is_ok());
}

#[test]
fn a_root_must_be_the_organizations() {
    let mut world = World::new();
    let arguments = json!({"RootId": "r-none", "PolicyType": "TAG_POLICY"});
    for operation in ["EnablePolicyType", "DisablePolicyType"] {
        assert_eq!(
            world.refusal(operation, &arguments),
            "RootNotFoundException"
        );
    }
    let arguments = json!({"RootId": world.root, "PolicyType": "HOUSE_POLICY"});
    assert_eq!(
        world.refusal("EnablePolicyType", &arguments),
        "InvalidInputException INVALID_ENUM_POLICY_TYPE"
    );
}
