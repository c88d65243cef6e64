//! Tags on roots, OUs, accounts and policies.

use serde_json::{Value, json};

use crate::{builder::FULL_ACCESS, testing::World};

fn tags(range: std::ops::Range<usize>) -> Vec<Value> {
    range
        .map(|number| json!({"Key": format!("key{number:02}"), "Value": "v"}))
        .collect()
}

#[test]
fn tags_are_added_replaced_and_removed() {
    let mut world = World::new();
    for id in [
        world.root.clone(),
        world.workloads.clone(),
        world.member.clone(),
    ] {
        let first = json!([{"Key": "team", "Value": "shop"}, {"Key": "stage", "Value": ""}]);
        world
            .call("TagResource", &json!({"ResourceId": id, "Tags": first}))
            .unwrap();
        world
            .call(
                "TagResource",
                &json!({"ResourceId": id, "Tags": [{"Key": "team", "Value": "data"}]}),
            )
            .unwrap();
        world
            .call(
                "UntagResource",
                &json!({"ResourceId": id, "TagKeys": ["stage", "absent"]}),
            )
            .unwrap();
        let left = world
            .call("ListTagsForResource", &json!({"ResourceId": id}))
            .unwrap();
        assert_eq!(
            left["Tags"],
            json!([{"Key": "team", "Value": "data"}]),
            "{id}"
        );
    }
}

#[test]
fn a_resource_has_fifty_tags_at_most() {
    let mut world = World::new();
    let id = world.member.clone();
    world
        .call(
            "TagResource",
            &json!({"ResourceId": id, "Tags": tags(0..50)}),
        )
        .unwrap();
    world
        .call(
            "TagResource",
            &json!({"ResourceId": id, "Tags": tags(0..5)}),
        )
        .unwrap();
    let one_more = world.refusal(
        "TagResource",
        &json!({"ResourceId": id, "Tags": tags(50..51)}),
    );
    assert_eq!(
        one_more,
        "ConstraintViolationException MAX_TAG_LIMIT_EXCEEDED"
    );
    let created = json!({"ParentId": world.root, "Name": "Tagged", "Tags": tags(0..51)});
    assert_eq!(
        world.refusal("CreateOrganizationalUnit", &created),
        "ConstraintViolationException MAX_TAG_LIMIT_EXCEEDED"
    );
}

#[test]
fn tags_that_cannot_be_are_refused() {
    let mut world = World::new();
    let id = world.member.clone();
    let mut refusal =
        |tags: Value| world.refusal("TagResource", &json!({"ResourceId": id, "Tags": tags}));
    let tag = |key: &str, value: &str| json!({"Key": key, "Value": value});
    assert_eq!(
        refusal(json!([tag("a", "1"), tag("a", "2")])),
        "InvalidInputException DUPLICATE_TAG_KEY"
    );
    assert_eq!(
        refusal(json!([tag("AWS:a", "1")])),
        "InvalidInputException INVALID_SYSTEM_TAGS_PARAMETER"
    );
    assert_eq!(
        refusal(json!([tag("", "1")])),
        "InvalidInputException MIN_LENGTH_EXCEEDED"
    );
    assert_eq!(
        refusal(json!([tag(&"k".repeat(129), "1")])),
        "InvalidInputException MAX_LENGTH_EXCEEDED"
    );
    assert_eq!(
        refusal(json!([tag("k", &"v".repeat(257))])),
        "InvalidInputException MAX_LENGTH_EXCEEDED"
    );
    assert_eq!(
        refusal(json!([tag("a;b", "1")])),
        "InvalidInputException INVALID_PATTERN"
    );
    assert_eq!(
        refusal(json!([{"Key": "a"}])),
        "InvalidInputException INPUT_REQUIRED"
    );
    assert_eq!(
        refusal(json!(["a"])),
        "InvalidInputException INVALID_LIST_MEMBER"
    );
    assert_eq!(refusal(Value::Null), "InvalidInputException INPUT_REQUIRED");
    let fine = json!({"ResourceId": id, "Tags": [tag("équipe 1", "a@b.c/d")]});
    assert!(
        world.call("TagResource", &fine).is_ok(),
        "letters of any language are fine"
    );
}

#[test]
fn nothing_else_can_be_tagged() {
    let mut world = World::new();
    for id in ["999999999999", "ou-none-12345678", FULL_ACCESS] {
        let refused = world.refusal(
            "TagResource",
            &json!({"ResourceId": id, "Tags": tags(0..1)}),
        );
        assert_eq!(refused, "TargetNotFoundException", "{id}");
    }
}
