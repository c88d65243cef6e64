//! What the wizard and the command line show: the state of things, and a plan with its documents.

use canopy_core::{
    AccountId, Change, Failure, Plan,
    identity::{IdentityDocument, IdentitySpec, LEFT_OUT, SpecProblem, check, documents, reach},
    readiness::{self, Fix},
};
use serde::{Deserialize, Serialize};

use super::IdentityDraft;
use crate::session::Session;

/// How far a proof is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ProofProgress {
    /// Roles that were tried.
    pub done: u32,
    /// Roles that the probes so far are to try.
    pub total: u32,
}

/// The state of things, as far as it is known without asking AWS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct IdentityView {
    /// The document that somebody is writing.
    pub draft: Option<IdentityDraft>,
    /// The account that it names, where it is there.
    pub account: Option<AccountId>,
    /// What is wrong with it.
    pub problems: Vec<SpecProblem>,
    /// How far the proof is that is under way.
    pub proof: Option<ProofProgress>,
    /// People whose one-time password was not handed out yet; it is gone when Canopy is closed.
    pub passwords_waiting: Vec<String>,
}

/// An account that Canopy cannot get into, and what helps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct OutOfReach {
    /// Which.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// Why.
    pub failure: Failure,
    /// What helps.
    pub fix: Fix,
}

/// A set-up to be looked at before anything happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct IdentityReview {
    /// What would happen.
    pub plan: Plan,
    /// All policies of the set-up, each with what it does.
    pub documents: Vec<IdentityDocument>,
    /// What to think about first, but for the accounts that are left out.
    pub warnings: Vec<String>,
    /// Accounts that are left out, because Canopy cannot get in.
    pub out_of_reach: Vec<OutOfReach>,
}

impl Session {
    /// The state of things. Calls nothing.
    pub fn identity_view(&self) -> Result<IdentityView, Failure> {
        let draft = self.engine().store().identity_draft(self.id())?;
        let account = draft
            .as_ref()
            .and_then(|draft| self.identity_account(&draft.spec));
        let problems = match &draft {
            Some(draft) => self.check_identity(&draft.spec)?,
            None => Vec::new(),
        };
        let waiting = draft.as_ref().map(|it| self.passwords_waiting(&it.spec));
        Ok(IdentityView {
            draft,
            account,
            problems,
            proof: self.proving.progress(),
            passwords_waiting: waiting.unwrap_or_default(),
        })
    }

    /// People of a document whose one-time password was not handed out yet.
    pub fn passwords_waiting(&self, spec: &IdentitySpec) -> Vec<String> {
        let account = self.identity_account(spec);
        account.map_or_else(Vec::new, |account| self.passwords().waiting(&account))
    }

    /// What is wrong with a document. Calls nothing.
    pub fn check_identity(&self, spec: &IdentitySpec) -> Result<Vec<SpecProblem>, Failure> {
        Ok(check(spec, self.tree().as_deref(), self.own_partition()?))
    }

    /// All policies of the set-up. Calls nothing.
    pub fn identity_documents(
        &self,
        spec: &IdentitySpec,
    ) -> Result<Vec<IdentityDocument>, Failure> {
        let partition = self.own_partition()?;
        let tree = self.tree();
        let shown = tree.map(|tree| documents(spec, &tree, partition));
        Ok(shown.unwrap_or_default())
    }

    /// Reads what there is and plans what brings it to what the document says. The plan is kept.
    ///
    /// Errors: what keeps the identity account from being read is a blocker of the plan.
    pub async fn review_identity(&self, spec: &IdentitySpec) -> Result<IdentityReview, Failure> {
        let change = Change::SetUpIdentity {
            spec: Box::new(spec.clone()),
        };
        let (plan, known) = self.plan_knowing(&[change]).await?;
        let mut out_of_reach = Vec::new();
        if let (Some(Ok(state)), Some(tree)) = (&known.identity, &known.tree) {
            let wanted = |account: &AccountId| {
                let mut levels = spec.levels.iter();
                levels.any(|level| {
                    let reached = reach(&level.scope, tree, state.account.as_ref());
                    reached.accounts.contains(account)
                })
            };
            for (account, found) in &state.roles {
                if let Err(failure) = found
                    && wanted(account)
                {
                    let node = tree.get(&account.into());
                    out_of_reach.push(OutOfReach {
                        account: account.clone(),
                        name: node.map_or_else(|| account.to_string(), |it| it.name.clone()),
                        fix: self.way_in(account, failure)?,
                        failure: failure.clone(),
                    });
                }
            }
        }
        let warnings = plan.warnings.iter();
        let warnings = warnings.filter(|it| !it.starts_with(LEFT_OUT));
        Ok(IdentityReview {
            warnings: warnings.cloned().collect(),
            plan,
            documents: self.identity_documents(spec)?,
            out_of_reach,
        })
    }

    /// What helps against an account that the default role does not let into.
    fn way_in(&self, account: &AccountId, failure: &Failure) -> Result<Fix, Failure> {
        let expected = self.expected(account, &self.default_role()?);
        Ok(readiness::fix(expected, Some(failure)))
    }
}
