//! Resource control policies above the role's account.

use serde_json::json;

use super::{ASSUME, assume, trusts};
use crate::testing::{World, allow, user};

#[test]
fn a_resource_control_policy_keeps_strangers_out_and_members_in() {
    let mut outside = String::new();
    let mut world = World::with(|builder| outside = builder.outside("Outside", "out@example.com"));
    let (member, management) = (world.member.clone(), world.management.clone());
    let open = trusts("*", &json!(ASSUME), &json!({}));
    let in_member = world.role(&member, "Open", &open, &allow("*"));
    let in_management = world.role(&management, "Open", &open, &allow("*"));
    let stranger = user(&outside, "admin");
    assert!(assume(&mut world, &stranger, &in_member, &[]).is_ok());

    let on = json!({"RootId": world.root, "PolicyType": "RESOURCE_CONTROL_POLICY"});
    world.call("EnablePolicyType", &on).unwrap();
    assert!(
        assume(&mut world, &stranger, &in_member, &[]).is_ok(),
        "RCPFullAWSAccess keeps nobody out"
    );
    let content = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*",
        "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": world.organization}},
    }]});
    let arguments = json!({
        "Name": "OnlyUs", "Description": "", "Type": "RESOURCE_CONTROL_POLICY",
        "Content": content.to_string(),
    });
    let made = world.call("CreatePolicy", &arguments).unwrap();
    let both = json!({
        "PolicyId": made["Policy"]["PolicySummary"]["Id"], "TargetId": world.root,
    });
    world.call("AttachPolicy", &both).unwrap();
    let refused = assume(&mut world, &stranger, &in_member, &[]).unwrap_err();
    assert!(
        refused
            .message
            .ends_with("with an explicit deny in a resource control policy"),
        "{}",
        refused.message
    );
    let admin = world.admin();
    assert!(
        assume(&mut world, &admin, &in_member, &[]).is_ok(),
        "who belongs to the organization is let in"
    );
    assert!(
        assume(&mut world, &stranger, &in_management, &[]).is_ok(),
        "the management account's own roles are not concerned"
    );
}
