//! The proof of a set-up, and new passwords.

use super::{Home, Planner, home::named};
use crate::{
    failure::Failure,
    identity::{IdentitySpec, PROBE_PATH, checks, identity_account},
    ids::RoleName,
    step::IdentityWrite,
};

/// The role that AWS makes in every created account.
const DEFAULT_ROLE: &str = "OrganizationAccountAccessRole";

impl Planner<'_> {
    /// Plans a probe in each group, that tries what its people must be able to do and what not.
    pub(in crate::plan) fn prove_identity(&mut self, spec: &IdentitySpec) -> Result<(), Failure> {
        self.must_be_sound(spec)?;
        let home = self.home_that_is_there(spec)?;
        // What an earlier proof left when it was cut short.
        self.lane = None;
        let probes = home.state.users.iter().filter(|(_, it)| it.is_probe());
        for (name, _) in probes {
            self.write(&home, IdentityWrite::DeleteUser { user: name.clone() });
        }
        let default_role = match &self.known.default_role {
            Some(role) => role.clone(),
            None => DEFAULT_ROLE.parse::<RoleName>()?,
        };
        let mut tried = 0;
        for (place, group) in spec.groups.iter().enumerate() {
            let there = named(&home.state.groups, &group.name);
            let Some((name, _)) = there.filter(|(_, there)| there.is_ours()) else {
                self.also_blocked(
                    Failure::not_found(format!("{} has no group {} yet", home.name, group.name))
                        .hint("Apply the document first, then prove it."),
                );
                continue;
            };
            let checks = checks(spec, group, self.tree()?, &default_role);
            if checks.is_empty() {
                continue;
            }
            tried += checks.len();
            self.own_lane();
            let user = format!("canopy-probe-{}", place + 1);
            self.write(
                &home,
                IdentityWrite::CreateUser {
                    user: user.clone(),
                    path: PROBE_PATH.to_owned(),
                },
            );
            self.write(
                &home,
                IdentityWrite::AddToGroup {
                    user: user.clone(),
                    group: name.clone(),
                },
            );
            self.write(
                &home,
                IdentityWrite::Prove {
                    user: user.clone(),
                    group: group.name.clone(),
                    checks,
                },
            );
            self.write(&home, IdentityWrite::DeleteUser { user });
        }
        self.impact.push(format!(
            "{tried} ways into roles are tried by users that exist for it only; they are deleted again, also after a crash."
        ));
        Ok(())
    }

    /// Plans new passwords for some of the people.
    pub(in crate::plan) fn new_passwords(
        &mut self,
        spec: &IdentitySpec,
        people: &[String],
    ) -> Result<(), Failure> {
        let home = self.home_that_is_there(spec)?;
        for person in people {
            let found = named(&home.state.users, person).filter(|(_, found)| found.is_ours());
            let Some((user, found)) = found else {
                self.also_blocked(
                    Failure::not_found(format!("{} has no user {person} yet", home.name))
                        .hint("Apply the document first."),
                );
                continue;
            };
            self.own_lane();
            self.write(
                &home,
                IdentityWrite::SetPassword {
                    user: user.clone(),
                    anew: found.has_password,
                },
            );
        }
        Ok(())
    }

    fn home_that_is_there(&mut self, spec: &IdentitySpec) -> Result<Home, Failure> {
        let account = identity_account(spec, self.tree()?);
        let account = account.ok_or_else(|| {
            Failure::not_found("the identity account is not there yet")
                .hint("Apply the document first.")
        })?;
        self.existing_home(account)
    }
}
