//! Which policies are attached where: to the root, to OUs and to accounts.
//!
//! AWS attaches policies of its own to everything while their type is enabled: `FullAWSAccess`
//! (a service control policy) and `RCPFullAWSAccess` (a resource control policy).

use std::collections::BTreeMap;

use super::{Organization, Policy, State};

/// A policy that AWS makes and attaches to everything.
pub(crate) struct AwsPolicy {
    pub(crate) id: &'static str,
    pub(crate) kind: &'static str,
    name: &'static str,
    description: &'static str,
    content: &'static str,
}

/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_available-policies.html>
pub(crate) const AWS_POLICIES: &[AwsPolicy] = &[
    AwsPolicy {
        id: "p-FullAWSAccess",
        kind: "SERVICE_CONTROL_POLICY",
        name: "FullAWSAccess",
        description: "Allows access to every operation",
        content: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
    },
    AwsPolicy {
        id: "p-RCPFullAWSAccess",
        kind: "RESOURCE_CONTROL_POLICY",
        name: "RCPFullAWSAccess",
        description: "Allows access to every resource",
        content: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#,
    },
];

impl AwsPolicy {
    pub(crate) fn policy(&self) -> Policy {
        Policy {
            id: self.id.to_owned(),
            name: self.name.to_owned(),
            description: self.description.to_owned(),
            kind: self.kind.to_owned(),
            aws_managed: true,
            content: self.content.to_owned(),
            tags: BTreeMap::new(),
        }
    }
}

impl Organization {
    /// The policies of a new OU or member: those given, and AWS's own of the types that are enabled.
    pub(crate) fn with_defaults(&self, mut policies: Vec<String>) -> Vec<String> {
        for default in AWS_POLICIES {
            let position = policies.iter().position(|id| id == default.id);
            match (position, self.has_enabled(default.kind)) {
                (None, true) => policies.push(default.id.to_owned()),
                (Some(position), false) => _ = policies.remove(position),
                _ => {}
            }
        }
        policies
    }
}

impl State {
    /// Ids of the policies attached to a root, an OU or an account of one organization, in the order
    /// of attaching; `None` if there is no such thing in it.
    pub(crate) fn attached<'a>(
        &'a self,
        organization: &'a Organization,
        target: &str,
    ) -> Option<&'a [String]> {
        if organization.has_parent(target) {
            return Some(organization.attached(target));
        }
        let account = self.member(&organization.id, target)?;
        account
            .membership
            .as_ref()
            .map(|membership| membership.policies.as_slice())
    }

    /// The same, to be written to.
    pub(crate) fn attached_mut(
        &mut self,
        organization_id: &str,
        target: &str,
    ) -> Option<&mut Vec<String>> {
        let organization = self.organizations.get_mut(organization_id)?;
        if organization.has_parent(target) {
            return organization.attached_mut(target);
        }
        let membership = self.accounts.get_mut(target)?.membership.as_mut()?;
        (membership.organization_id == organization_id).then_some(&mut membership.policies)
    }

    /// Every place in an organization to which policies can be attached.
    pub(crate) fn targets(&self, organization: &Organization) -> Vec<String> {
        let members = self.index.members(&organization.id).iter().cloned();
        let ous = organization.ous.keys().cloned();
        std::iter::once(organization.root.id.clone())
            .chain(ous)
            .chain(members)
            .collect()
    }

    /// Turns a policy type on, and attaches AWS's own policy of this type to everything.
    pub(crate) fn enable_policy_type(&mut self, organization_id: &str, kind: &str) {
        let Some(organization) = self.organizations.get_mut(organization_id) else {
            return;
        };
        organization.root.policy_types.push(kind.to_owned());
        let default = AWS_POLICIES.iter().find(|default| default.kind == kind);
        let Some(default) = default else {
            return self.touch();
        };
        organization
            .policies
            .entry(default.id.to_owned())
            .or_insert_with(|| default.policy());
        for target in self.all_targets(organization_id) {
            if let Some(attached) = self.attached_mut(organization_id, &target)
                && !attached.iter().any(|id| id == default.id)
            {
                attached.push(default.id.to_owned());
            }
        }
        self.touch();
    }

    /// Turns a policy type off: its policies are detached everywhere, and stay.
    /// <https://docs.aws.amazon.com/organizations/latest/userguide/disable-policy-type.html>
    pub(crate) fn disable_policy_type(&mut self, organization_id: &str, kind: &str) {
        let Some(organization) = self.organizations.get_mut(organization_id) else {
            return;
        };
        organization
            .root
            .policy_types
            .retain(|enabled| enabled != kind);
        let gone: Vec<String> = organization
            .policies
            .values()
            .filter(|policy| policy.kind == kind)
            .map(|policy| policy.id.clone())
            .collect();
        for target in self.all_targets(organization_id) {
            if let Some(attached) = self.attached_mut(organization_id, &target) {
                attached.retain(|id| !gone.contains(id));
            }
        }
        self.touch();
    }

    fn all_targets(&self, organization_id: &str) -> Vec<String> {
        self.organizations
            .get(organization_id)
            .map(|organization| self.targets(organization))
            .unwrap_or_default()
    }
}
