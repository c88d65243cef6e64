//! `canopy export …`: files for other programs.

use canopy_core::{Failure, NodeKind};
use canopy_engine::aws_config_file::ExportOptions;
use serde_json::json;

use crate::{
    arguments::{AwsConfig, ExportCommand},
    context::Context,
    output::{Exit, count, print, print_json, say},
};

/// How profiles are called where nothing else is said.
const NAMING: &str = "{account}-{role}";

/// Does what `canopy export …` asks for.
pub(crate) async fn export(context: &Context, command: ExportCommand) -> Result<Exit, Failure> {
    match command {
        ExportCommand::AwsConfig(asked) => aws_config(context, asked).await,
        ExportCommand::Csv => accounts(context).await,
    }
}

async fn aws_config(context: &Context, asked: AwsConfig) -> Result<Exit, Failure> {
    let (session, _) = context.loaded().await?;
    let roles = if asked.roles.is_empty() {
        vec![session.default_role()?]
    } else {
        asked.roles
    };
    let options = ExportOptions {
        naming: asked.naming.unwrap_or_else(|| NAMING.to_owned()),
        roles,
        accounts: None,
        region: asked.region,
        only_ready: asked.only_ready,
    };
    if asked.print {
        let preview = session.preview_aws_config(&options)?;
        if context.json {
            print_json(&preview)?;
        } else {
            print(preview.section.trim_end())?;
        }
        return Ok(Exit::Done);
    }
    let written = session.write_aws_config(&options)?;
    if context.json {
        print_json(&written)?;
        return Ok(Exit::Done);
    }
    say(&format!(
        "Wrote {} to {}",
        count(written.profiles as usize, "profile"),
        written.path
    ));
    if let Some(backup) = &written.backup {
        say(&format!("What was there before is in {backup}"));
    }
    Ok(Exit::Done)
}

async fn accounts(context: &Context) -> Result<Exit, Failure> {
    let (_, loaded) = context.loaded().await?;
    let tree = &loaded.tree;
    let mut table = csv::Writer::from_writer(Vec::new());
    let unwritten =
        |error: csv::Error| Failure::unexpected(format!("the table could not be made: {error}"));
    table
        .write_record(["id", "name", "email", "state", "joined", "path"])
        .map_err(unwritten)?;
    for node in tree.nodes() {
        if let NodeKind::Account {
            email,
            state,
            joined_method,
            ..
        } = &node.kind
        {
            let state = json!(state);
            table
                .write_record([
                    node.id.as_str(),
                    &node.name,
                    email,
                    state.as_str().unwrap_or_default(),
                    joined_method,
                    &tree.path(&node.id),
                ])
                .map_err(unwritten)?;
        }
    }
    let bytes = table
        .into_inner()
        .map_err(|error| Failure::unexpected(format!("the table could not be made: {error}")))?;
    let text = String::from_utf8_lossy(&bytes);
    if context.json {
        print_json(&json!({ "csv": text }))?;
    } else {
        print(text.trim_end())?;
    }
    Ok(Exit::Done)
}
