//! A read-only connection: refused below the commands, in this process and in others.

use std::sync::Arc;

use canopy_core::{Code, Failure, JobState, StepState, connection_spec::ConnectionSpec};
use canopy_engine::{connection::Kind, job, session::Session};

use crate::{
    alone::{Keychain, alone, keys, refused},
    desk::{Desk, apply, holder, learned, place, plan, to, until, words},
};

fn must_be_refusal(failure: &Failure) {
    assert_eq!(failure.code, Code::Denied, "{failure}");
    assert!(words(failure).contains("read-only"), "{}", words(failure));
    assert!(
        words(failure).contains("Allow changes"),
        "it says how to turn it off"
    );
}

async fn writes(desk: &Desk) -> u64 {
    let books = desk.books();
    books.calls("MoveAccount").await + books.calls("TagResource").await
}

async fn set(desk: &Desk, read_only: bool) {
    let id = Kind::sandbox_id();
    let done = desk.engine().set_read_only(&id, read_only).await;
    done.expect("it is set");
}

#[tokio::test]
async fn every_way_to_change_something_is_refused_and_reading_is_not() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let before = plan(&session, &[to(&tree, "Payments", "staging")]);
    assert!(before.can_be_applied());
    let done = apply(&session, &[to(&tree, "Orders", "staging")]).await;
    let moved = writes(&desk).await;
    set(&desk, true).await;

    let listed = desk.engine().connections().await;
    let listed: Vec<bool> = listed
        .iter()
        .filter(|it| it.id == Kind::sandbox_id())
        .map(|it| it.read_only)
        .collect();
    assert_eq!(listed, [true]);
    let now = learned(&session, &[to(&tree, "Payments", "staging")]).await;
    must_be_refusal(now.blockers.first().expect("a blocker"));
    assert!(!now.can_be_applied());
    let undo = job::plan_undo(&session, &done.id).await.expect("a plan");
    must_be_refusal(undo.blockers.first().expect("a blocker"));
    // Plans that were made before, or elsewhere, do not pass either.
    must_be_refusal(&refused(
        job::start(&session, before.clone(), None),
        "read-only",
    ));
    let ran = job::run(&session, before.clone(), None, |_| {}).await;
    must_be_refusal(&refused(ran, "read-only"));
    must_be_refusal(&refused(job::resume(&session, &done.id).await, "read-only"));
    must_be_refusal(&refused(
        job::start_resuming(&session, &done.id),
        "read-only",
    ));
    assert_eq!(writes(&desk).await, moved, "nothing was written");
    let jobs = desk.engine().store().jobs(session.id(), 10).expect("jobs");
    assert_eq!(jobs.len(), 1, "no job was begun");

    session.load().await.expect("reading goes on");
    let payments = crate::desk::account(&tree, "Payments");
    let link = session.console_link(&payments, None).await;
    link.expect("consoles may be opened");

    set(&desk, false).await;
    let after = learned(&session, &[to(&tree, "Payments", "staging")]).await;
    assert_eq!(after.blockers, []);
    let done = job::run(&session, after, None, |_| {})
        .await
        .expect("it runs");
    assert_eq!(done.state, JobState::Done);
}

#[tokio::test]
async fn what_another_process_sets_counts_here_too() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let other = desk.beside();
    set(&other, true).await;
    let refusal = job::start(
        &session,
        plan(&session, &[to(&tree, "Payments", "staging")]),
        None,
    );
    must_be_refusal(&refused(refusal, "read-only"));
    set(&other, false).await;
    apply(&session, &[to(&tree, "Payments", "staging")]).await;
}

#[tokio::test]
async fn a_job_that_runs_is_paused_after_its_step_and_goes_on_later() {
    let desk = Desk::open();
    let gate = crate::gate::Gate::serve(
        desk.folder(),
        canopy_sandbox::Sandbox::sample(canopy_sandbox::Options::default()),
    )
    .await;
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    gate.hold("MoveAccount", crate::gate::Side::After);
    let changes = [
        to(&tree, "Payments", "staging"),
        to(&tree, "Orders", "staging"),
    ];
    let begun = job::start(&session, plan(&session, &changes), None).expect("it starts");
    gate.arrived().await;
    set(&desk.beside(), true).await;
    gate.let_go();
    let paused = async || crate::desk::journal(&session, &begun).state == JobState::Paused;
    until("it is paused", paused).await;
    let states: Vec<StepState> = crate::desk::journal(&session, &begun)
        .steps
        .iter()
        .map(|step| step.state)
        .collect();
    assert_eq!(states, [StepState::Done, StepState::Pending]);
    assert_eq!(job::tend(&session).await, Ok(0), "nothing waits");
    set(&desk, false).await;
    let ended = job::resume(&session, &begun.id).await.expect("it goes on");
    assert_eq!(ended.state, JobState::Done);
    let tree = session.tree().expect("a tree");
    assert_eq!(holder(&tree, "Orders"), place(&tree, "staging"));
}

#[tokio::test]
async fn a_job_that_has_fallen_due_is_not_tended() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let waiting = invited(&session).await;
    set(&desk, true).await;
    desk.database()
        .execute("UPDATE job SET due_at = '2000-01-01T00:00:00Z'", [])
        .expect("it is due");
    must_be_refusal(&refused(job::tend(&session).await, "read-only"));
    assert_eq!(
        crate::desk::journal(&session, &waiting).state,
        JobState::Waiting
    );
    job::cancel(desk.engine(), &waiting.id)
        .expect("what waits may be given up: that writes nothing");
}

/// A job that waits for the answer to an invitation.
async fn invited(session: &Arc<Session>) -> canopy_core::JobRecord {
    let tree = session.tree().expect("a tree");
    let guest = Kind::outsider_ids().next().expect("one");
    let guest = session.engine().session(&guest).await.expect("it signs in");
    let guest = guest.caller().account_id.clone();
    let change = canopy_core::Change::Invite {
        invitee: canopy_core::invitation::Invitee::Account(guest),
        to: Some(place(&tree, "staging")),
        notes: String::new(),
        tags: Vec::new(),
    };
    let plan = learned(session, &[change]).await;
    assert_eq!(plan.blockers, []);
    let job = job::run(session, plan, None, |_| {})
        .await
        .expect("it runs");
    assert_eq!(job.state, JobState::Waiting, "{job:?}");
    job
}

#[test]
fn a_connection_that_was_entered_read_only_stays_so_until_it_is_changed() {
    alone(
        "read_only::a_connection_that_was_entered_read_only_stays_so_until_it_is_changed",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            let asked = ConnectionSpec {
                read_only: true,
                ..keys(world.key())
            };
            let secret = || Some(world.secret().to_owned());
            let kept = canopy.save_connection(asked, secret()).await.expect("kept");
            assert!(kept.read_only);
            let session = world.open(&canopy, &kept.id).await;
            session.load().await.expect("it loads");
            let tree = session.tree().expect("a tree");
            let changes = [to(&tree, "Payments", "staging")];
            let blocked = learned(&session, &changes).await;
            must_be_refusal(blocked.blockers.first().expect("a blocker"));
            canopy
                .set_read_only(&kept.id, false)
                .await
                .expect("changed");
            let listed = canopy.connections().await;
            let listed = listed.iter().find(|it| it.id == kept.id).expect("listed");
            assert!(!listed.read_only);
            assert!(!listed.spec.as_ref().expect("as entered").read_only);
            let done = job::run(&session, learned(&session, &changes).await, None, |_| {}).await;
            done.expect("it runs");

            // Editing it with the switch on makes it read-only again.
            let again = ConnectionSpec {
                read_only: true,
                ..listed.spec.clone().expect("as entered")
            };
            canopy.save_connection(again, None).await.expect("kept");
            let session = world.open(&canopy, &kept.id).await;
            session.load().await.expect("it loads");
            let blocked = learned(&session, &[to(&tree, "Orders", "staging")]).await;
            must_be_refusal(blocked.blockers.first().expect("a blocker"));
        },
    );
}
