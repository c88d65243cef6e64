//! Ways to sign in, and what this program is.

use canopy_core::ConnectionId;
use canopy_engine::{
    connection::{Connection, Kind},
    session::Caller,
};
use serde::{Deserialize, Serialize};
use tauri::State;

use crate::{App, ipc::IpcResult};

/// Versions and places, for the settings page and for reports.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AppInfo {
    /// Canopy's version.
    pub version: String,
    /// Where trees, the journal and settings lie.
    pub data_folder: String,
    /// `linux`, `macos`, `windows`
    pub platform: String,
    /// Tauri's version.
    pub tauri: String,
    /// The web view's version, where it tells.
    pub webview: Option<String>,
}

/// A connection that is open.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// Which.
    pub connection: Connection,
    /// Who is signed in.
    pub caller: Caller,
}

/// What this program is and where its data lies.
#[tauri::command]
#[specta::specta]
pub async fn app_info(app: State<'_, App>) -> IpcResult<AppInfo> {
    Ok(AppInfo {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_folder: app.engine.data_folder().display().to_string(),
        platform: std::env::consts::OS.to_owned(),
        tauri: tauri::VERSION.to_owned(),
        webview: tauri::webview_version().ok(),
    })
}

/// Every way to sign in that this machine knows: the sandbox first, then the profiles.
#[tauri::command]
#[specta::specta]
pub async fn connections(app: State<'_, App>) -> IpcResult<Vec<Connection>> {
    Ok(app.engine.connections().await)
}

/// The connection to open first: the one named at the start, else the last one used.
#[tauri::command]
#[specta::specta]
pub async fn start_connection(app: State<'_, App>) -> IpcResult<Option<ConnectionId>> {
    match &app.start {
        Some(asked) => Ok(Some(asked.clone())),
        None => Ok(app.engine.store().settings()?.last_connection),
    }
}

/// Signs in and begins to load. Errors: `signedOut`, `invalid`, `unreachable`.
#[tauri::command]
#[specta::specta]
pub async fn open_connection(
    app: State<'_, App>,
    connection: ConnectionId,
) -> IpcResult<SessionView> {
    let session = app.engine.session(&connection).await?;
    session.start_loading();
    session.start_tending();
    Ok(SessionView {
        connection: session.connection().clone(),
        caller: session.caller().clone(),
    })
}

/// Puts the sandbox back to the sample organization, and loads it anew.
#[tauri::command]
#[specta::specta]
pub async fn reset_sandbox(app: State<'_, App>) -> IpcResult<()> {
    app.engine.reset_sandbox().await?;
    let sandbox = app.engine.session(&Kind::sandbox_id()).await?;
    sandbox.start_loading();
    Ok(())
}
