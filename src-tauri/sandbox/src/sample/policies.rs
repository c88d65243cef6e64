//! Northwind's policies beyond service control, and the services it trusts. They came after the
//! rest, and take nothing from the sample's random numbers, so that its ids stay what they are.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{builder::Builder, state::Policy};

const COST_TAGS: &str = r#"{"tags":{"cost-center":{"tag_key":{"@@assign":"cost-center"},"tag_value":{"@@assign":["nw-shop","nw-payments","nw-warehouse","nw-data","nw-identity"]},"enforced_for":{"@@assign":["ec2:instance","s3:bucket"]}},"team":{"tag_key":{"@@assign":"team"}}}}"#;

/// Lets in who belongs to the organization, and AWS itself.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html>
fn only_our_organization(organization_id: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"OnlyOurOrganization","Effect":"Deny","Principal":"*","Action":["s3:*","sqs:*","kms:*","secretsmanager:*","sts:AssumeRole"],"Resource":"*","Condition":{{"StringNotEqualsIfExists":{{"aws:PrincipalOrgID":"{organization_id}"}},"BoolIfExists":{{"aws:PrincipalIsAWSService":"false"}}}}}}]}}"#
    )
}

/// Turns on tag and resource control policies, with one of each, and trusts Account Management.
pub(super) fn add(world: &mut Builder, workloads: &str, started: Timestamp) {
    let organization_id = world.organization_id.clone();
    for kind in ["RESOURCE_CONTROL_POLICY", "TAG_POLICY"] {
        world.state.enable_policy_type(&organization_id, kind);
    }
    let policies = [
        Policy {
            id: "p-onlyours01".to_owned(),
            name: "OnlyOurOrganization".to_owned(),
            description: "Nobody from outside reaches what is in Workloads".to_owned(),
            kind: "RESOURCE_CONTROL_POLICY".to_owned(),
            aws_managed: false,
            content: only_our_organization(&organization_id),
            tags: BTreeMap::new(),
        },
        Policy {
            id: "p-costtags01".to_owned(),
            name: "CostTags".to_owned(),
            description: "Cost centers are spelled alike, and machines have one".to_owned(),
            kind: "TAG_POLICY".to_owned(),
            aws_managed: false,
            content: COST_TAGS.to_owned(),
            tags: BTreeMap::new(),
        },
    ];
    if let Some(organization) = world.state.organizations.get_mut(&organization_id) {
        for policy in policies {
            if let Some(attached) = organization.attached_mut(workloads) {
                attached.push(policy.id.clone());
            }
            organization.policies.insert(policy.id.clone(), policy);
        }
        organization
            .trusted_services
            .entry("account.amazonaws.com".to_owned())
            .or_insert(started);
    }
}
