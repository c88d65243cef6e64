//! How Organizations shows what it has. `Account.Status` is retired and never shown; `State` is.

use serde_json::{Value, json};

use crate::{
    clock::epoch,
    state::{Account, Handshake, Organization, Ou, Policy, State},
};

pub(super) fn account(organization: &Organization, account: &Account) -> Value {
    let mut value = json!({
        "Id": account.id,
        "Arn": organization.account_arn(&account.id),
        "Email": account.email,
        "Name": account.name,
        "State": account.state,
    });
    if let Some(membership) = &account.membership {
        let path = format!(
            "{}{}/",
            organization.path(&membership.parent_id),
            account.id
        );
        value["Paths"] = json!([path]);
        value["JoinedMethod"] = membership.joined_method.as_str().into();
        value["JoinedTimestamp"] = epoch(membership.joined_at).into();
    }
    value
}

/// What an account's membership looks like to those who list delegated administrators.
pub(super) fn delegated_administrator(
    organization: &Organization,
    account: &Account,
    since: jiff::Timestamp,
) -> Value {
    let mut value = self::account(organization, account);
    if let Some(fields) = value.as_object_mut() {
        fields.remove("Paths");
    }
    value["DelegationEnabledDate"] = epoch(since).into();
    value
}

pub(super) fn ou(organization: &Organization, ou: &Ou) -> Value {
    json!({
        "Id": ou.id,
        "Arn": organization.parent_arn(&ou.id),
        "Name": ou.name,
        "Path": organization.path(&ou.id),
    })
}

/// The policy types that are enabled in the root.
pub(super) fn policy_types(organization: &Organization) -> Vec<Value> {
    let types = organization.root.policy_types.iter();
    types
        .map(|kind| json!({ "Type": kind, "Status": "ENABLED" }))
        .collect()
}

pub(super) fn root(organization: &Organization) -> Value {
    let root = &organization.root;
    json!({
        "Id": root.id,
        "Arn": organization.parent_arn(&root.id),
        "Name": root.name,
        "PolicyTypes": policy_types(organization),
    })
}

pub(super) fn policy(organization: &Organization, policy: &Policy) -> Value {
    json!({
        "Id": policy.id,
        "Arn": organization.policy_arn(policy),
        "Name": policy.name,
        "Description": policy.description,
        "Type": policy.kind,
        "AwsManaged": policy.aws_managed,
    })
}

pub(super) fn handshake_arn(state: &State, handshake: &Handshake) -> String {
    let action = handshake.action.to_lowercase();
    state
        .organizations
        .get(&handshake.organization_id)
        .map_or_else(
            || {
                format!(
                    "arn:aws:organizations:::handshake/{}/{action}/{}",
                    handshake.organization_id, handshake.id
                )
            },
            |organization| organization.arn("handshake", &format!("{action}/{}", handshake.id)),
        )
}

pub(super) fn handshake(state: &State, handshake: &Handshake, now: jiff::Timestamp) -> Value {
    let organization = state.organizations.get(&handshake.organization_id);
    let management = organization
        .and_then(|organization| state.accounts.get(&organization.management_account_id));
    let mut inside = Vec::new();
    if let (Some(organization), Some(management)) = (organization, management) {
        inside.push(json!({ "Type": "MASTER_EMAIL", "Value": management.email }));
        inside.push(json!({ "Type": "MASTER_NAME", "Value": management.name }));
        inside
            .push(json!({ "Type": "ORGANIZATION_FEATURE_SET", "Value": organization.feature_set }));
    }
    let mut sender = json!({ "Type": "ORGANIZATION", "Value": handshake.organization_id });
    if handshake.action == "INVITE" {
        sender["Resources"] = inside.into();
    }
    // Without its `h-`, as the documentation shows it.
    // <https://docs.aws.amazon.com/organizations/latest/userguide/manage-begin-all-features-standard-migration.html>
    let parent = handshake
        .parent_id
        .as_ref()
        .map(|id| json!({ "Type": "PARENT_HANDSHAKE", "Value": id.trim_start_matches("h-") }));
    let mut resources: Vec<Value> = parent.into_iter().chain([sender]).collect();
    let targets = handshake
        .parties
        .iter()
        .filter(|party| party.kind != "ORGANIZATION");
    resources.extend(targets.map(|party| json!({ "Type": party.kind, "Value": party.id })));
    resources.extend(
        handshake
            .notes
            .iter()
            .map(|notes| json!({ "Type": "NOTES", "Value": notes })),
    );
    let parties: Vec<Value> = handshake
        .parties
        .iter()
        .map(|party| json!({ "Id": party.id, "Type": party.kind }))
        .collect();
    json!({
        "Id": handshake.id,
        "Arn": handshake_arn(state, handshake),
        "Parties": parties,
        "State": handshake.state_at(now),
        "RequestedTimestamp": epoch(handshake.requested_at),
        "ExpirationTimestamp": epoch(handshake.expires_at),
        "Action": handshake.action,
        "Resources": resources,
    })
}
