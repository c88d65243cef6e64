//! The browsers of this machine, and how one is started. No shell runs, and a link is in no message: what a
//! browser was started with is a secret.

use std::{process::Stdio, time::Duration};

use canopy_core::{
    Failure, Topic,
    browser::{self, Browser},
    console::ConsoleOptions,
};
use tokio::process::Command;

use super::SecretUrl;
use crate::{Engine, programs};

/// How long to look whether a browser ends with an error at once.
const LOOKED_AT: Duration = Duration::from_millis(500);

impl Engine {
    /// The browsers of this machine, with those that the person entered: one of theirs stands in the place
    /// of the usual one with the same id.
    pub fn browsers(&self) -> Result<Vec<Browser>, Failure> {
        let mut found: Vec<Browser> = Vec::new();
        for candidate in browser::candidates(std::env::consts::OS) {
            let known = found.iter().any(|it| it.id == candidate.id);
            if !known && programs::found(&candidate.program()?).is_some() {
                found.push(candidate);
            }
        }
        for own in self.store().settings()?.browsers {
            match found.iter_mut().find(|it| it.id == own.id) {
                Some(usual) => *usual = own,
                None => found.push(own),
            }
        }
        Ok(found)
    }

    /// Keeps a browser that a person entered, in the place of the one with the same id.
    ///
    /// Errors: `invalid` for one without a name, and for a command that opens nothing.
    pub fn save_browser(&self, mut browser: Browser) -> Result<(), Failure> {
        let is_plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
        if browser.id.is_empty() || browser.id.len() > 40 || !browser.id.chars().all(is_plain) {
            return Err(Failure::invalid(format!(
                "`{}` cannot be the short name of a browser",
                browser.id.escape_debug()
            ))
            .hint("Use lower-case letters, digits and hyphens, 40 at most."));
        }
        let name = browser.name.trim().to_owned();
        browser.name = name;
        if browser.name.is_empty() || browser.name.chars().any(char::is_control) {
            return Err(Failure::invalid("the browser has no name").hint("Give it one."));
        }
        browser::check(&browser.template)?;
        let mut settings = self.store().settings()?;
        match settings.browsers.iter_mut().find(|it| it.id == browser.id) {
            Some(kept) => *kept = browser,
            None => settings.browsers.push(browser),
        }
        self.store().save_settings(&settings)?;
        self.announce(None, &[Topic::Connections]);
        Ok(())
    }

    /// Removes a browser that a person entered; a usual one of the same id is there again.
    ///
    /// Errors: `notFound`.
    pub fn delete_browser(&self, id: &str) -> Result<(), Failure> {
        let mut settings = self.store().settings()?;
        let before = settings.browsers.len();
        settings.browsers.retain(|it| it.id != id);
        if settings.browsers.len() == before {
            return Err(Failure::not_found(format!(
                "you entered no browser `{}`",
                id.escape_debug()
            ))
            .hint("The usual browsers cannot be removed, only changed."));
        }
        self.store().save_settings(&settings)?;
        self.announce(None, &[Topic::Connections]);
        Ok(())
    }

    /// The browser that options name; none for the system's default one.
    ///
    /// Errors: `notFound` for one that is not there, `invalid` for a profile or container where none can be.
    pub(super) fn browser(&self, options: &ConsoleOptions) -> Result<Option<Browser>, Failure> {
        let wants = [
            ("profile", options.profile.is_some()),
            ("container", options.container.is_some()),
        ];
        let Some(id) = &options.browser else {
            return match wants.iter().find(|(_, wanted)| *wanted) {
                Some((what, _)) => Err(Failure::invalid(format!(
                    "the system's default browser cannot be told a {what}"
                ))
                .hint("Choose a browser, too.")),
                None => Ok(None),
            };
        };
        let found = self.browsers()?.into_iter().find(|it| it.id == *id);
        let browser = found.ok_or_else(|| {
            Failure::not_found(format!(
                "there is no browser `{}` on this machine",
                id.escape_debug()
            ))
            .hint("Choose another, or enter its command in the settings.")
        })?;
        let takes = browser::takes(&browser.template)?;
        for ((what, wanted), taken) in wants.into_iter().zip([takes.profile, takes.container]) {
            if wanted && !taken {
                return Err(Failure::invalid(format!(
                    "the command of {} has no place for a {what}",
                    browser.name
                ))
                .hint(format!(
                    "Add `{{{what}}}` to it in the settings, or choose no {what}."
                )));
            }
        }
        Ok(Some(browser))
    }
}

/// Opens `url` in a browser; in the system's default one where none is named.
///
/// Errors: `unexpected` where it cannot be started, or ends with an error at once.
pub(super) async fn open(
    browser: Option<&Browser>,
    options: &ConsoleOptions,
    url: &SecretUrl,
) -> Result<(), Failure> {
    let Some(browser) = browser else {
        let url = url.clone();
        let opened = tokio::task::spawn_blocking(move || webbrowser::open(url.expose())).await;
        // The error's own text may carry the link.
        return if matches!(opened, Ok(Ok(()))) {
            Ok(())
        } else {
            Err(Failure::unexpected("no browser could be opened")
                .hint("Set BROWSER to one, or copy the link (`canopy console --print`) and open it yourself."))
        };
    };
    let parts = browser::command(
        &browser.template,
        url.expose(),
        options.profile.as_deref(),
        options.container.as_deref(),
    )?;
    let not_opened = |why: String| {
        Failure::unexpected(format!("{} could not be opened: {why}", browser.name))
            .hint("Look at its command in the settings, or choose another browser.")
    };
    let Some((program, arguments)) = parts.split_first() else {
        return Err(not_opened("its command is empty".to_owned()));
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // What stops Canopy in a terminal does not stop the browser.
    #[cfg(unix)]
    command.process_group(0);
    let mut child = command
        .spawn()
        .map_err(|error| not_opened(error.kind().to_string()))?;
    match tokio::time::timeout(LOOKED_AT, child.wait()).await {
        Ok(Ok(ended)) if !ended.success() => Err(not_opened(format!("it ended with {ended}"))),
        _ => Ok(()),
    }
}
