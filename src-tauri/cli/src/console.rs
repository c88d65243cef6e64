//! `canopy console`: the way into an account.

use canopy_core::{Failure, console::ConsoleOptions, destination::Destination};
use serde_json::json;

use crate::{
    arguments::Console,
    context::Context,
    output::{Exit, print, print_json, say},
};

/// Opens an account's console, or prints the link into it.
pub(crate) async fn console(context: &Context, asked: Console) -> Result<Exit, Failure> {
    let (session, account) = context.account(&asked.account).await?;
    let partition = session.own_partition()?;
    let role = asked.role.map_or_else(|| session.default_role(), Ok)?;
    let destination = asked.destination.as_deref().unwrap_or_default();
    let options = Some(ConsoleOptions {
        role: Some(role.clone()),
        destination: Destination::read(destination, None, partition),
        ..ConsoleOptions::default()
    });
    if asked.print {
        let link = context
            .stop
            .or(Box::pin(session.console_link(&account, options)))
            .await?;
        if context.json {
            print_json(&json!({"url": link.url.expose(), "expiresAt": link.expires_at}))?;
        } else {
            print(link.url.expose())?;
            say(&format!(
                "The link works until {}. Whoever has it is {role} in {account}.",
                link.expires_at
            ));
        }
    } else {
        let opened = context
            .stop
            .or(Box::pin(
                session.open_console_and_wait(&account, options, false),
            ))
            .await?;
        if context.json {
            print_json(&opened)?;
        } else {
            say(&format!("Opened the console of {account} as {role}"));
        }
    }
    Ok(Exit::Done)
}
