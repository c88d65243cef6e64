//! The tree, and plans to change it.

use canopy_core::{Change, ConnectionId, Failure, NodeId, Plan, step::Tag, tree::TreeParts};
use canopy_engine::{events::LoadProgress, session::Difference};
use serde::{Deserialize, Serialize};
use tauri::State;

use crate::{App, ipc::IpcResult};

/// The organization as last known, and how the knowing goes.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationView {
    /// What is known; nothing before the first page of the first load.
    pub tree: Option<TreeParts>,
    /// Whether it is the saved one, not confirmed with AWS yet; so, too, while nobody is signed in.
    pub saved: bool,
    /// How far the load is that is under way.
    pub loading: Option<LoadProgress>,
    /// Why the last load did not end well.
    pub failure: Option<Failure>,
    /// What the last load found changed against the saved tree.
    pub differences: Vec<Difference>,
}

/// The organization as last known, from the store until someone is signed in. Calls nothing.
#[tauri::command]
#[specta::specta]
pub async fn organization(
    app: State<'_, App>,
    connection: ConnectionId,
) -> IpcResult<OrganizationView> {
    let Some(session) = app.engine.signed_in(&connection) else {
        // Signing in takes AWS's time; what was saved is shown before.
        let tree = app.engine.store().saved_tree(&connection)?;
        return Ok(OrganizationView {
            tree: tree.map(TreeParts::from),
            saved: true,
            loading: None,
            failure: None,
            differences: Vec::new(),
        });
    };
    Ok(OrganizationView {
        tree: session.tree().map(|tree| TreeParts::from((*tree).clone())),
        saved: session.is_saved(),
        loading: session.progress(),
        failure: session.load_failure(),
        differences: session.differences(),
    })
}

/// Loads the organization again, behind what is shown.
#[tauri::command]
#[specta::specta]
pub async fn refresh(app: State<'_, App>, connection: ConnectionId) -> IpcResult<()> {
    app.engine.session(&connection).await?.start_loading();
    Ok(())
}

/// Stops a load; what was known stays.
#[tauri::command]
#[specta::specta]
pub async fn cancel_refresh(app: State<'_, App>, connection: ConnectionId) -> IpcResult<()> {
    app.engine.session(&connection).await?.cancel_loading();
    Ok(())
}

/// The tags of a node, read from AWS now.
#[tauri::command]
#[specta::specta]
pub async fn tags(
    app: State<'_, App>,
    connection: ConnectionId,
    node: NodeId,
) -> IpcResult<Vec<Tag>> {
    app.engine.session(&connection).await?.tags(&node).await
}

/// Plans `changes` for review. Reads only what the session knows.
#[tauri::command]
#[specta::specta]
pub async fn plan(
    app: State<'_, App>,
    connection: ConnectionId,
    changes: Vec<Change>,
) -> IpcResult<Plan> {
    let session = app.engine.session(&connection).await?;
    Ok(session.keep(canopy_core::plan(
        &session.known()?,
        &changes,
        jiff::Timestamp::now(),
    )))
}
