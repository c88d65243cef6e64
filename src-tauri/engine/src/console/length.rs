//! How long a console session may last: whether whoever is signed in may ask at all, and what the role
//! allows. The latter is remembered, so that a link takes two requests: `AssumeRole` and `getSigninToken`.

use canopy_core::{AccountId, Failure, RoleName, console::SessionLength, role::ONE_HOUR};
use jiff::{SignedDuration, Timestamp};

use crate::{
    member::RoleCredentials,
    session::{CredentialKind, Session},
    store::RoleMaximum,
};

/// How long a role's maximum counts as known: someone may change it elsewhere.
const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Session {
    /// Why every console of this session lasts an hour, a sentence. None where the role decides.
    pub fn duration_refusal(&self) -> Option<&'static str> {
        match self.credential_kind() {
            CredentialKind::LongTermKeys => None,
            CredentialKind::Role { .. } => Some(
                "You are signed in as a role, and AWS lets a role that was assumed by another one last an hour.",
            ),
            CredentialKind::IdentityCenter => Some(
                "Identity Center signs you in as a role, and AWS lets a role that was assumed by another one last an hour.",
            ),
            CredentialKind::Login | CredentialKind::SessionToken => Some(
                "You are signed in with temporary credentials, and AWS lets a role that was assumed with those last an hour.",
            ),
        }
    }

    /// What decides how long a console session may be, as far as it is known without asking.
    pub(super) fn known_length(
        &self,
        account: &AccountId,
        role: &RoleName,
    ) -> Result<SessionLength<'static>, Failure> {
        let known = self.known_maximum(account, role)?;
        Ok(SessionLength {
            refusal: self.duration_refusal(),
            maximum: known.and_then(|known| known.seconds),
        })
    }

    /// The same, asking the role itself where its maximum is not known and counts.
    pub(super) async fn length(
        &self,
        account: &AccountId,
        role: &RoleName,
        credentials: &RoleCredentials,
    ) -> Result<SessionLength<'static>, Failure> {
        let refusal = self.duration_refusal();
        if refusal.is_some() || self.known_maximum(account, role)?.is_some() {
            return self.known_length(account, role);
        }
        let iam = self.iam_with(credentials);
        let call = || iam.get_role().role_name(role.as_str()).send();
        let answer = self.aws().read("iam:GetRole", call).await;
        // A role that may not look at itself is not asked again: its sessions last as its credentials do.
        let found = answer.ok().and_then(|answer| answer.role);
        let maximum = found.map(|role| role.max_session_duration.unwrap_or(ONE_HOUR));
        self.remember_maximum(account, role, maximum);
        Ok(SessionLength { refusal, maximum })
    }

    fn known_maximum(
        &self,
        account: &AccountId,
        role: &RoleName,
    ) -> Result<Option<RoleMaximum>, Failure> {
        let known = self
            .engine()
            .store()
            .role_maximum(self.id(), account, role)?;
        Ok(known.filter(|known| known.at.duration_until(Timestamp::now()) < KNOWN_FOR))
    }

    /// Keeps what was read of a role's longest session.
    pub(crate) fn remember_maximum(
        &self,
        account: &AccountId,
        role: &RoleName,
        seconds: Option<i32>,
    ) {
        let maximum = RoleMaximum {
            seconds,
            at: Timestamp::now(),
        };
        let store = self.engine().store();
        if let Err(failure) = store.keep_role_maximum(self.id(), account, role, maximum) {
            tracing::warn!(%failure, "the longest session of a role is not remembered");
        }
    }

    /// Forgets it: the role has changed.
    pub(crate) fn forget_maximum(&self, account: &AccountId, role: &RoleName) {
        let store = self.engine().store();
        if let Err(failure) = store.forget_role_maximum(self.id(), account, role) {
            tracing::warn!(%failure, "the longest session of a role is not forgotten");
        }
    }
}
