//! `canopy connection …` and `canopy permissions`: ways to sign in, entered, changed and removed.

mod editing;

use std::{io::Write, process::Stdio};

use serde_json::{Value, json};

use crate::canopy::{Canopy, Ended, Served, ended};

const KEY: &str = "AKIAEXAMPLE000000001";
const SECRET: &str = "not-a-real-secret-of-forty-letters-12345";
const ROLE: &str = "arn:aws:iam::111122223333:role/Admin";
const DEVICE: &str = "arn:aws:iam::111122223333:mfa/ada";
const NO_KEYCHAIN: &str = "This system offers no keychain. Canopy asks for secrets each time it starts, and writes them nowhere.";

/// Runs a command whose standard input is this text.
fn typing(canopy: &Canopy, arguments: &[&str], text: &str) -> Ended {
    let mut child = canopy
        .command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut input = child.stdin.take().expect("piped");
    writeln!(input, "{text}").expect("it listens");
    drop(input);
    ended(&child.wait_with_output().expect("it ends"))
}

/// What is told, without what the log says.
fn told(ended: &Ended) -> Vec<&str> {
    let lines = ended.err.lines();
    lines.filter(|line| !line.contains(" WARN ")).collect()
}

/// The connections that were entered.
fn own(canopy: &Canopy) -> Vec<Value> {
    let listed = canopy.done(&["connection", "list"]);
    let all = listed["connections"].as_array().expect("connections");
    all.iter()
        .filter(|it| !it["spec"].is_null())
        .cloned()
        .collect()
}

fn refused(
    canopy: &Canopy,
    arguments: &[&str],
    status: i32,
    code: &str,
    message: &str,
    hint: &str,
) {
    let (ended, document) = canopy.json(arguments);
    assert_eq!(
        (ended, &document),
        (
            status,
            &json!({"error": {"code": code, "message": message, "hint": hint}})
        ),
        "{arguments:?}"
    );
}

#[test]
fn a_key_is_added_with_its_secret_from_standard_input_which_no_file_keeps() {
    let canopy = Canopy::sandbox().without_connection();
    let added = typing(
        &canopy,
        &[
            "connection",
            "add",
            "keys",
            "--access-key-id",
            KEY,
            "--name",
            "prod",
            "--region",
            "eu-west-1",
            "--role-arn",
            ROLE,
            "--external-id",
            "acme-7",
            "--mfa-serial",
            DEVICE,
            "--duration",
            "5400",
            "--read-only",
        ],
        SECRET,
    );
    let [connection] = &own(&canopy)[..] else {
        panic!("one was added: {added:?}");
    };
    let id = connection["id"].as_str().expect("an id");
    assert_eq!(
        (added.code, added.out.as_str(), told(&added)),
        (0, "", vec![NO_KEYCHAIN, &format!("Added prod ({id})")])
    );
    assert_eq!(
        *connection,
        json!({
            "id": id, "kind": "keys", "name": "prod",
            "detail": format!("Role Admin from Access key {KEY}"),
            "region": "eu-west-1", "readOnly": true, "partition": "aws",
            "spec": {
                "id": id, "name": "prod", "region": "eu-west-1", "readOnly": true, "mfaSerial": null,
                "source": {"source": "keys", "accessKeyId": KEY},
                "role": {
                    "roleArn": ROLE, "externalId": "acme-7", "mfaSerial": DEVICE,
                    "durationSeconds": 5400, "sessionName": null,
                },
            },
        })
    );
    let database = canopy.file("marker", "");
    let folder = std::path::Path::new(&database).parent().expect("a folder");
    for entry in std::fs::read_dir(folder).expect("the data folder") {
        let file = entry.expect("an entry").path();
        if file.is_file() {
            let content = std::fs::read(&file).expect("a file");
            let hit = content
                .windows(SECRET.len())
                .any(|it| it == SECRET.as_bytes());
            assert!(!hit, "the secret lies in {}", file.display());
        }
    }
    let words = canopy.run(&["connection", "list"]).out;
    assert_eq!(
        words.lines().last(),
        Some(format!("{id}  prod  Role Admin from Access key {KEY}  read-only").as_str())
    );
}

#[test]
fn what_cannot_be_a_connection_is_refused_and_nothing_is_kept() {
    let canopy = Canopy::sandbox().without_connection();
    refused(
        &canopy,
        &[
            "connection",
            "add",
            "keys",
            "--access-key-id",
            KEY,
            "--name",
            "prod",
        ],
        2,
        "invalid",
        "no secret was given",
        "Type it, or give it on standard input.",
    );
    refused(
        &canopy,
        &[
            "connection",
            "add",
            "profile",
            "--from",
            "nope",
            "--name",
            "x",
        ],
        2,
        "notFound",
        "there is no profile named nope",
        "Look at the profiles in ~/.aws/config, or choose another connection.",
    );
    refused(
        &canopy,
        &[
            "connection",
            "add",
            "identity-center",
            "--start-url",
            "example.com",
            "--sso-region",
            "eu-central-1",
            "--sso-account",
            "111122223333",
            "--sso-role",
            "Admin",
            "--name",
            "x",
        ],
        2,
        "invalid",
        "`example.com` is not the address of an access portal",
        "It reads like https://d-1234567890.awsapps.com/start; the settings of IAM Identity Center show it.",
    );
    for (key, message) in [
        (
            "ASIAEXAMPLE000000001",
            "this access key id belongs to temporary credentials",
        ),
        ("not a key", "this is not an access key id"),
    ] {
        let add = [
            "--json",
            "connection",
            "add",
            "keys",
            "--access-key-id",
            key,
            "--name",
            "x",
        ];
        let ended = typing(&canopy, &add, SECRET);
        let error: Value = serde_json::from_str(&ended.out).expect("JSON");
        assert_eq!(
            (ended.code, &error["error"]["message"]),
            (2, &message.into())
        );
        assert!(!ended.out.contains(SECRET) && !ended.err.contains(SECRET));
    }
    assert_eq!(own(&canopy), Vec::<Value>::new());
}

#[test]
fn a_read_only_connection_plans_and_changes_nothing_until_it_is_allowed_again() {
    let canopy = Canopy::sandbox();
    let said = canopy.run(&["connection", "read-only", "sandbox", "on"]);
    assert_eq!(
        (said.code, told(&said)),
        (
            0,
            vec!["No changes are made any more through Sandbox (sandbox)"]
        )
    );
    refused(
        &canopy,
        &["ou", "create", "/", "New", "--yes"],
        3,
        "denied",
        "Sandbox is read-only in Canopy: nothing is changed through it",
        "Allow changes for this connection on the page Connections, or with `canopy connection read-only sandbox off`.",
    );
    let (code, plan) = canopy.json(&["ou", "create", "/", "New", "--dry-run"]);
    assert_eq!(
        (code, &plan["blockers"][0]["code"]),
        (3, &"denied".into()),
        "the plan is shown, with what is in its way: {plan:#}"
    );
    assert_eq!(canopy.path_of("New"), None);
    let said = canopy.run(&["connection", "read-only", "sandbox", "off"]);
    assert_eq!(
        (said.code, told(&said)),
        (
            0,
            vec!["Changes are allowed again through Sandbox (sandbox)"]
        )
    );
    canopy.done(&["ou", "create", "/", "New", "--yes"]);
    assert_eq!(canopy.path_of("New").as_deref(), Some("/New"));
}

#[test]
fn permissions_are_listed_printed_as_a_policy_and_checked() {
    let canopy = Canopy::sandbox();
    let listed = canopy.done(&["permissions", "--list"]);
    let features = listed["features"].as_array().expect("features");
    let ids: Vec<&str> = features.iter().filter_map(|it| it["id"].as_str()).collect();
    assert!(ids.contains(&"tree") && ids.contains(&"access"), "{ids:?}");
    let policy = |arguments: &[&str]| -> Value {
        let printed = canopy.run(&[&["permissions"], arguments].concat());
        assert_eq!(printed.code, 0, "{printed:?}");
        serde_json::from_str(&printed.out).expect("a policy")
    };
    let one = policy(&["move"]).to_string();
    assert!(
        one.contains("organizations:MoveAccount") && !one.contains("organizations:CloseAccount")
    );
    assert!(
        policy(&[])
            .to_string()
            .contains("organizations:CloseAccount")
    );
    refused(
        &canopy,
        &["permissions", "nothing"],
        2,
        "notFound",
        "there is no feature `nothing`",
        "`canopy permissions --list` lists them.",
    );
    let report = canopy.done(&["connection", "check", "sandbox"]);
    let checked = report["features"].as_array().expect("features");
    assert_eq!(checked.len(), features.len());
    assert!(
        checked
            .iter()
            .all(|it| it["missing"] == json!([]) && it["unknown"] == false),
        "an administrator lacks nothing: {report:#}"
    );
}

#[test]
fn a_sign_in_that_the_other_side_refuses_says_so() {
    let served = Served::start(&[]);
    let canopy = Canopy::at(&served).without_connection();
    let add = [
        "connection",
        "add",
        "keys",
        "--access-key-id",
        KEY,
        "--name",
        "stranger",
    ];
    assert_eq!(typing(&canopy, &add, SECRET).code, 0);
    // Without a keychain the secret is asked for, and nobody is there.
    let mut command = std::process::Command::new("setsid");
    let inner = canopy.command(&["--connection", "stranger", "--json", "tree"]);
    command
        .arg("--wait")
        .arg(inner.get_program())
        .args(inner.get_args())
        .env_clear()
        .stdin(Stdio::null());
    for (name, value) in inner.get_envs() {
        command.envs(value.map(|value| (name, value)));
    }
    let output = ended(&command.output().expect("it runs"));
    let error: Value = serde_json::from_str(&output.out).expect("JSON");
    assert_eq!(
        (
            output.code,
            error["error"]["code"].as_str(),
            error["error"]["message"].as_str()
        ),
        (
            1,
            Some("signedOut"),
            Some("a secret access key is needed, and there is no terminal to ask for it")
        ),
        "{error:#}"
    );
}
