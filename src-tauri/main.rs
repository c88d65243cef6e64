//! Canopy's window. Reads which connection to open and starts; everything else is in the library.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

use canopy_desktop::{Start, display};
use clap::Parser;

fn main() -> ExitCode {
    let start = Start::parse();
    if let Err(missing) = display::check() {
        eprintln!("{missing}");
        return ExitCode::FAILURE;
    }
    match canopy_desktop::run(&start) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("canopy: {failure}");
            if let Some(hint) = failure.hint {
                eprintln!("hint: {hint}");
            }
            ExitCode::FAILURE
        }
    }
}
