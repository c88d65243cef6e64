//! Connections that are there: changed, named and removed.

use serde_json::{Value, json};

use super::{DEVICE, KEY, NO_KEYCHAIN, ROLE, SECRET, own, refused, told, typing};
use crate::canopy::Canopy;

/// A data folder with a connection of one's own, and its id.
fn with_keys(more: &[&str]) -> (Canopy, String) {
    let canopy = Canopy::sandbox().without_connection();
    let add = [
        &[
            "connection",
            "add",
            "keys",
            "--access-key-id",
            KEY,
            "--name",
            "prod",
        ],
        more,
    ]
    .concat();
    let added = typing(&canopy, &add, SECRET);
    assert_eq!(added.code, 0, "{added:?}");
    let id = own(&canopy)[0]["id"].as_str().expect("an id").to_owned();
    (canopy, id)
}

#[test]
fn an_edit_changes_what_is_named_and_keeps_the_rest() {
    let (canopy, id) = with_keys(&["--region", "eu-west-1"]);
    let edited = canopy.run(&[
        "connection",
        "edit",
        "prod",
        "--name",
        "production",
        "--role-arn",
        ROLE,
        "--mfa-serial",
        DEVICE,
        "--duration",
        "5400",
    ]);
    assert_eq!(
        (edited.code, told(&edited)),
        (0, vec![format!("Saved production ({id})").as_str()])
    );
    let role = json!({
        "roleArn": ROLE, "externalId": null, "mfaSerial": DEVICE, "durationSeconds": 5400,
        "sessionName": null,
    });
    let spec = |own: &[Value]| own[0]["spec"].clone();
    assert_eq!(
        spec(&own(&canopy)),
        json!({
            "id": id, "name": "production", "region": "eu-west-1", "readOnly": false,
            "mfaSerial": null, "source": {"source": "keys", "accessKeyId": KEY}, "role": role,
        })
    );
    // The device stays, for the user itself; the id says which, too.
    let taken = canopy.done(&["connection", "edit", &id, "--role-arn", "", "--region", ""]);
    assert_eq!(
        taken["connection"]["spec"],
        json!({
            "id": id, "name": "production", "region": null, "readOnly": false,
            "mfaSerial": DEVICE, "source": {"source": "keys", "accessKeyId": KEY}, "role": null,
        })
    );
    let other = [
        "connection",
        "edit",
        "production",
        "--access-key-id",
        "AKIAEXAMPLE000000002",
    ];
    refused(
        &canopy,
        &other,
        2,
        "invalid",
        "no secret was given",
        "Type it, or give it on standard input.",
    );
    let ended = typing(&canopy, &other, "another-secret");
    assert_eq!(
        (ended.code, told(&ended)),
        (0, vec![NO_KEYCHAIN, &format!("Saved production ({id})")])
    );
    assert_eq!(
        own(&canopy)[0]["spec"]["source"]["accessKeyId"],
        "AKIAEXAMPLE000000002"
    );
}

#[test]
fn what_cannot_be_edited_says_why() {
    let (canopy, _) = with_keys(&[]);
    let before = own(&canopy);
    refused(
        &canopy,
        &["connection", "edit", "prod", "--from", "x"],
        2,
        "invalid",
        "this connection signs in with an access key",
        "Add another one for another way to sign in, or change it in the window.",
    );
    refused(
        &canopy,
        &["connection", "edit", "prod", "--external-id", "x"],
        2,
        "invalid",
        "an external id and a duration belong to a role, and this connection assumes none",
        "Name the role with --role-arn.",
    );
    refused(
        &canopy,
        &["connection", "edit", "prod", "--region", "nowhere"],
        2,
        "invalid",
        "`nowhere` is not an AWS region",
        "A region reads like `eu-central-1`.",
    );
    refused(
        &canopy,
        &["connection", "edit", "sandbox", "--name", "x"],
        2,
        "invalid",
        "Sandbox was not entered in Canopy, so it cannot be edited here",
        "Edit its profile in ~/.aws/config, or add a connection of your own.",
    );
    refused(
        &canopy,
        &["connection", "edit", "nobody", "--name", "x"],
        2,
        "notFound",
        "there is no connection `nobody`",
        "`canopy connection list` shows them.",
    );
    assert_eq!(
        canopy.run(&["connection", "edit", "prod"]).code,
        2,
        "nothing is asked for"
    );
    assert_eq!(own(&canopy), before);
}

#[test]
fn a_connection_is_named_by_its_name_unless_several_have_it() {
    let (canopy, id) = with_keys(&[]);
    let add = [
        "connection",
        "add",
        "keys",
        "--access-key-id",
        KEY,
        "--name",
        "prod",
    ];
    assert_eq!(typing(&canopy, &add, SECRET).code, 0);
    for arguments in [
        &["--connection", "prod", "tree"][..],
        &["connection", "edit", "prod", "--name", "x"],
        &["connection", "remove", "prod"],
    ] {
        refused(
            &canopy,
            arguments,
            2,
            "invalid",
            "several connections are called `prod`",
            "Give its id: `canopy connection list` shows it.",
        );
    }
    let removed = canopy.run(&["connection", "remove", &id]);
    assert_eq!(
        (removed.code, told(&removed)),
        (0, vec![format!("Removed prod ({id})").as_str()])
    );
    assert_eq!(own(&canopy).len(), 1);
}

#[test]
fn what_canopy_found_by_itself_is_not_removed() {
    refused(
        &Canopy::sandbox(),
        &["connection", "remove", "sandbox"],
        2,
        "invalid",
        "`sandbox` was not entered in Canopy",
        "Profiles are removed from ~/.aws/config; the sandbox and the environment stay.",
    );
}
