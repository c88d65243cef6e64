//! What outlives the process, and what happens when it cannot be read or written.

use canopy_core::{
    Code, Failure,
    browser::{Browser, SessionMode},
};
use canopy_engine::{
    Engine, Options,
    connection::Kind,
    store::{Recent, Settings, Theme, ViewState},
};
use jiff::Timestamp;

use crate::desk::Desk;

fn open(folder: &std::path::Path) -> Result<(), Failure> {
    Engine::open(Options {
        data_folder: Some(folder.to_owned()),
    })
    .map(|_| ())
}

#[tokio::test(start_paused = true)]
async fn settings_view_and_recents_survive_a_reopen() {
    let desk = Desk::open();
    let id = Kind::sandbox_id();
    let store = desk.engine().store();
    assert_eq!(store.settings().expect("the defaults"), Settings::default());
    assert_eq!(
        store.view_state(&id).expect("nothing yet"),
        ViewState::default()
    );
    let settings = Settings {
        theme: Theme::Dark,
        last_connection: Some(id.clone()),
        default_role: "Administrator".parse().expect("a role name"),
        reminder_minutes: 10,
        session_region: Some("eu-central-1".to_owned()),
        browsers: vec![Browser {
            id: "work".to_owned(),
            name: "Work".to_owned(),
            template: "firefox -P work {url}".to_owned(),
            mode: SessionMode::MultiSession,
        }],
        billing_requests_by_itself: 7,
        costs_in_tree: false,
    };
    let node = |id: &str| id.parse().expect("an id");
    let view = ViewState {
        expanded: Some(vec![node("r-4xk2"), node("ou-4xk2-12345678")]),
        selected: vec![node("004217730915")],
        opening: None,
    };
    store.save_settings(&settings).expect("kept");
    store.save_view_state(&id, &view).expect("kept");
    let recent = |account: &str, role: &str, second: i64| Recent {
        account: account.parse().expect("an id"),
        role: role.parse().expect("a role name"),
        at: Timestamp::from_second(second).expect("a time"),
    };
    let all = [
        recent("111111111111", "Admin", 100),
        recent("222222222222", "Admin", 200),
        recent("111111111111", "ReadOnly", 300),
    ];
    for it in &all {
        store
            .remember_recent(&id, &it.account, &it.role, it.at)
            .expect("kept");
    }

    let desk = desk.reopen().await;
    let store = desk.engine().store();
    assert_eq!(store.settings().expect("kept"), settings);
    assert_eq!(store.view_state(&id).expect("kept"), view);
    assert_eq!(
        store.recents(&id, 10).expect("kept"),
        [all[2].clone(), all[1].clone()],
        "newest first, each account once"
    );
    assert_eq!(store.recents(&id, 1).expect("kept").len(), 1);
    let other = Kind::profile_id("corp").expect("an id");
    assert_eq!(
        store.view_state(&other).expect("the store"),
        ViewState::default(),
        "each connection has its own"
    );
    assert!(store.recents(&other, 10).expect("the store").is_empty());
}

#[test]
fn a_file_that_is_no_database_is_refused_in_words_and_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("canopy.sqlite3");
    let garbage = "this is no database. ".repeat(500);
    std::fs::write(&file, &garbage).expect("a file");
    let failure = open(folder.path()).expect_err("it cannot be opened");
    assert_eq!(failure.code, Code::Invalid);
    assert!(failure.message.contains("damaged"), "{failure}");
    assert!(
        failure
            .hint
            .as_ref()
            .is_some_and(|hint| hint.contains("Move it away")),
        "it says what to do"
    );
    assert_eq!(
        std::fs::read_to_string(&file).expect("the file"),
        garbage,
        "someone may still save something from it"
    );
    std::fs::rename(&file, folder.path().join("damaged")).expect("moved away");
    open(folder.path()).expect("what the hint says helps");
}

#[tokio::test(start_paused = true)]
async fn a_database_with_damaged_pages_gives_a_failure_and_no_panic() {
    let desk = Desk::open();
    desk.loaded().await;
    desk.engine()
        .store()
        .save_settings(&Settings::default())
        .expect("kept");
    let folder = tempfile::tempdir().expect("a folder");
    // Into one whole file, so that no log repairs what is damaged.
    let copy = folder.path().join("canopy.sqlite3");
    desk.database()
        .execute("VACUUM INTO ?1", [copy.to_str().expect("a path")])
        .expect("a copy");
    let mut bytes = std::fs::read(&copy).expect("the copy");
    bytes[4096..].fill(0xAA);
    std::fs::write(&copy, bytes).expect("damaged");
    let options = Options {
        data_folder: Some(folder.path().to_owned()),
    };
    let failure = match Engine::open(options) {
        Err(failure) => failure,
        Ok(engine) => engine
            .store()
            .settings()
            .expect_err("its pages cannot be read"),
    };
    assert_eq!(failure.code, Code::Invalid);
    assert!(failure.message.contains("damaged"), "{failure}");
    assert!(failure.hint.is_some());
}

#[test]
fn a_database_of_a_newer_canopy_is_refused_in_words() {
    let desk = Desk::open();
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("canopy.sqlite3");
    desk.database()
        .execute("VACUUM INTO ?1", [copy.to_str().expect("a path")])
        .expect("a copy");
    let newer = rusqlite::Connection::open(&copy).expect("the copy");
    newer
        .pragma_update(None, "user_version", 99)
        .expect("a newer version");
    newer
        .execute_batch("CREATE TABLE from_the_future (id INTEGER)")
        .expect("a table");
    let failure = open(folder.path()).expect_err("it cannot be opened");
    assert_eq!(failure.code, Code::Invalid);
    assert!(failure.message.contains("newer Canopy"), "{failure}");
    assert!(
        failure
            .hint
            .as_ref()
            .is_some_and(|hint| hint.contains("Update Canopy")),
        "{failure:?}"
    );
    let version: u32 = newer
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .expect("a version");
    assert_eq!(version, 99, "the newer one finds it as it was");
}

#[test]
fn a_data_folder_that_cannot_be_made_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "").expect("a file");
    let failure = open(&file.join("data")).expect_err("a file holds no folder");
    assert!(failure.message.contains("data folder"), "{failure}");
    assert!(
        failure
            .hint
            .as_ref()
            .is_some_and(|hint| hint.contains("CANOPY_DATA_DIR")),
        "{failure:?}"
    );
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn only_its_owner_can_read_what_is_kept() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let engine = Engine::open(Options {
        data_folder: Some(data.clone()),
    })
    .expect("the engine opens");
    let session = engine
        .session(&Kind::sandbox_id())
        .await
        .expect("the sandbox signs in");
    session.load().await.expect("it loads");
    let mode = |path: &std::path::Path| {
        std::fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode()
            & 0o077
    };
    assert_eq!(mode(&data), 0, "the folder");
    for file in ["canopy.sqlite3", "sandbox.json", "sandbox-endpoint.json"] {
        assert_eq!(mode(&data.join(file)), 0, "{file}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_saved_tree_that_cannot_be_read_counts_as_none() {
    let desk = Desk::open();
    desk.loaded().await;
    desk.database()
        .execute("UPDATE tree SET content = '{'", [])
        .expect("damaged");
    let desk = desk.reopen().await;
    let session = desk.session().await;
    assert!(session.tree().is_none());
    session.load().await.expect("a load makes it good");
    let kept = desk
        .engine()
        .store()
        .saved_tree(session.id())
        .expect("the store");
    assert!(kept.is_some_and(|tree| tree.complete));
}
