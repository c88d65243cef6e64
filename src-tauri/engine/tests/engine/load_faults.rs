//! Loads that go wrong: what passes by costs a repetition, what does not leaves what was known.

use canopy_core::{Code, Failure};
use canopy_engine::{events::Event, session::Session};

use canopy_sandbox::Sandbox;

use crate::{
    desk::{Desk, until},
    gate::Gate,
};

/// Why the load that is under way did not end well.
async fn ended(session: &Session) -> Failure {
    until("the load ends", async || session.progress().is_none()).await;
    session.load_failure().expect("it did not end well")
}

#[tokio::test(start_paused = true)]
async fn one_page_that_fails_costs_one_call_more() {
    for operation in [
        "ListAccounts",
        "ListRoots",
        "DescribeOrganization",
        "ListOrganizationalUnitsForParent",
    ] {
        for code in ["Throttle", "InternalError", "Timeout", "LostReply"] {
            let desk = Desk::open();
            let session = desk.session().await;
            let books = desk.books();
            let after = u32::from(operation == "ListAccounts");
            books.faults(operation, code, 1, after).await;
            let before = books.all_calls().await;
            let loaded = session
                .load()
                .await
                .unwrap_or_else(|failure| panic!("{operation} {code}: {failure}"));
            assert!(loaded.tree.complete, "{operation} {code}");
            until("the policies are read", async || {
                session.known().is_ok_and(|known| known.policies.is_some())
            })
            .await;
            // The policies are read behind the load, which is not asked about them.
            let mut behind = 1;
            for read in ["ListPolicies", "ListTargetsForPolicy", "DescribePolicy"] {
                behind += books.calls(read).await;
            }
            let passed = books.all_calls().await - before - behind;
            // A lost reply counts as let through: AWS acted.
            let failed = u64::from(code != "LostReply");
            assert_eq!(
                u64::from(loaded.calls),
                passed + failed,
                "{operation} {code}: one call, and no more, was repeated"
            );
            assert_eq!(
                loaded.throttled,
                u32::from(code == "Throttle"),
                "{operation} {code}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_that_keeps_failing_ends_the_load_and_leaves_the_tree() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let before = session.tree().expect("a tree");
    for (code, expected) in [
        ("InternalError", Code::Unreachable),
        ("Timeout", Code::Unreachable),
        ("Throttle", Code::Throttled),
    ] {
        desk.books().faults("ListAccounts", code, 6, 1).await;
        let failure = session.load().await.expect_err("it cannot load");
        assert_eq!(failure.code, expected, "{code}");
        assert!(failure.hint.is_some(), "{code}: it says what helps");
        assert_eq!(
            session.tree().expect("a tree"),
            before,
            "{code}: what was known stays"
        );
    }
    let again = session.load().await.expect("the next one loads");
    assert!(again.tree.as_of > before.as_of);
}

#[tokio::test(start_paused = true)]
async fn what_does_not_pass_by_is_said_at_once() {
    for (code, expected) in [
        ("AccessDenied", Code::Denied),
        ("ExpiredToken", Code::SignedOut),
    ] {
        let desk = Desk::open();
        let session = desk.session().await;
        let books = desk.books();
        books.fault("ListAccounts", code).await;
        let failure = session.load().await.expect_err("it cannot load");
        assert_eq!(failure.code, expected);
        assert!(failure.hint.is_some(), "{code}: it says what helps");
        assert!(
            failure.request_id.is_some(),
            "{code}: AWS answered, so there is an id to tell support"
        );
        assert_eq!(
            session.load_failure(),
            Some(failure),
            "{code}: whoever asks later learns it too"
        );
        assert!(
            session.tree().is_none(),
            "{code}: nothing half-known is shown"
        );
        assert!(
            session.progress().is_none(),
            "{code}: nothing is under way any more"
        );
        assert!(
            desk.engine()
                .store()
                .saved_tree(session.id())
                .expect("the store")
                .is_none(),
            "{code}: nor kept"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_denial_names_the_permission_and_leaves_the_tree_as_it_was() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let before = session.tree().expect("a tree");
    desk.books()
        .faults("ListAccounts", "AccessDenied", 1, 1)
        .await;
    let failure = session.load().await.expect_err("it cannot load");
    assert_eq!(failure.code, Code::Denied);
    assert_eq!(
        failure.hint.as_deref(),
        Some("Ask for the permission `organizations:ListAccounts`.")
    );
    assert_eq!(session.tree().expect("a tree"), before);
    assert!(before.complete);
}

#[tokio::test(start_paused = true)]
async fn a_first_load_that_is_denied_half_way_never_counts_as_whole() {
    let desk = Desk::open();
    let session = desk.session().await;
    desk.books()
        .faults("ListAccounts", "AccessDenied", 1, 1)
        .await;
    session.load().await.expect_err("it cannot load");
    assert!(
        session.tree().is_none_or(|tree| !tree.complete),
        "pages that came do not make an organization"
    );
    drop(session);
    let desk = desk.reopen().await;
    assert!(
        desk.session().await.tree().is_none(),
        "half a tree is not kept"
    );
}

#[tokio::test(start_paused = true)]
async fn a_first_load_that_is_stopped_leaves_a_tree_that_says_it_is_not_whole() {
    let desk = Desk::open();
    let session = desk.session().await;
    // The load waits before its second page.
    desk.books().faults("ListAccounts", "Throttle", 5, 1).await;
    let mut events = desk.engine().subscribe();
    session.start_loading();
    while !matches!(events.recv().await.expect("an event"), Event::Loading { progress, .. } if progress.accounts > 0)
    {
    }
    session.cancel_loading();
    let failure = ended(&session).await;
    assert_eq!(failure.code, Code::Cancelled);
    let tree = session.tree().expect("the first page was shown");
    assert!(!tree.complete, "not all accounts are there");
    assert_eq!(tree.accounts().count(), 20, "one page");
    let whole = session.load().await.expect("the next one loads").tree;
    assert!(whole.complete);
    assert_eq!(
        session.differences(),
        [],
        "what had not come yet was not added by anyone"
    );
}

#[tokio::test(start_paused = true)]
async fn a_refresh_that_is_stopped_leaves_the_older_tree() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let before = session.tree().expect("a tree");
    desk.books().faults("ListAccounts", "Throttle", 5, 1).await;
    let mut events = desk.engine().subscribe();
    session.start_loading();
    while !matches!(
        events.recv().await.expect("an event"),
        Event::Loading { .. }
    ) {}
    session.cancel_loading();
    let failure = ended(&session).await;
    assert_eq!(failure.code, Code::Cancelled);
    assert_eq!(
        session.tree().expect("a tree"),
        before,
        "old, whole, and with its age"
    );
    desk.loaded().await;
    assert!(
        session.tree().expect("a tree").as_of > before.as_of,
        "the next load is not stopped too"
    );
}

#[tokio::test]
async fn a_question_about_children_that_fails_is_asked_again() {
    let desk = Desk::open();
    let sandbox = Sandbox::generate(120, 90, 7, canopy_sandbox::Options::default());
    let _gate = Gate::serve(desk.folder(), sandbox).await;
    let whole = desk.loaded().await.tree().expect("a tree");
    let books = desk.books();
    let asked = books.calls("ListChildren").await;
    assert!(
        asked > 0,
        "units at the bottom are asked whether they have children"
    );
    books.faults("ListChildren", "Throttle", 1, 1).await;
    let loaded = desk.session().await.load().await.expect("it loads");
    assert_eq!(loaded.throttled, 1);
    assert_eq!(
        loaded.tree.nodes().len(),
        whole.nodes().len(),
        "no unit is lost"
    );
}
