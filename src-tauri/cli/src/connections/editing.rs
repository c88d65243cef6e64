//! A connection with some of its parts changed.

use canopy_core::{
    Failure,
    connection_spec::{AssumedRole, ConnectionSpec, Source},
};

use crate::arguments::EditConnection;

/// `before` with what was asked for; an empty text takes away what may be missing.
///
/// Errors: `invalid` for a part that this kind of connection does not have.
pub(super) fn edited(
    before: ConnectionSpec,
    asked: EditConnection,
) -> Result<ConnectionSpec, Failure> {
    let source = source(before.source, &asked)?;
    let (role_before, of_user) = (before.role, before.mfa_serial);
    let mfa_before = role_before
        .as_ref()
        .and_then(|it| it.mfa_serial.clone())
        .or(of_user);
    let mfa_serial = changed(mfa_before, asked.mfa_serial);
    let role_arn = changed(
        role_before.as_ref().map(|it| it.role_arn.clone()),
        asked.role_arn,
    );
    let (role, mfa_serial) = match role_arn {
        Some(role_arn) => {
            let kept = role_before.as_ref();
            let seconds = asked.duration.or(kept.and_then(|it| it.duration_seconds));
            let role = AssumedRole {
                role_arn,
                external_id: changed(
                    kept.and_then(|it| it.external_id.clone()),
                    asked.external_id,
                ),
                mfa_serial,
                duration_seconds: seconds.filter(|it| *it != 0),
                session_name: kept.and_then(|it| it.session_name.clone()),
            };
            (Some(role), None)
        }
        None if asked.external_id.is_some() || asked.duration.is_some() => {
            return Err(Failure::invalid(
                "an external id and a duration belong to a role, and this connection assumes none",
            )
            .hint("Name the role with --role-arn."));
        }
        None => (None, mfa_serial),
    };
    Ok(ConnectionSpec {
        name: asked.name.unwrap_or(before.name),
        source,
        role,
        mfa_serial,
        region: changed(before.region, asked.region),
        ..before
    })
}

fn changed(before: Option<String>, asked: Option<String>) -> Option<String> {
    match asked {
        Some(text) => Some(text).filter(|it| !it.is_empty()),
        None => before,
    }
}

fn source(before: Source, asked: &EditConnection) -> Result<Source, Failure> {
    let keys = asked.access_key_id.is_some() || asked.secret;
    let portal = asked.start_url.is_some()
        || asked.sso_region.is_some()
        || asked.sso_account.is_some()
        || asked.sso_role.is_some();
    let profile = asked.from.is_some();
    let (other, what) = match &before {
        Source::Keys { .. } => (portal || profile, "an access key"),
        Source::IdentityCenter { .. } => (keys || profile, "Identity Center"),
        Source::Profile { .. } => (keys || portal, "a profile"),
        Source::Login { .. } => (keys || portal, "aws login"),
        Source::Environment => (keys || portal || profile, "the environment"),
    };
    if other {
        return Err(
            Failure::invalid(format!("this connection signs in with {what}"))
                .hint("Add another one for another way to sign in, or change it in the window."),
        );
    }
    Ok(match before {
        Source::Keys { access_key_id } => Source::Keys {
            access_key_id: asked.access_key_id.clone().unwrap_or(access_key_id),
        },
        Source::IdentityCenter {
            start_url,
            region,
            account_id,
            role_name,
        } => Source::IdentityCenter {
            start_url: asked.start_url.clone().unwrap_or(start_url),
            region: asked.sso_region.clone().unwrap_or(region),
            account_id: asked.sso_account.clone().unwrap_or(account_id),
            role_name: asked.sso_role.clone().unwrap_or(role_name),
        },
        Source::Profile { name } => Source::Profile {
            name: asked.from.clone().unwrap_or(name),
        },
        Source::Login { profile } => Source::Login {
            profile: asked.from.clone().unwrap_or(profile),
        },
        Source::Environment => Source::Environment,
    })
}
