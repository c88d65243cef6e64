//! `canopy://` links, from the browser, a chat or a wiki: they reach the window that is open, which asks
//! before it follows one.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use canopy_engine::Engine;
use clap::Parser;
use tauri::{AppHandle, Runtime, plugin::TauriPlugin};
use tauri_plugin_deep_link::DeepLinkExt;

use crate::{Start, attention};

/// Hands what a second start was given to the window that is open, which comes to the front; the second
/// one ends. One window to a data folder.
pub(crate) fn one_window<R: Runtime>(engine: Arc<Engine>) -> TauriPlugin<R> {
    let mut folder = DefaultHasher::new();
    engine.data_folder().hash(&mut folder);
    let name = format!("dev.canopy.desktop.i{:x}", folder.finish());
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(name)
        .callback(move |handle, arguments, _| {
            if let Ok(start) = Start::try_parse_from(arguments)
                && let Some(link) = &start.link
            {
                engine.receive_link(link);
            }
            attention::show_window(handle);
        })
        .build()
}

/// Takes the link that the program was started with, and those that the system hands over later.
pub(crate) fn listen<R: Runtime>(handle: &AppHandle<R>, engine: &Arc<Engine>, start: &Start) {
    if let Some(link) = &start.link {
        engine.receive_link(link);
    }
    let (handed, engine) = (handle.clone(), engine.clone());
    handle.deep_link().on_open_url(move |event| {
        for url in event.urls() {
            engine.receive_link(url.as_str());
        }
        attention::show_window(&handed);
    });
}
