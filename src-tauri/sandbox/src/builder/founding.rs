//! An organization as AWS makes it, before anyone is in it.

use std::collections::BTreeMap;

use super::FULL_ACCESS;
use crate::state::{Organization, Policy, Root};

/// An organization with all features, a root, and nobody in it yet.
pub(crate) fn organization(
    id: &str,
    root_id: &str,
    management_account_id: &str,
    account_quota: usize,
) -> Organization {
    let full_access = Policy {
        id: FULL_ACCESS.to_owned(),
        name: "FullAWSAccess".to_owned(),
        description: "Allows access to every operation".to_owned(),
        kind: "SERVICE_CONTROL_POLICY".to_owned(),
        aws_managed: true,
        content: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#.to_owned(),
        tags: BTreeMap::new(),
    };
    Organization {
        id: id.to_owned(),
        management_account_id: management_account_id.to_owned(),
        feature_set: "ALL".to_owned(),
        root: Root {
            id: root_id.to_owned(),
            name: "Root".to_owned(),
            policy_types: vec!["SERVICE_CONTROL_POLICY".to_owned()],
            tags: BTreeMap::new(),
            policies: vec![FULL_ACCESS.to_owned()],
        },
        ous: BTreeMap::new(),
        policies: BTreeMap::from([(FULL_ACCESS.to_owned(), full_access)]),
        create_requests: BTreeMap::new(),
        account_quota,
        finalizing_until: None,
        trusted_services: BTreeMap::new(),
        policies_changed_at: BTreeMap::new(),
        delegated_administrators: BTreeMap::new(),
    }
}
