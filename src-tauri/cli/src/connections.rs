//! `canopy connection …` and `canopy permissions`: ways to sign in, and what they may do.

use std::io::{BufRead, IsTerminal, stdin};

use canopy_core::{
    Code, ConnectionId, Failure,
    connection_spec::{AssumedRole, ConnectionSpec, Source},
    permissions,
};
use canopy_engine::connection::Connection;
use serde_json::json;

use crate::{
    arguments::{AddConnection, ConnectionCommand, More},
    context::Context,
    output::{Exit, count, print, print_json, say},
};

/// Does what `canopy connection …` asks for.
pub(crate) async fn connection(
    context: &Context,
    command: ConnectionCommand,
) -> Result<Exit, Failure> {
    match command {
        ConnectionCommand::List => list(context).await,
        ConnectionCommand::Add(asked) => add(context, asked).await,
        ConnectionCommand::Remove { name } => {
            let connection = find(context, &name).await?;
            context.engine.delete_connection(&connection.id).await?;
            told(context, &connection, "Removed")
        }
        ConnectionCommand::ReadOnly { name, on } => {
            let connection = find(context, &name).await?;
            context.engine.set_read_only(&connection.id, on).await?;
            let what = if on {
                "No changes are made any more through"
            } else {
                "Changes are allowed again through"
            };
            told(context, &connection, what)
        }
        ConnectionCommand::SignIn { name, .. } => {
            let connection = find(context, &name).await?;
            let again = context.engine.sign_in_again(&connection.id);
            let session = context.stop.or(Box::pin(again)).await?;
            if context.json {
                print_json(
                    &json!({"connection": session.connection(), "caller": session.caller()}),
                )?;
            } else {
                say(&format!("Signed in as {}", session.caller().arn));
            }
            Ok(Exit::Done)
        }
        ConnectionCommand::Check { name } => check(context, name).await,
    }
}

async fn list(context: &Context) -> Result<Exit, Failure> {
    let connections = context.engine.connections().await;
    if context.json {
        print_json(&json!({ "connections": connections }))?;
        return Ok(Exit::Done);
    }
    let line = |each: &Connection| {
        let read_only = if each.read_only { "  read-only" } else { "" };
        format!("{}  {}  {}{read_only}", each.id, each.name, each.detail)
    };
    print(&connections.iter().map(line).collect::<Vec<_>>().join("\n"))?;
    Ok(Exit::Done)
}

async fn add(context: &Context, asked: AddConnection) -> Result<Exit, Failure> {
    let (source, more, secret) = match asked {
        AddConnection::Keys {
            access_key_id,
            more,
        } => {
            let secret = secret(&format!("Secret access key of {access_key_id}: "))?;
            (Source::Keys { access_key_id }, more, Some(secret))
        }
        AddConnection::Profile { from, more } => (Source::Profile { name: from }, more, None),
        AddConnection::Login { from, more } => (Source::Login { profile: from }, more, None),
        AddConnection::IdentityCenter {
            start_url,
            sso_region,
            sso_account: Some(account_id),
            sso_role: Some(role_name),
            more,
            ..
        } => {
            let source = Source::IdentityCenter {
                start_url,
                region: sso_region,
                account_id,
                role_name,
            };
            (source, more, None)
        }
        AddConnection::IdentityCenter {
            start_url,
            sso_region,
            device,
            ..
        } => return choices(context, &start_url, &sso_region, device).await,
    };
    let spec = spec(source, more);
    let saved = context.engine.save_connection(spec, secret).await?;
    told(context, &saved, "Added")
}

fn spec(source: Source, more: More) -> ConnectionSpec {
    let mfa_serial = more.mfa_serial;
    let (role, of_user) = match more.role_arn {
        Some(role_arn) => {
            let role = AssumedRole {
                role_arn,
                external_id: more.external_id,
                mfa_serial,
                duration_seconds: more.duration,
                session_name: None,
            };
            (Some(role), None)
        }
        None => (None, mfa_serial),
    };
    ConnectionSpec {
        id: None,
        name: more.name,
        source,
        role,
        mfa_serial: of_user,
        region: more.region,
        read_only: more.read_only,
    }
}

/// What can be chosen from, for who named no account yet.
async fn choices(
    context: &Context,
    start_url: &str,
    region: &str,
    device: bool,
) -> Result<Exit, Failure> {
    let asked = context
        .engine
        .identity_center_accounts(start_url, region, device);
    let accounts = context.stop.or(Box::pin(asked)).await?;
    if context.json {
        print_json(&json!({ "accounts": accounts }))?;
        return Ok(Exit::Done);
    }
    let lines = accounts.iter().map(|each| {
        format!(
            "{}  {}  {}",
            each.account_id,
            each.name,
            each.roles.join(", ")
        )
    });
    print(&lines.collect::<Vec<_>>().join("\n"))?;
    say("Add one with --sso-account and --sso-role.");
    Ok(Exit::Done)
}

/// A secret from the terminal, which does not show it, or from standard input. Never from an argument:
/// every program on the machine can read those.
fn secret(question: &str) -> Result<String, Failure> {
    let unreadable =
        |error: std::io::Error| Failure::invalid(format!("the secret cannot be read: {error}"));
    let typed = if stdin().is_terminal() {
        rpassword::prompt_password(question).map_err(unreadable)?
    } else {
        let mut line = String::new();
        stdin().lock().read_line(&mut line).map_err(unreadable)?;
        line
    };
    let typed = typed.trim().to_owned();
    if typed.is_empty() {
        return Err(
            Failure::invalid("no secret was given").hint("Type it, or give it on standard input.")
        );
    }
    Ok(typed)
}

async fn check(context: &Context, name: Option<String>) -> Result<Exit, Failure> {
    let id: ConnectionId = match name {
        Some(name) => find(context, &name).await?.id,
        None => context.connection.clone(),
    };
    let session = context
        .stop
        .or(Box::pin(context.engine.session(&id)))
        .await?;
    let report = context
        .stop
        .or(Box::pin(session.check_permissions()))
        .await?;
    if context.json {
        print_json(&report)?;
        return Ok(Exit::Done);
    }
    let mut lines = vec![format!("As {}", report.caller)];
    for feature in &report.features {
        let state = if feature.unknown {
            "cannot be told".to_owned()
        } else if feature.missing.is_empty() {
            "allowed".to_owned()
        } else {
            format!("missing {}", feature.missing.join(", "))
        };
        lines.push(format!("  {}: {state}", feature.title));
    }
    lines.extend(report.words);
    print(&lines.join("\n"))?;
    let missing = report
        .features
        .iter()
        .filter(|feature| !feature.missing.is_empty())
        .count();
    if missing > 0 {
        say(&format!(
            "{} lack permissions; `canopy permissions` prints a policy that grants them",
            count(missing, "feature")
        ));
    }
    Ok(Exit::Done)
}

/// Prints the permissions of features as a policy, or lists the features.
pub(crate) async fn permissions(
    context: &Context,
    features: Vec<String>,
    list: bool,
) -> Result<Exit, Failure> {
    let known = permissions::features();
    if list {
        if context.json {
            print_json(&json!({ "features": known }))?;
        } else {
            let lines = known
                .iter()
                .map(|each| format!("{}  {}", each.id, each.title));
            print(&lines.collect::<Vec<_>>().join("\n"))?;
        }
        return Ok(Exit::Done);
    }
    if let Some(unknown) = features
        .iter()
        .find(|name| !known.iter().any(|each| each.id == name.as_str()))
    {
        return Err(
            Failure::not_found(format!("there is no feature `{unknown}`"))
                .hint("`canopy permissions --list` lists them."),
        );
    }
    let session = context.session().await?;
    print(&session.permissions_policy(&features))?;
    Ok(Exit::Done)
}

/// The connection with this id or name. Errors: `notFound`, `invalid` for a name that several have.
async fn find(context: &Context, name: &str) -> Result<Connection, Failure> {
    let connections = context.engine.connections().await;
    let mut found = connections
        .into_iter()
        .filter(|each| each.id.as_str() == name || each.name == name);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => Err(Failure::new(
            Code::Invalid,
            format!("several connections are called `{name}`"),
        )
        .hint("Give its id: `canopy connection list` shows it.")),
        (None, _) => Err(
            Failure::not_found(format!("there is no connection `{name}`"))
                .hint("`canopy connection list` shows them."),
        ),
    }
}

fn told(context: &Context, connection: &Connection, what: &str) -> Result<Exit, Failure> {
    if context.json {
        print_json(&json!({ "connection": connection }))?;
    } else {
        say(&format!("{what} {} ({})", connection.name, connection.id));
    }
    Ok(Exit::Done)
}
