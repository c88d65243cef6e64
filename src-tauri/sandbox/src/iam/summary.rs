//! `GetAccountSummary`: how much of everything there is, and how much there may be.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html>

use super::{Context, documents, groups, holder::Holder, keys, rules, users, versions};
use crate::wire::{Refusal, xml};

pub(super) fn get(context: &mut Context<'_>) -> Result<String, Refusal> {
    let iam = &context.account()?.iam;
    let devices = iam.mfa_devices.values();
    let in_use = devices.filter(|device| device.user.is_some()).count();
    let versions = iam.policies.values().map(|policy| policy.versions.len());
    let entries = [
        ("Users", iam.users.len()),
        ("UsersQuota", users::USERS),
        ("Groups", iam.groups.len()),
        ("GroupsQuota", groups::GROUPS),
        ("GroupsPerUserQuota", groups::GROUPS_OF_A_USER),
        ("Roles", iam.roles.len()),
        ("RolesQuota", rules::ROLES),
        ("Policies", iam.policies.len()),
        ("PoliciesQuota", rules::POLICIES),
        ("PolicySizeQuota", documents::MANAGED_CHARACTERS),
        ("PolicyVersionsInUse", versions.sum()),
        ("VersionsPerPolicyQuota", versions::VERSIONS),
        ("UserPolicySizeQuota", Holder::User.inline_characters()),
        ("GroupPolicySizeQuota", Holder::Group.inline_characters()),
        ("RolePolicySizeQuota", Holder::Role.inline_characters()),
        ("AttachedPoliciesPerUserQuota", Holder::User.attached().1),
        ("AttachedPoliciesPerGroupQuota", Holder::Group.attached().1),
        ("AttachedPoliciesPerRoleQuota", Holder::Role.attached().1),
        ("AssumeRolePolicySizeQuota", documents::TRUST_CHARACTERS),
        ("AccessKeysPerUserQuota", keys::KEYS),
        ("MFADevices", iam.mfa_devices.len()),
        ("MFADevicesInUse", in_use),
        // The sandbox has no root users.
        ("AccountMFAEnabled", 0),
        ("AccountAccessKeysPresent", 0),
        ("AccountPasswordPresent", 0),
    ];
    let entries: Vec<String> = entries
        .into_iter()
        .map(|(key, value)| {
            let fields = [
                xml::leaf("key", key),
                xml::leaf("value", &value.to_string()),
            ];
            xml::wrap("entry", &fields.concat())
        })
        .collect();
    Ok(xml::wrap("SummaryMap", &entries.concat()))
}
