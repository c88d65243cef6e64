//! Who is calling: an IAM user with long-term keys, the same user with temporary ones, a session that
//! a user made under another name, or a role's session. It follows from the credentials alone.

use jiff::Timestamp;

use super::condition::Context;
use crate::state::{Iam, Permissions, Role, Session, SessionKind, State, User};

/// The caller of one request.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) account_id: String,
    pub(crate) principal: Principal,
    /// For temporary credentials, what they came from.
    pub(crate) session: Option<Session>,
    /// The region in the signature's scope.
    pub(crate) region: String,
}

/// The identity behind the credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Principal {
    User(String),
    Role {
        role: String,
        session_name: String,
    },
    /// A session that a user made under another name.
    Federated {
        user: String,
        name: String,
    },
}

impl Caller {
    /// The caller that a temporary session stands for.
    pub(crate) fn of_session(session: &Session, region: &str) -> Self {
        let principal = match &session.kind {
            SessionKind::User { name } => Principal::User(name.clone()),
            SessionKind::Federated { user, name, .. } => Principal::Federated {
                user: user.clone(),
                name: name.clone(),
            },
            SessionKind::Role {
                role, session_name, ..
            } => Principal::Role {
                role: role.clone(),
                session_name: session_name.clone(),
            },
        };
        Self {
            account_id: session.account_id.clone(),
            principal,
            session: Some(session.clone()),
            region: region.to_owned(),
        }
    }

    /// The IAM of the caller's account.
    pub(crate) fn iam<'a>(&self, state: &'a State) -> Option<&'a Iam> {
        Some(&state.accounts.get(&self.account_id)?.iam)
    }

    pub(crate) fn user<'a>(&self, state: &'a State) -> Option<&'a User> {
        let Principal::User(name) = &self.principal else {
            return None;
        };
        self.iam(state)?.users.get(name)
    }

    /// The user whose permissions the caller has: itself, or who made its federated session.
    pub(crate) fn issuer<'a>(&self, state: &'a State) -> Option<&'a User> {
        let (Principal::User(user) | Principal::Federated { user, .. }) = &self.principal else {
            return None;
        };
        self.iam(state)?.users.get(user)
    }

    pub(crate) fn is_federated(&self) -> bool {
        matches!(self.principal, Principal::Federated { .. })
    }

    pub(crate) fn role<'a>(&self, state: &'a State) -> Option<&'a Role> {
        let Principal::Role { role, .. } = &self.principal else {
            return None;
        };
        self.iam(state)?.roles.get(role)
    }

    /// The policies that hang on the user or the role itself.
    pub(crate) fn permissions<'a>(&self, state: &'a State) -> Option<&'a Permissions> {
        let user = self.issuer(state).map(|user| &user.permissions);
        user.or_else(|| Some(&self.role(state)?.permissions))
    }

    /// The ARN that AWS shows for the caller, in `GetCallerIdentity` and in refusals.
    pub(crate) fn arn(&self, state: &State) -> String {
        match &self.principal {
            Principal::User(name) => self.user(state).map_or_else(
                || format!("arn:aws:iam::{}:user/{name}", self.account_id),
                |user| user.arn(&self.account_id),
            ),
            Principal::Role { role, session_name } => {
                format!(
                    "arn:aws:sts::{}:assumed-role/{role}/{session_name}",
                    self.account_id
                )
            }
            Principal::Federated { name, .. } => {
                format!("arn:aws:sts::{}:federated-user/{name}", self.account_id)
            }
        }
    }

    /// `aws:PrincipalArn`: the user's ARN, or the role's and not its session's.
    pub(crate) fn principal_arn(&self, state: &State) -> String {
        self.role(state)
            .map_or_else(|| self.arn(state), |role| role.arn(&self.account_id))
    }

    /// The unique id: `AIDA…`, `AROA…:session`, or `111122223333:name` of a federated session.
    pub(crate) fn user_id(&self, state: &State) -> String {
        match &self.principal {
            Principal::User(name) => self
                .user(state)
                .map_or_else(|| name.clone(), |user| user.id.clone()),
            Principal::Role { role, session_name } => {
                let id = self.role(state).map_or(role.as_str(), |role| &role.id);
                format!("{id}:{session_name}")
            }
            Principal::Federated { name, .. } => format!("{}:{name}", self.account_id),
        }
    }

    pub(crate) fn source_identity(&self) -> Option<&str> {
        match &self.session.as_ref()?.kind {
            SessionKind::Role {
                source_identity, ..
            } => source_identity.as_deref(),
            SessionKind::User { .. } | SessionKind::Federated { .. } => None,
        }
    }

    /// The condition keys that say who calls, and whose resource it is about.
    pub(crate) fn context_in(&self, state: &State, now: Timestamp, account_id: &str) -> Context {
        let mut context = self.context(state, now);
        context.set("aws:ResourceAccount", account_id);
        let organization = state.organization_of(account_id);
        context.set_some(
            "aws:ResourceOrgID",
            organization.map(|organization| &organization.id),
        );
        if let Some(path) = state.organization_path(account_id) {
            context.set_all("aws:ResourceOrgPaths", vec![path]);
        }
        context
    }

    /// The condition keys that say who calls, from where and when.
    pub(crate) fn context(&self, state: &State, now: Timestamp) -> Context {
        let mut context = Context::default();
        context.set("aws:PrincipalArn", self.principal_arn(state));
        context.set("aws:PrincipalAccount", self.account_id.clone());
        context.set("aws:userid", self.user_id(state));
        context.set("aws:RequestedRegion", self.region.clone());
        context.set("aws:CurrentTime", now.to_string());
        context.set("aws:EpochTime", now.as_second().to_string());
        context.set("aws:SecureTransport", "true");
        context.set("aws:PrincipalIsAWSService", "false");
        // The sandbox is reached from its own machine only.
        context.set("aws:SourceIp", "127.0.0.1");
        match &self.principal {
            Principal::User(name) => {
                context.set("aws:PrincipalType", "User");
                context.set("aws:username", name.clone());
            }
            Principal::Role { .. } => context.set("aws:PrincipalType", "AssumedRole"),
            Principal::Federated { .. } => context.set("aws:PrincipalType", "FederatedUser"),
        }
        // Absent for long-term keys, which is the trap of `BoolIfExists`.
        context.set_some(
            "aws:MultiFactorAuthPresent",
            self.session.as_ref().map(|session| session.mfa.to_string()),
        );
        // Seconds since the code was given; without MFA there is no age.
        context.set_some(
            "aws:MultiFactorAuthAge",
            self.session
                .as_ref()
                .filter(|session| session.mfa)
                .map(|session| (now.as_second() - session.issued_at.as_second()).to_string()),
        );
        context.set_some("aws:SourceIdentity", self.source_identity());
        if let Some(organization) = state.organization_of(&self.account_id) {
            context.set("aws:PrincipalOrgID", organization.id.clone());
            context.set(
                "aws:PrincipalOrgMasterAccountId",
                organization.management_account_id.clone(),
            );
        }
        if let Some(path) = state.organization_path(&self.account_id) {
            context.set_all("aws:PrincipalOrgPaths", vec![path]);
        }
        let tags = self
            .user(state)
            .map(|user| &user.tags)
            .or_else(|| self.role(state).map(|role| &role.tags));
        for (key, value) in tags.into_iter().flatten() {
            context.set(&format!("aws:PrincipalTag/{key}"), value.clone());
        }
        context
    }
}
