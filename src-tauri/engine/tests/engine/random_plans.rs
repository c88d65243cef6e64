//! Random plans over an organization of several levels: what properties are shown with.

use canopy_core::{
    Change, Known, NodeId, OuId, ParentId, Plan,
    contact::{Contact, ContactKind},
    tree::{NodeKind, Tree},
};
use canopy_engine::session::Session;
use jiff::Timestamp;
use proptest::prelude::*;

use crate::desk::tag;

/// What a change is drawn from: its kind, and two numbers that choose what it is about.
pub(crate) type Draw = (u8, u16, u16);

pub(crate) fn draws(most: usize) -> impl Strategy<Value = Vec<Draw>> {
    proptest::collection::vec((0..9_u8, any::<u16>(), any::<u16>()), 1..=most)
}

/// The changes that were drawn, without those that are not possible after the ones before them.
pub(crate) async fn planned(session: &Session, draws: &[Draw]) -> Option<Plan> {
    let known = session.known().expect("a tree");
    let tree = known.tree.clone().expect("a tree");
    let mut changes: Vec<Change> = Vec::new();
    for draw in draws {
        changes.push(change(&tree, *draw));
        if !is_possible(&known, &changes) {
            changes.pop();
        }
    }
    if changes.is_empty() {
        return None;
    }
    let plan = session.plan(&changes).await.expect("a plan");
    assert_eq!(
        plan.blockers,
        [],
        "what is read for a plan forbids nothing here: {changes:?}"
    );
    Some(plan)
}

fn is_possible(known: &Known, changes: &[Change]) -> bool {
    canopy_core::plan(known, changes, Timestamp::now()).can_be_applied()
}

fn change(tree: &Tree, (kind, one, other): Draw) -> Change {
    let units: Vec<OuId> = tree
        .nodes()
        .iter()
        .filter_map(|node| node.id.ou())
        .collect();
    let accounts: Vec<_> = tree
        .accounts()
        .filter(|node| matches!(&node.kind, NodeKind::Account { state, .. } if *state == canopy_core::tree::AccountState::Active))
        .filter_map(|node| node.id.account())
        .collect();
    let unit = |number: u16| units[usize::from(number) % units.len()].clone();
    let account = accounts[usize::from(one) % accounts.len()].clone();
    let parent = |number: u16| match usize::from(number) % (units.len() + 1) {
        0 => tree.root_id(),
        nth => ParentId::from(&units[nth - 1]),
    };
    let name = format!("unit {}", other % 5);
    match kind {
        0 | 1 => Change::MoveAccount {
            account,
            to: parent(other),
        },
        2 => Change::CreateOu {
            parent: parent(one),
            name,
        },
        3 => Change::RenameOu {
            ou: unit(one),
            name,
        },
        4 => Change::DeleteOu { ou: unit(one) },
        5 => Change::MoveOu {
            ou: unit(one),
            to: parent(other),
        },
        6 => Change::RenameAccount {
            account,
            name: format!("Account {}", other % 7),
        },
        7 => {
            let node: NodeId = if other % 2 == 0 {
                account.into()
            } else {
                unit(one).into()
            };
            let keys = ["owner", "stage", "team"];
            let set = usize::from(other) % 3;
            Change::Tag {
                node,
                set: vec![tag(keys[set], &format!("value {other}"))],
                remove: vec![keys[(set + 1) % 3].to_owned()],
            }
        }
        _ => Change::SetContact {
            account,
            kind: ContactKind::ALL[usize::from(other) % 3],
            contact: (other % 4 != 0).then(|| Contact {
                name: format!("Person {other}"),
                title: "On call".to_owned(),
                email: "oncall@northwind.example.com".to_owned(),
                phone: "+49 30 123456".to_owned(),
            }),
        },
    }
}

/// Runs one case of a property in a runtime of its own.
pub(crate) fn in_runtime<T>(paused: bool, case: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(paused)
        .build()
        .expect("a runtime")
        .block_on(case)
}

/// So many cases, the same in every run: what a machine finds at night must be found again by day.
pub(crate) fn cases(count: u32) -> ProptestConfig {
    ProptestConfig {
        cases: count,
        failure_persistence: None,
        max_shrink_iters: 200,
        rng_seed: proptest::test_runner::RngSeed::Fixed(3),
        ..ProptestConfig::default()
    }
}
