//! Writing at AWS's limits, against the floor that AWS's table gives: a hundred moves, twenty accounts.

use std::{process::ExitCode, sync::Arc, time::Instant};

use canopy_core::{Change, JobState, plan::bucket};
use canopy_engine::{Engine, Options, connection::Kind, job, session::Session};
use serde::{Deserialize, Serialize};

use crate::{load, report::Report};

const ACCOUNTS: usize = 200;
const OUS: usize = 20;
const MOVES: usize = 100;
const CREATIONS: usize = 20;

/// What writing took.
#[derive(Debug, Serialize, Deserialize)]
struct Measured {
    moves_seconds: f64,
    creations_seconds: f64,
}

/// Writes to the sandbox that the environment names, and prints what it took.
pub(crate) async fn measure() -> ExitCode {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = Engine::open(Options {
        data_folder: Some(folder.path().to_owned()),
    })
    .expect("the engine opens");
    let session = engine
        .session(&Kind::environment_id())
        .await
        .expect("the sandbox's keys are good");
    session.load().await.expect("the organization loads");
    session
        .read_policies()
        .await
        .expect("the policies are read");
    let tree = session.tree().expect("a tree");
    let root = tree.root_id();
    let moves = tree
        .accounts()
        .filter(|node| node.parent_id.as_ref() != Some(&root))
        .filter_map(|node| node.id.account())
        .take(MOVES)
        .map(|account| Change::MoveAccount {
            account,
            to: root.clone(),
        })
        .collect();
    let creations = (0..CREATIONS)
        .map(|nth| Change::CreateAccount {
            name: format!("Team {nth}"),
            email: format!("aws+bench{nth}@example.com"),
            to: None,
            role_name: None,
            tags: Vec::new(),
            hide_billing: false,
        })
        .collect();
    let measured = Measured {
        moves_seconds: seconds(&session, moves).await,
        creations_seconds: seconds(&session, creations).await,
    };
    let written = serde_json::to_writer(std::io::stdout(), &measured);
    if written.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// How long it takes to apply `changes`.
async fn seconds(session: &Arc<Session>, changes: Vec<Change>) -> f64 {
    let plan = session.plan(&changes).await.expect("a plan");
    let began = Instant::now();
    let done = job::run(session, plan, None, |_| {}).await;
    let done = done.expect("it is carried through");
    assert_eq!(done.state, JobState::Done, "{:?}", done.waits_for);
    began.elapsed().as_secs_f64()
}

/// Writes at AWS's pace and compares with the floor.
pub(crate) async fn bench() -> ExitCode {
    let mut report = Report::default();
    Report::say("Writing, on the sandbox with AWS's token buckets and 50 ms latency");
    let (measured, throttled): (Measured, _) =
        load::in_another_process("measure-writes", ACCOUNTS, OUS).await;
    for (operation, calls, seconds) in [
        ("MoveAccount", MOVES, measured.moves_seconds),
        ("CreateAccount", CREATIONS, measured.creations_seconds),
    ] {
        let floor = bucket(operation).seconds(calls);
        Report::say(&format!(
            "        {calls} × {operation}: {seconds:.1} s, floor {floor:.1} s"
        ));
        let what = format!("{calls} × {operation}, time against the floor");
        report.at_most(&what, seconds / floor, 1.10, "×");
    }
    report.at_most("writes, throttling errors", throttled, 0.0, "errors");
    report.end()
}
