//! A disk that is full, as SQLite tells of it: the file may not grow any further.

use canopy_core::{Code, JobRecord, JobState, Plan, StepId};
use jiff::Timestamp;

use super::{Settings, Store, Theme, ViewState};
use crate::connection::Kind;

/// A store whose file cannot grow.
fn full(folder: &std::path::Path) -> Store {
    let store = Store::open(folder).expect("the store opens");
    let pages: u32 = store
        .connection()
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .expect("pages");
    store
        .connection()
        .pragma_update(None, "max_page_count", pages)
        .expect("a limit");
    store
}

fn large_view() -> ViewState {
    let node = |number: u32| format!("{number:012}").parse().expect("an account");
    ViewState {
        expanded: None,
        selected: (0..10_000).map(node).collect(),
        opening: None,
    }
}

#[test]
fn a_full_disk_is_said_and_what_was_kept_stays_readable() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Settings {
        theme: Theme::Dark,
        ..Settings::default()
    };
    let id = Kind::sandbox_id();
    let small = ViewState {
        selected: vec!["111122223333".parse().expect("an account")],
        ..ViewState::default()
    };
    {
        let store = Store::open(folder.path()).expect("the store opens");
        store.save_settings(&settings).expect("kept");
        store.save_view_state(&id, &small).expect("kept");
    }
    let store = full(folder.path());
    let failure = store
        .save_view_state(&id, &large_view())
        .expect_err("there is no room");
    assert_eq!(
        failure.message,
        "the disk is full, so nothing can be written down"
    );
    assert!(
        failure
            .hint
            .is_some_and(|hint| hint.contains("Free some space")),
        "it says what helps"
    );
    assert_eq!(store.settings().expect("readable"), settings);
    assert_eq!(
        store.view_state(&id).expect("readable"),
        small,
        "the older one was not lost to the newer"
    );
    drop(store);
    let store = Store::open(folder.path()).expect("the store opens");
    store
        .save_view_state(&id, &large_view())
        .expect("with room again it is kept");
}

#[test]
fn a_job_that_does_not_fit_on_the_disk_leaves_no_half_of_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = full(folder.path());
    let moves = |number: u32| canopy_core::plan::PlannedStep {
        id: StepId(number),
        action: "CreateOrganizationalUnit".to_owned(),
        target: "x".repeat(100),
        summary: "x".repeat(1000),
        needs: String::new(),
        command: String::new(),
        step: canopy_core::Step::CreateOu {
            parent: canopy_core::step::Ref::Id("r-4xk2".parse().expect("a root")),
            name: "x".to_owned(),
            tags: Vec::new(),
        },
        lane: None,
    };
    let plan = Plan {
        plan_id: "0123456789abcdef".parse().expect("an id"),
        title: "Much".to_owned(),
        steps: (1..=500).map(moves).collect(),
        impact: Vec::new(),
        policy_changes: Vec::new(),
        warnings: Vec::new(),
        blockers: Vec::new(),
        seconds: 0.0,
        without_return: Vec::new(),
        undoes: None,
    };
    let organization = "o-abcdefghij".parse().expect("an organization");
    let id: canopy_core::JobId = "job-0123456789ab".parse().expect("an id");
    let job = JobRecord::new(
        id.clone(),
        Kind::sandbox_id(),
        Some(organization),
        &plan,
        Timestamp::now(),
    );
    let failure = store.add_job(&job).expect_err("there is no room");
    assert_eq!(failure.code, Code::Unexpected);
    assert_eq!(
        failure.message,
        "the disk is full, so nothing can be written down"
    );
    assert_eq!(
        store.job(&id).expect("readable"),
        None,
        "all of it or nothing"
    );
    assert_eq!(job.state, JobState::Pending);
}
