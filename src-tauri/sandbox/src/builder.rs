//! Puts a world together: what the sample organization and the generator have in common with
//! accounts that are created later.

mod founding;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub(crate) use founding::organization;

use crate::{
    clock,
    random::Random,
    state::{
        AccessKey, Account, JoinedMethod, Membership, Ou, Permissions, Policy, Role, State, User,
    },
};

/// The role that AWS makes in every account created in an organization.
pub(crate) const ACCESS_ROLE: &str = "OrganizationAccountAccessRole";
/// The SCP that AWS attaches to everything.
pub(crate) const FULL_ACCESS: &str = "p-FullAWSAccess";
pub(crate) const ADMINISTRATOR: &str = "arn:aws:iam::aws:policy/AdministratorAccess";
/// The least and the usual session duration of a role: one hour.
pub(crate) const ONE_HOUR: i64 = 3600;
const DAY: i64 = 24 * ONE_HOUR;

/// A trust policy that lets an account's identities in, as far as their own policies allow.
pub(crate) fn trust_account(account_id: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{account_id}:root"}},"Action":"sts:AssumeRole"}}]}}"#
    )
}

/// A role without tags or inline policies.
pub(crate) fn role(
    random: &mut Random,
    name: &str,
    trust: String,
    attached: &[&str],
    at: Timestamp,
) -> Role {
    Role {
        name: name.to_owned(),
        path: "/".to_owned(),
        id: random.unique_id("AROA"),
        trust,
        description: None,
        max_session_duration_seconds: ONE_HOUR,
        created_at: at,
        tags: BTreeMap::new(),
        permissions: Permissions::of(attached),
        last_used_at: None,
    }
}

/// The role through which AWS Organizations works in a member account.
pub(crate) fn service_linked_role(random: &mut Random, at: Timestamp) -> Role {
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"organizations.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
    Role {
        path: "/aws-service-role/organizations.amazonaws.com/".to_owned(),
        description: Some(
            "Service-linked role used by AWS Organizations to enable integration of other AWS services with Organizations."
                .to_owned(),
        ),
        ..role(
            random,
            "AWSServiceRoleForOrganizations",
            trust.to_owned(),
            &["arn:aws:iam::aws:policy/aws-service-role/AWSOrganizationsServiceTrustPolicy"],
            at,
        )
    }
}

/// A user with one access key.
pub(crate) fn user(random: &mut Random, name: &str, attached: &[&str], at: Timestamp) -> User {
    let mut user = User::new(name, random.unique_id("AIDA"), at);
    user.permissions = Permissions::of(attached);
    user.access_keys.push(access_key(random, at));
    user
}

/// An access key that nobody has used yet.
pub(crate) fn access_key(random: &mut Random, at: Timestamp) -> AccessKey {
    AccessKey {
        id: random.unique_id("AKIA"),
        secret: random.secret(),
        active: true,
        created_at: Some(at),
        last_used: None,
    }
}

/// Builds one organization, step by step.
pub(crate) struct Builder {
    pub(crate) state: State,
    pub(crate) organization_id: String,
    pub(crate) root_id: String,
    /// When the next account joins; each one a little later than the one before.
    at: Timestamp,
    /// How many times faster than one every nine hours they join.
    pub(crate) pace: i64,
}

impl Builder {
    /// An organization with a root, a management account and its administrator.
    pub(crate) fn new(
        seed: u64,
        name: &str,
        email: &str,
        account_quota: usize,
        started: Timestamp,
    ) -> Self {
        let management_id = Random::new(!seed).digits(12);
        let mut state = State::empty(seed, management_id.clone());
        let organization_id = format!("o-{}", state.random.lower(10));
        let root_id = format!("r-{}", state.random.lower(4));
        state.add_organization(organization(
            &organization_id,
            &root_id,
            &management_id,
            account_quota,
        ));
        let mut builder = Self {
            state,
            organization_id,
            root_id,
            at: started,
            pace: 1,
        };
        let root_id = builder.root_id.clone();
        builder.join(
            management_id.clone(),
            &root_id,
            name,
            email,
            JoinedMethod::Invited,
        );
        builder.add_user(&management_id, "admin", &[ADMINISTRATOR]);
        builder
    }

    pub(crate) fn ou(&mut self, parent_id: &str, name: &str) -> String {
        let root_id = self.root_id.clone();
        let id = self.state.new_ou_id(&root_id);
        let ou = Ou {
            id: id.clone(),
            name: name.to_owned(),
            parent_id: parent_id.to_owned(),
            tags: BTreeMap::new(),
            policies: vec![FULL_ACCESS.to_owned()],
        };
        self.state.add_ou(&self.organization_id, ou);
        id
    }

    /// A member account: a created one has the access role, an invited one has not.
    pub(crate) fn account(
        &mut self,
        parent_id: &str,
        name: &str,
        email: &str,
        joined: JoinedMethod,
    ) -> String {
        let id = self.state.new_account_id();
        self.join(id.clone(), parent_id, name, email, joined);
        if joined == JoinedMethod::Created {
            let trust = trust_account(&self.state.management_account_id);
            self.add_role(&id, ACCESS_ROLE, trust, &[ADMINISTRATOR]);
        }
        id
    }

    /// An account with an id of one's choice and nothing in it.
    pub(crate) fn join(
        &mut self,
        id: String,
        parent_id: &str,
        name: &str,
        email: &str,
        joined: JoinedMethod,
    ) {
        let mut account = Account::new(id, name, email);
        account.payment_instrument = Some(joined == JoinedMethod::Invited);
        account.membership = Some(Membership {
            organization_id: self.organization_id.clone(),
            parent_id: parent_id.to_owned(),
            joined_method: joined,
            joined_at: self.at,
            tags: BTreeMap::new(),
            policies: vec![FULL_ACCESS.to_owned()],
        });
        self.state.add_account(account);
        let step = DAY / 4 + i64::try_from(self.state.random.below(6 * 3600)).unwrap_or(0);
        self.at = clock::after(self.at, step / self.pace);
    }

    /// An account outside the organization, with an administrator of its own.
    pub(crate) fn outside(&mut self, name: &str, email: &str) -> String {
        let id = self.state.new_account_id();
        self.state.add_account(Account {
            payment_instrument: Some(true),
            ..Account::new(id.clone(), name, email)
        });
        self.add_user(&id, "admin", &[ADMINISTRATOR]);
        id
    }

    pub(crate) fn add_role(
        &mut self,
        account_id: &str,
        name: &str,
        trust: String,
        attached: &[&str],
    ) {
        let made = role(&mut self.state.random, name, trust, attached, self.at);
        self.with_account(account_id, |account| account.iam.add_role(made));
    }

    pub(crate) fn add_user(&mut self, account_id: &str, name: &str, attached: &[&str]) {
        let made = user(&mut self.state.random, name, attached, self.at);
        if let Some(mut account) = self.state.accounts.remove(account_id) {
            account.iam.add_user(made);
            self.state.add_account(account);
        }
    }

    pub(crate) fn with_account(&mut self, id: &str, change: impl FnOnce(&mut Account)) {
        if let Some(account) = self.state.accounts.get_mut(id) {
            change(account);
        }
    }

    pub(crate) fn tag(&mut self, account_id: &str, tags: &[(&str, &str)]) {
        self.with_account(account_id, |account| {
            if let Some(membership) = &mut account.membership {
                let tags = tags
                    .iter()
                    .map(|&(key, value)| (key.to_owned(), value.to_owned()));
                membership.tags.extend(tags);
            }
        });
    }

    /// An SCP attached to a root or an OU.
    pub(crate) fn scp(&mut self, target_id: &str, name: &str, description: &str, content: &str) {
        let id = format!("p-{}", self.state.random.lower(10));
        if let Some(organization) = self.state.organizations.get_mut(&self.organization_id) {
            if let Some(ou) = organization.ous.get_mut(target_id) {
                ou.policies.push(id.clone());
            } else if organization.root.id == target_id {
                organization.root.policies.push(id.clone());
            }
            let policy = Policy {
                id: id.clone(),
                name: name.to_owned(),
                description: description.to_owned(),
                kind: "SERVICE_CONTROL_POLICY".to_owned(),
                aws_managed: false,
                content: content.to_owned(),
                tags: BTreeMap::new(),
            };
            organization.policies.insert(id, policy);
        }
    }
}
