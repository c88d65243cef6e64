//! What is not possible is said before anything happens.

use canopy_core::{Change, Code, Failure, JobState};
use canopy_engine::job;

use crate::desk::{Desk, account, apply, ou, place, plan, to};

fn create_ou(parent: canopy_core::ParentId, name: &str) -> Change {
    Change::CreateOu {
        parent,
        name: name.to_owned(),
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_possible_is_a_blocker_and_starts_nothing() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let root = tree.root_id();
    let cases: [(&str, Change, Code); 8] = [
        (
            "a name that is taken",
            create_ou(place(&tree, "Workloads"), "prod"),
            Code::Conflict,
        ),
        (
            "a parent nobody knows",
            create_ou("ou-abcd-12345678".parse().expect("an id"), "qa"),
            Code::NotFound,
        ),
        ("no name", create_ou(root.clone(), ""), Code::Invalid),
        (
            "a sibling's name",
            Change::RenameOu {
                ou: ou(&tree, "dev"),
                name: "prod".to_owned(),
            },
            Code::Conflict,
        ),
        (
            "units inside",
            Change::DeleteOu {
                ou: ou(&tree, "Workloads"),
            },
            Code::Conflict,
        ),
        (
            "accounts inside",
            Change::DeleteOu {
                ou: ou(&tree, "Security"),
            },
            Code::Conflict,
        ),
        (
            "it stands there",
            to(&tree, "Payments", "prod"),
            Code::Invalid,
        ),
        (
            "a place nobody knows",
            Change::MoveAccount {
                account: account(&tree, "Payments"),
                to: "ou-abcd-12345678".parse().expect("an id"),
            },
            Code::NotFound,
        ),
    ];
    let books = desk.books();
    let before = books.state().await;
    for (what, change, expected) in cases {
        let plan = plan(&session, &[change]);
        let codes: Vec<Code> = plan.blockers.iter().map(|blocker| blocker.code).collect();
        assert_eq!(codes, [expected], "{what}");
        let failure: Failure =
            job::start(&session, plan.clone(), None).expect_err("it cannot start");
        assert_eq!(
            failure, plan.blockers[0],
            "{what}: who starts it all the same is told why not"
        );
    }
    assert!(
        desk.engine()
            .store()
            .jobs(session.id(), 10)
            .expect("the store")
            .is_empty(),
        "nothing is written down"
    );
    assert_eq!(
        books.state().await["organizations"],
        before["organizations"]
    );
}

#[tokio::test(start_paused = true)]
async fn units_nest_five_deep_and_not_deeper() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let mut parent = session.tree().expect("a tree").root_id();
    for level in 1..=5 {
        let name = format!("level {level}");
        let made = apply(&session, &[create_ou(parent, &name)]).await;
        assert_eq!(made.state, JobState::Done, "AWS allows level {level}");
        parent = place(&session.tree().expect("a tree"), &name);
    }
    let plan = plan(&session, &[create_ou(parent, "level 6")]);
    assert_eq!(
        plan.blockers.first().map(|blocker| blocker.code),
        Some(Code::Quota)
    );
}

#[tokio::test(start_paused = true)]
async fn the_management_account_may_be_moved_as_aws_allows() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let management = tree.organization.management_account_id.clone();
    let security = place(&tree, "Security");
    let done = apply(
        &session,
        &[Change::MoveAccount {
            account: management.clone(),
            to: security.clone(),
        }],
    )
    .await;
    assert_eq!(done.state, JobState::Done);
    assert_eq!(desk.books().parent_of(&management).await, security.as_str());
}

#[tokio::test(start_paused = true)]
async fn a_plan_with_nothing_to_do_does_not_start() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let failure =
        job::start(&session, plan(&session, &[]), None).expect_err("there is nothing to do");
    assert_eq!(failure.code, Code::Invalid);
}

#[tokio::test(start_paused = true)]
async fn planning_before_anything_is_known_says_so() {
    let desk = Desk::open();
    let failure = desk.session().await.known().expect_err("nothing is loaded");
    assert_eq!(failure.code, Code::NotFound);
    assert!(failure.hint.is_some());
}
