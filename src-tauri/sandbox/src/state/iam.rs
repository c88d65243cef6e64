//! One account's IAM: its users, groups, roles, managed policies, MFA devices and what it asks of passwords.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Group, ManagedPolicy, MfaDevice, PasswordPolicy, Permissions, User};

/// The identities of one account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Iam {
    #[serde(default)]
    pub(crate) alias: Option<String>,
    #[serde(default)]
    pub(crate) roles: BTreeMap<String, Role>,
    #[serde(default)]
    pub(crate) users: BTreeMap<String, User>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) groups: BTreeMap<String, Group>,
    /// Managed policies that were written here, by ARN.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) policies: BTreeMap<String, ManagedPolicy>,
    /// None where nobody has set one; then IAM's own applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) password_policy: Option<PasswordPolicy>,
    /// MFA devices by serial number, whether anybody has them or not.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) mfa_devices: BTreeMap<String, MfaDevice>,
}

impl Iam {
    pub(crate) fn add_role(&mut self, role: Role) {
        self.roles.insert(role.name.clone(), role);
    }

    pub(crate) fn add_user(&mut self, user: User) {
        self.users.insert(user.name.clone(), user);
    }

    /// The users that are in a group, in the order of their names.
    pub(crate) fn members_of(&self, group: &str) -> impl Iterator<Item = &User> {
        self.users
            .values()
            .filter(move |user| user.groups.contains(group))
    }

    /// All that policies hang on.
    pub(crate) fn holders(&self) -> impl Iterator<Item = &Permissions> {
        let users = self.users.values().map(|user| &user.permissions);
        let groups = self.groups.values().map(|group| &group.permissions);
        let roles = self.roles.values().map(|role| &role.permissions);
        users.chain(groups).chain(roles)
    }

    /// The devices that a user has, in the order of their serial numbers.
    pub(crate) fn devices_of(&self, user: &str) -> impl Iterator<Item = &MfaDevice> {
        self.mfa_devices
            .values()
            .filter(move |device| device.user.as_deref() == Some(user))
    }

    /// Gives a user a device, in place of one with the same serial number.
    pub(crate) fn add_device(&mut self, user: &str, mut device: MfaDevice, at: Timestamp) {
        device.user = Some(user.to_owned());
        device.enabled_at = Some(at);
        self.mfa_devices.insert(device.serial.clone(), device);
    }

    /// States from before devices had seeds name only their serial numbers, with the users.
    pub(super) fn take_old_devices(&mut self) {
        for user in self.users.values_mut() {
            for serial in std::mem::take(&mut user.mfa_serials) {
                let device = MfaDevice {
                    user: Some(user.name.clone()),
                    enabled_at: Some(user.created_at),
                    ..MfaDevice::new(serial.clone(), None)
                };
                self.mfa_devices.entry(serial).or_insert(device);
            }
        }
    }
}

/// A role: who may assume it and what it may then do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Role {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) id: String,
    /// The trust policy, word for word as it was given.
    pub(crate) trust: String,
    #[serde(default)]
    pub(crate) description: Option<String>,
    pub(crate) max_session_duration_seconds: i64,
    pub(crate) created_at: Timestamp,
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
    #[serde(flatten)]
    pub(crate) permissions: Permissions,
    #[serde(default)]
    pub(crate) last_used_at: Option<Timestamp>,
}

impl Role {
    pub(crate) fn arn(&self, account_id: &str) -> String {
        format!("arn:aws:iam::{account_id}:role{}{}", self.path, self.name)
    }

    /// Service-linked roles belong to an AWS service; nobody else changes them.
    pub(crate) fn is_service_linked(&self) -> bool {
        self.path.starts_with("/aws-service-role/")
    }
}
