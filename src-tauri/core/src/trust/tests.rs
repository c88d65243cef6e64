use proptest::prelude::*;

use super::*;
use crate::partition::Partition;

fn account(text: &str) -> AccountId {
    text.parse().expect("an account")
}

fn spec() -> TrustSpec {
    TrustSpec {
        accounts: vec![account("111122223333")],
        ..TrustSpec::default()
    }
}

fn statement(effect: &str, principal: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"{effect}","Principal":{principal},"Action":"sts:AssumeRole","Condition":{condition}}}]}}"#
    )
}

fn words(effect: &str, principal: &str, condition: &str) -> String {
    in_words(&statement(effect, principal, condition)).join(" / ")
}

#[test]
fn the_strictest_choice_reads_as_aws_documents_it() {
    let spec = TrustSpec {
        require_mfa: true,
        organization: Some("o-7k2m9x4q1b".parse().expect("an organization")),
        source_identity: true,
        ..spec()
    };
    let expected = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "AWS": "arn:aws-us-gov:iam::111122223333:root"
      },
      "Action": [
        "sts:AssumeRole",
        "sts:SetSourceIdentity"
      ],
      "Condition": {
        "Bool": {
          "aws:MultiFactorAuthPresent": "true"
        },
        "StringEquals": {
          "aws:PrincipalOrgID": "o-7k2m9x4q1b",
          "sts:SourceIdentity": "${aws:username}"
        }
      }
    }
  ]
}"#;
    let policy = trust_policy(&spec, Partition::AwsUsGov);
    assert_eq!(policy, expected);
    assert_eq!(
        in_words(&policy),
        [
            "everyone in account 111122223333 whom that account allows, with MFA, only from organization o-7k2m9x4q1b, with the user's name as the source identity"
        ]
    );
}

#[test]
fn the_plainest_choice_has_no_conditions() {
    let policy = trust_policy(&spec(), Partition::Aws);
    assert!(!policy.contains("Condition"), "{policy}");
    assert_eq!(
        in_words(&policy),
        ["everyone in account 111122223333 whom that account allows"]
    );
}

#[test]
fn a_choice_that_aws_would_refuse_is_refused_before() {
    assert!(TrustSpec::default().check(Partition::Aws).is_err());
    assert!(spec().check(Partition::Aws).is_ok());
    let elsewhere = TrustSpec {
        principals: vec!["arn:aws-cn:iam::111122223333:role/Admin".to_owned()],
        ..spec()
    };
    let failure = elsewhere
        .check(Partition::Aws)
        .expect_err("another partition");
    assert!(failure.message.contains("aws-cn"), "{failure}");
    assert!(elsewhere.check(Partition::AwsCn).is_ok());
}

#[test]
fn every_kind_of_principal_has_words() {
    for (principal, expected) in [
        (r#""*""#, "anyone in any AWS account"),
        (r#"{"AWS":"*"}"#, "anyone in any AWS account"),
        (
            r#"{"AWS":"111122223333"}"#,
            "everyone in account 111122223333 whom that account allows",
        ),
        (
            r#"{"AWS":"arn:aws:iam::111122223333:role/ops/Admin"}"#,
            "the role ops/Admin of account 111122223333",
        ),
        (
            r#"{"AWS":"arn:aws:iam::111122223333:user/ada"}"#,
            "the user ada of account 111122223333",
        ),
        (
            r#"{"AWS":"arn:aws:sts::111122223333:assumed-role/Admin/ada"}"#,
            "the session ada of the role Admin of account 111122223333",
        ),
        (
            r#"{"AWS":"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Power_User_0a1b2c3d4e5f6789"}"#,
            "Identity Center's permission set Power_User in account 111122223333",
        ),
        (
            r#"{"AWS":"AROAEXAMPLEID"}"#,
            "a user or role that is deleted (AROAEXAMPLEID)",
        ),
        (r#"{"Service":"ec2.amazonaws.com"}"#, "the AWS service ec2"),
        (
            r#"{"Service":"ec2.amazonaws.com.cn"}"#,
            "the AWS service ec2",
        ),
        (
            r#"{"Federated":"arn:aws:iam::111122223333:saml-provider/AWSSSO_0123_DO_NOT_DELETE"}"#,
            "Identity Center in account 111122223333",
        ),
        (
            r#"{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}"#,
            "whomever the OpenID Connect provider token.actions.githubusercontent.com of account 111122223333 vouches for",
        ),
        (
            r#"{"Federated":"cognito-identity.amazonaws.com"}"#,
            "whomever cognito-identity.amazonaws.com vouches for",
        ),
    ] {
        assert_eq!(words("Allow", principal, "{}"), expected);
    }
}

#[test]
fn conditions_say_what_they_let_through() {
    let mfa = |operator: &str, value: &str| {
        let condition = format!(r#"{{"{operator}":{{"aws:MultiFactorAuthPresent":{value}}}}}"#);
        words("Allow", r#""*""#, &condition)
    };
    assert_eq!(
        mfa("Bool", r#""true""#),
        "anyone in any AWS account, with MFA"
    );
    assert_eq!(
        mfa("BoolIfExists", "true"),
        "anyone in any AWS account, with MFA or with access keys alone",
        "what the IAM console writes is not strict"
    );
    let one = |condition: &str| {
        let words = words("Allow", r#"{"AWS":"111122223333"}"#, condition);
        words.split_once(", ").expect("a condition").1.to_owned()
    };
    for (condition, expected) in [
        (
            r#"{"StringNotEquals":{"aws:PrincipalOrgID":"o-7k2m9x4q1b"}}"#,
            "from outside of organization o-7k2m9x4q1b",
        ),
        (
            r#"{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":["o-7k2m9x4q1b/r-4xk2/ou-4xk2-prod0000/*"]}}"#,
            "only from the unit ou-4xk2-prod0000 of organization o-7k2m9x4q1b and what is below it",
        ),
        (
            r#"{"StringEquals":{"sts:ExternalId":["a","b"]}}"#,
            "with the external id a or b",
        ),
        (
            r#"{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}"#,
            "only from the address 192.0.2.0/24",
        ),
        (
            r#"{"StringLike":{"token.actions.githubusercontent.com:sub":"repo:example/*"}}"#,
            "where token.actions.githubusercontent.com:sub is like repo:example/*",
        ),
        (
            r#"{"StringNotLike":{"aws:userid":["a","b","c"]}}"#,
            "where aws:userid is not like any of a, b and c",
        ),
        (
            r#"{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-7k2m9x4q1b"}}"#,
            "where aws:PrincipalOrgID is o-7k2m9x4q1b, or aws:PrincipalOrgID is absent",
        ),
        (
            r#"{"Null":{"aws:TokenIssueTime":"true"}}"#,
            "where aws:TokenIssueTime is absent",
        ),
        (
            r#"{"DateLessThan":{"aws:CurrentTime":"2027-01-01T00:00:00Z"}}"#,
            "where aws:CurrentTime is before 2027-01-01T00:00:00Z",
        ),
    ] {
        assert_eq!(one(condition), expected);
    }
}

#[test]
fn refusals_and_ways_that_are_none_are_told_apart() {
    let mfa = r#"{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}"#;
    assert_eq!(
        words("Deny", r#""*""#, mfa),
        "refuses anyone in any AWS account, without MFA"
    );
    let tags = r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:TagSession"}}"#;
    assert_eq!(
        in_words(tags),
        [
            "everyone in account 111122223333 whom that account allows: only for naming or tagging a session, no way in"
        ]
    );
    assert!(!admits_people(tags));
    let but =
        r#"{"Statement":{"Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},"Action":"sts:*"}}"#;
    assert_eq!(
        in_words(but),
        ["refuses everyone but everyone in account 111122223333"]
    );
    let not_action =
        r#"{"Statement":{"Effect":"Allow","Principal":"*","NotAction":"sts:Assume*"}}"#;
    assert!(!admits_people(not_action), "all ways in are left out");
}

#[test]
fn services_are_no_people() {
    let service = statement("Allow", r#"{"Service":"ec2.amazonaws.com"}"#, "{}");
    let both = statement(
        "Allow",
        r#"{"Service":"ec2.amazonaws.com","AWS":"111122223333"}"#,
        "{}",
    );
    assert!(!admits_people(&service));
    assert!(admits_people(&both));
    assert!(!admits_people("nonsense"));
}

#[test]
fn what_cannot_be_read_says_so() {
    assert_eq!(in_words("nonsense"), ["a trust policy that is not JSON"]);
    for odd in [
        r#"{"Statement":[{"Effect":"Maybe","Principal":"*","Action":"sts:AssumeRole"}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Condition":"x"}]}"#,
        r#"{"Statement":["x"]}"#,
    ] {
        assert_eq!(in_words(odd), ["a statement that cannot be read"], "{odd}");
    }
    assert!(in_words("{}").is_empty(), "nobody is trusted");
}

#[test]
fn a_change_says_who_gains_and_who_loses() {
    let ours = trust_policy(&spec(), Partition::Aws);
    let strict = TrustSpec {
        require_mfa: true,
        ..spec()
    };
    let strict = trust_policy(&strict, Partition::Aws);
    let theirs = TrustSpec {
        accounts: vec![account("444455556666")],
        ..TrustSpec::default()
    };
    let theirs = trust_policy(&theirs, Partition::Aws);
    assert_eq!(
        change_in_words(&ours, &theirs),
        [
            "everyone in account 111122223333 whom that account allows loses access",
            "everyone in account 444455556666 whom that account allows gains access, under no condition"
        ]
    );
    assert_eq!(
        change_in_words(&ours, &strict),
        [
            "everyone in account 111122223333 whom that account allows: now with MFA; before under no condition"
        ]
    );
    let by_id = statement("Allow", r#"{"AWS":"111122223333"}"#, "{}");
    assert_eq!(
        change_in_words(&ours, &by_id),
        ["nobody gains or loses access"],
        "an account's id means its root"
    );
    assert_eq!(
        change_in_words("x", &ours),
        ["before: a trust policy that is not JSON"]
    );
    let deny = statement(
        "Deny",
        r#""*""#,
        r#"{"Bool":{"aws:SecureTransport":"false"}}"#,
    );
    assert_eq!(
        change_in_words(&deny, &ours)[0],
        "no longer: refuses anyone in any AWS account, where aws:SecureTransport is false"
    );
}

#[test]
fn losing_one_of_two_ways_in_is_told() {
    let way = |condition: &str| {
        format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"111122223333"}},"Action":"sts:AssumeRole","Condition":{condition}}}"#
        )
    };
    let mfa = way(r#"{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#);
    let address = way(r#"{"IpAddress":{"aws:SourceIp":"192.0.2.1"}}"#);
    let both = format!(r#"{{"Statement":[{mfa},{address}]}}"#);
    let one = format!(r#"{{"Statement":[{mfa}]}}"#);
    assert_eq!(
        change_in_words(&both, &one),
        [
            "everyone in account 111122223333 whom that account allows no longer only from the address 192.0.2.1"
        ]
    );
}

#[test]
fn an_account_is_named_by_its_root_and_by_what_is_in_it() {
    let id = account("111122223333");
    for principal in [
        r#"{"AWS":"111122223333"}"#,
        r#"{"AWS":["arn:aws:iam::444455556666:root","arn:aws:iam::111122223333:role/x"]}"#,
    ] {
        assert!(names_account(&statement("Allow", principal, "{}"), &id));
    }
    let deny = statement("Deny", r#"{"AWS":"111122223333"}"#, "{}");
    let all = statement("Allow", r#"{"AWS":"*"}"#, "{}");
    assert!(!names_account(&deny, &id) && !names_account(&all, &id));
}

#[test]
fn actions_match_as_iam_matches_them() {
    assert!(matches("STS:assumerole", "sts:AssumeRole"));
    assert!(matches("sts:*Role*", "sts:AssumeRoleWithSAML"));
    assert!(matches("sts:Assume?ole", "sts:AssumeRole"));
    assert!(!matches("sts:AssumeRole", "sts:AssumeRoleWithSAML"));
    assert!(!matches("iam:*", "sts:AssumeRole"));
}

proptest! {
    /// Every choice makes a policy that is told in as many phrases as it has principals.
    #[test]
    fn every_choice_can_be_told(
        accounts in prop::collection::btree_set("[0-9]{12}", 1..5),
        roles in prop::collection::btree_set("[A-Za-z]{1,12}", 0..4),
        require_mfa: bool, source_identity: bool,
    ) {
        let principals = roles.iter().map(|role| format!("arn:aws:iam::111122223333:role/{role}"));
        let spec = TrustSpec {
            accounts: accounts.iter().map(|it| account(it)).collect(),
            principals: principals.collect(),
            require_mfa, source_identity,
            organization: None,
        };
        let policy = trust_policy(&spec, Partition::Aws);
        let told = in_words(&policy);
        prop_assert_eq!(told.len(), accounts.len() + roles.len());
        prop_assert!(told.iter().all(|it| it.contains("with MFA") == require_mfa));
        prop_assert!(spec.accounts.iter().all(|it| names_account(&policy, it)));
        prop_assert_eq!(change_in_words(&policy, &policy), ["nobody gains or loses access"]);
    }

    #[test]
    fn no_text_makes_it_fail(text in ".{0,200}") {
        let _ = in_words(&text);
        let _ = change_in_words(&text, "{}");
    }
}
