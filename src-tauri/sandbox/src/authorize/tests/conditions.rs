//! Conditions, one operator at a time.

use serde_json::{Value, json};

use super::holds;

#[test]
fn string_equals_minds_the_case_and_takes_any_of_its_values() {
    let condition = json!({"StringEquals": {"aws:username": ["amara", "bruno"]}});
    assert!(holds(&condition, &[("aws:username", &["bruno"])]));
    assert!(!holds(&condition, &[("aws:username", &["Bruno"])]));
    assert!(
        !holds(&condition, &[]),
        "an absent key meets no plain condition"
    );
    assert!(
        holds(&condition, &[("AWS:UserName", &["amara"])]),
        "keys are found in any case"
    );
    let ignoring = json!({"StringEqualsIgnoreCase": {"aws:username": "BRUNO"}});
    assert!(holds(&ignoring, &[("aws:username", &["bruno"])]));
}

#[test]
fn string_not_equals_fits_an_absent_key() {
    let condition =
        json!({"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}});
    assert!(holds(
        &condition,
        &[("aws:RequestedRegion", &["us-east-1"])]
    ));
    assert!(
        !holds(&condition, &[("aws:RequestedRegion", &["eu-central-1"])]),
        "all values must differ"
    );
    assert!(holds(&condition, &[]));
}

#[test]
fn string_like_knows_wildcards_and_string_equals_does_not() {
    let keys: &[(&str, &[&str])] = &[("aws:PrincipalTag/team", &["shop-one"])];
    assert!(holds(
        &json!({"StringLike": {"aws:PrincipalTag/team": "shop-*"}}),
        keys
    ));
    assert!(!holds(
        &json!({"StringEquals": {"aws:PrincipalTag/team": "shop-*"}}),
        keys
    ));
    assert!(!holds(
        &json!({"StringNotLike": {"aws:PrincipalTag/team": "shop-*"}}),
        keys
    ));
}

#[test]
fn every_key_and_every_operator_must_hold() {
    let condition = json!({"StringEquals": {"aws:username": "a", "aws:userid": "1"}, "Bool": {"aws:SecureTransport": "true"}});
    let all: &[(&str, &[&str])] = &[
        ("aws:username", &["a"]),
        ("aws:userid", &["1"]),
        ("aws:SecureTransport", &["true"]),
    ];
    assert!(holds(&condition, all));
    assert!(!holds(&condition, &all[1..]));
    assert!(!holds(&condition, &all[..2]));
}

#[test]
fn bool_refuses_absent_mfa_and_bool_if_exists_lets_it_through() {
    let key = "aws:MultiFactorAuthPresent";
    let strict = json!({"Bool": {key: true}});
    assert!(holds(&strict, &[(key, &["true"])]));
    assert!(!holds(&strict, &[(key, &["false"])]));
    assert!(!holds(&strict, &[]), "long-term keys have no MFA key");
    let lax = json!({"BoolIfExists": {key: "true"}});
    assert!(
        holds(&lax, &[]),
        "which is the trap of BoolIfExists in an allow"
    );
    assert!(!holds(&lax, &[(key, &["false"])]));
    assert!(
        holds(&json!({"BoolIfExists": {key: "false"}}), &[]),
        "and its use in a deny"
    );
}

#[test]
fn for_any_value_needs_one_that_fits_and_for_all_values_none_that_does_not() {
    let any = json!({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1/r-1/ou-1/*"}});
    assert!(holds(
        &any,
        &[("aws:PrincipalOrgPaths", &["o-1/r-1/", "o-1/r-1/ou-1/ou-2/"])]
    ));
    assert!(!holds(&any, &[("aws:PrincipalOrgPaths", &["o-1/r-1/"])]));
    assert!(!holds(&any, &[]));
    let all = json!({"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "stage"]}});
    assert!(holds(&all, &[("aws:TagKeys", &["team"])]));
    assert!(!holds(&all, &[("aws:TagKeys", &["team", "cost"])]));
    assert!(holds(&all, &[]), "no value is none that does not fit");
}

#[test]
fn null_asks_whether_a_key_is_there() {
    let absent = json!({"Null": {"aws:SourceIdentity": "true"}});
    assert!(holds(&absent, &[]));
    assert!(!holds(&absent, &[("aws:SourceIdentity", &["amara"])]));
    let present = json!({"Null": {"aws:SourceIdentity": false}});
    assert!(holds(&present, &[("aws:SourceIdentity", &["amara"])]));
    assert!(!holds(&present, &[]));
}

#[test]
fn numbers_compare_by_value() {
    let at = |operator: &str, wanted: i32, actual: &str| {
        holds(
            &json!({operator: {"sts:DurationSeconds": wanted}}),
            &[("sts:DurationSeconds", &[actual])],
        )
    };
    assert!(at("NumericEquals", 900, "900.0") && !at("NumericEquals", 900, "901"));
    assert!(at("NumericNotEquals", 900, "901") && !at("NumericNotEquals", 900, "900"));
    assert!(at("NumericLessThan", 1000, "900") && !at("NumericLessThan", 900, "900"));
    assert!(at("NumericLessThanEquals", 900, "900") && !at("NumericLessThanEquals", 900, "1000"));
    assert!(at("NumericGreaterThan", 900, "1000") && !at("NumericGreaterThan", 900, "900"));
    assert!(at("NumericGreaterThanEquals", 900, "900"));
    assert!(
        !at("NumericEquals", 900, "many"),
        "what is no number fits none"
    );
}

#[test]
fn dates_compare_as_instants_and_may_be_seconds_since_1970() {
    let now: &[(&str, &[&str])] = &[
        ("aws:CurrentTime", &["2026-11-23T10:00:00.5Z"]),
        ("aws:EpochTime", &["1795428000"]),
    ];
    assert!(holds(
        &json!({"DateLessThan": {"aws:CurrentTime": "2026-11-23T11:00:00Z"}}),
        now
    ));
    assert!(!holds(
        &json!({"DateGreaterThan": {"aws:CurrentTime": "2026-11-23T11:00:00Z"}}),
        now
    ));
    assert!(
        holds(
            &json!({"DateGreaterThanEquals": {"aws:CurrentTime": "2026-11-23T11:00:00+01:00"}}),
            now
        ),
        "zones count"
    );
    assert!(holds(
        &json!({"DateNotEquals": {"aws:CurrentTime": "2026-11-23T11:00:00Z"}}),
        now
    ));
    assert!(holds(
        &json!({"DateLessThan": {"aws:EpochTime": "1795428001"}}),
        now
    ));
    assert!(holds(
        &json!({"DateGreaterThan": {"aws:CurrentTime": 1_500_000_000}}),
        now
    ));
    assert!(
        holds(
            &json!({"DateGreaterThan": {"aws:CurrentTime": "2026-11-23"}}),
            now
        ),
        "a day is its first instant"
    );
}

#[test]
fn arn_like_compares_part_by_part() {
    let key = "aws:PrincipalArn";
    let condition = json!({"ArnLike": {key: "arn:aws:iam::*:role/ops/*"}});
    assert!(holds(
        &condition,
        &[(key, &["arn:aws:iam::111122223333:role/ops/Deploy"])]
    ));
    assert!(!holds(
        &condition,
        &[(key, &["arn:aws:iam::111122223333:role/Deploy"])]
    ));
    let short = json!({"ArnLike": {key: "arn:aws:*"}});
    assert!(
        !holds(&short, &[(key, &["arn:aws:iam::111122223333:role/Deploy"])]),
        "a star does not reach over a colon"
    );
    let negated = json!({"ArnNotLike": {key: "arn:aws:iam::*:role/ops/*"}});
    assert!(holds(
        &negated,
        &[(key, &["arn:aws:iam::111122223333:user/amara"])]
    ));
}

#[test]
fn policy_variables_are_what_the_request_says() {
    let condition = json!({"StringEquals": {"sts:SourceIdentity": "${aws:username}"}});
    assert!(holds(
        &condition,
        &[
            ("aws:username", &["amara"]),
            ("sts:SourceIdentity", &["amara"])
        ]
    ));
    assert!(!holds(
        &condition,
        &[
            ("aws:username", &["bruno"]),
            ("sts:SourceIdentity", &["amara"])
        ]
    ));
    assert!(
        !holds(&condition, &[("sts:SourceIdentity", &["amara"])]),
        "a variable that is not known fits nothing"
    );
}

#[test]
fn addresses_are_compared_by_range() {
    let from = |address: &str, ranges: Value| {
        holds(
            &json!({"IpAddress": {"aws:SourceIp": ranges}}),
            &[("aws:SourceIp", &[address])],
        )
    };
    assert!(from("10.1.2.3", json!(["192.0.2.0/24", "10.0.0.0/8"])));
    assert!(from("10.1.2.3", json!("10.1.2.3")));
    assert!(from("10.1.2.3", json!("0.0.0.0/0")));
    assert!(from("2001:db8::1", json!("2001:db8::/32")));
    assert!(from("2001:db8::1", json!("::/0")));
    assert!(!from("11.1.2.3", json!("10.0.0.0/8")));
    assert!(!from("10.1.2.3", json!("2001:db8::/32")));
    assert!(!from("10.1.2.3", json!("nowhere")));
    let outside = json!({"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}});
    assert!(holds(&outside, &[("aws:SourceIp", &["11.1.2.3"])]));
    assert!(!holds(&outside, &[("aws:SourceIp", &["10.1.2.3"])]));
}
