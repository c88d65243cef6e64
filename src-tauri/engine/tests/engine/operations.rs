//! What is written in accounts and on them: done, seen in the sandbox's own books, and taken back.

use canopy_core::{
    Change, JobState, StepState,
    contact::{Contact, ContactKind},
};
use serde_json::{Value, json};

use crate::desk::{Desk, account, carry, ou, states, tag, undo};

fn contact(name: &str) -> Contact {
    Contact {
        name: name.to_owned(),
        title: "On call".to_owned(),
        email: "oncall@northwind.example.com".to_owned(),
        phone: "+49 30 123456".to_owned(),
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_gets_another_name_and_has_its_old_one_back() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let change = Change::RenameAccount {
        account: payments.clone(),
        name: "Payments EU".to_owned(),
    };
    let done = carry(&session, &[change]).await;
    assert_eq!(done.state, JobState::Done, "{:?}", done.steps[0].error);
    let books = desk.books();
    assert_eq!(books.account(&payments).await["name"], "Payments EU");
    assert_eq!(
        account(&session.tree().expect("a tree"), "Payments EU"),
        payments,
        "the tree shows it without a load"
    );
    undo(&session, &done).await;
    assert_eq!(books.account(&payments).await["name"], "Payments");
}

#[tokio::test(start_paused = true)]
async fn the_management_accounts_own_name_is_changed_without_naming_the_account() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let management = session.caller().account_id.clone();
    let change = Change::RenameAccount {
        account: management.clone(),
        name: "Northwind Traders".to_owned(),
    };
    let done = carry(&session, &[change]).await;
    assert_eq!(done.state, JobState::Done, "{:?}", done.steps[0].error);
    let name = desk.books().account(&management).await["name"].clone();
    assert_eq!(name, "Northwind Traders");
}

#[tokio::test(start_paused = true)]
async fn tags_that_are_set_and_taken_away_come_back_as_they_were() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let (payments, workloads) = (account(&tree, "Payments"), ou(&tree, "Workloads"));
    let books = desk.books();
    let tags = async || books.account(&payments).await["membership"]["tags"].clone();
    let before = tags().await;
    let changes = [
        Change::Tag {
            node: (&payments).into(),
            set: vec![tag("stage", "gold"), tag("oncall", "yes")],
            remove: vec!["cost-center".to_owned()],
        },
        Change::Tag {
            node: (&workloads).into(),
            set: vec![tag("owner", "ada")],
            remove: Vec::new(),
        },
    ];
    let done = carry(&session, &changes).await;
    assert_eq!(states(&done), [StepState::Done; 3]);
    assert_eq!(
        tags().await,
        json!({"team": "payments", "stage": "gold", "oncall": "yes"})
    );
    assert_eq!(
        books.units_named("Workloads").await[0]["tags"]["owner"],
        "ada"
    );
    let undone = undo(&session, &done).await;
    assert_eq!(undone.state, JobState::Done);
    assert_eq!(
        tags().await,
        before,
        "values, new keys and removed ones are as before"
    );
    let owner = &books.units_named("Workloads").await[0]["tags"]["owner"];
    assert_eq!(*owner, Value::Null);
}

#[tokio::test(start_paused = true)]
async fn a_contact_is_set_replaced_and_taken_away_and_each_can_be_taken_back() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let books = desk.books();
    let named = async || {
        let account = books.account(&payments).await;
        account["profile"]["alternateContacts"]["SECURITY"]["Name"].clone()
    };
    let set = |contact: Option<Contact>| Change::SetContact {
        account: payments.clone(),
        kind: ContactKind::Security,
        contact,
    };
    let first = carry(&session, &[set(Some(contact("Ada")))]).await;
    assert_eq!(first.state, JobState::Done, "{:?}", first.steps[0].error);
    assert_eq!(named().await, "Ada");
    let second = carry(&session, &[set(Some(contact("Grace")))]).await;
    assert_eq!(named().await, "Grace");
    let gone = carry(&session, &[set(None)]).await;
    assert_eq!(named().await, Value::Null);
    undo(&session, &gone).await;
    assert_eq!(
        named().await,
        "Grace",
        "it was written down before it was taken away"
    );
    undo(&session, &second).await;
    assert_eq!(
        named().await,
        "Ada",
        "it was written down before it was replaced"
    );
    undo(&session, &first).await;
    assert_eq!(named().await, Value::Null, "there was none before");
}

#[tokio::test(start_paused = true)]
async fn a_region_is_turned_on_and_off_again() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let books = desk.books();
    let on = async || {
        let account = books.account(&payments).await;
        account["profile"]["regions"]["ap-east-1"]["on"].clone()
    };
    let change = Change::SetRegion {
        account: payments.clone(),
        region: "ap-east-1".to_owned(),
        enabled: true,
    };
    let done = carry(&session, &[change]).await;
    assert_eq!(done.state, JobState::Done, "{:?}", done.steps[0].error);
    assert_eq!(on().await, true);
    books.advance(24 * 3600).await;
    undo(&session, &done).await;
    assert_eq!(on().await, false);
}

#[tokio::test(start_paused = true)]
async fn an_account_is_removed_once_it_is_old_enough_and_can_pay() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let amara = account(&session.tree().expect("a tree"), "Sandbox Amara");
    let books = desk.books();
    books.set(&amara, "paymentInstrument", true.into()).await;
    let change = Change::RemoveAccount {
        account: amara.clone(),
    };
    let done = carry(&session, &[change]).await;
    assert_eq!(done.state, JobState::Done, "{:?}", done.steps[0].error);
    assert_eq!(books.account(&amara).await["membership"], Value::Null);
    let tree = session.tree().expect("a tree");
    assert!(tree.get(&(&amara).into()).is_none(), "the tree let it go");
    assert!(!done.can_be_undone(), "it would have to be invited");
}

#[tokio::test(start_paused = true)]
async fn many_accounts_are_changed_by_one_plan() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let names = ["Payments", "Orders", "Search", "Inventory", "Storefront"];
    let changes = names.map(|name| Change::Tag {
        node: (&account(&tree, name)).into(),
        set: vec![tag("audited", "2026")],
        remove: Vec::new(),
    });
    let done = carry(&session, &changes).await;
    assert_eq!(states(&done), [StepState::Done; 5]);
    for name in names {
        let account = desk.books().account(&account(&tree, name)).await;
        assert_eq!(account["membership"]["tags"]["audited"], "2026", "{name}");
    }
}
