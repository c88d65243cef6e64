//! The organization itself: made, given all features, left, deleted.

use super::planner::{Planner, count};
use crate::{
    failure::{Code, Failure},
    step::{Ref, Step},
    tree::NodeKind,
};

impl Planner<'_> {
    pub(super) fn create_organization(&mut self, billing_only: bool) -> Result<(), Failure> {
        if let Some(organization) = self.known.membership() {
            let message = format!(
                "this account is a member of the organization {} already",
                organization.id
            );
            return Err(Failure::new(Code::Conflict, message));
        }
        let (feature_set, words) = if billing_only {
            ("CONSOLIDATED_BILLING", "consolidated billing only")
        } else {
            ("ALL", "all features")
        };
        let account = self
            .known
            .caller
            .as_ref()
            .map_or_else(|| "this account".to_owned(), ToString::to_string);
        self.impact.push(format!(
            "{account} becomes the management account: it pays for all members, and no policy of the organization binds it. Keep it free of workloads."
        ));
        self.impact.push(
            "AWS sends a verification to its address; until that is confirmed, nobody can be invited. It can take an hour until accounts can be created.".to_owned(),
        );
        self.step(
            Step::CreateOrganization {
                feature_set: feature_set.to_owned(),
            },
            format!("Create an organization with {words}"),
        );
        Ok(())
    }

    pub(super) fn enable_all_features(&mut self) -> Result<(), Failure> {
        let tree = self.tree()?;
        if tree.organization.feature_set == "ALL" {
            return Err(Failure::invalid(
                "the organization has all features already",
            ));
        }
        let invited = tree.accounts().filter(|node| matches!(&node.kind, NodeKind::Account { joined_method, .. } if joined_method == "INVITED")).filter(|node| node.id.account().as_ref() != Some(&tree.organization.management_account_id)).count();
        if let Some(invited) = count(invited, "invited account") {
            self.impact.push(format!(
                "{invited} must agree within 90 days; created accounts need not. Open invitations are cancelled."
            ));
        }
        let begun = self.next();
        self.step(
            Step::EnableAllFeatures,
            "Ask all invited accounts to agree to all features".to_owned(),
        );
        self.step(
            Step::AcceptHandshake {
                handshake: Ref::made_by(begun),
            },
            "Turn all features on once all have agreed".to_owned(),
        );
        Ok(())
    }

    pub(super) fn leave_organization(&mut self) -> Result<(), Failure> {
        // A member that may not read the tree may leave all the same.
        let organization = match self.known.membership() {
            Some(organization) => organization.id.clone(),
            None => self.tree()?.organization.id.clone(),
        };
        let caller = self.known.caller.clone();
        if caller.as_ref().is_some_and(|caller| self.manages(caller)) {
            return Err(
                Failure::invalid("the management account cannot leave its organization")
                    .hint("Delete the organization instead, once it has no other member."),
            );
        }
        self.impact.push("This account pays its own bills from now on, and loses its tags and the organization's policies. Its roles stay: whoever could assume them still can.".to_owned());
        self.warnings.push("AWS lets it leave only if it has its own contact, payment and support details, and if it was not created here less than 4 days ago.".to_owned());
        self.step(
            Step::LeaveOrganization,
            format!("Leave the organization {organization}"),
        );
        Ok(())
    }

    pub(super) fn delete_organization(&mut self) -> Result<(), Failure> {
        let tree = self.tree()?;
        let id = tree.organization.id.clone();
        let members = tree.accounts().count().saturating_sub(1);
        if let Some(members) = count(members, "other account") {
            return Err(Failure::new(
                Code::Conflict,
                format!("the organization has {members}"),
            )
            .hint("Remove or close them first; AWS deletes an organization only when nobody but the management account is in it."));
        }
        self.impact.push(
            "Organizational units, policies and tags of the organization are gone with it."
                .to_owned(),
        );
        self.step(
            Step::DeleteOrganization,
            format!("Delete the organization {id}"),
        );
        Ok(())
    }
}
