//! `canopy favourite`, `canopy browser`, `canopy console-sessions` and `canopy open`: what is beside a
//! console.

use canopy_core::{AccountId, Code, Failure, browser::Browser};
use canopy_engine::console::PendingRequest;
use jiff::Timestamp;
use serde_json::json;

use crate::{
    arguments::{BrowserCommand, FavouriteCommand},
    changes,
    context::Context,
    output::{Exit, count, print, print_json, say},
};

/// Does what `canopy favourite …` asks for.
pub(crate) async fn favourite(
    context: &Context,
    command: FavouriteCommand,
) -> Result<Exit, Failure> {
    let (accounts, favourite) = match command {
        FavouriteCommand::List => {
            list_favourites(context)?;
            return Ok(Exit::Done);
        }
        FavouriteCommand::Add { accounts } => (accounts, true),
        FavouriteCommand::Remove { accounts } => (accounts, false),
    };
    let mut found = Vec::with_capacity(accounts.len());
    for text in &accounts {
        found.push(context.account(text).await?.1);
    }
    for account in &found {
        context
            .engine
            .set_favourite(&context.connection, account, favourite)?;
    }
    list_favourites(context)?;
    Ok(Exit::Done)
}

fn list_favourites(context: &Context) -> Result<(), Failure> {
    let favourites = context.engine.store().favourites(&context.connection)?;
    let tree = context.engine.store().saved_tree(&context.connection)?;
    let name = |account: &AccountId| {
        let node = tree.as_ref()?.get(&account.into())?;
        Some(node.name.clone())
    };
    if context.json {
        let favourites: Vec<_> = favourites
            .iter()
            .map(|account| json!({"accountId": account, "name": name(account)}))
            .collect();
        return print_json(&json!({ "favourites": favourites }));
    }
    if favourites.is_empty() {
        say("There are no favourites; `canopy favourite add ACCOUNT` makes one.");
    }
    for account in &favourites {
        let line = format!("{account}  {}", name(account).unwrap_or_default());
        print(line.trim_end())?;
    }
    Ok(())
}

/// Does what `canopy browser …` asks for.
pub(crate) fn browser(context: &Context, command: BrowserCommand) -> Result<Exit, Failure> {
    match command {
        BrowserCommand::List => {}
        BrowserCommand::Set {
            id,
            template,
            name,
            session,
        } => context.engine.save_browser(Browser {
            name: name.unwrap_or_else(|| id.clone()),
            id,
            template,
            mode: session.into(),
        })?,
        BrowserCommand::Remove { id } => context.engine.delete_browser(&id)?,
    }
    let browsers = context.engine.browsers()?;
    if context.json {
        print_json(&json!({ "browsers": browsers }))?;
    } else {
        for browser in &browsers {
            print(&format!(
                "{}  {}  {}",
                browser.id, browser.name, browser.template
            ))?;
        }
    }
    Ok(Exit::Done)
}

/// Lists the console sessions that run, or takes one off the list.
pub(crate) fn sessions(context: &Context, forget: Option<u32>) -> Result<Exit, Failure> {
    if let Some(id) = forget {
        context.engine.end_console_session(id)?;
        say(
            "Taken off the list. AWS ends no console session from outside: sign out in the browser, or let it run out.",
        );
    }
    let sessions = context.engine.console_sessions(&context.connection)?;
    if context.json {
        print_json(&json!({ "sessions": sessions }))?;
        return Ok(Exit::Done);
    }
    if sessions.is_empty() {
        say("No console session runs.");
    }
    let now = Timestamp::now();
    for it in &sessions {
        let minutes = now.duration_until(it.ends_at).as_mins();
        let browser = it.browser.as_deref().unwrap_or("default browser");
        print(&format!(
            "{}  {}  {}  {} h {:02} min left  {browser}",
            it.id,
            it.account,
            it.role,
            minutes / 60,
            minutes % 60
        ))?;
    }
    Ok(Exit::Done)
}

/// Opens what a `canopy://` link asks for, after asking.
pub(crate) async fn open(context: &Context, link: &str, yes: bool) -> Result<Exit, Failure> {
    canopy_core::deep_link::parse(link)?;
    if !yes {
        changes::must_have_a_terminal("Add `--yes` to open it without being asked.")?;
    }
    context.engine.ask_for_console(link);
    let mut pending = context.engine.console_requests().await?;
    let pending = pending
        .pop()
        .ok_or_else(|| Failure::unexpected("the link was not taken in"))?;
    let named = context.named.then(|| context.connection.clone());
    if !yes {
        let through = named.as_ref().or(pending.connection.as_ref());
        let question = question(&pending, through.map(ToString::to_string));
        if !changes::asked(&context.stop, &question).await? {
            return Err(Failure::new(Code::Cancelled, "nothing was opened"));
        }
    }
    let answer = context
        .engine
        .answer_console_request(pending.id, true, named);
    let opened = context.stop.or(Box::pin(answer)).await?;
    if context.json {
        print_json(&opened)?;
    } else {
        say(&format!("Opened {}", count(1, "console")));
    }
    Ok(Exit::Done)
}

/// What a link wants, in words.
fn question(pending: &PendingRequest, through: Option<String>) -> String {
    let Some(request) = &pending.request else {
        return "Open it?".to_owned();
    };
    let name = pending.account_name.as_deref();
    let account = name.map_or_else(
        || request.account.to_string(),
        |name| format!("{name} ({})", request.account),
    );
    let role = request.role.as_ref().map(|role| format!(" as {role}"));
    let place = match &request.destination {
        canopy_core::destination::Destination::Home => None,
        canopy_core::destination::Destination::Service { id, region } => {
            let region = region.as_ref().map(|region| format!(" in {region}"));
            Some(format!(" at {id}{}", region.unwrap_or_default()))
        }
        canopy_core::destination::Destination::Url { url } => Some(format!(" at {url}")),
    };
    let through = through.map(|it| format!(" through {it}"));
    let parts = [role, place, through]
        .map(Option::unwrap_or_default)
        .concat();
    format!("Open the console of {account}{parts}?")
}
