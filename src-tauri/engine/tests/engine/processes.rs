//! Two processes on one data folder, one of which is killed in earnest.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
};

use canopy_core::{JobState, StepState};
use canopy_engine::{Engine, Options, connection::Kind, job};
use canopy_sandbox::Sandbox;

use crate::{
    desk::{Desk, account, apply, holder, place, states, to, until},
    gate::{Gate, Side},
};

/// Names the data folder to the process that is to be killed.
const FOLDER: &str = "CANOPY_TEST_FOLDER";

/// Another process: it moves Payments to staging, and then lives on until it is killed.
struct Other(Child);

impl Other {
    fn start(folder: &Path) -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut command = Command::new(program);
        command.args([
            "--exact",
            "processes::moves_payments_and_lives_on",
            "--ignored",
        ]);
        command
            .env(FOLDER, folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Self(command.spawn().expect("another process"))
    }

    /// With SIGKILL: it does not get to tidy up.
    fn kill(mut self) {
        assert!(matches!(self.0.try_wait(), Ok(None)), "it lives until then");
        self.0.kill().expect("it is killed");
        self.0.wait().expect("it is gone");
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        // After a test that failed half-way; a process that is gone already has nothing to kill.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[tokio::test]
#[ignore = "a process that other tests start and kill"]
async fn moves_payments_and_lives_on() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let options = Options {
        data_folder: Some(folder.into()),
    };
    let engine = Engine::open(options).expect("the engine opens");
    let session = engine
        .session(&Kind::sandbox_id())
        .await
        .expect("the sandbox signs in");
    session.load().await.expect("it loads");
    let tree = session.tree().expect("a tree");
    apply(&session, &[to(&tree, "Payments", "staging")]).await;
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn a_job_whose_process_was_killed_in_a_call_is_resumed_by_another() {
    let desk = Desk::open();
    let gate = Gate::serve(
        desk.folder(),
        Sandbox::sample(canopy_sandbox::Options::default()),
    )
    .await;
    gate.hold("MoveAccount", Side::After);
    let other = Other::start(desk.folder());
    gate.arrived().await;
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let busy = job::start(
        &session,
        crate::desk::plan(&session, &[to(&tree, "Orders", "staging")]),
        None,
    );
    let busy = busy.expect_err("the other process is at work");
    assert!(
        busy.message.contains("Move Payments to staging"),
        "it says who is at work: {busy}"
    );
    other.kill();

    let left = desk
        .engine()
        .store()
        .unfinished_jobs(session.id())
        .expect("the store");
    assert_eq!(left.len(), 1);
    assert_eq!(
        (left[0].state, states(&left[0])),
        (JobState::Running, vec![StepState::Started])
    );
    let ended = job::resume(&session, &left[0].id)
        .await
        .expect("it goes on");
    assert_eq!(
        (ended.state, states(&ended)),
        (JobState::Done, vec![StepState::Done])
    );
    assert_eq!(
        desk.books().calls("MoveAccount").await,
        1,
        "it was not done twice"
    );
    assert_eq!(
        apply(&session, &[to(&tree, "Orders", "staging")])
            .await
            .state,
        JobState::Done
    );
}

#[tokio::test]
async fn when_the_process_that_serves_the_sandbox_is_killed_another_takes_over_where_it_was() {
    let desk = Desk::open();
    let other = Other::start(desk.folder());
    let endpoint = desk.folder().join("sandbox-endpoint.json");
    until("the other process serves the sandbox", async || {
        endpoint.exists()
    })
    .await;
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let staging = place(&session.tree().expect("a tree"), "staging");
    until("the other process moved it", async || {
        desk.books().parent_of(&payments).await == staging.as_str()
    })
    .await;
    other.kill();
    session
        .load()
        .await
        .expect("this process serves the sandbox now");
    let tree = session.tree().expect("a tree");
    assert_eq!(
        holder(&tree, "Payments"),
        staging,
        "nothing that was done is forgotten"
    );
    assert_eq!(
        apply(&session, &[to(&tree, "Orders", "staging")])
            .await
            .state,
        JobState::Done
    );
}
