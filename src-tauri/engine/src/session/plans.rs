//! Plans that were shown, kept for whoever applies them.

use canopy_core::{Code, Failure, Plan, PlanId};

use super::Session;
use crate::lock;

/// How many plans are kept for someone who may still apply them.
const PLANS_KEPT: usize = 64;

impl Session {
    /// Keeps a plan for as long as someone may apply it, and hands it back. A connection that refuses
    /// changes is a blocker of all its plans.
    pub fn keep(&self, mut plan: Plan) -> Plan {
        if let Err(failure) = self.must_allow_changes() {
            plan.blockers.insert(0, failure);
        }
        let mut knowledge = lock(&self.knowledge);
        knowledge.plans.retain(|kept| kept.plan_id != plan.plan_id);
        knowledge.plans.push_back(plan.clone());
        if knowledge.plans.len() > PLANS_KEPT {
            knowledge.plans.pop_front();
        }
        plan
    }

    /// Errors: `denied` where the connection is read-only, as the store says now: another process may have
    /// made it so.
    pub(crate) fn must_allow_changes(&self) -> Result<(), Failure> {
        if !self.engine.store().is_read_only(self.id())? {
            return Ok(());
        }
        let name = &self.connection.name;
        Err(
            Failure::new(Code::Denied, format!("{name} is read-only in Canopy: nothing is changed through it"))
                .hint(format!("Allow changes for this connection on the page Connections, or with `canopy connection read-only {} off`.", self.id())),
        )
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
