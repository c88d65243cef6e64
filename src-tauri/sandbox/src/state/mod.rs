//! Everything the sandbox knows, as one value that can be saved and read back.
//!
//! Accounts stand beside organizations, not inside them, for an account can be outside of any.
//! What can be found out from the rest (children of a parent, owners of keys and email addresses)
//! is an [`Index`], kept up by the few functions here that write, and rebuilt on reading.

mod account;
mod attachments;
mod charge;
mod closure;
mod group;
mod handshake;
mod iam;
mod identity_center;
mod index;
mod mail;
mod managed_policy;
mod membership;
mod mfa;
mod organization;
mod password;
mod payer;
mod permissions;
mod profile;
mod sessions;
#[cfg(test)]
mod tests;
mod transfer;
mod user;
mod watch;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub(crate) use account::{Account, JoinedMethod, Membership};
pub(crate) use attachments::AWS_POLICIES;
pub(crate) use charge::{Entry, RecordType, Rule, Surprise};
pub(crate) use closure::Closure;
pub(crate) use group::Group;
pub(crate) use handshake::{Handshake, Party};
pub(crate) use iam::{Iam, Role};
pub(crate) use identity_center::{
    AuthorizationCode, Client, Decision, Device, IdentityCenter, Token,
};
pub(crate) use index::Index;
pub(crate) use mail::Mail;
pub(crate) use managed_policy::{ManagedPolicy, PolicyVersion};
pub(crate) use mfa::MfaDevice;
#[cfg(test)]
pub(crate) use mfa::{STEP_SECONDS, step_at};
pub(crate) use organization::{CreateRequest, MAX_OU_DEPTH, Organization, Ou, Policy, Root};
pub(crate) use password::{LoginProfile, Password, PasswordPolicy};
pub(crate) use payer::{CostExplorer, Departed, Payer, SavingsPlan, Sharing};
pub(crate) use permissions::Permissions;
pub(crate) use profile::{EmailUpdate, Fields, Profile, RegionSwitch};
pub(crate) use sessions::{ConsoleSession, Session, SessionKind, SignIn, SigninToken};
pub(crate) use transfer::Transfer;
pub(crate) use user::{AccessKey, LastUse, User};
pub(crate) use watch::{Budget, Monitor, Notification, Subscription};

use crate::{clock::Clock, random::Random};

/// The form of the saved state. A later form must still read this one.
const VERSION: u32 = 1;

/// What every saved state begins with.
#[derive(Deserialize)]
struct Form {
    version: u32,
}

/// Why a saved state cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// It is not a sandbox's state at all, or one of its fields is not what it must be.
    #[error("not a sandbox state")]
    Unreadable(#[from] serde_json::Error),
    /// It comes from a version of Canopy that this one does not know.
    #[error("the sandbox state has version {0}, newer than this program's {VERSION}")]
    Newer(u32),
    /// Its parts do not fit together, for example an account whose parent does not exist.
    #[error("the sandbox state contradicts itself: {0}")]
    Broken(String),
}

/// All organizations, accounts, credentials and the clock.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct State {
    pub(crate) version: u32,
    pub(crate) random: Random,
    #[serde(default)]
    pub(crate) clock: Clock,
    /// The management account whose administrator's keys are handed out on start.
    pub(crate) management_account_id: String,
    /// Accounts outside the organization that are handed out on start, so that they can be invited.
    #[serde(default)]
    pub(crate) others: Vec<String>,
    pub(crate) organizations: BTreeMap<String, Organization>,
    pub(crate) accounts: BTreeMap<String, Account>,
    #[serde(default)]
    pub(crate) handshakes: BTreeMap<String, Handshake>,
    /// Closures of accounts that were asked for, by account.
    #[serde(default)]
    pub(crate) closures: BTreeMap<String, Closure>,
    #[serde(default)]
    pub(crate) sessions: BTreeMap<String, Session>,
    #[serde(default)]
    pub(crate) signin_tokens: BTreeMap<String, SigninToken>,
    #[serde(default)]
    pub(crate) console_sessions: BTreeMap<String, ConsoleSession>,
    /// Sign-ins of users on their way, by a token that their pages carry along.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) sign_ins: BTreeMap<String, SignIn>,
    /// What AWS has sent by email, the oldest first.
    #[serde(default)]
    pub(crate) mail: Vec<Mail>,
    #[serde(default)]
    pub(crate) identity_center: IdentityCenter,
    /// What is kept of billing, by the account that pays.
    #[serde(default)]
    pub(crate) payers: BTreeMap<String, Payer>,
    /// Billing transfers between organizations, by id.
    #[serde(default)]
    pub(crate) transfers: BTreeMap<String, Transfer>,
    /// The partition that callers are told to be in, if it is not `aws`.
    #[serde(default)]
    pub(crate) partition: Option<String>,
    #[serde(skip)]
    pub(crate) index: Index,
    /// Grows with each write.
    #[serde(skip)]
    pub(crate) revision: u64,
}

impl State {
    /// A world with nothing in it yet. `management_account_id` must be added before it is used.
    pub(crate) fn empty(seed: u64, management_account_id: String) -> Self {
        Self {
            version: VERSION,
            random: Random::new(seed),
            clock: Clock::default(),
            management_account_id,
            others: Vec::new(),
            organizations: BTreeMap::new(),
            accounts: BTreeMap::new(),
            handshakes: BTreeMap::new(),
            closures: BTreeMap::new(),
            sessions: BTreeMap::new(),
            signin_tokens: BTreeMap::new(),
            console_sessions: BTreeMap::new(),
            sign_ins: BTreeMap::new(),
            mail: Vec::new(),
            identity_center: IdentityCenter::default(),
            payers: BTreeMap::new(),
            transfers: BTreeMap::new(),
            partition: None,
            index: Index::default(),
            revision: 0,
        }
    }

    /// Reads a saved state and checks that its parts fit together.
    pub(crate) fn read(value: serde_json::Value) -> Result<Self, StateError> {
        // Before the rest, for a newer state need not have this one's form.
        let Form { version } = Form::deserialize(&value)?;
        if version > VERSION {
            return Err(StateError::Newer(version));
        }
        let mut state: Self = serde_json::from_value(value)?;
        state.check().map_err(StateError::Broken)?;
        for account in state.accounts.values_mut() {
            account.iam.take_old_devices();
        }
        state.index = Index::of(&state);
        Ok(state)
    }

    fn check(&self) -> Result<(), String> {
        if !self.accounts.contains_key(&self.management_account_id) {
            return Err(format!(
                "there is no management account {}",
                self.management_account_id
            ));
        }
        for organization in self.organizations.values() {
            organization.check()?;
            let management = self.member(&organization.id, &organization.management_account_id);
            if management.is_none() {
                let id = &organization.management_account_id;
                return Err(format!(
                    "{id}, which manages {}, is not a member of it",
                    organization.id
                ));
            }
        }
        for account in self.accounts.values() {
            let Some(membership) = &account.membership else {
                continue;
            };
            let organization = self
                .organizations
                .get(&membership.organization_id)
                .ok_or_else(|| format!("account {} is in no known organization", account.id))?;
            if !organization.has_parent(&membership.parent_id) {
                return Err(format!(
                    "the parent of account {} does not exist",
                    account.id
                ));
            }
        }
        Ok(())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Notes that something has been written.
    pub(crate) fn touch(&mut self) {
        self.revision += 1;
    }

    /// The organization that an account is a member of.
    pub(crate) fn organization_of(&self, account_id: &str) -> Option<&Organization> {
        let membership = self.accounts.get(account_id)?.membership.as_ref()?;
        self.organizations.get(&membership.organization_id)
    }

    /// A member of one organization, if it is one.
    pub(crate) fn member(&self, organization_id: &str, account_id: &str) -> Option<&Account> {
        let account = self.accounts.get(account_id)?;
        account.is_member_of(organization_id).then_some(account)
    }

    /// `o-x/r-y/ou-z/`, from the organization to the parent of an account: what IAM's condition
    /// keys hold. Empty for an account outside of any organization.
    pub(crate) fn organization_path(&self, account_id: &str) -> Option<String> {
        let membership = self.accounts.get(account_id)?.membership.as_ref()?;
        let organization = self.organizations.get(&membership.organization_id)?;
        Some(organization.path(&membership.parent_id))
    }

    /// Adds an account, with its place in an organization if it has one.
    pub(crate) fn add_account(&mut self, mut account: Account) {
        if let Some(membership) = &mut account.membership
            && let Some(organization) = self.organizations.get(&membership.organization_id)
        {
            membership.policies =
                organization.with_defaults(std::mem::take(&mut membership.policies));
        }
        self.index.add_account(&account);
        self.accounts.insert(account.id.clone(), account);
        self.touch();
    }

    /// Gives an account another email address, which nobody else may have.
    pub(crate) fn set_email(&mut self, account_id: &str, email: &str) {
        if let Some(account) = self.accounts.get_mut(account_id) {
            self.index.move_email(account_id, &account.email, email);
            email.clone_into(&mut account.email);
            self.touch();
        }
    }

    /// Moves a member below another parent of the same organization.
    pub(crate) fn move_account(&mut self, account_id: &str, parent_id: &str) {
        if let Some(membership) = self
            .accounts
            .get_mut(account_id)
            .and_then(|account| account.membership.as_mut())
        {
            self.index
                .move_account(account_id, &membership.parent_id, parent_id);
            parent_id.clone_into(&mut membership.parent_id);
            self.touch();
        }
    }

    pub(crate) fn add_ou(&mut self, organization_id: &str, mut ou: Ou) {
        if let Some(organization) = self.organizations.get_mut(organization_id) {
            ou.policies = organization.with_defaults(ou.policies);
            self.index.add_ou(&ou);
            organization.ous.insert(ou.id.clone(), ou);
            self.touch();
        }
    }

    pub(crate) fn remove_ou(&mut self, organization_id: &str, ou_id: &str) {
        if let Some(organization) = self.organizations.get_mut(organization_id)
            && let Some(ou) = organization.ous.remove(ou_id)
        {
            self.index.remove_ou(&ou);
            self.touch();
        }
    }

    /// How many accounts count towards an organization's quota: its members, closed ones among them,
    /// and those that are invited.
    /// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
    pub(crate) fn counted_accounts(&self, organization_id: &str, now: Timestamp) -> usize {
        let invited = self.handshakes.values().filter(|handshake| {
            handshake.organization_id == organization_id
                && handshake.action == "INVITE"
                && handshake.is_open(now)
        });
        self.index.members(organization_id).len() + invited.count()
    }

    /// A new account id that nobody has.
    pub(crate) fn new_account_id(&mut self) -> String {
        loop {
            let id = self.random.digits(12);
            if !self.accounts.contains_key(&id) {
                return id;
            }
        }
    }

    /// A new OU id below the given root, `ou-ROOT-xxxxxxxx`.
    pub(crate) fn new_ou_id(&mut self, root_id: &str) -> String {
        let root = root_id.trim_start_matches("r-").to_owned();
        format!("ou-{root}-{}", self.random.lower(8))
    }
}
