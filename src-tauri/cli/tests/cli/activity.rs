//! The journal: listing it, and going on after a process was killed.

use std::{
    process::Stdio,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::canopy::{Canopy, Served, ended, send};

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_mins(1);

#[test]
fn activity_lists_the_jobs_newest_first() {
    let canopy = Canopy::sandbox();
    canopy.done(&["ou", "create", "/", "One", "--yes"]);
    let two = canopy.done(&["ou", "create", "/", "Two", "--yes"]);
    canopy.done(&["undo", two["jobId"].as_str().expect("an id"), "--yes"]);
    let jobs = canopy.done(&["activity"])["jobs"].clone();
    let titles: Vec<&str> = jobs
        .as_array()
        .expect("jobs")
        .iter()
        .filter_map(|job| job["title"].as_str())
        .collect();
    assert_eq!(titles, ["Undo: Create Two", "Create Two", "Create One"]);
    assert_eq!(
        (&jobs[1]["jobId"], &jobs[1]["undoneBy"]),
        (&two["jobId"], &jobs[0]["jobId"]),
        "both ends know of each other"
    );
    assert!(
        jobs.as_array()
            .expect("jobs")
            .iter()
            .all(|job| job["state"] == "done"),
        "{jobs:#}"
    );
    let told = canopy.run(&["activity"]);
    assert!(
        told.out.lines().count() == 3 && told.out.contains("Create One"),
        "{told:?}"
    );
}

#[test]
fn a_job_whose_process_was_killed_is_resumed_and_nothing_is_done_twice() {
    let served = Served::start(&["--latency-ms", "400"]);
    let canopy = Canopy::at(&served);
    let names = ["Payments", "Orders", "Search"];
    let arguments = [
        &["account", "move"],
        &names[..],
        &["--to", "/Sandbox", "--yes"],
    ]
    .concat();
    let mut child = canopy
        .command(&arguments)
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("it starts");
    // Killed while its second step is under way.
    wait(|| job(&canopy)["steps"][1]["state"] == "started");
    send("KILL", &child);
    drop(child.wait());
    assert_eq!(job(&canopy)["state"], "running", "killed in the middle");

    let resumed = canopy.done(&["resume"]);
    let jobs = resumed["jobs"].as_array().expect("jobs");
    assert_eq!(
        (jobs.len(), &jobs[0]["state"]),
        (1, &"done".into()),
        "{resumed:#}"
    );
    for name in names {
        assert_eq!(canopy.path_of(name), Some(format!("/Sandbox/{name}")));
    }
    assert_eq!(
        calls(&served)["MoveAccount"],
        3,
        "one call for each account, before and after the kill together"
    );
    assert_eq!(
        canopy.done(&["resume"])["jobs"],
        json!([]),
        "there is nothing left to resume"
    );
}

#[test]
fn interrupting_a_job_finishes_the_step_and_leaves_the_rest() {
    let served = Served::start(&["--latency-ms", "400"]);
    let canopy = Canopy::at(&served);
    let invited = canopy.done(&[
        "invite",
        "send",
        "--email",
        "aws@wingtip.example.com",
        "--to",
        "/Sandbox",
        "--yes",
    ]);
    let mut command = canopy.command(&[
        "--json", "account", "move", "Payments", "Orders", "Search", "--to", "/Sandbox", "--yes",
    ]);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    wait(|| job(&canopy)["steps"][0]["state"] == "started");
    send("INT", &child);
    let ended = ended(&child.wait_with_output().expect("it ends"));
    assert_eq!(ended.code, 1, "not all was done: {ended:?}");
    let told: Value = serde_json::from_str(&ended.out)
        .unwrap_or_else(|error| panic!("a job ({error}): {ended:?}"));
    assert_eq!(told["state"], "cancelled", "{told:#}");
    assert_eq!(
        (&told["steps"][0]["state"], &told["steps"][2]["state"]),
        (&"done".into(), &"skipped".into()),
        "{told:#}"
    );
    assert_eq!(
        canopy.path_of("Payments").as_deref(),
        Some("/Sandbox/Payments"),
        "what was begun is seen through"
    );
    assert_eq!(
        canopy.path_of("Search").as_deref(),
        Some("/Workloads/prod/Search")
    );
    let id = invited["jobId"].as_str().expect("an id");
    assert_eq!(
        canopy.done(&["activity", id])["state"],
        "waiting",
        "a job that waits for the world was not meant"
    );
}

#[test]
fn of_two_at_the_same_moment_the_second_is_told_who_is_at_work() {
    let served = Served::start(&["--latency-ms", "400"]);
    let canopy = Canopy::at(&served);
    let mut first = canopy
        .command(&[
            "account", "move", "Payments", "Orders", "Search", "--to", "/Sandbox", "--yes",
        ])
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("it starts");
    wait(|| job(&canopy)["steps"][0]["state"] == "started");
    let arguments = ["ou", "create", "/", "Second", "--yes"];
    let (code, error) = canopy.json(&arguments);
    if code != 0 {
        // The first may be done by then on a slow machine.
        assert_eq!(
            (code, &error["error"]["code"]),
            (3, &"conflict".into()),
            "{error:#}"
        );
        let message = error["error"]["message"].as_str().expect("a message");
        assert!(
            message.contains("another job is changing this organization: Move 3 accounts"),
            "{message}"
        );
        assert!(canopy.path_of("Second").is_none());
    }
    assert!(first.wait().expect("it ends").success());
    assert_eq!(
        canopy.path_of("Search").as_deref(),
        Some("/Sandbox/Search"),
        "the first is not disturbed"
    );
}

#[test]
fn a_job_is_shown_with_its_steps_as_lines_for_the_aws_cli() {
    let canopy = Canopy::sandbox();
    let moved = canopy.done(&["account", "move", "Payments", "--to", "/Sandbox", "--yes"]);
    let id = moved["jobId"].as_str().expect("an id");
    let shown = canopy.done(&["activity", id]);
    let step = &shown["steps"][0];
    assert_eq!(
        (&shown["jobId"], &step["requestId"]),
        (&moved["jobId"], &moved["steps"][0]["requestId"])
    );
    assert!(
        step["command"]
            .as_str()
            .is_some_and(|it| it.starts_with("aws organizations move-account"))
            && step["startedAt"].is_string()
            && step["endedAt"].is_string(),
        "{shown:#}"
    );
    let told = canopy.run(&["activity", id]);
    assert!(
        told.out.contains("AWS request") && told.out.contains("aws organizations move-account"),
        "{told:?}"
    );
    canopy.refused(&["activity", "job-000000000000"], 2, "notFound", "no job");
}

/// The newest job, as the journal tells it now.
fn job(canopy: &Canopy) -> Value {
    canopy.done(&["activity"])["jobs"][0].clone()
}

fn wait(until: impl Fn() -> bool) {
    let started = Instant::now();
    while !until() {
        assert!(started.elapsed() < PATIENCE, "it does not happen");
    }
}

/// How often each operation was called.
fn calls(served: &Served) -> Value {
    let books = crate::served::get(served, "/_sandbox/calls");
    serde_json::from_str::<Value>(&books).expect("JSON")["calls"].clone()
}
