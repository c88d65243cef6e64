//! Profiles for other tools.

use canopy_core::ConnectionId;
use canopy_engine::aws_config::{ExportDefaults, ExportPreview, ExportRequest, ExportWritten};
use tauri::State;

use crate::{App, ipc::IpcResult};

/// What there is before anyone chose.
#[tauri::command]
#[specta::specta]
pub async fn aws_config_defaults(
    app: State<'_, App>,
    connection: ConnectionId,
) -> IpcResult<ExportDefaults> {
    app.engine.aws_config_defaults(&connection)
}

/// What the AWS configuration would become. Writes nothing.
#[tauri::command]
#[specta::specta]
pub async fn preview_aws_config(
    app: State<'_, App>,
    connection: ConnectionId,
    request: ExportRequest,
) -> IpcResult<ExportPreview> {
    let session = app.engine.session(&connection).await?;
    session.preview_aws_config(&request)
}

/// Writes the connection's section of the AWS configuration.
#[tauri::command]
#[specta::specta]
pub async fn write_aws_config(
    app: State<'_, App>,
    connection: ConnectionId,
    request: ExportRequest,
) -> IpcResult<ExportWritten> {
    let session = app.engine.session(&connection).await?;
    session.write_aws_config(&request)
}

/// Takes the connection's section out of the AWS configuration.
#[tauri::command]
#[specta::specta]
pub async fn remove_aws_config(
    app: State<'_, App>,
    connection: ConnectionId,
) -> IpcResult<ExportWritten> {
    app.engine.remove_aws_config(&connection, None)
}
