//! The contract between the web view and Rust, on Tauri's mock runtime: the generated bindings are up
//! to date, every command answers in the shape they say, and failures carry a code.

mod commands;
mod consoles;

use canopy_desktop::ipc;
use specta_typescript::Typescript;

const BINDINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/ipc/bindings.ts");
const HEADER: &str =
    "/* Generated from Rust by `make bindings`. Do not edit. */\n/* eslint-disable */\n";

#[test]
fn bindings_are_up_to_date() {
    let folder = tempfile::tempdir().expect("a folder");
    let fresh = folder.path().join("bindings.ts");
    ipc::contract::<tauri::test::MockRuntime>()
        .export(Typescript::default().header(HEADER), &fresh)
        .expect("the bindings can be written");
    let fresh = std::fs::read_to_string(fresh).expect("the bindings can be read");
    if std::env::var_os("CANOPY_WRITE_BINDINGS").is_some() {
        std::fs::write(BINDINGS, &fresh).expect("the bindings can be kept");
    }
    let kept = std::fs::read_to_string(BINDINGS).unwrap_or_default();
    assert!(
        kept == fresh,
        "ui/src/ipc/bindings.ts is stale: run `make bindings`"
    );
}
