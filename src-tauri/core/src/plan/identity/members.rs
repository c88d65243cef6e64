//! Roles in the accounts of the organization: made, mended, and taken away where nobody wants them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Home, Planner, others::Others};
use crate::{
    failure::{Code, Failure},
    identity::{
        AccessLevel, IdentitySpec, LEFT_OUT, ROLE_TAG, RoleFound, reach, trust_policy,
        trust_statement, with_statement, without_statement,
    },
    ids::{AccountId, RoleName},
    policy_document::minify,
    role::{is_reserved, is_service_linked, same_policy},
    step::{AccountRef, Ref, Step, Tag, policy_name},
    trust,
};

/// How many accounts a sentence names before it counts them.
const NAMED: usize = 3;

/// A level with the trust policy that its role is to have: the same in every account.
struct Wanted<'a> {
    level: &'a AccessLevel,
    statement: Value,
    trust_policy: String,
    /// Whom it lets in.
    who: String,
}

/// An account where roles are looked after.
struct Place<'a> {
    id: &'a AccountId,
    account: AccountRef,
    name: String,
    via: Option<RoleName>,
}

impl Planner<'_> {
    /// The roles of every account, a lane for each account.
    pub(super) fn members(
        &mut self,
        spec: &IdentitySpec,
        home: &Home,
        others: &mut Others,
    ) -> Result<(), Failure> {
        let mut levels = Vec::with_capacity(spec.levels.len());
        for level in &spec.levels {
            let organization = &self.tree()?.organization.id;
            let statement = trust_statement(level, &home.id, organization, self.known.partition);
            let trust_policy = trust_policy(&statement);
            levels.push(Wanted {
                level,
                who: trust::in_words(&trust_policy).join("; "),
                statement,
                trust_policy,
            });
        }
        let wanted = self.wanted(&levels, home)?;
        let accounts: BTreeSet<&AccountId> = wanted.keys().chain(home.state.roles.keys()).collect();
        let nothing = Vec::new();
        let mut out_of_reach: Vec<(String, Failure)> = Vec::new();
        for account in accounts {
            let levels = wanted.get(account).unwrap_or(&nothing);
            match home.state.roles.get(account) {
                Some(Ok(found)) => self.roles_of(home, account, levels, found, others)?,
                // Canopy was never in there, and nobody wants it to be.
                Some(Err(_)) if levels.is_empty() => {}
                Some(Err(failure)) => {
                    let told = self.out_of_reach(account, failure);
                    out_of_reach.push((self.account_name(account), told));
                }
                None => {
                    return Err(Failure::not_found(format!(
                        "nobody has looked into {} yet",
                        self.account_name(account)
                    ))
                    .hint("Plan again."));
                }
            }
        }
        self.tell_out_of_reach(&out_of_reach);
        Ok(())
    }

    /// The levels that each account is to have.
    fn wanted<'b>(
        &self,
        levels: &'b [Wanted<'b>],
        home: &Home,
    ) -> Result<BTreeMap<AccountId, Vec<&'b Wanted<'b>>>, Failure> {
        let tree = self.tree()?;
        let mut wanted: BTreeMap<AccountId, Vec<&Wanted<'_>>> = BTreeMap::new();
        for level in levels {
            for account in reach(&level.level.scope, tree, home.account.known()).accounts {
                wanted.entry(account).or_default().push(level);
            }
        }
        Ok(wanted)
    }

    /// Accounts that nobody gets into are left out, and said so: the next plan finds them again.
    pub(super) fn tell_out_of_reach(&mut self, accounts: &[(String, Failure)]) {
        let Some((_, first)) = accounts.first() else {
            return;
        };
        let names: Vec<&str> = accounts
            .iter()
            .take(NAMED)
            .map(|(name, _)| name.as_str())
            .collect();
        let more = accounts.len().saturating_sub(NAMED);
        let who = match more {
            0 => names.join(", "),
            more => format!("{} and {more} more", names.join(", ")),
        };
        let hint = first.hint.as_deref().unwrap_or_default();
        self.warnings.push(format!(
            "{LEFT_OUT}: {who}. {hint} Then plan again: what is missing is added."
        ));
    }

    fn roles_of(
        &mut self,
        home: &Home,
        account: &AccountId,
        levels: &[&Wanted<'_>],
        found: &[RoleFound],
        others: &mut Others,
    ) -> Result<(), Failure> {
        let place = Place {
            id: account,
            account: Ref::Id(account.clone()),
            name: self.account_name(account),
            via: self.via(account),
        };
        self.own_lane();
        for level in levels {
            let there = found
                .iter()
                .find(|role| role.name.eq_ignore_ascii_case(&level.level.role_name));
            match there {
                None => self.new_role(home, &place, level)?,
                Some(role) if is_service_linked(&role.path) || is_reserved(&role.path) => {
                    self.also_blocked(
                        Failure::new(
                            Code::Conflict,
                            format!(
                                "{} in {} belongs to AWS, which alone changes it",
                                role.name, place.name
                            ),
                        )
                        .hint("Choose another name for the role."),
                    );
                }
                Some(role) if role.made_for() == Some(home.id.as_str()) => {
                    self.mend_role(&place, level, role)?;
                }
                Some(role) if role.lost_its_tag(&home.id) => {
                    self.tag_again(home, &place, role)?;
                    self.mend_role(&place, level, role)?;
                }
                Some(role) => self.join_role(&place, level, role)?,
            }
        }
        for role in found {
            let is_wanted = levels
                .iter()
                .any(|level| level.level.role_name.eq_ignore_ascii_case(&role.name));
            if !is_wanted {
                self.leave_role(home, account, role, others)?;
            }
        }
        Ok(())
    }

    fn new_role(
        &mut self,
        home: &Home,
        place: &Place<'_>,
        wanted: &Wanted<'_>,
    ) -> Result<(), Failure> {
        let level = wanted.level;
        let name: RoleName = level.role_name.parse()?;
        self.told.tell(
            place.id,
            format!("{name} is made, and lets in {}", wanted.who),
        );
        self.step(
            Step::CreateRole {
                account: place.account.clone(),
                via: place.via.clone(),
                name: name.clone(),
                path: "/".to_owned(),
                description: format!("{}, for people of the identity account", level.name),
                trust_policy: wanted.trust_policy.clone(),
                max_session_seconds: level.session_seconds,
                tags: vec![Tag {
                    key: ROLE_TAG.to_owned(),
                    value: home.id.clone(),
                }],
                permissions_boundary: None,
            },
            format!("Create the role {name} in {}", place.name),
        );
        for arn in &level.policies {
            self.attach_to(place, &name, arn);
        }
        for policy in &level.inline {
            self.put_into(place, &name, &policy.name, &policy.document);
        }
        Ok(())
    }

    /// A role that lets in nobody but the people is Canopy's, whoever took its tag away.
    fn tag_again(
        &mut self,
        home: &Home,
        place: &Place<'_>,
        there: &RoleFound,
    ) -> Result<(), Failure> {
        let name: RoleName = there.name.parse()?;
        let summary = format!("Mark {name} in {} as made by Canopy again", place.name);
        self.step(
            Step::SetRoleTag {
                account: place.account.clone(),
                via: place.via.clone(),
                role: name,
                key: ROLE_TAG.to_owned(),
                from: there.made_for().map(ToOwned::to_owned),
                to: Some(home.id.clone()),
            },
            summary,
        );
        Ok(())
    }

    /// A role that Canopy made is what the document says, and nothing else.
    fn mend_role(
        &mut self,
        place: &Place<'_>,
        wanted: &Wanted<'_>,
        there: &RoleFound,
    ) -> Result<(), Failure> {
        let level = wanted.level;
        let name: RoleName = there.name.parse()?;
        if !same_policy(&there.trust_policy, &wanted.trust_policy) {
            let to = wanted.trust_policy.clone();
            self.set_trust_of(place, &name, &there.trust_policy, to);
        }
        if there.max_session_seconds != level.session_seconds {
            self.step(
                Step::SetRoleSession {
                    account: place.account.clone(),
                    via: place.via.clone(),
                    role: name.clone(),
                    from: there.max_session_seconds,
                    to: level.session_seconds,
                },
                format!("Change the sessions of {name} in {}", place.name),
            );
        }
        for arn in &level.policies {
            if !there.attached.contains(arn) {
                self.attach_to(place, &name, arn);
            }
        }
        for policy in &level.inline {
            let written = there.inline.get(&policy.name);
            if written.is_none_or(|written| !same_policy(written, &policy.document)) {
                self.put_into(place, &name, &policy.name, &policy.document);
            }
        }
        for arn in &there.attached {
            if !level.policies.contains(arn) {
                self.detach_from(place, &name, arn);
            }
        }
        for policy in there.inline.keys() {
            if !level.inline.iter().any(|it| it.name == *policy) {
                self.take_out_of(place, &name, policy);
            }
        }
        Ok(())
    }

    /// A role that Canopy did not make lets people in beside those whom it lets in already.
    fn join_role(
        &mut self,
        place: &Place<'_>,
        wanted: &Wanted<'_>,
        there: &RoleFound,
    ) -> Result<(), Failure> {
        let name: RoleName = there.name.parse()?;
        if let Some(to) = with_statement(&there.trust_policy, &wanted.statement) {
            self.set_trust_of(place, &name, &there.trust_policy, to);
        }
        let missing: Vec<&str> = wanted
            .level
            .policies
            .iter()
            .filter(|arn| !there.attached.contains(*arn))
            .map(|arn| policy_name(arn))
            .collect();
        if !missing.is_empty() {
            self.warnings.push(format!(
                "{name} in {} was not made by Canopy and stays as it is, without {}.",
                place.name,
                missing.join(", ")
            ));
        }
        Ok(())
    }

    /// A role that nobody wants any more goes where Canopy made it; another one loses the statement.
    pub(super) fn leave_role(
        &mut self,
        home: &Home,
        account: &AccountId,
        there: &RoleFound,
        others: &mut Others,
    ) -> Result<(), Failure> {
        let place = Place {
            id: account,
            account: Ref::Id(account.clone()),
            name: self.account_name(account),
            via: self.via(account),
        };
        let name: RoleName = there.name.parse()?;
        let is_lost = there.lost_its_tag(&home.id);
        let goes = is_lost && others.goes(format!("{name} in {}, which lost its tag", place.name));
        if goes || there.made_for() == Some(home.id.as_str()) {
            self.told
                .tell(account, format!("nobody can assume {name} any more"));
            for arn in &there.attached {
                self.detach_from(&place, &name, arn);
            }
            for policy in there.inline.keys() {
                self.take_out_of(&place, &name, policy);
            }
            self.step(
                Step::DeleteRole {
                    account: place.account.clone(),
                    via: place.via.clone(),
                    role: name.clone(),
                },
                format!("Delete the role {name} in {}", place.name),
            );
        } else if let Some(without) = without_statement(&there.trust_policy) {
            self.set_trust_of(&place, &name, &there.trust_policy, without);
        }
        Ok(())
    }

    fn set_trust_of(&mut self, place: &Place<'_>, role: &RoleName, from: &str, to: String) {
        let words = trust::change_in_words(from, &to).join("; ");
        self.told.tell(place.id, format!("{role}: {words}"));
        self.step(
            Step::SetTrust {
                account: place.account.clone(),
                via: place.via.clone(),
                role: role.clone(),
                from: minify(from).unwrap_or_else(|_| from.to_owned()),
                to,
            },
            format!("Edit who may assume {role} in {}", place.name),
        );
    }

    fn attach_to(&mut self, place: &Place<'_>, role: &RoleName, arn: &str) {
        self.step(
            Step::AttachRolePolicy {
                account: place.account.clone(),
                via: place.via.clone(),
                role: role.clone(),
                policy_arn: arn.to_owned(),
            },
            format!("Attach {} to {role} in {}", policy_name(arn), place.name),
        );
    }

    fn detach_from(&mut self, place: &Place<'_>, role: &RoleName, arn: &str) {
        self.step(
            Step::DetachRolePolicy {
                account: place.account.clone(),
                via: place.via.clone(),
                role: role.clone(),
                policy_arn: arn.to_owned(),
            },
            format!("Detach {} from {role} in {}", policy_name(arn), place.name),
        );
    }

    fn put_into(&mut self, place: &Place<'_>, role: &RoleName, name: &str, document: &str) {
        self.step(
            Step::PutRolePolicy {
                account: place.account.clone(),
                via: place.via.clone(),
                role: role.clone(),
                name: name.to_owned(),
                document: minify(document).unwrap_or_else(|_| document.to_owned()),
            },
            format!("Write {name} into {role} in {}", place.name),
        );
    }

    fn take_out_of(&mut self, place: &Place<'_>, role: &RoleName, name: &str) {
        self.step(
            Step::DeleteRolePolicy {
                account: place.account.clone(),
                via: place.via.clone(),
                role: role.clone(),
                name: name.to_owned(),
            },
            format!("Take {name} out of {role} in {}", place.name),
        );
    }
}
