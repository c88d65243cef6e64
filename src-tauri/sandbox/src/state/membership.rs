//! Joining and leaving an organization, and the organization's own coming and going.

use super::{Departed, Membership, Organization, State};

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

    /// Takes an account out of its organization, and with its place its tags and attached policies. Its
    /// costs up to now stay on the organization's bills.
    pub(crate) fn leave(&mut self, account_id: &str) {
        if let Some(account) = self.accounts.get_mut(account_id)
            && let Some(membership) = account.membership.take()
        {
            self.index.remove_member(account_id, &membership);
            self.keep_costs(account_id, &membership);
            self.touch();
        }
    }

    fn keep_costs(&mut self, account_id: &str, membership: &Membership) {
        let organization = self.organizations.get(&membership.organization_id);
        let payer = organization.map(|organization| organization.management_account_id.clone());
        // A payer that leaves its own organization, for it deletes it, goes on paying for itself.
        let Some(payer) = payer.filter(|payer| payer != account_id) else {
            return;
        };
        // A closed account has used nothing since.
        let closed = self.closures.get(account_id);
        let left_at = closed.map_or_else(|| self.now(), |closure| closure.requested_at);
        self.payers
            .entry(payer)
            .or_default()
            .departed
            .push(Departed {
                account_id: account_id.to_owned(),
                joined_at: membership.joined_at,
                left_at,
            });
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
