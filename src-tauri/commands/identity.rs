//! The identity account: its document, the plan that brings it about, the proof, and what people are handed.
//! Proof, new passwords and removal are changes like any other: `plan`, then `start_job`.

use std::path::Path;

use canopy_core::{
    AccountId, ConnectionId, Failure,
    identity::{
        self, IdentityDocument, IdentitySpec, PEOPLE_TEMPLATE, PersonRow, Preset, SpecProblem,
    },
};
use canopy_engine::{
    billing::WrittenFile,
    identity::{HandOutRequest, HandedOut, IdentityDraft, IdentityReview, IdentityView},
    permission_sets::{
        AssignedPermissionSet, IdentityCenterInstance, IdentityCenterView, PermissionSet,
    },
};
use serde::{Deserialize, Serialize};
use tauri::State;

use crate::{App, ipc::IpcResult};

/// What a document can begin as.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct IdentityChoices {
    /// Access levels to choose from.
    pub presets: Vec<Preset>,
    /// A document to begin with.
    pub starter: IdentitySpec,
    /// An example of a table of people.
    pub people_template: String,
}

/// A document that was read from a file.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ReadIdentity {
    /// It; none where it cannot be read at all.
    pub spec: Option<IdentitySpec>,
    /// What is wrong with it, each with line and column.
    pub problems: Vec<SpecProblem>,
}

/// The state of things: the draft, what is wrong with it, and how far a proof is. Calls nothing.
#[tauri::command]
#[specta::specta]
pub async fn identity(app: State<'_, App>, connection: ConnectionId) -> IpcResult<IdentityView> {
    app.engine.session(&connection).await?.identity_view()
}

/// What a document can begin as.
#[tauri::command]
#[specta::specta]
pub async fn identity_choices(
    app: State<'_, App>,
    connection: ConnectionId,
) -> IpcResult<IdentityChoices> {
    let partition = app.engine.session(&connection).await?.own_partition()?;
    Ok(IdentityChoices {
        presets: identity::presets(partition),
        starter: identity::starter(partition),
        people_template: PEOPLE_TEMPLATE.to_owned(),
    })
}

/// Keeps what somebody has written so far.
#[tauri::command]
#[specta::specta]
pub async fn save_identity_draft(
    app: State<'_, App>,
    connection: ConnectionId,
    draft: IdentityDraft,
) -> IpcResult<()> {
    app.engine.store().save_identity_draft(&connection, &draft)
}

/// What is wrong with a document, in its order. Calls nothing.
#[tauri::command]
#[specta::specta]
pub async fn check_identity(
    app: State<'_, App>,
    connection: ConnectionId,
    spec: IdentitySpec,
) -> IpcResult<Vec<SpecProblem>> {
    app.engine.session(&connection).await?.check_identity(&spec)
}

/// All policies that a document comes to, each with what it does. Calls nothing.
#[tauri::command]
#[specta::specta]
pub async fn identity_documents(
    app: State<'_, App>,
    connection: ConnectionId,
    spec: IdentitySpec,
) -> IpcResult<Vec<IdentityDocument>> {
    let session = app.engine.session(&connection).await?;
    session.identity_documents(&spec)
}

/// Reads what there is, and plans what brings it to what the document says. The plan is kept for `start_job`.
#[tauri::command]
#[specta::specta]
pub async fn review_identity(
    app: State<'_, App>,
    connection: ConnectionId,
    spec: IdentitySpec,
) -> IpcResult<IdentityReview> {
    let session = app.engine.session(&connection).await?;
    session.review_identity(&spec).await
}

/// Reads a document from the text of a file.
#[tauri::command]
#[specta::specta]
pub async fn read_identity(
    app: State<'_, App>,
    connection: ConnectionId,
    text: String,
) -> IpcResult<ReadIdentity> {
    let session = app.engine.session(&connection).await?;
    let (tree, partition) = (session.tree(), session.own_partition()?);
    Ok(match identity::examine(&text, tree.as_deref(), partition) {
        Ok((spec, problems)) => ReadIdentity {
            spec: Some(spec),
            problems,
        },
        Err(problem) => ReadIdentity {
            spec: None,
            problems: vec![*problem],
        },
    })
}

/// A document as the text of a file.
#[tauri::command]
#[specta::specta]
pub async fn identity_text(spec: IdentitySpec) -> String {
    identity::write(&spec)
}

/// Where a document goes as a file, if nobody says otherwise.
#[tauri::command]
#[specta::specta]
pub async fn identity_file(app: State<'_, App>) -> IpcResult<String> {
    Ok(app.engine.identity_file().display().to_string())
}

/// Writes a document to a file; one that is there is replaced only where that was asked for.
#[tauri::command]
#[specta::specta]
pub async fn write_identity(
    app: State<'_, App>,
    spec: IdentitySpec,
    file: String,
    replace: bool,
) -> IpcResult<WrittenFile> {
    app.engine.write_identity(&spec, &file, replace)
}

/// Reads a table of people, row by row, each with what is wrong in it. Rows without groups get `usual`.
#[tauri::command]
#[specta::specta]
pub async fn read_people_csv(
    groups: Vec<String>,
    usual: Option<String>,
    text: String,
) -> IpcResult<Vec<PersonRow>> {
    identity::people(&groups, usual.as_deref(), &text)
}

/// Writes a sheet for everyone, and shows the folder. A one-time password stands on a sheet once.
#[tauri::command]
#[specta::specta]
pub async fn hand_out(
    app: State<'_, App>,
    connection: ConnectionId,
    request: HandOutRequest,
) -> IpcResult<HandedOut> {
    let session = app.engine.session(&connection).await?;
    let handed = session.hand_out(&request).await?;
    // The sheets are there all the same, and the window says where.
    let _: Result<(), Failure> = (app.desktop.show)(Path::new(&handed.folder));
    Ok(handed)
}

/// What there is of IAM Identity Center: in a region, or in those where it is likely.
#[tauri::command]
#[specta::specta]
pub async fn identity_center(
    app: State<'_, App>,
    connection: ConnectionId,
    region: Option<String>,
) -> IpcResult<IdentityCenterView> {
    let session = app.engine.session(&connection).await?;
    session.identity_center(region.as_deref()).await
}

/// The permission sets of an instance of IAM Identity Center.
#[tauri::command]
#[specta::specta]
pub async fn permission_sets(
    app: State<'_, App>,
    connection: ConnectionId,
    instance: IdentityCenterInstance,
) -> IpcResult<Vec<PermissionSet>> {
    let session = app.engine.session(&connection).await?;
    session.permission_sets(&instance).await
}

/// Who is assigned a permission set, and where: `accounts` are those that have it.
#[tauri::command]
#[specta::specta]
pub async fn permission_set_assigned(
    app: State<'_, App>,
    connection: ConnectionId,
    instance: IdentityCenterInstance,
    permission_set: String,
    accounts: Vec<AccountId>,
) -> IpcResult<AssignedPermissionSet> {
    let session = app.engine.session(&connection).await?;
    session
        .assigned(&instance, &permission_set, &accounts)
        .await
}
