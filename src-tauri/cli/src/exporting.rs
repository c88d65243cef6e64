//! `canopy export …`: files for other programs.

use canopy_core::{Failure, NodeKind};
use serde_json::json;

use crate::{
    arguments::ExportCommand,
    context::Context,
    output::{Exit, print, print_json},
};

/// Does what `canopy export …` asks for.
pub(crate) async fn export(context: &Context, command: ExportCommand) -> Result<Exit, Failure> {
    match command {
        ExportCommand::Csv => accounts(context).await,
    }
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
