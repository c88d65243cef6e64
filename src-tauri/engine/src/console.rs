//! The way into an account's console: assume a role, trade its credentials for a sign-in token, and
//! open the login link in a browser. The link is a secret: it does not pass the web view or a log.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html>

mod browsers;
mod choices;
mod federation;
mod length;
mod opening;
mod requests;
mod sessions;
mod switching;

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use choices::ConsoleChoices;
pub use opening::{OPENED_AT_ONCE, OpenedConsole};
pub use requests::PendingRequest;
pub(crate) use requests::Requests;
pub use sessions::EndingSession;
pub use switching::SwitchRole;

/// A link that signs whoever has it in.
#[derive(Clone)]
pub struct SecretUrl(String);

impl SecretUrl {
    /// The link itself. Only for a browser, the clipboard, or someone who asked for it to be printed.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretUrl(…)")
    }
}

/// A sign-in link.
#[derive(Debug, Clone)]
pub struct ConsoleLink {
    /// The link, a secret.
    pub url: SecretUrl,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When the session that it opens ends, if it is opened now.
    pub session_ends_at: Timestamp,
}

/// A console that was opened in the browser.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Opened {
    /// Whether a browser took the link.
    pub opened: bool,
    /// When the link stops working.
    #[specta(type = String)]
    pub expires_at: Timestamp,
}
