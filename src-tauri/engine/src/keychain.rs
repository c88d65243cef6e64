//! The system's keychain: Keychain on macOS, Credential Manager on Windows, the Secret Service elsewhere.
//! Long-term keys and the key that seals files live there, and nowhere else.
//!
//! Calls wait for the system, which may ask a person to unlock it: from async code they belong on a
//! thread of their own.

use canopy_core::{Code, Failure};
use keyring::{Entry, Error};
use serde::{Deserialize, Serialize};

/// Under which name the items stand.
const SERVICE: &str = "canopy";

/// Whether there is a keychain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct KeychainStatus {
    /// Whether secrets can be kept.
    pub available: bool,
    /// Why not, and what that means.
    pub words: Option<String>,
}

/// Whether there is a keychain, without touching an item.
pub fn status() -> KeychainStatus {
    match Entry::store_status() {
        Ok(()) => KeychainStatus {
            available: true,
            words: None,
        },
        Err(error) => KeychainStatus {
            available: false,
            words: Some({
                missing(error);
                "This system offers no keychain. Canopy asks for secrets each time it starts, and writes them nowhere.".to_owned()
            }),
        },
    }
}

/// The secret that stands under `user`; none where nothing does.
///
/// Errors: `denied` for a keychain that stays locked, `unreachable` where there is none.
pub fn read(user: &str) -> Result<Option<String>, Failure> {
    match entry(user)?.get_password() {
        Ok(secret) => Ok(Some(secret)),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(failed(&error)),
    }
}

/// Keeps `secret` under `user`, in the place of what was there.
pub fn write(user: &str, secret: &str) -> Result<(), Failure> {
    entry(user)?
        .set_password(secret)
        .map_err(|error| failed(&error))
}

/// Forgets what stands under `user`.
pub fn delete(user: &str) -> Result<(), Failure> {
    match entry(user)?.delete_credential() {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(failed(&error)),
    }
}

/// The same as [`read`], for async code.
pub(crate) async fn read_later(user: String) -> Result<Option<String>, Failure> {
    on_a_thread(move || read(&user)).await
}

/// The same as [`write`], for async code.
pub(crate) async fn write_later(user: String, secret: String) -> Result<(), Failure> {
    on_a_thread(move || write(&user, &secret)).await
}

/// The same as [`delete`], for async code.
pub(crate) async fn delete_later(user: String) -> Result<(), Failure> {
    on_a_thread(move || delete(&user)).await
}

async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(Failure::unexpected("the keychain could not be asked")))
}

fn entry(user: &str) -> Result<Entry, Failure> {
    Entry::new(SERVICE, user).map_err(|error| match Entry::store_status() {
        Err(cause) => Failure::new(Code::Unreachable, missing(cause))
            .hint("Start a keychain (on Linux a Secret Service, such as GNOME Keyring or KWallet), then start Canopy again."),
        Ok(()) => failed(&error),
    })
}

/// Why there is no keychain. The system's own words name no secret: nothing was read yet.
fn missing(error: &Error) -> String {
    tracing::debug!(%error, "no keychain");
    "this system offers no keychain".to_owned()
}

fn failed(error: &Error) -> Failure {
    match error {
        Error::NoStorageAccess(_) => {
            Failure::new(Code::Denied, "the keychain is locked").hint("Unlock it, then try again.")
        }
        Error::TooLong(..) => Failure::invalid("the secret is too long for the system's keychain"),
        Error::NoDefaultStore | Error::NotSupportedByStore(_) => {
            Failure::new(Code::Unreachable, "this system offers no keychain")
        }
        // Other errors may carry what was read.
        _ => Failure::unexpected("the keychain could not be used")
            .hint("Look whether it is unlocked and works for other programs."),
    }
}
