//! The examples of the AWS Organizations user guide, by their numbers.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/inheritance-examples.html>

use serde_json::{Value, json};

use super::{check, merge};

fn merged(levels: &[&[Value]]) -> Value {
    let levels: Vec<Vec<String>> = levels
        .iter()
        .map(|policies| policies.iter().map(Value::to_string).collect())
        .collect();
    merge(
        levels
            .iter()
            .map(|level| level.iter().map(String::as_str).collect::<Vec<_>>()),
    )
}

fn policy_a() -> Value {
    json!({"tags": {"costcenter": {
        "tag_key": {"@@assign": "CostCenter"},
        "tag_value": {"@@assign": ["Development", "Support"]},
    }}})
}

fn cost_center(values: &Value, enforced_for: &Value) -> Value {
    json!({"tags": {"costcenter": {
        "tag_key": {"@@assign": "CostCenter"}, "tag_value": values, "enforced_for": enforced_for,
    }}})
}

#[test]
fn example_1_a_child_overwrites_values() {
    let list = json!(["redshift:*", "dynamodb:table"]);
    let policy_b = cost_center(
        &json!({"@@assign": ["Sandbox"]}),
        &json!({"@@assign": list}),
    );
    assert_eq!(
        merged(&[&[policy_a()], &[policy_b]]),
        json!({"tags": {"costcenter": {
            "tag_key": "CostCenter", "tag_value": ["Sandbox"], "enforced_for": list,
        }}})
    );
}

#[test]
fn examples_2_and_3_values_are_appended_and_removed() {
    let list = json!(["redshift:*", "dynamodb:table"]);
    let policy_c = cost_center(
        &json!({"@@append": ["Marketing"]}),
        &json!({"@@append": list}),
    );
    assert_eq!(
        merged(&[&[policy_a()], std::slice::from_ref(&policy_c)]),
        json!({"tags": {"costcenter": {
            "tag_key": "CostCenter",
            "tag_value": ["Development", "Support", "Marketing"],
            "enforced_for": list,
        }}})
    );
    let policy_d = cost_center(
        &json!({"@@remove": ["Development", "Marketing"]}),
        &json!({"@@remove": list}),
    );
    assert_eq!(
        merged(&[&[policy_a()], &[policy_c], &[policy_d]]),
        json!({"tags": {"costcenter": {"tag_key": "CostCenter", "tag_value": ["Support"]}}}),
        "a list without values is no setting any more"
    );
}

#[test]
fn example_4_a_parent_restricts_what_its_children_change() {
    let policy_e = json!({"tags": {"project": {
        "tag_key": {"@@operators_allowed_for_child_policies": ["@@none"], "@@assign": "Project"},
        "tag_value": {
            "@@operators_allowed_for_child_policies": ["@@append"],
            "@@assign": ["Maintenance", "Escalations"],
        },
    }}});
    let policy_f = json!({"tags": {"project": {
        "tag_key": {"@@assign": "PROJECT"},
        "tag_value": {"@@append": ["Escalations - research"]},
    }}});
    assert_eq!(
        merged(&[std::slice::from_ref(&policy_e), &[policy_f]]),
        json!({"tags": {"project": {
            "tag_key": "Project",
            "tag_value": ["Maintenance", "Escalations", "Escalations - research"],
        }}})
    );
    let loosened = json!({"tags": {"project": {
        "tag_key": {"@@operators_allowed_for_child_policies": ["@@all"]},
    }}});
    let changed = json!({"tags": {"project": {"tag_key": {"@@assign": "PROJECT"}}}});
    assert_eq!(
        merged(&[&[policy_e], &[loosened], &[changed]])["tags"]["project"]["tag_key"],
        "Project",
        "what a parent forbids no child allows again"
    );
}

#[test]
fn example_5_controls_of_one_level_are_intersected() {
    let control = |operators: Value| {
        json!({"tags": {"project": {"tag_value": {
            "@@operators_allowed_for_child_policies": operators, "@@assign": ["Maintenance"],
        }}}})
    };
    let (policy_g, policy_h) = (
        control(json!(["@@append"])),
        control(json!(["@@append", "@@remove"])),
    );
    let child = json!({"tags": {"project": {"tag_value": {
        "@@append": ["More"], "@@remove": ["Maintenance"],
    }}}});
    assert_eq!(
        merged(&[&[policy_g, policy_h], &[child]]),
        json!({"tags": {"project": {"tag_value": ["Maintenance", "More"]}}})
    );
}

#[test]
fn example_6_on_one_level_the_policy_attached_first_decides() {
    let policy_j = json!({"tags": {"project": {
        "tag_key": {"@@assign": "PROJECT"}, "tag_value": {"@@append": ["Maintenance"]},
    }}});
    let policy_k = json!({"tags": {"project": {"tag_key": {"@@assign": "project"}}}});
    assert_eq!(
        merged(&[&[policy_j, policy_k]]),
        json!({"tags": {"project": {"tag_key": "PROJECT", "tag_value": ["Maintenance"]}}})
    );
}

#[test]
fn a_closed_group_takes_no_new_settings() {
    let parent = json!({"tags": {
        "@@operators_allowed_for_child_policies": ["@@none"],
        "team": {"tag_key": {"@@assign": "team"}},
    }});
    let child = json!({"tags": {
        "stage": {"tag_key": {"@@assign": "stage"}}, "team": {"tag_key": {"@@assign": "Team"}},
    }});
    assert_eq!(
        merged(&[&[parent], &[child]]),
        json!({"tags": {"team": {"tag_key": "Team"}}})
    );
}

#[test]
fn values_stand_under_operators() {
    let fault = |policy: Value| check(policy.as_object().unwrap()).err();
    assert_eq!(fault(policy_a()), None);
    assert!(fault(json!({"tags": {"a": {"tag_key": "a"}}})).is_some());
    assert!(fault(json!({"tags": {"a": {"tag_value": {"@@append": "a"}}}})).is_some());
    assert!(fault(json!({"tags": {"a": {"tag_value": {"@@replace": ["a"]}}}})).is_some());
}
