//! The way into an account's console.

use canopy_core::{AccountId, ConnectionId, RoleName};
use canopy_engine::{console::Opened, store::Recent};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tauri::State;

use crate::{App, ipc::IpcResult};

/// How many accounts the palette remembers.
const RECENTS_SHOWN: u32 = 12;

/// A link that was put on the clipboard.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CopiedLink {
    /// When it stops working.
    #[specta(type = String)]
    pub expires_at: Timestamp,
}

/// Opens an account's console in the browser.
#[tauri::command]
#[specta::specta]
pub async fn open_console(
    app: State<'_, App>,
    connection: ConnectionId,
    account: AccountId,
    role: Option<RoleName>,
    destination: Option<String>,
) -> IpcResult<Opened> {
    let session = app.engine.session(&connection).await?;
    let role = role.map_or_else(|| session.default_role(), Ok)?;
    session
        .open_console(&account, &role, destination.as_deref())
        .await
}

/// Puts a sign-in link on the clipboard. It is a secret, so it does not pass the web view.
#[tauri::command]
#[specta::specta]
pub async fn copy_console_link(
    app: State<'_, App>,
    connection: ConnectionId,
    account: AccountId,
    role: Option<RoleName>,
    destination: Option<String>,
) -> IpcResult<CopiedLink> {
    let session = app.engine.session(&connection).await?;
    let role = role.map_or_else(|| session.default_role(), Ok)?;
    let link = session
        .console_link(&account, &role, destination.as_deref())
        .await?;
    (app.desktop.copy)(link.url.expose())?;
    Ok(CopiedLink {
        expires_at: link.expires_at,
    })
}

/// The accounts whose console was opened last, newest first.
#[tauri::command]
#[specta::specta]
pub async fn recents(app: State<'_, App>, connection: ConnectionId) -> IpcResult<Vec<Recent>> {
    app.engine.store().recents(&connection, RECENTS_SHOWN)
}
