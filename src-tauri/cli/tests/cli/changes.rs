//! Changing commands, on the sandbox of the data folder, which outlives each process.

use crate::canopy::{Canopy, node};

#[test]
fn a_unit_is_created_renamed_and_deleted() {
    let canopy = Canopy::sandbox();
    let made = canopy.done(&["ou", "create", "/Workloads", "qa", "--yes"]);
    assert_eq!(
        (&made["state"], &made["steps"][0]["state"]),
        (&"done".into(), &"done".into())
    );
    assert_eq!(made["steps"][0]["action"], "CreateOrganizationalUnit");
    assert!(
        made["steps"][0]["requestId"].is_string(),
        "AWS's request id is kept: {made:#}"
    );
    let id = made["steps"][0]["made"]["ouId"]
        .as_str()
        .expect("the new unit's id")
        .to_owned();
    let tree = canopy.done(&["tree"]);
    assert_eq!(
        node(&tree, "qa").expect("it is there")["id"],
        id,
        "what was made is what stands in the tree"
    );
    assert_eq!(
        node(&tree, "qa").expect("it is there")["path"],
        "/Workloads/qa"
    );

    canopy.done(&["ou", "rename", "qa", "quality", "--yes"]);
    assert_eq!(
        canopy.path_of("quality").as_deref(),
        Some("/Workloads/quality")
    );
    assert_eq!(canopy.path_of("qa"), None, "the old name is gone");

    let gone = canopy.done(&["ou", "delete", &id, "--yes"]);
    assert_eq!(gone["steps"][0]["target"], id);
    assert_eq!(canopy.path_of("quality"), None);
}

#[test]
fn accounts_are_moved_by_name_and_email_and_undo_brings_them_back() {
    let canopy = Canopy::sandbox();
    let before = canopy.done(&["tree"])["nodes"].clone();
    let moved = canopy.done(&[
        "account",
        "move",
        "Payments",
        "aws+orders-prod@northwind.example.com",
        "--to",
        "/Sandbox",
        "--yes",
    ]);
    let steps = moved["steps"].as_array().expect("steps");
    assert_eq!(steps.len(), 2, "one move each");
    assert!(
        steps
            .iter()
            .all(|step| step["action"] == "MoveAccount" && step.get("made").is_none()),
        "a move makes nothing: {moved:#}"
    );
    assert_eq!(
        canopy.path_of("Payments").as_deref(),
        Some("/Sandbox/Payments")
    );
    assert_eq!(canopy.path_of("Orders").as_deref(), Some("/Sandbox/Orders"));

    let undone = canopy.done(&["undo", "--yes"]);
    assert_ne!(
        undone["jobId"], moved["jobId"],
        "undoing is a job of its own"
    );
    assert_eq!(
        canopy.done(&["tree"])["nodes"],
        before,
        "everything is where it was"
    );
    let (code, nothing) = canopy.json(&["undo", "--yes"]);
    assert_eq!(
        (code, &nothing["error"]["code"]),
        (2, &"notFound".into()),
        "there is nothing left: {nothing:#}"
    );
}

#[test]
fn an_account_is_created_where_it_is_to_stand() {
    let canopy = Canopy::sandbox();
    let made = canopy.done(&[
        "account",
        "create",
        "--name",
        "Ledger",
        "--email",
        "aws+ledger@northwind.example.com",
        "--to",
        "dev",
        "--tag",
        "team=finance",
        "--yes",
    ]);
    let id = made["steps"][0]["made"]["accountId"]
        .as_str()
        .expect("the new account's id");
    assert_eq!(id.len(), 12, "{id}");
    let tree = canopy.done(&["tree"]);
    let ledger = node(&tree, "Ledger").expect("it is there");
    assert_eq!(
        (&ledger["id"], &ledger["path"]),
        (&id.into(), &"/Workloads/dev/Ledger".into())
    );
    assert_eq!(ledger["email"], "aws+ledger@northwind.example.com");
}

#[test]
fn a_dry_run_prints_the_plan_and_changes_nothing() {
    let canopy = Canopy::sandbox();
    let before = canopy.done(&["tree"])["nodes"].clone();
    let plan = canopy.done(&[
        "account",
        "move",
        "Payments",
        "--to",
        "Sandbox",
        "--dry-run",
    ]);
    let keys: Vec<&String> = plan.as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        [
            "blockers",
            "impact",
            "planId",
            "policyChanges",
            "seconds",
            "steps",
            "title",
            "warnings",
            "withoutReturn"
        ]
    );
    let payments = node(&canopy.done(&["tree"]), "Payments").expect("there")["id"].clone();
    let step = &plan["steps"][0];
    assert_eq!(
        (&step["id"], &step["action"], &step["target"]),
        (&1.into(), &"MoveAccount".into(), &payments)
    );
    assert!(
        step["command"]
            .as_str()
            .is_some_and(|line| line.starts_with("aws organizations move-account ")),
        "the same call as a line for the AWS CLI: {plan:#}"
    );
    let lost = plan["policyChanges"][0]["lost"]
        .as_array()
        .expect("policies");
    assert!(
        lost.iter()
            .any(|it| it["name"] == "ProtectLogs" && it["from"].is_string()),
        "with where it comes from: {plan:#}"
    );
    assert!(
        plan["impact"]
            .as_array()
            .expect("impact")
            .iter()
            .any(|it| it.as_str().is_some_and(|it| it.contains("ProtectLogs"))),
        "what the account loses is told: {plan:#}"
    );
    assert_eq!(canopy.done(&["tree"])["nodes"], before, "nothing moved");
    assert_eq!(
        canopy.done(&["activity"])["jobs"],
        serde_json::json!([]),
        "a plan is no job"
    );
    let told = canopy.run(&[
        "account",
        "move",
        "Payments",
        "--to",
        "Sandbox",
        "--dry-run",
    ]);
    assert!(
        told.out.contains("Move Payments from prod to Sandbox"),
        "in words the plan is the result: {told:?}"
    );
}

#[test]
fn an_applied_change_tells_plan_and_steps_on_standard_error() {
    let told = Canopy::sandbox().run(&["ou", "create", "/", "New", "--yes"]);
    assert_eq!(told.code, 0, "{told:?}");
    assert!(
        told.err.contains("1. Create New in Root")
            && told.err.contains("1/1 done: Create New in Root"),
        "{told:?}"
    );
    assert!(
        told.out.starts_with("job-") && told.out.contains("New is ou-"),
        "the result is the job and what it made: {told:?}"
    );
}

#[test]
fn a_unit_is_moved_with_all_that_is_in_it() {
    let canopy = Canopy::sandbox();
    let plan = canopy.done(&["ou", "move", "/Workloads/dev", "/Sandbox", "--dry-run"]);
    let actions: Vec<&str> = plan["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .filter_map(|step| step["action"].as_str())
        .collect();
    assert_eq!(
        (actions.first(), actions.last()),
        (
            Some(&"CreateOrganizationalUnit"),
            Some(&"DeleteOrganizationalUnit")
        ),
        "{plan:#}"
    );
    assert!(
        plan["warnings"].as_array().is_some_and(|it| !it.is_empty()),
        "that ids change is told: {plan:#}"
    );
    assert_eq!(
        canopy.path_of("Payments Dev").as_deref(),
        Some("/Workloads/dev/Payments Dev")
    );
    canopy.done(&["ou", "move", "/Workloads/dev", "/Sandbox", "--yes"]);
    assert_eq!(
        canopy.path_of("Payments Dev").as_deref(),
        Some("/Sandbox/dev/Payments Dev")
    );
    assert_eq!(canopy.path_of("dev").as_deref(), Some("/Sandbox/dev"));
    canopy.refused(
        &["ou", "move", "Workloads", "/Workloads/prod", "--yes"],
        2,
        "invalid",
        "",
    );
    canopy.done(&["undo", "--yes"]);
    assert_eq!(
        canopy.path_of("Payments Dev").as_deref(),
        Some("/Workloads/dev/Payments Dev"),
        "and back"
    );
}
