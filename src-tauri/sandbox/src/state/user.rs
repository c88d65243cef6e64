//! IAM users and their long-term keys.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{LoginProfile, Permissions, SessionKind, State};

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
    #[serde(flatten)]
    pub(crate) permissions: Permissions,
    /// Names of the groups that the user is in.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) groups: BTreeSet<String>,
    #[serde(default)]
    pub(crate) access_keys: Vec<AccessKey>,
    /// The console password. Without one, nobody signs in as this user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) login: Option<LoginProfile>,
    /// When the password last opened the console.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) password_last_used: Option<Timestamp>,
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
            permissions: Permissions::default(),
            groups: BTreeSet::new(),
            access_keys: Vec::new(),
            login: None,
            password_last_used: None,
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
    /// A key that is not active signs nothing.
    #[serde(default = "active")]
    pub(crate) active: bool,
    /// Keys of states from before this was kept are as old as their user.
    #[serde(default)]
    pub(crate) created_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_used: Option<LastUse>,
}

fn active() -> bool {
    true
}

impl std::fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessKey")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// When and for what a key was last used.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LastUse {
    pub(crate) at: Timestamp,
    pub(crate) service: String,
    pub(crate) region: String,
}

impl State {
    fn user_mut(&mut self, account_id: &str, name: &str) -> Option<&mut User> {
        self.accounts.get_mut(account_id)?.iam.users.get_mut(name)
    }

    /// Gives a user of an account one more key.
    pub(crate) fn add_access_key(&mut self, account_id: &str, name: &str, key: AccessKey) {
        let id = key.id.clone();
        if let Some(user) = self.user_mut(account_id, name) {
            user.access_keys.push(key);
            self.index.add_key(&id, account_id, name);
            self.touch();
        }
    }

    /// Takes a key away for good.
    pub(crate) fn remove_access_key(&mut self, account_id: &str, name: &str, id: &str) {
        if let Some(user) = self.user_mut(account_id, name) {
            user.access_keys.retain(|key| key.id != id);
            self.index.remove_key(id);
            self.touch();
        }
    }

    /// Notes what a key was used for. That alone is no reason to save the state.
    pub(crate) fn note_use(&mut self, account_id: &str, name: &str, id: &str, used: LastUse) {
        let keys = self
            .user_mut(account_id, name)
            .map(|user| &mut user.access_keys);
        if let Some(key) = keys.and_then(|keys| keys.iter_mut().find(|key| key.id == id)) {
            key.last_used = Some(used);
        }
    }

    /// Trust policies name users and roles by ids that never come again, and show their ARNs: one who gets
    /// another name stays trusted, and one who is gone is not trusted again under the old name.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
    pub(crate) fn rename_principal(&mut self, from: &str, to: &str) {
        let (from, to) = (format!("\"{from}\""), format!("\"{to}\""));
        let accounts = self.accounts.values_mut();
        for role in accounts.flat_map(|account| account.iam.roles.values_mut()) {
            if role.trust.contains(&from) {
                role.trust = role.trust.replace(&from, &to);
            }
        }
    }

    /// Deletes a user. Temporary credentials of theirs are worth nothing from now on, even if there is
    /// another user of the same name one day.
    pub(crate) fn remove_user(&mut self, account_id: &str, name: &str) {
        let account = self.accounts.get_mut(account_id);
        if let Some(user) = account.and_then(|account| account.iam.users.remove(name)) {
            for key in &user.access_keys {
                self.index.remove_key(&key.id);
            }
            self.rename_principal(&user.arn(account_id), &user.id);
            let is_theirs = |at: &str, kind: Option<&SessionKind>| {
                at == account_id && kind.and_then(SessionKind::user) == Some(name)
            };
            self.sessions
                .retain(|_, session| !is_theirs(&session.account_id, Some(&session.kind)));
            self.console_sessions
                .retain(|_, session| !is_theirs(&session.account_id, session.kind.as_ref()));
            self.touch();
        }
    }

    /// Gives a user another name. Keys, devices and sessions stay theirs.
    pub(crate) fn rename_user(&mut self, account_id: &str, from: &str, to: &str) {
        let Some(account) = self.accounts.get_mut(account_id) else {
            return;
        };
        let Some(mut user) = account.iam.users.remove(from) else {
            return;
        };
        to.clone_into(&mut user.name);
        for key in &user.access_keys {
            self.index.add_key(&key.id, account_id, to);
        }
        account.iam.users.insert(to.to_owned(), user);
        for device in account.iam.mfa_devices.values_mut() {
            if device.user.as_deref() == Some(from) {
                device.user = Some(to.to_owned());
            }
        }
        let rename = |kind: &mut SessionKind| {
            let theirs = kind.user() == Some(from);
            if let SessionKind::User { name: user } | SessionKind::Federated { user, .. } = kind
                && theirs
            {
                to.clone_into(user);
            }
            theirs && matches!(kind, SessionKind::User { .. })
        };
        for session in self.sessions.values_mut() {
            if session.account_id == account_id {
                rename(&mut session.kind);
            }
        }
        for session in self.console_sessions.values_mut() {
            if session.account_id == account_id && session.kind.as_mut().is_some_and(rename) {
                to.clone_into(&mut session.identity);
            }
        }
        self.touch();
    }
}
