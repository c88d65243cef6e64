//! The system's word before a console session ends, for whoever does not look at the window.

use std::sync::Arc;

use canopy_engine::{Engine, console::EndingSession, events::Event};
use tauri::{AppHandle, Runtime};
use tauri_plugin_notification::NotificationExt;
use tokio::sync::broadcast::error::RecvError;

use crate::tray;

/// Tells the system of ends, until the engine is gone. A click on the word brings the window to the front.
pub(crate) fn notify<R: Runtime>(handle: &AppHandle<R>, engine: &Arc<Engine>) {
    let front = handle.clone();
    let heard = handle
        .notification()
        .on_action(move |_| tray::show_window(&front));
    if let Err(error) = heard {
        tracing::info!(%error, "clicks on the system's words are not heard");
    }
    let mut events = engine.subscribe();
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            match events.recv().await {
                Ok(Event::ConsoleEnding(ending)) => tell(&handle, &ending),
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    });
}

fn tell<R: Runtime>(handle: &AppHandle<R>, ending: &EndingSession) {
    let (title, body) = words(ending);
    let told = handle
        .notification()
        .builder()
        .title(title)
        .body(body)
        .show();
    if let Err(error) = told {
        // The window says it, too.
        tracing::info!(%error, "the system was not told of a console session's end");
    }
}

fn words(ending: &EndingSession) -> (String, String) {
    let minutes = match ending.minutes_left {
        1 => "1 minute".to_owned(),
        many => format!("{many} minutes"),
    };
    (
        format!("Console of {}", ending.account_name),
        format!(
            "The session as {} ends in {minutes}. Open it again from Canopy to go on.",
            ending.session.role
        ),
    )
}
