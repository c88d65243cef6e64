//! Invitations with a place to go to: Canopy moves the account there once it has joined, also where it
//! joined while Canopy was closed.

use std::sync::Arc;

use canopy_core::{
    AccountId, Change, Code, HandshakeId, JobRecord, JobState, StepState, invitation::Invitee,
};
use canopy_engine::{job, session::Session};
use serde_json::json;

use crate::desk::{Desk, account, carry, holder, journal, learned, place, states, tag, words};

const DAY: i64 = 24 * 3600;
const ADVENTURE_WORKS: &str = "aws@adventure-works.example.com";

async fn outside(desk: &Desk) -> AccountId {
    let accounts = desk.books().accounts_with(ADVENTURE_WORKS).await;
    let id = accounts[0]["id"].as_str().expect("an id");
    id.parse().expect("an id")
}

fn invite(invitee: Invitee, session: &Session) -> Change {
    Change::Invite {
        invitee,
        to: Some(place(&session.tree().expect("a tree"), "staging")),
        notes: "Welcome".to_owned(),
        tags: vec![tag("team", "adventure")],
    }
}

async fn invited(session: &Arc<Session>, invitee: Invitee) -> JobRecord {
    let job = carry(session, &[invite(invitee, session)]).await;
    assert_eq!(job.state, JobState::Waiting, "{:?}", job.steps);
    assert_eq!(states(&job), [StepState::Done, StepState::Pending]);
    let waits_for = job.waits_for.as_deref().expect("it says for what");
    assert!(waits_for.contains("has not answered"), "{waits_for}");
    job
}

fn handshake(job: &JobRecord) -> HandshakeId {
    let made = &job.steps[0].receipt.as_ref().expect("a receipt").made;
    made.handshake_id.clone().expect("its id")
}

async fn answer(desk: &Desk, change: Change) {
    let guest = desk.outsider(1).await;
    let answered = carry(&guest, &[change]).await;
    assert_eq!(
        answered.state,
        JobState::Done,
        "{:?}",
        answered.steps[0].error
    );
}

async fn moved_after_an_answer_while_closed(invitee: impl FnOnce(AccountId) -> Invitee) {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let guest = outside(&desk).await;
    let job = invited(&session, invitee(guest.clone())).await;
    let tree = session.tree().expect("a tree");
    let staging = place(&tree, "staging");
    drop(session);
    // Only the guest's connection is open; nobody looks after the manager's jobs.
    let desk = desk.reopen().await;
    let handshake = handshake(&job);
    answer(&desk, Change::AcceptInvitation { handshake }).await;
    let books = desk.books();
    assert_eq!(books.parent_of(&guest).await, tree.root_id().as_str());

    let desk = desk.reopen().await;
    let session = desk.session().await;
    let ended = job::resume(&session, &job.id).await.expect("it goes on");
    assert_eq!(ended.state, JobState::Done, "{:?}", ended.steps);
    assert_eq!(states(&ended), [StepState::Done, StepState::Done]);
    let books = desk.books();
    assert_eq!(books.parent_of(&guest).await, staging.as_str());
    assert_eq!(books.calls("MoveAccount").await, 1);
    let tags = &books.account(&guest).await["membership"]["tags"];
    assert_eq!(*tags, json!({"team": "adventure"}));
    let written = journal(&session, &job);
    let moved = written.steps[1].receipt.as_ref().expect("a receipt");
    assert_eq!(
        moved.made.account_id.as_ref(),
        Some(&guest),
        "the journal tells who joined"
    );
    session.load().await.expect("it loads");
    let tree = session.tree().expect("a tree");
    assert_eq!(holder(&tree, "Adventure Works"), staging);
}

#[tokio::test(start_paused = true)]
async fn an_account_that_joined_while_canopy_was_closed_is_moved_on_the_next_start() {
    moved_after_an_answer_while_closed(Invitee::Account).await;
}

#[tokio::test(start_paused = true)]
async fn an_account_that_was_invited_by_its_address_is_moved_as_well() {
    moved_after_an_answer_while_closed(|_| Invitee::Email(ADVENTURE_WORKS.to_owned())).await;
}

#[tokio::test(start_paused = true)]
async fn tending_looks_when_it_is_due_and_not_before() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let guest = outside(&desk).await;
    let job = invited(&session, Invitee::Account(guest.clone())).await;
    assert_eq!(
        job::tend(&session).await.expect("it looks"),
        0,
        "not due yet"
    );
    answer(
        &desk,
        Change::AcceptInvitation {
            handshake: handshake(&job),
        },
    )
    .await;
    desk.database()
        .execute(
            "UPDATE job SET due_at = '2020-01-01T00:00:00Z' WHERE id = ?1",
            [job.id.as_str()],
        )
        .expect("as if time had passed");
    assert_eq!(job::tend(&session).await.expect("it looks"), 1);
    assert_eq!(journal(&session, &job).state, JobState::Done);
    let staging = place(&session.tree().expect("a tree"), "staging");
    assert_eq!(desk.books().parent_of(&guest).await, staging.as_str());
}

async fn ends_without_a_move(job: &JobRecord, desk: &Desk, why: &str) {
    let session = desk.session().await;
    let ended = job::resume(&session, &job.id).await.expect("it looks");
    assert_eq!(ended.state, JobState::Cancelled, "{why}: {:?}", ended.steps);
    assert_eq!(
        states(&ended),
        [StepState::Done, StepState::Skipped],
        "{why}"
    );
    let failure = ended.steps[1].error.as_ref().expect("why");
    assert!(failure.message.contains(why), "{failure}");
    assert!(
        words(failure).contains("Send a new invitation"),
        "{failure}"
    );
    assert_eq!(desk.books().calls("MoveAccount").await, 0, "{why}");
}

#[tokio::test(start_paused = true)]
async fn an_invitation_that_is_turned_down_cancelled_or_over_moves_nobody() {
    for why in ["was declined", "was cancelled", "ended unanswered"] {
        let desk = Desk::open();
        let session = desk.loaded().await;
        let guest = outside(&desk).await;
        let job = invited(&session, Invitee::Account(guest)).await;
        let handshake = handshake(&job);
        match why {
            "was declined" => answer(&desk, Change::DeclineInvitation { handshake }).await,
            "was cancelled" => {
                let cancelled = carry(&session, &[Change::CancelInvitation { handshake }]).await;
                assert_eq!(cancelled.state, JobState::Done);
            }
            _ => desk.books().advance(16 * DAY).await,
        }
        ends_without_a_move(&job, &desk, why).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_invitation_is_taken_back_while_it_is_open() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let guest = outside(&desk).await;
    let change = Change::Invite {
        invitee: Invitee::Account(guest),
        to: None,
        notes: String::new(),
        tags: Vec::new(),
    };
    let done = carry(&session, &[change]).await;
    assert_eq!(
        done.state,
        JobState::Done,
        "without a place to go to it is done at once"
    );
    crate::desk::undo(&session, &done).await;
    let sent = desk.books().handshakes("INVITE").await;
    let handshake = handshake(&done);
    let ours = sent.iter().find(|it| it["id"] == handshake.as_str());
    assert_eq!(ours.expect("it was sent")["state"], "CANCELED");
}

#[tokio::test(start_paused = true)]
async fn a_network_that_is_gone_does_not_end_the_wait() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let guest = outside(&desk).await;
    let job = invited(&session, Invitee::Account(guest.clone())).await;
    let books = desk.books();
    // As often as a read is tried before it is given up.
    books.faults("DescribeHandshake", "Timeout", 6, 0).await;
    let waits = job::resume(&session, &job.id).await.expect("it looks");
    assert_eq!(waits.state, JobState::Waiting, "{:?}", waits.steps);
    answer(
        &desk,
        Change::AcceptInvitation {
            handshake: handshake(&job),
        },
    )
    .await;
    let ended = job::resume(&session, &job.id).await.expect("it goes on");
    assert_eq!(ended.state, JobState::Done, "{:?}", ended.steps);
}

#[tokio::test(start_paused = true)]
async fn one_letter_of_many_that_is_refused_leaves_the_others() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let guest = outside(&desk).await;
    books
        .fault("InviteAccountToOrganization", "AccessDenied")
        .await;
    let changes = [
        invite(
            Invitee::Email("nobody@fourth-coffee.example.com".to_owned()),
            &session,
        ),
        invite(Invitee::Account(guest), &session),
    ];
    let job = carry(&session, &changes).await;
    assert_eq!(
        job.state,
        JobState::Waiting,
        "one was sent, and waits: {:?}",
        job.steps
    );
    let done = job.steps.iter().filter(|it| it.state == StepState::Done);
    assert_eq!(done.count(), 1);
    let failed: Vec<_> = job
        .steps
        .iter()
        .filter_map(|it| it.error.as_ref())
        .collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].code, Code::Denied);
}

#[tokio::test(start_paused = true)]
async fn the_guest_cannot_join_while_it_is_a_member_elsewhere() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let plan = learned(&session, &[invite(Invitee::Account(payments), &session)]).await;
    let blocker = plan.blockers.first().expect("a blocker");
    assert_eq!(blocker.code, Code::Conflict);
    assert!(words(blocker).contains("is a member already"), "{blocker}");
}
