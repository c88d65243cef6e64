//! Invitations, on both sides.

use canopy_core::ConnectionId;
use canopy_engine::handshakes::Invitations;
use tauri::State;

use crate::{App, ipc::IpcResult};

/// The invitations that the organization sent and that the caller's account received, read now.
#[tauri::command]
#[specta::specta]
pub async fn invitations(app: State<'_, App>, connection: ConnectionId) -> IpcResult<Invitations> {
    app.engine.session(&connection).await?.invitations().await
}
