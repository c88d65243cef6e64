//! The way into an account's console.

use canopy_core::{
    AccountId, ConnectionId, RoleName,
    console::ConsoleOptions,
    destination::{self, ConsoleService},
    switch_role::SwitchRoleLink,
};
use canopy_engine::{
    console::{ConsoleChoices, Opened, OpenedConsole, PendingRequest, SwitchRole},
    store::{ConsoleSession, Recent},
};
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

/// What there is to choose from before an account's console is opened. Calls nothing. With a role, the
/// longest session is that role's.
#[tauri::command]
#[specta::specta]
pub async fn console_choices(
    app: State<'_, App>,
    connection: ConnectionId,
    account: AccountId,
    role: Option<RoleName>,
) -> IpcResult<ConsoleChoices> {
    let session = app.engine.session(&connection).await?;
    session.console_choices(&account, role.as_ref())
}

/// The services of the console.
#[tauri::command]
#[specta::specta]
pub async fn console_services() -> Vec<ConsoleService> {
    destination::services().to_vec()
}

/// Opens an account's console in a browser; without options, as it is remembered.
#[tauri::command]
#[specta::specta]
pub async fn open_console(
    app: State<'_, App>,
    connection: ConnectionId,
    account: AccountId,
    options: Option<ConsoleOptions>,
    remember: bool,
) -> IpcResult<Opened> {
    let session = app.engine.session(&connection).await?;
    session.open_console(&account, options, remember).await
}

/// Opens several consoles, one after the other; without options, each as it is remembered.
#[tauri::command]
#[specta::specta]
pub async fn open_consoles(
    app: State<'_, App>,
    connection: ConnectionId,
    accounts: Vec<AccountId>,
    options: Option<ConsoleOptions>,
) -> IpcResult<Vec<OpenedConsole>> {
    let session = app.engine.session(&connection).await?;
    session.open_consoles(&accounts, options).await
}

/// Puts a sign-in link on the clipboard. It is a secret, so it does not pass the web view.
#[tauri::command]
#[specta::specta]
pub async fn copy_console_link(
    app: State<'_, App>,
    connection: ConnectionId,
    account: AccountId,
    options: Option<ConsoleOptions>,
) -> IpcResult<CopiedLink> {
    let session = app.engine.session(&connection).await?;
    let link = session.console_link(&account, options).await?;
    (app.desktop.copy)(link.url.expose())?;
    Ok(CopiedLink {
        expires_at: link.expires_at,
    })
}

/// Forgets how an account's console is to be opened.
#[tauri::command]
#[specta::specta]
pub async fn forget_console_options(
    app: State<'_, App>,
    connection: ConnectionId,
    account: AccountId,
) -> IpcResult<()> {
    app.engine.forget_console_options(&connection, &account)
}

/// The accounts whose console was opened last, newest first.
#[tauri::command]
#[specta::specta]
pub async fn recents(app: State<'_, App>, connection: ConnectionId) -> IpcResult<Vec<Recent>> {
    app.engine.store().recents(&connection, RECENTS_SHOWN)
}

/// The favourites, in the order in which they became ones.
#[tauri::command]
#[specta::specta]
pub async fn favourites(
    app: State<'_, App>,
    connection: ConnectionId,
) -> IpcResult<Vec<AccountId>> {
    app.engine.store().favourites(&connection)
}

/// Makes an account a favourite, or an ordinary one again.
#[tauri::command]
#[specta::specta]
pub async fn set_favourite(
    app: State<'_, App>,
    connection: ConnectionId,
    account: AccountId,
    favourite: bool,
) -> IpcResult<()> {
    app.engine.set_favourite(&connection, &account, favourite)
}

/// The console sessions that run, the one that ends first in front.
#[tauri::command]
#[specta::specta]
pub async fn console_sessions(
    app: State<'_, App>,
    connection: ConnectionId,
) -> IpcResult<Vec<ConsoleSession>> {
    app.engine.console_sessions(&connection)
}

/// Takes a console session off the list; it runs on until it is signed out in the browser, or ends.
#[tauri::command]
#[specta::specta]
pub async fn end_console_session(app: State<'_, App>, id: u32) -> IpcResult<()> {
    app.engine.end_console_session(id)
}

/// The address that switches the role in a console that is open. No secret.
#[tauri::command]
#[specta::specta]
pub async fn switch_role_link(
    app: State<'_, App>,
    connection: ConnectionId,
    account: AccountId,
    role: String,
    display_name: Option<String>,
    color: Option<String>,
) -> IpcResult<SwitchRole> {
    let session = app.engine.session(&connection).await?;
    session.switch_role_link(&SwitchRoleLink {
        account,
        role,
        display_name,
        color,
    })
}

/// Opens that address in the browser that the options name.
#[tauri::command]
#[specta::specta]
pub async fn open_switch_role(
    app: State<'_, App>,
    connection: ConnectionId,
    link: SwitchRoleLink,
    options: ConsoleOptions,
) -> IpcResult<()> {
    let session = app.engine.session(&connection).await?;
    session.open_switch_role(&link, &options).await
}

/// Writes such links of several accounts as bookmarks, shows their folder, and says where the file is.
#[tauri::command]
#[specta::specta]
pub async fn save_switch_role_bookmarks(
    app: State<'_, App>,
    connection: ConnectionId,
    accounts: Vec<AccountId>,
    role: RoleName,
) -> IpcResult<String> {
    let session = app.engine.session(&connection).await?;
    let file = session.save_switch_role_bookmarks(&accounts, &role)?;
    if let Some(Err(failure)) = file.parent().map(|folder| (app.desktop.show)(folder)) {
        tracing::info!(%failure, "the folder of the bookmarks was not shown");
    }
    Ok(file.display().to_string())
}

/// Links that ask for a console and wait for an answer.
#[tauri::command]
#[specta::specta]
pub async fn console_requests(app: State<'_, App>) -> IpcResult<Vec<PendingRequest>> {
    app.engine.console_requests().await
}

/// Opens what a link asks for, or sends it away.
#[tauri::command]
#[specta::specta]
pub async fn answer_console_request(
    app: State<'_, App>,
    id: u32,
    open: bool,
    connection: Option<ConnectionId>,
) -> IpcResult<Option<Opened>> {
    app.engine
        .answer_console_request(id, open, connection)
        .await
}

/// The link that asks for an account's console, to be shared. No secret.
#[tauri::command]
#[specta::specta]
pub async fn console_link_for(
    app: State<'_, App>,
    connection: ConnectionId,
    account: AccountId,
    options: ConsoleOptions,
) -> IpcResult<String> {
    let session = app.engine.session(&connection).await?;
    session.console_link_for(&account, &options)
}
