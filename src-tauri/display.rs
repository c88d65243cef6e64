//! Whether there is a screen to open a window on.

/// What a person without a display can do instead.
const NO_DISPLAY: &str = "Canopy needs a display, and there is none (DISPLAY and WAYLAND_DISPLAY are unset).
hint: run it on a virtual one with `xvfb-run make run`, or use the command line: `canopy --sandbox tree`.";

/// Says what to do where a window cannot open. Only X11 and Wayland tell by their environment.
pub fn check() -> Result<(), &'static str> {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && !is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY") {
        return Err(NO_DISPLAY);
    }
    Ok(())
}
