use super::*;

fn keys() -> ConnectionSpec {
    ConnectionSpec {
        id: None,
        name: "Main".to_owned(),
        source: Source::Keys {
            access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        },
        role: None,
        mfa_serial: None,
        region: None,
        read_only: false,
    }
}

fn center(start_url: &str) -> ConnectionSpec {
    ConnectionSpec {
        source: Source::IdentityCenter {
            start_url: start_url.to_owned(),
            region: "eu-central-1".to_owned(),
            account_id: "111122223333".parse().expect("an account"),
            role_name: "AdministratorAccess".to_owned(),
        },
        ..keys()
    }
}

fn role(arn: &str) -> AssumedRole {
    AssumedRole {
        role_arn: arn.to_owned(),
        external_id: None,
        mfa_serial: None,
        duration_seconds: None,
        session_name: None,
    }
}

fn with(role: AssumedRole) -> ConnectionSpec {
    ConnectionSpec {
        role: Some(role),
        ..keys()
    }
}

const ADMIN: &str = "arn:aws:iam::111122223333:role/team/Admin";

#[test]
fn what_aws_takes_is_taken() {
    let full = AssumedRole {
        external_id: Some("partner:42/x".to_owned()),
        mfa_serial: Some("arn:aws:iam::111122223333:mfa/ada".to_owned()),
        duration_seconds: Some(43_200),
        session_name: Some("ada@laptop".to_owned()),
        ..role(ADMIN)
    };
    for spec in [
        keys(),
        with(full),
        center("https://d-1234567890.awsapps.com/start"),
        center("http://127.0.0.1:4711/start"),
        ConnectionSpec {
            mfa_serial: Some("GAHT12345678".to_owned()),
            ..keys()
        },
    ] {
        assert_eq!(spec.check(), Ok(()), "{spec:?}");
    }
}

#[test]
fn what_aws_refuses_is_refused_before_it_is_kept() {
    let wrong = [
        (
            ConnectionSpec {
                name: " ".to_owned(),
                ..keys()
            },
            "needs a name",
        ),
        (
            ConnectionSpec {
                source: Source::Keys {
                    access_key_id: "akia".to_owned(),
                },
                ..keys()
            },
            "not an access key id",
        ),
        (
            ConnectionSpec {
                source: Source::Keys {
                    access_key_id: "ASIAIOSFODNN7EXAMPLE".to_owned(),
                },
                ..keys()
            },
            "temporary credentials",
        ),
        (
            ConnectionSpec {
                region: Some("middle-earth".to_owned()),
                ..keys()
            },
            "not an AWS region",
        ),
        (center("http://portal.example.com/start"), "access portal"),
        (center("https://ada@evil.example.com"), "access portal"),
        (
            with(role("arn:aws:iam::111122223333:user/ada")),
            "not the ARN of a role",
        ),
        (
            with(role("arn:aws-iso:iam::111122223333:role/Admin")),
            "aws-iso",
        ),
        (
            with(AssumedRole {
                duration_seconds: Some(60),
                ..role(ADMIN)
            }),
            "cannot last 60 seconds",
        ),
        (
            with(AssumedRole {
                external_id: Some("a b".to_owned()),
                ..role(ADMIN)
            }),
            "not an external id",
        ),
        (
            with(AssumedRole {
                session_name: Some("x".to_owned()),
                ..role(ADMIN)
            }),
            "name of a session",
        ),
        (
            ConnectionSpec {
                mfa_serial: Some("GAHT12345678".to_owned()),
                ..with(role(ADMIN))
            },
            "given twice",
        ),
        (
            ConnectionSpec {
                mfa_serial: Some("GAHT12345678".to_owned()),
                ..center("https://d-1234567890.awsapps.com/start")
            },
            "only with a user's long-term keys",
        ),
        (
            ConnectionSpec {
                region: Some("cn-north-1".to_owned()),
                ..with(role(ADMIN))
            },
            "are not all in AWS",
        ),
    ];
    for (spec, words) in wrong {
        let failure = spec.check().expect_err(words);
        assert_eq!(failure.code, crate::Code::Invalid);
        assert!(failure.message.contains(words), "{}", failure.message);
        assert!(
            failure.hint.is_some(),
            "it says what to do: {}",
            failure.message
        );
    }
}

#[test]
fn role_or_region_tell_the_partition() {
    let of = |spec: &ConnectionSpec| spec.partition().expect("a partition");
    assert_eq!(of(&keys()), Partition::Aws);
    assert_eq!(
        of(&with(role("arn:aws-cn:iam::111122223333:role/Admin"))),
        Partition::AwsCn
    );
    let gov = ConnectionSpec {
        region: Some("us-gov-east-1".to_owned()),
        ..keys()
    };
    assert_eq!(of(&gov), Partition::AwsUsGov);
}

#[test]
fn a_secret_is_not_shown_by_debugging() {
    let secret: ConnectionSecret =
        serde_json::from_str(r#"{"secretAccessKey":"wJalrXUtnFEMI"}"#).expect("a secret");
    assert_eq!(secret.secret_access_key, "wJalrXUtnFEMI");
    assert!(!format!("{secret:?}").contains("wJal"));
}
