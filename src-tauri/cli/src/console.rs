//! `canopy console` and `canopy roles`: the way into an account, and what is there.

use canopy_core::{Failure, role::Role};
use serde_json::json;

use crate::{
    arguments::Console,
    context::Context,
    output::{Exit, print, print_json, say},
};

/// Opens an account's console, or prints the link into it.
pub(crate) async fn console(context: &Context, asked: Console) -> Result<Exit, Failure> {
    let (session, account) = context.account(&asked.account).await?;
    let role = asked.role.map_or_else(|| session.default_role(), Ok)?;
    let destination = asked.destination.as_deref();
    if asked.print {
        let link = context
            .stop
            .or(Box::pin(session.console_link(&account, &role, destination)))
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
            .or(Box::pin(session.open_console_and_wait(
                &account,
                &role,
                destination,
            )))
            .await?;
        if context.json {
            print_json(&opened)?;
        } else {
            say(&format!("Opened the console of {account} as {role}"));
        }
    }
    Ok(Exit::Done)
}

/// Lists the roles of an account.
pub(crate) async fn roles(context: &Context, account: &str) -> Result<Exit, Failure> {
    let (session, account) = context.account(account).await?;
    let roles = context.stop.or(session.roles(&account)).await?;
    if context.json {
        print_json(&json!({"accountId": account, "roles": roles}))?;
    } else {
        print(&roles.iter().map(in_words).collect::<Vec<_>>().join("\n"))?;
    }
    Ok(Exit::Done)
}

fn in_words(role: &Role) -> String {
    let mut lines = vec![role.name.clone()];
    let mut list = |what: &str, names: Vec<&str>| {
        if !names.is_empty() {
            lines.push(format!("  {what}: {}", names.join(", ")));
        }
    };
    list("trusts", role.trusted.iter().map(String::as_str).collect());
    list(
        "policies",
        role.attached_policies
            .iter()
            .map(|policy| policy.name.as_str())
            .collect(),
    );
    list(
        "written into it",
        role.inline_policies.iter().map(String::as_str).collect(),
    );
    lines.join("\n")
}
