//! What can be found out from the rest of the state, kept at hand so that no call walks through
//! ten thousand accounts.

use std::collections::{BTreeSet, HashMap};

use super::{Account, Membership, Ou, State};

/// The children of one root or OU, in the order in which pages list them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Children {
    pub(crate) ous: BTreeSet<String>,
    pub(crate) accounts: BTreeSet<String>,
}

/// Lookups by parent, organization, email address and access key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    children: HashMap<String, Children>,
    members: HashMap<String, BTreeSet<String>>,
    emails: HashMap<String, String>,
    keys: HashMap<String, (String, String)>,
}

/// Stands in for the children of a node that has none.
static NO_CHILDREN: Children = Children {
    ous: BTreeSet::new(),
    accounts: BTreeSet::new(),
};
static NO_MEMBERS: BTreeSet<String> = BTreeSet::new();

impl Index {
    pub(super) fn of(state: &State) -> Self {
        let mut index = Self::default();
        for organization in state.organizations.values() {
            for ou in organization.ous.values() {
                index.add_ou(ou);
            }
        }
        for account in state.accounts.values() {
            index.add_account(account);
        }
        index
    }

    pub(super) fn add_ou(&mut self, ou: &Ou) {
        self.children
            .entry(ou.parent_id.clone())
            .or_default()
            .ous
            .insert(ou.id.clone());
    }

    pub(super) fn remove_ou(&mut self, ou: &Ou) {
        if let Some(children) = self.children.get_mut(&ou.parent_id) {
            children.ous.remove(&ou.id);
        }
        self.children.remove(&ou.id);
    }

    pub(super) fn add_account(&mut self, account: &Account) {
        if let Some(membership) = &account.membership {
            self.add_member(&account.id, membership);
        }
        self.emails
            .insert(account.email.to_lowercase(), account.id.clone());
        for user in account.iam.users.values() {
            for key in &user.access_keys {
                self.add_key(&key.id, &account.id, &user.name);
            }
        }
    }

    /// A key belongs to this user from now on.
    pub(super) fn add_key(&mut self, access_key_id: &str, account_id: &str, user: &str) {
        self.keys.insert(
            access_key_id.to_owned(),
            (account_id.to_owned(), user.to_owned()),
        );
    }

    pub(super) fn remove_key(&mut self, access_key_id: &str) {
        self.keys.remove(access_key_id);
    }

    pub(super) fn move_email(&mut self, account_id: &str, from: &str, to: &str) {
        self.emails.remove(&from.to_lowercase());
        self.emails.insert(to.to_lowercase(), account_id.to_owned());
    }

    pub(super) fn add_member(&mut self, account_id: &str, membership: &Membership) {
        self.members
            .entry(membership.organization_id.clone())
            .or_default()
            .insert(account_id.to_owned());
        self.children
            .entry(membership.parent_id.clone())
            .or_default()
            .accounts
            .insert(account_id.to_owned());
    }

    /// An account left the organization it was a member of.
    pub(super) fn remove_member(&mut self, account_id: &str, membership: &Membership) {
        if let Some(members) = self.members.get_mut(&membership.organization_id) {
            members.remove(account_id);
        }
        if let Some(children) = self.children.get_mut(&membership.parent_id) {
            children.accounts.remove(account_id);
        }
    }

    pub(super) fn move_account(&mut self, account_id: &str, from: &str, to: &str) {
        if let Some(children) = self.children.get_mut(from) {
            children.accounts.remove(account_id);
        }
        self.children
            .entry(to.to_owned())
            .or_default()
            .accounts
            .insert(account_id.to_owned());
    }

    pub(crate) fn children(&self, parent_id: &str) -> &Children {
        self.children.get(parent_id).unwrap_or(&NO_CHILDREN)
    }

    pub(crate) fn members(&self, organization_id: &str) -> &BTreeSet<String> {
        self.members.get(organization_id).unwrap_or(&NO_MEMBERS)
    }

    /// The account that has an email address. Case makes no difference.
    pub(crate) fn email_owner(&self, email: &str) -> Option<&str> {
        self.emails.get(&email.to_lowercase()).map(String::as_str)
    }

    /// The account and user that a long-term access key belongs to.
    pub(crate) fn key_owner(&self, access_key_id: &str) -> Option<(&str, &str)> {
        self.keys
            .get(access_key_id)
            .map(|(account, user)| (account.as_str(), user.as_str()))
    }
}
