//! A whole organizational unit in another place: three levels, forty accounts, tags and policies; killed at
//! every step once, and resumed each time.

use std::collections::BTreeMap;

use canopy_core::{Change, JobState, Plan, StepState};
use canopy_engine::job;
use canopy_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::{
    books::{Books, organization},
    crash::{kill_at_the_gate, kill_while_resuming, resume},
    desk::{Desk, learned, ou, place, undo},
    gate::{Gate, Side},
    world::{enrich, picture},
};

const ACCOUNTS: usize = 40;

/// Forty accounts below alpha, which has three levels.
async fn fill(books: &Books) {
    enrich(books).await;
    books
        .meddle(|state| {
            let root = organization(state)["root"]["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            let root = root.trim_start_matches("r-").to_owned();
            let places = ["alph0001", "beta0002", "gamm0003"].map(|id| format!("ou-{root}-{id}"));
            let accounts = state["accounts"].as_object_mut().expect("accounts");
            let mut alike = accounts.values().filter(|it| it["name"] == "Forensics");
            let model = alike.next().expect("an account").clone();
            for nth in 0..4 {
                let id = format!("90000000000{nth}");
                let mut copy = model.clone();
                copy["id"] = id.clone().into();
                copy["name"] = format!("Copy {nth}").into();
                copy["email"] = format!("aws+copy{nth}@northwind.example.com").into();
                accounts.insert(id, copy);
            }
            let mut members: Vec<&mut Value> = accounts
                .values_mut()
                .filter(|it| it["membership"]["parentId"].is_string())
                .filter(|it| it["name"] != "Northwind")
                .collect();
            members.sort_by_key(|it| it["name"].as_str().unwrap_or_default().to_owned());
            for (nth, account) in members.into_iter().take(ACCOUNTS).enumerate() {
                account["membership"]["parentId"] = places[nth % 3].clone().into();
                // A closed account cannot be moved.
                account["state"] = "ACTIVE".into();
            }
        })
        .await;
}

async fn planned(desk: &Desk) -> Plan {
    let session = desk.loaded().await;
    fill(&desk.books()).await;
    session.load().await.expect("it loads");
    session.read_policies().await.expect("it reads");
    let tree = session.tree().expect("a tree");
    let change = Change::MoveOu {
        ou: ou(&tree, "alpha"),
        to: place(&tree, "Workloads"),
    };
    let plan = learned(&session, &[change]).await;
    assert_eq!(plan.blockers, []);
    plan
}

/// The organization as it is to be: what stood in `/Sandbox/alpha` stands in `/Workloads/alpha`.
fn goal(before: &BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    let moved = |path: &str| path.replacen("/Sandbox/alpha", "/Workloads/alpha", 1);
    let entry = |(name, seen): (&String, &Value)| {
        let mut seen = seen.clone();
        if let Some(place) = seen["in"].as_str().map(moved) {
            seen["in"] = json!(place);
        }
        (moved(name), seen)
    };
    before.iter().map(entry).collect()
}

#[tokio::test(start_paused = true)]
async fn a_unit_of_three_levels_and_forty_accounts_moves_and_comes_back() {
    let desk = Desk::open();
    let plan = planned(&desk).await;
    let count = |action: &str| plan.steps.iter().filter(|it| it.action == action).count();
    assert_eq!(count("CreateOrganizationalUnit"), 3);
    assert_eq!(count("MoveAccount"), ACCOUNTS);
    assert_eq!(count("DeleteOrganizationalUnit"), 3);
    assert!(
        plan.warnings.iter().any(|it| it.contains("get new ids")),
        "{:?}",
        plan.warnings
    );
    assert!(
        plan.without_return
            .iter()
            .any(|it| it.contains("another id"))
    );
    assert!(
        plan.impact
            .iter()
            .any(|it| it.contains("loses SmallExperiments")),
        "{:?}",
        plan.impact
    );
    let session = desk.session().await;
    let books = desk.books();
    let before = picture(&books.state().await);
    let done = job::run(&session, plan, None, |_| {})
        .await
        .expect("it is carried through");
    assert_eq!(done.state, JobState::Done, "{:#?}", done.steps);
    assert_eq!(picture(&books.state().await), goal(&before));
    let shown = session.tree().expect("a tree");
    assert_eq!(
        shown.path(&ou(&shown, "gamma").into()),
        "/Workloads/alpha/beta/gamma"
    );
    let undone = undo(&session, &done).await;
    assert_eq!(undone.state, JobState::Done, "{:#?}", undone.steps);
    assert_eq!(picture(&books.state().await), before);
}

#[tokio::test]
async fn a_unit_that_moves_ends_at_its_goal_though_the_process_dies_at_every_step() {
    let mut desk = Desk::open();
    let gate = Gate::serve(
        desk.folder(),
        Sandbox::sample(canopy_sandbox::Options::default()),
    )
    .await;
    let plan = planned(&desk).await;
    let before = picture(&desk.books().state().await);
    let actions: Vec<String> = plan.steps.iter().map(|it| it.action.clone()).collect();
    let mut begun = None;
    for (nth, action) in actions.iter().enumerate() {
        let side = if nth % 2 == 0 {
            Side::After
        } else {
            Side::Before
        };
        // The call that was held back before AWS acted is made again first.
        let again = nth > 0 && side == Side::After && actions[nth - 1] == *action;
        gate.hold_after(action, side, usize::from(again));
        let session = desk.session().await;
        let (next, job) = match &begun {
            None => kill_at_the_gate(desk, &gate, session, plan.clone(), None).await,
            Some(id) => kill_while_resuming(desk, &gate, session, id).await,
        };
        desk = next;
        let state = job.steps[nth].state;
        assert_eq!(state, StepState::Started, "killed at step {nth}");
        begun = Some(job.id);
    }
    let id = begun.expect("there is a job");
    let ended = resume(&desk, &id).await;
    assert_eq!(ended.state, JobState::Done, "{:#?}", ended.steps);
    assert_eq!(picture(&desk.books().state().await), goal(&before));
    for (action, count) in [("MoveAccount", ACCOUNTS), ("CreateOrganizationalUnit", 3)] {
        assert_eq!(
            desk.books().calls(action).await,
            count as u64,
            "{action}: each once"
        );
    }
}
