use proptest::prelude::*;

use super::*;
use crate::{
    partition::Partition,
    trust::{TrustSpec, trust_policy},
};

const GOOD: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Read", "Effect": "Allow", "Action": ["s3:Get*", "s3:ListBucket"], "Resource": "arn:aws:s3:::bucket/*"},
    {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*",
     "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": false}, "ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": ["o-x/*"]}}}
  ]
}"#;

fn told(text: &str, kind: DocumentKind) -> Vec<String> {
    check(text, kind).into_iter().map(|it| it.message).collect()
}

fn statement(body: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":{{{body}}}}}"#)
}

/// The one problem of a trust policy with this principal.
fn principal(principal: &str) -> Vec<String> {
    let body = format!(r#""Effect":"Allow","Action":"sts:AssumeRole","Principal":{principal}"#);
    told(&statement(&body), DocumentKind::Trust)
}

#[test]
fn a_good_document_has_no_problems() {
    assert_eq!(check(GOOD, DocumentKind::Inline), []);
    assert_eq!(check(GOOD, DocumentKind::Managed), []);
}

#[test]
fn broken_json_is_told_with_its_place() {
    let text = "{\n  \"Version\": \"2012-10-17\",\n  \"Stätement\": [}\n}";
    let problems = check(text, DocumentKind::Inline);
    assert_eq!(problems.len(), 1);
    assert_eq!((problems[0].line, problems[0].column), (Some(3), Some(17)));
    assert!(problems[0].message.starts_with("this is not JSON: "));
    assert_eq!(told("  ", DocumentKind::Trust), ["the document is empty"]);
    assert_eq!(told("[]", DocumentKind::Trust), ["a policy is an object"]);
    let cut = check("{\"Version\":", DocumentKind::Trust);
    assert!(cut[0].message.contains("EOF"), "{cut:?}");
}

#[test]
fn a_key_that_stands_twice_is_found_wherever_it_is() {
    let text = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\n\"Condition\":{\"Bool\":{\"aws:x\":\"true\"},\"Bool\":{\"aws:y\":\"true\"}}}]}";
    let problems = check(text, DocumentKind::Inline);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(
        problems[0].message,
        "`Bool` stands here for the second time"
    );
    assert_eq!((problems[0].line, problems[0].column), (Some(2), Some(38)));
}

#[test]
fn each_rule_of_the_grammar_has_its_words() {
    for (body, expected) in [
        (
            r#""Action":"*","Resource":"*""#,
            "the statement has no Effect",
        ),
        (
            r#""Effect":"allow","Action":"*","Resource":"*""#,
            "this Effect does not exist",
        ),
        (
            r#""Effect":"Allow","Resource":"*""#,
            "the statement has no Action",
        ),
        (
            r#""Effect":"Allow","Action":"*","NotAction":"*","Resource":"*""#,
            "`Action` and `NotAction` exclude each other",
        ),
        (
            r#""Effect":"Allow","Action":[],"Resource":"*""#,
            "this list names no action",
        ),
        (
            r#""Effect":"Allow","Action":["s3"],"Resource":"*""#,
            "`s3` is not an action",
        ),
        (
            r#""Effect":"Allow","Action":7,"Resource":"*""#,
            "this is no action",
        ),
        (
            r#""Effect":"Allow","Action":"*""#,
            "the statement has no Resource",
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"bucket""#,
            "`bucket` is not a resource",
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"*","Principal":"*""#,
            "`Principal` does not belong here",
        ),
        (
            r#""Sid":"read it","Effect":"Allow","Action":"*","Resource":"*""#,
            "IAM does not allow `read it` as a Sid",
        ),
        (
            r#""Effect":"Allow","Actions":"*","Action":"*","Resource":"*""#,
            "`Actions` does not belong here",
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEqual":{"aws:x":"y"}}"#,
            "IAM does not know the operator `StringEqual`",
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"NullIfExists":{"aws:x":"true"}}"#,
            "IAM does not know the operator `NullIfExists`",
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:x":"yes"}}"#,
            "`Bool` compares with `true` or `false`, not with `yes`",
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringLike":{"x":"y"}}"#,
            "`x` is not a condition key",
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringLike":["y"]}"#,
            "`StringLike` needs an object of keys and values",
        ),
    ] {
        assert_eq!(
            told(&statement(body), DocumentKind::Inline),
            [expected],
            "{body}"
        );
    }
}

#[test]
fn the_whole_of_a_document_is_checked_too() {
    let told = |text: &str| told(text, DocumentKind::Managed);
    assert_eq!(
        told(r#"{"Version":"2012-10-17","statement":[]}"#),
        [
            "the document has no Statement",
            "`statement` does not belong here"
        ]
    );
    assert_eq!(
        told(r#"{"Version":"2012-10-17","Statement":[]}"#),
        ["there is no statement"]
    );
    assert_eq!(
        told(r#"{"Version":"2012-10-17","Statement":["x"]}"#),
        ["a statement is an object"]
    );
    let sids = r#"{"Version":"2020-01-01","Statement":[{"Sid":"A","Effect":"Deny","Action":"*","Resource":"*"},{"Sid":"A","Effect":"Deny","Action":"*","Resource":"*"}]}"#;
    assert_eq!(
        told(sids),
        [
            "this Version does not exist",
            "another statement has the Sid `A`, too"
        ]
    );
    let old = r#"{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#;
    let problems = check(old, DocumentKind::Managed);
    assert_eq!(problems.len(), 1);
    assert!(
        !problems[0].blocking,
        "AWS takes it, but variables do not work"
    );
    let foreign =
        statement(r#""Sid":"","Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::b/漢""#);
    assert_eq!(told(&foreign), ["IAM does not allow `漢` in a document"]);
}

#[test]
fn a_trust_policy_is_about_people_and_not_about_things() {
    let body = r#""Effect":"Allow","Action":"s3:*","Resource":"*""#;
    assert_eq!(
        told(&statement(body), DocumentKind::Trust),
        [
            "the statement has no Principal",
            "`s3:*` has no place in a trust policy",
            "`Resource` does not belong here"
        ]
    );
    assert_eq!(
        principal(r#"{"AWS":"arn:aws:iam::111122223333:root"}"#),
        [""; 0]
    );
    assert_eq!(
        principal(r#"{"Service":["ec2.amazonaws.com"],"AWS":"111122223333"}"#),
        [""; 0]
    );
    for (given, expected) in [
        (
            r#"{"AWS":"12345678901"}"#,
            "`12345678901` is not an account id",
        ),
        (
            r#"{"AWS":"arn:aws:iam::12345:role/Admin"}"#,
            "`12345` is not an account id",
        ),
        (
            r#"{"AWS":"arn:aws:iam::111122223333:role/*"}"#,
            "a principal cannot have wildcards: `arn:aws:iam::111122223333:role/*`",
        ),
        (r#"{"AWS":"ada"}"#, "`ada` is not a principal"),
        (
            r#"{"AWS":"arn:aws:iam::111122223333:group/x"}"#,
            "`arn:aws:iam::111122223333:group/x` is not an account, user, role or session",
        ),
        (r#"{"AWS":[]}"#, "this list names no principal"),
        (r#"{"aws":"111122223333"}"#, "`aws` does not belong here"),
        (r#""111122223333""#, "this is not a principal"),
        ("{}", "the principal names nobody"),
        (r#""*""#, "this lets in anyone in any AWS account"),
        (
            r#"{"Service":"ec2"}"#,
            "`ec2` does not look like one of AWS's services",
        ),
    ] {
        assert_eq!(principal(given), [expected], "{given}");
    }
}

#[test]
fn sizes_are_counted_without_white_space() {
    let of = |length: usize, kind| {
        let empty =
            statement(r#""Effect":"Deny","Action":"sts:AssumeRole","Resource":"arn:aws:s3:::""#);
        let fill = "x".repeat(length - characters_counted(&empty));
        let text = empty.replace(":::", &format!(":::{fill}"));
        assert_eq!(characters_counted(&text), length);
        let spaced = text.replace(',', ",\n        ");
        check(&spaced, kind)
            .into_iter()
            .filter(|it| it.line.is_none())
            .map(|it| it.blocking)
            .collect::<Vec<_>>()
    };
    assert_eq!(of(MANAGED_SIZE, DocumentKind::Managed), [false; 0]);
    assert_eq!(of(MANAGED_SIZE + 1, DocumentKind::Managed), [true]);
    assert_eq!(of(INLINE_SIZE, DocumentKind::Inline), [false; 0]);
    assert_eq!(of(INLINE_SIZE + 1, DocumentKind::Inline), [true]);
    assert_eq!(of(TRUST_SIZE.0, DocumentKind::Trust), [false; 0]);
    assert_eq!(
        of(TRUST_SIZE.0 + 1, DocumentKind::Trust),
        [false],
        "a quota can be raised"
    );
    assert_eq!(of(TRUST_SIZE.1 + 1, DocumentKind::Trust), [true]);
}

#[test]
fn keys_keep_their_order_in_both_forms() {
    let text = "{ \"b\": [ ], \"a\": {\"z\": 1.50, \"y\": \"a b\\\"\"} }";
    let small = minify(text).expect("JSON");
    assert_eq!(small, r#"{"b":[],"a":{"z":1.50,"y":"a b\""}}"#);
    assert_eq!(
        pretty(&small).expect("JSON"),
        "{\n  \"b\": [],\n  \"a\": {\n    \"z\": 1.50,\n    \"y\": \"a b\\\"\"\n  }\n}"
    );
    let failure = minify("{").expect_err("not JSON");
    assert!(failure.message.contains("line 1"), "{failure}");
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        ".{0,8}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::btree_map(".{0,6}", inner, 0..4)
                .prop_map(|it| serde_json::Value::Object(it.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Both forms mean the same as the document, whatever it holds.
    #[test]
    fn rewriting_keeps_the_meaning(value in any_json()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).expect("JSON")] {
            for again in [minify(&text).expect("JSON"), pretty(&text).expect("JSON")] {
                let read: serde_json::Value = serde_json::from_str(&again).expect("still JSON");
                prop_assert_eq!(&read, &value);
            }
        }
    }

    /// What serde_json takes is read, and nothing else; no text makes the check fail.
    #[test]
    fn the_reader_takes_what_is_json(text in "[\\[\\]{}\",: a1.\\\\eu0-]{0,24}") {
        let is_json = serde_json::from_str::<serde_json::Value>(&text).is_ok();
        prop_assert_eq!(json::parse(&text).is_ok(), is_json);
        let _ = check(&text, DocumentKind::Trust);
    }

    #[test]
    fn places_are_within_the_text(text in "(.|\n){0,80}") {
        for problem in check(&text, DocumentKind::Inline) {
            if let Some(line) = problem.line {
                prop_assert!(line as usize <= text.split('\n').count());
            }
        }
    }

    /// What Canopy writes itself has no problems.
    #[test]
    fn our_own_trust_policies_are_good(
        accounts in prop::collection::vec("[0-9]{12}", 1..8), require_mfa: bool, source_identity: bool,
    ) {
        let spec = TrustSpec {
            accounts: accounts.iter().map(|it| it.parse().expect("an account")).collect(),
            require_mfa, source_identity,
            ..TrustSpec::default()
        };
        for partition in Partition::ALL {
            let policy = trust_policy(&spec, partition);
            prop_assert_eq!(check(&policy, DocumentKind::Trust), []);
        }
    }
}
