//! Random plans, killed at a random step before or after AWS acted, resumed: the organization is the one
//! that the plan leads to where nobody is killed.

use std::collections::BTreeMap;

use canopy_core::{JobState, Plan};
use canopy_engine::{connection::Kind, job};
use proptest::prelude::*;
use serde_json::Value;

use crate::{
    crash::{desk_behind_a_gate, kill_at_the_gate, resume},
    desk::Desk,
    gate::Side,
    random_plans::{Draw, cases, draws, in_runtime, planned},
    world::{enrich, picture},
};

async fn prepared(desk: &Desk, draws: &[Draw]) -> Option<Plan> {
    let session = desk.loaded().await;
    enrich(&desk.books()).await;
    session.load().await.expect("it loads");
    session.read_policies().await.expect("it reads");
    planned(&session, draws).await
}

async fn undisturbed(draws: &[Draw]) -> Option<BTreeMap<String, Value>> {
    let desk = Desk::open();
    let plan = prepared(&desk, draws).await?;
    let done = job::run(&desk.session().await, plan, None, |_| {}).await;
    let done = done.expect("it is carried through");
    assert_eq!(done.state, JobState::Done, "{:#?}", done.steps);
    Some(picture(&desk.books().state().await))
}

async fn killed_somewhere(draws: &[Draw], at: usize, side: Side) {
    let Some(goal) = undisturbed(draws).await else {
        return;
    };
    let (desk, gate) = desk_behind_a_gate().await;
    let plan = prepared(&desk, draws).await.expect("the same plan");
    let at = at % plan.steps.len();
    let operation = plan.steps[at].action.clone();
    let before = plan.steps[..at].iter().filter(|it| it.action == operation);
    gate.hold_after(&operation, side, before.count());
    let session = desk.session().await;
    let (desk, job) = kill_at_the_gate(desk, &gate, session, plan, None).await;
    assert_eq!(job.connection, Kind::sandbox_id());
    let ended = resume(&desk, &job.id).await;
    assert_eq!(
        ended.state,
        JobState::Done,
        "{operation} {side:?} {:#?}",
        ended.steps
    );
    assert_eq!(
        picture(&desk.books().state().await),
        goal,
        "{operation} {side:?}"
    );
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn wherever_a_plan_is_killed_it_ends_at_its_goal(
        draws in draws(6), at in any::<usize>(), after in any::<bool>()
    ) {
        let side = if after { Side::After } else { Side::Before };
        in_runtime(false, killed_somewhere(&draws, at, side));
    }
}
