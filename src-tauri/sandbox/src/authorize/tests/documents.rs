//! Reading documents, and statements without conditions.

use serde_json::{Value, json};

use super::{super::policy::like, Context, Document, Request, Verdict, verdict};

fn says(statements: &Value, action: &str, resource: &str) -> Verdict {
    verdict(statements, action, resource, &Context::default())
}

fn refused(document: &Value) -> String {
    Document::parse(&document.to_string()).unwrap_err()
}

#[test]
fn an_allow_fits_its_actions_in_any_case_and_its_resources_in_theirs() {
    let statement = json!({"Effect": "Allow", "Action": ["organizations:List*", "iam:GetRole"], "Resource": "arn:aws:iam::1:role/a*"});
    assert_eq!(
        says(
            &statement,
            "ORGANIZATIONS:listaccounts",
            "arn:aws:iam::1:role/abc"
        ),
        Verdict::Allow
    );
    assert_eq!(
        says(&statement, "iam:GetRolePolicy", "arn:aws:iam::1:role/abc"),
        Verdict::Silent
    );
    assert_eq!(
        says(&statement, "iam:GetRole", "arn:aws:iam::1:role/Abc"),
        Verdict::Silent,
        "resources mind the case"
    );
}

#[test]
fn a_deny_outweighs_every_allow_wherever_it_stands() {
    let deny = json!({"Effect": "Deny", "Action": "iam:DeleteRole", "Resource": "*"});
    let allow = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    for statements in [json!([deny, allow]), json!([allow, deny])] {
        assert_eq!(says(&statements, "iam:DeleteRole", "*"), Verdict::Deny);
        assert_eq!(says(&statements, "iam:GetRole", "*"), Verdict::Allow);
    }
}

#[test]
fn not_action_is_about_all_other_actions() {
    let statement = json!({"Effect": "Deny", "NotAction": ["iam:*", "sts:*"], "Resource": "*"});
    assert_eq!(says(&statement, "ec2:RunInstances", "*"), Verdict::Deny);
    assert_eq!(says(&statement, "iam:GetRole", "*"), Verdict::Silent);
}

#[test]
fn not_resource_is_about_all_other_resources() {
    let statement = json!({"Effect": "Allow", "Action": "s3:*", "NotResource": ["arn:aws:s3:::secret", "arn:aws:s3:::secret/*"]});
    assert_eq!(
        says(&statement, "s3:GetObject", "arn:aws:s3:::open/a"),
        Verdict::Allow
    );
    assert_eq!(
        says(&statement, "s3:GetObject", "arn:aws:s3:::secret/a"),
        Verdict::Silent
    );
}

#[test]
fn a_star_stands_for_any_run_and_a_question_mark_for_one() {
    assert!(like("*", "") && like("a*c", "abbc") && like("a*c*e", "abcde") && like("a?c", "abc"));
    assert!(!like("a?c", "ac") && !like("a*c", "abcd") && !like("", "a"));
}

#[test]
fn a_document_that_is_not_one_is_refused_with_aws_words() {
    assert_eq!(
        Document::parse("{").unwrap_err(),
        "This policy contains invalid Json"
    );
    assert_eq!(refused(&json!([])), "Syntax errors in policy.");
    assert_eq!(
        refused(&json!({"Version": "2012-10-17"})),
        "Syntax errors in policy."
    );
    assert_eq!(
        refused(&json!({"Version": "2012-10-17", "Statement": []})),
        "Syntax errors in policy."
    );
    assert_eq!(
        refused(&json!({"Version": "2020-01-01", "Statement": []})),
        "The policy must contain a valid version string"
    );
}

#[test]
fn a_statement_that_is_not_one_is_refused_with_what_is_wrong() {
    let refused =
        |statement: Value| refused(&json!({"Version": "2012-10-17", "Statement": statement}));
    assert_eq!(
        refused(json!({"Action": "*", "Resource": "*"})),
        "Missing required field Effect"
    );
    assert_eq!(
        refused(json!({"Effect": "Allow", "Resource": "*"})),
        "Policy statement must contain actions."
    );
    assert_eq!(
        refused(json!({"Effect": "allow", "Action": "*"})),
        "Syntax errors in policy.",
        "effects mind the case"
    );
    assert_eq!(
        refused(json!({"Effect": "Allow", "Action": "*", "Conditions": {}})),
        "Syntax errors in policy."
    );
    assert_eq!(
        refused(json!({"Effect": "Allow", "Action": "a:b", "NotAction": "a:c"})),
        "Syntax errors in policy."
    );
    assert!(
        refused(json!({"Effect": "Allow", "Action": "GetRole"}))
            .starts_with("Actions/Conditions must be prefaced")
    );
    let unknown =
        json!({"Effect": "Allow", "Action": "*", "Condition": {"StringIs": {"aws:username": "a"}}});
    assert_eq!(refused(unknown), "Invalid Condition type : StringIs.");
    let wildcard = json!({"Effect": "Allow", "Action": "*", "Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}});
    assert!(
        refused(wildcard).starts_with("Invalid principal in policy"),
        "principals take no wildcards"
    );
}

#[test]
fn only_the_new_version_of_the_language_has_variables() {
    let mut context = Context::default();
    context.set("aws:username", "ada");
    let statement = json!({"Effect": "Allow", "Action": "iam:GetUser",
        "Resource": "arn:aws:iam::*:user/${aws:username}",
        "Condition": {"StringEquals": {"aws:username": "${aws:username}"}}});
    for (version, resource, wanted) in [
        (
            Some("2012-10-17"),
            "arn:aws:iam::111122223333:user/ada",
            Verdict::Allow,
        ),
        (
            Some("2008-10-17"),
            "arn:aws:iam::111122223333:user/ada",
            Verdict::Silent,
        ),
        (None, "arn:aws:iam::111122223333:user/ada", Verdict::Silent),
    ] {
        let mut document = json!({ "Statement": statement });
        if let Some(version) = version {
            document["Version"] = version.into();
        }
        let document = Document::parse(&document.to_string()).unwrap();
        let request = Request {
            action: "iam:GetUser",
            resource,
            context: &context,
        };
        assert_eq!(document.evaluate(&request), wanted, "{version:?}");
    }
}
