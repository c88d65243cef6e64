//! The window of Canopy: Tauri commands, thin over `canopy-engine`, and events that say what to read again.

pub mod commands;
pub mod display;
pub mod ipc;
mod links;
mod reminder;
mod tray;

use std::{path::Path, sync::Arc};

use canopy_core::{ConnectionId, Failure};
use canopy_engine::Engine;
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_clipboard_manager::ClipboardExt;
use tauri_plugin_opener::OpenerExt;

/// What the window is started with.
#[derive(Debug, Clone, Default, clap::Parser)]
#[command(
    name = "canopy-desktop",
    version,
    about = "Run an AWS organization from the desktop"
)]
pub struct Start {
    /// Which connection to open.
    #[command(flatten)]
    pub signed_in: SignedIn,
    /// Ask whether to open what this `canopy://` link wants
    #[arg(value_name = "LINK")]
    pub link: Option<String>,
}

/// Which connection to open. The command line takes the same three.
#[derive(Debug, Clone, Default, clap::Args)]
#[group(multiple = false)]
pub struct SignedIn {
    /// Open this connection: `sandbox`, `environment`, `profile:NAME`, or the name of one of your own
    #[arg(long, value_name = "NAME")]
    pub connection: Option<ConnectionId>,
    /// Open this profile of your AWS configuration
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// Open the sandbox organization, which needs no AWS account
    #[arg(long)]
    pub sandbox: bool,
}

impl Start {
    /// The connection that was asked for.
    pub fn connection(&self) -> Option<ConnectionId> {
        let asked = &self.signed_in;
        if asked.sandbox {
            return "sandbox".parse().ok();
        }
        let profile = asked
            .profile
            .as_ref()
            .and_then(|name| format!("profile:{name}").parse().ok());
        asked.connection.clone().or(profile)
    }
}

/// What every command can reach.
pub struct App {
    /// The engine, shared by all commands.
    pub engine: Arc<Engine>,
    /// The connection asked for at the start.
    pub start: Option<ConnectionId>,
    /// The doors to the desktop.
    pub desktop: Desktop,
}

/// A closure that hands something to the desktop.
pub type Door<T> = Box<dyn Fn(&T) -> Result<(), Failure> + Send + Sync>;

/// What commands ask of the desktop. Closures, because a command that is generic over Tauri's runtime
/// cannot be listed in [`ipc::contract`].
pub struct Desktop {
    /// Puts a text on the clipboard.
    pub copy: Door<str>,
    /// Shows a folder in the system's file manager.
    pub show: Door<Path>,
}

impl Desktop {
    fn of<R: Runtime>(handle: &AppHandle<R>) -> Self {
        let (clipboard, opener) = (handle.clone(), handle.clone());
        Self {
            copy: Box::new(move |text| {
                let written = clipboard.clipboard().write_text(text);
                written.map_err(|_| Failure::unexpected("the clipboard could not be written"))
            }),
            show: Box::new(move |folder| {
                let shown = opener
                    .opener()
                    .open_path(folder.display().to_string(), None::<&str>);
                shown.map_err(|error| {
                    Failure::unexpected(format!("the folder could not be opened: {error}"))
                })
            }),
        }
    }
}

/// Puts the commands, events and plugins on `builder`: the same for the real window and for tests on
/// Tauri's mock runtime.
pub fn assemble<R: Runtime>(
    builder: tauri::Builder<R>,
    engine: Arc<Engine>,
    start: Option<ConnectionId>,
) -> tauri::Builder<R> {
    let specta = ipc::contract::<R>();
    let commands = specta.invoke_handler();
    // A plugin is set up when the app is built, the app itself only when its window runs.
    let canopy = tauri::plugin::Builder::<R>::new("canopy")
        .js_init_script(opening(&engine, start.as_ref()))
        .setup(move |handle, _| {
            specta.mount_events(handle);
            ipc::forward(handle.clone(), engine.subscribe());
            tauri::async_runtime::spawn(Engine::remind(Arc::downgrade(&engine)));
            let desktop = Desktop::of(handle);
            handle.manage(App {
                engine,
                start,
                desktop,
            });
            Ok(())
        })
        .build();
    builder
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(canopy)
        .invoke_handler(commands)
}

/// A script that hands the web view what was last on screen, for `ui/src/start.ts`.
fn opening(engine: &Engine, start: Option<&ConnectionId>) -> String {
    let store = engine.store();
    let last = || {
        let settings = store.settings().ok()?;
        let connection = start.cloned().or(settings.last_connection)?;
        let opening = store.view_state(&connection).ok()?.opening?;
        Some(serde_json::json!({"html": opening.html, "at": opening.at, "theme": settings.theme}))
    };
    // Without it the window opens a little later, that is all.
    format!(
        "window.__CANOPY_OPENING__ = {};",
        last().unwrap_or_default()
    )
}

/// Opens the window and stays until it is closed.
pub fn run(start: &Start) -> Result<(), Failure> {
    canopy_engine::log::start();
    let engine = Engine::open(canopy_engine::Options::default())?;
    let asked = start
        .connection()
        .map(|asked| engine.connection_meant(asked))
        .transpose()?;
    // A second Canopy must end before it does anything else.
    let builder = links::listen(tauri::Builder::default(), start, &engine);
    assemble(builder, engine.clone(), asked)
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .build(tauri::generate_context!())
        .map_err(|error| Failure::unexpected(format!("the window could not open: {error}")))?
        .run(move |handle, event| match event {
            tauri::RunEvent::Ready => {
                tray::show(handle, &engine);
                reminder::notify(handle, &engine);
            }
            // Where the system hands links over by itself.
            #[cfg(any(target_os = "macos", target_os = "ios"))]
            tauri::RunEvent::Opened { urls } => {
                for url in urls {
                    engine.ask_for_console(url.as_str());
                }
                tray::show_window(handle);
            }
            tauri::RunEvent::Exit => engine.flush(),
            _ => {}
        });
    Ok(())
}
