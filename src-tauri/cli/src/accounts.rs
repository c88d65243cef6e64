//! `canopy account …` and `canopy ou …`: what shows details, and what changes them.

use canopy_core::{Failure, NodeId, Tree, csv, search};
use canopy_engine::details::{AccountContact, AccountRegion};
use serde_json::json;

use crate::{
    arguments::{AccountCommand, OuCommand},
    changes,
    context::Context,
    output::{Exit, print, print_json},
    resolve, tables,
};

/// Does what `canopy account …` asks for.
pub(crate) async fn account(context: &Context, command: AccountCommand) -> Result<Exit, Failure> {
    let apply = command.apply();
    match command {
        AccountCommand::Contacts(asked) if asked.kind.is_none() => {
            contacts(context, &asked.account).await
        }
        AccountCommand::Regions {
            account,
            enable,
            disable,
            ..
        } if enable.is_empty() && disable.is_empty() => regions(context, &account).await,
        AccountCommand::Tag(asked) if asked.only_shows() => {
            tags(context, &asked.nodes, |tree, text| {
                Ok((&search::account(tree, text)?).into())
            })
            .await
        }
        AccountCommand::Create(asked) if asked.csv_template => {
            tables::template(context, csv::ACCOUNTS_TEMPLATE)
        }
        AccountCommand::Create(asked) if asked.csv.is_some() => {
            let file = asked.csv.unwrap_or_default();
            tables::change(context, apply, &file, csv::accounts).await
        }
        AccountCommand::Email {
            account,
            to,
            code,
            apply,
        } => {
            let secret = code.clone();
            let command = AccountCommand::Email {
                account,
                to,
                code,
                apply,
            };
            changes::change_with_code(context, apply, secret, |tree| {
                resolve::account_changes(tree, command)
            })
            .await
        }
        command => {
            changes::change(context, apply, |tree| {
                resolve::account_changes(tree, command)
            })
            .await
        }
    }
}

/// Does what `canopy ou …` asks for.
pub(crate) async fn ou(context: &Context, command: OuCommand) -> Result<Exit, Failure> {
    match command {
        OuCommand::Tag(asked) if asked.only_shows() => {
            tags(context, &asked.nodes, |tree, text| {
                Ok((&search::parent(tree, text)?).into())
            })
            .await
        }
        command => {
            changes::change(context, command.apply(), |tree| {
                resolve::ou_changes(tree, command)
            })
            .await
        }
    }
}

async fn tags(
    context: &Context,
    texts: &[String],
    find: fn(&Tree, &str) -> Result<NodeId, Failure>,
) -> Result<Exit, Failure> {
    let (session, loaded) = context.loaded().await?;
    let (mut documents, mut lines) = (Vec::new(), Vec::new());
    for text in texts {
        let node = find(&loaded.tree, text)?;
        let path = loaded.tree.path(&node);
        let tags = context.stop.or(session.tags(&node)).await?;
        lines.push(format!("{path}  {node}"));
        lines.extend(
            tags.iter()
                .map(|tag| format!("  {}={}", tag.key, tag.value)),
        );
        documents.push(json!({"id": node, "path": path, "tags": tags}));
    }
    if context.json {
        print_json(&json!({"nodes": documents}))?;
    } else {
        print(&lines.join("\n"))?;
    }
    Ok(Exit::Done)
}

async fn contacts(context: &Context, text: &str) -> Result<Exit, Failure> {
    let (session, account) = context.account(text).await?;
    let details = context.stop.or(session.account_details(&account)).await?;
    if context.json {
        print_json(&json!({"accountId": account, "contacts": details.contacts}))?;
    } else {
        let lines: Vec<String> = details.contacts.iter().map(contact_in_words).collect();
        print(&lines.join("\n"))?;
    }
    Ok(Exit::Done)
}

fn contact_in_words(told: &AccountContact) -> String {
    let who = told.contact.as_ref().map_or_else(
        || "nobody".to_owned(),
        |contact| {
            format!(
                "{}, {} <{}> {}",
                contact.name, contact.title, contact.email, contact.phone
            )
        },
    );
    format!("{:<10}  {who}", told.kind.word())
}

async fn regions(context: &Context, text: &str) -> Result<Exit, Failure> {
    let (session, account) = context.account(text).await?;
    let details = context.stop.or(session.account_details(&account)).await?;
    if context.json {
        print_json(&json!({"accountId": account, "regions": details.regions}))?;
    } else {
        let line = |region: &AccountRegion| format!("{:<16}  {}", region.name, region.state);
        let lines: Vec<String> = details.regions.iter().map(line).collect();
        print(&lines.join("\n"))?;
    }
    Ok(Exit::Done)
}
