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
