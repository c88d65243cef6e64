//! `canopy console`: the ways into accounts.

use std::sync::Arc;

use canopy_core::{
    AccountId, Failure, browser::SessionMode, console::ConsoleOptions, destination::Destination,
    switch_role::SwitchRoleLink,
};
use canopy_engine::{console::OPENED_AT_ONCE, session::Session};
use serde_json::{Value, json};

use crate::{
    arguments::Console,
    context::Context,
    output::{Exit, in_words, print, print_json, say},
};

/// Opens consoles, or prints links.
pub(crate) async fn console(context: &Context, asked: Console) -> Result<Exit, Failure> {
    if asked.accounts.len() > OPENED_AT_ONCE {
        return Err(Failure::invalid(format!(
            "{} consoles are too many at once",
            asked.accounts.len()
        ))
        .hint(format!("Name {OPENED_AT_ONCE} accounts at most.")));
    }
    let mut accounts = Vec::with_capacity(asked.accounts.len());
    for text in &asked.accounts {
        accounts.push(context.account(text).await?);
    }
    if let [(session, account)] = &accounts[..] {
        let done = one(context, &asked, session, account).await?;
        if context.json {
            print_json(&done)?;
        }
        return Ok(Exit::Done);
    }
    let mut exit = Exit::Done;
    let mut documents = Vec::with_capacity(accounts.len());
    for (session, account) in &accounts {
        let mut document = json!({"accountId": account});
        match one(context, &asked, session, account).await {
            Ok(Value::Object(done)) => {
                for (key, value) in done {
                    document[key] = value;
                }
            }
            Ok(_) => {}
            Err(failure) => {
                if !context.json {
                    say(&format!("{account}: {}", in_words(&failure)));
                }
                if exit == Exit::Done {
                    exit = Exit::of(failure.code);
                }
                document["error"] = json!(failure);
            }
        }
        documents.push(document);
    }
    if context.json {
        print_json(&json!({"consoles": documents}))?;
    }
    Ok(exit)
}

/// Does it for one account, and answers with the document that `--json` prints.
async fn one(
    context: &Context,
    asked: &Console,
    session: &Arc<Session>,
    account: &AccountId,
) -> Result<Value, Failure> {
    let options = options(asked, session, account)?;
    let role = options
        .role
        .clone()
        .map_or_else(|| session.default_role(), Ok)?;
    if asked.switch_role {
        let link = SwitchRoleLink {
            account: account.clone(),
            role: role.to_string(),
            display_name: asked.name.clone(),
            color: asked.color.clone(),
        };
        return switch_role(context, asked, session, &link, &options).await;
    }
    if asked.link {
        let link = session.console_link_for(account, &options)?;
        if !context.json {
            print(&link)?;
        }
        return Ok(json!({ "link": link }));
    }
    if asked.print {
        let made = session.console_link(account, Some(options));
        let link = context.stop.or(Box::pin(made)).await?;
        if !context.json {
            print(link.url.expose())?;
            say(&format!(
                "The link works until {}. Whoever has it is {role} in {account}.",
                link.expires_at
            ));
        }
        return Ok(json!({"url": link.url.expose(), "expiresAt": link.expires_at}));
    }
    let opening = session.open_console_and_wait(account, Some(options), asked.remember);
    let opened = context.stop.or(Box::pin(opening)).await?;
    if !context.json {
        say(&format!("Opened the console of {account} as {role}"));
    }
    Ok(json!(opened))
}

/// What was asked for, over what is remembered for the account.
fn options(
    asked: &Console,
    session: &Session,
    account: &AccountId,
) -> Result<ConsoleOptions, Failure> {
    let mut options = session.console_options(account, asked.role.as_ref())?;
    if asked.destination.is_some() || asked.region.is_some() {
        let text = asked.destination.as_deref().unwrap_or_default();
        let region = asked.region.as_deref();
        let place = Destination::read(text, region, session.own_partition()?);
        if region.is_some() && !matches!(place, Destination::Service { .. }) {
            return Err(Failure::invalid("only a service is shown in a region")
                .hint("Name one, such as `--destination ec2`, or leave `--region` out."));
        }
        options.destination = place;
    }
    if asked.duration.is_some() {
        options.duration_seconds = asked.duration;
    }
    if asked.browser.is_some() {
        options.browser.clone_from(&asked.browser);
        // They belong to the browser that was remembered.
        options.profile = None;
        options.container = None;
    }
    if asked.browser_profile.is_some() {
        options.profile.clone_from(&asked.browser_profile);
    }
    if asked.container.is_some() {
        options.container.clone_from(&asked.container);
    }
    if asked.log_out_first {
        options.session = Some(SessionMode::LogOutFirst);
    } else if let Some(way) = asked.session {
        options.session = Some(way.into());
    }
    Ok(options)
}

async fn switch_role(
    context: &Context,
    asked: &Console,
    session: &Session,
    link: &SwitchRoleLink,
    options: &ConsoleOptions,
) -> Result<Value, Failure> {
    let shown = session.switch_role_link(link)?;
    if !asked.print {
        session.open_switch_role(link, options).await?;
    }
    if !context.json {
        if asked.print {
            print(&shown.url)?;
        }
        for words in &shown.words {
            say(words);
        }
    }
    Ok(if asked.print {
        json!(shown)
    } else {
        json!({"opened": true})
    })
}
