//! An organization from its birth to its end: made, given all features, left, deleted.

use canopy_core::{AccountId, Change, Code, JobState, StepState};
use canopy_engine::{
    job,
    session::{Session, Standing},
};
use serde_json::Value;

use crate::{
    accounts::create,
    books::{Books, organization},
    desk::{Desk, account, carry, journal, learned, states, until, words},
};

const CREATE: Change = Change::CreateOrganization {
    billing_only: false,
};

async fn organization_of(books: &Books, account: &AccountId) -> Value {
    books.account(account).await["membership"]["organizationId"].clone()
}

async fn loaded_again(session: &Session) {
    until("the load ends", async || session.progress().is_none()).await;
}

#[tokio::test(start_paused = true)]
async fn an_account_outside_makes_an_organization_and_deletes_it_again() {
    let desk = Desk::open();
    let session = desk.outsider(1).await;
    assert_eq!(session.standing(), Some(Standing::Outside));
    let account = session.caller().account_id.clone();
    let books = desk.books();
    let done = carry(&session, &[CREATE]).await;
    assert_eq!(done.state, JobState::Done, "{:?}", done.steps[0].error);
    let made = done.steps[0].receipt.clone().expect("a receipt").made;
    let id = made.organization_id.expect("its id");
    assert_eq!(organization_of(&books, &account).await, id.as_str());
    loaded_again(&session).await;
    let tree = session.tree().expect("the tree of the new organization");
    assert_eq!(tree.organization.id, id);
    assert_eq!(tree.organization.feature_set, "ALL");

    let twice = learned(&session, &[CREATE]).await;
    let blocker = twice.blockers.first().expect("a blocker");
    assert!(
        words(blocker).contains("a member of the organization"),
        "{blocker}"
    );

    let undone = crate::desk::undo(&session, &done).await;
    assert_eq!(undone.state, JobState::Done, "{:?}", undone.steps[0].error);
    assert_eq!(organization_of(&books, &account).await, Value::Null);
    until("it stands outside again", async || {
        session.standing() == Some(Standing::Outside) && session.tree().is_none()
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_a_new_organization_is_not_ready_for_is_waited_for() {
    let desk = Desk::open();
    let session = desk.outsider(1).await;
    carry(&session, &[CREATE]).await;
    loaded_again(&session).await;
    let books = desk.books();
    let change = create("First", "aws+first@adventure-works.example.com", None);
    let job = carry(&session, &[change]).await;
    assert_eq!(job.state, JobState::Waiting, "{:?}", job.steps);
    let waits_for = job.waits_for.as_deref().expect("it says for what");
    assert!(waits_for.contains("still setting up"), "{waits_for}");
    books.advance(3600).await;
    let ended = job::resume(&session, &job.id).await.expect("it goes on");
    assert_eq!(ended.state, JobState::Done, "{:?}", ended.steps);
    let made = books
        .accounts_with("aws+first@adventure-works.example.com")
        .await;
    assert_eq!(made.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_organization_with_members_is_not_deleted() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let plan = learned(&session, &[Change::DeleteOrganization]).await;
    let blocker = plan.blockers.first().expect("a blocker");
    assert_eq!(blocker.code, Code::Conflict);
    assert!(
        words(blocker).contains("Remove or close them first"),
        "{blocker}"
    );
    let leave = learned(&session, &[Change::LeaveOrganization]).await;
    let blocker = leave.blockers.first().expect("a blocker");
    assert!(
        words(blocker).contains("the management account cannot leave"),
        "{blocker}"
    );
}

/// Invites an account outside and has it join.
async fn joined(desk: &Desk, number: usize) -> std::sync::Arc<Session> {
    let (manager, guest) = (desk.loaded().await, desk.outsider(number).await);
    let invite = Change::Invite {
        invitee: canopy_core::invitation::Invitee::Account(guest.caller().account_id.clone()),
        to: None,
        notes: String::new(),
        tags: Vec::new(),
    };
    carry(&manager, &[invite]).await;
    accept(&guest, "INVITE").await;
    manager.load().await.expect("it loads");
    guest
}

/// The guest agrees to what it was asked.
async fn accept(guest: &std::sync::Arc<Session>, action: &str) {
    let received = guest.invitations().await.expect("its invitations").received;
    let asked = received
        .iter()
        .find(|it| it.action == action && it.state.is_open())
        .expect("it was asked");
    let handshake = asked.id.clone();
    let accepted = carry(guest, &[Change::AcceptInvitation { handshake }]).await;
    assert_eq!(
        accepted.state,
        JobState::Done,
        "{:?}",
        accepted.steps[0].error
    );
}

#[tokio::test(start_paused = true)]
async fn a_member_leaves_by_itself() {
    let desk = Desk::open();
    let guest = joined(&desk, 1).await;
    let id = guest.caller().account_id.clone();
    drop(guest.load().await);
    assert_ne!(guest.standing(), Some(Standing::Outside));
    let plan = learned(&guest, &[Change::LeaveOrganization]).await;
    assert_eq!(
        plan.blockers,
        [],
        "a member that may not read the tree may leave all the same"
    );
    let left = job::run(&guest, plan, None, |_| {})
        .await
        .expect("it is carried through");
    assert_eq!(left.state, JobState::Done, "{:?}", left.steps[0].error);
    assert_eq!(organization_of(&desk.books(), &id).await, Value::Null);
    assert!(!left.can_be_undone());
}

#[tokio::test(start_paused = true)]
async fn all_features_are_turned_on_once_the_invited_member_has_agreed() {
    let desk = Desk::open();
    let guest = joined(&desk, 1).await;
    let manager = desk.session().await;
    let books = desk.books();
    books
        .meddle(|state| {
            let management = state["managementAccountId"].clone();
            let id = organization(state)["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            state["organizations"][&id]["featureSet"] = "CONSOLIDATED_BILLING".into();
            // The two companies that were bought are created ones here: only the guest is asked.
            for account in state["accounts"]
                .as_object_mut()
                .expect("accounts")
                .values_mut()
            {
                let asked = account["id"] == guest.caller().account_id.as_str();
                if account["membership"]["joinedMethod"] == "INVITED"
                    && account["id"] != management
                    && !asked
                {
                    account["membership"]["joinedMethod"] = "CREATED".into();
                }
            }
        })
        .await;
    manager.load().await.expect("it loads");
    let job = carry(&manager, &[Change::EnableAllFeatures]).await;
    assert_eq!(job.state, JobState::Waiting, "{:?}", job.steps);
    assert_eq!(states(&job), [StepState::Done, StepState::Pending]);
    let waits_for = job.waits_for.as_deref().expect("it says for what");
    assert!(waits_for.contains("have not agreed"), "{waits_for}");
    let feature_set = async || organization(&books.state().await)["featureSet"].clone();
    assert_eq!(feature_set().await, "CONSOLIDATED_BILLING");

    accept(&guest, "APPROVE_ALL_FEATURES").await;
    let ended = job::resume(&manager, &job.id).await.expect("it goes on");
    assert_eq!(ended.state, JobState::Done, "{:?}", ended.steps);
    assert_eq!(feature_set().await, "ALL");
    assert_eq!(journal(&manager, &job).state, JobState::Done);
    loaded_again(&manager).await;
    let tree = manager.tree().expect("a tree");
    assert_eq!(
        tree.organization.feature_set, "ALL",
        "the tree learned of it"
    );
}

#[tokio::test(start_paused = true)]
async fn accounts_are_not_closed_with_consolidated_billing_only() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    desk.books()
        .meddle(|state| {
            let id = organization(state)["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            state["organizations"][&id]["featureSet"] = "CONSOLIDATED_BILLING".into();
        })
        .await;
    session.load().await.expect("it loads");
    let amara = account(&session.tree().expect("a tree"), "Sandbox Amara");
    let plan = learned(&session, &[Change::CloseAccount { account: amara }]).await;
    let blocker = plan.blockers.first().expect("a blocker");
    assert!(words(blocker).contains("all features"), "{blocker}");
}
