//! Joining and leaving an organization, and the organization's own coming and going.

use super::{Membership, Organization, State};

impl State {
    /// Makes an account a member. It must not be one of another organization.
    pub(crate) fn join(&mut self, account_id: &str, mut membership: Membership) {
        if let Some(organization) = self.organizations.get(&membership.organization_id) {
            membership.policies =
                organization.with_defaults(std::mem::take(&mut membership.policies));
        }
        if let Some(account) = self.accounts.get_mut(account_id) {
            self.index.add_member(account_id, &membership);
            account.membership = Some(membership);
            self.touch();
        }
    }

    /// Takes an account out of its organization, and with its place its tags and attached policies.
    pub(crate) fn leave(&mut self, account_id: &str) {
        if let Some(account) = self.accounts.get_mut(account_id)
            && let Some(membership) = account.membership.take()
        {
            self.index.remove_member(account_id, &membership);
            self.touch();
        }
    }

    pub(crate) fn add_organization(&mut self, organization: Organization) {
        self.organizations
            .insert(organization.id.clone(), organization);
        self.touch();
    }

    /// Removes an organization with all that is in it. Its accounts must have left.
    pub(crate) fn remove_organization(&mut self, id: &str) {
        let ous: Vec<String> = self
            .organizations
            .get(id)
            .map(|organization| organization.ous.keys().cloned().collect())
            .unwrap_or_default();
        for ou in ous {
            self.remove_ou(id, &ou);
        }
        self.organizations.remove(id);
        self.touch();
    }
}
