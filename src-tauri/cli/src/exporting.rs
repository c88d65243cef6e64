//! `canopy export …`: files for other programs.

use canopy_core::{AccountId, Code, Failure, NodeKind, aws_config::Exported, search};
use canopy_engine::aws_config::{ExportPreview, ExportRequest, ExportWritten};
use serde_json::{Value, json};

use crate::{
    arguments::{Apply, AwsConfig, ExportCommand},
    changes,
    context::Context,
    output::{Exit, count, print, print_json, say},
};

/// Does what `canopy export …` asks for.
pub(crate) async fn export(context: &Context, command: ExportCommand) -> Result<Exit, Failure> {
    match command {
        ExportCommand::Csv => accounts(context).await,
        ExportCommand::AwsConfig(asked) => aws_config(context, asked).await,
    }
}

/// Writes profiles into the AWS configuration, or takes them out.
async fn aws_config(context: &Context, asked: AwsConfig) -> Result<Exit, Failure> {
    changes::must_be_decided(asked.apply)?;
    let file = asked.file.as_ref().map(|file| file.display().to_string());
    if asked.remove {
        let preview = context
            .engine
            .preview_removal(&context.connection, file.as_deref())?;
        if !shown_and_agreed(context, asked.apply, &preview).await? {
            return Ok(Exit::Done);
        }
        let written = context
            .engine
            .remove_aws_config(&context.connection, file.as_deref())?;
        return told(context, &written);
    }
    let (session, loaded) = context.loaded().await?;
    let accounts: Vec<AccountId> = asked
        .accounts
        .iter()
        .map(|text| search::account(&loaded.tree, text))
        .collect::<Result<_, _>>()?;
    let request = ExportRequest {
        naming: asked.naming,
        region: asked.region,
        roles: asked.roles,
        accounts: (!accounts.is_empty()).then_some(accounts),
        only_ready: asked.only_ready,
        file,
        program: None,
    };
    let preview = session.preview_aws_config(&request)?;
    if !shown_and_agreed(context, asked.apply, &preview).await? {
        return Ok(Exit::Done);
    }
    told(context, &session.write_aws_config(&request)?)
}

/// Shows what would change. Whether to go on: not for a dry run, nor where there is nothing to change.
async fn shown_and_agreed(
    context: &Context,
    apply: Apply,
    preview: &ExportPreview,
) -> Result<bool, Failure> {
    if apply.dry_run {
        if context.json {
            print_json(&preview_document(preview))?;
        } else {
            print(preview.exported.section.trim_end())?;
            say(&format!(
                "{}: {}",
                preview.file,
                in_counts(&preview.exported)
            ));
        }
        return Ok(false);
    }
    say(&format!(
        "{}: {}",
        preview.file,
        in_counts(&preview.exported)
    ));
    if !apply.yes && !changes::asked(&context.stop, "Write it?").await? {
        return Err(Failure::new(Code::Cancelled, "nothing was written"));
    }
    Ok(true)
}

fn in_counts(exported: &Exported) -> String {
    let parts = [
        (exported.added.len(), "new"),
        (exported.changed.len(), "changed"),
        (exported.removed.len(), "removed"),
    ];
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
    let all = count(exported.profiles.len(), "profile");
    if parts.is_empty() {
        format!("{all}, nothing changes")
    } else {
        format!("{all}: {}", parts.join(", "))
    }
}

fn preview_document(preview: &ExportPreview) -> Value {
    let mut document = json!(preview.exported);
    document["file"] = json!(preview.file);
    document
}

fn told(context: &Context, written: &ExportWritten) -> Result<Exit, Failure> {
    if context.json {
        let mut document = json!(written.exported);
        document["file"] = json!(written.file);
        document["written"] = json!(written.written);
        document["backup"] = json!(written.backup);
        print_json(&document)?;
        return Ok(Exit::Done);
    }
    match &written.backup {
        Some(backup) => say(&format!(
            "Wrote {}; as it was, it is kept in {backup}",
            written.file
        )),
        None if written.written => say(&format!("Wrote {}", written.file)),
        None => say(&format!("{} is up to date", written.file)),
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
