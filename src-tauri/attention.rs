//! Asking for the person's attention: the window to the front, and a word from the system while it is
//! behind others.

use std::sync::Arc;

use canopy_engine::{Engine, events::Event};
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_notification::NotificationExt;
use tokio::sync::broadcast::error::RecvError;

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

/// Says something through the system. Where it has no notifications, the window says it all the same.
pub(crate) fn notify<R: Runtime>(handle: &AppHandle<R>, title: &str, body: &str) {
    let shown = handle
        .notification()
        .builder()
        .title(title)
        .body(body)
        .show();
    if let Err(error) = shown {
        tracing::info!(%error, "no notification");
    }
}

/// Reminds of console sessions that end soon, while the window is not in front: there it says so itself.
pub(crate) fn remind<R: Runtime>(handle: AppHandle<R>, engine: &Arc<Engine>) {
    let mut events = engine.subscribe();
    tauri::async_runtime::spawn(async move {
        loop {
            match events.recv().await {
                Ok(Event::SessionEnding {
                    account_name,
                    minutes_left,
                    ..
                }) => {
                    let window = handle.get_webview_window("main");
                    let in_front = window.is_some_and(|it| it.is_focused().unwrap_or_default());
                    if !in_front {
                        let body = format!(
                            "The console of {account_name} signs you out in {minutes_left} min."
                        );
                        notify(&handle, "A console session ends", &body);
                    }
                }
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    });
}
