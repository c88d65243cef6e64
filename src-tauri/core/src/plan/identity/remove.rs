//! The whole set-up taken away: every account is as it was before. The identity account itself stays.

use std::collections::BTreeSet;

use super::{Home, Planner, others::Others};
use crate::{
    failure::Failure,
    identity::{IdentitySpec, identity_account, reach},
    ids::AccountId,
    step::IdentityWrite,
};

impl Planner<'_> {
    /// Plans to take away all that Canopy made for this identity account.
    pub(in crate::plan) fn remove_identity(&mut self, spec: &IdentitySpec) -> Result<(), Failure> {
        let account = identity_account(spec, self.tree()?);
        let account = account.ok_or_else(|| {
            Failure::not_found("the identity account of this document is not in the organization")
                .hint("Name it by its id, or refresh.")
        })?;
        let home = self.existing_home(account)?;
        self.settled = true;
        let ours = home.state.users.iter();
        let ours: Vec<&String> = ours
            .filter(|(_, found)| found.is_ours() || found.is_probe())
            .map(|(name, _)| name)
            .collect();
        for user in &ours {
            self.own_lane();
            self.write(
                &home,
                IdentityWrite::DeleteUser {
                    user: (*user).clone(),
                },
            );
        }
        let tree = self.tree()?;
        let wanted: BTreeSet<AccountId> = spec
            .levels
            .iter()
            .flat_map(|level| reach(&level.scope, tree, home.account.known()).accounts)
            .collect();
        let mut others = Others::of(spec);
        let mut out_of_reach = Vec::new();
        for (account, found) in &home.state.roles {
            match found {
                Ok(roles) => {
                    self.own_lane();
                    for role in roles {
                        self.leave_role(&home, account, role, &mut others)?;
                    }
                }
                Err(_) if !wanted.contains(account) => {}
                Err(failure) => {
                    let told = self.out_of_reach(account, failure);
                    out_of_reach.push((self.account_name(account), told));
                }
            }
        }
        self.tell_out_of_reach(&out_of_reach);
        self.warnings.extend(others.told());
        for (name, there) in home.state.groups.iter().filter(|(_, it)| it.is_ours()) {
            self.delete_group(&home, name, there, &BTreeSet::new());
        }
        self.lane = None;
        let policy_arn = self.own_policy_arn(&home);
        if home.state.policies.contains_key(&policy_arn) {
            self.write(&home, IdentityWrite::DeletePolicy { policy_arn });
        }
        self.as_before(spec, &home);
        self.impact
            .push(format!("{} itself stays in the organization.", home.name));
        if !ours.is_empty() {
            self.impact.push(format!(
                "{} people cannot sign in any more, and sessions that are open lose their rights.",
                ours.len()
            ));
        }
        Ok(())
    }

    /// The alias and the password policy as they were; what somebody changed since is theirs.
    fn as_before(&mut self, spec: &IdentitySpec, home: &Home) {
        let state = &home.state;
        if state.alias.is_some() && state.alias == spec.alias && state.alias != state.alias_before {
            self.write(
                home,
                IdentityWrite::SetAlias {
                    from: state.alias.clone(),
                    to: state.alias_before.clone(),
                },
            );
        }
        if state.password_policy.is_some()
            && state.password_policy == spec.password_policy
            && state.password_policy != state.password_policy_before
        {
            self.write(
                home,
                IdentityWrite::SetPasswordPolicy {
                    from: state.password_policy.clone(),
                    to: state.password_policy_before.clone(),
                },
            );
        }
    }
}
