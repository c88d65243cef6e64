//! What Canopy writes to standard error, for those who ask with `CANOPY_LOG`.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

/// The SDK's warnings about credentials tell causes that the failure tells in words.
const DEFAULT: &str = "warn,aws_config=error";
/// Targets that write secrets: `webbrowser` logs the link that it opens.
const NEVER: [&str; 1] = ["webbrowser=off"];

/// Begins to log, as `CANOPY_LOG` says: a level, or `target=level` with commas between.
pub fn start() {
    let asked = EnvFilter::try_from_env("CANOPY_LOG").unwrap_or_else(|_| DEFAULT.into());
    let filter = NEVER
        .iter()
        .filter_map(|directive| directive.parse().ok())
        .fold(asked, EnvFilter::add_directive);
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(stderr().is_terminal())
        .with_writer(stderr)
        .init();
}
