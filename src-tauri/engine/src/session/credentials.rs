//! Whose credentials a session has: who they say they are, and of which kind, which decides how long its
//! consoles may last.

use aws_sdk_sts::operation::get_caller_identity::GetCallerIdentityOutput;
use canopy_core::{Code, Failure};

use super::{Caller, Session};
use crate::{
    Engine,
    aws::Aws,
    connection::Connection,
    sign_in::{Shape, SourceKind},
};

/// What kind of credentials a session has.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialKind {
    /// A user's keys, which do not end: roles that are assumed with them may last up to 12 hours.
    LongTermKeys,
    /// A user's temporary keys, with MFA.
    SessionToken,
    /// A role's.
    Role {
        /// Whether the role was assumed with temporary credentials: then it lasts an hour at most.
        chained: bool,
    },
    /// A person's in Identity Center.
    IdentityCenter,
    /// Those of `aws login`.
    Login,
}

impl Session {
    /// What kind of credentials it has.
    pub fn credential_kind(&self) -> CredentialKind {
        self.kind
    }

    /// What to know before anything is done with who is signed in, a sentence.
    pub fn warning(&self) -> Option<String> {
        self.caller.arn.ends_with(":root").then(|| {
            "You are signed in as the root user, which AWS lets assume no role: other accounts and their consoles stay closed. Sign in as a user or through IAM Identity Center.".to_owned()
        })
    }
}

/// Asks AWS who is calling. A secret that is wrong is not kept for the next time.
pub(super) async fn identity(
    engine: &Engine,
    connection: &Connection,
    aws: &Aws,
) -> Result<GetCallerIdentityOutput, Failure> {
    let asked = aws
        .read("sts:GetCallerIdentity", || {
            aws.sts.get_caller_identity().send()
        })
        .await;
    if let Err(failure) = &asked
        && failure.code == Code::SignedOut
    {
        engine.secrets().forget(&connection.id);
        if let Some(chain) = aws.chain() {
            chain.forget().await;
        }
    }
    asked
}

pub(super) async fn kind(aws: &Aws, caller: &Caller) -> CredentialKind {
    match aws.chain() {
        None => CredentialKind::LongTermKeys,
        Some(chain) => of(chain.shape().await, &caller.arn),
    }
}

fn of(shape: Shape, caller: &str) -> CredentialKind {
    let is_role = caller.contains(":assumed-role/");
    if shape.roles > 0 {
        return CredentialKind::Role {
            chained: shape.roles > 1 || shape.source_is_temporary,
        };
    }
    match shape.source {
        SourceKind::IdentityCenter => CredentialKind::IdentityCenter,
        SourceKind::Login => CredentialKind::Login,
        SourceKind::Role => CredentialKind::Role { chained: false },
        SourceKind::Any if caller.contains(":assumed-role/AWSReservedSSO_") => {
            CredentialKind::IdentityCenter
        }
        SourceKind::Any if is_role => CredentialKind::Role { chained: true },
        SourceKind::Any if shape.source_is_temporary || shape.has_sessions => {
            CredentialKind::SessionToken
        }
        SourceKind::Any => CredentialKind::LongTermKeys,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: &str = "arn:aws:iam::111122223333:user/ada";
    const ROLE: &str = "arn:aws:sts::111122223333:assumed-role/Admin/ada";

    #[test]
    fn the_way_in_tells_the_kind() {
        let plain = Shape {
            roles: 0,
            has_sessions: false,
            source_is_temporary: false,
            source: SourceKind::Any,
        };
        let temporary = Shape {
            source_is_temporary: true,
            ..plain
        };
        let role = |chained| CredentialKind::Role { chained };
        assert_eq!(of(plain, USER), CredentialKind::LongTermKeys);
        assert_eq!(of(temporary, USER), CredentialKind::SessionToken);
        assert_eq!(of(temporary, ROLE), role(true));
        assert_eq!(of(Shape { roles: 1, ..plain }, ROLE), role(false));
        assert_eq!(of(Shape { roles: 2, ..plain }, ROLE), role(true));
        assert_eq!(
            of(
                Shape {
                    roles: 1,
                    ..temporary
                },
                ROLE
            ),
            role(true)
        );
        let session = Shape {
            has_sessions: true,
            ..plain
        };
        assert_eq!(of(session, USER), CredentialKind::SessionToken);
        let login = Shape {
            source: SourceKind::Login,
            ..temporary
        };
        assert_eq!(of(login, USER), CredentialKind::Login);
        let sso = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0a1b/ada";
        assert_eq!(of(temporary, sso), CredentialKind::IdentityCenter);
    }
}
