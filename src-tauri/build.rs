//! Tauri's build step: reads `tauri.conf.json` and makes the capability of the one window.

fn main() {
    tauri_build::build();
}
