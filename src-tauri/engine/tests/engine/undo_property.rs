//! Whatever plan is applied and taken back, the organization is as before in names, places, tags and
//! attachments.

use canopy_core::JobState;
use canopy_engine::job;
use proptest::prelude::*;

use crate::{
    desk::Desk,
    random_plans::{Draw, cases, draws, in_runtime, planned},
    world::{enrich, picture},
};

async fn there_and_back(draws: &[Draw]) {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    enrich(&books).await;
    session.load().await.expect("it loads");
    session.read_policies().await.expect("it reads");
    let before = picture(&books.state().await);
    let Some(plan) = planned(&session, draws).await else {
        return;
    };
    let told = format!(
        "{:#?}",
        plan.steps.iter().map(|it| &it.summary).collect::<Vec<_>>()
    );
    let gets_other_ids = plan
        .without_return
        .iter()
        .all(|why| why.contains("another id"));
    assert!(
        gets_other_ids,
        "these plans can all be taken back but for ids: {:?}",
        plan.without_return
    );
    let done = job::run(&session, plan, None, |_| {})
        .await
        .expect("it is carried through");
    assert_eq!(done.state, JobState::Done, "{:#?}", done.steps);
    let undone = crate::desk::undo(&session, &done).await;
    assert_eq!(undone.state, JobState::Done, "{told} {:#?}", undone.steps);
    let after = picture(&books.state().await);
    for (what, was) in &before {
        assert_eq!(after.get(what), Some(was), "{what}\n{told}");
    }
    assert_eq!(after.len(), before.len(), "nothing is left over\n{told}");
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn whatever_is_applied_and_taken_back_leaves_the_organization_as_it_was(draws in draws(8)) {
        in_runtime(true, there_and_back(&draws));
    }
}
