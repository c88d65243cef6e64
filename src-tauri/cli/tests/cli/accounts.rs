//! Accounts: created, renamed, given another address, removed and closed.

use serde_json::Value;

use crate::canopy::{Canopy, Served, node};

#[test]
fn an_account_is_renamed_and_undo_brings_the_name_back() {
    let canopy = Canopy::sandbox();
    let plan = canopy.done(&["account", "rename", "Payments", "Payouts", "--dry-run"]);
    assert_eq!(plan["steps"][0]["action"], "PutAccountName");
    canopy.done(&["account", "rename", "Payments", "Payouts", "--yes"]);
    assert!(node(&canopy.done(&["tree"]), "Payouts").is_some());
    canopy.refused(
        &["account", "rename", "Payouts", "Payouts", "--yes"],
        2,
        "invalid",
        "named Payouts already",
    );
    canopy.done(&["undo", "--yes"]);
    assert!(node(&canopy.done(&["tree"]), "Payments").is_some());
}

#[test]
fn an_address_changes_with_the_code_that_was_sent_there() {
    let served = Served::start(&[]);
    let canopy = Canopy::at(&served);
    let to = "aws+payouts@northwind.example.com";
    let plan = canopy.done(&["account", "email", "Payments", "--to", to, "--dry-run"]);
    assert_eq!(plan["steps"][0]["action"], "StartPrimaryEmailUpdate");
    canopy.done(&["account", "email", "Payments", "--to", to, "--yes"]);
    let mail: Value =
        serde_json::from_str(&crate::served::get(&served, "/_sandbox/mail")).expect("JSON");
    let code = mail.as_array().and_then(|all| all.last()).expect("a mail")["code"]
        .as_str()
        .expect("a code")
        .to_owned();
    let (status, wrong) = canopy.json(&[
        "account", "email", "Payments", "--to", to, "--code", "000000x", "--yes",
    ]);
    assert_eq!(
        (status, &wrong["state"]),
        (1, &"failed".into()),
        "{wrong:#}"
    );

    let done = canopy.done(&[
        "account", "email", "Payments", "--to", to, "--code", &code, "--yes",
    ]);
    assert_eq!(done["steps"][0]["action"], "AcceptPrimaryEmailUpdate");
    assert_eq!(
        node(&canopy.done(&["tree"]), "Payments").expect("there")["email"],
        to
    );
    let told = canopy.run(&["--json", "activity"]);
    assert!(
        !told.out.contains(&code),
        "the code is written nowhere: {told:?}"
    );
    canopy.refused(
        &["account", "email", "Payments", "--to", to, "--yes"],
        2,
        "invalid",
        "that address already",
    );
    let taken = "aws+orders-prod@northwind.example.com";
    canopy.refused(
        &["account", "email", "Payments", "--to", taken, "--yes"],
        3,
        "conflict",
        "has",
    );
    canopy.refused(
        &[
            "account",
            "email",
            "Northwind",
            "--to",
            "new@example.com",
            "--yes",
        ],
        2,
        "invalid",
        "root user",
    );
}

#[test]
fn what_may_not_leave_is_not_removed() {
    let canopy = Canopy::sandbox();
    canopy.refused(
        &["account", "remove", "Security Audit", "--yes"],
        3,
        "conflict",
        "delegated administrator",
    );
    canopy.refused(
        &["account", "remove", "Northwind", "--yes"],
        2,
        "invalid",
        "management account cannot be removed",
    );
    let (status, job) = canopy.json(&["account", "remove", "Payments", "--yes"]);
    assert_eq!(
        (status, &job["state"], &job["steps"][0]["error"]["code"]),
        (3, &"failed".into(), &"conflict".into()),
        "it cannot pay its own bills: {job:#}"
    );
    let gone = canopy.done(&["account", "remove", "Fabrikam Logistics", "--yes"]);
    assert_eq!(gone["steps"][0]["action"], "RemoveAccountFromOrganization");
    assert!(node(&canopy.done(&["tree"]), "Fabrikam Logistics").is_none());
    let nothing = canopy.refused(&["undo", "--yes"], 2, "notFound", "nothing to undo");
    assert!(nothing["hint"].is_string());
}

#[test]
fn closings_beyond_what_aws_does_at_once_wait() {
    let canopy = Canopy::sandbox();
    let names = ["Payments Dev", "Orders Dev", "Search Dev", "Inventory Dev"];
    let close = [&["account", "close"][..], &names[..]].concat();
    let plan = canopy.done(&[&close[..], &["--dry-run"]].concat());
    assert!(
        plan["withoutReturn"]
            .as_array()
            .is_some_and(|it| !it.is_empty()),
        "that it cannot be undone is told: {plan:#}"
    );
    let closed = canopy.done(&[&close[..], &["--yes"]].concat());
    assert_eq!(
        closed["state"], "waiting",
        "AWS closes three at once: {closed:#}"
    );
    assert!(
        closed["waitsFor"].is_string() && closed["dueAt"].is_string(),
        "{closed:#}"
    );
    let tree = canopy.done(&["tree"]);
    assert_eq!(
        node(&tree, names[0]).expect("it stays 90 days")["state"],
        "PENDING_CLOSURE"
    );
    let jobs = canopy.done(&["resume"])["jobs"].clone();
    assert_eq!(
        jobs[0]["state"], "waiting",
        "there is no room yet: {jobs:#}"
    );
    canopy.refused(
        &["account", "close", "Northwind", "--yes"],
        2,
        "invalid",
        "management account",
    );
    canopy.refused(
        &["account", "close", "Old Webshop", "--yes"],
        2,
        "invalid",
        "closed",
    );
}

#[test]
fn a_created_account_tells_its_role_and_one_with_a_taken_address_is_refused() {
    let canopy = Canopy::sandbox();
    let create = [
        "account",
        "create",
        "--name",
        "Ledger",
        "--email",
        "aws+ledger@northwind.example.com",
        "--role",
        "LedgerAdmin",
        "--deny-billing",
    ];
    let plan = canopy.done(&[&create[..], &["--dry-run"]].concat());
    let command = plan["steps"][0]["command"].as_str().expect("a line");
    assert!(
        command.contains("--iam-user-access-to-billing DENY"),
        "{command}"
    );
    let made = canopy.done(&[&create[..], &["--yes"]].concat());
    let step = &made["steps"][0];
    let account = step["made"]["accountId"].as_str().expect("an id");
    assert_eq!(
        step["made"]["roleArn"],
        format!("arn:aws:iam::{account}:role/LedgerAdmin"),
        "{made:#}"
    );
    assert_eq!(
        made["steps"]
            .as_array()
            .and_then(|steps| steps.last())
            .map(|step| step["action"].clone()),
        Some("AssumeRole".into()),
        "it is usable once its role can be assumed"
    );
    canopy.refused(
        &[&create[..], &["--yes"]].concat(),
        3,
        "conflict",
        "aws+ledger@northwind.example.com",
    );
    let taken = canopy.json(&[
        "account",
        "create",
        "--name",
        "Wingtip",
        "--email",
        "aws@wingtip.example.com",
        "--yes",
    ]);
    let error = &taken.1["steps"][0]["error"];
    assert_eq!(
        (taken.0, &error["code"]),
        (3, &"conflict".into()),
        "only AWS knows addresses elsewhere: {taken:#?}"
    );
    assert!(
        error["message"]
            .as_str()
            .is_some_and(|it| it.contains("has that email address already")),
        "{error:#}"
    );
    canopy.refused(
        &["account", "create", "--name", "X", "--email", "x", "--yes"],
        2,
        "invalid",
        "6 to 64 characters",
    );
}
