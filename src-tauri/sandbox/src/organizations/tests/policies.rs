//! Creating, changing and deleting policies.

use serde_json::{Value, json};

use crate::testing::{World, allow, user};

const SCP: &str = "SERVICE_CONTROL_POLICY";
const RCP: &str = "RESOURCE_CONTROL_POLICY";

/// Arguments of `CreatePolicy`.
fn policy(name: &str, kind: &str, content: &Value) -> Value {
    json!({"Name": name, "Description": "", "Type": kind, "Content": content.to_string()})
}

fn create(world: &mut World, name: &str) -> String {
    let made = world
        .call("CreatePolicy", &policy(name, SCP, &allow("*")))
        .unwrap();
    made["Policy"]["PolicySummary"]["Id"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn a_policy_is_created_described_changed_and_deleted() {
    let mut world = World::new();
    let mut arguments = policy("Mine", SCP, &allow("s3:*"));
    arguments["Tags"] = json!([{"Key": "team", "Value": "shop"}]);
    let made = world.call("CreatePolicy", &arguments).unwrap()["Policy"].clone();
    let summary = &made["PolicySummary"];
    let id = summary["Id"].as_str().unwrap();
    let arn = format!(
        "arn:aws:organizations::{}:policy/{}/service_control_policy/{id}",
        world.management, world.organization
    );
    assert_eq!(summary["Arn"], arn.as_str());
    assert_eq!(summary["AwsManaged"], false);
    assert_eq!(made["Content"], allow("s3:*").to_string());
    let tags = world
        .call("ListTagsForResource", &json!({"ResourceId": id}))
        .unwrap();
    assert_eq!(tags["Tags"], arguments["Tags"]);

    let changed = world
        .call("UpdatePolicy", &json!({"PolicyId": id, "Name": "Ours"}))
        .unwrap();
    assert_eq!(changed["Policy"]["PolicySummary"]["Name"], "Ours");
    assert_eq!(
        changed["Policy"]["Content"], made["Content"],
        "what is not given stays"
    );
    let found = world
        .call("DescribePolicy", &json!({"PolicyId": id}))
        .unwrap();
    assert_eq!(found, changed);
    world
        .call("DeletePolicy", &json!({"PolicyId": id}))
        .unwrap();
    for operation in ["DescribePolicy", "UpdatePolicy", "DeletePolicy"] {
        assert_eq!(
            world.refusal(operation, &json!({"PolicyId": id})),
            "PolicyNotFoundException"
        );
    }
}

#[test]
fn two_policies_of_a_type_have_two_names() {
    let mut world = World::new();
    create(&mut world, "Mine");
    let other = create(&mut world, "Other");
    let again = policy("Mine", SCP, &allow("*"));
    assert_eq!(
        world.refusal("CreatePolicy", &again),
        "DuplicatePolicyException"
    );
    let rename = |name: &str| json!({"PolicyId": other, "Name": name});
    assert_eq!(
        world.refusal("UpdatePolicy", &rename("Mine")),
        "DuplicatePolicyException"
    );
    assert!(
        world.call("UpdatePolicy", &rename("Other")).is_ok(),
        "its own name is free for it"
    );
}

#[test]
fn awss_own_policies_stay_as_they_are() {
    let mut world = World::new();
    let full = json!({"PolicyId": "p-FullAWSAccess", "Name": "Mine"});
    for operation in ["UpdatePolicy", "DeletePolicy"] {
        assert_eq!(
            world.refusal(operation, &full),
            "InvalidInputException IMMUTABLE_POLICY"
        );
    }
}

#[test]
fn a_policy_in_use_is_not_deleted() {
    let mut world = World::new();
    let id = create(&mut world, "Mine");
    let targets = [
        world.root.clone(),
        world.workloads.clone(),
        world.member.clone(),
    ];
    for target in targets {
        let both = json!({"PolicyId": id, "TargetId": target});
        world.call("AttachPolicy", &both).unwrap();
        assert_eq!(
            world.refusal("DeletePolicy", &json!({"PolicyId": id})),
            "PolicyInUseException"
        );
        world.call("DetachPolicy", &both).unwrap();
    }
    assert!(world.call("DeletePolicy", &json!({"PolicyId": id})).is_ok());
}

#[test]
fn a_document_that_its_type_does_not_know_is_malformed() {
    let mut world = World::new();
    let statement = |statement: Value| json!({"Version": "2012-10-17", "Statement": [statement]});
    let deny = |changes: Value| {
        let mut made =
            json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"});
        for (name, value) in changes.as_object().unwrap() {
            if value.is_null() {
                made.as_object_mut().unwrap().remove(name);
            } else {
                made[name] = value.clone();
            }
        }
        statement(made)
    };
    let tags = |value: Value| json!({"tags": {"team": {"tag_value": value}}});
    let cases = [
        (SCP, json!("{"), false),
        (SCP, json!({}), false),
        (
            SCP,
            json!({"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}),
            false,
        ),
        (
            SCP,
            statement(json!({"Effect": "Deny", "Resource": "*"})),
            false,
        ),
        (
            SCP,
            statement(json!({"Effect": "Perhaps", "Action": "*", "Resource": "*"})),
            false,
        ),
        (
            SCP,
            statement(json!({"Effect": "Deny", "Action": "*"})),
            false,
        ),
        (SCP, deny(json!({})), false),
        (SCP, deny(json!({"Principal": null})), true),
        (
            SCP,
            deny(json!({"Principal": null, "Action": null, "NotAction": "s3:*"})),
            true,
        ),
        (RCP, deny(json!({})), true),
        (RCP, deny(json!({"Effect": "Allow"})), false),
        (RCP, deny(json!({"Principal": null})), false),
        (
            RCP,
            deny(json!({"Principal": {"AWS": "111122223333"}})),
            false,
        ),
        (RCP, deny(json!({"Action": "*"})), false),
        (
            RCP,
            deny(json!({"Action": null, "NotAction": "s3:*"})),
            false,
        ),
        ("TAG_POLICY", tags(json!({"@@assign": ["shop"]})), true),
        ("TAG_POLICY", tags(json!(["shop"])), false),
        ("TAG_POLICY", tags(json!({"@@invent": ["shop"]})), false),
        ("TAG_POLICY", json!({"plans": {}}), false),
        ("BACKUP_POLICY", json!({"plans": {}}), true),
        ("BACKUP_POLICY", json!([]), false),
    ];
    for (number, (kind, content, fine)) in cases.into_iter().enumerate() {
        let made = world.call("CreatePolicy", &policy(&number.to_string(), kind, &content));
        match made {
            Ok(_) => assert!(fine, "{kind} {content}"),
            Err(refusal) => {
                assert_eq!(refusal.code, "MalformedPolicyDocumentException");
                assert!(!fine, "{kind} {content}: {}", refusal.message);
            }
        }
    }
}

#[test]
fn each_type_has_a_largest_size_and_a_largest_number() {
    let mut world = World::new();
    for (kind, most) in [
        (SCP, 10_240),
        (RCP, 5_120),
        ("AISERVICES_OPT_OUT_POLICY", 2_500),
    ] {
        let content = |length: usize| {
            let mut content = if kind == "AISERVICES_OPT_OUT_POLICY" {
                json!({"services": {}})
            } else {
                let mut content = allow("s3:*");
                if kind == RCP {
                    content["Statement"]["Effect"] = "Deny".into();
                    content["Statement"]["Principal"] = "*".into();
                }
                content
            }
            .to_string();
            content.push_str(&" ".repeat(length - content.len()));
            json!({"Name": kind, "Description": "", "Type": kind, "Content": content})
        };
        assert_eq!(
            world.refusal("CreatePolicy", &content(most + 1)),
            "ConstraintViolationException POLICY_CONTENT_LIMIT_EXCEEDED",
            "spaces count"
        );
        assert!(world.call("CreatePolicy", &content(most)).is_ok(), "{kind}");
    }
    let organization = world
        .state
        .organizations
        .get_mut(&world.organization)
        .unwrap();
    let mut filler = organization.policies["p-FullAWSAccess"].clone();
    filler.aws_managed = false;
    "TAG_POLICY".clone_into(&mut filler.kind);
    for number in 0..1_000 {
        filler.id = format!("p-{number:010}");
        filler.name.clone_from(&filler.id);
        organization
            .policies
            .insert(filler.id.clone(), filler.clone());
    }
    let one_more = policy("One more", "TAG_POLICY", &json!({"tags": {}}));
    assert_eq!(
        world.refusal("CreatePolicy", &one_more),
        "ConstraintViolationException POLICY_NUMBER_LIMIT_EXCEEDED"
    );
}

#[test]
fn consolidated_billing_has_no_policies() {
    let mut world = World::new();
    let organization = world
        .state
        .organizations
        .get_mut(&world.organization)
        .unwrap();
    "CONSOLIDATED_BILLING".clone_into(&mut organization.feature_set);
    organization.root.policy_types.clear();
    let arguments = policy("Mine", SCP, &allow("*"));
    assert_eq!(
        world.refusal("CreatePolicy", &arguments),
        "PolicyTypeNotAvailableForOrganizationException"
    );
    let both = json!({"RootId": world.root, "PolicyType": SCP});
    assert_eq!(
        world.refusal("EnablePolicyType", &both),
        "PolicyTypeNotAvailableForOrganizationException"
    );
}

#[test]
fn a_policy_type_can_be_the_condition() {
    let mut world = World::new();
    let management = world.management.clone();
    let mut permission = allow("organizations:*");
    permission["Statement"]["Condition"] =
        json!({"StringEquals": {"organizations:PolicyType": "TAG_POLICY"}});
    world.user(&management, "tagger", &permission);
    let tagger = user(&management, "tagger");
    let tags = policy("Mine", "TAG_POLICY", &json!({"tags": {}}));
    assert!(world.call_as(&tagger, "CreatePolicy", &tags).is_ok());
    let scp = policy("Mine", SCP, &allow("*"));
    let refused = world.call_as(&tagger, "CreatePolicy", &scp).unwrap_err();
    assert_eq!(refused.code, "AccessDeniedException");
    let full = json!({"PolicyId": "p-FullAWSAccess"});
    assert!(
        world.call_as(&tagger, "DescribePolicy", &full).is_err(),
        "a policy brings its own type along"
    );
}
