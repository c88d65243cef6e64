//! Services that work across Northwind, and who looks after them.

use jiff::Timestamp;

use super::DAY;
use crate::{builder::Builder, clock};

/// Services that may act in the whole organization, and how many days after its founding that was
/// granted.
pub(super) const TRUSTED: &[(&str, i64)] = &[
    ("account.amazonaws.com", 30),
    ("cloudtrail.amazonaws.com", 1),
    ("config-multiaccountsetup.amazonaws.com", 14),
    ("guardduty.amazonaws.com", 90),
    ("securityhub.amazonaws.com", 90),
    ("sso.amazonaws.com", 7),
];
/// What Security Audit administers for the organization.
const DELEGATED: &[(&str, i64)] = &[
    ("guardduty.amazonaws.com", 91),
    ("securityhub.amazonaws.com", 95),
];

/// Trusted services and the one delegated administrator.
pub(super) fn trust(world: &mut Builder, security: &[String], started: Timestamp) {
    let dated = |services: &[(&str, i64)]| {
        let dates = services.iter();
        dates
            .map(|&(service, days)| (service.to_owned(), clock::after(started, days * DAY)))
            .collect()
    };
    let organization = world.state.organizations.get_mut(&world.organization_id);
    if let (Some(organization), [_, audit, ..]) = (organization, security) {
        organization.trusted_services = dated(TRUSTED);
        organization
            .delegated_administrators
            .insert(audit.clone(), dated(DELEGATED));
    }
}
