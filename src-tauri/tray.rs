//! The icon in the system's tray: the consoles opened last, one click away while the window is behind
//! others or closed away.

use std::{
    cmp::Reverse,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use canopy_core::{AccountId, ConnectionId, RoleName, Topic};
use canopy_engine::{Engine, events::Event, store::Recent};
use tauri::{
    AppHandle, Manager, Runtime,
    menu::{Menu, MenuItem, PredefinedMenuItem},
    tray::TrayIconBuilder,
};
use tokio::sync::broadcast::error::RecvError;

use crate::App;

const ID: &str = "canopy";
const OPEN: &str = "open";
const QUIT: &str = "quit";
/// What the id of a console's entry begins with; account and role follow.
const CONSOLE: &str = "console";
/// How many consoles the menu offers.
const CONSOLES: u32 = 8;

/// A console that was opened before.
#[derive(Clone, PartialEq, Eq)]
struct Entry {
    connection: ConnectionId,
    recent: Recent,
    name: String,
}

/// Shows the icon and keeps its menu up to date. A system without a tray, or without the library that
/// draws it, goes without: everything in it is in the window too.
pub(crate) fn show<R: Runtime>(handle: &AppHandle<R>, engine: &Arc<Engine>) {
    // The library is looked for when the icon is made, and its absence is a panic there.
    let made = catch_unwind(AssertUnwindSafe(|| build(handle, engine)));
    match made {
        Ok(Ok(shown)) => keep_up_to_date(handle.clone(), engine.clone(), shown),
        Ok(Err(error)) => tracing::info!(%error, "no tray icon"),
        Err(_) => tracing::info!("no tray icon: the system's library for it is not there"),
    }
}

/// Makes the icon. What its menu offers.
fn build<R: Runtime>(handle: &AppHandle<R>, engine: &Arc<Engine>) -> tauri::Result<Vec<Entry>> {
    let entries = entries(handle, engine);
    let mut tray = TrayIconBuilder::with_id(ID)
        .tooltip("Canopy")
        .menu(&menu(handle, &entries)?)
        .on_menu_event({
            let engine = engine.clone();
            move |handle, event| chosen(handle, &engine, event.id().as_ref())
        });
    if let Some(icon) = handle.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(handle)?;
    Ok(entries)
}

fn menu<R: Runtime>(handle: &AppHandle<R>, entries: &[Entry]) -> tauri::Result<Menu<R>> {
    let menu = Menu::new(handle)?;
    menu.append(&MenuItem::with_id(
        handle,
        OPEN,
        "Open Canopy",
        true,
        None::<&str>,
    )?)?;
    menu.append(&PredefinedMenuItem::separator(handle)?)?;
    if entries.is_empty() {
        let nothing = MenuItem::new(handle, "No console opened yet", false, None::<&str>)?;
        menu.append(&nothing)?;
    }
    for entry in entries {
        let id = [
            CONSOLE,
            entry.recent.account.as_str(),
            entry.recent.role.as_str(),
            entry.connection.as_str(),
        ]
        .join(" ");
        let words = format!("{} · {}", entry.name, entry.recent.role);
        menu.append(&MenuItem::with_id(handle, id, words, true, None::<&str>)?)?;
    }
    menu.append(&PredefinedMenuItem::separator(handle)?)?;
    menu.append(&MenuItem::with_id(
        handle,
        QUIT,
        "Quit Canopy",
        true,
        None::<&str>,
    )?)?;
    Ok(menu)
}

/// The consoles opened last by the connection that the window was started with, and by the one that was used
/// last. What cannot be read is left out.
fn entries<R: Runtime>(handle: &AppHandle<R>, engine: &Engine) -> Vec<Entry> {
    let started_with = handle.try_state::<App>().and_then(|app| app.start.clone());
    let used_last = engine
        .store()
        .settings()
        .ok()
        .and_then(|settings| settings.last_connection)
        .filter(|last| started_with.as_ref() != Some(last));
    let connections = started_with.into_iter().chain(used_last);
    let mut entries: Vec<Entry> = connections
        .flat_map(|connection| entries_of(engine, &connection))
        .collect();
    entries.sort_by_key(|entry| Reverse(entry.recent.at));
    entries.truncate(CONSOLES as usize);
    entries
}

fn entries_of(engine: &Engine, connection: &ConnectionId) -> Vec<Entry> {
    let recents = engine.store().recents(connection, CONSOLES);
    let tree = engine
        .signed_in(connection)
        .and_then(|session| session.tree());
    let name = |account: &AccountId| {
        let node = tree.as_ref()?.get(&account.into())?;
        Some(node.name.clone())
    };
    let entry = |recent: Recent| Entry {
        name: name(&recent.account).unwrap_or_else(|| recent.account.to_string()),
        connection: connection.clone(),
        recent,
    };
    recents.unwrap_or_default().into_iter().map(entry).collect()
}

fn chosen<R: Runtime>(handle: &AppHandle<R>, engine: &Arc<Engine>, id: &str) {
    match id.splitn(4, ' ').collect::<Vec<_>>()[..] {
        [OPEN] => show_window(handle),
        [QUIT] => handle.exit(0),
        [CONSOLE, account, role, connection] => {
            let parts = (account.parse(), role.parse(), connection.parse());
            if let (Ok(account), Ok(role), Ok(connection)) = parts {
                open(handle.clone(), engine.clone(), connection, account, role);
            }
        }
        _ => {}
    }
}

fn open<R: Runtime>(
    handle: AppHandle<R>,
    engine: Arc<Engine>,
    connection: ConnectionId,
    account: AccountId,
    role: RoleName,
) {
    tauri::async_runtime::spawn(async move {
        let opened = async {
            let session = engine.session(&connection).await?;
            session.open_console_as(&account, role).await
        };
        if let Err(failure) = opened.await {
            tracing::warn!(%failure, "the console could not be opened from the tray");
            show_window(&handle);
        }
    });
}

/// Brings the window to the front.
pub(crate) fn show_window<R: Runtime>(handle: &AppHandle<R>) {
    let Some(window) = handle.get_webview_window("main") else {
        return;
    };
    let shown = window
        .show()
        .and_then(|()| window.unminimize())
        .and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::info!(%error, "the window could not come to the front");
    }
}

fn keep_up_to_date<R: Runtime>(handle: AppHandle<R>, engine: Arc<Engine>, shown: Vec<Entry>) {
    let mut events = engine.subscribe();
    let mut shown = shown;
    tauri::async_runtime::spawn(async move {
        loop {
            let concerns = match events.recv().await {
                // The tree tells the accounts' names, settings which connection is the last.
                Ok(Event::Changed { topics, .. }) => topics.iter().any(|topic| {
                    matches!(
                        topic,
                        Topic::Access | Topic::Connections | Topic::Organization
                    )
                }),
                Ok(Event::Loading { .. } | Event::ConsoleEnding(_)) => false,
                Err(RecvError::Lagged(_)) => true,
                Err(RecvError::Closed) => return,
            };
            if !concerns {
                continue;
            }
            let entries = entries(&handle, &engine);
            // Much is told that the menu says nothing of, and one that is replaced closes under the pointer.
            if entries == shown {
                continue;
            }
            shown.clone_from(&entries);
            if replace(&handle, entries).is_err() {
                return;
            }
        }
    });
}

/// Gives the icon another menu. Errors: the program ends.
fn replace<R: Runtime>(handle: &AppHandle<R>, entries: Vec<Entry>) -> tauri::Result<()> {
    let inner = handle.clone();
    // Menus belong to the main thread.
    handle.run_on_main_thread(move || {
        let made = menu(&inner, &entries);
        let tray = inner.tray_by_id(ID);
        if let (Ok(menu), Some(tray)) = (made, tray)
            && let Err(error) = tray.set_menu(Some(menu))
        {
            tracing::info!(%error, "the tray's menu could not be replaced");
        }
    })
}
