//! What a plan does not even let one try, each in words that help.

use canopy_core::{Change, Code};

use crate::{
    accounts::create,
    desk::{Desk, account, carry, learned, place, tag, words},
    refusals::{GUEST, invite, says},
};

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
