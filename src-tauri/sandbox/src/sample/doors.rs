//! Doors that stay shut: three of Northwind's accounts do not let the management account in as it comes,
//! each for another reason. Nothing is taken from the sample's random numbers.

use std::collections::BTreeMap;

use crate::{
    builder::{ACCESS_ROLE, Builder},
    state::Policy,
};

/// Adds the conditions. `security` are the accounts of the OU Security, `login` is Customer Login.
pub(super) fn close(world: &mut Builder, security: &[String], login: Option<&String>) {
    let management = world.state.management_account_id.clone();
    if let Some(login) = login {
        // Whoever comes with plain access keys is told nothing, as on AWS.
        trust(
            world,
            login,
            format!(
                r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{management}:root"}},"Action":"sts:AssumeRole","Condition":{{"Bool":{{"aws:MultiFactorAuthPresent":"true"}}}}}}]}}"#
            ),
        );
    }
    let [logs, audit, tooling, ..] = security else {
        return;
    };
    trust(world, tooling, crate::builder::trust_account(audit));
    seal(world, logs, audit);
}

fn trust(world: &mut Builder, account_id: &str, policy: String) {
    world.with_account(account_id, |account| {
        if let Some(role) = account.iam.roles.get_mut(ACCESS_ROLE) {
            role.trust = policy;
        }
    });
}

/// A resource control policy on the account itself: its roles are for Security Audit.
fn seal(world: &mut Builder, logs: &str, audit: &str) {
    let policy = Policy {
        id: "p-sealedlogs1".to_owned(),
        name: "SealedLogs".to_owned(),
        description: "Only Security Audit assumes roles where the logs are".to_owned(),
        kind: "RESOURCE_CONTROL_POLICY".to_owned(),
        aws_managed: false,
        content: format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"OnlySecurityAudit","Effect":"Deny","Principal":"*","Action":"sts:AssumeRole","Resource":"*","Condition":{{"StringNotEqualsIfExists":{{"aws:PrincipalAccount":"{audit}"}},"BoolIfExists":{{"aws:PrincipalIsAWSService":"false"}}}}}}]}}"#
        ),
        tags: BTreeMap::new(),
    };
    let id = policy.id.clone();
    if let Some(organization) = world.state.organizations.get_mut(&world.organization_id) {
        organization.policies.insert(id.clone(), policy);
    }
    world.with_account(logs, |account| {
        if let Some(membership) = &mut account.membership {
            membership.policies.push(id);
        }
    });
}
