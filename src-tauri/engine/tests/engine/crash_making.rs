//! Making, renaming and deleting while the process is killed: what is made, is made once.

use canopy_core::Change;

use crate::{
    accounts::create,
    crash::{all_done, desk_behind_a_gate, killed, resume},
    desk::{apply, ou, place},
    gate::Side,
};

const LEDGER: &str = "aws+ledger@northwind.example.com";

#[tokio::test]
async fn a_unit_is_made_once_though_the_process_died() {
    for side in [Side::After, Side::Before] {
        let (desk, gate) = desk_behind_a_gate().await;
        let root = desk.loaded().await.tree().expect("a tree").root_id();
        let changes = [Change::CreateOu {
            parent: root,
            name: "Labs".to_owned(),
        }];
        let (desk, job) = killed(desk, &gate, &changes, "CreateOrganizationalUnit", side).await;
        let ended = resume(&desk, &job.id).await;
        all_done(&ended);
        let units = desk.books().units_named("Labs").await;
        assert_eq!(units.len(), 1, "{side:?}");
        let made = ended.steps[0]
            .receipt
            .as_ref()
            .expect("a receipt")
            .made
            .ou_id
            .clone()
            .expect("its id");
        assert_eq!(
            units[0]["id"],
            made.as_str(),
            "{side:?}: so that it can be undone"
        );
        assert_eq!(
            desk.books().calls("CreateOrganizationalUnit").await,
            1,
            "{side:?}"
        );
    }
}

#[tokio::test]
async fn a_renaming_and_a_deletion_are_seen_through_though_the_process_died() {
    for side in [Side::After, Side::Before] {
        let (desk, gate) = desk_behind_a_gate().await;
        let session = desk.loaded().await;
        let root = session.tree().expect("a tree").root_id();
        apply(
            &session,
            &[Change::CreateOu {
                parent: root,
                name: "Labs".to_owned(),
            }],
        )
        .await;
        let labs = ou(&session.tree().expect("a tree"), "Labs");
        drop(session);
        let rename = [Change::RenameOu {
            ou: labs.clone(),
            name: "Lab".to_owned(),
        }];
        let (desk, job) = killed(desk, &gate, &rename, "UpdateOrganizationalUnit", side).await;
        all_done(&resume(&desk, &job.id).await);
        let books = desk.books();
        assert_eq!(books.units_named("Lab").await.len(), 1, "{side:?}");
        assert_eq!(books.calls("UpdateOrganizationalUnit").await, 1, "{side:?}");
        let (desk, job) = killed(
            desk,
            &gate,
            &[Change::DeleteOu { ou: labs }],
            "DeleteOrganizationalUnit",
            side,
        )
        .await;
        all_done(&resume(&desk, &job.id).await);
        assert!(books.units_named("Lab").await.is_empty(), "{side:?}");
        assert_eq!(books.calls("DeleteOrganizationalUnit").await, 1, "{side:?}");
    }
}

#[tokio::test]
async fn an_account_is_made_once_though_the_process_died() {
    // Before AWS has the request, before the request is written down, and while AWS makes the account.
    for (operation, side) in [
        ("CreateAccount", Side::Before),
        ("CreateAccount", Side::After),
        ("DescribeCreateAccountStatus", Side::Before),
        ("MoveAccount", Side::After),
    ] {
        let (desk, gate) = desk_behind_a_gate().await;
        let staging = place(&desk.loaded().await.tree().expect("a tree"), "staging");
        let (desk, job) = killed(
            desk,
            &gate,
            &[create("Ledger", LEDGER, Some(staging.clone()))],
            operation,
            side,
        )
        .await;
        let has_handle = operation != "CreateAccount";
        assert_eq!(
            job.steps[0].request.is_some(),
            has_handle,
            "{operation} {side:?}: the handle is written down at once"
        );
        let ended = resume(&desk, &job.id).await;
        all_done(&ended);
        let books = desk.books();
        let accounts = books.accounts_with(LEDGER).await;
        assert_eq!(accounts.len(), 1, "{operation} {side:?}");
        assert_eq!(
            books.calls("CreateAccount").await,
            1,
            "{operation} {side:?}: one request"
        );
        assert_eq!(
            accounts[0]["membership"]["parentId"],
            staging.as_str(),
            "{operation} {side:?}: it is where it belongs"
        );
        for step in &ended.steps {
            let made = step
                .receipt
                .as_ref()
                .expect("a receipt")
                .made
                .account_id
                .clone()
                .expect("its id");
            assert_eq!(accounts[0]["id"], made.as_str(), "{operation} {side:?}");
        }
    }
}

#[tokio::test]
async fn accounts_that_were_still_to_be_made_are_made_even_where_no_tree_was_saved() {
    let (desk, gate) = desk_behind_a_gate().await;
    let changes = [
        create("Ledger", LEDGER, None),
        create("Vault", "aws+vault@northwind.example.com", None),
    ];
    let (desk, job) = killed(
        desk,
        &gate,
        &changes,
        "DescribeCreateAccountStatus",
        Side::After,
    )
    .await;
    desk.database()
        .execute("DELETE FROM tree", [])
        .expect("as if only a part had been loaded");
    let desk = desk.reopen().await;
    assert!(desk.session().await.tree().is_none());
    all_done(&resume(&desk, &job.id).await);
    for email in [LEDGER, "aws+vault@northwind.example.com"] {
        assert_eq!(desk.books().accounts_with(email).await.len(), 1, "{email}");
    }
}
