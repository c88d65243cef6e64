//! What cannot be done, and the exit status that says so.

use crate::canopy::Canopy;

#[test]
fn without_a_terminal_a_change_must_say_yes_or_dry_run() {
    let canopy = Canopy::sandbox();
    let ended = canopy.run(&["ou", "create", "/", "New"]);
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (2, ""),
        "nobody can be asked: {ended:?}"
    );
    assert!(
        ended.err.contains("--yes"),
        "it says what to add: {ended:?}"
    );
    assert_eq!(canopy.path_of("New"), None, "nothing was done");
}

#[test]
fn a_name_that_fits_two_things_lists_both() {
    let canopy = Canopy::sandbox();
    canopy.done(&["ou", "create", "/Security", "prod", "--yes"]);
    let (code, error) = canopy.json(&["account", "move", "Payments", "--to", "prod", "--dry-run"]);
    let message = error["error"]["message"].as_str().expect("a message");
    assert_eq!(
        (code, &error["error"]["code"]),
        (2, &"invalid".into()),
        "{error:#}"
    );
    assert!(
        message.contains("/Workloads/prod (ou-") && message.contains("/Security/prod (ou-"),
        "{message}"
    );
    canopy.done(&[
        "account",
        "move",
        "Payments",
        "--to",
        "/Security/prod",
        "--dry-run",
    ]);
}

#[test]
fn a_name_that_fits_nothing_is_not_found() {
    let canopy = Canopy::sandbox();
    for account in ["Nobody", "999999999999"] {
        let (code, error) = canopy.json(&["account", "move", account, "--to", "/", "--yes"]);
        assert_eq!(
            (code, &error["error"]["code"]),
            (2, &"notFound".into()),
            "{error:#}"
        );
    }
    let (code, _) = canopy.json(&["account", "move", "prod", "--to", "/", "--yes"]);
    assert_eq!(code, 2, "an organizational unit is no account");
}

#[test]
fn arguments_that_make_no_sense_are_a_json_error_where_json_is_wanted() {
    let canopy = Canopy::sandbox();
    for arguments in [
        &["account", "move", "Payments"][..],
        &["tree", "--colour"],
        &["fly"],
        &["ou"],
        &["account", "create", "--tag", "x"],
    ] {
        let (code, error) = canopy.json(arguments);
        assert_eq!(
            (code, &error["error"]["code"]),
            (2, &"invalid".into()),
            "{arguments:?}: {error:#}"
        );
        assert!(
            error["error"]["message"]
                .as_str()
                .is_some_and(|message| !message.is_empty() && !message.contains('\n')),
            "{error:#}"
        );
        assert_eq!(
            error.as_object().expect("an object").len(),
            1,
            "an error stands alone"
        );
        let ended = canopy.run(arguments);
        assert!(
            ended.code == 2 && ended.out.is_empty() && !ended.err.is_empty(),
            "in words it is on standard error: {ended:?}"
        );
    }
}

#[test]
fn two_connections_exclude_each_other_wherever_they_stand() {
    let canopy = Canopy::sandbox();
    for arguments in [
        ["tree", "--profile", "corp"],
        ["tree", "--connection", "environment"],
    ] {
        let (code, error) = canopy.json(&arguments);
        assert_eq!(
            (code, &error["error"]["code"]),
            (2, &"invalid".into()),
            "{error:#}"
        );
    }
    let (code, error) = canopy
        .without_connection()
        .json(&["tree", "--profile", "corp"]);
    assert_eq!(
        (code, &error["error"]["code"]),
        (2, &"notFound".into()),
        "a profile nobody has: {error:#}"
    );
}

#[test]
fn what_the_organization_does_not_allow_is_a_blocker_and_exit_3() {
    let canopy = Canopy::sandbox();
    let (code, error) = canopy.json(&["ou", "delete", "Security", "--yes"]);
    assert_eq!(
        (code, &error["error"]["code"]),
        (3, &"conflict".into()),
        "it is not empty: {error:#}"
    );
    let (code, plan) = canopy.json(&["ou", "delete", "Security", "--dry-run"]);
    assert_eq!(
        (code, &plan["blockers"][0]["code"]),
        (3, &"conflict".into()),
        "a dry run tells it as part of the plan: {plan:#}"
    );
    let (code, error) = canopy.json(&[
        "account",
        "move",
        "Payments",
        "--to",
        "/Workloads/prod",
        "--yes",
    ]);
    assert_eq!(
        (code, &error["error"]["code"]),
        (2, &"invalid".into()),
        "it stands there already: {error:#}"
    );
    let told = canopy.run(&["ou", "delete", "Security", "--yes"]);
    assert!(
        told.code == 3 && told.err.matches("is not empty").count() == 1,
        "told once: {told:?}"
    );
    assert!(canopy.path_of("Security").is_some());
}

#[test]
fn a_move_that_aws_refuses_fails_the_job_and_exit_3_says_why() {
    let served = crate::canopy::Served::start(&["--fault", "MoveAccount=AccessDenied:1"]);
    let canopy = Canopy::at(&served);
    let (code, job) = canopy.json(&[
        "account", "move", "Payments", "Orders", "--to", "/Sandbox", "--yes",
    ]);
    assert_eq!((code, &job["state"]), (3, &"failed".into()), "{job:#}");
    assert_eq!(
        (&job["steps"][0]["state"], &job["steps"][0]["error"]["code"]),
        (&"failed".into(), &"denied".into())
    );
    assert!(
        job["steps"][0]["requestId"].is_string(),
        "AWS's request id is told: {job:#}"
    );
    assert_eq!(
        job["steps"][1]["state"], "skipped",
        "what comes after is left alone"
    );
    assert_eq!(
        canopy.path_of("Payments").as_deref(),
        Some("/Workloads/prod/Payments")
    );
}
