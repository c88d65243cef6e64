//! What Canopy writes to standard error, for those who ask with `CANOPY_LOG`.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::{
    EnvFilter, filter::LevelFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt,
};

/// The SDK's warnings about credentials tell causes that the failure tells in words.
const DEFAULT: &str = "warn,aws_config=error";
/// The most that is logged: beyond it the SDK writes whole answers, credentials among them.
const MOST: LevelFilter = LevelFilter::DEBUG;
/// Targets that write secrets below that: `webbrowser` logs the link that it opens.
const NEVER: [&str; 1] = ["webbrowser=off"];

/// Begins to log, as `CANOPY_LOG` says: a level up to `debug`, or `target=level` with commas between.
pub fn start() {
    let asked = EnvFilter::try_from_env("CANOPY_LOG").unwrap_or_else(|_| DEFAULT.into());
    let filter = NEVER
        .iter()
        .filter_map(|directive| directive.parse().ok())
        .fold(asked, EnvFilter::add_directive);
    let lines = fmt::layer()
        .with_ansi(stderr().is_terminal())
        .with_writer(stderr);
    tracing_subscriber::registry()
        .with(MOST)
        .with(filter)
        .with(lines)
        .init();
}
