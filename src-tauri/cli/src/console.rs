//! `canopy console`, `canopy open`, `canopy favourite` and `canopy sessions`: the way into consoles.

use canopy_core::{
    AccountId, Failure, RoleName,
    deep_link::ConsoleRequest,
    destination::{self, Destination},

};
use canopy_engine::{
    console::{BrowserChoice, ConsoleChoice, SwitchRoleRequest},
    session::Session,
};
use serde_json::{Value, json};

use crate::{
    arguments::{Apply, Console, FavouriteCommand},
    changes,
    context::Context,
    output::{Exit, count, print, print_json, report, say},
};

/// Opens accounts' consoles, or prints the links into them.
pub(crate) async fn console(context: &Context, asked: Console) -> Result<Exit, Failure> {
    let mut accounts = Vec::new();
    for text in &asked.accounts {
        let (session, account) = context.account(text).await?;
        accounts.push((session, account));
    }
    let [(session, account)] = &accounts[..] else {
        return several(context, &accounts, &asked).await;
    };
    if asked.switch_role {
        return switch_role(context, session, account, &asked);
    }
    let choice = choice(session, account, &asked)?;
    if asked.print {
        let made = session.console_link(account, &choice);
        let link = context.stop.or(Box::pin(made)).await?;
        if context.json {
            print_json(&json!({"url": link.url.expose(), "expiresAt": link.expires_at}))?;
        } else {
            print(link.url.expose())?;
            let role = choice.role.map_or_else(|| session.default_role(), Ok)?;
            say(&format!(
                "The link works until {}. Whoever has it is {role} in {account}.",
                link.expires_at
            ));
        }
        return Ok(Exit::Done);
    }
    let opened = session.open_console_and_wait(account, &choice);
    let opened = context.stop.or(Box::pin(opened)).await?;
    if context.json {
        print_json(&opened)?;
    } else {
        let role = choice.role.map_or_else(|| session.default_role(), Ok)?;
        say(&format!("Opened the console of {account} as {role}"));
    }
    Ok(Exit::Done)
}

/// One after the other; one that fails does not keep the others closed.
async fn several(
    context: &Context,
    accounts: &[(std::sync::Arc<Session>, AccountId)],
    asked: &Console,
) -> Result<Exit, Failure> {
    if asked.print || asked.switch_role {
        return Err(Failure::invalid("a link is printed for one account at a time")
            .hint("Name one account."));
    }
    let mut ended = Exit::Done;
    let mut told: Vec<Value> = Vec::new();
    for (session, account) in accounts {
        let opened = async {
            let choice = choice(session, account, asked)?;
            session.open_console_and_wait(account, &choice).await
        };
        match context.stop.or(Box::pin(opened)).await {
            Ok(opened) => {
                say(&format!("Opened the console of {account}"));
                told.push(json!({"accountId": account, "opened": opened.opened, "expiresAt": opened.expires_at}));
            }
            Err(failure) => {
                ended = report(&failure, false);
                told.push(json!({"accountId": account, "error": failure}));
            }
        }
        if context.stop.was_asked() {
            break;
        }
    }
    if context.json {
        print_json(&json!({ "consoles": told }))?;
    }
    Ok(ended)
}

/// What was asked for, and what is remembered of this account where nothing was.
fn choice(
    session: &Session,
    account: &AccountId,
    asked: &Console,
) -> Result<ConsoleChoice, Failure> {
    let remembered = session.remembered_choice(account)?;
    let browser = asked.browser.clone().map(|browser| BrowserChoice {
        browser,
        profile: asked.browser_profile.clone(),
        container: asked.container.clone(),
    });
    Ok(ConsoleChoice {
        role: asked.role.clone().or(remembered.role),
        destination: destination(asked).or(remembered.destination),
        duration_seconds: asked.duration.or(remembered.duration_seconds),
        browser: browser.or(remembered.browser),
    })
}

fn destination(asked: &Console) -> Option<Destination> {
    let Some(text) = &asked.destination else {
        return None;
    };
    let service = destination::services()
        .into_iter()
        .find(|service| service.id == *text);
    Some(match service {
        Some(service) => Destination::Service {
            id: service.id.to_string(),
            region: asked.region.clone(),
        },
        None => Destination::Url { url: text.clone() },
    })
}

fn switch_role(
    context: &Context,
    session: &Session,
    account: &AccountId,
    asked: &Console,
) -> Result<Exit, Failure> {
    let request = SwitchRoleRequest {
        account: account.clone(),
        role: asked.role.clone(),
        display_name: None,
        color: None,
    };
    let url = session.switch_role_link(&request)?;
    if !asked.print {
        session.open_switch_role(&request)?;
    }
    if context.json {
        print_json(&json!({ "url": url }))?;
    } else {
        print(&url)?;
    }
    Ok(Exit::Done)
}

/// Follows a link from outside, after a question.
pub(crate) async fn open(context: &Context, link: &str, yes: bool) -> Result<Exit, Failure> {
    let request = ConsoleRequest::parse(link)?;
    let apply = Apply {
        yes,
        dry_run: false,
    };
    changes::must_be_decided(apply)?;
    let session = context.session().await?;
    let role: RoleName = match &request.role {
        Some(role) => role.clone(),
        None => session.default_role()?,
    };
    let to = request
        .destination
        .as_deref()
        .map(|url| format!(", at {url}"))
        .unwrap_or_default();
    say(&format!(
        "This link opens the console of {} as {role}{to}.",
        request.account
    ));
    if !yes && !changes::agreed(&context.stop, None).await? {
        return Err(Failure::new(
            canopy_core::Code::Cancelled,
            "nothing was opened",
        ));
    }
    let choice = ConsoleChoice {
        role: Some(role),
        destination: request.destination.map(|url| Destination::Url { url }),
        ..session.remembered_choice(&request.account)?
    };
    let opened = session.open_console_and_wait(&request.account, &choice);
    let opened = context.stop.or(Box::pin(opened)).await?;
    if context.json {
        print_json(&opened)?;
    }
    Ok(Exit::Done)
}

/// Does what `canopy favourite …` asks for.
pub(crate) async fn favourite(
    context: &Context,
    command: FavouriteCommand,
) -> Result<Exit, Failure> {
    let session = context.session().await?;
    let (texts, on) = match command {
        FavouriteCommand::List => (Vec::new(), true),
        FavouriteCommand::Add { accounts } => (accounts, true),
        FavouriteCommand::Remove { accounts } => (accounts, false),
    };
    for text in texts {
        let (session, account) = context.account(&text).await?;
        session.set_favourite(&account, on)?;
    }
    let favourites = context.engine.store().favourites(session.id())?;
    if context.json {
        print_json(&json!({ "favourites": favourites }))?;
        return Ok(Exit::Done);
    }
    let tree = session.tree();
    let line = |account: &AccountId| {
        let node = tree.as_ref().and_then(|tree| tree.get(&account.into()));
        let name = node.map(|node| node.name.as_str()).unwrap_or_default();
        format!("{account}  {name}").trim_end().to_owned()
    };
    print(&favourites.iter().map(line).collect::<Vec<_>>().join("\n"))?;
    Ok(Exit::Done)
}

/// Lists the consoles that are open.
pub(crate) fn sessions(context: &Context) -> Result<Exit, Failure> {
    let now = jiff::Timestamp::now();
    let sessions = context.engine.console_sessions(now)?;
    if context.json {
        print_json(&json!({ "sessions": sessions }))?;
        return Ok(Exit::Done);
    }
    let lines = sessions.iter().map(|each| {
        let minutes = (each.ends_at.as_second() - now.as_second()) / 60;
        format!(
            "{}  {}  {}  {}  {} left",
            each.account,
            each.account_name,
            each.role,
            each.browser,
            count(usize::try_from(minutes).unwrap_or_default(), "minute")
        )
    });
    print(&lines.collect::<Vec<_>>().join("\n"))?;
    Ok(Exit::Done)
}
