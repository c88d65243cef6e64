//! What is there at the next start, and what changed since.

use canopy_engine::session::DifferenceKind;

use crate::{
    books::organization,
    desk::{Desk, account, apply, holder, ou, place, to},
};

#[tokio::test(start_paused = true)]
async fn the_next_start_shows_the_saved_tree_at_once_with_its_age() {
    let desk = Desk::open();
    let before = desk.loaded().await.tree().expect("a tree");
    let desk = desk.reopen().await;
    let session = desk.session().await;
    let books = desk.books();
    assert_eq!(books.calls("ListAccounts").await, 0, "AWS was not asked");
    let saved = session.tree().expect("the saved tree");
    assert_eq!(saved, before, "the same tree");
    assert_eq!(saved.as_of, before.as_of, "as old as it is");
    assert!(session.is_saved(), "it says that AWS has not confirmed it");
    let loaded = session.load().await.expect("it loads");
    assert!(loaded.tree.as_of > before.as_of);
    assert!(!session.is_saved());
    assert_eq!(session.differences(), [], "nothing changed meanwhile");
}

#[tokio::test(start_paused = true)]
async fn a_step_that_was_done_is_in_the_saved_tree() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    apply(&session, &[to(&tree, "Payments Dev", "staging")]).await;
    drop(session);
    let desk = desk.reopen().await;
    let saved = desk.session().await.tree().expect("the saved tree");
    assert_eq!(
        holder(&saved, "Payments Dev"),
        place(&saved, "staging"),
        "without a load after the move"
    );
}

#[tokio::test(start_paused = true)]
async fn a_later_load_tells_what_changed_since() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let (moved, left, closed) = (
        account(&tree, "Payments"),
        account(&tree, "DNS"),
        account(&tree, "Backup"),
    );
    let (renamed, staging) = (ou(&tree, "Sandbox"), place(&tree, "staging"));
    drop(session);
    let desk = desk.reopen().await;
    let session = desk.session().await;
    let books = desk.books();
    books
        .meddle(|state| {
            let id = organization(state)["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            state["accounts"][moved.as_str()]["membership"]["parentId"] = staging.as_str().into();
            state["accounts"][closed.as_str()]["state"] = "SUSPENDED".into();
            state["accounts"][left.as_str()]["membership"] = serde_json::Value::Null;
            let units = &mut state["organizations"][&id]["ous"];
            units[renamed.as_str()]["name"] = "Playground".into();
            let mut fresh = units[renamed.as_str()].clone();
            let new = format!("{}new", &renamed.as_str()[..renamed.as_str().len() - 3]);
            fresh["id"] = new.as_str().into();
            fresh["name"] = "Fresh".into();
            units[new.as_str()] = fresh;
        })
        .await;
    session.load().await.expect("it loads");
    let found: Vec<_> = session.differences();
    let mut seen: Vec<_> = found
        .iter()
        .map(|it| {
            (
                it.name.as_str(),
                it.kind,
                it.from.as_deref(),
                it.to.as_deref(),
            )
        })
        .collect();
    seen.sort_unstable_by_key(|(name, ..)| *name);
    assert_eq!(
        seen,
        [
            (
                "Backup",
                DifferenceKind::State,
                Some("ACTIVE"),
                Some("SUSPENDED")
            ),
            (
                "DNS",
                DifferenceKind::Removed,
                Some("/Infrastructure"),
                None
            ),
            ("Fresh", DifferenceKind::Added, None, Some("/")),
            (
                "Payments",
                DifferenceKind::Moved,
                Some("/Workloads/prod"),
                Some("/Workloads/staging")
            ),
            (
                "Playground",
                DifferenceKind::Renamed,
                Some("Sandbox"),
                Some("Playground")
            ),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn what_one_did_oneself_is_no_difference() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    apply(&session, &[to(&tree, "Payments Dev", "staging")]).await;
    session.load().await.expect("it loads");
    assert_eq!(
        session.differences(),
        [],
        "the tree had moved on with the step"
    );
}
