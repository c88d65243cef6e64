//! The set-up of the identity account: what its document wants against what there is. The same document
//! applied twice plans nothing the second time.

mod home;
mod members;
mod others;
mod people;
mod prove;
mod remove;
mod undo;

use super::planner::Planner;
use crate::{
    failure::{Code, Failure},
    identity::{self, IdentitySpec, IdentityState, Place, identity_account},
    ids::{AccountId, RoleName},
    step::{AccountRef, IdentityWrite, Ref, Step, made_text},
};
use others::Others;

/// The identity account in a plan: it may be made by the plan itself.
struct Home {
    /// It.
    account: AccountRef,
    /// Its id; what stands for it while it is not made.
    id: String,
    /// What it is called.
    name: String,
    /// The role that Canopy works there as.
    via: Option<RoleName>,
    /// What there is of the set-up.
    state: IdentityState,
}

impl Home {
    fn step(&self, write: IdentityWrite) -> Step {
        Step::Identity {
            account: self.account.clone(),
            via: self.via.clone(),
            write,
        }
    }
}

impl Planner<'_> {
    /// Plans what brings the set-up to what `spec` says.
    pub(super) fn set_up_identity(&mut self, spec: &IdentitySpec) -> Result<(), Failure> {
        self.must_be_sound(spec)?;
        let home = self.home(spec)?;
        self.settled = true;
        let mut others = Others::of(spec);
        self.base(spec, &home, &mut others)?;
        self.members(spec, &home, &mut others)?;
        self.people(spec, &home, &mut others);
        self.stale_groups(spec, &home);
        self.warnings.extend(others.told());
        Ok(())
    }

    /// Says what keeps the document from being planned, all of it.
    fn must_be_sound(&mut self, spec: &IdentitySpec) -> Result<(), Failure> {
        // In words of its own where there is no organization.
        self.tree()?;
        let problems = identity::check(spec, self.tree.as_deref(), self.known.partition);
        let (blocking, doubts): (Vec<_>, Vec<_>) = problems.iter().partition(|it| it.blocking);
        for doubt in doubts {
            let hint = doubt.hint.as_deref().map(|hint| format!(" {hint}"));
            let mut words = doubt.message.clone();
            // A sentence, as warnings are.
            if let Some(first) = words.get(..1) {
                words = format!("{}{}", first.to_uppercase(), &words[1..]);
            }
            self.warnings
                .push(format!("{words}.{}", hint.unwrap_or_default()));
        }
        let mut failures = blocking.into_iter().map(identity::SpecProblem::failure);
        let Some(first) = failures.next() else {
            return Ok(());
        };
        for failure in failures {
            self.also_blocked(failure);
        }
        Err(first)
    }

    /// The identity account; one that is to be made is planned first.
    fn home(&mut self, spec: &IdentitySpec) -> Result<Home, Failure> {
        let existing = identity_account(spec, self.tree()?);
        if let Some(account) = existing {
            return self.existing_home(account);
        }
        let Some(Place::New(new)) = &spec.place else {
            return Err(Failure::unexpected(
                "a document without an account is sound",
            ));
        };
        let made_by = self.next();
        let to = match &new.ou {
            Some(ou) => Some(crate::search::parent(self.tree()?, ou)?),
            None => None,
        };
        let role = self.known.default_role.clone();
        self.create_account(
            &new.name,
            &new.email,
            to.as_ref(),
            role.as_ref(),
            &[],
            false,
        )?;
        // All that follows needs the account.
        self.lane = None;
        let mut state = match &self.known.identity {
            Some(Ok(state)) => state.clone(),
            _ => IdentityState::default(),
        };
        state.account = None;
        Ok(Home {
            account: Ref::made_by(made_by),
            id: made_text(made_by),
            name: new.name.clone(),
            via: self.known.default_role.clone(),
            state,
        })
    }

    fn existing_home(&mut self, account: AccountId) -> Result<Home, Failure> {
        self.must_be_usable(&account)?;
        let state = match &self.known.identity {
            Some(Ok(state)) if state.account.as_ref() == Some(&account) => state.clone(),
            Some(Err(failure)) => return Err(self.out_of_reach(&account, failure)),
            _ => {
                return Err(Failure::not_found(format!(
                    "nobody has looked into {} yet",
                    self.account_name(&account)
                ))
                .hint("Plan again."));
            }
        };
        Ok(Home {
            via: self.via(&account),
            id: account.to_string(),
            name: self.account_name(&account),
            account: Ref::Id(account),
            state,
        })
    }

    /// Adds a write to the identity account.
    fn write(&mut self, home: &Home, write: IdentityWrite) {
        let summary = format!("{} in {}", write.summary(), home.name);
        self.step(home.step(write), summary);
    }

    /// Begins a lane of its own for the steps that follow.
    fn own_lane(&mut self) {
        self.lane = Some(self.next());
    }
}

/// A name that the document wants and someone else has.
fn taken(what: &str, name: &str, place: &str) -> Failure {
    Failure::new(
        Code::Conflict,
        format!("{place} has a {what} {name} that Canopy did not make"),
    )
    .hint("Choose another name: what others made is not touched.")
}

#[cfg(test)]
mod tests;
