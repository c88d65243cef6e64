//! One account's IAM: roles with their trust and policies, users with their keys.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::MfaDevice;

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
    /// ARNs of the managed policies attached, in the order of attaching.
    #[serde(default)]
    pub(crate) attached: Vec<String>,
    #[serde(default)]
    pub(crate) inline: BTreeMap<String, String>,
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

/// An IAM user.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) created_at: Timestamp,
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) attached: Vec<String>,
    #[serde(default)]
    pub(crate) inline: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) access_keys: Vec<AccessKey>,
    /// Serial numbers of MFA devices as older states have them. Now they stand with the account.
    #[serde(default, skip_serializing)]
    pub(super) mfa_serials: Vec<String>,
}

impl User {
    /// A user with nothing yet.
    pub(crate) fn new(name: &str, id: String, created_at: Timestamp) -> Self {
        Self {
            name: name.to_owned(),
            path: "/".to_owned(),
            id,
            created_at,
            tags: BTreeMap::new(),
            attached: Vec::new(),
            inline: BTreeMap::new(),
            access_keys: Vec::new(),
            mfa_serials: Vec::new(),
        }
    }

    pub(crate) fn arn(&self, account_id: &str) -> String {
        format!("arn:aws:iam::{account_id}:user{}{}", self.path, self.name)
    }
}

/// A user's long-term key.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccessKey {
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl std::fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessKey")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
