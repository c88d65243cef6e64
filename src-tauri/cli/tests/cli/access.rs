//! `canopy roles`, `role`, `bootstrap`, `readiness`, `credentials` and `exec`: who gets into accounts, and as
//! what. Refusals with their exact words and exit status.

mod doors;
mod roles;

use serde_json::{Value, json};

use crate::canopy::Canopy;
use doors::{ACCESS, Names, error, not_found, refusal};

#[test]
fn each_closed_door_says_why_as_far_as_aws_tells() {
    let canopy = Canopy::sandbox();
    let names = Names::of(&canopy);
    let doors = [
        ("Customer Login", names.may_not("Customer Login")),
        ("Security Tooling", names.may_not("Security Tooling")),
        ("Log Archive", names.sealed("Log Archive")),
        ("Fabrikam Logistics", names.invited("Fabrikam Logistics")),
    ];
    for (account, told) in doors {
        for arguments in [&["roles", account][..], &["credentials", account]] {
            assert_eq!(
                refusal(&canopy, arguments),
                (3, told.clone()),
                "{arguments:?}"
            );
        }
        let exec = canopy.run(&["exec", account, "--", "true"]);
        assert_eq!((exec.code, exec.out.as_str()), (3, ""), "{exec:?}");
        assert!(
            exec.err
                .contains(told["message"].as_str().expect("a message")),
            "{exec:?}"
        );
    }
    for arguments in [
        &["roles", "Nobody"][..],
        &["credentials", "Nobody"],
        &["exec", "Nobody", "--", "true"],
        &["bootstrap", "Nobody"],
        &["readiness", "Nobody"],
        &["role", "create", "Nobody", "--template", "billing", "--yes"],
        &[
            "role",
            "edit",
            "Nobody",
            "--role",
            "Ops",
            "--max-session",
            "3600",
            "--yes",
        ],
        &["role", "delete", "Nobody", "--role", "Ops", "--yes"],
    ] {
        assert_eq!(
            refusal(&canopy, arguments),
            (2, not_found()),
            "{arguments:?}"
        );
    }
}

#[test]
fn readiness_tells_the_doors_apart_and_its_numbers_go_to_people_only() {
    let canopy = Canopy::sandbox();
    let names = Names::of(&canopy);
    let asked = [
        "Payments",
        "Customer Login",
        "Log Archive",
        "Security Tooling",
        "Fabrikam Logistics",
    ];
    let found = canopy.done(&[&["readiness"], &asked[..]].concat());
    let rows = found["accounts"].as_array().expect("rows");
    let row = |name: &str| rows.iter().find(|it| it["name"] == name).expect("a row");
    let words = |told: &Value| {
        format!(
            "{}. {}",
            told["message"].as_str().expect("a message"),
            told["hint"].as_str().expect("a hint")
        )
    };
    let expected = [
        ("Payments", "assumable", None),
        (
            "Customer Login",
            "denied",
            Some(words(&names.may_not("Customer Login"))),
        ),
        (
            "Log Archive",
            "denied",
            Some(words(&names.sealed("Log Archive"))),
        ),
        (
            "Security Tooling",
            "denied",
            Some(words(&names.may_not("Security Tooling"))),
        ),
        (
            "Fabrikam Logistics",
            "probablyMissing",
            Some(words(&names.invited("Fabrikam Logistics"))),
        ),
    ];
    assert_eq!(rows.len(), expected.len());
    for (name, readiness, words) in expected {
        let row = row(name);
        assert_eq!(
            (
                row["accountId"].as_str(),
                row["role"].as_str(),
                row["readiness"].as_str(),
                row["words"].as_str()
            ),
            (
                Some(names.id(name)),
                Some(ACCESS),
                Some(readiness),
                words.as_deref()
            ),
        );
        assert!(row["checkedAt"].is_string());
    }
    let told = canopy.run(&["readiness", "Payments", "--role", ACCESS]);
    assert_eq!(
        (told.code, told.out.as_str(), told.err.as_str()),
        (
            0,
            format!(
                "{}  assumable        {ACCESS}  Payments\n",
                names.id("Payments")
            )
            .as_str(),
            "1 of 1 account can be entered\n"
        ),
        "where nobody watches there is no progress"
    );
    let pace = canopy.run(&["readiness", "--rate", "201"]);
    assert_eq!(pace.code, 2, "{pace:?}");
}

#[test]
fn the_bootstrap_gives_ways_to_make_a_first_role_from_inside() {
    let canopy = Canopy::sandbox();
    let names = Names::of(&canopy);
    let made = canopy.done(&["bootstrap", "Fabrikam Logistics"]);
    let account = names.id("Fabrikam Logistics");
    assert_eq!(account, "004217730915", "leading zeros and all");
    assert_eq!(
        made["words"],
        json!([
            format!(
                "Use one of these in account {account}, signed in as someone who may make roles there."
            ),
            format!(
                "It makes the role {ACCESS}, which can be assumed by: everyone in account {} whom that account allows.",
                names.management
            ),
            "It may do what AdministratorAccess allows.",
        ])
    );
    assert_eq!(
        made["quickCreateLink"],
        Value::Null,
        "a template that lies nowhere has no link"
    );
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{}:root"}},"Action":"sts:AssumeRole"}}]}}"#,
        names.management
    );
    assert_eq!(
        made["shellLine"],
        format!(
            "aws iam create-role --role-name {ACCESS} --path / --description 'Lets the management account administer this account' --assume-role-policy-document '{trust}' --max-session-duration 3600 && aws iam attach-role-policy --role-name {ACCESS} --policy-arn arn:aws:iam::aws:policy/AdministratorAccess"
        )
    );
    assert!(
        made["template"]
            .as_str()
            .is_some_and(|it| it.starts_with("AWSTemplateFormatVersion: \"2010-09-09\"\n"))
    );
    let link = canopy.done(&[
        "bootstrap",
        "Fabrikam Logistics",
        "--template-url",
        "https://example.s3.amazonaws.com/canopy.yaml",
        "--region",
        "eu-west-1",
    ]);
    assert!(
        link["quickCreateLink"].as_str().is_some_and(
            |it| it.starts_with("https://console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/create/review?")
        ),
        "{link:#}"
    );
}

#[test]
fn credentials_are_the_document_that_sdks_read_and_exec_runs_with_them_alone() {
    let canopy = Canopy::sandbox();
    let document = canopy.done(&["credentials", "Payments"]);
    let mut fields: Vec<&str> = document
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "AccessKeyId",
            "Expiration",
            "SecretAccessKey",
            "SessionToken",
            "Version"
        ]
    );
    assert_eq!(document["Version"], 1);
    let plain: Value =
        serde_json::from_str(&canopy.run(&["credentials", "Payments"]).out).expect("JSON");
    assert_eq!(plain["Version"], 1, "with and without --json");
    assert_eq!(
        canopy
            .json(&["credentials", "Payments", "--duration", "899"])
            .0,
        2,
        "AWS gives 15 minutes at least"
    );

    let mut command = canopy.command(&[
        "exec", "Payments", "--region", "eu-west-1", "--", "sh", "-c",
        "echo $AWS_REGION $AWS_DEFAULT_REGION ${AWS_ACCESS_KEY_ID%????????????????} [$AWS_PROFILE]; exit 7",
    ]);
    command.env("AWS_PROFILE", "in-the-way");
    let ended = crate::canopy::ended(&command.output().expect("it starts"));
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (7, "eu-west-1 eu-west-1 ASIA []\n"),
        "its end is the command's: {ended:?}"
    );
    let place = canopy.run(&[
        "exec",
        "Payments",
        "--",
        "sh",
        "-c",
        "echo $AWS_REGION $AWS_ENDPOINT_URL",
    ]);
    assert!(
        place.out.starts_with("us-east-1 http://127.0.0.1:"),
        "programs reach the sandbox: {place:?}"
    );
    let (status, told) = refusal(&canopy, &["exec", "Payments", "--", "no-such-program"]);
    assert_eq!(
        (status, told),
        (
            2,
            error(
                "invalid",
                "`no-such-program` could not be run: No such file or directory (os error 2)",
                "Look at its name, and whether it is on the PATH.",
            )
        )
    );
}
