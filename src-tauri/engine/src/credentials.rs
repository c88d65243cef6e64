//! Credentials for other programs, as `credential_process` wants them. What was assumed is kept sealed, so
//! that fifty tools at once cause one `AssumeRole`; see docs/decisions/0009.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>

use std::path::Path;

use canopy_core::{AccountId, Code, ConnectionId, Failure, RoleName};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{sealed::Sealed, session::Session};

/// What credentials have left at least, in seconds, when they are handed out: SDKs begin to ask for new
/// ones 15 minutes before the end.
const LEFT: i64 = 900;
/// What all entries' names begin with.
const ENTRY: &str = "credentials-";

/// Whose credentials are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialsRequest {
    /// Signed in with what.
    pub connection: ConnectionId,
    /// Where.
    pub account: AccountId,
    /// As whom.
    pub role: RoleName,
    /// How long they are to last; the role's own way where nothing is said.
    pub duration_seconds: Option<i32>,
}

/// Temporary credentials in the shape that SDKs read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CredentialDocument {
    /// Of the shape: 1.
    pub version: u8,
    /// Its id.
    pub access_key_id: String,
    /// A secret.
    pub secret_access_key: String,
    /// A secret.
    pub session_token: String,
    /// When they end.
    pub expiration: Timestamp,
}

impl std::fmt::Debug for CredentialDocument {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("CredentialDocument")
            .field("expiration", &self.expiration)
            .finish_non_exhaustive()
    }
}

/// What lies in a sealed file.
#[derive(Serialize, Deserialize)]
struct Entry {
    document: CredentialDocument,
    made_at: Timestamp,
}

impl Entry {
    /// Whether enough is left: a quarter of their life at least, for short-lived ones.
    fn is_good(&self, now: Timestamp) -> bool {
        let (end, made) = (
            self.document.expiration.as_second(),
            self.made_at.as_second(),
        );
        end - now.as_second() > LEFT.min((end - made) / 4)
    }
}

impl CredentialsRequest {
    /// The name of the sealed file: it tells nothing of what is in it.
    fn entry(&self) -> String {
        let duration = self.duration_seconds.unwrap_or_default();
        let what = format!("{}\n{}\n{duration}", self.account, self.role);
        format!("{}{}", prefix(&self.connection), short_hash(&what))
    }
}

fn prefix(connection: &ConnectionId) -> String {
    format!("{ENTRY}{}-", short_hash(connection.as_str()))
}

fn short_hash(text: &str) -> String {
    let hash = Sha256::digest(text);
    hash.iter().take(12).fold(String::new(), |mut hex, byte| {
        use std::fmt::Write;
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Credentials that were kept and are good still. Reads one file and one item of the keychain, and waits
/// for nothing else.
pub fn cached_credentials(
    data_folder: &Path,
    request: &CredentialsRequest,
) -> Result<Option<CredentialDocument>, Failure> {
    Ok(kept(&Sealed::of(data_folder), request)?.map(|entry| entry.document))
}

fn kept(sealed: &Sealed, request: &CredentialsRequest) -> Result<Option<Entry>, Failure> {
    let content = sealed.read(&request.entry())?;
    let entry: Option<Entry> = content.and_then(|text| serde_json::from_slice(&text).ok());
    Ok(entry.filter(|entry| entry.is_good(Timestamp::now())))
}

/// Forgets what is kept for a connection.
pub(crate) fn forget(data_folder: &Path, connection: &ConnectionId) -> Result<(), Failure> {
    Sealed::of(data_folder).remove_all(&prefix(connection))
}

impl Session {
    /// Credentials of a role for another program: kept ones while they are good, else new ones. Of many
    /// callers at once, one asks AWS and the others wait for it.
    ///
    /// Errors: those of assuming the role. A keychain that cannot be used is none: then nothing is kept,
    /// and the log says so.
    pub async fn credentials(
        &self,
        account: &AccountId,
        role: &RoleName,
        duration_seconds: Option<i32>,
    ) -> Result<CredentialDocument, Failure> {
        let request = CredentialsRequest {
            connection: self.id().clone(),
            account: account.clone(),
            role: role.clone(),
            duration_seconds,
        };
        let folder = self.engine().data_folder().to_owned();
        let asked = request.clone();
        // Waiting for another process must not hold up this one's other work.
        let looked = tokio::task::spawn_blocking(move || {
            let sealed = Sealed::of(&folder);
            let held = sealed.lock(&asked.entry())?;
            let found = kept(&sealed, &asked)?;
            Ok::<_, Failure>((sealed, held, found))
        });
        match looked.await {
            Ok(Ok((_, _, Some(entry)))) => Ok(entry.document),
            Ok(Ok((sealed, held, None))) => {
                let document = self.fresh(&request).await?;
                let entry = Entry {
                    document: document.clone(),
                    made_at: Timestamp::now(),
                };
                let written = tokio::task::spawn_blocking(move || {
                    let text = serde_json::to_vec(&entry)
                        .map_err(|_| Failure::unexpected("credentials could not be written"))?;
                    let written = sealed.write(&request.entry(), &text);
                    drop(held);
                    written
                });
                if let Ok(Err(failure)) = written.await {
                    not_kept(&failure);
                }
                Ok(document)
            }
            Ok(Err(failure)) => {
                not_kept(&failure);
                self.fresh(&request).await
            }
            Err(_) => Err(Failure::unexpected("the data folder could not be asked")),
        }
    }

    async fn fresh(&self, request: &CredentialsRequest) -> Result<CredentialDocument, Failure> {
        let made = self
            .assume_for(&request.account, &request.role, request.duration_seconds)
            .await?;
        Ok(CredentialDocument {
            version: 1,
            access_key_id: made.access_key_id,
            secret_access_key: made.secret_access_key,
            session_token: made.session_token,
            expiration: made.expires_at,
        })
    }
}

fn not_kept(failure: &Failure) {
    let hint = match failure.code {
        Code::Unreachable => "every call asks AWS anew",
        _ => "the next call asks AWS anew",
    };
    tracing::warn!("credentials are not kept: {}; {hint}", failure.message);
}
