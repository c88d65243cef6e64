//! What AWS refuses, and what a plan does not even let one try, each in words that help.

use canopy_core::{Change, Code, Failure, JobState, invitation::Invitee};
use canopy_engine::job;
use serde_json::json;

use crate::{
    accounts::create,
    books::organization,
    desk::{Desk, account, carry, learned, place, tag, words},
};

const GUEST: &str = "aws@adventure-works.example.com";

fn invite(email: &str) -> Change {
    Change::Invite {
        invitee: Invitee::Email(email.to_owned()),
        to: None,
        notes: String::new(),
        tags: Vec::new(),
    }
}

/// Applies a change that AWS refuses.
async fn refused(desk: &Desk, change: Change) -> Failure {
    let job = carry(&desk.session().await, &[change]).await;
    assert_eq!(job.state, JobState::Failed, "{:?}", job.steps);
    let failed = job.steps.iter().find_map(|it| it.error.clone());
    let failure = failed.expect("why");
    assert!(failure.request_id.is_some(), "to ask AWS about: {failure}");
    failure
}

fn says(failure: &Failure, code: Code, message: &str, hint: &str) {
    assert_eq!(failure.code, code, "{failure}");
    assert!(failure.message.contains(message), "{}", words(failure));
    let helps = failure.hint.as_deref().unwrap_or_default();
    assert!(helps.contains(hint), "{}", words(failure));
}

#[tokio::test(start_paused = true)]
async fn an_address_that_is_not_verified_keeps_the_organization_from_inviting() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let management = session.caller().account_id.clone();
    desk.books()
        .set(&management, "emailVerified", false.into())
        .await;
    let failure = refused(&desk, invite(GUEST)).await;
    says(
        &failure,
        Code::Conflict,
        "email address is not verified",
        "Organizations console",
    );
}

#[tokio::test(start_paused = true)]
async fn invitations_beyond_the_day_or_the_quota_are_refused_with_what_helps() {
    let desk = Desk::open();
    desk.loaded().await;
    let books = desk.books();
    books
        .meddle(|state| {
            let id = organization(state)["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            let now = jiff::Timestamp::now().to_string();
            for nth in 0..100 {
                let handshake = format!("h-{nth:010}");
                state["handshakes"][&handshake] = json!({
                    "id": handshake, "organizationId": id, "action": "INVITE", "state": "DECLINED",
                    "parties": [{"id": format!("nobody{nth}@example.com"), "kind": "EMAIL"}],
                    "requestedAt": now, "expiresAt": now,
                });
            }
        })
        .await;
    let failure = refused(&desk, invite(GUEST)).await;
    says(&failure, Code::Quota, "in 24 hours", "tomorrow");

    let desk = Desk::open();
    let session = desk.loaded().await;
    let plan = learned(&session, &[invite(GUEST)]).await;
    desk.books()
        .meddle(|state| {
            let id = organization(state)["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            state["organizations"][&id]["accountQuota"] = 10.into();
        })
        .await;
    let job = job::run(&session, plan, None, |_| {}).await;
    let failure = job.expect("it is carried through").steps[0].error.clone();
    says(
        &failure.expect("why"),
        Code::Quota,
        "quota allows",
        "Service Quotas",
    );
}

#[tokio::test(start_paused = true)]
async fn an_account_that_cannot_leave_yet_is_told_why() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let books = desk.books();
    let amara = account(&tree, "Sandbox Amara");
    let remove = Change::RemoveAccount {
        account: amara.clone(),
    };
    // Planned before anything is in the way.
    let plan = learned(&session, std::slice::from_ref(&remove)).await;
    let refused = async || {
        let job = job::run(&session, plan.clone(), None, |_| {}).await;
        let job = job.expect("it is carried through");
        job.steps[0].error.clone().expect("why")
    };
    let failure = refused().await;
    says(
        &failure,
        Code::Conflict,
        "no way to pay of its own",
        "billing console",
    );
    let now = jiff::Timestamp::now().to_string();
    books.set(&amara, "membership/joinedAt", now.into()).await;
    let failure = refused().await;
    says(
        &failure,
        Code::Conflict,
        "less than four days ago",
        "four days after",
    );
    books.set(&amara, "state", "SUSPENDED".into()).await;
    let failure = refused().await;
    says(
        &failure,
        Code::Conflict,
        "closed or suspended cannot leave",
        "90 days",
    );
    session.load().await.expect("it loads");
    let plan = learned(&session, &[remove]).await;
    let blocker = plan.blockers.first();
    let blocker = blocker.expect("a blocker: the tree knows its age now");
    says(
        blocker,
        Code::Conflict,
        "less than 4 days ago",
        "AWS lets it leave from",
    );
}

#[tokio::test(start_paused = true)]
async fn a_delegated_administrator_is_not_removed_and_not_closed() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tooling = desk.books().state().await;
    let administrators = organization(&tooling)["delegatedAdministrators"].clone();
    let (id, _) = administrators
        .as_object()
        .and_then(|all| all.iter().next())
        .expect("the sample has one");
    let id: canopy_core::AccountId = id.parse().expect("an id");
    for change in [
        Change::RemoveAccount {
            account: id.clone(),
        },
        Change::CloseAccount {
            account: id.clone(),
        },
    ] {
        let plan = learned(&session, &[change]).await;
        let blocker = plan.blockers.first().expect("a blocker");
        says(
            blocker,
            Code::Conflict,
            "is the delegated administrator of",
            "deregister-delegated-administrator",
        );
    }
    // Of many, the list of all administrators tells.
    let amara = account(&session.tree().expect("a tree"), "Sandbox Amara");
    let both = [amara, id].map(|account| Change::CloseAccount { account });
    let plan = learned(&session, &both).await;
    assert_eq!(plan.blockers.len(), 1, "{:?}", plan.blockers);
}

#[tokio::test(start_paused = true)]
async fn what_account_management_may_not_do_comes_with_the_command_that_lets_it() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    desk.books()
        .meddle(|state| {
            let id = organization(state)["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            let trusted = &mut state["organizations"][&id]["trustedServices"];
            trusted
                .as_object_mut()
                .expect("services")
                .remove("account.amazonaws.com");
        })
        .await;
    let change = Change::RenameAccount {
        account: payments,
        name: "Payments EU".to_owned(),
    };
    let failure = refused(&desk, change).await;
    says(
        &failure,
        Code::Denied,
        "does not let AWS Account Management act",
        "enable-aws-service-access --service-principal account.amazonaws.com",
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_open_or_over_already_is_a_blocker() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    carry(&session, &[invite(GUEST)]).await;
    let twice = learned(&session, &[invite(GUEST)]).await;
    let blocker = twice.blockers.first().expect("a blocker");
    says(
        blocker,
        Code::Conflict,
        "is open already",
        "cancel it and send a new one",
    );
    let both = ["a@example.com", "a@example.com"].map(invite);
    let twice = learned(&session, &both).await;
    assert!(words(&twice.blockers[0]).contains("twice in this plan"));

    let sent = session
        .invitations()
        .await
        .expect("invitations")
        .sent
        .expect("those sent");
    let handshake = sent.iter().find(|it| it.email.as_deref() == Some(GUEST));
    let handshake = handshake.expect("ours").id.clone();
    let cancel = || Change::CancelInvitation {
        handshake: handshake.clone(),
    };
    carry(&session, &[cancel()]).await;
    let again = learned(&session, &[cancel()]).await;
    let blocker = again.blockers.first().expect("a blocker");
    says(
        blocker,
        Code::Conflict,
        "canceled already",
        "Send a new invitation",
    );
}

#[tokio::test(start_paused = true)]
async fn input_that_aws_would_not_take_is_a_blocker_before_any_call() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let payments = account(&tree, "Payments");
    let many: Vec<_> = (0..51).map(|nth| tag(&format!("key{nth}"), "x")).collect();
    let cases = [
        (create("Ledger", ".ledger@example.com", None), "dot"),
        (create("Ledger", "ledger", None), "no @"),
        (
            create("", "aws+ledger@northwind.example.com", None),
            "needs a name",
        ),
        (
            Change::RenameAccount {
                account: payments.clone(),
                name: "x".repeat(51),
            },
            "50",
        ),
        (
            Change::Tag {
                node: payments.clone().into(),
                set: many,
                remove: Vec::new(),
            },
            "50",
        ),
        (
            Change::SetRegion {
                account: payments.clone(),
                region: "Mars".to_owned(),
                enabled: true,
            },
            "not a region",
        ),
        (
            Change::CreateOu {
                parent: place(&tree, "prod"),
                name: String::new(),
            },
            "name",
        ),
        (
            Change::MoveAccount {
                account: payments,
                to: place(&tree, "prod"),
            },
            "already",
        ),
    ];
    let before = desk.books().all_calls().await;
    for (change, why) in cases {
        let told = format!("{change:?}");
        let plan = canopy_core::plan(
            &session.known().expect("a tree"),
            &[change],
            jiff::Timestamp::now(),
        );
        let blocker = plan
            .blockers
            .first()
            .unwrap_or_else(|| panic!("a blocker for {told}"));
        assert!(words(blocker).contains(why), "{told}: {}", words(blocker));
    }
    assert_eq!(desk.books().all_calls().await, before, "AWS was not asked");
}
