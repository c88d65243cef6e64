//! Writing at AWS's pace: a process that keeps AWS's token buckets, on a sandbox that has them, is never
//! turned away. `make bench` measures more of it.

use std::process::{Command, Stdio};

use canopy_core::{Change, JobState, plan::bucket};
use canopy_engine::{Engine, Options, connection::Kind, job};
use canopy_sandbox::Sandbox;

use crate::{accounts::create, books::Books, desk::place, gate::Gate};

/// Names the data folder to the process that keeps AWS's pace.
const FOLDER: &str = "CANOPY_TEST_PACED";
const MOVES: usize = 12;
const ACCOUNTS: usize = 4;

#[tokio::test]
#[ignore = "a process that another test starts"]
async fn moves_and_creates_at_awss_pace() {
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
        .expect("it signs in");
    session.load().await.expect("it loads");
    let tree = session.tree().expect("a tree");
    let staging = place(&tree, "staging");
    let movable = tree
        .accounts()
        .filter(|it| it.parent_id.as_ref() != Some(&staging));
    let movable = movable.filter_map(|it| it.id.account()).take(MOVES);
    let moves: Vec<Change> = movable
        .map(|account| Change::MoveAccount {
            account,
            to: staging.clone(),
        })
        .collect();
    let creates: Vec<Change> = (0..ACCOUNTS)
        .map(|nth| {
            create(
                &format!("Team {nth}"),
                &format!("aws+team{nth}@northwind.example.com"),
                None,
            )
        })
        .collect();
    for (changes, operation, calls) in [
        (moves, "MoveAccount", MOVES),
        (creates, "CreateAccount", ACCOUNTS),
    ] {
        let plan = session.plan(&changes).await.expect("a plan");
        let began = std::time::Instant::now();
        let done = job::run(&session, plan, None, |_| {})
            .await
            .expect("it is carried through");
        assert_eq!(done.state, JobState::Done, "{:?}", done.steps);
        let floor = bucket(operation).seconds(calls);
        let took = began.elapsed().as_secs_f64();
        // The last account takes the sandbox four seconds; the machine is not alone.
        assert!(
            took <= floor * 1.1 + 10.0,
            "{operation}: {took} s, AWS allows {floor} s"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_keeps_awss_pace_is_never_turned_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = canopy_sandbox::Options {
        throttle: true,
        ..canopy_sandbox::Options::default()
    };
    let _gate = Gate::serve(folder.path(), Sandbox::sample(options)).await;
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command
        .args([
            "--exact",
            "pace::moves_and_creates_at_awss_pace",
            "--ignored",
        ])
        .env(FOLDER, folder.path())
        .env("CANOPY_PACE", "aws")
        .stdin(Stdio::null());
    let ended = tokio::task::spawn_blocking(move || command.output()).await;
    let ended = ended.expect("it is waited for").expect("another process");
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success(), "{said}");
    let books = Books::of(folder.path());
    assert_eq!(books.calls("MoveAccount").await, MOVES as u64);
    assert_eq!(books.calls("CreateAccount").await, ACCOUNTS as u64);
    assert_eq!(books.throttled().await, 0, "no call was one too many");
}
