//! A window with one colour in it, for `tests/bench/window.py` to compare Canopy's start with.

fn main() {
    tauri::Builder::default()
        .run(tauri::generate_context!())
        .expect("the window opens");
}
