//! Plans that were shown, kept for whoever applies them.

use canopy_core::{Plan, PlanId};

use super::Session;
use crate::lock;

/// How many plans are kept for someone who may still apply them.
const PLANS_KEPT: usize = 64;

impl Session {
    /// Keeps a plan for as long as someone may apply it, and hands it back.
    pub fn keep(&self, plan: Plan) -> Plan {
        let mut knowledge = lock(&self.knowledge);
        knowledge.plans.retain(|kept| kept.plan_id != plan.plan_id);
        knowledge.plans.push_back(plan.clone());
        if knowledge.plans.len() > PLANS_KEPT {
            knowledge.plans.pop_front();
        }
        plan
    }

    /// A plan that was kept.
    pub fn kept(&self, id: &PlanId) -> Option<Plan> {
        lock(&self.knowledge)
            .plans
            .iter()
            .find(|plan| plan.plan_id == *id)
            .cloned()
    }
}
