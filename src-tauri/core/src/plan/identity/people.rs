//! The people of the identity account: users, the groups that they are in, and their passwords.

use super::{Home, Planner, home::named, others::Others, taken};
use crate::{
    identity::{IdentitySpec, PATH, Person, UserFound},
    step::{Holder, IdentityWrite},
};

/// How many people a sentence names before it counts them.
const NAMED: usize = 5;

impl Planner<'_> {
    /// Users, each with a lane of its own.
    pub(super) fn people(&mut self, spec: &IdentitySpec, home: &Home, others: &mut Others) {
        let (mut come, mut go) = (Vec::new(), Vec::new());
        for person in &spec.people {
            match named(&home.state.users, &person.name) {
                Some((_, found)) if !found.is_ours() => {
                    self.also_blocked(taken("user", &person.name, &home.name));
                }
                Some((name, found)) => {
                    self.person_again(spec, home, name, person);
                    self.policies_of_person(home, name, found, others);
                    self.password_again(home, name, found);
                }
                None => {
                    come.push(person.name.clone());
                    self.new_person(home, person);
                }
            }
        }
        for (name, found) in &home.state.users {
            let is_wanted = |person: &&Person| person.name.eq_ignore_ascii_case(name);
            if !found.is_ours() && !found.is_probe() || spec.people.iter().any(|it| is_wanted(&it))
            {
                continue;
            }
            if found.is_ours() {
                go.push(name.clone());
            }
            self.own_lane();
            self.write(home, IdentityWrite::DeleteUser { user: name.clone() });
        }
        self.strangers(spec, home, others);
        if !come.is_empty() {
            self.impact.push(format!(
                "{} can sign in to {}, with a password that must be changed at once.",
                names(&come),
                home.name
            ));
        }
        if !go.is_empty() {
            self.impact.push(format!(
                "{} cannot sign in any more, and sessions that are open lose their rights.",
                names(&go)
            ));
        }
    }

    fn new_person(&mut self, home: &Home, person: &Person) {
        self.own_lane();
        let user = person.name.clone();
        self.write(
            home,
            IdentityWrite::CreateUser {
                user: user.clone(),
                path: PATH.to_owned(),
            },
        );
        for group in &person.groups {
            self.write(
                home,
                IdentityWrite::AddToGroup {
                    user: user.clone(),
                    group: group.clone(),
                },
            );
        }
        self.write(home, IdentityWrite::SetPassword { user, anew: false });
    }

    fn person_again(&mut self, spec: &IdentitySpec, home: &Home, user: &str, person: &Person) {
        self.own_lane();
        let is_in = |group: &str| {
            let there = named(&home.state.groups, group);
            there.is_some_and(|(_, there)| there.members.contains(user))
        };
        for group in person.groups.iter().filter(|group| !is_in(group)) {
            self.write(
                home,
                IdentityWrite::AddToGroup {
                    user: user.to_owned(),
                    group: group.clone(),
                },
            );
        }
        for (group, there) in &home.state.groups {
            let is_wanted = person
                .groups
                .iter()
                .any(|it| it.eq_ignore_ascii_case(group));
            // A group that goes is emptied when it goes.
            let stays = spec
                .groups
                .iter()
                .any(|it| it.name.eq_ignore_ascii_case(group));
            if !is_wanted && stays && there.is_ours() && there.members.contains(user) {
                self.write(
                    home,
                    IdentityWrite::RemoveFromGroup {
                        user: user.to_owned(),
                        group: group.clone(),
                    },
                );
            }
        }
    }

    /// Canopy gives no user a policy: whatever there is, is somebody else's.
    fn policies_of_person(
        &mut self,
        home: &Home,
        user: &str,
        found: &UserFound,
        others: &mut Others,
    ) {
        let holder = Holder::User(user.to_owned());
        let inline: Vec<&String> = found.inline.iter().collect();
        let attached: Vec<&String> = found.attached.iter().collect();
        if others.go(&holder, &inline, &attached) {
            self.take_out(home, &holder, &inline, &attached);
        }
    }

    fn password_again(&mut self, home: &Home, user: &str, found: &UserFound) {
        if !found.has_password {
            self.write(
                home,
                IdentityWrite::SetPassword {
                    user: user.to_owned(),
                    anew: false,
                },
            );
        }
    }

    /// Users of somebody else in Canopy's groups: they have access that the document does not give.
    fn strangers(&mut self, spec: &IdentitySpec, home: &Home, others: &mut Others) {
        for (group, there) in home.state.groups.iter().filter(|(_, it)| it.is_ours()) {
            if !spec
                .groups
                .iter()
                .any(|it| it.name.eq_ignore_ascii_case(group))
            {
                continue;
            }
            for user in &there.members {
                let found = home.state.users.get(user);
                if found.is_some_and(|it| it.is_ours() || it.is_probe())
                    || !others.goes(format!("{user} in {group}"))
                {
                    continue;
                }
                self.own_lane();
                self.write(
                    home,
                    IdentityWrite::RemoveFromGroup {
                        user: user.clone(),
                        group: group.clone(),
                    },
                );
            }
        }
    }
}

/// `ada, grace and 3 more`
fn names(all: &[String]) -> String {
    let (shown, more) = all.split_at(all.len().min(NAMED));
    match (shown, more.len()) {
        ([one], 0) => one.clone(),
        ([first @ .., last], 0) => format!("{} and {last}", first.join(", ")),
        (shown, more) => format!("{} and {more} more", shown.join(", ")),
    }
}
