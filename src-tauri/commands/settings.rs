//! What is remembered for the user, and two doors to the system.

use canopy_core::ConnectionId;
use canopy_engine::store::{Settings, ViewState};
use tauri::State;

use crate::{App, ipc::IpcResult};

/// The settings.
#[tauri::command]
#[specta::specta]
pub async fn settings(app: State<'_, App>) -> IpcResult<Settings> {
    app.engine.store().settings()
}

/// Keeps the settings.
#[tauri::command]
#[specta::specta]
pub async fn save_settings(app: State<'_, App>, settings: Settings) -> IpcResult<()> {
    app.engine.store().save_settings(&settings)
}

/// What was expanded and selected when this connection was last shown.
#[tauri::command]
#[specta::specta]
pub async fn view_state(app: State<'_, App>, connection: ConnectionId) -> IpcResult<ViewState> {
    app.engine.store().view_state(&connection)
}

/// Keeps what is expanded and selected.
#[tauri::command]
#[specta::specta]
pub async fn save_view_state(
    app: State<'_, App>,
    connection: ConnectionId,
    state: ViewState,
) -> IpcResult<()> {
    app.engine.store().save_view_state(&connection, &state)
}

/// Puts a text that is on screen on the clipboard.
#[tauri::command]
#[specta::specta]
pub async fn copy_text(app: State<'_, App>, text: String) -> IpcResult<()> {
    (app.desktop.copy)(&text)
}

/// Shows the folder where Canopy keeps its data.
#[tauri::command]
#[specta::specta]
pub async fn open_data_folder(app: State<'_, App>) -> IpcResult<()> {
    (app.desktop.show)(app.engine.data_folder())
}
