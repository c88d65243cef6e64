//! Ways to sign in, what they may do, questions on the way, and what this program is.

use std::sync::Arc;

use canopy_core::{
    ConnectionId, Failure,
    connection_spec::{ConnectionSecret, ConnectionSpec},
};
use canopy_engine::{
    asking::Question,
    connection::{Connection, Kind},
    identity_center::IdentityCenterAccount,
    keychain::{self, KeychainStatus},
    permissions::PermissionReport,
    session::{Caller, Session},
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
    /// What to know first, a sentence: a root user can do less than it seems.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
}

/// A session that is open, and begins to load.
fn begin(session: &Arc<Session>) -> SessionView {
    session.start_loading();
    session.start_tending();
    SessionView {
        connection: session.connection().clone(),
        caller: session.caller().clone(),
        warning: session.warning(),
    }
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
    Ok(begin(&app.engine.session(&connection).await?))
}

/// Signs in once more, from the beginning, and begins to load. `device` shows a code to enter in a browser
/// elsewhere, where there is that way.
#[tauri::command]
#[specta::specta]
pub async fn sign_in_again(
    app: State<'_, App>,
    connection: ConnectionId,
    device: bool,
) -> IpcResult<SessionView> {
    let session = if device {
        app.engine.sign_in_with_code(&connection).await?
    } else {
        app.engine.sign_in_again(&connection).await?
    };
    Ok(begin(&session))
}

/// Keeps a connection that was entered. The secret goes to the system's keychain and never comes back.
#[tauri::command]
#[specta::specta]
pub async fn save_connection(
    app: State<'_, App>,
    spec: ConnectionSpec,
    secret: Option<ConnectionSecret>,
) -> IpcResult<Connection> {
    let secret = secret.map(|secret| secret.secret_access_key);
    app.engine.save_connection(spec, secret).await
}

/// Removes a connection that was entered, with its secret and all that was known of it.
#[tauri::command]
#[specta::specta]
pub async fn delete_connection(app: State<'_, App>, connection: ConnectionId) -> IpcResult<()> {
    app.engine.delete_connection(&connection).await
}

/// Has every change through a connection refused, or allows them again.
#[tauri::command]
#[specta::specta]
pub async fn set_read_only(
    app: State<'_, App>,
    connection: ConnectionId,
    read_only: bool,
) -> IpcResult<()> {
    app.engine.set_read_only(&connection, read_only).await
}

/// Whether the system keeps secrets, and what it means where it does not.
#[tauri::command]
#[specta::specta]
pub async fn keychain_status() -> IpcResult<KeychainStatus> {
    // It may wait for the system's bus.
    let status = tauri::async_runtime::spawn_blocking(keychain::status);
    status
        .await
        .map_err(|_| Failure::unexpected("the keychain could not be asked"))
}

/// The accounts and roles that a person has in an access portal. Waits for the browser where the person is
/// not signed in; the wait shows as a question.
#[tauri::command]
#[specta::specta]
pub async fn identity_center_accounts(
    app: State<'_, App>,
    start_url: String,
    region: String,
    device: bool,
) -> IpcResult<Vec<IdentityCenterAccount>> {
    let engine = &app.engine;
    engine
        .identity_center_accounts(&start_url, &region, device)
        .await
}

/// Has the AWS CLI sign a profile in with the browser. The wait shows as a question.
#[tauri::command]
#[specta::specta]
pub async fn aws_cli_login(app: State<'_, App>, profile: String) -> IpcResult<()> {
    app.engine.aws_cli_login(&profile).await
}

/// The names of the profiles in the AWS configuration.
#[tauri::command]
#[specta::specta]
pub async fn profiles(app: State<'_, App>) -> IpcResult<Vec<String>> {
    app.engine.profiles().await
}

/// Which permissions that Canopy needs the caller lacks, feature by feature.
#[tauri::command]
#[specta::specta]
pub async fn check_permissions(
    app: State<'_, App>,
    connection: ConnectionId,
) -> IpcResult<PermissionReport> {
    let session = app.engine.session(&connection).await?;
    session.check_permissions().await
}

/// A policy that allows what features need, all of them where none is named.
#[tauri::command]
#[specta::specta]
pub async fn permissions_policy(
    app: State<'_, App>,
    connection: ConnectionId,
    features: Vec<String>,
) -> IpcResult<String> {
    let session = app.engine.session(&connection).await?;
    Ok(session.permissions_policy(&features))
}

/// The questions that are open, oldest first.
#[tauri::command]
#[specta::specta]
pub async fn questions(app: State<'_, App>) -> IpcResult<Vec<Question>> {
    Ok(app.engine.questions())
}

/// Answers a question. Errors: `invalid` for what cannot be right, and then it stays open; `notFound`.
#[tauri::command]
#[specta::specta]
pub async fn answer_question(app: State<'_, App>, id: u32, answer: String) -> IpcResult<()> {
    app.engine.answer_question(id, &answer)
}

/// Gives a question up: what waits for it is cancelled.
#[tauri::command]
#[specta::specta]
pub async fn dismiss_question(app: State<'_, App>, id: u32) -> IpcResult<()> {
    app.engine.dismiss_question(id)
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
