//! `canopy connection …`: ways to sign in.

mod editing;

use std::io::{BufRead, IsTerminal, stdin};

use canopy_core::{
    Code, Failure,
    connection_spec::{AssumedRole, ConnectionSpec, Source},
};
use canopy_engine::{connection::Connection, keychain};
use serde_json::json;

use crate::{
    arguments::{AddConnection, ConnectionCommand, EditConnection, More},
    context::Context,
    output::{Exit, print, print_json, say},
    permissions::check,
};

/// Does what `canopy connection …` asks for.
pub(crate) async fn connection(
    context: &Context,
    command: ConnectionCommand,
) -> Result<Exit, Failure> {
    match command {
        ConnectionCommand::List => list(context).await,
        ConnectionCommand::Add(asked) => add(context, asked).await,
        ConnectionCommand::Edit(asked) => edit(context, asked).await,
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
        ConnectionCommand::SignIn { name, device } => {
            let connection = find(context, &name).await?;
            let again = async {
                if device {
                    context.engine.sign_in_with_code(&connection.id).await
                } else {
                    context.engine.sign_in_again(&connection.id).await
                }
            };
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
        ConnectionCommand::Check { name } => {
            let id = match name {
                Some(name) => find(context, &name).await?.id,
                None => context.connection.clone(),
            };
            check(context, &id).await
        }
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
    let saved = save(context, spec, secret).await?;
    told(context, &saved, "Added")
}

async fn edit(context: &Context, asked: EditConnection) -> Result<Exit, Failure> {
    let connection = find(context, &asked.which).await?;
    let Some(before) = connection.spec else {
        return Err(Failure::invalid(format!(
            "{} was not entered in Canopy, so it cannot be edited here",
            connection.name
        ))
        .hint("Edit its profile in ~/.aws/config, or add a connection of your own."));
    };
    let asks = asked.secret || asked.access_key_id.is_some();
    let spec = editing::edited(before, asked)?;
    let secret = match &spec.source {
        Source::Keys { access_key_id } if asks => {
            Some(secret(&format!("Secret access key of {access_key_id}: "))?)
        }
        _ => None,
    };
    let saved = save(context, spec, secret).await?;
    told(context, &saved, "Saved")
}

/// Keeps a connection. Where no keychain keeps the secret that was given, it says so.
async fn save(
    context: &Context,
    spec: ConnectionSpec,
    secret: Option<String>,
) -> Result<Connection, Failure> {
    let has_secret = secret.is_some();
    let saved = context.engine.save_connection(spec, secret).await?;
    if has_secret && let Some(words) = keychain::status().words {
        say(&words);
    }
    Ok(saved)
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
