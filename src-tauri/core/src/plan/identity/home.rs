//! What is in the identity account itself: its alias, what passwords must be like, and groups with their
//! policies.

use std::collections::BTreeSet;

use super::{Home, Planner, others::Others, taken};
use crate::{
    failure::Failure,
    identity::{
        GROUP_POLICY, GroupFound, IdentitySpec, PATH, SELF_SERVICE_POLICY, group_policy,
        self_service_policy,
    },
    role::same_policy,
    step::{Holder, IdentityWrite},
};

impl Planner<'_> {
    /// What everything else rests on, one step after the other.
    pub(super) fn base(
        &mut self,
        spec: &IdentitySpec,
        home: &Home,
        others: &mut Others,
    ) -> Result<(), Failure> {
        self.lane = None;
        if let Some(alias) = &spec.alias
            && home.state.alias.as_ref() != Some(alias)
        {
            if let Some(old) = &home.state.alias {
                self.warnings.push(format!(
                    "{} is called {old} on its sign-in page now: links with that name stop working.",
                    home.name
                ));
            }
            self.write(
                home,
                IdentityWrite::SetAlias {
                    from: home.state.alias.clone(),
                    to: Some(alias.clone()),
                },
            );
        }
        if spec.password_policy.is_some() && home.state.password_policy != spec.password_policy {
            self.write(
                home,
                IdentityWrite::SetPasswordPolicy {
                    from: home.state.password_policy.clone(),
                    to: spec.password_policy.clone(),
                },
            );
        }
        let own = self.own_policy(spec, home);
        for group in &spec.groups {
            let found = named(&home.state.groups, &group.name);
            if found.is_some_and(|(_, found)| !found.is_ours()) {
                self.also_blocked(taken("group", &group.name, &home.name));
                continue;
            }
            let nothing = GroupFound::default();
            if found.is_none() {
                let group = group.name.clone();
                self.write(home, IdentityWrite::CreateGroup { group });
            }
            let (name, there) = found.unwrap_or((&group.name, &nothing));
            let holder = Holder::Group(name.clone());
            let wanted = group_policy(spec, group, self.tree()?, self.known.partition)?;
            let written = there.inline.get(GROUP_POLICY);
            if let Some(wanted) = &wanted
                && written.is_none_or(|written| !same_policy(written, &wanted.document))
            {
                self.impact.push(wanted.words.clone());
                self.write(
                    home,
                    IdentityWrite::PutPolicy {
                        holder: holder.clone(),
                        name: GROUP_POLICY.to_owned(),
                        document: wanted.document.clone(),
                    },
                );
            }
            let keeps = wanted.is_some().then_some(GROUP_POLICY);
            if !there.attached.contains(&own) {
                self.write(
                    home,
                    IdentityWrite::AttachPolicy {
                        holder: holder.clone(),
                        policy_arn: own.clone(),
                    },
                );
            }
            let (ours, theirs): (Vec<_>, Vec<_>) = there
                .inline
                .keys()
                .filter(|name| Some(name.as_str()) != keeps)
                .partition(|name| *name == GROUP_POLICY);
            let attached = there.attached.iter().filter(|arn| **arn != own);
            let attached: Vec<&String> = attached.collect();
            self.take_out(home, &holder, &ours, &[]);
            if others.go(&holder, &theirs, &attached) {
                self.take_out(home, &holder, &theirs, &attached);
            }
        }
        Ok(())
    }

    /// The policy that lets people look after themselves; its ARN.
    fn own_policy(&mut self, spec: &IdentitySpec, home: &Home) -> String {
        let arn = self.own_policy_arn(home);
        let document = self_service_policy(spec, self.known.partition);
        match home.state.policies.get(&arn) {
            Some(written) if same_policy(written, &document) => {}
            Some(_) => self.write(
                home,
                IdentityWrite::SetPolicy {
                    policy_arn: arn.clone(),
                    document,
                },
            ),
            None => self.write(
                home,
                IdentityWrite::CreatePolicy {
                    policy_arn: arn.clone(),
                    document,
                },
            ),
        }
        arn
    }

    pub(super) fn own_policy_arn(&self, home: &Home) -> String {
        let policy = format!("policy{PATH}{SELF_SERVICE_POLICY}");
        self.known.partition.arn("iam", "", &home.id, &policy)
    }

    /// Takes policies out of a group or user.
    pub(super) fn take_out(
        &mut self,
        home: &Home,
        holder: &Holder,
        inline: &[&String],
        attached: &[&String],
    ) {
        for name in inline {
            self.write(
                home,
                IdentityWrite::DeleteInlinePolicy {
                    holder: holder.clone(),
                    name: (*name).clone(),
                },
            );
        }
        for arn in attached {
            self.write(
                home,
                IdentityWrite::DetachPolicy {
                    holder: holder.clone(),
                    policy_arn: (*arn).clone(),
                },
            );
        }
    }

    /// Canopy's groups that the document does not name any more, last: nobody is in them then.
    pub(super) fn stale_groups(&mut self, spec: &IdentitySpec, home: &Home) {
        let is_wanted = |name: &str| {
            let mut groups = spec.groups.iter();
            groups.any(|group| group.name.eq_ignore_ascii_case(name))
        };
        let kept: BTreeSet<&str> = spec.people.iter().map(|it| it.name.as_str()).collect();
        for (name, there) in &home.state.groups {
            if there.is_ours() && !is_wanted(name) {
                self.delete_group(home, name, there, &kept);
            }
        }
    }

    /// Deletes a group; users that the plan does not delete are taken out of it.
    pub(super) fn delete_group(
        &mut self,
        home: &Home,
        name: &str,
        there: &GroupFound,
        kept: &BTreeSet<&str>,
    ) {
        self.lane = None;
        for user in &there.members {
            let found = home.state.users.get(user);
            let goes = found.is_some_and(|it| it.is_ours() || it.is_probe())
                && !kept.iter().any(|it| it.eq_ignore_ascii_case(user));
            if !goes {
                self.write(
                    home,
                    IdentityWrite::RemoveFromGroup {
                        user: user.clone(),
                        group: name.to_owned(),
                    },
                );
            }
        }
        let holder = Holder::Group(name.to_owned());
        let inline: Vec<&String> = there.inline.keys().collect();
        let attached: Vec<&String> = there.attached.iter().collect();
        self.take_out(home, &holder, &inline, &attached);
        self.write(
            home,
            IdentityWrite::DeleteGroup {
                group: name.to_owned(),
            },
        );
    }
}

/// What has this name; IAM tells names apart only by more than their case.
pub(super) fn named<'a, T>(
    all: &'a std::collections::BTreeMap<String, T>,
    name: &str,
) -> Option<(&'a String, &'a T)> {
    all.get_key_value(name)
        .or_else(|| all.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)))
}
