//! What there is of a set-up, as it was read: in the identity account, and of roles in the others.

use std::collections::{BTreeMap, BTreeSet};

use super::{PATH, PROBE_PATH, ROLE_TAG, spec::PasswordPolicy};
use crate::{failure::Failure, ids::AccountId, step::Tag};

/// A group of the identity account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupFound {
    /// Its path.
    pub path: String,
    /// The policies written into it, JSON by name.
    pub inline: BTreeMap<String, String>,
    /// ARNs of the policies attached to it.
    pub attached: BTreeSet<String>,
    /// Names of the users in it.
    pub members: BTreeSet<String>,
}

impl GroupFound {
    /// Whether Canopy made it.
    pub fn is_ours(&self) -> bool {
        self.path == PATH
    }
}

/// A user of the identity account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserFound {
    /// Its path.
    pub path: String,
    /// Whether it can sign in to the console.
    pub has_password: bool,
    /// Names of the policies written into it.
    pub inline: BTreeSet<String>,
    /// ARNs of the policies attached to it.
    pub attached: BTreeSet<String>,
}

impl UserFound {
    /// Whether Canopy made it for somebody.
    pub fn is_ours(&self) -> bool {
        self.path == PATH
    }

    /// Whether it only proves the set-up.
    pub fn is_probe(&self) -> bool {
        self.path == PROBE_PATH
    }
}

/// A role in an account of the organization.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoleFound {
    /// Its name.
    pub name: String,
    /// Its path, `/` mostly.
    pub path: String,
    /// Who may assume it, JSON.
    pub trust_policy: String,
    /// The longest session, in seconds.
    pub max_session_seconds: i32,
    /// ARNs of the policies attached to it.
    pub attached: BTreeSet<String>,
    /// The policies written into it, JSON by name.
    pub inline: BTreeMap<String, String>,
    /// Its tags.
    pub tags: Vec<Tag>,
}

impl RoleFound {
    /// The identity account that Canopy made it for.
    pub fn made_for(&self) -> Option<&str> {
        let tag = self.tags.iter().find(|tag| tag.key == ROLE_TAG)?;
        Some(&tag.value)
    }

    /// Whether its trust policy is the one that Canopy writes for this identity account, and lets in nobody
    /// else: its tag was taken away or changed.
    pub fn lost_its_tag(&self, identity: &str) -> bool {
        self.made_for() != Some(identity)
            && super::documents::is_only_statement(&self.trust_policy)
            && self.trust_policy.contains(&format!("::{identity}:root"))
    }
}

/// What there is of a set-up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdentityState {
    /// The identity account; none while it is to be made.
    pub account: Option<AccountId>,
    /// Its alias.
    pub alias: Option<String>,
    /// What passwords must be like; AWS's default where there is none.
    pub password_policy: Option<PasswordPolicy>,
    /// Groups by name: Canopy's, and those of others that have a name that is wanted.
    pub groups: BTreeMap<String, GroupFound>,
    /// Users by name: Canopy's, and those of others that have a name that is wanted.
    pub users: BTreeMap<String, UserFound>,
    /// Canopy's policies by their ARN, JSON.
    pub policies: BTreeMap<String, String>,
    /// By account, the roles that have a name that is wanted or let people of the identity account in; the
    /// failure where nobody could look.
    pub roles: BTreeMap<AccountId, Result<Vec<RoleFound>, Failure>>,
    /// The alias before Canopy changed it, where the journal tells.
    pub alias_before: Option<String>,
    /// The password policy before Canopy changed it, where the journal tells.
    pub password_policy_before: Option<PasswordPolicy>,
}
