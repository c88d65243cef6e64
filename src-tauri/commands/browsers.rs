//! The browsers that consoles are opened in.

use canopy_core::browser::Browser;
use tauri::State;

use crate::{App, ipc::IpcResult};

/// The browsers of this machine, with those that the person entered.
#[tauri::command]
#[specta::specta]
pub async fn browsers(app: State<'_, App>) -> IpcResult<Vec<Browser>> {
    app.engine.browsers()
}

/// Keeps a browser, in the place of the one with the same id.
#[tauri::command]
#[specta::specta]
pub async fn save_browser(app: State<'_, App>, browser: Browser) -> IpcResult<()> {
    app.engine.save_browser(browser)
}

/// Removes a browser that the person entered.
#[tauri::command]
#[specta::specta]
pub async fn delete_browser(app: State<'_, App>, id: String) -> IpcResult<()> {
    app.engine.delete_browser(&id)
}
