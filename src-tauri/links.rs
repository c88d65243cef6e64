//! `canopy://` links: the system starts Canopy with one, and a Canopy that runs already takes it in. It opens
//! nothing by that; the window asks first.

use std::sync::Arc;

use canopy_engine::Engine;
use clap::Parser;
use sha2::{Digest, Sha256};
use tauri::{AppHandle, Builder, Runtime};

use crate::{Start, tray};

/// What Canopy is called on the bus.
const BUS_NAME: &str = "dev.canopy.desktop";

/// Takes in what this process was started with, and what later ones are: they hand it over and end. One that
/// names a connection of its own is a window of its own, and hands nothing over.
pub(crate) fn listen<R: Runtime>(
    builder: Builder<R>,
    start: &Start,
    engine: &Arc<Engine>,
) -> Builder<R> {
    if let Some(link) = &start.link {
        engine.ask_for_console(link);
    }
    if start.connection().is_some() {
        return builder;
    }
    let running = engine.clone();
    let single = tauri_plugin_single_instance::Builder::new()
        .dbus_id(bus_name(engine))
        .callback(move |handle, arguments, _| started_again(handle, &running, &arguments))
        .build();
    builder.plugin(single)
}

/// Another Canopy was started: its link is taken in here, and the window comes to the front.
fn started_again<R: Runtime>(handle: &AppHandle<R>, engine: &Engine, arguments: &[String]) {
    match Start::try_parse_from(arguments) {
        Ok(Start {
            link: Some(link), ..
        }) => engine.ask_for_console(&link),
        Ok(_) => {}
        // It said so itself before it handed them over.
        Err(error) => tracing::info!(kind = ?error.kind(), "arguments that cannot be read"),
    }
    tray::show_window(handle);
}

/// Each data folder has a Canopy of its own.
fn bus_name(engine: &Engine) -> String {
    let usual = std::env::var_os("CANOPY_DATA_DIR").is_none_or(|it| it.is_empty());
    if usual {
        return BUS_NAME.to_owned();
    }
    let folder = engine.data_folder().as_os_str().as_encoded_bytes();
    let hash = Sha256::digest(folder);
    let hash = hash.iter().take(8).fold(String::new(), |mut hex, byte| {
        use std::fmt::Write;
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    format!("{BUS_NAME}.in{hash}")
}
