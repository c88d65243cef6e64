//! The browsers that Canopy knows, by system.

use super::{Browser, SessionMode};

/// Opens in a container where one is given: a page of the extension "Open external links in a container".
/// <https://github.com/honsiorovskyi/open-url-in-container>
const FIREFOX: &str =
    "-P {profile} 'ext+container:name={container}&color={color}&url={encoded_url}' {url}";
const CHROMIUM: &str = "--profile-directory={profile} {url}";

/// Browsers to look for on a system (`linux`, `macos`, `windows`, as Rust names it), the usual ones first.
/// Several entries with one id are the places where that browser may be: the first whose program is there
/// counts.
pub fn candidates(os: &str) -> Vec<Browser> {
    match os {
        "macos" => vec![
            candidate("safari", "Safari", "open", "-a Safari {url}"),
            candidate("firefox", "Firefox", &app("Firefox", "firefox"), FIREFOX),
            candidate(
                "chrome",
                "Chrome",
                &app("Google Chrome", "Google Chrome"),
                CHROMIUM,
            ),
            candidate(
                "chromium",
                "Chromium",
                &app("Chromium", "Chromium"),
                CHROMIUM,
            ),
            candidate(
                "brave",
                "Brave",
                &app("Brave Browser", "Brave Browser"),
                CHROMIUM,
            ),
            candidate(
                "edge",
                "Edge",
                &app("Microsoft Edge", "Microsoft Edge"),
                CHROMIUM,
            ),
        ],
        "windows" => [
            (
                "edge",
                "Edge",
                r"Microsoft\Edge\Application\msedge.exe",
                CHROMIUM,
            ),
            (
                "firefox",
                "Firefox",
                r"Mozilla Firefox\firefox.exe",
                FIREFOX,
            ),
            (
                "chrome",
                "Chrome",
                r"Google\Chrome\Application\chrome.exe",
                CHROMIUM,
            ),
            (
                "chromium",
                "Chromium",
                r"Chromium\Application\chrome.exe",
                CHROMIUM,
            ),
            (
                "brave",
                "Brave",
                r"BraveSoftware\Brave-Browser\Application\brave.exe",
                CHROMIUM,
            ),
        ]
        .into_iter()
        .flat_map(|(id, name, program, arguments)| {
            [r"C:\Program Files", r"C:\Program Files (x86)"]
                .map(|folder| candidate(id, name, &format!(r"{folder}\{program}"), arguments))
        })
        .collect(),
        _ => [
            ("firefox", "Firefox", "firefox", FIREFOX),
            ("firefox", "Firefox", "firefox-esr", FIREFOX),
            ("chrome", "Chrome", "google-chrome", CHROMIUM),
            ("chrome", "Chrome", "google-chrome-stable", CHROMIUM),
            ("chromium", "Chromium", "chromium", CHROMIUM),
            ("chromium", "Chromium", "chromium-browser", CHROMIUM),
            ("brave", "Brave", "brave-browser", CHROMIUM),
            ("brave", "Brave", "brave", CHROMIUM),
            ("edge", "Edge", "microsoft-edge", CHROMIUM),
            ("edge", "Edge", "microsoft-edge-stable", CHROMIUM),
        ]
        .map(|(id, name, program, arguments)| candidate(id, name, program, arguments))
        .into(),
    }
}

fn app(bundle: &str, program: &str) -> String {
    format!("/Applications/{bundle}.app/Contents/MacOS/{program}")
}

fn candidate(id: &str, name: &str, program: &str, arguments: &str) -> Browser {
    Browser {
        id: id.to_owned(),
        name: name.to_owned(),
        template: format!("{} {arguments}", shell_words::quote(program)),
        mode: SessionMode::Plain,
    }
}
