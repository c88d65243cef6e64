//! What every sandbox's Identity Center holds: people, groups, permission sets, and which group is
//! assigned which set where.

use sha2::{Digest as _, Sha256};

use crate::{
    signature::hex,
    state::{Account, State},
};

/// A permission set, assigned to one group.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PermissionSet {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    /// ARN of its only managed policy.
    pub(super) policy: &'static str,
    /// How long its sessions last, as ISO 8601 writes it.
    pub(super) session: &'static str,
    /// The top-level organizational unit whose accounts have it; none means all of them.
    unit: Option<&'static str>,
    pub(super) group: &'static str,
}

pub(super) const SETS: [PermissionSet; 4] = [
    PermissionSet {
        name: "AdministratorAccess",
        description: "Everything, in every account",
        policy: "arn:aws:iam::aws:policy/AdministratorAccess",
        session: "PT1H",
        unit: None,
        group: "Cloud administrators",
    },
    PermissionSet {
        name: "Billing",
        description: "Bills and budgets",
        policy: "arn:aws:iam::aws:policy/job-function/Billing",
        session: "PT1H",
        unit: None,
        group: "Finance",
    },
    PermissionSet {
        name: "PowerUserAccess",
        description: "Everything but identities, in workloads",
        policy: "arn:aws:iam::aws:policy/PowerUserAccess",
        session: "PT8H",
        unit: Some("Workloads"),
        group: "Developers",
    },
    PermissionSet {
        name: "ReadOnlyAccess",
        description: "Looks, and touches nothing",
        policy: "arn:aws:iam::aws:policy/ReadOnlyAccess",
        session: "PT8H",
        unit: None,
        group: "Everyone",
    },
];

/// A person.
pub(super) struct Person {
    pub(super) user_name: &'static str,
    pub(super) given_name: &'static str,
    pub(super) family_name: &'static str,
    groups: &'static [&'static str],
}

/// The first of them is signed in to the portal.
pub(super) const PEOPLE: [Person; 3] = [
    Person {
        user_name: super::USER,
        given_name: "Ada",
        family_name: "Okafor",
        groups: &["Cloud administrators", "Developers", "Everyone", "Finance"],
    },
    Person {
        user_name: "bruno",
        given_name: "Bruno",
        family_name: "Silva",
        groups: &["Developers", "Everyone"],
    },
    Person {
        user_name: "chiara",
        given_name: "Chiara",
        family_name: "Rossi",
        groups: &["Everyone", "Finance"],
    },
];

pub(super) const GROUPS: [(&str, &str); 4] = [
    ("Cloud administrators", "Keep the organization running"),
    ("Developers", "Build and run the workloads"),
    ("Everyone", "All who work here"),
    ("Finance", "Pay the bills"),
];

impl Person {
    pub(super) fn is_in(&self, group: &str) -> bool {
        self.groups.contains(&group)
    }
}

/// The accounts of the organization, those that can be used.
pub(super) fn accounts(state: &State) -> impl Iterator<Item = &Account> {
    let organization = state.organization_of(&state.management_account_id);
    organization.into_iter().flat_map(|organization| {
        let accounts = state.accounts.values();
        accounts.filter(|account| account.is_member_of(&organization.id) && account.is_usable())
    })
}

/// The permission sets that are assigned in an account.
pub(super) fn provisioned(
    state: &State,
    account_id: &str,
) -> impl Iterator<Item = &'static PermissionSet> {
    let top = state
        .organization_of(account_id)
        .zip(state.accounts.get(account_id))
        .and_then(|(organization, account)| {
            let parent = &account.membership.as_ref()?.parent_id;
            let above = organization.ancestors(parent);
            let units = std::iter::once(parent.as_str())
                .chain(above)
                .filter_map(|id| organization.ous.get(id));
            units.last().map(|ou| ou.name.clone())
        });
    SETS.iter()
        .filter(move |set| set.unit.is_none_or(|unit| top.as_deref() == Some(unit)))
}

/// Sixteen digits that belong to a name, the same ones each time.
pub(super) fn digits(kind: &str, name: &str) -> String {
    hex(&Sha256::digest(format!("{kind}/{name}")))[..16].to_owned()
}

/// The id of a person, a group or a membership.
pub(super) fn uuid(kind: &str, name: &str) -> String {
    let all = hex(&Sha256::digest(format!("{kind}/{name}")));
    format!(
        "{}-{}-4{}-a{}-{}",
        &all[..8],
        &all[8..12],
        &all[13..16],
        &all[17..20],
        &all[20..32]
    )
}
